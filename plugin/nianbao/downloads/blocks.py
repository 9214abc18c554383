"""Prose as a word processor has it: paragraphs, headings, list items and tables, each of runs of text.

`nianbao.source.safe_prose` turns Markdown into safe HTML, and `blocks` turns that into these; the Word file and
the workbook write them. No text is lost: what has no block of its own stays as text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Final

from nianbao.model.normalisation import whole
from nianbao.source.safe_prose import converted

_HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
_LISTS: Final = {"ul", "ol"}
_LINKS: Final = ("http://", "https://", "mailto:", "tel:")
_TABLE_TAGS: Final = {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}
_MAX_SPAN: Final = 60
_LAST_NARROW: Final = "\u2e7f"


@dataclass(frozen=True, slots=True)
class Style:
    """The format of a run of text, and the address it links to.

    Only web, mail and telephone addresses are links; `link` is empty otherwise.
    """

    bold: bool = False
    italic: bool = False
    code: bool = False
    strikethrough: bool = False
    superscript: bool = False
    subscript: bool = False
    link: str = ""


_STYLE_OF_TAG: Final[Mapping[str, Callable[[Style], Style]]] = {
    **dict.fromkeys(("strong", "b"), lambda style: replace(style, bold=True)),
    **dict.fromkeys(("em", "i", "cite"), lambda style: replace(style, italic=True)),
    **dict.fromkeys(("code", "kbd", "samp"), lambda style: replace(style, code=True)),
    **dict.fromkeys(("del", "s"), lambda style: replace(style, strikethrough=True)),
    "sup": lambda style: replace(style, superscript=True),
    "sub": lambda style: replace(style, subscript=True),
}
_INLINE: Final = {
    *_STYLE_OF_TAG,
    "a",
    "span",
    "abbr",
    "small",
    "u",
    "mark",
    "time",
    "q",
    "bdi",
    "bdo",
    "dfn",
    "var",
    "ins",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style; a line feed in it is a line break.

    The word is that of WordprocessingML (ECMA-376, `w:r`).
    """

    text: str
    style: Style = Style()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `kind` is text, heading, item, quote, code or rule.

    `level` is that of a heading (from 1), of a list item or of a quotation (from 0, the outermost). `list` is the
    number of the list an item belongs to (from 1; 0: no list, or a further paragraph of an item); `ordered` and
    `start` say how the items of that list are counted.
    """

    kind: str
    runs: tuple[Run, ...]
    level: int = 0
    list: int = 0
    ordered: bool = False
    start: int = 1

    @property
    def text(self) -> str:
        """The paragraph's text without its styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table in the prose; `width` and `height` are how many columns and rows it covers."""

    runs: tuple[Run, ...]
    header: bool = False
    width: int = 1
    height: int = 1

    @property
    def text(self) -> str:
        """The cell's text without its styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class ProseTable:
    """A table in the prose: rows of cells, each cell in the row in which it begins.

    Not the statutory tables, which the form defines (`model.grid`).
    """

    rows: tuple[tuple[TableCell, ...], ...]


Block = Paragraph | ProseTable


def blocks(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a section's Markdown in order.

    Examples are `test_tables_of_the_prose` and `test_no_word_of_the_prose_is_lost` (tests/downloads).
    """
    parser = _Parser()
    parser.feed(converted(markdown))
    parser.close()
    parser.end()
    return tuple(parser.blocks)


@dataclass(slots=True)
class _List:
    """A list that is open: its number in the text, and how it counts."""

    number: int
    ordered: bool
    start: int


