"""Zero statements: which cells a sentence without a number says hold none."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from nianbao.analysis.claims.claim import Count, Quantity
from nianbao.analysis.claims.frame import APPLICATIONS, DISPUTES, DOCUMENT, OTHER, Frame, Meaning
from nianbao.analysis.claims.meaning import meaning
from nianbao.analysis.claims.reading import Reading
from nianbao.analysis.claims.sentences import Clause
from nianbao.analysis.claims.tokens import LISTED, NO_UNIT, Token, has, is_substance, keys
from nianbao.model.finding import Place

_THINGS: Final = frozenset({"noun", "row", "column", "dispute", "result", "document", "channel"})
_BLOCKERS: Final = ("blame", "plan", "if", "since", "rate")


class ZeroStatements:
    """Reads the negations of a paragraph's clauses."""

    def __init__(self, reading: Reading) -> None:
        self._reading, self._frame, self._mentions = reading, reading.frame, reading.mentions

    def each(self, clause: Clause, waiting: Sequence[Token]) -> None:
        """Read each negation of a clause with the words from the one before to the next, cut at a list's mark.

        `waiting` are words of the clause before.

        Example: TXT602.yml, "none at all".
        """
        tokens = clause.tokens
        at = [index for index, token in enumerate(tokens) if token.key("none")]
        begin = 0
        for position, index in enumerate(at):
            end = len(tokens)
            if position + 1 < len(at):
                between = range(at[position + 1] - 1, index, -1)
                end = next((place for place in between if tokens[place].text == LISTED), 0)
                if not end:
                    continue
            part = Clause(tokens[begin:end], start=clause.start if not begin else tokens[begin].start)
            self._reading.enter_period(tokens[begin:end])
            self.one(part, index - begin, waiting if not begin else [])
            begin = end

    def behind_numbers(self, clause: Clause) -> None:
        """Read of a clause with numbers the disputes that it says behind them did not follow."""
        tokens = clause.tokens
        last = max(index for index, token in enumerate(tokens) if token.number)
        none = next((index for index in range(last, len(tokens)) if tokens[index].key("none")), len(tokens))
        if any(token.key("noun") in DISPUTES for token in tokens[none:]):
            self.each(Clause(tokens[none:], start=tokens[none].start, end=clause.end), [])

    def one(self, clause: Clause, index: int, waiting: Sequence[Token], at: Token | None = None) -> None:
        """Read the negation, or the word for nought, that stands at an index of a clause.

        `waiting` are words of the clause before; `at` is where it stands if the clause is put together.

        Example: TXT601.yml, "none came in, while the table has some".
        """
        frame, tokens = self._frame, clause.tokens
        before, negation, scope = [*waiting, *tokens[:index]], tokens[index], tokens[index + 1 :]
        first = next((token for token in tokens if is_substance(token)), negation)
        if frame.sentence.other_period or self._reading.is_of_other_body(clause, min(first.start, negation.start)):
            why = "other-period" if frame.sentence.other_period else "other-body"
            self._reading.decide(negation.text, why)
            return
        zeros = zero_of(before, [negation, *scope], frame)
        named = (token for token in reversed(scope) if is_substance(token) and not token.key("act"))
        span = self._mentions.span(at or negation, next(named, at or negation))
        claims = tuple(
            Count(
                span,
                Decimal(0),
                tuple(Quantity(cells, frame.year_of(what)) for cells in what.readings),
                high=Decimal(0),
                confident=what.confident,
                kind=what.kind,
                in_words=True,
            )
            for what in zeros
            if what.readings
        )
        self._reading.decide(negation.text, "zero" if claims else "none-of-ours", zeros[-1] if zeros else None)
        if claims:
            frame.count_zero(zeros, claims)
            self._mentions.add(span, claims)


def zero_of(before: Sequence[Token], scope: Sequence[Token], frame: Frame) -> tuple[Meaning, ...]:
    """Return what a negation says there was none of; nothing where it speaks of other matters.

    `before` are the words of the clause before the negation, `scope` those behind it. Each meaning is zero by
    itself.

    Example: TXT603.yml, "none denied"; TXT604.yml, "none issued".
    """
    # The negation can hold a verb, which alone says nothing of what there was none of.
    words = scope if any(map(_is_named, scope[1:])) else [*before, *scope]
    nouns = keys(words, "noun")
    disputes = [token for token in words if token.key("dispute") or token.key("noun") in DISPUTES]
    of_other_things = not disputes and nouns[-1:] == [OTHER]
    if of_other_things or any(has((*before, *scope), "sign", sign) for sign in _BLOCKERS):
        return ()
    if disputes:
        return _no_disputes(disputes, words, frame)
    if frame.topic in DISPUTES and not nouns and keys(words, "result"):
        result = _one(words, frame, *DISPUTES)
        one_kind = len(frame.previous.counts) <= 1
        return tuple(replace(item, confident=item.confident and one_kind) for item in result)
    if documents := [token for token in words if token.key("document")]:
        return _no_documents(documents, words, frame)
    if frame.topic == DOCUMENT and not nouns and keys(words, "act"):
        return _one(words, frame, DOCUMENT)
    return _no_applications(words, nouns, frame)


