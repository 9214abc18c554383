"""Judges every file of an archive by a catalogue of rules.

`run` is the only way in: a catalogue and an archive give `Verdicts`, which hold a `Judgement` for each file. A
rule is a function from a `Case` to verdicts. The catalogue is an argument: nothing here knows a rule.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property, partial
from operator import attrgetter
from typing import Final

from nianbao.analysis.claims import Verification
from nianbao.analysis.similarity.corpus import Corpus
from nianbao.archive import Archive, Entry
from nianbao.archive.asked import Answers, Question
from nianbao.checking.analyses import Analyses, AskedAnalyses
from nianbao.checking.explanations import waiver_of
from nianbao.checking.fingerprint import facts, fingerprint_of
from nianbao.checking.judgement import RANK, Judgement, Verdicts
from nianbao.checking.memory import Memory
from nianbao.messages import applies, severity_of
from nianbao.model.finding import MORE, Finding, Location, Outcome, Severity, Verdict, skipped
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.register import Agency
from nianbao.model.report import Report


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


@dataclass(frozen=True)
class Case:
    """What a rule is given: one entry of the archive, the archive around it, and the day it is judged on.

    `archive` and `analyses` hold the reports of the entry's kind alone. `today` is None where nothing can be
    late or expired. `findings` are those of the other rules about this file, for rules of scope FINDINGS only.
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

    @cached_property
    def agency(self) -> Agency:
        """The agency as the register has it."""
        return self.archive.agency(self.report.agency)

    @cached_property
    def earlier(self) -> tuple[Report, ...]:
        """Last year's reports: the agency's own, and those of the bodies it came from."""
        return self.archive.earlier(self.report)

    @property
    def claims(self) -> Verification:
        """What the report's prose states of its tables; read when a rule first asks for it."""
        return self.analyses.claims(self.report)

    @property
    def corpus(self) -> Corpus:
        """The prose of all reports of the kind, for comparing texts."""
        return self.analyses.corpus


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its public code and the function that answers for a case.

    The function gives one verdict for each place it looks at. Name, severity and wording stand in
    data/rules/<code>.yml, which is read when it is asked for. `needs` are codes, earlier in the catalogue, whose
    finding makes the rule say nothing: one cause is one finding.
    """

    code: str
    answer: Callable[[Case], Iterable[Verdict]]
    scope: Scope = Scope.FORM
    needs: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """How grave a finding is, unless the site or the verdict says otherwise.

        Raises KeyError for a code without a file of texts.
        """
        return severity_of(self.code)


def run(  # noqa: PLR0913 - what is judged, by what, and what is known already are separate choices
    catalogue: Iterable[Rule],
    archive: Archive,
    *,
    analyses: Analyses | None = None,
    severities: Mapping[str, Severity] | None = None,
    today: date | None = None,
    files: frozenset[str] | None = None,
    memory: Memory | None = None,
    watched: Callable[[Sequence[Entry]], Iterable[Entry]] = iter,
) -> Verdicts:
    """Return the judgement of every file of an archive, by every rule that is not off.

    A report is judged among those of its kind. `analyses` are those of the archive, where the caller asks for
    them again; `severities` are a site's own, by code; `today` is the day to judge by (None: nothing is late or
    expired); `files` narrows what is judged, not what it is compared with; `memory` keeps judgements for the next
    run, and gives those of the run before that hold still; `watched` gives the entries back one by one, as they
    are judged.
    """
    judge = Judge(catalogue, analyses or Analyses(archive), severities, today)
    chosen = [entry for entry in archive.entries if files is None or entry.file in files]
    if memory is None:
        return Verdicts(tuple([judge.judgement(entry) for entry in watched(chosen)]))
    levels = [(rule.code, level) for rule, level in judge.rules]
    memory.begin((levels, today, archive.register), archive.forms)
    answers = Answers(archive)
    judgements = tuple(
        [
            memory.judged(entry, judge.analyses_of(entry), answers, partial(judge.judgement, entry))
            for entry in watched(chosen)
        ]
    )
    memory.forget_others({entry.file for entry in archive.entries})
    return Verdicts(judgements, memory.traces)


class Judge:
    """Judges entries of an archive by every rule that is not off; the parameters are those of `run`.

    What depends only on the kind and form of a report is worked out once.
    """

    def __init__(
        self,
        catalogue: Iterable[Rule],
        analyses: Analyses,
        severities: Mapping[str, Severity] | None = None,
        today: date | None = None,
    ) -> None:
        levels = severities or {}
        rules = [(rule, levels.get(rule.code, rule.severity)) for rule in catalogue]
        self.rules = [(rule, level) for rule, level in rules if level is not Severity.OFF]
        self._analyses, self._today = analyses, today
        self._plans: dict[object, _Plan] = {}

    def analyses_of(self, entry: Entry) -> Analyses:
        """Return the analyses of the reports of an entry's kind."""
        return self._analyses.of_kind(entry.kind)

    def judgement(self, entry: Entry, asked: set[Question] | None = None) -> Judgement:
        """Return the judgement of one entry, among those of its kind; what its rules ask is added to `asked`."""
        own, report = self.analyses_of(entry), entry.report
        own = own if asked is None else AskedAnalyses(own, asked)
        alike = (entry.kind, entry.is_register, report is None, report and report.form)
        if alike not in self._plans:
            self._plans[alike] = [(rule, level, _fixed(rule, entry)) for rule, level in self.rules]
        return _judge(Case(entry, own.archive, own, self._today), self._plans[alike])


