"""Reader of plain text and Markdown: bytes -> Document.

Tables are found by their marks alone; what they mean is left to recognition. Marks are tabs (`tabs-stripped`),
bars (`markdown-tables`) and cells one to a line (`cell-a-line-with-bars`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from nianbao.importers import limits
from nianbao.importers.document import Document, DocumentCell, DocumentGrid, DocumentRow, ImportNote, Paragraph
from nianbao.importers.readers import markdown_cells, wrapped
from nianbao.importers.readers.encodings import decoded
from nianbao.model import cell, normalisation
from nianbao.model.finding import Refusal

_BOOKMARK = re.compile(r"\[bookmark:[^\]\n]{0,200}\]")
_BREAKS = re.compile(r"\r\n|\r|\n")
_SPACES_IN_LINE = str.maketrans(dict.fromkeys("\x0b\x0c\x85\u2028\u2029", " "))
_ODD_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f]")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*")
_STRONG = re.compile(r"(\s*(?:#{1,6}\s+)?)(\*\*|__)([^*_]+)\2\s*")
_RULE = re.compile(r"[\s|:+-]*-{2,}[\s|:+-]*")
_PADDING = re.compile(r"\|{2,}\s*$")
_BARS = re.compile(r"[\s|]+")
_BAR = re.compile(r"(?<!\\)\|")
# A wrapped label is short; a longer line under a cell is a paragraph of its own.
_LONGEST_WRAP: Final = 40


def read(data: bytes) -> Document:
    """Return the document in a text file. Raises Refusal if it is empty, binary or in no known encoding."""
    return _document(data, is_markdown=False)


def read_markdown(data: bytes) -> Document:
    """Return the document in a Markdown file, its inline Markdown kept. Raises Refusal as `read` does."""
    return _document(data, is_markdown=True)


def _document(data: bytes, *, is_markdown: bool) -> Document:
    """Return the document in a text; `is_markdown` says that marks of Markdown are marks and no text."""
    text, encoding = decoded(data)
    if len(text) > limits.MOST_CHARACTERS:
        raise Refusal("import-too-long", count=limits.MOST_CHARACTERS)
    notes = [ImportNote("encoding", 1, {"encoding": encoding})] if encoding not in {"utf-8", "utf-8-sig"} else []
    lines = []
    for number, raw in enumerate(_BREAKS.split(text), 1):
        line, found = _cleaned(raw, number)
        notes += found
        if is_markdown:
            line, found = _unmarked(line, number)
            notes += found
        lines.append(line)
    if not any(line.strip() for line in lines):
        raise Refusal("import-empty")
    odd = [number for number, line in enumerate(lines, 1) if _ODD_SPACE.search(line)]
    if odd:
        notes.append(ImportNote("odd-spaces", odd[0], {"count": len(odd)}))
    broken = tuple(_pieces(lines))
    pieces = tuple(wrapped.joined(broken))
    if count := len(broken) - len(pieces):
        kept = set(map(id, broken))
        changed = (piece for piece in pieces if isinstance(piece, Paragraph) and id(piece) not in kept)
        notes.append(ImportNote("lines-joined", next(changed).line, {"count": count}))
    return Document(pieces, tuple(notes), is_markdown)


def _unmarked(line: str, number: int) -> tuple[str, list[ImportNote]]:
    """Take the marks of Markdown off table cells, and off lines that are strong as a whole, as headings are."""
    if _BAR.search(line):
        return markdown_cells.shown(line, number)
    strong = _STRONG.fullmatch(line)
    return f"{strong[1]}{strong[3]}" if strong else line, []


def _cleaned(raw: str, number: int) -> tuple[str, list[ImportNote]]:
    """Take out what shows nothing and the bookmarks a word processor leaves behind, with a note for each."""
    notes = []
    line = raw if raw.isascii() else raw.translate(_SPACES_IN_LINE)
    for bookmark in _BOOKMARK.findall(line):
        notes.append(ImportNote("bookmark", number, {"text": bookmark}))
        line = line.replace(bookmark, "", 1)
    shown = normalisation.visible(line)
    if len(shown) != len(line):
        notes.append(ImportNote("invisible", number, {"count": len(line) - len(shown)}))
    return shown, notes


# --- lines -> pieces -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Habits:
    """How a file writes its tables: bars on both sides of a row, empty cells at a row's end kept."""

    bars_around: bool
    keeps_ends: bool


def _habits(lines: list[str]) -> _Habits:
    """Return how most lines of a file are written."""
    barred = [line.strip() for line in lines if _BAR.search(line) and not _BARS.fullmatch(line)]
    around = sum(line.startswith("|") and line.endswith("|") for line in barred)
    return _Habits(
        2 * around > len(barred),
        any(line.endswith("\t") and line.strip() for line in lines),
    )


