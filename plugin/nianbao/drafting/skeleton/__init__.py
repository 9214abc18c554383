"""Next year's report as it begins: last year's figures carried over, totals left to the tool, the rest blank.

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
    """A report without prose, the tasks its facts and tables leave, and last year's report on the same form.

    `before` is None if there is none, or if it is on another form.
    """

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
        """Return everything that is left to fill or check, as sentences in the order of the source."""
        items = [self.message(task, messages) for task in self.tasks]
        for part in self.passages(messages):
            if part.hint:
                heading = part.heading or messages.word("show-preamble")
                items.append(messages.word("new-write", heading=heading, hint=part.hint[messages.language]))
        return tuple(items)

    def message(self, task: Task, messages: Messages) -> str:
        """Return a task as a sentence."""
        fields = {name: messages.value(value, self.form) for name, value in task.fields.items()}
        return messages.word(f"new-{task.key}", **fields)

    def source(self, messages: Messages, keys: str, forms: Mapping[str, Form], *, yaml: bool = False) -> str:
        """Return the text of the new source, with its tasks as comments at the lines they are about.

        `keys` is the language of its keys, zh or en. `yaml`: in YAML alone, instead of front matter and Markdown.
        """
        comments: dict[str, tuple[str, ...]] = {}
        for task in self.tasks:
            text = messages.word("new-todo", message=self.message(task, messages))
            comments[task.at] = (*comments.get(task.at, ()), text)
        report = replace(self.report, sections=tuple(self._sections(messages, keys)))
        return (source.write_yaml if yaml else source.write)(report, keys, forms, comments)

    def _sections(self, messages: Messages, keys: str) -> Iterator[Narrative]:
        """Yield the sections with their sentences and topics; what is left to write is in comments."""
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
                text = messages.word("new-todo", message=part.hint[messages.language])
                lines.append(source.todo_line(text))
        for key, lines in paragraphs.items():
            yield Narrative(key, headings[key], "\n\n".join(lines))


def begin(archive: Archive, agency: Agency, year: int, form: Form) -> Skeleton:
    """Return the report an agency is to file for a year on a form, as far as the archive knows it.

    `year` is the one reported on. The opening row is last year's closing row (`opening.carried_over`).
    """
    report = Report(agency.id, year, form.id, form, signed_by=agency.name)
    carried_values, carried = opening.carried_over(archive, report, form)
    figures = {place: _figure(place, carried_values, form) for place in form.places}
    report = replace(report, figures=figures, tables=dict.fromkeys(form.tables, (1, 1)))
    table_tasks = (*_blank_cell_tasks(report, form), *carried, *opening.stocks(archive, report, form))
    rank = {key: number for number, key in enumerate(_task_places(form))}
    tasks = (*_fact_tasks(agency, year, form.kind), *sorted(table_tasks, key=lambda task: rank[task.at]))
    before = archive.before(report)
    return Skeleton(report, form, agency, tasks, before if before and before.form_id == form.id else None)


def _figure(place: Place, carried_values: Mapping[Place, str], form: Form) -> Figure:
    """Return a cell as it begins: carried over, derived by the tool, or blank.

    In a row that is carried over at all, a cell without a value is blank, not derived.
    """
    row = [cell for cell in form.tables[place.table].places if cell.row == place.row]
    if any(cell in carried_values for cell in row):
        return Filed(read_cell(carried_values[place]) if place in carried_values else BLANK, 1, 1)
    if identities := form.derivations.get(place):
        return Derived(BLANK, 1, 1, identities[0])
    return Filed(BLANK, 1, 1)


def _fact_tasks(agency: Agency, year: int, kind: Kind) -> Iterator[Task]:
    """Yield what is left to do about the report's facts.

    They are whether the agency existed that year, the day of signing, and the day of publication with its
    deadline, if the kind has one.
    """
    if not agency.existed(year):
        fields = {"agency": agency.name, "since": agency.since or (), "until": agency.until or (), "year": year}
        yield Task("dissolved", "", fields)
    example = date(year + 1, 1, 15)
    yield Task("signed", "signed", {"example": example})
    if due := kind.due(agency, year):
        yield Task("published", "published", {"due": due, "example": example})
    else:
        yield Task("published-any-day", "published", {"example": example})


def _task_places(form: Form) -> Iterator[str]:
    """Yield what a task can be about in the tables, in the order of a source."""
    for table in form.tables.values():
        yield table.key
        yield from (f"{table.key}/{row}" for row in table.rows)


def _blank_cell_tasks(report: Report, form: Form) -> Iterator[Task]:
    """Yield for each table how many cells are left to fill."""
    for table in form.tables.values():
        open_cells = [place for place in table.places if _is_open(report.figures[place])]
        yield Task("cells", table.key, {"caption": table.caption, "cells": len(open_cells)})


def _is_open(figure: Figure) -> bool:
    """Return whether a figure is blank and nothing will derive it."""
    return isinstance(figure, Filed) and figure.cell == BLANK


def prose(report: Report, form: Form, agency: str) -> tuple[Passage, ...]:
    """Return the parts the prose of any report on a form has, in order.

    The importer of the filing workbook compares the workbook's headings with them.
    """
    return tuple(passages(report, form, agency, {}, "zh"))


__all__ = ["Passage", "Skeleton", "Task", "begin", "prose"]
