"""What all rules answered: for one file (`Judgement`), and for all of a run (`Verdicts`)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from nianbao.archive import Entry
from nianbao.checking.repairs import Repair
from nianbao.checking.repairs import repairs as find_repairs
from nianbao.model.finding import Finding, Outcome, Severity, Status, Verdict
from nianbao.model.register import Agency


@dataclass(frozen=True)
class Judgement:
    """What all rules answered for one file, and whose it is.

    `agency` is None where the file names none. `answers` are the verdicts of each rule that had any, in the order
    of the catalogue; `findings` are sorted by place in the file, then code.
    """

    entry: Entry
    agency: Agency | None
    answers: tuple[tuple[str, tuple[Verdict, ...]], ...]
    findings: tuple[Finding, ...]

    @property
    def verdicts(self) -> Iterator[tuple[str, Verdict]]:
        """All answers one by one, each with the code of its rule."""
        return ((code, verdict) for code, verdicts in self.answers for verdict in verdicts)

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How often each outcome was answered, with 0 for those that were not."""
        counted = Counter(verdict.outcome for _, verdicts in self.answers for verdict in verdicts)
        return {outcome: counted[outcome] for outcome in Outcome}

    @cached_property
    def status(self) -> Status:
        """The status of the whole file: findings that are waived do not count against it."""
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
        """The smallest sets of cells whose change would satisfy every identity, the likeliest first.

        Empty where no identity fails, or where all that fail are waived. How they are found: `checking.repairs`.
        """
        report = self.entry.report
        if report is None or report.form is None:
            return ()
        codes = {identity.rule for identity in report.form.identities}
        broken = [finding for finding in self.findings if finding.code in codes]
        explained = frozenset(finding.place for finding in broken if finding.place and finding.waived is not None)
        return find_repairs(report, report.form, explained) if len(explained) < len(broken) else ()

    def at_least(self, level: Severity) -> tuple[Finding, ...]:
        """Return the findings that are not waived and reach a level."""
        return tuple(f for f in self.findings if f.waived is None and RANK[f.severity] >= RANK[level])


RANK: Mapping[Severity, int] = {Severity.OFF: 0, Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}


@dataclass(frozen=True)
class Verdicts:
    """The judgements of a run, in the order of the archive's entries.

    `traces` are digests of what each rests on, by file, where the run had a memory: while one is the same, so is
    the judgement.
    """

    judgements: tuple[Judgement, ...]
    traces: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _by_file(self) -> Mapping[str, Judgement]:
        return {judgement.entry.file: judgement for judgement in self.judgements}

    def of(self, entry: Entry) -> Judgement:
        """Return the judgement of one entry. Raises KeyError for an entry that was not judged."""
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
        """Return the judgements of two runs together, those of the first one first."""
        return Verdicts(self.judgements + other.judgements)

    def fails(self, level: Severity) -> bool:
        """Return whether any finding that is not waived reaches a level; OFF never fails."""
        return level is not Severity.OFF and any(judgement.at_least(level) for judgement in self.judgements)
