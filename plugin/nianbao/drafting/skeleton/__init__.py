"""A report that is begun: last year's figures carried over, totals left to the tool, the rest blank.

Nothing is made up: what last year's report does not state stays blank, and each blank is a task.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from nianbao import source
from nianbao.archive import Archive
from nianbao.drafting.skeleton import opening
from nianbao.drafting.skeleton.passage import Passage, passages
from nianbao.drafting.skeleton.task import Task
from nianbao.messages import Messages
from nianbao.model.cell import BLANK
from nianbao.model.cell import read as read_cell
from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.register import Agency
from nianbao.model.report import PREAMBLE, Derived, Figure, Filed, Narrative, Report


@dataclass(frozen=True)
class Skeleton:
    """A report without prose, the tasks its facts and tables leave, and last year's report on the same form."""

    report: Report
    form: Form
    agency: Agency
    tasks: tuple[Task, ...]
    before: Report | None

    def passages(self, messages: Messages, keys: str = "zh") -> tuple[Passage, ...]:
        """Return the prose the report begins with; `keys` is the language in which figures are quoted."""
        generic = {messages.language: messages.word("new-topic")}
        return tuple(passages(self.report, self.form, self.agency.name, generic, keys))

    def todo(self, messages: Messages) -> tuple[str, ...]:
        """Return everything that is left to fill or check, in the order of the source."""
        told = [self.message(task, messages) for task in self.tasks]
        for part in self.passages(messages):
            if part.hint:
                heading = part.heading or messages.word("show-preamble")
                told.append(messages.word("new-write", heading=heading, hint=part.hint[messages.language]))
        return tuple(told)

    def message(self, task: Task, messages: Messages) -> str:
        """Return a task in words."""
        fields = {name: messages.value(value, self.form) for name, value in task.fields.items()}
        return messages.word(f"new-{task.key}", **fields)

    def source(self, messages: Messages, keys: str, forms: Mapping[str, Form], *, yaml: bool = False) -> str:
        """Return the text of the new source, with its tasks as comments where they belong.

        `yaml`: in YAML alone, instead of front matter and Markdown.
        """
        remarks: dict[str, tuple[str, ...]] = {}
        for task in self.tasks:
            said = messages.word("new-todo", message=self.message(task, messages))
            remarks[task.at] = (*remarks.get(task.at, ()), said)
        report = replace(self.report, sections=tuple(self._sections(messages, keys)))
        return (source.write_yaml if yaml else source.write)(report, keys, forms, remarks)

    def _sections(self, messages: Messages, keys: str) -> Iterator[Narrative]:
        paragraphs: dict[str, list[str]] = {PREAMBLE: []}
        headings = {PREAMBLE: ""}
        for part in self.passages(messages, keys):
            lines = paragraphs.setdefault(part.section, [])
            if part.topic:
                lines.append(f"### {part.heading}")
            else:
                headings[part.section] = part.heading
            if part.sentences:
                lines.append("".join(part.sentences))
            if part.hint:
                said = messages.word("new-todo", message=part.hint[messages.language])
                lines.append(source.todo_line(said))
        for key, lines in paragraphs.items():
            yield Narrative(key, headings[key], "\n\n".join(lines))


def begin(archive: Archive, agency: Agency, year: int, form: Form) -> Skeleton:
    """Return the report an agency is to file for a year on a form, as far as the archive knows it."""
    report = Report(agency.id, year, form.id, form, signed_by=agency.name)
    known, carried = opening.carried_over(archive, report, form)
    figures = {place: _figure(place, known, form) for place in form.places}
    report = replace(report, figures=figures, tables=dict.fromkeys(form.tables, (1, 1)))
    found = (*_cells(report, form), *carried, *opening.stocks(archive, report, form))
    rank = {key: number for number, key in enumerate(_keys(form))}
    tasks = (*_facts(agency, year, form.kind), *sorted(found, key=lambda task: rank[task.at]))
    before = archive.before(report)
    return Skeleton(report, form, agency, tasks, before if before and before.form_id == form.id else None)


def _figure(place: Place, known: Mapping[Place, str], form: Form) -> Figure:
    """Return a cell as it begins: taken over, left to the tool, or blank."""
    row = [cell for cell in form.tables[place.table].places if cell.row == place.row]
    if any(cell in known for cell in row):
        return Filed(read_cell(known[place]) if place in known else BLANK, 1, 1)
    if identities := form.derivations.get(place):
        return Derived(BLANK, 1, 1, identities[0])
    return Filed(BLANK, 1, 1)


def _facts(agency: Agency, year: int, kind: Kind) -> Iterator[Task]:
    if not agency.existed(year):
        fields = {"agency": agency.name, "since": agency.since or (), "until": agency.until or (), "year": year}
        yield Task("dissolved", "", fields)
    example = date(year + 1, 1, 15)
    yield Task("signed", "signed", {"example": example})
    if due := kind.due(agency, year):
        yield Task("published", "published", {"due": due, "example": example})
    else:
        yield Task("published-any-day", "published", {"example": example})


def _keys(form: Form) -> Iterator[str]:
    """Yield what a task can be about in the tables, in the order of a source."""
    for table in form.tables.values():
        yield table.key
        yield from (f"{table.key}/{row}" for row in table.rows)


def _cells(report: Report, form: Form) -> Iterator[Task]:
    for table in form.tables.values():
        open_cells = [place for place in table.places if _is_open(report.figures[place])]
        yield Task("cells", table.key, {"caption": table.caption, "cells": len(open_cells)})


def _is_open(figure: Figure) -> bool:
    return isinstance(figure, Filed) and figure.cell == BLANK


def prose(report: Report, form: Form, agency: str) -> tuple[Passage, ...]:
    """Return the parts the prose of any report on a form has, in order."""
    return tuple(passages(report, form, agency, {}, "zh"))


__all__ = ["Passage", "Skeleton", "Task", "begin", "prose"]
