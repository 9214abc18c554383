"""Pages from an archive: what stands where, and what the options change."""

import re
from pathlib import Path

import markdown
import pytest

from nianbao import archive, render
from nianbao.messages import LANGUAGES, Messages, _words
from nianbao.render.figures import key_figures
from nianbao.render.page import title_lines
from nianbao.source.safe_prose import closed
from places import CASES
from rendering import article, articles, items

REPORT = "reports/example-bureau/2023/index.md"
FAULTS = CASES / "pages/faults"


@pytest.fixture
def faults(monkeypatch):
    monkeypatch.chdir(FAULTS)


def change(site, old, new, year="2023"):
    path = site / f"reports/example-bureau/{year}.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.usefixtures("site")
def test_every_address_of_the_interface_is_there():
    made = items()
    for path in (
        "reports/index.md",
        "reports/example-bureau/index.md",
        REPORT,
        "reports/years/2022/index.md",
        "reports/rules/index.md",
        "reports/rules/SUM303/index.md",
        "reports/forms/cn-disclosure-2019/index.md",
        "reports/forms/cn-disclosure-2021/index.md",
        "assets/nianbao.css",
        "assets/nianbao.js",
    ):
        assert path in made
    assert [path for path, item in made.items() if getattr(item, "in_navigation", False)] == ["reports/index.md"]


@pytest.mark.usefixtures("site")
def test_same_input_gives_the_same_pages():
    first, second = (
        {path: item if isinstance(item, render.Page) else item.content for path, item in items().items()}
        for _ in range(2)
    )
    assert first == second


def test_every_relative_link_leads_to_a_page_and_a_place_in_it(site):
    change(site, "办理总计: [61, 12, 1, 0, 3, 2, 79]", "办理总计: [61, 12, 1, 0, 3, 2, 80]")
    change(site, "结转下年度: [3, 0, 0, 0, 0, 0, 3]", "结转下年度: [3, 0, 0, 0, 0, 0, 4]", "2022")
    made = {
        path.replace(".md", ".html"): article(item) if isinstance(item, render.Page) else ""
        for path, item in items(directory_urls=False).items()
    }
    files = ("report.json", "report.csv", "badge.svg", "badge.json")
    others = {f"reports/example-bureau/{year}/{name}" for year in (2022, 2023) for name in files}
    seen = 0
    for path, html in made.items():
        for address in re.findall(r'(?:href|src)="([^"]+)"', html):
            page, _, anchor = address.partition("#")
            page = page.partition("?")[0]
            if "://" in address:
                continue
            target = (Path("/") / Path(path).parent / page).resolve().relative_to("/").as_posix() if page else path
            assert target in made.keys() | others, (path, address)
            assert not anchor or f'id="{anchor}"' in made[target], (path, address)
            seen += bool(anchor)
    assert seen > 50


def test_table_stands_at_its_line_or_at_the_end_of_its_section(site):
    html = articles()[REPORT]
    order = [html.index(mark) for mark in ('id="proactive"', 'data-nb-table="proactive"', 'id="applications"')]
    assert order == sorted(order)
    change(site, "申请情况\n", "申请情况\n\n前面的话。\n\n<!-- nianbao:table -->\n\n后面的话。\n")
    html = articles()[REPORT]
    order = [
        html.index(mark) for mark in ("前面的话", 'data-nb-table="applications"', "后面的话", 'id="disputes"')
    ]
    assert order == sorted(order)


def test_table_without_its_section_is_still_shown(site):
    change(site, "## 四、政府信息公开行政复议、行政诉讼情况\n", "")
    assert articles()[REPORT].count('data-nb-table="disputes"') == 1


def test_table_the_source_leaves_out_is_named_as_missing(site):
    text = (site / REPORT.replace("/index.md", ".md")).read_text(encoding="utf-8")
    start, end = text.index("复议诉讼:"), text.index("---\n\n本报告")
    change(site, text[start:end], "")
    html = articles()[REPORT]
    assert 'data-nb-table="disputes"' not in html
    assert "本报告没有“政府信息公开行政复议、行政诉讼情况”表" in html
    change(site, "\n主动公开:", "\n来源: {文件: 年报.docx}\n主动公开:")
    assert "导入时未能读出“政府信息公开行政复议、行政诉讼情况”表" in articles()[REPORT]


