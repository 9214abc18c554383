"""A report as one fragment of HTML, which needs no class, id, stylesheet or script.

It is for systems that accept pasted HTML only, such as an agency's own content management system.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nianbao.messages import Messages
from nianbao.model.form import Table
from nianbao.model.register import Agency
from nianbao.model.report import PREAMBLE, Report
from nianbao.render.tables.cells import Part, parts
from nianbao.source.safe_prose import converted, section
from nianbao.source.table_notes import table_absent, table_notes

# The attributes a cell keeps outside a site: its spans, its scope as a label, and the key of its figure.
KEPT: Final = frozenset({"scope", "rowspan", "colspan", "data-nb-row", "data-nb-cell"})


@dataclass(frozen=True, slots=True)
class Filled:
    """A statutory table ready for the template; `parts` is empty where the source leaves the table out.

    `numeral` is the number of its section as the form prints it; `notes` are the lines below
    the table, or the one in its place.
    """

    table: Table
    numeral: str
    parts: tuple[Part, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FragmentSection:
    """A section: its heading, safe HTML before and after its table, and the table, if it has one."""

    heading: str
    before: str
    filled: Filled | None
    after: str


def of_report(report: Report, agency: Agency, messages: Messages) -> dict[str, object]:
    """Return the values of `fragment.html` for a report: its title, sections, and the attributes cells keep."""
    return {
        "title": report.title_for(agency.name),
        "sections": tuple(_sections(report, messages)),
        "report": report,
        "kept": KEPT,
    }


def _sections(report: Report, messages: Messages) -> Iterator[FragmentSection]:
    """Yield the sections in the order filed.

    A section with several tables gives one item for each; tables whose section is not filed come last.
    """
    tables_by_section = dict(report.form.by_section) if report.form else {}
    for narrative in report.sections:
        before, after = section(narrative, report, messages)
        filled: list[Filled | None] = [
            _filled(table, report, messages) for table in tables_by_section.pop(narrative.key, ())
        ]
        first, *more = filled or [None]
        heading = "" if narrative.key == PREAMBLE else narrative.heading.strip()
        yield FragmentSection(heading, converted(before), first, "" if more else converted(after or ""))
        for number, other in enumerate(more, 1):
            yield FragmentSection("", "", other, converted(after or "") if number == len(more) else "")
    for table in (table for rest in tables_by_section.values() for table in rest):
        yield FragmentSection("", "", _filled(table, report, messages), "")


def _filled(table: Table, report: Report, messages: Messages) -> Filled:
    """Return a table of the report with its notes, or without parts where the source leaves it out."""
    sections = report.form.sections if report.form else ()
    numeral = next((section.numeral for section in sections if section.key == table.section), "")
    if table.key not in report.tables:
        return Filled(table, numeral, (), (table_absent(table, report, messages),))
    return Filled(table, numeral, parts(table, report, {}, messages), tuple(table_notes(table, report, messages)))
