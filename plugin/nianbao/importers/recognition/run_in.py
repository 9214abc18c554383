"""Run-in headings: the heading of a section and its text in one paragraph, set apart."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from nianbao.importers.document import Document, ImportNote, Paragraph, Piece
from nianbao.importers.patterns import SENTENCE_MARKS, TRAILING_MARKS, pattern
from nianbao.importers.recognition import headings
from nianbao.model.form import Form
from nianbao.model.normalisation import label_key, numeral_of, without_numeral

# What goes on with a heading is text from about this length on; a heading and its numeral are no longer than that.
_SHORTEST_TEXT: Final = 8
_LONGEST_HEADING: Final = 45
# A short name may as well begin a sentence, unless a mark, a year or the agency's word for itself follows.
_LONG_NAME: Final = 10


def set_apart(
    document: Document, form: Form, is_label: Callable[[str], bool]
) -> tuple[Document, list[ImportNote]]:
    """Return a document with the run-in headings as paragraphs of their own, and a note on each.

    A section that has a heading of its own keeps it, and numerals are those of the other headings.
    A short name ends there only where a mark, a space or a beginning of text follows it.
    """
    cuts = {
        at: cut
        for at, piece in enumerate(document.pieces)
        if isinstance(piece, Paragraph) and (cut := _cut(piece.text, form))
    }
    if not cuts:
        return document, []
    lines = [(at, piece) for at, piece in enumerate(document.pieces) if isinstance(piece, Paragraph)]
    found, _ = headings.find(lines, form, is_label)
    headed = {heading.key for heading in found.values()}
    texts = dict(lines)
    styles = {headings.style_of(texts[at].text) for at, heading in found.items() if heading.key} or {"N."}
    apart: dict[int, tuple[Paragraph, Paragraph]] = {}
    for at, (key, end) in cuts.items():
        part = texts[at]
        if key not in headed and headings.style_of(part.text) in styles:
            headed.add(key)
            named, text = part.text[:end].strip(), part.text[end:].strip()
            apart[at] = replace(part, text=named, raw=""), replace(part, text=text, level=0, raw="")
    notes = [ImportNote("heading-run-in", named.line, {"text": named.text}) for named, _ in apart.values()]
    return replace(document, pieces=tuple(_pieces(document, apart))), notes


def _pieces(document: Document, apart: dict[int, tuple[Paragraph, Paragraph]]) -> Iterator[Piece]:
    """Yield the pieces of a document, those set apart as the two they are."""
    for at, piece in enumerate(document.pieces):
        yield from apart.get(at, (piece,))


def _cut(text: str, form: Form) -> tuple[str, int] | None:
    """Return the section a paragraph begins with the name of, and where its text begins; None if it is no such."""
    begin = label_key(text[: 2 * _LONGEST_HEADING])
    name = without_numeral(begin)
    if not numeral_of(begin) or not any(mark in text for mark in SENTENCE_MARKS):
        return None
    for section in form.sections:
        for known in map(label_key, (section.label, *section.aliases)):
            if name.startswith(known) and (at := _end_of(text, known)):
                return section.key, at
    return None


def _end_of(text: str, name: str) -> int:
    """Return where the heading that ends with a name ends in a text, marks behind it included, 0 if nowhere."""
    for at in range(len(name), min(len(text), _LONGEST_HEADING)):
        if without_numeral(label_key(text[:at])) == name:
            rest = text[at:].lstrip()
            marked = rest.lstrip(TRAILING_MARKS)
            is_parted = len(marked) < len(text) - at
            begins = is_parted or len(name) >= _LONG_NAME or pattern("text_begins").match(rest)
            return len(text) - len(marked) if begins and len(marked) >= _SHORTEST_TEXT else 0
    return 0
