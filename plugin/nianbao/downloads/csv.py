"""Figures as tables for spreadsheets and statistics: one line a cell, each figure exactly as filed.

`report.csv` holds one report, `figures.csv` all of them and, where a cell takes part in a finding, which.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from nianbao.checking.visibility import Visibility
from nianbao.model.cell import Cell, Kind
from nianbao.model.constants import pattern
from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.report import Derived, Figure, Report

COLUMNS: Final = (
    "agency",
    "year",
    "form",
    "table",
    "row",
    "column",
    "table_label",
    "row_label",
    "column_label",
    "value",
    "number",
    "kind",
    "status",
)
CHECK_COLUMNS: Final = (*COLUMNS, "check", "codes")
MISSING: Final = "missing"

_SPECIAL = pattern(r'[",\r\n]')
# What a spreadsheet takes for a formula, in both widths, and such a text that begins with our own mark already.
_FORMULA = pattern(r"(?<!')'*+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
_TEXT_MARK: Final = "'"


def report_csv(report: Report, lines: "Lines | None" = None) -> bytes:
    """Return a report's figures as CSV: UTF-8 with a byte order mark (spreadsheets ask for it), lines ended CRLF.

    `value` is the text as filed, after an apostrophe where it is text that a spreadsheet would calculate; `number`
    the number it states, if it is one without a unit; `kind` what it says (number, zero, blank, not_applicable,
    text, or missing where the source has no such row); `status` is filed, default (the source covers the row with
    its default) or derived (added up because the source says so), and empty for what is missing. `lines` writes
    many reports faster.
    """
    return _document([_line(COLUMNS), *(lines or Lines()).of(report, {})])


def figures_csv(reports: Iterable[tuple[Report, Visibility]]) -> bytes:
    """Return the figures of all reports in one CSV, as `report_csv` does, with two columns more.

    `check` is open where the public is told of a finding at the cell that nobody explained, explained where all
    of them are, else empty; `codes` names their rules.
    """
    lines = Lines()
    found = [_line(CHECK_COLUMNS)]
    for report, public in reports:
        found += lines.of(report, _checks(public), ",,")
    return _document(found)


def _document(lines: Sequence[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig", "replace")


def _line(fields: Iterable[str]) -> str:
    return ",".join(map(_field, fields))


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _SPECIAL.search(text) else text


def _checks(public: Visibility) -> Mapping[Place, str]:
    """Return the last two fields of each cell that a finding is about or that takes part in one."""
    found: dict[Place, dict[str, bool]] = {}
    for finding in public.findings:
        for place in dict.fromkeys((finding.place, *(place for place, _ in finding.related))):
            if place:
                codes = found.setdefault(place, {})
                codes[finding.code] = codes.get(finding.code, False) or finding.waived is None
    return {
        place: f",{'open' if any(codes.values()) else 'explained'},{' '.join(sorted(codes))}"
        for place, codes in found.items()
    }


class Lines:
    """Writes the lines of reports; what all reports on a form have in common is put together once."""

    def __init__(self) -> None:
        self._forms: dict[str, tuple[Form, tuple[tuple[Place, str], ...]]] = {}
        self._cells: dict[str, str] = {}

    def of(self, report: Report, checks: Mapping[Place, str], unchecked: str = "") -> Iterator[str]:
        """Yield the lines of a report; `checks` ends those of some places, `unchecked` the others."""
        if report.form is None:
            return
        start = _line((report.agency, str(report.year), report.form_id))
        figures = report.figures
        for place, labels in self._places(report.form):
            yield f"{start},{labels},{self._said(figures.get(place))}{checks.get(place, unchecked)}"

    def _places(self, form: Form) -> tuple[tuple[Place, str], ...]:
        known = self._forms.get(form.id)
        if known is None or known[0] is not form:
            known = self._forms[form.id] = (form, tuple(_labelled(form)))
        return known[1]

    def _said(self, figure: Figure | None) -> str:
        if figure is None:
            return f",,{MISSING},"
        cell = figure.cell
        if cell.raw not in self._cells:
            self._cells[cell.raw] = _line((_value(cell), _number(cell), str(cell.kind)))
        if isinstance(figure, Derived):
            return f"{self._cells[cell.raw]},derived"
        return f"{self._cells[cell.raw]},{'default' if figure.by_default else 'filed'}"


def _labelled(form: Form) -> Iterator[tuple[Place, str]]:
    for table in form.tables.values():
        for place in table.places:
            labels = (table.caption, table.rows[place.row].label.text, table.column(place).text)
            yield place, _line((*place, *labels))


def _value(cell: Cell) -> str:
    """Return the text as filed. Figures, and signs for what is not applicable, are never formulas."""
    return _TEXT_MARK + cell.raw if cell.kind is Kind.TEXT and _FORMULA.match(cell.raw) else cell.raw


def _number(cell: Cell) -> str:
    return "" if cell.value is None or cell.unit else f"{cell.value:f}"
