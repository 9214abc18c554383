"""Any figure across agencies and years: one page for a row of a form, one table for each of its columns.

Everything is printed as filed. Where two years can't be compared (the form changed, bodies were merged) the
line between them is marked, and no difference is given across it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial

from nianbao.model.cell import Cell, exact_sum
from nianbao.model.finding import Place
from nianbao.model.register import Agency
from nianbao.model.report import Figure, Report
from nianbao.render.context import RenderContext
from nianbao.render.figures.bars import Bar, columns
from nianbao.render.figures.key_figures import signed
from nianbao.render.figures.sparklines import Sparkline, sparkline
from nianbao.render.figures.sums import not_contained
from nianbao.render.page import Page
from nianbao.render.pages.agency_year import listing, listing_at
from nianbao.render.plan import Plan
from nianbao.render.tables.cells import kind
from nianbao.render.tables.comparable_rows import ComparableRow, by_table, comparable_rows


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
    """The sum of a year over agencies of a kind, how many state the figure, and its column in the chart.

    `bar` is None where no agency states it. Sums are derived here, and the page says so.
    """

    year: int
    value: Decimal
    stated: int
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """One column of a row: its key, official label and unit, the lines, and sums by kind of agency."""

    key: str
    label: str
    unit: str
    lines: tuple[Line, ...]
    totals: tuple[tuple[str, tuple[Total, ...]], ...]


def pages(context: RenderContext) -> Iterator[Plan]:
    """Yield the list of all comparable rows, and a page for each; nothing unless two reports can be compared."""
    if not context.compares:
        return
    rows = tuple(comparable_rows(context.archive.reports))
    yield listing_at(context, context.kind.of_comparison(), partial(_list, rows=rows), shares=True)
    comparison = _Comparison(context)
    for comparable in rows:
        parts = context.kind.of_comparison(comparable.table.key, comparable.row.key)
        yield listing_at(context, parts, partial(_page, comparison, comparable), shares=True)


def _page(comparison: "_Comparison", comparable: ComparableRow, _: RenderContext) -> Page:
    """Return the page of a row; all of them are made from one context, for what they share."""
    return comparison.page(comparable)


def _list(context: RenderContext, rows: tuple[ComparableRow, ...]) -> Page:
    """Return the list of all comparable rows."""
    title = context.messages.word("compare-title")
    forms = {form.id for comparable in rows for form in comparable.forms}
    return listing(
        context, context.kind.of_comparison(), title, "compare.html", tables=by_table(rows), forms=len(forms)
    )


class _Comparison:
    """Makes the pages; what all of them share is worked out once.

    On a site of many agencies these are the most cells by far, so rendered cells and row labels are kept.
    """

    def __init__(self, context: RenderContext) -> None:
        self._context = context
        self._agency_labels: dict[str, str] = {}
        self._cells: dict[tuple[str, str, str, str | None], str] = {}

    @cached_property
    def _filings(self) -> tuple[tuple[Agency, tuple[Year, ...]], ...]:
        """The agencies that have a report on any form, each with all years."""
        archive = self._context.archive
        filing = {report.agency for report in archive.reports if report.form}
        return tuple(
            (agency, tuple(self._year(agency, year) for year in archive.years))
            for agency in archive.agencies
            if agency.id in filing
        )

    @cached_property
    def _figures(self) -> tuple[tuple[Mapping[Place, Figure], ...], ...]:
        """The figures of each agency and year; none where there is no report."""
        return tuple(
            tuple(year.report.figures if year.report else {} for year in years) for _, years in self._filings
        )

    def _year(self, agency: Agency, year: int) -> Year:
        """Return an agency's year with the break before it."""
        archive = self._context.archive
        entry, before = archive.entry(agency.id, year), archive.report(agency.id, year - 1)
        report = entry.report if entry else None
        if report is None:
            gap = "unreadable" if entry else "none" if agency.existed(year) else "not-there"
            return Year(None, gap, "")
        founded = bool(agency.predecessors) and agency.since[:4] == str(year)
        merged = founded or bool(archive.predecessors(report))
        changed = before is not None and before.form_id != report.form_id
        return Year(report, "", "merger" if merged else "form" if changed else "")

    @cached_property
    def _positions_to_sum(self) -> tuple[tuple[str, tuple[frozenset[int], ...]], ...]:
        """By kind of agency and year, the positions in `_filings` of the agencies that may be added up."""
        archive = self._context.archive
        kinds = sorted({agency.kind for agency, _ in self._filings})
        columns_ = range(len(archive.years))
        return tuple((kind, tuple(frozenset(self._summed(kind, column)) for column in columns_)) for kind in kinds)

    def _summed(self, kind: str, column: int) -> Iterator[int]:
        """Return the positions of the agencies of a kind in a year that no consolidated report contains."""
        filed = {
            position: years[column].report
            for position, (agency, years) in enumerate(self._filings)
            if agency.kind == kind
        }
        chosen = {
            report.agency for report in not_contained(self._context.archive, [r for r in filed.values() if r])
        }
        return (position for position, report in filed.items() if report and report.agency in chosen)

    def page(self, comparable: ComparableRow) -> Page:
        """Return the page of a row."""
        word = self._context.messages.word
        years = self._context.archive.years
        return listing(
            self._context,
            self._context.kind.of_comparison(comparable.table.key, comparable.row.key),
            word("compare-of", table=comparable.table.label, row=comparable.row.label.name),
            "compare_row.html",
            comparable=comparable,
            years=years,
            figure_columns=tuple(self._figure_column(comparable, place) for place in comparable.places),
            changed=self._changed,
            merged=any(year.broken == "merger" for _, years in self._filings for year in years),
        )

    @cached_property
    def _follows(self) -> tuple[bool, ...]:
        """For each year of the list, whether it comes right after the one before."""
        years = self._context.archive.years
        return tuple(year - 1 in years for year in years)

    @cached_property
    def _changed(self) -> frozenset[int]:
        """The years in which at least one agency took another form than the year before."""
        years = self._context.archive.years
        return frozenset(
            year
            for _, filed in self._filings
            for year, at in zip(years, filed, strict=True)
            if at.broken == "form"
        )

    def _figure_column(self, comparable: ComparableRow, place: Place) -> FigureColumn:
        """Return a column of a row with a line for each agency; the first column has curves."""
        head = comparable.head(place)
        first = place == comparable.places[0]
        grid = [[figures.get(place) for figures in each] for each in self._figures]
        lines = (
            Line(self._agency_label(agency), self._line(years, row, place), _curve(row) if first else None)
            for (agency, years), row in zip(self._filings, grid, strict=True)
        )
        totals = ((kind, self._totals(positions, grid)) for kind, positions in self._positions_to_sum)
        return FigureColumn(
            place.column, head.text, head.unit or comparable.table.unit, tuple(lines), tuple(totals)
        )

    def _totals(self, positions: tuple[frozenset[int], ...], grid: list[list[Figure | None]]) -> tuple[Total, ...]:
        """Return the sum of each year; `grid` holds the figures by agency and year."""
        stated = [
            [figure.cell.value for p in chosen if (figure := grid[p][i]) and _is_number(figure)]
            for i, chosen in enumerate(positions)
        ]
        sums = [exact_sum(filter(None, numbers)) for numbers in stated]
        bars = columns([value if numbers else None for value, numbers in zip(sums, stated, strict=True)])
        years = self._context.archive.years
        return tuple(map(Total, years, sums, map(len, stated), bars))

    def _line(self, years: tuple[Year, ...], row: list[Figure | None], place: Place) -> str:
        """Return the HTML of a line's cells; most figures are small, so few are rendered more than once."""
        cells, before = [], None
        for year, figure, follows in zip(years, row, self._follows, strict=True):
            content = "" if figure else _gap(year, place)
            raw = figure.cell.raw if figure else ""
            then: str | None = before.cell.raw if figure and before and follows and not year.broken else None
            key = raw, content, year.broken, then
            if key not in self._cells:
                change = _difference(figure.cell, before.cell) if figure and before and then is not None else ""
                self._cells[key] = self._printed(
                    raw, content or str(figure and figure.cell.kind), change, year.broken
                )
            cells.append(self._cells[key])
            before = figure
        return "".join(cells)

    def _printed(self, raw: str, content: str, change: str, broken: str) -> str:
        """Return the HTML of one cell; `content` is the kind of the figure or the key of a gap."""
        return self._context.html(
            "compare_cell.html",
            w=self._context.messages.word,
            raw=raw,
            content=content,
            change=change,
            broken=broken,
        ).strip()

    def _agency_label(self, agency: Agency) -> str:
        """Return the HTML of an agency's row label: all these pages are as deep, so they share its link."""
        if agency.id not in self._agency_labels:
            here = self._context.path(*self._context.kind.of_comparison("table", "row"))
            self._agency_labels[agency.id] = self._context.fragment(
                "compare_head.html", here, agency=agency
            ).strip()
        return self._agency_labels[agency.id]


def _gap(year: Year, place: Place) -> str:
    """Return the key of the reason why a year has no figure for a cell."""
    if year.report is None:
        return year.gap
    if year.report.form is None:
        return "prose"
    return kind(year.report, place) if place in year.report.form.measures else "no-cell"


def _is_number(figure: Figure) -> bool:
    """Return whether a figure can be added up: a number with a unit behind it may count something else."""
    return figure.cell.value is not None and not figure.cell.unit


def _curve(row: list[Figure | None]) -> Sparkline | None:
    """Return the curve of a row's numbers; None for one year, or where there is no number."""
    numbers = [figure.cell.value if figure and _is_number(figure) else None for figure in row]
    return sparkline(numbers) if len(numbers) > 1 else None


def _difference(now: Cell, then: Cell) -> str:
    """Return by how much a number changed, with its sign; empty where it can't be compared or is equal."""
    if now.value is None or then.value is None or now.unit != then.unit or now.value == then.value:
        return ""
    return signed(now.value - then.value)
