"""Tables with columns in another order, more columns and more rows: each cell as filed, or its row open."""

import os
from random import Random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from filings import scattered
from layouts import FORMS, PLACES
from nianbao import importers
from nianbao.model import form, register
from nianbao.model.finding import Place

EXAMPLES = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "60"))
MADE = form.builtin()
# Columns that agencies add: words in them, nothing, or figures of another kind.
ADDED = {"已核对": "√", "备注": "", "上年数": None, "上年总计": None, "同比增减": None, "序号": None}
CHANGES = ("shuffled", "added", "headless", "rows", "subtotals", "unlabelled")


def page(name: str, figures: dict[tuple[str, str, str], str], dice: Random, changes: set[str]) -> bytes:
    """Return a page whose tables of openness and applications are changed; each set of columns is one table."""
    tables = []
    for table in MADE[name].tables.values():
        groups: dict[tuple[str, ...], list] = {}
        for row in table.rows.values() if table.key != "disputes" else ():
            groups.setdefault(tuple(column.key for column in row.columns), []).append(row)
        tables += [_table(table.key, rows, figures, dice, changes) for rows in groups.values()]
    year = 2023 if name == FORMS[0] else 2020
    title = f"<h1>青石县水利局{year}年政府信息公开工作年度报告</h1>"
    return f"{title}<h2>二、主动公开政府信息情况</h2>{''.join(tables)}".encode()


def _table(table, rows, figures, dice, changes):
    columns = list(rows[0].columns)
    if "shuffled" in changes:
        dice.shuffle(columns)
    added = {}
    for _ in range(dice.randrange(1, 3) if "added" in changes else 0):
        added.setdefault(dice.randrange(len(columns) + 1), dice.choice(list(ADDED)))
    rows = dice.sample(rows, len(rows)) if "rows" in changes else rows
    lines = [] if "headless" in changes else [["信息内容", *_widened([c.text for c in columns], added, str)]]
    for row in rows:
        filed = [figures[table, row.key, column.key] for column in columns]
        lines.append([row.label.text, *_widened(filed, added, lambda label: _value(label, dice))])
        others = [str(dice.randrange(50, 99)) for _ in columns]
        if "subtotals" in changes and dice.random() < 0.2:
            lines.append(["小计", *_widened(others, added, lambda label: _value(label, dice))])
        if "unlabelled" in changes and dice.random() < 0.1:
            lines.append(["", *_widened(others, added, lambda label: _value(label, dice))])
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in line)}</tr>" for line in lines)
    return f"<table>{body}</table>"


def _widened(texts, added, text_of):
    """Return the texts of a row with those of the added columns at their places."""
    wide = list(texts)
    for place in sorted(added, reverse=True):
        wide.insert(place, text_of(added[place]))
    return wide


def _value(label, dice):
    return str(dice.randrange(1, 99)) if ADDED[label] is None else ADDED[label]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    name=st.sampled_from(FORMS),
    changes=st.sets(st.sampled_from(CHANGES), max_size=3),
)
@example(seed=208, name=FORMS[0], changes={"headless", "added"})
def test_other_columns_never_move_a_figure(seed, name, changes):
    if {"shuffled", "headless"} <= changes:
        return  # Without labels nothing says that the columns stand in another order.
    figures = scattered(seed, name)
    source = page(name, figures, Random(seed), changes)
    draft = importers.draft("report.html", source, forms=MADE, register=register.Register())
    assert draft.report.form_id == name
    wrong = {
        place: (figures[place], draft.report.cell(Place(*place)).raw)
        for place in PLACES[name]
        if draft.report.has_row(*place[:2]) and draft.report.cell(Place(*place)).raw != figures[place]
    }
    assert not wrong, source.decode()
    if not {"added", "headless"} <= changes and "unlabelled" not in changes:
        assert {what for what in (point.what for point in draft.open) if what != "table-missing"} == set()
