"""Of which kind the report in a document is: labels show it, and the title among kinds with about as many."""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from nianbao.importers.document import Document, Paragraph, texts_of
from nianbao.importers.draft import Given
from nianbao.importers.recognition import titles
from nianbao.importers.recognition.labels import Labels
from nianbao.model.finding import Refusal
from nianbao.model.form import Form, kinds_of
from nianbao.model.kind import Kind

# A title stands among so many paragraphs at the top.
_TOP: Final = 60
# A kind with a smaller part of the labels than this of the one with the most is none the document can be of.
_ENOUGH: Final = 0.5


def kinds_fitting(document: Document, forms: Mapping[str, Form], given: Given) -> tuple[Kind, ...]:
    """Return the kind of a document's report: the one that is given, itself or by a form, else the one it shows.

    More than one is returned where title and tables fit as many kinds equally. Raises Refusal for a kind that is
    not known, or whose forms the given one is none of.
    """
    known, kind, form = kinds_of(forms), given.kind, given.form
    if kind and kind not in known:
        raise Refusal("no-kind", kind=kind, known=tuple(known))
    if form in forms:
        if kind and forms[form].kind.id != kind:
            raise Refusal("import-form-of-kind", form=form, kind=kind)
        return (forms[form].kind,)
    if kind:
        return (known[kind],)
    return _shown(document, forms, known) if len(known) > 1 else tuple(known.values())


def _shown(document: Document, forms: Mapping[str, Form], known: Mapping[str, Kind]) -> tuple[Kind, ...]:
    texts = {text for piece in document.pieces for text in texts_of(piece)}
    named: dict[str, set[str]] = {id_: set() for id_ in known}
    for form in forms.values():
        named[form.kind.id] |= Labels(form).named_in(texts)
    others = {id_: set().union(*(keys for name, keys in named.items() if name != id_)) for id_ in known}
    top = list(islice((piece for piece in document.pieces if isinstance(piece, Paragraph)), _TOP))

    def evidence(kind: Kind) -> tuple[bool, int]:
        titled = any(titles.is_title(stated, kind) for stated in document.imprint.titles)
        return titles.has_title(top, kind) or titled, len(named[kind.id] - others[kind.id])

    # The title of a report of another kind may stand beside the report, in a list of links; its tables don't.
    most = max(map(len, named.values()))
    shown = {id_: evidence(kind) for id_, kind in known.items() if len(named[id_]) >= most * _ENOUGH}
    best = max(shown.values())
    fitting = tuple(known[id_] for id_ in shown if shown[id_] == best)
    # A report that has no title of any kind, and tables of no other kind alone, is of the default one.
    is_untitled = not best[0]
    return next(((kind,) for kind in fitting if kind.is_default and is_untitled), fitting)
