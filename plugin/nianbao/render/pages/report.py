"""The page of one report: what was filed, what the rules say of it, and the way to its neighbours."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nianbao.analysis import phrases
from nianbao.archive import Entry
from nianbao.corrections import correction_days
from nianbao.model.finding import Place
from nianbao.model.form import Table
from nianbao.model.report import PREAMBLE, Report
from nianbao.render.figures import dataset, key_figures
from nianbao.render.page import Heading, Page, RenderContext, Slot, assemble, title_lines
from nianbao.render.pages import corrections as changes_page
from nianbao.render.pages import verdict
from nianbao.render.prose import fragment as pieces
from nianbao.render.review import claim_views, import_page
from nianbao.render.review.claim_views import Prose
from nianbao.render.tables import cells as tables
from nianbao.render.tables import columns
from nianbao.render.tables.cells import Mark
from nianbao.source import safe_prose

WIDE: Mapping[str, object] = {"hide": ["navigation", "toc"]}


def page(site: RenderContext, entry: Entry) -> Page:
    """Return the page of an entry whose agency and year are known; one that can't be read lists its problems."""
    here = site.path(*site.kind.of_report(entry.agency or "", entry.year or 0))
    agency = site.archive.agency(entry.agency or "")
    report = entry.report
    title = report.title_for(agency.name) if report else site.kind.title(agency.name, entry.year or 0)
    panel = verdict.panel(site, entry)
    said = claim_views.prose(site, here, report, panel) if report else None
    marks = changes_page.marked(site, here, report, said.marked(verdict.marks(panel))) if report and said else {}
    before = site.archive.before(report) if report else None
    common = {"entry": entry, "agency": agency, "report": report, "panel": panel, "said": said}
    years = [neighbour.year for neighbour in site.archive.of_agency(agency.id) if neighbour.year]
    head = site.slot(
        "report_head.html",
        here,
        **common,
        before=max((year for year in years if year < (entry.year or 0)), default=None),
        after=min((year for year in years if year > (entry.year or 0)), default=None),
        key_figures=key_figures.shown(report, before, site.messages) if report else (),
        period=_period(report) if report else None,
        changes=correction_days(report) if report else (),
    )
    blocks = [
        site.slot("report_open.html", here, **common),
        f"# {title_lines(title, entry.year or 0)}",
        *_draft(site, here, entry),
        *_imported(site, here, entry),
        head,
        *(_body(site, here, report, said, marks) if report and said else ()),
        site.slot("report_foot.html", here, **common),
    ]
    made = assemble(here, title, blocks, source=entry.file, meta=WIDE)
    made = replace(made, signed=said.signed) if said else made
    return dataset.on_report(site, made, report, agency) if report else made


def _period(report: Report) -> phrases.Period | None:
    """Return the period a report states for its figures; None where it states none, or more than one."""
    stated = [period for section in report.sections for period in phrases.periods(section.markdown)]
    days = {(period.first, period.last) for period in stated}
    return stated[0] if len(days) == 1 and stated[0].first and stated[0].last else None


def _draft(site: RenderContext, here: str, entry: Entry) -> Iterator[Slot]:
    """Yield a banner over a report that lacks a stage of review: it is shown to those who write it, no further."""
    if lacking := site.archive.lacking(entry.agency or "", entry.year or 0):
        yield site.slot("draft.html", here, lacking=lacking)


def _imported(site: RenderContext, here: str, entry: Entry) -> Iterator[Slot]:
    """Yield the way to the page that compares an imported report with its original; the public has none."""
    if site.options.review and entry.report and entry.receipt:
        differing = import_page.differing(entry.report, entry.receipt)
        yield site.slot("import_link.html", here, entry=entry, receipt=entry.receipt, differing=differing)


def _body(
    site: RenderContext, here: str, report: Report, said: Prose, marks: Mapping[Place, Mark]
) -> Iterator[str | Slot | Heading]:
    """Yield the sections in the order filed, each table in its section; a table without one comes last."""
    left = dict(report.form.by_section) if report.form else {}
    seen: dict[str, int] = {}
    for position, narrative in enumerate(said.sections, 1):
        key = narrative.key or f"section-{position}"
        seen[key] = seen.get(key, 0) + 1
        if narrative.heading.strip() and narrative.key != PREAMBLE:
            anchor = key if seen[key] == 1 else f"{key}-{seen[key]}"
            yield Heading(2, narrative.heading, anchor)
        before, after = safe_prose.section(narrative, report, site.messages)
        yield before
        for table in left.pop(narrative.key, ()):
            yield _table(site, here, table, report, marks)
        yield after or ""
    for rest in left.values():
        for table in rest:
            yield _table(site, here, table, report, marks)


def _table(site: RenderContext, here: str, table: Table, report: Report, marks: Mapping[Place, Mark]) -> Slot:
    section = next((s for s in report.form.sections if s.key == table.section), None) if report.form else None
    inline = site.options.inline_tables
    # Looks in place need the cells; everywhere else the table renderer has their HTML ready.
    parts = (
        tables.parts(table, report, marks, site.messages)
        if inline
        else site.table_renderer.parts(table, report, marks)
    )
    return site.slot(
        "table_inline.html" if inline else "table.html",
        here,
        kept=pieces.KEPT | {"id", "data-nb-finding"},
        table=table,
        numeral=section.numeral if section else "",
        filed=table.key in report.tables,
        parts=parts,
        kinds=tables.kinds(table, report, marks),
        back=any(marks[place].codes or marks[place].proposed for place in table.places if place in marks),
        columns=columns.columns(table, marks),
    )
