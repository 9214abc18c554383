"""Verdicts as workflow commands of GitHub Actions: one annotation for each new finding.

Technical source: "Workflow commands for GitHub Actions"; a message may not hold `%`, CR and LF as they are, a
property neither `:` nor `,`. Characters that control a terminal are made visible.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from nianbao.checking.baseline import Comparison
from nianbao.checking.judgement import Judgement, Verdicts
from nianbao.messages import Messages, clean
from nianbao.model.finding import Finding, Severity
from nianbao.reporters.sentences import by_state, end_column, form_of, proposal, sentence, summary

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA_ESCAPES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY_ESCAPES: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return the new findings as annotations, and the closing sentences, which count known and waived ones."""
    lines = [
        line for judgement in verdicts.judgements for line in _judgement_lines(judgement, messages, comparison)
    ]
    return "\n".join([*lines, *summary(verdicts, messages, comparison)]) + "\n"


def _judgement_lines(judgement: Judgement, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    """Yield a command for each new finding of a report, and one for the repair proposed.

    The repair's is at the first finding it would resolve.
    """
    new = by_state(judgement.findings, comparison).new
    for finding in new:
        wording = sentence(finding, judgement, messages)
        yield _command(finding, judgement, messages, f"{wording.message}\n{wording.remedy}")
    form, resolved = form_of(judgement), {code for repair in judgement.repairs for code in repair.resolves}
    first = next((finding for finding in new if finding.code in resolved), None)
    if form and first:
        text = proposal(judgement.repairs, form, messages)
        yield (
            "::"
            + _properties("notice", {"file": first.location.file, "line": first.location.line})
            + _escaped(text)
        )


def _command(finding: Finding, judgement: Judgement, messages: Messages, message: str) -> str:
    """Return the annotation of a finding, at its cell as far as that is on one line."""
    location = finding.location
    fields: dict[str, object] = {"file": location.file, "line": location.line, "col": location.column}
    if end := end_column(finding, judgement):
        fields |= {"endColumn": end}
    fields |= {"title": f"{finding.code} {messages.title(finding)}"}
    return "::" + _properties(_COMMANDS[finding.severity], fields) + _escaped(message)


def _properties(command: str, fields: Mapping[str, object]) -> str:
    """Return the first part of a command, its name and escaped properties, up to the second `::`."""
    pairs = ",".join(f"{name}={clean(str(value)).translate(_PROPERTY_ESCAPES)}" for name, value in fields.items())
    return f"{command} {pairs}::"


def _escaped(text: str) -> str:
    """Return a message on one line, as the runner reads it."""
    return clean(text).translate(_DATA_ESCAPES)
