"""Reader of PDF files: bytes -> Document, with ruled tables, over page breaks too, and lines made paragraphs.

`printed-by-a-browser` is a page of a site printed to PDF. What a page shows is read in `pdf_pages`; here pages
become one text.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import islice, pairwise
from typing import Final

import pdfplumber
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect, PDFTextExtractionNotAllowed
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser

from nianbao.importers import limits, patterns
from nianbao.importers.document import Document
from nianbao.importers.readers import pdf_annotations, spans
from nianbao.importers.readers.assembly import Assembly
from nianbao.importers.readers.pdf_pages import (
    NEAR,
    Line,
    Page,
    RuledTable,
    edges_of,
    joined,
    nearest,
    page_of,
)
from nianbao.model.finding import Refusal

# What the parser says about odd fonts is of no use to anybody here.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

_EDGE: Final = 0.09
_LEVEL_BY_LOOK: Final = 2
_LONGEST_HEADING: Final = 45
_LARGER: Final = 1.15
# Distances between lines and from the margin, as multiples of the size of letters: lines of one paragraph are that
# near unless a file's lines are set wider, and a full line ends so near to the margin.
_LEADING: Final = 0.9
_WIDEST_LEADING: Final = 2.8
_ROOM: Final = 1.5
# What is not divided at the end of a line: a word of letters and digits or a character, with marks that close.
_UNIT: Final = re.compile(r"(?:[!-~]{1,40}|.)[\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f\uff09\u201d\u300b%]{0,3}")
_FIRST_WIDE: Final = 0x2E80
_NARROW: Final = 0.55
# The end of a row of a table without rules: at least three figures or dashes parted by spaces.
_FIGURES = re.compile(r"(?:^| )(?:[\d.,]+|[-/—])(?: (?:[\d.,]+|[-/—])){2,}$")
_PAGE_NUMBER = re.compile(r"[\W_]*\d{1,4}[\W_]*(?:\d{1,4}[\W_]*)?")
_DIGITS = re.compile(r"\d+")


def read(data: bytes) -> Document:
    """Return the document in a PDF. Raises Refusal if it is locked, a scan or too large.

    A scan holds pictures and no letters: nothing is recognised from pictures, a wrong digit would not show.
    """
    _refuse_unreadable(data)
    made = Assembly()
    with pdfplumber.open(BytesIO(data)) as file:
        pages = [page_of(page) for page in file.pages]
        annotations = dict.fromkeys(
            content for page in file.pages for content in pdf_annotations.texts(page.page_obj)
        )
    if not any(page.blocks for page in pages):
        raise Refusal("import-scan" if any(page.pictures for page in pages) else "import-empty")
    _drop_furniture(pages, made)
    _Joining(made, pages).join()
    if aside := dict.fromkeys(text for page in pages for text in page.aside):
        made.note("not-upright", 1, text=" / ".join(aside))
    for code, texts in (("struck-out", "struck"), ("unseen-text", "unseen")):
        if left_out := dict.fromkeys(text for page in pages for text in getattr(page, texts)):
            made.note(code, 1, text=" / ".join(left_out))
    if annotations:
        made.note("comment", 1, text=" / ".join(annotations))
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


# --- headers, footers, page numbers ----------------------------------------------------------------------------


def _drop_furniture(pages: list[Page], made: Assembly) -> None:
    """Take out what stands at the edge of most pages, and page numbers; a note says what."""
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


def _key(line: Line) -> str:
    """Return a line without its numbers, which change from page to page."""
    return _DIGITS.sub("#", line.text)


def _at_edge(page: Page) -> list[Line]:
    """Return the lines in the margins of a page."""
    lines = [block for block in page.blocks if isinstance(block, Line)]
    return [line for line in lines if line.bottom < _EDGE * page.height or line.top > (1 - _EDGE) * page.height]


# --- pages -> one text -----------------------------------------------------------------------------------------


class _Joining:
    """Puts the blocks of all pages together: lines to paragraphs, tables over page breaks to one.

    `left`, `right` and `size` are the margins and the size of letters of most text.
    """

    def __init__(self, made: Assembly, pages: list[Page]) -> None:
        self.made, self.pages = made, pages
        lines = [block for page in pages for block in page.blocks if isinstance(block, Line)]
        self.right = max((line.right for line in lines), default=0.0)
        self.left = min((line.left for line in lines), default=0.0)
        sizes = Counter(round(line.size) for line in lines for _ in line.text)
        self.size = sizes.most_common(1)[0][0] if sizes else 10
        self.leading = max(_LEADING, self._usual_leading())
        self._table: RuledTable | None = None
        self._lines: list[Line] = []
        self._line_place = 1

    def join(self) -> None:
        """Add everything in its order."""
        for page in self.pages:
            place = self.made.place("page", page=page.number)
            for at, block in enumerate(page.blocks):
                if isinstance(block, RuledTable):
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

    def _goes_on(self, line: Line, following: Line, *, is_first: bool) -> bool:
        """Whether a line runs to the margin and the next begins at it, at the usual distance.

        Then both are lines of one paragraph, unless one is a row of figures of a table without rules. `is_first`
        says that a page break lies between them.
        """
        is_full = line.right > self.right - self._room(line, following)
        is_alike = abs(line.size - following.size) < 1 and line.bold == following.bold
        is_near = is_first or following.top - line.bottom < self.leading * line.size
        is_indented = following.left > self.left + 1.2 * following.size and following.left > line.left - 1
        is_text = not any(_FIGURES.search(each.text) for each in (line, following))
        return is_text and is_full and is_alike and is_near and not is_indented

    def _room(self, line: Line, following: Line) -> float:
        """Return how far from the margin a full line may end: what begins the next had no room in it.

        Words of letters and digits are not divided, and no line begins with a mark that closes something.
        """
        room = _ROOM * line.size
        if line.text.endswith(tuple(patterns.SENTENCE_MARKS)):
            return room
        unit = _UNIT.match(following.text)
        wide = sum(1 if ord(char) >= _FIRST_WIDE else _NARROW for char in unit[0]) if unit else 0
        return max(room, (wide + 1) * line.size)

    def _usual_leading(self) -> float:
        """Return the usual distance between full lines and the next, and a bit, as a multiple of their size."""
        gaps = sorted(
            (below.top - line.bottom) / line.size
            for page in self.pages
            for line, below in pairwise(block for block in page.blocks if isinstance(block, Line))
            if line.size and line.right > self.right - _ROOM * line.size and abs(line.size - below.size) < 1
        )
        within = [gap for gap in gaps if 0 <= gap < _WIDEST_LEADING]
        # Letters of several heights stand in a line; most paragraphs end with a line that isn't full.
        return within[3 * len(within) // 4] + 0.2 if within else 0.0

    def _end_paragraph(self) -> None:
        """Add the lines collected so far as one paragraph, a heading if they stand out and are short."""
        if self._lines:
            text = joined([line.text for line in self._lines])
            first = self._lines[0]
            stands_out = first.bold or first.size > _LARGER * self.size
            is_short = len(text) <= _LONGEST_HEADING and not patterns.has_mark(text, sentence_only=True)
            self.made.paragraph(text, self._line_place, _LEVEL_BY_LOOK if stands_out and is_short else 0)
        self._lines = []

    def _take_table(self, table: RuledTable, place: int, *, is_first: bool) -> None:
        """Begin a table, or go on with the one before it, without the heading rows a page break repeats."""
        before = self._table
        is_same = before and abs(before.left - table.left) < NEAR and abs(before.right - table.right) < NEAR
        if before and is_first and is_same:
            self.made.note("table-joined", place)
            skipped = self._repeated(before, table, place)
            shift = before.height - skipped
            kept = [cell for cell in table.cells if cell.row >= skipped]
            before.cells += [replace(cell, row=cell.row + shift) for cell in kept]
            before.places |= {row + shift: place for row in range(skipped, table.height)}
            before.height += table.height - skipped
            return
        self._end_table()
        table.places = dict.fromkeys(range(table.height), place)
        self._table = table

    def _repeated(self, before: RuledTable, table: RuledTable, place: int) -> int:
        """Return how many rows at a table's top are its heading once more.

        Rows with figures are none, even where both pages have the same ones.
        """
        count = 0
        while count < table.height and table.row(count) == before.row(count) and any(table.row(count)):
            if any(text.isdecimal() for text in table.row(count)):
                break
            count += 1
        if count:
            content = " | ".join(text for row in range(count) for text in table.row(row) if text)
            self.made.note("header-repeated", place, text=content)
        return count

    def _end_table(self) -> None:
        """Add the table collected so far."""
        if self._table:
            self.made.table(list(self._rows(self._table)))
        self._table = None

    def _rows(self, table: RuledTable) -> Iterator[list[spans.Box]]:
        """Yield the rows of a table as boxes, their columns counted by the edges of all cells."""
        edges = edges_of([value for cell in table.cells for value in (cell.left, cell.right)])
        for row in range(table.height):
            boxes = []
            for cell in sorted((c for c in table.cells if c.row == row), key=lambda c: c.left):
                left = nearest(edges, cell.left)
                width = max(1, nearest(edges, cell.right) - left)
                line = table.places.get(row, 1)
                text = self.made.cell(cell.text.split("\n"), line)
                if cell.doubt:
                    self.made.point(cell.why, line, cell.doubt)
                boxes.append(spans.Box(text, line, cell.height, width, left, cell.text))
            yield boxes
