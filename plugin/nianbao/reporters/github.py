"""Verdicts as workflow commands of GitHub Actions: one annotation for each new finding.

Technical source: "Workflow commands for GitHub Actions"; a message may not hold `%`, CR and LF as they are, a
property neither `:` nor `,`.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from nianbao.checking.baseline import Comparison
from nianbao.checking.check import Judgement, Verdicts
from nianbao.messages import Messages, clean
from nianbao.model.finding import Finding, Severity
from nianbao.reporters.sentences import end_column, form_of, proposal, sentence, sort, summary

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return the new findings as annotations, and the closing sentences; known and waived ones are counted."""
    lines = [line for judgement in verdicts.judgements for line in _judgement(judgement, messages, comparison)]
    return "\n".join([*lines, *summary(verdicts, messages, comparison)]) + "\n"


def _judgement(judgement: Judgement, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    new = sort(judgement.findings, comparison).new
    for finding in new:
        said = sentence(finding, judgement, messages)
        yield _command(finding, judgement, messages, f"{said.message}\n{said.remedy}")
    form, resolved = form_of(judgement), {code for repair in judgement.repairs for code in repair.resolves}
    first = next((finding for finding in new if finding.code in resolved), None)
    if form and first:
        text = proposal(judgement.repairs, form, messages)
        yield (
            "::" + _properties("notice", {"file": first.location.file, "line": first.location.line}) + _data(text)
        )


def _command(finding: Finding, judgement: Judgement, messages: Messages, message: str) -> str:
    at = finding.location
    fields: dict[str, object] = {"file": at.file, "line": at.line, "col": at.column}
    if end := end_column(finding, judgement):
        fields |= {"endColumn": end}
    fields |= {"title": f"{finding.code} {messages.rule(finding.code).title}"}
    return "::" + _properties(_COMMANDS[finding.severity], fields) + _data(message)


def _properties(command: str, fields: Mapping[str, object]) -> str:
    said = ",".join(f"{name}={clean(str(value)).translate(_PROPERTY)}" for name, value in fields.items())
    return f"{command} {said}::"


def _data(text: str) -> str:
    return clean(text).translate(_DATA)
