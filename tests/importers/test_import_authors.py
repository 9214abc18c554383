"""Whose report it is: the title says so, prose adds the region alone, and without a name the opening sentences do."""

import pytest

from nianbao import importers
from nianbao.model import form, register

SECTIONS = (
    "\n一、总体情况\n2023年，各项工作有序开展。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n"
)
SIGNED = "六、其他需要报告的事项\n无。\n白水县水务局\n2024年1月5日\n"
CASES = {
    # the title, whatever prose says around its name
    "a verb behind the title's name": (
        "云岭综合实验区2023年度政府信息公开工作年度报告\n云岭综合实验区切实落实国务院办公厅部署，云岭综合实验区严格执行。",
        "云岭综合实验区",
    ),
    "a house number in an address": (
        "云岭市2023年政府信息公开工作年度报告\n（地址：兴云街27号云岭市人民政府办公室信息科）",
        "云岭市",
    ),
    "a word of the page above a wrapped title": (
        "正文\n2023 年云岭市科委政府信息公开工作\n年度报告",
        "云岭市科委",
    ),
    "the title twice": (2 * "云岭市水务局2023年政府信息公开工作年度报告\n", "云岭市水务局"),
    "a path and a line of the page": (
        "首页 > 政务公开 > 年报\n云岭市水务局2023年政府信息公开工作年度报告\n发布时间：2024-01-12 来源：云岭市水务局 字号：大 中 小",
        "云岭市水务局",
    ),
    "who is asked to act": (
        "教育局2023年政府信息公开工作年度报告\n县里督促云岭市教育局整改。",
        "教育局",
    ),
    "an office of the agency": (
        "云岭市水务局2023年政府信息公开工作年度报告\n如有疑问，请与云岭市水务局办公室联系（地址：南街1号）。",
        "云岭市水务局",
    ),
    "a place that begins like a word": (
        "向阳区教育局2023年政府信息公开工作年度报告\n向阳区教育局高度重视，向阳区教育局认真落实。",
        "向阳区教育局",
    ),
    "a word that title and name share": ("2023年云岭镇人民政府信息公开工作年度报告", "云岭镇人民政府"),
    "year behind the kind of document": ("白水县水利局政府信息公开2023年度报告", "白水县水利局"),
    "traditional characters": ("白水縣水利局2023年政府信息公開工作年度報告", "白水縣水利局"),
    # the region in front of it
    "the region from the signature": ("水务局2023年政府信息公开工作年度报告" + SECTIONS + SIGNED, "白水县水务局"),
    "two regions": (
        "水务局2023年政府信息公开工作年度报告\n请与白水县水务局联系。请与黑石县水务局联系。",
        "水务局",
    ),
    # no name in the title
    "the opening announces it": (
        "根据《条例》要求，现公布云岭市水务局2023年政府信息公开工作年度报告。如有疑问，请与云岭市水务局办公室联系（地址：南街1号）。",
        "云岭市水务局",
    ),
    "the opening quotes its title": (
        "按照规定，现发布《云岭市黑石镇2023年政府信息公开工作年度报告》。",
        "云岭市黑石镇",
    ),
    "the opening quotes a title with an agency": (
        "按照规定，现发布《云岭市黑石镇人民政府2023年政府信息公开工作年度报告》。",
        "云岭市黑石镇人民政府",
    ),
    "who compiled it": ("特编制2023年度报告。本报告由白水县自然资源局编制。", "白水县自然资源局"),
    "whom to ask, with an 和 in the name": (
        "如对本报告有疑问，请与白水县住房和城乡建设局联系（电话0000）。",
        "白水县住房和城乡建设局",
    ),
    "a line below a nameless title": ("2023年政府信息公开工作年度报告\n白水县卫生健康局", "白水县卫生健康局"),
    "a nameless title, a letter to the office": (
        "关于报送2023年度政府信息公开工作年度报告的报告\n县政府办公室：" + SECTIONS + SIGNED,
        "白水县水务局",
    ),
    "its own words for itself are no name": ("2023年，我局按照区政府办公室要求开展工作。请与区政府办公室联系。", ""),
    "a zone by its kind alone": ("2023年，开发区管委会认真落实。", ""),
    "the office's order is no author": ("根据国务院办公厅2023年政府信息公开工作要点，编制本报告。", ""),
}  # fmt: skip


def read(text, **given):
    return importers.draft(
        "report.txt", text.encode(), forms=form.builtin(), register=register.Register(), **given
    )


@pytest.mark.parametrize("name", CASES)
def test_agency(name):
    text, agency = CASES[name]
    made = read(text + (SECTIONS if "一、总体情况" not in text else ""))
    assert (made.newcomer.name if made.newcomer else "") == agency
    assert ("agency" in {point.what for point in made.open}) == (not agency)


def test_the_register_gets_the_name_from_the_report_with_a_given_id():
    made = read("白水县水务局2023年政府信息公开工作年度报告" + SECTIONS, agency="bs-water")
    assert (made.newcomer.id, made.newcomer.name) == ("bs-water", "白水县水务局")


@pytest.mark.parametrize(
    "heading",
    ["基本情况", "工作基本情况", "概述", "2024年工作总体情况", "2023年度总体情况", "總體情況", "工作总体情况"],
)
def test_section_one_has_many_names(heading):
    made = read("白水县水务局2023年政府信息公开工作年度报告" + SECTIONS.replace("总体情况", heading))
    assert [section.key for section in made.report.sections][:1] == ["overview"]


def test_traditional_labels_are_labels():
    made = read(
        "白水縣水利局2023年政府信息公開工作年度報告\n一、總體情況\n有序開展。\n三、收到和處理政府信息公開申請情況\n"
        "一、本年新收政府信息公開申請數量 5 0 1 0 0 0 6\n（七）總計 3 0 0 0 0 0 3\n"
    )
    assert {row for _, row, _ in ((p.table, p.row, p.column) for p in made.report.figures)} == {
        "new",
        "concluded_total",
    }
