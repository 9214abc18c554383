"""Agencies by years: the table of the index and of its groups, with the values its filter uses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nianbao.archive import Entry
from nianbao.model.register import Agency
from nianbao.render.context import RenderContext
from nianbao.render.figures.sparklines import Sparkline, sparkline
from nianbao.render.pages.agency_year import counts
from nianbao.render.tables.cells import kind


@dataclass(frozen=True, slots=True)
class YearStatus:
    """The status of one agency in one year, and its entry, if it has one."""

    year: int
    status: str
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Trend:
    """One figure over the years: the curve, each year's figure as filed with its kind, and the latest number.

    `curve` is None where there is one year only or no number; `value` where the latest figure is no plain
    number.
    """

    curve: Sparkline | None
    filed: tuple[tuple[int, str, str], ...]
    value: Decimal | None

    @property
    def latest(self) -> tuple[int, str, str]:
        """Year, text and kind of the latest figure."""
        return self.filed[-1]


@dataclass(frozen=True, slots=True)
class Line:
    """One agency of the list, with a status for each year of the list.

    `search_text` holds its names, region and id in lower case, for the filter by name.
    """

    agency: Agency
    region: str
    search_text: str
    statuses: tuple[YearStatus, ...]
    trend: Trend | None

    @property
    def agency_years(self) -> str:
        """Year and status of each year, for the filter."""
        return " ".join(f"{status.year}:{status.status}" for status in self.statuses)

    @property
    def newest(self) -> YearStatus | None:
        """The status in the last year of the list; None for a list without years."""
        return self.statuses[-1] if self.statuses else None


def lines(
    context: RenderContext, agencies: Iterable[Agency], years: Sequence[int], regions: Mapping[str, str]
) -> tuple[Line, ...]:
    """Return a line for each agency, with its status in each of the years.

    `regions` gives the region of an agency by its id, inherited from the bodies above it.
    """
    return tuple(_line(context, agency, years, regions.get(agency.id, "")) for agency in agencies)


def listed(context: RenderContext, agencies: Sequence[Agency]) -> Sequence[Agency]:
    """Return the agencies that a list has a line for: where a report isn't due from everyone, those that filed."""
    if context.kind.everyone:
        return agencies
    archive = context.archive
    return [
        agency
        for agency in agencies
        if archive.of_agency(agency.id) or any(archive.lacking(agency.id, year) for year in archive.years)
    ]


def status_counts(agency_lines: Iterable[Line]) -> tuple[tuple[str, int], ...]:
    """Return how many agency-years of a list have each status."""
    return counts(status.status for line in agency_lines for status in line.statuses)


def values(
    context: RenderContext, agency_lines: Sequence[Line], years: Sequence[int], label: str
) -> dict[str, object]:
    """Return the values that the templates of a list need; `label` is the table's accessible name."""
    return {
        "lines": agency_lines,
        "years": years,
        "label": label,
        "counts": status_counts(agency_lines),
        "regions": tuple(dict.fromkeys(line.region for line in agency_lines if line.region)),
        "kinds": sorted({line.agency.kind for line in agency_lines}),
        "trends": any(line.trend for line in agency_lines),
        "trend_name": context.messages.named(trend.names) if (trend := context.kind.metrics.trend) else "",
    }


def _line(context: RenderContext, agency: Agency, years: Sequence[int], region: str) -> Line:
    """Return the line of an agency in these years."""
    entries = [(year, context.archive.entry(agency.id, year)) for year in years]
    return Line(
        agency,
        region,
        " ".join((*agency.names, region, agency.id)).lower(),
        tuple(YearStatus(year, context.status_in(agency.id, year), entry) for year, entry in entries),
        _trend(tuple(_filed(context, entries))),
    )


def _filed(
    context: RenderContext, entries: Iterable[tuple[int, Entry | None]]
) -> Iterator[tuple[int, str, str, Decimal | None]]:
    """Yield year, text, kind and number of the trend's figure, for each report whose form has it.

    The number is None where there is no number, or one with a unit, which may count something else.
    """
    trend = context.kind.metrics.trend
    place = trend.place if trend else None
    for year, entry in entries:
        report = entry.report if entry else None
        if report and report.form and place and place in report.form.measures:
            cell = report.cell(place)
            yield year, cell.raw, kind(report, place), None if cell.unit else cell.value


def _trend(filed: tuple[tuple[int, str, str, Decimal | None], ...]) -> Trend | None:
    """Return the trend of the figures filed, with a gap for each year between them; None where none is filed."""
    if not filed:
        return None
    numbers = {year: number for year, _, _, number in filed}
    span = range(min(numbers), max(numbers) + 1)
    curve = sparkline([numbers.get(year) for year in span]) if len(span) > 1 else None
    return Trend(curve, tuple((year, raw, content) for year, raw, content, _ in filed), filed[-1][3])
