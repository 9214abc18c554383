"""Every data cell is announced with its headers: an algorithm of its own, held against the labels of the forms."""

import json

import pytest

from headers import announced, tables
from marks import row_of
from nianbao import archive
from nianbao.model import form
from places import CASES
from rendering import articles

PAGES = CASES / "pages"
LABELS = json.loads((PAGES.parent / "independent/forms.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def years():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(PAGES / "years")
        yield articles()


def group_of(row):
    """Return the labels over a row of the applications table, from its key alone."""
    if row in {"new", "carried_over", "carried_forward"}:
        return []
    named = {
        "denied": "（三）不予公开",
        "unavailable": "（四）无法提供",
        "rejected": "（五）不予处理",
        "other": "（六）其他处理",
    }
    first = row.split("_", maxsplit=1)[0]
    grouped = [named[first]] if first in named and row != "other_handling" else []
    return ["三、本年度办理结果", *grouped]


@pytest.mark.parametrize("year", [2020, 2023])
def test_applications(years, year):
    [table] = tables(years[f"reports/data-bureau/{year}/index.md"], "[data-nb-table=applications]")
    rows = form.for_year(form.builtin(), year).tables["applications"].rows
    cells = announced(table)
    assert len(cells) == {2020: 161, 2023: 175}[year]
    for cell, heads in cells:
        column = cell["data-nb-cell"]
        over = [] if column in {"natural_person", "total"} else ["法人或其他组织"]
        row = rows[row_of(cell)].label.text
        expected = ["申请人情况", *over, LABELS["columns"][column], *group_of(row_of(cell)), row]
        assert sorted(heads) == sorted(expected)


@pytest.mark.parametrize("year", [2020, 2023])
def test_proactive(years, year):
    [table] = tables(years[f"reports/data-bureau/{year}/index.md"], "[data-nb-table=proactive]")
    blocks = LABELS["proactive"]["cn-disclosure-2021" if year > 2020 else "cn-disclosure-2019"]
    expected = {
        (row, column): [block["bar"], label, name]
        for block in blocks
        for row, name in block["rows"].items()
        for column, label, _ in block["columns"]
    }
    found = {(row_of(cell), cell["data-nb-cell"]): heads for cell, heads in announced(table)}
    assert {key: sorted(heads) for key, heads in found.items()} == {k: sorted(v) for k, v in expected.items()}


@pytest.mark.parametrize("year", [2020, 2023])
def test_disputes(years, year):
    [table] = tables(years[f"reports/data-bureau/{year}/index.md"], "[data-nb-table=disputes]")
    cells = announced(table)
    assert len(cells) == 15
    for cell, heads in cells:
        group = LABELS["disputes"][cell["data-nb-row"]]
        over = [] if group == "行政复议" else ["行政诉讼"]
        assert sorted(heads) == sorted([*over, group, LABELS["outcomes"][cell["data-nb-cell"]]])


def test_every_cell_over_the_years(years):
    [table] = tables(years["reports/data-bureau/index.md"], "table.nb-over-years")
    reports = archive.load(PAGES / "years/reports")
    stated = {}
    for report in (entry.report for entry in reports.of_agency("data-bureau")):
        for place in report.form.places:
            sheet = report.form.tables[place.table]
            row, column = sheet.rows[place.row], sheet.column(place)
            stated[report.year, sheet.caption, row.label.text, column.text] = report.cell(place).raw
    found = {}
    for cell, heads in announced(table):
        year = next(int(head) for head in heads if head.isdecimal())
        labels = frozenset(head for head in heads if not head.isdecimal())
        assert (year, labels) not in found
        found[year, labels] = cell
    # What the two forms call differently stands under its newest name.
    renamed = {"规范性文件": "行政规范性文件", "处理决定数量": "本年处理决定数量"}
    lost = []
    for (year, caption, row, column), raw in stated.items():
        wanted = {caption, renamed.get(row, row)}
        columns = {column, renamed.get(column, column)}
        cells = [
            cell
            for (at, labels), cell in found.items()
            if at == year and wanted <= labels and labels - wanted <= columns
        ]
        if [cell.get_text(strip=True) for cell in cells] != [raw]:
            lost.append((year, caption, row, column, raw))
    assert lost == []
    filled = [cell for cell in found.values() if cell.get("data-nb-kind") != "absent"]
    assert len(filled) == len(stated)


def test_lists_of_years_and_changes(years):
    [table] = tables(years["reports/data-bureau/index.md"], "table.nb-years")
    heads = {tuple(heads) for cell, heads in announced(table) if not cell.get("colspan")}
    assert ("2024", "本年新收") in heads
    assert ("2019", "发布或落款") in heads
    [table] = tables(years["reports/data-bureau/2023/changes/index.md"], "table.nb-changes")
    assert [heads for _, heads in announced(table)][:2] == [["2024-05-06", "位置"], ["2024-05-06", "原"]]
