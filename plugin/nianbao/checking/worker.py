"""A process that reads a share of a folder's sources, and judges them.

It is told of the others what the rules ask of them: whose they are, the figures of members of a government, and
which texts are alike. All calls go to the one `_Worker` of the process; `checking.parallel` makes them.
"""

import gc
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Flag, auto
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple

from nianbao.analysis.similarity.corpus import Corpus, Neighbour
from nianbao.analysis.similarity.shingles import Likeness
from nianbao.archive import Archive, Entry, Folder, Source, archived, read
from nianbao.archive.entries import Reader
from nianbao.checking.analyses import Analyses
from nianbao.checking.check import Judge, Rule
from nianbao.checking.judgement import Judgement
from nianbao.model.cell import read as read_cell
from nianbao.model.collecting import RARELY
from nianbao.model.finding import Severity
from nianbao.model.parcel import packed, unpacked
from nianbao.model.register import Agency, Register
from nianbao.model.report import Filed, Report
from nianbao.site_forms import forms_of


class Wanted(Flag):
    """What is wanted of judgements beside their findings, counts and repairs.

    The answers of the rules, all figures of the reports and not only those that findings are about, their prose.
    """

    NOTHING_MORE = 0
    ANSWERS = auto()
    FIGURES = auto()
    PROSE = auto()
    ALL = ANSWERS | FIGURES | PROSE


class Task(NamedTuple):
    """What all workers are told at the beginning: the folder and its sources, and how to judge them.

    `catalogue` returns the rules; `members` are the agencies whose figures are wanted elsewhere.
    """

    directory: Path
    register: Register
    has_register: bool
    sources: tuple[Source, ...]
    catalogue: Callable[[], Sequence[Rule]]
    severities: Mapping[str, Severity]
    today: date | None
    wanted: "Wanted"
    members: frozenset[str] = frozenset()


class Outline(NamedTuple):
    """What is told of an entry: whose it is, and of a readable report what others are compared with.

    `sketch` is that of its prose, None where it says too little; `cells` are the figures as written, of members of
    a government alone.
    """

    file: str
    agency: str | None
    year: int | None
    kind: str
    form: str = ""
    sketch: Sequence[int] | None = None
    cells: tuple[str | None, ...] = ()


