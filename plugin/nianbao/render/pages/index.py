"""The index of all agencies and years, and its groups: one region, one parent or one letter each."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from nianbao.archive import Entry
from nianbao.model.register import Agency
from nianbao.render.context import RenderContext
from nianbao.render.page import Page
from nianbao.render.pages import agency_list
from nianbao.render.pages.agency_list import Line
from nianbao.render.pages.agency_year import STATUSES, listing, listing_at, summary, years_named
from nianbao.render.pages.index_groups import IndexGroup, index_groups, is_long, regions_of
from nianbao.render.plan import Plan


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
    context = context.lead
    for group in (None, *index_groups(context.archive)):
        yield listing_at(context, _parts(group), partial(_page, group=group))


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


def _page(context: RenderContext, group: IndexGroup | None) -> Page:
    """Return the index, or the page of one group."""
    groups_of_index, regions = index_groups(context.archive), regions_of(context.archive)
    agencies = group.agencies if group else context.archive.agencies
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
        _parts(group),
        title,
        "index.html",
        **agency_list.values(context, agency_lines, years, title),
        **_split(groups),
        reports=reports,
        index_groups=groups_of_index,
        current=group,
        compared=context.compares,
        unplaced=() if group else _unplaced(context),
        data=() if group else context.data,
        others=[part for part in context.by_kind if part is not context and part.archive.years and not group],
    )
    return page if group else replace(page, summary=found_by)


def _parts(group: IndexGroup | None) -> tuple[object, ...]:
    """Return the folders of the index, or of the page of a group, below the report path."""
    return ("by", group.slug) if group else ()


def _unplaced(context: RenderContext) -> list[tuple[object, str]]:
    """Return location and message of each finding in files that have no page."""
    unplaced = (entry for entry in context.whole.entries if not (entry.agency and entry.year))
    return [sentence for entry in unplaced for sentence in _sentences(context, entry)]


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
