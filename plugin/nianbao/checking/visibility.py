"""What a site shows the public of a judgement: all of its findings, the errors, or none.

Pages, badges and downloads all ask here, so that none of them says more than the others.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from nianbao.checking.check import Judgement
from nianbao.checking.repairs import Repair
from nianbao.model.finding import Finding, Outcome, Severity, Status

SHOWN: Final = "shown"
CHOICES: Final = ("all", "errors", "none")


@dataclass(frozen=True)
class Visibility:
    """The public side of a judgement; `choice` is one of CHOICES."""

    judgement: Judgement
    choice: str = "all"

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings the public sees, waived ones too."""
        return tuple(finding for finding in self.judgement.findings if self._shows(finding))

    def _shows(self, finding: Finding) -> bool:
        return self.choice == "all" or (self.choice == "errors" and finding.severity is Severity.ERROR)

    @property
    def status(self) -> str:
        """One of Status, or SHOWN where the findings of a readable report stay hidden."""
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
        """How often each rule gave each answer, by code, without the answers of findings that stay hidden."""
        found: dict[str, Counter[Outcome]] = {}
        for code, verdict in self.judgement.verdicts:
            found.setdefault(code, Counter())[verdict.outcome] += 1
        for finding in self.judgement.findings:
            if not self._shows(finding):
                found[finding.code][Outcome.FAILED if finding.waived is None else Outcome.WAIVED] -= 1
        return found

    @cached_property
    def counts(self) -> Mapping[Outcome, int]:
        """How often each outcome was answered by all rules."""
        return {outcome: sum(given[outcome] for given in self.answers.values()) for outcome in Outcome}

    @property
    def errors(self) -> int:
        """The number of errors nobody explained."""
        return sum(f.severity is Severity.ERROR for f in self.open)

    @property
    def notes(self) -> int:
        """The number of warnings and remarks nobody explained."""
        return len(self.open) - self.errors

    @property
    def explained(self) -> int:
        """The number of findings with a public explanation."""
        return len(self.findings) - len(self.open)

    @cached_property
    def open(self) -> tuple[Finding, ...]:
        """The findings the public sees that nobody explained."""
        return tuple(finding for finding in self.findings if finding.waived is None)

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """The repairs that resolve findings the public sees, without what concerns others."""
        return tuple(dict.fromkeys(self._repairs())) if self.broken else ()

    @cached_property
    def broken(self) -> tuple[Finding, ...]:
        """The open findings that are identities which do not hold: what a repair resolves."""
        report = self.judgement.entry.report
        codes = {identity.rule for identity in report.form.identities} if report and report.form else set()
        return tuple(finding for finding in self.open if finding.code in codes)

    def _repairs(self) -> Iterator[Repair]:
        # No identity reaches from one table into another.
        tables = {finding.place.table for finding in self.broken if finding.place}
        codes = {finding.code for finding in self.broken}
        for repair in self.judgement.repairs:
            changes = tuple(change for change in repair.changes if change.place.table in tables)
            if changes:
                resolves = tuple(code for code in repair.resolves if code in codes)
                yield replace(repair, changes=changes, resolves=resolves)
