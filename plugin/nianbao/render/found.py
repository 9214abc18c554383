"""What the search of the reports finds: one record a report, from the archive alone.

Tables stay out of it: a figure is looked up on a page of comparison. So do the headings of the form, which every
report has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nianbao.archive import Entry
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.context import RenderContext
from nianbao.render.pages.index_groups import regions_of
from nianbao.source import safe_prose

# The folder of the index, beside those of agencies.
SEARCH: Final = "search"


@dataclass(frozen=True, slots=True)
class Record:
    """A report as it is searched: the source path of its page, its address seen from the index, its text.

    The text ends in names of the agency that its title does not say. `filters` are what a search can be narrowed
    by.
    """

    path: str
    address: str
    title: str
    text: str
    filters: Mapping[str, str]


def records(context: RenderContext) -> Iterator[Record]:
    """Yield a record for each report that has a page, readable or not."""
    for part in context.by_kind:
        regions = regions_of(part.archive)
        for agency in part.archive.agencies:
            for entry in part.archive.of_agency(agency.id):
                yield _record(part, agency, entry, regions[agency.id])


def _record(context: RenderContext, agency: Agency, entry: Entry, region: str) -> Record:
    """Return the record of an entry whose agency and year are known."""
    year, report = entry.year or 0, entry.report
    title = report.title_for(agency.name) if report else context.kind.title(agency.name, year)
    names = (name for name in agency.names if name not in title)
    facts = {
        "agency": agency.name,
        "region": region,
        "kind": agency.kind,
        "year": str(year),
        "status": context.status(entry),
    }
    return Record(
        path=context.path(*context.kind.of_report(agency.id, year)),
        address=context.link(context.path()).report(agency.id, year),
        title=title,
        text=" ".join([*(_texts(context, report) if report else ()), *names]),
        filters={name: value for name, value in facts.items() if value},
    )


def _texts(context: RenderContext, report: Report) -> Iterator[str]:
    """Yield the prose of a report as plain text, and the headings its form does not know."""
    known = {section.key for section in report.form.sections} if report.form else set()
    for narrative in report.sections:
        parts = safe_prose.section(narrative, report, context.messages)
        if narrative.key not in known:
            yield narrative.heading
        yield from (safe_prose.words(part) for part in parts if part)
