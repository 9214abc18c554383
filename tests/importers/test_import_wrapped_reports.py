"""Reports in lines of one width: paragraphs, headings and tables are what they were, with one note."""

import unicodedata

import pytest

import layouts
from filings import distinct, sheet_of
from import_checks import wrong_cells
from layouts import FORMS, LAYOUTS
from nianbao import importers
from nianbao.model import form
from nianbao.model.register import Register

TITLE = "青石县水利局2024年政府信息公开工作年度报告"
FIRST = (
    "根据《中华人民共和国政府信息公开条例》第五十条的规定，编制本报告，所列数据的统计期限自2024年1月1日起至12月31日止，"
    "电子版可以在县政府网站下载，对报告有疑问的可以与本局办公室联系，联系人和电话见网站首页下方的说明。"
)
SECOND = (
    "全年主动公开水库调度、河道巡查、取水许可和农村供水信息共312条，其中通过县政府网站公开208条，通过微信公众号公开104条，"
    "比上年增加27条；答复网民留言46件，办结率为百分之百，没有超过期限的，也没有因答复引起的争议。"
)
THIRD = "收到申请9件，全部按期答复，没有收取费用，也没有结转到下一年度继续办理的，答复均由专人拟写并经两级审核。"
BODY = [
    TITLE,
    FIRST,
    "一、总体情况",
    "（一）主动公开",
    SECOND,
    "（二）依申请公开",
    THIRD,
    "二、主动公开政府信息情况",
    SECOND,
]


def broken(text, width, indent=""):
    """A text as an editor breaks it: no line begins with a mark that ends a part of a sentence."""
    lines = [indent]
    for char in text:
        wide = sum(2 if unicodedata.east_asian_width(each) in "WFA" else 1 for each in lines[-1] + char)
        if wide > width and char not in "，。；、）》":
            lines.append("")
        lines[-1] += char
    return lines


def written(width, indent="", between=()):
    lines = []
    for text in BODY:
        part = broken(text, width, indent if len(text) > 30 else "")
        lines += [part[0], *between, *part[1:]] if between and len(part) > 1 else part
    return lines


def draft(lines, name="report.txt"):
    return importers.draft(name, "\n".join(lines).encode(), forms=form.builtin(), register=Register())


def prose(made):
    return [part for section in made.report.sections for part in section.markdown.split("\n\n")]


@pytest.mark.parametrize("name", ["report.txt", "report.md"])
@pytest.mark.parametrize("indent", ["", "　　", "    "])
@pytest.mark.parametrize("width", [56, 64, 70, 71, 80])
def test_lines_of_one_width_are_paragraphs(width, indent, name):
    made = draft(written(width, indent), name)
    assert [text for text in prose(made) if not text.startswith("#")] == [FIRST, SECOND, THIRD, SECOND]
    assert [section.heading for section in made.report.sections] == [
        "",
        "一、总体情况",
        "二、主动公开政府信息情况",
    ]
    assert [note.code for note in made.notes].count("lines-joined") == 1


@pytest.mark.parametrize("number", ["— 1 —", "- 2 -", "第 3 页 共 9 页"])
def test_the_number_of_a_page_between_two_lines_goes_to_the_notes(number):
    made = draft(written(70, "　　", ["", number, ""]))
    assert [text for text in prose(made) if not text.startswith("#")] == [FIRST, SECOND, THIRD, SECOND]
    (note,) = (note for note in made.notes if note.code == "page-numbers")
    assert number in note.fields["text"]


def test_lines_of_any_width_stay_as_they_are():
    made = draft([TITLE, "一、总体情况", SECOND, THIRD, FIRST, "（一）主动公开", SECOND + THIRD, FIRST])
    assert "lines-joined" not in {note.code for note in made.notes}
    assert [text for text in prose(made) if not text.startswith("#")] == [
        SECOND,
        THIRD,
        FIRST,
        SECOND + THIRD,
        FIRST,
    ]


def test_a_line_that_ends_with_a_mark_ends_its_paragraph():
    whole = "全" * 34 + "。"
    made = draft([TITLE, "一、总体情况", *[whole] * 3, *broken(SECOND * 3, 70)])
    assert prose(made)[:3] == [whole] * 3


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("form_id", FORMS)
@pytest.mark.parametrize("width", [62, 70, 74])
def test_tables_below_broken_lines_are_read_as_before(form_id, layout, width):
    sheet = sheet_of(form_id, distinct(form_id))
    text = layouts.text(sheet, LAYOUTS[layout])
    plain = importers.draft("report.txt", text.encode(), forms=form.builtin(), register=Register())
    first, _, rest = text.partition("\n")
    below = "\n".join([first, *broken(FIRST, width, "　　"), *broken(SECOND, width, "　　"), rest])
    made = importers.draft("report.txt", below.encode(), forms=form.builtin(), register=Register())
    assert {p: f.cell.raw for p, f in made.report.figures.items()} == {
        p: f.cell.raw for p, f in plain.report.figures.items()
    }
    assert not list(wrong_cells(form_id, sheet.figures, made))
