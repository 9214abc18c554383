"""Annual reports as OpenDocument files, written as LibreOffice and WPS do: covered cells, repeats, styles by name."""

import io
import zipfile
from typing import Final
from xml.sax.saxutils import escape

from layouts import TABLES, Box, Grid, Sheet
from layouts_office import placed, width_of
from layouts_pages import tables_of

_URN: Final = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
NAMES: Final = " ".join(
    f'xmlns:{short}="{_URN.format(name)}"'
    for short, name in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"), ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("number", "datastyle"),
    )
)  # fmt: skip
STYLES: Final = (
    '<style:style style:name="T1" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="T2" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="T3" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="T4" style:family="text" style:parent-style-name="T1"/>'
    '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." '
    'style:num-suffix="、"/></text:list-style>'
)


def package(mimetype: str, body: str, styles: str = STYLES, master: str = "", extra: tuple = ()) -> bytes:
    """Return a file of a kind with a body, the mimetype first and stored, as the standard has it."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body>{body}</office:body></office:document-content>"
    )
    page = f"<office:document-styles {NAMES}><office:master-styles>{master}</office:master-styles></office:document-styles>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", f"application/vnd.oasis.opendocument.{mimetype}", zipfile.ZIP_STORED)
        made.writestr("content.xml", content)
        made.writestr("styles.xml", page)
        for name, text in extra:
            made.writestr(name, text)
    return buffer.getvalue()


def words(text: str) -> str:
    """Return a text as markup: more than one space is written as an element."""
    return escape(text).replace("  ", ' <text:s text:c="1"/>').replace("\n", "<text:line-break/>")


def text_body(sheet: Sheet) -> str:
    made = [f"<text:p>{words(line)}</text:p>" for line in [*sheet.title, *sheet.preamble]]
    for part in sheet.parts:
        made.append(f'<text:h text:outline-level="1">{words(part.heading)}</text:h>')
        made += [f"<text:p>{words(line)}</text:p>" for line in part.before]
        if part.key in TABLES:
            made.append(text_table(tables_of(sheet, part.key)))
        made += [f"<text:p>{words(line)}</text:p>" for line in part.after]
    made += [f"<text:p>{words(line)}</text:p>" for line in sheet.signature]
    return "".join(made)


def odt(sheet: Sheet) -> bytes:
    """Return a report as a text document."""
    return odt_of(text_body(sheet))


def odt_of(body: str, **more) -> bytes:
    return package("text", f"<office:text>{body}</office:text>", **more)


def _spans(box: Box) -> str:
    made = f' table:number-columns-spanned="{box.width}"' if box.width > 1 else ""
    return made + (f' table:number-rows-spanned="{box.height}"' if box.height > 1 else "")


def text_table(grid: Grid) -> str:
    return f'<table:table><table:table-column table:number-columns-repeated="{width_of(grid)}"/>{rows(grid, text_cell)}</table:table>'


def text_cell(box: Box) -> str:
    half = len(box.text) // 2
    split = not box.place and half > 6
    lines = [box.text[:half], box.text[half:]] if split else [box.text]
    inside = "".join(f"<text:p>{words(line)}</text:p>" for line in lines)
    return f'<table:table-cell{_spans(box)} office:value-type="string">{inside}</table:table-cell>'


def rows(grid: Grid, cell) -> str:
    """Return the rows of a table, with the cells that others cover."""
    starts = {(top, left): box for top, left, box in placed(grid)}
    covered = {
        (top + down, left + across)
        for (top, left), box in starts.items()
        for down in range(box.height)
        for across in range(box.width)
        if down or across
    }
    made = ""
    for top in range(len(grid)):
        made += "<table:table-row>"
        for left in range(width_of(grid)):
            if (top, left) in starts:
                made += cell(starts[top, left])
            elif (top, left) in covered:
                made += "<table:covered-table-cell/>"
        made += "</table:table-row>"
    return made


# --- workbooks -----------------------------------------------------------------------------------------------------

SHEET_STYLES: Final = STYLES + (
    '<style:style style:name="ce1" style:family="table-cell"><style:table-cell-properties fo:border="0.06pt solid #000000"/></style:style>'
    '<style:style style:name="ce2" style:family="table-cell" style:parent-style-name="ce1"><style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
)
# What LibreOffice writes behind the last row: all others of the sheet.
REST: Final = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
)


def line(text: str) -> str:
    return (
        '<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="10">'
        f'<text:p>{words(text)}</text:p></table:table-cell><table:covered-table-cell table:number-columns-repeated="9"/>'
        '<table:table-cell table:number-columns-repeated="1014"/></table:table-row>'
    )


def sheet_cell(box: Box) -> str:
    is_number = box.place and box.text.isascii() and box.text.isdigit() and str(int(box.text)) == box.text
    stored = f'office:value-type="float" office:value="{box.text}"' if is_number else 'office:value-type="string"'
    inside = f"<text:p>{words(box.text)}</text:p>" if box.text else ""
    return f'<table:table-cell table:style-name="ce1"{_spans(box)} {stored if box.text else ""}>{inside}</table:table-cell>'


def sheet_rows(sheet: Sheet) -> str:
    made = [line(text) for text in [*sheet.title, *sheet.preamble]]
    for part in sheet.parts:
        made += [line(text) for text in [part.heading, *part.before]]
        if part.key in TABLES:
            made.append(rows(tables_of(sheet, part.key), sheet_cell))
        made += [line(text) for text in part.after]
    return "".join([*made, *[line(text) for text in sheet.signature]])


def ods(sheet: Sheet) -> bytes:
    """Return a report as a workbook of one sheet."""
    return ods_of(sheet_rows(sheet))


def ods_of(content: str, more: str = "", **parts) -> bytes:
    body = f'<table:table table:name="年报">{content}{REST}</table:table>{more}'
    return package("spreadsheet", f"<office:spreadsheet>{body}</office:spreadsheet>", SHEET_STYLES, **parts)
