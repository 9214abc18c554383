"""Reader of Word files: bytes -> Document, with merged cells, text boxes, tracked changes, Word's numbering."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any, Final

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from nianbao.importers import limits, patterns
from nianbao.importers.document import Document, Paragraph
from nianbao.importers.readers import (
    package,
    round_trip,
    spans,
    unread,
    word_cells,
    word_fields,
    word_looks,
    word_tables,
    word_tree,
)
from nianbao.importers.readers.assembly import Assembly, raised
from nianbao.importers.readers.numbering import Numbering, lineage
from nianbao.model.finding import Refusal
from nianbao.model.normalisation import whole

# The style of what a download of this plugin writes below a table.
_NOTE: Final = "Note"

_LEVEL_BY_LOOK: Final = 2
_LONGEST_HEADING: Final = 45
_OUTLINES: Final = 6
_LONGEST_NUMBER: Final = 5
_SIGNS: Final = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "",
}
# What is anchored in a paragraph and stands beside its text.
_ANCHORED: Final = word_cells.ANCHORED
_REFERENCES: Final = (qn("w:footnoteReference"), qn("w:endnoteReference"))
_SPECIAL: Final = _ANCHORED | {qn("w:sym"), *_REFERENCES}


def read(data: bytes) -> Document:
    """Return the document in a .docx file. Raises Refusal if it is locked, too large, empty or no Word file.

    The sizes of all parts are checked before python-docx sees them. Tracked changes are read as accepted, numerals
    Word draws itself are written out, text boxes stand where they are anchored.
    """
    with package.opened(data) as parts:
        if "word/document.xml" not in parts.namelist() and not _main(parts.namelist()):
            raise Refusal("import-not-package", suffix=".docx")
        for _ in package.markup(parts):
            pass
    word = docx.Document(BytesIO(data))
    if getattr(word.element, "body", None) is None:
        # The main part is said to be a document and holds something else.
        raise Refusal("import-not-package", suffix=".docx")
    return _Reading(word).document(data)


def _main(names: list[str]) -> bool:
    """Whether a package has a main part under another name than the usual one."""
    return any(name.startswith("word/document") and name.endswith(".xml") for name in names)


class _Reading:
    """Walks the body of a document in its order.

    `read` are the elements whose text was taken or noted: all others are noted at the end, so that nothing is
    lost.
    """

    def __init__(self, word: Any) -> None:
        self.made = Assembly()
        self.word = word
        self.numbering = Numbering(word.part)
        self.paragraphs = self.tables = self.numbered = self.pictures = 0
        self.styles = {style.style_id: style for style in word.styles}
        self.looks = word_looks.Looks(self.styles, word.styles.element)
        # The cell that is being read.
        self.cell: word_cells.Cell | None = None
        self.footnotes: list[tuple[str, str, str]] = []
        # The elements whose text was taken or told: all others are told at the end.
        self.read: set[Any] = set()
        self.known: set[str] = set()

    def document(self, data: bytes) -> Document:
        """Return the whole file: body, then footnotes; what stands around and behind it as notes.

        `data` are the bytes of the file, searched at the end for parts nobody read.
        """
        word_tree.settle(self.word.element, self._add_note)
        if calculated := word_fields.settle(self.word.element):
            self.made.note("formula", 1, count=calculated)
        self._block(self.word.element.body, 0)
        self._footnotes()
        self._rest(data)
        if self.numbered:
            self.made.note("numbering", 1, count=self.numbered)
        if self.pictures:
            self.made.note("pictures", 1, count=self.pictures)
        if self.pictures and not self.made.pieces:
            raise Refusal("import-scan")
        return self.made.document()

    def _block(self, parent: Any, depth: int) -> None:
        """Take the paragraphs and tables in an element, also those wrapped in others, in order."""
        if depth > limits.DEEPEST_NESTING:
            return
        for child in parent:
            if child.tag == qn("w:p"):
                self._paragraph(child, depth)
            elif child.tag == qn("w:tbl"):
                self._table(child, depth)
            elif child.tag in word_tables.DELETED:
                self._deleted(child, self._here())
            elif word_tree.holds_blocks(child):
                self._block(child, depth + 1)
            elif not word_tree.is_property(child) and (
                content := "".join(self._inline(child, self._here())).strip()
            ):
                self.made.paragraph(content, self._here())

    def _here(self) -> int:
        """Return the number of the last source place."""
        return max(1, len(self.made.places))

    # --- paragraphs --------------------------------------------------------------------------------------------

    def _paragraph(self, element: Any, depth: int) -> None:
        """Take a paragraph with its numeral, line by line, and the text boxes anchored in it."""
        self.paragraphs += 1
        line = self.made.place("paragraph", number=self.paragraphs)
        text = self._marker(element) + self._text(element, line)
        lines = [part for part in text.replace("\t", " ").split("\n") if part.strip()]
        style = self.styles.get(element.style or "")
        if style is not None and style.name == _NOTE and round_trip.added(text.strip()):
            self.made.note("added-by-download", line, text=text.strip())
            return
        level = self._level(element, text) if len(lines) == 1 else 0
        for part in lines:
            self.made.paragraph(part, line, level)
        for box in word_tree.boxes(element):
            before = len(self.made.pieces)
            self._block(box, depth + 1)
            content = [piece.text for piece in self.made.pieces[before:] if isinstance(piece, Paragraph)]
            if content:
                self.made.note("text-box", line, text=" / ".join(content))

    def _marker(self, element: Any) -> str:
        """Return the numeral Word draws in front of a paragraph."""
        marker = self.numbering.next(element, self.styles) if word_tree.has_content(element) else ""
        self.numbered += bool(marker)
        return marker

    def _text(self, element: Any, line: int) -> str:
        """Return what a paragraph shows; tracked changes and notes leave notes."""
        return "".join(self._inline(element, line))

    def _inline(self, element: Any, line: int) -> Iterator[str]:
        """Yield the texts in a paragraph, in order; what is not shown becomes notes."""
        for child in element:
            if child.tag == qn("w:t"):
                self.read.add(child)
                yield (child.text or "").replace("\n", " ")
            elif child.tag == qn("w:r"):
                yield from self._run(child, line)
            elif child.tag in _SIGNS:
                yield "" if child.get(qn("w:type")) in {"page", "column"} else _SIGNS[child.tag]
            elif child.tag in word_tables.DELETED:
                self._deleted(child, line)
            elif child.tag in _SPECIAL:
                yield self._special(child)
            elif self.cell and word_cells.is_unread(child):
                self.cell.take(child)
            elif not word_tree.is_property(child):
                yield self._wrapped(child, line)

    def _run(self, run: Any, line: int) -> Iterator[str]:
        """Yield the texts of a run; what is formatted as hidden or struck out becomes a note.

        Digits set higher or lower than the line come as raised ones: they are no digits of a figure beside them.
        """
        if code := self._code(run):
            if content := self._taken(run):
                self.made.note(code, line, text=content)
            return
        if self.cell and self.cell.leaves_out(run, self._shown(run)):
            self._taken(run)
            return
        inside = self._inline(run, line)
        is_mark = self.looks.is_raised(run) or bool(self.cell and self.cell.is_note_mark(run))
        yield from map(raised, inside) if is_mark and next(run.iter(*_REFERENCES), None) is None else inside

    def _code(self, run: Any) -> str:
        """Return the note a run is due whose text is none of the document, empty for others."""
        if word_tables.is_deleted_run(run):
            return "deleted"
        if word_fields.WORKING in run.attrib or any(
            self.looks.is_on(run, name) for name in ("vanish", "specVanish")
        ):
            return "hidden"
        if any(self.looks.is_on(run, name) for name in ("strike", "dstrike")):
            return "struck-out"
        is_prompt = self.looks.is_prompt(run) and not any(map(str.isdigit, self._shown(run)))
        return "prompt" if is_prompt else ""

    @staticmethod
    def _shown(run: Any) -> str:
        """Return the text of a run as it is written."""
        return "".join(node.text or "" for node in run.iter(qn("w:t")))

    def _taken(self, element: Any) -> str:
        """Return all text in an element, which goes into a note and not into the text."""
        nodes = list(element.iter(qn("w:delText"), qn("w:t")))
        self.read.update(nodes)
        return "".join(node.text or "" for node in nodes)

    def _add_note(self, code: str, content: str) -> None:
        """Add a note on a text at the last source place."""
        self.made.note(code, self._here(), text=content)

    def _wrapped(self, element: Any, line: int) -> str:
        """Return the text inside an element that only wraps it; an insertion becomes a note, too."""
        inside = "".join(self._inline(element, line))
        if element.tag in {qn("w:ins"), qn("w:moveTo")} and inside.strip():
            self.made.note("inserted", line, text=inside)
        return inside

    def _special(self, element: Any) -> str:
        """Return what a symbol or the mark of a footnote shows; pictures are counted.

        A picture with a text box inside is none: its text is taken.
        """
        if element.tag == qn("w:sym"):
            return word_cells.symbol(element)
        if element.tag in _REFERENCES:
            return self._reference(element)
        if element.tag in _ANCHORED:
            self.pictures += next(word_tree.boxes(element), None) is None
        return ""

    def _reference(self, element: Any) -> str:
        """Return the mark of a footnote or endnote, whose text is put at the end of the document.

        A mark somebody chose, which stands behind it in its run, goes in front of that text.
        """
        kind = "footnotes" if element.tag == qn("w:footnoteReference") else "endnotes"
        own = ""
        if element.get(qn("w:customMarkFollows"), "0") in {"1", "true", "on"}:
            for part in element.itersiblings(qn("w:t"), qn("w:sym")):
                own += word_cells.symbol(part) or part.text or ""
                # It is read here, and not in its place again.
                part.text = ""
                part.attrib.clear()
        self.footnotes.append((kind, element.get(qn("w:id"), ""), own.strip()))
        return f"[{len(self.footnotes)}]"

    def _deleted(self, element: Any, line: int) -> None:
        """Note the text tracked changes deleted."""
        if (content := self._taken(element)).strip():
            self.made.note("deleted", line, text=content)

    def _level(self, element: Any, text: str) -> int:
        """Return the heading level by outline or style, else by look: short, whole in bold, no sentence."""
        stated = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        for style in lineage(self.styles.get(element.style or "")):
            if stated is None:
                stated = style.element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
        outline = whole(stated.get(qn("w:val"), ""), _LONGEST_NUMBER) if stated is not None else None
        if outline is not None and outline < _OUTLINES:
            return outline + 1
        runs = [run for run in element.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(qn("w:t")))]
        is_short = len(text.strip()) <= _LONGEST_HEADING and not patterns.has_mark(text, sentence_only=True)
        return _LEVEL_BY_LOOK if runs and is_short and all(map(word_looks.is_bold, runs)) else 0

    # --- tables ------------------------------------------------------------------------------------------------

    def _table(self, element: Any, depth: int) -> None:
        """Take a table; the cells of one that only arranges the page are taken one after another."""
        for gone in word_tables.deleted(element):
            self._deleted(gone, self._here())
        rows = list(word_tables.rows(element))
        cells = [cell for row in rows for cell in row]
        if len(cells) <= 1 or any(word_tables.is_layout(cell) for cell in cells):
            for cell in cells:
                self._block(cell, depth + 1)
            return
        self.tables += 1
        placed = [word_tables.placed(row) for row in rows]
        heights = spans.heights(placed)
        start = len(self.made.places) + 1
        boxes = [self._boxes_of(row, at, placed[at], heights[at]) for at, row in enumerate(rows)]
        self.made.table(boxes)
        if self.looks.doubtful_parts(element):
            self.made.point(
                "looks-in-doubt", start, " / ".join(box.text for row in boxes for box in row if box.text)
            )
        unseen = [
            box for row, found in zip(rows, boxes, strict=True) if word_tables.is_hidden(row) for box in found
        ]
        if content := " / ".join(box.text for box in unseen if box.text):
            self.made.note("hidden-cells", unseen[0].line, text=content)

    def _boxes_of(
        self, row: list[Any], at: int, placed: Sequence[spans.Placed], heights: Sequence[int]
    ) -> list[spans.Box]:
        """Return the cells of a row as boxes, those that continue a merge from above left out."""
        line = self.made.place("row", table=self.tables, row=at + 1)
        boxes = []
        for cell, place, height in zip(row, placed, heights, strict=True):
            if height:
                self.cell = word_cells.Cell(cell, self.looks)
                raw = self._cell_lines(cell, line)
                text = self.made.cell(raw, line)
                for code, said in self.cell.points(text, str(place.left + 1)):
                    self.made.point(code, line, said)
                self.cell = None
                boxes.append(spans.Box(text, line, height, place.width, place.left, "\n".join(raw)))
        return boxes

    def _cell_lines(self, cell: Any, line: int) -> list[str]:
        """Return the lines of text in a cell."""
        lines: list[str] = []
        for paragraph in cell.iter(qn("w:p")):
            if (
                self.cell
                and not word_tree.has_content(paragraph)
                and (marker := self.numbering.of(paragraph, self.styles))
            ):
                self.cell.doubt("numbering-in-cell", marker)
            lines += (self._marker(paragraph) + self._text(paragraph, line)).replace("\t", " ").split("\n")
        return lines

    # --- around the body ---------------------------------------------------------------------------------------

    def _footnotes(self) -> None:
        """Add the notes that were referred to, in the order of their marks."""
        texts = {kind: self._notes_of(kind) for kind in {kind for kind, *_ in self.footnotes}}
        for number, (kind, key, own) in enumerate(self.footnotes, 1):
            line = self.made.place("note", number=number)
            content = texts[kind].get(key, "").strip()
            content = content if content.startswith(own) else f"{own} {content}"
            self.made.paragraph(f"[{number}] {content}", line)
            self.made.note("footnote", line, text=content)

    def _notes_of(self, kind: str) -> dict[str, str]:
        """Return the texts of all footnotes or endnotes by their id, and note what else their part says."""
        found = {}
        for part in self._related(kind):
            word_tree.settle(part, self._add_note)
            read: set[Any] = set()
            for note in part:
                key = note.get(qn("w:id"), "")
                found[key] = " ".join(word_tables.plain(note))
                if (kind, key) in {(kind, key) for kind, key, _ in self.footnotes}:
                    read.update(note.iter(qn("w:t")))
            if content := " / ".join((*unread.left(part, read), *unread.attributes(part))):
                self.made.note("unread", self._here(), text=content)
        return found

    def _rest(self, data: bytes) -> None:
        """Note everything else: headers, footers, comments, what the body says unseen, and all other parts."""
        for kind, code in (("header", "page-furniture"), ("footer", "page-furniture"), ("comments", "comment")):
            for content in dict.fromkeys(self._whole(part) for part in self._related(kind)):
                if content:
                    self.made.note(code, self._here(), text=content)
        body = self.word.element
        if content := " / ".join(dict.fromkeys(unread.attributes(body))):
            self.made.note("alternative-text", self._here(), text=content)
        if content := " / ".join(part.strip() for part in unread.left(body, self.read)):
            self.made.note("unread", self._here(), text=content)
        known = {*self.known, str(self.word.part.partname).lstrip("/")}
        for part, content in unread.parts(data, known):
            self.made.note("elsewhere", self._here(), place=part, text=content)

    def _whole(self, part: Any) -> str:
        """Return everything a part says, as it is shown."""
        word_tree.settle(part, self._add_note)
        return " ".join(
            dict.fromkeys(content.strip() for content in (*unread.left(part), *unread.attributes(part)))
        )

    def _related(self, kind: str) -> Iterator[Any]:
        """Yield the XML of the parts of one kind, in the order of their names."""
        relations = [
            r for r in self.word.part.rels.values() if not r.is_external and r.reltype.endswith(f"/{kind}")
        ]
        for relation in sorted(relations, key=lambda r: str(r.target_part.partname)):
            self.known.add(str(relation.target_part.partname).lstrip("/"))
            yield parse_xml(relation.target_part.blob)
