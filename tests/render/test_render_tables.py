"""The printed table: spans, headers, marks, and every figure exactly as filed."""

import csv
import io

import pytest
from bs4 import BeautifulSoup

from headers import announced
from marks import row_of, value_cells
from nianbao import archive
from nianbao.downloads.csv import report_csv
from nianbao.downloads.json import report_json
from nianbao.messages import Messages
from nianbao.model import form
from nianbao.model.finding import Place
from nianbao.render.tables import cells as tables
from nianbao.render.tables.cells import Mark
from places import CASES
from rendering import articles

FAULTS = CASES / "pages/faults/reports"
FORMS = form.builtin()
TABLES = [pytest.param(table, id=f"{f.id}-{table.key}") for f in FORMS.values() for table in f.tables.values()]


@pytest.fixture
def faulty():
    reports = archive.load(FAULTS)
    return reports.report("example-bureau", 2023)


@pytest.fixture
def faulty_page(monkeypatch):
    monkeypatch.chdir(FAULTS.parent)
    return value_cells(articles()["reports/example-bureau/2023/index.md"])


def rows_of(parts):
    return [row.cells for part in parts for row in (*part.head, *part.body)]


@pytest.mark.parametrize("table", TABLES)
def test_spans_tile_a_rectangle(table):
    taken = {}
    for top, row in enumerate(rows_of(tables.parts(table, None, {}, Messages()))):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            for down in range(cell.attributes["rowspan"] or 1):
                for right in range(cell.attributes["colspan"] or 1):
                    assert (top + down, left + right) not in taken, "two cells overlap"
                    taken[top + down, left + right] = cell
    assert len(taken) == table.width * table.height
    assert set(taken) == {(top, left) for top in range(table.height) for left in range(table.width)}


@pytest.mark.parametrize("form_id", FORMS)
def test_every_cell_stands_once_under_its_headers(form_id, monkeypatch):
    monkeypatch.chdir(FAULTS.parent)
    page = BeautifulSoup(articles()[f"reports/forms/{form_id}/index.md"], "html.parser")
    assert list(value_cells(page)) == [*FORMS[form_id].places]
    for shown in page.select("table[data-nb-table]"):
        table = FORMS[form_id].tables[shown["data-nb-table"]]
        for cell, texts in announced(shown):
            place = Place(table.key, row_of(cell), cell["data-nb-cell"])
            assert table.rows[place.row].label.text in texts
            assert table.column(place).text in texts
            spans = next(item.labels for item in table.grid if item.place == place)
            assert sorted(texts) == sorted(table.grid[label].label for label in spans)


def test_boxhead_of_applications_is_merged_as_in_the_form():
    [part] = tables.parts(FORMS["cn-disclosure-2021"].tables["applications"], None, {}, Messages())
    spans = [[(c.text, c.attributes["rowspan"], c.attributes["colspan"]) for c in row.cells] for row in part.head]
    assert spans[0][0][1:] == (3, 3)
    assert spans[0][1] == ("申请人情况", None, 7)
    assert spans[1] == [("自然人", 2, None), ("法人或其他组织", None, 5), ("总计", 2, None)]
    assert [text for text, _, _ in spans[2]] == ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    assert part.body[2].cells[0].attributes["rowspan"] == 22


def test_page_csv_and_json_agree_cell_by_cell(faulty, faulty_page):
    agency = archive.load(FAULTS).agency("example-bureau")
    data = report_json(faulty, agency)["tables"]
    lines = list(csv.DictReader(io.StringIO(report_csv(faulty).decode("utf-8-sig"))))
    sheet = {(line["table"], line["row"], line["column"]): line for line in lines}
    assert len(faulty_page) == len(sheet) == len(faulty.form.places) == 200
    for place in faulty.form.places:
        key = (place.table, place.row, place.column)
        raw = faulty.cell(place).raw
        assert faulty_page[place].get_text() == sheet[key]["value"] == raw
        told = data[place.table].get(place.row, {}).get(place.column)
        assert (told is None) == (raw == "")
        if isinstance(told, int):
            assert str(told) == raw.replace(",", "")


def test_rows_say_which_row_of_the_form_they_are(monkeypatch):
    monkeypatch.chdir(FAULTS.parent)
    page = BeautifulSoup(articles()["reports/example-bureau/2023/index.md"], "html.parser")
    for table in FORMS["cn-disclosure-2021"].tables.values():
        shown = page.select_one(f'table[data-nb-table="{table.key}"]')
        rows = {row["data-nb-row"]: row for row in shown.select("tr[data-nb-row]")}
        # The one printed row of disputes holds three rows of the form: there the cells say which.
        assert list(rows) == ([*table.rows] if any(block.rows for block in table.blocks) else [])
        for key, row in rows.items():
            columns = [column.key for column in table.rows[key].columns]
            assert [cell["data-nb-cell"] for cell in row.select("td")] == columns
            assert not row.select("td[data-nb-row]")


def test_what_a_cell_says_is_kept_apart(faulty_page):
    kinds = {tuple(place): cell.get("data-nb-kind") for place, cell in faulty_page.items()}
    # What the text says no mark repeats.
    assert kinds["applications", "new", "total"] is None
    assert kinds["applications", "carried_over", "other_organization"] is None
    assert kinds["applications", "denied_state_secret", "commercial_enterprise"] == "blank"
    assert kinds["applications", "rejected_excessive", "total"] == "missing"
    assert kinds["proactive", "coercion", "decisions"] == "not_applicable"
    blank = faulty_page[Place("applications", "denied_state_secret", "commercial_enterprise")].attrs
    assert blank["aria-label"] == "空白"
    assert "data-nb-derived" in faulty_page[Place("applications", "partially_granted", "total")].attrs
    assert faulty_page[Place("applications", "partially_granted", "total")].get_text() == "6"


def test_csv_says_where_a_figure_comes_from(faulty):
    lines = list(csv.DictReader(io.StringIO(report_csv(faulty).decode("utf-8-sig"))))
    status = {(line["row"], line["column"]): (line["value"], line["kind"], line["status"]) for line in lines}
    assert report_csv(faulty).startswith(b"\xef\xbb\xbfagency,year,form,table")
    assert status["partially_granted", "total"] == ("6", "number", "derived")
    assert status["rejected_excessive", "total"] == ("", "missing", "")
    assert status["denied_state_secret", "commercial_enterprise"] == ("", "blank", "filed")
    assert status["licensing", "decisions"] == ("1,215", "number", "filed")


def test_cells_in_findings_carry_codes_and_lead_there(faulty_page):
    wrong = faulty_page[Place("applications", "granted", "total")].attrs
    assert "SUM303" in wrong["data-nb-finding"].split()
    assert wrong["data-nb-tone"] == "error"
    part = faulty_page[Place("applications", "granted", "natural_person")].attrs
    assert part["data-nb-finding"] == "SUM303"
    assert "data-nb-tone" not in part
    sound = faulty_page[Place("applications", "new", "natural_person")].attrs
    assert "data-nb-finding" not in sound


def test_marks_keep_the_figure_apart_from_the_number_of_the_finding(faulty):
    place = Place("applications", "granted", "total")
    marks = {place: Mark(("SUM303",), ((7, "SUM303"),), "error")}
    parts = tables.parts(faulty.form.tables["applications"], faulty, marks, Messages())
    [cell] = [cell for row in rows_of(parts) for cell in row if cell.attributes.get("id") == tables.cell_id(place)]
    assert (cell.text, cell.mark.numbers) == ("52", ((7, "SUM303"),))
