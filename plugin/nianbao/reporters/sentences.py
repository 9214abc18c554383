"""What the reporters say alike: whose report, how many findings of which kind, which proposal."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from nianbao.checking.baseline import AUTOMATIC, Comparison, Recorded
from nianbao.checking.check import Judgement, Verdicts
from nianbao.checking.repairs import Change, Repair, Slip
from nianbao.messages import Messages, Sentence, line
from nianbao.model.cell import as_number
from nianbao.model.finding import Finding, Outcome, Severity
from nianbao.model.form import Form
from nianbao.model.kind import DEFAULT
from nianbao.model.report import Filed

LEVELS: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def form_of(judgement: Judgement) -> Form | None:
    """Return the form of the report judged, if it can be read and is on one."""
    return judgement.entry.report.form if judgement.entry.report else None


def who(judgement: Judgement) -> str:
    """Return whose report it is and of which year, or the file's name."""
    entry = judgement.entry
    if not (judgement.agency and entry.year):
        return line(entry.file)
    # The default kind goes without saying.
    return line(
        " ".join([judgement.agency.name, str(entry.year), *([] if entry.kind == DEFAULT else [entry.kind])])
    )


def sentence(finding: Finding, judgement: Judgement, messages: Messages) -> Sentence:
    """Return what a finding says, and what to do."""
    said = messages.finding(finding, form_of(judgement))
    return Sentence(line(said.message), line(said.remedy))


def place_of(finding: Finding) -> str:
    """Return where a finding stands, as editors and terminals take it."""
    return line(str(finding.location))


def end_column(finding: Finding, judgement: Judgement) -> int | None:
    """Return the column behind the cell a finding is about, or None where nothing is written there."""
    report = judgement.entry.report
    figure = report.figures.get(finding.place) if report and finding.place else None
    if not isinstance(figure, Filed) or figure.by_default or not figure.cell.raw or "\n" in figure.cell.raw:
        return None
    at = (finding.location.line, finding.location.column)
    return figure.column + len(figure.cell.raw) if at == (figure.line, figure.column) else None


def number(value: Decimal | None, messages: Messages) -> str:
    """Return a figure as a reader sees it; a blank by its name."""
    return messages.word("figure-blank") if value is None else f"{value:f}"


def plain(value: object) -> object:
    """Return a figure as a JSON number, whole ones as integers; None and texts as they are."""
    if isinstance(value, Decimal):
        return as_number(value)
    return value if value is None or isinstance(value, (int, str)) else str(value)


def recorded(value: Recorded, messages: Messages) -> str:
    """Return a figure of a baseline as a reader sees it."""
    words = {None: "figure-blank", AUTOMATIC: "figure-auto"}
    return messages.word(words[value]) if value in words else line(str(value))


def counts(judgement: Judgement, messages: Messages) -> str:
    """Return how often each outcome was answered, in words, leaving out what never was."""
    parts = [
        messages.word(f"outcome-{outcome}", number=judgement.counts[outcome])
        for outcome in Outcome
        if judgement.counts[outcome] or outcome is Outcome.PASSED
    ]
    return "  ".join(parts)


def by_code(findings: Iterable[Finding], messages: Messages) -> str:
    """Return how many findings each rule has, in words."""
    counted = Counter(finding.code for finding in findings)
    return messages.value(
        [messages.word("check-code-count", code=c, number=n) for c, n in sorted(counted.items())]
    )


# --- proposals --------------------------------------------------------------------------------------------------


def proposal(repairs: Sequence[Repair], form: Form, messages: Messages) -> str:
    """Return the first of the smallest repairs in words; `repairs` are all of them, and at least one."""
    repair = repairs[0]
    several = "-several" if len(repair.resolves) > 1 else ""
    if repair.unique:
        unique = messages.word("proposal-unique")
    elif len(repairs) > 1:
        unique = messages.word("proposal-others", number=len(repairs) - 1)
    else:
        unique = messages.word("proposal-unsure")
    return messages.word(
        "proposal",
        changes=[_change(change, form, messages) for change in repair.changes],
        resolves=messages.word(f"proposal-resolves{several}", codes=sorted(repair.resolves)),
        unique=unique,
    )


def _change(change: Change, form: Form, messages: Messages) -> str:
    fields = {
        "place": form.label(change.place),
        "before": number(change.before, messages),
        "after": number(change.after, messages),
    }
    if change.slip is Slip.OTHER:
        return messages.word("proposal-change", **fields)
    return messages.word("proposal-change-slip", slip=messages.word(f"slip-{change.slip}"), **fields)


# --- sorting ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sorted:
    """Findings apart: open and new, open and known from a baseline, waived."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    waived: tuple[Finding, ...]


def sort(findings: Iterable[Finding], comparison: Comparison | None) -> Sorted:
    """Put findings apart; without a baseline every open one is new."""
    parts: dict[str, list[Finding]] = {"new": [], "known": [], "waived": []}
    for finding in findings:
        state = "waived" if finding.waived is not None else "new"
        if state == "new" and comparison and comparison.knows(finding):
            state = "known"
        parts[state].append(finding)
    return Sorted(**{state: tuple(found) for state, found in parts.items()})


def summary(verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> list[str]:
    """Return the closing sentences: against the baseline, and all in all."""
    parts = sort(verdicts.findings, comparison)
    counted = Counter(finding.severity for finding in (*parts.new, *parts.known))
    lines = []
    if comparison:
        numbers = {"new": len(parts.new), "known": len(parts.known), "gone": len(comparison.gone)}
        lines.append(messages.word("check-new", **numbers))
    errors, warnings, infos = (counted[level] for level in LEVELS)
    waived = len(parts.waived)
    total = {"reports": verdicts.reports, "errors": errors, "warnings": warnings, "infos": infos, "waived": waived}
    return [*lines, messages.word("check-summary", **total)]