def test_sections_have_the_ids_of_the_form_and_repeated_ones_a_number(site):
    change(
        site,
        "## 六、其他需要报告的事项",
        "## 一、总体情况\n\n重复。\n\n## 七、附录\n\n附。\n\n## 六、其他需要报告的事项",
    )
    html = articles()[REPORT]
    ids = re.findall(r'<h2 id="([^"]+)"', html)
    expected = [
        "overview",
        "proactive",
        "applications",
        "disputes",
        "problems",
        "overview-2",
        "section-8",
        "other",
    ]
    assert ids == expected


def test_quotes_show_the_figure_as_filed(site):
    change(site, "行政规范性文件: [3, 1, 12]", 'normative_documents: ["３", 1, 12]')
    change(site, "国家秘密: [0, 0", "国家秘密: [null, 0")
    change(
        site, "改进了网站检索。", "{{申请.国家秘密.自然人}}与{{ 申请.没有.总计 }}与{{ applications.new.total }}"
    )
    html = articles()[REPORT]
    assert "文件３件" in html
    assert "〔空白〕与{{ 申请.没有.总计 }}与78" in html


@pytest.mark.parametrize(
    "unclosed", ["<div>\n块", "<!-- 注", "<b>粗", "<table><tr><td>", "<pre>", "<script>", "`"]
)
def test_prose_never_swallows_what_follows(site, unclosed):
    change(site, "改进了网站检索。", unclosed)
    html = articles()[REPORT]
    assert html.count('data-nb-table="applications"') == 1
    assert '<h2 id="proactive">' in html
    assert "本年度没有收取信息处理费。</p>" in html


@pytest.mark.parametrize("unclosed", ["```\n代码", "~~~~\n代码", "- 项\n\n  ```\n  代码"])
def test_open_fence_is_closed(unclosed):
    converted = markdown.markdown(f"{closed(unclosed)}\n\n之后", extensions=["fenced_code"])
    assert converted.endswith("<p>之后</p>")
    assert "代码" in converted


def test_angle_brackets_in_prose_are_kept(site):
    change(site, "改进了网站检索。", "印发<中华人民共和国政府信息公开工作年度报告格式>的通知，1<2，A&B。")
    html = articles()[REPORT]
    assert "印发&lt;中华人民共和国政府信息公开工作年度报告格式&gt;的通知，1&lt;2，A&amp;B。" in html


def test_prose_cannot_pose_as_the_page(site):
    change(
        site,
        "改进了网站检索。",
        '<section class="nb-verdict x" id="nb-finding-1" data-nb-status="passed">假</section>',
    )
    html = articles()[REPORT]
    assert '<section class="x">假</section>' in html


def test_title_breaks_before_the_year_only():
    assert title_lines("示例局2023年报告", 2023) == "示例局<br>2023年报告"
    assert title_lines("2023年示例局报告", 2023) == "2023年示例局报告"
    assert title_lines("示例局报告", 2023) == "示例局报告"


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ("78", "79", "较上年 −1"),
        ("120", "100", "较上年 +20.0%"),
        ("5", "5", "与上年持平"),
        ("/", "5", ""),
        ("5", "~", ""),
        ("0", "3", "较上年 −3"),
    ],
)
def test_change_against_last_year(site, now, then, said):
    change(site, "本年新收: [60, 12, 1, 0, 3, 2, 78]", f"本年新收: [60, 12, 1, 0, 3, 2, {now}]")
    change(site, "本年新收: [61, 12, 1, 0, 3, 2, 79]", f"本年新收: [61, 12, 1, 0, 3, 2, {then}]", "2022")
    reports = archive.load(Path("reports"))
    report = reports.report("example-bureau", 2023)
    first = key_figures.of_report(report, reports.before(report), Messages())[0]
    assert first.note == said
    assert key_figures.of_report(report, None, Messages())[0].note == ""


def test_carried_over_is_compared_with_what_last_year_carried_forward(site):
    reports = archive.load(Path("reports"))
    report = reports.report("example-bureau", 2023)
    assert key_figures.of_report(report, reports.before(report), Messages())[1].note == "与上年末一致"
    change(site, "结转下年度: [3, 0, 0, 0, 0, 0, 3]", "结转下年度: [3, 0, 0, 0, 0, 0, 4]", "2022")
    reports = archive.load(Path("reports"))
    assert key_figures.of_report(report, reports.before(report), Messages())[1].note == "上年末为 4"


@pytest.mark.usefixtures("faults")
def test_findings_all_errors_none():
    every = articles()[REPORT]
    assert "SUM303" in every
    assert "FIG202" in every
    errors = articles(findings="errors")[REPORT]
    assert "SUM303" in errors
    assert "FIG202" not in errors
    none = articles(findings="none")
    assert "nb-verdict" not in none[REPORT]
    assert "data-nb-finding" not in none[REPORT]
    assert 'data-nb-status="shown"' in none["reports/index.md"]
    assert 'data-nb-status="failed"' not in none["reports/index.md"]


