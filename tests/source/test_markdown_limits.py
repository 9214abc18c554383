"""Markdown made to keep a parser busy, or to end it, is shown as it is written; the site is built all the same."""

import os
import random
import shutil
import subprocess
import sys

import markdown
import pytest

from growth import assert_in_proportion
from nianbao import archive
from nianbao.source.markdown_limits import exceeds_limits
from nianbao.source.safe_prose import closed
from places import ROOT
from running import AGENCY, BASE, ENVIRONMENT

EXTENSIONS = ["tables", "fenced_code", "attr_list", "toc", "md_in_html", "footnotes", "admonition", "def_list"]
# Each is repeated to a text of many kilobytes.
UNITS = [
    "[", "![", "[a](", "![a](", "[![a](b)](c) ", "![[a]", "<a ", "<a b='", "<b>", "<div>\n", "<!--", "<![CDATA[", "<?", "</a ",
    "> ", "- ", "1. ", "> - ", "* ", "## a\n", "### a\n", "> # a\n", "- ### a\n", "a\n---\n", "a\n===\n", "---\n", "* * *\n",
    "[^a]: b\n    c\n", "[^a]: ", "[^a]", "*[a]: b\n", "a\n: b\n", "!!! note\n", "***a", "_a*b", "`a", "```\n", "~~~\n\n`````a\n", "<p markdown=1>\n", "[a]: b\n", "|a|b|\n|-|-|\n", "\\[", "&amp;",
]  # fmt: skip
DEEP = {
    "lists in lists": "\n".join("    " * level + "- a" for level in range(300)),
    "quotations": "> " * 3000 + "a",
    "lists in one line": "- " * 3000 + "a",
    "numbers in one line": "1. " * 3000 + "a",
    "brackets": "[" * 5000 + "a" + "]" * 5000,
    "tags": "<div>\n" * 20_000,
}
SOUND = [
    "- a\n    - b\n        - c\n\n> 引文\n>> 再引\n\n[一](https://a.example) " * 30,
    "### 小标题\n\n" + "文字。" * 3000 + "\n\n| 一 | 二 |\n| --- | --- |\n" + "| 1 | 2 |\n" * 400,
    "".join(f"{number}. 项目[^{number}]\n" for number in range(300)),
    "<details><summary>附</summary>\n\n<table><tr><td>1</td></tr></table></details>\n\n" * 50,
    "### 一\n文字\n### 二\n文字\n---\n" * 4,
]


@pytest.mark.parametrize("text", SOUND)
def test_sound_prose_keeps_its_meaning(text):
    assert not exceeds_limits(text)


def test_no_report_of_this_repository_is_tangled():
    reports = archive.load(ROOT / "reports").reports
    assert reports
    assert not [
        report.file for report in reports for section in report.sections if exceeds_limits(section.markdown)
    ]


@pytest.mark.parametrize("name", DEEP)
def test_what_is_too_deep_is_shown_as_written(name):
    made = markdown.markdown(closed(DEEP[name]), extensions=EXTENSIONS)
    assert not {"<li", "<blockquote", "<div"} & {tag for tag in ("<li", "<blockquote", "<div") if tag in made}


def converted(text):
    markdown.markdown(closed(text), extensions=EXTENSIONS)


@pytest.mark.slow
def test_conversion_grows_with_the_text():
    """Twice the text takes about twice the time, whatever it is made of."""
    chance = random.Random(12)
    made = [[unit] for unit in UNITS] + [chance.sample(UNITS, chance.choice([2, 3])) for _ in range(25)]
    for units in made:
        short, long = (("".join(units) * size)[:size] for size in (10_000, 20_000))
        assert_in_proportion(converted, short, long, limit=3, least=0.2, said=units)


@pytest.mark.slow
def test_site_of_tangled_reports_is_built(tmp_path):
    home = tmp_path / f"reports/{AGENCY}"
    home.mkdir(parents=True)
    shutil.copy(BASE / "agencies.yml", tmp_path / "reports")
    source = (BASE / "2023.md").read_text(encoding="utf-8")
    texts = [
        *DEEP.values(),
        # Characters that no number names.
        *(f"甲&#{digits};乙" for digits in ("1" * 5000, "0" * 5000 + "1", "x" + "f" * 5000)),
        *(unit * (30_000 // len(unit)) for unit in ("[", "<a ", "<![CDATA[", "### a\n", "- ### a\n", "[^a]: b\n")),
    ]
    for number, text in enumerate(texts):
        year = f"年度: {2000 + number}\n表式: cn-disclosure-2021"
        stated = source.replace("年度: 2023", year)
        (home / f"{2000 + number}.md").write_text(f"{stated}\n{text}\n\n最后一句\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# x\n", encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\ntheme: mkdocs\nplugins: [search, {nianbao: {fail_on: never}}]\nmarkdown_extensions: [footnotes, md_in_html]\n",
        encoding="utf-8",
    )
    before = os.times().children_user
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    done = subprocess.run(
        command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=500
    )
    assert done.returncode == 0, done.stderr
    assert os.times().children_user - before < 60
    for number in range(len(texts)):
        page = (tmp_path / f"site/reports/{AGENCY}/{2000 + number}/index.html").read_text(encoding="utf-8")
        assert "最后一句" in page
        assert page.count("data-nb-table=") == 3
