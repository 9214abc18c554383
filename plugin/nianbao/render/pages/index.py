"""The index of all agencies and years, and its groups: one region, one parent or one letter each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from nianbao.archive import Entry
from nianbao.render.context import RenderContext
from nianbao.render.page import Page
from nianbao.render.pages import agency_list, agency_names
from nianbao.render.pages.agency_list import Line
from nianbao.render.pages.agency_year import STATUSES, listing
from nianbao.render.pages.index_groups import IndexGroup, index_groups, is_long, regions_of

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


def pages(context: RenderContext) -> Iterator[Page]:
    """Yield the index, and a page for each of its groups.

    It is about the reports of the first kind that has some, and leads to those of the others. It also lists the
    findings of files whose agency or year can't be read: they have no page of their own.
    """
    context = context.lead
    archive = context.archive
    groups_of_index = index_groups(archive)
    lines = agency_list.lines(
        context, agency_list.listed(context, archive.agencies), archive.years, regions_of(archive)
    )
    groups = _groups(lines, groups_of_index)
    unplaced = [entry for entry in context.whole.entries if not (entry.agency and entry.year)]
    title = context.messages.word("index-title")
    yield _page(
        context,
        title,
        lines,
        groups_of_index,
        None,
        **_split(context, groups if is_long(archive) else (), context.path()),
        unplaced=[sentence for entry in unplaced for sentence in _sentences(context, entry)],
        data=context.data,
        others=[part for part in context.by_kind if part is not context and part.archive.years],
    )
    own = {each.group: each.lines for each in groups}
    for group in groups_of_index:
        yield _page(
            context,
            context.messages.word("view-title", name=group.name(context.messages.word)),
            own.get(group, ()),
            groups_of_index,
            group,
            **_split(context, (), ""),
            unplaced=(),
            data=(),
            others=(),
        )


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


def _page(
    context: RenderContext,
    title: str,
    agency_lines: tuple[Line, ...],
    groups_of_index: tuple[IndexGroup, ...],
    group: IndexGroup | None,
    **values: object,
) -> Page:
    """Return the index, or the page of one group, with these lines."""
    return listing(
        context,
        ("by", group.slug) if group else (),
        title,
        "index.html",
        **agency_list.values(context, agency_lines, context.archive.years, title),
        reports=sum(
            bool(status.entry and status.entry.report) for line in agency_lines for status in line.statuses
        ),
        index_groups=groups_of_index,
        current=group,
        compared=context.compares,
        **values,
    )


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
