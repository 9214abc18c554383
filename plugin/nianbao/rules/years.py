"""YRS: a report against last year's of the same agency, or of the agencies it came from.

`archive.earlier` gives the reports of last year: the agency's own and, after a merger, split or founding, those
of its predecessors in the register. Applications carried over are compared with their sum. Stocks, amounts and
headline counts need one report of the same agency on the same form (`comparable`) and are skipped without it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from nianbao.checking.check import Case
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Outcome, Place, Verdict, passed, skipped
from nianbao.model.report import Report

# More than five times, or less than a fifth, is a jump; below this count a factor says nothing.
JUMP, SMALL = 5, 20
# The factor between yuan and ten thousand yuan, and by which factor a ratio may miss it.
UNIT, NEAR = 10_000, 2
# Fewer equal figures than this may be equal by chance.
FEW = 4


def comparable(case: Case) -> Report | None:
    """Return last year's report of the same agency on the same form.

    None where there is none, or where predecessors filed reports too: then a difference may be theirs.
    """
    reports = case.earlier
    alone = len(reports) == 1 and reports[0].agency == case.report.agency
    return reports[0] if alone and reports[0].form_id == case.report.form_id else None


# --- applications carried over --------------------------------------------------------------------------------


def carried_over_differs(case: Case) -> Iterator[Verdict]:
    """What was carried over from last year is what last year's report carried forward.

    This one compares the totals, YRS402 each kind of applicant. Cases: "last year carried more forward" and
    "predecessors are added up" in tests/cases/rules/YRS401.yml. Basis: data/rules/YRS401.yml.
    """
    opening, closing = case.kind.roles.opening, case.kind.roles.closing
    if opening and closing:
        yield _carried(case, opening, closing)


def carried_over_differs_by_applicant(case: Case) -> Iterator[Verdict]:
    """What was carried over is what was carried forward, for each kind of applicant.

    One verdict for each column of the row but the total. Cases: "one application changed its applicant on the
    way" and "a blank last year" in tests/cases/rules/YRS402.yml. Basis: data/rules/YRS402.yml.
    """
    opening, closing = case.kind.roles.opening, case.kind.roles.closing
    if opening is None or closing is None:
        return
    table = case.form.tables.get(opening.table)
    for place in table.of_row.get(opening.row, ()) if table else ():
        if place.column != opening.column:
            yield _carried(case, place, Place(closing.table, closing.row, place.column))


def _carried(case: Case, opening: Place, closing: Place) -> Verdict:
    """Return the verdict on one opening cell against the closing cell of last year's reports.

    Closing cells of several predecessors are added up (variant `predecessors`); one blank among them leaves
    nothing to compare with.
    """
    report = case.report
    reports = case.earlier
    if not reports:
        return skipped("no-year-before", opening)
    actual = report.cell(opening).value
    closings = [item.cell(closing).value for item in reports]
    stated = tuple(value for value in closings if value is not None)
    if actual is None or len(stated) < len(closings):
        return skipped("unstated", opening)
    expected = exact_sum(stated)
    if actual == expected:
        return passed(opening)
    fields = {
        "place": opening,
        "actual": actual,
        "expected": expected,
        "closing": closing,
        "year": report.year - 1,
        "terms": stated,
        "difference": abs(actual - expected),
    }
    own = len(reports) == 1 and reports[0].agency == report.agency
    variant = "default" if own else "predecessors"
    return Verdict(
        Outcome.FAILED,
        opening,
        variant=variant,
        fields=fields,
        elsewhere=tuple(item.locate(closing) for item in reports),
        expected=expected,
        actual=actual,
    )


# --- documents in force ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Stock:
    """One row of documents in force: this year's three figures, their places, and last year's stock.

    None is a figure that is blank, no number, or of a report that is not there.
    """

    places: tuple[Place, ...]
    issued: Decimal | None
    repealed: Decimal | None
    in_force: Decimal | None
    previous: Decimal | None

    @property
    def fields(self) -> dict[str, object]:
        """The figures a message about the row names."""
        return {"issued": self.issued, "repealed": self.repealed, "previous": self.previous}


def _stocks(case: Case) -> Iterator[_Stock]:
    """Yield the rows of the form that keep a stock; on the change of form there is none before."""
    before = comparable(case)
    for places in case.form.rows_with(case.kind.roles.stock):
        issued, repealed, in_force = places
        yield _Stock(
            places,
            case.report.cell(issued).value,
            case.report.cell(repealed).value,
            case.report.cell(in_force).value,
            before.cell(in_force).value if before else None,
        )


def stock_differs(case: Case) -> Iterator[Verdict]:
    """What is in force is last year's stock plus what was issued minus what was repealed.

    The finding stands at the cell of what is in force. Cases: "one too many in force" and "no stock last year"
    in tests/cases/rules/YRS403.yml. Basis: data/rules/YRS403.yml.
    """
    for stock in _stocks(case):
        place = stock.places[2]
        if stock.previous is None:
            yield skipped("no-year-before", place)
        elif stock.issued is None or stock.repealed is None or stock.in_force is None:
            yield skipped("unstated", place)
        else:
            expected = stock.previous + stock.issued - stock.repealed
            yield _compared(place, stock.in_force, expected, stock.fields, holds=stock.in_force == expected)


def repealed_exceeds_stock(case: Case) -> Iterator[Verdict]:
    """No more is repealed than was in force last year and issued this year.

    The finding stands at the cell of what was repealed; `expected` is the most it may be. Cases: "more repealed
    than there was" in tests/cases/rules/YRS404.yml. Basis: data/rules/YRS404.yml.
    """
    for stock in _stocks(case):
        place = stock.places[1]
        if stock.previous is None:
            yield skipped("no-year-before", place)
        elif stock.issued is None or stock.repealed is None:
            yield skipped("unstated", place)
        else:
            most = stock.previous + stock.issued
            yield _compared(place, stock.repealed, most, stock.fields, holds=stock.repealed <= most)


def _compared(
    place: Place, actual: Decimal, expected: Decimal, fields: dict[str, object], *, holds: bool
) -> Verdict:
    """Return a pass if the relation holds, else a failure with both figures and the distance between them."""
    if holds:
        return passed(place)
    stated = fields | {
        "place": place,
        "actual": actual,
        "expected": expected,
        "difference": abs(actual - expected),
    }
    return Verdict(Outcome.FAILED, place, fields=stated, expected=expected, actual=actual)


# --- figures compared with last year's ------------------------------------------------------------------------


def amount_off_by_10000(case: Case) -> Iterator[Verdict]:
    """An amount is not about ten thousand times, or a ten-thousandth of, last year's.

    Within a factor of two of ten thousand the unit was mistaken: yuan for ten thousand yuan. Skipped where
    either is blank or zero. Cases: "yuan in a column of ten thousands" in tests/cases/rules/YRS405.yml. Basis:
    data/rules/YRS405.yml.
    """
    before = comparable(case)
    for place in case.form.amounts:
        if place not in case.report.figures:
            continue
        actual = case.report.cell(place).value
        previous = before.cell(place).value if before else None
        if not before or not actual or not previous:
            yield skipped("unstated" if before else "no-year-before", place)
            continue
        ratio = actual / previous
        off = any(UNIT / NEAR <= factor <= UNIT * NEAR for factor in (ratio, 1 / ratio))
        fields = {"place": place, "actual": actual, "previous": previous, "ratio": f"{ratio:.4g}"}
        yield (Verdict(Outcome.FAILED, place, fields=fields, actual=actual) if off else passed(place))


def year_missing(case: Case) -> Iterator[Verdict]:
    """Between an agency's first and last year there is a report for each.

    The finding stands at the first report after the gap. An agency that succeeded others may begin late. Cases:
    "two years missing in between" in tests/cases/rules/YRS406.yml. Basis: data/rules/YRS406.yml.
    """
    report = case.report
    years = [
        entry.year for entry in case.archive.of_agency(report.agency) if entry.year and entry.year < report.year
    ]
    if not years or max(years) == report.year - 1 or case.archive.predecessors(report):
        yield passed()
        return
    missing = [str(year) for year in range(max(years) + 1, report.year)]
    yield Verdict(
        Outcome.FAILED,
        fields={"before": max(years), "year": report.year, "missing": missing},
        location=report.at("year"),
    )


def jump(case: Case) -> Iterator[Verdict]:
    """The headline counts are within five times and a fifth of last year's; small counts say nothing.

    Headline counts are those the form calls so (`Form.headlines`); one of the two must reach 20. Cases: "ten
    times the permits" and "small counts may jump" in tests/cases/rules/YRS407.yml. Basis: data/rules/YRS407.yml.
    """
    before = comparable(case)
    now, then = case.report.figures, before.figures if before else {}
    for place in case.form.headlines:
        if (figure := now.get(place)) is None:
            continue
        if before is None:
            yield skipped("no-year-before", place)
            continue
        actual, previous = figure.cell.value, then[place].cell.value if place in then else None
        if actual is None or previous is None:
            yield skipped("unstated", place)
        elif max(actual, previous) >= SMALL and (actual > JUMP * previous or previous > JUMP * actual):
            fields = {"place": place, "actual": actual, "previous": previous}
            yield Verdict(Outcome.FAILED, place, fields=fields, actual=actual)
        else:
            yield passed(place)


def same_figures(case: Case) -> Iterator[Verdict]:
    """The figures other than zero are not all the same as last year's.

    Four figures at least have to be other than zero in one of the years. Cases: "last year's tables once more"
    in tests/cases/rules/YRS408.yml. Basis: data/rules/YRS408.yml.
    """
    before = comparable(case)
    if before is None:
        yield skipped("no-year-before")
        return
    now, then = case.report, before
    values: Iterable[tuple[Decimal | int | None, Decimal | int | None]] = zip(now.whole, then.whole, strict=True)
    if None in now.whole or None in then.whole:
        values = ((now.cell(place).value, then.cell(place).value) for place in case.form.places)
    stated = [pair for pair in values if any(pair)]
    if len(stated) >= FEW and all(one == other for one, other in stated):
        fields = {"cells": len(stated), "year": before.year}
        yield Verdict(Outcome.FAILED, fields=fields, location=case.report.at("year"))
    else:
        yield passed()