class _Parser(HTMLParser):
    """Turns HTML whose tags are balanced into blocks; `blocks` holds them once `end` was called.

    Text gathers in `_open_runs` until a tag ends the paragraph, and in a table until one ends the cell.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._open_runs: list[Run] = []
        self._styles = [Style()]
        self._lists: list[_List] = []
        self._list_count = 0
        self._item_open = False
        self._heading = 0
        self._quotes = 0
        self._pre = False
        self._nested_tables = 0
        self._rows: list[list[TableCell]] | None = None
        self._cell: TableCell | None = None

    def end(self) -> None:
        """Close the last paragraph."""
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a style, a cell, a row or a block; an image becomes its description, a checkbox a sign."""
        attributes = {name: value or "" for name, value in attrs}
        if tag in _TABLE_TAGS and self._in_nested_table(1 if tag == "table" else 0):
            return
        if tag in _INLINE:
            self._styles.append(_styled(self._styles[-1], tag, attributes))
        elif tag == "br":
            self._add("\n")
        elif tag == "img":
            self._add(attributes.get("alt") or attributes.get("src", ""))
        elif tag == "input":
            self._add("\u2611 " if "checked" in attributes else "\u2610 ")
        elif tag in {"td", "th"}:
            self._flush()
            self._cell = TableCell((), tag == "th", _span(attributes, "colspan"), _span(attributes, "rowspan"))
        elif tag == "table":
            self._flush()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        else:
            self._open_block(tag, attributes)

    def _open_block(self, tag: str, attributes: dict[str, str]) -> None:
        """End the paragraph before a block, and note what the text that follows is in."""
        self._flush()
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in _LISTS:
            self._list_count += 1
            start = attributes.get("start", "1")
            first = whole(start)
            self._lists.append(_List(self._list_count, tag == "ol", 1 if first is None else first))
        elif tag == "li":
            self._item_open = True
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._pre = True
        elif tag == "hr" and self._cell is None:
            self.blocks.append(Paragraph("rule", ()))

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag opened."""
        if tag in _TABLE_TAGS and self._in_nested_table(-1 if tag == "table" else 0):
            return
        if tag in _INLINE:
            if len(self._styles) > 1:
                self._styles.pop()
            return
        if tag in {"td", "th"}:
            self._close_cell()
            return
        self._flush()
        if tag == "table":
            self._close_table()
        elif tag in _LISTS and self._lists:
            self._lists.pop()
        else:
            self._close_block(tag)

    def _close_cell(self) -> None:
        """Append the open cell, with the text gathered, to the last row."""
        if self._cell is None or self._rows is None:
            return
        if not self._rows:
            self._rows.append([])
        self._rows[-1].append(replace(self._cell, runs=_without_outer_space(self._open_runs)))
        self._open_runs, self._cell = [], None

    def _close_table(self) -> None:
        """Append the open table, unless it has no cells."""
        rows = tuple(tuple(row) for row in self._rows or () if row)
        if rows:
            self.blocks.append(ProseTable(rows))
        self._rows = None

    def _close_block(self, tag: str) -> None:
        """Leave a heading, item, quotation or code block."""
        if tag in _HEADINGS:
            self._heading = 0
        elif tag == "li":
            self._item_open = False
        elif tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre":
            self._pre = False

    def _in_nested_table(self, step: int) -> bool:
        """Return whether a tag belongs to a table within a table; that one becomes lines of its cell.

        `step` is 1 for the start of a table, -1 for its end, 0 for its rows and cells; the depth is counted here.
        """
        opens = self._cell is not None and step > 0
        innermost = opens or self._nested_tables > 0
        if innermost:
            self._nested_tables += step
            self._flush()
        return innermost

    def handle_data(self, data: str) -> None:
        """Add text: code as it is, other text with its line feeds folded."""
        if self._pre:
            self._add(data)
        elif data:
            self._add(_joined_lines(self._open_runs[-1].text[-1:] if self._open_runs else "", data))

    def _add(self, text: str) -> None:
        """Add text in the current style; it joins the run before it if that has the same style."""
        if self._open_runs and self._open_runs[-1].style == self._styles[-1]:
            text = self._open_runs.pop().text + text
        self._open_runs.append(Run(text, self._styles[-1]))

    def _flush(self) -> None:
        """Turn the text gathered into a paragraph; within a cell only begin a new line."""
        if self._cell is not None:
            # Each paragraph within a cell is a line of it.
            if self._open_runs and not self._open_runs[-1].text.endswith("\n"):
                self._add("\n")
            return
        runs = _without_outer_space(self._open_runs)
        self._open_runs = []
        if runs:
            self.blocks.append(self._paragraph(runs))

    def _paragraph(self, runs: tuple[Run, ...]) -> Paragraph:
        """Return the runs as a paragraph of the innermost kind that is open.

        Only the first paragraph of an item bears the number of its list.
        """
        if self._heading:
            return Paragraph("heading", runs, self._heading)
        if self._lists:
            innermost = self._lists[-1]
            first, self._item_open = self._item_open, False
            number = innermost.number if first else 0
            return Paragraph("item", runs, len(self._lists) - 1, number, innermost.ordered, innermost.start)
        if self._pre:
            return Paragraph("code", runs)
        return Paragraph("quote" if self._quotes else "text", runs, max(0, self._quotes - 1))


def _styled(style: Style, tag: str, attributes: dict[str, str]) -> Style:
    """Return a style with what an inline tag adds; a link to any other scheme stays text."""
    if tag == "a":
        address = attributes.get("href", "")
        return replace(style, link=address) if address.lower().startswith(_LINKS) else style
    return _STYLE_OF_TAG[tag](style) if tag in _STYLE_OF_TAG else style


def _span(attributes: dict[str, str], name: str) -> int:
    """Return how many columns or rows a cell covers, from 1 to 60; what is no number counts as 1."""
    value = whole(attributes.get(name, "1"))
    return 1 if value is None else min(max(value, 1), _MAX_SPAN)


def _joined_lines(before: str, data: str) -> str:
    """Return text without its line feeds: a space for each, and nothing between two lines of Chinese.

    `before` is the last character that was added before `data`, or empty.
    """
    joined, *lines = data.split("\n")
    for line in lines:
        both_wide = (joined[-1:] or before) > _LAST_NARROW and line[:1] > _LAST_NARROW
        joined += line if both_wide else f" {line}"
    return joined


def _without_outer_space(runs: list[Run]) -> tuple[Run, ...]:
    """Return runs without the white space at both ends that only separates blocks.

    A no-break space or an ideographic space is text and stays.
    """
    trimmed = list(runs)
    while trimmed and not trimmed[0].text.strip(" \t\r\n"):
        trimmed.pop(0)
    while trimmed and not trimmed[-1].text.strip(" \t\r\n"):
        trimmed.pop()
    if trimmed:
        trimmed[0] = replace(trimmed[0], text=trimmed[0].text.lstrip(" \t\r\n"))
        trimmed[-1] = replace(trimmed[-1], text=trimmed[-1].text.rstrip(" \t\r\n"))
    return tuple(trimmed)
