"""Masking of personal information in what was read of a file: the only form in which it leaves the disk.

Rules, pages, downloads and messages get nothing else, so that none of them can repeat a number. What was masked
is kept as `Exposure`s: kind, place in the file, masked form. `read` and `write` alone keep a text as it is. What
counts as personal information, and the law it follows: data/personal_data.yml, data/rules/PII801.yml.
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
from nianbao.model.record import Record as Particulars
from nianbao.model.register import Agency, Register
from nianbao.model.report import Derived, Figure, Filed, Narrative, Report
from nianbao.source.reading import Reading
from nianbao.source.tables import derive

Record = TypeVar("Record")


def redacted(reading: Reading, data: bytes) -> Reading:
    """Return what a file gave, masked, with its exposures; `data` are the bytes of the file.

    A file without a suspect text is returned as it is.
    """
    text = data.decode("utf-8", "replace")
    if not is_suspect(text):
        return reading
    report = reading.report
    masker = _Masker(report.file if report else "", text)
    masked_report = masker.report(report) if report else None
    return Reading(masked_report, _masked_problems(reading.problems), tuple(masker.exposures))


def redacted_register(
    register: Register, problems: tuple[Problem, ...], data: bytes, file: str
) -> tuple[Register, tuple[Problem, ...], tuple[Exposure, ...]]:
    """Return what a register file gave, masked, and its exposures; `data` are the bytes of the file."""
    text = data.decode("utf-8", "replace")
    if not is_suspect(text):
        return register, problems, ()
    masker = _Masker(file, text)
    agencies = tuple(masker.agency(agency) for agency in register.agencies)
    return Register(agencies), _masked_problems(problems), tuple(masker.exposures)


def _masked_problems(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return problems with the texts of their fields masked."""
    return tuple(
        replace(problem, fields={name: _masked(value) for name, value in problem.fields.items()})
        for problem in problems
    )


def _masked(value: object) -> object:
    """Return a field masked: a text, or the texts of a list; any other value as it is."""
    if isinstance(value, (list, tuple)):
        return [_masked(item) for item in value]
    return masked(value) if isinstance(value, str) else value


