"""The words by which claims are read: a pattern is only tried where it can begin."""

import random
import re
from re import _parser

import pytest

from nianbao.analysis.claims.firsts import firsts, guard
from nianbao.analysis.claims.lexer import Lexer
from nianbao.analysis.claims.vocabulary import vocabulary
from nianbao.model.form import builtin
from patterns import sample

DATA = vocabulary().data
ANYTHING = object()


def parsed_firsts(parsed):
    """Return what a pattern can begin with by Python's own parser, and whether it can be empty."""
    found = set()
    for operation, argument in parsed:
        name = str(operation)
        if name == "LITERAL":
            return found | {chr(argument)}, False
        if name == "IN":
            return found | {one for kind, value in argument for one in members(str(kind), value)}, False
        if name in {"ASSERT", "ASSERT_NOT", "AT"}:
            continue
        if name == "BRANCH":
            kinds = [parsed_firsts(branch) for branch in argument[1]]
        elif name == "SUBPATTERN":
            kinds = [parsed_firsts(argument[-1])]
        elif name == "ATOMIC_GROUP":
            kinds = [parsed_firsts(argument)]
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            inner, empty = parsed_firsts(argument[2])
            kinds = [(inner, empty or argument[0] == 0)]
        else:
            return found | {ANYTHING}, False
        found |= {one for begins, _ in kinds for one in begins}
        if not any(empty for _, empty in kinds):
            return found, False
    return found, True


def members(kind, value):
    """Return the characters one item of a character class stands for."""
    if kind == "LITERAL":
        return {chr(value)}
    if kind == "RANGE":
        return {chr(code) for code in range(value[0], value[1] + 1)}
    if kind == "CATEGORY" and str(value) == "CATEGORY_DIGIT":
        return set("0123456789")
    return {ANYTHING}


def begins_with(pattern):
    """Return what a pattern can begin with by Python's own parser; None for anything or nothing."""
    begins, empty = parsed_firsts(_parser.parse(pattern))
    return None if empty or ANYTHING in begins else frozenset(begins)


@pytest.mark.parametrize("form", sorted(builtin()))
@pytest.mark.parametrize("year", [2019, 2031])
def test_every_pattern_of_words_is_tried_where_it_can_begin(form, year):
    for pattern in Lexer(vocabulary(), builtin()[form], year).patterns:
        assert firsts([pattern]) == begins_with(pattern) is not None, pattern


@pytest.mark.parametrize("kind", ["masks", "dates"])
def test_every_mask_is_tried_where_it_can_begin(kind):
    for pattern in DATA[kind]:
        assert firsts([pattern]) == begins_with(pattern) is not None, pattern


@pytest.mark.parametrize(("pattern", "begins"), [
    ("(?<=甲)(?:乙|丙)?丁", "乙丙丁"), ("乙?", None), ("[^乙]丁", None), (".丁", None), (r"\w丁", None), ("", None),
    ("乙{0,2}?丙", "乙丙"), ("乙{2}丙", "乙"), ("乙++丙", "乙"), ("(?P<a>乙|)丙", "乙丙"), (r"\[?[a-c\d]", "[abc0123456789"),
    (r"[乙\]\-]", "乙]-"), ("^(?!丙)乙$", "乙"), ("(?>乙|丙)丁", "乙丙"), (r"(?:(?:甲|乙)?丙)*丁", "甲乙丙丁"),
])  # fmt: skip
def test_what_a_pattern_can_begin_with(pattern, begins):
    assert firsts([pattern]) == (None if begins is None else frozenset(begins))
    assert firsts([pattern]) == begins_with(pattern)


def test_what_is_not_known_is_refused():
    with pytest.raises(ValueError, match="group"):
        firsts(["(?i)乙"])


def test_a_guard_never_hides_a_match():
    """A text that fits a pattern fits it behind its guard as well."""
    chance = random.Random(7)
    for pattern in (
        *DATA["masks"],
        *DATA["dates"],
        *Lexer(vocabulary(), builtin()["cn-disclosure-2021"], 2024).patterns,
    ):
        bare, guarded = re.compile(pattern), re.compile(guard([pattern]) + f"(?:{pattern})")
        for _ in range(20):
            text = sample(bare, chance)
            assert [m.span() for m in bare.finditer(text)] == [m.span() for m in guarded.finditer(text)], text
