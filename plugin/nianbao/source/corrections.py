"""Reads the corrections made after publication, and compares them with the current report.

A correction names a place (a cell, a fact or a section), the day, the text before and after, and the reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from nianbao.corrections import FACTS
from nianbao.model.cell import BLANK, Cell
from nianbao.model.cell import read as read_cell
from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.normalisation import label_key
from nianbao.model.report import PREAMBLE, Correction, Figure, Narrative
from nianbao.model.yamltext import Node
from nianbao.source.keys import CHINESE, NAMES, ProblemLog, day, value_named


@dataclass(frozen=True)
class CurrentReport:
    """What a report says now, as far as corrections are compared with it.

    Its figures, its sections, and its facts as written, by English key.
    """

    form: Form | None
    figures: Mapping[Place, Figure]
    sections: tuple[Narrative, ...]
    facts: Mapping[str, str]

    def part(self, name: str) -> str:
        """Return the key of the fact or section a correction names, or an empty text.

        Facts come first, then the preamble, the sections of the form, and headings of the report's own.
        """
        fact = NAMES()["report"].get(label_key(name), "")
        if fact in FACTS:
            return fact
        if value_named(name) == PREAMBLE:
            return PREAMBLE
        section = self.form.section_of(name) if self.form else None
        if section:
            return section.key
        headed = (other for other in self.sections if label_key(other.heading) == label_key(name))
        return next((other.key or other.heading for other in headed), "")

    def label(self, item: Correction) -> str:
        """Return how a message names the place of a correction: the cell by its label, a fact by its key."""
        return self.form.label(item.place) if self.form and item.place else CHINESE()["report"].get(item.part, "")


def corrections(
    items: Iterable[tuple[Node, Mapping[str, str]]], current: CurrentReport, log: ProblemLog
) -> tuple[Correction, ...]:
    """Return the corrections that can be read, in the order of the source.

    Noted (SRC004) are days and places that are none, and where the corrections of one cell or fact don't lead
    from one to the next and to what the report says now. Of a text the report need not keep the words that are
    quoted. Cases: "corrections of one cell that don't join up, whatever their order in the file" in
    tests/cases/rules/SRC004.yml.
    """
    readable = [item for node, facts in items if (item := _read(node, facts, current, log))]
    chains: dict[object, list[Correction]] = {}
    for item in sorted(readable, key=lambda item: item.day):
        if item.place or item.part in FACTS:
            chains.setdefault(item.place or item.part, []).append(item)
    for chain in chains.values():
        _check_chain(chain, current, log)
    return tuple(readable)


def _read(node: Node, facts: Mapping[str, str], current: CurrentReport, log: ProblemLog) -> Correction | None:
    """Return one correction, or None where its day or place is none; both are noted."""
    at, when = facts["at"], day(facts["date"])
    place = current.form.find(at) if current.form else None
    part = "" if place else current.part(at)
    if when is None:
        log.add("SRC004", "date", node, key=CHINESE()["corrections"]["date"], actual=facts["date"])
    if place is None and not part:
        log.add("SRC004", "correction_place", node, stated=at)
    if when is None or not (place or part):
        return None
    before, after = facts.get("from", ""), facts.get("to", "")
    return Correction(when, at, before, after, facts["reason"], place, part, node.line, node.column)


def _check_chain(chain: list[Correction], current: CurrentReport, log: ProblemLog) -> None:
    """Note where the corrections of one place, in order of their days, don't join up.

    Each has to change something, to begin with what the one before it ended with, and the last to end with what
    the report says now.
    """
    for item in chain:
        if _same(item, item.before, item.after):
            log.add("SRC004", "correction_same", _at(item), place=current.label(item), after=item.after)
    for earlier, later in pairwise(chain):
        if not _same(later, earlier.after, later.before):
            log.add(
                "SRC004", "correction_chain", _at(later), place=current.label(later),
                earlier=earlier.day.isoformat(), expected=earlier.after,
                date=later.day.isoformat(), actual=later.before,
            )  # fmt: skip
    last = chain[-1]
    figure = current.figures.get(last.place) if last.place else None
    actual = (figure.cell if figure else BLANK).raw if last.place else current.facts[last.part]
    if not _same(last, last.after, actual):
        log.add(
            "SRC004", "correction_now", _at(last), place=current.label(last), expected=last.after,
            date=last.day.isoformat(), actual=actual,
        )  # fmt: skip


def _at(item: Correction) -> tuple[int, int]:
    """Return the line and column of a correction."""
    return item.line, item.column


def _same(item: Correction, one: str, other: str) -> bool:
    """Return whether two writings say the same: 1,215 and 1215 do, a blank and a zero do not."""
    if item.place is None:
        return one == other or (day(one) is not None and day(one) == day(other))
    return _comparable(read_cell(one)) == _comparable(read_cell(other))


def _comparable(cell: Cell) -> tuple[object, str]:
    """Return what of a cell is compared: value and unit, or the text where it is no number."""
    return (cell.raw.strip(), "") if cell.value is None else (cell.value, cell.unit)
