"""What the pages of a comparison show: agencies by year, sums, and the columns of a row."""

from dataclasses import dataclass
from decimal import Decimal

from nianbao.model.report import Report
from nianbao.render.figures.sparklines import Sparkline
from nianbao.render.pages.index_groups import IndexGroup


@dataclass(frozen=True, slots=True)
class Year:
    """One agency in one year: its report, or the key of the reason why there is none.

    `gap` is unreadable, none or not-there. `broken` is the break from the year before: form, merger or
    nothing.
    """

    report: Report | None
    gap: str
    broken: str


@dataclass(frozen=True, slots=True)
class Line:
    """An agency's figures: its row label and cells as HTML, and the curve of its numbers.

    `curve` is None in all columns but the first, and where there is no number.
    """

    label: str
    cells: str
    curve: Sparkline | None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a year over some agencies, and how many state the figure; derived here, as the page says."""

    year: int
    value: Decimal
    stated: int


# Sums of some agencies by year.
Totals = tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class PartLine:
    """The sums of a part of the agencies as HTML, how many they are, and in the first column their curve."""

    group: IndexGroup
    agencies: int
    cells: str
    curve: Sparkline | None


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One column of a row: its key, official label and unit, and what its table holds.

    That is `lines` of agencies, or sums of each of the `parts` the agencies are on pages of; then sums by kind of
    agency over all of them. `part` are the sums of the agencies of a page that shows a part. Sums are HTML.
    """

    key: str
    label: str
    unit: str
    lines: tuple[Line, ...]
    parts: tuple[PartLine, ...]
    part: str
    totals: tuple[tuple[str, str], ...]
