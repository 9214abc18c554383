"""HTML of statutory tables: a cell with the same content in many reports is made once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nianbao.messages import Messages
from nianbao.model.finding import Place
from nianbao.model.form import Table
from nianbao.model.grid import FormCell
from nianbao.model.report import Derived, Report
from nianbao.render.tables.cells import NO_MARK, GridRow, Mark, Printed, Printer


@dataclass(frozen=True, slots=True)
class Row:
    """A rendered row: the HTML of its attributes, with a space before each, and that of its cells."""

    attributes: str
    cells: str


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a rendered table: its boxhead rows and the rows below them."""

    head: tuple[Row, ...]
    body: tuple[Row, ...]


class TableRenderer:
    """Renders the tables of many reports with the templates of one site.

    Most value cells hold small numbers without a mark, so few are rendered more than once.
    """

    def __init__(self, html: Callable[..., str], messages: Messages) -> None:
        self._html, self._messages = html, messages
        self._templates: dict[tuple[int, str], _Template] = {}

    def parts(
        self, table: Table, report: Report | None, marks: Mapping[Place, Mark], name: str
    ) -> tuple[Block, ...]:
        """Return the printed table in its blocks; without a report, the blank form.

        `name` leads the ids of its labels, and differs between the tables of a page.
        """
        # The labels of a table with one boxhead have no ids.
        key = (id(table), name if len(table.blocks) > 1 else "")
        if key not in self._templates:
            self._templates[key] = _Template(table, name, self._finished, self._messages)
        return self._templates[key].parts(report, marks)

    def _finished(self, printed: Printed) -> str:
        """Return the HTML of one cell, without space around it."""
        return self._html("table_cell.html", w=self._messages.word, cell=printed).strip()


@dataclass(frozen=True, slots=True)
class _Value:
    """A value cell of a row: its cell in the table's grid, its place in the form, and its HTML by its content."""

    row: GridRow
    cell: FormCell
    place: Place
    made: dict[tuple[object, ...], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the template: the HTML of its attributes, and its cells: labels as HTML, values to be rendered."""

    attributes: str
    cells: tuple[str | _Value, ...]


class _Template:
    """One table of a form: its rows with rendered labels, and the value cells rendered so far."""

    def __init__(self, table: Table, name: str, finished: Callable[[Printed], str], messages: Messages) -> None:
        # The renderer finds tables by their id(), so this reference keeps the id from being used again.
        self._table, self._finished = table, finished
        self._printer = Printer(table, messages, name)
        self._blocks: list[tuple[tuple[Row, ...], list[_Line]]] = []
        for is_boxhead, rows in self._printer.blocks():
            lines = [self._line(row) for row in rows]
            if is_boxhead:
                self._blocks.append(
                    (tuple(Row(line.attributes, "".join(map(str, line.cells))) for line in lines), [])
                )
            else:
                self._blocks[-1][1].extend(lines)

    def _line(self, row: GridRow) -> _Line:
        """Return a row with its labels rendered."""
        attributes = "".join(f' {name}="{value}"' for name, value in row.attributes.items())
        return _Line(
            attributes,
            tuple(
                _Value(row, cell, cell.place)
                if cell.place
                else self._finished(self._printer.label(row, index, cell))
                for index, cell in row.cells
            ),
        )

    def parts(self, report: Report | None, marks: Mapping[Place, Mark]) -> tuple[Block, ...]:
        """Return the blocks of the table for a report, or of the blank form."""
        return tuple(
            Block(
                head,
                tuple(
                    Row(
                        line.attributes,
                        "".join(
                            cell if isinstance(cell, str) else self._value(cell, report, marks)
                            for cell in line.cells
                        ),
                    )
                    for line in lines
                ),
            )
            for head, lines in self._blocks
        )

    def _value(self, value: _Value, report: Report | None, marks: Mapping[Place, Mark]) -> str:
        """Return the HTML of a value cell, from those rendered before unless it has a mark to show."""
        mark = marks.get(value.place)
        if report is None or (mark is not None and mark != NO_MARK):
            return self._finished(self._printer.value(value.row, value.cell, value.place, report, mark))
        figure = report.figures.get(value.place)
        # A blank cell and one of a row the source leaves out are distinguished by whether the report has the row.
        content = figure.cell.raw if figure else (report.has_row(*value.place[:2]), report.is_imported)
        key = (content, isinstance(figure, Derived), mark is None)
        if key not in value.made:
            value.made[key] = self._finished(self._printer.value(value.row, value.cell, value.place, report, mark))
        return value.made[key]
