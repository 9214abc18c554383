"""Boxheads in another order, or divided: figures stand below the form's columns, or their rows are open."""

from itertools import permutations

import pytest

from nianbao import importers
from nianbao.model import form, register
from nianbao.model.finding import Place

TITLE = "青石县水利局2023年政府信息公开工作年度报告"
MADE = form.builtin()
TABLE = MADE["cn-disclosure-2021"].tables["applications"]
ROWS = ("new", "carried_over", "granted", "denied_state_secret", "concluded_total", "carried_forward")
KEYS = [column.key for column in TABLE.rows["new"].columns]
BODIES = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
HEADS = {"自然人": KEYS[:1], "法人或其他组织": KEYS[1:6], "总计": KEYS[6:]}
# Figures that say where they stand: no two of a row are alike, and the rows add up.
FIGURES = {row: [10 * n + place for place in range(6)] for n, row in enumerate(ROWS, 1)}
FIGURES = {row: dict(zip(KEYS, [*six, sum(six)], strict=True)) for row, six in FIGURES.items()}


def ordered(order, row):
    """Return the figures of a row with the groups of columns in another order."""
    return [str(FIGURES[row][key]) for head in order for key in HEADS[head]]


def rows_of(order):
    """Return the rows of a table as lists of texts: two of heads, then one of figures for each of some rows."""
    return [list(order), BODIES, *([TABLE.rows[row].label.text, *ordered(order, row)] for row in ROWS)]


def page(order):
    cells = {"法人或其他组织": "<td colspan=5>{}</td>"}
    top = "".join(cells.get(head, "<td rowspan=2>{}</td>").format(head) for head in order)
    _, _, *rows = rows_of(order)
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return (
        f"<h1>{TITLE}</h1><h2>三、收到和处理政府信息公开申请情况</h2><table>"
        f"<tr><td rowspan=3>{CORNER}</td><td colspan=7>申请人情况</td></tr><tr>{top}</tr>"
        f"<tr>{''.join(f'<td>{text}</td>' for text in BODIES)}</tr>{body}</table>"
    )


def lines(order, mark):
    first, second, *rows = [mark.join(row) for row in rows_of(order)]
    heads = [mark.join([CORNER, "申请人情况"]), first, second]
    return "\n".join([TITLE, "三、收到和处理政府信息公开申请情况", *heads, *rows])


def flat(order, mark):
    """Return a table whose columns all have their labels in one row, behind a corner that no form knows."""
    heads = [head for name in order for head in (BODIES if len(HEADS[name]) > 1 else [name])]
    _, _, *rows = rows_of(order)
    return "\n".join([TITLE, "三、收到和处理政府信息公开申请情况", *map(mark.join, [["项目", *heads], *rows])])


LAYOUTS = {
    "page": ("html", page),
    "tabs": ("txt", lambda order: lines(order, "\t")),
    "bars": ("md", lambda order: lines(order, " | ")),
    "spaces": ("txt", lambda order: lines(order, " ")),
    "cells": ("txt", lambda order: lines(order, "\n")),
    "flat tabs": ("txt", lambda order: flat(order, "\t")),
    "flat bars": ("md", lambda order: flat(order, " | ")),
    "flat spaces": ("txt", lambda order: flat(order, " ")),
}


def read(source, suffix):
    return importers.draft(f"report.{suffix}", source.encode(), forms=MADE, register=register.Register())


def wrong(draft):
    return {
        (row, key): draft.report.cell(Place("applications", row, key)).raw
        for row in ROWS
        if draft.report.has_row("applications", row)
        for key in KEYS
        if draft.report.cell(Place("applications", row, key)).raw != str(FIGURES[row][key])
    }


@pytest.mark.parametrize("order", permutations(HEADS), ids=" ".join)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_groups_of_columns_in_any_order(layout, order):
    suffix, written = LAYOUTS[layout]
    draft = read(written(order), suffix)
    assert not wrong(draft)
    if order == tuple(HEADS) or layout.startswith("flat"):
        assert draft.report.has_row("applications", "new")
    elif not draft.report.has_row("applications", "new"):
        assert TABLE.rows["new"].label.text in str([point.text for point in draft.open])


OUTCOMES = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
DISPUTES = {"行政复议": range(5), "未经复议直接起诉": range(5, 10), "复议后起诉": range(10, 15)}


@pytest.mark.parametrize("order", permutations(DISPUTES), ids=" ".join)
@pytest.mark.parametrize("mark", ["\t", " | "])
def test_groups_of_disputes_in_any_order(order, mark):
    figures = [1, 2, 3, 4, 10, 5, 6, 7, 8, 26, 9, 10, 11, 12, 42]
    heads = mark.join(dict.fromkeys("行政复议" if name == "行政复议" else "行政诉讼" for name in order))
    inner = mark.join(name for name in order if name != "行政复议")
    filed = mark.join(str(figures[place]) for name in order for place in DISPUTES[name])
    text = "\n".join(
        [TITLE, "四、政府信息公开行政复议、行政诉讼情况", heads, inner, mark.join(OUTCOMES * 3), filed]
    )
    draft = read(text, "txt")
    places = MADE["cn-disclosure-2021"].tables["disputes"].places
    found = [draft.report.cell(place).raw for place in places if place in draft.report.figures]
    assert found in ([], [str(figure) for figure in figures])
    assert bool(found) == (order == tuple(DISPUTES))


@pytest.mark.parametrize(
    "pair", [("上年", "本年"), ("本年", "上年"), ("2022年", "2023年"), ("件数", "占比")], ids="/".join
)
def test_columns_that_are_divided_are_open(pair):
    heads = [*(head for name in HEADS for head in (BODIES if len(HEADS[name]) > 1 else [name]))]
    top = "".join(f"<td colspan=2>{head}</td>" for head in heads)
    inner = "".join(f"<td>{text}</td>" for _ in heads for text in pair)
    body = "".join(
        f"<tr><td>{TABLE.rows[row].label.text}</td>{''.join(f'<td>{n}</td><td>{n + 1}</td>' for n in range(7))}</tr>"
        for row in ROWS
    )
    source = f"<h1>{TITLE}</h1><h2>三、收到和处理政府信息公开申请情况</h2><table><tr><td rowspan=2>项目</td>{top}</tr><tr>{inner}</tr>{body}</table>"
    draft = read(source, "html")
    assert not any(place.table == "applications" for place in draft.report.figures)
    assert "foreign-boxhead" in {point.what for point in draft.open}


def test_a_table_of_other_columns_gives_no_figure():
    """Two columns of a table of channels are called as the form's are, and so is one of its rows."""
    heads = ["渠道", "当面", "网络", "信函", "传真", "邮件", "其他", "总计"]
    rows = [
        heads,
        ["本年新收申请", "1", "2", "3", "4", "5", "6", "21"],
        ["3.其他", "1", "2", "3", "4", "5", "6", "21"],
    ]
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    draft = read(f"<h1>{TITLE}</h1><h2>三、收到和处理政府信息公开申请情况</h2><table>{body}</table>", "html")
    assert not draft.report.figures
    assert draft.open
