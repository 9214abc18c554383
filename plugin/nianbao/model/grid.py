"""From the labels of a form to the printed grid: which cell stands where and spans how much."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nianbao.model.finding import Place, Refusal
from nianbao.model.labels import Block, Label


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of the printed table. `role` is bar, corner, boxhead, stub or value.

    `top`, `left`, `height` and `width` count grid rows and columns from 0. `labels` are the positions, in the
    table's grid, of the header cells that speak for a value cell. A `group` label spans several rows or columns.
    """

    role: str
    label: str
    top: int
    left: int
    height: int = 1
    width: int = 1
    place: Place | None = None
    emphasis: str = ""
    labels: tuple[int, ...] = ()
    group: bool = False

    def covers(self, top: int, left: int) -> bool:
        """Return whether the cell lies over a grid position, both counted from 0."""
        return self.top <= top < self.top + self.height and self.left <= left < self.left + self.width


def lay_out(table: str, blocks: tuple[Block, ...]) -> tuple[FormCell, ...]:
    """Return the cells of a table (named by its key) in reading order.

    Raises Refusal unless they tile a rectangle.
    """
    cells: list[FormCell] = []
    for block in blocks:
        top = max((cell.top + cell.height for cell in cells), default=0)
        cells.extend(_block(table, block, top))
    _refuse_gaps(table, cells)
    ordered = sorted(cells, key=lambda cell: (cell.top, cell.left))
    return tuple(_with_labels(cell, ordered) if cell.role == "value" else cell for cell in ordered)


def _block(table: str, block: Block, top: int) -> list[FormCell]:
    """Return the cells of one block: bar, corner, boxhead, stub, values; `top` is the first row it has."""
    stub_width = max((_depth(label) for label in block.rows), default=0)
    boxhead_height = max(_depth(label) for label in block.columns)
    columns = [leaf for label in block.columns for leaf in label.leaves]
    width = stub_width + sum(leaf.span for leaf in columns)
    cells = []
    if block.bar:
        cells.append(FormCell("bar", block.bar.text, top, 0, 1, width, group=True))
        top += 1
    if block.corner:
        cells.append(FormCell("corner", block.corner.text, top, 0, boxhead_height, stub_width))
    cells.extend(_boxhead(block.columns, top, stub_width, boxhead_height))
    cells.extend(_stub(block.rows, top + boxhead_height, 0, stub_width))
    cells.extend(_values(table, block, top + boxhead_height, stub_width))
    return cells


def _depth(label: Label) -> int:
    """Return how many boxhead rows, or stub columns, a label and those below it take up."""
    return 1 + max((_depth(child) for child in label.children), default=0)


def _boxhead(labels: tuple[Label, ...], top: int, left: int, height: int) -> Iterator[FormCell]:
    """Yield the cells of a boxhead; labels without children reach down to its last row."""
    for label in labels:
        width = sum(leaf.span for leaf in label.leaves)
        own = 1 if label.children else height
        yield FormCell(
            "boxhead", label.text, top, left, own, width, emphasis=label.emphasis, group=bool(label.children)
        )
        yield from _boxhead(label.children, top + 1, left, height - 1)
        left += width


def _stub(labels: tuple[Label, ...], top: int, left: int, width: int) -> Iterator[FormCell]:
    """Yield the cells of a stub; labels without children reach to its last column."""
    for label in labels:
        height = len(label.leaves)
        own = 1 if label.children else width
        yield FormCell(
            "stub", label.text, top, left, height, own, emphasis=label.emphasis, group=bool(label.children)
        )
        yield from _stub(label.children, top, left + 1, width - 1)
        top += height


def _values(table: str, block: Block, top: int, left: int) -> Iterator[FormCell]:
    """Yield the value cells of a block: each row with each of its columns.

    In a table without a stub the boxhead names the rows too: each leaf column stands below the group of its row.
    """
    across = [(top_label, leaf) for top_label in block.columns for leaf in top_label.leaves]
    rows = [leaf for label in block.rows for leaf in label.leaves]
    for down, row in enumerate(rows):
        at = left
        for _, leaf in across:
            yield FormCell(
                "value",
                "",
                top + down,
                at,
                1,
                leaf.span,
                Place(table, row.key, leaf.key),
                emphasis=row.emphasis or leaf.emphasis,
            )
            at += leaf.span
    if not rows:
        named = [
            (label.row, leaf)
            for top_label in block.columns
            for label in top_label.walk()
            if label.row
            for leaf in label.leaves
        ]
        for at, (key, leaf) in enumerate(named, left):
            yield FormCell("value", "", top, at, 1, 1, Place(table, key, leaf.key), emphasis=leaf.emphasis)


def _refuse_gaps(table: str, cells: list[FormCell]) -> None:
    """Raise Refusal unless every position of the grid is covered exactly once.

    The message counts rows and columns from 1, as whoever wrote the form does.
    """
    width = max(cell.left + cell.width for cell in cells)
    height = max(cell.top + cell.height for cell in cells)
    taken: set[tuple[int, int]] = set()
    for cell in cells:
        for top in range(cell.top, cell.top + cell.height):
            for left in range(cell.left, cell.left + cell.width):
                if (top, left) in taken:
                    raise Refusal("form-spans-overlap", table=table, row=top + 1, column=left + 1)
                taken.add((top, left))
    if len(taken) != width * height:
        raise Refusal("form-spans-leave-gaps", table=table, missing=width * height - len(taken))


def _with_labels(cell: FormCell, cells: list[FormCell]) -> FormCell:
    """Return a value cell with the positions of the labels that speak for it.

    These are the cells of boxhead and bar above it within its own block, and the stub cells left of it.
    """
    start = max(
        (label.top for label in cells if label.role in {"bar", "corner"} and label.top < cell.top),
        default=0,
    )
    if start and any(label.role == "bar" and label.top == start - 1 for label in cells):
        start -= 1
    labels = tuple(
        index
        for index, label in enumerate(cells)
        if (
            label.role in {"boxhead", "bar"}
            and start <= label.top < cell.top
            and label.left <= cell.left < label.left + label.width
        )
        or (label.role == "stub" and label.top <= cell.top < label.top + label.height)
    )
    return replace(cell, labels=labels)
