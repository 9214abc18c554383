"""Spans to rectangles: cells that reach over several rows and columns, on the grid of the printed table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nianbao.finding import Refusal
from nianbao.importers import limits
from nianbao.importers.document import Grid, GridCell, GridRow, Paragraph


@dataclass(frozen=True, slots=True)
class Box:
    """A cell as a file writes it: its text, its line, and how many rows and columns it claims.

    `left` fixes its column for files that say it; otherwise it goes to the next free place of its row. `raw` is
    the text before it was cleaned; `own` as in GridCell.
    """

    text: str
    line: int
    height: int = 1
    width: int = 1
    left: int | None = None
    raw: str = ""
    own: int = 0


def grid(name: str, rows: Sequence[Sequence[Box]]) -> Grid:
    """Lay out the boxes of a table row by row, as browsers do, also where their spans do not add up.

    A span ends at the table's last row, and before a place that is taken. A place nobody covers between two cells
    is an empty cell; a row may end early. Raises Refusal (naming the file) for more places than a table can have.
    """
    taken: list[dict[int, GridCell]] = [{} for _ in rows]
    budget = limits.MOST_PLACES
    for top, boxes in enumerate(rows):
        left = 0
        for box in boxes:
            left = box.left if box.left is not None else left
            while left in taken[top]:
                left += 1
            height = min(max(1, box.height), limits.HIGHEST_SPAN, len(rows) - top)
            width = _free(taken[top], left, min(max(1, box.width), limits.WIDEST_SPAN))
            budget -= height * width
            if budget < 0:
                raise Refusal("import-table-too-large", file=name, places=limits.MOST_PLACES)
            _cover(taken[top : top + height], left, width, box)
            left += width
    return Grid(tuple(_row(cells, boxes) for cells, boxes in zip(taken, rows, strict=True) if cells))


def _free(row: dict[int, GridCell], left: int, width: int) -> int:
    return next((n for n in range(1, width) if left + n in row), width)


def _cover(rows: list[dict[int, GridCell]], left: int, width: int, box: Box) -> None:
    for down, row in enumerate(rows):
        for place in range(left, left + width):
            is_start = not down and place == left
            text, raw = (box.text, box.raw if box.raw != box.text else "") if is_start else ("", "")
            row.setdefault(
                place, GridCell(text, box.line, covered=not is_start, raw=raw, own=box.own if is_start else 0)
            )


def _row(cells: dict[int, GridCell], boxes: Sequence[Box]) -> GridRow:
    line = boxes[0].line if boxes else next(iter(cells.values())).line
    whole = tuple(cells.get(place, GridCell("", line)) for place in range(max(cells) + 1))
    return GridRow(whole, tuple(_as_text(whole)))


def _as_text(cells: tuple[GridCell, ...]) -> Iterator[Paragraph]:
    shown = [part for part in cells if part.text]
    if shown:
        yield Paragraph(" | ".join(part.text for part in shown), shown[0].line)
