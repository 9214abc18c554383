"""Sentences composed of claim words: tables that agree give no error, one figure that differs is found."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import measure
import tables
from nianbao.model.finding import Severity
from nianbao.model.yamltext import parse, plain
from places import CASES

HOME = CASES / "claims"
WORDINGS = plain(parse((HOME / "composed.yml").read_text(encoding="utf-8")))
OUTCOMES = ("granted", "partially_granted", "denied", "unavailable", "rejected", "other")
DIGITS = "零一二三四五六七八九"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
ROWS = {"received": "new", "concluded": "concluded_total"}
COUNTS = st.sampled_from([0, 1, 2, 3, 7, 10, 12, 45, 110, 1306])


def key(name):
    """Return the place of the tables a list of wordings speaks of."""
    if name in {"reconsideration", "litigation"}:
        return f"disputes/{name}/total"
    return f"applications/{ROWS.get(name, name)}/total"


def in_han(number):
    """Return a number below a hundred in Chinese numerals, two as it is said before a unit."""
    tens, ones = divmod(number, 10)
    if number < 10:
        return "两" if number == 2 else DIGITS[number]
    return (DIGITS[tens] if tens > 1 else "") + "十" + (DIGITS[ones] if ones else "")


@st.composite
def written(draw, number):
    """Draw a way to write a number."""
    ways = [str(number), str(number).translate(WIDE), f" {number} "]
    ways += [f"{number:,}"] if number > 999 else []
    ways += [in_han(number)] if 0 < number < 100 else []
    return draw(st.sampled_from(ways))


@st.composite
def passages(draw):
    """Draw a passage and what it states of the tables."""
    states = {}

    def said(name, number):
        states[key(name)] = str(number)
        messages = draw(st.sampled_from(WORDINGS[name]))
        unit = draw(st.sampled_from(WORDINGS["units"]))
        return messages.replace("{n}", draw(written(number))).replace("{u}", unit)

    outcomes = [draw(COUNTS) for _ in OUTCOMES]
    over, forward = draw(st.integers(0, 5)), draw(st.integers(0, 4))
    concluded = max(sum(outcomes), over - forward + 1)
    outcomes[-1] += concluded - sum(outcomes)
    flow = [said("received", concluded + forward - over)]
    flow += [said("carried_over", over)] if draw(st.booleans()) else []
    flow += [said("concluded", concluded)] if draw(st.booleans()) else []
    text = draw(st.sampled_from(WORDINGS["openings"])) + draw(st.sampled_from("，；")).join(flow)
    if told := draw(st.lists(st.sampled_from(range(len(OUTCOMES))), unique=True)):
        lead, mark = draw(st.sampled_from(["，其中，", "。其中", "，其中：", "；"])), draw(st.sampled_from("，；"))
        text += lead + mark.join(said(OUTCOMES[index], outcomes[index]) for index in sorted(told))
    if draw(st.booleans()):
        text += draw(st.sampled_from("，；。")) + said("carried_forward", forward)
    return f"{text}。{draw(disputes(said, states))}", states


@st.composite
def disputes(draw, said, states):
    """Draw a sentence about reconsiderations and lawsuits, or none."""
    kind = draw(st.sampled_from(["", "none", "some"]))
    if kind == "none":
        states |= {key("reconsideration"): "0", key("litigation"): "0"}
        return draw(st.sampled_from(WORDINGS["disputes_none"])) + "。"
    if kind == "some":
        both = said("reconsideration", draw(COUNTS)), said("litigation", draw(COUNTS))
        return "，".join(both) + "。"
    return ""


def errors(text, values):
    entry = {"text": text, "year": "2023", "heading": "依申请公开"}
    return [found for found in tables.findings(entry, values) if found.severity is Severity.ERROR]


@settings(max_examples=60, deadline=None)
@given(passages(), st.data())
def test_a_composed_passage_is_held_against_the_tables(passage, data):
    text, states = passage
    values = tables.solved(states, {}, 2023)
    assert errors(text, values) == []
    where = data.draw(st.sampled_from(sorted(states)))
    cell = min(measure.cells(where))
    altered = errors(text, {**values, cell: values[cell] + 1})
    assert any(cell == found.place or cell in dict(found.related) for found in altered), where


@pytest.mark.parametrize("none", WORDINGS["received_none"])
def test_none_is_zero(none):
    values = tables.solved({key("received"): "0"}, {}, 2023)
    for text in (f"{none}。", f"2023年度，我局{none}，未发生行政复议。"):
        assert errors(text, values) == []
        assert errors(text, {**values, min(measure.cells(key("received"))): 1})
