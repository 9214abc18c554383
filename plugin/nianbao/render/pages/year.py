"""The page of a year: all agencies, missing and late reports, sums, outcomes, ranks, and failing rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.context import RenderContext
from nianbao.render.figures.outcomes import Distribution, distributions
from nianbao.render.figures.ranking import rankings
from nianbao.render.figures.sums import Sum, not_contained, total
from nianbao.render.page import Page
from nianbao.render.pages.agency_year import AgencyYear, agency_year, column_labels, counts, listing
from nianbao.render.tables.matrix import matrix


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


def page(context: RenderContext, year: int) -> Page:
    """Return the page of a year.

    It lists the agencies with a report and, where the kind of report is due from everyone, those that existed
    in the year. Deadlines of the disclosure report are those of Article 49 of the Regulations on Open
    Government Information (State Council Decree No. 711).
    """
    archive = context.archive
    expected = [
        agency
        for agency in archive.agencies
        if archive.entry(agency.id, year) or (context.kind.everyone and agency.existed(year))
    ]
    agency_years = [agency_year(context, agency, year) for agency in expected]
    years = archive.years
    return listing(
        context,
        context.kind.of_year(year),
        context.messages.word("year-title", year=year),
        "year.html",
        year=year,
        before=max((other for other in years if other < year), default=None),
        after=min((other for other in years if other > year), default=None),
        agency_years=agency_years,
        labels=column_labels(each.key_figures for each in agency_years),
        sums=_sums(context, agency_years),
        counts=counts(each.status for each in agency_years),
        missing=_by_deadline(context, agency_years, year),
        late=sorted((each for each in agency_years if each.late), key=lambda each: -_days(context, each)),
        days=lambda late: _days(context, late),
        due=lambda agency: context.kind.due(agency, year),
        undated=[each.agency for each in agency_years if each.entry and each.entry.report and not each.dated],
        rankings=rankings(context.kind.metrics, agency_years),
        matrix=matrix(context, agency_years),
        notes={each.agency.id for each in agency_years if context.hands_back(each.entry)},
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
