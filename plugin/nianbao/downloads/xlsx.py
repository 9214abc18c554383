"""A report as an Excel workbook: its facts, each statutory table in the official layout, and its text.

A figure is a number in its cell, a blank stays empty, and anything else is text that no program will calculate.
Widths are in characters of Excel's standard font, heights in points.
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

from nianbao.downloads.blocks import ProseTable, blocks
from nianbao.downloads.office import FONTS, column_widths, file_date, header_rows, printable, reproducible
from nianbao.messages import Messages
from nianbao.model.cell import Cell, Kind
from nianbao.model.constants import constant, pattern
from nianbao.model.form import Table
from nianbao.model.grid import FormCell
from nianbao.model.record import COURSE, LISTED
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.source.safe_prose import section
from nianbao.source.table_notes import table_absent, table_notes

MAX_CELL_TEXT: Final = 32_000  # Excel holds 32 767 characters in a cell, escapes counted.
_EXACT_DIGITS: Final = 15  # Excel's numbers are exact to so many digits.
# Excel reads _x0041_ as the character A; this says that the text itself has an underscore there.
_ESCAPE: Final = pattern(r"_(?=x[0-9A-Fa-f]{4}_)")
_A4: Final = 9
_MAX_PORTRAIT_COLUMNS: Final = 10  # A table of more columns is printed across the page.
_PAGE_WIDTHS: Final = (88.0, 128.0)  # Characters across a page, upright and sideways.
_TEXT_WIDTH: Final = 72
_NAME_WIDTH: Final = 16
_LINE_HEIGHT: Final = 15.0
_MAX_ROW_HEIGHT: Final = 400.0
_MAX_MEASURED: Final = 2000  # Longer lines fill the tallest row in any case.
_CELL_SEPARATOR: Final = " | "
_THIN: Final = Side(style="thin", color="FF000000")
_BORDER: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
# The character set, simplified Chinese, is what a program chooses by where the font is missing.
_GB2312: Final = 134
_BODY, _HEADING, _TITLE = "body", "heading", "title"
_CELL_FONTS: Final = constant(
    lambda: {
        _BODY: Font(name=FONTS()["body"], size=11, charset=_GB2312, family=3),
        _HEADING: Font(name=FONTS()["heading"], size=11, charset=_GB2312, family=2),
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
_FORMULA_STARTS: Final = frozenset("=+-@'")  # what makes a program take text for something to calculate
_STYLE_ATTRIBUTE: Final = "_style"  # the format of a cell as openpyxl itself copies it


class _CellStyle(NamedTuple):
    """The format of a cell by names of `_CELL_FONTS` and `_ALIGNMENTS`, so that equal ones are one key.

    `framed` is with borders, `quoted` is Excel's mark for text that looks like a formula.
    """

    font: str
    alignment: str
    framed: bool = False
    quoted: bool = False
    number_format: str = "General"


def report_xlsx(report: Report, agency: Agency, messages: Messages) -> bytes:
    """Return the bytes of the workbook; the same report gives the same bytes.

    `messages` are those of the report's kind. A report without a known form has no tables in it.
    """
    book = Workbook()
    facts = book.active
    if not isinstance(facts, Worksheet):
        raise TypeError("a new workbook has no sheet")
    writer = _CellWriter()
    _facts(facts, report, agency, messages, writer)
    for table in report.form.tables.values() if report.form else ():
        _TableSheet(book.create_sheet(_sheet_name(table.label)), table, report, messages, writer).fill()
    _prose(book.create_sheet(_sheet_name(messages.word("office-prose"))), report, messages, writer)
    moment = file_date(report)
    properties = book.properties
    properties.title, properties.creator = printable(report.title_for(agency.name)), printable(agency.name)
    properties.language = "zh-CN"
    properties.created = properties.modified = moment.replace(tzinfo=None)
    output = io.BytesIO()
    book.save(output)
    return reproducible(output.getvalue(), moment)


def _sheet_name(label: str) -> str:
    r"""Return a name Excel allows for a sheet: at most 31 characters, none of `[]:*?/\'`, never empty."""
    return "".join(char if char not in "[]:*?/\\'" else " " for char in printable(label))[:31].strip() or "?"


class _CellWriter:
    """Writes into the cells of one workbook. Each format is registered once: openpyxl compares all it knows."""

    def __init__(self) -> None:
        self._registered: dict[_CellStyle, object] = {}

    def text(self, cell: ExcelCell, text: str, font: str, alignment: str, *, framed: bool = False) -> None:
        """Write text as text: what looks like a formula, a number or a date stays the characters it is."""
        if text:
            cell.value = _ESCAPE.sub("_x005F_", printable(text))
            cell.data_type = "s"
        self._apply(cell, _CellStyle(font, alignment, framed, text[:1] in _FORMULA_STARTS))

    def number(self, cell: ExcelCell, number: float, number_format: str) -> None:
        """Write a figure of a statutory table; `number_format` is Excel's, as `0.00`."""
        cell.value = number
        self._apply(cell, _CellStyle(_BODY, _MIDDLE, framed=True, number_format=number_format))

    def _apply(self, cell: ExcelCell, style: _CellStyle) -> None:
        """Give a cell a format."""
        if style not in self._registered:
            # Cells share a registered record, so that a new format needs a new one.
            setattr(cell, _STYLE_ATTRIBUTE, StyleArray())
            cell.font, cell.alignment = _CELL_FONTS()[style.font], _ALIGNMENTS[style.alignment]
            cell.number_format, cell.quotePrefix = style.number_format, style.quoted
            if style.framed:
                cell.border = _BORDER
            self._registered[style] = getattr(cell, _STYLE_ATTRIBUTE)
        setattr(cell, _STYLE_ATTRIBUTE, self._registered[style])


