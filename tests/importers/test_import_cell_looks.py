"""What a cell of a file shows besides its figure: marks of notes, struck-out text, prompts, broken lines, formats."""

import datetime as dt
from io import BytesIO

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from nianbao import importers
from nianbao.model import cell, form, register
from nianbao.model.finding import Place

TITLE = "青石县水利局2023年政府信息公开工作年度报告"
LABEL = "一、本年新收政府信息公开申请数量"
OTHERS = ["31", "0", "7", "0", "2", "268"]
FIRST = Place("applications", "new", "natural_person")
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(name, data):
    made = importers.draft(name, data, forms=form.builtin(), register=register.Register())
    figures = [figure.cell.raw for place, figure in made.report.figures.items() if place.row == "new"]
    assert not figures or figures[1:] == OTHERS
    notes = {note.code for note in made.notes}
    points = {point.what for point in made.open} - {"table-missing", "row-missing"}
    return figures[0] if figures else None, notes, points


def page(cell, style=""):
    cells = "".join(f"<td>{text}</td>" for text in OTHERS)
    body = f"<tr><td>{LABEL}</td>{cell if cell.startswith('<td') else f'<td>{cell}</td>'}{cells}</tr>"
    second = "<tr><td>四、结转下年度继续办理</td>" + "<td>0</td>" * 7 + "</tr>"
    head = f"<style>{style}</style>" if style else ""
    return (
        f"{head}<h1>{TITLE}</h1><h2>三、收到和处理政府信息公开申请情况</h2><table>{body}{second}</table>".encode()
    )


def word(xml):
    """Return a Word file whose first figure is a paragraph (or several) of this XML."""
    file = docx.Document()
    file.add_paragraph(TITLE)
    file.add_paragraph("三、收到和处理政府信息公开申请情况")
    table = file.add_table(2, 8)
    for row, texts in enumerate(([LABEL, "", *OTHERS], ["四、结转下年度继续办理", *["0"] * 7])):
        for at, text in enumerate(texts):
            table.cell(row, at).text = text
    first = table.cell(0, 1)._tc  # noqa: SLF001 - python-docx has no public way to it
    for old in list(first.p_lst):
        first.remove(old)
    for new in parse_xml(f"<w:body {W}>{xml}</w:body>"):
        first.append(new)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs):
    return f"<w:p>{''.join(runs)}</w:p>"


def sheet(value, **looks):
    book = openpyxl.Workbook()
    table = book.active
    table.append([TITLE])
    table.append([])
    table.append([LABEL, None, *map(int, OTHERS)])
    table.append(["四、结转下年度继续办理", *[0] * 7])
    table["B3"] = value
    for name, look in looks.items():
        setattr(table["B3"], name, look)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


