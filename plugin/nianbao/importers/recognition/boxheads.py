"""What the labels above a table's columns say about the figures below them."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from nianbao.importers.document import DocumentCell
from nianbao.importers.recognition.collected import Header, Record
from nianbao.model import cell
from nianbao.model.form import Table
from nianbao.model.labels import Block

# Only the headers right above a row are asked; a table has three.
_NEAREST = 12
# Sums that are right by chance are few; those an agency got wrong are fewer than the others.
_FEWEST_SUMS = 3
_MOSTLY = 0.8


@dataclass(frozen=True, slots=True)
class _Rank:
    """Where a head of a boxhead stands: the number of its first column."""

    first: int
    is_group: bool


class Boxheads:
    """The rows of labels above one table's columns, by block, in the document's order."""

    def __init__(self, table: Table, headers: list[Header], records: Sequence[Record]) -> None:
        self.table = table
        self.adds_up = _add_up(table, records)
        named = {
            n: [(h, h.named(table.key, n)) for h in headers if h.named(table.key, n) or h.heads_of(table.key, n)]
            for n in range(len(table.blocks))
        }
        self._headers = named
        self._items = {block: [header.item for header, _ in own] for block, own in named.items()}
        self._ranks = [_ranks(block) for block in table.blocks]
        self._block = {
            head.row or head.key: n for n, block in enumerate(table.blocks) for head in block.leaf_rows
        }  # fmt: skip

    def above(self, record: Record) -> list[tuple[Header, list[tuple[int, str]]]]:
        """Return the headers of a record's block above it, the nearest first, with places and keys of columns."""
        block = self._block.get(record.row, 0)
        end = bisect_left(self._items[block], record.item)
        return self._headers[block][max(0, end - _NEAREST) : end][::-1]

    def cells(self, record: Record) -> tuple[list[DocumentCell], tuple[DocumentCell, ...]] | None:
        """Read a row by the places of the labels above it, if one row of labels names each of its columns once.

        The cells come in the form's order, whatever the order of the labels; with them come the filled cells of
        columns the form does not have.
        """
        if not record.row or not record.is_row:
            return None
        columns = [head.key for head in self.table.rows[record.row].columns]
        lead = record.shape[2] - len(record.tail)
        filled = {n for n, part in enumerate(record.tail) if part.text}
        for header, named in self.above(record):
            at = {key: place - lead for place, key in named if key in columns}
            is_each_once = sorted(key for _, key in named) == sorted(columns)
            if header.length == record.shape[2] and is_each_once and min(at.values()) >= 0:
                rest = tuple(record.tail[place] for place in sorted(filled - set(at.values())))
                return [record.tail[at[key]] for key in columns], rest
        return None

    def order(self, record: Record) -> list[int] | None:
        """Return which of a row's places is which of the form's columns, or None if that is unclear.

        A header that names every column once decides; one that names some of them, or groups of them, in another
        order than the form makes the row open, unless it is a mere line of columns and the rows of the table add
        up as the form has them. The answer of a usual table is 0, 1, 2 and so on.
        """
        number = self._block.get(record.row, 0)
        block = self.table.blocks[number]
        keys = [head.key for head in block.leaf_columns]
        totals = {head.key for head in block.leaf_columns if head.emphasis == "total"}
        is_flat = not any(head.children for head in block.columns)
        for header, named in self.above(record):
            stated = [key for _, key in named]
            if is_flat and sorted(stated) == sorted(keys):
                return [stated.index(key) for key in keys]
            ranks = [keys.index(key) for key in stated if header.length or key not in totals]
            begins_with_total = len(set(stated)) > 1 and stated[0] in totals
            is_other = begins_with_total or any(b <= a and b != min(ranks) for a, b in pairwise(ranks))
            if is_other and not (header.is_line and self.adds_up):
                return None
            if self._has_moved_groups(header, number):
                return None
        return list(range(len(keys) if record.row else len(self.table.places)))

    def _has_moved_groups(self, header: Header, number: int) -> bool:
        """Whether a header has a group of columns before or behind other heads than the form has it."""
        ranks = self._ranks[number]
        stated = [ranks[label] for label in header.heads_of(self.table.key, number) if label in ranks]
        return any(
            behind.first < before.first and (before.is_group or behind.is_group)
            for before, behind in pairwise(stated)
        )

    def spanless(self) -> frozenset[int]:
        """Return the lengths of rows whose spans are lost, so that figures follow their label at once.

        Labels show it: the first column stands at the very left, where the stub's span should be, and a later one
        nearer to it than the columns between them allow.
        """
        block = self.table.blocks[0]
        if not block.rows or len(self.table.blocks) > 1:
            return frozenset()
        rank = {head.key: number for number, head in enumerate(block.leaf_columns)}
        lengths = set()
        for header, named in self._headers[0]:
            places = {key: place for place, key in named}
            near = any(place < rank[key] for key, place in places.items())
            if header.length and near and places.get(block.leaf_columns[0].key) == 0:
                lengths.add(header.length)
        return frozenset(lengths)

    def first_columns(self) -> dict[int, int]:
        """Return where the first column stands, by length of row, if labels show all columns side by side."""
        block = self.table.blocks[0]
        if not block.rows or len(self.table.blocks) > 1:
            return {}
        keys = [head.key for head in block.leaf_columns]
        found: dict[int, dict[str, set[int]]] = {}
        for header, named in self._headers[0]:
            for place, key in named if header.length else ():
                found.setdefault(header.length, {}).setdefault(key, set()).add(place)
        return {
            length: first
            for length, places in found.items()
            for first in places.get(keys[0], set())
            if [places.get(key) for key in keys] == [{first + n} for n in range(len(keys))]
        }


def _ranks(block: Block) -> dict[str, _Rank]:
    """Return where each head of a boxhead stands, by its label, without labels that several heads have."""
    heads = [head for top in block.columns for head in top.walk()]
    count = Counter(head.text for head in heads)
    found: dict[str, _Rank] = {}
    columns = 0
    for head in heads:
        if count[head.text] == 1:
            found[head.text] = _Rank(columns, bool(head.children))
        columns += not head.children
    return found


def _add_up(table: Table, records: Sequence[Record]) -> bool:
    """Whether the rows of a table show the order of its columns: the last is a total, the sum of the others.

    At least three rows do, and nearly all that have a figure for each column and not the same in all.
    """
    sums: list[bool] = []
    for record in records:
        columns = table.rows[record.row].columns if record.row else ()
        values = [cell.read(part.text).value for part in record.tail]
        if len(values) == len(columns) > 1 and columns[-1].emphasis == "total" and len(set(values)) > 1:
            sums.append(sum(value or 0 for value in values[:-1]) == values[-1])
    return len(sums) >= _FEWEST_SUMS and sum(sums) >= _MOSTLY * len(sums)
