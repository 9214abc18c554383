"""The index of all agencies and years, and its views: one region, one parent or one letter each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from nianbao.archive import Entry
from nianbao.render.context import RenderContext
from nianbao.render.page import Page
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


def pages(context: RenderContext) -> Iterator[Page]:
    """Yield the index, and its views."""
    split = views(context.archive)
    regions = regions_of(context.archive)
    homeless = [entry for entry in context.whole.entries if not (entry.agency and entry.year)]
    sentences = [sentence for entry in homeless for sentence in _sentences(context, entry)]
    yield _page(context, regions, split, None, sentences)
    for view in split:
        yield _page(context, regions, split, view, [])


def piece(context: RenderContext, here: str, years: Sequence[int]) -> str:
    """Return the list of all agencies in some years, for another page of the site."""
    regions = regions_of(context.archive)
    made = agency_list.lines(context, context.archive.agencies, years, regions)
    groups = _groups(made, views(context.archive)) if is_long(context.archive) else ()
    template = "agency_overview.html" if groups else "agency_list.html" if made and years else "agency_none.html"
    values = agency_list.values(context, made, years, context.messages.word("index-title"))
    return context.piece(template, here, **values, **_split(groups))


def _page(
    context: RenderContext,
    regions: Mapping[str, str],
    split: tuple[IndexGroup, ...],
    view: IndexGroup | None,
    homeless: list[tuple[object, str]],
) -> Page:
    agencies = view.agencies if view else context.archive.agencies
    parts: tuple[object, ...] = ("by", view.slug) if view else ()
    years = context.archive.years
    made = agency_list.lines(context, agencies, years, regions)
    groups = _groups(made, split) if not view and is_long(context.archive) else ()
    rest = context.messages.word("view-rest")
    title = (
        context.messages.word("view-title", name=view.label or rest)
        if view
        else context.messages.word("index-title")
    )
    return listing(
        context,
        parts,
        title,
        "index.html",
        **agency_list.values(context, made, years, title),
        **_split(groups),
        reports=sum(bool(stand.entry and stand.entry.report) for line in made for stand in line.stands),
        views=split,
        this=view,
        compared=context.compares,
        homeless=homeless,
        others=() if view else context.by_kind[1:],
    )


def _groups(made: tuple[Line, ...], split: tuple[IndexGroup, ...]) -> tuple[Group, ...]:
    by_agency = {line.agency.id: line for line in made}
    return tuple(Group(view, tuple(by_agency[agency.id] for agency in view.agencies)) for view in split)


def _split(groups: tuple[Group, ...]) -> Mapping[str, object]:
    return {
        "groups": groups,
        "newest": [status for status in STATUSES if any(group.newest[status] for group in groups)],
    }


def _sentences(context: RenderContext, entry: Entry) -> list[tuple[object, str]]:
    return [
        (finding.location, context.messages.finding(finding, None).message)
        for finding in context.public(entry).findings
    ]
