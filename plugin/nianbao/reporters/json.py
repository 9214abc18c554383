"""The JSON document of `nianbao check --format json`: each report's judgement with findings and repairs."""

import json
from collections import Counter

from nianbao import __version__
from nianbao.checking.baseline import Comparison
from nianbao.checking.judgement import Judgement, Verdicts
from nianbao.checking.repairs import Repair
from nianbao.messages import Messages
from nianbao.model.finding import Finding, Location, Outcome, Place, Severity
from nianbao.model.kind import DEFAULT
from nianbao.reporters.sentences import by_state, form_of, json_value

SCHEMA = 1


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all judgements as one JSON document; with a baseline, each finding's state and how many of each.

    Findings with a waiver are counted apart from the severities. `schema` is the version of the document.
    """
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
            **_baseline_counts(verdicts, comparison),
        },
        "reports": [_report(judgement, messages, comparison) for judgement in verdicts.judgements],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _baseline_counts(verdicts: Verdicts, comparison: Comparison | None) -> dict[str, int]:
    """Return how many findings are new, known and gone; nothing without a baseline."""
    if comparison is None:
        return {}
    parts = by_state(verdicts.findings, comparison)
    return {"new": len(parts.new), "known": len(parts.known), "gone": len(comparison.gone)}


def _report(judgement: Judgement, messages: Messages, comparison: Comparison | None) -> dict[str, object]:
    """Return one report's judgement; `kind` stands there only where it is not the default one."""
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
    """Return a finding with its message, cell, figures and the other cells that take part in it.

    Table, row and cell are None where the finding is not about a cell.
    """
    text = messages.finding(finding, form_of(judgement))
    place = finding.place
    state = {"baseline": "known" if comparison.knows(finding) else "new"} if comparison else {}
    return {
        "code": finding.code,
        "name": messages.rule(finding.code).name,
        "severity": finding.severity,
        "message": text.message,
        "remedy": text.remedy,
        "variant": finding.variant,
        **_location(finding.location),
        "table": place.table if place else None,
        "row": place.row if place else None,
        "cell": place.column if place else None,
        "expected": json_value(finding.expected),
        "actual": json_value(finding.actual),
        "related": [
            *({**_location(location), **_place(other)} for other, location in finding.related),
            *(_location(location) for location in finding.elsewhere),
        ],
        "waived": finding.waived,
        "fingerprint": finding.fingerprint,
        **state,
    }


def _repair(repair: Repair) -> dict[str, object]:
    """Return a proposed repair: the cells to change, and the codes of the rules that would then hold."""
    return {
        "cells": [
            {
                **_place(change.place),
                "from": json_value(change.before),
                "to": json_value(change.after),
                "slip": change.slip,
            }
            for change in repair.changes
        ],
        "resolves": list(repair.resolves),
        "unique": repair.unique,
    }


def _location(location: Location) -> dict[str, object]:
    """Return a place in a source: file, and line and column from 1."""
    return {"file": location.file, "line": location.line, "column": location.column}


def _place(place: Place) -> dict[str, str]:
    """Return a cell by its keys in the form."""
    return {"table": place.table, "row": place.row, "cell": place.column}