def _chunks(text: str) -> list[str]:
    """Return text in parts a cell can hold, in order; at least one, which may be empty."""
    return [text[start : start + MAX_CELL_TEXT] for start in range(0, len(text), MAX_CELL_TEXT)] or [""]


def _cell_at(sheet: Worksheet, row: int, column: int) -> ExcelCell:
    """Return a cell, counted from 1; raises TypeError where a merged cell covers it."""
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


def _facts(sheet: Worksheet, report: Report, agency: Agency, messages: Messages, writer: _CellWriter) -> None:
    """Write the first sheet: the name of each fact and what it says; a long one goes on in further rows."""
    sheet.title = _sheet_name(messages.word("office-facts"))
    _set_up(sheet)
    width = _TEXT_WIDTH - _NAME_WIDTH
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _NAME_WIDTH, width
    facts = ((key, chunk) for key, value in facts_of(report, agency) for chunk in _chunks(value))
    for number, (key, value) in enumerate(facts, 1):
        writer.text(_cell_at(sheet, number, 1), messages.word(f"fact-{key}"), _HEADING, _TOP)
        writer.text(_cell_at(sheet, number, 2), value, _BODY, _TOP)
        sheet.row_dimensions[number].height = min(_LINE_HEIGHT * _line_count(value, width) + 2, _MAX_ROW_HEIGHT)


def facts_of(report: Report, agency: Agency) -> Iterator[tuple[str, str]]:
    """Yield what is known of a report besides figures and text: the key of each fact and what it says.

    Order is that of the sheet; facts that say nothing are left out.
    """
    origin = report.provenance
    notice = report.form.notice if report.form else {}
    facts = {
        "title": report.title_for(agency.name),
        "agency": agency.name,
        "id": agency.id,
        "year": str(report.year),
        "form": report.form_id,
        "notice": " ".join(filter(None, (notice.get("title", ""), notice.get("number", "")))),
        "signed_by": report.signed_by,
        "signed": report.signed.isoformat() if report.signed else "",
        "published": report.published.isoformat() if report.published else "",
        **{key: report.record.as_text(key) for key in (*LISTED, *COURSE)},
        "file": origin.file,
        "url": origin.url,
        "retrieved": origin.retrieved,
        "sha256": origin.sha256,
    }
    yield from ((name, value) for name, value in facts.items() if value)


