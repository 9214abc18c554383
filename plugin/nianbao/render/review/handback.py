"""Hand-back notes: a printable list of what to mend in one report, and all notes of a year in one page.

A superior body prints them to return a report to the agency that filed it. They hold the findings the site
shows and that no waiver explains.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nianbao.archive import Entry
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.context import RenderContext
from nianbao.render.page import Page
from nianbao.render.pages.agency_year import listing
from nianbao.render.pages.verdict import Numbered, Panel, numbered, panel

FOLDER: Final = "handback"


@dataclass(frozen=True, slots=True)
class Note:
    """The open findings of one report, and the repairs that are proposed.

    `findings` are without those explained by a waiver; `panel` is the verdict they are part of.
    """

    agency: Agency
    year: int
    entry: Entry
    findings: tuple[Numbered, ...]
    panel: Panel

    @property
    def report(self) -> Report | None:
        """The report, if it can be read."""
        return self.entry.report


def pages(context: RenderContext) -> Iterator[Page]:
    """Yield a note for each report with open findings, and one page of all notes for each year that has any.

    Nothing unless the site's options ask for notes.
    """
    for year in context.archive.years if context.options.handback else ():
        notes = [note for entry in context.archive.of_year(year) if (note := _note(context, entry))]
        for note in notes:
            title = context.messages.word("handback-of", agency=note.agency.name, year=year)
            yield listing(
                context,
                context.kind.of_report(note.agency.id, year, FOLDER),
                title,
                "handback.html",
                notes=[note],
                year=year,
                whole=False,
            )
        if notes:
            title = context.messages.word("handback-of-year", year=year)
            yield listing(
                context,
                context.kind.of_year(year, FOLDER),
                title,
                "handback.html",
                notes=notes,
                year=year,
                whole=True,
            )


def _note(context: RenderContext, entry: Entry) -> Note | None:
    """Return the note of an entry, or None where nothing is to be handed back."""
    verdict = panel(context, entry) if context.hands_back(entry) else None
    if verdict is None:
        return None
    findings = tuple(item for item in numbered(context, entry) if item.finding.waived is None)
    return Note(context.archive.agency(entry.agency or ""), entry.year or 0, entry, findings, verdict)