_OUTCOME = attrgetter("outcome")

# The rules in the order of the catalogue, with their severities, and with their answers where those are the same
# for every file of a kind and form.
_Plan = list[tuple[Rule, Severity, tuple[Verdict, ...] | None]]


def _judge(case: Case, plan: _Plan) -> Judgement:
    """Return the judgement of one file."""
    answers: list[tuple[str, tuple[Verdict, ...]]] = []
    findings: list[Finding] = []
    failed: set[str] = set()
    seen: Counter[str] = Counter()
    for rule, severity, fixed in plan:
        if rule.scope is Scope.FINDINGS:
            case = replace(case, findings=tuple(findings))
        if not failed.isdisjoint(rule.needs):
            verdicts: tuple[Verdict, ...] = (skipped("prerequisite"),)
        else:
            verdicts = tuple(rule.answer(case)) if fixed is None else fixed
        if Outcome.FAILED in map(_OUTCOME, verdicts):
            collected = _Collection(rule, severity, case, seen)
            verdicts = tuple(collected.outcomes(verdicts))
            findings += collected.findings
            failed.add(rule.code)
        if verdicts:
            answers.append((rule.code, verdicts))
    agency = case.archive.agency(case.entry.agency) if case.entry.agency else None
    return Judgement(
        case.entry, agency, tuple(answers), tuple(sorted(findings, key=lambda f: (f.location, f.code)))
    )


# The most findings a file gets of one code (more than a form has cells), and of those with equal facts. The rest
# is counted in one finding, so that one broken file can't hide the others.
MOST: Final = 300
ALIKE: Final = 20


class _Collection:
    """The findings of one rule about one file; beyond MOST, or ALIKE with equal facts, they are only counted."""

    def __init__(self, rule: Rule, severity: Severity, case: Case, seen: Counter[str]) -> None:
        self._rule, self._severity, self._case, self._seen = rule, severity, case, seen
        self._alike: Counter[str] = Counter()
        self.findings: list[Finding] = []

    def outcomes(self, answers: Iterable[Verdict]) -> Iterator[Verdict]:
        """Yield the rule's verdicts in order, waived ones as such, and collect the findings.

        Verdicts beyond the bounds come last; together they make one finding of the variant MORE, as grave as the
        gravest of them.
        """
        excess: list[Verdict] = []
        for verdict in answers:
            if verdict.outcome is not Outcome.FAILED:
                yield verdict
            elif self._is_one_too_many(verdict):
                excess.append(verdict)
            else:
                yield self._collect(verdict, verdict)
        if excess:
            gravest = max((self._level(verdict) for verdict in excess), key=lambda level: RANK[level])
            fields: dict[str, object] = {"count": len(excess)}
            summary = Verdict(
                Outcome.FAILED, variant=MORE, fields=fields, location=excess[0].location, severity=gravest
            )
            for verdict in excess:
                yield self._collect(summary, verdict) if verdict is excess[0] else self._with_waiver(verdict)

    def _is_one_too_many(self, verdict: Verdict) -> bool:
        """Return whether a verdict is beyond the bounds, and count it."""
        if len(self.findings) >= MOST:
            return True
        described = facts(self._rule.code, verdict, self._case.entry)
        self._alike[described] += 1
        return self._alike[described] > ALIKE

    def _level(self, verdict: Verdict) -> Severity:
        """Return the severity of a verdict: its own if the site has not set the code's, else the code's."""
        own = verdict.severity if self._severity is self._rule.severity else None
        return own or self._severity

    def _collect(self, reported: Verdict, verdict: Verdict) -> Verdict:
        """Add the finding one verdict (`reported`) makes, and return `verdict` as it comes out with it."""
        self.findings.append(_finding(self._rule.code, self._level(reported), reported, self._case, self._seen))
        return self._with_waiver(verdict)

    def _with_waiver(self, verdict: Verdict) -> Verdict:
        """Return a verdict as WAIVED, with the explanation, if the last finding is; else as it is."""
        waived = self.findings[-1].waived
        return verdict if waived is None else replace(verdict, outcome=Outcome.WAIVED, reason=waived)


def _fixed(rule: Rule, entry: Entry) -> tuple[Verdict, ...] | None:
    """Return what a rule answers for every file of an entry's kind and form; None where it has to be asked.

    Empty where the rule has nothing to do with such files: rules about reports with a register, rules the kind has
    switched off or has nothing for. A skip says why it can't answer.
    """
    report = entry.report
    if rule.scope is not Scope.FILE and entry.is_register:
        return ()
    if rule.scope is not Scope.FILE and report is None:
        return (skipped("unreadable"),)
    if report and (rule.code in report.kind.off or (rule.scope is Scope.CLAIMS and not report.kind.claims)):
        return ()
    if report and report.form and not applies(rule.code, report.form):
        return ()
    if rule.scope in {Scope.FORM, Scope.CLAIMS} and report and report.form is None:
        return (skipped("no-form"),)
    return None


def _finding(code: str, severity: Severity, verdict: Verdict, case: Case, seen: Counter[str]) -> Finding:
    """Return the finding a failed verdict makes: with its place in the file, fingerprint and waiver, if any."""
    report = case.entry.report
    fingerprint = fingerprint_of(code, verdict, case.entry, seen)
    waiver = waiver_of(code, verdict.place, fingerprint, report, case.today) if report else None
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
