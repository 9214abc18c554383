"""Rows of cells -> records: which row of which statutory table a piece of the document fills.

A row is known by its own label wherever it stands; figures below a label that stands alone belong to it. The one
row of a table without a stub (`disputes`) is the row of figures behind its boxhead.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nianbao.importers import patterns
from nianbao.importers.document import GridCell
from nianbao.importers.labels import COLUMN, GROUP, OTHER_HEAD, ROW, Entry, Labels, Match
from nianbao.importers.rows import Item, is_value
from nianbao.lexicon import label_key, numeral_of

# A run of single cells is a table only if it holds a figure or at least this many labels.
_FEWEST_LABELS = 4
_LONGEST_WORDS = 20


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
    tail: list[GridCell] = field(default_factory=list)

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
class Findings:
    """What was found in a document: records, headers, label matches, and what fits nowhere, by item."""

    records: list[Record] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    matches: list[tuple[int, GridCell, Match]] = field(default_factory=list)
    fragments: dict[int, list[GridCell]] = field(default_factory=dict)
    stubs: list[tuple[int, int, Entry]] = field(default_factory=list)
    sums: list[Record] = field(default_factory=list)
    strays: dict[int, list[GridCell]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)


class Finder:
    """Walks the items once and sorts them."""

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.found = Findings()
        self._open: Record | None = None
        self._stubless = ""
        self._last_row = ""
        self._tables_without_stub = {
            table.key for table in labels.form.tables.values() if not any(block.rows for block in table.blocks)
        }
        self._rows = {
            (table.key, key): nxt
            for table in labels.form.tables.values()
            for key, nxt in zip(table.rows, list(table.rows)[1:], strict=False)
        }

    def find(self, items: list[Item], held: set[int]) -> Findings:
        """Sort all items but those held (headings); what belongs to no table is left untaken."""
        for at, item in enumerate(items):
            if at in held:
                self._close()
            elif item.is_row:
                self._row(at, item)
            else:
                self._single(at, item, items[at + 1] if at + 1 < len(items) else None)
        self._drop_what_is_no_table(items, held)
        return self.found

    def _close(self) -> None:
        self._open = None
        self._stubless = ""

    # --- rows of several cells ---------------------------------------------------------------------------------

    def _row(self, at: int, item: Item) -> None:
        if item.is_empty:
            self._empty_row(at, item)
            return
        if all(is_value(part.text) for part in item.cells):
            self._values(at, item)
            return
        matches = [self._match(part) for part in item.cells]
        if not any(matches) and not any(self.labels.is_fragment(part.text) for part in item.cells):
            if self._takes_words(item):
                self._values(at, item)
            else:
                self._open = None
            return
        self.found.taken.add(at)
        for start, end in _segments(item, matches):
            self._segment(at, item, matches, start, end)

    def _takes_words(self, item: Item) -> bool:
        """Say whether a row without labels holds figures, some of them in words."""
        if self._open and not self._open.is_row:
            filled = [part for part in (*self._open.tail, *item.cells) if part.text]
            return len(filled) <= self._places(self._open) and all(len(part.text) <= _LONGEST_WORDS for part in filled)
        return bool(self._stubless) and len(item.cells) >= len(self.labels.form.tables[self._stubless].places)

    def _match(self, part: GridCell) -> Match | None:
        return None if part.covered or not part.text or is_value(part.text) else self.labels.find(part.text)

    def _segment(self, at: int, item: Item, matches: list[Match | None], start: int, end: int) -> None:
        first_value = next(
            (n for n in range(start, end) if item.cells[n].text and is_value(item.cells[n].text)), end,
        )
        lead = [n for n in range(start, first_value) if matches[n]]
        anchor = self._anchor(item, matches, lead, is_filled=first_value < end)
        if anchor is None:
            self._header(at, item, matches, start, end, has_values=first_value < end)
            return
        place, entry = anchor
        part = item.cells[place]
        for n in lead:
            self._note(at, part if n == place else item.cells[n], matches[n])
            group = matches[n].of(GROUP) if n != place and matches[n] else None  # type: ignore[union-attr]
            if group:
                self.found.stubs.append((at, n - start, group))
        others = [item.cells[n] for n in range(start, place) if item.cells[n].text and not matches[n]]
        if others:
            self.found.strays.setdefault(at, []).extend(others)
        self.found.stubs.append((at, place - start, entry))
        tail = [cell for cell in item.cells[place + 1: end] if not cell.covered]
        shape = (place - start, len(lead), end - start)
        self._start(Record(
            entry.table, entry.key, part.text, part.line, at, item.grid, shape, is_row=bool(tail), is_whole=item.is_whole or end < len(item.cells), tail=tail,
        ))
        if tail:
            self._open = None

    def _anchor(
        self, item: Item, matches: list[Match | None], lead: list[int], *, is_filled: bool,
    ) -> tuple[int, Entry] | None:
        """Return the last row label of a segment's leading cells, and what it names."""
        for n in reversed(lead):
            match = matches[n]
            if match and (entry := match.of(ROW)):
                return n, entry
            if match and is_filled and (entry := self._next_row(match)) and n == lead[-1]:
                matches[n] = Match((entry,), "added")
                return n, entry
        return None

    def _next_row(self, match: Match) -> Entry | None:
        """Read a column's name as the row that is next in the form, whose counter was left out."""
        following = self._rows.get((self.found.records[-1].table, self._last_row)) if self.found.records else None
        if not following or not match.of(COLUMN):
            return None
        bare = self.labels.bare_row(following, match.of(COLUMN))  # type: ignore[arg-type]
        return bare if bare and bare.table == self.found.records[-1].table else None

    def _header(
        self, at: int, item: Item, matches: list[Match | None], start: int, end: int, *, has_values: bool,
    ) -> None:
        """Take a row of labels above columns, a bar, or a group with a sum of its own."""
        self._open = None
        groups = [n for n in range(start, end) if matches[n] and matches[n].of(GROUP)]  # type: ignore[union-attr]
        if has_values and groups:
            part = item.cells[groups[-1]]
            entry = matches[groups[-1]].of(GROUP)  # type: ignore[union-attr]
            self.found.sums.append(Record(
                entry.table, entry.key, part.text, part.line, at, item.grid, (0, 0, 0), is_row=True,  # type: ignore[union-attr]
                tail=[cell for cell in item.cells[groups[-1] + 1: end] if not cell.covered],
            ))
            return
        columns: list[tuple[int, Match]] = []
        cut: list[tuple[int, GridCell]] = []
        for n in range(start, end):
            part, match = item.cells[n], matches[n]
            if match:
                self._note(at, part, match)
                if match.of(COLUMN):
                    columns.append((n - start, match))
                if group := match.of(GROUP):
                    self.found.stubs.append((at, n - start, group))
                self._see(match)
            elif part.text and self.labels.is_fragment(part.text):
                cut.append((n - start, part))
            elif part.text and not (self._stubless and is_value(part.text)):
                self.found.strays.setdefault(at, []).append(part)
        for n, part in cut:
            if whole := self.labels.completed(part.text, [match for _, match in columns]):
                self._note(at, part, whole)
                columns.append((n, whole))
            else:
                self.found.fragments.setdefault(at, []).append(part)
        self.found.headers.append(Header(at, tuple(sorted(columns, key=lambda pair: pair[0])), end - start))
        if has_values and self._stubless:
            last = max(n for n in range(start, end) if matches[n])
            self._values(at, replace(item, cells=item.cells[last + 1: end]))

    def _see(self, match: Match) -> None:
        """Remember that the boxhead of a table without a stub has begun."""
        tables = {entry.table for entry in match.entries}
        if len(tables) == 1 and tables <= self._tables_without_stub:
            self._stubless = tables.pop()

    # --- figures -----------------------------------------------------------------------------------------------

    def _empty_row(self, at: int, item: Item) -> None:
        """Take empty places: those of the label above, or a row of figures nobody filled in."""
        self.found.taken.add(at)
        if self._open and not self._open.is_row:
            self._open.tail.extend(part for part in item.cells if not part.covered)
        elif self._stubless and len(item.cells) == len(self.labels.form.tables[self._stubless].places):
            self._values(at, item)

    def _values(self, at: int, item: Item) -> None:
        """Give a row of figures to the label above it, or to the boxhead of a table without a stub."""
        cells = [part for part in item.cells if not part.covered]
        if self._open and not self._open.is_row:
            self._open.tail.extend(cells)
            self.found.taken.add(at)
        elif self._stubless:
            line = item.line
            self.found.records.append(Record(
                self._stubless, "", "", line, at, item.grid, (-1, 0, len(item.cells)), is_row=True, is_whole=item.is_whole, tail=cells,
            ))
            self.found.taken.add(at)

    def _start(self, record: Record) -> None:
        self.found.records.append(record)
        self._open, self._stubless, self._last_row = record, "", record.row

    # --- single cells ------------------------------------------------------------------------------------------

    def _single(self, at: int, item: Item, following: Item | None) -> None:
        part = item.cells[0]
        match = None if is_value(part.text) else self.labels.exact(part.text)
        if is_value(part.text) or (not match and self._is_worded_value(item, following)):
            self._single_value(at, item)
            return
        if not match and (at - 1 in self.found.taken or _is_figure(following)):
            match = self.labels.find(part.text)
        entry = (match.of(ROW) or (self._next_row(match) if _is_figure(following) else None)) if match else None
        if match and entry:
            self._note(at, part, match)
            self._start(Record(
                entry.table, entry.key, part.text, part.line, at, item.grid, (-1, 0, 0), is_row=False,
            ))
            self.found.taken.add(at)
        elif match:
            self._open = None
            self._note(at, part, match)
            self._see(match)
            self._single_header(at, match)
            self.found.taken.add(at)
        elif at - 1 in self.found.taken and self.labels.is_fragment(part.text):
            self._open = None
            self.found.fragments.setdefault(at, []).append(part)
            self.found.taken.add(at)
        else:
            self._close()

    def _is_worded_value(self, item: Item, following: Item | None) -> bool:
        """Say whether a single cell holds words where a figure belongs; a paragraph that ends a table is bare words."""
        text = item.cells[0].text
        if len(text) > _LONGEST_WORDS or self.labels.find(text) or self.labels.is_fragment(text):
            return False
        inside = _is_figure(following) or self._is_label(following)
        if item.grid < 0 and not inside and (patterns.has_mark(text) or numeral_of(label_key(text))):
            return False
        if self._open and not self._open.is_row:
            return len(self._open.tail) < self._places(self._open)
        return inside and bool(self._stubless) and self._open is None and _is_figure(following)

    def _is_label(self, item: Item | None) -> bool:
        return item is not None and self.labels.find(item.cells[0].text) is not None

    def _places(self, record: Record) -> int:
        table = self.labels.form.tables[record.table]
        return len(table.rows[record.row].columns) if record.row else len(table.places)

    def _single_header(self, at: int, match: Match) -> None:
        """Add a label to those that stand right above it, or begin a header."""
        last = self.found.headers[-1] if self.found.headers else None
        columns = ((0, match),) if match.of(COLUMN) else ()
        goes_on = last and not last.length and all(n in self.found.taken for n in range(last.item, at))
        if last and goes_on and not any(record.item > last.item for record in self.found.records[-1:]):
            self.found.headers[-1] = Header(at, (*last.columns, *((len(last.columns), match) for _ in columns)), 0)
        elif columns:
            self.found.headers.append(Header(at, columns, 0))

    def _single_value(self, at: int, item: Item) -> None:
        if not item.cells[0].text and item.grid < 0:
            return
        if self._open is None and self._stubless and at - 1 in self.found.taken:
            self._open = Record(
                self._stubless, "", "", item.line, at, item.grid, (-1, 0, 0), is_row=False,
            )
            self.found.records.append(self._open)
        if self._open is not None and not self._open.is_row:
            self._open.tail.append(item.cells[0])
            self.found.taken.add(at)
        elif not item.cells[0].text:
            self.found.taken.add(at)

    def _note(self, at: int, part: GridCell, match: Match | None) -> None:
        if match:
            self.found.matches.append((at, part, match))

    # --- what is no table after all ----------------------------------------------------------------------------

    def _drop_what_is_no_table(self, items: list[Item], held: set[int]) -> None:
        """Give back runs that only look like a part of a table: labels in running text, with no figure."""
        filled = {record.item for record in self.found.records if any(part.text for part in record.tail)}
        labelled = {at for at, _, _ in self.found.matches}
        for run in list(_runs(items, self.found.taken, held)):
            is_table = (
                any(at in filled for at in run)
                or any(items[at].is_row and at in labelled for at in run)
                or sum(at in labelled for at in run) >= _FEWEST_LABELS
            )
            if not is_table and any(not items[at].is_empty for at in run):
                self._give_back(set(run))

    def _give_back(self, run: set[int]) -> None:
        found = self.found
        found.taken -= run
        found.records = [record for record in found.records if record.item not in run]
        found.sums = [record for record in found.sums if record.item not in run]
        found.headers = [header for header in found.headers if header.item not in run]
        found.matches = [match for match in found.matches if match[0] not in run]
        found.stubs = [stub for stub in found.stubs if stub[0] not in run]
        for at in run:
            found.fragments.pop(at, None)
            found.strays.pop(at, None)


def _is_figure(item: Item | None) -> bool:
    return item is not None and not item.is_row and is_value(item.cells[0].text)


def _segments(item: Item, matches: list[Match | None]) -> Iterator[tuple[int, int]]:
    """Cut a row where another row's labels begin behind figures."""
    start, filled = 0, False
    for n, part in enumerate(item.cells):
        if matches[n] and filled and any(entry.kind != COLUMN for entry in matches[n].entries):  # type: ignore[union-attr]
            yield start, n
            start, filled = n, False
        elif part.text and is_value(part.text):
            filled = True
    yield start, len(item.cells)


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


__all__ = ["OTHER_HEAD", "Finder", "Findings", "Header", "Record"]
