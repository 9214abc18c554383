"""Bars: one column a year side by side, or the parts of a whole in a row."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from nianbao.model.cell import exact_sum

# The box of the columns, and of a row of parts, in SVG units.
COLUMN: Final = 76
TALL: Final = 120
LONG: Final = 1000
_WIDE: Final = Decimal(36)


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle in the chart's box, and the middle of its top; all in SVG units, to a tenth."""

    left: str
    top: str
    width: str
    height: str
    middle: str


def columns(values: Sequence[Decimal | None]) -> tuple[Bar | None, ...]:
    """Return a column a year in a box TALL high and COLUMN wide for each; None where there is no figure.

    Columns stand on zero. A figure below zero has a column of no height; the number printed at the column
    states it.
    """
    high = max((value for value in values if value is not None), default=Decimal(0))
    return tuple(
        None if value is None else _column(index, max(value, Decimal(0)) / high if high > 0 else Decimal(0))
        for index, value in enumerate(values)
    )


def _column(index: int, share: Decimal) -> Bar:
    """Return the column at a position, whose height is a share from 0 to 1 of the box."""
    middle = index * COLUMN + Decimal(COLUMN) / 2
    height = share * TALL
    return Bar(*(f"{number:.1f}" for number in (middle - _WIDE / 2, TALL - height, _WIDE, height, middle)))


def parts(values: Sequence[Decimal]) -> tuple[Bar, ...]:
    """Return the parts of a whole in a row LONG units long, in order; nothing for a whole of zero or less."""
    whole = exact_sum(values)
    bars, left = [], Decimal(0)
    for value in values if whole > 0 else ():
        width = value / whole * LONG
        bars.append(Bar(f"{left:.1f}", "0", f"{width:.1f}", "24", f"{left + width / 2:.1f}"))
        left += width
    return tuple(bars)
