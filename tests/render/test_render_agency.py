"""The page of an agency: its years side by side, breaks, charts, and what was explained."""

import re
from decimal import Decimal
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from nianbao import archive
from nianbao.messages import Messages
from nianbao.model.finding import Place
from nianbao.render.figures import charts
from places import CASES
from rendering import articles

YEARS = CASES / "pages/years"
PAGE = "reports/data-bureau/index.md"


@pytest.fixture(scope="module")
def pages():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(YEARS)
        yield {path: BeautifulSoup(html, "html.parser") for path, html in articles().items()}


@pytest.fixture(scope="module")
def reports():
    return archive.load(YEARS / "reports")


def rows(page):
    """The rows of the years: their cells' texts, by year."""
    found = {}
    for row in page.select(".nb-years tbody tr[data-nb-year]"):
        found[int(row["data-nb-year"])] = [cell.get_text(" ", strip=True) for cell in row.find_all("td")]
    return found


def test_figures_stand_as_filed_with_their_change_on_the_year_before(pages):
    found = rows(pages[PAGE])
    assert list(found) == [2024, 2023, 2022, 2021, 2020, 2019]
    assert found[2024][1:] == [
        "140 −12 (−7.9%)",
        "5 持平",
        "141 −11 (−7.2%)",
        "4 −1",
        "2 −1",
        "2 / 2 +1 / 持平",
        "2025-01-20",
    ]
    assert found[2020][1:4] == ["104 +16", "3 +3", "104 +19"], "percent from a hundred on"
    assert found[2021][-1] == "2022-02-05 晚 5 天"
    assert found[2023][-1] == "2024-01-20 5 处更正"


def test_a_change_needs_two_numbers(site):
    path = site / "reports/example-bureau/2022.md"
    path.write_text(
        path.read_text("utf-8").replace("结转下年度: [3, 0, 0, 0, 0, 0, 3]", "结转下年度: [3, 0, 0, 0, 0, 0, ~]"),
        "utf-8",
    )
    page = BeautifulSoup(articles()["reports/example-bureau/index.md"], "html.parser")
    found = rows(page)
    assert found[2023][4] == "2"
    assert found[2022][4] == "空白"


def test_a_missing_year_is_shown_and_bridged_by_no_difference(pages):
    found = rows(pages[PAGE])
    assert found[2022] == ["— 未收录", "", ""]
    assert found[2023][1:3] == ["152", "5"]


def test_breaks_are_marked_in_table_and_charts(pages):
    page = pages[PAGE]
    said = [row.get_text(strip=True) for row in page.select(".nb-break")]
    assert [text[:11] for text in said] == ["2023 年机构变动，", "2021 年起改用新表"]
    assert "示例市信息化办公室" in said[0]
    assert [len(chart.select(".nb-cut")) for chart in page.select(".nb-chart")] == [2, 2, 2, 2]


def test_what_another_body_filed_is_no_year_before(site):
    register = site / "reports/agencies.yml"
    text = register.read_text("utf-8")
    assert "示例市示例局" in text
    register.write_text(text + "- {标识: old, 名称: 旧局, 撤销: 2023-03}\n", "utf-8")
    register.write_text(register.read_text("utf-8").replace("  简称", "  前身: [old]\n  简称", 1), "utf-8")
    found = rows(BeautifulSoup(articles()["reports/example-bureau/index.md"], "html.parser"))
    assert found[2023][1] == "78"


def test_predecessors_and_successors_lead_to_one_another(pages):
    old, new, city = (pages[f"reports/{name}/index.md"] for name in ("old-office", "data-bureau", "example-city"))
    links = lambda page: {a.get_text(): a["href"] for a in page.select(".nb-related-agencies a")}  # noqa: E731
    assert links(new) == {"示例市人民政府": "../example-city/", "示例市信息化办公室": "../old-office/"}
    assert links(old)["示例市数据局"] == "../data-bureau/"
    assert links(city) == {"示例市数据局": "../data-bureau/", "示例市信息化办公室": "../old-office/"}


