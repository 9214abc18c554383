"""Broken, locked, huge and hostile files of every kind: one clear message, and never more than that."""

import io
import os
import random
import subprocess
import sys
import zipfile
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layouts
import layouts_pages
from filings import distinct, sheet_of
from layouts import FORMS, LAYOUTS
from layouts_office import excel, saved, word
from nianbao.finding import Refusal
from nianbao.importers import limits
from nianbao.wording import Wording
from test_import_pages import imported

EXAMPLES = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "12"))
HERE = Path(__file__).parent / "importers"
MARKUP = ["", "<", ">", '"', "</td>", "</table>", "<table>", "<tr>", "<td rowspan=0>", "<!--", "&", "<script>", "<p", "<h1>", "<br>", "</div>", "<td colspan=9 rowspan=99>"]  # fmt: skip
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@lru_cache
def sample(suffix):
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]))
    if suffix == ".txt":
        return layouts.text(sheet, LAYOUTS["1 tabs, every place"]).encode()
    if suffix == ".html":
        return layouts_pages.FRAMES["navigation"](layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")).encode()
    if suffix == ".docx":
        return saved(word(sheet, "headings"))
    if suffix == ".xlsx":
        return saved(excel(sheet, "one sheet"))
    return next(HERE.glob("printed-by-a-browser/*.pdf")).read_bytes()


SUFFIXES = [".txt", ".html", ".docx", ".xlsx", ".pdf"]


def read_or_refused(data, name):
    """Import, or return the message; anything else that happens is a failure."""
    try:
        return imported(data, name)
    except Refusal as refusal:
        message = Wording("zh").refusal(refusal)
        assert name in message
        assert "\n" not in message
        return refusal


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), cut=st.booleans())
def test_damaged_file_gives_a_report_or_a_message(suffix, seed, cut):
    dice = random.Random(seed)
    if suffix == ".pdf" and seed % 3:
        return
    data = bytearray(sample(suffix))
    for _ in range(dice.choice([1, 3, 30, 300])):
        data[dice.randrange(len(data))] = dice.randrange(256)
    if cut:
        del data[dice.randrange(len(data)) :]
    read_or_refused(bytes(data), f"report{suffix}")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_damaged_markup_gives_a_report_or_a_message(seed):
    dice = random.Random(seed)
    page = sample(".html").decode()
    for _ in range(dice.choice([1, 5, 50])):
        at, length = dice.randrange(len(page)), dice.choice([0, 1, 7, 60])
        page = page[:at] + dice.choice(MARKUP) + page[at + length :]
    read_or_refused(page.encode(), "report.html")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_damaged_part_inside_a_package_gives_a_report_or_a_message(suffix, seed):
    dice = random.Random(seed)

    def damaged(name, xml):
        if not name.startswith(("word/", "xl/")) or dice.random() < 0.5:
            return xml
        start = dice.randrange(len(xml))
        return (
            xml[:start]
            + dice.choice([b"", b"0", b"-1", b"<w:p/>", xml[start : start + 40] * 2])
            + xml[start + dice.choice([0, 1, 9]) :]
        )

    read_or_refused(repacked(sample(suffix), damaged), f"report{suffix}")


def repacked(data, change, extra=()):
    """Write a package anew with its parts changed, and with more of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
        for name, content in extra:
            new.writestr(name, content)
    return out.getvalue()


def same(_, xml):
    return xml


def in_part(part, old, new):
    def change(name, xml):
        if name != part:
            return xml
        assert old in xml
        return xml.replace(old, new, 1)

    return change


def in_xlsx(old, new):
    return repacked(sample(".xlsx"), in_part("xl/worksheets/sheet1.xml", old, new))


ENTITIES = b'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'


def pdf_of(pages):
    """A PDF of empty pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids)]
    objects += [b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * pages
    out, places = b"%PDF-1.4\n", []
    chunks = [out]
    length = len(out)
    for number, content in enumerate(objects, 1):
        chunk = b"%d 0 obj%sendobj\n" % (number, content)
        places.append(length)
        length += len(chunk)
        chunks.append(chunk)
    chunks.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    chunks += [b"%010d 00000 n \n" % place for place in places]
    chunks.append(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, length))
    return b"".join(chunks)


