"""The words by which claims are read: a pattern is only tried where it can begin."""

from re import _parser

import pytest

from nianbao.analysis.claims.vocabulary import Vocabulary
from nianbao.model.form import builtin
from nianbao.model.yamltext import package_data

DATA = package_data("claims.yml")
ANYTHING = object()


def firsts(parsed):
    """Return what a parsed pattern can begin with, and whether it can be empty."""
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
            kinds = [firsts(branch) for branch in argument[1]]
        elif name == "SUBPATTERN":
            kinds = [firsts(argument[-1])]
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            inner, empty = firsts(argument[2])
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


def begins_elsewhere(pattern, allowed):
    """Return what a pattern can begin with outside the characters it is tried at."""
    begins, empty = firsts(_parser.parse(pattern))
    return (begins - set(allowed)) | ({ANYTHING} if empty else set())


@pytest.mark.parametrize("form", sorted(builtin()))
@pytest.mark.parametrize("year", [2019, 2031])
def test_every_pattern_of_words_begins_where_it_is_tried(form, year):
    patterns = Vocabulary(builtin()[form], year).patterns
    assert [p for p in patterns if begins_elsewhere(p, DATA["starts"]["words"])] == []


@pytest.mark.parametrize("kind", ["masks", "dates"])
def test_every_mask_begins_where_it_is_tried(kind):
    allowed = [*members_of(DATA["starts"][kind])]
    assert [p for p in DATA[kind] if begins_elsewhere(p, allowed)] == []


def members_of(described):
    """Return the characters a class is written with."""
    return firsts(_parser.parse(f"[{described}]"))[0]


def test_a_pattern_that_begins_elsewhere_is_found():
    assert begins_elsewhere("(?<=甲)(?:乙|丙)?丁", "乙丁") == {"丙"}
    assert begins_elsewhere("乙?", "乙") == {ANYTHING}
    assert begins_elsewhere("[^乙]丁", "乙丁") == {ANYTHING}
