"""The index: all agencies and all years."""

from nianbao.archive import Entry
from nianbao.render.page import Page, Site
from nianbao.render.standing import counts, listing, standing


def page(site: Site) -> Page:
    """Return the index: agencies by years, with what narrows it down."""
    years = site.archive.years
    rows = [(agency, [standing(site, agency, year) for year in years]) for agency in site.archive.agencies]
    homeless = [entry for entry in site.archive.entries if not (entry.agency and entry.year)]
    return listing(
        site,
        (),
        site.wording.word("index-title"),
        "index.html",
        rows=rows,
        years=years,
        counts=counts(standing.status for _, standings in rows for standing in standings),
        reports=len(site.archive.reports),
        regions=sorted({agency.region for agency in site.archive.agencies if agency.region}),
        kinds=sorted({agency.kind for agency in site.archive.agencies}),
        homeless=[sentence for entry in homeless for sentence in _sentences(site, entry)],
    )


def _sentences(site: Site, entry: Entry) -> list[tuple[object, str]]:
    return [
        (finding.location, site.wording.finding(finding, None).message) for finding in site.public(entry).findings
    ]
