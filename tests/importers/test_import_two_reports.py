"""A file with two reports, or one twice: the second title is open where it is another's, and no prose is mixed."""

import pytest

from nianbao import importers
from nianbao.model import form, register

SECTIONS = [
    ("一、总体情况", "全年平稳有序。"),
    ("二、主动公开政府信息情况", ""),
    ("三、收到和处理政府信息公开申请情况", ""),
    ("四、政府信息公开行政复议、行政诉讼情况", ""),
    ("五、存在的主要问题及改进情况", "公开的深度还不够。"),
    ("六、其他需要报告的事项", "没有其他事项。"),
]
ROW = "四、结转下年度继续办理\t0\t0\t0\t0\t0\t0\t0"


def report(agency, year):
    lines = [f"{agency}{year}年政府信息公开工作年度报告"]
    for heading, text in SECTIONS:
        lines += [heading, *filter(None, [text, ROW if heading.startswith("三") else ""])]
    return lines


def read(lines):
    return importers.draft(
        "report.txt", "\n".join(lines).encode(), forms=form.builtin(), register=register.Register()
    )


@pytest.mark.parametrize("second", [("青石县档案局", 2023), ("青石县水利局", 2022)], ids=["agency", "year"])
def test_the_title_of_another_report_is_open(second):
    draft = read([*report("青石县水利局", 2023), *report(*second)])
    points = [point.text for point in draft.open if point.what == "another-report"]
    assert points == ["{}{}年政府信息公开工作年度报告".format(*second)]


def test_the_same_report_twice_is_no_other_report():
    draft = read(report("青石县水利局", 2023) * 2)
    assert "another-report" not in {point.what for point in draft.open}
    assert "contents-list" not in {note.code for note in draft.notes}
    headings = [part.heading for part in draft.report.sections if part.key != "preamble"]
    assert headings == [heading for heading, _ in SECTIONS]


def test_titles_that_a_page_links_below_a_report_are_no_reports():
    draft = read([*report("青石县水利局", 2023), "青石县水利局2022年政府信息公开工作年度报告"])
    assert "another-report" not in {point.what for point in draft.open}


def test_a_list_of_contents_is_still_one():
    lines = report("青石县水利局", 2023)
    draft = read([lines[0], *(heading for heading, _ in SECTIONS), *lines[1:]])
    assert "contents-list" in {note.code for note in draft.notes}
