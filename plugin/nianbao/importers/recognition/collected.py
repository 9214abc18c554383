"""What a walk over a document's rows collected: records, headers, and what belongs to no table after all."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from nianbao.importers.document import DocumentCell
from nianbao.importers.recognition.labels import BOXHEAD, COLUMN, ROW, Entry, Match
from nianbao.importers.recognition.rows import Item
from nianbao.model.cell import read as read_cell

# A run of single cells is a table only if it holds a figure or at least this many labels.
_FEWEST_LABELS = 4


@dataclass
class Record:
    """The cells that follow one row label. `row` is empty for the row of a table without a stub.

    `item` and `grid` number the row and the grid it stands in, `line` is its line in the original. `shape` is what
    two rows written alike have in common: place of the label, labels before it, length of the row. `is_row` says
    that all its places stand in one row of the original, `is_whole` that none can be missing there, `is_padded`
    that empty ones at its end may be mere padding. `tail` are the cells. `is_foreign`: it stands below labels of
    columns of which none is the form's; `is_of_others`: of which more are not the form's than are; `is_divided`:
    below the form's columns stand more heads than these. `is_displaced`: figures without a label stand in its
    table, and none in the row of its own label.
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
    is_padded: bool = False
    is_foreign: bool = False
    is_of_others: bool = False
    is_divided: bool = False
    is_displaced: bool = False
    _is_of_row: bool = False

    def take(self, cells: Sequence[DocumentCell]) -> None:
        """Add cells that stand below the label.

        Figures of one row of the form stand in one row or one below the other: where a row of several meets
        others, they may be those of another label.
        """
        several = sum(bool(part.text) for part in cells) > 1
        have = sum(bool(part.text) for part in self.tail)
        self.is_displaced |= bool(have) and (several or (self._is_of_row and any(part.text for part in cells)))
        self._is_of_row |= several
        self.tail.extend(cells)

    @property
    def text(self) -> str:
        """The label and its cells as filed, places marked by bars."""
        return " | ".join(part for part in (self.label, *(part.text for part in self.tail))).strip()


@dataclass(frozen=True)
class Header:
    """A row of labels above columns: the columns it names, by their place, and how many places it has.

    `heads` are all its labels, those above several columns among them, in their order. Labels that stand one below
    the other make one header of `length` 0, at the item of the last. `is_line`: it is a line of labels parted by
    spaces, as copies of wrapped labels have them, and its order proves little.
    """

    item: int
    columns: tuple[tuple[int, Match], ...]
    length: int
    is_line: bool = False
    heads: tuple[Match, ...] = ()

    def named(self, table: str, block: int) -> list[tuple[int, str]]:
        """Return place and key of the columns it names in a block of a table."""
        return [
            (place, entry.key)
            for place, match in self.columns
            for entry in match.entries
            if (entry.kind, entry.table, entry.block) == (COLUMN, table, block)
        ]

    def heads_of(self, table: str, block: int) -> list[str]:
        """Return its labels that stand in the boxhead of a block, in the form's writing and in their order."""
        named = (
            {e.label for e in match.entries if e.kind in BOXHEAD and (e.table, e.block) == (table, block)}
            for match in self.heads
        )
        return [labels.pop() for labels in named if len(labels) == 1]


@dataclass
class Collected:
    """What was collected from a document, by the number of the item it stands in.

    `records` are the rows of tables, `sums` those of groups, for which the form has no cells; `headers` the rows
    of labels above columns; `matches` each text that names a label; `fragments` the ends of labels a line break
    cut; `stubs` where in its row a label of the stub stands; `strays` the texts in tables that are neither label
    nor figure; `orphans` the rows of figures that no label or boxhead claims. `taken` are the items that belong to
    tables, `sections` those that head sections, in order. `contents-sums-and-strays` has some of each.
    """

    records: list[Record] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    matches: list[tuple[int, DocumentCell, Match]] = field(default_factory=list)
    fragments: dict[int, list[DocumentCell]] = field(default_factory=dict)
    stubs: list[tuple[int, int, Entry]] = field(default_factory=list)
    sums: list[Record] = field(default_factory=list)
    strays: dict[int, list[DocumentCell]] = field(default_factory=dict)
    orphans: set[int] = field(default_factory=set)
    sections: tuple[int, ...] = ()

    def section_of(self, item: int) -> int:
        """Return the number of the section an item stands in, 0 above the first."""
        return bisect_right(self.sections, item)

    taken: set[int] = field(default_factory=set)

    def headed(self, blocks: Mapping[str, list[set[str]]]) -> set[int]:
        """Return the items whose record stands in one table with labels of its block's columns above it.

        `blocks` are the row keys of each block, by table. A table ends where an item is not taken.
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
        """Give back stretches that only look like a part of a table: labels in running text, with no figure.

        `held` are the items that head sections; a stretch ends at them.
        """
        filled = {record.item for record in self.records if any(part.text for part in record.tail)}
        labelled = {at for at, _, _ in self.matches}
        for stretch in list(_stretches(items, self.taken, held)):
            is_table = (
                any(at in filled for at in stretch)
                or any(items[at].is_row and at in labelled and at not in self.strays for at in stretch)
                or sum(at in labelled for at in stretch) >= _FEWEST_LABELS
            )
            if not is_table and any(not items[at].is_empty for at in stretch):
                self._give_back(set(stretch))

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
        for stretch in list(_stretches(items, self.taken, held)):
            records = [record for at in stretch for record in by_item.get(at, ())]
            if records and all(r.item not in headed and (r.table, r.row) in rows for r in records):
                self._give_back(set(stretch))

    def mark_displaced(self) -> None:
        """Mark the records whose figures stand below their label, where figures without a label stand as well.

        Which of the figures are whose can't be told then, between one heading of a section and the next.
        """
        sections = {self.section_of(at) for at in self.orphans - self.taken}
        for record in self.records:
            if not record.is_row and record.row and self.section_of(record.item) in sections:
                record.is_displaced = True

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

    def _give_back(self, stretch: set[int]) -> None:
        """Forget everything collected from some items, which are prose after all."""
        self.taken -= stretch
        self.records = [record for record in self.records if record.item not in stretch]
        self.sums = [record for record in self.sums if record.item not in stretch]
        self.headers = [header for header in self.headers if header.item not in stretch]
        self.matches = [match for match in self.matches if match[0] not in stretch]
        self.stubs = [stub for stub in self.stubs if stub[0] not in stretch]
        for at in stretch:
            self.fragments.pop(at, None)
            self.strays.pop(at, None)


def _stretches(items: list[Item], taken: set[int], held: set[int]) -> Iterator[list[int]]:
    """Yield the items that are taken and follow one another, headings of sections between them left out."""
    stretch: list[int] = []
    for at in range(len(items)):
        if at in taken and at not in held:
            stretch.append(at)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch
