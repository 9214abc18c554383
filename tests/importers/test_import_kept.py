"""Nothing in a file is lost: every character it shows is in the source, in a note, or in an open point."""

import re
from collections import Counter
from html import unescape
from io import BytesIO

import docx
import openpyxl
import pytest
from bs4 import BeautifulSoup
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layouts_pages
from filings import distinct, sheet_of, sheets
from importing import imported
from layouts import FORMS
from layouts_office import excel, saved, word
from nianbao import source
from nianbao.messages import Messages
from nianbao.model import form

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def kept(draft):
    """Every character of what an import gives: the source, notes and open points in words."""
    words = Messages("zh")
    said = [source.write(draft.report, "zh", form.builtin())]
    said += [words.word(f"import-note-{note.code}", **note.fields) for note in draft.notes]
    said += [words.word(f"import-open-{point.what}", text=point.text) for point in draft.open]
    return Counter(unescape("".join(said)))


def labels():
    """The characters of the forms' own labels, which a source need not repeat."""
    heads = [
        head
        for one in form.builtin().values()
        for table in one.tables.values()
        for block in table.blocks
        for top in (*block.columns, *block.rows, *filter(None, (block.bar, block.corner)))
        for head in top.walk()
    ]
    return {writing.replace(" ", "") for head in heads for writing in (head.text, *head.writings)}


LABELS = labels()


def missing(texts, draft):
    """Return the characters of texts, labels of the form aside, that stand nowhere in an import's results."""
    shown = Counter("".join(text for text in texts if "".join(text.split()) not in LABELS))
    left = shown - kept(draft)
    return {char: count for char, count in left.items() if not char.isspace()}


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets(), st.sampled_from(sorted(layouts_pages.FRAMES)))
def test_every_character_of_a_page(made, frame):
    sheet, agency = made
    page = layouts_pages.FRAMES[frame](layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>"))
    soup = BeautifulSoup(page, "html.parser")
    for hidden in soup(["script", "style", "head"]):
        hidden.extract()
    draft = imported(page.encode(), "report.html", agency)
    assert not missing_dates_aside(figures_and_prose(soup.stripped_strings, sheet), draft)


def missing_dates_aside(texts, draft):
    """A day read as a day is written another way in the source."""
    days = [day for day in (draft.report.signed, draft.report.published) if day]
    numbers = [[day.year, day.month, day.day] for day in days]

    def is_day(text):
        in_words = bool(days) and "年" in text and "日" in text
        return len(text) < 40 and (in_words or [int(part) for part in re.findall(r"\d+", text)] in numbers)

    return missing([text for text in texts if not is_day(text)], draft)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets())
def test_every_character_of_a_workbook(made):
    sheet, agency = made
    data = saved(excel(sheet, "one sheet"))
    cells = [str(cell.value) for row in openpyxl.load_workbook(BytesIO(data)).active for cell in row if cell.value]
    draft = imported(data, "report.xlsx", agency)
    assert not missing_dates_aside(figures_and_prose(cells, sheet), draft)


def figures_and_prose(texts, sheet):
    """Leave out labels in other writings, wrapped or with other marks."""
    other = {"".join(writing.split()) for writing in sheet.respelled.values()}
    return [text for text in texts if "".join(text.split()) not in other]


def rich_word():
    """A Word file with everything a body can hold besides paragraphs and tables."""
    document = word(sheet_of(FORMS[0], distinct(FORMS[0])), "headings")
    section = document.sections[0]
    section.header.paragraphs[0].text = "页眉甲"
    section.footer.paragraphs[0].text = "页脚乙"
    inserted = f'<w:p xmlns:w="{W}"><w:ins w:id="1"><w:r><w:t>插入丙</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>删除丁</w:delText></w:r></w:del></w:p>'
    hidden = f'<w:p xmlns:w="{W}"><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏戊</w:t></w:r><w:r><w:tab/><w:t>制表己</w:t></w:r></w:p>'
    nested = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>嵌套庚</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>嵌套辛</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    outer = (
        f'<w:tbl xmlns:w="{W}"><w:tr><w:tc>{nested}<w:p><w:r><w:t>外层壬</w:t></w:r></w:p></w:tc></w:tr></w:tbl>'
    )
    control = f'<w:sdt xmlns:w="{W}"><w:sdtContent><w:p><w:r><w:t>控件癸</w:t></w:r></w:p></w:sdtContent></w:sdt>'
    first = next(
        p
        for p in document.element.body.iter(qn("w:p"))
        if "政策解读" in "".join(t.text for t in p.iter(qn("w:t")))
    )
    for xml in (inserted, hidden, outer, control):
        first.addprevious(parse_xml(xml))
    return saved(document)


def test_everything_in_a_word_file():
    draft = imported(rich_word(), "report.docx")
    assert draft.counts.read == 200
    prose = draft.report.section("overview").markdown
    for text in ("插入丙", "制表己", "嵌套庚", "嵌套辛", "外层壬", "控件癸"):
        assert text in prose
    said = {note.code: str(note.fields["text"]) for note in draft.notes if "text" in note.fields}
    assert "删除丁" in said["deleted"]
    assert "插入丙" in said["inserted"]
    assert "隐藏戊" in said["hidden"]
    noted = " ".join(str(note.fields["text"]) for note in draft.notes if note.code == "page-furniture")
    assert "页眉甲" in noted
    assert "页脚乙" in noted
    assert "删除丁" not in prose
    assert not missing_dates_aside([p.text for p in docx.Document(BytesIO(rich_word())).paragraphs], draft)


def workbook(change):
    book = excel(sheet_of(FORMS[0], distinct(FORMS[0])), "one sheet")
    change(book, book.active)
    return imported(saved(book), "report.xlsx")


def cell_of(page, value):
    return next(cell for row in page for cell in row if cell.value == value)


def test_formula_without_a_saved_result_is_open():
    draft = workbook(lambda _, page: setattr(cell_of(page, 17), "value", "=SUM(A1:A2)"))
    assert [(point.what, point.text.split(" ", 1)[1]) for point in draft.open] == [("no-result", "=SUM(A1:A2)")]
    assert "formula" in {note.code for note in draft.notes}


def test_hidden_sheet_is_noted():
    def change(book, _):
        other = book.create_sheet("底稿")
        other["A1"] = "草稿数字"
        other.sheet_state = "hidden"

    draft = workbook(change)
    (note,) = [note for note in draft.notes if note.code == "hidden-sheet"]
    assert note.fields == {"sheet": "底稿", "text": "草稿数字"}
    assert draft.counts.read == 200


@pytest.mark.parametrize(
    ("value", "shown"), [(0.5, "0.5"), (1.0, "1"), (43.788, "43.788"), ("007", "007"), (1234567, "1234567")]
)
def test_numbers_are_as_stored(value, shown):
    draft = workbook(lambda _, page: setattr(cell_of(page, 10), "value", value))
    assert shown in [figure.cell.raw for figure in draft.report.figures.values()]


def test_places_are_told_by_sheet_and_cell():
    draft = workbook(lambda _, page: setattr(cell_of(page, 17), "value", "=SUM(A1:A2)"))
    place = draft.places[draft.open[0].line]
    assert Messages("zh").word(f"import-place-{place.kind}", **place.fields).startswith("年报!")
