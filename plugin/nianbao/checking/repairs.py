"""The smallest set of cells whose change would satisfy every identity of a report.

A proposal, never a correction. All identities are one system of linear equations: a wrong cell shows in each
equation it takes part in, so the equations together point at it. Searched are repairs of up to `MOST` cells; a
blank may be filled, a text or an automatic figure is left alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from nianbao.model.cell import Kind, exact_sum
from nianbao.model.finding import Place
from nianbao.model.form import Form, Identity
from nianbao.model.report import Derived, Report

MOST: Final = 3
# The search stops after so many steps, so that a table of noise costs no more than a few hundredths of a second.
STEPS: Final = 4000


class Slip(StrEnum):
    """How a wrong figure may have come about, the likeliest first."""

    TRANSPOSED = "transposed"
    DROPPED = "dropped"
    ADDED = "added"
    MISTYPED = "mistyped"
    SWAPPED = "swapped"
    SHIFTED = "shifted"
    FILLED = "filled"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One cell's change: the value filed (None for a blank) and the one that would fit."""

    place: Place
    before: Decimal | None
    after: Decimal
    slip: Slip


@dataclass(frozen=True, slots=True)
class Repair:
    """A set of changes that satisfies every identity; `resolves` are the codes of those that fail now.

    `unique` says that no other repair changes as few cells.
    """

    changes: tuple[Change, ...]
    resolves: tuple[str, ...]
    unique: bool


def repairs(
    report: Report, form: Form, explained: frozenset[Place] = frozenset(), most: int = MOST
) -> tuple[Repair, ...]:
    """Return the smallest repairs of a report, the likeliest first; none if all holds, or nothing small helps.

    Identities whose total (or first right-hand cell) is in `explained` are left out: the public explanation says
    why they do not hold. Parts of the form that share no cell are searched by themselves, up to `most` cells
    each; the first repair joins the likeliest of each part, the others differ from it in one part.
    """
    judged = [i for i in form.identities if i.right[0] not in explained and _is_judged(i, report)]
    parts = [part for identities in _parts(judged) if (part := _smallest(report, form, identities, most))]
    if not parts:
        return ()
    codes = tuple(dict.fromkeys(code for part in parts for code in part.codes))
    unique = all(part.unique for part in parts)
    chosen = [part.options[0] for part in parts]
    sets = [chosen]
    for index, part in enumerate(parts):
        sets += [[*chosen[:index], option, *chosen[index + 1 :]] for option in part.options[1:]]
    return tuple(Repair(tuple(change for option in each for change in option), codes, unique) for each in sets)


@dataclass(frozen=True)
class _Part:
    """The smallest repairs of equations that hang together, the likeliest first."""

    options: tuple[tuple[Change, ...], ...]
    codes: tuple[str, ...]
    unique: bool


def _is_judged(identity: Identity, report: Report) -> bool:
    """Say whether an identity can be judged at all; the same conditions as in `equations`."""
    places = (*identity.left, *identity.right)
    if any(place not in report.figures or report.cell(place).kind is Kind.TEXT for place in places):
        return False
    if any(isinstance(report.figures[place], Derived) for place in identity.right):
        return False
    sides = [identity.right, identity.left] if identity.balance else [identity.right]
    return all(any(report.cell(place).is_number for place in side) for side in sides)


def _parts(identities: Iterable[Identity]) -> list[list[Identity]]:
    """Group identities that share cells, directly or through others."""
    groups: list[tuple[set[Place], list[Identity]]] = []
    for identity in identities:
        cells, members = {*identity.left, *identity.right}, [identity]
        apart = []
        for group in groups:
            if group[0] & cells:
                cells |= group[0]
                members = group[1] + members
            else:
                apart.append(group)
        groups = [*apart, (cells, members)]
    return [members for _, members in groups]


def _smallest(report: Report, form: Form, identities: list[Identity], most: int) -> _Part | None:
    system = _System(report, form, identities)
    failing = [index for index, rest in enumerate(system.residuals) if rest]
    for size in range(1, most + 1) if failing else ():
        found = {frozenset(shifts.items()): shifts for shifts in system.solve(size)}
        # A row or column that slipped by one place is one slip of the hand, however many cells it moved.
        if not found and size > 1:
            found = {frozenset(shifts.items()): shifts for shifts in system.moves()}
        if found:
            made = [[system.change(place, shift) for place, shift in shifts.items()] for shifts in found.values()]
            options = sorted((_named(tuple(changes)) for changes in made), key=_likelihood)
            codes = tuple(dict.fromkeys(identities[index].rule for index in failing))
            return _Part(tuple(options), codes, len(options) == 1 and not system.exhausted)
    return None


