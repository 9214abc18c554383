"""The printed table: spans, headers, marks, and every figure exactly as filed."""

import csv
import io
from html.parser import HTMLParser

import pytest
from bs4 import BeautifulSoup

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


class Cells(HTMLParser):
    """Collects the value cells of statutory tables as a scraper would: by their marks, with their text."""

    def __init__(self, html):
        super().__init__()
        self.found, self._table, self._cell, self.marks = {}, "", None, {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "table":
            self._table = attributes.get("data-nb-table", "")
        if tag == "td" and "data-nb-row" in attributes:
            self._cell = (self._table, attributes["data-nb-row"], attributes["data-nb-cell"])
            assert self._cell not in self.found, "a cell stands twice"
            self.found[self._cell], self.marks[self._cell] = "", attributes

    def handle_endtag(self, tag):
        if tag == "td":
            self._cell = None

    def handle_data(self, data):
        if self._cell:
            self.found[self._cell] += data


@pytest.fixture
def faulty():
    reports = archive.load(FAULTS)
    return reports.report("example-bureau", 2023)


@pytest.fixture
def faulty_page(monkeypatch):
    monkeypatch.chdir(FAULTS.parent)
    return Cells(articles()["reports/example-bureau/2023/index.md"])


def rows_of(parts):
    return [row for part in parts for row in (*part.head, *part.body)]


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


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_stands_once_under_its_headers(table):
    cells = [cell for row in rows_of(tables.parts(table, None, {}, Messages())) for cell in row]
    heads = {cell.attributes["id"]: cell.text for cell in cells if cell.tag == "th"}
    values = {
        (cell.attributes["data-nb-row"], cell.attributes["data-nb-cell"]): cell.attributes["headers"].split()
        for cell in cells
        if cell.tag == "td"
    }
    assert set(values) == {(place.row, place.column) for place in table.places}
    for (row, column), ids in values.items():
        texts = [heads[each] for each in ids]
        assert table.rows[row].label.text in texts
        assert table.column(Place(table.key, row, column)).text in texts


def test_boxhead_of_applications_is_merged_as_in_the_form():
    [part] = tables.parts(FORMS["cn-disclosure-2021"].tables["applications"], None, {}, Messages())
    spans = [[(c.text, c.attributes["rowspan"], c.attributes["colspan"]) for c in row] for row in part.head]
    assert spans[0][0][1:] == (3, 3)
    assert spans[0][1] == ("申请人情况", None, 7)
    assert spans[1] == [("自然人", 2, None), ("法人或其他组织", None, 5), ("总计", 2, None)]
    assert [text for text, _, _ in spans[2]] == ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    assert part.body[2][0].attributes["rowspan"] == 22


def test_page_csv_and_json_agree_cell_by_cell(faulty, faulty_page):
    agency = archive.load(FAULTS).agency("example-bureau")
    data = report_json(faulty, agency)["tables"]
    lines = list(csv.DictReader(io.StringIO(report_csv(faulty).decode("utf-8-sig"))))
    sheet = {(line["table"], line["row"], line["column"]): line for line in lines}
    assert len(faulty_page.found) == len(sheet) == len(faulty.form.places) == 200
    for place in faulty.form.places:
        key = (place.table, place.row, place.column)
        raw = faulty.cell(place).raw
        assert faulty_page.found[key] == sheet[key]["value"] == raw
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
            assert {cell["data-nb-row"] for cell in row.select("td")} == {key}


def test_what_a_cell_says_is_kept_apart(faulty_page):
    kinds = {key: marks["data-nb-kind"] for key, marks in faulty_page.marks.items()}
    assert kinds["applications", "new", "total"] == "number"
    assert kinds["applications", "carried_over", "other_organization"] == "zero"
    assert kinds["applications", "denied_state_secret", "commercial_enterprise"] == "blank"
    assert kinds["applications", "rejected_excessive", "total"] == "missing"
    assert kinds["proactive", "coercion", "decisions"] == "not_applicable"
    blank = faulty_page.marks["applications", "denied_state_secret", "commercial_enterprise"]
    assert blank["aria-label"] == "空白"
    assert "data-nb-derived" in faulty_page.marks["applications", "partially_granted", "total"]
    assert faulty_page.found["applications", "partially_granted", "total"] == "6"


def test_csv_says_where_a_figure_comes_from(faulty):
    lines = list(csv.DictReader(io.StringIO(report_csv(faulty).decode("utf-8-sig"))))
    status = {(line["row"], line["column"]): (line["value"], line["kind"], line["status"]) for line in lines}
    assert report_csv(faulty).startswith(b"\xef\xbb\xbfagency,year,form,table")
    assert status["partially_granted", "total"] == ("6", "number", "derived")
    assert status["rejected_excessive", "total"] == ("", "missing", "")
    assert status["denied_state_secret", "commercial_enterprise"] == ("", "blank", "filed")
    assert status["licensing", "decisions"] == ("1,215", "number", "filed")


def test_cells_in_findings_carry_codes_and_lead_there(faulty_page):
    wrong = faulty_page.marks["applications", "granted", "total"]
    assert "SUM303" in wrong["data-nb-finding"].split()
    assert wrong["data-nb-tone"] == "error"
    part = faulty_page.marks["applications", "granted", "natural_person"]
    assert part["data-nb-finding"] == "SUM303"
    assert "data-nb-tone" not in part
    sound = faulty_page.marks["applications", "new", "natural_person"]
    assert "data-nb-finding" not in sound


def test_marks_keep_the_figure_apart_from_the_number_of_the_finding(faulty):
    place = Place("applications", "granted", "total")
    marks = {place: Mark(("SUM303",), ((7, "SUM303"),), "error")}
    parts = tables.parts(faulty.form.tables["applications"], faulty, marks, Messages())
    [cell] = [cell for row in rows_of(parts) for cell in row if cell.attributes.get("id") == tables.cell_id(place)]
    assert (cell.text, cell.mark.numbers) == ("52", ((7, "SUM303"),))
