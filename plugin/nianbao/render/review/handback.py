"""Hand-back notes: a printable list of what to mend in one report, and all notes of a year in one page.

A superior body prints them to return a report to the agency that filed it. They hold the findings the site
shows and that no waiver explains.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from nianbao.archive import Entry
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.context import RenderContext
from nianbao.render.page import Page
from nianbao.render.pages.agency_year import listing, listing_at
from nianbao.render.pages.verdict import Numbered, Panel, numbered, panel
from nianbao.render.plan import Plan

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


def pages(context: RenderContext) -> Iterator[Plan]:
    """Yield a note for each report with open findings, and one page of all notes for each year that has any.

    Nothing unless the site's options ask for notes.
    """
    for year in context.archive.years if context.options.handback else ():
        entries = [entry for entry in context.archive.of_year(year) if context.hands_back(entry)]
        for entry in entries:
            parts = context.kind.of_report(entry.agency or "", year, FOLDER)
            yield listing_at(context, parts, partial(_page_of_report, parts=parts, entry=entry))
        if entries:
            parts = context.kind.of_year(year, FOLDER)
            yield listing_at(context, parts, partial(_page_of_year, parts=parts, entries=entries))


def _page_of_report(context: RenderContext, parts: tuple[object, ...], entry: Entry) -> Page:
    """Return the note of one report."""
    note = _note(context, entry)
    title = context.messages.word("handback-of", agency=note.agency.name, year=note.year)
    return listing(context, parts, title, "handback.html", notes=[note], year=note.year, whole=False)


def _page_of_year(context: RenderContext, parts: tuple[object, ...], entries: Sequence[Entry]) -> Page:
    """Return the notes of all reports of a year."""
    notes = [_note(context, entry) for entry in entries]
    year = notes[0].year
    title = context.messages.word("handback-of-year", year=year)
    return listing(context, parts, title, "handback.html", notes=notes, year=year, whole=True)


def _note(context: RenderContext, entry: Entry) -> Note:
    """Return the note of an entry that has open findings."""
    verdict = panel(context, entry)
    if verdict is None:
        raise TypeError("a note was asked for where the site shows no findings")
    findings = tuple(item for item in numbered(context, entry) if item.finding.waived is None)
    return Note(context.archive.agency(entry.agency or ""), entry.year or 0, entry, findings, verdict)
