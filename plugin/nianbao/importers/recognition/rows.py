"""A document as rows of cells: grids row by row, a paragraph as a row of one cell."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from nianbao.importers.document import Document, DocumentCell, Paragraph
from nianbao.importers.recognition import figures
from nianbao.importers.recognition.labels import Labels
from nianbao.model import cell

_LONGEST_PART = 60
_MOST_PARTS = 6


@dataclass(frozen=True, slots=True)
class Item:
    """One row of cells and the lines of the original it was made of.

    `grid` numbers the grid it stands in, -1 for a paragraph. `joined` says that a label was put together from
    cells that stood one below the other, `is_whole` that no empty cells can be missing at its end, `is_padded`
    that empty cells there may be mere padding.
    """

    cells: tuple[DocumentCell, ...]
    lines: tuple[Paragraph, ...]
    grid: int = -1
    joined: bool = False
    is_whole: bool = True
    is_padded: bool = False

    @property
    def is_row(self) -> bool:
        """Whether it is a real row; a single cell can be a paragraph as well."""
        return len(self.cells) > 1

    @property
    def is_empty(self) -> bool:
        """True if no cell holds anything."""
        return not any(part.text for part in self.cells)

    @property
    def line(self) -> int:
        """The line of the original where it starts."""
        return self.cells[0].line


def is_value(text: str) -> bool:
    """Whether a cell's text is a figure, a sign for not applicable, or nothing."""
    return cell.read(figures.understood(text).text).kind is not cell.Kind.TEXT


def items_of(
    document: Document,
    is_heading: Callable[[str], bool],
    parted: Callable[[str], Sequence[str]] = lambda _: (),
) -> Iterator[Item]:
    """Yield the document's rows in order; a heading that a reader took into a row of cells stands by itself.

    `is_heading` says whether a text names a section of the form, `parted` gives the cells of a paragraph that is
    a row, or nothing.
    """
    for number, piece in enumerate(document.pieces):
        if isinstance(piece, Paragraph):
            cells = () if piece.level else parted(piece.text)
            if cells:
                yield Item(tuple(DocumentCell(text, piece.line) for text in cells), (piece,))
            else:
                yield Item((DocumentCell(piece.text, piece.line, raw=piece.raw),), (piece,))
            continue
        for row in piece.rows:
            yield from _without_headings(
                Item(row.cells, row.lines, number, is_whole=row.is_whole, is_padded=row.is_padded), is_heading
            )


def _without_headings(item: Item, is_heading: Callable[[str], bool]) -> Iterator[Item]:
    """Yield a row, cut at a heading that stands among its cells; `cell-a-line-with-bars` has such rows."""
    filled = [part for part in item.cells if part.text]
    if item.is_row and len(filled) == 1 and len(item.lines) == 1 and is_heading(filled[0].text):
        yield Item((filled[0],), item.lines)
        return
    at = next((n for n, part in enumerate(item.cells) if len(item.lines) > 1 and is_heading(part.text)), None)
    if at is None:
        yield item
        return
    heading = item.cells[at]
    parts = (item.cells[:at], (heading,), item.cells[at + 1 :])
    for cells in parts:
        if cells:
            last = cells[-1].line if cells != item.cells[at + 1 :] else item.lines[-1].line
            lines = tuple(line for line in item.lines if cells[0].line <= line.line <= last)
            part = Item(cells, lines, item.grid if cells != (heading,) else -1, is_padded=item.is_padded)
            yield from _without_headings(part, is_heading)


def joined(items: Iterable[Item], labels: Labels) -> list[Item]:
    """Return the rows with labels put together that are wrapped over several cells or lines.

    In `tabs-stripped` and `printed-by-a-browser` long labels are wrapped.
    """
    rest = [part for item in items for part in _apart(item, labels)]
    found: list[Item] = []
    at = 0
    while at < len(rest):
        item, taken = _joined_at(rest, at, labels)
        found.append(item)
        at += taken
    return found


def _apart(item: Item, labels: Labels) -> Iterator[Item]:
    """Undo a wrap that a reader saw where the lines make no label together."""
    last = item.cells[-1]
    lines = last.text.split("\n")
    if len(lines) == 1 or is_value(last.text) or labels.find(last.text):
        yield item
        return
    kept = next((n for n in range(len(lines) - 1, 1, -1) if labels.exact("".join(lines[:n]))), 1)
    text = "\n".join(lines[:kept])
    rest = item.lines[kept - len(lines) :]
    yield replace(item, cells=(*item.cells[:-1], replace(last, text=text)), lines=item.lines[: kept - len(lines)])
    for line in rest:
        yield Item((DocumentCell(line.text, line.line, raw=line.raw),), (line,))


