"""Which findings of a judgement a site publishes: all, the errors, or none.

Pages, badges and downloads all ask here, so that none of them publishes more than the others.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from nianbao.checking.judgement import Judgement
from nianbao.checking.repairs import Repair
from nianbao.model.finding import Finding, Outcome, Severity, Status

SHOWN: Final = "shown"
CHOICES: Final = ("all", "errors", "none")


@dataclass(frozen=True)
class Visibility:
    """The public side of a judgement; `choice` is one of CHOICES.

    Waived findings are public like open ones; a file that can't be read is named as such whatever the choice.
    """

    judgement: Judgement
    choice: str = "all"

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings the public sees, waived ones too, in the order of the judgement."""
        return tuple(finding for finding in self.judgement.findings if self._shows(finding))

    def _shows(self, finding: Finding) -> bool:
        """Return whether a finding is public."""
        return self.choice == "all" or (self.choice == "errors" and finding.severity is Severity.ERROR)

    @property
    def status(self) -> str:
        """The published status: one of Status, or SHOWN where the findings of a readable report stay hidden.

        Where only errors are public, a report that passed with notes has passed.
        """
        status = self.judgement.status
        if self.choice == "none" and status is not Status.UNREADABLE:
            return SHOWN
        if self.choice == "errors" and status is Status.PASSED_WITH_NOTES:
            return Status.PASSED.value
        return status.value

    @property
    def hides_verdict(self) -> bool:
        """Return whether the site says nothing of how a readable report was judged."""
        return self.status == SHOWN

    @cached_property
    def answers(self) -> Mapping[str, Mapping[Outcome, int]]:
        """How often each rule gave each outcome, by code, without those of findings that stay hidden."""
        answers: dict[str, Counter[Outcome]] = {}
        for code, verdict in self.judgement.verdicts:
            answers.setdefault(code, Counter())[verdict.outcome] += 1
        for finding in self.judgement.findings:
            if not self._shows(finding):
                answers[finding.code][Outcome.FAILED if finding.waived is None else Outcome.WAIVED] -= 1
        return answers

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How often each outcome was answered by all rules together."""
        return {outcome: sum(given[outcome] for given in self.answers.values()) for outcome in Outcome}

    @property
    def errors(self) -> int:
        """The number of errors without a public explanation."""
        return sum(f.severity is Severity.ERROR for f in self.open)

    @property
    def notes(self) -> int:
        """The number of warnings and remarks without a public explanation."""
        return len(self.open) - self.errors

    @property
    def explained(self) -> int:
        """The number of findings with a public explanation."""
        return len(self.findings) - len(self.open)

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """The findings the public sees that have no public explanation."""
        return tuple(finding for finding in self.findings if finding.waived is None)

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """The repairs of the findings the public sees, without the cells of tables where none is broken."""
        return tuple(dict.fromkeys(self._repairs())) if self.broken else ()

    @cached_property
    def broken(self) -> tuple[Finding, ...]:
        """The open findings that are identities which do not hold: what a repair resolves."""
        report = self.judgement.entry.report
        codes = {identity.rule for identity in report.form.identities} if report and report.form else set()
        return tuple(finding for finding in self.open if finding.code in codes)

    def _repairs(self) -> Iterator[Repair]:
        """Yield the public part of each repair, the likeliest first; two may have the same one.

        No identity reaches from one table into another, so a repair may be cut by tables.
        """
        tables = {finding.place.table for finding in self.broken if finding.place}
        codes = {finding.code for finding in self.broken}
        for repair in self.judgement.repairs:
            changes = tuple(change for change in repair.changes if change.place.table in tables)
            if changes:
                resolves = tuple(code for code in repair.resolves if code in codes)
                yield replace(repair, changes=changes, resolves=resolves)
