"""Runs a catalogue of rules over an archive and says what came of it; knows no rule itself."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import PurePath
from typing import Final

from nianbao.analysis.claims import Verification
from nianbao.analysis.similarity.corpus import Corpus
from nianbao.archive import Archive, Entry
from nianbao.checking.analyses import Analyses
from nianbao.checking.repairs import Repair
from nianbao.checking.repairs import repairs as find_repairs
from nianbao.messages import severity_of
from nianbao.model import kind as kinds
from nianbao.model.finding import MORE, Finding, Location, Outcome, Place, Severity, Status, Verdict
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.register import Agency
from nianbao.model.report import Report, Waiver


class Scope(StrEnum):
    """What a rule needs before it can answer.

    Any file, a readable report, a report on a form, one whose prose is read for claims, or all findings.
    Rules about findings stand last in the catalogue.
    """

    FILE = "file"
    REPORT = "report"
    FORM = "form"
    CLAIMS = "claims"
    FINDINGS = "findings"


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule is given: one entry of the archive, the archive around it, and the day it is judged on.

    `analyses` are those of the archive. `found` are the findings of the other rules; only rules of scope FINDINGS
    see them.
    """

    entry: Entry
    archive: Archive
    analyses: Analyses
    today: date | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def report(self) -> Report:
        """The report; rules of scope REPORT and FORM always have one."""
        if self.entry.report is None:
            raise TypeError("a rule of scope FILE asked for the report")
        return self.entry.report

    @property
    def form(self) -> Form:
        """The report's form; rules of scope FORM always have one."""
        if self.report.form is None:
            raise TypeError("a rule without scope FORM asked for the form")
        return self.report.form

    @property
    def kind(self) -> Kind:
        """The kind of the report."""
        return self.report.kind

    @property
    def agency(self) -> Agency:
        """The agency as the register has it."""
        return self.archive.agency(self.report.agency)

    @property
    def claims(self) -> Verification:
        """What the report's prose says of its tables."""
        return self.analyses.claims(self.report)

    @property
    def corpus(self) -> Corpus:
        """The prose of all reports of the archive."""
        return self.analyses.corpus


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its public code and the function that answers for a case, once for each place it looks at.

    Name, severity and wording stand in data/rules/<code>.yml, which is read when it is asked for. `needs` are
    codes, earlier in the catalogue, without whose pass the rule can say nothing: one cause is one finding.
    """

    code: str
    answer: Callable[[Case], Iterable[Verdict]]
    scope: Scope = Scope.FORM
    needs: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How grave a finding is, unless the site says otherwise."""
        return severity_of(self.code)


@dataclass(frozen=True)
class Judgement:
    """What all rules answered for one file, and whose it is."""

    entry: Entry
    agency: Agency | None
    verdicts: tuple[tuple[str, Verdict], ...]
    findings: tuple[Finding, ...]

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How often each outcome was answered."""
        counted = Counter(verdict.outcome for _, verdict in self.verdicts)
        return {outcome: counted[outcome] for outcome in Outcome}

    @cached_property
    def status(self) -> Status:
        """The verdict on the whole file."""
        open_findings = [finding for finding in self.findings if finding.waived is None]
        if self.entry.report is None:
            return Status.UNREADABLE
        if any(finding.severity is Severity.ERROR for finding in open_findings):
            return Status.FAILED
        if self.entry.report.form is None:
            return Status.NOT_CHECKED
        if any(finding.severity is Severity.ERROR for finding in self.findings):
            return Status.EXPLAINED
        return Status.PASSED_WITH_NOTES if open_findings else Status.PASSED

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """The smallest sets of cells whose change would satisfy every identity, the likeliest first."""
        report = self.entry.report
        if report is None or report.form is None:
            return ()
        codes = {identity.rule for identity in report.form.identities}
        broken = [finding for finding in self.findings if finding.code in codes]
        explained = frozenset(finding.place for finding in broken if finding.place and finding.waived is not None)
        return find_repairs(report, report.form, explained) if len(explained) < len(broken) else ()

    def at_least(self, level: Severity) -> tuple[Finding, ...]:
        """Return the findings nobody waived that reach a level."""
        return tuple(f for f in self.findings if f.waived is None and RANK[f.severity] >= RANK[level])


RANK: Mapping[Severity, int] = {Severity.OFF: 0, Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}


@dataclass(frozen=True)
class Verdicts:
    """The judgements of a run, in the order of the archive's entries."""

    judgements: tuple[Judgement, ...]

    @cached_property
    def _by_file(self) -> Mapping[str, Judgement]:
        return {judgement.entry.file: judgement for judgement in self.judgements}

    def of(self, entry: Entry) -> Judgement:
        """Return the judgement of one entry."""
        return self._by_file[entry.file]

    @property
    def reports(self) -> int:
        """The number of reports judged; a broken register is none."""
        return sum(not judgement.entry.is_register for judgement in self.judgements)

    @property
    def findings(self) -> Iterator[Finding]:
        """All findings, file by file."""
        for judgement in self.judgements:
            yield from judgement.findings

    def __add__(self, other: "Verdicts") -> "Verdicts":
        return Verdicts(self.judgements + other.judgements)

    def fails(self, level: Severity) -> bool:
        """Return whether any finding that nobody waived reaches a level; OFF never fails."""
        return level is not Severity.OFF and any(judgement.at_least(level) for judgement in self.judgements)


