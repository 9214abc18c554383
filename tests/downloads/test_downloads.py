"""The same numbers everywhere: page, fragment, Word, Excel, CSV, figures.csv and JSON, cell by cell."""

import re
import zipfile
from decimal import Decimal

import pytest

from exported import (
    HOSTILE,
    as_filed,
    csv_by_place,
    csv_lines,
    html_cells,
    html_grids,
    json_cells,
    read_json,
    sheet_grid,
    word_grids,
    workbook,
)
from nianbao import render
from nianbao.checking.visibility import Visibility
from nianbao.messages import Messages
from nianbao.model.finding import Place

NAMES = [("example-bureau", 2022), ("example-bureau", 2023), ("example-office", 2020), ("example-office", 2022)]
LABELS = ("table_label", "row_label", "column_label")
PICTURES = {"\x01": "\u2401", "\x0b": "\u240b"}


def shown(text):
    """Text as XML can hold it."""
    return re.sub("[\x01\x0b]", lambda found: PICTURES[found[0]], text)


def expected_grid(table, report):
    return sorted(
        (c.top, c.left, c.height, c.width, report.cell(c.place).raw if c.place else c.label) for c in table.grid
    )


def filed_tables(report):
    return [table for table in report.form.tables.values() if table.key in report.tables]


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_every_cell_is_as_filed_in_every_file(published, name):
    report = published.report(name)
    places = [place for table in filed_tables(report) for place in table.places]
    raw = {place: report.cell(place).raw for place in places}
    assert len(raw) > 190
    page, fragment = published.file(name).read_text(encoding="utf-8"), fragment_of(published, name)
    assert html_cells(page) == raw
    assert html_cells(fragment) == raw
    lines = csv_by_place(csv_lines(published.file(name, "report.csv").read_bytes()))
    figures = csv_by_place(published.figures[name])
    assert {place: as_filed(line) for place, line in lines.items() if place in raw} == raw
    assert list(figures) == list(lines) == list(report.form.places)
    for place, line in figures.items():
        assert {key: line[key] for key in lines[place]} == lines[place]
        assert set(line) - set(lines[place]) == {*LABELS, "check", "codes"}
    document = json_cells(read_json(published.file(name, "report.json")))
    whole = read_json(published.home / "site/reports/data/reports.json")["reports"]
    assert [json_cells(other) for other in whole if (other["agency"]["id"], other["year"]) == name] == [document]
    assert set(document) == set(report.figures)
    for place, value in document.items():
        cell = report.cell(place)
        assert value == cell.as_json()
        stated = figures[place]["number"]
        assert (Decimal(stated) if stated else None) == (None if cell.unit else cell.value)
        assert figures[place]["kind"] == cell.kind


def fragment_of(published, name):
    report = published.report(name)
    return render.fragment(report, published.archive.agency(name[0]), Messages("zh"))


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_every_table_has_the_layout_of_the_form(published, name):
    report = published.report(name)
    expected = {table.key: expected_grid(table, report) for table in filed_tables(report)}
    assert html_grids(published.file(name).read_text(encoding="utf-8")) == expected
    assert html_grids(fragment_of(published, name)) == expected
    in_word = word_grids(published.file(name, "report.docx").read_bytes())
    for key, cells in expected.items():
        assert [(*cell[:4], shown(cell[4])) for cell in cells] in in_word, key
    book = workbook(published.file(name, "report.xlsx").read_bytes())
    for table in filed_tables(report):
        at = {(c.top, c.left): c for c in table.grid}
        for top, left, height, width, item in sheet_grid(book[table.label]):
            cell = at.pop((top, left))
            assert (height, width) == (cell.height, cell.width)
            assert_in_excel(item, report.cell(cell.place) if cell.place else None, cell.label)
        assert not at


def assert_in_excel(item, cell, label):
    """A number is a number, a blank is nothing, and everything else is text that no program will calculate."""
    assert item.data_type != "f"
    value = cell.as_json() if cell else label
    if cell and isinstance(value, (int, float)) and len(cell.value.as_tuple().digits) <= 15:
        assert item.data_type == "n"
        assert Decimal(repr(item.value)) == cell.value
    elif value is None:
        assert item.value is None
    else:
        text = shown(cell.raw if cell else label).replace("_x0041_", "_x005F_x0041_")
        assert item.data_type == "s"
        assert item.value == text[:32_000]


