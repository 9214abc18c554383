"""Tables of the Word file: the statutory ones exactly as the form's grid has them, and those in the prose.

The elements are made directly, in the order WordprocessingML asks for. Lengths are twips, twentieths of a point.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from nianbao.downloads.blocks import ProseTable, TableCell
from nianbao.downloads.office import column_widths, header_rows, printable
from nianbao.downloads.word.page import TEXT_WIDTH, element
from nianbao.model.form import Table
from nianbao.model.grid import FormCell
from nianbao.model.report import Report

_WIDTH: Final = int(TEXT_WIDTH.twips)
_BORDERS: Final = ("top", "left", "bottom", "right", "insideH", "insideV")
_PADDING: Final = 40
_ROW_HEIGHT: Final = 320
_NAME_SHARE: Final = 0.13  # Of the width of a page, for four or five characters.
_MAX_UNBROKEN: Final = 16  # Rows of a table that is kept on one page.


def append_form_table(document: WordDocument, table: Table, report: Report) -> None:
    """Append a filled statutory table to the document.

    A merged cell continues in each row it covers, as Word wants it. A short table stays on one page; the boxhead
    is repeated on each page of a longer one.
    """
    widths = column_widths(table)
    node = _empty_table([round(width * _WIDTH / sum(widths)) for width in widths], table.caption)
    rows: list[list[FormCell]] = [[] for _ in range(table.height)]
    for cell in table.grid:
        for top in range(cell.top, cell.top + cell.height):
            rows[top].append(cell)
    for top, cells in enumerate(rows):
        row = _row(header=top < header_rows(table))
        keep_with_next = table.height <= _MAX_UNBROKEN and top < table.height - 1
        for cell in sorted(cells, key=lambda cell: cell.left):
            first = cell.top == top
            text = (report.cell(cell.place).raw if cell.place else cell.label) if first else ""
            row.append(
                _cell(
                    [(text, False)],
                    _merge(cell, first=first),
                    cell.width,
                    left=_is_left_aligned(cell),
                    keep_with_next=keep_with_next,
                )
            )
        node.append(row)
    _append_table(document, node)


def _is_left_aligned(cell: FormCell) -> bool:
    """Return whether a cell is read like a line of text, so that it begins at the left: the labels of rows."""
    return cell.role == "stub" and not cell.group


def _merge(cell: FormCell, *, first: bool) -> str:
    """Return the value of `w:vMerge` in a row of the cell, empty where a cell covers one row only."""
    if cell.height == 1:
        return ""
    return "restart" if first else "continue"


def append_facts(document: WordDocument, facts: Sequence[tuple[str, str]], caption: str) -> None:
    """Append names and values as a table of two pairs a row, as sites of governments set them above a document."""
    name_width = round(_WIDTH * _NAME_SHARE)
    node = _empty_table([name_width, _WIDTH // 2 - name_width] * 2, caption)
    for at in range(0, len(facts), 2):
        row = _row(header=False)
        for name, value in [*facts[at : at + 2], ("", "")][:2]:
            row.append(_cell([(name, False)], "", 1, left=True))
            row.append(_cell([(value, False)], "", 1, left=True))
        node.append(row)
    _append_table(document, node)


def append_prose_table(document: WordDocument, grid: ProseTable) -> None:
    """Append a table of the prose; its first rows, if they hold only header cells, repeat on each page.

    Columns are equally wide. Places that no cell covers get an empty one.
    """
    rows = list(_rows_with_spans(grid))
    width = max(left + cell.width for row in rows for left, (cell, _) in row.items())
    node = _empty_table([_WIDTH // width] * width, "")
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
        node.append(line)
    _append_table(document, node)


def _rows_with_spans(grid: ProseTable) -> Iterator[Mapping[int, tuple[TableCell, bool]]]:
    """Yield for each row its cells by grid column, and whether they begin in it.

    A cell that would overlap one from a row above is narrowed, and one longer than the table is cut.
    """
    spanning: dict[int, tuple[TableCell, int]] = {}
    for position, cells in enumerate(grid.rows):
        row = {left: (cell, False) for left, (cell, _) in spanning.items()}
        occupied = {at for left, (cell, _) in row.items() for at in range(left, left + cell.width)}
        continuing = {left: (cell, remaining - 1) for left, (cell, remaining) in spanning.items() if remaining > 1}
        left = 0
        for source in cells:
            while left in occupied:
                left += 1
            rows_left = len(grid.rows) - position
            cell = TableCell(
                source.runs,
                source.header,
                _free_width(left, source.width, occupied),
                min(source.height, rows_left),
            )
            row[left] = (cell, True)
            if cell.height > 1:
                continuing[left] = (cell, cell.height - 1)
            left += cell.width
        spanning = continuing
        yield row


def _free_width(left: int, width: int, occupied: Iterable[int]) -> int:
    """Return how many columns a cell can cover before it meets one from a row above."""
    return min([width, *(at - left for at in occupied if at > left)])


def _empty_table(columns: list[int], caption: str) -> BaseOxmlElement:
    """Return a table without rows: centred, framed, with columns of fixed widths in twips.

    `caption` is what screen readers say of it; empty for a table of the prose.
    """
    node = element("tbl")
    properties = element("tblPr")
    properties.append(element("tblW", w=sum(columns), type="dxa"))
    properties.append(element("jc", val="center"))
    borders = element("tblBorders")
    for side in _BORDERS:
        borders.append(element(side, val="single", sz=4, space=0, color="000000"))
    properties.append(borders)
    properties.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, w=_PADDING, type="dxa"))
    properties.append(margins)
    if caption:
        properties.append(element("tblCaption", val=caption))
    grid = element("tblGrid")
    for width in columns:
        grid.append(element("gridCol", w=width))
    node.append(properties)
    node.append(grid)
    return node


def _row(*, header: bool) -> BaseOxmlElement:
    """Return an empty row that does not break between pages; a header row is repeated on each."""
    row = element("tr")
    properties = element("trPr")
    properties.append(element("cantSplit"))
    properties.append(element("trHeight", val=_ROW_HEIGHT, hRule="atLeast"))
    if header:
        properties.append(element("tblHeader"))
    row.append(properties)
    return row


def _cell(
    runs: Iterable[tuple[str, bool]], merge: str, width: int, *, left: bool, keep_with_next: bool = False
) -> BaseOxmlElement:
    """Return a cell with one paragraph of runs, each a text and whether it is bold.

    `merge` is that of `_merge`, `keep_with_next` binds the row to the one below.
    """
    cell = element("tc")
    properties = element("tcPr")
    if width > 1:
        properties.append(element("gridSpan", val=width))
    if merge:
        properties.append(element("vMerge", val=merge))
    properties.append(element("vAlign", val="center"))
    cell.append(properties)
    paragraph = element("p")
    style = element("pPr")
    style.append(element("pStyle", val="TableText"))
    if keep_with_next:
        style.append(element("keepNext"))
    if left:
        style.append(element("jc", val="left"))
    paragraph.append(style)
    for text, bold in runs:
        paragraph.append(_run(text, bold=bold))
    cell.append(paragraph)
    return cell


def _run(text: str, *, bold: bool) -> BaseOxmlElement:
    """Return a run of text; a line feed in it is a line break."""
    run = element("r")
    if bold:
        properties = element("rPr")
        properties.append(element("b"))
        run.append(properties)
    for number, line in enumerate(printable(text).split("\n")):
        if number:
            run.append(element("br"))
        text_node = element("t")
        text_node.text = line
        text_node.set(qn("xml:space"), "preserve")
        run.append(text_node)
    return run


def _append_table(document: WordDocument, table: BaseOxmlElement) -> None:
    """Append a table at the end of the body, before the properties of the page, which have to come last."""
    # The properties of the page stay the last thing in the body.
    document.element.body.insert_element_before(table, "w:sectPr")
