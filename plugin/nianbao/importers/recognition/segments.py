"""Rows of cells cut into segments: the part of a row that can fill one row of a form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nianbao.importers.document import DocumentCell
from nianbao.importers.recognition.collected import Record
from nianbao.importers.recognition.labels import COLUMN, GROUP, Entry, Labels, Match
from nianbao.importers.recognition.rows import Item, is_value


@dataclass(frozen=True, slots=True)
class Segment:
    """Neighbouring cells of one item, each with the labels it names, if any.

    `is_whole` says that no empty cells can be missing at its end.
    """

    at: int
    grid: int
    line: int
    cells: tuple[DocumentCell, ...]
    matches: tuple[Match | None, ...]
    is_whole: bool

    @property
    def is_filled(self) -> bool:
        """True if a figure stands in it."""
        return any(part.text and is_value(part.text) for part in self.cells)

    @property
    def labelled(self) -> list[tuple[int, DocumentCell, Match]]:
        """The labels before the first figure: place, cell and what it names."""
        end = next((n for n, part in enumerate(self.cells) if part.text and is_value(part.text)), len(self.cells))
        return [(n, self.cells[n], match) for n, match in enumerate(self.matches[:end]) if match]

    @property
    def figures(self) -> list[DocumentCell]:
        """The cells behind the last text before the first figure."""
        end = next((n for n, part in enumerate(self.cells) if part.text and is_value(part.text)), len(self.cells))
        return self.after(max((n for n, part in enumerate(self.cells[:end]) if part.text), default=-1))

    @property
    def group(self) -> tuple[int, Entry] | None:
        """The last group of the stub it names, and where."""
        groups = [(n, entry) for n, match in enumerate(self.matches) if match and (entry := match.of(GROUP))]
        return groups[-1] if groups else None

    def after(self, place: int) -> list[DocumentCell]:
        """Return the cells behind a place, without those a spanning cell covers."""
        return [part for part in self.cells[place + 1 :] if not part.covered]

    def record(self, place: int, entry: Entry) -> Record:
        """Return the record of the row whose label stands at a place."""
        part, tail = self.cells[place], self.after(place)
        shape = (place, len(self.labelled), len(self.cells))
        return Record(
            entry.table, entry.key, part.text, part.line, self.at, self.grid, shape,
            is_row=bool(tail), is_whole=self.is_whole, tail=tail,
        )  # fmt: skip

    def with_match(self, place: int, match: Match) -> "Segment":
        """Return the segment with another reading of one of its cells."""
        return replace(self, matches=(*self.matches[:place], match, *self.matches[place + 1 :]))


def segments(at: int, item: Item, labels: Labels) -> Iterator[Segment]:
    """Yield the segments of a row, which is cut where another row's labels begin behind figures.

    Two rows of a form side by side in one row of the original make two segments; nearly all rows make one.
    """
    matches = [label_of(part, labels) for part in item.cells]
    starts, filled = [0], False
    for n, (part, match) in enumerate(zip(item.cells, matches, strict=True)):
        if match and filled and any(entry.kind != COLUMN for entry in match.entries):
            starts.append(n)
            filled = False
        elif part.text and is_value(part.text):
            filled = True
    ends = [*starts[1:], len(item.cells)]
    for start, end in zip(starts, ends, strict=True):
        whole = item.is_whole or end < len(item.cells)
        cells, named = item.cells[start:end], tuple(matches[start:end])
        yield Segment(at, item.grid, cells[0].line, cells, named, whole)


def label_of(part: DocumentCell, labels: Labels) -> Match | None:
    """Return the labels a cell names, or None for a figure, an empty place and any other text."""
    return None if part.covered or not part.text or is_value(part.text) else labels.find(part.text)