def test_hostile_text_is_text(published):
    name = ("example-office", 2022)
    report = published.report(name)
    for place, text in HOSTILE.items():
        assert report.cell(Place(*place)).raw == text
    book = workbook(published.file(name, "report.xlsx").read_bytes())
    formula = book["主动公开"]["B9"]
    assert (formula.value, formula.data_type, formula.quotePrefix) == (
        HOSTILE["proactive", "licensing", "decisions"],
        "s",
        True,
    )
    below = [row[0].value for row in book["申请"].iter_rows(min_row=31) if row[0].value]
    assert "长" * 8_000 in below[-1], "what a cell can't hold follows below the table"
    with zipfile.ZipFile(published.file(name, "report.xlsx")) as zipped:
        assert not any("externalLink" in item or "vba" in item.lower() for item in zipped.namelist())
    for kind in ("report.docx", "report.xlsx"):
        with zipfile.ZipFile(published.file(name, kind)) as zipped:
            assert zipped.testzip() is None
            assert {item.date_time for item in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "javascript:" not in fragment_of(published, name)
    assert "<script" not in fragment_of(published, name)


def test_figures_are_shown_in_excel_as_they_were_written(published):
    sheet = workbook(published.file(("example-office", 2022), "report.xlsx").read_bytes())
    found = {
        item.value: item.number_format
        for table in ("主动公开", "申请")
        for row in sheet[table].iter_rows()
        for item in row
        if item.data_type == "n" and item.value
    }
    assert found == {12.5: "0.00", 0.1: "0.0", -3: "0", 1234: "#,##0"}


def test_check_says_what_the_page_says(published):
    for name in NAMES:
        public = Visibility(published.verdicts.of(published.archive.entry(*name)))
        wanted = {}
        for finding in public.findings:
            for place in {finding.place, *(place for place, _ in finding.related)} - {None}:
                wanted.setdefault(place, []).append(finding)
        for place, line in csv_by_place(published.figures[name]).items():
            findings = wanted.get(place, [])
            assert line["codes"].split() == sorted({finding.code for finding in findings})
            some_open = any(finding.waived is None for finding in findings)
            assert line["check"] == ("open" if some_open else "explained" if findings else "")
    lines = [line for lines in published.figures.values() for line in lines]
    assert {line["check"] for line in lines} == {"", "open", "explained"}
    assert {line["status"] for line in lines} == {"", "filed", "derived"}
    assert {line["kind"] for line in lines} == {"number", "zero", "blank", "not_applicable", "text", "missing"}


def test_what_a_table_cannot_show_is_said_below_it(published):
    name = ("example-bureau", 2023)
    sheet = workbook(published.file(name, "report.xlsx").read_bytes())["申请"]
    said = " ".join(str(row[0].value) for row in sheet.iter_rows(min_row=30))
    assert "大量反复" in said
    assert "申请 · 部分公开 · 总计" in said
    assert "大量反复" in fragment_of(published, name)


def test_workbook_is_ready_to_print(published):
    book = workbook(published.file(("example-bureau", 2023), "report.xlsx").read_bytes())
    assert book.sheetnames == ["概况", "主动公开", "申请", "复议诉讼", "正文"]
    assert {sheet.page_setup.paperSize for sheet in book} == {9}
    assert [sheet.page_setup.orientation for sheet in book] == [
        "portrait",
        "portrait",
        "portrait",
        "landscape",
        "portrait",
    ]
    assert book["申请"].print_title_rows == "$3:$5"
    facts = {row[0].value: row[1].value for row in book["概况"].iter_rows()}
    assert facts["标题"] == "示例市示例局2023年政府信息公开工作年度报告"
    assert facts["发布日期"] == "2024-02-05"
    assert facts["来源网址"] == "https://example.org/2023"
    assert "核对" not in "".join(facts)


def test_report_without_a_form_has_its_prose(published):
    name = ("example-office", 2018)
    book = workbook(published.file(name, "report.xlsx").read_bytes())
    assert book.sheetnames == ["概况", "正文"]
    assert [row[0].value for row in book["正文"].iter_rows()] == [
        "概述",
        "全年公开信息三十条。",
        "概述",
        "第二个同名的部分。",
    ]
    assert word_grids(published.file(name, "report.docx").read_bytes()) == []
    assert "全年公开信息三十条。" in fragment_of(published, name)


def test_unreadable_report_has_no_downloads(published):
    name = ("example-office", 2023)
    assert published.file(name).exists()
    assert not list(published.file(name).parent.glob("report.*"))
