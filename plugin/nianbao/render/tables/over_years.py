"""Every cell of an agency's reports over the years: cells down, years across, each figure exactly as filed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.report import Report
from nianbao.render.tables.cells import MISSING

# The kind of a cell that the form of the year does not have.
ABSENT: Final = "absent"


@dataclass(frozen=True, slots=True)
class Line:
    """One cell over the years: text and kind of its content in each report, in the order of the reports.

    `key` is the key of its row. `row` is the label of that row and `rows` how many lines share it, on the
    first of them only; `column` is empty where the row has one column.
    """

    key: str
    row: str
    rows: int
    column: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of one table, with its key and caption."""

    key: str
    caption: str
    lines: tuple[Line, ...]


def over_years(reports: Sequence[Report]) -> tuple[Part, ...]:
    """Return the cells of all forms the reports are filled in, the newest form's first, table by table.

    `reports` are one agency's, the oldest first. A cell the form of a year lacks is `absent`, one whose row
    the source leaves out is `missing`.
    """
    forms = list({report.form.id: report.form for report in reversed(reports) if report.form}.values())
    tables = {table.key: table for form in reversed(forms) for table in form.tables.values()}
    order = dict.fromkeys(key for form in forms for key in form.tables)
    return tuple(Part(key, tables[key].caption, tuple(_lines(key, forms, reports))) for key in order)


def _lines(table: str, forms: list[Form], reports: Sequence[Report]) -> Iterator[Line]:
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
            place = Place(table, row_key, column_key)
            cells = tuple(_cell(report, place) for report in reports)
            yield Line(row_key, name, lines, label if len(columns) > 1 else "", cells)
            name, lines = "", 0


def _cell(report: Report, place: Place) -> tuple[str, str]:
    """Return text and kind of a cell in a report; no text where it isn't filed."""
    figure = report.figures.get(place)
    if figure:
        return figure.cell.raw, figure.cell.kind.value
    return "", MISSING if report.form and place in report.form.measures else ABSENT