class _System:
    """Identities that hang together, as equations over a report's cells."""

    def __init__(self, report: Report, form: Form, identities: list[Identity]) -> None:
        self.report, self.form = report, form
        self.equations: list[Mapping[Place, int]] = [
            dict.fromkeys(identity.left, 1) | dict.fromkeys(identity.right, -1) for identity in identities
        ]
        self.residuals = [self._rest(equation) for equation in self.equations]
        self.steps = 0

    def _rest(self, equation: Mapping[Place, int]) -> Decimal:
        values = ((self.report.cell(place).value, sign) for place, sign in equation.items())
        return exact_sum((sign * value for value, sign in values if value is not None))

    @property
    def exhausted(self) -> bool:
        """Say whether the search was cut short, so that it can't vouch for having seen every repair."""
        return self.steps > STEPS

    @cached_property
    def memberships(self) -> Mapping[Place, tuple[tuple[int, int], ...]]:
        """For each cell the equations it stands in, with its sign."""
        found: dict[Place, list[tuple[int, int]]] = {}
        for index, equation in enumerate(self.equations):
            for place, sign in equation.items():
                if not isinstance(self.report.figures[place], Derived):
                    found.setdefault(place, []).append((index, sign))
        return {place: tuple(at) for place, at in found.items()}

    @cached_property
    def _reach(self) -> int:
        return max((len(at) for at in self.memberships.values()), default=1)

    def solve(self, size: int) -> Iterator[dict[Place, Decimal]]:
        """Yield the shifts of exactly `size` cells that bring every residual to zero."""
        self.steps = 0
        yield from self._solve(size, tuple(self.residuals), {})

    def _solve(
        self, size: int, residuals: tuple[Decimal, ...], shifts: dict[Place, Decimal]
    ) -> Iterator[dict[Place, Decimal]]:
        """Fix one failing equation by one cell at a time.

        In a set of so few cells some equation always holds just one of them, so that this order finds each set.
        """
        failing = [index for index, rest in enumerate(residuals) if rest]
        if not failing:
            if not size:
                yield dict(shifts)
            return
        # A cell reaches only so many equations: fewer cells than that leaves cannot be enough.
        if len(failing) > size * self._reach:
            return
        for index in failing if size > 1 else failing[:1]:
            for place, sign in self.equations[index].items():
                shift = -residuals[index] * sign
                if place in shifts or place not in self.memberships or not self._may_be(place, shift):
                    continue
                self.steps += 1
                if self.exhausted:
                    return
                rest = list(residuals)
                for other, other_sign in self.memberships[place]:
                    rest[other] += other_sign * shift
                yield from self._solve(size - 1, tuple(rest), {**shifts, place: shift})

    def moves(self) -> Iterator[dict[Place, Decimal]]:
        """Yield the shifts that put a row or column back by one place, where that makes every equation hold."""
        for line in self._lines():
            values = [self.report.cell(place).value or Decimal(0) for place in line]
            ends = (([*values[1:], values[0]], values[0]), ([values[-1], *values[:-1]], values[-1]))
            for moved, lost in ends:
                pairs = zip(line, moved, values, strict=True)
                shifts = {place: after - before for place, after, before in pairs if after != before}
                # The figure that leaves the line at its end must be none.
                if not lost and shifts and self._holds(shifts):
                    yield shifts

    def _lines(self) -> Iterator[list[Place]]:
        """Yield the rows, with and without their last cell, and the columns of the equations' tables."""
        tables = {place.table for equation in self.equations for place in equation}
        for table in (self.form.tables[key] for key in sorted(tables)):
            lines = [
                [Place(table.key, row.key, column.key) for column in row.columns] for row in table.rows.values()
            ]
            same = len({len(line) for line in lines}) == 1
            columns = [list(column) for column in zip(*lines, strict=True)] if same else []
            for line in (*lines, *(line[:-1] for line in lines), *columns):
                if len(line) > 1 and all(place in self.memberships for place in line):
                    yield line

    def _holds(self, shifts: Mapping[Place, Decimal]) -> bool:
        return all(
            not rest + sum(sign * shifts[place] for place, sign in equation.items() if place in shifts)
            for rest, equation in zip(self.residuals, self.equations, strict=True)
        )

    def _may_be(self, place: Place, shift: Decimal) -> bool:
        after = (self.report.cell(place).value or 0) + shift
        return after >= 0 and (self.form.measure(place) != "count" or after == after.to_integral_value())

    def change(self, place: Place, shift: Decimal) -> Change:
        before = self.report.cell(place).value
        after = (before or Decimal(0)) + shift
        return Change(place, before, after, slip(before, after))


def slip(before: Decimal | None, after: Decimal) -> Slip:
    """Say how one figure may have become another: by its digits."""
    if before is None:
        return Slip.FILLED
    old, new = f"{before:f}", f"{after:f}"
    if len(old) == len(new):
        differing = [index for index in range(len(old)) if old[index] != new[index]]
        if sorted(old) == sorted(new) and len(differing) == 2 and differing[1] - differing[0] == 1:  # noqa: PLR2004
            return Slip.TRANSPOSED
        return Slip.MISTYPED if len(differing) == 1 and len(old) > 1 else Slip.OTHER
    if len(new) == len(old) + 1 and _without_one(new, old):
        return Slip.DROPPED
    if len(old) == len(new) + 1 and _without_one(old, new):
        return Slip.ADDED
    return Slip.OTHER


def _without_one(longer: str, shorter: str) -> bool:
    return any(longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer)))


def _named(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Recognise two cells that have each other's figures, and a line of cells that slipped."""
    if len(changes) == 2:  # noqa: PLR2004 - a swap takes two
        one, two = changes
        if one.before == two.after and two.before == one.after:
            return tuple(Change(c.place, c.before, c.after, Slip.SWAPPED) for c in changes)
    ordered = tuple(sorted(changes, key=lambda change: change.place))
    rows, columns = {change.place.row for change in changes}, {change.place.column for change in changes}
    before = sorted(change.before or 0 for change in changes)
    if (
        len(changes) > 1
        and 1 in {len(rows), len(columns)}
        and before == sorted(change.after for change in changes)
    ):
        return tuple(Change(c.place, c.before, c.after, Slip.SHIFTED) for c in ordered)
    return ordered


def _likelihood(changes: tuple[Change, ...]) -> tuple[object, ...]:
    order = [*Slip]
    return (
        sum(order.index(change.slip) for change in changes),
        sum(abs(change.after - (change.before or 0)) for change in changes),
        [change.place for change in changes],
    )
