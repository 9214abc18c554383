"""WVR: the public explanations (waivers) of a report, compared with the findings of the other rules.

These rules see the findings that came before them (`case.findings`), waived ones included.
"""

from collections.abc import Iterator
from datetime import date

from nianbao.checking.check import Case
from nianbao.checking.explanations import covers
from nianbao.model.finding import Finding, Location, Outcome, Verdict, passed, skipped
from nianbao.model.report import Waiver


def unused(case: Case) -> Iterator[Verdict]:
    """Every explanation answers a finding that is there.

    A place no form has is the variant `place`. Cases: "nothing to explain" and "a place that is none" in
    tests/cases/rules/WVR001.yml. Basis: data/rules/WVR001.yml.
    """
    for waiver in case.report.waivers:
        form = case.report.form
        if waiver.at and (form is None or form.find(waiver.at) is None):
            yield _failed(case, waiver, "place")
        elif _answered(case, waiver):
            yield passed()
        else:
            yield _failed(case, waiver)


def expired(case: Case) -> Iterator[Verdict]:
    """No explanation is past its date.

    The last day still counts. Skipped where today is not given: nothing here reads the clock. Cases: "on its
    last day it holds" and "a date that is none" in tests/cases/rules/WVR002.yml. Basis: data/rules/WVR002.yml.
    """
    for waiver in case.report.waivers:
        day = _day(waiver.until)
        if not waiver.until or (day and case.today is None):
            yield passed() if not waiver.until else skipped("no-today")
        elif day is None:
            yield _failed(case, waiver, "date")
        elif case.today and day < case.today:
            yield _failed(case, waiver)
        else:
            yield passed()


def stale(case: Case) -> Iterator[Verdict]:
    """The figures an explanation was written for are unchanged, where it says which they were.

    It says so by the fingerprint of the finding; skipped without one, or where no finding is left. Cases:
    "written for other figures" in tests/cases/rules/WVR003.yml. Basis: data/rules/WVR003.yml.
    """
    for waiver in case.report.waivers:
        answered = _answered(case, waiver)
        if not waiver.fingerprint or not answered:
            yield skipped("no-fingerprint" if answered else "unused-waiver")
        elif waiver.fingerprint in {finding.fingerprint for finding in answered}:
            yield passed()
        else:
            yield _failed(case, waiver, new=answered[0].fingerprint)


def _answered(case: Case, waiver: Waiver) -> list[Finding]:
    """Return the findings an explanation is about, those it no longer covers included."""
    return [f for f in case.findings if f.code == waiver.rule and covers(waiver.at, f.place, case.report.form)]


def _failed(case: Case, waiver: Waiver, variant: str = "default", new: str = "") -> Verdict:
    """Return the failure at the line of an explanation; `new` is the fingerprint the finding has now."""
    fields = {
        "rule": waiver.rule, "at": waiver.at, "until": waiver.until, "old": waiver.fingerprint, "new": new,
    }  # fmt: skip
    at = Location(case.report.file, waiver.line, waiver.column)
    return Verdict(Outcome.FAILED, variant=variant, fields=fields, location=at)


def _day(text: str) -> date | None:
    """Return the day of an ISO date; None for an empty text and for one that is no day."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
