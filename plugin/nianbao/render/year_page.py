"""The page of a year: all agencies, what is missing or late, sums, outcomes, ranks, and which rules fail where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from nianbao.register import Agency
from nianbao.render.highlights import highlights
from nianbao.render.matrix import matrix
from nianbao.render.outcomes import Distribution, distributions
from nianbao.render.page import Page, Site
from nianbao.render.ranking import rankings
from nianbao.render.standing import Standing, counts, heads, listing, standing
from nianbao.render.sums import Sum, apart, total
from nianbao.report import Report


@dataclass(frozen=True, slots=True)
class Sums:
    """What the agencies of a kind report together ("all": every agency once).

    `reports` is how many were added up, without those another report contains; `columns` are the sums of each
    highlight, one for each of its cells; `outcomes` are those of a kind.
    """

    kind: str
    reports: int
    columns: tuple[tuple[Sum, ...], ...]
    outcomes: tuple[Distribution, ...]


def page(site: Site, year: int) -> Page:
    """Return the page of a year."""
    archive = site.archive
    expected = [agency for agency in archive.agencies if archive.entry(agency.id, year) or agency.existed(year)]
    standings = [standing(site, agency, year) for agency in expected]
    years = archive.years
    return listing(
        site,
        ("years", year),
        site.wording.word("year-title", year=year),
        "year.html",
        year=year,
        before=max((other for other in years if other < year), default=None),
        after=min((other for other in years if other > year), default=None),
        standings=standings,
        words=heads(each.highlights for each in standings),
        sums=_sums(site, standings),
        counts=counts(each.status for each in standings),
        missing=_by_deadline(standings, year),
        late=sorted((each for each in standings if each.late), key=lambda each: -_days(each)),
        days=_days,
        undated=[each.agency for each in standings if each.entry and each.entry.report and not each.dated],
        rankings=rankings(standings),
        matrix=matrix(site, standings),
        notes={each.agency.id for each in standings if site.hands_back(each.entry)},
    )


def _days(late: Standing) -> int:
    """Return how many days after its deadline a report is dated."""
    return (late.dated - late.agency.due(late.year)).days if late.dated else 0


def _by_deadline(standings: Sequence[Standing], year: int) -> list[tuple[date, list[Agency]]]:
    """Return the agencies without a report by the day it was due."""
    missing = [each.agency for each in standings if each.entry is None]
    ordered = sorted(missing, key=lambda agency: agency.due(year))
    return [(due, list(agencies)) for due, agencies in groupby(ordered, key=lambda agency: agency.due(year))]


def _sums(site: Site, standings: Sequence[Standing]) -> tuple[Sums, ...]:
    """Add up each kind of agency for itself, and then all, none of them twice."""
    filed = [(each.agency.kind, each.entry.report) for each in standings if each.entry and each.entry.report]
    kinds = sorted({kind for kind, _ in filed})
    sums = [_sums_of(site, kind, [report for other, report in filed if other == kind]) for kind in kinds]
    if len(kinds) > 1:
        sums.append(_sums_of(site, "all", [report for _, report in filed]))
    return tuple(sums)


def _sums_of(site: Site, kind: str, reports: list[Report]) -> Sums:
    summed = apart(site.archive, reports)
    columns = tuple(tuple(total(summed, place) for place in item.places) for item in highlights())
    return Sums(kind, len(summed), columns, distributions(summed) if kind != "all" else ())
