"""Figures as tables for spreadsheets and statistics: one row a cell, each figure exactly as filed (RFC 4180).

`report.csv` holds one report by the keys of its cells, `figures.csv` all of them with the official labels and,
where a cell takes part in a finding, which.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from nianbao.checking.visibility import Visibility
from nianbao.model.cell import Cell, Kind
from nianbao.model.constants import pattern
from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.report import Derived, Figure, Filed, Report

_KEYS: Final = ("agency", "year", "form", "table", "row", "column")
_LABELS: Final = ("table_label", "row_label", "column_label")
_FILED: Final = ("value", "number", "kind", "status")
REPORT_COLUMNS: Final = (*_KEYS, *_FILED)
FIGURES_COLUMNS: Final = (*_KEYS, *_LABELS, *_FILED, "check", "codes")
MISSING: Final = "missing"

_QUOTED = pattern(r'[",\r\n]')
# What a spreadsheet takes for a formula, in both widths, and such a text that begins with our own mark already.
_FORMULA = pattern(r"(?<!')'*+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_APOSTROPHE: Final = "'"


def report_csv(report: Report, lines: "CsvLines | None" = None) -> bytes:
    """Return a report's figures as CSV: UTF-8 with a byte order mark (spreadsheets ask for it), lines ended CRLF.

    `value` is the text as filed, after an apostrophe where it is text that a spreadsheet would calculate; `number`
    the number it states, if it is one without a unit; `kind` what it says (number, zero, blank, not_applicable,
    text, or missing where the source has no such row); `status` is filed, default (the source covers the row with
    its default) or derived (added up because the source says so), and empty for what is missing. `lines` writes
    many reports faster. A report without a known form has a header alone.
    """
    return _document([_line(REPORT_COLUMNS), *(lines or CsvLines()).rows(report, {})])


def figures_csv(reports: Iterable[tuple[Report, Visibility]]) -> Iterator[bytes]:
    """Yield the figures of all reports in one CSV, as `report_csv` does, with five columns more; report by report.

    Three are the official labels of table, row and column. `check` is open where a public finding at the cell has
    no waiver, explained where all of them have one, else empty; `codes` names their rules, with spaces between, in
    alphabetical order.
    """
    lines = CsvLines(labels=True)
    yield _document([_line(FIGURES_COLUMNS)])
    for report, visible in reports:
        yield _text(lines.rows(report, _checks(visible), ",,"))


def _document(lines: Iterable[str]) -> bytes:
    """Return lines as the bytes of a CSV file, with byte order mark."""
    return codecs.BOM_UTF8 + _text(lines)


def _text(lines: Iterable[str]) -> bytes:
    """Return lines with their ends as bytes."""
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace")


def _line(fields: Iterable[str]) -> str:
    """Return one line of CSV without its end."""
    return ",".join(map(_field, fields))


def _field(text: str) -> str:
    """Return a field, in quotation marks where RFC 4180 asks for them."""
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _checks(visible: Visibility) -> Mapping[Place, str]:
    """Return the last two fields of each cell that a finding is about or that takes part in one.

    Each begins with a comma. Cells without a finding are not in it.
    """
    open_codes: dict[Place, dict[str, bool]] = {}
    for finding in visible.findings:
        for place in dict.fromkeys((finding.place, *(place for place, _ in finding.related))):
            if place:
                codes = open_codes.setdefault(place, {})
                codes[finding.code] = codes.get(finding.code, False) or finding.waived is None
    return {
        place: f",{'open' if any(codes.values()) else 'explained'},{' '.join(sorted(codes))}"
        for place, codes in open_codes.items()
    }


class CsvLines:
    """Writes the CSV lines of reports; what all reports on a form have in common is put together once.

    Fields of cells with the same text are put together once, too: most cells of a report are 0. `labels` says
    whether lines have the official labels behind the keys.
    """

    def __init__(self, *, labels: bool = False) -> None:
        self._labels = labels
        self._forms: dict[str, tuple[Form, tuple[tuple[Place, str], ...]]] = {}
        self._cells: dict[str, str] = {}
        self._filed: dict[str, str] = {}

    def rows(self, report: Report, checks: Mapping[Place, str], otherwise: str = "") -> Iterator[str]:
        """Yield a line for each cell of a report's form, in the form's order; nothing for a report without a form.

        `checks` are the last fields of some places (see `_checks`), `otherwise` those of all others.
        """
        if report.form is None:
            return
        head = _line((report.agency, str(report.year), report.form_id))
        get, fields = report.figures.get, self._figure_fields
        for place, place_fields in self._places(report.form):
            figure = get(place)
            end = checks.get(place, otherwise) if checks else otherwise
            # Nearly all figures are filed as one that has been written before.
            filed = self._filed.get(figure.cell.raw) if type(figure) is Filed and not figure.by_default else None
            yield f"{head},{place_fields},{filed or fields(figure)}{end}"

    def _places(self, form: Form) -> tuple[tuple[Place, str], ...]:
        """Return the places of a form with their middle fields, put together once per form."""
        stored = self._forms.get(form.id)
        if stored is None or stored[0] is not form:
            stored = self._forms[form.id] = (form, tuple(self._place_fields(form)))
        return stored[1]

    def _figure_fields(self, figure: Figure | None) -> str:
        """Return the four fields of a line that say what was filed; None is a row the source does not have."""
        if figure is None:
            return f",,{MISSING},"
        cell = figure.cell
        if cell.raw not in self._cells:
            self._cells[cell.raw] = _line((_value(cell), _number(cell), str(cell.kind)))
        if isinstance(figure, Derived):
            return f"{self._cells[cell.raw]},derived"
        if figure.by_default:
            return f"{self._cells[cell.raw]},default"
        self._filed[cell.raw] = filed = f"{self._cells[cell.raw]},filed"
        return filed

    def _place_fields(self, form: Form) -> Iterator[tuple[Place, str]]:
        """Yield each place of a form with its keys, and its official labels where lines have them, as CSV."""
        for table in form.tables.values():
            for place in table.places:
                labels = (table.caption, table.rows[place.row].label.text, table.column(place).text)
                yield place, _line((*place, *labels) if self._labels else place)


def _value(cell: Cell) -> str:
    """Return the text as filed, behind an apostrophe if a spreadsheet would calculate it.

    Only text can need one: numbers, and signs for what is not applicable, are never formulas.
    """
    return _APOSTROPHE + cell.raw if cell.kind is Kind.TEXT and _FORMULA.match(cell.raw) else cell.raw


def _number(cell: Cell) -> str:
    """Return the plain number a cell states, or nothing for a blank, a text or a number with a unit."""
    return "" if cell.value is None or cell.unit else f"{cell.value:f}"
