"""Makes pages as a site generator would, without one: Markdown, safe prose, slots."""

import re
from pathlib import Path

import markdown

from nianbao import archive, render
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.rules import CATALOGUE

# Some of each kind of rule: judged by these, the pages of a test stay as they are when the catalogue grows.
SOME = re.compile(r"SRC\d+|STR101|STR108|STR110|FIG20\d|SUM30[1-4]|YRS401")
SOME_RULES = [rule for rule in CATALOGUE if SOME.fullmatch(rule.code)]


def items(folder=Path("reports"), language="zh", severities=None, catalogue=CATALOGUE, **options):
    """Return everything `render.site` gives for a reports folder, by path."""
    reports = archive.load(folder)
    own = severities or {}
    verdicts = check.run(catalogue, reports, severities=own)
    codes = tuple(rule.code for rule in catalogue)
    made = render.site(
        reports, verdicts, render.Options(rules=codes, severities=own, **options), Messages(language)
    )
    return {item.path: item for item in made}


def article(page):
    """Return a page's finished HTML, without a theme around it."""
    converted = markdown.markdown(page.markdown, extensions=["attr_list", "tables", "fenced_code"])
    return render.finish(converted, page)


def articles(folder=Path("reports"), language="zh", **options):
    """Return the finished HTML of every page, by path."""
    return {
        path: article(item)
        for path, item in items(folder, language, **options).items()
        if isinstance(item, render.Page)
    }