@pytest.mark.usefixtures("faults")
def test_finding_and_cell_lead_to_each_other():
    html = articles()[REPORT]
    assert '<a class="nb-mark" href="#nb-finding-2"' in html
    assert 'href="#nb-applications-granted-total"' in html
    assert 'id="nb-applications-granted-total"' in html
    assert "机关说明：含上年结案一件" in html


@pytest.mark.usefixtures("faults")
def test_unreadable_source_has_a_page_with_its_problems():
    html = articles()["reports/example-office/2023/index.md"]
    assert 'data-nb-status="unreadable"' in html
    assert "SRC001" in html
    assert "reports/example-office/2023.md:6:1" in html


def test_file_without_agency_or_year_is_listed_on_the_index(site):
    (site / "reports/stray.md").write_text("没有头", encoding="utf-8")
    assert "reports/stray.md:1:1" in articles()["reports/index.md"]
    assert "stray" not in articles(findings="none")["reports/index.md"]


@pytest.mark.usefixtures("faults")
def test_year_page_adds_up_by_kind_and_names_what_is_missing_or_late():
    html = articles()["reports/years/2023/index.md"]
    assert "部门合计" in html
    assert "晚于 2024-01-31" in html
    assert '<span class="nb-status" data-nb-status="missing">' in html


def test_agency_that_came_later_is_not_missed(site):
    register = site / "reports/agencies.yml"
    register.write_text(register.read_text("utf-8") + "- {标识: new, 名称: 新局, 设立: 2023-06-01}\n", "utf-8")
    made = articles()
    assert "新局" in made["reports/years/2023/index.md"]
    assert "新局" not in made["reports/years/2022/index.md"]


def test_agency_id_that_is_an_address_of_ours_is_refused(site):
    register = site / "reports/agencies.yml"
    register.write_text(register.read_text("utf-8") + "- {标识: rules, 名称: 规则局}\n", "utf-8")
    made = items()
    assert "规则局" not in made["reports/rules/index.md"].markdown
    assert "SRC009" in articles()["reports/index.md"] or "标识" in articles()["reports/index.md"]


@pytest.mark.usefixtures("site")
def test_site_can_bring_its_own_template(tmp_path):
    own = tmp_path / "overrides/nianbao"
    own.mkdir(parents=True)
    (own / "report_foot.html").write_text("<p>自己的页脚：{{ agency.name }}</p></div>", encoding="utf-8")
    assert "自己的页脚：示例市示例局" in articles(template_dirs=(tmp_path / "overrides",))[REPORT]


@pytest.mark.usefixtures("site")
def test_english_words_around_official_labels():
    html = articles(language="en")[REPORT]
    assert "Checked: no contradiction found" in html
    assert "一、本年新收政府信息公开申请数量" in html


@pytest.mark.usefixtures("faults")
@pytest.mark.parametrize("language", LANGUAGES)
def test_all_pages_have_all_their_words(language):
    assert all(articles(language=language).values())


def test_words_of_both_languages_take_the_same_fields():
    for key, file in _words().items():
        fields = [sorted(re.findall(r"\{(\w+)\}", file[key][language])) for language in LANGUAGES]
        assert fields[0] == fields[1], key


def test_empty_archive_has_an_index(tmp_path):
    made = articles(tmp_path)
    assert "还没有报告" in made["reports/index.md"]


def test_tokens_are_gone_and_can_not_be_known_beforehand(site):
    page = items()[REPORT]
    token = next(iter(page.slots))
    assert token not in article(page)
    change(site, "改进了网站检索。", token)
    again = items()[REPORT]
    assert token not in again.slots
    assert token in article(again)


@pytest.mark.usefixtures("site")
def test_a_page_is_whole_once_its_markdown_is_converted():
    page = items()[REPORT]
    converted = render.finish(markdown.markdown(page.markdown, extensions=["attr_list"]), page)
    assert not any(token in converted for token in page.slots)
    assert converted.count("data-nb-table=") == 3


@pytest.mark.usefixtures("site")
def test_words_of_a_page_can_be_quoted():
    page = items()[REPORT]
    words = render.readable(page)
    assert page.seed not in words
    assert not any(token in words for token in page.slots)
    assert "## 一、总体情况" in words.replace("&#12289;", "、")
    assert "{#" not in words
