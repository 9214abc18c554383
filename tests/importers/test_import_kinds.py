"""Files of every kind are known by what is in them, and read as the kind they are turned into."""

import datetime as dt
import io
import struct
import subprocess
import sys
import zipfile
from itertools import pairwise

import docx
import openpyxl
import pytest
import xlwt

import layouts_ofd
import layouts_office_pages as office_pages
import layouts_old
import layouts_open
import layouts_pages
import layouts_rtf
from filings import PATTERNS, distinct, sheet_of
from import_checks import wrong
from importing import imported, said
from layouts import FORMS
from layouts_office import saved
from nianbao.importers import READABLE, format_of
from nianbao.importers.readers import old_sheets, old_word
from nianbao.model.finding import Refusal
from samples import repacked, sample

SHEET = sheet_of(FORMS[0], distinct(FORMS[0]))
USUAL = [each.endings[0] for each in READABLE]
TOLD = [ending for ending in USUAL if ending not in {".txt", ".md"}]


def codes(draft):
    return [note.code for note in draft.notes]


@pytest.mark.parametrize(
    ("kind", "named"), [*pairwise(TOLD), *((b, a) for a, b in pairwise(TOLD)), (TOLD[0], ".txt")]
)
def test_a_wrong_ending_is_read_by_content(kind, named):
    made = imported(sample(kind), f"report{named}")
    assert made.counts.read == 200
    note = next(note for note in made.notes if note.code == "read-by-content")
    assert note.fields == {"kind": kind, "ending": named}


@pytest.mark.parametrize("kind", TOLD)
def test_a_right_ending_needs_no_note(kind):
    for ending in format_of(f"a{kind}").endings:
        assert "read-by-content" not in codes(imported(sample(kind), f"report{ending.upper()}"))


def test_a_packed_file_without_an_ending_is_read():
    assert imported(sample(".docx"), "report").counts.read == 200