def run(  # noqa: PLR0913 - what is judged, by what, and what is known already are separate choices
    catalogue: Iterable[Rule],
    archive: Archive,
    *,
    analyses: Analyses | None = None,
    severities: Mapping[str, Severity] | None = None,
    today: date | None = None,
    files: frozenset[str] | None = None,
) -> Verdicts:
    """Judge every file of an archive by every rule that is not off.

    A report is judged among those of its kind. `analyses` are those of the archive, where the caller asks for them
    again; `severities` are a site's own, by code; `today` is the day to judge by (None: nothing is late or
    expired); `files` narrows what is judged, not what it is compared with.
    """
    levels = severities or {}
    rules = [(rule, levels.get(rule.code, rule.severity)) for rule in catalogue]
    active = [(rule, level) for rule, level in rules if level is not Severity.OFF]
    chosen = [entry for entry in archive.entries if files is None or entry.file in files]
    known = analyses or Analyses(archive)
    cases = ((entry, known.of_kind(entry.kind)) for entry in chosen)
    return Verdicts(tuple(_judge(Case(entry, own.archive, own, today), active) for entry, own in cases))


def _judge(case: Case, rules: Sequence[tuple[Rule, Severity]]) -> Judgement:
    verdicts: list[tuple[str, Verdict]] = []
    findings: list[Finding] = []
    failed: set[str] = set()
    seen: Counter[str] = Counter()
    for rule, severity in rules:
        if rule.scope is Scope.FINDINGS:
            case = replace(case, findings=tuple(findings))
        missing = failed.intersection(rule.needs)
        found = _Found(rule, severity, case, seen)
        verdicts += (
            (rule.code, outcome) for outcome in found.outcomes(_NEEDS_MORE if missing else _answers(rule, case))
        )
        findings += found.findings
        if found.findings:
            failed.add(rule.code)
    agency = case.archive.agency(case.entry.agency) if case.entry.agency else None
    return Judgement(
        case.entry, agency, tuple(verdicts), tuple(sorted(findings, key=lambda f: (f.location, f.code)))
    )


# Of one code a file is given so many findings, more than a form has cells, and so many of the very same fault.
# What is left is counted in a finding of its own, so that one broken file can't drown the others.
MOST: Final = 300
ALIKE: Final = 20


class _Found:
    """The findings of one rule about one file; beyond MOST, or ALIKE of one kind, they are only counted."""

    def __init__(self, rule: Rule, severity: Severity, case: Case, seen: Counter[str]) -> None:
        self._rule, self._severity, self._case, self._seen = rule, severity, case, seen
        self._alike: Counter[str] = Counter()
        self.findings: list[Finding] = []

    def outcomes(self, answers: Iterable[Verdict]) -> Iterator[Verdict]:
        """Yield the rule's answers, those that were waived as such, and gather the findings."""
        rest: list[Verdict] = []
        for verdict in answers:
            if verdict.outcome is not Outcome.FAILED:
                yield verdict
            elif self._is_one_too_many(verdict):
                rest.append(verdict)
            else:
                yield self._told(verdict, verdict)
        if rest:
            gravest = max((self._level(verdict) for verdict in rest), key=lambda level: RANK[level])
            fields: dict[str, object] = {"count": len(rest)}
            told = Verdict(
                Outcome.FAILED, variant=MORE, fields=fields, location=rest[0].location, severity=gravest
            )
            for verdict in rest:
                yield self._told(told, verdict) if verdict is rest[0] else self._as_before(verdict)

    def _is_one_too_many(self, verdict: Verdict) -> bool:
        if len(self.findings) >= MOST:
            return True
        kind = _facts(self._rule.code, verdict, self._case)
        self._alike[kind] += 1
        return self._alike[kind] > ALIKE

    def _level(self, verdict: Verdict) -> Severity:
        # A step of the rule's own holds unless the site has set the code's severity itself.
        own = verdict.severity if self._severity is self._rule.severity else None
        return own or self._severity

    def _told(self, told: Verdict, verdict: Verdict) -> Verdict:
        """Add the finding one verdict makes, and return another one as it came out with it."""
        self.findings.append(_finding(self._rule.code, self._level(told), told, self._case, self._seen))
        return self._as_before(verdict)

    def _as_before(self, verdict: Verdict) -> Verdict:
        """Return a verdict as it came out with the last finding: waived, perhaps."""
        waived = self.findings[-1].waived
        return verdict if waived is None else replace(verdict, outcome=Outcome.WAIVED, reason=waived)


