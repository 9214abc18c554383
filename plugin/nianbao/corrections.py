"""What changed in a report after it was published, day by day: for pages and the feed."""

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
    """What was corrected in one report on one day, in the order of the source."""

    report: Report
    day: date
    corrections: tuple[Correction, ...]

    @property
    def anchor(self) -> str:
        """The id of the day in the page of changes."""
        return f"nb-{self.day.isoformat()}"


def correction_days(report: Report) -> tuple[CorrectionDay, ...]:
    """Return what changed in a report, the latest day first."""
    ordered = sorted(report.corrections, key=lambda item: item.day, reverse=True)
    return tuple(
        CorrectionDay(report, day, tuple(items)) for day, items in groupby(ordered, key=lambda item: item.day)
    )


def all_correction_days(reports: Iterable[Report]) -> tuple[CorrectionDay, ...]:
    """Return what changed in many reports, the latest day first; reports of one day keep their order."""
    found = [change for report in reports for change in correction_days(report)]
    return tuple(sorted(found, key=lambda change: change.day, reverse=True))


def by_cell(report: Report) -> Mapping[Place, tuple[Correction, ...]]:
    """Return the corrections of each corrected cell, the latest first."""
    found: dict[Place, tuple[Correction, ...]] = {}
    for item in sorted(report.corrections, key=lambda item: item.day):
        if item.place:
            found[item.place] = (item, *found.get(item.place, ()))
    return found


def label(item: Correction, report: Report, messages: Messages) -> tuple[str, bool]:
    """Return what the corrected place is called, and whether that is a label of the form or the report itself."""
    if item.place and report.form:
        return report.form.label(item.place), True
    if item.part in FACTS or item.part == PREAMBLE:
        return messages.word(f"fact-{item.part}"), False
    section = report.section(item.part)
    known = next((s.heading for s in report.form.sections if s.key == item.part), "") if report.form else ""
    return (section.heading if section else known or item.part), True


def figure(raw: str) -> tuple[str, str]:
    """Return what a cell said before or after a correction, with its kind; nothing where it was blank."""
    kind = read_cell(raw).kind
    return ("" if kind is Kind.BLANK else raw, str(kind))
