"""DAT: dates of signing and publication, and the period the text states.

Dates are whole days without a time zone. A date that is no day of the calendar is a problem of the source
(SRC004) and counts here as stated but unknown.
"""

from collections.abc import Iterator
from datetime import date

from nianbao.analysis import phrases
from nianbao.checking.check import Case
from nianbao.model.finding import Location, Outcome, Verdict, passed, skipped


def signed_before_period_ends(case: Case) -> Iterator[Verdict]:
    """The signing date lies after the last day of the report year.

    Skipped without a date of signing. Cases: "the year of the date is one off" in tests/cases/rules/DAT701.yml.
    Basis: data/rules/DAT701.yml.
    """
    report = case.report
    if report.signed is None:
        yield skipped("no-date")
        return
    last = date(report.year, 12, 31)
    if report.signed > last:
        yield passed()
        return
    actual, expected = report.signed.isoformat(), last.isoformat()
    fields = {"actual": actual, "expected": expected, "year": report.year}
    yield Verdict(Outcome.FAILED, fields=fields, location=report.at("signed"), expected=expected, actual=actual)


def late(case: Case) -> Iterator[Verdict]:
    """The report is published, else signed, by the deadline of the agency's kind.

    The last day is `Kind.due` of agency and year: the register may give a deadline of its own; on the day itself
    is in time. The variant says which date was compared. Cases: "governments have until March" and "a deadline
    of its own" in tests/cases/rules/DAT702.yml. Basis: data/rules/DAT702.yml.
    """
    report = case.report
    fact = "published" if report.published else "signed"
    day = report.published or report.signed
    due = case.kind.due(case.agency, report.year)
    if due is None:
        return
    if day is None:
        yield skipped("no-date")
    elif day <= due:
        yield passed()
    else:
        fields = {"fact": fact, "actual": day.isoformat(), "expected": due.isoformat(), "days": (day - due).days}
        yield Verdict(
            Outcome.FAILED,
            variant=fact,
            fields=fields,
            location=report.at(fact),
            expected=due.isoformat(),
            actual=day.isoformat(),
        )


def date_missing(case: Case) -> Iterator[Verdict]:
    """The report is dated.

    Either date will do. Cases: "dated by its publication" in tests/cases/rules/DAT703.yml. Basis:
    data/rules/DAT703.yml.
    """
    # A date that can't be read is there all the same; SRC004 has it.
    dated = {"signed", "published"} & case.report.marks.keys()
    yield passed() if dated else Verdict(Outcome.FAILED, location=Location(case.report.file))


def wrong_period(case: Case) -> Iterator[Verdict]:
    """A period stated for the figures is the first to the last day of the report year.

    One verdict for each period the prose states; that none is stated is a matter of STR107. Cases: "the year
    before" and "a period of something else is none of ours" in tests/cases/rules/DAT704.yml. Basis:
    data/rules/DAT704.yml.
    """
    report = case.report
    expected = (date(report.year, 1, 1), date(report.year, 12, 31))
    stated = [(section, period) for section in report.sections for period in phrases.periods(section.markdown)]
    if not stated:
        yield skipped("no-period")
    for section, period in stated:
        if (period.first, period.last) == expected:
            yield passed()
            continue
        at = Location(report.file, *section.at(period.start))
        right = phrases.PERIOD().format(year=report.year)
        yield Verdict(
            Outcome.FAILED,
            fields={"actual": period.text, "expected": right},
            location=at,
            expected=right,
            actual=period.text,
        )


def published_before_signed(case: Case) -> Iterator[Verdict]:
    """A report is not published before it is signed.

    The same day is in order; skipped unless both dates are known. Cases: "published, then signed" in
    tests/cases/rules/DAT705.yml. Basis: data/rules/DAT705.yml.
    """
    report = case.report
    if report.signed is None or report.published is None:
        yield skipped("no-date")
    elif report.signed <= report.published:
        yield passed()
    else:
        fields = {"signed": report.signed.isoformat(), "published": report.published.isoformat()}
        yield Verdict(Outcome.FAILED, fields=fields, location=report.at("published"))
