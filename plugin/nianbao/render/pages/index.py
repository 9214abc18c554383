"""The index of all agencies and years, and its groups: one region, one parent or one letter each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from nianbao.archive import Entry
from nianbao.model.register import Agency
from nianbao.render.context import RenderContext
from nianbao.render.page import Page
from nianbao.render.pages import agency_list
from nianbao.render.pages.agency_list import Line
from nianbao.render.pages.agency_year import STATUSES, listing, summary, years_named
from nianbao.render.pages.index_groups import IndexGroup, index_groups, is_long, regions_of


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
    groups_of_index = index_groups(context.archive)
    regions = regions_of(context.archive)
    unplaced = [entry for entry in context.whole.entries if not (entry.agency and entry.year)]
    sentences = [sentence for entry in unplaced for sentence in _sentences(context, entry)]
    yield _page(context, regions, groups_of_index, None, sentences)
    for group in groups_of_index:
        yield _page(context, regions, groups_of_index, group, [])


def fragment(context: RenderContext, here: str, years: Sequence[int]) -> str:
    """Return the list of all agencies in some years, as HTML for a page of the site's owner."""
    regions = regions_of(context.archive)
    agency_lines = agency_list.lines(context, _listed(context, context.archive.agencies), years, regions)
    groups = _groups(agency_lines, index_groups(context.archive)) if is_long(context.archive) else ()
    template = (
        "agency_overview.html" if groups else "agency_list.html" if agency_lines and years else "agency_none.html"
    )
    values = agency_list.values(context, agency_lines, years, context.messages.word("index-title"))
    return context.fragment(template, here, **values, **_split(groups))


def _page(
    context: RenderContext,
    regions: Mapping[str, str],
    groups_of_index: tuple[IndexGroup, ...],
    group: IndexGroup | None,
    unplaced: list[tuple[object, str]],
) -> Page:
    """Return the index, or the page of one group.

    `unplaced` are locations and messages of findings in files that have no page.
    """
    agencies = group.agencies if group else context.archive.agencies
    parts: tuple[object, ...] = ("by", group.slug) if group else ()
    years = context.archive.years
    agency_lines = agency_list.lines(context, _listed(context, agencies), years, regions)
    groups = _groups(agency_lines, groups_of_index) if not group and is_long(context.archive) else ()
    rest = context.messages.word("view-rest")
    title = (
        context.messages.word("view-title", name=group.label or rest)
        if group
        else context.messages.word("index-title")
    )
    reports = sum(bool(status.entry and status.entry.report) for line in agency_lines for status in line.statuses)
    words = context.messages.word
    found_by = summary(
        words("n-agencies", n=len(agency_lines)), years_named(context, years), words("n-reports", n=reports)
    )
    page = listing(
        context,
        parts,
        title,
        "index.html",
        **agency_list.values(context, agency_lines, years, title),
        **_split(groups),
        reports=reports,
        index_groups=groups_of_index,
        current=group,
        compared=context.compares,
        unplaced=unplaced,
        data=() if group else context.data,
        others=[part for part in context.by_kind if part is not context and part.archive.years and not group],
    )
    return page if group else replace(page, summary=found_by)


def _listed(context: RenderContext, agencies: Sequence[Agency]) -> Sequence[Agency]:
    """Return the agencies that a list has a line for: where a report isn't due from everyone, those that filed."""
    if context.kind.everyone:
        return agencies
    archive = context.archive
    return [
        agency
        for agency in agencies
        if archive.of_agency(agency.id) or any(archive.lacking(agency.id, year) for year in archive.years)
    ]


def _groups(agency_lines: tuple[Line, ...], groups_of_index: tuple[IndexGroup, ...]) -> tuple[GroupLines, ...]:
    """Return the groups with the lines of their agencies."""
    by_agency = {line.agency.id: line for line in agency_lines}
    groups = (
        GroupLines(group, tuple(by_agency[agency.id] for agency in group.agencies if agency.id in by_agency))
        for group in groups_of_index
    )
    return tuple(group for group in groups if group.lines)


def _split(groups: tuple[GroupLines, ...]) -> Mapping[str, object]:
    """Return the template values of a long index: its groups, and the statuses they have in the last year."""
    return {
        "groups": groups,
        "newest": [status for status in STATUSES if any(group.newest[status] for group in groups)],
    }


def _sentences(context: RenderContext, entry: Entry) -> list[tuple[object, str]]:
    """Return place and message of each finding the site shows of an entry."""
    return [
        (finding.location, context.messages.finding(finding, None).message)
        for finding in context.visibility(entry).findings
    ]