class _Masker:
    """Masks the texts of one file, in the order they stand in it, and records what it masked.

    `text` is the whole file: an exposure is located in it. `starts` are the offsets of its lines, `located`
    those of the numbers that are recorded already.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
        self.starts = [0, *(index + 1 for index, char in enumerate(self.text) if char == "\n")]
        self.searched: dict[tuple[str, Kind, int], int] = {}
        self.located: set[tuple[int, Kind]] = set()
        self.exposures: list[Exposure] = []

    def mask(
        self,
        value: str,
        at: tuple[int, int],
        mark: str = "*",
        place: Place | None = None,
        *,
        is_amount: bool = False,
    ) -> str:
        """Return a text masked, and record its exposures.

        `at` is the line and column where the text, or what holds it, begins; `place` is the cell it stands in.
        `is_amount` leaves sums of money of eleven digits alone, which look like mobile numbers.
        """
        for trace in traces(value):
            if is_amount and trace.kind is Kind.MOBILE:
                return value
            self.exposures.append(Exposure(trace.kind, trace.masked, self.locate(value, trace, at), place))
        return masked(value, mark)

    def locate(self, value: str, trace: Trace, at: tuple[int, int]) -> Location:
        """Return where a trace is written in the file.

        That is the next such text from `at` on that no other trace has; where there is none, as in text that
        YAML has unfolded, it is `at`.
        """
        line, column = at
        wanted = value[trace.start : trace.end]
        first = self.starts[min(line, len(self.starts)) - 1] + column - 1
        # Where the same number stands a thousand times, each search goes on where the last one ended.
        search = (wanted, trace.kind, first)
        offset = self.text.find(wanted, self.searched.get(search, first))
        while offset >= 0 and (offset, trace.kind) in self.located:
            offset = self.text.find(wanted, offset + 1)
        self.searched[search] = offset + 1 if offset >= 0 else len(self.text)
        if offset < 0:
            return Location(self.file, line, column)
        self.located.add((offset, trace.kind))
        row = bisect_right(self.starts, offset)
        return Location(self.file, row, offset - self.starts[row - 1] + 1)

    def record(self, record: Record, at: tuple[int, int]) -> Record:
        """Return a record (waiver, review, provenance …) with each of its texts masked."""
        changed = {}
        for item in fields(record):  # type: ignore[arg-type]
            value = getattr(record, item.name)
            if isinstance(value, str) and (safe := self.mask(value, at)) != value:
                changed[item.name] = safe
        return replace(record, **changed) if changed else record  # type: ignore[type-var]

    def report(self, report: Report) -> Report:
        """Return a report with every text masked that would be published."""
        at = report.marks
        start = (1, 1)
        return replace(
            report,
            agency=self.mask(report.agency, at.get("agency", start), IN_NAMES),
            title=self.mask(report.title, at.get("title", start)),
            signed_by=self.mask(report.signed_by, at.get("signed_by", start)),
            record=self.particulars(report),
            provenance=self.record(report.provenance, at.get("source", start)),
            reviews=tuple(self.record(review, at.get("reviews", start)) for review in report.reviews),
            figures=self.figures(report.figures, report.form),
            waivers=tuple(self.record(waiver, (waiver.line, waiver.column)) for waiver in report.waivers),
            corrections=tuple(self.record(item, (item.line, item.column)) for item in report.corrections),
            sections=tuple(map(self.narrative, report.sections)),
        )

    def particulars(self, report: Report) -> Particulars:
        """Return what a report is filed under with its texts masked, each found where its key stands."""
        stated, at, start = report.record, report.marks, (1, 1)
        return replace(
            stated,
            index_number=self.mask(stated.index_number, at.get("index_number", start)),
            document_number=self.mask(stated.document_number, at.get("document_number", start)),
            subject=self.mask(stated.subject, at.get("subject", start)),
            valid=self.mask(stated.valid, at.get("valid", start)),
        )

    def narrative(self, section: Narrative) -> Narrative:
        """Return a section with heading and text masked."""
        heading = self.mask(section.heading, (section.line, 1), IN_PROSE)
        return replace(
            section, heading=heading, markdown=self.mask(section.markdown, (section.text_line, 1), IN_PROSE)
        )

    def figures(self, figures: Mapping[Place, Figure], form: Form | None) -> Mapping[Place, Figure]:
        """Return figures with masked cells; a sum of one of them is blank, as it can't be added up any more.

        A default that covers several cells is recorded once.
        """
        changed: dict[Place, Figure] = {}
        defaults: dict[tuple[int, int], str] = {}
        for place, figure in figures.items():
            if not isinstance(figure, Filed) or not is_suspect(figure.cell.raw):
                continue
            at = (figure.line, figure.column)
            amount = form is not None and form.measure(place) == "amount" and figure.cell.is_number
            masked_raw = defaults.get(at) or self.mask(figure.cell.raw, at, place=place, is_amount=amount)
            if figure.by_default:
                defaults[at] = masked_raw
            if masked_raw != figure.cell.raw:
                changed[place] = figure._replace(cell=read_cell(masked_raw))
        if not changed or form is None:
            return figures
        blank = {
            place: figure._replace(cell=BLANK) for place, figure in figures.items() if isinstance(figure, Derived)
        }
        rewritten = {**figures, **blank, **changed}
        derive(form, rewritten)
        return rewritten

    def agency(self, agency: Agency) -> Agency:
        """Return an agency of the register masked; its ids stay fit for addresses."""

        def names(values: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(self.mask(value, (1, 1)) for value in values)

        return replace(
            agency,
            id=self.mask(agency.id, (1, 1), IN_NAMES),
            name=self.mask(agency.name, (1, 1)),
            short=self.mask(agency.short, (1, 1)),
            aliases=names(agency.aliases),
            parent=self.mask(agency.parent, (1, 1), IN_NAMES),
            region=self.mask(agency.region, (1, 1)),
            predecessors=tuple(self.mask(value, (1, 1), IN_NAMES) for value in agency.predecessors),
            since=self.mask(agency.since, (1, 1)),
            until=self.mask(agency.until, (1, 1)),
        )
