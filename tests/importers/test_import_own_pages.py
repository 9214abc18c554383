"""Pages of this plugin are read back: with the marks of today, and with those that pages had before."""

import pytest
from bs4 import BeautifulSoup

from importing import imported
from marks import value_cells
from places import CASES
from rendering import articles


@pytest.fixture
def page(monkeypatch):
    monkeypatch.chdir(CASES / "pages/faults")
    return articles()["reports/example-bureau/2023/index.md"]


def with_marks_of_before(page):
    """The page as it was when each cell had all marks, and zeros no element of their own."""
    soup = BeautifulSoup(page, "html.parser")
    for place, cell in value_cells(soup).items():
        if cell.i:
            cell.i.unwrap()
        text = cell.find(string=True, recursive=False) or ""
        cell.attrs |= {
            "id": f"nb-{place.table}-{place.row}-{place.column}",
            "data-nb-row": place.row,
            "data-nb-value": text,
            "data-nb-kind": cell.get("data-nb-kind", "number"),
            "class": "nb-total" if place.column == "total" else "nb-head",
        }
    return str(soup)


def test_figures_of_an_own_page(page):
    draft = imported(page.encode())
    shown = {place: cell.find(string=True) or "" for place, cell in value_cells(page).items()}
    assert {place: figure.cell.raw for place, figure in draft.report.figures.items()} == {
        place: text for place, text in shown.items() if place in draft.report.figures
    }
    assert len(draft.report.figures) > 150


def test_marks_of_before_are_read_as_those_of_today(page):
    before, today = imported(with_marks_of_before(page).encode()).report, imported(page.encode()).report
    assert before.figures == today.figures
    assert before.sections == today.sections
