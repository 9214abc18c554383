"""Identities with blanks: whether an equation between cells is true, false, or open.

Source of the four answers: docs/explanation/blanks. A blank is never a zero; it is a figure nobody wrote.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from nianbao.model.cell import Kind, exact_sum
from nianbao.model.finding import Names, Outcome, Verdict, passed, skipped
from nianbao.model.form import Form, Identity
from nianbao.model.report import Derived, Report

# A sum of more terms than this is shown without its zeros.
LONG = 7


def verdicts(code: str, report: Report, form: Form) -> Iterator[Verdict]:
    """Yield the verdicts on the identities of a report's form that one rule judges.

    Most sums are of whole numbers, and hold: they need no look at single cells.
    """
    numbers = report.whole
    for identity, total, left, right in form.sums.get(code, ()):
        try:
            holds = sum(left(numbers)) == sum(right(numbers))  # type: ignore[arg-type]
        except TypeError:
            holds = False
        if holds and not (total and isinstance(report.figures[total], Derived)):
            yield passed()
        else:
            yield verdict(identity, report, form)


def verdict(identity: Identity, report: Report, form: Form) -> Verdict:
    """Return the verdict on one identity of a report.

    passed; passed if blanks are zero; failed (`default` without blanks, `hidden` when the blanks could hide the
    difference, `impossible` when no whole figures of the blanks could); or skipped with a reason: a side that
    nobody stated, a part that is no number, or a total the tool itself added up.
    """
    total = identity.total
    try:
        values = (
            [report.figures[place].cell.value for place in identity.left],
            [report.figures[place].cell.value for place in identity.right],
        )
    except KeyError:
        return skipped("row-missing", total)
    if total and isinstance(report.figures[total], Derived):
        return skipped("derived", total)
    left, right = _Side(values[0]), _Side(values[1])
    if not left.open and not right.open:
        return passed() if left.known == right.known else _failed(identity, left, right, report, form)
    return _with_blanks(identity, left, right, report, form)


def _with_blanks(identity: Identity, left: "_Side", right: "_Side", report: Report, form: Form) -> Verdict:
    """Return the verdict on an identity that has blanks, other signs or text among its cells.

    Text is never counted; a side nobody stated can't be compared; equal sums pass on condition that blanks are
    zero.
    """
    total = identity.total
    if any(report.cell(place).kind is Kind.TEXT for place in (*identity.left, *identity.right)):
        return skipped("not-a-number", total)
    if right.is_unstated or (identity.balance and left.is_unstated):
        return skipped("unstated", total)
    if left.known == right.known:
        return Verdict(Outcome.PASSED_IF_BLANK_IS_ZERO, total or identity.place)
    return _failed(identity, left, right, report, form)


class _Side:
    """One side of an equation: what is known of its sum, and how many of its cells are open."""

    def __init__(self, values: Sequence[Decimal | None]) -> None:
        self.terms = tuple(value for value in values if value is not None)
        self.known = exact_sum(self.terms)
        self.open = len(values) - len(self.terms)

    @property
    def displayed(self) -> tuple[Decimal, ...]:
        """The terms for a message: in a sum of more than LONG terms zeros are left out, unless all are zero."""
        nonzero = tuple(term for term in self.terms if term) if len(self.terms) > LONG else self.terms
        return nonzero or self.terms[:1]

    @property
    def is_unstated(self) -> bool:
        """Whether no cell of the side holds a number."""
        return not self.terms


def _failed(identity: Identity, left: _Side, right: _Side, report: Report, form: Form) -> Verdict:
    """Return a failed verdict with the arithmetic that its message shows.

    `expected` is what the cell it stands at, in most identities the stated total, would have to be if all others
    are right.
    """
    missing = exact_sum([right.known, left.known.copy_negate()])
    # What the left side lacks only its own blanks can hold, and the other way round.
    holder = left if missing > 0 else right
    whole = form.measure(identity.right[0]) != "count" or missing == missing.to_integral_value()
    variant = "default"
    if left.open or right.open:
        variant = "hidden" if holder.open and whole else "impossible"
    place = identity.place
    actual = report.cell(place)
    fields = {
        "place": place,
        "identity": Names(identity.what),
        "across": form.tables[identity.table].label + _across(identity, form),
        "left": left.known,
        "right": right.known,
        "left_terms": left.displayed,
        "right_terms": right.displayed,
        "difference": missing.copy_abs(),
        "blanks": left.open + right.open,
    }
    lacking = missing.copy_negate() if place in identity.right else missing
    expected = exact_sum([lacking, actual.value or Decimal(0)])
    others = tuple(other for other in (*identity.left, *identity.right) if other != place)
    return Verdict(
        Outcome.FAILED,
        place,
        others,
        variant,
        fields,
        expected=expected,
        actual=actual.value if actual.value is not None else actual.raw or None,
    )


def _across(identity: Identity, form: Form) -> str:
    """Return the name of the row or column an identity runs along, behind a middle dot."""
    table = form.tables[identity.table]
    row = table.rows.get(identity.across)
    if row:
        return f" \u00b7 {row.label.name}"
    columns = next(iter(table.rows.values())).columns
    return f" \u00b7 {next(column.name for column in columns if column.key == identity.across)}"
