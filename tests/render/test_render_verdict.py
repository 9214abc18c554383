"""The verdict in a report's page: proposals, explanations, the ways between findings and cells, and who sees what."""

import re

import pytest

from nianbao.messages import _words
from nianbao.model.finding import Severity
from nianbao.rules import CATALOGUE
from rendering import articles

REPORT = "reports/example-bureau/2023/index.md"
SWAPPED_DIGITS = ("本年新收: [60, 12, 1, 0, 3, 2, 78]", "本年新收: [60, 12, 1, 0, 3, 2, 87]")
ONE_TOO_MANY = ("行政复议: [2, 1, 0, 1, 4]", "行政复议: [2, 1, 0, 1, 5]")
NEW = "nb-applications-new-total"


def change(site, *pairs, year="2023"):
    path = site / f"reports/example-bureau/{year}.md"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


def verdict(html):
    found = re.search(r'<section class="nb-verdict".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def cell(html, anchor):
    return re.search(rf'<td[^>]* id="{anchor}"[^>]*>(.*?)</td>', html, re.DOTALL)


def test_the_one_repair_is_proposed_with_its_arithmetic_undone(site):
    change(site, SWAPPED_DIGITS)
    html = articles()[REPORT]
    said = text(verdict(html))
    assert (
        "建议核对：申请 · 本年新收 · 总计 87 → 78（数字对调）。改此一处可同时消除 SUM301、SUM303 共 2 条。" in said
    )
    assert "不是更正" in said
    assert "另有" not in said
    assert f'<a href="#{NEW}">申请 · 本年新收 · 总计</a>' in verdict(html)


def test_proposed_cell_keeps_its_figure_and_leads_back(site):
    change(site, SWAPPED_DIGITS)
    html = articles()[REPORT]
    found = cell(html, NEW)
    assert text(found[1]) == "87"
    assert 'title="建议核对：87 → 78"' in found[0]
    assert "data-nb-proposed" in found[0]
    assert '<a class="nb-mark nb-propose" href="#nb-repair-1"' in found[1]
    assert 'id="nb-repair-1"' in html
    assert html.count("data-nb-proposed") == 1
    assert "建议核对：数字照原件，未改" in html


def test_several_equally_small_repairs_are_all_said_to_be_possible(site):
    change(site, ONE_TOO_MANY)
    html = articles()[REPORT]
    panel = verdict(html)
    said = text(panel)
    assert "建议核对（其中一种改法）：" in said
    stated = int(re.search(r"另有 (\d+) 种改法同样只改 1 处", said)[1])
    folded = re.search(r'<details class="nb-alternatives">.*?</details>', panel, re.DOTALL)[0]
    assert folded.count('id="nb-repair-') == stated > 1
    for anchor in re.findall(r'<li class="nb-repair".*?href="#([^"]+)"', folded):
        assert "nb-propose" in cell(html, anchor)[1], "each proposed cell leads back"


def test_a_shifted_row_is_one_slip_and_named_once(site):
    change(site, ("第三方权益: [4, 0, 0, 0, 1, 0, 5]", "第三方权益: [0, 4, 0, 0, 0, 1, 5]"))
    html = articles()[REPORT]
    best = text(re.search(r'<p class="nb-repair" id="nb-repair-1".*?</p>', html, re.DOTALL)[0])
    assert best.count("错位") == 1
    assert "改这 4 处可同时消除 SUM302 共 4 条。" in best
    assert html.count("data-nb-proposed") == 4


def test_no_proposal_where_nothing_fails_or_all_is_explained(site):
    assert "nb-repair" not in articles()[REPORT]
    change(site, ONE_TOO_MANY, ("复议诉讼:", "说明:\n  - {规则: SUM304, 理由: 含上年一件}\n复议诉讼:"))
    html = articles()[REPORT]
    assert 'data-nb-status="explained"' in html
    assert "nb-repair" not in html


def test_blank_cell_is_proposed_as_blank_not_as_zero(site):
    change(site, ("[60, 12, 1, 0, 3, 2, 78]", "[60, ~, 1, 0, 3, 2, 78]"))
    html = articles()[REPORT]
    assert "申请 · 本年新收 · 商业企业 〔空白〕 → 12" in text(verdict(html))
    found = cell(html, "nb-applications-new-commercial_enterprise")
    assert text(found[1]) == ""
    assert 'data-nb-kind="blank"' in found[0]


def test_errors_only_shows_only_what_resolves_errors(site):
    change(site, SWAPPED_DIGITS, ONE_TOO_MANY)
    soft = {"SUM304": Severity.WARNING}
    every = articles(severities=soft)[REPORT]
    assert "SUM304" in verdict(every)
    assert cell(every, "nb-disputes-reconsideration-total")[0].count("data-nb-proposed") == 1
    errors = articles(severities=soft, findings="errors")
    html = errors[REPORT]
    assert "SUM304" not in re.sub(r'<details class="nb-answers">.*?</details>', "", html, flags=re.DOTALL)
    assert "改此一处可同时消除 SUM301、SUM303 共 2 条。" in text(verdict(html))
    table = html[html.index('data-nb-table="disputes"') :]
    assert "data-nb-proposed" not in table
    assert "data-nb-finding" not in table
    assert "不符 2 " in text(verdict(html))


def test_none_shows_no_verdict_no_mark_and_no_repair_anywhere(site):
    change(site, SWAPPED_DIGITS, ONE_TOO_MANY)
    (site / "reports/example-bureau/2021.md").write_text("---\n机关: [\n---\n", encoding="utf-8")
    for path, html in articles(findings="none").items():
        for word in ("nb-finding", "nb-repair", "data-nb-proposed", "建议核对", "2021.md:"):
            assert word not in html, (path, word)
    assert 'data-nb-status="unreadable"' in articles(findings="none")["reports/example-bureau/2021/index.md"]


def test_explanation_says_who_and_until_when(site):
    waiver = "{规则: SUM304, 位置: 复议诉讼/行政复议/总计, 理由: 含上年一件, 署名: 办公室, 有效期: 2099-12-31}"
    change(site, ONE_TOO_MANY, ("复议诉讼:", f"说明:\n  - {waiver}\n复议诉讼:"))
    said = text(verdict(articles()[REPORT]))
    assert "机关说明：含上年一件署名 办公室有效期至 2099-12-31" in said


def test_what_was_checked_adds_up(site):
    change(site, SWAPPED_DIGITS, ("国家秘密: [0, 0, 0, 0, 0, 0, 0]", "国家秘密: [~, 0, 0, 0, 0, 0, 甲]"))
    panel = verdict(articles()[REPORT])
    [line] = re.findall(r'<p class="nb-counts">(.*?)</p>', panel, re.DOTALL)
    total, *counts = map(int, re.findall(r"\d+", line))
    assert "空白按零计" in line
    assert total == sum(counts)
    rows = [
        [int(n) for n in re.findall(r"<td[^>]*>(\d+)", row)]
        for row in re.findall(r"<tr><th scope=\"row\">.*?</tr>", panel)
    ]
    columns = [sum(column) for column in zip(*rows, strict=True)]
    assert [column for column in columns if column] == [count for count in counts if count]
    reasons = re.findall(r"<li>([^<]+) <b>(\d+)</b>", panel)
    assert sum(int(n) for _, n in reasons) == int(re.search(r"未判定 (\d+)", line)[1])
    assert "参与计算的单元格不是数字" in [reason for reason, _ in reasons]


def test_cell_that_only_takes_part_leads_back_too(site):
    change(site, SWAPPED_DIGITS)
    html = articles()[REPORT]
    part = cell(html, "nb-applications-new-natural_person")
    [number] = re.findall(r'class="nb-back"><a class="nb-mark" href="#nb-finding-(\d)"', part[1])
    assert f'<li id="nb-finding-{number}"' in html
    assert text(part[1]) == "60"
    assert '<a class="nb-return" href="#nb-verdict">' in html
    assert 'id="nb-verdict"' in html


def test_finding_about_last_year_leads_to_its_page(site):
    change(site, ("结转下年度: [3, 0, 0, 0, 0, 0, 3]", "结转下年度: [3, 0, 0, 0, 0, 0, 4]"), year="2022")
    panel = verdict(articles()[REPORT])
    assert 'href="../2022/#nb-applications-carried_forward-total"' in panel
    assert "2022 年报告 申请 · 结转下年度 · 总计" in text(panel)


def test_reviews_stand_with_the_source(site):
    change(
        site,
        ("落款日期: 2024-01-15", "落款日期: 2024-01-15\n审核:\n  - {环节: 终审, 人员: 李<四>, 日期: 2024-01-12}"),
    )
    foot = articles()[REPORT].partition('class="nb-provenance"')[2]
    assert "终审" in foot
    assert "李&lt;四&gt;" in foot
    assert "2024-01-12" in foot


@pytest.mark.parametrize(("url", "folder"), [("https://example.org/x/", "https://example.org/x"), ("", "")])
@pytest.mark.usefixtures("site")
def test_badge_can_be_copied(url, folder):
    html = articles(site_url=url)[REPORT]
    address = f"{folder}/reports/example-bureau/2023"
    assert f"[![年报核对]({address}/badge.svg)]({address}/)" in html
    assert f'&lt;a href="{address}/"&gt;' in html
    assert ("请在地址前面加上本站的网址" in html) == (not url)


def test_rule_page_says_where_it_fails_and_shows_a_real_message(site):
    change(site, SWAPPED_DIGITS)
    made = articles(severities={"SUM303": Severity.WARNING, "SUM304": Severity.OFF})
    page = made["reports/rules/SUM303/index.md"]
    assert "本站级别 警告（默认 错误）" in page
    assert "申请 · 本年新收 · 总计 写为 87" in page
    number = re.search(
        r'id="nb-finding-(\d)"[^>]*>\s*<p class="nb-message">(?:(?!</li>).)*?SUM303', made[REPORT], re.DOTALL
    )
    assert f'href="../../example-bureau/2023/#nb-finding-{number[1]}"' in page
    sound = made["reports/rules/SUM302/index.md"]
    assert "写为 …" in sound
    assert "没有。" in sound
    assert "本站不用这条规则" in made["reports/rules/SUM304/index.md"]
    hidden = articles(findings="none")["reports/rules/SUM303/index.md"]
    assert "87" not in hidden
    assert "本站不公开逐条核对结果" in hidden


def test_rules_stand_in_families_with_their_counts(site):
    change(site, SWAPPED_DIGITS)
    html = articles()["reports/rules/index.md"]
    families = {rule.code.rstrip("0123456789") for rule in CATALOGUE}
    assert all(f"family-{name}" in _words() for name in families)
    assert set(re.findall(r'<tbody id="(\w+)">', html)) == {name.lower() for name in families}
    rules = [int(n) for n in re.findall(r"(\d+) 条规则", html)]
    assert sum(rules) == len(CATALOGUE)
    [sums] = re.findall(r'<tbody id="sum">.*?</tbody>', html, re.DOTALL)
    assert "本站现有 2 处" in text(sums)
    assert "本站现有" not in articles(findings="none")["reports/rules/index.md"]
