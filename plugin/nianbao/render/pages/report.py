"""The page of one report: its text and tables as filed, the verdict of the rules, and links to neighbours.

The sections are those Article 50 of the Regulations on Open Government Information (State Council Decree No.
711) asks of an annual report; the tables are those of the form.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from nianbao.analysis import phrases
from nianbao.archive import Entry
from nianbao.corrections import correction_days
from nianbao.model.finding import Place
from nianbao.model.form import Table
from nianbao.model.report import PREAMBLE, Report
from nianbao.render.context import RenderContext
from nianbao.render.figures import dataset, key_figures
from nianbao.render.page import Heading, Page, Slot, assemble, title_lines
from nianbao.render.pages import corrections as changes_page
from nianbao.render.pages import verdict
from nianbao.render.prose import fragment as fragments
from nianbao.render.review import claim_views, import_page
from nianbao.render.review.claim_views import Prose
from nianbao.render.tables import cells as tables
from nianbao.render.tables.cells import NO_MARK, Mark
from nianbao.source import safe_prose
from nianbao.source.table_notes import table_absent

WIDE: Mapping[str, object] = {"hide": ["navigation", "toc"]}


def page(context: RenderContext, entry: Entry) -> Page:
    """Return the page of an entry whose agency and year are known; one that can't be read lists its problems.

    The order is: title, banner of a draft, link to the import page, head with verdict, sections with tables,
    foot.
    """
    here = context.path(*context.kind.of_report(entry.agency or "", entry.year or 0))
    agency = context.archive.agency(entry.agency or "")
    report = entry.report
    title = report.title_for(agency.name) if report else context.kind.title(agency.name, entry.year or 0)
    panel = verdict.panel(context, entry)
    prose = claim_views.prose(context, here, report, panel) if report else None
    marks = dict.fromkeys(context.linked_cells(entry), NO_MARK)
    if report and prose:
        marks |= changes_page.marked(context, here, report, prose.marked(verdict.marks(panel)))
    before = context.archive.before(report) if report else None
    common = {"entry": entry, "agency": agency, "report": report, "panel": panel, "prose": prose}
    years = [neighbour.year for neighbour in context.archive.of_agency(agency.id) if neighbour.year]
    head = context.slot(
        "report_head.html",
        here,
        **common,
        before=max((year for year in years if year < (entry.year or 0)), default=None),
        after=min((year for year in years if year > (entry.year or 0)), default=None),
        key_figures=key_figures.of_report(report, before, context.messages) if report else (),
        period=_period(report) if report else None,
        changes=correction_days(report) if report else (),
    )
    blocks = [
        context.slot("report_open.html", here, **common),
        f"# {title_lines(title, entry.year or 0)}",
        *_draft(context, here, entry),
        *_imported(context, here, entry),
        head,
        *(_body(context, here, report, prose, marks) if report and prose else ()),
        context.slot("report_foot.html", here, **common),
    ]
    finished_page = assemble(here, title, blocks, source=entry.file, meta=WIDE)
    finished_page = replace(finished_page, signed=prose.signed) if prose else finished_page
    return dataset.on_report(context, finished_page, report, agency) if report else finished_page


def _period(report: Report) -> phrases.Period | None:
    """Return the period a report states for its figures; None where it states none, or more than one.

    Example: a text with "1 January to 31 December 2023" twice states one period.
    """
    stated = [period for section in report.sections for period in phrases.periods(section.markdown)]
    days = {(period.first, period.last) for period in stated}
    return stated[0] if len(days) == 1 and stated[0].first and stated[0].last else None


def _draft(context: RenderContext, here: str, entry: Entry) -> Iterator[Slot]:
    """Yield a banner over a report that lacks a stage of review; such a page is in the preview only."""
    if lacking := context.archive.lacking(entry.agency or "", entry.year or 0):
        yield context.slot("draft.html", here, lacking=lacking)


def _imported(context: RenderContext, here: str, entry: Entry) -> Iterator[Slot]:
    """Yield the link to the page that compares an imported report with its original; in the preview only."""
    if context.options.review and entry.report and entry.receipt:
        differing = import_page.differing(entry.report, entry.receipt)
        yield context.slot("import_link.html", here, entry=entry, receipt=entry.receipt, differing=differing)


def _body(
    context: RenderContext, here: str, report: Report, prose: Prose, marks: Mapping[Place, Mark]
) -> Iterator[str | Slot | Heading]:
    """Yield the sections in the order filed, each table in its section; a table without one comes last.

    `prose` has the sections with signs. A section's id is its key in the form, numbered where the report
    repeats it.
    """
    tables_by_section = dict(report.form.by_section) if report.form else {}
    uses_of_key: dict[str, int] = {}
    for position, narrative in enumerate(prose.sections, 1):
        key = narrative.key or f"section-{position}"
        uses_of_key[key] = uses_of_key.get(key, 0) + 1
        if narrative.heading.strip() and narrative.key != PREAMBLE:
            anchor = key if uses_of_key[key] == 1 else f"{key}-{uses_of_key[key]}"
            yield Heading(2, narrative.heading, anchor)
        before, after = safe_prose.section(narrative, report, context.messages)
        yield before
        for table in tables_by_section.pop(narrative.key, ()):
            yield _table(context, here, table, report, marks)
        yield after or ""
    for rest in tables_by_section.values():
        for table in rest:
            yield _table(context, here, table, report, marks)


def _table(context: RenderContext, here: str, table: Table, report: Report, marks: Mapping[Place, Mark]) -> Slot:
    """Return a statutory table with its marks, in the template for pages with or without a stylesheet."""
    section = next((s for s in report.form.sections if s.key == table.section), None) if report.form else None
    inline = context.options.inline_tables
    name = tables.table_id(1 + list(report.form.tables).index(table.key) if report.form else 1)
    # Only templates with inline styles need the cells; all others take the HTML of the table renderer.
    parts = (
        tables.parts(table, report, marks, context.messages, name)
        if inline
        else context.table_renderer.parts(table, report, marks, name)
    )
    return context.slot(
        "table_inline.html" if inline else "table.html",
        here,
        kept=fragments.KEPT | {"id", "data-nb-finding"},
        table=table,
        name=name,
        numeral=section.numeral if section else "",
        filed=table.key in report.tables,
        absent=table_absent(table, report, context.messages),
        parts=parts,
        kinds=tables.kinds(table, report, marks),
        back=any(marks[place].codes or marks[place].proposed for place in table.places if place in marks),
        chooses=tables.chooses_columns(table),
    )
