"""A statutory table: its rows, its columns, its cells and the grid it is printed in."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from nianbao.model.finding import Place, Refusal
from nianbao.model.grid import FormCell, lay_out
from nianbao.model.labels import Block, Label
from nianbao.model.normalisation import label_key, without_numeral


@dataclass(frozen=True)
class Row:
    """A row of figures: its key, its label, and the columns it has, left to right.

    Rows of one table share their columns unless they stand in blocks of their own.
    """

    key: str
    label: Label
    columns: tuple[Label, ...]


@dataclass(frozen=True)
class Table:
    """A statutory table of a form.

    `key` is its stable English name, `label` its key in Chinese source files, `caption` the official title above
    it. `section` is the key of the section it stands in, or empty. `unit` holds for every column that names none.
    """

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
            (label.row or label.key): Row(label.row or label.key, label, block.leaf_columns)
            for block in self.blocks
            for label in block.leaf_rows
        }

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The address of every cell, row by row in the form's order."""
        return tuple(place for places in self.of_row.values() for place in places)

    @cached_property
    def of_row(self) -> Mapping[str, tuple[Place, ...]]:
        """The addresses of the cells of each row, by its key, left to right.

        All reports on the form share them.
        """
        return {
            row.key: tuple(Place(self.key, row.key, column.key) for column in row.columns)
            for row in self.rows.values()
        }

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The row keys below each group of the stub that has a key, by that key.

        Example: `denied` stands for all grounds of refusal; identities of a form may name the group for its rows.
        """
        labels = [label for block in self.blocks for top in block.rows for label in top.walk()]
        return {
            label.key: tuple(leaf.key for leaf in label.leaves) for label in labels if label.key and label.children
        }

    @cached_property
    def row_names(self) -> Mapping[str, str]:
        """Row key by every accepted name, folded with `label_key`."""
        return _names([(row.key, row.label) for row in self.rows.values()], self.key)

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

    @cached_property
    def width(self) -> int:
        """The number of grid columns."""
        return max(cell.left + cell.width for cell in self.grid)

    @cached_property
    def height(self) -> int:
        """The number of grid rows."""
        return max(cell.top + cell.height for cell in self.grid)

    @cached_property
    def last_emphasis(self) -> str:
        """The emphasis of the last column in each row that has none of its own; empty where they differ."""
        ends = [cell for cell in self.grid if cell.place and cell.left + cell.width == self.width]
        emphases = {cell.emphasis for cell in ends if cell.place and not self.rows[cell.place.row].label.emphasis}
        return emphases.pop() if len(emphases) == 1 else ""

    def column(self, place: Place) -> Label:
        """Return the column label of one of this table's places. Raises KeyError for a row that is not there."""
        return next(label for label in self.rows[place.row].columns if label.key == place.column)


def _names(labels: list[tuple[str, Label]], table: str) -> dict[str, str]:
    """Return row or column keys by all their accepted names, folded with `label_key`.

    A name is also accepted without its leading numeral, unless another label has just that name. Raises Refusal
    where two labels share one.
    """
    names: dict[str, str] = {}
    for key, label in labels:
        for name in (key, *label.writings):
            if names.setdefault(label_key(name), key) != key:
                raise Refusal("form-name-twice", table=table, name=name)
    for key, label in labels:
        names.setdefault(without_numeral(label_key(label.text)), key)
    return names
