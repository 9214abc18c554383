"""FIG: what single cells hold, table by table. A table without a fault is one pass, a faulty cell one failure.

Only `Report.suspects` are looked at: the places whose cell is anything but a plain whole number.
"""

from collections.abc import Callable, Iterator

from nianbao.checking.check import Case
from nianbao.model.cell import Cell, Kind
from nianbao.model.finding import Outcome, Place, Severity, Verdict, passed, skipped
from nianbao.model.form import Identity
from nianbao.model.report import Derived

# How many characters of a cell are quoted.
_QUOTED = 60

Faulty = Callable[[Cell, str], bool]


def blank_cells(case: Case) -> Iterator[Verdict]:
    """No cell is blank; once for a table. A blank operand of the printed balance's total is an error.

    The finding stands at the gravest blank, the others are `related`. A table the source leaves out is skipped
    (STR108). Cases: "one blank that could be zero" and "an operand of the printed balance is an error" in
    tests/cases/rules/FIG201.yml. Basis: data/rules/FIG201.yml.
    """
    report = case.report
    for table in case.form.tables.values():
        if table.key not in report.tables:
            yield skipped("table-missing")
            continue
        suspects = [place for place in report.suspects if place.table == table.key]
        blanks = [place for place in suspects if report.cell(place).kind is Kind.BLANK]
        if not blanks:
            yield passed()
            continue
        operands = _balance_totals(case)
        grave = [place for place in blanks if place in operands]
        yield Verdict(
            Outcome.FAILED,
            (grave or blanks)[0],
            tuple(place for place in blanks if place != (grave or blanks)[0]),
            "balance" if grave else "default",
            {"table": table.caption, "blanks": len(blanks), "cells": len(table.places), "grave": grave},
            severity=Severity.ERROR if grave else None,
        )


def _balance_totals(case: Case) -> set[Place]:
    """Return the operands of the balance printed in the form, in the column of totals."""
    totals = {identity.total.column for identity in case.form.identities if identity.total and _is_row(identity)}
    balances = [identity for identity in case.form.identities if identity.balance and identity.across in totals]
    return {place for identity in balances for place in (*identity.left, *identity.right)}


def _is_row(identity: Identity) -> bool:
    """Return whether all operands of an identity stand in one row, as those of a total across columns do."""
    return len({place.row for place in (*identity.left, *identity.right)}) == 1


def cells(faulty: Faulty, variant: str = "default") -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule function that fails each cell for which `faulty` is true (given the cell and its measure).

    The measure is `count`, `amount` (ten thousand yuan) or `change`. `variant` chooses the sentence of
    data/rules/; a number of too many digits has the variant `digits` instead. Figures that the tool added up
    itself are not looked at.
    """

    def answer(case: Case) -> Iterator[Verdict]:
        report, form = case.report, case.form
        for table in form.tables.values():
            if table.key not in report.tables:
                yield skipped("table-missing")
                continue
            sound = True
            for place in report.suspects:
                figure = report.figures[place]
                if place.table != table.key or isinstance(figure, Derived):
                    continue
                if not faulty(figure.cell, form.measure(place)):
                    continue
                sound = False
                number = figure.cell.value if figure.cell.value is not None else figure.cell.raw
                stated = figure.cell.raw.strip()
                overlong = figure.cell.is_overlong
                yield Verdict(
                    Outcome.FAILED,
                    place,
                    variant="digits" if overlong else variant,
                    actual=figure.cell.raw,
                    fields={
                        "place": place,
                        "actual": stated if len(stated) <= _QUOTED else stated[:_QUOTED] + "\u2026",
                        "number": number,
                        "unit": figure.cell.unit,
                    },
                )
            if sound:
                yield passed()

    return answer


def is_placeholder(cell: Cell, _measure: str) -> bool:
    """Whether the cell says "not applicable" where a figure is due.

    Cases: "a slash" in tests/cases/rules/FIG202.yml. Basis: data/rules/FIG202.yml.
    """
    return cell.kind is Kind.NOT_APPLICABLE


def is_no_number(cell: Cell, _measure: str) -> bool:
    """Whether the cell holds words.

    Cases: "a letter among digits, and what needs it is skipped" in tests/cases/rules/FIG203.yml. Basis:
    data/rules/FIG203.yml.
    """
    return cell.kind is Kind.TEXT


def has_unit(cell: Cell, _measure: str) -> bool:
    """Whether a unit stands behind the number.

    Cases: "a count with its unit still counts" in tests/cases/rules/FIG204.yml. Basis: data/rules/FIG204.yml.
    """
    return bool(cell.unit)


def is_not_whole(cell: Cell, measure: str) -> bool:
    """Whether a count, or a change of counts, has decimals.

    Cases: "halves that cancel out are still no counts" in tests/cases/rules/FIG205.yml. Basis:
    data/rules/FIG205.yml.
    """
    return measure != "amount" and cell.value is not None and cell.value != cell.value.to_integral_value()


def is_negative(cell: Cell, measure: str) -> bool:
    """Whether a count or an amount is below zero.

    Cases: "a negative count" in tests/cases/rules/FIG206.yml. Basis: data/rules/FIG206.yml.
    """
    return measure != "change" and cell.value is not None and cell.value < 0


def has_odd_digits(cell: Cell, _measure: str) -> bool:
    """Whether the number is written with full-width digits, separators, stray spaces or a leading zero.

    Cases: "full width, separators, leading zero, all still numbers" in tests/cases/rules/FIG207.yml. Basis:
    data/rules/FIG207.yml.
    """
    return bool(cell.oddities)
