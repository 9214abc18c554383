"""Which cells of a row are the form's places, and what shows it: evidence for each cell, or an open row.

A row is read by its label and one of the kinds of evidence (`source.receipt.EVIDENCE`); where none holds, or two
disagree, it is open.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nianbao.importers.document import DocumentCell
from nianbao.importers.recognition.boxheads import Boxheads
from nianbao.importers.recognition.collected import Record
from nianbao.model.cell import Kind
from nianbao.model.cell import read as read_cell
from nianbao.model.form import Table


@dataclass(frozen=True, slots=True)
class Read:
    """The cells of a row's places in the form's order, why they are these, and texts of columns it hasn't."""

    cells: Sequence[DocumentCell]
    why: str
    rest: tuple[DocumentCell, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """What the rows of one table that leave no choice show about the others, by shape of the row.

    `starts` are the places where figures begin in rows of a shape, `by_column` the place of the first column in
    rows of a length, where the boxhead shows all columns; `spanless` are the lengths of rows in which figures
    follow their label at once. `gapped` are the grids in which a blank stands between figures, so that blanks are
    written there; `last` is the last row's item of each grid.
    """

    table: Table
    boxheads: Boxheads
    starts: Mapping[tuple[int, int, int], frozenset[int]]
    by_column: Mapping[int, int]
    spanless: frozenset[int]
    gapped: frozenset[int]
    last: Mapping[int, int]

    @classmethod
    def of(cls, table: Table, records: Sequence[Record], boxheads: Boxheads) -> "Evidence":
        """Return the evidence in the records of a table and the labels above its columns."""
        starts: dict[tuple[int, int, int], set[int]] = {}
        for record in records:
            if found := _certain(record, _count(table, record)):
                starts.setdefault(_shape(record), set()).add(found[0])
        gapped = frozenset(record.grid for record in records if record.is_row and _has_gap(record.tail))
        shapes = {key: frozenset(value) for key, value in starts.items()}
        rows = sorted((record.item, record.grid) for record in records if record.is_row and record.grid >= 0)
        last = {grid: item for item, grid in rows}
        return cls(table, boxheads, shapes, boxheads.first_columns(), boxheads.spanless(), gapped, last)

    def read(self, record: Record) -> Read | None:
        """Return the cells of a record's places, None where there is more than one way to read it, or none.

        First the labels above are asked, then the row by itself, then rows of the same shape.
        """
        count, tail = _count(self.table, record), record.tail
        if not tail:
            return None
        if headed := self.boxheads.cells(record):
            return Read(headed[0], "headed", headed[1])
        order = self.boxheads.order(record)
        if order is None:
            return None
        found = self._start(record, count)
        if found is None:
            return None
        start, why = found
        cells = tail[start : start + count] if start >= 0 else [part for part in tail if part.text]
        cells = [*cells, *_blank(record, count - len(cells))]
        return Read([cells[n] for n in order], why)

    def _start(self, record: Record, count: int) -> tuple[int, str] | None:
        """Return where the places of a row start and why; -1 where they are its filled cells, wherever."""
        tail, filled = record.tail, filled_in(record.tail)
        if len(tail) == count and (record.is_whole or len(filled) == count):
            return 0, "count" if filled else "blank"
        if not filled:
            return 0, "blank"
        if len(filled) >= count:
            return (-1, "filled") if len(filled) == count else None
        if len(tail) < count:
            return (0, "alike") if self._is_cut_off(record) else None
        first, last = max(0, filled[-1] - count + 1), min(filled[0], len(tail) - count)
        return self._chosen(record, range(first, last + 1), count)

    def _chosen(self, record: Record, choices: range, count: int) -> tuple[int, str] | None:
        """Choose among possible starts by rows of the same shape, then by the boxhead; otherwise don't."""
        # The cells that its label covers stand before its figures, too.
        lead = record.shape[2] - len(record.tail)
        first = self.by_column.get(record.shape[2], -1) - lead if record.is_row else -1
        alike = self.starts.get(_shape(record), frozenset())
        if alike:
            start = next(iter(alike))
            is_sure = start == first or not self._may_lack_blanks(record, start, count)
            return (start, "alike") if len(alike) == 1 and start in choices and is_sure else None
        if len(choices) == 1 and record.is_whole:
            return choices[0], "reach"
        if record.is_row and record.shape[2] in self.spanless:
            return (0, "behind") if 0 in choices else None
        return (first, "first") if first in choices else None

    def _may_lack_blanks(self, record: Record, start: int, count: int) -> bool:
        """Whether a row's blanks may have been dropped and its end padded, so that its figures slid together.

        They may where the row may be padded, its figures stand side by side from the first place on, and no row of
        the grid shows that blanks are written. A single 0 has nothing to slide to; `xining-etdz-2022` has many.
        """
        filled = filled_in(record.tail)
        slid = filled == list(range(start, start + len(filled))) and not _is_one_zero(record)
        return record.is_padded and slid and len(record.tail) > count and record.grid not in self.gapped

    def _is_cut_off(self, record: Record) -> bool:
        """Whether a row is the last of its padded grid, lacks its own padding, and holds a single 0."""
        is_last = record.is_row and record.item == self.last.get(record.grid, -1)
        starts = {start for shape, found in self.starts.items() for start in found if shape[2] > record.shape[2]}
        return is_last and _is_one_zero(record) and starts == {0}


def filled_in(tail: Iterable[DocumentCell]) -> list[int]:
    """Return where in a row something is written."""
    return [n for n, part in enumerate(tail) if part.text]


def _has_gap(tail: Sequence[DocumentCell]) -> bool:
    """Whether a blank stands between two figures of a row."""
    filled = filled_in(tail)
    return bool(filled) and filled[-1] - filled[0] >= len(filled)


def _is_one_zero(record: Record) -> bool:
    """Whether the only figure of a row is a 0."""
    texts = [part.text for part in record.tail if part.text]
    return len(texts) == 1 and read_cell(texts[0]).kind is Kind.ZERO


def _count(table: Table, record: Record) -> int:
    """Return how many places a record's row has in the form."""
    return len(table.rows[record.row].columns) if record.row else len(table.places)


def _blank(record: Record, count: int) -> list[DocumentCell]:
    """Return cells for places the original does not have, which are read as blank and say so in the receipt."""
    return [DocumentCell("", record.line, missing=True)] * count


def _certain(record: Record, count: int) -> tuple[int] | None:
    """Return where the places start if the cells leave no choice, else None.

    There is none where exactly as many neighbouring cells are filled as the row has places, where a whole row has
    no more cells than places, and where what is filled reaches over all of them.
    """
    tail, filled = record.tail, filled_in(record.tail)
    if len(filled) == count and filled[-1] - filled[0] == count - 1:
        return (filled[0],)
    if len(tail) == count and record.is_whole:
        return (0,)
    if len(tail) < count or not filled or not record.is_whole:
        return None
    first, last = max(0, filled[-1] - count + 1), min(filled[0], len(tail) - count)
    return (first,) if first == last else None


def _shape(record: Record) -> tuple[int, int, int]:
    """Return what two records written alike have in common; for labels that stand alone, how many cells follow."""
    return record.shape if record.is_row else (*record.shape[:2], len(record.tail))