def test_charts_say_what_the_tables_say(pages, reports):
    outcomes = pages[PAGE].select_one('[data-nb-chart="outcomes"]')
    data = {
        row.th.get_text(): [cell.get_text(strip=True) for cell in row.find_all("td")]
        for row in outcomes.select("tbody tr")
    }
    assert data["2024"] == ["99", "15", "18", "9"]
    assert data["2021"] == ["80", "11", "未填", "15"], "of a group with a blank there is no sum"
    assert data["2022"] == ["未填"] * 4
    bars = outcomes.select("rect")
    assert len(bars) == 4 * 4 + 3
    assert "2024 年不予公开 18" in [bar.title.get_text() for bar in bars]
    assert [mark.find("title").get_text() for mark in outcomes.select(".nb-part")] == ["2021 年有一部分没有填数字"]
    # Heights are in proportion: all bars of a year together stand for all outcomes.
    tall = {
        year: sum(Decimal(b["height"]) for b in bars if b.title.get_text().startswith(str(year)))
        for year in (2019, 2024)
    }
    filed = {
        y: reports.report("data-bureau", y).cell(Place("applications", "concluded_total", "total")).value
        for y in tall
    }
    assert tall[2019] / tall[2024] == pytest.approx(filed[2019] / filed[2024], abs=Decimal("0.01"))


def test_every_chart_has_its_words(pages):
    for chart in pages[PAGE].select(".nb-chart"):
        svg = chart.svg
        assert svg["role"] == "img"
        named = [chart.find(id=name).get_text() for name in svg["aria-labelledby"].split()]
        assert all(named)
        for series in chart.select(".nb-key span"):
            assert series.get_text(strip=True).split("?")[-1] in named[1] + "有一部分没有填数字"


def test_stock_of_the_older_form_is_another_measure(pages):
    stock = pages[PAGE].select_one('[data-nb-chart="stock"]')
    shown = {row.th.get_text(): row.td.get_text(strip=True) for row in stock.select("tbody tr")}
    assert shown == {"2024": "37", "2023": "35", "2022": "未填", "2021": "31", "2020": "未填", "2019": "未填"}


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [(0, ["0", "1", "2"]), (1, ["0", "1", "2"]), (4, ["0", "1", "2", "3", "4"]), (7, ["0", "2", "4", "6", "8"]),
     (37, ["0", "10", "20", "30", "40"]), (152, ["0", "50", "100", "150", "200"]), (200001, ["0", "100000", "200000", "300000"])],
)  # fmt: skip
def test_scales_are_round_and_reach_over_the_highest(highest, ticks):
    assert [f"{tick:f}" for tick in charts.scale(Decimal(highest))] == ticks


@given(st.decimals(0, 10**9, places=2))
def test_no_bar_is_higher_than_its_scale(highest):
    ticks = charts.scale(highest)
    assert ticks[-1] >= highest
    assert 3 <= len(ticks) <= 5
    assert {after - before for before, after in pairwise(ticks)} == {ticks[1]}


def test_one_year_makes_no_chart(reports):
    only = reports.report("old-office", 2022)
    assert charts.charts(only.kind, [2022], [only], [], Messages()) == ()


def test_corrections_and_explanations_are_listed(pages):
    lists = [item.get_text(" ", strip=True) for item in pages[PAGE].select(".nb-record li")]
    assert lists[0] == "2024-05-06 2023 年报告 申请 · 本年新收 · 总计 151 → 152 再漏计一件"
    assert "空白 → 88" in lists[1]
    assert "YRS401" in lists[5]
    assert "有效期至 2026-12-31" in lists[5]


@pytest.mark.parametrize(
    ("findings", "listed"), [("all", ["YRS401", "FIG202"]), ("errors", ["YRS401"]), ("none", [])]
)
def test_explanations_are_as_public_as_what_they_explain(monkeypatch, findings, listed):
    monkeypatch.chdir(YEARS)
    page = BeautifulSoup(articles(findings=findings)[PAGE], "html.parser")
    assert [code.get_text() for code in page.select(".nb-record .nb-code")] == listed


@pytest.mark.parametrize("language", ["zh", "en"])
def test_chinese_is_marked_as_chinese(monkeypatch, language):
    monkeypatch.chdir(YEARS)
    made = articles(language=language)
    for path in (PAGE, "reports/data-bureau/2023/changes/index.md", "reports/data-bureau/2023/index.md"):
        page = BeautifulSoup(made[path], "html.parser")
        for text in page.find_all(string=lambda text: any("\u4e00" <= char <= "\u9fff" for char in text)):
            if text.find_parent("script"):
                continue
            spoken = text.find_parent(lambda tag: tag.get("lang"))
            # An English sentence may name a cell or an agency; a drawing's words belong to its language.
            quoted = re.search("[A-Za-z]{3}", text) or text.find_parent(["desc", "title"])
            assert spoken["lang"] == "zh-CN" or quoted, (path, text)
