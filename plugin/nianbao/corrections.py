"""The corrections of published reports, day by day and cell by cell: for pages and the feed.

A correction is a fact of the source (`Correction`): what a place said before, what it says since, and why. How
they are read and checked against the report: `source.corrections`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from nianbao.messages import Messages
from nianbao.model.cell import Kind
from nianbao.model.cell import read as read_cell
from nianbao.model.finding import Place
from nianbao.model.report import PREAMBLE, Correction, Report

# The facts of a report that can be corrected like a cell, by their English keys.
FACTS: Final = ("title", "signed_by", "signed", "published")


@dataclass(frozen=True, slots=True)
class CorrectionDay:
    """The corrections of one report on one day, in the order of the source."""

    report: Report
    day: date
    corrections: tuple[Correction, ...]

    @property
    def anchor(self) -> str:
        """The id of the day on the page of corrections, such as `nb-2024-03-01`."""
        return f"nb-{self.day.isoformat()}"


def correction_days(report: Report) -> tuple[CorrectionDay, ...]:
    """Return the corrections of a report by day, the latest day first."""
    ordered = sorted(report.corrections, key=lambda item: item.day, reverse=True)
    return tuple(
        CorrectionDay(report, day, tuple(items)) for day, items in groupby(ordered, key=lambda item: item.day)
    )


def all_correction_days(reports: Iterable[Report]) -> tuple[CorrectionDay, ...]:
    """Return the corrections of many reports by day, the latest first; reports of one day keep their order."""
    days = [day for report in reports for day in correction_days(report)]
    return tuple(sorted(days, key=lambda day: day.day, reverse=True))


def by_cell(report: Report) -> Mapping[Place, tuple[Correction, ...]]:
    """Return the corrections of each corrected cell, the latest first; cells without one are not in it."""
    corrected: dict[Place, tuple[Correction, ...]] = {}
    for item in sorted(report.corrections, key=lambda item: item.day):
        if item.place:
            corrected[item.place] = (item, *corrected.get(item.place, ()))
    return corrected


def label(item: Correction, report: Report, messages: Messages) -> tuple[str, bool]:
    """Return the name of the corrected place, and whether it is a label of the form or the report itself.

    A label stays Chinese on English pages; else it is a word in the language of `messages`, for a fact of the
    report such as its title. A part that is neither fact nor section is called as the correction calls it.
    """
    if item.place and report.form:
        return report.form.label(item.place), True
    if item.part in FACTS or item.part == PREAMBLE:
        return messages.word(f"fact-{item.part}"), False
    section = report.section(item.part)
    known = next((s.heading for s in report.form.sections if s.key == item.part), "") if report.form else ""
    return (section.heading if section else known or item.part), True


def figure(raw: str) -> tuple[str, str]:
    """Return the text of a cell before or after a correction, and its kind (`model.cell.Kind`).

    The text is as filed, and empty where the cell was blank.
    """
    kind = read_cell(raw).kind
    return ("" if kind is Kind.BLANK else raw, str(kind))
