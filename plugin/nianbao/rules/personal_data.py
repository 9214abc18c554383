"""PII: personal information. It was found and masked when the file was read; these rules say so."""

from collections.abc import Callable, Iterator, Mapping

from nianbao.analysis.personal_data import Kind
from nianbao.checking.check import Case
from nianbao.model.finding import Outcome, Severity, Verdict

DOUBTFUL: Mapping[Kind, Severity] = {Kind.DOUBTFUL_IDENTITY: Severity.WARNING}


def no(*kinds: Kind) -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule function that fails each place where information of these kinds stands."""

    def answer(case: Case) -> Iterator[Verdict]:
        found = [exposure for exposure in case.entry.exposures if exposure.kind in kinds]
        for exposure in found:
            yield Verdict(
                Outcome.FAILED,
                exposure.place,
                variant="default" if exposure.kind is kinds[0] else str(exposure.kind),
                fields={"masked": exposure.masked},
                location=exposure.location,
                actual=exposure.masked,
                severity=DOUBTFUL.get(exposure.kind),
            )
        if not found and case.entry.report is None and not case.entry.is_register:
            yield Verdict(Outcome.SKIPPED, reason="unreadable")
        elif not found:
            yield Verdict(Outcome.PASSED)

    return answer
