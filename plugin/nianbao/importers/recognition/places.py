"""Records -> figures: which of a row's cells are the form's places, decided by evidence and never by guessing.

A row whose cells can be read in more than one way is not filled in: it becomes an open point, its text is kept.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nianbao.importers.document import DocumentCell, ImportNote
from nianbao.importers.draft import OpenPoint
from nianbao.importers.recognition.boxheads import Boxheads
from nianbao.importers.recognition.collected import Collected, Record
from nianbao.importers.recognition.tables import row_keys
from nianbao.model import cell
from nianbao.model.finding import Place
from nianbao.model.form import Form, Table
from nianbao.model.normalisation import label_key
from nianbao.model.report import Filed
from nianbao.source.receipt import Origin, normalisations

# A grid is padded if at least this many rows share one length.
_FEWEST_PADDED_ROWS = 3


@dataclass
class Reading:
    """Figures by place, and what was left out of them: notes, open points, text to keep, and of which rows."""

    figures: dict[Place, Filed] = field(default_factory=dict)
    origins: dict[Place, Origin] = field(default_factory=dict)
    notes: list[ImportNote] = field(default_factory=list)
    open: list[OpenPoint] = field(default_factory=list)
    unplaced: list[tuple[int, str]] = field(default_factory=list)
    left_out: set[tuple[str, str]] = field(default_factory=set)

    def set_aside(self, record: Record, why: str) -> None:
        """Keep the text of a row that is none of the form's, with a note."""
        self.notes.append(ImportNote(why, record.line, {"text": record.text}))
        self.unplaced.append((record.line, record.text))

    def leave_out(self, table: Table, record: Record, what: str) -> None:
        """List a row as open, with its official label if it is worded otherwise, and keep its text."""
        official = table.rows[record.row].label.text if record.row else ""
        named = f" [{official}]" if label_key(official) != label_key(record.label) else ""
        self.open.append(OpenPoint(what, record.line, record.text + named))
        self.left_out.add((table.key, record.row))
        self.unplaced.append((record.line, record.text))


@dataclass(frozen=True)
class _Evidence:
    """Where the figures start in the rows of one table that leave no choice, by shape of the row.

    `by_column` is the place of the first column in rows of a length, where the boxhead shows all columns;
    `spanless` are the lengths of rows in which figures follow their label at once; `last` is the last row's item
    of each grid.
    """

    by_shape: Mapping[tuple[int, int, int], frozenset[int]]
    by_column: Mapping[int, int]
    spanless: frozenset[int]
    last: Mapping[int, int]


def read_places(form: Form, collected: Collected) -> Reading:
    """Return the figures of all records, with what was left out of the form's places and why."""
    reading = Reading()
    headed = collected.headed(row_keys(form))
    for table in form.tables.values():
        records = [record for record in collected.records if record.table == table.key]
        if not any(block.rows for block in table.blocks):
            records = _last_whole(records, len(table.places), reading)
        else:
            records = _under_a_boxhead(records, headed, reading)
        _read_table(table, records, Boxheads(table, collected.headers), reading)
    for record in collected.sums:
        reading.set_aside(record, "group-sum")
    return reading


def _under_a_boxhead(records: list[Record], headed: set[int], reading: Reading) -> list[Record]:
    """Of rows that stand more than once, keep those below labels of their columns, if any do."""
    rows = {record.row for record in records if record.item in headed}
    kept = [record for record in records if record.item in headed or record.row not in rows]
    for record in records:
        if record.row in rows and record.item not in headed:
            reading.set_aside(record, "other-row")
    return kept


def _last_whole(records: list[Record], places: int, reading: Reading) -> list[Record]:
    """Keep the last row with exactly as many figures as the table has places; if there is none, the last row."""
    whole = [r for r in records if places in {len(r.tail), len(_filled(r.tail))}]
    whole = whole or [r for r in records if _filled(r.tail)]
    for record in records:
        if _filled(record.tail) and record is not whole[-1]:
            reading.set_aside(record, "other-row")
    return whole[-1:]


def _read_table(table: Table, records: list[Record], boxheads: Boxheads, reading: Reading) -> None:
    """Read the records of one table into its places, or leave them out as open points."""
    evidence = _evidence(table, records, boxheads)
    by_row: dict[str, list[tuple[Record, list[DocumentCell]]]] = {}
    for record in records:
        order = boxheads.order(record)
        cells = _places_of(table, record, records, boxheads, evidence) if order is not None else None
        if cells is None or order is None:
            reading.leave_out(table, record, "ambiguous-row" if order is not None else "columns-in-other-order")
            continue
        if len(cells) > len(record.tail) > 0:
            reading.notes.append(ImportNote("short-row", record.line, {"text": record.text}))
        by_row.setdefault(record.row, []).append((record, [cells[n] for n in order]))
    for row, claims in by_row.items():
        _place(table, row, claims, reading)


