"""The numbers of the text in a page: ways to their cells and back in the preview, to findings on every page."""

import re
from html.parser import HTMLParser

import pytest

from nianbao.messages import Messages
from rendering import article, items

REPORT = "reports/example-bureau/2023/index.md"
BEFORE = "全年收到政府信息公开申请{{ 申请.本年新收.总计 }}件。"


class Ways(HTMLParser):
    """Collects the ids of a page, its links, and what each marked word says of itself."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.claims = [], [], {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if "data-nb-claim" in given and given.get("class") == "nb-claim":
            self.claims[given["id"]] = given


def write(site, *sentences, year="2023"):
    """Put sentences in place of the one on applications; a report of the year before stays as it is."""
    path = site / f"reports/example-bureau/{year}.md"
    source = path.read_text(encoding="utf-8")
    assert BEFORE in source
    path.write_text(source.replace(BEFORE, "".join(sentences)), encoding="utf-8")


def page(**options):
    return article(items(**options)[REPORT])


def plain(html):
    return re.sub(r"<[^>]+>", "", html)


def panel(html):
    found = re.search(r'<details class="nb-verification".*?</details>', html, re.DOTALL)
    return found[0] if found else ""


def claim(html, words):
    """Return what is said of the words: the attributes of the tag around them."""
    found = re.search(rf'<(?:a|span) (id="nb-text-[^>]*)>{re.escape(words)}</(?:a|span)>', html)
    return dict(re.findall(r'([a-z-]+)="([^"]*)"', found[1])) if found else {}


STATED = [
    ("全年新收政府信息公开申请78件。", "78件", "agrees", "申请 · 本年新收 · 总计：表中为 78，一致"),
    ("全年新收政府信息公开申请87件。", "87件", "differs", "申请 · 本年新收 · 总计：表中为 78，不符"),
    ("全年新收政府信息公开申请近80件。", "近80件", "about", "申请 · 本年新收 · 总计：表中为 78，约数，相符"),
    ("行政诉讼2件。", "2件", "agrees", "复议诉讼 · 未经复议直接起诉 · 总计 ＋ 复议诉讼 · 复议后起诉 · 总计：表中合计 2，一致"),
    ("召开会议5次。", "5次", "unlinked", "召开会议5次"),
    ("2021年收到申请44件。", "44件", "open", "2021 年 申请 · 本年新收 · 总计：未判定，没有所说年度的报告"),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "words", "state", "saying"), STATED)
def test_what_the_preview_says_of_a_number(site, sentence, words, state, saying):
    write(site, sentence)
    html = page(review=True)
    said = claim(html, words)
    assert said["data-nb-claim"] == state
    assert said.get("aria-label", "") == (f"{words}，{saying}" if "href" in said else "")
    assert saying in plain(panel(html))
    # The base report speaks of two trainings, and quotes one figure of its tables beside the one replaced here.
    count = {"unlinked": 2}.get(state, 1)
    assert Messages("zh").word(f"verification-count-{state}", n=count) in plain(panel(html))


def test_a_number_leads_to_its_cell_and_the_cell_back(site):
    write(site, STATED[0][0])
    html = page(review=True)
    said = claim(html, "78件")
    assert said["href"] == "#nb-applications-new-total"
    cell = re.search(r'<td[^>]* id="nb-applications-new-total".*?</td>', html, re.DOTALL)[0]
    assert f'href="#{said["id"]}"' in cell
    assert 'aria-label="回到正文：78件"' in cell
    assert plain(cell) == "78"


def test_every_cell_of_a_sum_leads_back(site):
    write(site, "行政诉讼2件。")
    html = page(review=True)
    anchor = claim(html, "2件")["id"]
    assert len(re.findall(rf'<td[^>]*>[^<]*<span class="nb-back"><a[^>]*href="#{anchor}"', html)) == 2
    assert panel(html).count('href="#nb-disputes-litigation_') == 2


def test_a_number_of_last_year_leads_to_that_report(site):
    write(site, "上年收到申请61件。")
    said = claim(page(review=True), "61件")
    assert said["href"] == "../2022/#nb-applications-new-total"
    assert "2022 年 申请 · 本年新收 · 总计" in said["aria-label"]


def test_a_share_leads_to_its_part_and_names_its_whole(site):
    write(site, "全年新收政府信息公开申请78件，其中自然人申请60件，占76.9%。")
    html = page(review=True)
    share = claim(html, "76.9%")
    assert share["data-nb-claim"] == "agrees"
    assert share["href"] == f"#{claim(html, '60件')['id']}"
    assert "60 占 78" in share["aria-label"]
    assert panel(html).count(f'<a href="#{claim(html, "78件")["id"]}">全体：78件</a>') == 1


def test_a_change_leads_to_both_years(site):
    write(site, "全年新收政府信息公开申请78件，比上年增加17件。")
    html = page(review=True)
    change = claim(html, "17件")
    assert change["href"] == "#nb-applications-new-total"
    assert "../2022/#nb-applications-new-total" in panel(html)
    assert "增减：申请 · 本年新收 · 总计" in change["aria-label"]


def test_two_numbers_that_contradict_each_other_lead_to_each_other(site):
    write(site, "全年新收政府信息公开申请78件。全年新收政府信息公开申请79件。")
    html = page(review=True)
    first, second = claim(html, "78件")["id"], claim(html, "79件")["id"]
    assert f'<a href="#{second}">另一处写的是 79件</a>' in panel(html)
    assert f'<a href="#{first}">另一处写的是 78件</a>' in panel(html)


@pytest.mark.usefixtures("site")
def test_quoted_figures_are_counted_as_such_and_lead_to_their_cells():
    html = page(review=True)
    assert "引用表中的数 2" in plain(panel(html))
    assert claim(html, "78件") == {
        "id": claim(html, "78件")["id"],
        "class": "nb-claim",
        "data-nb-claim": "quoted",
        "href": "#nb-applications-new-total",
        "title": "引自表中：申请 · 本年新收 · 总计",
        "aria-label": "78件，引自表中：申请 · 本年新收 · 总计",
    }


def test_the_preview_adds_nothing_but_ways(site):
    write(
        site,
        *(sentence for sentence, *_ in STATED),
        "**87**件、<b>9</b>件，[5件](x)，`4件`。\n\n- 6件\n\n无行政复议。",
    )
    shown, calm = page(review=True), page()
    assert plain(shown.replace(panel(shown), "")).split() == plain(calm).split()
    assert 'class="nb-claim"' not in calm
    assert "nb-verification" not in calm
    assert "nb-to-words" not in calm


def test_every_way_in_the_page_leads_somewhere(site):
    write(site, *(sentence for sentence, *_ in STATED), "其中自然人申请60件，占76.9%，比上年增加3件。无行政复议。")
    for review in (True, False):
        ways = Ways(page(review=review))
        assert len(ways.ids) == len(set(ways.ids))
        assert {link[1:] for link in ways.links if link.startswith("#")} <= set(ways.ids)


def test_without_findings_in_the_text_the_public_page_holds_no_mark(site):
    write(site, STATED[0][0], STATED[4][0])
    assert "nb-text-" not in page()


def test_a_finding_on_the_text_leads_to_the_sentence_and_back(site):
    write(site, "全年新收政府信息公开申请87件。")
    html = page()
    anchor = re.search(r'<span id="(nb-text-[\d-]+)" class="nb-said" tabindex="-1">87件</span>', html)[1]
    verdict = re.search(r'<section class="nb-verdict".*?</section>', html, re.DOTALL)[0]
    assert f'href="#{anchor}" aria-label="见正文：87件"' in verdict
    number = re.search(r'87件</span><a class="nb-mark nb-in-text" href="#nb-finding-(\d+)"', html)[1]
    assert f'id="nb-finding-{number}"' in verdict


def test_a_finding_on_words_without_a_number_of_ours_leads_there_too(site):
    path = site / "reports/example-bureau/2023.md"
    source = path.read_text(encoding="utf-8").replace("本年度没有收取信息处理费。", "本年度收取信息处理费33元。")
    path.write_text(source, encoding="utf-8")
    html = page()
    assert "TXT609" in html
    assert re.search(r'class="nb-said" tabindex="-1">[^<]*33元', html)


def test_findings_that_stay_hidden_mark_nothing(site):
    write(site, "全年新收政府信息公开申请87件。")
    assert "nb-text-" not in page(findings="none")


def test_text_and_source_lines_that_look_like_markup_stay_text(site):
    write(
        site,
        '<script>alert(1)</script>全年新收政府信息公开申请87件"><img src=x onerror=alert(1)>。<b title="5件">x</b>',
    )
    for html in (page(review=True), page()):
        assert "<script>alert" not in html
        assert "onerror=" not in html.replace("&lt;img src=x onerror", "")


def test_the_preview_speaks_english_too(site):
    write(site, "全年新收政府信息公开申请87件。")
    html = page(language="en", review=True)
    assert "Numbers in the text" in panel(html)
    assert "the table has 78, differs" in claim(html, "87件")["aria-label"]
