"""Records -> figures: which of a row's cells are the form's places, decided by evidence and never by guessing."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from nianbao import cell
from nianbao.finding import Place
from nianbao.form import Form, Table
from nianbao.importers.document import GridCell, Remark
from nianbao.importers.draft import OpenPoint
from nianbao.importers.found import Findings, Header, Record
from nianbao.lexicon import label_key
from nianbao.report import Filed

# A grid is padded if at least this many rows share one length.
_FEWEST_PADDED_ROWS = 3


@dataclass
class Reading:
    """Figures by place, tables seen, and what was left out of them: remarks, open points, text to keep."""

    figures: dict[Place, Filed] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    open: list[OpenPoint] = field(default_factory=list)
    unplaced: list[tuple[int, str]] = field(default_factory=list)

    def leave_out(self, table: Table, record: Record, what: str) -> None:
        """List a row as open, with its official label if it is worded otherwise, and keep its text."""
        official = table.rows[record.row].head.label if record.row else ""
        named = f" [{official}]" if label_key(official) != label_key(record.label) else ""
        self.open.append(OpenPoint(what, record.line, record.text + named))
        self.unplaced.append((record.line, record.text))


@dataclass(frozen=True)
class _Evidence:
    """Where the figures start in the rows of one table that leave no choice, by shape of the row.

    `by_column` is the place of the first column in rows of a length, where the boxhead shows all columns.
    """

    by_shape: Mapping[tuple[int, int, int], frozenset[int]]
    by_column: Mapping[int, int]


def read_places(form: Form, found: Findings) -> Reading:
    """Return the figures of all records."""
    reading = Reading()
    for table in form.tables.values():
        records = [record for record in found.records if record.table == table.key]
        if table.rows and not any(block.rows for block in table.blocks):
            records = _last_whole(records, len(table.places), reading)
        _read_table(table, records, found.headers, reading)
        _missing(table, found, reading)
    for record in found.sums:
        reading.remarks.append(Remark("group-sum", record.line, {"text": record.text}))
        reading.unplaced.append((record.line, record.text))
    return reading


def _missing(table: Table, found: Findings, reading: Reading) -> None:
    """List the rows of a table that is there but lacks them."""
    lines = [
        part.line for _, part, match in found.matches if all(entry.table == table.key for entry in match.entries)
    ]
    stated = {place.row for place in reading.figures if place.table == table.key}
    stated |= {r.row for r in found.records if r.table == table.key and (r.row or _filled(r.tail))}
    if lines and not stated and not any(block.rows for block in table.blocks):
        reading.open.append(OpenPoint("figures-missing", max(lines), ""))
    for row in table.rows.values() if lines and any(block.rows for block in table.blocks) else ():
        if row.key not in stated:
            reading.open.append(OpenPoint("row-missing", max(lines), row.head.label))


def _last_whole(records: list[Record], places: int, reading: Reading) -> list[Record]:
    """Keep the last row with exactly as many figures as the table has places; if there is none, the last row."""
    whole = [r for r in records if places in {len(r.tail), len(_filled(r.tail))}]
    whole = whole or [r for r in records if _filled(r.tail)]
    for record in records:
        if _filled(record.tail) and record is not whole[-1]:
            reading.remarks.append(Remark("other-row", record.line, {"text": record.text}))
            reading.unplaced.append((record.line, record.text))
    return whole[-1:]


def _read_table(table: Table, records: list[Record], headers: list[Header], reading: Reading) -> None:
    evidence = _evidence(table, records, headers)
    by_row: dict[str, list[tuple[Record, list[GridCell]]]] = {}
    for record in records:
        order = _order(table, record, headers)
        cells = _places_of(table, record, records, headers, evidence) if order is not None else None
        if cells is None or order is None:
            reading.leave_out(table, record, "ambiguous-row" if order is not None else "columns-in-other-order")
            continue
        if len(cells) > len(record.tail) > 0:
            reading.remarks.append(Remark("short-row", record.line, {"text": record.text}))
        by_row.setdefault(record.row, []).append((record, [cells[n] for n in order]))
    for row, claims in by_row.items():
        _place(table, row, claims, reading)


def _place(table: Table, row: str, claims: list[tuple[Record, list[GridCell]]], reading: Reading) -> None:
    """File a row's figures; a row that stands twice is filed only if both say the same."""
    (_, cells), *others = claims
    for other, same in others:
        if [part.text for part in same] != [part.text for part in cells]:
            for each, _ in claims:
                reading.leave_out(table, each, "row-twice")
            return
        reading.remarks.append(Remark("row-repeated", other.line, {"text": other.text}))
    places = [p for p in table.places if p.row == row] if row else list(table.places)
    for place, part in zip(places, cells, strict=True):
        reading.figures[place] = Filed(cell.read(part.text), 1, 1)


# --- which cells -----------------------------------------------------------------------------------------------


def _count(table: Table, record: Record) -> int:
    return len(table.rows[record.row].columns) if record.row else len(table.places)


def _filled(tail: list[GridCell]) -> list[int]:
    return [n for n, part in enumerate(tail) if part.text]


def _blank(record: Record, count: int) -> list[GridCell]:
    return [GridCell("", record.line)] * count


