"""The few figures a reader looks for first, and their change against the year before.

Which ones they are stands in the kind's data; each is shown exactly as filed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from nianbao.messages import Messages
from nianbao.model.cell import Cell
from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.report import Report
from nianbao.render.tables.cells import kind

# From this number on a change is also given in percent.
_MANY: Final = 100


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A key figure of one report: its label, each cell as filed with the kind of its content, and a note.

    `changes` holds for each cell its change against the year before, empty where one of the two is no number;
    `differs` is whether it is not the number that last year's report carried forward; `place` is the first of
    the cells; `is_unread` says that cells that are missing were not read on import.
    """

    label: str
    place: Place
    figures: tuple[tuple[str, str], ...]
    note: str
    changes: tuple[str, ...] = ()
    differs: bool = False
    is_unread: bool = False


def of_report(report: Report, before: Report | None, messages: Messages) -> tuple[KeyFigure, ...]:
    """Return the key figures a report's form has, each exactly as filed.

    `before` is the same agency's report of the year before, None where there is none to compare with: then no
    figure has a change, and a note only where the kind gives one.
    """
    return tuple(_key_figures(report, before, messages))


def _key_figures(report: Report, before: Report | None, messages: Messages) -> Iterator[KeyFigure]:
    """Yield the key figures in the kind's order; one of whose cells the form lacks any is left out."""
    for item in report.kind.key_figures:
        if not report.form or not all(_stands_in(report.form, place) for place in item.places):
            continue
        figures = tuple((report.cell(place).raw, kind(report, place)) for place in item.places)
        note = messages.named(item.note) if item.note else ""
        if before and len(item.places) == 1:
            now = report.cell(item.places[0])
            then = before.cell(item.against or item.places[0])
            note = (_agreement if item.against else _change)(now, then, messages)
        changes = tuple(change(report.cell(place), before.cell(place)) if before else "" for place in item.places)
        carried_forward = before.cell(item.against) if before and item.against else None
        differs = carried_forward is not None and difference(report.cell(item.places[0]), carried_forward) not in {
            None,
            0,
        }
        name = messages.named(item.names)
        yield KeyFigure(name, item.places[0], figures, note, changes, differs, report.is_imported)


def _stands_in(form: Form, place: Place) -> bool:
    """Return whether a form has a cell."""
    table = form.tables.get(place.table)
    row = table.rows.get(place.row) if table else None
    return bool(row and any(head.key == place.column for head in row.columns))


def difference(now: Cell, then: Cell) -> Decimal | None:
    """Return by how much a figure changed; None where one of the two is no plain number, or their units differ."""
    if now.value is None or then.value is None or now.unit != then.unit:
        return None
    return now.value - then.value


def change(now: Cell, then: Cell) -> str:
    """Return a change with its sign, and in percent too where there were many; empty where one is no number.

    Example: 87 after 61 gives `+26`; 870 after 610 gives `+260 (+42.6%)`.
    """
    delta = difference(now, then)
    if delta is None:
        return ""
    share = _share(delta, then)
    return f"{signed(delta)} ({share})" if share else signed(delta)


def _share(delta: Decimal, then: Cell) -> str:
    """Return a change in percent, to a tenth; empty where the base is below 100 or nothing changed."""
    if not delta or then.value is None or then.value < _MANY:
        return ""
    return f"{signed((delta * 100 / then.value).quantize(Decimal('0.1'), ROUND_HALF_UP))}%"


def _change(now: Cell, then: Cell, messages: Messages) -> str:
    """Return the note on how a count changed; empty where one of the two is no plain number."""
    delta = difference(now, then)
    if delta is None:
        return ""
    if not delta:
        return messages.word("change-none")
    return messages.word("change", change=_share(delta, then) or signed(delta))


def _agreement(now: Cell, then: Cell, messages: Messages) -> str:
    """Return the note on whether a figure agrees with the one last year's report carried forward."""
    delta = difference(now, then)
    if delta is None:
        return ""
    return messages.word("differs" if delta else "agrees", then=then.raw)


def signed(value: Decimal) -> str:
    """Return a number with its sign: plus, the true minus U+2212, or none for zero."""
    if not value:
        return "0"
    return f"+{value:f}" if value > 0 else f"\N{MINUS SIGN}{-value:f}"
