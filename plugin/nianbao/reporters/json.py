"""The JSON document of `nianbao check --format json`."""

import json
from collections import Counter
from decimal import Decimal

from nianbao import __version__
from nianbao.check import Judgement, Verdicts
from nianbao.finding import Finding, Location, Outcome, Place, Severity
from nianbao.repairs import Repair
from nianbao.wording import Wording

SCHEMA = 1


def write(verdicts: Verdicts, wording: Wording) -> str:
    """Return all judgements as one JSON document."""
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
        },
        "reports": [_report(judgement, wording) for judgement in verdicts.judgements],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _report(judgement: Judgement, wording: Wording) -> dict[str, object]:
    entry = judgement.entry
    return {
        "source": entry.file,
        "agency": entry.agency,
        "year": entry.year,
        "form": entry.report.form_id if entry.report else None,
        "status": judgement.status,
        "checked": {outcome: judgement.counts[outcome] for outcome in Outcome},
        "findings": [_finding(finding, judgement, wording) for finding in judgement.findings],
        "repairs": [_repair(repair) for repair in judgement.repairs],
    }


def _finding(finding: Finding, judgement: Judgement, wording: Wording) -> dict[str, object]:
    form = judgement.entry.report.form if judgement.entry.report else None
    sentence = wording.finding(finding, form)
    place = finding.place
    return {
        "code": finding.code,
        "name": wording.rule(finding.code).name,
        "severity": finding.severity,
        "message": sentence.message,
        "remedy": sentence.remedy,
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


def plain(value: object) -> object:
    """Return a figure as a JSON number, whole ones as integers; None and texts as they are."""
    if isinstance(value, Decimal):
        whole = int(value)
        return whole if value == whole else float(value)
    return value if value is None or isinstance(value, (int, str)) else str(value)
