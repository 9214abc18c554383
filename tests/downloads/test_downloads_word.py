"""The Word file: real headings, lists, links and tables, fonts, page, and the bytes."""

import io
import zipfile
from datetime import date
from xml.dom.minidom import parseString
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from exported import PROSE, _report, word_grids
from nianbao.downloads.blocks import ProseTable, blocks
from nianbao.downloads.office import printable
from nianbao.downloads.word import report_docx
from nianbao.messages import Messages
from nianbao.model.form import builtin
from nianbao.model.register import Agency

FORM = builtin()["cn-disclosure-2021"]
AGENCY = Agency("example-office", "示例市办公室")


def written(text, **facts):
    report = _report(2022, FORM, dict.fromkeys(FORM.places, "0"), text)
    for name, value in facts.items():
        object.__setattr__(report, name, value)
    return report_docx(report, AGENCY, Messages("zh"))


@pytest.fixture(scope="module")
def document():
    return docx.Document(io.BytesIO(written(PROSE)))


def paragraph(document, start):
    return next(item for item in document.paragraphs if item.text.startswith(start))


def test_title_and_headings_are_styles(document):
    styled = [(item.style.name, item.text) for item in document.paragraphs[:4]]
    assert styled[:3] == [
        ("Title", "示例市办公室"),
        ("Title", "2022年政府信息公开工作年度报告"),
        ("Heading 1", "一、总体情况"),
    ]
    assert paragraph(document, "小标题").style.name == "Heading 2"
    headings = [item.text for item in document.paragraphs if item.style.name == "Heading 1"]
    assert headings == [section.heading for section in FORM.sections]


def test_emphasis_links_and_quotes(document):
    first = paragraph(document, "第一段")
    runs = {run.text: run for item in first.iter_inner_content() for run in getattr(item, "runs", [item])}
    assert runs["重要"].bold
    assert runs["斜体"].italic
    assert runs["代码"].font.name == "Consolas"
    assert [link.address for link in first.hyperlinks] == ["https://example.org/a?b=1&c=2"]
    assert "坏链接" in first.text
    assert "下一行\u2401接着。" in first.text
    assert paragraph(document, "引用").style.name == "Quote"
    assert "空白 〔空白〕。" not in first.text
    assert paragraph(document, "=1+1").text == "=1+1 也是文字。0件，空白 0。"
    assert not any("alert" in item.text for item in document.paragraphs)


def heads(document):
    return [len(list(table.iter(qn("w:tblHeader")))) for table in document.element.body.iter(qn("w:tbl"))]


def counted(item):
    properties = item.paragraph_format.element.pPr.numPr
    return properties.numId.val, properties.ilvl.val


def test_lists_count_for_themselves():
    document = docx.Document(io.BytesIO(written(PROSE + '\n\n<ol start="7"><li>七</li></ol>\n')))
    first, second, inner, third = (
        counted(paragraph(document, text)) for text in ("第一项", "第二项", "里层", "第三项")
    )
    other, seventh = counted(paragraph(document, "从五数起")), counted(paragraph(document, "七"))
    assert first == second == third
    assert len({first[0], inner[0], other[0], seventh[0]}) == 4
    assert (first[1], inner[1]) == (0, 1)
    assert paragraph(document, "同一项的第二段").paragraph_format.element.pPr.numPr is None
    numbering = document.part.numbering_part.element
    starts = {
        number.numId: [start.get(qn("w:val")) for start in number.iter(qn("w:startOverride"))]
        for number in numbering.num_lst
    }
    assert starts[first[0]] == ["1"]
    assert starts[seventh[0]] == ["7"]
    assert starts[inner[0]] == []


def test_tables_of_the_prose(document):
    content = written(PROSE)
    simple, spanned, *statutory = word_grids(content)
    assert simple == [(0, 0, 1, 1, "栏"), (0, 1, 1, 1, "数"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "=1+1")]
    assert spanned == [(0, 0, 2, 1, "跨行"), (0, 1, 1, 2, "跨列"), (1, 1, 1, 1, "一"), (1, 2, 1, 1, "二\n里表")]
    assert len(statutory) == 3
    assert heads(document)[0] == 1


def test_heads_of_long_tables_are_repeated(document):
    assert heads(document)[2:] == [0, 3, 3]


def test_page_and_fonts(document):
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    expected = {"Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体", "Normal": "仿宋"}
    for name, font in expected.items():
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font
        assert not [key for key in fonts.attrib if "Theme" in key]
    indent = document.styles["Normal"].element.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"
    with zipfile.ZipFile(io.BytesIO(written(""))) as zipped:
        table = zipped.read("word/fontTable.xml").decode()
        assert 'w:altName w:val="FangSong' in table
        assert not [name for name in zipped.namelist() if "thumbnail" in name]


def test_signature_stands_right_at_the_end():
    document = docx.Document(io.BytesIO(written("", signed_by="示例市办公室", signed=date(2023, 1, 9))))
    who, when = document.paragraphs[-2:]
    assert (who.text, when.text) == ("示例市办公室", "2023年1月9日")
    assert document.styles["Signature"].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert document.core_properties.created.date() == date(2023, 1, 9)


def test_same_report_same_bytes():
    assert written(PROSE) == written(PROSE)
    assert written(PROSE) != written(PROSE + "。")


@pytest.mark.parametrize(
    "text",
    [
        "<table><tr></tr></table>",
        "<table></table>",
        "<ul><li></li></ul>",
        "<ol><li><table><tr><td>格</td></tr></table></li></ol>",
        "<td>孤",
        "<table><tr><td rowspan=9 colspan=99>大</td></tr><tr><td>小</td></tr></table>",
        "<h1></h1>",
        "***",
        "```\n代码\n  缩进\n```",
        "- [x] 完成\n- [ ] 未完成",
        "[脚注]: https://example.org",
        "- a\n" * 30,
    ],
)
def test_odd_prose_is_still_a_document(text):
    docx.Document(io.BytesIO(written(text)))


WORDS = st.lists(st.sampled_from(["甲", "乙 ", "\n\n", "# ", "- ", "1. ", "> ", "**", "*", "`", "|", "\n", "<b>", "</b>",
                                  "<table><tr><td>", "</td>", "<td colspan=2>", "</table>", "<li>", "<br>", "    ", "---\n", "\x02"]), max_size=25)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(WORDS)
def test_no_word_of_the_prose_is_lost(parts):
    text = "".join(parts)
    made = blocks(text)
    words = "".join(
        "".join(cell.text for row in block.rows for cell in row) if isinstance(block, ProseTable) else block.text
        for block in made
    )
    assert words.count("甲") == text.count("甲")
    assert words.count("乙") == text.count("乙")


@given(st.text())
def test_printable_text_is_xml(text):
    shown = printable(text)
    element = ET.Element("x")
    element.text = shown
    read = parseString(ET.tostring(element, encoding="unicode"))  # noqa: S318
    assert "".join(node.data for node in read.documentElement.childNodes) == shown
