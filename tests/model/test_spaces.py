"""White space in names and titles: between words it is text, between Han characters typesetting."""

import pytest

from nianbao.model.kind import from_data
from nianbao.model.normalisation import cut_out, joined, spaced


@pytest.mark.parametrize(("text", "expected"), [
    ("示 例　局", "示例局"),
    ("Department  of\tWater", "Department of Water"),
    ("ABC 公司", "ABC 公司"),
    ("公司 ABC\n分部", "公司 ABC 分部"),
    ("ABC公司", "ABC公司"),
    ("示例局 2023 年", "示例局2023年"),
    ("示例局 （分 局）", "示例局（分局）"),
    ("Water (City) 2023", "Water (City) 2023"),
    ("  示例局  ", "示例局"),
    ("", ""),
])  # fmt: skip
def test_white_space_stays_where_it_divides_words(text, expected):
    assert spaced(text) == expected
    assert spaced(expected) == expected


@pytest.mark.parametrize(("lines", "expected"), [
    (("示例市", "示例局"), "示例市示例局"),
    (("Department of", "Water", "2023"), "Department of Water 2023"),
    (("ABC", "公司", "2023年"), "ABC 公司2023年"),
    ((), ""),
])  # fmt: skip
def test_lines_of_one_title_are_joined_as_their_words_are_written(lines, expected):
    assert joined(lines) == expected


def test_a_part_is_counted_without_white_space():
    assert [cut_out(" a b  c ", start, end) for start, end in ((0, 2), (1, 3), (0, 3), (2, 2))] == [
        "a b", "b  c", "a b  c", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("pattern", "title", "name"), [
    ("{agency} {year} Annual Report", "Department of Water 2023 Annual Report", "Department of Water"),
    ("{agency} Budget Report {year}", "Roads and Parks Budget Report 2023", "Roads and Parks"),
    ("{agency}{year}年集市年报", "示 例 局 2023年集市年报", "示例局"),
])  # fmt: skip
def test_an_agency_is_named_as_its_title_writes_it(pattern, title, name):
    assert from_data("x", {"kind": {"name": {"en": "x"}, "title": pattern}}).agency_in(title) == name
