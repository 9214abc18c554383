"""A statutory table: its rows, its columns, its cells and the grid it is printed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nianbao.model.finding import Place, Refusal
from nianbao.model.grid import FormCell, lay_out
from nianbao.model.labels import Block, Head
from nianbao.model.normalisation import label_key, without_numeral


@dataclass(frozen=True)
class Row:
    """A row of figures: its key, its head, and the columns it has."""

    key: str
    head: Head
    columns: tuple[Head, ...]


@dataclass(frozen=True)
class Table:
    """A statutory table. `section` is the key of the section it stands in, `label` its key in source files."""

    key: str
    section: str
    label: str
    caption: str
    unit: str
    blocks: tuple[Block, ...]

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """All rows of figures in the form's order, by key."""
        return {
            (head.row or head.key): Row(head.row or head.key, head, block.leaf_columns)
            for block in self.blocks
            for head in block.leaf_rows
        }

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The address of every cell, row by row."""
        return tuple(Place(self.key, row.key, column.key) for row in self.rows.values() for column in row.columns)

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The row keys below each group of the stub that has a key (`denied` and the like)."""
        heads = [head for block in self.blocks for top in block.rows for head in top.walk()]
        return {head.key: tuple(leaf.key for leaf in head.leaves) for head in heads if head.key and head.children}

    @cached_property
    def row_names(self) -> Mapping[str, str]:
        """Row key by every accepted name, folded with `label_key`."""
        return _names([(row.key, row.head) for row in self.rows.values()], self.key)

    @cached_property
    def column_names(self) -> Mapping[str, Mapping[str, str]]:
        """For each row, the column key by every accepted name."""
        by_columns = {
            row.columns: _names([(c.key, c) for c in row.columns], self.key) for row in self.rows.values()
        }
        return {row.key: by_columns[row.columns] for row in self.rows.values()}

    @cached_property
    def grid(self) -> tuple[FormCell, ...]:
        """The printed table, cell by cell, in reading order."""
        return lay_out(self.key, self.blocks)

    @property
    def width(self) -> int:
        """The number of grid columns."""
        return max(cell.left + cell.width for cell in self.grid)

    @property
    def height(self) -> int:
        """The number of grid rows."""
        return max(cell.top + cell.height for cell in self.grid)

    def column(self, place: Place) -> Head:
        """Return the column head of one of this table's places."""
        return next(head for head in self.rows[place.row].columns if head.key == place.column)


def _names(heads: list[tuple[str, Head]], table: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for key, head in heads:
        for name in (key, *head.writings):
            if names.setdefault(label_key(name), key) != key:
                raise Refusal("form-name-twice", table=table, name=name)
    for key, head in heads:
        names.setdefault(without_numeral(label_key(head.label)), key)
    return names
