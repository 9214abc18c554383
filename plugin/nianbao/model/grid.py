"""From the heads of a form to the printed grid: which cell stands where and spans how much."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nianbao.model.finding import Place, Refusal
from nianbao.model.labels import Block, Head


@dataclass(frozen=True, slots=True)
class FormCell:
    """One cell of the printed table. `role` is bar, corner, boxhead, stub or value.

    `top`, `left`, `height` and `width` count grid rows and columns from 0. `heads` are the positions, in the
    table's grid, of the header cells that speak for a value cell. A `group` head spans several rows or columns.
    """

    role: str
    label: str
    top: int
    left: int
    height: int = 1
    width: int = 1
    place: Place | None = None
    emphasis: str = ""
    heads: tuple[int, ...] = ()
    group: bool = False

    def covers(self, top: int, left: int) -> bool:
        """Return whether the cell lies over a grid position."""
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
    return tuple(_with_heads(cell, ordered) if cell.role == "value" else cell for cell in ordered)


def _block(table: str, block: Block, top: int) -> list[FormCell]:
    """Return the cells of one block: bar, corner, boxhead, stub, values; `top` is the first row it has."""
    stub_width = max((_depth(head) for head in block.rows), default=0)
    boxhead_height = max(_depth(head) for head in block.columns)
    columns = [leaf for head in block.columns for leaf in head.leaves]
    width = stub_width + sum(leaf.span for leaf in columns)
    cells = []
    if block.bar:
        cells.append(FormCell("bar", block.bar.label, top, 0, 1, width, group=True))
        top += 1
    if block.corner:
        cells.append(FormCell("corner", block.corner.label, top, 0, boxhead_height, stub_width))
    cells.extend(_boxhead(block.columns, top, stub_width, boxhead_height))
    cells.extend(_stub(block.rows, top + boxhead_height, 0, stub_width))
    cells.extend(_values(table, block, top + boxhead_height, stub_width))
    return cells


def _depth(head: Head) -> int:
    """Return how many rows a head of a boxhead, or columns a head of a stub, reaches over with those below it."""
    return 1 + max((_depth(child) for child in head.children), default=0)


def _boxhead(heads: tuple[Head, ...], top: int, left: int, height: int) -> Iterator[FormCell]:
    """Yield the cells of a boxhead; heads without children reach down to its last row."""
    for head in heads:
        width = sum(leaf.span for leaf in head.leaves)
        own = 1 if head.children else height
        yield FormCell(
            "boxhead", head.label, top, left, own, width, emphasis=head.emphasis, group=bool(head.children)
        )
        yield from _boxhead(head.children, top + 1, left, height - 1)
        left += width


def _stub(heads: tuple[Head, ...], top: int, left: int, width: int) -> Iterator[FormCell]:
    """Yield the cells of a stub; heads without children reach to its last column."""
    for head in heads:
        height = len(head.leaves)
        own = 1 if head.children else width
        yield FormCell(
            "stub", head.label, top, left, height, own, emphasis=head.emphasis, group=bool(head.children)
        )
        yield from _stub(head.children, top, left + 1, width - 1)
        top += height


def _values(table: str, block: Block, top: int, left: int) -> Iterator[FormCell]:
    """Pair each row with each column; in a table without a stub the boxhead names the rows too."""
    across = [(top_head, leaf) for top_head in block.columns for leaf in top_head.leaves]
    rows = [leaf for head in block.rows for leaf in head.leaves]
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
            (head.row, leaf)
            for head_top in block.columns
            for head in head_top.walk()
            if head.row
            for leaf in head.leaves
        ]
        for at, (key, leaf) in enumerate(named, left):
            yield FormCell("value", "", top, at, 1, 1, Place(table, key, leaf.key), emphasis=leaf.emphasis)


def _refuse_gaps(table: str, cells: list[FormCell]) -> None:
    """Raise Refusal unless every position of the grid is covered exactly once."""
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


def _with_heads(cell: FormCell, cells: list[FormCell]) -> FormCell:
    """Find the header cells above a value within its block, and those left of it."""
    start = max(
        (head.top for head in cells if head.role in {"bar", "corner"} and head.top < cell.top),
        default=0,
    )
    if start and any(head.role == "bar" and head.top == start - 1 for head in cells):
        start -= 1
    heads = tuple(
        index
        for index, head in enumerate(cells)
        if (
            head.role in {"boxhead", "bar"}
            and start <= head.top < cell.top
            and head.left <= cell.left < head.left + head.width
        )
        or (head.role == "stub" and head.top <= cell.top < head.top + head.height)
    )
    return replace(cell, heads=heads)
