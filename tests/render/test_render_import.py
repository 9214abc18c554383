"""The page that lays an imported report beside its original: in the preview, and nowhere else."""

import shutil

import pytest
from bs4 import BeautifulSoup

from importing import ORIGINALS, run
from nianbao import archive, render
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.rules import CATALOGUE
from rendering import article
from running import change, mkdocs

PAGE = "reports/weishi-zone/2024/import/index.md"
REPORT = "reports/weishi-zone/2024/index.md"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Two reports imported, of one a figure changed since, another written as no program reads it at once."""
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for path in ORIGINALS:
            if path.name.startswith(("weishi", "cangzhou")):
                shutil.copy(path, folder)
        text = (folder / "weishi-zone-2024.txt").read_text("utf-8")
        row = next(line for line in text.split("\n") if "行政许可" in line and line.count("\t") == 1)
        (folder / "weishi-zone-2024.txt").write_text(
            text.replace(row, row.partition("\t")[0] + "\t１２ "), "utf-8"
        )
        run("import", "weishi-zone-2024.txt", "cangzhou-etdz-2023.txt")
        source = folder / "reports/weishi-zone/2024.md"
        change(source, "行政处罚: ", "行政处罚: 7")
    return folder


def pages(home, language="zh", *, review=True):
    found = archive.load(home / "reports", receipts=review)
    verdicts = check.run(CATALOGUE, found)
    made = render.site(found, verdicts, render.Options(review=review), Messages(language))
    return {
        item.path: BeautifulSoup(article(item), "html.parser") for item in made if isinstance(item, render.Page)
    }


@pytest.fixture(scope="module")
def shown(home):
    return pages(home)


def test_every_cell_shows_its_text_and_its_place(home, shown):
    cells = shown[PAGE].select("td[data-nb-cell]")
    lines = (home / "weishi-zone-2024.txt").read_text("utf-8").split("\n")
    assert len(cells) == 200
    for cell in cells:
        number = int(cell.select_one(".nb-spot").text.strip().split()[1])
        quoted = cell.select_one("q")
        assert quoted is None or quoted.text in lines[number - 1]
    assert shown[REPORT].select_one(".nb-imported a")["href"] == "import/"
    assert not shown["reports/cangzhou-etdz/2023/import/index.md"].select(".nb-stale")


def test_what_differs_and_what_was_normalised_has_sign_and_word(shown):
    page = shown[PAGE]
    cell = page.select_one('[data-nb-row="licensing"] td')
    assert cell["data-nb-state"] == "normalised"
    assert cell.select_one(".nb-how").text.split() == ["≈", "去空格", "按", "12", "理解"]
    cell = page.select_one('[data-nb-row="penalties"] td')
    assert cell["data-nb-state"] == "differs"
    assert cell.select_one(".nb-how").text.split()[:2] == ["≠", "导入时为"]
    assert "改过" in page.select_one(".nb-stale").text
    assert "与导入时不同 1 格" in shown[REPORT].select_one(".nb-imported").text


def test_notes_and_open_points_are_listed(shown):
    notes = shown[PAGE].select('[data-nb-points="notes"] li')
    assert {"label-typo", "row-shifted"} <= {note["data-nb-code"] for note in notes}
    assert notes[0].select_one(".nb-spot").text.strip() == "第 22 行"
    assert not shown[PAGE].select('[data-nb-points="open"]')


def test_the_public_has_none_of_it(home):
    public = pages(home, review=False)
    assert PAGE not in public
    assert not public[REPORT].select(".nb-imported")


def test_a_site_never_copies_a_receipt(home, tmp_path):
    """Not even one whose reports lie among its pages."""
    shutil.copytree(home / "reports", tmp_path / "docs/reports")
    (tmp_path / "docs/index.md").write_text("# 首页\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\nplugins:\n  - nianbao: {reports_dir: docs/reports, path: out, downloads: []}\n", "utf-8"
    )
    done = mkdocs("build", "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    built = [path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*")]
    assert "out/weishi-zone/2024/index.html" in built
    assert not [name for name in built if "import" in name]


def test_english(home):
    page = pages(home, "en")[PAGE]
    assert page.select_one('[data-nb-row="licensing"] td .nb-how').text.split()[-3:] == ["understood", "as", "12"]
    assert not page.select_one(".nb-stale").find(string=lambda text: any("一" <= char <= "鿿" for char in text))


def test_a_broken_receipt_hides_nothing(home, tmp_path):
    shutil.copytree(home / "reports", tmp_path / "reports")
    (tmp_path / "reports/weishi-zone/2024.import.json").write_bytes(b"\xff{")
    made = pages(tmp_path)
    assert PAGE not in made
    assert REPORT in made
