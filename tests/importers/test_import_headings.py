"""Headings and labels in other words, years, repetitions and traditional characters are still the form's."""

import json
from pathlib import Path

import pytest

import layouts
from filings import distinct, sheet_of
from import_checks import wrong_cells
from layouts import FORMS, LAYOUTS
from nianbao import importers
from nianbao.model import form, yamltext
from nianbao.model.register import Register
from running import nianbao

TITLE = "青石县水利局2024年政府信息公开工作年度报告"
REST = (
    "二、主动公开政府信息情况\n无。\n三、收到和处理政府信息公开申请情况\n无。\n四、政府信息公开行政复议、行政诉讼情况\n无。\n"
    "五、存在的主要问题及改进情况\n人手不足，将增加。\n六、其他需要报告的事项\n无。\n"
)
OVERVIEWS = [
    "一、基本情况", "一、工作基本情况", "一、概述", "一、概 述", "1、概述", "一、2024年工作总体情况", "一、2024年度政府信息公开总体情况",
    "一、总体公开情况说明", "一、 工作概述",
]  # fmt: skip


def sections(text, name="report.txt"):
    made = importers.draft(name, text.encode(), forms=form.builtin(), register=Register())
    return made, [(section.key, section.heading) for section in made.report.sections]


def marked(text):
    """The same as Markdown: sections with two marks, their parts with three."""
    levels = {
        "一": "## ",
        "二": "## ",
        "三": "## ",
        "四": "## ",
        "五": "## ",
        "六": "## ",
        "1": "## ",
        "（": "### ",
    }
    return "\n\n".join(levels.get(line[0], "") + line for line in text.splitlines())


@pytest.mark.parametrize("write", [str, marked])
@pytest.mark.parametrize("heading", OVERVIEWS)
def test_the_first_section_by_other_names(heading, write):
    text = write(f"{TITLE}\n{heading}\n平稳。\n（一）主动公开\n平稳。\n{REST}")
    made, found = sections(text, "report.md" if write is marked else "report.txt")
    assert found[0] == ("overview", heading)
    assert [key for key, _ in found] == ["overview", "proactive", "applications", "disputes", "problems", "other"]
    assert "heading-wording" in {note.code for note in made.notes}


@pytest.mark.parametrize("part", ["（一）政府信息公开工作基本情况", "（一）总体情况", "1.基本情况"])
def test_a_part_of_the_first_section_is_none(part):
    _, found = sections(f"{TITLE}\n一、概述\n{part}\n平稳。\n{REST}")
    assert found[0] == ("overview", "一、概述")


@pytest.mark.parametrize("heading", OVERVIEWS)
def test_no_section_is_said_to_be_missing(site, heading):
    Path("x.txt").write_text(f"{TITLE}\n{heading}\n平稳。\n{REST}", "utf-8")
    nianbao("import", "x.txt", "--agency", "water", cwd=site)
    told = json.loads(nianbao("check", "reports/water", "--format", "json", cwd=site).stdout)
    codes = [finding["code"] for report in told["reports"] for finding in report["findings"]]
    assert codes
    assert "STR101" not in codes


@pytest.mark.parametrize("count", [2, 3])
def test_a_heading_that_repeats_heads_one_section(count):
    repeated = "一、总体情况\n" * count
    made, found = sections(f"{TITLE}\n{repeated}平稳。\n{REST}")
    assert [key for key, _ in found].count("overview") == 1
    assert [note.code for note in made.notes] == ["heading-again"] * (count - 1)


TABLE = yamltext.texts(yamltext.package_data("normalisation.yml")["traditional"])
TRADITIONAL = dict(zip("".join(TABLE[1::2]), "".join(TABLE[::2]), strict=True))


@pytest.mark.parametrize("layout", ["1 tabs, every place", *list(LAYOUTS)[1:4]])
@pytest.mark.parametrize("form_id", FORMS)
def test_every_figure_under_traditional_labels(form_id, layout):
    sheet = sheet_of(form_id, distinct(form_id))
    text = layouts.text(sheet, LAYOUTS[layout])
    plain = importers.draft("report.txt", text.encode(), forms=form.builtin(), register=Register())
    other = "".join(TRADITIONAL.get(char, char) for char in text)
    made = importers.draft("report.txt", other.encode(), forms=form.builtin(), register=Register())
    assert {p: f.cell.raw for p, f in made.report.figures.items()} == {
        p: "".join(TRADITIONAL.get(char, char) for char in f.cell.raw) for p, f in plain.report.figures.items()
    }
    assert made.report.year == plain.report.year
    assert [point.what for point in made.open] == [point.what for point in plain.open]
    assert "traditional" in {note.code for note in made.notes}
    assert list(wrong_cells(form_id, sheet.figures, plain)) == []


def test_the_table_of_characters_is_one_of_pairs():
    for traditional, simplified in zip(TABLE[::2], TABLE[1::2], strict=True):
        assert len(traditional) == len(simplified)
    assert not set("".join(TABLE[::2])) & set("".join(TABLE[1::2]))
