"""Of which kind the report in a document is, and on which form.

The kind shows in the labels, among kinds with about as many of them in the title; the form in labels only it has.
"""

from collections.abc import Mapping
from itertools import islice
from typing import Final

from nianbao.importers.document import Document, Paragraph, texts_of
from nianbao.importers.recognition import facts
from nianbao.importers.recognition.labels import Labels
from nianbao.model.finding import Refusal
from nianbao.model.form import Form, for_year, kinds_of
from nianbao.model.kind import Kind

# A title stands among so many paragraphs at the top.
_TOP: Final = 60
# A kind with a smaller part of the labels than this of the one with the most is none the document can be of.
_ENOUGH: Final = 0.5


def of(document: Document, forms: Mapping[str, Form], kind: str = "", form: str = "") -> Kind:
    """Return the kind of a document: the one that is given, itself or by a form, else the one it shows.

    Raises Refusal for a kind that is not known, or whose forms the given one is none of.
    """
    known = kinds_of(forms)
    if kind and kind not in known:
        raise Refusal("no-kind", kind=kind, known=tuple(known))
    if form in forms:
        if kind and forms[form].kind.id != kind:
            raise Refusal("import-form-of-kind", form=form, kind=kind)
        return forms[form].kind
    if kind:
        return known[kind]
    default = next(iter(known.values()))
    return _shown(document, forms, known) if len(known) > 1 else default


def _shown(document: Document, forms: Mapping[str, Form], known: Mapping[str, Kind]) -> Kind:
    texts = {text for piece in document.pieces for text in texts_of(piece)}
    named: dict[str, set[str]] = {id_: set() for id_ in known}
    for form in forms.values():
        named[form.kind.id] |= Labels(form).named_in(texts)
    others = {id_: set().union(*(keys for name, keys in named.items() if name != id_)) for id_ in known}
    top = list(islice((piece for piece in document.pieces if isinstance(piece, Paragraph)), _TOP))

    def evidence(kind: Kind) -> tuple[bool, int, bool]:
        titled = any(facts.is_title(stated, kind) for stated in document.imprint.titles)
        return facts.has_title(top, kind) or titled, len(named[kind.id] - others[kind.id]), kind.is_default

    # The title of a report of another kind may stand beside the report, in a list of links; its tables don't.
    most = max(map(len, named.values()))
    return max((kind for id_, kind in known.items() if len(named[id_]) >= most * _ENOUGH), key=evidence)


def form_of(document: Document, forms: Mapping[str, Form], kind: Kind, year: int, form: str) -> Form | None:
    """Choose a form by the labels only it has; without any, the latest one."""
    if form:
        return forms.get(form)
    texts = {text for piece in document.pieces for text in texts_of(piece)}
    labels = {id_: Labels(each) for id_, each in forms.items()}
    keys = {id_: known.named_in(texts) for id_, known in labels.items()}
    # A form that a site added is told from all others, these not from it: it takes nothing from them.
    scores = {
        id_: len(
            own - frozenset().union(*(keys[name] for name in keys if name != id_ and _counts(forms, name, id_)))
        )
        for id_, own in keys.items()
    }
    fitting = for_year(forms, year, kind.id) if year else None
    best = max(
        forms.values(),
        key=lambda each: (scores[each.id], each is fitting, not each.is_added, each.since),
        default=None,
    )
    return best if best and (not fitting or scores[best.id]) else fitting


def _counts(forms: Mapping[str, Form], other: str, form: str) -> bool:
    """Say whether a form is one that another has to be told from."""
    return forms[form].is_added or not forms[other].is_added
