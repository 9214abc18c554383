"""Cells of a statutory table as the form prints it: merged boxhead and stub, every figure exactly as filed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from nianbao.messages import Messages
from nianbao.model.cell import Kind
from nianbao.model.finding import Place
from nianbao.model.form import Table
from nianbao.model.grid import FormCell
from nianbao.model.report import Derived, Report

MISSING = "missing"
# Tables with fewer columns than this fit a narrow screen.
_WIDE: Final = 5
# The level of a stub, counted from 0, whose labels have no class.
_INNERMOST: Final = 2
# Kinds of content that the text of a cell shows.
_SHOWN: Final = frozenset({Kind.NUMBER.value, Kind.ZERO.value})


@dataclass(frozen=True, slots=True)
class Corrected:
    """The last correction of a cell: its day (ISO 8601), the text before it, and the address of its entry."""

    day: str
    before: str
    address: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The findings, repairs, mentions in the prose, and the last correction of one cell.

    `codes` are the rules of all its findings, each once. `numbers` are number and code of each finding whose
    own cell it is, `tone` the gravest of these; `part` are number and code of each finding that only names it
    among others. `proposed` are number and change of each repair; `mentions` anchor and words of each number
    of the text that links here.
    """

    codes: tuple[str, ...] = ()
    numbers: tuple[tuple[int, str], ...] = ()
    tone: str = ""
    part: tuple[tuple[int, str], ...] = ()
    proposed: tuple[tuple[int, str], ...] = ()
    mentions: tuple[tuple[str, str], ...] = ()
    corrected: Corrected | None = None

    @property
    def changes(self) -> str:
        """The changes that the repairs propose for the cell, each once, parted by slashes."""
        return " / ".join(dict.fromkeys(change for _, change in self.proposed))


NO_MARK: Final = Mark()


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell ready for the template: tag, HTML attributes in order, text, and its mark.

    An attribute whose value is None is not printed. `place` is None for a label. `is_zero` is for
    pages whose cells say more than the figure, which is fainter then.
    """

    tag: str
    attributes: Mapping[str, object]
    text: str
    mark: Mark = NO_MARK
    place: Place | None = None
    is_zero: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A printed row of a table: its HTML attributes, and its cells."""

    attributes: Mapping[str, str]
    cells: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the printed table: its boxhead rows and the rows below them."""

    head: tuple[Line, ...]
    body: tuple[Line, ...]


def cell_id(place: Place) -> str:
    """Return the id of a value cell in its page."""
    return f"nb-{place.table}-{place.row}-{place.column}"


def table_id(number: int) -> str:
    """Return the prefix of the ids of a table's labels, by its number among the tables of the page."""
    return f"nb{number}"


def kind(report: Report, place: Place) -> str:
    """Return the kind of a cell's content, or `missing` where the source leaves its row out."""
    if figure := report.figures.get(place):
        return figure.cell.kind.value
    return Kind.BLANK.value if report.has_row(place.table, place.row) else MISSING


def parts(
    table: Table,
    report: Report | None,
    marks: Mapping[Place, Mark],
    messages: Messages,
    name: str = "",
) -> tuple[Part, ...]:
    """Return the printed table in its blocks; without a report, the blank form.

    Unlike `TableRenderer.parts` this returns cells, for templates that style them in place.
    `name` leads the ids of its labels.
    """
    printer = Printer(table, messages, name)
    blocks: list[Part] = []
    for is_boxhead, rows in printer.blocks():
        lines = tuple(
            Line(
                row.attributes,
                tuple(
                    printer.value(row, cell, cell.place, report, marks.get(cell.place))
                    if cell.place
                    else printer.label(row, index, cell)
                    for index, cell in row.cells
                ),
            )
            for row in rows
        )
        if is_boxhead:
            blocks.append(Part(lines, ()))
        else:
            blocks[-1] = Part(blocks[-1].head, lines)
    return tuple(blocks)


def kinds(table: Table, report: Report, marks: Mapping[Place, Mark]) -> frozenset[str]:
    """Return the signs of the legend that a filled table needs, such as blank, missing (unread) or derived."""
    figures = [report.figures.get(place) for place in table.places]
    signs: set[str] = {figure.cell.kind for figure in figures if figure}
    signs |= {kind(report, place) for place, figure in zip(table.places, figures, strict=True) if not figure}
    if report.is_imported and MISSING in signs:
        signs = signs - {MISSING} | {"unread"}
    if any(isinstance(figure, Derived) for figure in figures):
        signs.add("derived")
    table_marks = [mark for place, mark in marks.items() if place.table == table.key]
    if any(mark.proposed for mark in table_marks):
        signs.add("proposed")
    if any(mark.corrected for mark in table_marks):
        signs.add("corrected")
    return frozenset(signs)


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a table's grid: its cells with their positions in the grid.

    `key` is that of the row that all its value cells are of, empty for a row of several, or none: in `disputes`
    one printed row holds three rows of the form. `emphasis` is the one that all its cells share.
    """

    cells: tuple[tuple[int, FormCell], ...]
    key: str
    emphasis: str

    @property
    def attributes(self) -> Mapping[str, str]:
        """What the row says for all its cells, as HTML attributes."""
        stated = {"class": f"nb-{self.emphasis}" if self.emphasis else "", "data-nb-row": self.key}
        return {name: value for name, value in stated.items() if value}


def _row(cells: tuple[tuple[int, FormCell], ...]) -> GridRow:
    """Return a row of a grid with what all its cells share."""
    keys = {cell.place.row for _, cell in cells if cell.place}
    emphases = {cell.emphasis for _, cell in cells}
    return GridRow(cells, keys.pop() if len(keys) == 1 else "", emphases.pop() if len(emphases) == 1 else "")


def _rows(table: Table) -> tuple[GridRow, ...]:
    """Return the rows of a table's grid."""
    by_row = groupby(enumerate(table.grid), key=lambda item: item[1].top)
    return tuple(_row(tuple(cells)) for _, cells in by_row)