def _joined_at(items: list[Item], at: int, labels: Labels) -> tuple[Item, int]:
    """Return the item at a place and how many items it is made of: those below it that together make its label."""
    first = items[at]
    if at + 1 < len(items) and (whole := _cut_row(first, items[at + 1], labels)):
        return whole, 2
    place = max((n for n, part in enumerate(first.cells) if part.text), default=-1)
    if place < 0:
        return first, 1
    text = first.cells[place].text
    if (
        len(text) > _LONGEST_PART
        or is_value(text)
        or (first.is_row and labels.exact(text))
        or not labels.begins(text)
    ):
        return first, 1
    return _wrapped(items, at, place, labels)


def _wrapped(items: list[Item], at: int, place: int, labels: Labels) -> tuple[Item, int]:
    """Return the item at a place as `_joined_at` does, its label begun in the cell at `place`."""
    first = items[at]
    text = first.cells[place].text
    if around := _around(items[at : at + 3], text, labels):
        return around, 3
    best: tuple[Item, int] = first, 1
    for count, item in enumerate(items[at + 1 : at + _MOST_PARTS], 2):
        lead = next((n for n, part in enumerate(item.cells) if part.text), -1)
        if lead < 0 or len(item.cells[lead].text) > _LONGEST_PART or is_value(item.cells[lead].text):
            break
        rest = item.cells[lead].text
        strays = _strays(text, rest, labels) if item.is_row else ""
        text += rest[len(strays) :].lstrip()
        if not labels.begins(text):
            break
        if labels.exact(text):
            label = replace(first.cells[place], text=text)
            cells = (*first.cells[:place], label, *(item.cells[lead + 1 :] if item.is_row else ()))
            if strays:
                cells = (DocumentCell(strays, item.line), *cells)
            lines = tuple(line for part in items[at : at + count] for line in part.lines)
            best = (
                Item(cells, lines, item.grid if item.is_row else first.grid, joined=True, is_whole=item.is_whole),
                count,
            )
        if item.is_row:
            break
    return best


def _around(items: list[Item], beginning: str, labels: Labels) -> Item | None:
    """Return the row of a label that is wrapped around its figures: its beginning above them, its end below."""
    if len(items) != 3 or items[0].is_row or items[2].is_row:  # noqa: PLR2004 - beginning, figures, end
        return None
    first, middle, last = items
    text = beginning + last.cells[0].text
    is_figures = middle.is_row and not middle.is_empty and all(is_value(part.text) for part in middle.cells)
    if not is_figures or is_value(last.cells[0].text) or not labels.exact(text):
        return None
    label = replace(first.cells[0], text=text)
    lines = (*first.lines, *middle.lines, *last.lines)
    return Item((label, *middle.cells), lines, middle.grid, joined=True, is_whole=middle.is_whole)


def _strays(beginning: str, rest: str, labels: Labels) -> str:
    """Return the character in front of the end of a label that belongs to another column of the stub.

    Text copied from a narrow stub has such: "figures parted by single spaces" in `recognition_damaged.yml`.
    """
    words = rest.split()
    if labels.begins(beginning + rest) or len(words) < 2 or len(words[0]) > 1:  # noqa: PLR2004 - it, and the end
        return ""
    return words[0] if labels.exact(beginning + "".join(words[1:])) else ""


def _cut_row(first: Item, second: Item, labels: Labels) -> Item | None:
    """Put a row together that a page break or a wrapped label cut: figures above, the rest of its label below."""
    is_spaced = first.grid < 0 and not second.is_row
    if not (first.is_row and (second.is_row or is_spaced) and first.grid == second.grid):
        return None
    rest = [part for part in second.cells if part.text]
    place = next((n for n, part in enumerate(first.cells) if part.text and is_value(part.text)), 0) - 1
    label = next((n for n in range(place, -1, -1) if first.cells[n].text), -1)
    if len(rest) != 1 or label < 0 or labels.exact(first.cells[label].text):
        return None
    text = first.cells[label].text + rest[0].text
    if not labels.exact(text) or is_value(rest[0].text):
        return None
    cells = (*first.cells[:label], replace(first.cells[label], text=text), *first.cells[label + 1 :])
    return replace(first, cells=cells, lines=(*first.lines, *second.lines), joined=True)
