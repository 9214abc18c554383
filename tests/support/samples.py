"""One sound report as a file of each kind."""

import io
import zipfile
from functools import lru_cache
from importlib import import_module

import layouts
import layouts_pages
from filings import distinct, sheet_of
from layouts import FORMS, LAYOUTS
from layouts_office import excel, saved, word
from nianbao.importers import READABLE, limits
from places import CASES

HERE = CASES / "importers"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@lru_cache
def sample(suffix):  # noqa: PLR0911 - a line for each kind
    """A sound report as a file of a format: one set here, else the one among the cases of importers."""
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]))
    if suffix in LATER:
        module, function = LATER[suffix]
        return getattr(import_module(module), function)(sheet)
    if suffix == ".txt":
        return layouts.text(sheet, LAYOUTS["1 tabs, every place"]).encode()
    if suffix == ".md":
        return layouts.text(sheet, LAYOUTS["3 bars around, Markdown"]).encode()
    if suffix == ".html":
        return layouts_pages.FRAMES["navigation"](layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")).encode()
    if suffix == ".docx":
        return saved(word(sheet, "headings"))
    if suffix == ".xlsx":
        return saved(excel(sheet, "one sheet"))
    return next(HERE.glob(f"*/*{suffix}")).read_bytes()


# Writers that are imported only when such a file is made: module, function.
LATER = {
    ".ofd": ("layouts_ofd", "ofd"),
    ".rtf": ("layouts_rtf", "rtf"),
    ".ods": ("layouts_open", "ods"),
    ".odt": ("layouts_open", "odt"),
    ".mht": ("layouts_office_pages", "archive"),
    ".doc": ("layouts_old", "old_word"),
    ".xls": ("layouts_old", "old_excel_file"),
}
SUFFIXES = [each.endings[0] for each in READABLE]


def repacked(data, change, extra=()):
    """Write a package anew with its parts changed, and with more of them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
        for name, content in extra:
            new.writestr(name, content)
    return out.getvalue()


def _many_old_cells():
    book = import_module("xlwt").Workbook()
    page = book.add_sheet("1")
    for row in range(20_000):
        for column in range(11):
            page.write(row, column, row)
    return saved(book)


REFUSED = {
    "old Office file named Word": ("report.doc", lambda: OLE, "import-broken"),
    "old Office file named WPS": ("report.wps", lambda: OLE, "import-broken"),
    "old Office file named Excel": ("report.xls", lambda: OLE, "import-broken"),
    "cut old Word": ("report.doc", lambda: sample(".doc")[:9000], "import-broken"),
    "cut old Excel": ("report.xls", lambda: sample(".xls")[:5000], "import-broken"),
    "locked Word": ("report.docx", lambda: OLE, "import-old-office"),
    "locked Excel": ("report.xlsx", lambda: OLE, "import-old-office"),
    "empty Word": ("report.docx", lambda: b"", "import-empty"),
    "empty page": ("report.html", lambda: b"<html><body><p>&nbsp;</p></body></html>", "import-empty"),
    "empty Excel": ("report.xlsx", lambda: saved(__import__("openpyxl").Workbook()), "import-empty"),
    "a picture named Word": ("report.docx", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "import-not-package"),
    "a picture named page": ("report.html", lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "import-binary"),
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
    "bomb in an OpenDocument text": (
        "report.odt",
        lambda: repacked(
            sample(".odt"), in_part("content.xml", b"<office:text>", b"<office:text>" + b"<text:p/>" * 2_000_000)
        ),
        "import-package-too-large",
    ),
    "bomb in an OpenDocument workbook": (
        "report.ods",
        lambda: repacked(sample(".ods"), same, [("a.bin", bytes(limits.LARGEST_PACKAGE + 1))]),
        "import-package-too-large",
    ),
    "bomb in OFD": (
        "report.ofd",
        lambda: repacked(sample(".ofd"), same, [("Doc_0/a.xml", b"<a>" + b"<b/>" * 3_000_000 + b"</a>")]),
        "import-package-too-large",
    ),
    "many cells in an old workbook": ("report.xls", _many_old_cells, "import-table-too-large"),
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
