"""What changed in a report after it was published: a page of its own, and marks in the tables of the report."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from nianbao.corrections import by_cell, correction_days, figure, label
from nianbao.model.finding import Place
from nianbao.model.report import Correction, Report
from nianbao.render.page import Page, RenderContext, Slot, assemble, title_lines
from nianbao.render.tables.cells import NO_MARK, Corrected, Mark, cell_id


@dataclass(frozen=True, slots=True)
class Told:
    """A correction as pages tell it.

    `anchor` is its id in the page of changes, `label` names its place, `target` is the id of that place in the
    page of the report, if it has one. `official` says that the label is one of the form or the report.
    """

    correction: Correction
    anchor: str
    label: str
    target: str
    official: bool

    @property
    def figures(self) -> tuple[tuple[str, str], tuple[str, str]] | None:
        """What the cell said before and after, each with its kind; None where no cell was corrected."""
        item = self.correction
        return (figure(item.before), figure(item.after)) if item.place else None


def page(site: RenderContext, report: Report) -> Page:
    """Return the page of a report that was corrected: every change, the latest first."""
    here = site.path(*site.kind.of_report(report.agency, report.year, "changes"))
    agency = site.archive.agency(report.agency)
    title = site.messages.word("changes-title", title=report.title_for(agency.name))
    blocks: list[str | Slot] = [
        site.slot("changes_open.html", here, agency=agency, report=report),
        f"# {title_lines(title, report.year)} {{lang=zh-CN}}",
        site.slot("changes.html", here, agency=agency, report=report, told=told(site, report)),
    ]
    return assemble(here, title, blocks, source=report.file, meta={"hide": ["navigation", "toc"]})


def told(site: RenderContext, report: Report) -> tuple[Told, ...]:
    """Return the corrections of a report, the latest first."""
    ordered = [item for change in correction_days(report) for item in change.corrections]
    # Counted from the oldest, so that a later correction leaves the addresses of the earlier ones alone.
    numbers = range(len(ordered), 0, -1)
    found = zip(numbers, ordered, strict=True)
    return tuple(_told(site, report, f"nb-change-{number}", item) for number, item in found)


def marked(site: RenderContext, here: str, report: Report, marks: Mapping[Place, Mark]) -> Mapping[Place, Mark]:
    """Return the marks of a report's cells in the page `here`, with those of its corrected cells."""
    return {**marks, **dict(_corrected(site, here, report, marks))} if report.corrections else marks


def _corrected(
    site: RenderContext, here: str, report: Report, marks: Mapping[Place, Mark]
) -> Iterator[tuple[Place, Mark]]:
    address = site.link(here).report(report.agency, report.year, "changes")
    anchors = {item.correction: item.anchor for item in told(site, report)}
    for place, (last, *_) in by_cell(report).items():
        before = last.before or site.messages.word("cell-blank")
        corrected = Corrected(last.day.isoformat(), before, f"{address}#{anchors[last]}")
        yield place, replace(marks.get(place, NO_MARK), corrected=corrected)


def _told(site: RenderContext, report: Report, anchor: str, item: Correction) -> Told:
    name, official = label(item, report, site.messages)
    if item.place and report.form:
        target = cell_id(item.place)
    else:
        target = item.part if official and report.section(item.part) else ""
    return Told(item, anchor, name, target, official)
