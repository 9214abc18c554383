"""The verdict on a report: its findings, proposed repairs and counts, in the order and words of the page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nianbao.archive import Entry
from nianbao.checking.explanations import covers
from nianbao.checking.judgement import RANK
from nianbao.checking.repairs import Change, Repair, Slip
from nianbao.checking.visibility import Visibility
from nianbao.messages import Sentence
from nianbao.model.cell import Kind
from nianbao.model.finding import Finding, Location, Outcome, Place
from nianbao.model.form import Form
from nianbao.model.report import Report, Waiver
from nianbao.render.context import RenderContext
from nianbao.render.prose import anchors
from nianbao.render.tables.cells import Mark, cell_id

# The page prints this many of the repairs that are equally small.
FEW: Final = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the page: its id, and the label of the cell or the words of the prose there."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """A place in the page of another report: agency and year, and the cell, where the place is one."""

    agency: str
    name: str
    year: int
    cell: Cell | None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with its number in the page, its sentence, its cells, and the explanation that was given for it.

    `cells` is the one it is about, `related` are the others; `texts` are words of the prose, its own first;
    `other_places` are in other reports. `tone` is the severity, or waived. `waiver` is None where nothing
    explains it.
    """

    number: int
    finding: Finding
    tone: str
    sentence: Sentence
    cells: tuple[Cell, ...]
    related: tuple[Cell, ...]
    texts: tuple[Cell, ...]
    other_places: tuple[OtherPlace, ...]
    waiver: Waiver | None

    @property
    def anchor(self) -> str:
        """The id of the finding in its page."""
        return anchor(self.number)


@dataclass(frozen=True, slots=True)
class Proposed:
    """One cell of a proposal: its place, `before → after` in words, and the slip that may explain it.

    `slip` is empty where no common slip, such as two digits swapped, leads from one to the other.
    """

    place: Place
    cell: Cell
    change: str
    slip: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A repair with its number in the page; all its changes belong together."""

    number: int
    changes: tuple[Proposed, ...]

    @property
    def slip(self) -> str:
        """The slip that explains all of its cells, where it is one and the same; else empty."""
        slips = {change.slip for change in self.changes}
        return slips.pop() if len(slips) == 1 else ""


@dataclass(frozen=True)
class Panel:
    """The verdict of a report as the site shows it.

    `proposals` are the first of `repairs` equally small ones, which resolve the findings of `resolves`,
    `resolved` in number; `unique` is whether no other repair is as small. `families` counts the answers of
    each family of rules; `skipped` lists why rules gave none: the reason, how often, and the codes.
    """

    visibility: Visibility
    findings: tuple[Numbered, ...]
    proposals: tuple[Proposal, ...]
    repairs: int
    unique: bool
    resolves: tuple[str, ...]
    resolved: int
    families: tuple[tuple[str, Mapping[Outcome, int]], ...]
    skipped: tuple[tuple[str, int, tuple[str, ...]], ...]

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many answers had each outcome."""
        return tuple((str(outcome), count) for outcome, count in self.visibility.counts.items())

    @property
    def checked(self) -> int:
        """The number of answers of all rules."""
        return sum(self.visibility.counts.values())


def panel(context: RenderContext, entry: Entry) -> Panel | None:
    """Return the verdict on an entry as the site shows it, or None where it shows none."""
    visibility = context.visibility(entry)
    if visibility.hides_verdict:
        return None
    repairs = visibility.repairs
    resolves = repairs[0].resolves if repairs else ()
    changed_tables = {change.place.table for repair in repairs for change in repair.changes}
    return Panel(
        visibility=visibility,
        findings=numbered(context, entry),
        proposals=tuple(_proposals(context, entry.report, repairs[: FEW + 1])),
        repairs=len(repairs),
        unique=bool(repairs) and repairs[0].unique,
        resolves=resolves,
        resolved=sum(
            f.code in resolves and f.place is not None and f.place.table in changed_tables
            for f in visibility.broken
        ),
        families=tuple(families(visibility).items()),
        skipped=tuple(_skipped(context, visibility)),
    )


def numbered(context: RenderContext, entry: Entry) -> tuple[Numbered, ...]:
    """Return the findings the site shows of an entry, the gravest first, explained ones last.

    Numbers begin with 1 and are the same on every page that links to a finding.
    """
    ordered = ranked(context.visibility(entry))
    return tuple(_numbered(context, number, finding, entry) for number, finding in enumerate(ordered, 1))


def ranked(visibility: Visibility) -> tuple[Finding, ...]:
    """Return the findings the site shows in the order of their numbers in the page."""
    return tuple(sorted(visibility.findings, key=lambda f: (f.waived is not None, -RANK[f.severity])))


def anchor(number: int) -> str:
    """Return the id of a finding in its page."""
    return f"nb-finding-{number}"


def family(code: str) -> str:
    """Return the letters a rule's code begins with, such as SUM of SUM301."""
    return code.rstrip("0123456789")


def families(visibility: Visibility) -> Mapping[str, Mapping[Outcome, int]]:
    """Return how often the rules of each family gave each outcome, by the letters of the family."""
    sums_by_family: dict[str, dict[Outcome, int]] = {}
    for code, answers in visibility.answers.items():
        sums = sums_by_family.setdefault(family(code), dict.fromkeys(Outcome, 0))
        for outcome, count in answers.items():
            sums[outcome] += count
    return sums_by_family


