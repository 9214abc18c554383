"""A document's rows sorted under one form: into tables, headings of sections, and prose."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from nianbao.importers import patterns
from nianbao.importers.document import Document, ImportNote, Paragraph, Piece
from nianbao.importers.recognition import headings, run_in
from nianbao.importers.recognition.collected import Collected
from nianbao.importers.recognition.headings import Heading
from nianbao.importers.recognition.labels import Labels
from nianbao.importers.recognition.prose import TableMark
from nianbao.importers.recognition.rows import Item, is_value, items_of, joined
from nianbao.importers.recognition.spaced import parted
from nianbao.importers.recognition.tables import Finder
from nianbao.model.form import Form
from nianbao.model.normalisation import simplified

_LONGEST_CELL_TEXT = 20


@dataclass
class Sorted:
    """A document under one form (None: a report without tables).

    `items` are its rows in order; everything else refers to them by number. `headings` are those that head a
    section, `tables` what was collected of statutory tables. `paragraphs` are the lines outside tables, `strays`
    the texts inside tables that are no part of them, with their lines in the original.
    """

    form: Form | None
    items: list[Item]
    headings: dict[int, Heading]
    notes: list[ImportNote]
    tables: Collected
    paragraphs: list[tuple[int, Paragraph]] = field(default_factory=list)
    strays: list[tuple[int, str]] = field(default_factory=list)

    def above_sections(self) -> list[tuple[int, Paragraph]]:
        """Return the paragraphs above the first heading of a section; all of them if there is none."""
        first = min(self.headings, default=len(self.items))
        return [(at, part) for at, part in self.paragraphs if at < first]

    def behind_last_heading(self) -> list[tuple[int, Paragraph]]:
        """Return the paragraphs behind the last heading of a section; all of them if there is none."""
        last = max(self.headings, default=-1)
        return [(at, part) for at, part in self.paragraphs if at > last]

    def prose(self, taken: set[int]) -> Iterator[tuple[int, Paragraph | TableMark]]:
        """Yield paragraphs that aren't taken, and the places of the tables, in the order of the document."""
        stream: list[tuple[int, Paragraph | TableMark]] = [
            (record.item, TableMark(record.table)) for record in self.tables.records
        ]
        stream += [(at, part) for at, part in self.paragraphs if at not in taken]
        yield from sorted(stream, key=lambda pair: pair[0])


def sort(document: Document, labels: Labels | None) -> Sorted:
    """Return a document's rows sorted under the form of some labels, or under none.

    First the headings of sections are found, then the tables between them; what no table takes is prose or stray.
    """
    if labels is None:
        items = list(items_of(document, lambda _: False))
        lines = [
            (at, item.lines[0])
            for at, item in enumerate(items)
            if not item.is_row and item.grid < 0 and item.lines
        ]
        found, notes = headings.find(lines, None, bool)
        made = Sorted(None, items, found, notes, Collected())
    else:
        form = labels.form

        def is_label(text: str) -> bool:
            return labels.find(text) is not None

        document, numbers = _without_page_numbers(document)
        document, run_in_notes = run_in.set_apart(document, form, is_label)
        rows = items_of(document, lambda text: bool(headings.names(text, form)), lambda text: parted(text, labels))
        items = joined(rows, labels)
        lines = [
            (at, item.lines[0])
            for at, item in enumerate(items)
            if len(item.lines) == 1 and not item.is_row and not item.is_empty
        ]
        found, notes = headings.find(lines, form, is_label)
        made = Sorted(
            form,
            items,
            found,
            [*numbers, *run_in_notes, *notes],
            Finder(labels).find(items, {at: h.key for at, h in found.items()}),
        )
    _divide(made)
    return made


def _without_page_numbers(document: Document) -> tuple[Document, list[ImportNote]]:
    """Return a document without the lines that number its pages, and a note on them; they would part tables."""
    kept: list[Piece] = []
    numbers: list[Paragraph] = []
    for piece in document.pieces:
        if isinstance(piece, Paragraph) and not piece.level and patterns.is_page_number(piece.text):
            numbers.append(piece)
        else:
            kept.append(piece)
    if not numbers:
        return document, []
    text = " / ".join(number.text for number in numbers)
    return replace(document, pieces=tuple(kept)), [ImportNote("page-numbers", numbers[0].line, {"text": text})]


