"""Reader of PDF files: bytes -> Document, with ruled tables, over page breaks too, and lines made paragraphs."""

import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import Any, Final

import pdfplumber
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from nianbao.importers import limits, patterns
from nianbao.importers.document import Document
from nianbao.importers.readers import pdf_notes, spans
from nianbao.importers.readers.assembly import Assembly
from nianbao.model.finding import Refusal
from nianbao.model.yamltext import mapping, package_data, paired

# What the parser says about odd fonts is of no use to anybody here.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_RADICALS: Final = str.maketrans(mapping(package_data("import.yml")["radicals"]))
_RADICAL = re.compile(r"[\u2e80-\u2fdf\ufb00-\ufb06]")
_NEAR: Final = 4.0
_EDGE: Final = 0.09
_LEVEL_BY_LOOK: Final = 2
_LONGEST_HEADING: Final = 45
_LARGER: Final = 1.15
_SPILL: Final = 0.6
_FIRST_WIDE: Final = "\u2e80"
_WIDE_GAP: Final = 0.8
_GAP: Final = 0.25
_PAGE_NUMBER = re.compile(r"[\W_]*\d{1,4}[\W_]*(?:\d{1,4}[\W_]*)?")
_DIGITS = re.compile(r"\d+")


def read(data: bytes) -> Document:
    """Return the document in a PDF. Raises Refusal if it is locked, a scan or too large."""
    _refuse_unreadable(data)
    made = Assembly()
    with pdfplumber.open(BytesIO(data)) as file:
        pages = [_page(page) for page in file.pages]
        beside = dict.fromkeys(said for page in file.pages for said in pdf_notes.texts(page.page_obj))
    if not any(page.blocks for page in pages):
        raise Refusal("import-scan" if any(page.pictures for page in pages) else "import-empty")
    _drop_furniture(pages, made)
    _Joining(made, pages).run()
    if beside:
        made.note("comment", 1, text=" / ".join(beside))
    if pictures := sum(page.pictures for page in pages):
        made.note("pictures", 1, count=pictures)
    return made.document()


def _refuse_unreadable(data: bytes) -> None:
    """Refuse a file with a password or with more pages than a report, before any page is laid out."""
    try:
        document = PDFDocument(PDFParser(BytesIO(data)))
        count = sum(1 for _ in islice(PDFPage.create_pages(document), limits.MOST_PAGES + 1))
    except (PDFPasswordIncorrect, PDFTextExtractionNotAllowed) as error:
        raise Refusal("import-locked") from error
    if count > limits.MOST_PAGES:
        raise Refusal("import-many-pages", pages=limits.MOST_PAGES)


def unfolded(text: str) -> str:
    """Return a text with radicals, which fonts of PDFs put in place of characters, made characters again."""
    text = paired(text)
    if not _RADICAL.search(text):
        return text
    return _RADICAL.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text.translate(_RADICALS))


# --- one page --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text: where it stands, how large its letters are, whether all are bold."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    size: float
    bold: bool


@dataclass(frozen=True, slots=True)
class _Cell:
    """A ruled cell: its edges, the row it begins in, and how many it reaches over."""

    left: float
    right: float
    row: int
    height: int
    text: str


@dataclass(slots=True)
class _Table:
    """The cells of a ruled table, with its edges."""

    left: float
    right: float
    top: float
    height: int
    cells: list[_Cell]
    places: dict[int, int] = field(default_factory=dict)

    def row(self, number: int) -> list[str]:
        """Return the texts of the cells that begin in a row."""
        return [cell.text for cell in sorted(self.cells, key=lambda c: c.left) if cell.row == number]


@dataclass(slots=True)
class _Page:
    """What a page shows, from top to bottom."""

    number: int
    height: float
    blocks: list[_Line | _Table]
    pictures: int


def _page(page: Any) -> _Page:
    chars = [char for char in page.chars if char["text"].strip()]
    edges = len(page.lines) + len(page.rects) + len(page.curves)
    if len(chars) > limits.MOST_MARKS_ON_A_PAGE or edges > limits.MOST_LINES_ON_A_PAGE:
        raise Refusal("import-busy-page", page=page.page_number)
    tables = [table for table in page.find_tables(_settings(page)) if len(table.cells) > 1]
    blocks: list[_Line | _Table] = []
    rest = chars
    for table in tables:
        inside = [char for char in rest if _within(char, table.bbox)]
        rest = [char for char in rest if not _within(char, table.bbox)]
        spilled = _spilled(table, rest)
        taken = {id(char) for char in spilled}
        rest = [char for char in rest if id(char) not in taken]
        blocks.append(_table(table, [*inside, *spilled]))
    blocks += _lines(rest)
    blocks.sort(key=lambda block: block.top)
    page.flush_cache()
    return _Page(page.page_number, float(page.height), blocks, len(page.images))


