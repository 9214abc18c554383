"""Small charts of one agency's figures over the years: drawn at build time, every number also in a table.

A figure that was not filed as a plain number is not drawn, and a sum of which a part is missing is none.
Charts are inline SVG with a title and a description, so they need no script and are read aloud.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Final

from nianbao.messages import Messages
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.kind_data import Chart as Drawing
from nianbao.model.report import Report

_GROUPED: Final = "grouped"
# The width of the widest bar in SVG units, and the share of its year's width that the bars take.
_WIDEST: Final = 30
_ROOM: Final = Decimal("0.8")
# The number of years that fit below the axis, and the width of a digit over a bar in SVG units.
_MOST_YEARS: Final = 9
_DIGIT: Final = Decimal("6.4")


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of a chart in SVG units; the page scales it. Bars stand on `base` and end at `top`.

    `left` and `right` bound the years, `width` and `height` the whole drawing with its labels.
    """

    width: int = 360
    height: int = 178
    left: int = 34
    right: int = 354
    top: int = 18
    base: int = 152


CANVAS: Final = Canvas()


@dataclass(frozen=True, slots=True)
class Value:
    """A number of a series: exact, as printed, and whether it was added up here rather than filed."""

    amount: Decimal
    text: str
    derived: bool


@dataclass(frozen=True, slots=True)
class Series:
    """One quantity over the years, a value each; None where it was not filed as a number."""

    label: str
    values: tuple[Value | None, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in SVG units, its place among the series, its tooltip, and its printed figure, if there is room."""

    x: str
    y: str
    width: str
    height: str
    series: int
    sentence: str
    middle: str
    figure: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place along an axis in SVG units, and the label that is written there."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart ready for the template.

    `shape` says whether bars stand side by side or upon each other; `scale` labels the vertical axis, `below`
    the years. `breaks` are the years a line precedes; `incomplete` marks years of which a part of the stack is
    not known.
    """

    key: str
    shape: str
    title: str
    description: str
    years: tuple[int, ...]
    series: tuple[Series, ...]
    bars: tuple[Bar, ...]
    scale: tuple[Mark, ...]
    below: tuple[Mark, ...]
    breaks: tuple[Mark, ...]
    incomplete: tuple[Mark, ...]


def charts(
    kind: Kind, years: Sequence[int], reports: Sequence[Report | None], breaks: Sequence[int], messages: Messages
) -> tuple[Chart, ...]:
    """Return the charts of a kind that have numbers in two years or more, in the kind's order.

    `years` ascend, without gaps; `reports` are theirs, None where there is none. A break lies before its year.
    A series that is zero in every year is left out.
    """
    drawn = []
    for item in kind.charts:
        every = [Series(messages.named(s.names), tuple(_value(r, s.cells) for r in reports)) for s in item.series]
        # A series of zeros needs no colour; the reports state them.
        series = tuple(s for s in every if any(value and value.amount for value in s.values))
        years_with_numbers = sum(any(s.values[at] for s in series) for at in range(len(years)))
        if years_with_numbers > 1:
            drawn.append(_ChartLayout(item, tuple(years), series, messages).chart(breaks))
    return tuple(drawn)


def _value(report: Report | None, cells: tuple[Place, ...]) -> Value | None:
    """Return a figure as filed, or the sum of a group all of whose parts are known; None for anything else."""
    form = report.form if report else None
    if report is None or form is None:
        return None
    places = next((places for cell in cells if (places := _places(form, cell))), ())
    filed = [report.cell(place) for place in places]
    amounts = [cell.value for cell in filed if cell.value is not None and not cell.unit and cell.value >= 0]
    if not filed or len(amounts) < len(filed):
        return None
    total = exact_sum(amounts)
    return Value(total, filed[0].raw.strip() if len(filed) == 1 else f"{total:f}", len(filed) > 1)


def _places(form: Form, named: Place) -> tuple[Place, ...]:
    """Return the cells that a chart's cell or group names on a form; none unless the form has them all."""
    key, row, column = named
    table = form.tables.get(key)
    rows = table.groups.get(row, (row,)) if table else ()
    places = tuple(Place(key, name, column) for name in rows)
    return places if table and all(place in form.measures for place in places) else ()


class _ChartLayout:
    """Positions of one chart's bars, ticks and labels on the canvas."""

    def __init__(
        self, item: Drawing, years: tuple[int, ...], series: tuple[Series, ...], messages: Messages
    ) -> None:
        self.item, self.years, self.series, self.messages = item, years, series, messages
        self.step = Decimal(CANVAS.right - CANVAS.left) / len(years)
        self.ticks = scale(max(map(self._height_at, range(len(years))), default=Decimal(0)))

    def _height_at(self, at: int) -> Decimal:
        """Return how high the bars of a year reach, in the unit of the figures."""
        amounts = [value.amount for s in self.series if (value := s.values[at])]
        if self.item.shape == _GROUPED:
            return max(amounts, default=Decimal(0))
        return exact_sum(amounts)

    def chart(self, breaks: Sequence[int]) -> Chart:
        """Return the finished chart.

        Of many years every second, third or later one is labelled, counted back from the last.
        """
        title = self.messages.named(self.item.names)
        every = -(-len(self.years) // _MOST_YEARS)
        last = len(self.years) - 1
        return Chart(
            self.item.key,
            self.item.shape,
            title,
            self._description(),
            self.years,
            self.series,
            tuple(self._bars()),
            tuple(Mark(_px(self._y(tick)), f"{tick:f}") for tick in self.ticks),
            tuple(
                Mark(_px(self._x(at)), str(year)) for at, year in enumerate(self.years) if (last - at) % every == 0
            ),
            tuple(
                Mark(_px(self._x(at) - self.step / 2), str(year))
                for at, year in enumerate(self.years)
                if at and year in breaks
            ),
            tuple(Mark(_px(self._x(at)), str(self.years[at])) for at in self._incomplete()),
        )

    def _description(self) -> str:
        """Return the chart's numbers in one sentence a series, for readers of the SVG's description."""
        word = self.messages.word
        lines = [
            word("chart-series", name=s.label, values=[
                f"{year} {value.text if value else word('chart-unknown')}"
                for year, value in zip(self.years, s.values, strict=True)
            ])
            for s in self.series
        ]  # fmt: skip
        return word("sentence-end").join(lines)

    def _bars(self) -> Iterator[Bar]:
        """Yield the bars year by year: side by side if grouped, else one upon the other.

        The figure is written over a bar only where the longest one of the chart fits the bar's width. In a
        stack a zero has no bar.
        """
        side_by_side = len(self.series) if self.item.shape == _GROUPED else 1
        width = min(Decimal(_WIDEST), self.step * _ROOM / side_by_side)
        longest = max(len(value.text) for s in self.series for value in s.values if value)
        figures = self.item.shape == _GROUPED and longest * _DIGIT <= width
        for at, year in enumerate(self.years):
            left, floor = self._x(at) - width * side_by_side / 2, Decimal(0)
            for number, s in enumerate(self.series):
                value = s.values[at]
                if value is not None and (value.amount or self.item.shape == _GROUPED):
                    top = self._y(floor + value.amount)
                    sentence = self.messages.word("chart-says", year=year, name=s.label, value=value.text)
                    yield Bar(
                        _px(left), _px(top), _px(width), _px(self._y(floor) - top), number, sentence,
                        _px(left + width / 2), value.text if figures else "",
                    )  # fmt: skip
                if self.item.shape == _GROUPED:
                    left += width
                elif value is not None:
                    floor += value.amount

    def _incomplete(self) -> Iterator[int]:
        """Yield the positions of the years of which a stack shows a part only."""
        for at in range(len(self.years) if self.item.shape != _GROUPED else 0):
            known = [s.values[at] is not None for s in self.series]
            if any(known) and not all(known):
                yield at

    def _x(self, at: int) -> Decimal:
        """Return the middle of a year on the canvas."""
        return CANVAS.left + self.step * (at + Decimal("0.5"))

    def _y(self, amount: Decimal) -> Decimal:
        """Return the height of an amount on the canvas; SVG counts downwards."""
        return CANVAS.base - (CANVAS.base - CANVAS.top) * amount / self.ticks[-1]


def scale(highest: Decimal) -> tuple[Decimal, ...]:
    """Return round numbers from zero to at least the highest: two to four equal steps.

    A step is 1, 2 or 5 times a power of ten, and at least 1. Example: 87 gives 0, 50, 100.
    """
    power = Decimal(1)
    while True:
        for step in (power, power * 2, power * 5):
            if step * 4 >= highest:
                count = max(2, int((highest / step).to_integral_value(ROUND_CEILING)))
                return tuple(step * number for number in range(count + 1))
        power *= 10


def _px(value: Decimal) -> str:
    """Return a coordinate, to a tenth of the drawing's unit."""
    return f"{value.quantize(Decimal('0.1')).normalize():f}"
