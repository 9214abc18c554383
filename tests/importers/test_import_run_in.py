"""Headings that run into their text: set apart where a section has no other heading, told, and nothing else cut."""

import pytest

from nianbao import importers
from nianbao.model import form, register

TITLE = "青石县水利局2023年政府信息公开工作年度报告"
HEADINGS = {
    "overview": "一、总体情况",
    "proactive": "二、主动公开政府信息情况",
    "applications": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}


def read(changed):
    """Return the draft of a report whose lines are the headings, but for those a case writes otherwise."""
    lines = [TITLE, *(changed.get(key, heading) for key, heading in HEADINGS.items())]
    return importers.draft(
        "report.txt", "\n".join(lines).encode(), forms=form.builtin(), register=register.Register()
    )


def sections(draft):
    return {part.key: (part.heading, part.markdown) for part in draft.report.sections}


@pytest.mark.parametrize(
    ("key", "line", "heading", "text"),
    [
        ("overview", "一、总体情况 全年主动公开信息31条。", "一、总体情况", "全年主动公开信息31条。"),
        ("overview", "一、总体情况2023年公开信息31条。", "一、总体情况", "2023年公开信息31条。"),
        ("overview", "一、总体情况。全年主动公开信息31条。", "一、总体情况。", "全年主动公开信息31条。"),
        ("problems", "五、存在的主要问题及改进情况：一是公开不及时。", "五、存在的主要问题及改进情况：", "一是公开不及时。"),
        ("disputes", "四、政府信息公开行政复议、行政诉讼情况没有发生复议和诉讼。", HEADINGS["disputes"], "没有发生复议和诉讼。"),
        ("other", "六、其他需要报告的事项本年度没有其他事项。", "六、其他需要报告的事项", "本年度没有其他事项。"),
    ],
)  # fmt: skip
def test_heading_runs_into_its_text(key, line, heading, text):
    draft = read({key: line})
    assert sections(draft)[key] == (heading, text)
    assert [note.code for note in draft.notes].count("heading-run-in") == 1


@pytest.mark.parametrize(
    "line",
    [
        # A part of a section that begins with another section's name, other numerals, a sentence, and too little.
        "一、总体情况\n（二）主动公开政府信息情况。全年主动公开信息31条。",
        "一、总体情况\n2.其他需要报告的事项。全年没有别的事项要报告。",
        "一、总体情况\n一、总体情况良好，全年没有问题发生。",
        "一、总体情况\n总体情况：全年主动公开信息31条。",
    ],
)
def test_other_paragraphs_stay_whole(line):
    draft = read({"overview": line})
    assert sections(draft)["overview"] == ("一、总体情况", line.split("\n")[1])
    assert "heading-run-in" not in {note.code for note in draft.notes}
