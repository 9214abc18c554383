"""Sentences cut into clauses, and clauses into what belongs to each number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from nianbao.analysis.claims.vocabulary import ALL, MONEY, UNITS, Token, denies_one

_ENDS: Final = frozenset(",;:")
LISTED: Final = "\u3001"
# What gives a number a meaning of its own; other words only shade it.
SUBSTANCE: Final = frozenset({"noun", "row", "column", "result", "document", "dispute", "act", "channel"})
# What can stand right behind a number as the noun it counts.
_BELONGING: Final = frozenset({"noun", "column", "document", "neutral"})
# So near behind its unit, a noun belongs to the number: at most a particle stands between.
_ADJACENT: Final = 1


@dataclass(slots=True)
class Clause:
    """A stretch of text between two marks. `opens` and `closes` count the brackets before and behind it."""

    tokens: list[Token] = field(default_factory=list)
    opens: int = 0
    closes: int = 0
    start: int = 0
    end: int = 0
    ends_with: str = ""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number with the words before it that are its own, and those behind it."""

    number: Token
    left: tuple[Token, ...]
    right: tuple[Token, ...]


def is_substance(token: Token) -> bool:
    """Say whether a word gives a number a meaning of its own."""
    return not SUBSTANCE.isdisjoint(token.senses)


def clauses(tokens: Sequence[Token], start: int, end: int) -> Iterator[Clause]:
    """Cut a sentence at its commas, semicolons, colons and brackets."""
    clause = Clause(start=start)
    for token in _without_asides(tokens):
        if token.text in _ENDS:
            clause.ends_with, clause.end = token.text, token.start
            yield clause
            clause = Clause(start=token.end)
        elif token.text == "(":
            clause.end = token.start
            yield clause
            clause = Clause(opens=1, start=token.end)
        elif token.text == ")":
            clause.closes, clause.end = 1, token.start
            yield clause
            clause = Clause(start=token.end)
        else:
            clause.tokens.append(token)
    clause.end = end
    yield clause


def without_ones_denied(tokens: Sequence[Token]) -> list[Token]:
    """Leave out the one in "not a single one": it is the negation that counts."""
    return [
        token
        for index, token in enumerate(tokens)
        if not (token.number and index and denies_one(tokens[index - 1], token))
    ]


def _without_asides(tokens: Sequence[Token]) -> Iterator[Token]:
    """Leave out the brackets that stand between a name and its number: what is in them is named too."""
    end = -1
    for index, token in enumerate(tokens):
        if token.text == "(" and index > end:
            end = _end_of_aside(tokens, index)
        if index > end:
            yield token
        elif token.text == "(" or token.key("sign") == "among":
            yield Token(LISTED, token.start, token.end)
        elif index < end:
            yield token


def _end_of_aside(tokens: Sequence[Token], begin: int) -> int:
    """Return where a bracket ends that has no number in it and one right behind it, else -1."""
    for index in range(begin + 1, len(tokens) - 1):
        token, behind = tokens[index], tokens[index + 1]
        if token.text == ")":
            return index if behind.number and behind.start == token.end else -1
        if token.number or token.text == "(":
            return -1
    return -1


def phrases(clause: Clause) -> Iterator[Phrase]:
    """Give each number of a clause its words.

    Words before a number are its own unless an earlier number needs them: one that has no words of substance
    before it takes those behind it. A noun right behind the unit always belongs to the number.
    """
    tokens = clause.tokens
    at = [index for index, token in enumerate(tokens) if token.number]
    begin = 0
    for position, index in enumerate(at):
        until = at[position + 1] if position + 1 < len(at) else len(tokens)
        left = own(tokens[begin:index])
        behind = tokens[index + 1 : until]
        listed = next((place for place, token in enumerate(behind) if token.text == LISTED), len(behind))
        told = next((place for place, token in enumerate(behind) if _tells(token)), len(behind))
        if any(map(is_substance, left)):
            taken = _adjacent(tokens[index], behind)
        elif listed == len(behind) and position + 1 < len(at):
            taken = _owned(behind)
        else:
            taken = min(listed, told) if any(map(is_substance, behind[:told])) else listed
        begin = index + 1 + taken
        yield Phrase(tokens[index], left, tuple(behind[:taken]))


def _tells(token: Token) -> bool:
    """Say whether a word begins what is told of all that was counted, or of none of it."""
    return token.key("sign") == "everything" or "none" in token.senses


def acts_of_list(found: Sequence[Phrase], index: int) -> tuple[Token, ...]:
    """Return the act a list of things begins with, for applications that stand further on in it without one."""
    left = found[index].left
    if not left or left[0].text != LISTED or any(token.key("act") for token in left):
        return ()
    if not any(token.key("noun") == "applications" for token in left):
        return ()
    return tuple(token for token in found[0].left if token.key("act") in {"concluded", "handled"})


def own(before: Sequence[Token]) -> tuple[Token, ...]:
    """Leave out the words that only name the whole a number is taken from."""
    whole = next((index for index in range(len(before) - 1, -1, -1) if before[index].key("sign") == "within"), -1)
    return tuple(before[whole + 1 :])


def _adjacent(number: Token, behind: Sequence[Token]) -> int:
    """Count the nouns and applicants right behind a number."""
    end, taken = number.end, 0
    for token in behind:
        is_noun = not _BELONGING.isdisjoint(token.senses)
        if not is_noun or token.start - end > _ADJACENT:
            break
        end, taken = token.end, taken + 1
    return taken


def _owned(behind: Sequence[Token]) -> int:
    """Of the words between two numbers without a mark, those up to the last are the first number's."""
    return max((place for place, token in enumerate(behind) if is_substance(token)), default=-1) + 1


def is_of_other_things(token: Token) -> bool:
    """Say whether a number has a unit that counts nothing of ours."""
    stated = token.number
    if stated is None or not stated.unit:
        return False
    return stated.unit not in UNITS and stated.unit not in MONEY and stated.unit != "%"


def counts_those_without(tokens: Sequence[Token]) -> bool:
    """Say whether a clause counts those who have none of something: the number stands behind the negation."""
    none = next(index for index, token in enumerate(tokens) if token.key("none"))
    number = next(index for index, token in enumerate(tokens) if token.number)
    return none < number and any(map(is_substance, tokens[none + 1 : number]))


def says_all(tokens: Sequence[Token]) -> bool:
    """Say whether words tell of all that was counted: "all of them", "disclosed in full"."""
    return any(token.key("sign") == "everything" for token in tokens) or any(
        "row" in t.senses and t.text.startswith(ALL) for t in tokens
    )


def says_each(phrase: Phrase) -> bool:
    """Say whether a number is said of each thing named before it: "each", "all", or nil of all."""
    stated = phrase.number.number
    nil = stated is not None and stated.value == 0
    return nil or any(token.key("sign") in {"each", "everything"} for token in phrase.left)
