"""The statutory tables of a source: rows as lists, mappings or single values; defaults and automatic figures.

An automatic figure (`auto`) is left to the tool: a total the form declares, added up from its parts.
"""

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from nianbao.model.cell import BLANK, Cell, Kind, exact_sum
from nianbao.model.cell import read as read_cell
from nianbao.model.finding import Place
from nianbao.model.form import Form, Identity, Row, Table
from nianbao.model.normalisation import label_key
from nianbao.model.report import Derived, Figure, Filed
from nianbao.model.yamltext import NULLS, Node, Scalar, Sequence
from nianbao.model.yamltext import Mapping as YamlMapping
from nianbao.source.keys import NAMES, ProblemLog, value_named

AUTO: Final = "auto"
DEFAULT: Final = "default"


def read_table(table: Table, form: Form, key: Scalar, node: Node, log: ProblemLog) -> dict[Place, Figure]:
    """Return the figures of one table by place, and note what has the wrong shape.

    Automatic ones are still blank: `derive` adds them up when all tables are read.
    """
    if isinstance(node, Scalar) and node.is_null:
        return {}
    if not isinstance(node, YamlMapping):
        log.add("SRC004", "mapping", node, key=key.text)
        return {}
    names = {**table.row_names, **NAMES()["table"]}
    proposals = {row.key: row.label.name for row in table.rows.values()}
    entries = log.fields(node, names, proposals)
    default = entries.pop(DEFAULT, None)
    figures: dict[Place, Figure] = {}
    reader = _Rows(table, form, log, figures)
    for row, (row_key, value) in entries.items():
        reader.row(table.rows[row], row_key, value)
    if default:
        _cover(table, set(entries), default, log, figures)
    return figures


def _cover(
    table: Table,
    named: set[str],
    default: tuple[Scalar, Node],
    log: ProblemLog,
    figures: dict[Place, Figure],
) -> None:
    """Give the default to every cell of the rows that are not named."""
    key, node = default
    cell = _cell(node) if isinstance(node, Scalar) else None
    if cell is None:
        log.add("SRC004", "default_value", node, key=key.text)
        return
    figure = Filed(cell, node.line, node.column, by_default=True)
    for row, places in table.of_row.items():
        if row not in named:
            figures.update(dict.fromkeys(places, figure))


def _cell(node: Scalar) -> Cell | None:
    """Return the cell a value states; None for the word for a figure that the tool adds up.

    In quotes that is text like any other.
    """
    return _plain_cell(node.text) if node.plain else read_cell(node.text)


@lru_cache(maxsize=4096)
def _plain_cell(text: str) -> Cell | None:
    """Return what `_cell` does for a text without quotes; null is a blank."""
    if value_named(text) == AUTO:
        return None
    return BLANK if text in NULLS else read_cell(text)


class _Rows:
    """Reads the rows of one table into `figures`, and notes what has the wrong shape."""

    def __init__(self, table: Table, form: Form, log: ProblemLog, figures: dict[Place, Figure]) -> None:
        self.table, self.form, self.log, self.figures = table, form, log, figures

    def row(self, row: Row, key: Scalar, node: Node) -> None:
        """Read one row: a list with a value for each column, a mapping by column, or one value.

        One value serves a row of one column, or says of a whole row that it is blank or automatic. A column that
        a mapping leaves out is blank at its row's key.
        """
        places = self.table.of_row[row.key]
        if isinstance(node, Sequence):
            if len(node.items) != len(places):
                self._wrong_length(row, node)
                return
            for place, item in zip(places, node.items, strict=True):
                self.value(place, item)
        elif isinstance(node, YamlMapping):
            entries = self.log.fields(
                node, self.table.column_names[row.key], {column.key: column.name for column in row.columns}
            )
            for place in places:
                if place.column in entries:
                    self.value(place, entries[place.column][1])
                else:
                    self.figures[place] = Filed(BLANK, key.line, key.column)
        elif len(places) == 1 or node.is_null or _cell(node) is None:
            for place in places:
                self.value(place, node)
        else:
            self.log.add("SRC004", "row", node, row=row.label.name, expected=len(places), actual=1)

    def value(self, place: Place, node: Node) -> None:
        """Read one value."""
        if not isinstance(node, Scalar):
            self.log.add("SRC004", "value", node, place=self.form.label(place))
        elif cell := _cell(node):
            self.figures[place] = Filed(cell, node.line, node.column)
        elif identities := self.form.derivations.get(place):
            self.figures[place] = Derived(BLANK, node.line, node.column, identities[0])
        else:
            self.log.add("SRC004", "auto", node, place=self.form.label(place))

    def _wrong_length(self, row: Row, node: Sequence) -> None:
        """Note a list of another length than the row; as a split number where it looks like one.

        Example: "a thousands separator splits a number" in tests/cases/rules/SRC004.yml.
        """
        expected, actual = len(row.columns), len(node.items)
        # A thousands separator splits a number in a flow list: 1,234 is read as 1 and 234.
        tails = [item for item in node.items[1:] if isinstance(item, Scalar) and label_key(item.text).isdigit()]
        split = actual > expected and any(len(item.text) == len("234") for item in tails)
        variant = "row_separator" if split else "row"
        self.log.add("SRC004", variant, node, row=row.label.name, expected=expected, actual=actual)


def derive(form: Form, figures: dict[Place, Figure]) -> None:
    """Add automatic figures up, in place, as far as their parts are numbers.

    Parts may be automatic themselves, in any order. A figure that can't be added up stays blank.
    """
    waiting = [place for place, figure in figures.items() if isinstance(figure, Derived)]
    while waiting:
        left = [place for place in waiting if not _derived(form, place, figures)]
        if len(left) == len(waiting):
            return
        waiting = left


def _derived(form: Form, place: Place, figures: dict[Place, Figure]) -> bool:
    """Add one automatic figure up, and return whether it could be.

    The first identity whose parts are all numbers gives it.
    """
    for identity in form.derivations[place]:
        total = _sum(identity, figures)
        if total is not None:
            figure = figures[place]
            kind = Kind.NUMBER if total else Kind.ZERO
            figures[place] = Derived(Cell(f"{total:f}", kind, total), figure.line, figure.column, identity)
            return True
    return False


def _sum(identity: Identity, figures: Mapping[Place, Figure]) -> Decimal | None:
    """Return the exact sum of the parts of an identity; None where one is blank, no number or absent."""
    values = [figures[part].cell.value if part in figures else None for part in identity.left]
    return None if None in values else exact_sum(value for value in values if value is not None)
