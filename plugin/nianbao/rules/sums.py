"""SUM301 to SUM304: sums and balances inside a report.

Which cells must add up stands in the form as identities, with their legal basis; how they are judged where cells
are blank, in `model.equations`.
"""

from collections.abc import Callable, Iterator

from nianbao.checking.check import Case
from nianbao.model import equations
from nianbao.model.finding import Verdict


def identities_of(code: str) -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule function that answers for every identity the form declares for one code.

    Cases: "a blank that can be zero" in tests/cases/rules/SUM301.yml, "parts above the total can't be saved by
    blanks" in tests/cases/rules/SUM302.yml.
    """

    def answer(case: Case) -> Iterator[Verdict]:
        return equations.verdicts(code, case.report, case.form)

    return answer
