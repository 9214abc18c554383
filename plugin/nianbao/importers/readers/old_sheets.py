"""Old Excel files (.xls, WPS's .et; [MS-XLS]): read by xlrd, written anew for the reader of Excel files."""

import io
import re
import struct
from collections.abc import Iterator
from typing import Any, Final

import xlrd
from xlrd.compdoc import CompDoc

from nianbao.importers import compound
from nianbao.importers.document import ImportNote
from nianbao.importers.readers import new_workbook, spans
from nianbao.importers.readers.new_workbook import Cell, Run, Sheet
from nianbao.model.finding import Refusal

# Above the line, or below it.
_OFF_LINE: Final = frozenset({1, 2})
# A text of this size, in twentieths of a point, is a dot.
_TINY: Final = 60
_SOLID: Final = 1
# Records of a workbook ([MS-XLS] 2.3): where a sheet begins, formulas, texts of shapes, headers and footers.
_BOF: Final = 0x0809
_BOF_TYPE: Final = 2
_WORKSHEET: Final = b"\x10\0"
_EOF: Final = 0x000A
_FORMULA: Final = 0x0006
_CONTINUE: Final = 0x003C
_SHAPE_TEXT: Final = 0x01B6
_AROUND: Final = frozenset({0x0014, 0x0015})
_TEXT_HEAD: Final = 3
# Codes in headers and footers: page numbers, names, fonts and sizes.
_CODES: Final = re.compile(r'&(?:"[^"]*"|\d+|[A-Za-z])')
# The formula is worked out anew whenever the file is opened: what is saved need not be its result.
_NOT_WORKED_OUT: Final = 0x0003
_SHORTEST_FORMULA: Final = 16
# The result of a formula that gives an empty text, and of all formulas of programs that work out none.
_EMPTY: Final = b"\x03\0\0\0\0\0\xff\xff"


def converted(data: bytes) -> tuple[bytes, tuple[ImportNote, ...]]:
    """Return an old Excel file as an .xlsx; notes tell formulas, and texts outside the cells.

    Raises Refusal for a file with a password, one with more cells than a report, and one that is no Excel file.
    """
    streams = compound.streams(data)
    if not streams:
        raise Refusal("import-broken", detail="CFB")
    if not streams & {"Workbook", "Book"}:
        raise Refusal("import-old-office", suffix=".xlsx")
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Refusal("import-locked") from error
        raise
    found = _Records(data)
    sheets = [_sheet(book, sheet, found.not_worked_out.get(n, set())) for n, sheet in enumerate(book.sheets())]
    notes = []
    if results := found.formulas - sum(map(len, found.not_worked_out.values())):
        # The reader tells of the others, which are written as formulas.
        notes.append(ImportNote("formula", 1, {"count": results}))
    comments = {cell.comment.strip() for sheet in sheets for cell in sheet.cells.values() if cell.comment}
    if beside := [text for text in dict.fromkeys(found.texts) if text not in comments]:
        notes.append(ImportNote("unread", 1, {"text": " / ".join(beside)}))
    return new_workbook.saved(sheets, counts_from_1904=book.datemode == 1), tuple(notes)


def _sheet(book: Any, sheet: Any, not_worked_out: set[tuple[int, int]]) -> Sheet:
    """Return a sheet as xlrd has it."""
    made = Sheet(sheet.name, is_hidden=bool(sheet.visibility))
    count = 0
    for row in range(sheet.nrows):
        count += sheet.row_len(row)
        spans.refuse_more(count)
        for column in range(sheet.row_len(row)):
            if cell := _cell(book, sheet, row, column, is_worked_out=(row, column) not in not_worked_out):
                made.cells[row + 1, column + 1] = cell
    made.merged = [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells]
    made.hidden_rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    made.hidden_columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden}
    return made


def _cell(book: Any, sheet: Any, row: int, column: int, *, is_worked_out: bool) -> Cell | None:
    """Return a cell; None for one that is empty and has no frame."""
    cell = sheet.cell(row, column)
    style = book.xf_list[cell.xf_index] if cell.xf_index is not None else None
    is_framed = bool(style and style.border.left_line_style and style.border.top_line_style)
    note = sheet.cell_note_map.get((row, column))
    comment = note.text if note else ""
    shown_as = book.format_map[style.format_key].format_str if style else "General"
    ground = _ground(book, style)
    if not is_worked_out:
        return Cell(formula="=?", is_framed=is_framed, comment=comment)
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        looks = tuple(_runs(book, sheet, row, column, "", style))
        return Cell(cell.value, looks, shown_as, is_framed, comment, ground=ground)
    if cell.ctype == xlrd.XL_CELL_TEXT:
        runs = tuple(_runs(book, sheet, row, column, cell.value, style))
        return Cell(None, runs, shown_as, is_framed, comment, ground=ground)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return Cell(runs=(Run("TRUE" if cell.value else "FALSE"),), is_framed=is_framed, comment=comment)
    if cell.ctype == xlrd.XL_CELL_ERROR:
        said = xlrd.error_text_from_code.get(cell.value, "#")
        return Cell(runs=(Run(said),), is_framed=is_framed, comment=comment)
    return Cell(is_framed=is_framed, comment=comment) if is_framed or comment else None


