"""The index of all agencies and years, and its views: one region, one parent or one letter each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nianbao.archive import Entry
from nianbao.render.page import Page, RenderContext
from nianbao.render.pages import agency_list
from nianbao.render.pages.agency_list import Line
from nianbao.render.pages.agency_year import STATUSES, listing
from nianbao.render.pages.index_groups import IndexGroup, is_long, regions_of, views


@dataclass(frozen=True)
class Group:
    """A view of a long index, with its lines."""

    view: IndexGroup
    lines: tuple[Line, ...]

    @cached_property
    def newest(self) -> Mapping[str, int]:
        """How many agencies stand how in the last year."""
        return Counter(line.newest.status for line in self.lines if line.newest)


def pages(site: RenderContext) -> Iterator[Page]:
    """Yield the index, and its views."""
    split = views(site.archive)
    regions = regions_of(site.archive)
    homeless = [entry for entry in site.whole.entries if not (entry.agency and entry.year)]
    sentences = [sentence for entry in homeless for sentence in _sentences(site, entry)]
    yield _page(site, regions, split, None, sentences)
    for view in split:
        yield _page(site, regions, split, view, [])


def piece(site: RenderContext, here: str, years: Sequence[int]) -> str:
    """Return the list of all agencies in some years, for another page of the site."""
    regions = regions_of(site.archive)
    made = agency_list.lines(site, site.archive.agencies, years, regions)
    groups = _groups(made, views(site.archive)) if is_long(site.archive) else ()
    template = "agency_overview.html" if groups else "agency_list.html" if made and years else "agency_none.html"
    values = agency_list.values(site, made, years, site.messages.word("index-title"))
    return site.piece(template, here, **values, **_split(groups))


def _page(
    site: RenderContext,
    regions: Mapping[str, str],
    split: tuple[IndexGroup, ...],
    view: IndexGroup | None,
    homeless: list[tuple[object, str]],
) -> Page:
    agencies = view.agencies if view else site.archive.agencies
    parts: tuple[object, ...] = ("by", view.slug) if view else ()
    years = site.archive.years
    made = agency_list.lines(site, agencies, years, regions)
    groups = _groups(made, split) if not view and is_long(site.archive) else ()
    rest = site.messages.word("view-rest")
    title = (
        site.messages.word("view-title", name=view.label or rest) if view else site.messages.word("index-title")
    )
    return listing(
        site,
        parts,
        title,
        "index.html",
        **agency_list.values(site, made, years, title),
        **_split(groups),
        reports=sum(bool(stand.entry and stand.entry.report) for line in made for stand in line.stands),
        views=split,
        this=view,
        compared=site.compares,
        homeless=homeless,
        others=() if view else site.by_kind[1:],
    )


def _groups(made: tuple[Line, ...], split: tuple[IndexGroup, ...]) -> tuple[Group, ...]:
    by_agency = {line.agency.id: line for line in made}
    return tuple(Group(view, tuple(by_agency[agency.id] for agency in view.agencies)) for view in split)


def _split(groups: tuple[Group, ...]) -> Mapping[str, object]:
    return {
        "groups": groups,
        "newest": [status for status in STATUSES if any(group.newest[status] for group in groups)],
    }


def _sentences(site: RenderContext, entry: Entry) -> list[tuple[object, str]]:
    return [
        (finding.location, site.messages.finding(finding, None).message) for finding in site.public(entry).findings
    ]
