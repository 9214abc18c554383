"""The labels of a form, and which of them a piece of text is, misspelt or cut ones included."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from nianbao.importers.patterns import TRAILING_MARKS, pattern
from nianbao.model.form import Form, Table
from nianbao.model.labels import Block, Label
from nianbao.model.normalisation import label_key, numeral_of, without_numeral

ROW: Final = "row"
GROUP: Final = "group"
COLUMN: Final = "column"
OTHER_LABEL: Final = "other"
# The kinds of labels that stand above columns.
BOXHEAD: Final = frozenset({COLUMN, OTHER_LABEL})

# A misspelt label differs in one character of four at most, and in none if it is shorter than that.
_CHARACTERS_PER_SLIP: Final = 4
_SHORTEST_FRAGMENT: Final = 2
_LONGEST_LABEL: Final = 80
_SHORTEST_BROKEN: Final = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One label of a form: what kind it is and what it names. `depth` counts the stub columns left of it."""

    kind: str
    table: str
    key: str
    label: str
    block: int
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """The entries a text names, and by which writing it names them.

    `how` is `exact` (the form's own writing), `wording` (another known one), `added` (with words behind it, or
    with another counter) or `typo` (misspelt); each but the first becomes the note `label-<how>`.
    """

    entries: tuple[Entry, ...]
    how: str

    def of(self, kind: str) -> Entry | None:
        """Return the first entry of a kind."""
        return next((entry for entry in self.entries if entry.kind == kind), None)


