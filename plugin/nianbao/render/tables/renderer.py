"""HTML of statutory tables: a cell with the same content in many reports is made once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from nianbao.messages import Messages
from nianbao.model.finding import Place
from nianbao.model.form import Table
from nianbao.model.grid import FormCell
from nianbao.model.report import Derived, Report
from nianbao.render.tables.cells import Mark, Printed, Printer, row_of


@dataclass(frozen=True, slots=True)
class Row:
    """A rendered row: the HTML of its cells, and the key of the form's row they are of, empty if of several."""

    key: str
    cells: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a rendered table: the HTML of the cells of each boxhead row, and the rows below them."""

    head: tuple[str, ...]
    body: tuple[Row, ...]


class TableRenderer:
    """Renders the tables of many reports with the templates of one site.

    Most value cells hold small numbers without a mark, so few are rendered more than once.
    """

    def __init__(self, html: Callable[..., str], messages: Messages) -> None:
        self._html, self._messages = html, messages
        self._templates: dict[tuple[int, str], _Template] = {}

    def parts(
        self, table: Table, report: Report | None, marks: Mapping[Place, Mark], scope: str = ""
    ) -> tuple[Block, ...]:
        """Return the printed table in its blocks; without a report, the blank form.

        `scope` leads the ids of its cells where a page has more than one such table.
        """
        key = (id(table), scope)
        if key not in self._templates:
            self._templates[key] = _Template(table, scope, self._finished, self._messages)
        return self._templates[key].parts(report, marks)

    def _finished(self, printed: Printed) -> str:
        """Return the HTML of one cell, without space around it."""
        return self._html("table_cell.html", w=self._messages.word, cell=printed).strip()


@dataclass(frozen=True, slots=True)
class _Value:
    """A value cell of a row: its cell in the table's grid, and its place in the form."""

    cell: FormCell
    place: Place


class _Template:
    """One table of a form: its rows with rendered labels, and the value cells rendered so far."""

    def __init__(self, table: Table, scope: str, finished: Callable[[Printed], str], messages: Messages) -> None:
        # The renderer finds tables by their id(), so this reference keeps the id from being used again.
        self._table, self._scope, self._finished, self._messages = table, scope, finished, messages
        self._blocks: list[tuple[tuple[str, ...], list[list[str | _Value]]]] = []
        by_row = groupby(enumerate(table.grid), key=lambda item: item[1].top)
        rows = [list(self._row(cells)) for _, cells in by_row]
        for boxhead, group in groupby(rows, key=lambda row: all(isinstance(cell, str) for cell in row)):
            if boxhead:
                self._blocks.append((tuple("".join(map(str, row)) for row in group), []))
            else:
                self._blocks[-1][1].extend(group)
        self._cells_made: dict[tuple[object, ...], str] = {}

    def _row(self, cells: Iterable[tuple[int, FormCell]]) -> Iterator[str | _Value]:
        """Yield the cells of a row: labels as HTML, values still to be rendered."""
        blank = Printer(self._table, None, {}, self._messages, self._scope)
        for index, cell in cells:
            yield _Value(cell, cell.place) if cell.place else self._finished(blank.cell(index, cell))

    def parts(self, report: Report | None, marks: Mapping[Place, Mark]) -> tuple[Block, ...]:
        """Return the blocks of the table for a report, or of the blank form."""
        printer = Printer(self._table, report, marks, self._messages, self._scope)
        blocks = []
        for head, rows in self._blocks:
            lines = []
            for row in rows:
                key = row_of(cell.place for cell in row if isinstance(cell, _Value))
                made = (
                    cell if isinstance(cell, str) else self._value(cell, printer, report, marks) for cell in row
                )
                lines.append(Row(key, "".join(made)))
            blocks.append(Block(head, tuple(lines)))
        return tuple(blocks)

    def _value(self, value: _Value, printer: Printer, report: Report | None, marks: Mapping[Place, Mark]) -> str:
        """Return the HTML of a value cell, from those rendered before unless it has a mark."""
        place = value.place
        if report is None or place in marks:
            return self._finished(printer.value(value.cell, place))
        figure = report.figures.get(place)
        # A blank cell and one of a row the source leaves out are distinguished by whether the report has the row.
        content = figure.cell.raw if figure else report.has_row(place.table, place.row)
        key = (place, content, figure and figure.cell.kind, isinstance(figure, Derived))
        if key not in self._cells_made:
            self._cells_made[key] = self._finished(printer.value(value.cell, place))
        return self._cells_made[key]