def _skipped(context: RenderContext, visibility: Visibility) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    """Yield the reasons why rules could not answer, the commonest first, with their number and codes."""
    codes: dict[str, list[str]] = {}
    for code, verdict in visibility.judgement.verdicts:
        if verdict.outcome is Outcome.SKIPPED:
            codes.setdefault(verdict.reason, []).append(code)
    for reason, skipped in sorted(codes.items(), key=lambda item: (-len(item[1]), item[0])):
        yield context.messages.skip_reason(reason), len(skipped), tuple(dict.fromkeys(skipped))


def _numbered(context: RenderContext, number: int, finding: Finding, entry: Entry) -> Numbered:
    """Return a finding with its number, sentence and places.

    Places of the same file are among the other places only where no words of the prose are marked for it.
    """
    report = entry.report
    form = report.form if report else None
    texts = tuple(_texts(context, report, finding)) if report else ()
    beyond = tuple(location for location in finding.elsewhere if not texts or location.file != entry.file)
    return Numbered(
        number=number,
        finding=finding,
        tone="waived" if finding.waived is not None else str(finding.severity),
        sentence=context.messages.finding(finding, form),
        cells=(_cell(finding.place, form),) if finding.place else (),
        related=tuple(_cell(place, form) for place, _ in finding.related if place != finding.place),
        texts=texts,
        other_places=tuple(_other_places(context, beyond)),
        waiver=_waiver(finding, report) if report else None,
    )


def _texts(context: RenderContext, report: Report, finding: Finding) -> Iterator[Cell]:
    """Yield the words of the prose a finding is about."""
    for span in anchors.of(context.analyses.claims(report), finding):
        yield Cell(anchors.anchor(span), anchors.words(report, span))


def _cell(place: Place, form: Form | None) -> Cell:
    """Return the id and label of a cell; without a form its label is its path."""
    return Cell(cell_id(place), form.label(place) if form else str(place))


def _other_places(context: RenderContext, locations: tuple[Location, ...]) -> Iterator[OtherPlace]:
    """Yield the places in pages of other reports that a finding refers to; a file without a page has none."""
    for location in locations:
        entry = context.entries.get(location.file)
        if entry and entry.agency and entry.year:
            name = context.archive.agency(entry.agency).name
            report = entry.report
            place = report.written_at(location.line, location.column) if report else None
            cell = _cell(place, report.form) if report and place else None
            yield OtherPlace(entry.agency, name, entry.year, cell)


def _waiver(finding: Finding, report: Report) -> Waiver | None:
    """Return the explanation a finding was waived with."""
    waivers = (w for w in report.waivers if w.rule == finding.code and w.reason == finding.waived)
    return next((waiver for waiver in waivers if covers(waiver.at, finding.place, report.form)), None)


def _proposals(context: RenderContext, report: Report | None, repairs: tuple[Repair, ...]) -> Iterator[Proposal]:
    """Yield the repairs with their numbers; none for a report that can't be read."""
    for number, repair in enumerate(repairs if report else (), 1):
        yield Proposal(number, tuple(_proposed(context, report, change) for change in repair.changes if report))


def _proposed(context: RenderContext, report: Report, change: Change) -> Proposed:
    """Return a change of a repair: the filed text against the proposed one, and the slip between them."""
    filed = report.cell(change.place)
    before = context.messages.word("quote-blank") if filed.kind is Kind.BLANK else filed.raw
    slip = "" if change.slip is Slip.OTHER else context.messages.word(f"slip-{change.slip}")
    text = context.messages.word("change-proposed", before=before, after=change.after)
    return Proposed(change.place, _cell(change.place, report.form), text, slip)


def marks(verdict_panel: Panel | None) -> Mapping[Place, Mark]:
    """Return the mark of every cell of a finding or repair, by its place; none without a panel."""
    own: dict[Place, list[Numbered]] = {}
    part: dict[Place, list[Numbered]] = {}
    proposed: dict[Place, list[tuple[int, str]]] = {}
    for item in verdict_panel.findings if verdict_panel else ():
        place = item.finding.place
        if place:
            own.setdefault(place, []).append(item)
        for other in dict.fromkeys(other for other, _ in item.finding.related if other != place):
            part.setdefault(other, []).append(item)
    for proposal in verdict_panel.proposals if verdict_panel else ():
        for change in proposal.changes:
            proposed.setdefault(change.place, []).append((proposal.number, change.change))
    return {
        place: _mark(own.get(place, []), part.get(place, []), tuple(proposed.get(place, ())))
        for place in {**own, **part, **proposed}
    }


def _mark(own: list[Numbered], part: list[Numbered], proposed: tuple[tuple[int, str], ...]) -> Mark:
    """Return the mark of a cell: `own` findings are about it, of those in `part` it is one of several cells."""
    # Numbers follow severity, so the gravest finding comes first.
    every = sorted([*own, *part], key=lambda item: item.number)
    return Mark(
        codes=tuple(dict.fromkeys(item.finding.code for item in every)),
        numbers=tuple((item.number, item.finding.code) for item in own),
        tone=own[0].tone if own else "",
        part=tuple((item.number, item.finding.code) for item in part),
        proposed=proposed,
    )
