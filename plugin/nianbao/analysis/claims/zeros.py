"""Ways of saying "none": which cells a sentence without a number states to be zero."""

from collections.abc import Sequence
from dataclasses import replace

from nianbao.analysis.claims.frame import APPLICATIONS, DISPUTES, DOCUMENT, OTHER, Frame, Meaning, has, keys
from nianbao.analysis.claims.meaning import meaning
from nianbao.analysis.claims.sentences import LISTED
from nianbao.analysis.claims.vocabulary import MONEY, Token
from nianbao.model.finding import Place
from nianbao.model.form import Form

_THINGS = frozenset({"noun", "row", "column", "dispute", "result", "document", "channel"})
_BLOCKERS = ("blame", "plan", "if", "since", "rate")


def zero_of(before: Sequence[Token], scope: Sequence[Token], frame: Frame, form: Form) -> tuple[Meaning, ...]:
    """Return what a negation says there was none of; nothing where it speaks of other matters.

    `before` are the words of the clause before the negation, `scope` those behind it. Each meaning is zero by
    itself.
    """
    # The negation can hold a verb, which alone says nothing of what there was none of.
    words = scope if any(map(_is_named, scope[1:])) else [*before, *scope]
    nouns = keys(words, "noun")
    disputes = [token for token in words if token.key("dispute") or token.key("noun") in DISPUTES]
    of_other_things = not disputes and nouns[-1:] == [OTHER]
    if of_other_things or any(has((*before, *scope), "sign", sign) for sign in _BLOCKERS):
        return ()
    if disputes:
        return _no_disputes(disputes, words, frame, form)
    if frame.topic in DISPUTES and not nouns and keys(words, "result"):
        result = _one(words, frame, form, *DISPUTES)
        return tuple(replace(item, sure=item.sure and len(frame.latest) <= 1) for item in result)
    if documents := [token for token in words if token.key("document")]:
        return _documents(documents, words, frame, form)
    if frame.topic == DOCUMENT and not nouns and keys(words, "act"):
        return _one(words, frame, form, DOCUMENT)
    return _no_applications(words, nouns, frame, form)


def _one(words: Sequence[Token], frame: Frame, form: Form, *topics: str) -> tuple[Meaning, ...]:
    """Return what words mean if it is of one of some topics, else nothing."""
    found = meaning(words, [], frame, form)
    return (found,) if found and found.topic in topics else ()


def _no_disputes(
    disputes: Sequence[Token], words: Sequence[Token], frame: Frame, form: Form
) -> tuple[Meaning, ...]:
    named = _each(disputes, words, frame, form)
    if has(words, "sign", "anew"):
        # None that are new: of those that are not, nothing is said.
        named = tuple(replace(item, sure=False) for item in named)
    return (*_coordinate(words, disputes[0], frame, form), *named)


def _no_applications(
    words: Sequence[Token], nouns: Sequence[str], frame: Frame, form: Form
) -> tuple[Meaning, ...]:
    named = APPLICATIONS in nouns
    rows = [token for token in words if (sense := token.sense("row")) and not sense.loose]
    if rows and (named or frame.speaks_of_applications or not nouns):
        # That nothing was left undisclosed is often said, and says nothing of what was granted.
        told = [token for token in rows if named or token.key("row") != "granted"]
        return tuple(item for token in told for item in _one([token], frame, form, APPLICATIONS))
    goes_on = frame.speaks_of_applications and keys(words, "act") and not nouns
    if not (named or goes_on) or keys(words, "subset") or keys(words, "channel"):
        return ()
    acts = [token for token in words if token.key("act")]
    if len(keys(acts, "act")) > 1 and any(token.text == LISTED for token in words):
        noun = [token for token in words if token.key("noun") == APPLICATIONS]
        return tuple(item for token in acts for item in _one([*noun, token], frame, form, APPLICATIONS))
    if acts and {*keys(acts, "act")} == {"concluded"}:
        return _one(acts, frame, form, APPLICATIONS)
    none_at_all = Meaning(APPLICATIONS, ("new",), ((Place("applications", "new", "total"),),), "flow")
    found = meaning([token for token in words if not token.key("act")], [], frame, form) or none_at_all
    return (found,) if found.topic == APPLICATIONS else ()


def _is_named(token: Token) -> bool:
    """Say whether a word names a thing there can be none of."""
    return not _THINGS.isdisjoint(token.senses)


def _each(disputes: Sequence[Token], words: Sequence[Token], frame: Frame, form: Form) -> tuple[Meaning, ...]:
    """Return one meaning for each kind of dispute named, with the result named, if any."""
    results = [token for token in words if token.key("result")]
    found = [meaning([token, *results], [], frame, form) for token in disputes]
    return tuple(item for item in found if item)


def _coordinate(words: Sequence[Token], dispute: Token, frame: Frame, form: Form) -> tuple[Meaning, ...]:
    """Return the meaning of applications named beside disputes, not as what the disputes are about."""
    before = [token for token in words if token.start < dispute.start]
    if not has(before, "noun", APPLICATIONS) or has(words, "sign", "cause"):
        return ()
    named = next(index for index, token in enumerate(before) if token.key("noun") == APPLICATIONS)
    if not any(token.text == LISTED or token.key("sign") == "beside" for token in before[named + 1 :]):
        return ()
    found = meaning(before[: named + 1], [], frame, form)
    return (found,) if found and found.topic == APPLICATIONS else ()


def _documents(
    documents: Sequence[Token], words: Sequence[Token], frame: Frame, form: Form
) -> tuple[Meaning, ...]:
    acts = [token for token in words if token.key("act")]
    found = []
    for token in documents:
        item = meaning([*acts, token], [], frame, form)
        if item is None or item.topic != DOCUMENT:
            item = meaning([*acts, token], [], frame, form, next(iter(MONEY)))
        found.append(item)
    told = (item for item in found if item and item.topic == DOCUMENT)
    return tuple(replace(item, readings=(tuple(cell for each in item.each for cell in each),)) for item in told)
