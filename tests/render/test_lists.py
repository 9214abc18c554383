"""The index and its views, the page of a year, comparisons and hand-back notes, made of a small county."""

import random
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from consistent import FORMS
from consistent import report as consistent_report
from county import answered, county, filed
from nianbao import archive, render, source
from nianbao.messages import Messages
from nianbao.model.register import Agency, Register
from nianbao.render.figures.sparklines import sparkline
from nianbao.render.pages.index_groups import index_groups
from nianbao.rules import CATALOGUE
from rendering import article
from rendering import items as all_items

# What the county gets wrong, and nothing that would grow with the catalogue.
RULES = [rule for rule in CATALOGUE if re.fullmatch(r"SUM30[1-4]|FIG20\d|DAT702|YRS401", rule.code)]


def items(*given, **named):
    return all_items(*given, catalogue=RULES, **named)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return county(tmp_path_factory.mktemp("county") / "reports")


@pytest.fixture(scope="module")
def made(folder):
    """The pages, by path without index.md, as soup; made when asked for."""

    class Pages(dict):
        def __missing__(self, path):
            self[path] = BeautifulSoup(article(found[f"{path}/index.md"]), "html.parser")
            return self[path]

    found = items(folder, handback=True)
    return Pages()


def texts(nodes):
    return [" ".join(node.get_text(" ", strip=True).split()) for node in nodes]


def archive_of(*agencies):
    return archive.Archive(Register(tuple(agencies)), {}, ())


def many(**facts):
    return [Agency(f"{'abc'[n % 3]}{n}", f"第{n}局", **{k: v(n) for k, v in facts.items()}) for n in range(101)]


def grouped(found):
    return [(view.by, view.slug, view.label, len(view.agencies)) for view in found]


def test_views_by_region_which_bodies_below_share():
    found = index_groups(
        archive_of(
            Agency("a", "甲", region="东 山/区", parent="b"),
            Agency("b", "乙", region="西河"),
            Agency("c", "丙", parent="b"),
            Agency("d", "丁", parent="c"),
            Agency("e", "戊", parent="f"),
            Agency("f", "己", parent="e"),
            Agency("g", "庚", region="东-山-区"),
        )
    )
    assert [(view.slug, view.label, [agency.id for agency in view.agencies]) for view in found] == [
        ("东-山-区", "东 山/区", ["a"]),
        ("西河", "西河", ["b", "c", "d"]),
        ("东-山-区-2", "东-山-区", ["g"]),
        ("rest", "", ["e", "f"]),
    ]


def test_views_of_a_long_index_without_regions():
    assert grouped(index_groups(archive_of(*many()))) == [
        ("letter", "a", "A", 34),
        ("letter", "b", "B", 34),
        ("letter", "c", "C", 33),
    ]
    below = many(parent=lambda n: "" if n < 2 else f"{'ab'[n % 2]}{n % 2}")
    assert grouped(index_groups(archive_of(*below))) == [
        ("parent", "a0", "第0局", 51),
        ("parent", "b1", "第1局", 50),
    ]
    within = many(region=lambda _: "示例县")
    assert [view.by for view in index_groups(archive_of(*within))] == ["letter"] * 3, "one region parts nothing"
    assert index_groups(archive_of(*many()[:100])) == ()
    assert index_groups(archive_of(Agency("a", "甲", region="一"), Agency("b", "乙", region="一"))) == ()


@pytest.mark.parametrize(
    ("values", "lines", "dots", "end"),
    [
        ([0, 10, 5], ["3.0,17.0 44.0,3.0 85.0,10.0"], [], ("85.0", "10.0")),
        ([4, None, 4], [], [("3.0", "10.0"), ("85.0", "10.0")], ("85.0", "10.0")),
        ([1, 2, None], ["3.0,17.0 44.0,3.0"], [], ("44.0", "3.0")),
    ],
)
def test_small_curve(values, lines, dots, end):
    curve = sparkline(values)
    assert (list(curve.lines), list(curve.dots), curve.end) == (lines, dots, end)
    assert sparkline([None, None]) is None


