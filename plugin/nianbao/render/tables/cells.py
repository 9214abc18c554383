"""A statutory table as the form prints it: merged boxhead and stub, every figure exactly as filed."""

from collections.abc import Mapping
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
    """The last correction of a cell: its day (ISO), what stood there, and where it is told."""

    day: str
    before: str
    address: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What findings and repairs say of one cell, and how it was corrected.

    `codes` are those of all its findings; `numbers` number and code of each that is about it, `tone` the worst of
    these; `part` number and code of each it only takes part in; `proposed` number and change of each repair;
    `said` id and words of each number of the text that leads here.
    """

    codes: tuple[str, ...] = ()
    numbers: tuple[tuple[int, str], ...] = ()
    tone: str = ""
    part: tuple[tuple[int, str], ...] = ()
    proposed: tuple[tuple[int, str], ...] = ()
    said: tuple[tuple[str, str], ...] = ()
    corrected: Corrected | None = None

    @property
    def changes(self) -> str:
        """What the repairs propose, each once."""
        return " / ".join(dict.fromkeys(change for _, change in self.proposed))


NO_MARK: Final = Mark()


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the printed table: its boxhead rows and the rows below them, each a list of cells."""

    head: tuple[tuple["Printed", ...], ...]
    body: tuple[tuple["Printed", ...], ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """One cell ready for the template: tag, attributes in order, text, and what findings say of it."""

    tag: str
    attributes: Mapping[str, object]
    text: str
    mark: Mark = NO_MARK
    place: Place | None = None


def cell_id(place: Place) -> str:
    """Return the id of a value cell in its page."""
    return f"nb-{place.table}-{place.row}-{place.column}"


def kind(report: Report, place: Place) -> str:
    """Return what a cell says, or `missing` where the source leaves its row out."""
    if figure := report.figures.get(place):
        return figure.cell.kind.value
    return Kind.BLANK.value if report.has_row(place.table, place.row) else MISSING


def parts(
    table: Table,
    report: Report | None,
    marks: Mapping[Place, Mark],
    messages: Messages,
) -> tuple[Part, ...]:
    """Return the printed table in its blocks; without a report, the blank form."""
    printed = Printer(table, report, marks, messages)
    by_row = groupby(enumerate(table.grid), key=lambda item: item[1].top)
    rows = [tuple(printed.cell(index, cell) for index, cell in cells) for _, cells in by_row]
    found: list[Part] = []
    for boxhead, group in groupby(rows, key=lambda row: all(cell.tag == "th" for cell in row)):
        lines = tuple(group)
        if boxhead:
            found.append(Part(lines, ()))
        else:
            found[-1] = Part(found[-1].head, lines)
    return tuple(found)


def kinds(table: Table, report: Report, marks: Mapping[Place, Mark]) -> frozenset[str]:
    """Return which signs of the legend a filled table needs."""
    found = {kind(report, place) for place in table.places}
    if any(isinstance(report.figures.get(place), Derived) for place in table.places):
        found.add("derived")
    told = [mark for place, mark in marks.items() if place.table == table.key]
    if any(mark.proposed for mark in told):
        found.add("proposed")
    if any(mark.corrected for mark in told):
        found.add("corrected")
    return frozenset(found)


class Printer:
    """Makes the cells of one table: of a report, or of the blank form; `scope` leads their ids."""

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
        self._heads = [f"{scope}nb-{table.key}-h{index}" for index in range(len(table.grid))]

    def cell(self, index: int, cell: FormCell) -> Printed:
        """Return a cell of the table's grid, which stands there at this position."""
        if cell.place:
            return self.value(cell, cell.place)
        attributes = {
            "id": self._heads[index],
            "class": _classes(cell),
            "scope": _scope(cell),
            **_spans(cell),
        }
        return Printed("th", attributes, cell.label)

    def value(self, cell: FormCell, place: Place) -> Printed:
        """Return the value cell at a place of the form."""
        attributes: dict[str, object] = {
            "data-nb-row": place.row,
            "data-nb-cell": place.column,
            "headers": " ".join(self._heads[head] for head in cell.labels),
            "class": _classes(cell),
            **_spans(cell),
        }
        if self._report is None:
            return Printed("td", attributes, "", place=place)
        filed = self._report.cell(place)
        mark = self._marks.get(place, NO_MARK)
        attributes |= {
            "id": f"{self._scope}{cell_id(place)}",
            **self._said(self._report, place, filed),
            **self._marked(mark),
        }
        return Printed("td", attributes, filed.raw, mark, place)

    def _said(self, report: Report, place: Place, filed: Cell) -> dict[str, object]:
        says = kind(report, place)
        derived = isinstance(report.figures.get(place), Derived)
        said: dict[str, object] = {"data-nb-kind": says, "data-nb-value": filed.raw or None}
        if derived:
            said |= {"data-nb-derived": True, "title": self._word("cell-derived")}
        if says in {MISSING, "blank"}:
            said["aria-label"] = self._word(f"cell-{says}")
        return said

    def _marked(self, mark: Mark) -> dict[str, object]:
        marked: dict[str, object] = {
            "data-nb-finding": " ".join(mark.codes) or None,
            "data-nb-tone": mark.tone or None,
            "data-nb-corrected": mark.corrected.day if mark.corrected else None,
        }
        if mark.proposed:
            marked |= {"data-nb-proposed": True, "title": self._word("proposed", change=mark.changes)}
        return marked


def _classes(cell: FormCell) -> str | None:
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
    if cell.role == "stub":
        return "rowgroup" if cell.height > 1 else "row"
    return "colgroup" if cell.width > 1 else "col"


def _spans(cell: FormCell) -> dict[str, object]:
    return {
        "rowspan": cell.height if cell.height > 1 else None,
        "colspan": cell.width if cell.width > 1 else None,
    }
