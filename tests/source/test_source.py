"""Source files: both shapes, both languages, exact places, and text that survives being read and written."""

import pytest

from nianbao import source
from nianbao.model import form
from nianbao.model.cell import Kind
from nianbao.model.finding import Place, Refusal
from nianbao.model.report import Derived, Filed

FORMS = form.builtin()


def read(text, file="reports/x/2023.md"):
    return source.read(text.encode() if isinstance(text, str) else text, file, FORMS)


def matter(body, more=""):
    return f"---\n机关: x\n年度: 2023\n{body}---\n{more}"


def at(reading, path):
    return reading.report.figures.get(FORMS["cn-disclosure-2021"].find(path))


def test_places_are_those_of_the_file_in_flow_lists_too():
    reading = read(matter("申请:\n  本年新收: [4, 0, 十, 0, 0, 0, 4]\n"))
    figure = at(reading, "申请.本年新收.科研机构")
    assert (figure.line, figure.column) == (5, 16)
    assert figure.cell.raw == "十"
    assert reading.report.marks["year"] == (3, 5)
    assert reading.report.tables == {"applications": (4, 1)}


@pytest.mark.parametrize(
    "row",
    ["规章: [1, 2, 3]", "规章: {本年制发件数: 1, 本年废止件数: 2, 现行有效件数: 3}", "regulations: {in_force: 3, issued: 1, repealed: 2}",
     "规章:\n    - 1\n    - 2\n    - 3", "规章:\n    现行有效件数: 3\n    issued: 1\n    本年废止件数: 2"],
)  # fmt: skip
def test_the_shapes_of_a_row(row):
    reading = read(matter(f"主动公开:\n  {row}\n"))
    assert not reading.problems
    values = [
        at(reading, f"主动公开.规章.{column}").cell.raw
        for column in ("本年制发件数", "本年废止件数", "现行有效件数")
    ]
    assert values == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("written", "kind", "raw"),
    [("0", Kind.ZERO, "0"), ("", Kind.BLANK, ""), ("~", Kind.BLANK, ""), ("null", Kind.BLANK, ""), ("''", Kind.BLANK, ""),
     ("'null'", Kind.TEXT, "null"), ("/", Kind.NOT_APPLICABLE, "/"), ("'-'", Kind.NOT_APPLICABLE, "-"),
     ("无", Kind.NOT_APPLICABLE, "无"), ("010", Kind.NUMBER, "010"), ("12:30", Kind.TEXT, "12:30"), ("no", Kind.TEXT, "no"),
     ("2024-01-02", Kind.TEXT, "2024-01-02"), ("1e3", Kind.TEXT, "1e3"), ('"5 "', Kind.NUMBER, "5 "), ("'自动'", Kind.TEXT, "自动")],
)  # fmt: skip
def test_scalars_stay_what_they_are(written, kind, raw):
    figure = at(read(matter(f"主动公开:\n  行政许可: {written}\n")), "主动公开.行政许可.本年处理决定数量")
    assert (figure.cell.kind, figure.cell.raw) == (kind, raw)


def test_the_default_covers_rows_left_out_and_only_those():
    reading = read(matter("申请:\n  默认: 0\n  本年新收: [1, ~, 0, 0, 0, 0, 1]\n"))
    assert at(reading, "申请.本年新收.商业企业").cell.kind is Kind.BLANK
    covered = at(reading, "申请.其他原因.总计")
    assert isinstance(covered, Filed)
    assert covered.by_default
    assert covered.cell.kind is Kind.ZERO
    assert (covered.line, covered.column) == (5, 7)


def test_automatic_figures_are_derived_also_from_one_another():
    reading = read(matter("申请:\n  默认: 0\n  予以公开: [4, 1, 0, 0, 0, 0, 自动]\n  办理总计: auto\n"))
    assert not reading.problems
    total = at(reading, "申请.办理总计.总计")
    assert isinstance(total, Derived)
    assert [at(reading, f"申请.{row}.总计").cell.raw for row in ("予以公开", "办理总计")] == ["5", "5"]


def test_an_automatic_figure_stays_blank_while_a_part_is_blank():
    reading = read(matter("申请:\n  本年新收: [4, ~, 0, 0, 0, 0, 自动]\n"))
    figure = at(reading, "申请.本年新收.总计")
    assert isinstance(figure, Derived)
    assert figure.cell.kind is Kind.BLANK


def test_all_problems_of_a_file_at_once():
    text = matter(
        "标提: y\n落款日期: 明天\n申请:\n  本年新收: [1, 2]\n  zz: 3\n  上年结转: 0\n主动公开: [1]\n",
        "\n{{ 申请.没有 }}\n",
    )
    assert [(p.code, p.location.line, p.location.column) for p in sorted(read(text).problems, key=lambda p: p.location)] == [
        ("SRC002", 4, 1), ("SRC004", 5, 7), ("SRC004", 7, 9), ("SRC002", 8, 3), ("SRC004", 9, 9), ("SRC004", 10, 7), ("SRC007", 13, 1),
    ]  # fmt: skip


def test_the_yaml_shape_is_the_same_report():
    yml = "机关: x\n年度: 2023\n标题: 甲\n正文:\n  导语: 前言\n  overview: |\n    第一段\n\n    第二段\n  五、存在的主要问题及改进情况: {标题: 五、存在问题及改进情况, 正文: 无}\n"
    reading = read(yml, "reports/x/2023.yml")
    assert not reading.problems
    assert [(s.key, s.heading, s.markdown) for s in reading.report.sections] == [
        ("preamble", "", "前言"),
        ("overview", "一、总体情况", "第一段\n\n第二段"),
        ("problems", "五、存在问题及改进情况", "无"),
    ]


