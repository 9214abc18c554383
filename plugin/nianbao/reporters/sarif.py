"""Verdicts as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), for code scanning and editors.

Columns count Unicode code points, paths are relative URIs as far as the user named relative paths. A waived
finding is a result with a suppression; a baseline gives each result its state.
"""

import json
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from nianbao import __version__
from nianbao.checking.baseline import Comparison
from nianbao.checking.judgement import Judgement, Verdicts
from nianbao.messages import Messages, line
from nianbao.model.finding import Finding, Location, Severity
from nianbao.reporters.sentences import end_column, form_of, json_value, proposal, sentence

if TYPE_CHECKING:
    from nianbao.model.kind import Kind

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "nianbao/v1"

_LEVELS: Final = {
    Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.OFF: "none",
}  # fmt: skip
_LANGUAGES: Final = {"zh": "zh-CN", "en": "en-US"}


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all findings, known and waived ones too, as one SARIF log with one run.

    Rules are those that were applied to any report, in the order of their codes. One that was applied to reports
    of one kind alone is described in the words of that kind.
    """
    kinds_of: dict[str, dict[str, Kind]] = {}
    for judgement in verdicts.judgements:
        report = judgement.entry.report
        for code, _ in judgement.verdicts:
            kinds_of.setdefault(code, {}).update({report.kind.id: report.kind} if report else {})
    codes = sorted(kinds_of)
    words_of = {
        code: messages.of(next(iter(kinds.values()))) if len(kinds) == 1 else messages
        for code, kinds in kinds_of.items()
    }
    rule_indexes = {code: index for index, code in enumerate(codes)}
    results = [
        _result(finding, judgement, messages, comparison) | {"ruleIndex": rule_indexes[finding.code]}
        for judgement in verdicts.judgements
        for finding in judgement.findings
    ]
    driver = {
        "name": "nianbao",
        "version": __version__,
        "semanticVersion": __version__,
        "language": _LANGUAGES[messages.language],
        "rules": [_rule(code, words_of[code]) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "language": _LANGUAGES[messages.language],
        "columnKind": "unicodeCodePoints",
        "defaultEncoding": "utf-8",
        "results": results,
    }
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _rule(code: str, messages: Messages) -> dict[str, object]:
    """Return a rule as a `reportingDescriptor`; its help is reason, remedy and legal basis.

    `firmness` says how settled the basis is, as the reference of rules does.
    """
    rule = messages.rule(code)
    firmness = messages.word(f"firmness-{rule.firmness}")
    paragraphs = [(messages.word("rule-reason"), rule.reason), (messages.word("rule-remedy"), rule.remedy)]
    paragraphs.append((messages.word("rule-basis"), f"{rule.basis} [{firmness}]"))
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.statement},
        "help": {
            "text": "\n\n".join(f"{head}: {text}" for head, text in paragraphs),
            "markdown": "\n\n".join(f"**{head}**: {text}" for head, text in paragraphs),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"firmness": rule.firmness},
    }


def _result(
    finding: Finding, judgement: Judgement, messages: Messages, comparison: Comparison | None
) -> dict[str, object]:
    """Return a finding as a `result`, with its message and remedy as one text.

    The partial fingerprint is that of the baseline, so that a finding keeps its identity when lines move.
    """
    text = sentence(finding, judgement, messages)
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "kind": "fail",
        "message": {"text": f"{text.message}\n{text.remedy}"},
        "locations": [_location(finding, judgement)],
        "relatedLocations": _related(finding, judgement, messages),
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        "suppressions": [],
        "properties": _properties(finding, judgement, messages),
    }
    if finding.waived is not None:
        suppression = {"kind": "external", "status": "accepted", "justification": line(finding.waived)}
        result["suppressions"] = [suppression]
    if comparison:
        result["baselineState"] = "unchanged" if comparison.knows(finding) else "new"
    return result


def _location(finding: Finding, judgement: Judgement) -> dict[str, object]:
    """Return the cell in the file, and its address in the form as a logical location."""
    location = _physical_location(finding.location, end_column(finding, judgement))
    if finding.place:
        address = {"name": finding.place.column, "fullyQualifiedName": str(finding.place), "kind": "member"}
        location["logicalLocations"] = [address]
    return location


def _related(finding: Finding, judgement: Judgement, messages: Messages) -> list[dict[str, object]]:
    """Return the other places that take part in a finding, each with its label, numbered from 1."""
    places = [(location, messages.value(place, form_of(judgement))) for place, location in finding.related]
    places += [(location, str(location)) for location in finding.elsewhere]
    return [
        {"id": index, **_physical_location(location), "message": {"text": line(text)}}
        for index, (location, text) in enumerate(places, 1)
    ]


def _properties(finding: Finding, judgement: Judgement, messages: Messages) -> dict[str, object]:
    """Return what SARIF has no property for: agency, year, figures, the repair that would resolve the finding.

    What is None is left out.
    """
    entry, form = judgement.entry, form_of(judgement)
    properties: dict[str, object] = {
        "agency": entry.agency,
        "year": entry.year,
        "expected": json_value(finding.expected),
        "actual": json_value(finding.actual),
    }
    if form and judgement.repairs and finding.code in judgement.repairs[0].resolves:
        properties["proposal"] = proposal(judgement.repairs, form, messages)
    return {name: value for name, value in properties.items() if value is not None}


def _physical_location(location: Location, end: int | None = None) -> dict[str, object]:
    """Return a place in a file; `end` is the column behind it on the same line, if that is known."""
    region = {"startLine": location.line, "startColumn": location.column}
    if end:
        region |= {"endLine": location.line, "endColumn": end}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(location.file)}, "region": region}}


def uri(file: str) -> str:
    """Return a file's name as a URI: relative to where the command ran, unless the user named an absolute path.

    Characters a URI can't hold are percent-encoded; Windows paths with a drive become `file:///C:/…`.
    """
    path = PureWindowsPath(file) if PureWindowsPath(file).drive else PurePosixPath(file)
    return path.as_uri() if path.is_absolute() else quote(file, safe="/")
