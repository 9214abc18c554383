"""SUM305 to SUM309: relations between figures of one report that are no sum.

Which rows and columns they compare are the roles of the report's kind (`case.kind.roles`); a kind without the
role has no answer, not even a skip.
"""

from collections.abc import Iterator

from nianbao.checking.check import Case
from nianbao.model.finding import Outcome, Place, Verdict, passed, skipped

# 1e-6 of ten thousand yuan is a fen, the smallest coin.
FEN = -6


def in_force_below_net_issued(case: Case) -> Iterator[Verdict]:
    """In force is at least issued minus repealed.

    One verdict for each row of documents, at its cell of the stock; skipped where one of the three cells has no
    number. Cases: "fewer in force than newly issued" and "a blank says nothing" in tests/cases/rules/SUM305.yml.
    Basis: data/rules/SUM305.yml.
    """
    for places in case.form.rows_with(case.kind.roles.stock):
        issued, repealed, in_force = (case.report.cell(place).value for place in places)
        if issued is None or repealed is None or in_force is None:
            yield skipped("unstated", places[2])
        elif in_force >= issued - repealed:
            yield passed(places[2])
        else:
            least = issued - repealed
            fields = {
                "place": places[2],
                "actual": in_force,
                "issued": issued,
                "repealed": repealed,
                "expected": least,
            }
            related = (places[0], places[1])
            yield Verdict(Outcome.FAILED, places[2], related, fields=fields, expected=least, actual=in_force)


def published_below_new(case: Case) -> Iterator[Verdict]:
    """What is newly published is part of the total; last year's items plus the change are not negative.

    Both relations exist in the form of 2019 alone; the variant `items` is the second one. Cases: "fewer
    published than newly published" and "more taken away than there was" in tests/cases/rules/SUM306.yml. Basis:
    data/rules/SUM306.yml.
    """
    for new, total in case.form.rows_with(case.kind.roles.published):
        least, actual = case.report.cell(new).value, case.report.cell(total).value
        if least is None or actual is None:
            yield skipped("unstated", total)
        elif actual >= least:
            yield passed(total)
        else:
            fields = {"place": total, "actual": actual, "expected": least}
            yield Verdict(Outcome.FAILED, total, (new,), fields=fields, expected=least, actual=actual)
    for items, change in case.form.rows_with(case.kind.roles.items):
        previous, actual = case.report.cell(items).value, case.report.cell(change).value
        if previous is None or actual is None:
            yield skipped("unstated", change)
        elif previous + actual >= 0:
            yield passed(change)
        else:
            fields = {"place": change, "actual": actual, "previous": previous}
            yield Verdict(Outcome.FAILED, change, (items,), "items", fields, actual=actual)


def regulation_without_power(case: Case) -> Iterator[Verdict]:
    """A body that may not make regulations reports none.

    Whether it may stands in the register (`makes_regulations`); a blank cell passes, as a zero does. Cases: "the
    register gives the power" in tests/cases/rules/SUM307.yml. Basis: data/rules/SUM307.yml.
    """
    role = case.kind.roles.power
    if role is None:
        return
    table = case.form.tables.get(role.table)
    if case.agency.makes_regulations or table is None or role.row not in table.rows:
        yield passed()
        return
    for column in table.rows[role.row].columns:
        place = Place(role.table, role.row, column.key)
        actual = case.report.cell(place).value
        if actual:
            fields = {"place": place, "actual": actual, "agency": case.agency.name}
            yield Verdict(Outcome.FAILED, place, fields=fields, expected=0, actual=actual)
        else:
            yield passed(place)


def court_without_reconsideration(case: Case) -> Iterator[Verdict]:
    """Lawsuits after reconsideration need a reconsideration this year or last.

    Skipped where last year is needed and not there, or blank: the reconsideration may have been then. Cases:
    "none this year or last" and "one last year will do" in tests/cases/rules/SUM308.yml. Basis:
    data/rules/SUM308.yml.
    """
    if case.kind.roles.appeal is None:
        return
    after, before = case.kind.roles.appeal
    actual = case.report.cell(after).value
    last = case.archive.before(case.report)
    reconsidered = [report.cell(before).value for report in (case.report, last) if report]
    if not actual or any(reconsidered):
        yield passed(after)
    elif last is None or None in reconsidered:
        yield skipped("no-year-before" if last is None else "unstated", after)
    else:
        yield Verdict(Outcome.FAILED, after, (before,), fields={"place": after, "actual": actual}, actual=actual)


def fee_precision(case: Case) -> Iterator[Verdict]:
    """An amount in ten thousand yuan has at most six decimals.

    The sixth decimal is a fen, the smallest coin: 0.000001 of ten thousand yuan. Cases: "less than a fen" in
    tests/cases/rules/SUM309.yml. Basis: data/rules/SUM309.yml.
    """
    for place in case.form.amounts:
        if place not in case.report.figures:
            continue
        actual = case.report.cell(place).value
        if actual is None:
            yield skipped("unstated", place)
        elif isinstance(exponent := actual.as_tuple().exponent, int) and exponent < FEN:
            yield Verdict(Outcome.FAILED, place, fields={"place": place, "actual": actual}, actual=actual)
        else:
            yield passed(place)
