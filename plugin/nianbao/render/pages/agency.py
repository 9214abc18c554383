"""The page of an agency: its entry in the register, its reports, charts, corrections and explanations."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from nianbao.archive import Entry
from nianbao.model import kind as kinds
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.context import RenderContext
from nianbao.render.figures import charts, key_figures
from nianbao.render.figures.key_figures import KeyFigure
from nianbao.render.page import Page, Slot, assemble
from nianbao.render.pages import corrections as changes_page
from nianbao.render.pages import verdict
from nianbao.render.pages.agency_year import column_labels, summary, years_named
from nianbao.render.pages.corrections import ListedCorrection
from nianbao.render.pages.report import WIDE
from nianbao.render.pages.verdict import Numbered
from nianbao.source import safe_prose


@dataclass(frozen=True, slots=True)
class Break:
    """A year from which on figures can't be compared with those before: another form, or bodies merged.

    `kind` is form or agency; `sentence` tells the reader why.
    """

    year: int
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Year:
    """One year of an agency: its file, status, key figures, date, and how many days late it is.

    `dated` is the day of publication, else of signature. `late` is 0 in time or without a deadline;
    `corrections` counts them; `breaks` lie before this year.
    """

    year: int
    entry: Entry | None
    status: str
    key_figures: tuple[KeyFigure, ...] = ()
    dated: date | None = None
    late: int = 0
    corrections: int = 0
    breaks: tuple[Break, ...] = ()


def page(context: RenderContext, agency: Agency) -> Page:
    """Return the page of an agency: all its years side by side, its corrections and its explained findings.

    It is about the first kind of report the agency has filed, and leads to its reports of other kinds. Years
    without a report within the agency's span are listed too. An agency without any report has a page with what
    the register states.
    """
    here = context.path(agency.id)
    filing = (part for part in context.by_kind if part.archive.of_agency(agency.id))
    context = next(filing, context.of_kind(kinds.DEFAULT))
    entries = {entry.year: entry for entry in context.archive.of_agency(agency.id) if entry.year}
    span = range(min(entries), max(entries) + 1) if entries else range(0)
    series_breaks = breaks(context, agency, span)
    years = [_year(context, agency, year, series_breaks.get(year, ())) for year in span]
    reports = [entry.report for entry in entries.values() if entry.report and entry.report.form]
    values = {
        "agency": agency,
        "related": _related(context, agency),
        "due": _due(context, agency),
        "years": years[::-1],
        "labels": column_labels(year.key_figures for year in years),
        "series_breaks": [item for items in series_breaks.values() for item in items],
        "charts": charts.charts(
            context.kind,
            span,
            [context.archive.report(agency.id, year) for year in span],
            [*series_breaks],
            context.messages,
        ),
        "canvas": charts.CANVAS,
        "reports": reports,
        "parts": context.over_years.parts(reports) if len(reports) > 1 else (),
        "corrections": _corrections(context, entries.values()),
        "explained": _explained(context, entries.values()),
        "others": [filed for part in context.by_kind if part is not context and (filed := _filed(part, agency))],
    }  # fmt: skip
    blocks: list[str | Slot] = [
        context.slot("open.html", here, name="agency", title=agency.name, parts=(agency.id,)),
        f"# {safe_prose.plain(agency.name)} {{lang=zh-CN}}",
        context.slot("agency.html", here, **values),
    ]
    return replace(assemble(here, agency.name, blocks, meta=WIDE), summary=_summary(context, agency, [*entries]))


def _summary(context: RenderContext, agency: Agency, years: Sequence[int]) -> str:
    """Return what a theme's search knows of an agency: its other names, its region, and what it has filed when."""
    return summary(
        *agency.names[1:], agency.region, context.messages.word("index-title"), years_named(context, years)
    )


@dataclass(frozen=True, slots=True)
class Filed:
    """An agency's reports of another kind: the context of that kind, and each year with its status."""

    site: RenderContext
    years: tuple[tuple[int, str], ...]


def _filed(context: RenderContext, agency: Agency) -> Filed | None:
    """Return an agency's reports of one kind, the latest first; None where it has none."""
    years = [
        (e.year, context.status_in(agency.id, e.year)) for e in context.archive.of_agency(agency.id) if e.year
    ]
    return Filed(context, tuple(years[::-1])) if years else None


