"""TXT: what is left over in the text from another year's report, or another agency's."""

from collections.abc import Iterator

from nianbao.analysis import stale_text
from nianbao.checking.check import Case
from nianbao.model.finding import Location, Outcome, Verdict
from nianbao.model.report import PREAMBLE, Narrative


def wrong_year_or_agency(case: Case) -> Iterator[Verdict]:
    """The text speaks of this report's year and agency, not of those of one it was copied from."""
    found = [verdict for section in case.report.sections for verdict in _of(case, section)]
    yield from found or [Verdict(Outcome.PASSED)]


def _of(case: Case, section: Narrative) -> Iterator[Verdict]:
    report = case.report
    for stated in stale_text.years(section.markdown, report.year, is_preamble=section.key == PREAMBLE):
        # The section on problems looks ahead.
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


def _other_agency(case: Case, said: str) -> str:
    """Return the name of another agency of the register that a text gives where its own should stand."""
    if any(name in said for name in case.agency.names):
        return ""
    others = (agency for agency in case.archive.agencies if agency.id != case.agency.id)
    return next((agency.name for agency in others if agency.name in said), "")
