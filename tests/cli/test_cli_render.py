"""`nianbao render`: the site as finished Markdown, read back with a Markdown converter of its own."""

import json
import shutil

import markdown
import pytest
from bs4 import BeautifulSoup

from marks import value_cells
from places import ROOT
from running import nianbao

SHOWN = "reports/luohe-demo-zone/2023"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    folder = tmp_path_factory.mktemp("render")
    for name in ("reports", "tests/cases/pages/faults/reports"):
        shutil.copytree(ROOT / name, folder / name.rpartition("tests/cases/pages/")[2])
    return folder


@pytest.fixture(scope="module")
def made(desk):
    for tables in ("styled", "inline"):
        done = nianbao("render", "-o", tables, "--tables", tables, cwd=desk)
        assert (done.returncode, done.stdout) == (0, "")
    return desk


def article(path):
    _, head, body = path.read_text("utf-8").split("---\n", 2)
    assert head.startswith("title: ")
    html = markdown.markdown(body, extensions=["md_in_html", "attr_list", "tables"])
    return BeautifulSoup(html, "html.parser")


@pytest.mark.parametrize("tables", ["styled", "inline"])
def test_a_page_has_its_tables_headings_and_prose(made, tables):
    page = article(made / tables / SHOWN / "index.md")
    report = json.loads((made / tables / SHOWN / "report.json").read_text("utf-8"))
    assert [table["data-nb-table"] for table in page.select("table[data-nb-table]")] == list(report["tables"])
    shown = {tuple(place): cell for place, cell in value_cells(page).items()}
    for key, rows in report["tables"].items():
        for row, cells in rows.items():
            for cell, figure in cells.items():
                assert shown[key, row, cell].get_text().strip() == ("" if figure is None else str(figure))
    assert [heading["id"] for heading in page.select("h2")] == [
        s["key"] for s in report["sections"] if s["heading"]
    ]
    words = "".join(page.get_text().split())
    for section in report["sections"]:
        for line in section["markdown"].splitlines():
            assert "".join(line.strip("# ").split()) in words
    assert bool(page.select("table[style] td[style]")) == (tables == "inline")


def test_every_download_and_asset_is_there(made):
    names = {path.name for path in (made / "styled" / SHOWN).iterdir()}
    assert names >= {
        "index.md",
        "report.json",
        "report.csv",
        "report.xlsx",
        "report.docx",
        "badge.svg",
        "badge.json",
    }
    assert (made / "styled/assets/nianbao.css").is_file()
    assert (made / "styled/reports/data/figures.csv").is_file()


def test_every_page_is_one_piece(made):
    for path in (made / "styled").rglob("*.md"):
        page = article(path)
        assert len(page.select(".nb h1")) == len(page.select("h1")) == 1, path
        assert "nb-verdict" not in page.get_text()


def test_prose_that_is_more_than_words_does_no_harm(desk):
    source = desk / "reports/luohe-demo-zone/2023.md"
    before = source.read_text("utf-8")
    harm = "<script>alert(1)</script><b onclick=x>文字</b> [点](javascript:x) {: onclick=x } {{< x >}}"
    harm += '\n\n### [点](java&#x09;script:alert(1))\n\n/// html | script\nalert(2)\n///\n\n::: os.path\n\n--8<-- "mkdocs.yml"'
    source.write_text(before.replace("## 五、", f"{harm}\n\n## 五、", 1), "utf-8")
    try:
        assert nianbao("render", "-o", "harm", cwd=desk).returncode == 0
        text = (desk / "harm" / SHOWN / "index.md").read_text("utf-8")
        page = article(desk / "harm" / SHOWN / "index.md")
    finally:
        source.write_text(before, "utf-8")
    assert "{{<" not in text
    assert "--8<--" not in text
    assert not [line for line in text.splitlines() if line.lstrip().startswith(("///", ":::", "### ["))]
    assert "文字" in page.get_text()
    assert not page.select("[onclick]")
    assert not [link for link in page.select("a[href]") if link["href"].startswith("javascript")]
    assert all(script["type"] == "application/ld+json" for script in page.select("script"))


def test_nothing_is_written_over(made):
    page = made / "styled" / SHOWN / "index.md"
    page.write_text("mine", "utf-8")
    refused = nianbao("render", "-o", "styled", cwd=made)
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr
    assert page.read_text("utf-8") == "mine"
    assert nianbao("render", "-o", "styled", "--force", cwd=made).returncode == 0
    assert page.read_text("utf-8") != "mine"


def test_a_folder_that_is_not_there(tmp_path):
    refused = nianbao("render", "-o", "out", cwd=tmp_path)
    assert refused.returncode == 2
    assert not (tmp_path / "out").exists()
