"""YAML as text: nothing is guessed, places are right, and what is quoted reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.model.yamltext import Mapping, Scalar, Sequence, YamlError, parse, plain, quote


def test_scalars_stay_text():
    assert plain(parse("a: [010, 12:30, no, 1e3, 2024-01-02, 0x1F, ~]")) == {
        "a": ["010", "12:30", "no", "1e3", "2024-01-02", "0x1F", ""]
    }


def test_quoted_null_is_text():
    node = parse("a: ['null', null, '', ~]").entries[0][1]
    assert [item.is_null for item in node.items] == [False, True, False, True]


def test_places_count_characters_from_one():
    node = parse("申请:\n  本年新收: [4, 十, 0]\n", first_line=5)
    row_key, row = node.entries[0][1].entries[0]
    assert (row_key.line, row_key.column) == (6, 3)
    assert [(item.line, item.column) for item in row.items] == [(6, 10), (6, 13), (6, 16)]


def test_doubled_keys_are_both_there():
    assert [key.text for key, _ in parse("a: 1\na: 2").entries] == ["a", "a"]


@pytest.mark.parametrize(
    ("text", "kind", "line"),
    [
        ("a: [1", "syntax", 1),
        ("a: 1\n b: 2", "syntax", 2),
        ("a: \x00", "syntax", 1),
        ("[" * 100_000, "deep", 1),
        ("- " * 50_000, "deep", 1),
        ("a: &x [*x]", "deep", 1),
        ("a: &a [1,1,1,1,1,1,1,1,1,1]\n" + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [" + ",".join([f"*{chr(97 + n)}"] * 10) + "]\n" for n in range(7)
        ), "explodes", 1),
        ("? [1, 2]\n: 3", "key", 1),
    ],
)  # fmt: skip
def test_hostile_or_broken_text_is_refused(text, kind, line):
    with pytest.raises(YamlError) as caught:
        parse(text)
    assert caught.value.kind == kind
    assert caught.value.line >= line


@given(st.text(max_size=40))
def test_quoted_text_reads_back_in_every_position(value):
    cleaned = value.encode("utf-8", "ignore").decode()
    node = parse(f"k: {quote(cleaned)}\nl: [{quote(cleaned)}, 1]\nm: {{n: {quote(cleaned)}}}\n")
    assert isinstance(node, Mapping)
    alone, listed, mapped = (value for _, value in node.entries)
    assert isinstance(listed, Sequence)
    for scalar in (alone, listed.items[0], mapped.entries[0][1]):
        assert isinstance(scalar, Scalar)
        assert scalar.text == cleaned
        assert not scalar.is_null
