"""Comparable rows: the rows of figures under one key in every form, compared over years and agencies."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nianbao.model.finding import Place
from nianbao.model.form import Form, Row, Table
from nianbao.model.labels import Label
from nianbao.model.report import Report


@dataclass(frozen=True, slots=True)
class ComparableRow:
    """A row of figures under one key in every form that has it, with the labels of the newest of them.

    `path` are the labels above the row and its own, from the outside in; `forms` have the row, the newest
    first; `columns` are all columns it has in any of them.
    """

    table: Table
    row: Row
    path: tuple[str, ...]
    forms: tuple[Form, ...]
    columns: tuple[Label, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The cells of the row, the total first, because most readers look for it."""
        ordered = sorted(self.columns, key=lambda head: head.key != "total")
        return tuple(Place(self.table.key, self.row.key, head.key) for head in ordered)

    def head(self, place: Place) -> Label:
        """Return the label of a cell's column; raises StopIteration for a cell of another row."""
        return next(head for head in self.columns if head.key == place.column)


def comparable_rows(reports: Iterable[Report]) -> Iterator[ComparableRow]:
    """Yield the comparable rows of the forms in use, table by table, in the order of the newest form.

    Rows the newest form lacks follow those of their table. Columns have the labels of the newest form that has
    them.
    """
    forms_by_id = {report.form.id: report.form for report in reports if report.form}
    forms = sorted(forms_by_id.values(), key=lambda form: (-form.since, form.id))
    uses_by_key: dict[tuple[str, str], list[tuple[Form, Table, Row]]] = {}
    for form in forms:
        for table in form.tables.values():
            for row in table.rows.values():
                uses_by_key.setdefault((table.key, row.key), []).append((form, table, row))
    tables = list(dict.fromkeys(table for table, _ in uses_by_key))
    for (_, _), uses in sorted(uses_by_key.items(), key=lambda item: tables.index(item[0][0])):
        _, table, row = uses[0]
        labels = {head.key: head for _, _, other in reversed(uses) for head in other.columns}
        newest = {head.key: head for _, _, other in uses for head in other.columns}
        yield ComparableRow(
            table, row, _path(table, row), tuple(form for form, _, _ in uses), tuple(labels[key] for key in newest)
        )


def by_table(comparable_rows: Iterable[ComparableRow]) -> list[tuple[Table, list[ComparableRow]]]:
    """Return each table with its comparable rows, in the order given."""
    uses_by_key: dict[str, tuple[Table, list[ComparableRow]]] = {}
    for comparable in comparable_rows:
        uses_by_key.setdefault(comparable.table.key, (comparable.table, []))[1].append(comparable)
    return list(uses_by_key.values())


def _path(table: Table, row: Row) -> tuple[str, ...]:
    """Return the official labels above a row and its own, from the outside in; a block's bar comes first."""
    for block in table.blocks:
        for top in (*block.rows, *block.columns):
            if trail := _trail(top, row.label):
                return (block.bar.text, *trail) if block.bar else trail
    return (row.label.text,)


def _trail(head: Label, wanted: Label) -> tuple[str, ...]:
    """Return the labels from one head down to another; nothing where the other is not below it."""
    if head is wanted:
        return (head.text,)
    below = next(filter(None, (_trail(child, wanted) for child in head.children)), ())
    return (head.text, *below) if below else ()
