"""ORG: a government's consolidated report against its members'."""

from collections.abc import Iterator

from nianbao.checking.check import Case
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Outcome, Place, Verdict
from nianbao.model.register import Agency
from nianbao.model.report import Report


def roll_up_differs(case: Case) -> Iterator[Verdict]:
    """A consolidated report equals the sum of its members', cell by cell."""
    members = _members(case)
    if not members:
        return
    reports = [case.archive.report(agency.id, case.report.year) for agency in members]
    there = [report for report in reports if report and report.form_id == case.report.form_id]
    if len(there) < len(members):
        yield Verdict(Outcome.SKIPPED, reason="members-missing")
        return
    for place in case.form.places:
        if place in case.report.figures:
            yield _rolled_up(case.report, there, place)


def _rolled_up(report: Report, members: list[Report], place: Place) -> Verdict:
    actual = report.cell(place).value
    values = [member.cell(place).value for member in members]
    stated = [value for value in values if value is not None]
    if actual is None or len(stated) < len(values):
        return Verdict(Outcome.SKIPPED, place, reason="unstated")
    expected = exact_sum(stated)
    if actual == expected:
        return Verdict(Outcome.PASSED, place)
    fields = {
        "place": place,
        "actual": actual,
        "expected": expected,
        "members": len(members),
        "difference": abs(actual - expected),
    }
    return Verdict(Outcome.FAILED, place, fields=fields, expected=expected, actual=actual)


def member_missing(case: Case) -> Iterator[Verdict]:
    """Every member named in the register has a report for the year."""
    for agency in _members(case):
        if case.archive.entry(agency.id, case.report.year):
            yield Verdict(Outcome.PASSED)
        else:
            fields = {"agency": agency.name, "year": case.report.year}
            yield Verdict(Outcome.FAILED, fields=fields, location=case.report.at("agency"))


def _members(case: Case) -> list[Agency]:
    """Return the bodies below a government that existed all through the report year."""
    if case.agency.kind != "government":
        return []
    return [
        agency
        for agency in case.archive.register.agencies
        if agency.parent == case.agency.id and agency.existed(case.report.year)
    ]
