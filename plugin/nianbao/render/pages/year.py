"""The page of a year: all agencies, missing and late reports, sums, outcomes, ranks, and failing rules.

With many agencies it has a line for each part of them, with its sums, and each part has a page of its own. Lists
that are still short stand on the page of the year as well; ranks and the last sums are always those of all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import groupby

from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.context import RenderContext
from nianbao.render.figures.key_figures import KeyFigure
from nianbao.render.figures.outcomes import Distribution, distributions
from nianbao.render.figures.ranking import Ranking, rankings
from nianbao.render.figures.sums import Sum, not_contained, total
from nianbao.render.page import Page
from nianbao.render.pages import index_groups
from nianbao.render.pages.agency_year import AgencyYear, agency_year, column_labels, counts, listing, listing_at
from nianbao.render.pages.index_groups import IndexGroup, page_parts
from nianbao.render.plan import Plan, Shared
from nianbao.render.tables.matrix import Matrix, matrix


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums over the agencies of one kind, or over all, each once, for the kind "all".

    `reports` is how many were added up, without those another report contains; `columns` are the sums of each
    key figure, one for each of its cells; `outcomes` are those of a kind, none for "all".
    """

    kind: str
    reports: int
    columns: tuple[tuple[Sum, ...], ...]
    outcomes: tuple[Distribution, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part of the agencies: how many they are, their statuses, how many reports are late, and sums over all."""

    group: IndexGroup
    agencies: int
    counts: tuple[tuple[str, int], ...]
    late: int
    sums: Sums


def pages(context: RenderContext, year: int) -> Iterator[Plan]:
    """Yield the page of a year, and of each part of its agencies where one page would be too long.

    It lists the agencies with a report and, where the kind of report is due from everyone, those that existed
    in the year. Deadlines of the disclosure report are those of Article 49 of the Regulations on Open
    Government Information (State Council Decree No. 711).
    """
    shared = Shared(context)
    whole = _Whole(shared.context, year)
    of = context.kind.of_year
    yield listing_at(context, of(year), lambda _: whole.page(), shared)
    for group in whole.groups:
        yield listing_at(context, of(year, "by", group.slug), partial(whole.part, group=group), shared)


def _part_line(context: RenderContext, group: IndexGroup, own: Sequence[AgencyYear]) -> PartLine:
    """Return the line of a part, with its sums."""
    reports = [each.entry.report for each in own if each.entry and each.entry.report]
    sums = _sums_of(context, "all", reports)
    return PartLine(group, len(own), counts(each.status for each in own), sum(each.late for each in own), sums)


class _Whole:
    """All of a year that its page and the pages of its parts share; worked out when the first of them is made."""

    def __init__(self, context: RenderContext, year: int) -> None:
        self.context, self.year = context, year

    @cached_property
    def expected(self) -> tuple[Agency, ...]:
        """The agencies that are listed."""
        archive, year = self.context.archive, self.year
        return tuple(
            agency
            for agency in archive.agencies
            if archive.entry(agency.id, year) or (self.context.kind.everyone and agency.existed(year))
        )

    @cached_property
    def groups(self) -> tuple[IndexGroup, ...]:
        """The parts of the agencies; none where one page holds them all."""
        ids = {agency.id for agency in self.expected}
        parts = page_parts(self.context.archive, len(ids))
        return tuple(group for group in parts if any(agency.id in ids for agency in group.agencies))

    @cached_property
    def agency_years(self) -> Sequence[AgencyYear]:
        """The agencies in this year."""
        return [agency_year(self.context, agency, self.year) for agency in self.expected]

    @cached_property
    def labels(self) -> tuple[KeyFigure, ...]:
        """The key figures that head the columns."""
        return column_labels(each.key_figures for each in self.agency_years)

    @cached_property
    def sums(self) -> tuple[Sums, ...]:
        """The sums over all agencies, by kind."""
        return _sums(self.context, self.agency_years)

    @cached_property
    def rankings(self) -> tuple[Ranking, ...]:
        """The ranks of all agencies."""
        return rankings(self.context.kind.metrics, self.agency_years)

    @cached_property
    def matrix(self) -> Matrix | None:
        """Which rules fail where."""
        return matrix(self.context, self.agency_years)

    @cached_property
    def lines(self) -> Mapping[str, tuple[PartLine, list[AgencyYear]]]:
        """The parts with their lines and agencies, by the folder of each."""
        by_id = {each.agency.id: each for each in self.agency_years}
        own = (
            (group, [by_id[agency.id] for agency in group.agencies if agency.id in by_id]) for group in self.groups
        )
        return {group.slug: (_part_line(self.context, group, each), each) for group, each in own}

    def page(self) -> Page:
        """Return the page of the year: its parts in the place of its agencies, if it has any."""
        parts = tuple(line for line, _ in self.lines.values())
        return self._page(None, self.agency_years, part_lines=parts, rankings=self.rankings, matrix=self.matrix)

    def part(self, _: RenderContext, group: IndexGroup) -> Page:
        """Return the page of a part: its agencies, with their ranks among all."""
        line, own = self.lines[group.slug]
        ids = {each.agency.id for each in own}
        own_rankings = tuple(filter(None, (ranking.among(ids) for ranking in self.rankings)))
        own_matrix = self.matrix.among(ids) if self.matrix else None
        return self._page(line, own, part_lines=(), rankings=own_rankings, matrix=own_matrix)

    def _page(self, part: PartLine | None, own: Sequence[AgencyYear], **values: object) -> Page:
        """Return the page of a year or of a part of it, about its own agencies."""
        group = part.group if part else None
        context, year, word = self.context, self.year, self.context.messages.word
        years, of = context.archive.years, context.kind.of_year
        title = word("year-title", year=year)
        return listing(
            context,
            of(year, "by", group.slug) if group else of(year),
            word("part-title", page=title, part=group.name(word)) if group else title,
            "year.html",
            above=(title, of(year)) if group else None,
            year=year,
            before=max((other for other in years if other < year), default=None),
            after=min((other for other in years if other > year), default=None),
            group=group,
            groups=self.groups,
            many=index_groups.MANY,
            agency_years=own,
            all_agencies=len(self.agency_years),
            labels=self.labels,
            sums=self.sums,
            part_sum=part.sums if part else None,
            counts=counts(each.status for each in own),
            missing=_by_deadline(context, own, year),
            late=sorted((each for each in own if each.late), key=lambda each: -_days(context, each)),
            days=lambda late: _days(context, late),
            due=lambda agency: context.kind.due(agency, year),
            undated=[each.agency for each in own if each.entry and each.entry.report and not each.dated],
            notes={each.agency.id for each in own if context.hands_back(each.entry)},
            **values,
        )


def _days(context: RenderContext, late: AgencyYear) -> int:
    """Return how many days after its deadline a report is dated; 0 without a date or a deadline."""
    due = context.kind.due(late.agency, late.year)
    return (late.dated - due).days if late.dated and due else 0


def _by_deadline(
    context: RenderContext, agency_years: Sequence[AgencyYear], year: int
) -> list[tuple[date | None, list[Agency]]]:
    """Return the agencies without a report by the day it was due, the earliest first, those without a day last."""
    missing = [each.agency for each in agency_years if each.entry is None]

    def due(agency: Agency) -> date | None:
        return context.kind.due(agency, year)

    ordered = sorted(missing, key=lambda agency: due(agency) or date.max)
    return [(day, list(agencies)) for day, agencies in groupby(ordered, key=due)]


def _sums(context: RenderContext, agency_years: Sequence[AgencyYear]) -> tuple[Sums, ...]:
    """Return the sums of each kind of agency, then of all; no report is contained in another one added up."""
    filed = [(each.agency.kind, each.entry.report) for each in agency_years if each.entry and each.entry.report]
    kinds = sorted({kind for kind, _ in filed})
    sums = [_sums_of(context, kind, [report for other, report in filed if other == kind]) for kind in kinds]
    if len(kinds) > 1:
        sums.append(_sums_of(context, "all", [report for _, report in filed]))
    return tuple(sums)


def _sums_of(context: RenderContext, kind: str, reports: list[Report]) -> Sums:
    """Return the sums over some reports, without those that a consolidated report among them contains."""
    summed = not_contained(context.archive, reports)
    columns = tuple(tuple(total(summed, place) for place in item.places) for item in context.kind.key_figures)
    return Sums(kind, len(summed), columns, distributions(context.kind.metrics, summed) if kind != "all" else ())
