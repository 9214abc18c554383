"""Texts wrapped at one width: their lines become the paragraphs they were, and nothing else changes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nianbao.importers.readers import text

HEAD = ["白水县水务局2023年政府信息公开工作年度报告", "一、总体情况"]
PARAGRAPHS = [
    (
        "2023年，我局坚持以公开为常态、不公开为例外，全面落实条例各项要求，持续优化政务公开平台，主动公开政府信息487条，"
        "其中政策解读12条，行政许可事项共办理1521件，群众满意度稳步提高。"
    ),
    (
        "一是主动公开意识有待增强，个别科室报送信息不及时；二是公开形式较为单一，图解、视频等形式运用不足，2024年将加强学习，"
        "健全机制，推动政务公开工作再上新台阶。"
    ),
    (
        "依托政府网站、政务新媒体、政务公开专区等平台发布信息1330条，其中政务动态302条，概况信息957条，目录信息71条，"
        "网站（www.example.gov.cn）全年访问量约12万次。"
    ),
]


# Sentences of many lengths, so that at some width one ends with its line.
MORE = [
    "全年平稳。" + "".join(f"第{word}项工作按时完成，结果已经公开。" for word in "甲乙丙丁戊己庚辛"),
    "下一步继续努力。"
    + "".join(f"加强{word}方面的公开，方便群众查阅和监督。" for word in ("教育", "医疗卫生", "就业")),
    "相关工作人员参加了培训。" + "培训内容包括条例、格式和案例。" * 4,
]


def wrapped(paragraph, width):
    lines, line, used = [], "", 0
    for part in re.findall(r"[!-~]+|.", paragraph):
        columns = sum(1 if char.isascii() else 2 for char in part)
        if used + columns > width and part not in "，。；：）、":
            lines.append(line)
            line, used = "", 0
        line += part
        used += columns
    return [*lines, line]


def read(lines, reader=text.read):
    return [piece.text for piece in reader("\n".join(lines).encode()).pieces]


@pytest.mark.parametrize("reader", [text.read, text.read_markdown])
@pytest.mark.parametrize("width", [44, 56, 62, 70, 78])
def test_paragraphs_are_whole(width, reader):
    lines = [line for paragraph in PARAGRAPHS for line in wrapped(paragraph, width)]
    assert read([*HEAD, *lines], reader) == [*HEAD, *PARAGRAPHS]


@pytest.mark.parametrize("width", range(40, 90, 2))
@pytest.mark.parametrize("mark", ["indents", "blanks"])
def test_sentences_may_end_with_a_line_where_paragraphs_are_marked(mark, width):
    paragraphs = [*PARAGRAPHS, *MORE]
    lines = [*HEAD, ""] if mark == "blanks" else [*HEAD]
    for paragraph in paragraphs:
        lines += wrapped(f"\u3000\u3000{paragraph}" if mark == "indents" else paragraph, width)
        lines += [""] if mark == "blanks" else []
    assert read(lines) == [*HEAD, *paragraphs]


@pytest.mark.parametrize("number", ["— 1 —", "第 2 页", "- 3 -"])
def test_a_page_number_stands_behind_the_paragraph_it_cuts(number):
    first, *others = wrapped(PARAGRAPHS[0], 60)
    rest = [line for paragraph in PARAGRAPHS[1:] for line in wrapped(paragraph, 60)]
    assert read([*HEAD, first, "", number, "", *others, *rest]) == [
        *HEAD,
        PARAGRAPHS[0],
        number,
        *PARAGRAPHS[1:],
    ]


def test_lines_that_begin_something_are_not_joined():
    lines = [line for paragraph in PARAGRAPHS for line in wrapped(paragraph, 60)]
    full = wrapped(PARAGRAPHS[0], 60)[0]
    for beginning in ("（二）依申请公开情况", "二、主动公开政府信息情况", "规章 0 0 2"):
        assert beginning in read([*HEAD, *lines, full, beginning])


def test_sentences_of_one_length_show_no_width():
    sentence = "全年公开信息若干条，内容详见各部门网站专栏所列。"
    assert read([*HEAD, *[sentence] * 6, "四、政府信息公开行政复议、行政诉讼情况列示", sentence]) == [
        *HEAD,
        *[sentence] * 6,
        "四、政府信息公开行政复议、行政诉讼情况列示",
        sentence,
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(alphabet="公开信息工作，。0123ab", min_size=1, max_size=30), min_size=1, max_size=12))
def test_short_lines_stay_as_they_are(lines):
    written = [line for line in lines if line.strip()]
    if written and max(map(len, written)) < 20:
        assert read(written) == [line.strip() for line in written]
