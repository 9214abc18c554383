"""Which cells of a row are the form's places, and what shows it: evidence for each cell, or an open row.

A row is read by its label and one of the kinds of evidence (`source.receipt.EVIDENCE`); where none holds, or two
disagree, it is open.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nianbao.importers.document import DocumentCell
from nianbao.importers.recognition.boxheads import Boxheads
from nianbao.importers.recognition.collected import Record
from nianbao.importers.recognition.rows import is_value
from nianbao.model.cell import Kind
from nianbao.model.cell import read as read_cell
from nianbao.model.form import Table

# So many rows with nothing but a single 0 are a habit of the one who filled the table in.
_FEWEST_ZEROS: Final = 3
# So few figures are found in a wider row by chance.
_FEW_COLUMNS: Final = 3
# Labels up to this length stand in one line with their figures where others do.
_SHORT_LABEL: Final = 8


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
    written there, `zeros` those in which each row that isn't full has a single 0; `last` is the last row's item
    of each grid. `in_rows`: figures stand in the rows of their labels. `used` are the places of figures by
    grid, length and number of columns of rows. `is_slid`: the tables of the
    document show that their blanks were dropped. `is_spanless`: figures follow at once also the labels that reach
    over the whole stub.
    """

    table: Table
    boxheads: Boxheads
    starts: Mapping[tuple[int, int, int], frozenset[int]]
    by_column: Mapping[int, int]
    spanless: frozenset[int]
    gapped: frozenset[int]
    zeros: frozenset[int]
    last: Mapping[int, int]
    in_rows: bool
    used: Mapping[tuple[int, int, int], frozenset[int]]
    is_slid: bool
    is_spanless: bool

    @classmethod
    def of(cls, table: Table, records: Sequence[Record], boxheads: Boxheads, *, is_slid: bool) -> "Evidence":
        """Return the evidence in the records of a table and the labels above its columns."""
        in_use: dict[tuple[int, int, int], list[list[int]]] = {}
        for record in (record for record in records if record.grid >= 0 and record.is_row):
            count = _count(table, record)
            in_use.setdefault((record.grid, len(record.tail), count), []).append(filled_in(record.tail))
        used = {key: _places_in_use(rows_filled) for key, rows_filled in in_use.items()}
        starts: dict[tuple[int, int, int], set[int]] = {}
        widest = {head.key for block in table.blocks for head in block.rows if not head.children}
        is_spanless = False
        for record in records:
            count = _count(table, record)
            found = _certain(record, count)
            # Figures of other rows beside the places would stand in a column the form hasn't.
            around = used.get((record.grid, len(record.tail), count), frozenset())
            if found and around <= {*range(found[0], found[0] + count)}:
                starts.setdefault(_shape(record), set()).add(found[0])
                is_spanless |= record.row in widest
        # Where all rows that leave no choice begin right behind their label, a blank there was written.
        begin = 0 if set().union(*starts.values()) == {0} else None
        gapped = frozenset(record.grid for record in records if record.is_row and _has_gap(record.tail, begin))
        short = [r for r in records if 0 < len(filled_in(r.tail)) < _count(table, r)]
        counts = Counter(record.grid for record in short)
        zeros = {grid for grid, count in counts.items() if count >= _FEWEST_ZEROS}
        zeros -= {record.grid for record in short if not _is_one_zero(record)}
        shapes = {key: frozenset(value) for key, value in starts.items()}
        rows = sorted((record.item, record.grid) for record in records if record.is_row and record.grid >= 0)
        last = {grid: item for item, grid in rows}
        in_rows = any(record.is_row and filled_in(record.tail) for record in records)
        return cls(
            table, boxheads, shapes, boxheads.first_columns(), boxheads.spanless(),
            gapped, frozenset(zeros), last, in_rows, used, is_slid, is_spanless and begin == 0,
        )  # fmt: skip

    def read(self, record: Record) -> Read | None:
        """Return the cells of a record's places, None where there is more than one way to read it, or none.

        First the labels above are asked, then the row by itself, then rows of the same shape.
        """
        count, tail = _count(self.table, record), record.tail
        is_short = count == 1 or len(record.label) <= _SHORT_LABEL
        if not tail or (is_short and self.in_rows and not record.is_row):
            # Where figures stand beside their labels, one below a short label may be another's.
            return None
        headed = self.boxheads.cells(record)
        if headed and not self._may_lack_blanks(record, count):
            return Read(headed[0], "headed", headed[1])
        order = self.boxheads.order(record)
        if order is None or record.is_of_others:
            return None
        found = self._start(record, count) if not self._has_another_column(record, count) else None
        if found is None:
            return None
        start, why = found
        cells = tail[start : start + count] if start >= 0 else [part for part in tail if part.text]
        cells = [*cells, *_blank(record, count - len(cells))]
        return Read([cells[n] for n in order], why)

    def _has_another_column(self, record: Record, count: int) -> bool:
        """Whether a row has more cells than the form has columns, and not all that are filled can be figures.

        Rows of its length in the grid have figures in more columns, a tick stands in it, or its few figures have
        no labels above them: which of the columns is none of the form's can't be told then.
        """
        if len(record.tail) <= count or record.grid < 0:
            return False
        ticks = any(
            part.text and not any(map(str.isalnum, part.text)) and not is_value(part.text) for part in record.tail
        )
        is_bare = count <= _FEW_COLUMNS and not self.boxheads.above(record)
        return ticks or is_bare or len(self._used(record, count)) > count

    def _used(self, record: Record, count: int) -> frozenset[int]:
        """Return the places at which figures stand in rows of a grid that are as long as a row."""
        return self.used.get((record.grid, len(record.tail), count), frozenset())

    def _start(self, record: Record, count: int) -> tuple[int, str] | None:
        """Return where the places of a row start and why; -1 where they are its filled cells, wherever."""
        tail, filled = record.tail, filled_in(record.tail)
        if len(tail) == count and (record.is_whole or len(filled) == count):
            is_sure = not self._may_lack_blanks(record, count)
            return (0, "count" if filled else "blank") if is_sure else None
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
        if self._may_lack_blanks(record, count):
            return (first, "first") if first in choices else None
        if alike := self.starts.get(_shape(record)):
            start = min(alike)
            return (start, "alike") if len(alike) == 1 and start in choices else None
        filled = filled_in(record.tail)
        if len(choices) == 1 and (record.is_whole or filled[-1] - filled[0] == count - 1):
            is_all = self._used(record, count) <= {*range(choices[0], choices[0] + count)}
            return (choices[0], "reach") if is_all else None
        if record.is_row and self.is_spanless and len(record.tail) == count:
            return 0, "behind"
        if record.is_row and record.shape[2] in self.spanless:
            return (0, "behind") if 0 in choices else None
        return (first, "first") if first in choices else None

    def _may_lack_blanks(self, record: Record, count: int) -> bool:
        """Whether a row's blanks may have been dropped and its end padded, so that its figures slid together.

        They may where its figures stand side by side from its first cell on, and either the tables of the document
        show that this was done, or the row may be padded and no row of the grid shows that blanks are written.
        Where no short row has more than a single 0, they are read as they stand; `xining-etdz-2022` is such.
        """
        if not _is_side_by_side(record, count) or len(record.tail) < count:
            return False
        return self.is_slid or (record.is_padded and record.grid not in self.zeros | self.gapped)

    def _is_cut_off(self, record: Record) -> bool:
        """Whether a row is the last of its padded grid, lacks its own padding, and holds a single 0."""
        is_last = record.is_row and record.item == self.last.get(record.grid, -1)
        starts = {start for shape, found in self.starts.items() for start in found if shape[2] > record.shape[2]}
        return is_last and record.grid in self.zeros | self.gapped and _is_one_zero(record) and starts == {0}