def _settings(page: Any) -> dict[str, Any]:
    """Close the tables a page break leaves open: their upright lines end where no line runs across."""
    upright = [edge for edge in page.edges if edge["orientation"] == "v"]
    ends = [min(edge["top"] for edge in upright), max(edge["bottom"] for edge in upright)] if upright else []
    return {"explicit_horizontal_lines": ends} if ends else {}


def _spilled(table: Any, chars: Iterable[Any]) -> list[Any]:
    """Return the letters a page break left below a table: a narrow cell's text runs on where its frame has ended.

    They follow without a gap and stand within narrow cells of the last row; running text does neither.
    """
    left, _, right, bottom = table.bbox
    columns = [c for c in table.cells if abs(c[3] - bottom) < _NEAR and c[2] - c[0] < (right - left) / 2]
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
    left, top, right, bottom = box
    return bool(
        left <= (char["x0"] + char["x1"]) / 2 <= right and top <= (char["top"] + char["bottom"]) / 2 <= bottom
    )


def _lines(chars: Iterable[Any]) -> list[_Line]:
    return [_line(sorted(row, key=lambda c: c["x0"])) for row in _rows(chars)]


def _rows(chars: Iterable[Any]) -> list[list[Any]]:
    """Put letters into lines from top to bottom: letters of one line overlap in height."""
    rows: list[list[Any]] = []
    for char in sorted(chars, key=lambda c: (c["top"] + c["bottom"], c["x0"])):
        middle = (char["top"] + char["bottom"]) / 2
        if rows and abs(middle - (rows[-1][-1]["top"] + rows[-1][-1]["bottom"]) / 2) < char["size"] / 2:
            rows[-1].append(char)
        else:
            rows.append([char])
    return rows


def _line(row: list[Any]) -> _Line:
    size = max(char["size"] for char in row)
    text, end = "", row[0]["x0"]
    for char in row:
        # Han characters and their marks are set with room around them that is no space.
        is_wide = max(char["text"], text[-1:]) >= _FIRST_WIDE
        is_apart = char["x0"] - end > size * (_WIDE_GAP if is_wide else _GAP)
        text += (" " if is_apart and text else "") + char["text"]
        end = max(end, char["x1"])
    return _Line(
        unfolded(text), row[0]["x0"], end, min(c["top"] for c in row), max(c["bottom"] for c in row), size,
        all("bold" in str(c["fontname"]).lower() for c in row),
    )  # fmt: skip


def _joined(lines: Sequence[str]) -> str:
    """Join lines as they were before they were broken: where a wide character stands, there was no space."""
    text = ""
    for line in lines:
        is_wide = max(text[-1:], line[:1]) >= _FIRST_WIDE
        text += line if is_wide or not text else f" {line}"
    return text


def _table(table: Any, chars: list[Any]) -> _Table:
    """Return the cells of a table with the text of each; rows are what lies between two edges."""
    low = max((char["bottom"] for char in chars), default=0.0)
    tops = _edges([value for cell in table.cells for value in (cell[1], cell[3])])
    cells = []
    for left, top, right, bottom in sorted(table.cells, key=lambda cell: (cell[1], cell[0])):
        row, end = _nearest(tops, top), _nearest(tops, bottom)
        reach = max(bottom, low) if abs(bottom - table.bbox[3]) < _NEAR else bottom
        inside = [char for char in chars if _within(char, (left, top, right, reach))]
        text = _joined([line.text for line in _lines(inside)])
        cells.append(_Cell(left, right, row, max(1, end - row), text))
    left, top, right, _ = table.bbox
    return _Table(left, right, top, len(tops) - 1, cells)


def _edges(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda n: abs(edges[n] - value))


# --- headers, footers, page numbers ----------------------------------------------------------------------------


def _drop_furniture(pages: list[_Page], made: Assembly) -> None:
    """Take out what stands at the edge of most pages, and page numbers."""
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_key(line) for line in _at_edge(page)})
    dropped: dict[str, None] = {}
    for page in pages:
        for line in _at_edge(page):
            is_number = _PAGE_NUMBER.fullmatch(line.text)
            if is_number or (len(pages) > 1 and 2 * counts[_key(line)] > len(pages)):
                page.blocks.remove(line)
                dropped[line.text] = None
    if dropped:
        made.note("page-furniture", 1, text=" / ".join(dropped))


