"""The index of all agencies and years, and its groups: one region, one parent or one letter each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import Final

from nianbao.archive import Entry
from nianbao.render.context import RenderContext
from nianbao.render.page import Page
from nianbao.render.pages import agency_list, agency_names
from nianbao.render.pages.agency_list import Line
from nianbao.render.pages.agency_year import STATUSES, listing, listing_at, summary, years_named
from nianbao.render.pages.index_groups import IndexGroup, index_groups, is_long, regions_of
from nianbao.render.plan import Plan, Shared

# With more agencies than this the index has no line for each; its groups have, and its filter asks for all.
LISTED: Final = 500


@dataclass(frozen=True)
class GroupLines:
    """A group of a long index, with a line for each of its agencies."""

    group: IndexGroup
    lines: tuple[Line, ...]

    @cached_property
    def newest(self) -> Mapping[str, int]:
        """How many of the agencies have each status in the last year."""
        return Counter(line.newest.status for line in self.lines if line.newest)


def pages(context: RenderContext) -> Iterator[Plan]:
    """Yield the index, and a page for each of its groups.

    It is about the reports of the first kind that has some, and leads to those of the others. It also lists the
    findings of files whose agency or year can't be read: they have no page of their own.
    """
    shared = Shared(context.lead)
    index = _Index(shared.context)
    yield listing_at(context.lead, (), lambda _: index.whole(), shared)
    for group in index.groups:
        yield listing_at(context.lead, ("by", group.slug), partial(index.part, group=group), shared)


class _Index:
    """The index and the pages of its groups, which share the lines of agencies."""

    def __init__(self, context: RenderContext) -> None:
        self._context = context

    @cached_property
    def groups(self) -> tuple[IndexGroup, ...]:
        """The groups of the index."""
        return index_groups(self._context.archive)

    @cached_property
    def _lines(self) -> tuple[Line, ...]:
        """The lines of all agencies that are listed."""
        archive = self._context.archive
        agencies = agency_list.listed(self._context, archive.agencies)
        return agency_list.lines(self._context, agencies, archive.years, regions_of(archive))

    @cached_property
    def _own(self) -> Mapping[IndexGroup, GroupLines]:
        """The groups with their lines."""
        return {each.group: each for each in _groups(self._lines, self.groups)}

    def whole(self) -> Page:
        """Return the index."""
        context, word = self._context, self._context.messages.word
        unplaced = [entry for entry in context.whole.entries if not (entry.agency and entry.year)]
        groups = tuple(self._own.values()) if is_long(context.archive) else ()
        page = self._page(
            word("index-title"),
            self._lines,
            None,
            **_split(context, groups, context.path()),
            unplaced=[sentence for entry in unplaced for sentence in _sentences(context, entry)],
            data=context.data,
            others=[part for part in context.by_kind if part.kind is not context.kind and part.archive.years],
        )
        agencies, reports = word("n-agencies", n=len(self._lines)), word("n-reports", n=_reports(self._lines))
        return replace(page, summary=summary(agencies, years_named(context, context.archive.years), reports))

    def part(self, _: RenderContext, group: IndexGroup) -> Page:
        """Return the page of one group."""
        title = self._context.messages.word("view-title", name=group.name(self._context.messages.word))
        lines = self._own[group].lines if group in self._own else ()
        nothing = _split(self._context, (), "")
        return self._page(title, lines, group, **nothing, unplaced=(), data=(), others=())

    def _page(self, title: str, lines: tuple[Line, ...], group: IndexGroup | None, **values: object) -> Page:
        """Return the index, or the page of one group, with these lines."""
        return listing(
            self._context,
            ("by", group.slug) if group else (),
            title,
            "index.html",
            **agency_list.values(self._context, lines, self._context.archive.years, title),
            reports=_reports(lines),
            index_groups=self.groups,
            current=group,
            compared=self._context.compares,
            **values,
        )


def _reports(lines: Sequence[Line]) -> int:
    """Return how many reports the agencies of some lines have."""
    return sum(bool(status.entry and status.entry.report) for line in lines for status in line.statuses)


def fragment(context: RenderContext, here: str, years: Sequence[int]) -> str:
    """Return the list of all agencies in some years, as HTML for a page of the site's owner."""
    archive = context.archive
    agency_lines = agency_list.lines(
        context, agency_list.listed(context, archive.agencies), years, regions_of(archive)
    )
    groups = _groups(agency_lines, index_groups(archive)) if is_long(archive) else ()
    template = (
        "agency_overview.html" if groups else "agency_list.html" if agency_lines and years else "agency_none.html"
    )
    values = agency_list.values(context, agency_lines, years, context.messages.word("index-title"))
    return context.fragment(template, here, **values, **_split(context, groups, here))


def _groups(agency_lines: tuple[Line, ...], groups_of_index: tuple[IndexGroup, ...]) -> tuple[GroupLines, ...]:
    """Return the groups with the lines of their agencies."""
    by_agency = {line.agency.id: line for line in agency_lines}
    groups = (
        GroupLines(group, tuple(by_agency[agency.id] for agency in group.agencies if agency.id in by_agency))
        for group in groups_of_index
    )
    return tuple(group for group in groups if group.lines)


def _split(context: RenderContext, groups: tuple[GroupLines, ...], here: str) -> Mapping[str, object]:
    """Return the template values of a long index: its groups, and the statuses they have in the last year.

    `names` is where the filter finds the agencies that the page itself doesn't list; empty if it lists them all.
    """
    agencies = sum(len(group.lines) for group in groups)
    return {
        "groups": groups,
        "newest": [status for status in STATUSES if any(group.newest[status] for group in groups)],
        "names": agency_names.address(context, here) if agencies > LISTED else "",
    }


def _sentences(context: RenderContext, entry: Entry) -> list[tuple[object, str]]:
    """Return place and message of each finding the site shows of an entry."""
    return [
        (finding.location, context.messages.finding(finding, None).message)
        for finding in context.visibility(entry).findings
    ]
