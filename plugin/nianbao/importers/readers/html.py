"""Reader of web pages: bytes -> Document, with what the page holds together as regions.

Which of it is the report is left to `article`; scripts and styles are no content. Pages this plugin built wrap the
report in things of their own, which are known by their classes and left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

from nianbao.importers import limits, patterns
from nianbao.importers.document import Document, Imprint, Paragraph, texts_of
from nianbao.importers.readers import frames, page_cells, page_parts, page_tables, spans
from nianbao.importers.readers.assembly import Assembly, first_known, in_cell, raised
from nianbao.importers.readers.encodings import decoded
from nianbao.importers.readers.page_styles import Styles
from nianbao.importers.readers.page_tree import Element, Text, parse
from nianbao.importers.readers.tidy import BLOCKS, TABLE_PARTS
from nianbao.model.finding import Refusal
from nianbao.model.normalisation import bearable
from nianbao.model.yamltext import package_data, text, texts, tree

_DATA: Final = package_data("import_pages.yml")
_META_TITLES: Final = texts(_DATA["meta_titles"])
_META_PUBLISHED: Final = texts(_DATA["meta_published"])
_META_RECORD: Final = {key: texts(names) for key, names in tree(package_data("import_record.yml")["meta"]).items()}
_DECLARED = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_NEWLINES = re.compile(r"[ \t\f\r]*\n[ \t\f\r\n]*")
# Elements that show one line of text, whatever is inside them.
_INLINE_TEXTS: Final[Mapping[str, Callable[[Element], str]]] = {
    "input": page_parts.shown_value,
    "math": page_parts.formula,
}
# Characters looked through for texts that stand on the page as well.
_MOST_COMPARED: Final = 500_000_000
# How much of the text before a reading is told with it.
_LONGEST_BASE: Final = 4
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_LEVEL_BY_LOOK: Final = 2
_LONGEST_HEADING: Final = 45
# The root of a report in a page of this plugin, and what is inside it a part of the report.
_OWN_ROOT: Final = "nb-report"
_OWN_DATES: Final = "nb-dates"
_OWN_FACT: Final = text(_DATA["own_fact"])
_OWN_PUBLISHED: Final = re.compile(text(_DATA["own_published"]))
_OWN_PARTS: Final = frozenset(
    {"nb", "nb-report", "nb-frame", "nb-scroll", "nb-table", "nb-signature", "nb-figure", "nb-quoted"}
)


def read(data: bytes) -> Document:
    """Return the document in the bytes of a page: its paragraphs, tables, regions and imprint, notes on the rest.

    Raises Refusal for a page that is too large, empty, binary or in no known encoding, has more elements or
    attributes than a report, or only shows other pages in frames.
    """
    if len(data) > limits.LARGEST_PAGE:
        raise Refusal("import-too-large", size=limits.LARGEST_PAGE // 1_000_000)
    declared = _DECLARED.search(data[:4096])
    page, encoding = decoded(data, declared[1].decode("ascii", "replace").lower() if declared else "")
    root, tidied = parse(bearable(page.replace("\r\n", "\n").replace("\r", "\n")))
    own = next((e for e in root.elements() if _OWN_ROOT in _classes(e)), None)
    flow = _Flow(Assembly(), page_tables.layouts(own or root), Styles(root, tidied.styles), is_own=own is not None)
    if encoding not in {"utf-8", "utf-8-sig"}:
        flow.made.note("encoding", 1, encoding=encoding)
    if tidied.left_open:
        flow.made.note("left-open", tidied.left_open)
    if flow.styles.left_out:
        flow.made.point("looks", 1, "")
    flow.instead_of_frames = frames.reports_beside(root)
    flow.walk(own or root)
    flow.flush()
    if not flow.made.pieces and frames.is_frames(root):
        shown = frames.addresses(root)
        raise Refusal("import-frames" if shown else "import-frames-unnamed", frames=shown)
    if flow.instead_of_frames:
        flow.made.note("frames", 1, text=frames.addresses(root))
    if own is not None and (around := _around(root, own, flow.styles)):
        flow.made.note("outside-article", 1, text=around)
    flow.tell_beside()
    if flow.pictures:
        flow.made.note("pictures", flow.pictures[0], count=len(flow.pictures))
    flow.made.regions.sort(key=lambda region: (region[0], -region[1]))
    return flow.made.document(_own_imprint(own) if own else _imprint(root))


def _classes(element: Element) -> list[str]:
    return element.attributes.get("class", "").split()


def _around(root: Element, own: Element, styles: Styles) -> str:
    """Return what stands around the report on a page of this plugin."""
    flow = _Flow(Assembly(), frozenset(), styles, is_own=True, in_cell=True)
    flow.outside = own
    flow.walk(root)
    flow.flush()
    return " / ".join(piece.text for piece in flow.made.pieces if isinstance(piece, Paragraph))


def _own_imprint(own: Element) -> Imprint:
    """Return what a page of this plugin says of its report in a line below the title."""
    dates = next((e for e in own.elements() if _OWN_DATES in _classes(e)), None)
    said = "".join(e.own_text() for e in dates.elements()) if dates else ""
    found = _OWN_PUBLISHED.search(said)
    return Imprint(published=found[1] if found else "", record=dict(_own_record(own)))


def _own_record(own: Element) -> Iterator[tuple[str, str]]:
    """Yield the facts a page of this plugin shows of what its report is filed under, by key."""
    for element in own.elements():
        if key := element.attributes.get(_OWN_FACT, ""):
            values = (part for part in element.elements() if part.name == "dd")
            said = (text for value in values for part in value.elements() if (text := part.own_text().strip()))
            yield key, " ".join(said)


def _imprint(root: Element) -> Imprint:
    """Return what the head of the page says of it."""
    meta: dict[str, str] = {}
    title = ""
    for element in root.elements():
        if element.name == "meta":
            name = first_known(element.attributes, ("name", "property", "itemprop")).lower()
            meta.setdefault(name, element.attributes.get("content", "").strip())
        elif element.name == "title" and not title:
            title = " ".join(element.own_text().split())
    titles = [first_known(meta, [name]) for name in _META_TITLES]
    record = {key: stated for key, names in _META_RECORD.items() if (stated := first_known(meta, names))}
    shown = tuple(text for text in (*titles, title) if text)
    return Imprint(shown, first_known(meta, _META_PUBLISHED), record=record)


# --- the page in its order -------------------------------------------------------------------------------------


class _Flow:
    """The walk through a page in document order that adds its paragraphs and grids to an assembly.

    In a cell, tables are text too; on a page of this plugin, what the page adds is left out.
    """

    def __init__(
        self, made: Assembly, layouts: frozenset[int], styles: Styles, *, is_own: bool, in_cell: bool = False
    ) -> None:
        self.made, self.layouts, self.styles, self.is_own, self.in_cell = made, layouts, styles, is_own, in_cell
        self.pictures: list[int] = []
        # Alternative texts, tips, names of drawings.
        self.beside: list[str] = []
        self.outside: Element | None = None
        self.instead_of_frames: frozenset[int] = frozenset()
        self._parts: list[str] = []
        self._line = 1
        self._bold = 0
        self._raised = self._moved = 0
        # Which parts of the paragraph stand above or below its line, and whether digits of its cell stand on it.
        self._moved_parts: list[int] = []
        self.is_on_line = False
        # Also what is not to be seen, where it is told.
        self.takes_all = False
        self._letters = [0, 0]
        self._prefix = ""

    def walk(self, element: Element) -> None:
        """Read everything inside an element."""
        number = page_tables.span(element, "start") - 1 if element.name == "ol" else 0
        is_unseen = not self.takes_all and self.styles.of(element).is_unseen
        for part in element.content:
            if element.name == "head" and isinstance(part, Element) and part.name == "title":
                # What the page calls itself goes into its imprint.
                continue
            if isinstance(part, Text):
                if not is_unseen:
                    self._text(part, part.line, keep_lines=element.name in {"pre", "textarea"})
                elif said := " ".join(part.split()):
                    self.made.note("hidden", part.line, text=said)
                continue
            if element.name == "ol" and part.name == "li":
                number = page_tables.span(part, "value") if "value" in part.attributes else number + 1
                self._prefix = f"{number}. " if element.attributes.get("type", "1") == "1" else ""
            self._element(part)

    def _text(self, text: str, start: int, *, keep_lines: bool = False) -> None:
        """Add a text that starts in a line of the file; its line breaks are spaces unless they are kept."""
        if not any(self._letters):
            self._line = start + text.count("\n", 0, len(text) - len(text.lstrip()))
        for number, line in enumerate(text.split("\n") if keep_lines else [_NEWLINES.sub("\n", text)]):
            if number:
                self.flush()
                self._line = start + number
            if self._moved and not self._raised:
                self._moved_parts.append(len(self._parts))
            self._parts.append(raised(line) if self._raised else line)
            self._letters[bool(self._bold)] += len(line.strip())

    def _element(self, element: Element) -> None:
        if element.name in page_parts.PASSED or element is self.outside:
            return
        if not self.is_own:
            self.beside += page_parts.attribute_texts(element)
        if self._is_left_out(element) or self._is_beside(element):
            return
        if element.name in {"br", "hr"}:
            self.flush()
        elif element.name == "img":
            self.pictures.append(element.line)
        elif element.name in _INLINE_TEXTS:
            self._pass_through(element)
            self._text(_INLINE_TEXTS[element.name](element), element.line)
        elif element.name == "table" and id(element) not in self.layouts and not self.in_cell:
            self.flush()
            self._table(element)
        elif element.name in BLOCKS or element.name in page_parts.DRAWN:
            self._block(element)
        else:
            is_bold = element.name in {"b", "strong"} or bool(_BOLD.search(element.attributes.get("style", "")))
            look = self.styles.of(element)
            is_raised = look.is_raised or self._is_note_link(element)
            self._bold += is_bold
            self._raised += is_raised
            self._moved += look.is_moved
            self.walk(element)
            self._bold -= is_bold
            self._raised -= is_raised
            self._moved -= look.is_moved

    def _is_note_link(self, element: Element) -> bool:
        """Whether an element is the mark of a note behind other text of a cell."""
        is_behind = self.in_cell and bool(self._parts)
        return element.name == "a" and is_behind and page_parts.is_note_link(element)

    def is_unseen(self, element: Element) -> bool:
        """Return whether an element is hidden or struck out; note what it says."""
        look = self.styles.of(element)
        is_hidden = self.styles.hides(element, in_cell=self.in_cell, asks_text=not self.takes_all)
        is_part = self.takes_all and element.name in TABLE_PARTS and element.name != "table"
        if is_part or (not is_hidden and not look.is_struck):
            # The parts of a table are told with it.
            return False
        if said := self._said(element) or page_parts.shown_value(element):
            self.made.note("hidden" if is_hidden else "struck-out", element.line, text=said)
        return True

    def _is_left_out(self, element: Element) -> bool:
        """Return whether an element is unseen, or added to the report by its page; note what it says."""
        if self.is_unseen(element):
            return True
        named = _classes(element)
        is_added = self.is_own and (
            (
                (element.name in BLOCKS or self.in_cell)
                and any(name.startswith("nb-") for name in named)
                and not _OWN_PARTS & set(named)
            )
            or element.name == "caption"
        )
        if is_added and (said := self._said(element)):
            self.made.note("added-by-page", element.line, text=said)
        return is_added

    def _is_beside(self, element: Element) -> bool:
        """Return whether the text of an element is noted instead of read in its place; note it."""
        if element.name in page_parts.BESIDE:
            self.beside.append(self._said(element))
        elif element.name in page_parts.READINGS:
            if said := self._said(element):
                self.made.note(
                    "ruby",
                    element.line,
                    text=f"{''.join(self._parts[-_LONGEST_BASE:]).strip()[-_LONGEST_BASE:]}({said})",
                )
        elif element.name in page_parts.FALLBACK and id(element) not in self.instead_of_frames:
            if said := self._said(element):
                self.made.note("fallback", element.line, text=said)
        elif element.name == "select":
            self._pass_through(element)
            shown, others = page_parts.chosen(element)
            self._text(shown, element.line)
            if others:
                self.made.note("choices", element.line, text=" / ".join(others))
        else:
            return False
        return True

    def _pass_through(self, element: Element) -> None:
        """Collect the alternative texts inside an element whose own text is read as a whole, like a formula's."""
        for part in islice(element.elements(), 1, None):
            self.beside += page_parts.attribute_texts(part)
            if part.name in page_parts.BESIDE:
                self.beside.append(self._said(part))

    def _said(self, element: Element) -> str:
        """Return the whole text of an element on one line."""
        inner = _Flow(Assembly(), self.layouts, self.styles, is_own=False, in_cell=True)
        inner.takes_all = True
        inner.walk(element)
        inner.flush()
        self.made.notes += inner.made.notes
        self.beside += inner.beside
        return in_cell([piece.text for piece in inner.made.pieces if isinstance(piece, Paragraph)])

    def _block(self, element: Element) -> None:
        self.flush()
        start = len(self.made.pieces)
        is_bold = bool(_BOLD.search(element.attributes.get("style", "")))
        self._bold += is_bold
        self.walk(element)
        self.flush(page_tables.HEADINGS.get(element.name, 0))
        self._bold -= is_bold
        self._end_region(start)

    def _end_region(self, start: int) -> None:
        """End the paragraph that is being read and what the page holds together from a piece on."""
        self.flush()
        if len(self.made.pieces) > start:
            self.made.regions.append((start, len(self.made.pieces)))

    def tell_beside(self) -> None:
        """Note the alternative texts that don't stand in the text as well."""
        known = "".join("".join(said.split()) for piece in self.made.pieces for said in texts_of(piece))
        said = dict.fromkeys(" ".join(text.split()) for text in self.beside)
        # A hostile page has more of both than can be compared: then all is told.
        is_short = len(known) * len(said) <= _MOST_COMPARED
        if told := " / ".join(text for text in said if text and not (is_short and "".join(text.split()) in known)):
            self.made.note("alternative-text", 1, text=told)

    def flush(self, level: int = 0) -> None:
        """End the paragraph that is being read, a heading of a level if it has one or looks like one."""
        if self._moved_parts and (self.is_on_line or self._has_digits_on_line()):
            for at in self._moved_parts:
                self._parts[at] = raised(self._parts[at])
        text = "".join(self._parts)
        if text.strip():
            plain, bold = self._letters
            looks = bold and not plain and len(text.strip()) <= _LONGEST_HEADING
            if looks and not level and not patterns.has_mark(text, sentence_only=True):
                level = _LEVEL_BY_LOOK
            self.made.paragraph(self._prefix + text.strip(), self._line, level)
            self._prefix = ""
        self._parts, self._letters, self._moved_parts = [], [0, 0], []

    def _has_digits_on_line(self) -> bool:
        moved = set(self._moved_parts)
        return any(char.isdecimal() for at, part in enumerate(self._parts) if at not in moved for char in part)

    def _table(self, table: Element) -> None:
        for part in table.content:
            if isinstance(part, Element) and part.name == "caption" and not self._is_left_out(part):
                self._block(part)
        for part in page_tables.loose(table):
            self.flush()
            start = len(self.made.pieces)
            if isinstance(part, Text):
                self._text(part, part.line)
                self._end_region(start)
            else:
                self._element(part)
        self.flush()
        is_doubtful = any(
            self.styles.of(part).is_doubtful for part in table.elements() if part.name in {"col", "colgroup"}
        )
        rows = [
            [self._box(cell, is_doubtful=is_doubtful) for cell in cells]
            for cells in page_tables.rows(table, self._is_gone)
        ]
        start = len(self.made.pieces)
        self.made.table(rows)
        self._end_region(start)

    def _is_gone(self, part: Element) -> bool:
        """Whether a part of a table takes no place in it; note what it says."""
        return self.styles.of(part).is_gone and self.is_unseen(part)

    def _box(self, cell: Element, *, is_doubtful: bool) -> spans.Box:
        inner = _Flow(Assembly(), self.layouts, self.styles, is_own=self.is_own, in_cell=True)
        shown = page_cells.survey(cell, self.styles)
        inner.is_on_line = shown.is_on_line
        if not inner.is_unseen(cell):
            inner.walk(cell)
        inner.flush()
        self.pictures += inner.pictures
        self.made.notes += inner.made.notes
        self.beside += inner.beside
        pieces = [piece for piece in inner.made.pieces if isinstance(piece, Paragraph)]
        lines = [piece.text for piece in pieces]
        raw = "\n".join(piece.raw or piece.text for piece in pieces)
        text = self.made.cell(lines, cell.line)
        shown.is_doubtful |= is_doubtful
        doubt = shown.open_point(linked=self.styles.linked)
        if doubt and text.isdecimal():
            # Digits of different things are no number.
            text = self.made.cell(shown.parts, cell.line)
        height = page_tables.span(cell, "rowspan")
        # Zero means: down to the last row of the table.
        height = height or limits.HIGHEST_SPAN
        return spans.Box(text, cell.line, height, page_tables.span(cell, "colspan"), raw=raw, doubt=doubt)