@pytest.mark.parametrize(
    ("sections", "code"),
    [
        ("[1]", "SRC004"),
        ("{没有的部分: 1}", "SRC002"),
        ("{overview: 1, 总体情况: 2}", "SRC003"),
        ("{overview: [1]}", "SRC004"),
    ],
)
def test_faults_of_the_yaml_shape(sections, code):
    assert [p.code for p in read(f"机关: x\n年度: 2023\n正文: {sections}\n", "x/2023.yml").problems] == [code]


def test_sections_of_markdown():
    body = "前言\n\n## 一、总体情况 {#x}\n\n文\n\n```\n## 不是标题\n```\n\n## 未归位内容\n\n碎片\n\n## 别的\n"
    report = read(matter("", body)).report
    assert [(s.key, s.heading, s.line) for s in report.sections] == [
        ("preamble", "", 5), ("overview", "一、总体情况", 7), ("unplaced", "未归位内容", 15), ("", "别的", 19),
    ]  # fmt: skip
    assert "## 不是标题" in report.sections[1].markdown
    assert report.sections[1].text_line == 9


def test_prose_only():
    report = read(matter("表式: none\n", "\n## 概述\n\n文字\n").replace("2023", "2012")).report
    assert (report.form, report.form_id) == (None, "none")
    assert report.sections[0].markdown == "文字"
    assert read("---\n机关: x\n年度: 2012\n申请: {}\n---\n").problems[0].code == "SRC002"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_byte_order_marks(base, newline, bom):
    reading = read((bom + base.replace("\n", newline)).encode())
    assert not reading.problems
    assert source.write(reading.report, forms=FORMS) == base


@pytest.mark.parametrize("keys", ["zh", "en"])
def test_what_the_tool_wrote_is_written_again_the_same(base, keys):
    written = source.write(read(base).report, keys, FORMS)
    again = source.write(read(written).report, keys, FORMS)
    assert written == again
    assert read(written).report.figures.keys() == read(base).report.figures.keys()
    assert source.write(read(written).report, "zh", FORMS) == base


def test_amending_keeps_all_a_person_added(base):
    mine = base.replace("机关: example-bureau", "机关:   example-bureau    # 我们局").replace(
        "  规章: [0, 0, 0]\n", ""
    )
    mine = mine.replace("  行政强制: 0", "  # 没有\n  行政强制:\n  规章: [ 0,0 , ~ ]  # 手写")
    report = read(mine).report
    places = [
        Place("proactive", "coercion", "decisions"),
        Place("proactive", "regulations", "in_force"),
        Place("applications", "new", "total"),
    ]
    changes = dict(
        zip([(report.figures[p].line, report.figures[p].column) for p in places], ["3", "/", "a, b"], strict=True)
    )
    changes[report.marks["agency"]] = "other"
    amended = source.edit_values(mine, changes)
    expected = (
        mine.replace("example-bureau    #", "other    #")
        .replace("行政强制:\n", "行政强制: 3\n")
        .replace("[ 0,0 , ~ ]", "[ 0,0 , / ]")
    )
    assert amended == expected.replace("3, 2, 78]", "3, 2, 'a, b']")
    assert source.edit_values(mine, {}) == mine
    with pytest.raises(Refusal):
        source.edit_values(mine, {(1, 1): "x"})


def test_amending_the_yaml_shape_and_windows_line_ends():
    assert source.edit_values("机关: x\r\n年度: 2023\r\n", {(2, 5): "2024"}) == "机关: x\r\n年度: 2024\r\n"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "- {id: a, name: 甲}\n- {标识: b, 名称: 乙, 类型: 政府, 期限: 02-20, 前身: [a], 可制定规章: 是}\n",
            ["a", "b"],
        ),
        ("", []),
    ],
)
def test_the_register(text, facts):
    register, problems = source.read_register(text.encode(), "agencies.yml")
    assert not problems
    assert [agency.id for agency in register.agencies] == facts


def test_deadlines():
    text = "- {id: a, name: 甲}\n- {id: b, name: 乙, kind: government}\n- {id: c, name: 丙, deadline: 02-20}\n"
    register, _ = source.read_register(text.encode(), "agencies.yml")
    assert [agency.due(2023).isoformat() for agency in register.agencies] == [
        "2024-01-31",
        "2024-03-31",
        "2024-02-20",
    ]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: 1", "SRC004", 1),
        ("- x", "SRC004", 1),
        ("- {id: a}", "SRC004", 1),
        ("- {id: a, name: x}\n- {id: a, name: y}", "SRC003", 2),
        ("- {id: a/b, name: x}", "SRC009", 1),
        ("- {id: a, name: x, kind: 学校}", "SRC004", 1),
        ("- {id: a, name: x, deadline: 2-30}", "SRC004", 1),
        ("- {id: a, name: x, nmae: y}", "SRC002", 1),
        ("- {id: a", "SRC001", 2),
        ("- {id：a}", "SRC002", 1),
    ],
)
def test_faults_of_the_register(text, code, line):
    _, problems = source.read_register(text.encode(), "agencies.yml")
    assert (problems[0].code, problems[0].location.line) == (code, line)
