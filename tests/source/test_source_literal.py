"""Every text a file can hold comes back from the source it is written into as the same text."""

import re
from dataclasses import replace
from html import escape, unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import layouts_pages
from filings import distinct, sheet_of
from importing import imported
from layouts import FORMS
from nianbao import source
from nianbao.importers.document import Paragraph
from nianbao.importers.readers.assembly import Assembly
from nianbao.importers.recognition.prose import block, escaped
from nianbao.model import cell, form
from nianbao.model.finding import Place
from nianbao.model.report import PREAMBLE, UNPLACED, Derived, Filed, Narrative, Provenance, Report, Waiver
from nianbao.model.yamltext import parse, quoted
from nianbao.source.safe_prose import converted

BUILT_IN = form.builtin()
# What means something to YAML, to Markdown or to this format, and must not when a file says it.
WORDS = [
    "自动", "auto", "AUTO", "自 动", "默认", "default", "null", "Null", "~", "yes", "no", "true", "是", "否", "none", "无表式",
    "{{ 申请.本年新收.总计 }}", "{{applications.new.total}}", "{{ a }}", "{% raw %}", "<<", "<<: *a", "!tag", "!!int 3", "&a", "*a",
    "---", "...", "--- x", "<!-- nianbao:table -->", "<!-- nianbao:todo x -->", "## 未归位内容", "## 导语", "# x", "#", "{#none}",
    "x {#overview}", "C#", "C ##", "- [ ] x", "- x", "* x", "1. x", "1) x", "> x", "```", "~~~", "| a | b |", "***", "===", "    x = 1",
    "\tx", "[1]: http://a.b", "[^1]: x", "*[HTML]: x", ": x", "!!! note", "??? x", '=== "x"', "@: x", "%a", "`a`", "a: b", "a #b",
    "\x00", "a\x02b\x03", "\x1b[0m", "\u2028", "\u2029", "\x85", "\ufeff", "\ufffe", "\uffff", "\ue000", "𠮷㐂", "\U000e0001", "\u200b",
    "[" * 99, "{" * 999, "- " * 99, "[[" * 99 + "]]" * 99, "甲" * 5000, "'", '"', "''", '"自动"', "'自动'", "\\", "\\n", "\\{{ x }}",
    "&lt;", "&#65;", "<b>", "<script>", "010", "12:30", "1_000", "0x1F", "1e999", "2024-01-02", " ", "　甲　", "甲\n乙", "甲\r\n乙",
]  # fmt: skip
texts = st.one_of(
    st.sampled_from(WORDS), st.text(max_size=30), st.lists(st.sampled_from(WORDS), min_size=2).map("".join)
)
MARK = "QZ194826J"
HALF = re.compile("[\ud800-\udfff]")


def whole(text):
    """A lone half of a surrogate pair is no character; a source holds U+FFFD for it."""
    return HALF.sub("\ufffd", text)


@st.composite
def reports(draw):
    chosen = draw(st.sampled_from([*BUILT_IN.values()]))
    filed = {}
    for table in chosen.tables.values():
        for row in draw(
            st.lists(st.sampled_from([*table.rows.values()]), max_size=3, unique_by=lambda row: row.key)
        ):
            for column in row.columns:
                place = Place(table.key, row.key, column.key)
                identities = chosen.derivations.get(place)
                derived = bool(identities) and draw(st.booleans())
                filed[place] = (
                    Derived(cell.BLANK, 1, 1, identities[0]) if derived else Filed(cell.read(draw(texts)), 1, 1)
                )
    return Report(
        agency="a",
        year=chosen.since,
        form_id=chosen.id,
        form=chosen,
        title=draw(texts),
        signed_by=draw(texts),
        provenance=Provenance(file=draw(texts), url=draw(texts)),
        waivers=(Waiver("SUM301", reason=draw(texts) or "x", by=draw(texts)),),
        figures=filed,
        tables=dict.fromkeys(chosen.tables, (1, 1)),
        sections=tuple(draw(sections(chosen))),
    )


@st.composite
def sections(draw, chosen):
    """The prose as an import makes it of any paragraphs, headings and levels."""
    found = []
    keys = draw(
        st.lists(st.sampled_from([PREAMBLE, *(s.key for s in chosen.sections), "", UNPLACED]), unique=True)
    )
    for key in sorted(keys, key=lambda key: key != PREAMBLE):
        lines = draw(st.lists(st.tuples(texts.map(shown).filter(bool), st.integers(0, 6)), max_size=4))
        blocks = [block(Paragraph(text, 1, level), markdown=False) for text, level in lines]
        heading = "" if key == PREAMBLE else "未归位内容" if key == UNPLACED else shown(draw(texts))
        if key != PREAMBLE or blocks:
            found.append(Narrative(key, heading, "\n\n".join(blocks)))
    return found


