"""Spans to rectangles: cells that reach over several rows and columns, on the grid of the printed table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nianbao.importers import limits
from nianbao.importers.document import DocumentCell, DocumentGrid, DocumentRow, Paragraph
from nianbao.model.finding import Refusal


@dataclass(frozen=True, slots=True)
class Box:
    """A cell as a file writes it: its text, its line, and how many rows and columns it claims.

    `left` fixes its column for files that say it; otherwise it goes to the next free place of its row. `raw` is
    the text before it was cleaned; `own` and `doubt` as in DocumentCell.
    """

    text: str
    line: int
    height: int = 1
    width: int = 1
    left: int | None = None
    raw: str = ""
    own: int = 0
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a cell of a Word table stands; `merge` says that it is one with a cell below, "continue" above."""

    left: int
    width: int
    merge: str


def heights(rows: Sequence[Sequence[Placed]]) -> list[list[int]]:
    """Return how many rows each cell reaches over, 0 where it is a part of the cell above it.

    Cells are one only where they stand exactly over the same columns.
    """
    below: dict[tuple[int, int], tuple[str, int]] = {}
    reached: list[dict[tuple[int, int], tuple[str, int]]] = []
    for row in reversed(rows):
        own = {}
        for cell in row:
            merge, height = below.get((cell.left, cell.width), ("", 0))
            own[cell.left, cell.width] = cell.merge, 1 + (height if cell.merge and merge == "continue" else 0)
        reached.append(own)
        below = own
    found: list[list[int]] = []
    above: dict[tuple[int, int], tuple[str, int]] = {}
    for row, own in zip(rows, reversed(reached), strict=True):
        found.append(
            [
                0 if cell.merge == "continue" and above.get((cell.left, cell.width), ("",))[0] else
                own[cell.left, cell.width][1]
                for cell in row
            ]
        )  # fmt: skip
        above = own
    return found


def grid(rows: Sequence[Sequence[Box]], most: int = limits.MOST_PLACES) -> DocumentGrid:
    """Lay out the boxes of a table row by row, as browsers do, also where their spans do not add up.

    A span ends at the table's last row, and before a place that is taken. A place nobody covers between two cells
    is an empty cell; a row may end early. Raises Refusal for more than `most` places.
    """
    taken: list[dict[int, DocumentCell]] = [{} for _ in rows]
    count = 0
    for top, boxes in enumerate(rows):
        left = asked = 0
        for box in boxes:
            # What lies between the place the box before asked for and the one it got is taken already.
            is_behind = box.left is not None and box.left >= asked
            left = left if box.left is None else max(left, box.left) if is_behind else box.left
            asked = asked if box.left is None else box.left
            while left in taken[top]:
                left += 1
            height = min(max(1, box.height), limits.HIGHEST_SPAN, len(rows) - top)
            width = _free(taken[top], left, min(max(1, box.width), limits.WIDEST_SPAN))
            count += height * width
            refuse_more(count, most)
            _cover(taken[top : top + height], left, width, box)
            left += width
    # Places nobody covers count as well.
    refuse_more(sum(max(cells) + 1 for cells in taken if cells), most)
    return DocumentGrid(tuple(_row(cells, boxes) for cells, boxes in zip(taken, rows, strict=True) if cells))


def refuse_more(places: int, most: int = limits.MOST_PLACES) -> None:
    """Refuse more places than the tables of a file may have."""
    if places > most:
        raise Refusal("import-table-too-large", places=limits.MOST_PLACES)


def _free(row: dict[int, DocumentCell], left: int, width: int) -> int:
    """Return how many columns a cell may have before the next place that is taken."""
    return next((n for n in range(1, width) if left + n in row), width)


def _cover(rows: list[dict[int, DocumentCell]], left: int, width: int, box: Box) -> None:
    """Put a cell at its place in some rows, and covered ones at the other places its span reaches."""
    for down, row in enumerate(rows):
        for place in range(left, left + width):
            is_start = not down and place == left
            text, raw = (box.text, box.raw if box.raw != box.text else "") if is_start else ("", "")
            own, doubt = (box.own, box.doubt) if is_start else (0, "")
            row.setdefault(
                place, DocumentCell(text, box.line, covered=not is_start, raw=raw, own=own, doubt=doubt)
            )


def _row(cells: dict[int, DocumentCell], boxes: Sequence[Box]) -> DocumentRow:
    """Return one row of the grid, with empty cells where nobody covers a place, and its text as a line."""
    line = boxes[0].line if boxes else next(iter(cells.values())).line
    whole = tuple(cells.get(place, DocumentCell("", line)) for place in range(max(cells) + 1))
    return DocumentRow(whole, tuple(_as_text(whole)))


def _as_text(cells: tuple[DocumentCell, ...]) -> Iterator[Paragraph]:
    """Yield a row as the line of text it is where it turns out to be prose, its cells between bars."""
    shown = [part for part in cells if part.text]
    if shown:
        yield Paragraph(" | ".join(part.text for part in shown), shown[0].line)
