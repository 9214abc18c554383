"""Every text of an Excel file is read in its place or told, those of constructs nobody has heard of too."""

import re
from io import BytesIO

import openpyxl
import pytest
from openpyxl.comments import Comment

from filings import distinct, sheet_of
from importing import MARK, imported, said, written
from kept_office import changed, strings
from layouts import FORMS
from layouts_office import excel, saved
from nianbao import archive, downloads, importers
from nianbao.messages import Messages
from nianbao.model import form
from places import ROOT

S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def base():
    return excel(sheet_of(FORMS[0], distinct(FORMS[0])), "one sheet")


def far(book):
    book.active["XFD9"] = MARK


def below(book):
    book.active.cell(book.active.max_row + 9, 7).value = MARK


def hidden_row(book):
    row = book.active.max_row + 3
    book.active.cell(row, 1).value = MARK
    book.active.row_dimensions[row].hidden = True


def hidden_sheet(book):
    book.create_sheet("底稿")["C3"] = MARK
    book["底稿"].sheet_state = "veryHidden"


def second_sheet(book):
    book.create_sheet("附")["C3"] = MARK


def comment(book):
    book.active["A1"].comment = Comment(MARK, "x")


def header(book):
    book.active.oddHeader.center.text = f"{MARK} &P"


def prompt(book):
    check = openpyxl.worksheet.datavalidation.DataValidation(
        type="list", formula1=f'"x,{MARK}"', showErrorMessage=True
    )
    check.add("A1")
    book.active.add_data_validation(check)


def tip(book):
    book.active["A1"].hyperlink = openpyxl.worksheet.hyperlink.Hyperlink("A1", location="A2", tooltip=MARK)


def chart(book):
    made = openpyxl.chart.BarChart()
    made.title = MARK
    book.active.add_chart(made, "Z9")


def chart_sheet(book):
    made = openpyxl.chart.BarChart()
    made.title = MARK
    book.create_chartsheet("图").add_chart(made)


def number_format(book):
    for row, shape in ((17, '0"件"'), (18, f'0"{MARK}"')):
        cell = next(cell for line in book.active for cell in line if cell.value == row)
        cell.number_format = shape


CHANGES = [
    far,
    below,
    hidden_row,
    hidden_sheet,
    second_sheet,
    comment,
    header,
    prompt,
    tip,
    chart,
    chart_sheet,
    number_format,
]


@pytest.mark.parametrize("change", CHANGES)
def test_kept(change):
    book = base()
    change(book)
    data = saved(book)
    draft = imported(data, "report.xlsx")
    assert draft.counts.read == 200
    assert MARK in written(draft) + said(draft)
    result = re.sub(r"\s|\\", "", written(draft) + said(draft))
    assert all(
        re.sub(r"\s|&P", "", text).replace("&C", "") in result
        for part, text in strings(data)
        if MARK in text and "formula" not in text and "numFmt" not in text
    )


# Parts and pieces of XML that openpyxl doesn't write: what is replaced in which part, or a part of its own.
SHEET = "xl/worksheets/sheet1.xml"
PIECES = {
    "text box": ({"xl/drawings/drawing9.xml": f"<d xmlns:a='{A}'><a:t>{MARK}</a:t></d>"}, {}),
    "picture": ({"xl/drawings/drawing9.xml": f"<d><cNvPr name='x' descr='{MARK}'/></d>"}, {}),
    "comment of a thread": ({"xl/threadedComments/threadedComment1.xml": f"<T><text>{MARK}</text></T>"}, {}),
    "box of a comment": ({"xl/drawings/vmlDrawing1.vml": f"<xml><div>{MARK}<br></div></xml>"}, {}),
    "embedded file": ({f"xl/embeddings/{MARK}.bin": "x"}, {}),
    "part of a later version": ({"xl/later/later1.xml": f"<later>{MARK}</later>"}, {}),
    "reading": ({}, {SHEET: ("</sheetData>", f'<row r="900"><c r="A900" t="inlineStr"><is><t>x</t><rPh sb="0" eb="1"><t>{MARK}</t></rPh></is></c></row></sheetData>')}),
    "string no cell shows": ({"xl/sharedStrings.xml": f"<sst xmlns='{S}'><si><t>{MARK}</t></si></sst>"}, {}),
    "reading of a string": ({"xl/sharedStrings.xml": f"<sst xmlns='{S}'><si><t>x</t><rPh><t>{MARK}</t></rPh></si></sst>"}, {}),
    "under a merged cell": ({}, {SHEET: ("</row>", f'<c r="B1" t="inlineStr"><is><t>{MARK}</t></is></c></row>')}),
    "unknown element": ({}, {SHEET: ("</worksheet>", f"<later>{MARK}</later></worksheet>")}),
    "rich text": ({}, {SHEET: ("</sheetData>", f'<row r="900"><c r="A900" t="inlineStr"><is><r><t>{MARK[0]}</t></r><r><t>{MARK[1:]}</t></r></is></c></row></sheetData>')}),
}  # fmt: skip


@pytest.mark.parametrize("name", PIECES)
def test_kept_whatever_it_is(name):
    data = saved(base())
    parts, replaced = PIECES[name]
    draft = imported(changed(data, parts, replaced), "report.xlsx")
    assert draft.counts.read == 200
    assert MARK in written(draft) + said(draft)


def test_nothing_is_told_of_a_file_without_any_of_it():
    codes = {note.code for note in imported(saved(base()), "report.xlsx").notes}
    assert not codes & {"unread", "elsewhere", "alternative-text", "ruby", "comment", "page-furniture"}


def download(change):
    found = archive.load(ROOT / "reports")
    report = next(report for report in found.reports if report.form)
    ((name, data),) = downloads.Downloads(Messages("zh")).of_report(report, found.agency(report.agency), ["xlsx"])
    book = openpyxl.load_workbook(BytesIO(data))
    change(book)
    return importers.draft(name, saved(book), forms=form.builtin(), register=found.register)


def test_everything_added_to_a_download_is_kept():
    def add(book):
        for number, sheet in enumerate(book.worksheets):
            sheet.cell(sheet.max_row + 2, 1).value = f"{MARK}{number}a"
            sheet.cell(2, sheet.max_column + 3).value = f"{MARK}{number}b"
            book.create_sheet(f"新{number}")["B2"] = f"{MARK}{number}c"

    draft = download(add)
    result = written(draft) + said(draft)
    assert {f"{MARK}{n}{where}" for n in range(4) for where in "abc"} <= set(re.findall(f"{MARK}\\d[abc]", result))
    assert not {note.code for note in download(lambda _: None).notes} & {"unread", "elsewhere", "alternative-text"}