class Labels:
    """All labels of one form, found by their key: without white space, in marks and digits of one width.

    Labels whose counter is left out are known as well, unless that makes them another label of the form.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        official: defaultdict[str, list[Entry]] = defaultdict(list)
        other: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry, head in _entries(form):
            for writing in head.writings:
                known = official if writing == head.text else other
                if entry not in known[label_key(writing)]:
                    known[label_key(writing)].append(entry)
        for key, entries in list(official.items()):
            bare = without_numeral(key)
            if bare not in official:
                other[bare] += [entry for entry in entries if entry not in other[bare]]
        self._official, self._other = dict(official), dict(other)
        self._seen: dict[str, Match | None] = {}

    @cached_property
    def _all(self) -> Mapping[str, tuple[Entry, ...]]:
        """Every known writing with its entries; official ones come before others with the same key."""
        keys = [*self._official, *(key for key in self._other if key not in self._official)]
        return {key: tuple(self._official.get(key) or self._other[key]) for key in keys}

    @cached_property
    def _fragments(self) -> frozenset[str]:
        """Beginnings and ends of the labels above the columns, as a line break leaves them."""
        keys = [key for key, entries in self._all.items() if any(e.kind not in {ROW, GROUP} for e in entries)]
        return frozenset(
            part
            for key in keys
            for cut in range(_SHORTEST_FRAGMENT, len(key) - _SHORTEST_FRAGMENT + 1)
            for part in (key[:cut], key[cut:])
        )

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        """The beginnings of all labels, whole labels included, as a wrapped label's first lines show them."""
        return frozenset(key[:cut] for key in self._all for cut in range(1, len(key) + 1))

    def begins(self, text: str) -> bool:
        """Whether a label begins with a text."""
        return label_key(text) in self._beginnings

    def named_in(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the row and column labels that stand among texts in a known writing, for telling forms apart."""
        keys = {label_key(text) for text in texts if len(text) <= _LONGEST_LABEL}
        return frozenset(key for key in keys if any(e.kind in {ROW, COLUMN} for e in self._all.get(key, ())))

    def exact(self, text: str) -> Match | None:
        """Return the labels a text names in a known writing."""
        if len(text) > 2 * _LONGEST_LABEL:
            return None
        key = label_key(text)
        if key in self._official:
            return Match(tuple(self._official[key]), "exact")
        return Match(tuple(self._other[key]), "wording") if key in self._other else None

    def find(self, text: str) -> Match | None:
        """Return the labels a text names, in a known writing, with something added, or misspelt.

        In `luohe-demo-zone-2023` and the other originals most labels are exact; None for a text that names no
        label.
        """
        return self.exact(text) or self._near(label_key(text)) if len(text) <= 2 * _LONGEST_LABEL else None

    def bare_row(self, row: str, column: Entry) -> Entry | None:
        """Return the entry of a row whose label without its counter is the name of a column."""
        bare = label_key(column.label)
        entries = (entry for group in self._official.values() for entry in group)
        return next(
            (e for e in entries if e.kind == ROW and e.key == row and without_numeral(label_key(e.label)) == bare),
            None,
        )

    def completed(self, text: str, neighbours: list[Match]) -> Match | None:
        """Return the one column whose label a text begins or ends, and that the neighbouring labels do not name.

        `neighbours` are the labels of the same row. None where no column, or more than one, is left to choose
        from.
        """
        columns = [entry for match in neighbours for entry in match.entries if entry.kind == COLUMN]
        blocks = {(e.table, e.block) for e in columns if self.form.tables[e.table].blocks[e.block].rows}
        named = {(entry.table, entry.block, entry.key) for entry in columns}
        key = label_key(text)
        fitting = tuple(
            entry
            for label, entries in self._official.items()
            for entry in entries
            if entry.kind == COLUMN
            and (label.startswith(key) or label.endswith(key))
            and (entry.table, entry.block) in blocks
            and (entry.table, entry.block, entry.key) not in named
        )
        return Match(fitting, "typo") if len({entry.key for entry in fitting}) == 1 else None

    def is_fragment(self, text: str) -> bool:
        """Whether a text can be one end of a label above columns, cut by a line break."""
        return label_key(text) in self._fragments

    def _near(self, key: str) -> Match | None:
        """Return what a label with something added, or misspelt, names; the answer is kept."""
        if not key or key.isascii() or len(key) > _LONGEST_LABEL:
            return None
        if key not in self._seen:
            found = self._trimmed(key) or self._misspelt(key) or self._broken(key)
            self._seen[key] = found if found and _have_one_unit(key, found) else None
        return self._seen[key]

    def _trimmed(self, key: str) -> Match | None:
        """Recognise a label with an explanation in brackets, a colon or a star behind it, or another counter."""
        plain = self._all.get(without_numeral(key), ())
        if plain and all(entry.kind in {ROW, GROUP} for entry in plain):
            return Match(plain, "added")
        bare = key.rstrip(TRAILING_MARKS)
        head = bare.split("(")[0] if bare.endswith(")") else bare
        for shorter in (bare, head):
            if figures_in(shorter) != figures_in(key):
                continue
            if len(shorter) >= _SHORTEST_FRAGMENT and shorter != key and shorter in self._all:
                return Match(self._all[shorter], "added")
        return None

    def _misspelt(self, key: str) -> Match | None:
        """Return the nearest label if it is near enough and every other one is farther away.

        Distance is Levenshtein's: one slip for four characters at most, four in all. A label that is as near, or
        nearly, and names something else makes the text ambiguous, and so do two different counters.
        """
        allowed = len(without_numeral(key)) // _CHARACTERS_PER_SLIP
        if not allowed:
            return None
        near = process.extract(
            key,
            self._all.keys(),
            scorer=Levenshtein.distance,
            score_cutoff=min(allowed, 4) + 2,
            limit=8,
        )
        if not near or near[0][1] > min(allowed, 4):
            return None
        best, distance = near[0][0], int(near[0][1])
        margin = 1 if distance == 1 else 2
        entries = self._all[best]
        if figures_in(key) != figures_in(best):
            # A figure behind a label is no slip of the label.
            return None
        rivals = [
            other
            for other, far, _ in near[1:]
            if far < distance + margin and not set(self._all[other]) & set(entries)
        ]
        if rivals or (numeral_of(key) and numeral_of(best) and numeral_of(key) != numeral_of(best)):
            return None
        return Match(entries, "typo")

    def _broken(self, key: str) -> Match | None:
        """Return the one numbered label of the stub of which a text is the beginning and the end, its middle lost.

        `recognition_damaged.yml` has one; at least half of the label is left.
        """
        numeral = numeral_of(key)
        if not numeral or len(without_numeral(key)) < _SHORTEST_BROKEN:
            return None
        fitting = [
            label
            for label, entries in self._official.items()
            if numeral_of(label) == numeral
            and len(key) < len(label) <= 2 * len(key)
            and any(entry.kind == ROW for entry in entries)
            and _is_without_its_middle(key, label)
        ]
        return Match(tuple(self._official[fitting[0]]), "typo") if len(fitting) == 1 else None


def _have_one_unit(key: str, match: Match) -> bool:
    """Whether a label states no other unit than the label it names: figures in yuan are none in ten thousands."""
    stated, official = (_unit_in(each) for each in (key, label_key(match.entries[0].label)))
    return not stated or not official or stated == official


def _unit_in(key: str) -> str:
    """Return the unit that a label's key states in brackets, empty where it states none."""
    found = pattern("unit").search(key)
    return found[1] if found else ""


def figures_in(key: str) -> str:
    """Return the digits of a label's key behind its counter."""
    return "".join(char for char in without_numeral(key) if char.isdecimal())


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """Return how many characters two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _is_without_its_middle(part: str, whole: str) -> bool:
    """Whether a text is the beginning and the end of another, with two characters of each at least."""
    begin = _alike(part, whole)
    end = _alike(reversed(part), reversed(whole))
    counter = len(whole) - len(without_numeral(whole))
    return begin + end >= len(part) and min(begin - counter, end) >= _SHORTEST_FRAGMENT


def _entries(form: Form) -> Iterator[tuple[Entry, Label]]:
    """Yield the entries of a form with the head each is of, table by table and block by block."""
    for table in form.tables.values():
        for at, block in enumerate(table.blocks):
            yield from _of_block(table, block, at)


def _of_block(table: Table, block: Block, at: int) -> Iterator[tuple[Entry, Label]]:
    """Yield the entries of one block: its bar and corner, the boxhead from the top down, then the stub."""
    for head in (block.bar, block.corner):
        if head:
            yield Entry(OTHER_LABEL, table.key, "", head.text, at), head
    for top in block.columns:
        for head in top.walk():
            kind = OTHER_LABEL if head.children else COLUMN
            yield Entry(kind, table.key, head.key, head.text, at), head
    yield from _of_stub(table, block.rows, at, 0)


def _of_stub(table: Table, heads: tuple[Label, ...], at: int, depth: int) -> Iterator[tuple[Entry, Label]]:
    """Yield the entries of a stub, groups before their rows; `depth` counts the columns left of a head."""
    for head in heads:
        yield Entry(GROUP if head.children else ROW, table.key, head.key, head.text, at, depth), head
        yield from _of_stub(table, head.children, at, depth + 1)
