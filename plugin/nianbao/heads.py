"""The labels of a table, as a tree: heads of columns and rows, and the blocks they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Head:
    """One label in a boxhead or stub: a leaf names a column or row, a group spans its children.

    `key` is the stable English name; a group may go without. `row` marks a boxhead group whose figures are a
    row of their own (table `disputes`). `span` is the number of grid columns a boxhead leaf covers. `measure`
    is `count` (whole, not negative), `amount` or `change`; `unit` overrides the table's. `emphasis` is
    `total`, `head` or nothing.
    """

    label: str
    key: str = ""
    short: str = ""
    aliases: tuple[str, ...] = ()
    row: str = ""
    span: int = 1
    measure: str = "count"
    unit: str = ""
    emphasis: str = ""
    children: tuple["Head", ...] = ()

    @property
    def name(self) -> str:
        """The label people use when space is short."""
        return self.short or self.label

    @cached_property
    def leaves(self) -> tuple["Head", ...]:
        """The leaves below this head; itself if it is one."""
        return tuple(leaf for child in self.children for leaf in child.leaves) if self.children else (self,)

    @property
    def writings(self) -> tuple[str, ...]:
        """Every way the form knows of writing this label, the official one first."""
        return tuple(dict.fromkeys(name for name in (self.label, self.short, *self.aliases) if name))

    def walk(self) -> Iterator["Head"]:
        """Yield this head and all below it, top down."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Block:
    """A part of a table with a boxhead of its own: an optional bar above it, a corner, columns and rows."""

    bar: Head | None
    corner: Head | None
    columns: tuple[Head, ...]
    rows: tuple[Head, ...]

    @cached_property
    def leaf_columns(self) -> tuple[Head, ...]:
        """The columns that hold figures, left to right, each once (`disputes` repeats them per row)."""
        leaves = {leaf.key: leaf for head in self.columns for leaf in head.leaves}
        return tuple(leaves.values())

    @cached_property
    def leaf_rows(self) -> tuple[Head, ...]:
        """The rows that hold figures, top to bottom; in `disputes` they are groups of the boxhead."""
        stub = tuple(leaf for head in self.rows for leaf in head.leaves)
        return stub or tuple(head for top in self.columns for head in top.walk() if head.row)
