"""Any figure across agencies and years: one page for a row of a form, one table for each of its columns.

Everything is printed as filed. Where two years can't be compared (the form changed, bodies were merged) the
line between them is marked, and no difference is given across it.

With many agencies the page of a row has a line for each part of them, with its sums, and each part has a page of
its own with the agencies. Sums over all stand on both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial

from nianbao.model.cell import Cell, exact_sum
from nianbao.model.finding import Place
from nianbao.model.register import Agency
from nianbao.model.report import Figure
from nianbao.render.asked import FILINGS, ROW
from nianbao.render.context import RenderContext
from nianbao.render.figures.bars import Bar, columns
from nianbao.render.figures.key_figures import signed
from nianbao.render.figures.sparklines import Sparkline, sparkline
from nianbao.render.figures.sums import not_contained
from nianbao.render.page import Page
from nianbao.render.pages import agency_names
from nianbao.render.pages.agency_year import listing, listing_at
from nianbao.render.pages.compared import FigureColumn, Line, PartLine, Total, Totals, Year
from nianbao.render.pages.index_groups import IndexGroup, page_parts
from nianbao.render.plan import Plan, Shared
from nianbao.render.tables.cells import kind
from nianbao.render.tables.comparable_rows import ComparableRow, by_table, comparable_rows


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the agencies with reports: their group, their positions, and those to add up in each year."""

    group: IndexGroup
    positions: tuple[int, ...]
    to_sum: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of one column by agency and year, their sums by kind of agency, and the lines of the parts."""

    place: Place
    grid: list[list[Figure | None]]
    totals: tuple[tuple[str, Totals], ...]
    cells: tuple[tuple[str, str], ...]
    parts: Mapping[str, PartLine]


def pages(context: RenderContext) -> Iterator[Plan]:
    """Yield the list of all comparable rows, and the pages of each; nothing unless two reports can be compared.

    The pages of a row depend on its figures and on which reports there are, not on all that is in them.
    """
    if not context.compares:
        return
    rows = tuple(comparable_rows(context.archive.reports))
    filings, kind = (FILINGS, context.kind.id), context.kind
    yield listing_at(context, kind.of_comparison(), partial(_list, rows=rows), Shared(context, filings))
    comparison = _Comparison(context)
    for comparable in rows:
        row = comparable.table.key, comparable.row.key
        shared = Shared(context, filings, (ROW, *row, kind.id))
        for part in (None, *comparison.parts):
            parts = kind.of_comparison(*row, "by", part.group.slug) if part else kind.of_comparison(*row)
            yield listing_at(context, parts, partial(comparison.page, comparable=comparable, part=part), shared)


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
        self._agency_labels: dict[tuple[str, int], str] = {}
        self._cells: dict[tuple[str, str, str, str | None], str] = {}
        self._columns: tuple[ComparableRow, list[_Figures]] | None = None

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
    def _by_kind(self) -> tuple[tuple[str, tuple[tuple[int, ...], ...]], ...]:
        """By kind of agency and year, the positions in `_filings` of the agencies that may be added up."""
        by_kind: dict[str, list[int]] = {}
        for position, (agency, _) in enumerate(self._filings):
            by_kind.setdefault(agency.kind, []).append(position)
        return tuple((kind, self._to_sum(by_kind[kind])) for kind in sorted(by_kind))

    @cached_property
    def parts(self) -> tuple[_Part, ...]:
        """The parts the agencies are on pages of; none where one page holds them all."""
        at = {agency.id: position for position, (agency, _) in enumerate(self._filings)}
        placed = (
            (group, tuple(at[agency.id] for agency in group.agencies if agency.id in at))
            for group in page_parts(self._context.archive, len(self._filings))
        )
        return tuple(_Part(group, positions, self._to_sum(positions)) for group, positions in placed if positions)

    def _to_sum(self, positions: Iterable[int]) -> tuple[tuple[int, ...], ...]:
        """Return for each year those of some agencies whose report no consolidated one among them contains."""
        places, archive = tuple(positions), self._context.archive

        def chosen(column: int) -> tuple[int, ...]:
            filed = {at: report for at in places if (report := self._filings[at][1][column].report)}
            kept = {report.agency for report in not_contained(archive, [*filed.values()])}
            return tuple(at for at, report in filed.items() if report.agency in kept)

        return tuple(map(chosen, range(len(archive.years))))

    def page(self, _: RenderContext, comparable: ComparableRow, part: _Part | None) -> Page:
        """Return the page of a row, or of a part of its agencies where one page would be too long."""
        if self._columns is None or self._columns[0] is not comparable:
            # All pages of a row are made one after another.
            self._columns = comparable, [self._figures_of(place, comparable) for place in comparable.places]
        return self._page(comparable, self._columns[1], part)

    def _figures_of(self, place: Place, comparable: ComparableRow) -> _Figures:
        """Return the figures of a column with their sums; those of parts have a curve in the first column."""
        grid = [[figures.get(place) for figures in each] for each in self._figures]
        totals = tuple((kind, self._totals(at, grid)) for kind, at in self._by_kind)
        with_curve = place == comparable.places[0]
        return _Figures(
            place,
            grid,
            totals,
            tuple((kind, self._sum_cells(each)) for kind, each in totals),
            {part.group.slug: self._part_line(part, grid, with_curve=with_curve) for part in self.parts},
        )

    def _page(self, comparable: ComparableRow, columns_: list[_Figures], part: _Part | None) -> Page:
        """Return the page of a row, or of a part of its agencies."""
        word, of = self._context.messages.word, self._context.kind.of_comparison
        row = comparable.table.key, comparable.row.key
        here = self._context.path(*of(*row))
        title = word("compare-of", table=comparable.table.label, row=comparable.row.label.name)
        return listing(
            self._context,
            of(*row, "by", part.group.slug) if part else of(*row),
            word("part-title", page=title, part=part.group.name(word)) if part else title,
            "compare_row.html",
            above=(title, of(*row)) if part else None,
            comparable=comparable,
            years=self._context.archive.years,
            part=part,
            groups=self.parts,
            names=agency_names.address(self._context, here) if self.parts and not part else "",
            agencies=len(self._filings),
            graphs=() if part else tuple(_graphs(columns_[0].totals)),
            figure_columns=tuple(self._figure_column(comparable, column, part) for column in columns_),
            changed=self._changed,
            merged=self._merged,
        )

    @cached_property
    def _follows(self) -> tuple[bool, ...]:
        """For each year of the list, whether it comes right after the one before."""
        years = self._context.archive.years
        return tuple(year - 1 in years for year in years)

    @cached_property
    def _merged(self) -> bool:
        """Whether an agency is the result of a merger in one of the years."""
        return any(year.broken == "merger" for _, years in self._filings for year in years)

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

    def _figure_column(self, comparable: ComparableRow, figures: _Figures, part: _Part | None) -> FigureColumn:
        """Return a column of a row with a line for each agency or part of a page; the first one has curves."""
        place, grid = figures.place, figures.grid
        head = comparable.head(place)
        with_curve = place == comparable.places[0]
        shown = part.positions if part else () if self.parts else range(len(grid))
        depth = 2 if part else 0
        return FigureColumn(
            place.column,
            head.text,
            head.unit or comparable.table.unit,
            tuple(self._agency_line(at, grid[at], place, depth, with_curve=with_curve) for at in shown),
            () if part else tuple(figures.parts.values()),
            figures.parts[part.group.slug].cells if part else "",
            figures.cells,
        )

    def _totals(self, positions: tuple[tuple[int, ...], ...], grid: list[list[Figure | None]]) -> Totals:
        """Return the sum of each year; `grid` holds the figures by agency and year."""
        stated = [
            [figure.cell.value for at in chosen if (figure := grid[at][i]) and _is_number(figure)]
            for i, chosen in enumerate(positions)
        ]
        sums = [exact_sum(filter(None, numbers)) for numbers in stated]
        return tuple(map(Total, self._context.archive.years, sums, map(len, stated)))

    def _part_line(self, part: _Part, grid: list[list[Figure | None]], *, with_curve: bool) -> PartLine:
        """Return the line of a part: the sums over its agencies, none counted twice."""
        totals = self._totals(part.to_sum, grid)
        sums = [total.value if total.stated else None for total in totals]
        curve = _sparkline(sums) if with_curve else None
        return PartLine(part.group, len(part.positions), self._sum_cells(totals), curve)

    def _sum_cells(self, totals: Totals) -> str:
        """Return the HTML of sums, which the page of a row and those of its parts have alike."""
        return self._context.html(
            "compare_sums.html", w=self._context.messages.word, totals=totals, changed=self._changed
        ).strip()

    def _agency_line(
        self, at: int, row: list[Figure | None], place: Place, depth: int, *, with_curve: bool
    ) -> Line:
        """Return the line of the agency at a position, on a page some folders below those of rows."""
        agency, years = self._filings[at]
        label, cells = self._agency_label(agency, depth), self._line(years, row, place)
        return Line(label, cells, _curve(row) if with_curve else None)

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

    def _agency_label(self, agency: Agency, depth: int) -> str:
        """Return the HTML of an agency's row label: all pages that are as deep share its link."""
        key = agency.id, depth
        if key not in self._agency_labels:
            here = self._context.path(*self._context.kind.of_comparison("table", "row", *("by", "part")[:depth]))
            self._agency_labels[key] = self._context.fragment("compare_head.html", here, agency=agency).strip()
        return self._agency_labels[key]


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
    return _sparkline([figure.cell.value if figure and _is_number(figure) else None for figure in row])


def _sparkline(numbers: Sequence[Decimal | None]) -> Sparkline | None:
    """Return the curve of numbers by year; None for one year, or where there is no number."""
    return sparkline(numbers) if len(numbers) > 1 else None


def _graphs(
    by_kind: tuple[tuple[str, Totals], ...],
) -> Iterator[tuple[str, tuple[tuple[Total, Bar | None], ...]]]:
    """Yield the sums of each kind of agency with their columns in a chart, where two years or more have some."""
    for kind_, totals in by_kind:
        bars = columns([total.value if total.stated else None for total in totals])
        if sum(bar is not None for bar in bars) > 1:
            yield kind_, tuple(zip(totals, bars, strict=True))


def _difference(now: Cell, then: Cell) -> str:
    """Return by how much a number changed, with its sign; empty where it can't be compared or is equal."""
    if now.value is None or then.value is None or now.unit != then.unit or now.value == then.value:
        return ""
    return signed(now.value - then.value)
