"""Nothing in a report runs, asks other hosts or takes the place of a part of the theme: in Chromium, in each theme."""

import json
import re
import subprocess

import pytest

import hostile_site
import running
from browsing import CHROMIUM, NODE, THEMES, pytestmark, served
from places import TESTS

__all__ = ["pytestmark"]

SETTINGS = """site_name: 示例
repo_url: https://example.org/r
edit_uri: blob/main/docs/
theme: {theme}
plugins: [search, {{nianbao: {{fail_on: never, handback: true, reviews: [], downloads: [json, csv]}}}}]
markdown_extensions: [tables, md_in_html, footnotes, admonition, attr_list, {{toc: {{permalink: true}}}}]
nav: [{{首页: index.md}}, {{年报: reports/index.md}}, reports/a/2023/index.md, reports/a/2022/index.md]
"""
EMBEDDED = "# 首页\n\n<!-- nianbao:index -->\n\n<!-- nianbao:status a/2023 -->\n\n<!-- nianbao:table a/2023 applications -->\n"


def build(folder, theme, *, preview):
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs/index.md").write_text(EMBEDDED, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(SETTINGS.format(theme=theme), encoding="utf-8")
    done = running.preview(folder) if preview else running.mkdocs("build", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder / "site"


def ids_of(page):
    """The ids a theme gives its parts, and those its scripts look for."""
    return sorted(
        set(re.findall(r'\bid="?([\w:.-]+)', page.read_text(encoding="utf-8"))) | {"__config", "base_url"}
    )


@pytest.mark.parametrize("preview", [False, True], ids=["build", "serve"])
@pytest.mark.parametrize("theme", THEMES)
def test_nothing_in_a_report_runs(theme, preview, tmp_path):
    hostile_site.write(tmp_path)
    ids = ids_of(build(tmp_path, THEMES[theme], preview=preview) / "404.html")
    hostile_site.write(tmp_path / "own", [name for name in ids if not name.startswith("nb")])
    site = build(tmp_path / "own", THEMES[theme], preview=preview)
    pages = sorted(path.parent.relative_to(site).as_posix() + "/" for path in site.rglob("index.html"))
    pages = [
        page for page in pages if not page.startswith(("reports/rules/", "reports/forms/", "reports/compare/"))
    ]
    with served(site) as address:
        command = [NODE, "hostile.mjs", address, CHROMIUM, hostile_site.WORD, "404.html", *pages]
        done = subprocess.run(
            command, cwd=TESTS / "browser", capture_output=True, text=True, check=False, timeout=300
        )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert "reports/a/2023/" in pages
    assert ("reports/a/2023/import/" in pages) == preview
    assert seen.pop("searched") > 0
    assert seen == {"ran": [], "outside": [], "active": [], "doubled": []}