@dataclass
class _Worker:
    """What the process was told, and the entries it has read, by their places among the sources."""

    task: Task
    entries: dict[int, Entry] = field(default_factory=dict)
    neighbours: dict[str, list[tuple[int, Likeness]]] = field(default_factory=dict)
    archive: Archive = field(init=False)
    judge: Judge = field(init=False)

    @cached_property
    def folder(self) -> Folder:
        """The folder, with the forms of the site."""
        task = self.task
        forms = forms_of(task.directory)
        return Folder(task.directory, forms, task.register, task.has_register, (), task.sources)

    @cached_property
    def reader(self) -> Reader:
        """What reads the sources."""
        return self.folder.reader({})

    @cached_property
    def corpus(self) -> Corpus:
        """The prose of the share's reports, and of those that are like one of them."""
        return _Corpus(self)

    def agency(self, name: str) -> Agency:
        """Return an agency by its id, as an archive does."""
        return self.task.register.by_id.get(name) or Agency(name, name)

    def entry(self, place: int) -> Entry:
        """Return the entry of a source, which is read where it was not."""
        if place not in self.entries:
            self.entries[place] = read(self.reader, self.task.sources[place])
        return self.entries[place]

    def report(self, place: int) -> Report:
        """Return the report of a source that is known to have one."""
        report = self.entry(place).report
        if report is None:
            raise LookupError(self.entry(place).file)
        return report

    def outline(self, place: int) -> Outline:
        """Return what other processes need to know of a source."""
        entry = self.entry(place)
        report = entry.report
        if report is None:
            return Outline(entry.file, entry.agency, entry.year, entry.kind)
        profile = self.corpus.profile(report)
        cells: tuple[str | None, ...] = ()
        if report.form and report.agency in self.task.members:
            filed = map(report.figures.get, report.form.places)
            cells = tuple([figure.cell.raw if figure else None for figure in filed])
        sketch = profile.sketch if profile.is_enough else None
        return Outline(entry.file, entry.agency, entry.year, entry.kind, report.form_id, sketch, cells)

    def hear(self, every: Sequence[Outline], neighbours: Mapping[int, list[tuple[int, Likeness]]]) -> None:
        """Take in the outlines of all sources, and which reports those of the share are like."""
        self.neighbours = {every[place].file: like for place, like in neighbours.items()}
        register, own = self.task.register, {every[place].agency for place in self.entries}
        # The other years of an agency, and of those it came from, are compared cell by cell and word by word.
        wanted = own | {name for id_ in own if id_ for name in self.agency(id_).predecessors}
        added_up = {agency.id for agency in register.agencies if agency.parent in own}
        entries = []
        for place, outline in enumerate(every):
            is_added_up = outline.agency in added_up and outline.form and not outline.cells
            is_known = place in self.entries or (outline.agency and outline.agency in wanted) or is_added_up
            entries.append(self.entry(place) if is_known else self.told(outline))
        self.archive = archived(self.folder, entries)
        task = self.task
        self.judge = Judge(task.catalogue(), Analyses(self.archive, self.corpus), task.severities, task.today)

    def told(self, outline: Outline) -> Entry:
        """Return the entry that stands for a source read elsewhere, with the figures that were told of it."""
        file, agency, year, kind, form_id, _, cells = outline
        report, form = None, self.folder.forms.get(form_id)
        if form and cells and agency and year:
            stated = zip(form.places, cells, strict=True)
            figures = {place: Filed(read_cell(raw), 1, 1) for place, raw in stated if raw is not None}
            report = Report(agency, year, form_id, form, file, figures=figures)
        return Entry(file, agency, year, report, place_kind=kind)

    def judgement(self, place: int) -> Judgement:
        """Return the judgement of a source, what summaries say of it worked out, with no more than is wanted."""
        judgement = self.judge.judgement(self.archive.entries[place])
        known = {"counts": judgement.counts, "status": judgement.status, "repairs": judgement.repairs}
        report, wanted = judgement.entry.report, self.task.wanted
        if report and not wanted & Wanted.FIGURES:
            places = {finding.place for finding in judgement.findings}
            left = {cell: figure for cell, figure in report.figures.items() if cell in places}
            report = replace(report, figures=left)
        if report and not wanted & Wanted.PROSE:
            report = replace(report, sections=())
        if report is not judgement.entry.report:
            judgement = replace(judgement, entry=replace(judgement.entry, report=report, content=b""))
        if not wanted & Wanted.ANSWERS:
            judgement = replace(judgement, answers=())
        judgement.__dict__.update(known)
        return judgement


class _Corpus(Corpus):
    """The prose a worker knows of: which texts are alike it is told."""

    def __init__(self, worker: _Worker) -> None:
        super().__init__((), worker.agency)
        self._worker = worker

    def neighbours(self, report: Report) -> tuple[Neighbour, ...]:
        """Return the reports a report was found to be like; each is read when it is looked at."""
        known = self._worker.neighbours.get(report.file, ())
        return tuple(Neighbour(partial(self._worker.report, place), likeness) for place, likeness in known)


_worker: _Worker


def start(task: Task) -> None:
    """Begin the work of the process."""
    global _worker  # noqa: PLW0603 - what a process keeps between calls can stand nowhere else
    # An interruption goes to all processes; the one that waits for this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(RARELY)
    _worker = _Worker(task)


def read_all(places: Sequence[int]) -> bytes:
    """Read some sources; return their outlines in the same order."""
    return packed([_worker.outline(place) for place in places])


def hear(heard: bytes) -> None:
    """Take in what `_Worker.hear` does; the share is read, and can be judged from now on."""
    every, neighbours = unpacked(heard, _worker.folder.forms)
    _worker.hear(every, neighbours)


def judge(places: Sequence[int]) -> bytes:
    """Return the judgements of some sources in the same order."""
    return packed([_worker.judgement(place) for place in places])
