"""Pieces of the site in other pages, in real MkDocs builds; what is code, and what can't be followed."""

import re

import pytest
from bs4 import BeautifulSoup

from county import county
from headers import announced
from running import mkdocs

PAGE = """\
---
title: 首页
---
# 首页

状态：<!-- nianbao:status water/2022 -->，写法是 `<!-- nianbao:status water/2022 -->`。

上一段
<!-- nianbao:table 示例县水利局/2022 申请 -->
下一段
<!-- nianbao:table water/2022 applications -->

<!-- nianbao:table water/2022 proactive -->

<!-- nianbao:table county/2022 proactive -->

```html
<!-- nianbao:index -->
```

    <!-- nianbao:index -->

1. 第一项

    <!-- nianbao:index year=2022 -->

"""
WRONG = {
    "<!-- nianbao:index -->": "",
    "<!-- nianbao:index year=1999 -->": "1999",
    "<!-- nianbao:index region=x -->": "index year=2023",
    "文字 <!-- nianbao:index -->": "独占一行",
    "## 标题 <!-- nianbao:status water/2022 -->": "标题",
    "<!-- nianbao:chart water/2022 -->": "chart",
    "<!-- nianbao:status -->": "status AGENCY/2023",
    "<!-- nianbao:status water -->": "机关/年度",
    "<!-- nianbao:status watr/2022 -->": "相近的有：water",
    "<!-- nianbao:status water/1999 -->": "2020、2021、2022",
    "<!-- nianbao:table water/2022 -->": "table AGENCY/2023",
    "<!-- nianbao:table water/2022 budget -->": "proactive、applications、disputes",
    f"<!-- nianbao:status water/{'9' * 5000} -->": "机关/年度",
    f"<!-- nianbao:status {'水' * 5000}/2022 -->": "本站没有机关",
    "<!-- nianbao:status wa\0ter/2022 -->": "本站没有机关",
    "<!-- nianbao:status water/２０９９ -->": "2020、2021、2022",
    "<!-- nianbao:status water/²⁰²² -->": "机关/年度",
    f"<!-- nianbao:index year={'9' * 5000} -->": "99…",
    f"<!-- nianbao:{'x' * 5000} -->": "xx…",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A site of the county with pages of its own, built once."""
    home = tmp_path_factory.mktemp("embedding")
    county(home / "reports")
    (home / "docs/deep/er").mkdir(parents=True)
    (home / "docs/index.md").write_text(PAGE, encoding="utf-8")
    (home / "docs/deep/er/own.md").write_text(PAGE, encoding="utf-8")
    (home / "docs/plain.md").write_text("# 说明\n\n<!-- 普通注释 -->文字\n", encoding="utf-8")
    lines = "---\nx: 1\n---\n\n# 错\n\n" + "\n\n".join(WRONG) + "\n"
    (home / "docs/wrong.md").write_text(lines, encoding="utf-8")
    (home / "mkdocs.yml").write_text(
        "site_name: 示例\nplugins: [search, nianbao: {fail_on: never, handback: true}]\n", encoding="utf-8"
    )
    return home


def build(home, *arguments):
    return mkdocs("build", *arguments, cwd=home)


@pytest.fixture(scope="module")
def built(home):
    done = build(home)
    assert done.returncode == 0, done.stderr
    return done.stderr


def soup(home, path):
    return BeautifulSoup((home / "site" / path).read_text(encoding="utf-8"), "html.parser")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(("path", "up"), [("index.html", ""), ("deep/er/own/index.html", "../../../")])
def test_pieces_stand_where_the_comments_were(home, path, up):
    page = soup(home, path)
    status = page.select_one("p > .nb-inline a")
    assert status["href"] == f"{up}reports/water/2022/"
    assert status.select_one(".nb-status")["data-nb-status"]
    tables = page.select("table.nb-table")
    assert [table["data-nb-table"] for table in tables] == [
        "applications",
        "applications",
        "proactive",
        "proactive",
    ]
    assert tables[0].select_one('[data-nb-row="granted"] [data-nb-cell="total"]').get_text() == "12"
    assert page.select_one(".nb-embedded-source a")["href"] == f"{up}reports/water/2022/#applications"
    assert [node.parent.name for node in page.select("div.nb-embedded") if node.parent.name == "p"] == []
    ids = [node["id"] for node in page.select("[id]")]
    assert len(ids) == len(set(ids)), "two tables share no id"
    for shown in tables:
        assert {len(heads) > 1 for _, heads in announced(shown)} == {True}
    index = page.select_one("li .nb-index")
    assert [cell["data-nb-year"] for cell in index.select("thead [data-nb-year]")] == ["2022"]
    assert index.select_one("tbody th a")["href"] == f"{up}reports/county/"


@pytest.mark.usefixtures("built")
def test_code_shows_the_comment(home):
    code = [node.get_text().strip() for node in soup(home, "index.html").select("code")]
    assert code == ["<!-- nianbao:status water/2022 -->", "<!-- nianbao:index -->", "<!-- nianbao:index -->"]


@pytest.mark.usefixtures("built")
def test_nothing_of_the_mechanism_is_left(home):
    for path in ("index.html", "deep/er/own/index.html", "search/search_index.json"):
        text = (home / "site" / path).read_text(encoding="utf-8")
        assert not re.search(r"nb[0-9a-f]{24}x\d+x", text)
    assert "普通注释" in (home / "site/plain/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "comment"), list(enumerate(WRONG)), ids=[ascii(text[:60]) for text in WRONG])
def test_what_cannot_be_followed_is_named_with_its_line(built, number, comment):
    said = [line for line in built.splitlines() if f"wrong.md:{7 + 2 * number} " in line]
    if not WRONG[comment]:
        assert said == []
        return
    assert len(said) == 1, built
    assert said[0].startswith("WARNING")
    assert WRONG[comment] in said[0]
    assert "这一处没有显示" in said[0]


@pytest.mark.usefixtures("built")
def test_the_page_with_wrong_comments_is_whole(home):
    page = soup(home, "wrong/index.html")
    assert len(page.select(".nb-embedded")) == 1
    assert "文字" in page.get_text()


def test_warnings_fail_a_strict_build_only(home):
    done = build(home, "--strict", "-d", "strict")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("built")
def test_notes_are_pages_of_the_site_when_it_wants_them(home):
    note = soup(home, "reports/forest/2022/handback/index.html")
    assert len(note.select(".nb-mend tbody tr")) > 1
    assert soup(home, "reports/years/2022/index.html").select_one('.nb-matrix a[href$="forest/2022/handback/"]')
