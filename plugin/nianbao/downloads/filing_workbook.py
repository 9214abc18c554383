"""The filing workbook: the official tables to fill in Excel, with last year's figures in notes and live checks.

Totals are formulas. Labels are locked, without a password; what is to be filled in is not. A failing identity
shows as a red cell and, to its right or below it, as a sign with the difference. The layout is that of
`drafting.filing_workbook`, which the importer shares.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from nianbao.downloads.office import printable, reproducible
from nianbao.drafting import filing_workbook
from nianbao.drafting.skeleton import Skeleton
from nianbao.messages import Messages
from nianbao.model.cell import Kind
from nianbao.model.finding import Place
from nianbao.model.form import Form, Identity, Table
from nianbao.model.grid import FormCell
from nianbao.model.report import Derived

_A4: Final = 9
_MAX_PORTRAIT_COLUMNS: Final = 10  # A table of more columns is printed across the page.
_MARGIN: Final = 2  # characters added to the longest label of a column
_THIN: Final = Side(style="thin", color="FF7F7F7F")
_BORDER: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
CellStyle = tuple[Font, Alignment]

_MIDDLE: Final = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT: Final = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT: Final = Alignment(horizontal="right", vertical="center")
_TOP: Final = Alignment(horizontal="left", vertical="top", wrap_text=True)
_PLAIN, _BOLD, _BIG = Font(size=11), Font(size=11, bold=True), Font(size=16, bold=True)
_INPUT: Final = PatternFill("solid", fgColor="FFFFF8DC")
_DERIVED: Final = PatternFill("solid", fgColor="FFE7E6E6")
_RED: Final = PatternFill("solid", bgColor="FFF4B6B6")
_RED_FONT: Final = Font(bold=True, color="FF9C0006")
_OPEN: Final = Protection(locked=False)
_NOTE_WIDTH, _NOTE_HEIGHT = 360, 140  # pixels


def workbook(skeleton: Skeleton, messages: Messages) -> bytes:
    """Return the bytes of the workbook of a skeleton; the same skeleton gives the same bytes."""
    book = Workbook()
    facts = book.active
    if not isinstance(facts, Worksheet):
        raise TypeError("a new workbook has no sheet")
    _facts(facts, skeleton, messages)
    for table in skeleton.form.tables.values():
        _TableSheet(book.create_sheet(filing_workbook.sheet_name(table.label)), table, skeleton, messages).fill()
    _prose(book.create_sheet(filing_workbook.sheet_name(messages.word("workbook-prose"))), skeleton, messages)
    book.properties.title = skeleton.report.title_for(skeleton.agency.name)
    book.properties.creator = skeleton.agency.name
    output = io.BytesIO()
    book.save(output)
    return reproducible(output.getvalue(), datetime(skeleton.report.year + 1, 1, 1, tzinfo=UTC))


def _set_up(sheet: Worksheet, *, sideways: bool = False) -> None:
    """Lock what is not to be filled in, and prepare printing on A4, as wide as the page."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.formatCells = False
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if sideways else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True


def _write(sheet: Worksheet, at: tuple[int, int], text: str, style: CellStyle) -> None:
    """Write text as text, at (row, column) from 1: what looks like a formula stays the characters it is."""
    cell = _cell_at(sheet, at)
    cell.value, (cell.font, cell.alignment) = printable(text) or None, style
    if text:
        cell.data_type = "s"


def _cell_at(sheet: Worksheet, at: tuple[int, int]) -> Cell:
    """Return the cell at (row, column); raises TypeError where a merged cell covers it."""
    cell = sheet.cell(*at)
    if not isinstance(cell, Cell):
        raise TypeError(f"{sheet.title} {at} is covered by another cell")
    return cell


def _make_input(sheet: Worksheet, row: int, column: int, *, alignment: Alignment = _MIDDLE) -> None:
    """Make a cell one to fill in: coloured, framed, not locked."""
    cell = sheet.cell(row, column)
    cell.fill, cell.protection, cell.border, cell.alignment = _INPUT, _OPEN, _BORDER, alignment


