"""One page of a PDF: its letters put into lines, its ruled tables with the text of each cell, from top to bottom.

Distances are in points, from the top left corner of the page.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from nianbao.importers import limits
from nianbao.importers.readers.pdf_looks import look_of, strange, with_raised
from nianbao.importers.readers.pdf_upright import Box, Marks, edge_of, marks_of, set_overprints_aside
from nianbao.model.finding import Refusal
from nianbao.model.yamltext import mapping, package_data, paired

_RADICALS: Final = str.maketrans(mapping(package_data("import.yml")["radicals"]))
_RADICAL = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufb06]")
NEAR: Final = 4.0
_SPILL: Final = 0.6
_FIRST_WIDE: Final = "\u2e80"
_WIDE_GAP: Final = 0.8
_GAP: Final = 0.25
# Rules that enclose something: one on either side.
_FEWEST: Final = 2


def unfolded(text: str) -> str:
    """Return a text with radicals, which fonts of PDFs put in place of characters, made characters again.

    U+2F00 and its like look as the characters they are parts of; NFKC and data/import.yml know which.
    """
    text = paired(text)
    if not _RADICAL.search(text):
        return text
    return _RADICAL.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_RADICALS))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: where it stands, how large its letters are, whether all are bold."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A ruled cell: its edges, the row it begins in, how many it reaches over, its text.

    `doubt` is a text nobody but a person can read, and `why` the open point on it: a text on its side in a cell
    without another, which may be the cell's or printed across the page, or figures on lines that need none.
    """

    left: float
    right: float
    row: int
    height: int
    text: str
    doubt: str = ""
    why: str = "text-on-its-side"


@dataclass(slots=True)
class RuledTable:
    """The cells of a ruled table, with its edges."""

    left: float
    right: float
    top: float
    height: int
    cells: list[RuledCell]
    places: dict[int, int] = field(default_factory=dict)

    def row(self, number: int) -> list[str]:
        """Return the texts of the cells that begin in a row."""
        return [cell.text for cell in sorted(self.cells, key=lambda c: c.left) if cell.row == number]


@dataclass(slots=True)
class Page:
    """What a page shows, from top to bottom."""

    number: int
    height: float
    blocks: list[Line | RuledTable]
    pictures: int
    width: float = 0.0
    aside: tuple[str, ...] = ()
    struck: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


def page_of(page: Any) -> Page:
    """Return what a page shows. Raises Refusal for one with more letters or drawn lines than any report.

    `page` is pdfplumber's. Tables are what its ruled lines enclose, with more than one column; all other letters
    are lines of text. `aside` holds the texts that don't stand in the reading direction or across others.
    """
    letters = sum(1 for char in page.chars if char["text"].strip())
    edges = len(page.lines) + len(page.rects) + len(page.curves)
    if letters > limits.MOST_MARKS_ON_A_PAGE or edges > limits.MOST_LINES_ON_A_PAGE:
        raise Refusal("import-busy-page", page=page.page_number)
    marks = marks_of(page)
    found = _tables(page, marks)
    set_overprints_aside(marks, [cell for table in found for cell in table.cells])
    blocks: list[Line | RuledTable] = []
    rest = marks.chars
    for table in found:
        if _is_one_column(table):
            continue
        inside = [char for char in rest if _within(char, table.bbox)]
        rest = [char for char in rest if not _within(char, table.bbox)]
        spilled = _spilled(table, rest)
        taken = {id(char) for char in spilled}
        rest = [char for char in rest if id(char) not in taken]
        blocks.append(_table(table, [*inside, *spilled], marks.sideways))
    blocks += _lines(rest)
    blocks.sort(key=lambda block: block.top)
    page.flush_cache()
    return Page(
        page.page_number, marks.height, blocks, len(page.images), marks.width,
        tuple(marks.aside), tuple(marks.struck), tuple(marks.unseen),
    )  # fmt: skip


def _tables(page: Any, marks: Marks) -> list[Any]:
    """Return what the rules of a page enclose.

    Tables a page break leaves open are closed: their upright lines end where no line runs across.
    """
    upright = [edge for edge in marks.edges if edge["orientation"] == "v"]
    across = [edge for edge in marks.edges if edge["orientation"] == "h"]
    if not upright:
        return []
    ends = (min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright))
    across += [edge_of((0.0, end, marks.width, end)) for end in ends]
    if min(len(upright), len(across)) < _FEWEST:
        return []
    settings = {
        "vertical_strategy": "explicit", "explicit_vertical_lines": upright,
        "horizontal_strategy": "explicit", "explicit_horizontal_lines": across,
    }  # fmt: skip
    return list(page.find_tables(settings))


def _is_one_column(table: Any) -> bool:
    """Whether a table has one column: a frame or a shade around paragraphs, which is no table."""
    return len(edges_of([value for cell in table.cells for value in (cell[0], cell[2])])) <= _FEWEST


def _spilled(table: Any, chars: Iterable[Any]) -> list[Any]:
    """Return the letters a page break left below a table: a narrow cell's text runs on where its frame has ended.

    They follow without a gap and stand within narrow cells of the last row; running text does neither.
    """
    left, _, right, bottom = table.bbox
    columns = [c for c in table.cells if abs(c[3] - bottom) < NEAR and c[2] - c[0] < (right - left) / 2]
    found: list[Any] = []
    end = bottom
    for row in _rows([char for char in chars if char["bottom"] > bottom]):
        is_near = min(char["top"] for char in row) - end < _SPILL * row[0]["size"]
        if not is_near or not all(any(c[0] <= char["x0"] and char["x1"] <= c[2] for c in columns) for char in row):
            break
        found += row
        end = max(char["bottom"] for char in row)
    return found


