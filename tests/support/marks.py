"""Value cells of statutory tables in a page, found by the marks that docs/reference promises."""

from bs4 import BeautifulSoup

from nianbao.model.finding import Place


def row_of(cell):
    """The key of a cell's row: on the row, or on the cell where one printed row holds several."""
    return cell.get("data-nb-row") or cell.find_parent("tr")["data-nb-row"]


def value_cells(page):
    """The value cells of all statutory tables of a page, by place. A cell stands once."""
    found = {}
    for table in (BeautifulSoup(page, "html.parser") if isinstance(page, str) else page).select("[data-nb-table]"):
        for cell in table.select("td[data-nb-cell]"):
            place = Place(table["data-nb-table"], row_of(cell), cell["data-nb-cell"])
            assert place not in found, "a cell stands twice"
            found[place] = cell
    return found
