"""Annual reports as Word and Excel files, the way agencies fill them in; each style is one way of making them."""

import io
from collections.abc import Iterator
from typing import Any, Final
from xml.sax.saxutils import escape

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.styles import Border, Side

from layouts import TABLES, Box, Grid, Sheet
from layouts_pages import tables_of

WORD_STYLES: Final = ("headings", "bold", "numbered", "in a table", "text box")
THIN: Final = Side(style="thin")
FRAME: Final = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
EXCEL_STYLES: Final = ("one sheet", "a sheet each", "tables only")


def placed(grid: Grid) -> Iterator[tuple[int, int, Box]]:
    """Yield row and column of each box on the printed grid."""
    taken: set[tuple[int, int]] = set()
    for top, row in enumerate(grid):
        left = 0
        for box in row:
            while (top, left) in taken:
                left += 1
            taken |= {(top + down, left + across) for down in range(box.height) for across in range(box.width)}
            yield top, left, box
            left += box.width


def width_of(grid: Grid) -> int:
    return max(left + box.width for _, left, box in placed(grid))


# --- Word --------------------------------------------------------------------------------------------------


def word(sheet: Sheet, style: str) -> Any:
    """Return a report as a python-docx document."""
    document = docx.Document()
    home = document
    if style == "in a table":
        home = document.add_table(1, 1).cell(0, 0)
    for line in sheet.title:
        _paragraph(home, line, document.styles["Title"] if style == "headings" else None)
    for line in sheet.preamble:
        _paragraph(home, line)
    numbering = _chinese_list(document) if style == "numbered" else None
    for part in sheet.parts:
        _heading(document, home, part.heading, style, numbering)
        for line in part.before:
            _paragraph(home, line)
        if part.key in TABLES:
            _word_table(home, tables_of(sheet, part.key))
        for line in part.after:
            _paragraph(home, line)
    for line in sheet.signature:
        if style == "text box":
            _text_box(document.add_paragraph(), line)
        else:
            _paragraph(home, line)
    return document


def _paragraph(home: Any, text: str, style: Any = None) -> Any:
    paragraph = home.add_paragraph()
    if style is not None:
        paragraph.style = style
    half = len(text) // 2
    paragraph.add_run(text[:half])
    paragraph.add_run(text[half:])
    return paragraph


def _heading(document: Any, home: Any, text: str, style: str, numbering: str | None) -> None:
    if style == "headings":
        _paragraph(home, text, document.styles["Heading 1"])
    elif numbering and text[1:2] == "、":
        paragraph = _paragraph(home, text[2:])
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = int(numbering)
    else:
        for run in _paragraph(home, text).runs:
            run.bold = style == "bold"


def _chinese_list(document: Any) -> str:
    """Define a list that counts 一、二、三、 by itself."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "77")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("w:start", "1"), ("w:numFmt", "chineseCountingThousand"), ("w:lvlText", "%1、")):
        child = OxmlElement(tag)
        child.set(qn("w:val"), value)
        level.append(child)
    abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "77")
    target = OxmlElement("w:abstractNumId")
    target.set(qn("w:val"), "77")
    number.append(target)
    root.append(number)
    return "77"


def _text_box(paragraph: Any, text: str) -> None:
    """Put a line into a text box, written as Word does: a shape, and the same in the old language."""
    template = (
        '<w:r xmlns:w="{w}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>{t}</w:t></w:r></w:p>'
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r>"
        "<w:t>{t}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    paragraph._p.append(docx.oxml.parse_xml(template.format(w=namespace, t=text)))


def _word_table(home: Any, grid: Grid) -> None:
    """Write a table as Word does: a cell goes on below by an empty one that says so."""
    starts = {(top, left): box for top, left, box in placed(grid)}
    below = {(top + down, left): box.width for (top, left), box in starts.items() for down in range(1, box.height)}
    rows = ""
    for top in range(len(grid)):
        cells = ""
        for left in range(width_of(grid)):
            if box := starts.get((top, left)):
                merge = '<w:vMerge w:val="restart"/>' if box.height > 1 else ""
                cells += _word_cell(box.width, merge, box.text, wraps=not box.place)
            elif (top, left) in below:
                cells += _word_cell(below[top, left], "<w:vMerge/>", "", wraps=False)
        rows += f"<w:tr>{cells}</w:tr>"
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    element = docx.oxml.parse_xml(f'<w:tbl xmlns:w="{namespace}">{rows}</w:tbl>')
    home.add_paragraph()._p.addprevious(element)


def _word_cell(width: int, merge: str, text: str, *, wraps: bool) -> str:
    span = f'<w:gridSpan w:val="{width}"/>' if width > 1 else ""
    parts = [text[:6], text[6:]] if wraps and len(text) > 6 else [text]
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in parts)
    return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr><w:p><w:r>{runs}</w:r></w:p></w:tc>"


def saved(document: Any) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# --- Excel -------------------------------------------------------------------------------------------------


def excel(sheet: Sheet, style: str) -> Any:
    """Return a report as an openpyxl workbook."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "年报"
    row = 1
    for line in [*sheet.title, *sheet.preamble]:
        row = _line(page, row, line)
    for part in sheet.parts:
        if style == "a sheet each":
            page, row = book.create_sheet(f"{len(book.sheetnames)}"), 1
        if style != "tables only":
            row = _line(page, row, part.heading)
            for line in part.before:
                row = _line(page, row, line)
        if part.key in TABLES:
            row = _excel_table(page, row, tables_of(sheet, part.key))
        for line in part.after if style != "tables only" else ():
            row = _line(page, row, line)
    for line in sheet.signature:
        row = _line(page, row, line)
    return book


def _line(page: Any, row: int, text: str) -> int:
    page.cell(row, 1, text)
    page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=10)
    return row + 1


def _excel_table(page: Any, row: int, grid: Grid) -> int:
    for top, left, box in placed(grid):
        value: Any = box.text
        if box.place and box.text.isascii() and box.text.isdigit() and str(int(box.text)) == box.text:
            value = int(box.text)
        if box.text:
            cell = page.cell(row + top, left + 1, value)
            cell.data_type = "n" if isinstance(value, int) else "s"
        for down in range(box.height):
            for across in range(box.width):
                page.cell(row + top + down, left + across + 1).border = FRAME
        if box.height > 1 or box.width > 1:
            page.merge_cells(
                start_row=row + top,
                start_column=left + 1,
                end_row=row + top + box.height - 1,
                end_column=left + box.width,
            )
    return row + len(grid)
