"""A report as an Excel workbook: its facts, each statutory table in the official layout, and its text.

A figure is a number in its cell, a blank stays empty, and anything else is text that no program will calculate.
"""

import io
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from nianbao.downloads.blocks import Grid, blocks
from nianbao.downloads.office import FONTS, dated, printable, repeated, reproducible, widths
from nianbao.messages import Messages
from nianbao.model.cell import Cell, Kind
from nianbao.model.constants import constant, pattern
from nianbao.model.form import Table
from nianbao.model.grid import FormCell
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.source.safe_prose import section
from nianbao.source.table_notes import table_notes

LONGEST: Final = 32_000  # Excel holds 32 767 characters in a cell, escapes counted.
_DIGITS: Final = 15  # Excel's numbers are exact to so many digits.
# Excel reads _x0041_ as the character A; this says that the text itself has an underscore there.
_ESCAPE: Final = pattern(r"_(?=x[0-9A-Fa-f]{4}_)")
_A4: Final = 9
_WIDE: Final = 10  # A table of more columns is printed across the page.
_ROOM: Final = (88.0, 128.0)  # Characters across a page, upright and sideways.
_TEXT_WIDTH: Final = 72
_NAME_WIDTH: Final = 16
_LINE: Final = 15.0
_TALLEST: Final = 400.0
_MEASURED: Final = 2000  # Longer lines fill the tallest row in any case.
_SIDE_BY_SIDE: Final = " | "
_THIN: Final = Side(style="thin", color="FF000000")
_BORDER: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
# The character set is that of simplified Chinese: what a program goes by where the font is missing.
_GB2312: Final = 134
_BODY, _HEAD, _TITLE = "body", "head", "title"
_FONTS: Final = constant(
    lambda: {
        _BODY: Font(name=FONTS()["body"], size=11, charset=_GB2312, family=3),
        _HEAD: Font(name=FONTS()["heading"], size=11, charset=_GB2312, family=2),
        _TITLE: Font(name=FONTS()["heading"], size=16, charset=_GB2312, family=2),
    }
)
_MIDDLE, _LEFT, _TOP, _UNIT = "middle", "left", "top", "unit"
_ALIGNMENTS: Final = {
    _MIDDLE: Alignment(horizontal="center", vertical="center", wrap_text=True),
    _LEFT: Alignment(horizontal="left", vertical="center", wrap_text=True),
    _TOP: Alignment(horizontal="left", vertical="top", wrap_text=True),
    _UNIT: Alignment(horizontal="right", vertical="center"),
}
_LEADING: Final = frozenset("=+-@'")  # what makes a program take text for something to calculate
_STYLE: Final = "_style"  # the look of a cell as openpyxl itself copies it


class _Look(NamedTuple):
    font: str
    alignment: str
    framed: bool = False
    quoted: bool = False
    shape: str = "General"


def report_xlsx(report: Report, agency: Agency, messages: Messages) -> bytes:
    """Return the workbook; the same report gives the same bytes."""
    book = Workbook()
    facts = book.active
    if not isinstance(facts, Worksheet):
        raise TypeError("a new workbook has no sheet")
    pen = _Pen()
    _facts(facts, report, agency, messages, pen)
    for table in report.form.tables.values() if report.form else ():
        _Printed(book.create_sheet(_name(table.label)), table, report, messages, pen).fill()
    _prose(book.create_sheet(_name(messages.word("office-prose"))), report, messages, pen)
    moment = dated(report)
    properties = book.properties
    properties.title, properties.creator = printable(report.title_for(agency.name)), printable(agency.name)
    properties.language = "zh-CN"
    properties.created = properties.modified = moment.replace(tzinfo=None)
    made = io.BytesIO()
    book.save(made)
    return reproducible(made.getvalue(), moment)


def _name(label: str) -> str:
    """Return a name Excel allows for a sheet."""
    return "".join(char if char not in "[]:*?/\\'" else " " for char in printable(label))[:31].strip() or "?"


class _Pen:
    """Writes into the cells of one workbook. Each look is registered once: openpyxl compares all it knows."""

    def __init__(self) -> None:
        self._looks: dict[_Look, object] = {}

    def text(self, cell: ExcelCell, text: str, font: str, alignment: str, *, framed: bool = False) -> None:
        """Write text as text: what looks like a formula, a number or a date stays the characters it is."""
        if text:
            cell.value = _ESCAPE.sub("_x005F_", printable(text))
            cell.data_type = "s"
        self._dress(cell, _Look(font, alignment, framed, text[:1] in _LEADING))

    def number(self, cell: ExcelCell, number: float, shape: str) -> None:
        """Write a figure of a statutory table."""
        cell.value = number
        self._dress(cell, _Look(_BODY, _MIDDLE, framed=True, shape=shape))

    def _dress(self, cell: ExcelCell, look: _Look) -> None:
        if look not in self._looks:
            # Cells share what was registered before: a new look begins with a new record.
            setattr(cell, _STYLE, StyleArray())
            cell.font, cell.alignment = _FONTS()[look.font], _ALIGNMENTS[look.alignment]
            cell.number_format, cell.quotePrefix = look.shape, look.quoted
            if look.framed:
                cell.border = _BORDER
            self._looks[look] = getattr(cell, _STYLE)
        setattr(cell, _STYLE, self._looks[look])


