"""SRC: the source file itself. Reading found the problems; these rules hand them on."""

from collections.abc import Callable, Iterator

from nianbao.checking.check import Case
from nianbao.model.finding import Outcome, Verdict


def problems_of(code: str) -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule function that answers with the problems of one code, or with one pass."""

    def answer(case: Case) -> Iterator[Verdict]:
        found = [problem for problem in case.entry.problems if problem.code == code]
        for problem in found:
            yield Verdict(
                Outcome.FAILED, variant=problem.variant, fields=problem.fields, location=problem.location
            )
        # What follows the YAML can't be judged in a file whose YAML can't be read.
        if not found and case.entry.report is None and code != "SRC001":
            yield Verdict(Outcome.SKIPPED, reason="unreadable")
        elif not found:
            yield Verdict(Outcome.PASSED)

    return answer
