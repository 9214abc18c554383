"""Text documents of LibreOffice and WPS (.odt): written anew as .docx for the reader of Word files."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final
from xml.etree import ElementTree as ET

from nianbao.importers import limits
from nianbao.importers.document import ImportNote
from nianbao.importers.readers import new_document, sheet_formats, spans
from nianbao.importers.readers.new_document import Beside, Cell, Looks
from nianbao.importers.readers.open_document import DRAW, HREF, OFFICE, STYLE, SVG, TABLE, TEXT, Styles, parts
from nianbao.model.finding import Refusal
from nianbao.model.normalisation import whole

_SPACE: Final = re.compile(r"[ \t\r\n]+")
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_LONGEST_NUMBER: Final = 6
_MOST_SPACES: Final = 1_000
# Rows without text that are written once and repeated: more only fill a page.
_MOST_EMPTY_ROWS: Final = 50
_BLOCKS: Final = frozenset({f"{TEXT}p", f"{TEXT}h", f"{TEXT}list", f"{TABLE}table"})
# What says how an index is made, and forms: patterns, no text.
_PASSED: Final = frozenset(
    {
        *(f"{TEXT}{name}" for name in ("sequence-decls", "variable-decls", "user-field-decls", "tracked-changes")),
        f"{OFFICE}forms",
    }
)
_ROW_GROUPS: Final = frozenset(f"{TABLE}table-{name}" for name in ("header-rows", "rows", "row-group"))
_PICTURES: Final = frozenset({f"{DRAW}image", f"{DRAW}object", f"{DRAW}object-ole", f"{DRAW}plugin"})
_DESCRIPTIONS: Final = frozenset({f"{SVG}title", f"{SVG}desc"})
# Fields that count or change, by what Word calls such.
_COUNTING: Final = {
    f"{TEXT}page-number": "PAGE",
    f"{TEXT}page-count": "NUMPAGES",
    f"{TEXT}sequence": "SEQ",
    f"{TEXT}sequence-ref": "SEQ",
    f"{TEXT}word-count": "NUMWORDS",
    f"{TEXT}character-count": "NUMCHARS",
    f"{TEXT}date": "DATE",
    f"{TEXT}time": "TIME",
}
_NUMERALS: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_CIRCLED_ONE: Final = "\u2460"


def converted(data: bytes) -> tuple[bytes, tuple[ImportNote, ...]]:
    """Return a text document as a .docx file.

    Raises Refusal for a file that is locked, too large or holds no text document, ParseError for a damaged one.
    """
    trees = parts(data)
    body = trees["content.xml"].find(f"{OFFICE}body/{OFFICE}text") if "content.xml" in trees else None
    if body is None:
        raise Refusal("import-not-package", suffix=".odt")
    writing = _Writing(Styles(trees), trees)
    text = writing.blocks(body)
    for part in _around(trees):
        writing.beside.around.append(writing.blocks(part))
    return new_document.saved(text, writing.beside), ()


def _around(trees: Mapping[str, ET.Element]) -> Iterator[ET.Element]:
    """Yield the headers and footers of all kinds of pages."""
    if "styles.xml" in trees:
        for page in trees["styles.xml"].iter(f"{STYLE}master-page"):
            yield from (part for part in page if part.tag.startswith((f"{STYLE}header", f"{STYLE}footer")))


def _doubt(cell: ET.Element) -> str:
    """Return the markup of a doubt where a cell shows another number than it stores; else nothing."""
    said = cell.get(f"{OFFICE}value", "")
    shown = "".join("".join(part.itertext()) for part in cell if part.tag == f"{TEXT}p")
    if cell.get(f"{TABLE}formula") and not shown.strip():
        return new_document.paragraph(new_document.computed(f"={cell.get(f'{TABLE}formula')}"))
    if not _NUMBER.fullmatch(said) or sheet_formats.is_same(float(said), shown.replace(",", "")):
        return ""
    return new_document.paragraph(new_document.computed(f"= {said}"))


def _number(element: ET.Element, name: str, default: int, most: int) -> int:
    """Return a number in an attribute within bounds, or a default."""
    value = whole(element.get(name, ""), _LONGEST_NUMBER)
    return min(default if value is None else value, most)


class _Writing:
    """Writes the markup of a document, keeping what stands beside the text.

    `inserted` are the tracked insertions that have begun and not ended; `deleted` the text each deletion took.
    """

    def __init__(self, styles: Styles, trees: Mapping[str, ET.Element]) -> None:
        self.styles = styles
        self.beside = Beside()
        self._inserted: set[str] = set()
        self._insertions: set[str] = set()
        self._deleted: dict[str, ET.Element] = {}
        self._kinds: dict[str, int] = {}
        self._lists: dict[int, int] = {}
        self._places = 0
        for region in trees["content.xml"].iter(f"{TEXT}changed-region"):
            key = next((value for name, value in region.items() if name.endswith("id")), "")
            if (deletion := region.find(f"{TEXT}deletion")) is not None:
                self._deleted[key] = deletion
            elif region.find(f"{TEXT}insertion") is not None:
                self._insertions.add(key)
        for tree in reversed([*trees.values()]):
            for style in tree.iter(f"{TEXT}list-style"):
                self._add_kind(style)

    # --- blocks ------------------------------------------------------------------------------------------------

    def blocks(self, parent: ET.Element, depth: int = 0, listed: tuple[int, int] | None = None) -> str:
        """Return the markup of the paragraphs, tables and lists in an element, also of those wrapped in others."""
        if depth > limits.DEEPEST_NESTING:
            return new_document.paragraph(new_document.run(" ".join(parent.itertext()), Looks()))
        made = []
        for child in parent:
            if child.tag in {f"{TEXT}p", f"{TEXT}h"}:
                made.append(self._paragraph(child, depth, listed))
                listed = None
            elif child.tag == f"{TABLE}table":
                made.append(self._table(child, depth + 1))
            elif child.tag == f"{TEXT}list":
                made.append(self._list(child, depth + 1, listed))
            elif child.tag in _PASSED or child.tag.endswith("-source"):
                continue
            elif child.get(f"{TEXT}display") == "none":
                hidden = _SPACE.sub(" ", " ".join(child.itertext()))
                made.append(new_document.paragraph(new_document.run(hidden, Looks(hidden=True))))
            elif any(part.tag in _BLOCKS for part in child) or not self._has_text(child):
                made.append(self.blocks(child, depth + 1))
            else:
                made.append(new_document.paragraph("".join(self._inside(child, Looks(), depth + 1))))
        return "".join(made)

    @staticmethod
    def _has_text(element: ET.Element) -> bool:
        is_run = element.tag.startswith((DRAW, f"{TEXT}change"))
        return is_run or bool((element.text or "").strip())

    def _paragraph(self, element: ET.Element, depth: int, listed: tuple[int, int] | None) -> str:
        """Return the markup of a paragraph or heading."""
        looks = self.styles.looks("paragraph", element.get(f"{TEXT}style-name", ""), Looks())
        if any(part.get(f"{TEXT}is-hidden") == "true" for part in element.iterfind(f"{TEXT}hidden-paragraph")):
            looks = replace(looks, hidden=True)
        level = _number(element, f"{TEXT}outline-level", 1, 6) if element.tag == f"{TEXT}h" else 0
        runs = "".join(self._inside(element, looks, depth))
        return new_document.paragraph(runs, level, listed)

    def _list(self, element: ET.Element, depth: int, around: tuple[int, int] | None) -> str:
        """Return the markup of a list, each entry numbered as its kind of list says."""
        number, level = around or (self._counting(element), -1)
        level += 1
        made = []
        for entry in element:
            listed = (number, min(level, 8)) if number >= 0 and entry.tag == f"{TEXT}list-item" else None
            made.append(self.blocks(entry, depth + 1, listed))
        return "".join(made)

    def _counting(self, element: ET.Element) -> int:
        """Return the number of the list an element is or goes on with, -1 for one without numerals."""
        kind = self._kinds.get(element.get(f"{TEXT}style-name", ""))
        if kind is None:
            return -1
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" or f"{TEXT}continue-list" in element.attrib
        if goes_on and kind in self._lists:
            return self._lists[kind]
        self.beside.counts.append((kind, True))
        self._lists[kind] = len(self.beside.counts) - 1
        return self._lists[kind]

    def _add_kind(self, style: ET.Element) -> None:
        """Remember how a kind of list shows its numerals."""
        levels = {}
        for level in style:
            depth = _number(level, f"{TEXT}level", 1, 9)
            numeral = level.get(f"{STYLE}num-format", "")
            if not numeral or level.tag != f"{TEXT}list-level-style-number":
                continue
            shown = _number(level, f"{TEXT}display-levels", 1, depth)
            counts = ".".join(f"%{n}" for n in range(depth - shown + 1, depth + 1))
            text = level.get(f"{STYLE}num-prefix", "") + counts + level.get(f"{STYLE}num-suffix", "")
            levels[depth - 1] = _numeral(numeral), text, _number(level, f"{TEXT}start-value", 1, 9999)
        name = style.get(f"{STYLE}name", "")
        if levels and name not in self._kinds:
            self._kinds[name] = len(self.beside.lists)
            self.beside.lists.append(levels)

    # --- tables ------------------------------------------------------------------------------------------------

    def _table(self, element: ET.Element, depth: int) -> str:
        """Return the markup of a table. Raises Refusal for more places than the tables of a file may have."""
        rows = []
        below: dict[int, tuple[int, int]] = {}
        for row in self._rows(element):
            again = _number(row, f"{TABLE}number-rows-repeated", 1, limits.HIGHEST_SPAN)
            cells = self._cells(row, below, depth)
            is_empty = not any(map(self._is_filled, row))
            for _ in range(min(again, _MOST_EMPTY_ROWS) if is_empty else again):
                self._places += len(cells)
                spans.refuse_more(self._places)
                rows.append((0, cells))
        return new_document.table(rows)

    @staticmethod
    def _is_filled(cell: ET.Element) -> bool:
        return any(text.strip() for text in cell.itertext())

    def _rows(self, parent: ET.Element, depth: int = 0) -> Iterator[ET.Element]:
        """Yield the rows of a table, also those in groups."""
        for child in parent:
            if child.tag == f"{TABLE}table-row":
                yield child
            elif child.tag in _ROW_GROUPS and depth < limits.DEEPEST_NESTING:
                yield from self._rows(child, depth + 1)

    def _cells(self, row: ET.Element, below: dict[int, tuple[int, int]], depth: int) -> list[Cell]:
        """Return the cells of a row; `below` are the columns cells from above reach into, with rows and width."""
        cells: list[Cell] = []
        column = skip = 0
        for element in row:
            if element.tag not in {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}:
                continue
            again = _number(element, f"{TABLE}number-columns-repeated", 1, limits.WIDEST_SPAN)
            blocks = self.blocks(element, depth + 1) + _doubt(element)
            ground = self.styles.ground(element.get(f"{TABLE}style-name", ""))
            hidden = row.get(f"{TABLE}visibility", "visible") != "visible"
            for _ in range(again):
                if skip:
                    skip -= 1
                elif column in below and element.tag == f"{TABLE}covered-table-cell":
                    height, width = below.pop(column)
                    if height > 1:
                        below[column] = (height - 1, width)
                    cells.append(Cell(blocks, width, "continue", ground, hidden))
                    skip = width - 1
                else:
                    width = max(1, _number(element, f"{TABLE}number-columns-spanned", 1, limits.WIDEST_SPAN))
                    height = _number(element, f"{TABLE}number-rows-spanned", 1, limits.HIGHEST_SPAN)
                    if height > 1:
                        below[column] = (height - 1, width)
                    cells.append(Cell(blocks, width, "restart" if height > 1 else "", ground, hidden))
                    skip = width - 1
                column += 1
                spans.refuse_more(self._places + column)
        return cells

    # --- texts -------------------------------------------------------------------------------------------------

    def _inside(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[str]:
        """Yield the markup of the texts in an element, in order."""
        if depth > limits.DEEPEST_NESTING:
            yield self._run(" ".join(element.itertext()), looks)
            return
        yield self._run(element.text, looks)
        for child in element:
            yield from self._inline(child, looks, depth + 1)
            yield self._run(child.tail, looks)

    def _run(self, text: str | None, looks: Looks) -> str:
        """Return the markup of a text as written: white space is one space."""
        return new_document.run(_SPACE.sub(" ", text or ""), looks, "ins" if self._inserted else "")

    def _inline(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[str]:
        """Yield the markup of an element in a text."""
        if element.get(f"{TEXT}display") == "none" or element.tag == f"{TEXT}script":
            yield from self._inside(element, replace(looks, hidden=True), depth)
        elif (write := _INLINE.get(element.tag)) is not None:
            yield from write(self, element, looks, depth)
        elif element.tag.startswith(DRAW) and any(part.tag in _BLOCKS for part in element):
            yield new_document.box(self.blocks(element, depth))
        elif element.get(f"{TEXT}anchor-type", "as-char") != "as-char":
            floating = "".join(self._inside(element, looks, depth))
            yield floating.replace(new_document.PICTURE, new_document.FLOATING)
        elif element.get(f"{TEXT}formula") and not "".join(element.itertext()).strip():
            yield new_document.computed(f"={element.get(f'{TEXT}formula')}")
        elif element.tag not in _PASSED:
            yield from self._inside(element, looks, depth)

    def span(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[str]:
        """Yield the texts of a stretch in a style of its own."""
        style = element.get(f"{TEXT}style-name", "")
        yield from self._inside(element, self.styles.looks("text", style, looks), depth)

    def note(self, element: ET.Element, _: Looks, depth: int) -> Iterator[str]:
        """Keep a footnote, and yield its mark."""
        body = element.find(f"{TEXT}note-body")
        yield new_document.footnote(self.beside, self.blocks(body, depth) if body is not None else "")

    def comment(self, element: ET.Element, _: Looks, depth: int) -> Iterator[str]:
        """Keep a comment; nothing stands in its place."""
        self.beside.comments += [self.blocks(element, depth)] if len(element) else []
        yield ""

    def link(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[str]:
        """Yield a text that leads to a place of the document, or elsewhere."""
        runs = "".join(self._inside(element, looks, depth))
        target = element.get(HREF, "")
        yield new_document.link(target[1:], runs) if target.startswith("#") else runs

    def note_reference(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[str]:
        """Yield the mark of a note once more."""
        yield new_document.computed("NOTEREF", "".join(self._inside(element, looks, depth)))

    def passing(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[str]:
        """Yield what counts, or changes with the page or the day."""
        yield new_document.computed(_COUNTING[element.tag], "".join(self._inside(element, looks, depth)))

    def prompt(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[str]:
        """Yield a place nobody filled in."""
        yield new_document.prompt("".join(self._inside(element, looks, depth)))

    def ruby(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[str]:
        """Yield a text with its reading."""
        base, reading = element.find(f"{TEXT}ruby-base"), element.find(f"{TEXT}ruby-text")
        inside = "".join(self._inside(base, looks, depth)) if base is not None else ""
        yield new_document.ruby(inside, "".join(reading.itertext()) if reading is not None else "")

    def change(self, element: ET.Element) -> str:
        """Follow the tracked changes, and return the markup of what was deleted here."""
        key = element.get(f"{TEXT}change-id", "")
        if element.tag == f"{TEXT}change-start" and key in self._insertions:
            self._inserted.add(key)
        elif element.tag == f"{TEXT}change-end":
            self._inserted.discard(key)
        elif (deletion := self._deleted.pop(key, None)) is not None:
            texts = ["".join(part.itertext()) for part in deletion if part.tag in _BLOCKS]
            return new_document.run(_SPACE.sub(" ", " ".join(texts)), Looks(), "del")
        return ""


def _sign(_: _Writing, element: ET.Element, looks: Looks, __: int) -> Iterator[str]:
    """Yield spaces, a tab or a line break."""
    spaces = " " * _number(element, f"{TEXT}c", 1, _MOST_SPACES)
    yield new_document.run({f"{TEXT}tab": "\t", f"{TEXT}s": spaces}.get(element.tag, "\n"), looks)


def _hidden(_: _Writing, element: ET.Element, __: Looks, ___: int) -> Iterator[str]:
    """Yield a text that is not shown."""
    said = " ".join([element.get(f"{TEXT}string-value", ""), *element.itertext()])
    yield new_document.run(said.strip(), Looks(hidden=True))


def _change(writing: _Writing, element: ET.Element, _: Looks, __: int) -> Iterator[str]:
    yield writing.change(element)


def _picture(_: _Writing, __: ET.Element, ___: Looks, ____: int) -> Iterator[str]:
    yield new_document.PICTURE


def _description(_: _Writing, element: ET.Element, __: Looks, ___: int) -> Iterator[str]:
    yield new_document.described("".join(element.itertext()))


_Write = Callable[[_Writing, ET.Element, Looks, int], Iterator[str]]
# How elements in a text are written; all others by what is inside them.
_INLINE: Final[Mapping[str, _Write]] = {
    f"{TEXT}span": _Writing.span,
    **dict.fromkeys((f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"), _sign),
    **dict.fromkeys((f"{TEXT}change", f"{TEXT}change-start", f"{TEXT}change-end"), _change),
    f"{TEXT}note": _Writing.note,
    **dict.fromkeys((f"{OFFICE}annotation", f"{OFFICE}annotation-end"), _Writing.comment),
    **dict.fromkeys((f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"), _hidden),
    f"{TEXT}placeholder": _Writing.prompt,
    f"{TEXT}ruby": _Writing.ruby,
    f"{TEXT}a": _Writing.link,
    f"{TEXT}note-ref": _Writing.note_reference,
    **dict.fromkeys(_COUNTING, _Writing.passing),
    **dict.fromkeys(_PICTURES, _picture),
    **dict.fromkeys(_DESCRIPTIONS, _description),
}


def _numeral(kind: str) -> str:
    """Return Word's name of a numeral that OpenDocument shows by its first signs."""
    if kind.startswith(_CIRCLED_ONE):
        return "decimalEnclosedCircle"
    return _NUMERALS.get(kind, "decimal" if kind.isascii() else "chineseCountingThousand")
