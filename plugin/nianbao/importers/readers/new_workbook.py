"""A workbook of another kind written anew as .xlsx, so that the reader of Excel files reads its cells as well."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.utils.cell import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from nianbao.importers.readers import spans
from nianbao.model.normalisation import bearable

_THIN: Final = Side(style="thin")
_FRAME: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_DRAWING: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
_NO_LINKS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)
_ANCHOR: Final = "<a><from><col>{column}</col><row>{row}</row></from><pic/></a>"
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a cell's text, and how it is set; `colour` in hexadecimal (FF0000), empty for the usual one."""

    text: str
    is_struck: bool = False
    is_raised: bool = False
    is_tiny: bool = False
    colour: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether nothing sets it apart."""
        return not (self.is_struck or self.is_raised or self.is_tiny or self.colour)

    def font(self, kind: Any) -> Any:
        """Return its looks as one of openpyxl's kinds of fonts."""
        return kind(
            strike=self.is_struck or None,
            vertAlign="superscript" if self.is_raised else None,
            sz=1 if self.is_tiny else None,
            color=f"FF{self.colour}" if self.colour else None,
        )


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: a number, or text in runs, the format it is shown in, its frame and its comment.

    The looks of a number are those of a run without text. `formula` is written in place of a result that is not
    saved; `ground` is the colour behind the cell; `has_picture` says that a picture stands in its place.
    """

    number: float | None = None
    runs: tuple[Run, ...] = ()
    shown_as: str = "General"
    is_framed: bool = False
    comment: str = ""
    formula: str = ""
    ground: str = ""
    has_picture: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return self.number is None and not (
            self.formula or self.comment or self.has_picture or any(run.text for run in self.runs)
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A look cells have on a condition: their range ("A1:B2"), how they are compared with what, and the look.

    `operator` is one of Excel's ("greaterThan"), empty for a condition that isn't known.
    """

    range: str
    operator: str
    bounds: tuple[str, ...]
    looks: Run


@dataclass
class Sheet:
    """A sheet: cells by row and column, merged ranges (top, left, bottom, right), what is hidden; all from 1."""

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    is_hidden: bool = False
    conditions: list[Condition] = field(default_factory=list)


def saved(sheets: Iterable[Sheet], *, counts_from_1904: bool = False) -> bytes:
    """Return sheets as an .xlsx file. Raises Refusal for more places than the tables of a report have."""
    book = Workbook()
    del book[book.sheetnames[0]]
    if counts_from_1904:
        book.epoch = CALENDAR_MAC_1904
    places = 0
    made = list(sheets)
    for sheet in made:
        page = book.create_sheet(_title(sheet.title, book.sheetnames))
        places += len(sheet.cells)
        places += sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in sheet.merged)
        spans.refuse_more(places)
        _fill(page, sheet)
    if book.worksheets and all(page.sheet_state != "visible" for page in book.worksheets):
        # A workbook without a visible sheet can't be written; its hidden ones are told as such.
        book.create_sheet()
    buffer = BytesIO()
    book.save(buffer)
    drawn = {n: list(_pictures(sheet)) for n, sheet in enumerate(made, 1)}
    return _with_pictures(buffer.getvalue(), {n: places for n, places in drawn.items() if places})


def _pictures(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Yield row and column of the cells in whose place a picture stands, from 0."""
    yield from ((row - 1, column - 1) for (row, column), cell in sheet.cells.items() if cell.has_picture)


def _with_pictures(data: bytes, places: Mapping[int, Sequence[tuple[int, int]]]) -> bytes:
    """Return a workbook with empty pictures in places of its sheets, which are counted from 1."""
    if not places:
        return data
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        links = {f"xl/worksheets/_rels/sheet{n}.xml.rels": n for n in places}
        for name in [name for name in old.namelist() if name not in links]:
            new.writestr(name, old.read(name))
        for name, n in links.items():
            known = old.read(name).decode() if name in old.namelist() else _NO_LINKS
            link = f'<Relationship Id="drawn{n}" Type="{_DRAWING}" Target="/xl/drawings/drawn{n}.xml"/>'
            new.writestr(name, known.replace("</Relationships>", f"{link}</Relationships>"))
            anchors = "".join(_ANCHOR.format(row=row, column=column) for row, column in places[n])
            new.writestr(f"xl/drawings/drawn{n}.xml", f"<wsDr>{anchors}</wsDr>")
    return made.getvalue()


def _title(title: str, known: list[str]) -> str:
    """Return a title Excel allows that no sheet has yet."""
    bare = re.sub(r"[\\*?:/\[\]\x00-\x1f]", "_", title)[:31] or "_"
    number = 1
    found = bare
    while found.lower() in {name.lower() for name in known}:
        number += 1
        found = f"{bare[:27]}~{number}"
    return found


def _fill(page: Any, sheet: Sheet) -> None:
    """Write the cells of a sheet, and what it says of rows and columns."""
    if sheet.is_hidden:
        page.sheet_state = "hidden"
    for (row, column), cell in sheet.cells.items():
        _write(page.cell(row, column), cell)
    for top, left, bottom, right in sheet.merged:
        # `merge_cells` would empty the covered cells, which may be shown nowhere and still are to be told.
        page.merged_cells.add(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")
    for row in sheet.hidden_rows:
        page.row_dimensions[row].hidden = True
    for condition in sheet.conditions:
        font = condition.looks.font(Font)
        rule = CellIsRule(condition.operator, list(condition.bounds), font=font) if condition.operator else None
        page.conditional_formatting.add(condition.range, rule or FormulaRule(["TRUE"], font=font))
    for column in sheet.hidden_columns:
        page.column_dimensions[get_column_letter(column)].hidden = True


def _write(target: Any, cell: Cell) -> None:
    """Write a cell: texts as texts, also where they begin with a sign of equality."""
    if cell.formula:
        target.value = cell.formula
    elif cell.number is not None:
        target.value = int(cell.number) if float(cell.number).is_integer() else cell.number
        target.number_format = cell.shown_as
        if any(not run.is_plain for run in cell.runs):
            target.font = cell.runs[0].font(Font)
    elif text := _UNWRITABLE.sub("", "".join(run.text for run in cell.runs)):
        target.value = bearable(text)
        target.data_type = "s"
        target.number_format = cell.shown_as
        _set_runs(target, [run for run in cell.runs if run.text])
    if cell.is_framed:
        target.border = _FRAME
    if cell.ground:
        target.fill = PatternFill("solid", fgColor=f"FF{cell.ground}")
    if cell.comment:
        target.comment = Comment(_UNWRITABLE.sub("", cell.comment), "")


def _set_runs(target: Any, runs: list[Run]) -> None:
    """Set the looks of a text: of the whole cell, or run by run."""
    if all(run.is_plain for run in runs):
        return
    if len({replace(run, text="") for run in runs}) == 1:
        target.font = runs[0].font(Font)
    else:
        texts = [_UNWRITABLE.sub("", run.text) for run in runs]
        target.value = CellRichText(
            *(TextBlock(run.font(InlineFont), text) for run, text in zip(runs, texts, strict=True) if text)
        )
