"""Every kind of page is valid HTML, and every link in it leads somewhere."""

import json
import shutil
import subprocess
from html import escape
from pathlib import Path
from posixpath import join, normpath
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from county import county
from nianbao import archive, downloads, render
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.render.pages import index_groups
from nianbao.rules import CATALOGUE
from nianbao.site import Site
from places import CASES, ROOT, TESTS
from rendering import article

CHECKER = TESTS / "browser/node_modules/.bin/html-validate"
FOLDERS = {
    "county": county,
    "parts": county,
    "faults": lambda folder: shutil.copytree(CASES / "pages/faults/reports", folder),
    "years": lambda folder: shutil.copytree(CASES / "pages/years/reports", folder),
    "example": lambda folder: shutil.copytree(ROOT / "reports", folder),
}
# How long a title is is the report's own affair.
SETTINGS = {"root": True, "extends": ["html-validate:standard"], "rules": {"long-title": "off"}}


def made(folder, language, *, directory_urls):
    """Everything a site with all its pages consists of, by path; pages as finished HTML."""
    reports = archive.load(folder)
    verdicts = check.run(CATALOGUE, reports)
    kinds = ("json", "csv")
    options = render.Options(
        downloads=kinds,
        data=downloads.data_names(kinds),
        rules=tuple(rule.code for rule in CATALOGUE),
        directory_urls=directory_urls,
        handback=True,
        review=True,
    )
    everything = Site(reports, verdicts, options, Messages(language)).items()
    return {
        item.path: article(item.make()) if isinstance(item, render.Plan) else item.content for item in everything
    }


@pytest.fixture(
    scope="module",
    params=[("county", "zh"), ("parts", "en"), ("faults", "zh"), ("years", "en"), ("example", "en")],
    ids="-".join,
)
def pages(request, tmp_path_factory):
    name, language = request.param
    folder = tmp_path_factory.mktemp(name) / "reports"
    FOLDERS[name](folder)
    with pytest.MonkeyPatch.context() as patch:
        if name == "parts":
            patch.setattr(index_groups, "MANY", 4)
            patch.setattr(index_groups, "_SMALLEST", 1)
        return made(folder, language, directory_urls=name in {"county", "example"})


def addresses(pages):
    """What each page has to offer: its path in the site, and the ids in it."""
    return {
        path.removesuffix(".md") + ".html": BeautifulSoup(html, "html.parser")
        for path, html in pages.items()
        if path.endswith(".md")
    }


def test_every_link_leads_to_a_page_a_file_or_a_place(pages):
    found = addresses(pages)
    ids = {path: {tag["id"] for tag in page.select("[id]")} for path, page in found.items()}
    files = {path for path in pages if not path.endswith(".md")}
    broken = [
        (path, address)
        for path, page in found.items()
        for tag in page.select("[href], [src]")
        if not leads(path, address := tag.get("href") or tag.get("src"), ids, files)
    ]
    assert not broken
    assert sum(len(page.select("a[href]")) for page in found.values()) > len(found)


def leads(path, address, ids, files):
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return True
    target = normpath(join(path, "..", unquote(parts.path))) if parts.path else path
    if parts.path.endswith("/") or parts.path in {".", ".."}:
        target = normpath(join(target, "index.html"))
    if target in files:
        return not parts.fragment
    return target in ids and (not parts.fragment or unquote(parts.fragment) in ids[target])


def test_every_page_names_its_places_once(pages):
    for path, page in addresses(pages).items():
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids)), path
        for tag in page.select("[headers], [aria-labelledby], [aria-describedby], [for]"):
            for name in ("headers", "aria-labelledby", "aria-describedby", "for"):
                assert set(" ".join(tag.get_attribute_list(name, [])).split()) <= set(ids), (path, str(tag)[:200])


@pytest.mark.slow
@pytest.mark.skipif(not CHECKER.exists(), reason="html-validate (npm install in tests/browser) is not here")
def test_every_page_is_valid(pages, tmp_path):
    # One page that is wrong on purpose shows that the checker looks at all.
    (tmp_path / "wrong.html").write_text("<!doctype html><p><div></div></p>", encoding="utf-8")
    for number, (path, html) in enumerate(pages.items()):
        if path.endswith(".md"):
            head = f'<html lang="zh-CN"><head><title>{escape(path)}</title></head>'
            text = f"<!doctype html>\n{head}\n<body>\n{html}\n</body></html>\n"
            (tmp_path / f"{number}.html").write_text(text, encoding="utf-8")
    (tmp_path / "settings.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    command = [CHECKER, "--config", tmp_path / "settings.json", "--formatter", "json", str(tmp_path / "*.html")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    paths = list(pages)
    found = {Path(page["filePath"]).stem: page["messages"] for page in json.loads(told.stdout)}
    assert found.pop("wrong")
    assert not [
        (paths[int(stem)], m["ruleId"], m["message"], m["line"]) for stem, all_ in found.items() for m in all_
    ]