class _TableSheet:
    """A sheet with one statutory table, cell by cell as the form has it; row 1 is its caption, row 2 its unit."""

    def __init__(
        self, sheet: Worksheet, table: Table, report: Report, messages: Messages, writer: _CellWriter
    ) -> None:
        self._writer = writer
        self._sheet, self._table, self._report, self._messages = sheet, table, report, messages
        self._top = 3
        self._continuations: list[str] = []

    def fill(self) -> None:
        """Write caption, unit, table and notes, or one sentence where the report has no such table.

        Text too long for a cell goes on in a note below the table.
        """
        table, sheet = self._table, self._sheet
        sideways = table.width > _MAX_PORTRAIT_COLUMNS
        _set_up(sheet, sideways=sideways)
        self._full_width(1, table.caption, _TITLE, _MIDDLE)
        sheet.row_dimensions[1].height = 30
        self._full_width(2, self._messages.word("office-unit", unit=table.unit), _BODY, _UNIT)
        first_note = self._top + table.height
        if table.key not in self._report.tables:
            self._full_width(3, table_absent(table, self._report, self._messages), _BODY, _LEFT)
            return
        self._columns(_PAGE_WIDTHS[sideways])
        for cell in table.grid:
            self._cell(cell)
        if rows := header_rows(table):
            sheet.print_title_rows = f"{self._top}:{self._top + rows - 1}"
            sheet.freeze_panes = f"A{self._top + rows}"
        notes = [*table_notes(table, self._report, self._messages), *self._continuations]
        for number, note in enumerate(chain.from_iterable(map(_chunks, notes)), first_note):
            self._full_width(number, note, _BODY, _TOP)
            sheet.row_dimensions[number].height = min(
                _LINE_HEIGHT * _line_count(note, _TEXT_WIDTH) + 2, _MAX_ROW_HEIGHT
            )

    def _columns(self, page_width: float) -> None:
        """Set widths that together fill the page, and heights that show every line of labels and figures."""
        widths = column_widths(self._table)
        scale = page_width / sum(widths)
        for index, own_width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(index)].width = round(own_width * scale, 1)
        heights: dict[int, int] = {}
        for cell in self._table.grid:
            text = self._report.cell(cell.place).raw if cell.place else cell.label
            width = int(sum(widths[cell.left : cell.left + cell.width]) * scale)
            line_count = -(-_line_count(text, width) // cell.height)
            heights[cell.top] = max(heights.get(cell.top, 1), line_count)
        for top, lines in heights.items():
            self._sheet.row_dimensions[top + self._top].height = min(
                _LINE_HEIGHT * max(1.4, lines + 0.3), _MAX_ROW_HEIGHT
            )

    def _full_width(self, row: int, text: str, font: str, alignment: str) -> None:
        """Write text into a row of its own, merged across the table."""
        self._writer.text(_cell_at(self._sheet, row, 1), text, font, alignment)
        self._merge(row, 1, 1, self._table.width)

    def _merge(self, top: int, left: int, height: int, width: int) -> None:
        """Merge a range of cells, given by its corner and size."""
        # Not by openpyxl's own `merge_cells`, which takes most of the time of a workbook to copy borders.
        if height > 1 or width > 1:
            last = f"{get_column_letter(left + width - 1)}{top + height - 1}"
            self._sheet.merged_cells.add(f"{get_column_letter(left)}{top}:{last}")

    def _cell(self, cell: FormCell) -> None:
        """Write one cell of the grid, with borders on all sides of what it covers."""
        top, left = cell.top + self._top, cell.left + 1
        for row in range(top, top + cell.height):
            for column in range(left, left + cell.width):
                self._writer.text(_cell_at(self._sheet, row, column), "", _BODY, _MIDDLE, framed=True)
        target = _cell_at(self._sheet, top, left)
        if cell.place:
            self._figure(target, self._report.cell(cell.place), cell)
        else:
            alignment = _LEFT if cell.role == "stub" and not cell.group else _MIDDLE
            self._writer.text(target, cell.label, _HEADING, alignment, framed=True)
        self._merge(top, left, cell.height, cell.width)

    def _figure(self, target: ExcelCell, filed: Cell, cell: FormCell) -> None:
        """Write a figure: a number if Excel can hold it exactly, else the text filed; nothing for a blank."""
        number = exact_number(filed)
        if number is not None:
            self._writer.number(target, number, number_format(filed))
            return
        first, *more = _chunks("" if filed.kind is Kind.BLANK else filed.raw)
        self._writer.text(target, first, _BODY, _MIDDLE, framed=True)
        if more and self._report.form and cell.place:
            place, word = self._report.form.label(cell.place), self._messages.word
            self._continuations += [word("office-continued", place=place, text=chunk) for chunk in more]


def exact_number(cell: Cell) -> int | float | None:
    """Return the number of a cell if Excel can hold it as it was filed, else None: it is then written as text.

    Excel's numbers are IEEE 754 doubles, exact to 15 digits; a number with a unit is text.
    """
    value = cell.value
    if value is None or cell.unit or len(value.as_tuple().digits) > _EXACT_DIGITS:
        return None
    if value == int(value):
        return int(value)
    return float(value) if Decimal(repr(float(value))) == value else None


def number_format(cell: Cell) -> str:
    """Return Excel's number format that shows a figure the way it was filed: sign, decimals, zeros.

    For example `+1,200.50` gives `+#,##0.00;-#,##0.00;+#,##0.00`, and `007` gives `000`.
    """
    decimals = cell.raw.strip().partition(".")[2]
    whole = cell.raw.strip().lstrip("+-").partition(".")[0]
    integer = "0" * len(whole) if whole.isdecimal() and whole.startswith("0") else "0"
    integer = "#,##0" if "," in whole or "\uff0c" in whole else integer
    pattern_text = f"{integer}.{'0' * len(decimals)}" if decimals.isdecimal() else integer
    return f"+{pattern_text};-{pattern_text};+{pattern_text}" if cell.raw.strip().startswith("+") else pattern_text


def _prose(sheet: Worksheet, report: Report, messages: Messages, writer: _CellWriter) -> None:
    """Write the text, a paragraph or a row of a table in it to each row."""
    _set_up(sheet)
    sheet.column_dimensions["A"].width = _TEXT_WIDTH
    for row, (font, text) in enumerate(_paragraphs(report, messages), 1):
        writer.text(_cell_at(sheet, row, 1), text, font, _TOP)
        sheet.row_dimensions[row].height = min(_LINE_HEIGHT * _line_count(text, _TEXT_WIDTH) + 2, _MAX_ROW_HEIGHT)


def _paragraphs(report: Report, messages: Messages) -> Iterator[tuple[str, str]]:
    """Yield font and text of each row of the last sheet, none longer than a cell can hold."""
    for font, text in _texts(report, messages):
        yield from ((font, chunk) for chunk in _chunks(text))


def _texts(report: Report, messages: Messages) -> Iterator[tuple[str, str]]:
    """Yield font and text of each heading, paragraph and row of a table in the prose."""
    for narrative in report.sections:
        if narrative.heading.strip():
            yield _HEADING, narrative.heading
        for text in section(narrative, report, messages):
            for block in blocks(text or ""):
                if isinstance(block, ProseTable):
                    yield from ((_BODY, _CELL_SEPARATOR.join(cell.text for cell in row)) for row in block.rows)
                elif block.text:
                    yield _HEADING if block.kind == "heading" else _BODY, block.text


def _line_count(text: str, width: int) -> int:
    """Return how many lines a text takes in a column so many characters wide; a Chinese one is two of them.

    An estimate: Excel breaks lines by the widths of its font.
    """
    room = max(2, width - 2)
    return sum(
        1 + sum(1 + (char > "\u2e7f") for char in line[:_MAX_MEASURED]) // room for line in text.split("\n")
    )