def _divide(made: Sorted) -> None:
    """Divide what no table took into paragraphs, and texts inside tables that are no part of them."""
    items, taken = made.items, made.tables.taken
    made.strays += [(part.line, part.text) for parts in made.tables.strays.values() for part in parts]
    at = 0
    while at < len(items):
        if at in taken:
            at += 1
            continue
        end = next((n for n in range(at, len(items)) if n in taken or n in made.headings), len(items))
        end = max(end, at + 1)
        gap = items[at:end]
        if _is_inside_a_table(made, at, end):
            made.strays += [
                (item.line, " | ".join(part.text for part in item.cells)) for item in gap if not item.is_empty
            ]
        else:
            made.paragraphs += [(at + n, line) for n, item in enumerate(gap) for line in item.lines]
        at = end


def _is_inside_a_table(made: Sorted, start: int, end: int) -> bool:
    """Whether rows nobody recognised are part of a table: it goes on behind them, or they are its cells."""
    items, taken = made.items, made.tables.taken
    gap = items[start:end]
    before, behind = start - 1 in taken, end in taken
    if all(item.is_row for item in gap):
        grids = {items[n].grid for n in (start - 1, end) if n in taken} - {-1}
        return (before and behind) or any(item.grid in grids for item in gap)
    return before and behind and _are_cells(gap)


def _are_cells(gap: Sequence[Item]) -> bool:
    """Whether rows are as short as cells, and a figure stands among them."""
    short = all(len(part.text) <= _LONGEST_CELL_TEXT for item in gap for part in item.cells)
    return short and any(is_value(item.cells[0].text) for item in gap if not item.is_row)


# --- notes -----------------------------------------------------------------------------------------------------


def stray_notes(made: Sorted) -> Iterator[ImportNote]:
    """Yield the texts inside tables that are neither label nor figure."""
    for line, text in made.strays:
        yield ImportNote("stray-text", line, {"text": text})


def label_notes(made: Sorted) -> Iterator[ImportNote]:
    """Yield how headings and labels were understood differently from what is written."""
    yield from made.notes
    yield from _traditional(made)
    yield from _reworded(made)
    yield from _shifted_rows(made)


def _traditional(made: Sorted) -> Iterator[ImportNote]:
    """Yield a note on headings and labels in traditional characters, which are compared as simplified ones."""
    named = [(made.items[at].line, made.items[at].cells[0].text) for at in sorted(made.headings)]
    named += [(part.line, part.text) for _, part, _ in made.tables.matches]
    found = [(line, text) for line, text in named if simplified(text) != text]
    if found:
        yield ImportNote("traditional", found[0][0], {"text": found[0][1], "count": len(found)})


def _reworded(made: Sorted) -> Iterator[ImportNote]:
    """Yield which labels were misspelt, worded otherwise or cut (`contents-sums-and-strays` has some of them)."""
    for _, part, match in made.tables.matches:
        if match.how != "exact":
            official = match.entries[0].label
            yield ImportNote(f"label-{match.how}", part.line, {"text": part.text, "official": official})
    for parts in made.tables.fragments.values():
        yield _cut(parts[0].line, (part.text for part in parts))
    for at, item in enumerate(made.items):
        if item.joined and at in made.tables.taken:
            yield _cut(item.line, (line.text for line in item.lines))


def _cut(line: int, parts: Iterable[str]) -> ImportNote:
    """Return the note on a label whose parts stand apart."""
    return ImportNote("label-cut", line, {"text": tuple(parts)})


def _shifted_rows(made: Sorted) -> Iterator[ImportNote]:
    """Yield the rows whose label stands in another column of the stub than its own.

    Where most labels do, the stub as a whole is set in another way, and none is worth a note.
    """
    deep = [(place, entry) for _, place, entry in made.tables.stubs if entry.depth]
    straight = sum(place == entry.depth for place, entry in deep)
    if 2 * straight < len(deep):
        return
    moved: dict[int, str] = {}
    for at, place, entry in made.tables.stubs:
        if place != entry.depth and made.items[at].is_row:
            moved.setdefault(at, entry.label)
    for at, label in moved.items():
        yield ImportNote("row-shifted", made.items[at].line, {"text": label})
