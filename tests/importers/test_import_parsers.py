"""What is read from damaged pages beside what a parser after the standard reads: the same text, the same cells."""

import os
import random
import re
import subprocess
import sys
from collections import Counter

import html5lib
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import layouts_pages
from filings import PATTERNS, sheet_of
from layouts import FORMS
from nianbao.importers.readers import page_tree
from nianbao.importers.readers.tidy import tidy

EXAMPLES = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "40"))
PROGRAMS = {"script", "style"}
TAG = re.compile(r"<[^>]*>")
DAMAGE = ["<b>", "</b>", "<i>", "</i>", "<p>", "</p>", "<div>", "</div>", "<span>", "</span>", "<br>", "</br>", "<td>", "</td>", "<tr>", "</tr>", "<table>", "</table>", "<li>", "<ul>", "</ul>", "<!-- x -->", "<!--", "<", "&", "&nbsp", '"', "<h2>", "</h2>", "<tbody>", "</tbody>", "<font color=red>", "</font>", '<a href="x">', "</a>", "<script>", "</script>"]  # fmt: skip


def damaged(page, seed, times):
    """The page with tags taken out, doubled, replaced by others and put in anywhere."""
    dice = random.Random(seed)
    for _ in range(times):
        tags = list(TAG.finditer(page))
        tag, other, at = dice.choice(tags), dice.choice(tags), dice.randrange(len(page))
        start, end, put = dice.choice(
            [
                (tag.start(), tag.end(), ""),
                (tag.start(), tag.start(), tag[0]),
                (tag.start(), tag.end(), other[0]),
                (tag.end(), tag.end(), dice.choice(DAMAGE)),
                (at, at, dice.choice(DAMAGE)),
            ]
        )
        page = page[:start] + put + page[end:]
    return page


def squeezed(text):
    return "".join(text.split())


def ours(page):
    """The text, the cells that hold no table, and whether markup is never ended."""

    def text(element):
        return "".join(
            part if isinstance(part, page_tree.Text) else "" if part.name in PROGRAMS else text(part)
            for part in element.content
        )

    root, tidied = page_tree.parse(page)
    cells = [
        squeezed(text(cell))
        for cell in root.elements()
        if cell.name in {"td", "th"} and cell.find_parent("table") and not cell.find("table")
    ]
    return squeezed(text(root)), cells, bool(tidied.left_open)


def standard(page):
    """The same by html5lib."""

    def text(element):
        if not isinstance(element.tag, str):
            return ""
        return "" if element.tag in PROGRAMS else (element.text or "") + "".join(map(whole, element))

    def whole(element):
        return text(element) + (element.tail or "")

    def boxes(element, is_inside):
        """The cells inside an element that is, or isn't, inside a table."""
        for part in element:
            if is_inside and part.tag in {"td", "th"} and part.find(".//table") is None:
                yield part
            yield from boxes(part, is_inside or part.tag == "table")

    root = html5lib.parse(page, namespaceHTMLElements=False)
    return squeezed(text(root)), [squeezed(text(cell)) for cell in boxes(root, is_inside=False)]


def letters(text):
    return Counter(character for character in text if not character.isascii())


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(FORMS),
    st.sampled_from(sorted(PATTERNS)),
    st.sampled_from(sorted(layouts_pages.FRAMES)),
    st.sampled_from(sorted(layouts_pages.TABLE_STYLES)),
    st.sampled_from(["p", "div", "br"]),
    st.integers(0, 10**6),
    st.sampled_from([0, 1, 2, 4]),
)
@example(FORMS[0], "distinct", "navigation", "unclosed", "p", 0, 0)
def test_damaged_pages_are_read_as_the_standard_says(form, pattern, frame, style, tag, seed, times):
    sheet = sheet_of(form, PATTERNS[pattern](form))
    page = damaged(layouts_pages.FRAMES[frame](layouts_pages.body(sheet, style, tag, "<h2>{}</h2>")), seed, times)
    text, cells, left_open = ours(page)
    expected, expected_cells = standard(page)
    if left_open:
        # The standard swallows what stands behind markup that is never ended; here it is read.
        assert not letters(expected) - letters(text)
        return
    # The standard moves what stands beside the cells of a table before it: the order there may differ.
    assert Counter(text) == Counter(expected)
    assert text == expected or "<table" in page.lower()
    if len(re.findall("</tbody", page)) <= len(re.findall("<tbody", page)):
        # The standard ends a cell with a group of rows that nobody began; here the cell goes on.
        assert cells == expected_cells


# Where the two differ on purpose, and nowhere else: what the standard gives, and what is read here.
DIFFERENT = {
    "comment never ended": ("<p>1<!--2<p>3", "1", "1<!--23"),
    "script never ended": ("<p>1<script>2<p>3", "1", "123"),
    "title never ended": ("<title>1<p>2", "1<p>2", "12"),
    "tag never ended": ("<p>1<b 2", "1", "1<b2"),
    "end never ended": ("<p>1</b 2", "1", "1</b2"),
    "declaration with markup": ("<p>1<!x 2<b>3</b>", "13", "1<!x23"),
    "quotation mark never ended": ('<p title="1>2</p><p title="3">4', "4", "24"),
    "name of letters outside ASCII": ("<p>1<x字>2", "12", "1<x字>2"),
    "literal": ("<p>1<![CDATA[2]]>3", "13", "123"),
    "beside cells": ("<table>1<tr><td>2<tr>3</table>", "132", "123"),
    "table in a row": ("<table><tr><td>1<tr><table><tr><td>2</table><td>3</table>", "123", "123"),
}  # fmt: skip


