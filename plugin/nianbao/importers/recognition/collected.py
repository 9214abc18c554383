"""What a walk over a document's rows found: records, headers, and what is no table after all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from nianbao.importers.document import DocumentCell
from nianbao.importers.recognition.labels import COLUMN, ROW, Entry, Match
from nianbao.importers.recognition.rows import Item
from nianbao.model.cell import read as read_cell

# A run of single cells is a table only if it holds a figure or at least this many labels.
_FEWEST_LABELS = 4


@dataclass
class Record:
    """The cells that follow one row label. `row` is empty for the row of a table without a stub.

    `shape` is what two rows written alike have in common: place of the label, labels before it, length of the row.
    `is_row` says that all its places stand in one row of the original, `is_whole` that none can be missing there.
    """

    table: str
    row: str
    label: str
    line: int
    item: int
    grid: int
    shape: tuple[int, int, int]
    is_row: bool
    is_whole: bool = True
    tail: list[DocumentCell] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The label and its cells as filed, places marked by bars."""
        return " | ".join(part for part in (self.label, *(part.text for part in self.tail))).strip()


@dataclass(frozen=True)
class Header:
    """A row of labels above columns: the columns it names, by their place, and how many places it has.

    Labels that stand one below the other make one header of `length` 0, at the item of the last.
    """

    item: int
    columns: tuple[tuple[int, Match], ...]
    length: int

    def named(self, table: str, block: int) -> list[tuple[int, str]]:
        """Return place and key of the columns it names in a block of a table."""
        return [
            (place, entry.key)
            for place, match in self.columns
            for entry in match.entries
            if (entry.kind, entry.table, entry.block) == (COLUMN, table, block)
        ]


@dataclass
class Collected:
    """What was found in a document: records, headers, label matches, and what fits nowhere, by item."""

    records: list[Record] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    matches: list[tuple[int, DocumentCell, Match]] = field(default_factory=list)
    fragments: dict[int, list[DocumentCell]] = field(default_factory=dict)
    stubs: list[tuple[int, int, Entry]] = field(default_factory=list)
    sums: list[Record] = field(default_factory=list)
    strays: dict[int, list[DocumentCell]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def headed(self, blocks: Mapping[str, list[set[str]]]) -> set[int]:
        """Return the items whose record stands in one table with labels of its block's columns above it.

        `blocks` are the row keys of each block, by table.
        """
        headers = {header.item: header for header in self.headers}
        by_item: dict[int, list[Record]] = {}
        for record in self.records:
            by_item.setdefault(record.item, []).append(record)
        found: set[int] = set()
        alive: set[tuple[str, int]] = set()
        last = -1
        for at in sorted(self.taken):
            if at != last + 1:
                alive = set()
            if at in headers:
                alive |= {
                    (entry.table, entry.block) for _, match in headers[at].columns for entry in match.entries
                }
            for record in by_item.get(at, ()):
                if any(
                    (record.table, n) in alive for n, rows in enumerate(blocks[record.table]) if record.row in rows
                ):
                    found.add(at)
            last = at
        return found

    def drop_what_is_no_table(self, items: list[Item], held: set[int]) -> None:
        """Give back runs that only look like a part of a table: labels in running text, with no figure."""
        filled = {record.item for record in self.records if any(part.text for part in record.tail)}
        labelled = {at for at, _, _ in self.matches}
        for run in list(_runs(items, self.taken, held)):
            is_table = (
                any(at in filled for at in run)
                or any(items[at].is_row and at in labelled and at not in self.strays for at in run)
                or sum(at in labelled for at in run) >= _FEWEST_LABELS
            )
            if not is_table and any(not items[at].is_empty for at in run):
                self._give_back(set(run))

    def drop_what_stands_elsewhere(
        self, items: list[Item], held: set[int], blocks: Mapping[str, list[set[str]]]
    ) -> None:
        """Give back runs without a boxhead whose rows all stand in the statutory tables, too.

        `blocks` are the row keys of each block, by table.
        """
        headed = self.headed(blocks)
        rows = {(record.table, record.row) for record in self.records if record.item in headed}
        by_item: dict[int, list[Record]] = {}
        for record in self.records:
            by_item.setdefault(record.item, []).append(record)
        for run in list(_runs(items, self.taken, held)):
            records = [record for at in run for record in by_item.get(at, ())]
            if records and all(r.item not in headed and (r.table, r.row) in rows for r in records):
                self._give_back(set(run))

    def keep_the_rest(self, items: list[Item], is_label: Callable[[DocumentCell], bool]) -> None:
        """Keep as strays the texts of taken items that are no label, no figure and nothing else found so far.

        Behind a figure there are no labels: the words of one there are what somebody wrote into a value's place.
        """
        known = [part for _, part, _ in self.matches]
        heads = {id(part) for _, part, match in self.matches if not match.of(ROW)}
        for parts in (*self.fragments.values(), *self.strays.values()):
            known += parts
        for record in (*self.records, *self.sums):
            known += record.tail
        seen = {id(part) for part in known}
        for at in sorted(self.taken):
            rest, behind = [], False
            for part in items[at].cells:
                is_known = id(part) in seen and not (behind and id(part) in heads)
                if part.text and not is_known and (behind or not is_label(part)):
                    rest.append(part)
                behind = behind or read_cell(part.text).is_number
            if rest:
                self.strays.setdefault(at, []).extend(rest)

    def _give_back(self, run: set[int]) -> None:
        self.taken -= run
        self.records = [record for record in self.records if record.item not in run]
        self.sums = [record for record in self.sums if record.item not in run]
        self.headers = [header for header in self.headers if header.item not in run]
        self.matches = [match for match in self.matches if match[0] not in run]
        self.stubs = [stub for stub in self.stubs if stub[0] not in run]
        for at in run:
            self.fragments.pop(at, None)
            self.strays.pop(at, None)


def _runs(items: list[Item], taken: set[int], held: set[int]) -> Iterator[list[int]]:
    run: list[int] = []
    for at in range(len(items)):
        if at in taken and at not in held:
            run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run