def _within(char: Any, box: Sequence[float]) -> bool:
    """Whether the middle of a letter lies in a box (left, top, right, bottom)."""
    left, top, right, bottom = box
    return bool(
        left <= (char["x0"] + char["x1"]) / 2 <= right and top <= (char["top"] + char["bottom"]) / 2 <= bottom
    )


def _lines(chars: Iterable[Any]) -> list[Line]:
    """Return letters as lines of text, from top to bottom."""
    return [_line(with_raised(sorted(row, key=lambda c: c["x0"]))) for row in _rows(chars)]


def _rows(chars: Iterable[Any]) -> list[list[Any]]:
    """Put letters into lines from top to bottom: letters of one line overlap in height."""
    rows: list[list[Any]] = []
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"], c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        last = rows[-1][-1] if rows else char
        if rows and abs(middle - (last["top"] + last["bottom"]) / 2) < max(char["size"], last["size"]) / 2:
            rows[-1].append(char)
        else:
            rows.append([char])
    return rows


def _line(row: list[Any]) -> Line:
    """Return the letters of one line as text, with spaces where they stand apart."""
    size = max(char["size"] for char in row)
    text, end = "", row[0]["x0"]
    for char in row:
        # Han characters and their marks are set with room around them that is no space.
        is_wide = max(char["text"], text[-1:]) >= _FIRST_WIDE
        is_apart = char["x0"] - end > size * (_WIDE_GAP if is_wide else _GAP)
        text += (" " if is_apart and text else "") + char["text"]
        end = max(end, char["x1"])
    return Line(
        unfolded(text), row[0]["x0"], end, min(c["top"] for c in row), max(c["bottom"] for c in row), size,
        all("bold" in str(c["fontname"]).lower() for c in row),
    )  # fmt: skip


def joined(lines: Sequence[str]) -> str:
    """Join lines as they were before they were broken: where a wide character stands, there was no space."""
    text = ""
    for line in lines:
        is_wide = max(text[-1:], line[:1]) >= _FIRST_WIDE
        text += line if is_wide or not text else f" {line}"
    return text


def _holds(outer: Box, inner: Box) -> bool:
    """Whether a box (left, top, right, bottom) lies within another."""
    return all(a <= b for a, b in zip(outer[:2], inner[:2], strict=True)) and all(
        a >= b for a, b in zip(outer[2:], inner[2:], strict=True)
    )


def _is_broken(lines: Sequence[Line], right: float) -> bool:
    """Whether a narrow cell broke a number: digits alone, and each line but the last has no room for one more."""
    widths = [(line.right - line.left) / len(line.text) for line in lines if line.text.isdecimal()]
    if len(lines) < _FEWEST or len(widths) < len(lines):
        return False
    return all(right - line.right < 2 * width for line, width in zip(lines[:-1], widths, strict=False))


def _table(table: Any, chars: list[Any], sideways: Sequence[tuple[str, Box]]) -> RuledTable:
    """Return the cells of a table with the text of each; rows are what lies between two edges.

    `sideways` are texts on their side; one that lies within a cell without upright text is its doubt.
    """
    low = max((char["bottom"] for char in chars), default=0.0)
    tops = edges_of([value for cell in table.cells for value in (cell[1], cell[3])])
    cells, looks = [], []
    for left, top, right, bottom in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
        row, end = nearest(tops, top), nearest(tops, bottom)
        reach = max(bottom, low) if abs(bottom - table.bbox[3]) < NEAR else bottom
        inside = [char for char in chars if _within(char, (left, top, right, reach))]
        lines = _lines(inside)
        text = joined([line.text for line in lines])
        inner = (left - NEAR, top - NEAR, right + NEAR, reach + NEAR)
        doubt = " ".join(said for said, box in sideways if not lines and _holds(inner, box))
        why = "text-on-its-side"
        if _is_broken(lines, right):
            text = "\n".join(line.text for line in lines)
        elif len(lines) >= _FEWEST and all(line.text.isdecimal() for line in lines):
            # The cell has room for one line: several figures, or one that was typed on several lines.
            doubt, why = text, "doubtful-cell"
        cells.append(RuledCell(left, right, row, max(1, end - row), text, doubt, why))
        looks.append(look_of(text, row, left, inside))
    doubted = strange(looks)
    cells = [
        replace(cell, text="", doubt=cell.text, why="doubtful-cell") if look in doubted else cell
        for cell, look in zip(cells, looks, strict=True)
    ]
    left, top, right, _ = table.bbox
    return RuledTable(left, right, top, len(tops) - 1, cells)


def edges_of(values: Iterable[float]) -> list[float]:
    """Return the values in order, those nearer than NEAR points to one another as one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > NEAR:
            found.append(value)
    return found


def nearest(edges: Sequence[float], value: float) -> int:
    """Return the number of the edge nearest to a value."""
    return min(range(len(edges)), key=lambda n: abs(edges[n] - value))
