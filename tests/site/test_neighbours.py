"""Plugins that agencies have beside ours, listed before and after it: their site and ours are as when alone.

Each build is a process of its own, for some plugins change MkDocs itself. A plugin that isn't installed is left out by
name: `make neighbours` installs them.
"""

import html
import json
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from importlib.metadata import entry_points

import pytest
import yaml

from places import CASES
from running import ENVIRONMENT

BASE = CASES / "rules/base"
AGENCY = "example-bureau"
REPORT = f"reports/{AGENCY}/2023"
OURS = {"nianbao": {"fail_on": "never"}}
LANGUAGES = [
    {"locale": "zh", "default": True, "name": "中文", "build": True},
    {"locale": "en", "name": "English", "build": True},
]
# Each with its options, and whether report pages differ by what the plugin is for.
NEIGHBOURS = {
    "macros": ({}, "same"),
    "minify": ({"minify_html": True, "htmlmin_opts": {"remove_comments": True}}, "cells"),
    "print-site": ({}, "cells"),
    "i18n": ({"docs_structure": "suffix", "languages": LANGUAGES}, "cells"),
    "rss": ({}, "cells"),
    "redirects": ({"redirect_maps": {"old.md": f"reports/{AGENCY}/2023/index.md"}}, "same"),
    "awesome-nav": ({}, "same"),
    "git-revision-date-localized": ({"fallback_to_build_date": True}, "cells"),
    "glightbox": ({}, "cells"),
    "blog": ({}, "cells"),
    "tags": ({}, "same"),
    "meta": ({}, "same"),
    "llmstxt": ({"sections": {"Reports": [f"reports/{AGENCY}/*/*.md"]}, "full_output": "full.txt"}, "same"),
    "mike": ({}, "same"),
}
TEXTS = {".html", ".json", ".xml", ".txt", ".md"}
# What templates would take for theirs, in the prose of a report.
BRACED = (
    "改进了网站检索。",
    "改进了网站检索 {{ 检索 }}，{% 不是模板 %}，{# 也不是 #}，`{{ 代码 }}` 和 `{% if %}`。",
)
POST = """---
date: 2024-01-01
---
# Post

<!-- nianbao:table example-bureau/2023 disputes -->

<!-- more -->

More.
"""


class Figures(HTMLParser):
    """Collects the figures of all statutory tables of a page, each with its row and column."""

    def __init__(self):
        super().__init__()
        self.cells, self._row = [], None
        self._is_open = False

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "tr":
            self._row = found.get("data-nb-row")
        if tag == "td" and "data-nb-cell" in found:
            self._is_open = True
            self.cells.append([found.get("data-nb-row", self._row), found["data-nb-cell"], ""])

    def handle_endtag(self, tag):
        self._is_open = self._is_open and tag != "td"

    def handle_data(self, data):
        if self._is_open:
            self.cells[-1][2] += data.strip()


def figures(text):
    parser = Figures()
    parser.feed(text)
    return parser.cells


def made(folder, plugins, **more):
    """Build a site with some plugins and more settings, in a process of its own; return its folder."""
    docs = folder / "docs"
    (docs / "blog/posts").mkdir(parents=True)
    (docs / "index.md").write_text(
        f"# 首页\n\n<!-- nianbao:table {AGENCY}/2023 applications -->\n\n状态<!-- nianbao:status {AGENCY}/2023 -->。\n",
        "utf-8",
    )
    (docs / "blog/index.md").write_text("# Blog\n", "utf-8")
    (docs / "blog/posts/post.md").write_text(POST, "utf-8")
    home = folder / "reports" / AGENCY
    home.mkdir(parents=True)
    for year in ("2022", "2023"):
        text = (BASE / f"{year}.md").read_text("utf-8")
        assert BRACED[0] in text or year == "2022"
        (home / f"{year}.md").write_text(text.replace(*BRACED), "utf-8")
    (folder / "reports/agencies.yml").write_bytes((BASE / "agencies.yml").read_bytes())
    settings = {
        "site_name": "t",
        "site_url": "https://example.org/sub/",
        "theme": {"name": "material", "font": False},
        "plugins": plugins,
        **more,
    }
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings, allow_unicode=True, sort_keys=False), "utf-8")
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org"]
    for command in (["init", "-q"], ["add", "docs"], ["commit", "-qm", "t"]):
        subprocess.run([*git, *command], cwd=folder, check=True, capture_output=True)
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "-q"],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / "site"


