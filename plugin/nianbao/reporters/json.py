"""The JSON document of `nianbao check --format json`."""

import json
from collections import Counter

from nianbao import __version__
from nianbao.checking.baseline import Comparison
from nianbao.checking.check import Judgement, Verdicts
from nianbao.checking.repairs import Repair
from nianbao.messages import Messages
from nianbao.model.finding import Finding, Location, Outcome, Place, Severity
from nianbao.model.kind import DEFAULT
from nianbao.reporters.sentences import form_of, plain, sort

SCHEMA = 1


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all judgements as one JSON document; with a baseline, each finding's state and how many of each."""
    severities = Counter(finding.severity for finding in verdicts.findings if finding.waived is None)
    document = {
        "schema": SCHEMA,
        "tool": {"name": "nianbao", "version": __version__},
        "summary": {
            "reports": verdicts.reports,
            "errors": severities[Severity.ERROR],
            "warnings": severities[Severity.WARNING],
            "infos": severities[Severity.INFO],
            "waived": sum(finding.waived is not None for finding in verdicts.findings),
            **_against(verdicts, comparison),
        },
        "reports": [_report(judgement, messages, comparison) for judgement in verdicts.judgements],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _against(verdicts: Verdicts, comparison: Comparison | None) -> dict[str, int]:
    """Return how many findings are new, known and gone, if there is a baseline."""
    if comparison is None:
        return {}
    parts = sort(verdicts.findings, comparison)
    return {"new": len(parts.new), "known": len(parts.known), "gone": len(comparison.gone)}


def _report(judgement: Judgement, messages: Messages, comparison: Comparison | None) -> dict[str, object]:
    entry = judgement.entry
    return {
        "source": entry.file,
        "agency": entry.agency,
        "year": entry.year,
        **({} if entry.kind == DEFAULT else {"kind": entry.kind}),
        "form": entry.report.form_id if entry.report else None,
        "status": judgement.status,
        "checked": {outcome: judgement.counts[outcome] for outcome in Outcome},
        "findings": [_finding(finding, judgement, messages, comparison) for finding in judgement.findings],
        "repairs": [_repair(repair) for repair in judgement.repairs],
    }


def _finding(
    finding: Finding, judgement: Judgement, messages: Messages, comparison: Comparison | None
) -> dict[str, object]:
    said = messages.finding(finding, form_of(judgement))
    place = finding.place
    state = {"baseline": "known" if comparison.knows(finding) else "new"} if comparison else {}
    return {
        "code": finding.code,
        "name": messages.rule(finding.code).name,
        "severity": finding.severity,
        "message": said.message,
        "remedy": said.remedy,
        "variant": finding.variant,
        **_where(finding.location),
        "table": place.table if place else None,
        "row": place.row if place else None,
        "cell": place.column if place else None,
        "expected": plain(finding.expected),
        "actual": plain(finding.actual),
        "related": [
            *({**_where(at), **_address(other)} for other, at in finding.related),
            *(_where(at) for at in finding.elsewhere),
        ],
        "waived": finding.waived,
        "fingerprint": finding.fingerprint,
        **state,
    }


def _repair(repair: Repair) -> dict[str, object]:
    return {
        "cells": [
            {
                **_address(change.place),
                "from": plain(change.before),
                "to": plain(change.after),
                "slip": change.slip,
            }
            for change in repair.changes
        ],
        "resolves": list(repair.resolves),
        "unique": repair.unique,
    }


def _where(location: Location) -> dict[str, object]:
    return {"file": location.file, "line": location.line, "column": location.column}


def _address(place: Place) -> dict[str, str]:
    return {"table": place.table, "row": place.row, "cell": place.column}
