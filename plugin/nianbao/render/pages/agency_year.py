"""Agency-years: one agency in one year, and what the pages that list them share."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from nianbao.archive import Entry
from nianbao.model.register import Agency
from nianbao.render.context import PREPARED, RenderContext
from nianbao.render.figures import key_figures
from nianbao.render.figures.key_figures import KeyFigure
from nianbao.render.page import Page, Slot, assemble
from nianbao.render.pages.report import WIDE
from nianbao.render.plan import Plan, Shared, Work
from nianbao.source import safe_prose

# Every status a page can show, in the order of counts and legends.
STATUSES: Final = (
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
class AgencyYear:
    """One agency in one year: the file, its status, key figures, date, and whether it came late.

    `entry` is None where the agency has no report. `dated` is the day of publication, else of signature;
    `late` is False without a date or a deadline.
    """

    agency: Agency
    year: int
    entry: Entry | None
    status: str
    key_figures: tuple[KeyFigure, ...] = ()
    dated: date | None = None
    late: bool = False


def listing(
    context: RenderContext, parts: tuple[object, ...], title: str, template: str, **values: object
) -> Page:
    """Return a page of one filled template under its title; where it stands says `listing_at`.

    The value `above` is title and folders of the page this one is a part of, if it is.
    """
    here = context.path(*parts)
    name = template.removesuffix(".html")
    blocks: list[str | Slot] = [
        context.slot("open.html", here, name=name, title=title, parts=parts, above=values.get("above")),
        f"# {safe_prose.plain(title)}",
        context.slot(template, here, **values),
    ]
    return replace(assemble(here, title, blocks, meta=WIDE), in_navigation=not parts)


def listing_at(
    context: RenderContext, parts: tuple[object, ...], work: Work, shared: Shared | None = None
) -> Plan:
    """Return the plan of a page of `listing`.

    `parts` are the folders below the report path, none for the index, which alone has a place in the
    navigation.
    """
    return Plan(context.path(*parts), context, work, in_navigation=not parts, shared=shared)


def years_named(context: RenderContext, years: Sequence[int]) -> str:
    """Return the span of ascending years in words; nothing where there is none."""
    if not years:
        return ""
    words = context.messages.word
    return (
        words("years-range", first=years[0], last=years[-1])
        if len(years) > 1
        else words("year-one", year=years[0])
    )


def summary(*facts: str) -> str:
    """Return facts as one line, for the search of a theme; empty ones are left out."""
    return " · ".join(filter(None, facts))


def agency_year(context: RenderContext, agency: Agency, year: int) -> AgencyYear:
    """Return an agency in a year, whether or not it has a report."""
    entry = context.archive.entry(agency.id, year)
    report = entry.report if entry else None
    if report is None:
        return AgencyYear(agency, year, entry, context.status_in(agency.id, year))
    dated = report.published or report.signed
    figures = key_figures.of_report(report, context.archive.before(report), context.messages)
    due = context.kind.due(agency, year)
    late = bool(dated and due and dated > due)
    return AgencyYear(agency, year, entry, context.status(entry), figures, dated, late)


def column_labels(rows: Iterable[tuple[KeyFigure, ...]]) -> tuple[KeyFigure, ...]:
    """Return the key figures whose labels head the columns of these rows: those of the row with the most."""
    return max(rows, key=len, default=())


def counts(statuses: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return how often each status occurs, in the order of STATUSES, without statuses that don't occur."""
    counted = Counter(statuses)
    return tuple((status, counted[status]) for status in STATUSES if counted[status])