def test_index_has_every_agency_and_year_with_sign_word_and_latest_figure(made):
    rows = made["reports"].select(".nb-index tbody tr")
    assert [row["data-nb-agency"] for row in rows] == [
        "county",
        "city",
        "water",
        "forest",
        "trees",
        "tax",
        "court",
    ]
    water = rows[2]
    assert texts(water.select("th, td"))[:4] == [
        "示例县水利局 示例县",
        "✓ 通过 示例县水利局 2020",
        *texts(water.select("td"))[1:3],
    ]
    assert water["data-nb-text"] == "示例县水利局 县水利局 水务局 示例县 water"
    assert water["data-nb-standings"].split()[0] == "2020:passed"
    assert texts(water.select(".nb-trend .nb-figure")) == ["12"]
    assert water.select_one("svg")["aria-label"] == "2020年 10，2021年 20，2022年 12"
    assert texts(rows[4].select(".nb-trend small")) == ["2021 年"], "a figure that is not of the last year says so"


def test_views_hold_their_agencies_and_are_linked(made):
    links = [link["href"] for link in made["reports"].select(".nb-ways a")]
    assert links == ["years/2022/", "years/2021/", "years/2020/", "by/%E7%A4%BA%E4%BE%8B%E5%8E%BF/", "by/%E7%A4%BA%E4%BE%8B%E5%B8%82/", "by/rest/", "compare/"]  # fmt: skip
    inside = made["reports/by/示例市"].select(".nb-index tbody tr")
    assert [row["data-nb-agency"] for row in inside] == ["city", "tax"]


def test_long_index_is_an_overview_that_still_names_everyone(tmp_path):
    home = tmp_path / "reports"
    home.mkdir()
    lines = [f"- {{id: a{n:03}, name: 第{n}局, region: 第{n % 3}区}}\n" for n in range(101)]
    (home / "agencies.yml").write_text("".join(lines), encoding="utf-8")
    filed(home, "a000", 2022, answered(1, 0, 0))
    found = items(home)
    page = BeautifulSoup(article(found["reports/index.md"]), "html.parser")
    assert len(page.select("ul.nb-compact li > a")) == 101
    assert texts(page.select(".nb-overview tbody tr")) == ["第0区 34 1 33", "第1区 34 0 34", "第2区 33 0 33"]
    assert len([path for path in found if path.startswith("reports/by/")]) == 3


def test_year_says_who_is_missing_late_or_undated(made):
    listed = dict(
        zip(*(texts(made["reports/years/2022"].select(f".nb-deadlines:not(.nb-unranked) {tag}")) for tag in ("dt", "dd")), strict=True)
    )  # fmt: skip
    assert listed == {
        "晚于期限 2": "示例县水利局 （2023-02-03，期限 2023-01-31，晚 3 天）、 示例市人民政府 （2023-04-02，期限 2023-03-31，晚 2 天）",
        "没有日期，无法判断是否逾期 1": "某某办公室",
    }
    before = made["reports/years/2021"]
    assert texts(before.select(".nb-deadlines > div"))[:3] == [
        "本站没有收录，期限 2022-02-20 1 示例市税务局",
        "本站没有收录，期限 2022-03-31 2 示例县人民政府 、 示例市人民政府",
        "没有日期，无法判断是否逾期 2 示例县绿化办公室 、 某某办公室",
    ]


def test_sums_add_nothing_twice(made):
    rows = texts(made["reports/years/2022"].select("#agencies + .nb-scroll tfoot tr"))
    assert rows[0].startswith("部门合计 4 份报告 48 ")
    assert rows[1].startswith("政府合计 2 份报告 124 ")
    # The county's report holds those of water and forest; tax and court stand for themselves.
    assert rows[2].startswith("全部合计（不重复） 4 份报告 148 ")