def _pieces(text: str) -> list[str]:
    """Return text in lengths a cell holds."""
    return [text[start : start + LONGEST] for start in range(0, len(text), LONGEST)] or [""]


def _at(sheet: Worksheet, row: int, column: int) -> ExcelCell:
    cell = sheet.cell(row, column)
    if not isinstance(cell, ExcelCell):
        raise TypeError(f"{sheet.title} {row} {column} is covered by another cell")
    return cell


def _set_up(sheet: Worksheet, *, sideways: bool = False) -> None:
    """Prepare printing on A4: as wide as the page, as long as it takes, with page numbers."""
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if sideways else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.7
    margins.top = margins.bottom = 0.8
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("\u2014 &P \u2014"))


def _facts(sheet: Worksheet, report: Report, agency: Agency, messages: Messages, pen: _Pen) -> None:
    sheet.title = _name(messages.word("office-facts"))
    _set_up(sheet)
    room = _TEXT_WIDTH - _NAME_WIDTH
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _NAME_WIDTH, room
    told = ((key, piece) for key, value in facts_of(report, agency) for piece in _pieces(value))
    for number, (key, value) in enumerate(told, 1):
        pen.text(_at(sheet, number, 1), messages.word(f"fact-{key}"), _HEAD, _TOP)
        pen.text(_at(sheet, number, 2), value, _BODY, _TOP)
        sheet.row_dimensions[number].height = min(_LINE * _lines_of(value, room) + 2, _TALLEST)


def facts_of(report: Report, agency: Agency) -> Iterator[tuple[str, str]]:
    """Yield what is known of a report besides figures and text: the name of each fact and what it says."""
    origin = report.provenance
    notice = report.form.notice if report.form else {}
    found = {
        "title": report.title_for(agency.name),
        "agency": agency.name,
        "id": agency.id,
        "year": str(report.year),
        "form": report.form_id,
        "notice": " ".join(filter(None, (notice.get("title", ""), notice.get("number", "")))),
        "signed_by": report.signed_by,
        "signed": report.signed.isoformat() if report.signed else "",
        "published": report.published.isoformat() if report.published else "",
        "file": origin.file,
        "url": origin.url,
        "retrieved": origin.retrieved,
        "sha256": origin.sha256,
    }
    yield from ((name, value) for name, value in found.items() if value)


