"""What a label names where it stands: tables share labels, and what heads columns of one names rows of another.

Two things decide: a boxhead names columns and a stub rows, and both belong to the table that stands here.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.recognition.labels import BOXHEAD, GROUP, ROW, Entry, Match
from nianbao.importers.recognition.segments import Segment

_STUB: Final = frozenset({ROW, GROUP})
# Words in a boxhead are short; a longer text is a paragraph.
_LONGEST_HEAD: Final = 20
# A single character is a piece of a wrapped label.
_SHORTEST_HEAD: Final = 2


class Position:
    """The tables that a label can be of at one point of a document: those of the last boxhead or row above it."""

    def __init__(self) -> None:
        self._tables: frozenset[str] = frozenset()
        self._is_below_boxhead = False

    def resolved(self, segment: Segment) -> Segment:
        """Return a segment whose labels name only what they can name there.

        Before a figure labels are those of a stub. A row without figures is a boxhead if more of its labels, or
        as many and no place for a figure behind them, name columns of one table than make a row of one.
        """
        if not segment.labelled:
            return segment
        if segment.is_filled:
            return self._narrowed(segment, _STUB, self._tables)
        columns, best = self._best(segment)
        if columns > _stub_labels(segment) or (columns and not segment.after(segment.labelled[-1][0])):
            return self._narrowed(segment, BOXHEAD, best)
        return self._narrowed(segment, _STUB, self._tables)

    def of_single(self, match: Match, *, is_boxhead: bool) -> Match:
        """Return what a label that stands alone names: a boxhead's if others follow, a row's if a figure does."""
        role = BOXHEAD if is_boxhead else _STUB
        return _only(_of_roles(match, role), self._tables)

    def pass_boxhead(self, matches: Iterable[Match]) -> None:
        """Go on below a row of labels above columns; the rows of one boxhead have one table."""
        named = {entry.table for match in matches for entry in match.entries if entry.kind in BOXHEAD}
        if named:
            both = self._tables & named if self._is_below_boxhead else frozenset()
            self._tables = both or frozenset(named)
            self._is_below_boxhead = True

    def pass_row(self, table: str) -> None:
        """Go on below a row of a table."""
        self._tables, self._is_below_boxhead = frozenset({table}), False

    def _best(self, segment: Segment) -> tuple[int, frozenset[str]]:
        """Return how many labels of a row one table's boxhead has at most, and the tables that have so many."""
        counts = Counter(
            table
            for _, _, match in segment.labelled
            for table in {entry.table for entry in match.entries if entry.kind in BOXHEAD}
        )
        most = max(counts.values(), default=0)
        best = frozenset(table for table, count in counts.items() if count == most)
        return most, (best & self._tables if self._is_below_boxhead else frozenset()) or best

    def _narrowed(self, segment: Segment, role: frozenset[str], tables: frozenset[str]) -> Segment:
        """Return a segment whose labels have only entries of a role and of some tables, where they have any."""
        places = {n for n, _, _ in segment.labelled}
        matches = (
            _only(_of_roles(match, role), tables) if match and n in places else match
            for n, match in enumerate(segment.matches)
        )
        return replace(segment, matches=tuple(matches))


@dataclass
class Heads:
    """What stands above the rows of one block: labels of the form's columns, or other texts in their place.

    `columns` counts the labels of columns; `others` and `below` the other texts of the row that has most of them,
    with labels of columns beside them and without. `is_passed` says that a row has begun below them, so that the
    next label above columns begins another block.
    """

    columns: int = 0
    others: int = 0
    below: int = 0
    has_strays: bool = False
    is_begun: bool = False
    is_passed: bool = False

    @property
    def are_foreign(self) -> bool:
        """Whether texts stand in place of the labels of columns, and none of them is the form's."""
        return self.has_strays and not self.columns

    @property
    def are_divided(self) -> bool:
        """Whether the form's columns are divided: a row has more heads of its own than there are columns.

        Such are pairs of years below each column. A text alone may be a remark.
        """
        return self.below > max(1, self.columns)

    @property
    def are_of_others(self) -> bool:
        """Whether a row names more columns the form has not than all rows name of those it has."""
        return self.others > self.columns

    def see_labels(self, columns: int, strays: Iterable[str], fragments: Iterable[str] = ()) -> None:
        """Take a row with labels of the form above columns, a bar or a corner, and texts that are none."""
        if self.is_passed:
            self.columns = self.others = self.below = 0
            self.has_strays = self.is_passed = False
        self.is_begun = True
        self.columns += columns
        strays = list(strays)
        self.has_strays |= bool(strays)
        others = sum(len(text) >= _SHORTEST_HEAD for text in strays)
        others += len(list(fragments)) if others else 0
        if columns:
            self.others = max(self.others, others)
        else:
            self.below = max(self.below, others)

    def see_text(self, texts: Iterable[str]) -> None:
        """Take texts that are no labels: below a bar or corner they stand in place of labels of columns."""
        written = [text for text in texts if text]
        if self.is_begun and not self.is_passed and all(len(text) <= _LONGEST_HEAD for text in written):
            heads = [text for text in written if not patterns.has_mark(text)]
            self.has_strays |= bool(heads)
            self.below = max(self.below, sum(len(text) >= _SHORTEST_HEAD for text in heads))


def _stub_labels(segment: Segment) -> int:
    """Return how many labels of a row one table's stub has at most: groups and behind them one row."""
    counts: Counter[str] = Counter()
    for _, _, match in segment.labelled:
        for table in {entry.table for entry in match.entries if entry.kind == GROUP}:
            counts[table] += 1
    rows = {entry.table for _, _, match in segment.labelled for entry in match.entries if entry.kind == ROW}
    return max((counts[table] + 1 for table in rows), default=max(counts.values(), default=0))


def _of_roles(match: Match, role: frozenset[str]) -> Match:
    """Return a match with its entries of a role only, or all of them where it has none of that."""
    return _kept(match, tuple(entry for entry in match.entries if entry.kind in role))


def _only(match: Match, tables: frozenset[str]) -> Match:
    """Return a match with its entries of some tables only, or all of them where it has none of those."""
    return _kept(match, tuple(entry for entry in match.entries if entry.table in tables))


def _kept(match: Match, entries: tuple[Entry, ...]) -> Match:
    return replace(match, entries=entries) if entries and entries != match.entries else match