def _add_note(sheet: Worksheet, row: int, column: int, lines: list[str]) -> None:
    """Attach a note of several lines to a cell."""
    note = Comment("\n".join(map(printable, lines)), "nianbao", height=_NOTE_HEIGHT, width=_NOTE_WIDTH)
    sheet.cell(row, column).comment = note


def _facts(sheet: Worksheet, skeleton: Skeleton, messages: Messages) -> None:
    """Write the first sheet: the report's facts, then how to fill the workbook and what is left to do."""
    report = skeleton.report
    sheet.title = filing_workbook.sheet_name(messages.word("workbook-facts"))
    _set_up(sheet)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 72
    _write(sheet, (1, 1), report.title_for(skeleton.agency.name), (_BIG, _MIDDLE))
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=2)
    sheet.row_dimensions[1].height = 36
    values = {
        "agency": skeleton.agency.name,
        "id": skeleton.agency.id,
        "year": str(report.year),
        "form": report.form_id,
        "signed_by": report.signed_by,
        "workbook": filing_workbook.MARK,
    }
    for fact in filing_workbook.FACTS:
        row = filing_workbook.row_of(fact)
        _write(sheet, (row, 1), messages.word(f"workbook-fact-{fact}"), (_BOLD, _LEFT))
        _write(sheet, (row, 2), values.get(fact, ""), (_PLAIN, _LEFT))
        # Numbers would lose leading zeros, and a year is no quantity.
        sheet.cell(row, 2).number_format = "@"
        if fact in {"signed_by", "signed", "published"}:
            _make_input(sheet, row, 2, alignment=_LEFT)
    for task in skeleton.tasks:
        if task.at in filing_workbook.FACTS:
            _add_note(sheet, filing_workbook.row_of(task.at), 1, [skeleton.message(task, messages)])
    instructions = [messages.word("workbook-how"), *skeleton.todo(messages)]
    for number, text in enumerate(instructions):
        row = filing_workbook.row_of(filing_workbook.FACTS[-1]) + 2 + number
        _write(sheet, (row, 1), f"{number}. {text}" if number else text, (_PLAIN, _TOP))
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
        sheet.row_dimensions[row].height = 16 * (1 + 2 * len(text) // 84)


class _TableSheet:
    """A sheet with one statutory table: caption, unit, then the table cell by cell where the form has it."""

    def __init__(self, sheet: Worksheet, table: Table, skeleton: Skeleton, messages: Messages) -> None:
        self._sheet, self._table, self._skeleton, self._messages = sheet, table, skeleton, messages
        self._form: Form = skeleton.form

    def fill(self) -> None:
        """Write the sheet. Boxheads stay in view and repeat in print, except where a table has several blocks."""
        table, sheet = self._table, self._sheet
        _set_up(sheet, sideways=table.width > _MAX_PORTRAIT_COLUMNS)
        unit = self._messages.word("workbook-unit", unit=table.unit)
        for row, text, style in ((1, table.caption, (_BIG, _MIDDLE)), (2, unit, (_PLAIN, _RIGHT))):
            _write(sheet, (row, 1), text, style)
            sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=table.width)
        for cell in table.grid:
            self._cell(cell)
        self._sizes()
        self._validations()
        self._checks()
        self._notes()
        if len(table.blocks) == 1:
            below = filing_workbook.TOP + min(cell.top for cell in table.grid if cell.place)
            sheet.freeze_panes = filing_workbook.address(below, 1)
            sheet.print_title_rows = f"{filing_workbook.TOP}:{below - 1}"

    def _cell(self, cell: FormCell) -> None:
        """Write one cell of the form: a figure or a label, merged over what it covers."""
        row, column = filing_workbook.position(cell)
        bottom, right = row + cell.height - 1, column + cell.width - 1
        if cell.place:
            self._figure(cell.place, row, column)
        else:
            alignment = _LEFT if cell.role == "stub" and not cell.group else _MIDDLE
            font = _BOLD if cell.emphasis else _PLAIN
            _write(self._sheet, (row, column), cell.label, (font, alignment))
        if (row, column) != (bottom, right):
            self._sheet.merge_cells(start_row=row, start_column=column, end_row=bottom, end_column=right)
        first = self._sheet.cell(row, column)
        # Every cell below a merged one keeps a border and a lock of its own.
        for down in range(row, bottom + 1):
            for across in range(column, right + 1):
                part = self._sheet.cell(down, across)
                part.border, part.protection = _BORDER, _OPEN if first.protection.locked is False else Protection()

    def _figure(self, place: Place, row: int, column: int) -> None:
        """Write a figure: a formula for a total, else an input with what is known already."""
        figure = self._skeleton.report.figures[place]
        cell = _cell_at(self._sheet, (row, column))
        if isinstance(figure, Derived):
            cell.value = filing_workbook.total(self._form, place)
            cell.fill, cell.border, cell.alignment = _DERIVED, _BORDER, _MIDDLE
            return
        _make_input(self._sheet, row, column)
        value = figure.cell.value
        if value is not None:
            cell.value = int(value) if value == int(value) else float(value)

    def _sizes(self) -> None:
        """Give each column and row room for its labels."""
        widths = [6.0 if self._table.width > _MAX_PORTRAIT_COLUMNS else 9.0] * self._table.width
        for cell in self._table.grid:
            if cell.width == 1 and cell.role == "stub":
                max_width = 11.0 if cell.group else 30.0
                widths[cell.left] = max(widths[cell.left], min(2.0 * len(cell.label), max_width))
        for index, width in enumerate(widths, 1):
            self._sheet.column_dimensions[get_column_letter(index)].width = width + _MARGIN
        self._sheet.row_dimensions[1].height = 30
        heights: dict[int, float] = {}
        for cell in self._table.grid:
            room = sum(widths[cell.left : cell.left + cell.width])
            lines = -(-2 * len(cell.label) // max(1, int(room))) / cell.height
            heights[cell.top] = max(heights.get(cell.top, 1.2), lines)
        for top, lines in heights.items():
            self._sheet.row_dimensions[filing_workbook.TOP + top].height = 16 * (lines + 0.3)

    def _validations(self) -> None:
        """Refuse what can't be a figure: by measure, with a message."""
        kinds = {
            "count": DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0"),
            "amount": DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0"),
            "change": DataValidation(type="whole", operator="between", formula1="-99999999", formula2="99999999"),
        }
        for measure, check in kinds.items():
            check.allow_blank = check.showErrorMessage = True
            check.errorTitle = self._messages.word("workbook-bad-title")
            check.error = self._messages.word(f"workbook-bad-{measure}")
            for place, position in filing_workbook.positions(self._table).items():
                is_derived = isinstance(self._skeleton.report.figures[place], Derived)
                if self._form.measure(place) == measure and not is_derived:
                    check.add(filing_workbook.address(*position))
            if check.sqref.ranges:
                self._sheet.add_data_validation(check)

    def _checks(self) -> None:
        """Write a check for each identity of the table, and turn its total red while it fails.

        It stands to the right of the table where an identity is within one row, else below, with the rule in
        words. A table of several blocks has all its checks below, without words.
        """
        positions = filing_workbook.positions(self._table)
        right, bottom = self._table.width + 1, filing_workbook.TOP + self._table.height
        below: dict[str, int] = {}
        several = len(self._table.rows) > len({row for row, _ in positions.values()})
        for identity in self._form.identities:
            if identity.table != self._table.key:
                continue
            rows = {positions[place][0] for place in (*identity.left, *identity.right)}
            row, column = positions[identity.right[-1]]
            if len(rows) == 1 and not several:
                self._check(identity, (row, right))
            else:
                line = below.setdefault(identity.rule, bottom + len(below))
                self._check(identity, (line, column))
        if any(self._sheet.cell(row, right).value for row, _ in positions.values()):
            _write(
                self._sheet, (filing_workbook.TOP, right), self._messages.word("workbook-check"), (_BOLD, _MIDDLE)
            )
            self._sheet.column_dimensions[get_column_letter(right)].width = 12
        for rule, line in below.items() if not several else ():
            _write(self._sheet, (line, 1), self._messages.rule(rule).statement, (_PLAIN, _LEFT))
            stub = min(column for _, column in positions.values()) - 1
            self._sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=stub)
            self._sheet.row_dimensions[line].height = 48

    def _check(self, identity: Identity, at: tuple[int, int]) -> None:
        """Write the check of one identity: empty while a figure is missing, else a sign and the difference."""
        complete, difference = filing_workbook.check_formulas(self._form, identity)
        ok_sign, error_sign = self._messages.word("workbook-sign-good"), self._messages.word("workbook-sign-bad")
        sign = _cell_at(self._sheet, at)
        sign.value = f'=IF({complete},IF({difference}=0,"{ok_sign}","{error_sign}"&{difference}),"")'
        sign.alignment = _MIDDLE
        fails = f"AND({complete},{difference}<>0)"
        positions = filing_workbook.positions(self._table)
        for position in (*(positions[place] for place in identity.right), at):
            rule = FormulaRule([_absolute(fails)], fill=_RED, font=_RED_FONT)  # type: ignore[no-untyped-call]
            self._sheet.conditional_formatting.add(filing_workbook.address(*position), rule)

    def _notes(self) -> None:
        """Put a note on the label of each row: what it is, what it was last year, what is to be done."""
        for key, row in self._table.rows.items():
            places = [place for place in self._table.places if place.row == key]
            heads = next(cell.labels for cell in self._table.grid if cell.place == places[0])
            labels = [self._table.grid[index] for index in heads]
            label = next(cell for cell in reversed(labels) if cell.label == row.label.text)
            _add_note(self._sheet, *filing_workbook.position(label), [*self._said(key, places)])

    def _said(self, key: str, places: list[Place]) -> Iterator[str]:
        yield self._table.rows[key].label.text
        before = self._skeleton.before
        if before and any(place in before.figures for place in places):
            blank = self._messages.word("workbook-blank")
            cells = [(self._table.column(place).name, before.cell(place)) for place in places]
            figures = [f"{name} {blank if cell.kind is Kind.BLANK else cell.raw}" for name, cell in cells]
            yield self._messages.word("workbook-note-before", year=before.year, figures=figures)
        for task in self._skeleton.tasks:
            if task.at == f"{self._table.key}/{key}":
                yield self._skeleton.message(task, self._messages)