def _is_named(token: Token) -> bool:
    """Return whether a word names a thing there can be none of."""
    return not _THINGS.isdisjoint(token.senses)


def _one(words: Sequence[Token], frame: Frame, *topics: str) -> tuple[Meaning, ...]:
    """Return what words mean if it is of one of some topics, else nothing."""
    what = meaning(words, [], frame)
    return (what,) if what and what.topic in topics else ()


def _no_disputes(disputes: Sequence[Token], words: Sequence[Token], frame: Frame) -> tuple[Meaning, ...]:
    """Return the disputes there were none of, and the applications named beside them.

    Example: TXT602.yml, "none, where the table is blank".
    """
    named = _each(disputes, words, frame)
    if has(words, "sign", "anew"):
        # None that are new: of those that are not, nothing is said.
        named = tuple(replace(item, confident=False) for item in named)
    return (*_coordinate(words, disputes[0], frame), *named)


def _each(disputes: Sequence[Token], words: Sequence[Token], frame: Frame) -> tuple[Meaning, ...]:
    """Return one meaning for each kind of dispute named, with the result named, if any."""
    results = [token for token in words if token.key("result")]
    named = [meaning([token, *results], [], frame) for token in disputes]
    return tuple(item for item in named if item)


def _coordinate(words: Sequence[Token], dispute: Token, frame: Frame) -> tuple[Meaning, ...]:
    """Return the meaning of applications named beside disputes, not as what the disputes are about."""
    before = [token for token in words if token.start < dispute.start]
    if not has(before, "noun", APPLICATIONS) or has(words, "sign", "cause"):
        return ()
    named = next(index for index, token in enumerate(before) if token.key("noun") == APPLICATIONS)
    if not any(token.text == LISTED or token.key("sign") == "beside" for token in before[named + 1 :]):
        return ()
    return _one(before[: named + 1], frame, APPLICATIONS)


def _no_documents(documents: Sequence[Token], words: Sequence[Token], frame: Frame) -> tuple[Meaning, ...]:
    """Return the documents, decisions or fees there were none of.

    Example: TXT604.yml, "none issued".
    """
    acts = [token for token in words if token.key("act")]
    zeros = []
    for token in documents:
        item = meaning([*acts, token], [], frame)
        if item is None or item.topic != DOCUMENT:
            item = meaning([*acts, token], [], frame, frame.vocabulary.money)
        zeros.append(item)
    named = (item for item in zeros if item and item.topic == DOCUMENT)
    return tuple(replace(item, readings=(tuple(cell for each in item.each for cell in each),)) for item in named)


def _no_applications(words: Sequence[Token], nouns: Sequence[str], frame: Frame) -> tuple[Meaning, ...]:
    """Return the applications there were none of: of outcomes, acts or the bare noun.

    Example: TXT601.yml, "none came in, while the table has some"; TXT603.yml, "none denied".
    """
    named = APPLICATIONS in nouns
    rows = [token for token in words if (sense := token.sense("row")) and not sense.loose]
    if rows and (named or frame.speaks_of_applications or not nouns):
        # That nothing was left undisclosed is often said, and says nothing of what was granted.
        counted = [token for token in rows if named or token.key("row") != "granted"]
        return tuple(item for token in counted for item in _one([token], frame, APPLICATIONS))
    goes_on = frame.speaks_of_applications and keys(words, "act") and not nouns
    if not (named or goes_on) or keys(words, "subset") or keys(words, "channel"):
        return ()
    acts = [token for token in words if token.key("act")]
    if len(keys(acts, "act")) > 1 and any(token.text == LISTED for token in words):
        noun = [token for token in words if token.key("noun") == APPLICATIONS]
        return tuple(item for token in acts for item in _one([*noun, token], frame, APPLICATIONS))
    if acts and {*keys(acts, "act")} == {"concluded"}:
        return _one(acts, frame, APPLICATIONS)
    none_at_all = Meaning(APPLICATIONS, ("new",), ((Place("applications", "new", "total"),),), "flow")
    what = meaning([token for token in words if not token.key("act")], [], frame, NO_UNIT) or none_at_all
    return (what,) if what.topic == APPLICATIONS else ()
