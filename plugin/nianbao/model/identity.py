"""What a form declares to add up: equations between cells, and how a data file states them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Final, NamedTuple

from nianbao.model.fault import Fault
from nianbao.model.finding import Place, Refusal
from nianbao.model.labels import FIRMNESS, in_both, one_of, only
from nianbao.model.table import Table
from nianbao.model.yamltext import Plain, text, texts, tree

# The rules that judge what a form declares to add up: a balance, columns, rows, and groups of cases.
_SUMS: Final = frozenset({"SUM301", "SUM302", "SUM303", "SUM304"})
_KEYS: Final = frozenset({"rule", "table", "each", "only", "left", "right", "balance", "what", "basis"})


@dataclass(frozen=True)
class Identity:
    """An equation between cells: the sum of `left` equals the sum of `right`.

    `across` is the row or column key it is about. In a `balance` both sides are stated sums; otherwise the left
    side are parts and the right side is the stated total. `basis` is the legal source and `what` the parts' common
    name, both in two languages. `grouped` are the cells that stand in it as rows of a group it names.
    """

    rule: str
    table: str
    across: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    balance: bool
    firmness: str
    basis: Mapping[str, str]
    what: Mapping[str, str] = field(default_factory=dict)
    grouped: tuple[Place, ...] = ()

    @property
    def place(self) -> Place:
        """The cell a finding on it stands at: the first of a row it names itself, the right side first.

        A group has no cell of its own, and its first row is no more to blame than the others: it stands for the
        identity only where no other row is named.
        """
        cells = (*self.right, *self.left)
        return next((place for place in cells if place not in self.grouped), cells[0])

    @property
    def total(self) -> Place | None:
        """The one stated total, or None in a balance."""
        return self.right[0] if not self.balance and len(self.right) == 1 else None

    def sum_of(self, places: Sequence[Place]) -> "Sum":
        """Return the identity ready to be judged by numbers that stand in the order of these places."""
        left, right = (_taken([places.index(place) for place in side]) for side in (self.left, self.right))
        return Sum(self, self.total, left, right)


Taken = Callable[[tuple[int | None, ...]], tuple[int | None, ...]]


class Sum(NamedTuple):
    """An identity, its total, and what takes the numbers of either side out of those of a report."""

    identity: Identity
    total: Place | None
    left: Taken
    right: Taken


def _taken(at: list[int]) -> Taken:
    """Return the function that takes the numbers at some places, one or more, out of all."""
    return itemgetter(*at) if len(at) > 1 else itemgetter(slice(at[0], at[0] + 1))


def identities(data: Mapping[str, Plain], tables: Mapping[str, Table]) -> Iterator[Identity]:
    """Yield one declared identity once for every row or column it holds in.

    `each: row` makes the sides columns, `each: column` makes them rows, where a group stands for all below it;
    `only` names the rows or columns it is limited to. Raises Fault for unknown keys and a rule that judges
    no sums, Refusal for a cell the table lacks.
    """
    only(data, _KEYS)
    table = tables[one_of(text(data["table"]), tables)]
    basis = tree(data["basis"])
    only(basis, ("firmness", "text"))
    rule = one_of(text(data["rule"]), _SUMS)
    by_row = one_of(text(data["each"]), {"row", "column"}) == "row"
    for side in ("left", "right"):
        if not texts(data[side]):
            raise Fault("no-items", data[side], name=side)
    first = next(iter(table.rows.values()))
    sides = [_spelled(table, texts(data[side]), by_row=by_row) for side in ("left", "right")]
    grouped = {row for side in ("left", "right") for key in texts(data[side]) for row in table.groups.get(key, ())}
    every = [*table.rows] if by_row else [column.key for column in first.columns]
    limited = texts(data.get("only", "")) or every
    for across in limited:
        left, right = (
            tuple(Place(table.key, across, key) if by_row else Place(table.key, key, across) for key in keys)
            for keys in sides
        )
        if missing := [place for place in (*left, *right) if place not in table.places]:
            raise Refusal("form-identity-names-no-cell", table=table.key, place=str(missing[0]))
        yield Identity(
            rule,
            table.key,
            across,
            left,
            right,
            one_of(text(data.get("balance", "false")), {"true", "false"}) == "true",
            one_of(text(basis["firmness"]), FIRMNESS),
            in_both(basis["text"]),
            in_both(data["what"]) if data.get("what") else {},
            () if by_row else tuple(cell for cell in (*left, *right) if cell.row in grouped),
        )


def _spelled(table: Table, keys: tuple[str, ...], *, by_row: bool) -> tuple[str, ...]:
    """Return row keys with each group of the stub replaced by the rows below it; column keys as they are."""
    return keys if by_row else tuple(leaf for key in keys for leaf in table.groups.get(key, (key,)))
