"""The example site, built for real: every figure and every paragraph of the originals is in its page."""

import csv
import html
import io
import json
import shutil
import unicodedata

import pytest
from bs4 import BeautifulSoup

from marks import value_cells
from nianbao import importers, source
from nianbao.model import form
from places import CASES, ROOT
from running import mkdocs

READINGS = sorted((CASES / "independent").glob("*-20??.json"))


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The example site as `make site` builds it, from a copy of what it needs."""
    home = tmp_path_factory.mktemp("example")
    for name in ("docs", "reports", "hooks"):
        shutil.copytree(ROOT / name, home / name)
    shutil.copy(ROOT / "mkdocs.yml", home)
    built = mkdocs("build", "--strict", cwd=home)
    assert built.returncode == 0, built.stderr
    return home / "site"


def reading_of(path):
    reading = json.loads(path.read_text(encoding="utf-8"))
    lines = (ROOT / "examples/originals" / reading["file"]).read_text(encoding="utf-8").split("\n")
    return reading, lines


def squeezed(text):
    """A text without spaces, marks of Markdown and the bookmark that Word left."""
    text = unicodedata.normalize("NFKC", text).replace("[bookmark: _GoBack]", "").lstrip("# ")
    return "".join(text.split())


def folder_of(site, path):
    agency, year = path.stem.rsplit("-", 1)
    return site / "reports" / agency / year


@pytest.mark.parametrize("path", READINGS, ids=lambda path: path.stem)
def test_every_figure_is_in_page_json_and_csv(site, path):
    reading, _ = reading_of(path)
    folder = folder_of(site, path)
    page = BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "html.parser")
    shown = {tuple(place): cell.get_text(strip=True) for place, cell in value_cells(page).items()}
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))["tables"]
    rows = list(csv.DictReader(io.StringIO((folder / "report.csv").read_text(encoding="utf-8-sig"))))
    listed = {(row["table"], row["row"], row["column"]): row["value"] for row in rows}
    expected = {
        (table, row, column): value
        for table, lines in reading["cells"].items()
        for row, cells in lines.items()
        for column, value in cells.items()
    }
    assert len(expected) == 200
    assert shown == expected
    assert listed == expected
    for (table, row, column), value in expected.items():
        stated = data[table][row][column]
        assert ("" if stated is None else str(stated)) == value


@pytest.mark.parametrize("path", READINGS, ids=lambda path: path.stem)
def test_every_heading_and_paragraph_is_in_its_page(site, path):
    reading, lines = reading_of(path)
    page = BeautifulSoup((folder_of(site, path) / "index.html").read_text(encoding="utf-8"), "html.parser")
    text = squeezed(page.select_one(".nb-report").get_text() if page.select_one(".nb-report") else page.get_text())
    whole = squeezed(page.get_text())
    wanted = [reading["title"], reading["signed_by"]]
    for section in reading["sections"]:
        numbers = [
            section["heading_line"],
            *(n for first, last in section["text_lines"] for n in range(first, last + 1)),
        ]
        wanted += [lines[number - 1] for number in numbers if number]
    missing = [line for line in wanted if line and squeezed(line) not in whole]
    assert text
    assert not missing


@pytest.mark.parametrize("path", READINGS, ids=lambda path: path.stem)
def test_sections_have_their_ids(site, path):
    page = BeautifulSoup((folder_of(site, path) / "index.html").read_text(encoding="utf-8"), "html.parser")
    for key in ("overview", "proactive", "applications", "disputes", "problems", "other"):
        assert page.find(id=key) is not None, key


@pytest.mark.parametrize("path", READINGS, ids=lambda path: path.stem)
def test_page_imported_again_gives_the_same_report(site, path):
    agency, year = path.stem.rsplit("-", 1)
    forms = form.builtin()
    register, _ = source.read_register((site.parent / "reports/agencies.yml").read_bytes(), "agencies.yml")
    made = importers.draft(
        "index.html", (folder_of(site, path) / "index.html").read_bytes(), forms=forms, register=register
    )
    name = f"reports/{agency}/{year}.md"
    filed = source.read((site.parent / name).read_bytes(), name, forms, agency, int(year)).report
    again = made.report
    assert not made.open
    assert (again.agency, again.year, again.form_id) == (filed.agency, filed.year, filed.form_id)
    assert (again.signed_by, again.signed, again.published) == (filed.signed_by, filed.signed, filed.published)
    assert {p: f.cell.raw for p, f in again.figures.items()} == {p: f.cell.raw for p, f in filed.figures.items()}
    for before, after in zip(filed.sections, again.sections, strict=True):
        assert (after.key, after.heading) == (before.key, before.heading)
        # A page shows characters; how Markdown spells them is its own affair.
        assert squeezed(html.unescape(after.markdown)) == squeezed(html.unescape(before.markdown))


def test_no_page_asks_for_anything_outside(site):
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        fetched = [
            tag.get("src") or tag.get("href") for tag in page.select("script[src], link[rel=stylesheet], img[src]")
        ]
        assert not [address for address in fetched if address.startswith(("http:", "https:", "//"))], path