def _place(table: Table, row: str, claims: list[tuple[Record, list[DocumentCell]]], reading: Reading) -> None:
    """File a row's figures; a row that stands twice is filed only if both say the same.

    `claims` are its records, each with its cells in the order of the form's columns.
    """
    (record, cells), *others = claims
    for other, same in others:
        if [part.text for part in same] != [part.text for part in cells]:
            for each, _ in claims:
                reading.leave_out(table, each, "row-twice")
            return
        reading.notes.append(ImportNote("row-repeated", other.line, {"text": other.text}))
    places = [p for p in table.places if p.row == row] if row else list(table.places)
    for place, part in zip(places, cells, strict=True):
        reading.figures[place] = Filed(cell.read(part.text), 1, 1)
        raw = part.raw or part.text
        reading.origins[place] = Origin(
            part.own or part.line, raw, record.label, normalisations(raw, part.text, part.missing)
        )


# --- which cells -----------------------------------------------------------------------------------------------


def _count(table: Table, record: Record) -> int:
    """Return how many places a record's row has in the form."""
    return len(table.rows[record.row].columns) if record.row else len(table.places)


def _filled(tail: list[DocumentCell]) -> list[int]:
    """Return where in a row something is written."""
    return [n for n, part in enumerate(tail) if part.text]


def _blank(record: Record, count: int) -> list[DocumentCell]:
    """Return cells for places the original does not have, which are read as blank and say so in the receipt."""
    return [DocumentCell("", record.line, missing=True)] * count


def _certain(record: Record, count: int) -> int | None:
    """Return where the places start if the cells leave no choice, else None.

    There is none where exactly as many neighbouring cells are filled as the row has places, where a whole row has
    no more cells than places, and where what is filled reaches over all of them.
    """
    tail, filled = record.tail, _filled(record.tail)
    if len(filled) == count and filled[-1] - filled[0] == count - 1:
        return filled[0]
    if len(tail) == count and record.is_whole:
        return 0
    if len(tail) < count or not filled or not record.is_whole:
        return None
    first, last = max(0, filled[-1] - count + 1), min(filled[0], len(tail) - count)
    return first if first == last else None


def _evidence(table: Table, records: Sequence[Record], boxheads: Boxheads) -> _Evidence:
    """Return what the rows of a table that leave no choice show about the others."""
    by_shape: dict[tuple[int, int, int], set[int]] = {}
    for record in records:
        start = _certain(record, _count(table, record))
        if start is not None:
            by_shape.setdefault(_shape(record), set()).add(start)
    shapes = {key: frozenset(value) for key, value in by_shape.items()}
    last = {record.grid: record.item for record in sorted(records, key=lambda r: r.item) if record.is_row}
    return _Evidence(shapes, boxheads.first_columns(), boxheads.spanless(), last)


def _shape(record: Record) -> tuple[int, int, int]:
    """Return what two records written alike have in common; for labels that stand alone, how many cells follow."""
    return record.shape if record.is_row else (*record.shape[:2], len(record.tail))


def _places_of(
    table: Table,
    record: Record,
    records: list[Record],
    boxheads: Boxheads,
    evidence: _Evidence,
) -> list[DocumentCell] | None:
    """Return the cells of a record's places, or None where there is more than one way to read it.

    First the row by itself, then the boxhead above it, then rows of the same shape are asked.
    """
    count, tail = _count(table, record), record.tail
    filled = _filled(tail)
    if len(tail) == count and (record.is_whole or len(filled) == count):
        return tail
    if not filled:
        return _blank(record, count)
    if len(filled) >= count:
        return [tail[n] for n in filled] if len(filled) == count else None
    by_header = boxheads.cells(record)
    if by_header or len(tail) < count:
        return by_header or _cut_off(record, records, evidence, count)
    first, last = max(0, filled[-1] - count + 1), min(filled[0], len(tail) - count)
    start = _decided(record, range(first, last + 1), evidence)
    return tail[start : start + count] if start is not None else None


def _decided(record: Record, choices: range, evidence: _Evidence) -> int | None:
    """Choose among possible starts by rows of the same shape, then by the boxhead; otherwise don't."""
    alike = evidence.by_shape.get(_shape(record), frozenset())
    if alike:
        return next(iter(alike)) if len(alike) == 1 and next(iter(alike)) in choices else None
    if len(choices) == 1 and record.is_whole:
        return choices[0]
    if record.is_row and record.shape[2] in evidence.spanless:
        return 0 if 0 in choices else None
    # The cells that its label covers stand before its figures, too.
    lead = record.shape[2] - len(record.tail)
    first = evidence.by_column.get(record.shape[2], -1) - lead if record.is_row else -1
    return first if first in choices else None


def _cut_off(
    record: Record,
    records: list[Record],
    evidence: _Evidence,
    count: int,
) -> list[DocumentCell] | None:
    """Read the last row of a padded grid whose own padding is missing: its empty places at the end are blank."""
    if not record.is_row or record.item < evidence.last.get(record.grid, 0):
        return None
    others = [r for r in records if r.grid == record.grid and r is not record and r.is_row]
    lengths = Counter(r.shape[2] for r in others)
    is_padded = len(lengths) == 1 and len(others) >= _FEWEST_PADDED_ROWS and record.shape[2] < max(lengths)
    starts = frozenset().union(*(evidence.by_shape.get(_shape(r), frozenset()) for r in others))
    if is_padded and starts == {0}:
        return [*record.tail, *_blank(record, count - len(record.tail))]
    return None
