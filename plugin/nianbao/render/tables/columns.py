"""The choice of columns in a wide table, which a narrow screen shows one at a time."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nianbao.model.finding import Place
from nianbao.model.form import Table
from nianbao.render.tables.cells import Mark

# Tables with fewer columns of figures than this fit a narrow screen and need no choice.
_WIDE: Final = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A column, or a group of columns, to choose; `marked` is whether a finding is about one of its cells."""

    key: str
    label: str
    chosen: bool
    marked: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """The choices of a table; `by` names the property of a value cell's dataset that holds the key."""

    by: str
    choices: tuple[Choice, ...]


def columns(table: Table, marks: Mapping[Place, Mark]) -> Columns | None:
    """Return the choice of columns of a table with one boxhead, or None where it needs none.

    In a table without a stub the groups of the boxhead are its rows, and those are chosen from.
    """
    if len(table.blocks) > 1 or table.width < _WIDE:
        return None
    block = table.blocks[0]
    by_row = not block.rows
    rows = {row.key: row.label for row in table.rows.values()}
    labels = rows if by_row else {head.key: head for head in block.leaf_columns}
    emphasised = [key for key, head in labels.items() if head.emphasis]
    first = (emphasised or [*labels])[-1 if emphasised else 0]
    marked_places = [place for place, mark in marks.items() if place.table == table.key and mark.tone]
    marked_keys = {place.row if by_row else place.column for place in marked_places}
    choices = tuple(Choice(key, head.text, key == first, key in marked_keys) for key, head in labels.items())
    return Columns("nbRow" if by_row else "nbCell", choices)
