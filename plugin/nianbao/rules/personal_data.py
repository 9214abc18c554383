"""PII: personal information in a source.

It was recognised and masked when the file was read (`source.redacted`); these rules report where. No verdict
holds an unmasked number.
"""

from collections.abc import Callable, Iterator, Mapping

from nianbao.analysis.personal_data import Kind
from nianbao.checking.check import Case
from nianbao.model.finding import Outcome, Severity, Verdict, passed, skipped

DOUBTFUL: Mapping[Kind, Severity] = {Kind.DOUBTFUL_IDENTITY: Severity.WARNING}


def exposures_of(*kinds: Kind) -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule function that fails each place where information of these kinds stands.

    The first kind has the default sentence, each further one a variant of its own name. One pass where there is
    none, a skip where the file could not be read. Cases: "a plausible one with a wrong checksum" in
    tests/cases/rules/PII801.yml (a warning), "an account by the words near it" in tests/cases/rules/PII803.yml.
    """

    def answer(case: Case) -> Iterator[Verdict]:
        exposures = [exposure for exposure in case.entry.exposures if exposure.kind in kinds]
        for exposure in exposures:
            yield Verdict(
                Outcome.FAILED,
                exposure.place,
                variant="default" if exposure.kind is kinds[0] else str(exposure.kind),
                fields={"masked": exposure.masked},
                location=exposure.location,
                actual=exposure.masked,
                severity=DOUBTFUL.get(exposure.kind),
            )
        if not exposures and case.entry.report is None and not case.entry.is_register:
            yield skipped("unreadable")
        elif not exposures:
            yield passed()

    return answer