class _Printed:
    """A sheet with one statutory table, cell by cell as the form has it; row 1 is its caption, row 2 its unit."""

    def __init__(self, sheet: Worksheet, table: Table, report: Report, messages: Messages, pen: _Pen) -> None:
        self._pen = pen
        self._sheet, self._table, self._report, self._messages = sheet, table, report, messages
        self._top = 3
        self._overlong: list[str] = []

    def fill(self) -> None:
        table, sheet = self._table, self._sheet
        sideways = table.width > _WIDE
        _set_up(sheet, sideways=sideways)
        self._across(1, table.caption, _TITLE, _MIDDLE)
        sheet.row_dimensions[1].height = 30
        self._across(2, self._messages.word("office-unit", unit=table.unit), _BODY, _UNIT)
        below = self._top + table.height
        if table.key not in self._report.tables:
            self._across(3, self._messages.word("table-absent", caption=table.caption), _BODY, _LEFT)
            return
        self._columns(_ROOM[sideways])
        for cell in table.grid:
            self._cell(cell)
        if rows := repeated(table):
            sheet.print_title_rows = f"{self._top}:{self._top + rows - 1}"
            sheet.freeze_panes = f"A{self._top + rows}"
        notes = [*table_notes(table, self._report, self._messages), *self._overlong]
        for number, note in enumerate(chain.from_iterable(map(_pieces, notes)), below):
            self._across(number, note, _BODY, _TOP)
            sheet.row_dimensions[number].height = min(_LINE * _lines_of(note, _TEXT_WIDTH) + 2, _TALLEST)

    def _columns(self, room: float) -> None:
        wanted = widths(self._table)
        scale = room / sum(wanted)
        for index, width in enumerate(wanted, 1):
            self._sheet.column_dimensions[get_column_letter(index)].width = round(width * scale, 1)
        heights: dict[int, int] = {}
        for cell in self._table.grid:
            text = self._report.cell(cell.place).raw if cell.place else cell.label
            across = int(sum(wanted[cell.left : cell.left + cell.width]) * scale)
            needed = -(-_lines_of(text, across) // cell.height)
            heights[cell.top] = max(heights.get(cell.top, 1), needed)
        for top, most in heights.items():
            self._sheet.row_dimensions[top + self._top].height = min(_LINE * max(1.4, most + 0.3), _TALLEST)

    def _across(self, row: int, text: str, font: str, alignment: str) -> None:
        self._pen.text(_at(self._sheet, row, 1), text, font, alignment)
        self._merge(row, 1, 1, self._table.width)

    def _merge(self, top: int, left: int, height: int, width: int) -> None:
        # Not by openpyxl's own `merge_cells`, which takes most of the time of a workbook to copy borders.
        if height > 1 or width > 1:
            last = f"{get_column_letter(left + width - 1)}{top + height - 1}"
            self._sheet.merged_cells.add(f"{get_column_letter(left)}{top}:{last}")

    def _cell(self, cell: FormCell) -> None:
        top, left = cell.top + self._top, cell.left + 1
        for row in range(top, top + cell.height):
            for column in range(left, left + cell.width):
                self._pen.text(_at(self._sheet, row, column), "", _BODY, _MIDDLE, framed=True)
        target = _at(self._sheet, top, left)
        if cell.place:
            self._figure(target, self._report.cell(cell.place), cell)
        else:
            alignment = _LEFT if cell.role == "stub" and not cell.group else _MIDDLE
            self._pen.text(target, cell.label, _HEAD, alignment, framed=True)
        self._merge(top, left, cell.height, cell.width)

    def _figure(self, target: ExcelCell, filed: Cell, cell: FormCell) -> None:
        number = exact(filed)
        if number is not None:
            self._pen.number(target, number, shape(filed))
            return
        first, *more = _pieces("" if filed.kind is Kind.BLANK else filed.raw)
        self._pen.text(target, first, _BODY, _MIDDLE, framed=True)
        if more and self._report.form and cell.place:
            place, word = self._report.form.label(cell.place), self._messages.word
            self._overlong += [word("office-continued", place=place, text=piece) for piece in more]


def exact(cell: Cell) -> int | float | None:
    """Return the number of a cell if Excel can hold it as it was filed, else None: it is then shown as text."""
    value = cell.value
    if value is None or cell.unit or len(value.as_tuple().digits) > _DIGITS:
        return None
    if value == int(value):
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else None


def shape(cell: Cell) -> str:
    """Return the number format that shows a figure the way it was filed: sign, decimals, zeros."""
    places = cell.raw.strip().partition(".")[2]
    whole = cell.raw.strip().lstrip("+-").partition(".")[0]
    front = "0" * len(whole) if whole.isdecimal() and whole.startswith("0") else "0"
    front = "#,##0" if "," in whole or "\uff0c" in whole else front
    plain = f"{front}.{'0' * len(places)}" if places.isdecimal() else front
    return f"+{plain};-{plain};+{plain}" if cell.raw.strip().startswith("+") else plain


def _prose(sheet: Worksheet, report: Report, messages: Messages, pen: _Pen) -> None:
    """Write the text, a paragraph or a row of a table in it to each row."""
    _set_up(sheet)
    sheet.column_dimensions["A"].width = _TEXT_WIDTH
    for row, (font, text) in enumerate(_paragraphs(report, messages), 1):
        pen.text(_at(sheet, row, 1), text, font, _TOP)
        sheet.row_dimensions[row].height = min(_LINE * _lines_of(text, _TEXT_WIDTH) + 2, _TALLEST)


def _paragraphs(report: Report, messages: Messages) -> Iterator[tuple[str, str]]:
    for font, text in _texts(report, messages):
        yield from ((font, piece) for piece in _pieces(text))


def _texts(report: Report, messages: Messages) -> Iterator[tuple[str, str]]:
    for narrative in report.sections:
        if narrative.heading.strip():
            yield _HEAD, narrative.heading
        for text in section(narrative, report, messages):
            for block in blocks(text or ""):
                if isinstance(block, Grid):
                    yield from ((_BODY, _SIDE_BY_SIDE.join(cell.text for cell in row)) for row in block.rows)
                elif block.text:
                    yield _HEAD if block.kind == "heading" else _BODY, block.text


def _lines_of(text: str, width: int) -> int:
    """Return how many lines a text takes in a column so many characters wide; a Chinese one is two of them."""
    room = max(2, width - 2)
    return sum(1 + sum(1 + (char > "\u2e7f") for char in line[:_MEASURED]) // room for line in text.split("\n"))
