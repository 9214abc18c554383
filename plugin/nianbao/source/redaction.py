"""What was read of a file, with personal information masked: the only form in which it leaves the disk.

Rules, pages, downloads and messages get nothing else, so that none of them can repeat a number. What was found is
kept as `Exposure`s: kind, place in the file, masked form. `read` and `write` alone keep a text as it is.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import TypeVar

from nianbao.analysis.personal_data import IN_NAMES, IN_PROSE, Exposure, Kind, Trace, is_suspect, masked, traces
from nianbao.model.cell import BLANK
from nianbao.model.cell import read as read_cell
from nianbao.model.finding import Location, Place, Problem
from nianbao.model.form import Form
from nianbao.model.register import Agency, Register
from nianbao.model.report import Derived, Figure, Filed, Narrative, Report
from nianbao.source.reading import Reading
from nianbao.source.tables import derive

Record = TypeVar("Record")


def redacted(reading: Reading, data: bytes) -> Reading:
    """Return what a file of these bytes gave, masked, with its exposures."""
    text = data.decode("utf-8", "replace")
    if not is_suspect(text):
        return reading
    report = reading.report
    masker = _Masker(report.file if report else "", text)
    return Reading(masker.report(report) if report else None, _unsaid(reading.problems), tuple(masker.exposures))


def redacted_register(
    register: Register, problems: tuple[Problem, ...], data: bytes, file: str
) -> tuple[Register, tuple[Problem, ...], tuple[Exposure, ...]]:
    """Return what a register of these bytes gave, masked, and its exposures."""
    text = data.decode("utf-8", "replace")
    if not is_suspect(text):
        return register, problems, ()
    masker = _Masker(file, text)
    agencies = tuple(masker.agency(agency) for agency in register.agencies)
    return Register(agencies), _unsaid(problems), tuple(masker.exposures)


def _unsaid(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    return tuple(
        replace(problem, fields={name: _masked(value) for name, value in problem.fields.items()})
        for problem in problems
    )


def _masked(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_masked(item) for item in value]
    return masked(value) if isinstance(value, str) else value


class _Masker:
    """Goes over the texts of one file in the order they stand in it, masks them and notes what it masked."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        self.starts = [0, *(index + 1 for index, char in enumerate(self.text) if char == "\n")]
        self.searched: dict[tuple[str, Kind, int], int] = {}
        self.taken: set[tuple[int, Kind]] = set()
        self.exposures: list[Exposure] = []

    def over(
        self, value: str, at: tuple[int, int], mark: str = "*", place: Place | None = None, *, counts: bool = False
    ) -> str:
        """Return a text masked; `at` is where it, or what holds it, begins. `counts` lets large numbers be."""
        for trace in traces(value):
            if counts and trace.kind is Kind.MOBILE:
                return value
            self.exposures.append(Exposure(trace.kind, trace.masked, self.locate(value, trace, at), place))
        return masked(value, mark)

    def locate(self, value: str, trace: Trace, at: tuple[int, int]) -> Location:
        """Return where a trace is written: the next such text that is not another's, else where its holder is."""
        line, column = at
        wanted = value[trace.start : trace.end]
        first = self.starts[min(line, len(self.starts)) - 1] + column - 1
        # Where the same number stands a thousand times, each search goes on where the last one ended.
        search = (wanted, trace.kind, first)
        found = self.text.find(wanted, self.searched.get(search, first))
        while found >= 0 and (found, trace.kind) in self.taken:
            found = self.text.find(wanted, found + 1)
        self.searched[search] = found + 1 if found >= 0 else len(self.text)
        if found < 0:
            return Location(self.file, line, column)
        self.taken.add((found, trace.kind))
        row = bisect_right(self.starts, found)
        return Location(self.file, row, found - self.starts[row - 1] + 1)

    def record(self, record: Record, at: tuple[int, int]) -> Record:
        """Return a small record with its texts masked."""
        changed = {}
        for item in fields(record):  # type: ignore[arg-type]
            value = getattr(record, item.name)
            if isinstance(value, str) and (safe := self.over(value, at)) != value:
                changed[item.name] = safe
        return replace(record, **changed) if changed else record  # type: ignore[type-var]

    def report(self, report: Report) -> Report:
        """Return a report with every text masked that would be published."""
        at = report.marks
        start = (1, 1)
        return replace(
            report,
            agency=self.over(report.agency, at.get("agency", start), IN_NAMES),
            title=self.over(report.title, at.get("title", start)),
            signed_by=self.over(report.signed_by, at.get("signed_by", start)),
            provenance=self.record(report.provenance, at.get("source", start)),
            reviews=tuple(self.record(review, at.get("reviews", start)) for review in report.reviews),
            figures=self.figures(report.figures, report.form),
            waivers=tuple(self.record(waiver, (waiver.line, waiver.column)) for waiver in report.waivers),
            corrections=tuple(self.record(item, (item.line, item.column)) for item in report.corrections),
            sections=tuple(map(self.narrative, report.sections)),
        )

    def narrative(self, section: Narrative) -> Narrative:
        """Return a section masked."""
        heading = self.over(section.heading, (section.line, 1), IN_PROSE)
        return replace(
            section, heading=heading, markdown=self.over(section.markdown, (section.text_line, 1), IN_PROSE)
        )

    def figures(self, figures: Mapping[Place, Figure], form: Form | None) -> Mapping[Place, Figure]:
        """Return figures with masked cells; what was added up from one of them can't be any more."""
        changed: dict[Place, Figure] = {}
        defaults: dict[tuple[int, int], str] = {}
        for place, figure in figures.items():
            if not isinstance(figure, Filed) or not is_suspect(figure.cell.raw):
                continue
            at = (figure.line, figure.column)
            amount = form is not None and form.measure(place) == "amount" and figure.cell.is_number
            safe = defaults.get(at) or self.over(figure.cell.raw, at, place=place, counts=amount)
            if figure.by_default:
                defaults[at] = safe
            if safe != figure.cell.raw:
                changed[place] = replace(figure, cell=read_cell(safe))
        if not changed or form is None:
            return figures
        blank = {
            place: replace(figure, cell=BLANK) for place, figure in figures.items() if isinstance(figure, Derived)
        }
        rewritten = {**figures, **blank, **changed}
        derive(form, rewritten)
        return rewritten

    def agency(self, agency: Agency) -> Agency:
        """Return an agency of the register masked; ids stay fit for addresses."""

        def names(values: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(self.over(value, (1, 1)) for value in values)

        return replace(
            agency,
            id=self.over(agency.id, (1, 1), IN_NAMES),
            name=self.over(agency.name, (1, 1)),
            short=self.over(agency.short, (1, 1)),
            aliases=names(agency.aliases),
            parent=self.over(agency.parent, (1, 1), IN_NAMES),
            region=self.over(agency.region, (1, 1)),
            predecessors=tuple(self.over(value, (1, 1), IN_NAMES) for value in agency.predecessors),
            since=self.over(agency.since, (1, 1)),
            until=self.over(agency.until, (1, 1)),
        )