def shown(text):
    """A text as every reader hands it on: one line, without what shows nothing."""
    return " ".join(whole(re.sub("[\x00-\x1f\x7f\ufeff]", " ", text)).split())


def told(report):
    """What a report says, without where."""
    figures = {
        place: "auto" if isinstance(figure, Derived) else whole(figure.cell.raw)
        for place, figure in report.figures.items()
    }
    facts = [report.title, report.signed_by, report.provenance.file, report.provenance.url]
    facts += [part for waiver in report.waivers for part in (waiver.reason, waiver.by)]
    return figures, [whole(fact) for fact in facts], [(s.key, s.heading, s.markdown) for s in report.sections]


@given(reports(), st.sampled_from(["zh", "en"]))
@settings(max_examples=60, deadline=None)
def test_any_text_reads_back(report, keys):
    reading = source.read(source.write(report, keys, BUILT_IN).encode(), "x.md", BUILT_IN)
    assert not reading.problems
    assert told(reading.report) == told(report)


@given(reports(), st.sampled_from(["zh", "en"]))
@settings(max_examples=60, deadline=None)
def test_any_text_reads_back_from_the_yaml_shape(report, keys):
    named = replace(report, sections=tuple(section for section in report.sections if section.key))
    reading = source.read(source.write_yaml(named, keys, BUILT_IN).encode(), "x.yml", BUILT_IN)
    assert not reading.problems
    # A section without words of its own has the form's.
    assert told(reading.report)[:2] == told(named)[:2]
    assert [(s.key, s.markdown) for s in reading.report.sections] == [(s.key, s.markdown) for s in named.sections]


@given(texts)
@settings(max_examples=150, deadline=None)
def test_a_page_shows_any_paragraph_as_it_was_filed(text):
    line = shown(text)
    page = re.sub("<[^>]*>", "", converted(escaped(line)))
    assert "".join(unescape(page).split()) == "".join(line.split())


@given(texts, texts)
@example("a\x00\ufeff\ud800", "")
def test_remarks_are_comments_whatever_they_say(note, title):
    report = Report(agency="a", year=2023, form_id="none", form=None, title=title)
    written = source.write(report, "zh", BUILT_IN, {"": (note,), "title": (note, title)})
    reading = source.read(written.encode(), "x.md", BUILT_IN)
    assert reading.report.title == whole(title)


@pytest.mark.parametrize("word", ["自动", "auto"])
def test_a_word_in_quotes_is_text_wherever_a_value_stands(word):
    for row in (f"本年新收: [1, 1, 1, 1, 1, 1, {quoted(word)}]", f"本年新收: {{总计: {quoted(word)}}}"):
        matter = f"---\n机关: a\n年度: 2023\n申请:\n  {row}\n---\n"
        report = source.read(matter.encode(), "x.md", BUILT_IN).report
        assert report.cell(Place("applications", "new", "total")).raw == word
        bare = source.read(matter.replace(quoted(word), word).encode(), "x.md", BUILT_IN).report
        assert bare.cell(Place("applications", "new", "total")).raw != word
    single = f"---\n机关: a\n年度: 2023\n主动公开:\n  行政许可: {quoted(word)}\n---\n"
    assert (
        source.read(single.encode(), "x.md", BUILT_IN)
        .report.cell(Place("proactive", "licensing", "decisions"))
        .raw
        == word
    )


def test_deep_nesting_is_counted_without_the_brackets_of_texts():
    assert parse(f"a: '{'[[' * 99}'\n")


CELLS = [
    word
    for word in WORDS
    if len(word) < 40 and "\n" not in word and word.strip() and not re.search("[\x00-\x1f]", word)
]


@pytest.mark.parametrize("word", CELLS)
def test_what_an_import_reads_reads_back(word):
    """A page with a text in a cell, in a paragraph of its own and as a heading: import, write, read."""
    name = FORMS[0]
    sheet = sheet_of(name, {**distinct(name), ("applications", "new", "total"): MARK})
    body = layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    at = body.index("</h2>") + len("</h2>")
    inner = f"{body[:at]}<p>{MARK}</p><h3>{MARK}</h3>{body[at:]}".replace(
        MARK, escape(word.replace("\x00", "\x01"))
    )
    report = imported(f"<html><body>{inner}</body></html>".encode()).report
    reading = source.read(source.write(report, "zh", BUILT_IN).encode(), "x.md", BUILT_IN)
    assert not reading.problems
    assert told(reading.report) == told(report)


def test_halves_of_characters_are_told():
    made = Assembly()
    assert made.cleaned("a\ud800b", 3) == "a\ufffdb"
    assert [(note.code, note.line, note.fields) for note in made.notes] == [
        ("half-character", 3, {"text": "a\ufffdb"})
    ]
    assert source.write(Report("a", 2023, "none", None, title="a\udfffb")).encode()