_NEEDS_MORE = (Verdict(Outcome.SKIPPED, reason="prerequisite"),)


def _answers(rule: Rule, case: Case) -> Iterable[Verdict]:
    report = case.entry.report
    if rule.scope is not Scope.FILE and case.entry.is_register:
        return ()
    if rule.scope is not Scope.FILE and report is None:
        return (Verdict(Outcome.SKIPPED, reason="unreadable"),)
    if report and (rule.code in report.kind.off or (rule.scope is Scope.CLAIMS and not report.kind.claims)):
        return ()
    if rule.scope in {Scope.FORM, Scope.CLAIMS} and report and report.form is None:
        return (Verdict(Outcome.SKIPPED, reason="no-form"),)
    return rule.answer(case)


def _finding(code: str, severity: Severity, verdict: Verdict, case: Case, seen: Counter[str]) -> Finding:
    report = case.entry.report
    fingerprint = _fingerprint(code, verdict, case, seen)
    waiver = _waiver(code, verdict.place, fingerprint, case) if report else None
    return Finding(
        code=code,
        severity=severity,
        location=verdict.location or (report.locate(verdict.place) if report else Location(case.entry.file)),
        variant=verdict.variant,
        fields=verdict.fields,
        place=verdict.place,
        related=tuple((place, report.locate(place)) for place in verdict.related) if report else (),
        elsewhere=verdict.elsewhere,
        expected=verdict.expected,
        actual=verdict.actual,
        waived=waiver.reason if waiver else None,
        fingerprint=fingerprint,
        kind=report.kind if report else None,
    )


# More digits than any figure or sum of figures has.
_EXACT: Final = Context(prec=100)
# Where something stands, how a parser puts it and what a form calls it are no part of what is wrong.
_WHEREABOUTS: Final = frozenset({"line", "files", "detail", "identity"})


def _fingerprint(code: str, verdict: Verdict, case: Case, seen: Counter[str]) -> str:
    """Return what stays the same while code, report, place and figures do, whatever line they stand on.

    A file that names no report is known by its own name: its path depends on where the command is run. `seen`
    counts the findings of the file that can't be told apart otherwise, so that each has a fingerprint of its own.
    """
    parts = _facts(code, verdict, case)
    seen[parts] += 1
    again = f" {seen[parts]}" if seen[parts] > 1 else ""
    return hashlib.sha256((parts + again).encode()).hexdigest()[:16]


def _facts(code: str, verdict: Verdict, case: Case) -> str:
    """Return what two findings that can't be told apart have in common."""
    entry = case.entry
    # The default kind is not named, so that what was recorded before there were others stays known.
    named = (entry.agency, entry.year) if entry.kind == kinds.DEFAULT else (entry.agency, entry.year, entry.kind)
    subject = named if entry.year else PurePath(entry.file).name
    told = (item for item in verdict.fields.items() if item[0] not in _WHEREABOUTS and item[1] != entry.file)
    facts = sorted((name, _settled(value)) for name, value in told)
    return repr((code, subject, str(verdict.place), verdict.variant, facts))


def _settled(value: object) -> str:
    """Return a field so that equal figures are equal texts: 12.50 is 12.5, a set has an order."""
    if isinstance(value, Decimal):
        return f"{value.normalize(_EXACT):f}"
    if isinstance(value, (tuple, list)):
        return repr([_settled(item) for item in value])
    return repr(sorted(map(_settled, value))) if isinstance(value, (set, frozenset)) else str(value)


def _waiver(code: str, place: Place | None, fingerprint: str, case: Case) -> Waiver | None:
    """Return the first explanation of this finding that has not expired, and was written for these figures."""
    for waiver in case.report.waivers:
        expired = bool(waiver.until and case.today and waiver.until < case.today.isoformat())
        stale = waiver.fingerprint not in {"", fingerprint}
        if waiver.rule == code and not expired and not stale and covers(waiver.at, place, case.report.form):
            return waiver
    return None


def covers(at: str, place: Place | None, form: Form | None) -> bool:
    """Return whether a waiver's place is a finding's: the cell itself, or everywhere when it names none."""
    return not at or (place is not None and form is not None and form.find(at) == place)
