"""The report on a web page, found by what stands in it, among navigation, sidebars and footer."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import accumulate

from nianbao.importers import patterns
from nianbao.importers.document import Document, ImportNote, Paragraph, Piece, texts_of
from nianbao.importers.recognition import facts, headings, titles
from nianbao.importers.recognition.labels import Labels
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.normalisation import label_key, numeral_of

# The article holds nearly all labels and most sentences of the page; what a sidebar repeats may be missing.
_LABELS = 0.9
_SENTENCES = 0.7
_TITLE_WITHIN = 12
_LONGEST_HEADING = 80
_SIGNATURE_WITHIN = 8


def narrowed(document: Document, forms: Mapping[str, Form], kind: Kind) -> Document:
    """Return a document without what stands around its report; what is left out becomes notes.

    The report is the smallest region that holds nearly all labels and most sentences, as in
    `page-of-a-government-site-in-gb18030`. A document without regions is a report as a whole.
    """
    if not document.regions:
        return document
    evidence = _Evidence(document.pieces, forms)
    start, end = 0, len(document.pieces)
    for first, behind in document.regions:
        if start <= first and behind <= end and evidence.is_in(first, behind):
            start, end = first, behind
    kept = {*range(start, end), *_next_to(document.pieces, start, end, kind)}
    if len(kept) == len(document.pieces):
        return document
    notes = [*_left_out(document.pieces[:start], kept, 0), *_left_out(document.pieces[end:], kept, end)]
    pieces = tuple(piece for at, piece in enumerate(document.pieces) if at in kept)
    return replace(document, pieces=pieces, notes=(*document.notes, *notes))


class _Evidence:
    """What each piece shows of a report: labels and headings of a form, and sentences by their length."""

    def __init__(self, pieces: tuple[Piece, ...], forms: Mapping[str, Form]) -> None:
        known = [Labels(form) for form in forms.values()]
        self._labels: defaultdict[str, list[int]] = defaultdict(list)
        self._headings: defaultdict[str, list[int]] = defaultdict(list)
        lengths = []
        for at, piece in enumerate(pieces):
            for key in frozenset().union(*(labels.named_in(texts_of(piece)) for labels in known)):
                self._labels[key].append(at)
            text = piece.text if isinstance(piece, Paragraph) else ""
            if numeral_of(label_key(text[:_LONGEST_HEADING])):
                for key in {headings.names(text, form) for form in forms.values()} - {""}:
                    self._headings[key].append(at)
            lengths.append(len(text) if patterns.has_mark(text, sentence_only=True) else 0)
        self._sentences = [0, *accumulate(lengths)]

    def is_in(self, start: int, end: int) -> bool:
        """Whether the report can be within the pieces from `start` up to `end`."""
        if self._sentences[end] - self._sentences[start] < _SENTENCES * self._sentences[-1]:
            return False
        if not self._labels and not self._headings and not self._sentences[-1]:
            return False
        named = sum(_stands(places, start, end) for places in self._labels.values())
        return named >= _LABELS * len(self._labels) and all(
            _stands(places, start, end) for places in self._headings.values()
        )


def _stands(places: list[int], start: int, end: int) -> bool:
    """Whether one of some places, in order, lies within a range of pieces."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _next_to(pieces: tuple[Piece, ...], start: int, end: int, kind: Kind) -> Iterable[int]:
    """Yield what belongs to the report around it: its title and date above, its signature below.

    Pages set both apart from the article; the nearest title and the nearest date count.
    """
    top = pieces[start : min(end, start + _TITLE_WITHIN)]
    is_titled = titles.has_title([piece for piece in top if isinstance(piece, Paragraph)], kind)
    above = [(at, piece) for at, piece in enumerate(pieces[:start]) if isinstance(piece, Paragraph)]
    above_titles = [at for at, piece in above if titles.is_title(piece.text, kind)]
    if above_titles and not is_titled:
        yield above_titles[-1]
    dates = [at for at, piece in above if patterns.pattern("published").search(patterns.plain(piece.text[:200]))]
    yield from dates[-1:]
    for at, piece in enumerate(pieces[end : end + _SIGNATURE_WITHIN], end):
        if isinstance(piece, Paragraph) and facts.is_signature(piece.text):
            yield at


def _left_out(pieces: tuple[Piece, ...], kept: set[int], offset: int) -> Iterable[ImportNote]:
    """Yield a note with the text of the pieces that are not kept; `offset` is the number of the first piece."""
    left = [piece for at, piece in enumerate(pieces, offset) if at not in kept]
    content = " / ".join(text for piece in left for text in texts_of(piece))
    if content:
        first = left[0]
        line = first.line if isinstance(first, Paragraph) else first.rows[0].cells[0].line
        yield ImportNote("outside-article", line, {"text": content})
