"""Sparklines: one figure over the years as a curve of the height of a line of text."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

WIDTH: Final = 88
HEIGHT: Final = 20
# Room for the line's thickness and the dot at its end.
_MARGIN: Final = 3


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The curve in a box of WIDTH by HEIGHT units: `lines` are SVG points, one list for each run of years.

    A year without a figure parts two runs; a run of one year is a dot of its own. `end` is the last one.
    """

    lines: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    end: tuple[str, str]


def sparkline(values: Sequence[Decimal | None]) -> Sparkline | None:
    """Return the curve of figures, one a year in order, None for a year without; None if there is no figure.

    The lowest figure lies at the bottom and the highest at the top; the scale does not begin at zero.
    """
    stated = [value for value in values if value is not None]
    if not stated:
        return None
    low, high = min(stated), max(stated)
    points = [
        None if value is None else _point(i, value, len(values), low, high) for i, value in enumerate(values)
    ]
    runs = [[point for point in run if point] for there, run in groupby(points, key=bool) if there]
    return Sparkline(
        tuple(" ".join(",".join(point) for point in run) for run in runs if len(run) > 1),
        tuple(run[0] for run in runs if len(run) == 1),
        runs[-1][-1],
    )


def _point(index: int, value: Decimal, count: int, low: Decimal, high: Decimal) -> tuple[str, str]:
    """Return the point of a year in SVG units, to a tenth; years are spread evenly over the width."""
    across = Decimal(index) / (count - 1) if count > 1 else Decimal(1)
    # A figure that never changed is drawn along the middle.
    up = (value - low) / (high - low) if high > low else Decimal("0.5")
    return (
        f"{_MARGIN + across * (WIDTH - 2 * _MARGIN):.1f}",
        f"{HEIGHT - _MARGIN - up * (HEIGHT - 2 * _MARGIN):.1f}",
    )
