"""A text anywhere in a report, in or beside its tables, is in the source or told; the other figures stay right."""

import random

import pytest

from filings import distinct, sheet_of
from importing import MARK, imported, said, written
from layouts import FORMS, LAYOUTS, text

SUMS = "888\t888\t0\t0\t0\t0\t888"


def first(cells, _at):
    return [MARK, *cells]


def last(cells, _at):
    return [*cells, MARK]


def apart(cells, _at):
    return [*cells, "", MARK]


def inside(cells, at):
    return [*cells[:at], MARK, *cells[at:]]


def instead(cells, at):
    return [*cells[:at], MARK, *cells[at + 1 :]]


def behind(cells, at):
    return [*cells[:at], cells[at] + MARK, *cells[at + 1 :]]


def before(cells, at):
    return [*cells[:at], MARK + cells[at], *cells[at + 1 :]]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("how", [first, last, apart, inside, instead, behind, before])
def test_a_text_in_any_row(how, seed):
    dice = random.Random(f"{how.__name__}{seed}")
    name = dice.choice(FORMS)
    lines = text(sheet_of(name, distinct(name)), LAYOUTS[dice.choice(sorted(LAYOUTS))]).split("\n")
    at = dice.randrange(len(lines))
    mark = next((mark for mark in "\t|" if mark in lines[at]), "\n")
    cells = lines[at].split(mark)
    lines[at] = mark.join(how(cells, dice.randrange(len(cells))))
    draft = imported("\n".join(lines).encode(), "report.txt")
    assert MARK in written(draft) + said(draft)


@pytest.mark.parametrize("row", [
    f"{MARK}\t（四）无法提供\t{SUMS}",
    f"（四）无法提供\t{MARK}\t{SUMS}",
    f"三、本年度办理结果\t{MARK}\t（四）无法提供\t{SUMS}",
    f"{MARK}\t三、本年度办理结果\t（四）无法提供\t\t{SUMS}",
    f"\t{MARK}（\t（三）不予公开\t{SUMS}",
    f"{MARK}\t（四）无法提供\t\t888\t{MARK}\t888",
])  # fmt: skip
@pytest.mark.parametrize("layout", ["1 tabs, every place", "1 tabs, spans lost, stripped"])
def test_a_text_beside_the_sums_of_a_group(row, layout):
    lines = text(sheet_of(FORMS[0], distinct(FORMS[0])), LAYOUTS[layout]).split("\n")
    at = next(n for n, line in enumerate(lines) if "（四）无法提供" in line)
    draft = imported("\n".join([*lines[:at], row, *lines[at:]]).encode(), "report.txt")
    assert draft.counts.read == 200
    assert (written(draft) + said(draft)).count(MARK) >= row.count(MARK)
    assert "888" in written(draft)


@pytest.mark.parametrize(
    "word", ["申请人情况", "法人或其他组织", "第二十条第（一）项", "自然人", "商业企业", "信息内容"]
)
@pytest.mark.parametrize("layout", ["1 tabs, every place", "3 bars around, every place"])
def test_label_in_the_place_of_a_figure_is_kept(layout, word):
    """A value that is the word of a label stands in the source or is told; it is not taken for a boxhead."""
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]))
    lines = text(sheet, LAYOUTS[layout]).split("\n")
    at = next(n for n, line in enumerate(lines) if "法律行政法规禁止公开" in line)
    sign = "|" if "|" in lines[at] else "\t"
    cells = lines[at].split(sign)
    place = max(n for n, cell in enumerate(cells) if cell.strip().isdigit())
    cells[place] = cells[place].replace(cells[place].strip(), word)
    lines[at] = sign.join(cells)
    without = imported("\n".join([*lines[:at], *lines[at + 1 :]]).encode(), "report.txt")
    made = imported("\n".join(lines).encode(), "report.txt")
    assert everything(made).count(word) > everything(without).count(word)


def everything(made):
    return f"{written(made)}\n{said(made)}"
