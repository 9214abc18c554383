"""The smallest set of cells whose change would satisfy every identity of a report.

A proposal, never a correction. All identities are one system of linear equations: a wrong cell shows in each
equation it takes part in, so the equations together point at it. Searched are repairs of up to `MOST` cells; a
blank may be filled, a text or an automatic figure is left alone. The examples are tests of
tests/checking/test_repairs.py and cases of tests/cases/rules.
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
    """How a wrong figure may have come about, the likeliest first.

    Example: `test_how_a_figure_may_have_come_about` has a pair of figures for each.
    """

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
    """One cell's change: the value filed (None for a blank), the one that would fit, and the slip it would be.

    Example: `test_a_blank_that_hides_a_figure_is_filled`.
    """

    place: Place
    before: Decimal | None
    after: Decimal
    slip: Slip


@dataclass(frozen=True, slots=True)
class Repair:
    """A set of changes that satisfies every identity; `resolves` are the codes of those that fail now.

    `unique`: no other repair changes as few cells, and the search was not cut short.

    Example: `test_a_wrong_cell_named_by_row_and_column_is_unique`.
    """

    changes: tuple[Change, ...]
    resolves: tuple[str, ...]
    unique: bool


def repairs(
    report: Report, form: Form, explained: frozenset[Place] = frozenset(), most: int = MOST
) -> tuple[Repair, ...]:
    """Return the smallest repairs of a report, the likeliest first; none if all holds, or nothing small helps.

    Identities whose total (or other cell a finding stands at) is in `explained` are left out: the public
    explanation says why they do not hold. Parts of the form that share no cell are searched by themselves, up to
    `most` cells each; the first repair joins the likeliest of each part, the others differ from it in one part.

    Example: `test_one_planted_fault_is_found_and_is_the_first_repair`,
    `test_an_explained_identity_is_not_repaired`.
    """
    judged = [i for i in form.identities if i.place not in explained and _is_judged(i, report)]
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
    """The smallest repairs of equations that hang together, the likeliest first; `codes` are the rules failing."""

    options: tuple[tuple[Change, ...], ...]
    codes: tuple[str, ...]
    unique: bool


def _is_judged(identity: Identity, report: Report) -> bool:
    """Return whether an identity can be judged at all; the same conditions as in `equations`.

    Example: SUM302.yml, "a total nobody stated" is not.
    """
    places = (*identity.left, *identity.right)
    if any(place not in report.figures or report.cell(place).kind is Kind.TEXT for place in places):
        return False
    if any(isinstance(report.figures[place], Derived) for place in identity.right):
        return False
    sides = [identity.right, identity.left] if identity.balance else [identity.right]
    return all(any(report.cell(place).is_number for place in side) for side in sides)


def _parts(identities: Iterable[Identity]) -> list[list[Identity]]:
    """Return identities grouped by the cells they share, directly or through others.

    Example: each row of disputes is a group of its own, all applications are one
    (`test_several_faults_are_among_the_repairs`).
    """
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
    """Return the smallest repairs of one group; None if all holds, or nothing of up to `most` cells helps.

    Example: `test_a_fault_in_a_group_of_disputes_has_several_repairs`.
    """
    system = _System(report, form, identities)
    failing = [index for index, rest in enumerate(system.residuals) if rest]
    for size in range(1, most + 1) if failing else ():
        solutions = {frozenset(shifts.items()): shifts for shifts in system.solve(size)}
        # A row or column that slipped by one place is one slip of the hand, however many cells it moved.
        if not solutions and size > 1:
            solutions = {frozenset(shifts.items()): shifts for shifts in system.moves()}
        if solutions:
            made = [[system.change(*shift) for shift in shifts.items()] for shifts in solutions.values()]
            options = sorted((_named(tuple(changes)) for changes in made), key=_likelihood)
            codes = tuple(dict.fromkeys(identities[index].rule for index in failing))
            return _Part(tuple(options), codes, len(options) == 1 and not system.exhausted)
    return None


class _System:
    """Identities that hang together, as equations over a report's cells.

    In an equation the terms of the left side have the sign 1, those of the right side -1; `residuals` are what the
    equations come to, zero where they hold. `steps` counts those of the last search.
    """

    def __init__(self, report: Report, form: Form, identities: list[Identity]) -> None:
        self.report, self.form = report, form
        self.equations: list[Mapping[Place, int]] = [
            dict.fromkeys(identity.left, 1) | dict.fromkeys(identity.right, -1) for identity in identities
        ]
        self.residuals = [self._rest(equation) for equation in self.equations]
        self.steps = 0

    def _rest(self, equation: Mapping[Place, int]) -> Decimal:
        """Return what an equation comes to, blanks left out."""
        values = ((self.report.cell(place).value, sign) for place, sign in equation.items())
        return exact_sum((sign * value for value, sign in values if value is not None))

    @property
    def exhausted(self) -> bool:
        """Whether the search was cut short, so that it can't vouch for having seen every repair.

        Example: `test_noise_ends_the_search_early`.
        """
        return self.steps > STEPS

    @cached_property
    def memberships(self) -> Mapping[Place, tuple[tuple[int, int], ...]]:
        """The equations each cell stands in, by their index, with its sign; what the tool added up has none."""
        collected: dict[Place, list[tuple[int, int]]] = {}
        for index, equation in enumerate(self.equations):
            for place, sign in equation.items():
                if not isinstance(self.report.figures[place], Derived):
                    collected.setdefault(place, []).append((index, sign))
        return {place: tuple(at) for place, at in collected.items()}

    @cached_property
    def _reach(self) -> int:
        """The most equations that one cell stands in."""
        return max((len(at) for at in self.memberships.values()), default=1)

    def solve(self, size: int) -> Iterator[dict[Place, Decimal]]:
        """Yield the shifts of exactly `size` cells that bring every residual to zero.

        Example: `test_every_repair_satisfies_every_identity`.
        """
        self.steps = 0
        yield from self._solve(size, tuple(self.residuals), {})

    def _solve(
        self, size: int, residuals: tuple[Decimal, ...], shifts: dict[Place, Decimal]
    ) -> Iterator[dict[Place, Decimal]]:
        """Yield the shifts of `size` more cells, fixing one failing equation by one cell at a time.

        In a set of so few cells some equation always holds just one of them, so that this order finds each set.
        `residuals` are what the equations come to with the `shifts` made so far.
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
        """Yield the shifts that put a row or column back by one place, where that makes every equation hold.

        Example: `test_a_row_that_slipped_by_a_column_is_named`.
        """
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
        """Return whether every equation holds with some shifts made."""
        return all(
            not rest + sum(sign * shifts[place] for place, sign in equation.items() if place in shifts)
            for rest, equation in zip(self.residuals, self.equations, strict=True)
        )

    def _may_be(self, place: Place, shift: Decimal) -> bool:
        """Return whether a shift leaves a figure a cell can hold: not negative, and whole where it counts."""
        after = (self.report.cell(place).value or 0) + shift
        return after >= 0 and (self.form.measure(place) != "count" or after == after.to_integral_value())

    def change(self, place: Place, shift: Decimal) -> Change:
        """Return the change of a cell by a shift, with the slip it would be."""
        before = self.report.cell(place).value
        after = (before or Decimal(0)) + shift
        return Change(place, before, after, slip(before, after))


def slip(before: Decimal | None, after: Decimal) -> Slip:
    """Return how `after` may have become `before`, by their digits; a blank hides a figure.

    Example: 152 for 125 is transposed, 12 for 125 dropped a digit (`test_how_a_figure_may_have_come_about`).
    """
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
    """Return whether digits become others when one is left out."""
    return any(longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer)))


def _named(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """Return changes with the slip that several make together: two swapped figures, or a line that slipped.

    Example: `test_a_row_that_slipped_by_a_column_is_named`.
    """
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
    """Return the key repairs are sorted by: the likelier slips first, then the smaller changes, then the place.

    Example: `test_one_planted_fault_is_found_and_is_the_first_repair`.
    """
    order = [*Slip]
    return (
        sum(order.index(change.slip) for change in changes),
        sum(abs(change.after - (change.before or 0)) for change in changes),
        [change.place for change in changes],
    )