def _key(line: _Line) -> str:
    return _DIGITS.sub("#", line.text)


def _at_edge(page: _Page) -> list[_Line]:
    lines = [block for block in page.blocks if isinstance(block, _Line)]
    return [line for line in lines if line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height]


# --- pages -> one text -----------------------------------------------------------------------------------------


class _Joining:
    """Puts the blocks of all pages together: lines to paragraphs, tables over page breaks to one."""

    def __init__(self, made: Assembly, pages: list[_Page]) -> None:
        self.made, self.pages = made, pages
        lines = [block for page in pages for block in page.blocks if isinstance(block, _Line)]
        self.right = max((line.right for line in lines), default=0.0)
        self.left = min((line.left for line in lines), default=0.0)
        sizes = Counter(round(line.size) for line in lines for _ in line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 10
        self._table: _Table | None = None
        self._lines: list[_Line] = []
        self._line_place = 1

    def run(self) -> None:
        """Add everything in its order."""
        for page in self.pages:
            place = self.made.place("page", page=page.number)
            for at, block in enumerate(page.blocks):
                if isinstance(block, _Table):
                    self._end_paragraph()
                    self._take_table(block, place, is_first=not at)
                else:
                    self._end_table()
                    if self._lines and not self._goes_on(self._lines[-1], block, is_first=not at):
                        self._end_paragraph()
                    self._line_place = self._line_place if self._lines else place
                    self._lines.append(block)
        self._end_paragraph()
        self._end_table()

    def _goes_on(self, line: _Line, following: _Line, *, is_first: bool) -> bool:
        """Say whether a line runs to the margin and the next begins at it, at the usual distance."""
        is_full = line.right > self.right - 1.5 * line.size
        is_alike = abs(line.size - following.size) < 1 and line.bold == following.bold
        is_near = is_first or following.top - line.bottom < 0.9 * line.size
        is_indented = following.left > self.left + 1.2 * following.size and following.left > line.left - 1
        return is_full and is_alike and is_near and not is_indented

    def _end_paragraph(self) -> None:
        if self._lines:
            text = _joined([line.text for line in self._lines])
            first = self._lines[0]
            stands_out = first.bold or first.size > _LARGER * self.size
            is_short = len(text) <= _LONGEST_HEADING and not patterns.has_mark(text, sentence_only=True)
            self.made.paragraph(text, self._line_place, _LEVEL_BY_LOOK if stands_out and is_short else 0)
        self._lines = []

    def _take_table(self, table: _Table, place: int, *, is_first: bool) -> None:
        before = self._table
        is_same = before and abs(before.left - table.left) < _NEAR and abs(before.right - table.right) < _NEAR
        if before and is_first and is_same:
            self.made.note("table-joined", place)
            skipped = self._repeated(before, table, place)
            shift = before.height - skipped
            kept = [cell for cell in table.cells if cell.row >= skipped]
            before.cells += [_Cell(c.left, c.right, c.row + shift, c.height, c.text) for c in kept]
            before.places |= {row + shift: place for row in range(skipped, table.height)}
            before.height += table.height - skipped
            return
        self._end_table()
        table.places = dict.fromkeys(range(table.height), place)
        self._table = table

    def _repeated(self, before: _Table, table: _Table, place: int) -> int:
        """Return how many rows at a table's top are its heading once more."""
        count = 0
        while count < table.height and table.row(count) == before.row(count) and any(table.row(count)):
            if any(text.isdecimal() for text in table.row(count)):
                break
            count += 1
        if count:
            said = " | ".join(text for row in range(count) for text in table.row(row) if text)
            self.made.note("header-repeated", place, text=said)
        return count

    def _end_table(self) -> None:
        if self._table:
            self.made.table(list(self._rows(self._table)))
        self._table = None

    def _rows(self, table: _Table) -> Iterator[list[spans.Box]]:
        edges = _edges([value for cell in table.cells for value in (cell.left, cell.right)])
        for row in range(table.height):
            boxes = []
            for cell in sorted((c for c in table.cells if c.row == row), key=lambda c: c.left):
                left = _nearest(edges, cell.left)
                width = max(1, _nearest(edges, cell.right) - left)
                line = table.places.get(row, 1)
                text = self.made.cleaned(cell.text, line)
                boxes.append(spans.Box(text, line, cell.height, width, left, cell.text))
            yield boxes