def _pieces(lines: list[str]) -> Iterator[Paragraph | DocumentGrid]:
    """Yield the lines of a file as paragraphs and grids; line numbers count from 1."""
    habits = _habits(lines)
    at = 0
    while at < len(lines):
        line = lines[at]
        if "\t" in line or _BAR.search(line) or _is_ended_below(lines, at):
            rows, at = _rows(lines, at, habits)
            yield DocumentGrid(tuple(rows))
        else:
            if line.strip():
                yield _paragraph(line, at + 1)
            at += 1


def _paragraph(line: str, number: int) -> Paragraph:
    """Return a line as a paragraph, a heading of Markdown without its marks."""
    heading = _HEADING.fullmatch(line)
    if heading and heading[2]:
        return Paragraph(heading[2].strip(), number, len(heading[1]))
    return Paragraph(line.strip(), number, raw=line if line != line.strip() else "")


def _rows(lines: list[str], at: int, habits: _Habits) -> tuple[list[DocumentRow], int]:
    """Collect the rows of one grid: lines with the marks of a table, and wrapped cells."""
    rows: list[DocumentRow] = []
    start = at
    while at < len(lines):
        line = lines[at]
        if _BAR.search(line):
            above = lines[at - 1].strip() if at else ""
            rows += _bar_row(line, at + 1, habits, closes=bool(above) and not above.endswith("|"))
            at += 1
        elif _is_led(line):
            row, at = _led_row(lines, at)
            rows.append(row)
        elif "\t" in line:
            cells = [_cell(text, at + 1) for text in line.split("\t")]
            rows.append(_row(cells, line, at + 1, is_whole=habits.keeps_ends))
            at += 1
        elif _is_ended_below(lines, at):
            rows.append(_row([_cell(line, at + 1)], line, at + 1))
            at += 1
        else:
            break
    if len({len(row.cells) for row in rows}) == 1 and at - start > 1:
        rows = [replace(row, is_whole=True) for row in rows]
    return rows, at


def _cell(raw: str, number: int) -> DocumentCell:
    """Return one cell with the text between two marks."""
    text = raw.strip().replace("\\|", "|").replace(markdown_cells.BREAK, "\n")
    return DocumentCell(text, number, raw=raw if raw.strip() and raw != text else "")


def _row(cells: list[DocumentCell], line: str, number: int, *, is_whole: bool = True) -> DocumentRow:
    """Return a row of cells, and the line it is where it turns out to be prose."""
    shown = (cells[0].text if len(cells) == 1 else line).replace(markdown_cells.BREAK, " ")
    return DocumentRow(tuple(cells), (_paragraph(shown, number),) if shown.strip() else (), is_whole)


def _bar_row(line: str, number: int, habits: _Habits, *, closes: bool) -> list[DocumentRow]:
    """Cut one line at its bars; each bar ends a cell, unless rows have bars on both sides.

    `closes` says that the first bar ends the cell of the line above.
    """
    if _RULE.fullmatch(line) and "|" in line:
        return []
    if _BARS.fullmatch(line):
        count = line.count("|") - (closes or habits.bars_around)
        cells = [DocumentCell("", number) for _ in range(count)]
        return [DocumentRow(tuple(cells), (), is_whole=True, is_padded=True)] if cells else []
    parts = _BAR.split(line.strip())
    ended = not parts[-1].strip()
    if not parts[0].strip() and (closes or habits.bars_around):
        parts = parts[1:]
    if parts and ended:
        parts = parts[:-1]
    row = _row([_cell(part, number) for part in parts], line, number, is_whole=ended)
    return [replace(row, is_padded=bool(_PADDING.search(line)))]


def _is_ended_below(lines: list[str], at: int) -> bool:
    """Whether a line is a cell whose bar stands in the next line."""
    return bool(lines[at].strip()) and at + 1 < len(lines) and lines[at + 1].lstrip().startswith("|")


def _is_led(line: str) -> bool:
    """Whether a line is one cell led by a tab (also an empty one)."""
    return line.startswith("\t") and "\t" not in line.strip(" ")[1:]


def _led_row(lines: list[str], at: int) -> tuple[DocumentRow, int]:
    """Collect cells that stand one to a line, up to the next blank line; an unled line goes on with its cell."""
    cells: list[DocumentCell] = []
    pieces: list[Paragraph] = []
    while at < len(lines) and lines[at].strip(" \u3000"):
        line = lines[at]
        if _is_led(line):
            cells.append(_cell(line, at + 1))
        elif cells and _goes_on(cells[-1].text, line):
            cells[-1] = DocumentCell(cells[-1].text + "\n" + line.strip(), cells[-1].line)
        else:
            break
        if line.strip():
            pieces.append(_paragraph(line, at + 1))
        at += 1
    return DocumentRow(tuple(cells), tuple(pieces)), at


def _goes_on(text: str, line: str) -> bool:
    """Whether a line can be the rest of a label: figures don't wrap, and neither do long texts."""
    fits = (
        len(line) <= _LONGEST_WRAP and "\t" not in line and not _BAR.search(line) and not _HEADING.fullmatch(line)
    )
    return fits and bool(text) and cell.read(text).kind is cell.Kind.TEXT
