"""Prose as a word processor thinks of it: paragraphs, headings, list items and tables, each of runs of text.

Markdown becomes safe HTML (`nianbao.prose`), and that becomes these blocks; nothing of the text is lost.
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
_PARTS: Final = {"table", "thead", "tbody", "tfoot", "tr", "td", "th"}
_MOST_SPANNED: Final = 60
_FIRST_WIDE: Final = "\u2e7f"


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks, and the address it leads to."""

    bold: bool = False
    italic: bool = False
    code: bool = False
    struck: bool = False
    raised: bool = False
    lowered: bool = False
    link: str = ""


_FORMATS: Final[Mapping[str, Callable[[Style], Style]]] = {
    **dict.fromkeys(("strong", "b"), lambda style: replace(style, bold=True)),
    **dict.fromkeys(("em", "i", "cite"), lambda style: replace(style, italic=True)),
    **dict.fromkeys(("code", "kbd", "samp"), lambda style: replace(style, code=True)),
    **dict.fromkeys(("del", "s"), lambda style: replace(style, struck=True)),
    "sup": lambda style: replace(style, raised=True),
    "sub": lambda style: replace(style, lowered=True),
}
_INLINE: Final = {
    *_FORMATS,
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
    """A stretch of text in one style; a line feed in it is a line break."""

    text: str
    style: Style = Style()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. `kind` is text, heading, item, quote, code or rule.

    `level` is that of a heading (from 1) or of a list item (from 0, the outermost). `list` tells the lists of a
    text apart (from 1; 0: no list, or a further paragraph of an item), `ordered` and `start` say how its items
    are counted.
    """

    kind: str
    runs: tuple[Run, ...]
    level: int = 0
    list: int = 0
    ordered: bool = False
    start: int = 1

    @property
    def text(self) -> str:
        """The paragraph's words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a table in the prose."""

    runs: tuple[Run, ...]
    header: bool = False
    width: int = 1
    height: int = 1

    @property
    def text(self) -> str:
        """The cell's words alone."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in the prose: rows of cells, each cell where its own row begins it."""

    rows: tuple[tuple[TableCell, ...], ...]


Block = Paragraph | Grid


def blocks(markdown: str) -> tuple[Block, ...]:
    """Return the blocks of a piece of prose in order."""
    parser = _Parser()
    parser.feed(converted(markdown))
    parser.close()
    parser.end()
    return tuple(parser.made)


@dataclass(slots=True)
class _List:
    number: int
    ordered: bool
    start: int


class _Parser(HTMLParser):
    """Turns HTML whose tags are balanced into blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[Block] = []
        self._runs: list[Run] = []
        self._styles = [Style()]
        self._lists: list[_List] = []
        self._counted = 0
        self._item_open = False
        self._heading = 0
        self._quotes = 0
        self._pre = False
        self._nested = 0
        self._rows: list[list[TableCell]] | None = None
        self._cell: TableCell | None = None

    def end(self) -> None:
        """Finish the last paragraph."""
        self._flush()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _PARTS and self._inner(1 if tag == "table" else 0):
            return
        if tag in _INLINE:
            self._styles.append(_styled(self._styles[-1], tag, given))
        elif tag == "br":
            self._add("\n")
        elif tag == "img":
            self._add(given.get("alt") or given.get("src", ""))
        elif tag == "input":
            self._add("\u2611 " if "checked" in given else "\u2610 ")
        elif tag in {"td", "th"}:
            self._flush()
            self._cell = TableCell((), tag == "th", _span(given, "colspan"), _span(given, "rowspan"))
        elif tag == "table":
            self._flush()
            self._rows = []
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        else:
            self._open_block(tag, given)

    def _open_block(self, tag: str, given: dict[str, str]) -> None:
        self._flush()
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in _LISTS:
            self._counted += 1
            start = given.get("start", "1")
            first = whole(start)
            self._lists.append(_List(self._counted, tag == "ol", 1 if first is None else first))
        elif tag == "li":
            self._item_open = True
        elif tag == "blockquote":
            self._quotes += 1
        elif tag == "pre":
            self._pre = True
        elif tag == "hr" and self._cell is None:
            self.made.append(Paragraph("rule", ()))

    def handle_endtag(self, tag: str) -> None:
        if tag in _PARTS and self._inner(-1 if tag == "table" else 0):
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
        if self._cell is None or self._rows is None:
            return
        if not self._rows:
            self._rows.append([])
        self._rows[-1].append(replace(self._cell, runs=_trimmed(self._runs)))
        self._runs, self._cell = [], None

    def _close_table(self) -> None:
        rows = tuple(tuple(row) for row in self._rows or () if row)
        if rows:
            self.made.append(Grid(rows))
        self._rows = None

    def _close_block(self, tag: str) -> None:
        if tag in _HEADINGS:
            self._heading = 0
        elif tag == "li":
            self._item_open = False
        elif tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        elif tag == "pre":
            self._pre = False

    def _inner(self, step: int) -> bool:
        """Return whether a tag belongs to a table within a table; that one becomes lines of its cell."""
        opens = self._cell is not None and step > 0
        inner = opens or self._nested > 0
        if inner:
            self._nested += step
            self._flush()
        return inner

    def handle_data(self, data: str) -> None:
        if self._pre:
            self._add(data)
        elif data:
            self._add(_folded(self._runs[-1].text[-1:] if self._runs else "", data))

    def _add(self, text: str) -> None:
        if self._runs and self._runs[-1].style == self._styles[-1]:
            text = self._runs.pop().text + text
        self._runs.append(Run(text, self._styles[-1]))

    def _flush(self) -> None:
        if self._cell is not None:
            # Paragraphs within a cell stand below one another.
            if self._runs and not self._runs[-1].text.endswith("\n"):
                self._add("\n")
            return
        runs = _trimmed(self._runs)
        self._runs = []
        if runs:
            self.made.append(self._paragraph(runs))

    def _paragraph(self, runs: tuple[Run, ...]) -> Paragraph:
        if self._heading:
            return Paragraph("heading", runs, self._heading)
        if self._lists:
            inner = self._lists[-1]
            first, self._item_open = self._item_open, False
            number = inner.number if first else 0
            return Paragraph("item", runs, len(self._lists) - 1, number, inner.ordered, inner.start)
        if self._pre:
            return Paragraph("code", runs)
        return Paragraph("quote" if self._quotes else "text", runs, max(0, self._quotes - 1))


def _styled(style: Style, tag: str, given: dict[str, str]) -> Style:
    if tag == "a":
        address = given.get("href", "")
        return replace(style, link=address) if address.lower().startswith(_LINKS) else style
    return _FORMATS[tag](style) if tag in _FORMATS else style


def _span(given: dict[str, str], name: str) -> int:
    value = whole(given.get(name, "1"))
    return 1 if value is None else min(max(value, 1), _MOST_SPANNED)


def _folded(before: str, data: str) -> str:
    """Return text without its line feeds: a space for each, and nothing between two lines of Chinese."""
    joined, *pieces = data.split("\n")
    for piece in pieces:
        wide = (joined[-1:] or before) > _FIRST_WIDE and piece[:1] > _FIRST_WIDE
        joined += piece if wide else f" {piece}"
    return joined


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    """Return runs without the white space at both ends that only separates blocks."""
    kept = list(runs)
    while kept and not kept[0].text.strip(" \t\r\n"):
        kept.pop(0)
    while kept and not kept[-1].text.strip(" \t\r\n"):
        kept.pop()
    if kept:
        kept[0] = replace(kept[0], text=kept[0].text.lstrip(" \t\r\n"))
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" \t\r\n"))
    return tuple(kept)
