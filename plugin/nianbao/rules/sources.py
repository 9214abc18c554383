"""SRC: problems of the source file itself, as `source.read`, the register and the archive noted them."""

from collections.abc import Callable, Iterator

from nianbao.checking.check import Case
from nianbao.model.finding import Outcome, Verdict, passed, skipped


def problems_of(code: str) -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule function that answers with the problems of one code, or with one pass.

    A file whose YAML can't be read fails SRC001, and a code without a problem is skipped. Cases: "a GBK file is
    named as such and nothing of it is read" in tests/cases/rules/SRC001.yml, "a misspelt row, and the row it
    leaves missing" in tests/cases/rules/SRC002.yml.
    """

    def answer(case: Case) -> Iterator[Verdict]:
        problems = [problem for problem in case.entry.problems if problem.code == code]
        for problem in problems:
            yield Verdict(
                Outcome.FAILED, variant=problem.variant, fields=problem.fields, location=problem.location
            )
        # What follows the YAML can't be judged in a file whose YAML can't be read.
        if not problems and case.entry.report is None and code != "SRC001":
            yield skipped("unreadable")
        elif not problems:
            yield passed()

    return answer
