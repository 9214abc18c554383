"""Ways of saying "none": which cells a sentence without a number states to be zero."""

from collections.abc import Sequence
from dataclasses import replace

from nianbao.claims.frame import APPLICATIONS, DISPUTES, DOCUMENT, OTHER, Frame, Meaning, has, keys
from nianbao.claims.meaning import meaning
from nianbao.claims.sentences import LISTED
from nianbao.claims.vocabulary import MONEY, Token
from nianbao.finding import Place
from nianbao.form import Form

_THINGS = frozenset({"noun", "row", "column", "dispute", "result", "document", "channel"})
_BLOCKERS = ("blame", "plan", "if", "since", "rate")


def zero_of(  # noqa: C901, PLR0911 - one step for each kind of words, in the order in which they rule
    before: Sequence[Token], scope: Sequence[Token], frame: Frame, form: Form
) -> tuple[Meaning, ...]:
    """Return what a negation says there was none of; nothing where it speaks of other matters.

    `before` are the words of the clause before the negation, `scope` those behind it. Each meaning is zero by
    itself.
    """
    # The negation can hold a verb, which alone says nothing of what there was none of.
    words = scope if any(map(_is_named, scope[1:])) else [*before, *scope]
    if any(has((*before, *scope), "sign", sign) for sign in _BLOCKERS):
        return ()
    nouns = keys(words, "noun")
    disputes = [token for token in words if token.key("dispute") or token.key("noun") in DISPUTES]
    if disputes:
        named = _each(disputes, words, frame, form)
        if has(words, "sign", "anew"):
            named = tuple(replace(item, sure=False) for item in named)
        return (*_coordinate(words, disputes[0], frame, form), *named)
    if nouns and nouns[-1] == OTHER:
        return ()
    if frame.topic in DISPUTES and not nouns and any(token.key("result") for token in words):
        found_result = meaning(words, [], frame, form)
        if found_result is None or found_result.topic not in DISPUTES:
            return ()
        return (replace(found_result, sure=found_result.sure and len(frame.latest) <= 1),)
    if documents := [token for token in words if token.key("document")]:
        return _documents(documents, words, frame, form)
    if frame.topic == DOCUMENT and not nouns and keys(words, "act"):
        gone_on = meaning(words, [], frame, form)
        return (gone_on,) if gone_on and gone_on.topic == DOCUMENT else ()
    rows = [token for token in words if (sense := token.sense("row")) and not sense.loose]
    if rows and (APPLICATIONS in nouns or frame.speaks_of_applications or not nouns):
        found = [meaning([token], [], frame, form) for token in rows]
        return tuple(item for item in found if item and item.topic == APPLICATIONS)
    if not has(words, "noun", APPLICATIONS) and not (
        frame.speaks_of_applications and keys(words, "act") and not nouns and not keys(words, "subset")
    ):
        return ()
    if has(words, "subset", "subset") or any(token.key("channel") for token in words):
        return ()
    acts = [token for token in words if token.key("act")]
    if len(keys(acts, "act")) > 1 and any(token.text == LISTED for token in words):
        named = [token for token in words if token.key("noun") == APPLICATIONS]
        listed = [meaning([*named, token], [], frame, form) for token in acts]
        return tuple(item for item in listed if item and item.topic == APPLICATIONS)
    found_one = meaning([token for token in words if not token.key("act")], [], frame, form)
    if found_one is None:
        found_one = Meaning(APPLICATIONS, ("new",), ((Place("applications", "new", "total"),),), "flow")
    return (found_one,) if found_one.topic == APPLICATIONS else ()


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
    if not any(token.text == LISTED for token in before[named + 1 :]):
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
    return tuple(item for item in found if item and item.topic == DOCUMENT)