PAGES = {
    "plain": "{}",
    "declared": "<!DOCTYPE html>{}",
    "XHTML": '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x">\n{}',
    "comment": "<!-- saved from url=(0022)http://example.org/ -->\r\n{}",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("case", PAGES)
def test_a_page_named_as_an_office_file_is_a_page(case, encoding):
    page = f"<html><body>{layouts_pages.body(SHEET, 'plain', 'p', '<h2>{}</h2>')}</body></html>"
    for ending in (".doc", ".xls", ".docx"):
        made = imported(PAGES[case].format(page).encode(encoding), f"report{ending}")
        assert made.counts.read == 200
        assert "read-by-content" in codes(made)


def test_a_text_with_the_marks_of_other_kinds_stays_text():
    text = sample(".txt").decode()
    for said_too in ("MIME-Version: 1.0", "%PDF-1.4", "{\\rtf1", "<html>", "PK"):
        assert imported(f"{text}\n{said_too}\n".encode(), "report.txt").counts.read == 200


# --- Office Open XML in its variants ---------------------------------------------------------------------------


def strict(_, part):
    for name in ("wordprocessingml", "spreadsheetml", "drawingml", "officeDocument"):
        plain = f"http://schemas.openxmlformats.org/{name}/2006/"
        part = part.replace(plain.encode(), f"http://purl.oclc.org/ooxml/{name}/".encode())
    return part.replace(b"extended-properties", b"extendedProperties")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_strict_files_are_read_as_others(suffix):
    data = repacked(sample(suffix), strict)
    assert b"purl.oclc.org" not in sample(suffix)
    made = imported(data, f"report{suffix}")
    assert not wrong(SHEET, made, exact=True)
    assert not made.open


def utf_16(name, part):
    part = strict(name, part)
    return part.decode().replace("UTF-8", "UTF-16").encode("utf-16") if name == "word/document.xml" else part


def test_strict_parts_in_utf_16():
    assert not wrong(SHEET, imported(repacked(sample(".docx"), utf_16), "report.docx"), exact=True)


@pytest.mark.parametrize(
    "kind",
    [
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    ],
)
def test_templates_and_files_with_macros(kind):
    plain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = repacked(sample(".docx"), lambda _, part: part.replace(plain.encode(), kind.encode()))
    assert kind.encode() in data or len(data) != len(sample(".docx"))
    assert not wrong(SHEET, imported(data, "report.docm"), exact=True)


# --- old Word files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("suffix", [".doc", ".xls"])
def test_old_files_cell_by_cell(suffix, form, pattern):
    sheet = sheet_of(form, PATTERNS[pattern](form))
    data = layouts_old.old_word(sheet) if suffix == ".doc" else saved(layouts_old.old_excel(sheet))
    made = imported(data, f"report{suffix}")
    problems = wrong(sheet, made, exact=True)
    assert not problems, problems[:9]


# What sets a run apart in an old file ([MS-DOC] 2.6.1), and what the reader of Word files looks for.
LOOKS = {
    "struck": (0x0837, "<w:strike />"),
    "raised": (0x2A48, 'w:val="superscript"'),
    "hidden": (0x083C, "<w:vanish />"),
    "deleted": (0x0800, "<w:delText>"),
    "inserted": (0x0801, "<w:ins "),
}


@pytest.mark.parametrize("case", LOOKS)
def test_looks_and_changes_of_old_files_reach_the_reader(case):
    code, markup = LOOKS[case]
    text = layouts_old.Text()
    text.paragraph("228", looks=struct.pack("<HB", code, 1))
    data, notes = old_word.converted(layouts_old.word_file(text))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert markup in package.read("word/document.xml").decode()
    assert not notes


def test_a_new_file_with_a_password_is_locked():
    data = layouts_old.container({"EncryptionInfo": b"1", "EncryptedPackage": b"2"})
    for name in ("report.docx", "report.xlsx", "report.doc"):
        with pytest.raises(Refusal) as refused:
            imported(data, name)
        assert refused.value.key == "import-locked"


def test_an_old_file_with_a_password_is_locked():
    data = bytearray(sample(".doc"))
    # fEncrypted of the FIB ([MS-DOC] 2.5.2).
    data[512 + 11] |= 1
    with pytest.raises(Refusal) as refused:
        imported(bytes(data), "report.doc")
    assert refused.value.key == "import-locked"


@pytest.mark.parametrize(("suffix", "module"), [(".doc", "doc2docx"), (".xls", "xlrd")])
def test_the_extra_for_old_files_is_named(suffix, module, tmp_path):
    (tmp_path / f"report{suffix}").write_bytes(sample(suffix))
    code = f"import sys; sys.modules[{module!r}] = None; from nianbao.cli import main; main(['import', 'report{suffix}'])"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    assert ran.returncode == 2
    assert "mkdocs-nianbao[old]" in ran.stderr
    assert "Traceback" not in ran.stderr


# --- old Excel files ---------------------------------------------------------------------------------------------


@pytest.fixture
def book():
    return layouts_old.old_excel(SHEET)


def beside(book):
    """Add a sheet of two columns beside the report, and return it."""
    return book.add_sheet("附")


def test_hidden_sheets_are_told(book):
    page = beside(book)
    page.write(0, 0, "隐藏的草稿")
    page.visibility = 1
    made = imported(saved(book), "report.xls")
    assert "隐藏的草稿" in said(made)
    assert made.counts.read == 200


def test_a_formula_that_is_worked_out_when_opened_is_open(book):
    page = beside(book)
    page.write(0, 0, "合计数")
    page.write(0, 1, xlwt.Formula("1+1"))
    made = imported(saved(book), "report.xls")
    assert "formula" in codes(made)
    assert "no-result" in [point.what for point in made.open]


def test_a_number_shown_as_a_date_is_told_as_in_newer_files(book):
    page = beside(book)
    page.write(0, 0, "日期")
    page.write(0, 1, dt.date(2024, 1, 22), xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    assert "2024-01-22" in said(imported(saved(book), "report.xls")) + str(
        [section.markdown for section in imported(saved(book), "report.xls").report.sections]
    )


def test_struck_and_raised_runs_reach_the_reader():
    book = xlwt.Workbook()
    page = book.add_sheet("1")
    struck, raised = xlwt.easyfont("struck_out true"), xlwt.easyfont("escapement superscript")
    page.write_rich_text(0, 0, [("88", struck), "228", ("1", raised)])
    page.write(1, 0, "99", xlwt.easyxf("font: struck_out true"))
    data, _ = old_sheets.converted(saved(book))
    shown = openpyxl.load_workbook(io.BytesIO(data), rich_text=True).active
    runs = [(part.text, part.font.strike, part.font.vertAlign) for part in shown["A1"].value]
    assert runs == [("88", True, None), ("228", None, None), ("1", None, "superscript")]
    assert shown["A2"].font.strike


# --- pages saved by Office, and pages in one file -----------------------------------------------------------------


@pytest.mark.parametrize("charset", ["gb2312", "utf-8"])
@pytest.mark.parametrize("form", FORMS)
def test_a_page_saved_by_word(form, charset):
    sheet = sheet_of(form, distinct(form))
    page = office_pages.word_page(sheet, charset).encode(charset if charset == "utf-8" else "gb18030")
    made = imported(page, "report.htm")
    assert not wrong(sheet, made, exact=True)
    assert "o:p" not in said(made)


def test_what_word_hides_is_told():
    page = office_pages.word_page(SHEET, "utf-8").replace("</div>", "<p style='mso-hide:all'>藏起来的话</p></div>")
    made = imported(page.encode(), "report.htm")
    assert "藏起来的话" in said(made)
    assert all("藏起来的话" not in section.markdown for section in made.report.sections)


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "utf-16"])
@pytest.mark.parametrize("how", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("form", FORMS)
def test_a_page_in_one_file(form, how, charset):
    sheet = sheet_of(form, distinct(form))
    if how != "base64" and charset == "utf-16":
        # What is not text to a mailer is written in base64.
        charset = "utf-8"
    page = office_pages.word_page(sheet, charset).encode("gb18030" if charset == "gb2312" else charset)
    made = imported(office_pages.archived([("text/html", "r.htm", page)], how, charset), "report.mht")
    assert not wrong(sheet, made, exact=True)
    assert "from-archive" in codes(made)


def test_the_header_word_keeps_in_a_page_of_its_own_is_told():
    assert "内部页眉" in said(imported(office_pages.archive(SHEET), "report.mht"))


def test_a_workbook_saved_as_pages_in_one_file():
    page = office_pages.word_page(SHEET, "utf-8")
    title, _, tables = page.partition("<table")
    frames = "<html><frameset rows='*,39'><frame src='sheet001.htm'><frame src='sheet002.htm'></frameset></html>"
    parts = [("book.htm", frames), ("sheet001.htm", title), ("sheet002.htm", f"<table{tables}")]
    made = imported(
        office_pages.archived([("text/html", name, text.encode()) for name, text in parts], charset="utf-8"),
        "a.mht",
    )
    assert not wrong(SHEET, made, exact=True)


def test_an_archive_without_a_page_is_empty():
    for data in (
        office_pages.archived([("image/png", "a.png", b"1")]),
        b"MIME-Version: 1.0\nContent-Type: text/plain\n\nx",
    ):
        with pytest.raises(Refusal) as refused:
            imported(data, "report.mht")
        assert refused.value.key == "import-empty"


# --- scans -------------------------------------------------------------------------------------------------------

PICTURE = '<draw:frame><draw:image xmlns:x="http://www.w3.org/1999/xlink" x:href="a.png"/></draw:frame>'
SCANS = {
    ".docx": lambda: repacked(
        saved(docx.Document()),
        lambda name, part: (
            part.replace(b"<w:sectPr", b"<w:p><w:r><w:drawing/></w:r></w:p><w:sectPr", 1)
            if name == "word/document.xml"
            else part
        ),
    ),
    ".odt": lambda: layouts_open.odt_of(f"<text:p>{PICTURE}</text:p>"),
    ".rtf": lambda: layouts_rtf.file(r"\pard{\pict\pngblip 00}\par"),
    ".ofd": lambda: layouts_ofd.file(['<ofd:ImageObject ID="4" ResourceID="5" Boundary="0 0 210 297"/>']),
}


@pytest.mark.parametrize("suffix", SCANS)
def test_a_scan_is_told_as_one(suffix):
    with pytest.raises(Refusal) as refused:
        imported(SCANS[suffix](), f"report{suffix}")
    assert refused.value.key == "import-scan"
