"""Every cell of an agency's reports over the years: cells down, years across, each figure exactly as filed."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.report import Report
from nianbao.render.tables.cells import MISSING

# The kind of a cell that the form of the year does not have.
ABSENT: Final = "absent"


@dataclass(frozen=True, slots=True)
class Head:
    """What a line begins with.

    `key` is the key of its row. `row` is the label of that row and `rows` how many lines share it, on the
    first of them only; `column` is empty where the row has one column.
    """

    key: str
    row: str
    rows: int
    column: str


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one table as HTML, and its caption."""

    caption: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of some forms: its caption, and each line's head as HTML with the place of its cells."""

    caption: str
    lines: tuple[tuple[str, Place], ...]


class OverYears:
    """Makes these tables for many agencies: heads and cells that are the same for many are made once.

    `head` and `cell` fill the templates of a head, with the key of its table, and of a cell's text and kind.
    """

    def __init__(self, head: Callable[[str, Head], str], cell: Callable[[str, str], str]) -> None:
        self._head, self._cell = head, cell
        self._tables: dict[tuple[str, ...], tuple[_Table, ...]] = {}
        self._cells: dict[tuple[str, str], str] = {}

    def parts(self, reports: Sequence[Report]) -> tuple[Part, ...]:
        """Return the cells of all forms the reports are filled in, the newest form's first, table by table.

        `reports` are one agency's, the oldest first. A cell the form of a year lacks is `absent`, one whose row
        the source leaves out is `missing`.
        """
        forms = {report.form.id: report.form for report in reversed(reports) if report.form}
        key = tuple(forms)
        if key not in self._tables:
            self._tables[key] = tuple(self._made(list(forms.values())))
        return tuple(
            Part(table.caption, tuple(head + self._line(reports, place) for head, place in table.lines))
            for table in self._tables[key]
        )

    def _made(self, forms: list[Form]) -> Iterator[_Table]:
        """Yield the tables of forms, the newest form first."""
        captions = {table.key: table.caption for form in reversed(forms) for table in form.tables.values()}
        for key in dict.fromkeys(key for form in forms for key in form.tables):
            lines = ((self._head(key, head), place) for head, place in _lines(key, forms))
            yield _Table(captions[key], tuple(lines))

    def _line(self, reports: Sequence[Report], place: Place) -> str:
        """Return the cells of a line as HTML."""
        cells = []
        for report in reports:
            figure = report.figures.get(place)
            if figure:
                key = figure.cell.raw, figure.cell.kind.value
            else:
                key = "", MISSING if report.form and place in report.form.measures else ABSENT
            if key not in self._cells:
                self._cells[key] = self._cell(*key)
            cells.append(self._cells[key])
        return "".join(cells)


def _lines(table: str, forms: list[Form]) -> Iterator[tuple[Head, Place]]:
    """Yield the lines of one table: rows and columns in the order of the newest form that has them."""
    rows: dict[str, dict[str, str]] = {}
    labels: dict[str, str] = {}
    for form in forms:
        for key, row in form.tables[table].rows.items() if table in form.tables else ():
            labels.setdefault(key, row.label.text)
            for column in row.columns:
                rows.setdefault(key, {}).setdefault(column.key, column.text)
    for row_key, columns in rows.items():
        name, lines = labels[row_key], len(columns)
        for column_key, label in columns.items():
            head = Head(row_key, name, lines, label if len(columns) > 1 else "")
            yield head, Place(table, row_key, column_key)
            name, lines = "", 0
