"""Long pages in parts: what the pages of parts show is what one page of all would, and every sum is over all."""

import json
import posixpath
from functools import partial
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from county import county
from nianbao import archive, render
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.model.register import Agency, Register
from nianbao.render.pages import index, index_groups
from nianbao.rules import CATALOGUE
from rendering import article, items

# The county's agencies are seven, so few are many here.
MANY, LARGEST, LISTED = 4, 3, 5
RULES = [rule for rule in CATALOGUE if rule.code in {"SUM302", "DAT702"}]
NEW = "reports/compare/applications/new"
YEAR = "reports/years/2022"
PARTS = ["示例县", "示例县-2", "示例市", "rest"]


def soup(found, path):
    return BeautifulSoup(article(found[f"{path}/index.md"]), "html.parser")


def texts(nodes):
    return [" ".join(node.get_text(" ", strip=True).split()) for node in nodes]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return county(tmp_path_factory.mktemp("county") / "reports")


@pytest.fixture(scope="module")
def whole(folder):
    return items(folder, catalogue=RULES, handback=True)


@pytest.fixture(scope="module")
def parted(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_groups, "MANY", MANY)
        patch.setattr(index_groups, "_LARGEST", LARGEST)
        patch.setattr(index_groups, "_SMALLEST", 1)
        patch.setattr(index, "LISTED", LISTED)
        made = items(folder, catalogue=RULES, handback=True)
        # Assets are made when they are looked at.
        contents = {path: item.content for path, item in made.items() if isinstance(item, render.Asset)}
    return made | {path: render.Asset.of(path, partial(bytes, content)) for path, content in contents.items()}


def agencies(count, **facts):
    listed = (Agency(f"a{n}", f"第{n}局", **{key: fact(n) for key, fact in facts.items()}) for n in range(count))
    return archive.Archive(Register(tuple(listed)), {}, ())


def test_large_groups_are_cut_into_equal_pieces():
    found = index_groups.index_groups(agencies(250, region=lambda n: "东山区" if n < 230 else "西河区"))
    assert [(part.slug, part.number, len(part.agencies)) for part in found] == [
        ("东山区", "1/3", 76),
        ("东山区-2", "2/3", 77),
        ("东山区-3", "3/3", 77),
        ("西河区", "", 20),
    ]
    assert [agency.id for part in found for agency in part.agencies] == [f"a{n}" for n in range(250)]


def test_agencies_that_share_everything_are_parted_as_they_follow_in_the_register():
    found = index_groups.index_groups(agencies(101, region=lambda _: "东山区"))
    assert [(part.by, part.slug, len(part.agencies)) for part in found] == [
        ("order", "part", 50),
        ("order", "part-2", 51),
    ]


def test_pages_are_not_split_into_tiny_parts():
    towns = agencies(120, region=lambda n: f"{n // 3}镇")
    assert len(index_groups.index_groups(towns)) == 40
    assert [part.by for part in index_groups.page_parts(towns, 120)] == ["order"] * 2
    assert index_groups.page_parts(towns, 100) == ()


def test_small_sites_have_no_parts(whole):
    assert not [path for path in whole if "/by/" in path.removeprefix("reports/by")]
    assert not [path for path in whole if path.endswith("names.json")]


@pytest.mark.parametrize("page", [NEW, YEAR])
def test_every_part_has_a_page_that_says_what_it_is_part_of(parted, page):
    made = [path for path in parted if path.startswith(f"{page}/by/")]
    assert made == [f"{page}/by/{part}/index.md" for part in PARTS]
    part = soup(parted, f"{page}/by/示例县-2")
    assert "示例县 2/2" in part.select_one(".nb-note-line").get_text()
    assert part.select(".nb-crumbs a")[-1]["href"] == "../../"
    assert texts(part.select(".nb-ways [aria-current]")) == ["示例县 2/2"]


def test_comparisons_of_parts_are_those_of_all(whole, parted):
    paths = [path for path in whole if path.startswith("reports/compare/") and path.count("/") == 4]
    assert len(paths) > 30
    for path in (path.removesuffix("/index.md") for path in paths):
        every = soup(whole, path)
        pages = [soup(parted, f"{path}/by/{part}") for part in PARTS]
        for number, table in enumerate(every.select("table")):
            shown = [row for page in pages for row in texts(page.select("table")[number].select("tbody tr"))]
            assert sorted(shown) == sorted(texts(table.select("tbody tr")))
            for page in pages:
                over_all = texts(page.select("table")[number].select("tfoot tr"))[1:]
                assert over_all == [f"全部 7 个机关的{row}" for row in texts(table.select("tfoot tr"))]
            overview = soup(parted, path).select("table")[number]
            assert texts(overview.select("tfoot tr")) == texts(table.select("tfoot tr"))