def pages(site):
    """Return the report pages of a site by their paths."""
    return {path.relative_to(site): path.read_text("utf-8") for path in sorted((site / "reports").rglob("*.html"))}


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    found = pages(made(tmp_path_factory.mktemp("alone"), ["search", OURS]))
    (report,) = (text for path, text in found.items() if path.as_posix() == f"{REPORT}/index.html")
    shown = html.unescape(report).replace("<code>", "`").replace("</code>", "`")
    assert BRACED[1] in shown
    return found


@cache
def is_installed(name):
    return any(entry.name in {name, f"material/{name}"} for entry in entry_points(group="mkdocs.plugins"))


@pytest.mark.slow
@pytest.mark.parametrize("order", ["before", "after"])
@pytest.mark.parametrize("name", NEIGHBOURS)
def test_our_pages_beside_another_plugin(name, order, alone, tmp_path):
    if not is_installed(name):
        pytest.skip(f"the plugin {name} is not installed (make neighbours)")
    options, effect = NEIGHBOURS[name]
    other = {name: options} if options else name
    plugins = ["search", *([other, OURS] if order == "before" else [OURS, other])]
    # A printed site is what its navigation names.
    more = {"nav": ["index.md", f"{REPORT}/index.md"]} if name == "print-site" else {}
    site = made(tmp_path, plugins, **more)
    found = pages(site)
    assert found.keys() == alone.keys()
    if effect == "same":
        assert found == alone
    assert {path: figures(text) for path, text in found.items()} == {
        path: figures(text) for path, text in alone.items()
    }
    for path in site.rglob("*"):
        if path.suffix in TEXTS:
            assert not re.search(r"nb[0-9a-f]{24}", path.read_text("utf-8")), path
    CHECKS.get(name, lambda _site, _alone: None)(site, alone)


def in_print(site, alone):
    """The page that prints the whole site has the figures of each page."""
    printed = [tuple(cell) for cell in figures((site / "print_page/index.html").read_text("utf-8"))]
    own = [tuple(cell) for path, page in alone.items() if REPORT in path.as_posix() for cell in figures(page)]
    assert len(own) >= 200
    assert set(own) <= set(printed)


def in_text(site, alone):
    """The text for language models has the figures of the report's tables, row by row."""
    text = (site / "full.txt").read_text("utf-8")
    assert "一、本年新收政府信息公开申请数量" in text
    page = next(page for path, page in alone.items() if path.as_posix() == f"{REPORT}/index.html")
    for row in ("new", "concluded_total"):
        values = [value for key, _, value in figures(page) if key == row]
        assert re.search(r"\s*\|\s*".join(map(re.escape, values)), text), (row, values)


def in_lists(site, _):
    """Lists of a blog show the table of a post, not a token for it."""
    assert "data-nb-cell" in (site / "blog/index.html").read_text("utf-8")


def in_feed(site, _):
    feed = json.loads((site / "feed_json_created.json").read_text("utf-8"))
    assert feed["items"]


def redirected(site, _):
    assert f"{REPORT}/" in (site / "old/index.html").read_text("utf-8")


def in_languages(site, _):
    """Each language of the site has its own pages around the reports."""
    english = (site / f"en/{REPORT}/index.html").read_text("utf-8")
    assert 'lang="en"' in english
    assert len(figures(english)) >= 200


CHECKS = {
    "print-site": in_print,
    "llmstxt": in_text,
    "blog": in_lists,
    "rss": in_feed,
    "redirects": redirected,
    "i18n": in_languages,
}
