"""The page of a year: all agencies, sums by kind, what is missing or late."""

from decimal import Decimal

from nianbao.render.highlights import highlights
from nianbao.render.page import Page, Site
from nianbao.render.standing import counts, heads, listing, standing
from nianbao.report import Report


def page(site: Site, year: int) -> Page:
    """Return the page of a year: every agency that should have filed, sums by kind, what is missing or late."""
    expected = [
        agency for agency in site.archive.agencies if site.archive.entry(agency.id, year) or agency.existed(year)
    ]
    standings = [standing(site, agency, year) for agency in expected]
    kinds = sorted({agency.kind for agency in expected})
    reports = {
        kind: [s.entry.report for s in standings if s.agency.kind == kind and s.entry and s.entry.report]
        for kind in kinds
    }
    years = site.archive.years
    return listing(
        site,
        ("years", year),
        site.wording.word("year-title", year=year),
        "year.html",
        year=year,
        before=max((other for other in years if other < year), default=None),
        after=min((other for other in years if other > year), default=None),
        standings=standings,
        words=heads(standings),
        sums=[(kind, len(filed), _sums(filed)) for kind, filed in reports.items() if filed],
        counts=counts(standing.status for standing in standings),
    )


def _sums(reports: list[Report]) -> list[list[tuple[Decimal, int]]]:
    """Add up each highlight over reports; beside each sum, how many reports state the figure."""
    found = []
    for item in highlights():
        column = []
        for place in item.places:
            cells = [report.cell(place) for report in reports]
            stated = [cell.value for cell in cells if cell.value is not None and not cell.unit]
            column.append((sum(stated, Decimal(0)), len(stated)))
        found.append(column)
    return found
