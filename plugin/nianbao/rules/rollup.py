"""ORG: a government's consolidated report against those of its members.

Members are the agencies of the register whose parent it is. Any other agency has no answer.
"""

from collections.abc import Iterator

from nianbao.checking.check import Case
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Outcome, Place, Verdict, passed, skipped
from nianbao.model.register import Agency
from nianbao.model.report import Report


def roll_up_differs(case: Case) -> Iterator[Verdict]:
    """A consolidated report equals the sum of its members', cell by cell.

    Skipped as a whole until every member has a report on the same form (ORG502 says which has none), and for a
    cell that is blank in one of them. Cases: "a government of one member, one figure off" and "a member's blank
    can't be added up" in tests/cases/rules/ORG501.yml. Basis: data/rules/ORG501.yml.
    """
    members = _members(case)
    if not members:
        return
    reports = [case.archive.report(agency.id, case.report.year) for agency in members]
    comparable = [report for report in reports if report and report.form_id == case.report.form_id]
    if len(comparable) < len(members):
        yield skipped("members-missing")
        return
    theirs = zip(*(report.whole for report in comparable), strict=True)
    for place, actual, numbers in zip(case.form.places, case.report.whole, theirs, strict=True):
        if actual is not None and None not in numbers and actual == sum(filter(None, numbers)):
            yield passed(place)
        elif place in case.report.figures:
            yield _rolled_up(case.report, comparable, place)


def _rolled_up(report: Report, members: list[Report], place: Place) -> Verdict:
    """Return the verdict on one cell: its figure against the exact sum of the members' figures."""
    actual = report.cell(place).value
    values = [member.cell(place).value for member in members]
    stated = [value for value in values if value is not None]
    if actual is None or len(stated) < len(values):
        return skipped("unstated", place)
    expected = exact_sum(stated)
    if actual == expected:
        return passed(place)
    fields = {
        "place": place,
        "actual": actual,
        "expected": expected,
        "members": len(members),
        "difference": abs(actual - expected),
    }
    return Verdict(Outcome.FAILED, place, fields=fields, expected=expected, actual=actual)


def member_missing(case: Case) -> Iterator[Verdict]:
    """Every member named in the register has a report for the year.

    One verdict for each member. Cases: "a member dissolved before owes none" in tests/cases/rules/ORG502.yml.
    Basis: data/rules/ORG502.yml.
    """
    for agency in _members(case):
        if case.archive.entry(agency.id, case.report.year):
            yield passed()
        else:
            fields = {"agency": agency.name, "year": case.report.year}
            yield Verdict(Outcome.FAILED, fields=fields, location=case.report.at("agency"))


def _members(case: Case) -> list[Agency]:
    """Return the bodies below a government that existed all through the report year."""
    if case.agency.kind != "government":
        return []
    return [agency for agency in case.archive.members.get(case.agency.id, ()) if agency.existed(case.report.year)]
