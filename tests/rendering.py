"""Makes pages as a site generator would, without one: Markdown, safe prose, slots."""

from pathlib import Path

import markdown

from nianbao import archive, check, render
from nianbao.rules import CATALOGUE
from nianbao.wording import Wording

CODES = tuple(rule.code for rule in CATALOGUE)


def items(folder=Path("reports"), language="zh", **options):
    """Return everything `render.site` gives for a reports folder, by path."""
    reports = archive.load(folder)
    verdicts = check.run(CATALOGUE, reports)
    made = render.site(reports, verdicts, render.Options(rules=CODES, **options), Wording(language))
    return {item.path: item for item in made}


def article(page):
    """Return a page's finished HTML, without a theme around it."""
    converted = markdown.markdown(page.markdown, extensions=["attr_list", "tables", "fenced_code"])
    return render.fill(render.finish_prose(converted, page), page)


def articles(folder=Path("reports"), language="zh", **options):
    """Return the finished HTML of every page, by path."""
    return {
        path: article(item)
        for path, item in items(folder, language, **options).items()
        if isinstance(item, render.Page)
    }
