"""The share of answers that gave the information, ranked only where a rank is fair.

An agency that states too few answers, leaves a figure blank or files figures that contradict each other has no
rank, and the page gives the reason. Governments are ranked apart from departments, and equal shares share a rank.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from nianbao.model.cell import exact_sum
from nianbao.model.finding import Place
from nianbao.model.kind_data import Metrics, Share
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.figures.outcomes import outcome_rows, percent
from nianbao.render.pages.agency_year import AgencyYear

# Fewer agencies than this are not ranked.
_FEWEST: Final = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """An agency's rank, its share in percent, and the two numbers it rests on."""

    rank: int
    agency: Agency
    share: str
    part: Decimal
    whole: Decimal


@dataclass(frozen=True, slots=True)
class Ranking:
    """The ranked agencies of a kind, best first, and those without a rank by the key of the reason.

    `least` is the number of answers below which a share has no rank.
    """

    kind: str
    ranked: tuple[Ranked, ...]
    unranked: tuple[tuple[str, tuple[Agency, ...]], ...]
    least: int

    def among(self, ids: Collection[str]) -> "Ranking | None":
        """Return the lines of some agencies, by their ids, with their ranks among all; None if there are none."""
        ranked = tuple(each for each in self.ranked if each.agency.id in ids)
        kept = ((why, tuple(agency for agency in agencies if agency.id in ids)) for why, agencies in self.unranked)
        unranked = tuple((why, agencies) for why, agencies in kept if agencies)
        return replace(self, ranked=ranked, unranked=unranked) if ranked or unranked else None


def rankings(metrics: Metrics, agency_years: Iterable[AgencyYear]) -> tuple[Ranking, ...]:
    """Return a ranking for each kind of agency of which at least three have a rank.

    Without a share in the kind's data nothing is ranked. Kinds are in the order of their keys.
    """
    share = metrics.share
    if share is None:
        return ()
    by_kind: dict[str, list[AgencyYear]] = {}
    for agency_year in agency_years:
        by_kind.setdefault(agency_year.agency.kind, []).append(agency_year)
    by_agency_kind = (_ranking(metrics, share, kind, by_kind[kind]) for kind in sorted(by_kind))
    return tuple(ranking for ranking in by_agency_kind if len(ranking.ranked) >= _FEWEST)


def _ranking(metrics: Metrics, share: Share, kind: str, agency_years: list[AgencyYear]) -> Ranking:
    """Return the ranking of one kind of agency.

    Shares are compared as exact fractions, so equal ones share a rank and the rank after them is skipped.
    """
    comparable: list[tuple[Fraction, AgencyYear, Decimal, Decimal]] = []
    unranked_by_reason: dict[str, list[Agency]] = {}
    for agency_year in agency_years:
        report = agency_year.entry.report if agency_year.entry else None
        if reason := _reason_unranked(report, metrics, share):
            unranked_by_reason.setdefault(reason, []).append(agency_year.agency)
        elif report:
            part = exact_sum(report.cell(place).value or Decimal(0) for place in share.parts)
            whole = report.cell(share.whole).value or Decimal(0)
            comparable.append((Fraction(part) / Fraction(whole), agency_year, part, whole))
    comparable.sort(key=lambda item: -item[0])
    ranks: dict[Fraction, int] = {}
    for position, (value, *_) in enumerate(comparable, 1):
        ranks.setdefault(value, position)
    ranked = (
        Ranked(ranks[value], agency_year.agency, percent(part, whole), part, whole)
        for value, agency_year, part, whole in comparable
    )
    unranked = tuple((reason, tuple(agencies)) for reason, agencies in sorted(unranked_by_reason.items()))
    return Ranking(kind, tuple(ranked), unranked, share.least)


def _reason_unranked(report: Report | None, metrics: Metrics, share: Share) -> str:
    """Return the key of the reason why a report has no rank; empty where it may have one.

    Each number must be stated without a unit, the parts may not exceed the whole, the outcomes may not
    contradict it, and the whole must reach the kind's least number of answers.
    """
    if report is None or report.form is None:
        return "no-figures"
    cells = [report.cell(place) for place in (*share.parts, share.whole)]
    numbers = [cell.value for cell in cells if cell.value is not None and not cell.unit]
    if len(numbers) < len(cells):
        return "unstated"
    whole = numbers[-1]
    if exact_sum(numbers[:-1]) > whole or _contradicts(report, metrics, whole):
        return "contradicts"
    return "few" if whole < share.least else ""


def _contradicts(report: Report, metrics: Metrics, whole: Decimal) -> bool:
    """Return whether the outcomes can't add up to the total, whatever the blank ones hide."""
    place = metrics.outcomes
    if place is None:
        return False
    rows = outcome_rows(metrics, report.form) if report.form else ()
    cells = [report.cell(Place(place.table, row, place.column)) for row in rows]
    numbers = [cell.value for cell in cells if cell.value is not None]
    stated = exact_sum(numbers)
    return stated > whole or (len(numbers) == len(cells) and bool(cells) and stated != whole)
