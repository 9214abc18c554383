"""Which form a document's tables are set by, decided from evidence before any row is sorted under it."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from nianbao.importers.document import Document, Paragraph, texts_of
from nianbao.importers.draft import Given
from nianbao.importers.recognition import facts, headings, titles
from nianbao.importers.recognition.labels import COLUMN, ROW, Labels
from nianbao.importers.recognition.rows import is_value
from nianbao.importers.recognition.spaced import parted
from nianbao.model.form import Form, for_year
from nianbao.model.kind import Kind

# Labels of columns alone make a table without a stub only where this many stand together.
_FEWEST_COLUMNS = 4


def form_of(
    document: Document, forms: Mapping[str, Form], kind: Kind, given: Given, path: Sequence[str]
) -> Labels | None:
    """Return the form of a document's report by its labels, None for a report without one.

    `forms` are those of the report's kind; `path` are the names of the folders the file lies in and its own.

    The form stated counts; reports for years before the first form have none (`prose-before-2019`). Otherwise the
    labels decide: those only one form has, or the latest form where all have them (`form-of-2019-in-gb18030`). A
    document without tables has the form of its year if at least half of the form's sections have headings in it.
    """
    labels = {id_: Labels(form) for id_, form in forms.items()}
    if given.form:
        return labels.get(given.form)
    shown = given.year or _year_shown(document, kind, path)
    if shown and not any(form.since <= shown for form in forms.values()):
        return None
    texts = {text for piece in document.pieces for text in texts_of(piece)}
    texts |= {cell for known in labels.values() for text in texts for cell in parted(text, known)}
    best = _named_best(labels, texts, for_year(forms, shown, kind.id) if shown else None)
    if best is None or _has_tables(best, document, texts):
        return best
    if len(_sections_headed(document, best)) < len(best.form.sections) // 2:
        return None
    fitting = for_year(forms, shown, kind.id) if shown else best.form
    return labels[fitting.id] if fitting else None


def _year_shown(document: Document, kind: Kind, path: Sequence[str]) -> int | None:
    """Return the year the paragraphs show before it is known which of them belong to tables."""
    paragraphs = list(_paragraphs(document))
    year, _ = facts.year_of(titles.find(paragraphs, kind), paragraphs, path)
    return year


def _paragraphs(document: Document) -> Iterator[tuple[int, Paragraph]]:
    """Yield the paragraphs of a document, numbered by their place among its pieces."""
    for at, piece in enumerate(document.pieces):
        if isinstance(piece, Paragraph):
            yield at, piece


def _sections_headed(document: Document, labels: Labels) -> set[str]:
    """Return the keys of the form's sections that have a heading among a document's paragraphs."""
    lines = list(_paragraphs(document))
    found, _ = headings.find(lines, labels.form, lambda text: labels.find(text) is not None)
    return {heading.key for heading in found.values() if heading.key}


def _named_best(labels: Mapping[str, Labels], texts: set[str], fitting: Form | None) -> Labels | None:
    """Return the form with the most labels that no other form has; of equals the year's, then the latest."""
    keys = {id_: known.named_in(texts) for id_, known in labels.items()}
    forms = {id_: known.form for id_, known in labels.items()}

    def others(form: Form) -> Iterator[frozenset[str]]:
        # A form that a site added is told from all others, these not from it: it takes nothing from them.
        for id_, other in forms.items():
            if other is not form and (form.is_added or not other.is_added):
                yield frozenset(keys[id_])

    scores = {id_: len(keys[id_] - frozenset().union(*others(form))) for id_, form in forms.items()}
    best = max(
        forms.values(),
        key=lambda form: (scores[form.id], form is fitting, not form.is_added, form.since),
        default=None,
    )
    chosen = best if best and (not fitting or scores[best.id]) else fitting
    return labels[chosen.id] if chosen else None


def _has_tables(labels: Labels, document: Document, texts: set[str]) -> bool:
    """Whether a table of the form stands in a document, of which `texts` are all texts.

    It shows by the label of a row in a known writing, by the labels of several columns (the table of disputes has
    no stub), or by a misspelt label where figures follow.
    """
    exact = [match for text in texts if (match := labels.exact(text))]
    if any(match.of(ROW) for match in exact) or sum(bool(m.of(COLUMN)) for m in exact) >= _FEWEST_COLUMNS:
        return True
    return any(match.of(ROW) for text in _next_to_figures(document) if (match := labels.find(text)))


def _next_to_figures(document: Document) -> Iterator[str]:
    """Yield the texts that can label figures: those in grids, right above one, and right above a figure."""
    for piece, following in pairwise((*document.pieces, None)):
        if piece is None:
            continue
        below = following.text if isinstance(following, Paragraph) else ""
        if not isinstance(piece, Paragraph) or (following and not below) or (below and is_value(below)):
            yield from (text for text in texts_of(piece) if not is_value(text))
