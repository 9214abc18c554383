"""Sentences cut into clauses, and clauses into what belongs to each number."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from nianbao.analysis.claims.tokens import LISTED, Token, is_substance
from nianbao.analysis.claims.vocabulary import Vocabulary

_ENDS: Final = frozenset(",;:")
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
    """A number with the words before it that are its own, and those behind it.

    Example: TXT601.yml, "applicants of what came in": each number has its own applicant before it.
    """

    number: Token
    left: tuple[Token, ...]
    right: tuple[Token, ...]

    @property
    def words(self) -> tuple[Token, ...]:
        """The words before the number and those behind it."""
        return (*self.left, *self.right)


def clauses(tokens: Sequence[Token], start: int, end: int) -> Iterator[Clause]:
    """Yield the clauses of a sentence, cut at its commas, semicolons, colons and brackets.

    Example: TXT601.yml, "what came in, came over, was concluded and goes over, as in the table": four clauses.
    """
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


def without_ones_denied(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Token]:
    """Return the tokens without the one in "not a single one": it is the negation that counts."""
    return [
        token
        for index, token in enumerate(tokens)
        if not (token.number and index and vocabulary.denies_one(tokens[index - 1], token))
    ]


def _without_asides(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield tokens without the brackets between a name and its number: what is in them is named too."""
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
    """Return where a bracket ends that has no number in it and one right behind it, else -1.

    Example: TXT603.yml, "a group of rows has no cell of its own".
    """
    for index in range(begin + 1, len(tokens) - 1):
        token, behind = tokens[index], tokens[index + 1]
        if token.text == ")":
            return index if behind.number and behind.start == token.end else -1
        if token.number or token.text == "(":
            return -1
    return -1


def phrases(clause: Clause) -> Iterator[Phrase]:
    """Yield the numbers of a clause with their words.

    Words before a number are its own unless an earlier number needs them: one that has no words of substance
    before it takes those behind it. A noun right behind the unit always belongs to the number.

    Example: TXT603.yml, "the six outcomes as in the table".
    """
    tokens = clause.tokens
    at = [index for index, token in enumerate(tokens) if token.number]
    begin = 0
    for position, index in enumerate(at):
        until = at[position + 1] if position + 1 < len(at) else len(tokens)
        left = own(tokens[begin:index])
        behind = tokens[index + 1 : until]
        listed = next((place for place, token in enumerate(behind) if token.text == LISTED), len(behind))
        on_all = next((place for place, token in enumerate(behind) if _is_about_all(token)), len(behind))
        if any(map(is_substance, left)):
            taken = _adjacent(tokens[index], behind)
        elif listed == len(behind) and position + 1 < len(at):
            taken = _owned(behind)
        else:
            taken = min(listed, on_all) if any(map(is_substance, behind[:on_all])) else listed
        begin = index + 1 + taken
        yield Phrase(tokens[index], left, tuple(behind[:taken]))


def _is_about_all(token: Token) -> bool:
    """Return whether a word begins what is said of all that was counted, or of none of it."""
    return token.key("sign") == "everything" or "none" in token.senses


def acts_of_list(listed: Sequence[Phrase], index: int) -> tuple[Token, ...]:
    """Return the act a list of things begins with, for applications that stand further on in it without one.

    Example: building-638.
    """
    left = listed[index].left
    if not left or left[0].text != LISTED or any(token.key("act") for token in left):
        return ()
    if not any(token.key("noun") == "applications" for token in left):
        return ()
    return tuple(token for token in listed[0].left if token.key("act") in {"concluded", "handled"})


def own(before: Sequence[Token]) -> tuple[Token, ...]:
    """Return the words before a number without those that only name the whole it is taken from."""
    whole = next((index for index in range(len(before) - 1, -1, -1) if before[index].key("sign") == "within"), -1)
    return tuple(before[whole + 1 :])


def _adjacent(number: Token, behind: Sequence[Token]) -> int:
    """Return how many nouns and applicants stand right behind a number.

    Example: building-7.
    """
    end, taken = number.end, 0
    for token in behind:
        is_noun = not _BELONGING.isdisjoint(token.senses)
        if not is_noun or token.start - end > _ADJACENT:
            break
        end, taken = token.end, taken + 1
    return taken


def _owned(behind: Sequence[Token]) -> int:
    """Return how many of the words between two numbers without a mark are the first number's: up to the last.

    Example: building-127.
    """
    return max((place for place, token in enumerate(behind) if is_substance(token)), default=-1) + 1


def is_of_other_things(token: Token) -> bool:
    """Return whether a number has a unit that counts nothing of ours: persons, days, meetings."""
    return token.number is not None and token.number.unit.is_foreign


def counts_those_without(tokens: Sequence[Token]) -> bool:
    """Return whether a clause counts those who have none of something: the number stands behind the negation.

    Example: building-269.
    """
    none = next(index for index, token in enumerate(tokens) if token.key("none"))
    number = next(index for index, token in enumerate(tokens) if token.number)
    return none < number and any(map(is_substance, tokens[none + 1 : number]))


def is_of_all(tokens: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Return whether words are said of all that was counted: "all of them", "disclosed in full".

    Example: TXT603.yml, "all of them granted".
    """
    return any(token.key("sign") == "everything" for token in tokens) or any(
        "row" in token.senses and token.text.startswith(vocabulary.everything) for token in tokens
    )


def is_of_each(phrase: Phrase) -> bool:
    """Return whether a number is said of each thing named before it: "each", "all", or nil of all.

    Example: building-100.
    """
    stated = phrase.number.number
    nil = stated is not None and stated.value == 0
    return nil or any(token.key("sign") in {"each", "everything"} for token in phrase.left)


def respective(numbered: Sequence[Phrase], waiting: Sequence[Token]) -> list[Phrase]:
    """Return the numbers of a list each with its own item of the list before it; none where the two don't match.

    `waiting` are the words of the clause before.

    Example: building-98.
    """
    words = [*waiting, *numbered[0].left] if numbered else []
    mark = next((index for index, token in enumerate(words) if token.key("sign") == "respectively"), len(words))
    own_words = [words[mark + 1 :], *(phrase.left for phrase in numbered[1:])]
    if numbered and all(any(map(is_substance, left)) for left in own_words):
        return [*numbered]
    years = [token for token in words[:mark] if token.year is not None]
    if len(years) == len(numbered) and len(numbered) > 1:
        rest = [token for token in (*words[mark:], *words[:mark]) if token.year is None and token.text != LISTED]
        return [
            Phrase(phrase.number, (year, *rest), phrase.right)
            for year, phrase in zip(years, numbered, strict=True)
        ]
    items = [item for item in _items(words[:mark]) if any(map(is_substance, item))]
    if len(items) < len(numbered):
        items = [[token] for token in words[:mark] if is_substance(token)]
    if len(items) != len(numbered):
        return []
    lead = [token for token in words[:mark] if token.year is not None or token.key("sign") == "among"]
    return [
        Phrase(phrase.number, (*(lead if not index else ()), *item, *words[mark : mark + 1]), phrase.right)
        for index, (phrase, item) in enumerate(zip(numbered, items, strict=True))
    ]


def _items(words: Sequence[Token]) -> list[list[Token]]:
    """Return words cut at the marks of a list."""
    items: list[list[Token]] = [[]]
    for token in words:
        if token.text == LISTED:
            items.append([])
        else:
            items[-1].append(token)
    return items
