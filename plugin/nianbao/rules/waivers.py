"""WVR: the public explanations of a report, against what the other rules found."""

from collections.abc import Iterator
from datetime import date

from nianbao.checking.check import Case, covers
from nianbao.model.finding import Finding, Location, Outcome, Verdict
from nianbao.model.report import Waiver


def unused(case: Case) -> Iterator[Verdict]:
    """Every explanation answers a finding that is there."""
    for waiver in case.report.waivers:
        form = case.report.form
        if waiver.at and (form is None or form.find(waiver.at) is None):
            yield _failed(case, waiver, "place")
        elif _answered(case, waiver):
            yield Verdict(Outcome.PASSED)
        else:
            yield _failed(case, waiver)


def expired(case: Case) -> Iterator[Verdict]:
    """No explanation is past its date."""
    for waiver in case.report.waivers:
        day = _day(waiver.until)
        if not waiver.until or (day and case.today is None):
            yield Verdict(Outcome.PASSED) if not waiver.until else Verdict(Outcome.SKIPPED, reason="no-today")
        elif day is None:
            yield _failed(case, waiver, "date")
        elif case.today and day < case.today:
            yield _failed(case, waiver)
        else:
            yield Verdict(Outcome.PASSED)


def stale(case: Case) -> Iterator[Verdict]:
    """The figures an explanation was written for are unchanged, where it says which they were."""
    for waiver in case.report.waivers:
        found = _answered(case, waiver)
        if not waiver.fingerprint or not found:
            yield Verdict(Outcome.SKIPPED, reason="no-fingerprint" if found else "unused-waiver")
        elif waiver.fingerprint in {finding.fingerprint for finding in found}:
            yield Verdict(Outcome.PASSED)
        else:
            yield _failed(case, waiver, new=found[0].fingerprint)


def _answered(case: Case, waiver: Waiver) -> list[Finding]:
    return [f for f in case.found if f.code == waiver.rule and covers(waiver.at, f.place, case.report.form)]


def _failed(case: Case, waiver: Waiver, variant: str = "default", new: str = "") -> Verdict:
    fields = {
        "rule": waiver.rule, "at": waiver.at, "until": waiver.until, "old": waiver.fingerprint, "new": new,
    }  # fmt: skip
    at = Location(case.report.file, waiver.line, waiver.column)
    return Verdict(Outcome.FAILED, variant=variant, fields=fields, location=at)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