def chooses_columns(table: Table) -> bool:
    """Return whether a narrow screen shows the columns of a table one at a time: a wide one with one boxhead."""
    return len(table.blocks) == 1 and table.width >= _WIDE


class Printer:
    """Makes the cells of one table, for reports and for the blank form.

    Labels speak for the rows and columns they span: those of a stub by `scope`, those of a boxhead because their
    row holds labels only. Where a table has several boxheads, one would speak for the cells of the
    next one, too, so value cells name their labels in `headers`; `name` leads the ids of these.
    """

    def __init__(self, table: Table, messages: Messages, name: str = "") -> None:
        self._table, self._word, self._last = table, messages.word, table.last_emphasis
        self._label_ids = [f"{name}-{index}" for index in range(len(table.grid))] if len(table.blocks) > 1 else []

    def blocks(self) -> Iterator[tuple[bool, tuple[GridRow, ...]]]:
        """Yield the rows of the table in runs: those that hold labels only (True), and those below them.

        A block of the table begins at each run of labels.
        """
        for is_boxhead, run in groupby(
            _rows(self._table), key=lambda row: not any(cell.place for _, cell in row.cells)
        ):
            yield is_boxhead, tuple(run)

    def label(self, row: GridRow, index: int, cell: FormCell) -> Printed:
        """Return the label at a position of the table's grid."""
        attributes: dict[str, object] = {
            "id": self._label_ids[index] if self._label_ids and cell.role != "corner" else None,
            "class": " ".join(self._classes(row, cell)) or None,
            "scope": {"stub": "row", "bar": "col"}.get(cell.role),
            **_spans(cell),
        }
        return Printed("th", attributes, cell.label)

    def value(
        self, row: GridRow, cell: FormCell, place: Place, report: Report | None, mark: Mark | None
    ) -> Printed:
        """Return the value cell at a place: the filed text as it is, with its mark.

        A cell with a mark has an id, because something on the site leads to it; `NO_MARK` gives an id alone.
        """
        filed = report.cell(place) if report else None
        attributes: dict[str, object] = {
            "data-nb-row": None if row.key else place.row,
            "data-nb-cell": place.column,
            "id": cell_id(place) if mark is not None else None,
            "headers": " ".join(self._label_ids[head] for head in cell.labels) if self._label_ids else None,
            "class": " ".join(self._classes(row, cell)) or None,
            **_spans(cell),
        }
        if report and filed:
            attributes |= self._value_attributes(report, place)
            attributes |= self._mark_attributes(mark or NO_MARK)
        is_zero = filed is not None and filed.kind is Kind.ZERO
        return Printed("td", attributes, filed.raw if filed else "", mark or NO_MARK, place, is_zero)

    def _value_attributes(self, report: Report, place: Place) -> dict[str, object]:
        """Return the attributes that state what the text of a cell does not show: that it is blank, or derived."""
        content = kind(report, place)
        derived = isinstance(report.figures.get(place), Derived)
        attributes: dict[str, object] = {"data-nb-kind": None if content in _SHOWN else content}
        if derived:
            attributes |= {"data-nb-derived": "", "title": self._word("cell-derived")}
        if content in {MISSING, "blank"}:
            is_unread = content == MISSING and report.is_imported
            attributes["aria-label"] = self._word("cell-unread" if is_unread else f"cell-{content}")
        return attributes

    def _mark_attributes(self, mark: Mark) -> dict[str, object]:
        """Return the attributes that show a cell's findings, correction and proposed repair."""
        marked: dict[str, object] = {
            "data-nb-finding": " ".join(mark.codes) or None,
            "data-nb-tone": mark.tone or None,
            "data-nb-corrected": mark.corrected.day if mark.corrected else None,
        }
        if mark.proposed:
            marked |= {"data-nb-proposed": "", "title": self._word("proposed", change=mark.changes)}
        return marked

    def _classes(self, row: GridRow, cell: FormCell) -> Iterator[str]:
        """Yield the CSS classes of a cell: the level of a stub, the left edge, and emphasis that it has alone."""
        is_last = cell.place is not None and cell == row.cells[-1][1]
        emphasis = "" if row.emphasis or (is_last and cell.emphasis == self._last) else cell.emphasis
        if cell.role == "bar":
            yield "nb-bar"
        elif cell.role in {"stub", "corner"}:
            # Most labels stand at level 2: without any class they do.
            if cell.left != _INNERMOST or cell.group or emphasis:
                yield f"nb-{cell.left}"
            if cell.group and cell.height == 1:
                yield "nb-group"
        elif cell.left == 0:
            yield "nb-edge"
        if emphasis:
            yield f"nb-{emphasis}"


def _spans(cell: FormCell) -> dict[str, object]:
    """Return how many rows and columns a cell spans, as attributes; None for one."""
    return {
        "rowspan": cell.height if cell.height > 1 else None,
        "colspan": cell.width if cell.width > 1 else None,
    }