def have_slid(table: Table, records: Sequence[Record]) -> bool:
    """Whether the rows of a table show that blanks before their totals were dropped.

    All that are not full have their figures side by side from the first cell on, and the last of several is the
    sum of the others, as a total is: "padding that hides blanks" in `recognition_damaged.yml`.
    """
    several = 0
    for record in records:
        columns = table.rows[record.row].columns if record.row else ()
        figures = [read_cell(part.text).value for part in record.tail if part.text]
        if not columns or columns[-1].emphasis != "total" or not 0 < len(figures) < len(columns):
            continue
        *parts, total = figures
        if not _is_side_by_side(record, len(columns)) or (parts and sum(part or 0 for part in parts) != total):
            return False
        several += bool(parts)
    return several > 1


def _is_side_by_side(record: Record, count: int) -> bool:
    """Whether a row that is not full has its figures side by side from its first cell on."""
    filled = filled_in(record.tail)
    return filled == list(range(len(filled))) and 0 < len(filled) < count


def filled_in(tail: Iterable[DocumentCell]) -> list[int]:
    """Return where in a row something is written."""
    return [n for n, part in enumerate(tail) if part.text]


def _places_in_use(rows: Sequence[Sequence[int]]) -> frozenset[int]:
    """Return the places of some rows at which something stands in more than one of them, or in half of them."""
    places = Counter(place for filled in rows for place in filled)
    return frozenset(place for place, count in places.items() if count > 1 or 2 * count >= len(rows))


def _has_gap(tail: Sequence[DocumentCell], begin: int | None) -> bool:
    """Whether a blank stands between two figures of a row, or between where its figures begin and one."""
    filled = filled_in(tail)
    return bool(filled) and filled[-1] - (filled[0] if begin is None else begin) >= len(filled)


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
    if len(tail) < count or not filled or not record.is_whole or record.is_padded:
        return None
    first, last = max(0, filled[-1] - count + 1), min(filled[0], len(tail) - count)
    return (first,) if first == last else None


def _shape(record: Record) -> tuple[int, int, int]:
    """Return what two records written alike have in common; for labels that stand alone, how many cells follow."""
    return record.shape if record.is_row else (*record.shape[:2], len(record.tail))