def test_outcomes_are_shares_of_what_was_added_up(made):
    figure = made["reports/years/2022"].select_one(".nb-outcomes")
    rows = texts(figure.select("tbody tr"))
    assert rows[0] == "（一）予以公开 33 68.8%"
    assert rows[3] == "（四）无法提供 12 25.0%"
    assert texts(figure.select("tfoot tr")) == ["各机关填报的办理总计 49"]
    widths = [float(bar["width"]) for bar in figure.select("rect")]
    assert sum(widths) == pytest.approx(1000, abs=0.5)


def test_ranks_only_what_is_fair(made, tmp_path):
    page = made["reports/years/2022"]
    assert texts(page.select(".nb-ranking tbody tr")) == [
        "示例县水利局 1 100.0% 12 / 12",
        "示例市税务局 2 75.0% 9 / 12",
        "某某办公室 2 75.0% 9 / 12",
    ]
    assert texts(page.select(".nb-unranked div")) == ["不排列：办理结果与办理总计矛盾 1 示例县林业局"]
    assert not made["reports/years/2021"].select(".nb-ranking"), "two are too few to rank"
    home = tmp_path / "reports"
    home.mkdir()
    for n, rows in enumerate([answered(9, 0, 1), answered(8, 1, 1), answered(1, 0, 10), answered(9, 0, 0)]):
        filed(home, f"a{n}", 2022, rows)
    filed(home, "a4", 2022, answered(9, 0, 1) | {"部分公开": '["", 0, 0, 0, 0, 0, ""]'})
    page = BeautifulSoup(article(items(home)["reports/years/2022/index.md"]), "html.parser")
    assert [line.split()[1] for line in texts(page.select(".nb-ranking tbody tr"))] == ["1", "1", "3"]
    assert texts(page.select(".nb-unranked div")) == [
        "不排列：办理总计少于 10 件 1 a3",
        "不排列：所需数字不齐全 1 a4",
    ]


def test_matrix_leads_to_the_first_finding_of_each_rule(made):
    page = made["reports/years/2022"]
    codes = texts(page.select(".nb-matrix thead .nb-code"))
    assert "SUM302" in codes
    row = next(row for row in page.select(".nb-matrix tbody tr") if "林业局" in row.th.get_text())
    link = row.select("td")[codes.index("SUM302")].a["href"]
    address, _, anchor = link.partition("#")
    assert address == "../../forest/2022/"
    finding = made["reports/forest/2022"].find(id=anchor)
    assert finding.select_one(".nb-code").get_text() == "SUM302"


def test_handback_note_lists_what_to_mend_and_leaves_room_to_sign(made):
    note = made["reports/forest/2022/handback"]
    judged = made["reports/forest/2022"].select(".nb-finding")
    rows = note.select(".nb-mend tbody tr")
    assert len(rows) == len(judged)
    first = texts(rows[0].select("td"))
    assert "办理总计" in first[0]
    assert "13" in first[1]
    assert all(first)
    assert "13 → 12" in note.get_text()
    assert len(note.select(".nb-sign-here dd")) == 8
    together = made["reports/years/2022/handback"]
    assert "forest" in [part["id"] for part in together.select(".nb-note")]
    assert "water" in [part["id"] for part in together.select(".nb-note")]


@pytest.mark.parametrize(("findings", "shown"), [("all", True), ("errors", True), ("none", False)])
def test_notes_and_matrix_say_no_more_than_the_site(folder, findings, shown):
    found = items(folder, handback=True, findings=findings)
    assert ("reports/forest/2022/handback/index.md" in found) == shown
    assert ("reports/water/2022/handback/index.md" in found) == (findings == "all"), "it only has a warning"
    html = article(found["reports/years/2022/index.md"])
    assert ("SUM302" in html) == shown
    assert ("与办理总计矛盾" in html) == shown
    assert ("DAT702" in html) == (findings == "all")


def test_notes_are_made_on_demand_only(folder):
    assert not [path for path in items(folder) if "handback" in path]