@pytest.mark.parametrize("case", DIFFERENT)
def test_differences_from_the_standard(case):
    page, expected, read = DIFFERENT[case]
    assert standard(page)[0] == expected
    assert ours(page)[0] == read


# --- tidy markup -----------------------------------------------------------------------------------------------------

TIDY = {
    "ends left out": ("<tr><td>1<td>2<tr><td>3", "<tr><td>1</td><td>2</td></tr><tr><td>3</td></tr>"),
    "paragraphs": ("<p>1<p>2<div>3", "<p>1</p><p>2</p><div>3</div>"),
    "list": ("<ul><li>1<li>2</ul>", "<ul><li>1</li><li>2</li></ul>"),
    "misnested": ("<b><i>1</b>2</i>", "<b><i>1</i></b>2"),
    "end of what is around a cell": ("<b><table><td>1</b>2", "<b><table><td>12</td></table></b>"),
    "attributes": ("<A B=1 c='2' D=\"3\" e>", '<a b="1" c="2" d="3" e=""></a>'),
    "attribute twice": ("<a b=1 b=1 b=2>", '<a b="1" b-1="2"></a>'),
    "attributes without space": ('<td a="1"b="2">', '<td a="1" b="2"></td>'),
    "quotation mark that should have been": ('<a b="1>2</a><a c="3">4', '<a b="1">2</a><a c="3">4</a>'),
    "markup in a value": ('<a b="1<2>3" c>', '<a b="1&lt;2&gt;3" c=""></a>'),
    "references": ("&lt;&#65;&nbsp&copy;&foo;", "&lt;A\xa0©&amp;foo;"),
    "number of no character": (f"&#{'9' * 5000};", f"&amp;#{'9' * 5000};"),
    "empty elements": ("<br>1<br/>2</br>3<img src=x>", '<br/>1<br/>2<br/>3<img src="x"/>'),
    "lines of a tag": ("<p\na='1\n2'\n>3", '<p a="1&#10;2"><!--\n\n\n-->3</p>'),
    "lines of a comment": ("1<!--\n\n-->2<!-- -->", "1<!--\n\n-->2"),
    "script": ("<script>\n'<p>'</script\n>1", "<!--\n\n-->1"),
    "field": ("<textarea><b>1</textarea>", "<textarea>&lt;b&gt;1</textarea>"),
    "names of raw text": ("<xmp>1</xmp><iframe>2</iframe>", "<pre>1</pre><object>2</object>"),
    "page of a frame": ("<iframe srcdoc='&lt;p>1'>2</iframe>", "<object><p>1</p>2</object>"),
    "paragraph in no script": ("<p>1<noscript><p>2</noscript>3", "<p>1<noscript><p>2</p></noscript>3</p>"),
    "choices": ("<select><option>1<option>2<select>", "<select><option>1</option><option>2</option></select><select></select>"),
}  # fmt: skip


@pytest.mark.parametrize("case", TIDY)
def test_tidied(case):
    page, expected = TIDY[case]
    assert tidy(page).markup == expected
    # What is tidy stays as it is.
    assert tidy(expected).markup == expected


@pytest.mark.parametrize("page", ["1\n<!--", "1\n<p", "1\n</p", "1\n<script>2", "1\n<![CDATA[", "1\n<?", "1\n<!"])
def test_line_of_markup_never_ended(page):
    assert tidy(page).left_open == 2


def test_texts_know_their_lines():
    page = "<p>1\n2</p\n>3<br>\n4<!--\n--><b\n>5</b>6<table>\n\n<td>7</table>8"
    root, _ = page_tree.parse(page)
    lines = {
        part.strip(): part.line
        for element in root.elements()
        for part in element.contents
        if isinstance(part, page_tree.Text) and part.strip()
    }
    assert lines == {"1\n2": 1, "3": 3, "4": 3, "5": 6, "6": 6, "7": 8, "8": 8}


def test_pages_are_read_without_other_parsers():
    """In a browser there are no compiled packages; beautifulsoup4 takes other parsers along where it finds them."""
    code = "import sys; sys.modules.update(lxml=None, html5lib=None); from nianbao.importers.readers import html; print(len(html.read(b'<p>1<p>2').pieces))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "2\n"


def test_pages_in_plain_text_warn_of_nothing():
    code = "import warnings; warnings.simplefilter('error'); from nianbao.importers.readers import html; [html.read(page) for page in (b'http://a.b/c.html', b'a.txt', b'<?xml version=\"1.0\"?><a>1</a>')]"
    subprocess.run([sys.executable, "-c", code], check=True)