def _absolute(formula: str) -> str:
    """Return a formula with absolute addresses, as `$C$7`, so that a spreadsheet applies it to any cell alike."""
    return re.sub(r"\b([A-Z]+)(\d+)\b", r"$\1$\2", formula)


def _prose(sheet: Worksheet, skeleton: Skeleton, messages: Messages) -> None:
    """Write the last sheet: a row for each part of the text, with its heading and the sentences known already.

    The second column's heading shows how a text quotes a figure.
    """
    _set_up(sheet)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 26, 84
    parts = skeleton.passages(messages)
    quote = next((text for part in parts for text in re.findall(r"\{\{.*?\}\}", "".join(part.sentences))), "")
    _write(sheet, (1, 1), messages.word("workbook-heading"), (_BOLD, _MIDDLE))
    _write(sheet, (1, 2), messages.word("workbook-text", quote=quote), (_BOLD, _LEFT))
    sheet.freeze_panes = "A2"
    for row, part in enumerate(parts, filing_workbook.FIRST_PASSAGE):
        heading = part.heading or messages.word("show-preamble")
        _write(sheet, (row, 1), heading, (_PLAIN if part.topic else _BOLD, _TOP))
        _write(sheet, (row, 2), "".join(part.sentences), (_PLAIN, _TOP))
        _make_input(sheet, row, 2, alignment=_TOP)
        sheet.cell(row, 2).number_format = "@"
        sheet.row_dimensions[row].height = 96 if part.hint else 48
        if part.hint:
            _add_note(sheet, row, 1, [part.hint[messages.language]])
