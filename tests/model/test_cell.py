"""What a cell says: five answers, kept apart, and nothing that was written is changed."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import assert_in_proportion
from nianbao.model import cell, normalisation
from nianbao.model.cell import Kind, Oddity

CASES = [
    # as written, kind, value, unit, oddities, JSON
    ("0", Kind.ZERO, "0", "", set(), 0),
    ("12", Kind.NUMBER, "12", "", set(), 12),
    ("115.1", Kind.NUMBER, "115.1", "", set(), 115.1),
    ("", Kind.BLANK, None, "", set(), None),
    ("\u3000 ", Kind.BLANK, None, "", set(), None),
    ("/", Kind.NOT_APPLICABLE, None, "", set(), "/"),
    ("／", Kind.NOT_APPLICABLE, None, "", set(), "／"),
    ("-", Kind.NOT_APPLICABLE, None, "", set(), "-"),
    ("—", Kind.NOT_APPLICABLE, None, "", set(), "—"),
    ("无", Kind.NOT_APPLICABLE, None, "", set(), "无"),
    ("43.788万元", Kind.NUMBER, "43.788", "万元", set(), "43.788万元"),
    ("251000元", Kind.NUMBER, "251000", "元", set(), "251000元"),
    ("12 件", Kind.NUMBER, "12", "件", set(), "12 件"),
    ("0件", Kind.ZERO, "0", "件", set(), "0件"),
    ("+1036", Kind.NUMBER, "1036", "", set(), 1036),
    ("-8", Kind.NUMBER, "-8", "", set(), -8),
    ("−8", Kind.NUMBER, "-8", "", set(), -8),
    ("减4", Kind.NUMBER, "-4", "", set(), -4),
    ("1,234", Kind.NUMBER, "1234", "", {Oddity.SEPARATORS}, 1234),
    ("1，234", Kind.NUMBER, "1234", "", {Oddity.SEPARATORS}, 1234),
    ("1,234,567.8", Kind.NUMBER, "1234567.8", "", {Oddity.SEPARATORS}, 1234567.8),
    ("1 234", Kind.NUMBER, "1234", "", {Oddity.SPACES}, 1234),
    ("１２", Kind.NUMBER, "12", "", {Oddity.FULL_WIDTH}, 12),
    ("0\u2002", Kind.ZERO, "0", "", {Oddity.SPACES}, 0),
    ("\u200b5", Kind.NUMBER, "5", "", {Oddity.SPACES}, 5),
    ("010", Kind.NUMBER, "10", "", {Oddity.LEADING_ZERO}, 10),
    ("-1.5", Kind.NUMBER, "-1.5", "", set(), -1.5),
    ("1,23", Kind.TEXT, None, "", set(), "1,23"),
    ("1 2", Kind.TEXT, None, "", set(), "1 2"),
    ("1O", Kind.TEXT, None, "", set(), "1O"),
    ("12:30", Kind.TEXT, None, "", set(), "12:30"),
    ("十二", Kind.TEXT, None, "", set(), "十二"),
    ("no", Kind.TEXT, None, "", set(), "no"),
    ("1e3", Kind.TEXT, None, "", set(), "1e3"),
    ("件", Kind.TEXT, None, "", set(), "件"),
    ("--5", Kind.TEXT, None, "", set(), "--5"),
]


@pytest.mark.parametrize(
    ("raw", "kind", "value", "unit", "oddities", "json"), CASES, ids=[repr(c[0]) for c in CASES]
)
def test_read(raw, kind, value, unit, oddities, json):
    read = cell.read(raw)
    assert (read.raw, read.kind, read.unit, read.oddities) == (raw, kind, unit, frozenset(oddities))
    assert read.value == (None if value is None else Decimal(value))
    assert read.as_json() == json
    assert type(read.as_json()) is type(json)


@given(st.text(max_size=12))
def test_any_text_is_read_and_kept(raw):
    read = cell.read(raw)
    assert read.raw == raw
    assert (read.value is not None) == (read.kind in {Kind.NUMBER, Kind.ZERO})
    assert (read.kind is Kind.ZERO) == (read.value == 0)


@given(st.integers(-(10**12), 10**12))
def test_every_integer_is_itself(number):
    assert cell.read(str(number)).value == number
    assert cell.read(str(number)).as_json() == number


def test_accents_on_accents_are_folded_piece_by_piece():
    text = "申请（１２）件，" * 1000
    assert normalisation.same_width(text) == unicodedata.normalize("NFKC", text)

    def fold(size):
        normalisation.same_width("公开" + "\u0323\u0301" * size)

    assert_in_proportion(fold, 20_000, 80_000, limit=8)
