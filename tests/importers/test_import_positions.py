"""Labels that tables share: what one names depends on where it stands, in a boxhead or a stub, and in which table."""

import shutil

import pytest

from nianbao import archive, importers
from places import CASES

TITLE = "示例市示例局2023年集市年度报告"
GOODS = [["货物", "摊位", "罚款"], ["蔬菜", "1", "2"], ["水果", "3", "4"], ["合计", "4", "6"]]
MARKETS = [["集市", "蔬菜", "水果"], ["东市", "5", "6"], ["西市", "7", "8"], ["合计", "12", "14"]]
# A table without a stub (the name of its one row stands above), whose columns are named like rows of the first.
SCALES = [["公平秤", ""], ["蔬菜", "水果"], ["9", "10"]]


def figures(table, *rows):
    columns = {"goods": ("stalls", "fines"), "markets": ("greens", "fruit"), "scales": ("greens", "fruit")}[table]
    return {
        f"{table}/{row}/{column}": figure
        for row, *cells in rows
        for column, figure in zip(columns, cells, strict=True)
    }


EXPECTED = {
    **figures("goods", ("greens", "1", "2"), ("fruit", "3", "4"), ("all", "4", "6")),
    **figures("markets", ("east", "5", "6"), ("west", "7", "8"), ("all", "12", "14")),
}
ORDERS = {"as in the form": (GOODS, MARKETS), "the other way round": (MARKETS, GOODS)}


def tabs(tables):
    return "\n\n".join("\n".join("\t".join(row) for row in table) for table in tables)


def close_tabs(tables):
    return "\n".join("\t".join(row) for table in tables for row in table)


def one_cell_a_line(tables):
    return "\n".join(cell for table in tables for row in table for cell in row)


def page(tables):
    return "".join(
        f"<table>{''.join('<tr>' + ''.join(f'<td>{c}</td>' for c in r) + '</tr>' for r in t)}</table>"
        for t in tables
    )


def one_grid(tables):
    return page([[row for table in tables for row in table]])


LAYOUTS = {"txt": (tabs, close_tabs, one_cell_a_line), "html": (page, one_grid)}


@pytest.fixture
def read(tmp_path):
    """Import a text or page with the kind `markets` as data of a site."""
    (tmp_path / "reports").mkdir()
    shutil.copy(CASES / "rules/base/agencies.yml", tmp_path / "reports")
    shutil.copytree(CASES / "kinds/markets", tmp_path / "reports/kinds/markets")
    site = archive.load(tmp_path / "reports")

    def run(body, ending, title=TITLE):
        head = f"<h1>{title}</h1><h2>一、集市情况</h2>" if ending == "html" else f"{title}\n\n一、集市情况\n\n"
        made = importers.draft(f"x.{ending}", (head + body).encode(), forms=site.forms, register=site.register)
        assert made.report.kind.id == "markets"
        return {str(place): filed.cell.raw for place, filed in made.report.figures.items()}, made

    return run


def left_open(made, *tables):
    """The open points but those of whole tables that the file does not hold: all but `tables`."""
    captions = {table.caption for key, table in made.report.form.tables.items() if key not in tables}
    absent = [p for p in made.open if p.what == "table-missing" and p.text.split(" | ")[0] in captions]
    assert len(absent) == len(captions)
    return [point for point in made.open if point not in absent]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("ending", "layout"), [(e, way) for e, ways in LAYOUTS.items() for way in ways])
def test_a_heading_of_one_table_may_be_a_row_of_another(read, ending, layout, order):
    found, made = read(layout(ORDERS[order]), ending)
    assert found == EXPECTED
    assert (left_open(made, "goods", "markets"), made.notes) == ([], ())


@pytest.mark.parametrize("order", ORDERS)
def test_a_boxhead_without_its_corner_is_one_still(read, order):
    tables = [[["", *table[0][1:]], *table[1:]] for table in ORDERS[order]]
    found, made = read(page(tables), "html")
    assert (found, left_open(made, "goods", "markets")) == (EXPECTED, [])


@pytest.mark.parametrize("order", ORDERS)
def test_a_row_without_figures_is_no_boxhead(read, order):
    tables = [[table[0], [table[1][0], "", ""], *table[2:]] for table in ORDERS[order]]
    found, made = read(page(tables), "html")
    blank = {name: "" for name in EXPECTED if name.startswith(("goods/greens", "markets/east"))}
    assert (found, left_open(made, "goods", "markets")) == ({**EXPECTED, **blank}, [])


@pytest.mark.parametrize(("ending", "layout"), [("txt", one_cell_a_line), ("txt", tabs), ("html", page)])
def test_columns_of_a_table_without_a_stub_may_be_rows_of_another(read, ending, layout):
    found, made = read(layout((SCALES,)), ending)
    assert (found, left_open(made, "scales")) == ({"scales/one/greens": "9", "scales/one/fruit": "10"}, [])