REFUSED = {
    "old Word": ("report.doc", lambda: OLE, "import-save-as"),
    "WPS": ("report.wps", lambda: OLE, "import-save-as"),
    "old Excel": ("report.xls", lambda: OLE, "import-save-as"),
    "locked Word": ("report.docx", lambda: OLE, "import-old-office"),
    "locked Excel": ("report.xlsx", lambda: OLE, "import-old-office"),
    "empty Word": ("report.docx", lambda: b"", "import-empty"),
    "empty page": ("report.html", lambda: b"<html><body><p>&nbsp;</p></body></html>", "import-empty"),
    "empty Excel": ("report.xlsx", lambda: saved(__import__("openpyxl").Workbook()), "import-empty"),
    "a picture named Word": ("report.docx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "import-not-package"),
    "a picture named page": ("report.html", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "import-binary"),
    "Excel named Word": ("report.docx", lambda: sample(".xlsx"), "import-not-package"),
    "Word named Excel": ("report.xlsx", lambda: sample(".docx"), "import-not-package"),
    "text named PDF": ("report.pdf", lambda: b"abc", "import-not-package"),
    "cut Word": ("report.docx", lambda: sample(".docx")[:5000], "import-broken"),
    "bomb in Word": (
        "report.docx",
        lambda: repacked(sample(".docx"), same, [("word/media/a.bin", bytes(limits.LARGEST_PACKAGE + 1))]),
        "import-package-too-large",
    ),
    "bomb in the text of Word": (
        "report.docx",
        lambda: repacked(
            sample(".docx"), in_part("word/document.xml", b"<w:body>", b"<w:body>" + b"<w:p/>" * 2_000_000)
        ),
        "import-package-too-large",
    ),
    "bomb in Excel": (
        "report.xlsx",
        lambda: in_xlsx(b"<sheetData>", b"<sheetData>" + b"<row/>" * 2_000_000),
        "import-package-too-large",
    ),
    "many parts": (
        "report.xlsx",
        lambda: repacked(sample(".xlsx"), same, [(f"xl/{n}.bin", b"") for n in range(limits.MOST_PARTS + 1)]),
        "import-package-too-large",
    ),
    "entities in Word": (
        "report.docx",
        lambda: repacked(sample(".docx"), in_part("word/document.xml", b"<w:document", ENTITIES + b"<w:document")),
        "import-broken",
    ),
    "merged to the end of the sheet": (
        "report.xlsx",
        lambda: in_xlsx(b'<mergeCell ref="A1:J1"', b'<mergeCell ref="A1:XFD1048576"'),
        "import-table-too-large",
    ),
    "many pages": ("report.pdf", lambda: pdf_of(10_000), "import-many-pages"),
    "empty pages": ("report.pdf", lambda: pdf_of(3), "import-empty"),
    "large file": ("report.txt", lambda: b"1" * (limits.LARGEST_FILE + 1), "import-too-large"),
    "large page": ("report.html", lambda: b"<p>" * (limits.LARGEST_PAGE // 3 + 1), "import-too-large"),
    "much text": ("report.txt", lambda: b"1" * (limits.MOST_CHARACTERS + 1), "import-too-long"),
    "much text on a page": ("report.html", lambda: b"1\n" * (limits.MOST_CHARACTERS + 1), "import-too-long"),
    "many lines": ("report.txt", lambda: b"1\n" * (limits.MOST_LINES + 1), "import-many-lines"),
    "many elements": ("report.html", lambda: b"1<p>" * (limits.MOST_ELEMENTS + 1), "import-many-elements"),
    "table of spans": (
        "report.html",
        lambda: b"<table>" + b"<tr><td colspan=1000 rowspan=300>1<td>2</tr>" * 300 + b"</table>",
        "import-table-too-large",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case):
    name, data, key = REFUSED[case]
    refusal = read_or_refused(data(), name)
    assert isinstance(refusal, Refusal), case
    assert refusal.key == key, (refusal.key, refusal.fields)


READ = {
    "ten thousand tables inside one another": ("<table><tr><td>" * 10_000 + "{}", "report.html"),
    "ten thousand elements inside one another": ("<div><span>" * 10_000 + "{}", "report.html"),
    "spans of a million": ("<table><tr><td colspan=1000000 rowspan=1000000>1<td>2</table>{}", "report.html"),
    "spans that are no numbers": (
        "<table><tr><td colspan=-1 rowspan=x>1<td colspan=''>2</table>{}",
        "report.html",
    ),
    "open tags": ("{}" + "<a" * 100_000, "report.html"),
    "open comments": ("{}" + "<!--" * 100_000, "report.html"),
    "open attributes": ("{}" + "<a x='" * 100_000, "report.html"),
    "closing tags": ("{}" + "</div" * 100_000, "report.html"),
    "brackets": ("<" * 100_000 + "{}", "report.html"),
    "entities": ("{}" + "&" * 200_000 + "&#x110000;&#0;", "report.html"),
}


@pytest.mark.parametrize("case", READ)
def test_hostile_page_is_read(case):
    frame, name = READ[case]
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]))
    made = imported(frame.replace("{}", layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")).encode(), name)
    kept = "".join(section.markdown for section in made.report.sections)
    # Inside so many tables the report's own are no tables any more; their text is kept.
    assert made.counts.read == 200 or ("tables inside" in case and "行政强制" in kept)


def test_sheet_formatted_to_its_last_cell_is_read():
    data = in_xlsx(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')
    assert imported(data, "report.xlsx").counts.read == 200


@pytest.mark.parametrize(
    ("suffix", "module", "extra"),
    [("docx", "docx", "word"), ("xlsx", "openpyxl", "excel"), ("pdf", "pdfplumber", "pdf")],
)
def test_missing_parser_is_named(suffix, module, extra, tmp_path):
    (tmp_path / f"report.{suffix}").write_bytes(sample(f".{suffix}"))
    code = f"import sys; sys.modules[{module!r}] = None; from nianbao.cli import main; main(['import', 'report.{suffix}'])"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    assert ran.returncode == 2
    assert f"mkdocs-nianbao[{extra}]" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "reports").exists()
