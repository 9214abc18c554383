"""The outcomes of applications added up over agencies, and the share of each.

Which rows are outcomes follows from the form's own identities: those whose sum is declared to be their total.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from nianbao.model.cell import exact_sum
from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.kind_data import Metrics
from nianbao.model.labels import Label
from nianbao.model.report import Report
from nianbao.render.figures.bars import Bar, parts
from nianbao.render.figures.sums import Sum, total


@dataclass(frozen=True, slots=True)
class Part:
    """One outcome: its official label, the sum, its share in percent, and its rectangle; None if all are zero."""

    label: str
    sum: Sum
    share: str
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Distribution:
    """The outcomes on one form: `whole` is the sum of the stated totals, `parts` has the sum of each outcome."""

    form: Form
    parts: tuple[Part, ...]
    whole: Sum


def percent(part: Decimal, whole: Decimal) -> str:
    """Return a share with one decimal, rounded half up; empty where the whole is not above zero."""
    return f"{(part * 100 / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%" if whole > 0 else ""


def distributions(metrics: Metrics, reports: Sequence[Report]) -> tuple[Distribution, ...]:
    """Return the outcomes of some reports form by form, without forms that state none.

    Forms are never added up with each other: an outcome of one need not be an outcome of the other.
    """
    forms = {report.form.id: report.form for report in reports if report.form}
    by_form = (
        _distribution(metrics, form, [r for r in reports if r.form_id == form.id]) for form in forms.values()
    )
    return tuple(item for item in by_form if item and any(part.sum.value for part in item.parts))


def _distribution(metrics: Metrics, form: Form, reports: Sequence[Report]) -> Distribution | None:
    """Return the outcomes on one form, or None where the form or its kind has none."""
    kinds = tuple(_kinds(metrics, form))
    if not kinds or metrics.outcomes is None:
        return None
    table, _, column = metrics.outcomes
    sums = [total(reports, *(Place(table, leaf.key, column) for leaf in head.leaves)) for head in kinds]
    whole = exact_sum(item.value for item in sums)
    bars = parts([item.value for item in sums]) or (None,) * len(sums)
    outcomes = (
        Part(head.text, item, percent(item.value, whole), bar)
        for head, item, bar in zip(kinds, sums, bars, strict=True)
    )
    return Distribution(form, tuple(outcomes), total(reports, metrics.outcomes))


def _kinds(metrics: Metrics, form: Form) -> Iterator[Label]:
    """Yield the largest stub labels of the table that hold nothing but outcomes, in the order of the form."""
    rows = outcome_rows(metrics, form)
    table = form.tables.get(metrics.outcomes.table) if metrics.outcomes else None
    for block in table.blocks if table else ():
        for top in block.rows:
            yield from _within(top, rows)


def outcome_rows(metrics: Metrics, form: Form) -> frozenset[str]:
    """Return the keys of the rows whose sum a form declares to be the total of outcomes, if it does."""
    if metrics.outcomes is None:
        return frozenset()
    declared = form.derivations.get(metrics.outcomes, ())
    along = (identity for identity in declared if identity.across == metrics.outcomes.column)
    return frozenset(place.row for identity in along for place in identity.left)


def _within(head: Label, rows: Iterable[str]) -> Iterator[Label]:
    """Yield the largest labels at or below this one whose rows are all among these."""
    keys = {leaf.key for leaf in head.leaves}
    if keys <= set(rows):
        yield head
    elif keys & set(rows):
        for child in head.children:
            yield from _within(child, rows)
