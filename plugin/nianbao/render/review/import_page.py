"""An imported report and its original side by side, cell by cell: for those who write reports, in the preview.

The original is not read again; the receipt of the import recorded the text of each cell and its place.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nianbao.model.finding import Place
from nianbao.model.form import Table
from nianbao.model.report import Derived, Report
from nianbao.render.context import RenderContext
from nianbao.render.page import Page, Slot, assemble, title_lines
from nianbao.render.tables import cells
from nianbao.source.receipt import EVIDENCE, Origin, Receipt

# The states of a cell, the gravest first; every cell has one of these.
STATES: Final = ("differs", "unread", "normalised", "same")


@dataclass(frozen=True, slots=True)
class Compared:
    """One cell: its text in the source, the text the import wrote, the original's text and place, and their state.

    `now` is in the source today, `then` was written by the import; `origin` is None where the import found no
    cell. `state` is one of STATES. `changed` names what was normalised; `value` is the number that was
    understood, where it is written otherwise.
    """

    now: str
    then: str
    origin: Origin | None
    state: str
    changed: tuple[str, ...] = ()
    value: str = ""


def page(context: RenderContext, report: Report, receipt: Receipt) -> Page:
    """Return the page that shows original and result side by side.

    It lists the open points and notes of the import, counts the cells by state, and has a table for each of
    the form.
    """
    here = context.path(*context.kind.of_report(report.agency, report.year, "import"))
    agency = context.archive.agency(report.agency)
    title = context.messages.word("receipt-title", title=report.title_for(agency.name))
    compared_cells = {
        place: compared(report, receipt, place) for place in (report.form.places if report.form else ())
    }
    counts = Counter(item.state for item in compared_cells.values())
    common = {"agency": agency, "report": report, "receipt": receipt}
    blocks: list[str | Slot] = [
        context.slot("import_open.html", here, **common),
        f"# {title_lines(title, report.year)} {{lang=zh-CN}}",
        context.slot(
            "import.html",
            here,
            counts=[(state, counts[state]) for state in STATES if counts[state]],
            differing=counts["differs"] + (receipt.form != report.form_id),
            compared_cells=compared_cells,
            evidence=_evidence(receipt),
            evidence_codes=EVIDENCE,
            tables=list(_tables(context, report)),
            **common,
        ),
    ]
    return assemble(here, title, blocks, source=report.file, meta={"hide": ["navigation", "toc"]})


def _evidence(receipt: Receipt) -> list[tuple[str, int]]:
    """Return how many figures each kind of evidence was found for, in the order of EVIDENCE, others at the end."""
    counts = Counter(origin.why for origin in receipt.origins.values() if origin.why)
    return sorted(counts.items(), key=lambda pair: (*EVIDENCE, pair[0]).index(pair[0]))


def differing(report: Report, receipt: Receipt) -> int:
    """Return how many figures of a source differ from those the import wrote, because somebody edited them."""
    places = report.form.places if report.form else ()
    return sum(compared(report, receipt, place).state == "differs" for place in places)


def compared(report: Report, receipt: Receipt, place: Place) -> Compared:
    """Return how a cell of the source compares with the one of the original.

    A total that the import left to be added up doesn't count as differing, nor does space around a figure.
    """
    cell, origin = report.cell(place), receipt.origins.get(place)
    then, now = receipt.figures.get(place, ""), cell.raw
    is_added_up = isinstance(report.figures.get(place), Derived) and origin and "derived" in origin.changed
    changed = origin.changed if origin else ()
    value = f"{cell.value:f}" if cell.value is not None and (cell.oddities or cell.unit) else ""
    if now.strip() != then.strip() and not is_added_up:
        state = "differs"
    elif origin is None:
        state = "unread"
    else:
        state = "normalised" if changed or value else "same"
    return Compared(now, then, origin, state, changed, value if state != "differs" else "")


def _tables(context: RenderContext, report: Report) -> Iterator[tuple[Table, str, tuple[cells.Part, ...]]]:
    """Yield each table of the report's form, the prefix of its ids, and its unmarked cells."""
    for number, table in enumerate(report.form.tables.values() if report.form else (), 1):
        name = cells.table_id(number)
        yield table, name, cells.parts(table, report, {}, context.messages, name)