def _certain(record: Record, count: int) -> int | None:
    """Return where the places start if the cells leave no choice, else None."""
    tail, filled = record.tail, _filled(record.tail)
    if len(filled) == count and filled[-1] - filled[0] == count - 1:
        return filled[0]
    if len(tail) == count and record.is_whole:
        return 0
    if len(tail) < count or not filled or not record.is_whole:
        return None
    first, last = max(0, filled[-1] - count + 1), min(filled[0], len(tail) - count)
    return first if first == last else None


def _evidence(table: Table, records: Iterable[Record], headers: list[Header]) -> _Evidence:
    by_shape: dict[tuple[int, int, int], set[int]] = {}
    for record in records:
        start = _certain(record, _count(table, record))
        if start is not None:
            by_shape.setdefault(_shape(record), set()).add(start)
    return _Evidence({key: frozenset(value) for key, value in by_shape.items()}, _first_columns(table, headers))


def _first_columns(table: Table, headers: list[Header]) -> dict[int, int]:
    """Return where the first column stands, by length of row, if the boxhead shows all columns side by side."""
    block = table.blocks[0]
    keys = [head.key for head in block.leaf_columns]
    if not block.rows or len(table.blocks) > 1:
        return {}
    found: dict[int, dict[str, set[int]]] = {}
    for header in headers:
        for place, key in header.named(table.key, 0) if header.length else ():
            found.setdefault(header.length, {}).setdefault(key, set()).add(place)
    return {
        length: min(places[keys[0]])
        for length, places in found.items()
        if [places.get(key) for key in keys] == [{min(places.get(keys[0], {0})) + n} for n in range(len(keys))]
    }


def _shape(record: Record) -> tuple[int, int, int]:
    return record.shape if record.is_row else (*record.shape[:2], len(record.tail))


def _places_of(
    table: Table,
    record: Record,
    records: list[Record],
    headers: list[Header],
    evidence: _Evidence,
) -> list[GridCell] | None:
    """Return the cells of a record's places, or None where there is more than one way to read it."""
    count, tail = _count(table, record), record.tail
    filled = _filled(tail)
    if len(tail) == count and (record.is_whole or len(filled) == count):
        return tail
    if not filled:
        return _blank(record, count)
    if len(filled) >= count:
        return [tail[n] for n in filled] if len(filled) == count else None
    by_header = _under_header(table, record, headers)
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
    first = evidence.by_column.get(record.shape[2], -1) - record.shape[0] - 1 if record.is_row else -1
    return first if first in choices else None


def _cut_off(
    record: Record,
    records: list[Record],
    evidence: _Evidence,
    count: int,
) -> list[GridCell] | None:
    """Read the last row of a padded grid whose own padding is missing: its empty places at the end are blank."""
    others = [r for r in records if r.grid == record.grid and r is not record and r.is_row]
    lengths = Counter(r.shape[2] for r in others)
    is_last = not any(r.item > record.item for r in others)
    is_padded = len(lengths) == 1 and len(others) >= _FEWEST_PADDED_ROWS and record.shape[2] < max(lengths)
    starts = frozenset().union(*(evidence.by_shape.get(_shape(r), frozenset()) for r in others))
    if record.is_row and is_last and is_padded and starts == {0}:
        return [*record.tail, *_blank(record, count - len(record.tail))]
    return None


# --- what the boxhead says -------------------------------------------------------------------------------------


def _block_of(table: Table, record: Record) -> int:
    keys = [{head.row or head.key for head in block.leaf_rows} for block in table.blocks]
    return next((n for n, known in enumerate(keys) if record.row in known), 0)


def _under_header(table: Table, record: Record, headers: list[Header]) -> list[GridCell] | None:
    """Read a row by the places of the labels above it, if one row of labels names all its columns."""
    if not record.row or not record.is_row:
        return None
    columns = [head.key for head in table.rows[record.row].columns]
    lead = record.shape[2] - len(record.tail)
    for header in reversed(headers):
        places = [
            place - lead for place, key in header.named(table.key, _block_of(table, record)) if key in columns
        ]
        if header.item > record.item or header.length != record.shape[2] or len(places) != len(columns):
            continue
        if min(places) >= 0 and set(_filled(record.tail)) <= set(places):
            return [record.tail[place] for place in sorted(places)]
    return None


def _order(table: Table, record: Record, headers: list[Header]) -> list[int] | None:
    """Return which of a row's places is which of the form's columns, or None if the boxhead leaves that unclear.

    A header that names every column once decides; one that names some of them in another order than the form
    makes the row open.
    """
    count, block = _count(table, record), _block_of(table, record)
    keys = [head.key for head in table.blocks[block].leaf_columns]
    usual = list(range(count))
    is_flat = not any(head.children for head in table.blocks[block].columns)
    for header in reversed([header for header in headers if header.item < record.item]):
        named = [key for _, key in header.named(table.key, block)]
        if not named:
            continue
        if is_flat and len(named) == len(keys) == count and set(named) == set(keys):
            return [named.index(key) for key in keys]
        if len(set(named)) > 1 and _is_total(table, block, named[0]):
            return None
        ranks = [keys.index(key) for key in named if header.length or not _is_total(table, block, key)]
        if any(second <= first and second != min(ranks) for first, second in pairwise(ranks)):
            return None
    return usual


def _is_total(table: Table, block: int, key: str) -> bool:
    return any(head.key == key and head.emphasis == "total" for head in table.blocks[block].leaf_columns)
