"""The page of an agency: what the register says of it, and its reports over the years."""

from nianbao.register import Agency
from nianbao.render.page import Page, Site
from nianbao.render.standing import heads, listing, standing


def page(site: Site, agency: Agency) -> Page:
    """Return the page of an agency: what the register says of it, and its reports year by year."""
    members = [other for other in site.archive.agencies if other.parent == agency.id]
    related = {
        "parent": [site.archive.agency(agency.parent)] if agency.parent else [],
        "predecessors": [site.archive.agency(name) for name in agency.predecessors],
        "members": members,
    }
    known = {other.id for other in site.archive.agencies}
    entries = [entry for entry in site.archive.of_agency(agency.id) if entry.year]
    standings = [standing(site, agency, entry.year or 0) for entry in reversed(entries)]
    return listing(
        site,
        (agency.id,),
        agency.name,
        "agency.html",
        agency=agency,
        related=related,
        known=known,
        standings=standings,
        words=heads(standings),
    )
