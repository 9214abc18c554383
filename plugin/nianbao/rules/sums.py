"""SUM: identities inside a report. Which cells must add up stands in the form; how, in `equations`."""

from collections.abc import Callable, Iterator

from nianbao.checking.check import Case
from nianbao.model import equations
from nianbao.model.finding import Verdict


def identities_of(code: str) -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule function that answers for every identity the form declares for one code."""

    def answer(case: Case) -> Iterator[Verdict]:
        for identity in case.form.identities:
            if identity.rule == code:
                yield equations.verdict(identity, case.report, case.form)

    return answer
