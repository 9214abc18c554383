"""Corrections after publication: a page of their own, and marks in the tables of the report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nianbao.corrections import by_cell, correction_days, figure, label
from nianbao.model.finding import Place
from nianbao.model.report import Correction, Report
from nianbao.render.context import RenderContext
from nianbao.render.page import Page, Slot, assemble, title_lines
from nianbao.render.tables.cells import NO_MARK, Corrected, Mark, cell_id


@dataclass(frozen=True, slots=True)
class ListedCorrection:
    """A correction as pages list it.

    `anchor` is its id in the page of corrections, `label` names its place, `target` is the id of that place in
    the page of the report, if it has one. `official` is whether the label is one of the form or the report.
    """

    correction: Correction
    anchor: str
    label: str
    target: str
    official: bool

    @property
    def figures(self) -> tuple[tuple[str, str], tuple[str, str]] | None:
        """The cell's text before and after, each with its kind; None where the correction is of no cell."""
        item = self.correction
        return (figure(item.before), figure(item.after)) if item.place else None


def page(context: RenderContext, report: Report) -> Page:
    """Return the page of a report's corrections, the latest first."""
    here = context.path(*context.kind.of_report(report.agency, report.year, "changes"))
    agency = context.archive.agency(report.agency)
    title = context.messages.word("changes-title", title=report.title_for(agency.name))
    blocks: list[str | Slot] = [
        context.slot("changes_open.html", here, agency=agency, report=report),
        f"# {title_lines(title, report.year)} {{lang=zh-CN}}",
        context.slot("changes.html", here, agency=agency, report=report, corrections=listed(context, report)),
    ]
    return assemble(here, title, blocks, source=report.file, meta={"hide": ["navigation", "toc"]})


def listed(context: RenderContext, report: Report) -> tuple[ListedCorrection, ...]:
    """Return the corrections of a report, the latest first.

    Anchors count from the oldest, so that a link to one stays right when later ones are added.
    """
    ordered = [item for change in correction_days(report) for item in change.corrections]
    # Counted from the oldest, so that a later correction leaves the addresses of the earlier ones alone.
    numbers = range(len(ordered), 0, -1)
    numbered_corrections = zip(numbers, ordered, strict=True)
    return tuple(_listed(context, report, f"nb-change-{number}", item) for number, item in numbered_corrections)


def marked(context: RenderContext, here: str, report: Report, marks: Mapping[Place, Mark]) -> Mapping[Place, Mark]:
    """Return the marks of a report's cells in the page `here`, with those of its corrected cells."""
    return {**marks, **dict(_corrected(context, here, report, marks))} if report.corrections else marks


def _corrected(
    context: RenderContext, here: str, report: Report, marks: Mapping[Place, Mark]
) -> Iterator[tuple[Place, Mark]]:
    """Yield each corrected cell with its mark, which links to its last correction."""
    address = context.link(here).report(report.agency, report.year, "changes")
    anchors = {item.correction: item.anchor for item in listed(context, report)}
    for place, (last, *_) in by_cell(report).items():
        before = last.before or context.messages.word("cell-blank")
        corrected = Corrected(last.day.isoformat(), before, f"{address}#{anchors[last]}")
        yield place, replace(marks.get(place, NO_MARK), corrected=corrected)


def _listed(context: RenderContext, report: Report, anchor: str, item: Correction) -> ListedCorrection:
    """Return one correction with its label and the id of its place in the report."""
    name, official = label(item, report, context.messages)
    if item.place and report.form:
        target = cell_id(item.place)
    else:
        target = item.part if official and report.section(item.part) else ""
    return ListedCorrection(item, anchor, name, target, official)