def test_sums_of_parts_count_nothing_twice(parted):
    rows = texts(soup(parted, NEW).select_one("table").select("tbody tr"))
    assert rows == [
        "示例县 1/2 2 个机关 10 （1 份填写） 20 （1 份填写） 24 （1 份填写）",
        "示例县 2/2 2 个机关 未收录 3 （1 份填写） 12 （1 份填写）",
        "示例市 2 个机关 未收录 未收录 112 （2 份填写）",
        "其他 1 个机关 未收录 1 （1 份填写） 12 （1 份填写）",
    ]
    part = soup(parted, f"{NEW}/by/示例市").select_one("table")
    assert texts(part.select("tfoot tr"))[0] == "示例市合计（不重复） 未收录 未收录 112 （2 份填写）"


def test_years_in_parts_are_those_of_all(whole, parted):
    every, over = soup(whole, YEAR), soup(parted, YEAR)
    parts = [soup(parted, f"{YEAR}/by/{part}") for part in PARTS if f"{YEAR}/by/{part}/index.md" in parted]
    table = "#agencies ~ .nb-scroll .nb-figures"
    shown = [row for part in parts for row in texts(part.select_one(table).select("tbody tr"))]
    assert sorted(shown) == sorted(texts(every.select_one(table).select("tbody tr")))
    assert texts(over.select_one(table).select("tfoot tr")) == texts(every.select_one(table).select("tfoot tr"))
    assert texts(over.select(".nb-outcomes")) == texts(every.select(".nb-outcomes"))
    for rows in (".nb-ranking tbody tr", ".nb-matrix tbody tr"):
        assert sorted(row for part in parts for row in texts(part.select(rows))) == sorted(
            texts(every.select(rows))
        )
    statuses = texts(over.select_one(table).select("tbody .nb-sign-column"))
    counted = sum(int(word) for cell in statuses for word in cell.split() if word.isdecimal())
    assert counted == len(shown)


def test_lists_too_long_for_the_page_of_a_year_are_on_its_parts(folder, monkeypatch):
    monkeypatch.setattr(index_groups, "MANY", 1)
    monkeypatch.setattr(index_groups, "_SMALLEST", 1)
    found = items(folder, catalogue=RULES)
    page = soup(found, YEAR)
    assert texts(page.select(".nb-deadlines:not(.nb-unranked) > div"))[0] == "晚于期限 2 见下面各部分的页面"
    assert len(page.select(".nb-ranking tbody tr")) == 1
    assert "列出 3 个中的前 1 个" in page.get_text()
    assert not page.select(".nb-matrix tbody tr")
    assert page.select(".nb-matrix tfoot tr")


def test_index_that_lists_nobody_leads_to_everybody(parted):
    page = soup(parted, "reports")
    assert not page.select(".nb-index")
    assert page.select_one(".nb-filter")["data-nb-names"] == "data/names.json"
    assert [link["href"] for link in page.select(".nb-overview th a")] == [
        "by/%E7%A4%BA%E4%BE%8B%E5%8E%BF/",
        "by/%E7%A4%BA%E4%BE%8B%E5%8E%BF-2/",
        "by/%E7%A4%BA%E4%BE%8B%E5%B8%82/",
        "by/rest/",
    ]
    named = json.loads(parted["reports/data/names.json"].content)
    assert named["years"] == [2020, 2021, 2022]
    water = next(entry for entry in named["agencies"] if entry[0] == "water")
    assert water[1:5] == ["示例县水利局", "示例县水利局 县水利局 水务局 示例县 water", "示例县", "department"]
    assert [named["statuses"][ord(letter) - ord("a")][0] for letter in water[5]] == [
        "passed",
        "passed",
        "passed_with_notes",
    ]
    assert water[6:] == ["12", "示例县"]
    assert soup(parted, NEW).select_one(".nb-filter")["data-nb-to"] == "by/-part-/#text=-name-"


def test_index_in_a_page_of_the_sites_owner_finds_everybody_too(folder, monkeypatch):
    monkeypatch.setattr(index_groups, "MANY", MANY)
    monkeypatch.setattr(index, "LISTED", LISTED)
    loaded = archive.load(folder)
    context = render.prepared(loaded, check.run(RULES, loaded), render.Options(), Messages())
    made = BeautifulSoup(index.fragment(context.lead, "news/index.md", (2022,)), "html.parser")
    form = made.select_one(".nb-filter")
    assert (form["data-nb-names"], form["data-nb-to"], form["data-nb-years"]) == (
        "../reports/data/names.json",
        "../reports/-agency-/",
        "2022",
    )


def test_search_finds_the_whole_rather_than_its_parts(parted):
    assert parted["reports/index.md"].summary
    assert not any(item.summary for path, item in parted.items() if "/by/" in path)


def test_links_between_parts_lead_somewhere(parted):
    checked = 0
    for path in (path for path in parted if "/by/" in path or path in {f"{NEW}/index.md", f"{YEAR}/index.md"}):
        page = BeautifulSoup(article(parted[path]), "html.parser")
        for link in page.select("a[href]"):
            address, _, place = unquote(link["href"].partition("?")[0]).partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address)) if address else None
            if address.endswith("/"):
                target = f"{target}/index.md"
            elif address:
                continue
            else:
                target = path
            assert target in parted, (path, link["href"])
            if place:
                assert place in article(parted[target])
            checked += 1
    assert checked > 1000