def figures(page, column):
    """The lines of one column: what each cell says, by agency."""
    rows = page.find(id=column).find_next("table").select("tbody tr")
    return {row.th.get_text(): texts(row.select("td:not(.nb-trend)")) for row in rows}


def test_comparison_shows_what_was_filed_and_marks_breaks(made):
    page = made["reports/compare/applications/new"]
    shown = figures(page, "total")
    assert shown["示例县水利局"] == ["10", "20", "12 −8"], "no difference across a change of form"
    assert shown["示例县林业局"] == ["未设立", "未设立", "12 机构合并"]
    assert shown["示例县绿化办公室"] == ["未收录", "3", "未设立"]
    assert shown["某某办公室"] == ["未收录", "１", "12 +11"], "as written, and understood"
    assert figures(page, "other_organization")["某某办公室"] == ["未收录", "/", "0"]
    assert figures(made["reports/compare/applications/partially_granted"], "total")["某某办公室"][1] == "空白"
    marked = {(row.th.get_text(), place) for row in page.find("table").select("tbody tr") for place, cell in enumerate(row.select("td")) if cell.get("data-nb-break")}  # fmt: skip
    assert marked == {("示例县水利局", 1), ("示例县林业局", 2)}
    assert texts(page.find("table").select("thead th"))[2:4] == ["2021 表式变更", "2022"]
    assert figures(made["reports/compare/proactive/normative_documents"], "in_force")["示例县水利局"] == [
        "表中无此项",
        "0",
        "0",
    ]


def test_comparison_sums_are_those_of_the_year_page(made):
    page = made["reports/compare/applications/new"]
    sums = texts(page.find("table").select("tfoot tr"))
    assert sums == [
        "部门合计 10 （1 份填写） 24 （3 份填写） 48 （4 份填写）",
        "政府合计 未收录 未收录 124 （2 份填写）",
    ]
    assert texts(page.select(".nb-graph .nb-value")) == ["10", "24", "48"]


def test_every_cell_filed_is_in_a_comparison(tmp_path):
    home = tmp_path / "reports"
    rng = random.Random(7)
    reports = [
        replace(consistent_report(rng, FORMS[form], year, 30), agency=agency)
        for agency in ("one", "two")
        for form, year in (
            ("cn-disclosure-2019", 2020),
            ("cn-disclosure-2021", 2021),
            ("cn-disclosure-2021", 2022),
        )
    ]
    for report in reports:
        path = home / report.agency / f"{report.year}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source.write(report, forms=FORMS), encoding="utf-8")
    found = items(home)
    years = [2020, 2021, 2022]
    seen = 0
    rows = {(place.table, place.row) for report in reports for place in report.form.places}
    for table, row in rows:
        page = BeautifulSoup(article(found[f"reports/compare/{table}/{row}/index.md"]), "html.parser")
        columns = {p.column for report in reports for p in report.form.places if (p.table, p.row) == (table, row)}
        for column in columns:
            shown = figures(page, column)
            for report in reports:
                place = next((p for p in report.form.places if p == (table, row, column)), None)
                text = shown[report.agency][years.index(report.year)]
                assert text.split()[0] == (report.cell(place).raw if place else "表中无此项")
                seen += place is not None
    assert seen == sum(len(report.form.places) for report in reports)
    listed = BeautifulSoup(article(found["reports/compare/index.md"]), "html.parser").select("tbody th a")
    assert len(listed) == len(rows)


def test_one_report_alone_is_compared_with_nothing(tmp_path):
    filed(tmp_path / "reports", "one", 2022, answered(1, 0, 0))
    found = items(tmp_path / "reports")
    assert not [path for path in found if "/compare/" in path]
    assert "compare" not in article(found["reports/index.md"])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_are_made_in_both_languages(folder, language):
    found = items(folder, language, handback=True)
    word = Messages(language).word("ranking")
    assert word in article(found["reports/years/2022/index.md"])
    assert all(isinstance(page, (render.Page, render.Asset)) for page in found.values())
