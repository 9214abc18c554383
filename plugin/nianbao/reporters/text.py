"""Verdicts for people: grouped by file, each finding with its place, its arithmetic and one thing to do."""

from collections import Counter
from collections.abc import Iterator

from nianbao.check import Judgement, Verdicts
from nianbao.finding import Finding, Outcome, Severity
from nianbao.wording import Wording

# Of one rule in one file so many findings are spelled out; the rest is counted.
SHOWN = 3


def write(verdicts: Verdicts, wording: Wording) -> str:
    """Return all judgements as text; files without findings are one line."""
    lines: list[str] = []
    for judgement in verdicts.judgements:
        lines += _judgement(judgement, wording)
    counted = Counter(finding.severity for finding in verdicts.findings if finding.waived is None)
    lines.append(
        wording.word(
            "check-summary",
            reports=verdicts.reports,
            errors=counted[Severity.ERROR],
            warnings=counted[Severity.WARNING],
            infos=counted[Severity.INFO],
            waived=sum(finding.waived is not None for finding in verdicts.findings),
        )
    )
    return "\n".join(lines) + "\n"


def _judgement(judgement: Judgement, wording: Wording) -> Iterator[str]:
    entry = judgement.entry
    who = f"{judgement.agency.name} {entry.year}" if judgement.agency and entry.year else entry.file
    yield f"{who}  {wording.word(f'status-{judgement.status}')}  {counts(judgement, wording)}"
    shown: Counter[str] = Counter()
    for finding in judgement.findings:
        shown[finding.code] += 1
        if shown[finding.code] <= SHOWN:
            yield from _finding(finding, judgement, wording)
    for code, number in shown.items():
        if number > SHOWN:
            yield "  " + wording.word("check-more", code=code, number=number - SHOWN)
    yield ""


def counts(judgement: Judgement, wording: Wording) -> str:
    """Return how often each outcome was answered, in words, leaving out what never was."""
    parts = [
        wording.word(f"outcome-{outcome}", number=judgement.counts[outcome])
        for outcome in Outcome
        if judgement.counts[outcome] or outcome is Outcome.PASSED
    ]
    return "  ".join(parts)


def _finding(finding: Finding, judgement: Judgement, wording: Wording) -> Iterator[str]:
    form = judgement.entry.report.form if judgement.entry.report else None
    sentence = wording.finding(finding, form)
    name = wording.rule(finding.code).name
    yield f"{finding.location}: {wording.word(f'severity-{finding.severity}')} {finding.code} {name}"
    yield f"  {sentence.message}"
    if finding.elsewhere:
        yield "  " + wording.word("check-elsewhere", places=[str(at) for at in finding.elsewhere])
    yield "  " + (
        sentence.remedy if finding.waived is None else wording.word("check-waived", reason=finding.waived)
    )
