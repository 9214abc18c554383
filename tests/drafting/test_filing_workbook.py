"""The workbook to fill: made, filled in as a clerk would, and taken back by `nianbao import`."""

import io
import random
import re
import shutil
import subprocess
from datetime import datetime

import openpyxl
import pytest
from openpyxl.comments import Comment

from consistent import report as random_report
from nianbao import archive, importers, source
from nianbao.drafting import filing_workbook
from nianbao.messages import Messages
from nianbao.model import form
from nianbao.model.finding import Place
from nianbao.model.report import Derived
from running import BASE, change, nianbao
from spreadsheet import calculated, value

FORMS = form.builtin()
NEWEST = FORMS["cn-disclosure-2021"]
BOOK = "example-bureau-2024.xlsx"
BACK = "back/example-bureau/2024.md"
FACTS, PROSE = "概况", "正文"
NEW, GRANTED, FORWARD = (
    Place("applications", row, "natural_person") for row in ("new", "granted", "carried_forward")
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The workbook as the command makes it."""
    desk = tmp_path_factory.mktemp("desk")
    shutil.copytree(BASE, desk / "reports/example-bureau", ignore=shutil.ignore_patterns("*.yml"))
    shutil.copy(BASE / "agencies.yml", desk / "reports")
    run = nianbao("new", "example-bureau", "2024", "--to", "xlsx", cwd=desk)
    assert (run.returncode, run.stderr) == (0, "")
    assert BOOK in run.stdout.splitlines()[0]
    return (desk / BOOK).read_bytes()


@pytest.fixture
def book(made):
    return openpyxl.load_workbook(io.BytesIO(made))


def spot(book, place, on=NEWEST):
    return book[on.tables[place.table].label].cell(*filing_workbook.positions(on.tables[place.table])[place])


def fill(book, values, on=NEWEST):
    """Write figures where there is no formula."""
    for place in on.places:
        cell = spot(book, place, on)
        if place in values and not str(cell.value or "").startswith("="):
            cell.value = values[place]


def taken_back(site, book, *words, code=0):
    book.save(site / BOOK)
    run = nianbao("import", BOOK, "-o", "back", "--force", *words, cwd=site)
    assert (run.returncode, run.stderr) == (code, ""), run.stderr
    return run.stdout, source.read((site / BACK).read_bytes(), BACK, FORMS)


def signs(book):
    """What the cells outside the tables say of the identities, by sheet."""
    found = {}
    for table in NEWEST.tables.values():
        sheet = book[table.label]
        inside = {filing_workbook.position(cell) for cell in table.grid}
        said = [
            calculated(sheet, cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if str(cell.value or "").startswith("=") and (cell.row, cell.column) not in inside
        ]
        found[table.key] = [str(text) for text in said]
    return found


def test_it_states_agency_year_and_form_and_last_years_figures(book):
    facts = {row[0].value: row[1].value for row in book[FACTS].iter_rows(min_row=2, max_row=9)}
    assert facts == {
        "机关": "示例市示例局", "机关标识": "example-bureau", "年度": "2024", "表式": "cn-disclosure-2021",
        "落款": "示例市示例局", "落款日期": None, "发布日期": None, "填报表": filing_workbook.MARK,
    }  # fmt: skip
    assert book[FACTS]["A1"].value == "示例市示例局2024年政府信息公开工作年度报告"
    assert [spot(book, place).value for place in NEWEST.places if place.row == "carried_over"] == [
        2,
        0,
        0,
        0,
        0,
        0,
        2,
    ]
    notes = [cell.comment.text for row in book["申请"].iter_rows() for cell in row if cell.comment]
    assert len(notes) == 25
    assert "2023 年度：自然人 60、商业企业 12" in next(note for note in notes if note.startswith("一、本年新收"))
    stock = [cell.comment.text for row in book["主动公开"].iter_rows() for cell in row if cell.comment]
    assert any("现行有效件数：上年 12 件" in note for note in stock)
    assert sum(bool(cell.comment) for row in book["复议诉讼"].iter_rows() for cell in row) == 3


def test_labels_are_locked_and_inputs_are_not(book):
    for table in NEWEST.tables.values():
        sheet = book[table.label]
        assert sheet.protection.sheet
        assert not sheet.protection.password
        assert all(sheet.cell(*at).protection.locked for at, _ in filing_workbook.labels(table))
        for place in table.places:
            is_total = place in NEWEST.derivations and place.row != "carried_over"
            assert spot(book, place).protection.locked == is_total
            assert str(spot(book, place).value).startswith("=") == is_total
        for area in sheet.merged_cells.ranges:
            locks = {sheet.cell(row, column).protection.locked for row, column in area.cells}
            assert len(locks) == 1, area
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert not book[FACTS]["B7"].protection.locked
    assert not book[PROSE]["B2"].protection.locked
    assert book[PROSE]["A2"].protection.locked


def test_entries_are_validated_by_measure(book):
    kinds = {
        table.label: {
            (v.type, v.operator): str(v.sqref) for v in book[table.label].data_validations.dataValidation
        }
        for table in NEWEST.tables.values()
    }
    fees = filing_workbook.address(
        *filing_workbook.positions(NEWEST.tables["proactive"])[Place("proactive", "fees", "amount")]
    )
    assert kinds["主动公开"]["decimal", "greaterThanOrEqual"] == fees
    assert all(("whole", "greaterThanOrEqual") in kinds[table.label] for table in NEWEST.tables.values())


@pytest.mark.parametrize("name", FORMS)
def test_totals_add_up_as_the_form_says(site, name):
    on, year = FORMS[name], FORMS[name].since + 1
    run = nianbao("new", "example-bureau", year, "--to", "xlsx", "-o", "b.xlsx", cwd=site)
    assert run.returncode == 0
    book = openpyxl.load_workbook(site / "b.xlsx")
    filed = random_report(random.Random(1), on, year, 40)
    values = {place: int(figure.cell.value) for place, figure in filed.figures.items()}
    fill(book, values, on)
    for place in on.places:
        sheet = book[on.tables[place.table].label]
        assert value(sheet, *filing_workbook.positions(on.tables[place.table])[place]) == values[place], place


def test_signs_stay_silent_until_all_is_filled_in_and_then_tell(book):
    assert set(signs(book)["applications"]) == {"", "√"}
    assert signs(book)["applications"].count("√") == 1
    fill(book, dict.fromkeys(NEWEST.places, 0) | {GRANTED: 5, NEW: 5})
    told = signs(book)
    assert told["disputes"] == ["√"] * 3
    assert told["applications"].count("√") == 25 + 14
    spot(book, FORWARD).value = 2
    assert [text for text in signs(book)["applications"] if text != "√"] == ["✗ 差-2", "✗ 差-2"]


def test_a_failing_identity_turns_red(book):
    fill(book, dict.fromkeys(NEWEST.places, 0) | {GRANTED: 5, NEW: 5})
    sheet = book["申请"]

    def red():
        return {
            str(area.sqref)
            for area in sheet.conditional_formatting
            for rule in area.rules
            if calculated(sheet, rule.formula[0])
        }

    assert red() == set()
    spot(book, FORWARD).value = 2
    columns = ("natural_person", "total")
    totals = {
        spot(book, Place("applications", row, c)).coordinate
        for row in ("concluded_total", "carried_forward")
        for c in columns
    }
    assert totals < red()
    assert len(red()) == len(totals) + 2
    assert all(area.rules[0].dxf.fill.bgColor.rgb == "FFF4B6B6" for area in sheet.conditional_formatting)


def test_filled_in_it_comes_back_as_a_report_that_passes(site, book):
    fill(book, dict.fromkeys(NEWEST.places, 0) | {
        GRANTED: 7, NEW: 5, Place("applications", "carried_over", "natural_person"): 2, Place("applications", "carried_over", "total"): 2,
        Place("proactive", "normative_documents", "in_force"): 12, Place("proactive", "fees", "amount"): 43.788,
    })  # fmt: skip
    book[FACTS]["B7"].value = datetime(2025, 1, 15)  # noqa: DTZ001 - Excel knows no zones
    prose = book[PROSE]
    rows = {prose.cell(row, 1).value: row for row in range(2, prose.max_row + 1)}
    prose.cell(
        rows["五、存在的主要问题及改进情况"], 2
    ).value = "更新不够及时。\n# 已明确<b>责任人</b>，见{{ 附件 }}。"
    prose.cell(rows["六、其他需要报告的事项"], 2).value = "本年度没有收取信息处理费。"
    told, reading = taken_back(site, book)
    report = reading.report
    assert reading.problems == ()
    assert "填报表，按位置读取" in told
    assert (report.agency, report.year, report.signed.isoformat(), report.published) == (
        "example-bureau",
        2024,
        "2025-01-15",
        None,
    )
    assert report.provenance.file == BOOK
    assert report.cell(Place("proactive", "fees", "amount")).raw == "43.788"
    assert report.cell(Place("applications", "concluded_total", "total")).raw == "7"
    assert sum(isinstance(figure, Derived) for figure in report.figures.values()) == len(NEWEST.derivations) - 1
    assert "{{ 申请.本年新收.总计 }}件" in report.section("overview").markdown
    assert "### （五）监督保障" in report.section("overview").markdown
    assert (
        report.section("problems").markdown
        == "更新不够及时。\n\n\\# 已明确&lt;b>责任人&lt;/b>，见\\{\\{ 附件 }}。"
    )
    (site / "reports/example-bureau/2024.md").write_bytes((site / BACK).read_bytes())
    run = nianbao("check", "reports/example-bureau/2024.md", cwd=site)
    assert run.returncode == 0, run.stdout


def test_blanks_stay_blank_and_totals_wait(site, book):
    _, reading = taken_back(site, book)
    assert sum(bool(figure.cell.raw) for figure in reading.report.figures.values()) == 7
    text = (site / BACK).read_text("utf-8")
    assert "予以公开: [~, ~, ~, ~, ~, ~, 自动]" in text
    assert "办理总计: 自动" in text
    run = nianbao("new", "example-bureau", "2024", cwd=site)
    assert run.returncode == 0
    begun = source.read((site / "reports/example-bureau/2024.md").read_bytes(), BACK, FORMS).report
    assert [(s.key, s.heading) for s in reading.report.sections] == [(s.key, s.heading) for s in begun.sections]
    said = [(s.key, line) for s in begun.sections for line in s.markdown.splitlines() if line]
    assert [(s.key, line) for s in reading.report.sections for line in s.markdown.splitlines() if line] == said


def test_what_is_typed_is_kept(site, book):
    fill(book, {NEW: "12件", GRANTED: " / ", FORWARD: 3.0})
    spot(book, Place("applications", "new", "total")).value = 99
    _, reading = taken_back(site, book)
    assert [reading.report.cell(place).raw for place in (NEW, GRANTED, FORWARD)] == ["12件", "/", "3"]
    assert reading.report.cell(Place("applications", "new", "total")).raw == "99"


def test_what_can_not_be_read_is_open(site, book):
    fill(book, {NEW: "=3+4"})
    book[FACTS]["B7"].value = "去年底"
    told, reading = taken_back(site, book, code=1)
    assert "=3+4" in told
    assert "这不是日期，没有填入：去年底" in told
    assert reading.report.cell(NEW).raw == ""


def test_sheets_of_ones_own_do_no_harm(site, book):
    book.create_sheet("草稿", 0)["A1"].value = "随手记"
    book.create_sheet("附注")["A1"].value = "别的"
    fill(book, {NEW: 1e-7, GRANTED: "=待核"})
    spot(book, GRANTED).data_type = "s"
    _, reading = taken_back(site, book)
    assert [reading.report.cell(place).raw for place in (NEW, GRANTED)] == ["0.0000001", "=待核"]
    assert "### （五）监督保障" in reading.report.section("overview").markdown


def test_another_form_than_the_workbooks_is_refused(site, book):
    book.save(site / BOOK)
    run = nianbao("import", BOOK, "-o", "back", "--form", "cn-disclosure-2019", cwd=site)
    assert (run.returncode, "不能按 cn-disclosure-2019 读取" in run.stderr) == (2, True)


def test_another_agency_may_be_named(site, book):
    book.save(site / BOOK)
    run = nianbao("import", BOOK, "-o", "back", "--agency", "other", "--year", "2025", cwd=site)
    assert run.returncode == 0
    assert (site / "back/other/2025.md").exists()


SPOILED = {
    "a label moved": (lambda book: book["申请"].insert_rows(6), "工作表“申请”第 6 行第 1 列应是“一、本年新收政府信息公开申请数量”"),
    "a sheet gone": (lambda book: book.remove(book["复议诉讼"]), "缺少“复议诉讼”所在的工作表"),
    "headings of the text moved": (lambda book: book[PROSE].insert_rows(4), "缺少“一、总体情况”所在的工作表"),
    "no year": (lambda book: setattr(book[FACTS]["B4"], "value", "明年"), "应是“2024”，现在是“明年”"),
    "an unknown form": (lambda book: setattr(book[FACTS]["B5"], "value", "x"), "没有表式 x"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_a_workbook_out_of_shape_is_refused_whole(site, book, name):
    spoil, said = SPOILED[name]
    spoil(book)
    book.save(site / BOOK)
    run = nianbao("import", BOOK, "-o", "back", cwd=site)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1), run.stderr
    assert said in run.stderr
    assert not (site / "back").exists()


def test_a_broken_file_is_refused(site):
    (site / "x.xlsx").write_bytes(b"PK\x03\x04 no zip")
    run = nianbao("import", "x.xlsx", cwd=site)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "x.xlsx" in run.stderr


def test_nothing_is_overwritten_and_bytes_stay_the_same(site, made):
    (site / BOOK).write_bytes(b"mine")
    run = nianbao("new", "example-bureau", "2024", "--to", "xlsx", cwd=site)
    assert (run.returncode, "已经存在" in run.stderr, (site / BOOK).read_bytes()) == (2, True, b"mine")
    run = nianbao("new", "example-bureau", "2024", "--to", "xlsx", "--force", cwd=site, seed="7")
    assert (run.returncode, (site / BOOK).read_bytes()) == (0, made)


def test_in_english(site):
    run = nianbao("new", "example-bureau", "2024", "--to", "xlsx", "-o", "out/book.xlsx", cwd=site, language="en")
    assert run.returncode == 0
    made = openpyxl.load_workbook(site / "out/book.xlsx")
    assert made.sheetnames == ["Facts", "主动公开", "申请", "复议诉讼", "Text"]
    back = nianbao("import", "out/book.xlsx", "-o", "back", cwd=site)
    assert back.returncode == 0


def test_names_that_look_like_formulas_stay_text(site):
    change(site / "reports/agencies.yml", "名称: 示例市示例局", "名称: '=1+1局'")
    change(site / "reports/example-bureau/2023.md", "行政许可: 215", 'licensing: "2\\u000715"')
    run = nianbao("new", "example-bureau", "2024", "--to", "xlsx", cwd=site)
    assert run.returncode == 0
    made = openpyxl.load_workbook(io.BytesIO((site / BOOK).read_bytes()))
    assert (made[FACTS]["B2"].value, made[FACTS]["B2"].data_type) == ("=1+1局", "s")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_in_libreoffice_it_calculates_and_comes_back(site, book):
    fill(book, dict.fromkeys(NEWEST.places, 0) | {GRANTED: 5, NEW: 5, FORWARD: 2})
    book.save(site / BOOK)
    run = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{site}/office", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", site / "lo", site / BOOK],
        capture_output=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0
    results = openpyxl.load_workbook(site / "lo" / BOOK, data_only=True)
    assert spot(results, Place("applications", "concluded_total", "total")).value == 5
    said = [cell.value for row in results["申请"].iter_rows() for cell in row if str(cell.value).startswith("✗")]
    assert said == ["✗ 差-2", "✗ 差-2"]
    _, reading = taken_back(site, openpyxl.load_workbook(site / "lo" / BOOK))
    assert isinstance(reading.report.figures[Place("applications", "concluded_total", "total")], Derived)
    assert reading.report.cell(GRANTED).raw == "5"


def notes(book):
    """What an import says it left out, in words."""
    content = io.BytesIO()
    book.save(content)
    register = archive.load(BASE).register
    made = importers.draft(BOOK, content.getvalue(), forms=FORMS, register=register)
    words = Messages("zh")
    return [words.word(f"import-note-{note.code}", **note.fields) for note in made.notes if note.fields]


def test_what_is_added_to_a_workbook_is_told(book):
    assert not notes(book)
    marks = set()
    for number, sheet in enumerate(list(book.worksheets)):
        for where, at in (("a", (sheet.max_row + 2, 1)), ("b", (2, sheet.max_column + 2)), ("c", (1, 30))):
            marks.add(f"QZ{number}{where}")
            sheet.cell(*at).value = f"QZ{number}{where}"
        sheet.cell(1, 1).comment = Comment(f"QZ{number}d", "x")
        book.create_sheet(f"附{number}")["C3"] = f"QZ{number}e"
        marks |= {f"QZ{number}d", f"QZ{number}e"}
    assert marks <= set(re.findall(r"QZ\d[a-e]", " ".join(notes(book))))
