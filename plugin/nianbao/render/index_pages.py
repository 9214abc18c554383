"""The ways in: all agencies and years, one agency over the years, one year over all agencies."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from nianbao.archive import Entry
from nianbao.register import Agency
from nianbao.render import prose
from nianbao.render.highlights import Shown, highlights, shown
from nianbao.render.page import PREPARED, Page, Site, Slot, assemble
from nianbao.render.report_page import WIDE
from nianbao.report import Report

_ORDER: Final = (
    "shown",
    "passed",
    "passed_with_notes",
    "explained",
    "failed",
    "unreadable",
    "not_checked",
    PREPARED,
    "missing",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """One agency in one year: the file, its status, what is worth the first look, and whether it came late."""

    agency: Agency
    year: int
    entry: Entry | None
    status: str
    highlights: tuple[Shown, ...] = ()
    dated: date | None = None
    late: bool = False


def index(site: Site) -> Page:
    """Return the index: agencies by years, with what narrows it down."""
    years = site.archive.years
    rows = [(agency, [_standing(site, agency, year) for year in years]) for agency in site.archive.agencies]
    homeless = [entry for entry in site.archive.entries if not (entry.agency and entry.year)]
    return _page(
        site,
        (),
        site.wording.word("index-title"),
        "index.html",
        rows=rows,
        years=years,
        counts=_counts(standing.status for _, standings in rows for standing in standings),
        reports=len(site.archive.reports),
        regions=sorted({agency.region for agency in site.archive.agencies if agency.region}),
        kinds=sorted({agency.kind for agency in site.archive.agencies}),
        homeless=[sentence for entry in homeless for sentence in _sentences(site, entry)],
    )


def agency_page(site: Site, agency: Agency) -> Page:
    """Return the page of an agency: what the register says of it, and its reports year by year."""
    members = [other for other in site.archive.agencies if other.parent == agency.id]
    related = {
        "parent": [site.archive.agency(agency.parent)] if agency.parent else [],
        "predecessors": [site.archive.agency(name) for name in agency.predecessors],
        "members": members,
    }
    known = {other.id for other in site.archive.agencies}
    entries = [entry for entry in site.archive.of_agency(agency.id) if entry.year]
    standings = [_standing(site, agency, entry.year or 0) for entry in reversed(entries)]
    return _page(
        site,
        (agency.id,),
        agency.name,
        "agency.html",
        agency=agency,
        related=related,
        known=known,
        standings=standings,
        words=_words(standings),
    )


def year_page(site: Site, year: int) -> Page:
    """Return the page of a year: every agency that should have filed, sums by kind, what is missing or late."""
    expected = [
        agency for agency in site.archive.agencies if site.archive.entry(agency.id, year) or _existed(agency, year)
    ]
    standings = [_standing(site, agency, year) for agency in expected]
    kinds = sorted({agency.kind for agency in expected})
    reports = {
        kind: [s.entry.report for s in standings if s.agency.kind == kind and s.entry and s.entry.report]
        for kind in kinds
    }
    years = site.archive.years
    return _page(
        site,
        ("years", year),
        site.wording.word("year-title", year=year),
        "year.html",
        year=year,
        before=max((other for other in years if other < year), default=None),
        after=min((other for other in years if other > year), default=None),
        standings=standings,
        words=_words(standings),
        sums=[(kind, len(filed), _sums(filed)) for kind, filed in reports.items() if filed],
        counts=_counts(standing.status for standing in standings),
    )


def _page(site: Site, parts: tuple[object, ...], title: str, template: str, **values: object) -> Page:
    here = site.path(*parts)
    name = template.removesuffix(".html")
    blocks: list[str | Slot] = [
        site.slot("open.html", here, name=name, title=title, parts=parts),
        f"# {prose.plain(title)}",
        site.slot(template, here, **values),
    ]
    return replace(assemble(here, title, blocks, meta=WIDE), in_navigation=not parts)


def _standing(site: Site, agency: Agency, year: int) -> Standing:
    entry = site.archive.entry(agency.id, year)
    report = entry.report if entry else None
    if report is None:
        return Standing(agency, year, entry, site.status_in(agency.id, year))
    dated = report.published or report.signed
    figures = shown(report, site.archive.before(report), site.wording)
    late = bool(dated and dated > agency.due(year))
    return Standing(agency, year, entry, site.status(entry), figures, dated, late)


def _words(standings: Iterable[Standing]) -> tuple[str, ...]:
    """Return the heads of the columns of highlights, as many as any of the reports has."""
    return max((tuple(item.word for item in s.highlights) for s in standings), key=len, default=())


def _existed(agency: Agency, year: int) -> bool:
    """Say whether the register has the agency in existence through a year."""
    since, until = agency.since[:4], agency.until[:4]
    # What is no year says nothing.
    return (not since.isdecimal() or int(since) <= year) and (not until.isdecimal() or year < int(until))


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


def _counts(statuses: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counted = Counter(statuses)
    return tuple((status, counted[status]) for status in _ORDER if counted[status])


def _sentences(site: Site, entry: Entry) -> list[tuple[object, str]]:
    return [
        (finding.location, site.wording.finding(finding, None).message) for finding in site.public(entry).findings
    ]