# name: the file's ending, its bytes, the figure, notes that are due, open points that are due
CASES = {
    "raised in a page": ("html", page("142<sup>3</sup>"), "142", {"note-mark"}, set()),
    "raised in brackets in a page": ("html", page("142<sup>[3]</sup>"), "142", {"note-mark"}, set()),
    "raised by a style in a page": ("html", page('142<span style="vertical-align:super">3</span>'), "142", {"note-mark"}, set()),
    "raised by a class in a page": ("html", page('142<i class="n up">3</i>', "td i.up, .x { vertical-align: super }.up{vertical-align:super}"), "142", {"note-mark"}, set()),
    "lowered in a page": ("html", page("142<sub>2</sub>"), "142", {"note-mark"}, set()),
    "linked in a page": ("html", page('142<a href="#fn3">3</a>'), "142", {"note-mark"}, set()),
    "circled in a page": ("html", page("142⑫"), "142", {"note-mark"}, set()),
    "starred in a page": ("html", page("142*"), "142", {"note-mark"}, set()),
    "named in a page": ("html", page("142（注2）"), "142", {"note-mark"}, set()),
    "raised alone in a page": ("html", page("<sup>3</sup>"), "³", set(), {"doubtful-cell"}),
    "struck out in a page": ("html", page("<s>97</s>142"), "142", {"struck-out"}, set()),
    "struck out by a sheet": ("html", page('<span class="old">97</span>142', ".old{color:red;text-decoration:line-through}"), "142", {"struck-out"}, set()),
    "struck out as a cell": ("html", page('<td style="text-decoration: line-through">97</td>'), "", {"struck-out"}, set()),
    "struck out in print alone": ("html", page('<b class="no">142</b>', "@media print { .no { display:none } b { text-decoration: line-through } }"), "142", set(), set()),
    "hidden by a sheet": ("html", page('<b class="no">97</b>142', ".no { display:none }"), "142", {"hidden"}, set()),
    "lines in a page": ("html", page("1<br>42"), "142", {"broken-figure"}, set()),
    "three lines in a page": ("html", page("<p>1</p><p>4</p><p>2</p>"), "142", {"broken-figure"}, set()),
    "two zeros in a page": ("html", page("0<br>0"), "0\n0", set(), {"doubtful-cell"}),
    "a zero in front in a page": ("html", page("0<br>142"), "0\n142", set(), {"doubtful-cell"}),
    "words in a page": ("html", page("含补报 142"), "含补报 142", {"figure-in-words"}, set()),
    "a field in a page": ("html", page('<input value="142">'), "142", set(), set()),
    "raised in Word": ("docx", word(paragraph(run("142"), run("3", '<w:vertAlign w:val="superscript"/>'))), "142", {"note-mark"}, set()),
    "raised in three runs in Word": ("docx", word(paragraph(run("1"), run("42"), run("(3)", '<w:vertAlign w:val="superscript"/>'))), "142", {"note-mark"}, set()),
    "lowered in Word": ("docx", word(paragraph(run("142"), run("3", '<w:vertAlign w:val="subscript"/>'))), "142", {"note-mark"}, set()),
    "struck out in Word": ("docx", word(paragraph(run("97", "<w:strike/>"), run("142"))), "142", {"struck-out"}, set()),
    "struck out twice in Word": ("docx", word(paragraph(run("142"), run("97", "<w:dstrike/>"))), "142", {"struck-out"}, set()),
    "not struck out in Word": ("docx", word(paragraph(run("14", '<w:strike w:val="0"/>'), run("2"))), "142", set(), set()),
    "lines in Word": ("docx", word(paragraph(run("1")) + paragraph(run("42"))), "142", {"broken-figure"}, set()),
    "a deleted end of a paragraph": ("docx", word("<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>" + run("1") + "</w:p>" + paragraph(run("42"))), "142", set(), set()),
    "a prompt in Word": ("docx", word("<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>" + run("请输入数字。") + "</w:sdtContent></w:sdt></w:p>"), "", {"prompt"}, set()),
    "a control that was filled": ("docx", word("<w:p><w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>" + run("142") + "</w:sdtContent></w:sdt></w:p>"), "142", set(), set()),
    "a symbol in Word": ("docx", word("<w:p>" + "".join(f'<w:r><w:sym w:font="Symbol" w:char="F03{digit}"/></w:r>' for digit in "142") + "</w:p>"), "142", set(), set()),
    "an object in Word": ("docx", word("<w:p><w:r><w:object/></w:r></w:p>"), "", set(), {"picture-in-cell"}),
    "raised in Excel": ("xlsx", sheet(CellRichText("142", TextBlock(InlineFont(vertAlign="superscript"), "3"))), "142", {"note-mark"}, set()),
    "struck out in Excel": ("xlsx", sheet(CellRichText(TextBlock(InlineFont(strike=True), "97"), "142")), "142", {"struck-out"}, set()),
    "struck out as a cell in Excel": ("xlsx", sheet(97, font=Font(strike=True)), "", {"struck-out"}, set()),
    "lines in Excel": ("xlsx", sheet("1\n42"), "142", {"broken-figure"}, set()),
    "shown as a day of a month": ("xlsx", sheet(142, number_format="m月d日"), "142", {"number-as-date"}, set()),
    "shown as a day before all reports": ("xlsx", sheet(142, number_format="yyyy-mm-dd"), "142", {"number-as-date"}, set()),
    "shown as a time": ("xlsx", sheet(142, number_format="h:mm"), "142", {"number-as-date"}, set()),
    "a day": ("xlsx", sheet(dt.date(2024, 1, 12), number_format="yyyy-mm-dd"), "2024-01-12", {"figure-in-words"}, set()),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_stands_beside_a_figure_is_no_digit_of_it(name):
    ending, data, figure, notes, points = CASES[name]
    found, told, left = read(f"report.{ending}", data)
    assert found == figure
    assert notes <= told
    assert left == points
    if not notes:
        assert not told & {"note-mark", "struck-out", "broken-figure", "number-as-date", "prompt"}


@pytest.mark.parametrize("text", ["142①", "14²", "㉑5", "²15", "Ⅻ"])
def test_a_source_takes_no_other_numerals_for_digits(text):
    """They are text in a source, and the check says that it is no number."""
    assert cell.read(text).kind is cell.Kind.TEXT


def test_deleted_rows_and_cells_of_a_word_table_are_gone():
    file = docx.Document(BytesIO(word(paragraph(run("142")))))
    table = file.tables[0]
    row = table.add_row()
    for at, text in enumerate([LABEL, *["9"] * 7]):
        row.cells[at].text = text
    mark = parse_xml(f"<w:del {W} w:id='7'/>")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - as above
    stream = BytesIO()
    file.save(stream)
    figure, notes, points = read("report.docx", stream.getvalue())
    assert (figure, points) == ("142", set())
    assert "deleted" in notes
