"""Any figure across agencies and years: one page for a row of a form, one table for each of its columns.

Everything stands as filed. Where two years can't be compared (the form changed, bodies were merged) the line
between them is marked, and no difference is given across it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from nianbao.model.cell import Cell, exact_sum
from nianbao.model.finding import Place
from nianbao.model.register import Agency
from nianbao.model.report import Figure, Report
from nianbao.render.figures.bars import Bar, columns
from nianbao.render.figures.key_figures import signed
from nianbao.render.figures.sparklines import Sparkline, sparkline
from nianbao.render.figures.sums import apart
from nianbao.render.page import Page, RenderContext
from nianbao.render.pages.agency_year import listing
from nianbao.render.tables.cells import kind
from nianbao.render.tables.comparable_rows import ComparableRow, by_table, comparable_rows


@dataclass(frozen=True, slots=True)
class Year:
    """One agency in one year: the form and figures of its report, or the word for why there is none.

    `broken` is what parts it from the year before: form, merger or nothing.
    """

    report: Report | None
    gap: str
    broken: str


@dataclass(frozen=True, slots=True)
class Line:
    """An agency's figures: its finished head and cells, and the curve of its numbers."""

    head: str
    cells: str
    curve: Sparkline | None


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a year over agencies of a kind, how many state the figure, and its column in the chart."""

    year: int
    value: Decimal
    stated: int
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class Cut:
    """One column of a row: its key, official label and unit, the lines, and sums by kind."""

    key: str
    label: str
    unit: str
    lines: tuple[Line, ...]
    totals: tuple[tuple[str, tuple[Total, ...]], ...]


def pages(site: RenderContext) -> Iterator[Page]:
    """Yield the list of everything that can be compared, and a page for each row."""
    if not site.compares:
        return
    rows = tuple(comparable_rows(site.archive.reports))
    title = site.messages.word("compare-title")
    forms = {form.id for subject in rows for form in subject.forms}
    yield listing(site, site.kind.of_comparison(), title, "compare.html", tables=by_table(rows), forms=len(forms))
    comparison = _Comparison(site)
    for subject in rows:
        yield comparison.page(subject)


class _Comparison:
    """Makes the pages; what all of them share is found once."""

    def __init__(self, site: RenderContext) -> None:
        self._site = site
        self._heads: dict[str, str] = {}
        self._cells: dict[tuple[str, str, str, str | None], str] = {}

    @cached_property
    def _filings(self) -> tuple[tuple[Agency, tuple[Year, ...]], ...]:
        """The agencies that have a report on any form, each with all years."""
        archive = self._site.archive
        having = {report.agency for report in archive.reports if report.form}
        return tuple(
            (agency, tuple(self._year(agency, year) for year in archive.years))
            for agency in archive.agencies
            if agency.id in having
        )

    @cached_property
    def _figures(self) -> tuple[tuple[Mapping[Place, Figure], ...], ...]:
        """The figures of each agency and year; none where there is no report."""
        return tuple(
            tuple(year.report.figures if year.report else {} for year in years) for _, years in self._filings
        )

    def _year(self, agency: Agency, year: int) -> Year:
        archive = self._site.archive
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
    def _apart(self) -> tuple[tuple[str, tuple[frozenset[int], ...]], ...]:
        """By kind of agency and year, the positions of the agencies whose figures may be added up."""
        archive = self._site.archive
        kinds = sorted({agency.kind for agency, _ in self._filings})
        columns_ = range(len(archive.years))
        return tuple((kind, tuple(frozenset(self._summed(kind, column)) for column in columns_)) for kind in kinds)

    def _summed(self, kind: str, column: int) -> Iterator[int]:
        filed = {
            position: years[column].report
            for position, (agency, years) in enumerate(self._filings)
            if agency.kind == kind
        }
        chosen = {report.agency for report in apart(self._site.archive, [r for r in filed.values() if r])}
        return (position for position, report in filed.items() if report and report.agency in chosen)

    def page(self, subject: ComparableRow) -> Page:
        """Return the page of a row."""
        word = self._site.messages.word
        years = self._site.archive.years
        return listing(
            self._site,
            self._site.kind.of_comparison(subject.table.key, subject.row.key),
            word("compare-of", table=subject.table.label, row=subject.row.label.name),
            "compare_row.html",
            subject=subject,
            years=years,
            cuts=tuple(self._cut(subject, place) for place in subject.places),
            changed=self._changed,
            merged=any(year.broken == "merger" for _, years in self._filings for year in years),
        )

    @cached_property
    def _follows(self) -> tuple[bool, ...]:
        """Which of the years come right after the one before them in the list."""
        years = self._site.archive.years
        return tuple(year - 1 in years for year in years)

    @cached_property
    def _changed(self) -> frozenset[int]:
        """The years in which agencies took another form than the year before."""
        years = self._site.archive.years
        return frozenset(
            year
            for _, filed in self._filings
            for year, at in zip(years, filed, strict=True)
            if at.broken == "form"
        )

    def _cut(self, subject: ComparableRow, place: Place) -> Cut:
        head = subject.head(place)
        first = place == subject.places[0]
        grid = [[figures.get(place) for figures in each] for each in self._figures]
        lines = (
            Line(self._head(agency), self._line(years, row, place), _curve(row) if first else None)
            for (agency, years), row in zip(self._filings, grid, strict=True)
        )
        totals = ((kind, self._totals(positions, grid)) for kind, positions in self._apart)
        return Cut(place.column, head.text, head.unit or subject.table.unit, tuple(lines), tuple(totals))

    def _totals(self, positions: tuple[frozenset[int], ...], grid: list[list[Figure | None]]) -> tuple[Total, ...]:
        stated = [
            [figure.cell.value for p in chosen if (figure := grid[p][i]) and _is_number(figure)]
            for i, chosen in enumerate(positions)
        ]
        sums = [exact_sum(filter(None, numbers)) for numbers in stated]
        bars = columns([value if numbers else None for value, numbers in zip(sums, stated, strict=True)])
        years = self._site.archive.years
        return tuple(map(Total, years, sums, map(len, stated), bars))

    def _line(self, years: tuple[Year, ...], row: list[Figure | None], place: Place) -> str:
        """Return the finished cells of a line; most figures are small, so few are made more than once."""
        cells, before = [], None
        for year, figure, follows in zip(years, row, self._follows, strict=True):
            says = "" if figure else _gap(year, place)
            raw = figure.cell.raw if figure else ""
            then: str | None = before.cell.raw if figure and before and follows and not year.broken else None
            key = raw, says, year.broken, then
            if key not in self._cells:
                change = _difference(figure.cell, before.cell) if figure and before and then is not None else ""
                self._cells[key] = self._printed(
                    raw, says or str(figure and figure.cell.kind), change, year.broken
                )
            cells.append(self._cells[key])
            before = figure
        return "".join(cells)

    def _printed(self, raw: str, says: str, change: str, broken: str) -> str:
        return self._site.html(
            "compare_cell.html", w=self._site.messages.word, raw=raw, says=says, change=change, broken=broken
        ).strip()

    def _head(self, agency: Agency) -> str:
        """Return the finished head of an agency's lines: all pages of rows are as deep, so one does for all."""
        if agency.id not in self._heads:
            here = self._site.path(*self._site.kind.of_comparison("table", "row"))
            self._heads[agency.id] = self._site.piece("compare_head.html", here, agency=agency).strip()
        return self._heads[agency.id]


def _gap(year: Year, place: Place) -> str:
    """Return why a year has no figure for a cell."""
    if year.report is None:
        return year.gap
    if year.report.form is None:
        return "prose"
    return kind(year.report, place) if place in year.report.form.measures else "no-cell"


def _is_number(figure: Figure) -> bool:
    """Return whether a figure can be added up: a number with a unit behind it may count something else."""
    return figure.cell.value is not None and not figure.cell.unit


def _curve(row: list[Figure | None]) -> Sparkline | None:
    numbers = [figure.cell.value if figure and _is_number(figure) else None for figure in row]
    return sparkline(numbers) if len(numbers) > 1 else None


def _difference(now: Cell, then: Cell) -> str:
    """Return by how much a number changed; nothing where one of the two is no plain number, or both are equal."""
    if now.value is None or then.value is None or now.unit != then.unit or now.value == then.value:
        return ""
    return signed(now.value - then.value)
