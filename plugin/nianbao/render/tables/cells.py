"""Cells of a statutory table as the form prints it: merged boxhead and stub, every figure exactly as filed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from nianbao.messages import Messages
from nianbao.model.cell import Cell, Kind
from nianbao.model.finding import Place
from nianbao.model.form import Table
from nianbao.model.grid import FormCell
from nianbao.model.report import Derived, Report

MISSING = "missing"


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
class Part:
    """A block of the printed table: its boxhead rows and the rows below them, each a tuple of cells."""

    head: tuple[tuple["Printed", ...], ...]
    body: tuple[tuple["Printed", ...], ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell ready for the template: tag, HTML attributes in order, text, and its mark.

    An attribute whose value is None is not printed. `place` is None for a label.
    """

    tag: str
    attributes: Mapping[str, object]
    text: str
    mark: Mark = NO_MARK
    place: Place | None = None


def cell_id(place: Place) -> str:
    """Return the id of a value cell in its page."""
    return f"nb-{place.table}-{place.row}-{place.column}"


def kind(report: Report, place: Place) -> str:
    """Return the kind of a cell's content, or `missing` where the source leaves its row out."""
    if figure := report.figures.get(place):
        return figure.cell.kind.value
    return Kind.BLANK.value if report.has_row(place.table, place.row) else MISSING


def row_of(places: Iterable[Place | None]) -> str:
    """Return the key of the row that all value cells of a printed row are of; empty for a row of several, or none.

    `places` are those of its cells, None for labels. In `disputes` one printed row holds three rows of the form.
    """
    keys = {place.row for place in places if place}
    return keys.pop() if len(keys) == 1 else ""


def parts(
    table: Table,
    report: Report | None,
    marks: Mapping[Place, Mark],
    messages: Messages,
) -> tuple[Part, ...]:
    """Return the printed table in its blocks; without a report, the blank form.

    A block begins at each run of rows that hold labels only. Unlike `TableRenderer.parts` this returns cells,
    for templates that style them in place.
    """
    printed = Printer(table, report, marks, messages)
    by_row = groupby(enumerate(table.grid), key=lambda item: item[1].top)
    rows = [tuple(printed.cell(index, cell) for index, cell in cells) for _, cells in by_row]
    blocks: list[Part] = []
    for boxhead, group in groupby(rows, key=lambda row: all(cell.tag == "th" for cell in row)):
        lines = tuple(group)
        if boxhead:
            blocks.append(Part(lines, ()))
        else:
            blocks[-1] = Part(blocks[-1].head, lines)
    return tuple(blocks)


def kinds(table: Table, report: Report, marks: Mapping[Place, Mark]) -> frozenset[str]:
    """Return the signs of the legend that a filled table needs, such as blank, missing (unread) or derived."""
    signs = {kind(report, place) for place in table.places}
    if report.is_imported and MISSING in signs:
        signs = signs - {MISSING} | {"unread"}
    if any(isinstance(report.figures.get(place), Derived) for place in table.places):
        signs.add("derived")
    table_marks = [mark for place, mark in marks.items() if place.table == table.key]
    if any(mark.proposed for mark in table_marks):
        signs.add("proposed")
    if any(mark.corrected for mark in table_marks):
        signs.add("corrected")
    return frozenset(signs)


class Printer:
    """Makes the cells of one table: of a report, or of the blank form where there is none.

    `scope` is a prefix of their ids, for pages with several tables of one key. Value cells name their labels
    in `headers`, as the HTML standard asks of tables with merged labels.
    """

    def __init__(
        self,
        table: Table,
        report: Report | None,
        marks: Mapping[Place, Mark],
        messages: Messages,
        scope: str = "",
    ) -> None:
        self._table, self._report, self._marks, self._word = table, report, marks, messages.word
        self._scope = scope
        self._label_ids = [f"{scope}nb-{table.key}-h{index}" for index in range(len(table.grid))]

    def cell(self, index: int, cell: FormCell) -> Printed:
        """Return the cell at a position of the table's grid: a label, or the value at its place."""
        if cell.place:
            return self.value(cell, cell.place)
        attributes = {
            "id": self._label_ids[index],
            "class": _classes(cell),
            "scope": _scope(cell),
            **_spans(cell),
        }
        return Printed("th", attributes, cell.label)

    def value(self, cell: FormCell, place: Place) -> Printed:
        """Return the value cell at a place: the filed text as it is, with its marks."""
        attributes: dict[str, object] = {
            "data-nb-row": place.row,
            "data-nb-cell": place.column,
            "headers": " ".join(self._label_ids[head] for head in cell.labels),
            "class": _classes(cell),
            **_spans(cell),
        }
        if self._report is None:
            return Printed("td", attributes, "", place=place)
        filed = self._report.cell(place)
        mark = self._marks.get(place, NO_MARK)
        attributes |= {
            "id": f"{self._scope}{cell_id(place)}",
            **self._value_attributes(self._report, place, filed),
            **self._mark_attributes(mark),
        }
        return Printed("td", attributes, filed.raw, mark, place)

    def _value_attributes(self, report: Report, place: Place, filed: Cell) -> dict[str, object]:
        """Return the attributes that state the kind of a cell's content, and its text for scripts."""
        content = kind(report, place)
        derived = isinstance(report.figures.get(place), Derived)
        attributes: dict[str, object] = {"data-nb-kind": content, "data-nb-value": filed.raw or None}
        if derived:
            attributes |= {"data-nb-derived": True, "title": self._word("cell-derived")}
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
            marked |= {"data-nb-proposed": True, "title": self._word("proposed", change=mark.changes)}
        return marked


def _classes(cell: FormCell) -> str | None:
    """Return the CSS classes of a cell by its role, its column and the form's emphasis; None if it has none."""
    words = [f"nb-{cell.role}"] if cell.role != "value" else []
    if cell.left == 0:
        words.append("nb-edge")
    if cell.role in {"stub", "corner"}:
        words.append(f"nb-left-{cell.left}")
        if cell.group:
            words.append("nb-group")
    if cell.emphasis:
        words.append(f"nb-{cell.emphasis}")
    return " ".join(words) or None


def _scope(cell: FormCell) -> str:
    """Return the `scope` of a label: its row or column, or the group of them it spans."""
    if cell.role == "stub":
        return "rowgroup" if cell.height > 1 else "row"
    return "colgroup" if cell.width > 1 else "col"


def _spans(cell: FormCell) -> dict[str, object]:
    """Return how many rows and columns a cell spans, as attributes; None for one."""
    return {
        "rowspan": cell.height if cell.height > 1 else None,
        "colspan": cell.width if cell.width > 1 else None,
    }