def _runs(book: Any, sheet: Any, row: int, column: int, text: str, style: Any) -> Iterator[Run]:  # noqa: PLR0913, PLR0917 - where, and what
    """Yield the text of a cell in runs of one font each."""
    starts = [(0, style.font_index if style else 0), *sheet.rich_text_runlist_map.get((row, column), ())]
    for (start, font), (end, _) in zip(starts, [*starts[1:], (len(text), 0)], strict=True):
        looks = book.font_list[font] if font < len(book.font_list) else None
        is_raised = bool(looks and looks.escapement in _OFF_LINE)
        is_tiny = bool(looks and looks.height <= _TINY)
        colour = _colour(book, looks.colour_index) if looks else ""
        yield Run(text[start:end], bool(looks and looks.struck_out), is_raised, is_tiny, colour)


def _colour(book: Any, index: int) -> str:
    """Return a colour of the palette in hexadecimal; empty for the usual one, and black."""
    channels = book.colour_map.get(index)
    return "".join(f"{channel:02X}" for channel in channels) if channels and any(channels) else ""


def _ground(book: Any, style: Any) -> str:
    """Return the colour behind a cell; empty for none."""
    fill = style.background if style else None
    return _colour(book, fill.pattern_colour_index) if fill and fill.fill_pattern == _SOLID else ""


class _Records:
    """What xlrd leaves out of a workbook, by its records.

    `formulas` counts cells with a formula, `not_worked_out` are those by sheet, row and column, from 0, whose
    result is not saved; `texts` stand in shapes, headers and footers.
    """

    def __init__(self, data: bytes) -> None:
        self.formulas, self._results = 0, 0
        self._empty: dict[int, set[tuple[int, int]]] = {}
        self.not_worked_out: dict[int, set[tuple[int, int]]] = {}
        self.texts: list[str] = []
        sheet, length, depth = -1, 0, 0
        for kind, content in _records(data):
            if kind == _BOF:
                # Those inside a sheet stand for its charts.
                depth += 1
                sheet += depth == 1 and content[_BOF_TYPE : _BOF_TYPE + 2] == _WORKSHEET
            elif kind == _EOF:
                depth = max(0, depth - 1)
            elif kind == _FORMULA and len(content) >= _SHORTEST_FORMULA:
                self._formula(sheet, content)
            elif kind == _SHAPE_TEXT:
                length = int.from_bytes(content[10:12], "little")
            elif kind == _CONTINUE and length:
                self._add(content[1:], is_wide=bool(content[:1] != b"\0"), length=length)
                length = 0
            elif kind in _AROUND and len(content) > _TEXT_HEAD:
                self._add(content[_TEXT_HEAD:], is_wide=bool(content[2] & 1), length=len(content))
        if not self._results:
            self.not_worked_out = self._empty

    def _formula(self, sheet: int, content: bytes) -> None:
        """Take a cell with a formula."""
        row, column, result, flags = struct.unpack_from("<HH2x8sH", content)
        self.formulas += 1
        if result == _EMPTY:
            self._empty.setdefault(sheet, set()).add((row, column))
        else:
            self._results += 1
        if flags & _NOT_WORKED_OUT:
            self.not_worked_out.setdefault(sheet, set()).add((row, column))

    def _add(self, content: bytes, *, is_wide: bool, length: int) -> None:
        """Take a text, in one or two bytes a character."""
        text = content.decode("utf-16-le", "replace") if is_wide else content.decode("latin-1")
        if shown := _CODES.sub("", text[:length].replace("\r", "\n")).strip("\0 \n"):
            self.texts.append(shown)


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a workbook: their kinds and contents."""
    container = CompDoc(data, logfile=io.StringIO())
    for name in ("Workbook", "Book"):
        stream = container.get_named_stream(name)
        if stream:
            break
    else:
        return
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
