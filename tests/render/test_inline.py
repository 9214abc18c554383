"""Tags around words of Markdown: whatever the text is, nothing but the tags is added and the page stays well-formed."""

import re
from html.parser import HTMLParser

import markdown
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from nianbao.render.prose import inline
from nianbao.render.prose.inline import Inline, Signs
from nianbao.source import safe_prose as prose

VOID = {"br", "hr", "img", "input", "wbr"}
PIECES = [
    "收到", "4件", "12", "没有", "。", "，", " ", "\n", "\n\n", "    ", "*", "**", "_", "__", "`", "```\n", "~~~\n", "# ", "## ", "- ",
    "1. ", "> ", "| ", "|---|---|\n", "---", "===", "[", "](a)", "![", "<b>", "</b>", "<div>", "</div>", "<p>", "<!--", "-->",
    "<a href='x'>", "</a>", "<script>", "</script>", "<b title='", "'>", "&#53;", "&lt;", "&", "&amp", ";", "\\", "{: #x }", "{#y}",
    "{{ 申请.本年新收.总计 }}", "<", ">", "<details><summary>", "</summary></details>", "<br>", ":", "[a]: ", "[^1]",
    "\U000f0000", "\U000f0001", "&#xF0000;", "\u2028", "\t",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=14).map("".join)
EXTENSIONS = ["attr_list", "tables", "fenced_code", "footnotes", "toc"]
OURS = re.compile(r'<(?:a class="ours"|span) (?:href="#n" )?id="nb-n\d+"[^>]*>')
SPACED = re.compile(r" +<br")
CLOSING = re.compile(r"</(?:a|span)>")
# The first of the area stand in some of the texts themselves.
SIGNS = re.compile("[\U000f0002-\U000ffffd]")


def page(text):
    converter = markdown.Markdown(extensions=EXTENSIONS)
    html = converter.convert(prose.closed(text))
    # A theme shows this as it is.
    assert not SIGNS.search(converter.toc)
    return prose.clean(html)


def without_ends(html):
    """Return HTML without the ends of links; a tab reaches to a fixed column, so its width is no matter."""
    return re.sub(" +", " ", CLOSING.sub("", html))


def marked(text, spans):
    """Return the page of a text with links around the words that may have them, and how many those are."""
    safe = [span for span in spans if inline.is_safe(text, *span)]
    signs = Signs([text])
    put = signs.put(
        text, [Inline(a, b, f'<a class="ours" href="#n" id="nb-n{a}">', "</a>", f"nb-n{a}") for a, b in safe]
    )
    return inline.with_tags(page(put), signs.signed), len(safe)


class Shape(HTMLParser):
    """Sees whether every tag ends where it has to, and no link stands in another or in a button."""

    def __init__(self, html):
        super().__init__()
        self.inside = []
        self.feed(html)
        self.close()
        assert not self.inside

    def handle_starttag(self, tag, attrs):
        if tag == "a" and ("class", "ours") in attrs:
            assert not {"a", "code", "pre", "summary", "label", "h1", "h2"} & set(self.inside)
        if tag not in VOID:
            self.inside.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.inside.pop() == tag


def numbers(text):
    """Return where numbers and some words stand in a text."""
    return [found.span() for found in re.finditer(r"\d+件?|没有|复议", text)]


@given(texts)
@example("    4件\n")
@example("- 1. ")
@example("<b>4件4件\n---")
@example("`a` 4件\n===")
@example("<!----># 4件4件")
@example("<div></div>- 1. 4件")
@example("- # 4件\n> 12\n> ===")
@example("*4件*没有**12**")
@example("<b title='4件'>12</b>")
@example("1. 4件\n2. 没有\n")
@example("4件\n===\n没有")
@example("&#53;4件&#xF0000;")
@example("[4件](a) <!-- 12 --> `12`")
@example("<details><summary>4件</summary></details>12")
@example("4件\t\n收到")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_but_tags_is_added(text):
    html, _ = marked(text, numbers(text))
    Shape(html)
    plain = page(text)
    made, expected = without_ends(OURS.sub("", html)), without_ends(plain)
    if "\t" in text:
        # Markdown makes spaces of a tab by the column it stands in, which signs before it move.
        made, expected = SPACED.sub("<br", made), SPACED.sub("<br", expected)
    assert made == expected
    # What ends there beyond what ended before are the tags that were added.
    assert len(CLOSING.findall(html)) == len(CLOSING.findall(plain)) + len(OURS.findall(html))
    assert not SIGNS.search(html)


@given(texts)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_stretch_may_be_asked_for(text):
    html, _ = marked(text, [(start, start + 3) for start in range(0, len(text), 4)])
    Shape(html)
    assert not SIGNS.search(html)


@given(texts)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_without_marks_the_page_is_the_same_bytes(text):
    assert inline.with_tags(page(text), ()) == page(text)
    assert Signs([text]).put(text, []) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收到4件。", "<p>收到[4件]。</p>"),
        ("收到**4**件", "<p>收到<strong>[4]</strong>件</p>"),
        ("*4件*", "<p><em>[4件]</em></p>"),
        ("<script>4件</script>没有", "<p>[没有]</p>"),
        ("没有<STYLE>4件", "<p>[没有]</p>"),
        ("- 收到4件\n- 12", "<ul>\n<li>收到[4件]</li>\n<li>[12]</li>\n</ul>"),
        ("> 4件", "<blockquote>\n<p>[4件]</p>\n</blockquote>"),
        ("a|b\n-|-\n4件|12", "<td>[4件]</td>\n<td>[12]</td>"),
        ("<b>4件</b>", "<p><b>[4件]</b></p>"),
        # Left alone: inside of what Markdown or HTML would read otherwise.
        ("[4件](a)", '<p><a href="a">4件</a></p>'),
        ("`4件`", "<p><code>4件</code></p>"),
        ("### 收到4件", "收到4件</h3>"),
        ("<b title='4件'>x</b>", '<p><b title="4件">x</b></p>'),
        ("1. 没有", "<ol>\n<li>[没有]</li>\n</ol>"),
        ("x_4_y", "<p>x_4_y</p>"),
    ],
)
def test_where_a_number_becomes_a_link(text, expected):
    html, _ = marked(text, numbers(text))
    assert expected in re.sub(r'<a class="ours"[^>]*>(.*?)</a>', r"[\1]", html)


def test_words_of_code_by_indention_keep_their_id_alone():
    html, marks = marked("    4件", [(4, 6)])
    assert marks == 1
    assert html == '<pre><code><span id="nb-n4">4件</span>\n</code></pre>'


def test_words_that_end_in_another_element_stay_well_formed():
    html, _ = marked("没有**复议4**件", [(0, 6)])
    assert html == '<p><a class="ours" href="#n" id="nb-n0">没有</a><strong>复议4</strong>件</p>'
