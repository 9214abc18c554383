"""The layout of the filing workbook, for the module that writes it and the importer that reads it back.

Its first sheet states the facts, then each statutory table has a sheet in the official layout, the last holds the
prose. Rows and columns count from 1.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from nianbao.model.finding import Place
from nianbao.model.form import Form, Identity, Table
from nianbao.model.grid import FormCell

# Stands on the first sheet; another layout would need another one.
MARK: Final = "nianbao-workbook-1"
# The facts by row of the first sheet, below the title: labels in column 1, what they say in column 2.
FACTS: Final = ("agency", "id", "year", "form", "signed_by", "signed", "published", "workbook")
FIRST_FACT: Final = 2
# Caption and unit are above a table; the prose has a heading row.
TOP: Final = 3
FIRST_PASSAGE: Final = 2
_LETTERS: Final = 26


def row_of(fact: str) -> int:
    """Return the row of a fact on the first sheet."""
    return FIRST_FACT + FACTS.index(fact)


def position(cell: FormCell) -> tuple[int, int]:
    """Return row and column, on its sheet, of the upper left corner of a cell of a table."""
    return TOP + cell.top, 1 + cell.left


def positions(table: Table) -> dict[Place, tuple[int, int]]:
    """Return row and column of each figure of a table, by its place."""
    return {cell.place: position(cell) for cell in table.grid if cell.place}


def address(row: int, column: int) -> str:
    """Return the name a spreadsheet gives a cell: row 7, column 3 is `C7`, and column 27 is `AA`."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def ranges(table: Table, places: Iterable[Place]) -> tuple[str, ...]:
    """Return the fewest ranges that cover the given figures, each a part of one row or column, as `C7:E7`.

    Figures that all stand in one column give vertical ranges, others horizontal ones.
    """
    position_of = positions(table)
    corners = [position_of[place] for place in places]
    vertical = len({column for _, column in corners}) == 1
    ordered = sorted(corners, key=lambda corner: corner if vertical else corner[::-1])
    names = []
    for _, run in groupby(enumerate(ordered), lambda item: _group_key(item[0], item[1], vertical=vertical)):
        group = [corner for _, corner in run]
        first, last = address(*group[0]), address(*group[-1])
        names.append(first if first == last else f"{first}:{last}")
    return tuple(names)


def _group_key(number: int, corner: tuple[int, int], *, vertical: bool) -> tuple[int, int]:
    """Return a key that is the same for cells that follow each other without a gap.

    `number` is the cell's rank among the sorted ones: where there is no gap, it grows as fast as the row or
    column.
    """
    row, column = corner
    return (column, row - number) if vertical else (row, column - number)


def total(form: Form, place: Place) -> str:
    """Return the formula that adds a total up once all its parts are there; empty where no sum states the cell.

    A blank is no zero: while a part is blank, so is the total.
    """
    identities = form.derivations.get(place)
    if not identities:
        return ""
    parts = ranges(form.tables[place.table], identities[0].left)
    return f'=IF({_blanks(parts)}>0,"",SUM({",".join(parts)}))'


def check_formulas(form: Form, identity: Identity) -> tuple[str, str]:
    """Return two formulas: whether all figures of an identity are there, and the difference of its sides.

    The difference is rounded to six decimals: a spreadsheet adds binary fractions.
    """
    table = form.tables[identity.table]
    left, right = ranges(table, identity.left), ranges(table, identity.right)
    return f"{_blanks((*left, *right))}=0", f"ROUND(SUM({','.join(left)})-SUM({','.join(right)}),6)"


def _blanks(parts: tuple[str, ...]) -> str:
    """Return the formula of how many cells in these ranges are blank."""
    return "(" + "+".join(f"COUNTBLANK({part})" for part in parts) + ")"


def labels(table: Table) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield row and column of each label of a table, and the label."""
    yield from ((position(cell), cell.label) for cell in table.grid if not cell.place)


def sheet_name(label: str) -> str:
    r"""Return a name a spreadsheet allows for a sheet: at most 31 characters, none of `[]:*?/\'`, never empty."""
    return "".join(" " if char in "[]:*?/\\'" else char for char in label)[:31].strip() or "?"
