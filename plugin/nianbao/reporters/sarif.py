"""Verdicts as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), for code scanning and editors.

Columns count Unicode code points, paths are relative URIs as far as the user named relative paths. A waived
finding is a result with a suppression; a baseline gives each result its state.
"""

import json
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final
from urllib.parse import quote

from nianbao import __version__
from nianbao.checking.baseline import Comparison
from nianbao.checking.check import Judgement, Verdicts
from nianbao.messages import Messages, line
from nianbao.model.finding import Finding, Location, Severity
from nianbao.reporters.sentences import end_column, form_of, plain, proposal, sentence

VERSION: Final = "2.1.0"
SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "nianbao/v1"

_LEVELS: Final = {
    Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.OFF: "none",
}  # fmt: skip
_LANGUAGES: Final = {"zh": "zh-CN", "en": "en-US"}


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all findings, known and waived ones too, as one SARIF log with one run."""
    codes = sorted({code for judgement in verdicts.judgements for code, _ in judgement.verdicts})
    ranks = {code: index for index, code in enumerate(codes)}
    results = [
        _result(finding, judgement, messages, comparison) | {"ruleIndex": ranks[finding.code]}
        for judgement in verdicts.judgements
        for finding in judgement.findings
    ]
    driver = {
        "name": "nianbao",
        "version": __version__,
        "semanticVersion": __version__,
        "language": _LANGUAGES[messages.language],
        "rules": [_rule(code, messages) for code in codes],
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
    rule = messages.rule(code)
    firmness = messages.word(f"firmness-{rule.firmness}")
    said = [(messages.word("rule-reason"), rule.reason), (messages.word("rule-remedy"), rule.remedy)]
    said.append((messages.word("rule-basis"), f"{rule.basis} [{firmness}]"))
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.statement},
        "help": {
            "text": "\n\n".join(f"{head}: {text}" for head, text in said),
            "markdown": "\n\n".join(f"**{head}**: {text}" for head, text in said),
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"firmness": rule.firmness},
    }


def _result(
    finding: Finding, judgement: Judgement, messages: Messages, comparison: Comparison | None
) -> dict[str, object]:
    said = sentence(finding, judgement, messages)
    result: dict[str, object] = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "kind": "fail",
        "message": {"text": f"{said.message}\n{said.remedy}"},
        "locations": [_located(finding, judgement)],
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


def _located(finding: Finding, judgement: Judgement) -> dict[str, object]:
    """Return the cell in the file, and its address in the form."""
    located = _physical(finding.location, end_column(finding, judgement))
    if finding.place:
        address = {"name": finding.place.column, "fullyQualifiedName": str(finding.place), "kind": "member"}
        located["logicalLocations"] = [address]
    return located


def _related(finding: Finding, judgement: Judgement, messages: Messages) -> list[dict[str, object]]:
    places = [(at, messages.value(place, form_of(judgement))) for place, at in finding.related]
    places += [(at, str(at)) for at in finding.elsewhere]
    return [
        {"id": index, **_physical(at), "message": {"text": line(text)}}
        for index, (at, text) in enumerate(places, 1)
    ]


def _properties(finding: Finding, judgement: Judgement, messages: Messages) -> dict[str, object]:
    """Return what SARIF has no word for: whose report, the figures, the proposal that would resolve it."""
    entry, form = judgement.entry, form_of(judgement)
    told: dict[str, object] = {
        "agency": entry.agency,
        "year": entry.year,
        "expected": plain(finding.expected),
        "actual": plain(finding.actual),
    }
    if form and judgement.repairs and finding.code in judgement.repairs[0].resolves:
        told["proposal"] = proposal(judgement.repairs, form, messages)
    return {name: value for name, value in told.items() if value is not None}


def _physical(at: Location, end: int | None = None) -> dict[str, object]:
    region = {"startLine": at.line, "startColumn": at.column}
    if end:
        region |= {"endLine": at.line, "endColumn": end}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(at.file)}, "region": region}}


def uri(file: str) -> str:
    """Return a file's name as a URI: relative to where the command ran, unless the user named an absolute path."""
    path = PureWindowsPath(file) if PureWindowsPath(file).drive else PurePosixPath(file)
    return path.as_uri() if path.is_absolute() else quote(file, safe="/")