def _due(context: RenderContext, agency: Agency) -> tuple[int, int] | None:
    """Return month and day of an agency's deadline, or None where the kind sets none.

    For the disclosure report they follow from Article 49 of the Regulations on Open Government Information
    (State Council Decree No. 711). The year asked is a leap year, so that 29 February would be possible.
    """
    day = context.kind.due(agency, 2000)
    return (day.month, day.day) if day else None


def breaks(context: RenderContext, agency: Agency, span: Sequence[int]) -> Mapping[int, tuple[Break, ...]]:
    """Return the breaks of an agency's series within a span of years, by year, ascending.

    A break in the first year of the span parts nothing and is left out.
    """
    collected: dict[int, list[Break]] = {}
    for item in (*_forms(context, agency, span), *_mergers(context, agency)):
        if item.year in span[1:]:
            collected.setdefault(item.year, []).append(item)
    return {year: tuple(collected[year]) for year in sorted(collected)}


def _forms(context: RenderContext, agency: Agency, span: Sequence[int]) -> Iterator[Break]:
    """Yield a break for each year whose form differs from that of the report before, however long before."""
    before = None
    for report in filter(None, (context.archive.report(agency.id, year) for year in span)):
        if report.form and before is not None and before != report.form_id:
            name = report.form.notice.get("number") or report.form.id
            yield Break(report.year, "form", context.messages.word("break-form", year=report.year, form=name))
        before = report.form_id


def _mergers(context: RenderContext, agency: Agency) -> Iterator[Break]:
    """Yield the years in which predecessors became part of the agency: when they ended, else when it began."""
    names: dict[int, list[str]] = {}
    for other in map(context.archive.agency, agency.predecessors):
        stated = (other.until or agency.since)[:4]
        if stated.isdecimal():
            names.setdefault(int(stated), []).append(other.name)
    for year, merged in names.items():
        yield Break(year, "agency", context.messages.word("break-agency", year=year, names=merged))


def _year(context: RenderContext, agency: Agency, year: int, series_breaks: tuple[Break, ...]) -> Year:
    """Return a year of an agency; its key figures have no change against the year before a merger."""
    entry = context.archive.entry(agency.id, year)
    report = entry.report if entry else None
    if report is None:
        return Year(year, entry, context.status_in(agency.id, year), breaks=series_breaks)
    dated = report.published or report.signed
    due = context.kind.due(agency, year)
    late = (dated - due).days if dated and due else 0
    # A report that another body filed is not this one's year before.
    comparable = not any(item.kind == "agency" for item in series_breaks)
    figures = key_figures.of_report(
        report, context.archive.before(report) if comparable else None, context.messages
    )
    return Year(
        year, entry, context.status(entry), figures, dated, max(late, 0), len(report.corrections), series_breaks
    )


def _related(context: RenderContext, agency: Agency) -> Mapping[str, tuple[tuple[Agency, bool], ...]]:
    """Return the agencies related to this one, by relation; and of each whether it has a page.

    The relations are parent, predecessors, successors and members, as the register states them.
    """
    known = context.archive.register.by_id
    related = {
        "parent": (context.archive.agency(agency.parent),) if agency.parent else (),
        "predecessors": tuple(map(context.archive.agency, agency.predecessors)),
        "successors": context.archive.successors.get(agency.id, ()),
        "members": context.archive.members.get(agency.id, ()),
    }
    return {
        how: tuple(
            (other, other.id in known or any(part.archive.of_agency(other.id) for part in context.by_kind))
            for other in others
        )
        for how, others in related.items()
    }


def _corrections(context: RenderContext, entries: Iterable[Entry]) -> list[tuple[Report, ListedCorrection]]:
    """Return each correction with its report, the latest first."""
    collected = [
        (e.report, listed) for e in entries if e.report for listed in changes_page.listed(context, e.report)
    ]
    return sorted(collected, key=lambda item: item[1].correction.day, reverse=True)


def _explained(context: RenderContext, entries: Iterable[Entry]) -> list[tuple[Entry, Numbered]]:
    """Return the findings the agency explained by a waiver and the site shows, the latest year first."""
    waiving = [entry for entry in entries if entry.report and entry.report.waivers]
    return [(e, item) for e in reversed(waiving) for item in verdict.numbered(context, e) if item.waiver]
