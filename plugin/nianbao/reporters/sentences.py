"""What several reporters write alike.

The report's name, places, figures, numbers of findings, proposed repairs and the closing sentences.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from nianbao.checking.baseline import AUTOMATIC, Comparison, Recorded
from nianbao.checking.judgement import Judgement, Verdicts
from nianbao.checking.repairs import Change, Repair, Slip
from nianbao.messages import Messages, Sentence, line
from nianbao.model.cell import as_number
from nianbao.model.finding import Finding, Outcome, Severity
from nianbao.model.form import Form
from nianbao.model.kind import DEFAULT
from nianbao.model.report import Filed

LEVELS: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def form_of(judgement: Judgement) -> Form | None:
    """Return the form of the report judged; None if the report can't be read or names no known form."""
    return judgement.entry.report.form if judgement.entry.report else None


def report_name(judgement: Judgement) -> str:
    """Return a report by its agency's name and year, and by its kind if that is not the default one.

    A report whose agency or year is unknown has the name of its file.
    """
    entry = judgement.entry
    if not (judgement.agency and entry.year):
        return line(entry.file)
    return line(
        " ".join([judgement.agency.name, str(entry.year), *([] if entry.kind == DEFAULT else [entry.kind])])
    )


def sentence(finding: Finding, judgement: Judgement, messages: Messages) -> Sentence:
    """Return the message and the remedy of a finding, each on one line.

    Places and identities are called by the labels of the report's form, if it has one.
    """
    text = messages.finding(finding, form_of(judgement))
    return Sentence(line(text.message), line(text.remedy))


def place_of(finding: Finding) -> str:
    """Return where a finding is, as editors and terminals take it: `file:line:column`."""
    return line(str(finding.location))


def end_column(finding: Finding, judgement: Judgement) -> int | None:
    """Return the column behind the cell a finding is about, or None if the finding isn't at a written cell.

    Columns count from 1, in Unicode code points. A derived or defaulted figure has no text of its own in the
    source.
    """
    report = judgement.entry.report
    figure = report.figures.get(finding.place) if report and finding.place else None
    if not isinstance(figure, Filed) or figure.by_default or not figure.cell.raw or "\n" in figure.cell.raw:
        return None
    at = (finding.location.line, finding.location.column)
    return figure.column + len(figure.cell.raw) if at == (figure.line, figure.column) else None


def number(value: Decimal | None, messages: Messages) -> str:
    """Return a figure as a reader sees it; a blank (None) by its name."""
    return messages.word("figure-blank") if value is None else f"{value:f}"


def json_value(value: object) -> object:
    """Return a figure as a JSON number, whole ones as integers; None and texts as they are.

    Any other value becomes text.
    """
    if isinstance(value, Decimal):
        return as_number(value)
    return value if value is None or isinstance(value, (int, str)) else str(value)


def baseline_figure(value: Recorded, messages: Messages) -> str:
    """Return a figure of a baseline as a reader sees it; blank and derived ones by their names."""
    words = {None: "figure-blank", AUTOMATIC: "figure-auto"}
    return messages.word(words[value]) if value in words else line(str(value))


def counts(judgement: Judgement, messages: Messages) -> str:
    """Return how often each outcome occurred, in words.

    Outcomes that never occurred are left out, except "passed".
    """
    parts = [
        messages.word(f"outcome-{outcome}", number=judgement.counts[outcome])
        for outcome in Outcome
        if judgement.counts[outcome] or outcome is Outcome.PASSED
    ]
    return "  ".join(parts)


def counts_by_code(findings: Iterable[Finding], messages: Messages) -> str:
    """Return how many findings each rule has, in words, in the order of codes."""
    counter = Counter(finding.code for finding in findings)
    return messages.value(
        [messages.word("check-code-count", code=c, number=n) for c, n in sorted(counter.items())]
    )


# --- proposals --------------------------------------------------------------------------------------------------


def proposal(repairs: Sequence[Repair], form: Form, messages: Messages) -> str:
    """Return the first of the smallest repairs in words; `repairs` are all of them, and at least one.

    It says whether the repair is the only one of its size, how many others there are, or that there may be others.
    """
    repair = repairs[0]
    suffix = "-several" if len(repair.resolves) > 1 else ""
    if repair.unique:
        unique = messages.word("proposal-unique")
    elif len(repairs) > 1:
        unique = messages.word("proposal-others", number=len(repairs) - 1)
    else:
        unique = messages.word("proposal-unsure")
    return messages.word(
        "proposal",
        changes=[_change(change, form, messages) for change in repair.changes],
        resolves=messages.word(f"proposal-resolves{suffix}", codes=sorted(repair.resolves)),
        unique=unique,
    )


def _change(change: Change, form: Form, messages: Messages) -> str:
    """Return one change of a repair in words, with the typing slip that would explain it, if one does."""
    fields = {
        "place": form.label(change.place),
        "before": number(change.before, messages),
        "after": number(change.after, messages),
    }
    if change.slip is Slip.OTHER:
        return messages.word("proposal-change", **fields)
    return messages.word("proposal-change-slip", slip=messages.word(f"slip-{change.slip}"), **fields)


# --- states -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class FindingsByState:
    """Findings by state: open and not in the baseline, open and in it, waived."""

    new: tuple[Finding, ...]
    known: tuple[Finding, ...]
    waived: tuple[Finding, ...]


def by_state(findings: Iterable[Finding], comparison: Comparison | None) -> FindingsByState:
    """Return findings by their state, each in the order given; without a baseline every open one is new."""
    parts: dict[str, list[Finding]] = {"new": [], "known": [], "waived": []}
    for finding in findings:
        state = "waived" if finding.waived is not None else "new"
        if state == "new" and comparison and comparison.knows(finding):
            state = "known"
        parts[state].append(finding)
    return FindingsByState(**{state: tuple(group) for state, group in parts.items()})


def summary(verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> list[str]:
    """Return the closing sentences: the numbers compared with the baseline, if there is one, and the totals."""
    parts = by_state(verdicts.findings, comparison)
    counter = Counter(finding.severity for finding in (*parts.new, *parts.known))
    lines = []
    if comparison:
        numbers = {"new": len(parts.new), "known": len(parts.known), "gone": len(comparison.gone)}
        lines.append(messages.word("check-new", **numbers))
    errors, warnings, infos = (counter[level] for level in LEVELS)
    waived = len(parts.waived)
    total = {"reports": verdicts.reports, "errors": errors, "warnings": warnings, "infos": infos, "waived": waived}
    return [*lines, messages.word("check-summary", **total)]
