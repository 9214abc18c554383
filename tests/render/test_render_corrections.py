"""What changed in a report after it was published: its page, the marks in its tables, and the list for the feed."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from nianbao import archive
from nianbao.corrections import all_correction_days, correction_days
from nianbao.downloads.json import report_json
from places import CASES, ROOT
from rendering import articles
from running import nianbao

YEARS = CASES / "pages/years"
REPORT = "reports/data-bureau/2023/index.md"
CHANGES = "reports/data-bureau/2023/changes/index.md"


@pytest.fixture(scope="module")
def pages():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(YEARS)
        yield {path: BeautifulSoup(html, "html.parser") for path, html in articles().items()}


@pytest.fixture(scope="module")
def reports():
    return archive.load(YEARS / "reports")


def test_only_a_corrected_report_has_the_page(pages):
    assert [path for path in pages if path.endswith("changes/index.md")] == [CHANGES]
    told = {path: page.find("a", string=lambda text: text and "最近更正" in text) for path, page in pages.items()}
    assert told[REPORT]["href"] == "changes/"
    assert told["reports/data-bureau/2024/index.md"] is None


def test_old_and_new_stand_side_by_side_with_date_and_reason(pages):
    rows = [
        [cell.get_text(" ", strip=True) for cell in row]
        for row in pages[CHANGES].select("tbody tr")
        for row in [row.find_all(["th", "td"])]
    ]
    assert rows == [
        ["2024-05-06", "申请 · 本年新收 · 总计", "151", "152", "再漏计一件"],
        ["2024-05-06", "主动公开 · 行政许可", "空白", "88", "补填"],
        ["2024-05-06", "五、存在的主要问题及改进情况", "文字有改动", "补充改进措施"],
        ["2024-05-06", "落款日期", "2024-01-25", "2024-01-15", "笔误"],
        ["2024-03-01", "申请 · 本年新收 · 总计", "150", "151", "漏计一件"],
    ]


def test_links_lead_from_the_change_to_its_place_and_back(pages):
    for link in pages[CHANGES].select("tbody a"):
        page, _, anchor = link["href"].partition("#")
        assert page == "../"
        assert pages[REPORT].find(id=anchor), anchor
    for mark in pages[REPORT].select("a.nb-amended"):
        page, _, anchor = mark["href"].partition("#")
        assert page == "changes/"
        assert pages[CHANGES].find(id=anchor)["data-nb-change"]


def test_corrected_cells_are_marked_by_a_sign_and_told_in_words(pages):
    marked = {cell["id"]: cell for cell in pages[REPORT].select("td[data-nb-corrected]")}
    assert set(marked) == {"nb-applications-new-total", "nb-proactive-licensing-decisions"}
    cell = marked["nb-applications-new-total"]
    assert cell["data-nb-corrected"] == "2024-05-06"
    assert cell.get_text(strip=True) == "152", "the figure stays alone in its cell"
    assert cell.a["aria-label"] == "2024-05-06 更正过，原为151"
    assert marked["nb-proactive-licensing-decisions"].a["aria-label"] == "2024-05-06 更正过，原为空白"
    assert len([legend for legend in pages[REPORT].select(".nb-legend") if "更正过" in legend.get_text()]) == 2


def test_a_correction_changes_no_figure_and_no_document(reports):
    report = reports.report("data-bureau", 2023)
    data = report_json(report, reports.agency("data-bureau"))
    assert data["tables"]["applications"]["new"]["total"] == 152
    assert not {"corrections", "changes", "更正"} & data.keys()


def test_changes_come_day_by_day_the_latest_first(reports):
    found = correction_days(reports.report("data-bureau", 2023))
    assert [(change.day, len(change.corrections)) for change in found] == [
        (date(2024, 5, 6), 4),
        (date(2024, 3, 1), 1),
    ]
    assert all_correction_days(reports.reports) == found


def test_a_report_without_a_form_can_be_corrected_too(site):
    path = site / "reports/example-bureau/2018.md"
    path.write_text(
        "---\n机关: example-bureau\n年度: 2018\n表式: none\n更正:\n"
        "  - {日期: 2019-05-06, 位置: 一、概述, 原: 三件, 现: 四件, 理由: 漏计<b>}\n---\n\n## 一、概述\n\n四件。\n",
        "utf-8",
    )
    page = BeautifulSoup(articles()["reports/example-bureau/2018/changes/index.md"], "html.parser")
    assert [cell.get_text(strip=True) for cell in page.select("tbody td")] == [
        "一、概述",
        "三件",
        "四件",
        "漏计<b>",
    ]


def test_the_period_a_report_states_stands_with_its_dates(pages, site):
    dates = pages[REPORT].select_one(".nb-report .nb-dates").get_text(" ", strip=True)
    assert dates.startswith(
        "统计期限 2023-01-01 至 2023-12-31 落款 2024-01-15 发布 2024-01-20 最近更正 2024-05-06"
    )
    path = site / "reports/example-bureau/2023.md"
    text = path.read_text("utf-8")
    for other in ("2023年2月1日至2023年12月31日", "2023年2月30日至2023年12月31日", "全年"):
        path.write_text(text.replace("2023年1月1日至2023年12月31日", other), "utf-8")
        shown = (
            BeautifulSoup(articles()["reports/example-bureau/2023/index.md"], "html.parser")
            .select_one(".nb-dates")
            .get_text()
        )
        assert ("统计期限 2023-02-01 至" in shown) == (other == "2023年2月1日至2023年12月31日")


def test_the_guide_shows_a_correction_that_holds(site):
    guide = (ROOT / "docs/guides/corrections.md").read_text("utf-8")
    example = next(line.strip() for line in guide.splitlines() if line.strip().startswith("- {日期"))
    path = site / "reports/example-bureau/2023.md"
    path.write_text(
        path.read_text("utf-8").replace("---\n\n本报告", f"更正:\n  {example}\n---\n\n本报告"), "utf-8"
    )
    [entry] = [entry for entry in archive.load(site / "reports").entries if entry.year == 2023]
    assert entry.report.corrections
    assert not entry.problems


def test_show_tells_of_corrections_too():
    done = nianbao("show", "data-bureau/2023.md", cwd=YEARS / "reports")
    assert done.returncode == 0, done.stderr
    assert "更正 2024-05-06  主动公开/行政许可/本年处理决定数量  （空白） → 88  补填\n" in done.stdout
