"""The rows of figures under one key in every form: what can be compared over years and forms."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nianbao.model.finding import Place
from nianbao.model.form import Form, Row, Table
from nianbao.model.labels import Label
from nianbao.model.report import Report


@dataclass(frozen=True, slots=True)
class ComparableRow:
    """A row of figures under one key, in every form that has it: the newest form's words for it."""

    table: Table
    row: Row
    path: tuple[str, ...]
    forms: tuple[Form, ...]
    columns: tuple[Label, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The cells, the total first: what most readers look for."""
        ordered = sorted(self.columns, key=lambda head: head.key != "total")
        return tuple(Place(self.table.key, self.row.key, head.key) for head in ordered)

    def head(self, place: Place) -> Label:
        """Return the head of a column."""
        return next(head for head in self.columns if head.key == place.column)


def comparable_rows(reports: Iterable[Report]) -> Iterator[ComparableRow]:
    """Yield the rows of the forms in use, in the order of the newest form; rows it lacks follow."""
    used = {report.form.id: report.form for report in reports if report.form}
    forms = sorted(used.values(), key=lambda form: (-form.since, form.id))
    found: dict[tuple[str, str], list[tuple[Form, Table, Row]]] = {}
    for form in forms:
        for table in form.tables.values():
            for row in table.rows.values():
                found.setdefault((table.key, row.key), []).append((form, table, row))
    tables = list(dict.fromkeys(table for table, _ in found))
    for (_, _), having in sorted(found.items(), key=lambda item: tables.index(item[0][0])):
        _, table, row = having[0]
        heads = {head.key: head for _, _, other in reversed(having) for head in other.columns}
        first = {head.key: head for _, _, other in having for head in other.columns}
        yield ComparableRow(
            table, row, _path(table, row), tuple(form for form, _, _ in having), tuple(heads[key] for key in first)
        )


def by_table(comparable_rows: Iterable[ComparableRow]) -> list[tuple[Table, list[ComparableRow]]]:
    """Return the subjects of each table."""
    found: dict[str, tuple[Table, list[ComparableRow]]] = {}
    for subject in comparable_rows:
        found.setdefault(subject.table.key, (subject.table, []))[1].append(subject)
    return list(found.values())


def _path(table: Table, row: Row) -> tuple[str, ...]:
    """Return the official labels above a row and its own, from the outside in."""
    for block in table.blocks:
        for top in (*block.rows, *block.columns):
            if trail := _trail(top, row.label):
                return (block.bar.text, *trail) if block.bar else trail
    return (row.label.text,)


def _trail(head: Label, wanted: Label) -> tuple[str, ...]:
    if head is wanted:
        return (head.text,)
    below = next(filter(None, (_trail(child, wanted) for child in head.children)), ())
    return (head.text, *below) if below else ()
