"""Rows of cells -> records: which row of which statutory table a piece of the document fills.

A row is known by its own label wherever it stands; figures below a label that stands alone belong to it, as in
`cells-in-paragraphs`. The one row of a table without a stub (`disputes`) is the row of figures behind its boxhead.
"""

from collections.abc import Mapping

from nianbao.importers import patterns
from nianbao.importers.document import DocumentCell
from nianbao.importers.recognition.collected import Collected, Header, Record
from nianbao.importers.recognition.labels import COLUMN, GROUP, OTHER_LABEL, ROW, Entry, Labels, Match
from nianbao.importers.recognition.positions import Heads, Position
from nianbao.importers.recognition.rows import Item, is_value
from nianbao.importers.recognition.segments import Segment, label_of, segments
from nianbao.model.form import Form
from nianbao.model.normalisation import label_key, numeral_of

# Words in a cell are short; a longer text is a paragraph.
_LONGEST_WORDS = 20
# No boxhead names more columns, each cell of it counted; a longer run of labels is a list.
_MOST_COLUMNS = 60


class Finder:
    """Walks the items of a document once, in order, and sorts them into records, headers and the rest.

    What it remembers between items: `_of_section`, the table without a stub of the section; `_open`, a record
    whose label stood alone and whose figures may follow; `_stubless`, the table without a stub whose boxhead has
    begun; `_last`, the record before; `_position`, the table it is in; `_heads`, what stands above its columns.
    """

    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.collected = Collected()
        self._open: Record | None = None
        self._stubless = ""
        self._last: Record | None = None
        self._position = Position()
        self._heads = Heads()
        tables = labels.form.tables.values()
        self._without_stub = {table.key for table in tables if not any(block.rows for block in table.blocks)}
        self._by_section = {table.section: table.key for table in tables if table.key in self._without_stub}
        self._of_section = ""
        self._next = {
            (table.key, key): following
            for table in tables
            for key, following in zip(table.rows, list(table.rows)[1:], strict=False)
        }

    def find(self, items: list[Item], held: Mapping[int, str]) -> Collected:
        """Return what was collected from all items but those held, which head the sections of some keys."""
        for at, item in enumerate(items):
            following = items[at + 1] if at + 1 < len(items) else None
            if at in held:
                self._close()
                self._heads = Heads()
                self._of_section = self._by_section.get(held[at], "")
            elif not item.is_row:
                self._single(at, item, following)
            elif item.is_empty:
                self._empty_row(at, item)
            elif all(is_value(part.text) for part in item.cells):
                self._values(at, item.cells, item)
            else:
                self._row(at, item)
        self.collected.sections = tuple(sorted(held))
        headed = set(held)
        self.collected.drop_what_is_no_table(items, headed)
        self.collected.drop_what_stands_elsewhere(items, headed, row_keys(self.labels.form))
        self.collected.mark_displaced()
        self.collected.keep_the_rest(items, lambda part: label_of(part, self.labels) is not None)
        return self.collected

    def _close(self) -> None:
        """Forget the label and the boxhead that figures could still belong to."""
        self._open = None
        self._stubless = ""

    # --- rows of several cells ---------------------------------------------------------------------------------

    def _row(self, at: int, item: Item) -> None:
        """Take a row that holds text: by its labels, or as figures in words where it has none."""
        parts = list(segments(at, item, self.labels))
        named = any(match for part in parts for match in part.matches)
        if named or any(self.labels.is_fragment(part.text) for part in item.cells):
            self.collected.taken.add(at)
            for part in parts:
                self._segment(self._position.resolved(part), item)
        elif self._takes_words(item):
            self._values(at, item.cells, item)
        else:
            self._open = None
            self._heads.see_text(part.text for part in item.cells)

    def _takes_words(self, item: Item) -> bool:
        """Whether a row without labels holds figures, some of them in words.

        It does where a label or a boxhead waits for figures, the texts are short, and there are no more than
        places.
        """
        texts = [part.text for part in item.cells if part.text]
        if any(self._begins_a_label(text) for text in texts):
            return False
        if self._open and not self._open.is_row:
            texts += [part.text for part in self._open.tail if part.text]
            return len(texts) <= self._places(self._open) and all(len(text) <= _LONGEST_WORDS for text in texts)
        if not self._wants_figures():
            return False
        are_bare = all(len(text) <= _LONGEST_WORDS and not patterns.has_mark(text) for text in texts)
        return are_bare or len(item.cells) >= len(self.labels.form.tables[self._stubless].places)

    def _segment(self, segment: Segment, item: Item) -> None:
        """Take one segment of a row: as a record if it has a row's label, else as a group's sum or as a header."""
        place, entry, segment = self._anchor(segment)
        if entry is None:
            self._open = None
            if segment.is_filled and segment.group:
                self.collected.sums.append(segment.record(*segment.group))
            else:
                self._header(segment, item)
            return
        for n, part, match in segment.labelled:
            self._note(segment.at, part, match)
            if n != place and (group := match.of(GROUP)):
                self.collected.stubs.append((segment.at, n, group))
        for part, named in zip(segment.cells[:place], segment.matches[:place], strict=True):
            if part.text and not named:
                self.collected.strays.setdefault(segment.at, []).append(part)
        self.collected.stubs.append((segment.at, place, entry))
        record = segment.record(place, entry)
        record.is_padded = item.is_padded
        self._start(record)

    def _anchor(self, segment: Segment) -> tuple[int, Entry | None, Segment]:
        """Return the last row label before a segment's figures, what it names, and the segment read that way.

        The place is 0 and the entry None where the segment names no row.
        """
        labelled = segment.labelled
        if labelled and segment.is_filled:
            place, _, last = labelled[-1]
            if not last.of(ROW) and (bare := self._next_row(last)):
                return place, bare, segment.with_match(place, Match((bare,), "added"))
        for place, _, named in reversed(labelled):
            if entry := named.of(ROW):
                return place, entry, segment
        return 0, None, segment

    def _next_row(self, match: Match) -> Entry | None:
        """Read a column's name as the row that is next in the form, whose counter was left out."""
        column, last = match.of(COLUMN), self._last
        following = self._next.get((last.table, last.row)) if last else None
        bare = self.labels.bare_row(following, column) if following and column else None
        return bare if bare and last and bare.table == last.table else None

    def _header(self, segment: Segment, item: Item) -> None:
        """Take a row of labels above columns, or a bar; texts in it that are no labels are fragments or strays."""
        columns: list[tuple[int, Match]] = []
        cut: list[tuple[int, DocumentCell]] = []
        for n, (part, match) in enumerate(zip(segment.cells, segment.matches, strict=True)):
            if match:
                self._note(segment.at, part, match)
                self._see(match)
                if match.of(COLUMN):
                    columns.append((n, match))
                if group := match.of(GROUP):
                    self.collected.stubs.append((segment.at, n, group))
            elif part.text and self.labels.is_fragment(part.text):
                cut.append((n, part))
            elif part.text and not (self._stubless and is_value(part.text)):
                self.collected.strays.setdefault(segment.at, []).append(part)
        self._position.pass_boxhead(match for match in segment.matches if match)
        columns += self._completed(segment.at, cut, [match for _, match in columns])
        strays, fragments = (
            found.get(segment.at, ()) for found in (self.collected.strays, self.collected.fragments)
        )
        self._heads.see_labels(len(columns), [part.text for part in strays], [part.text for part in fragments])
        named = tuple(sorted(columns, key=_place))
        heads = tuple(match for match in segment.matches if match)
        is_line = segment.grid < 0
        self.collected.headers.append(Header(segment.at, named, len(segment.cells), is_line, heads))
        if segment.is_filled and self._stubless:
            self._values(segment.at, tuple(segment.figures), item)

    def _completed(
        self, at: int, cut: list[tuple[int, DocumentCell]], neighbours: list[Match],
    ) -> list[tuple[int, Match]]:  # fmt: skip
        """Read the cut labels of a header that can only be one column; the others are fragments."""
        whole: list[tuple[int, Match]] = []
        for n, part in cut:
            match = self.labels.completed(part.text, [*neighbours, *(found for _, found in whole)])
            if match:
                self._note(at, part, match)
                whole.append((n, match))
            else:
                self.collected.fragments.setdefault(at, []).append(part)
        return whole

    def _see(self, match: Match) -> None:
        """Remember that the boxhead of a table without a stub has begun."""
        tables = {entry.table for entry in match.entries}
        if len(tables) == 1 and tables <= self._without_stub:
            self._stubless = tables.pop()

    # --- figures -----------------------------------------------------------------------------------------------

    def _empty_row(self, at: int, item: Item) -> None:
        """Take empty places: those of the label above, or a row of figures nobody filled in."""
        self.collected.taken.add(at)
        is_whole = self._stubless and len(item.cells) == len(self.labels.form.tables[self._stubless].places)
        if (self._open and not self._open.is_row) or is_whole:
            self._values(at, item.cells, item)

    def _values(self, at: int, cells: tuple[DocumentCell, ...], item: Item) -> None:
        """Give a row of figures to the label above it, or to the boxhead of a table without a stub."""
        tail = [part for part in cells if not part.covered]
        if self._open and not self._open.is_row:
            self._open.take(tail)
            self._open.is_padded |= item.is_padded
            self.collected.taken.add(at)
        elif table := self._stubless or self._of_its_section(tail):
            shape = (-1, 0, len(cells))
            self.collected.records.append(Record(
                table, "", "", item.line, at, item.grid, shape,
                is_row=True, is_whole=item.is_whole, is_padded=item.is_padded, tail=tail,
            ))  # fmt: skip
            self.collected.taken.add(at)
        else:
            self.collected.orphans.add(at)

    def _of_its_section(self, tail: list[DocumentCell]) -> str:
        """Return the table without a stub of the section, if a row has a figure for each of its places."""
        places = self.labels.form.tables[self._of_section].places if self._of_section else ()
        return self._of_section if sum(bool(part.text) for part in tail) == len(places) > 0 else ""

    def _start(self, record: Record) -> None:
        """Add a record; figures below belong to it where its label stands alone."""
        record.is_foreign = self._heads.are_foreign
        record.is_divided, record.is_of_others = self._heads.are_divided, self._heads.are_of_others
        self._heads.is_passed = True
        self.collected.records.append(record)
        self._open = None if record.is_row else record
        self._stubless, self._last = "", record
        self._position.pass_row(record.table)

    def _places(self, record: Record) -> int:
        """Return how many figures a record has in the form."""
        table = self.labels.form.tables[record.table]
        return len(table.rows[record.row].columns) if record.row else len(table.places)

    # --- single cells ------------------------------------------------------------------------------------------

    def _single(self, at: int, item: Item, following: Item | None) -> None:
        """Take a single cell: a figure, a label, a fragment of one, or none of these, which ends the table.

        A paragraph with no figure below it is a label only in a known writing: a misspelt one is more likely
        prose.
        """
        part = item.cells[0]
        match = None if is_value(part.text) else self.labels.exact(part.text)
        if is_value(part.text) or (not match and self._is_worded_value(item, following)):
            self._single_value(at, item)
            return
        if not match and (at - 1 in self.collected.taken or _is_figure(following)):
            match = self.labels.find(part.text)
        if match:
            is_boxhead = self._is_label(following) or self._is_awaited(match)
            match = self._position.of_single(match, is_boxhead=is_boxhead)
            self.collected.taken.add(at)
            self._note(at, part, match)
            entry = match.of(ROW) or (self._next_row(match) if _is_figure(following) else None)
            if entry:
                shape = (-1, 0, 0)
                self._start(
                    Record(entry.table, entry.key, part.text, part.line, at, item.grid, shape, is_row=False)
                )
            else:
                self._open = None
                self._see(match)
                self._position.pass_boxhead([match])
                self._heads.see_labels(int(match.of(COLUMN) is not None), ())
                self._single_header(at, match)
        elif at - 1 in self.collected.taken and self.labels.is_fragment(part.text):
            self._open = None
            self.collected.fragments.setdefault(at, []).append(part)
            self.collected.taken.add(at)
        else:
            self._close()
            self._heads.see_text([part.text])

    def _is_worded_value(self, item: Item, following: Item | None) -> bool:
        """Whether a single cell holds words where a figure belongs; words that end a table have no marks."""
        text = item.cells[0].text
        if len(text) > _LONGEST_WORDS or self.labels.find(text) or self.labels.is_fragment(text):
            return False
        if self._begins_a_label(text):
            return False
        inside = _is_figure(following) or self._is_label(following)
        is_bare = not patterns.has_mark(text) and not numeral_of(label_key(text))
        if self._open and not self._open.is_row:
            return len(self._open.tail) < self._places(self._open) and (item.grid >= 0 or inside or is_bare)
        begins = is_bare and (_is_figure(following) or not inside)
        return self._wants_figures() and self._open is None and begins

    def _begins_a_label(self, text: str) -> bool:
        """Whether a text is the beginning of a label that is cut behind it, and no words in place of a figure."""
        return len(text) > 1 and not is_value(text) and self.labels.begins(text)

    def _wants_figures(self) -> bool:
        """Whether the boxhead of a table without a stub has been seen, and no row of figures yet."""
        return bool(self._stubless) and all(r.table != self._stubless for r in self.collected.records[-1:])

    def _is_awaited(self, match: Match) -> bool:
        """Whether a label names a column of the table without a stub whose figures are still to come."""
        named = {entry.table for entry in match.entries if entry.kind == COLUMN}
        return self._stubless in named and self._wants_figures()

    def _is_label(self, item: Item | None) -> bool:
        """Whether an item's first cell names a label."""
        return item is not None and self.labels.find(item.cells[0].text) is not None

    def _single_header(self, at: int, match: Match) -> None:
        """Add a label to those that stand right above it, or begin a header."""
        columns = ((0, match),) if match.of(COLUMN) else ()
        headers, taken = self.collected.headers, self.collected.taken
        last = headers[-1] if headers else None
        above = set(range(last.item, at)) if last and not last.length else set()
        is_next = bool(above) and above <= taken and not (self._last and self._last.item > min(above))
        if last and is_next and len(last.heads) < _MOST_COLUMNS:
            named = (*last.columns, *((len(last.columns), match) for _ in columns))
            headers[-1] = Header(at, named, 0, heads=(*last.heads, match))
        elif columns or match.of(OTHER_LABEL):
            headers.append(Header(at, columns, 0, heads=(match,)))

    def _single_value(self, at: int, item: Item) -> None:
        """Give a single figure to the label above it, or begin the row of a table without a stub with it."""
        part = item.cells[0]
        if not part.text and item.grid < 0:
            return
        if self._open is None and self._stubless and at - 1 in self.collected.taken:
            shape = (-1, 0, 0)
            self._open = Record(self._stubless, "", "", item.line, at, item.grid, shape, is_row=False)
            self.collected.records.append(self._open)
        if self._open is not None and not self._open.is_row:
            self._open.take([part])
            self.collected.taken.add(at)
        elif not part.text:
            self.collected.taken.add(at)
        elif self._last:
            self.collected.orphans.add(at)

    def _note(self, at: int, part: DocumentCell, match: Match) -> None:
        """Remember which label a cell was understood as."""
        self.collected.matches.append((at, part, match))


def _place(named: tuple[int, Match]) -> int:
    """Return the place of a column among those a header names."""
    return named[0]


def _is_figure(item: Item | None) -> bool:
    """Whether an item is a single cell that holds a figure, or nothing."""
    return item is not None and not item.is_row and is_value(item.cells[0].text)


def row_keys(form: Form) -> dict[str, list[set[str]]]:
    """Return the keys of the rows of each block, by table; those of a table without a stub have none."""
    return {
        table.key: [{head.key for head in block.leaf_rows} if block.rows else {""} for block in table.blocks]
        for table in form.tables.values()
    }
