"""Tables of the Word file: the statutory ones exactly as the form's grid has them, and those in the prose."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from nianbao.downloads.blocks import Grid, TableCell
from nianbao.downloads.office import printable, repeated, widths
from nianbao.downloads.word.page import TEXT_WIDTH, element
from nianbao.model.form import Table
from nianbao.model.grid import FormCell
from nianbao.model.report import Report

_ROOM: Final = int(TEXT_WIDTH.twips)
_LINES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_PADDING: Final = 40
_ROW_HEIGHT: Final = 320
_SHORT: Final = 16  # A table of so many rows stays on one page.


def statutory(document: WordDocument, table: Table, report: Report) -> None:
    """Append a filled table; the cells below a merged one continue it, as Word wants them written."""
    wanted = widths(table)
    made = _frame([round(width * _ROOM / sum(wanted)) for width in wanted], table.caption)
    rows: list[list[FormCell]] = [[] for _ in range(table.height)]
    for cell in table.grid:
        for top in range(cell.top, cell.top + cell.height):
            rows[top].append(cell)
    for top, cells in enumerate(rows):
        row = _row(header=top < repeated(table))
        kept = table.height <= _SHORT and top < table.height - 1
        for cell in sorted(cells, key=lambda cell: cell.left):
            first = cell.top == top
            text = (report.cell(cell.place).raw if cell.place else cell.label) if first else ""
            row.append(_cell([(text, False)], _merge(cell, first=first), cell.width, left=_reads(cell), kept=kept))
        made.append(row)
    _append(document, made)


def _reads(cell: FormCell) -> bool:
    """Return whether a cell is read like a line of text, so that it begins at the left."""
    return cell.role == "stub" and not cell.group


def _merge(cell: FormCell, *, first: bool) -> str:
    if cell.height == 1:
        return ""
    return "restart" if first else "continue"


def in_prose(document: WordDocument, grid: Grid) -> None:
    """Append a table of the prose."""
    rows = list(_placed(grid))
    width = max(left + cell.width for row in rows for left, (cell, _) in row.items())
    made = _frame([_ROOM // width] * width, "")
    header = True
    for row in rows:
        header = header and all(cell.header for cell, _ in row.values())
        line = _row(header=header)
        left = 0
        while left < width:
            cell, first = row.get(left, (TableCell(()), True))
            merge = "" if cell.height == 1 else "restart" if first else "continue"
            runs = [(run.text, run.style.bold or cell.header) for run in cell.runs] if first else []
            line.append(_cell(runs, merge, cell.width, left=False))
            left += cell.width
        made.append(line)
    _append(document, made)


def _placed(grid: Grid) -> Iterator[Mapping[int, tuple[TableCell, bool]]]:
    """Yield for each row its cells by grid column, and whether they begin in it."""
    hanging: dict[int, tuple[TableCell, int]] = {}
    for position, cells in enumerate(grid.rows):
        row = {left: (cell, False) for left, (cell, _) in hanging.items()}
        taken = {at for left, (cell, _) in row.items() for at in range(left, left + cell.width)}
        below = {left: (cell, more - 1) for left, (cell, more) in hanging.items() if more > 1}
        left = 0
        for stated in cells:
            while left in taken:
                left += 1
            rest = len(grid.rows) - position
            cell = TableCell(
                stated.runs, stated.header, _free(left, stated.width, taken), min(stated.height, rest)
            )
            row[left] = (cell, True)
            if cell.height > 1:
                below[left] = (cell, cell.height - 1)
            left += cell.width
        hanging = below
        yield row


def _free(left: int, width: int, taken: Iterable[int]) -> int:
    """Return how far a cell reaches before it would meet one that hangs from above."""
    return min([width, *(at - left for at in taken if at > left)])


def _frame(columns: list[int], caption: str) -> BaseOxmlElement:
    made = element("tbl")
    about = element("tblPr")
    about.append(element("tblW", w=sum(columns), type="dxa"))
    about.append(element("jc", val="center"))
    borders = element("tblBorders")
    for side in _LINES:
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    about.append(borders)
    about.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=_PADDING, type="dxa"))
    about.append(margins)
    if caption:
        about.append(element("tblCaption", val=caption))
    grid = element("tblGrid")
    for width in columns:
        grid.append(element("gridCol", w=width))
    made.append(about)
    made.append(grid)
    return made


def _row(*, header: bool) -> BaseOxmlElement:
    row = element("tr")
    about = element("trPr")
    about.append(element("cantSplit"))
    about.append(element("trHeight", val=_ROW_HEIGHT, hRule="atLeast"))
    if header:
        about.append(element("tblHeader"))
    row.append(about)
    return row


def _cell(
    runs: Iterable[tuple[str, bool]], merge: str, width: int, *, left: bool, kept: bool = False
) -> BaseOxmlElement:
    cell = element("tc")
    about = element("tcPr")
    if width > 1:
        about.append(element("gridSpan", val=width))
    if merge:
        about.append(element("vMerge", val=merge))
    about.append(element("vAlign", val="center"))
    cell.append(about)
    paragraph = element("p")
    style = element("pPr")
    style.append(element("pStyle", val="TableText"))
    if kept:
        style.append(element("keepNext"))
    if left:
        style.append(element("jc", val="left"))
    paragraph.append(style)
    for text, bold in runs:
        paragraph.append(_run(text, bold=bold))
    cell.append(paragraph)
    return cell


def _run(text: str, *, bold: bool) -> BaseOxmlElement:
    run = element("r")
    if bold:
        about = element("rPr")
        about.append(element("b"))
        run.append(about)
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            run.append(element("br"))
        written = element("t")
        written.text = line
        written.set(qn("xml:space"), "preserve")
        run.append(written)
    return run


def _append(document: WordDocument, table: BaseOxmlElement) -> None:
    # The properties of the page stay the last thing in the body.
    document.element.body.insert_element_before(table, "w:sectPr")
