"""TXT610: what is left in the text from another year's report, or another agency's.

What counts as stated of the report itself, and not of a plan or another document: data/stale_text.yml.
"""

from collections.abc import Iterator

from nianbao.analysis import stale_text
from nianbao.checking.check import Case
from nianbao.model.finding import Location, Outcome, Verdict, passed
from nianbao.model.report import PREAMBLE, Narrative


def wrong_year_or_agency(case: Case) -> Iterator[Verdict]:
    """The text speaks of this report's year and agency, not of those of one it was copied from.

    One failure for each passage; variants `year` and `agency`. Cases: "last year's opening" and "looking back on
    purpose" in tests/cases/rules/TXT610.yml. Basis: data/rules/TXT610.yml.
    """
    failures = [verdict for section in case.report.sections for verdict in _failures_of(case, section)]
    yield from failures or [passed()]


def _failures_of(case: Case, section: Narrative) -> Iterator[Verdict]:
    """Yield a failure for each wrong year of a section, then for each other agency named as its author."""
    report = case.report
    for stated in stale_text.years(section.markdown, report.year, is_preamble=section.key == PREAMBLE):
        # The section on problems may speak of the years to come.
        if section.key == case.kind.roles.improvements and int(stated.fact) > report.year:
            continue
        yield Verdict(
            Outcome.FAILED,
            variant="year",
            fields={"said": stated.text, "actual": stated.fact, "year": report.year},
            location=Location(report.file, *section.at(stated.start)),
            expected=report.year,
            actual=int(stated.fact),
        )
    for maker in stale_text.makers(section.markdown):
        if other := _other_agency(case, maker.fact):
            yield Verdict(
                Outcome.FAILED,
                variant="agency",
                fields={"actual": other, "name": case.agency.name},
                location=Location(report.file, *section.at(maker.start)),
                expected=case.agency.name,
                actual=other,
            )


def _other_agency(case: Case, text: str) -> str:
    """Return the name of another agency of the register where a text should give its own; else empty."""
    if any(name in text for name in case.agency.names):
        return ""
    others = (agency for agency in case.archive.agencies if agency.id != case.agency.id)
    return next((agency.name for agency in others if agency.name in text), "")
