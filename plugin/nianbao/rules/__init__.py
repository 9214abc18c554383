"""The catalogue: every rule in one flat tuple, in the order of the codes. Read it on one screen."""

from collections.abc import Callable, Iterable
from typing import Final

from nianbao.check import Case, Rule, Scope
from nianbao.finding import Verdict
from nianbao.rules import figures, sources, structure, sums, years
from nianbao.wording import Wording

_TEXTS: Final = Wording()


def _rule(code: str, answer: Callable[[Case], Iterable[Verdict]], scope: Scope = Scope.FORM) -> Rule:
    """Join a function to the name and severity that data/rules/<code>.yml gives the code."""
    return Rule(code, answer, _TEXTS.rule(code).severity, scope)


CATALOGUE: Final[tuple[Rule, ...]] = (
    _rule("SRC001", sources.problems_of("SRC001"), Scope.FILE),
    _rule("SRC002", sources.problems_of("SRC002"), Scope.FILE),
    _rule("SRC003", sources.problems_of("SRC003"), Scope.FILE),
    _rule("SRC004", sources.problems_of("SRC004"), Scope.FILE),
    _rule("SRC005", sources.problems_of("SRC005"), Scope.FILE),
    _rule("SRC006", sources.problems_of("SRC006"), Scope.FILE),
    _rule("SRC007", sources.problems_of("SRC007"), Scope.FILE),
    _rule("SRC008", sources.problems_of("SRC008"), Scope.FILE),
    _rule("STR101", structure.section_missing),
    _rule("STR108", structure.table_missing),
    _rule("STR109", structure.form_does_not_fit_year),
    _rule("STR110", structure.row_missing),
    _rule("FIG201", figures.blank_cells),
    _rule("FIG202", figures.cells(figures.is_placeholder)),
    _rule("FIG203", figures.cells(figures.is_no_number)),
    _rule("FIG204", figures.cells(figures.has_unit)),
    _rule("FIG205", figures.cells(figures.is_not_whole)),
    _rule("FIG206", figures.cells(figures.is_negative)),
    _rule("FIG207", figures.cells(figures.has_odd_digits)),
    _rule("SUM301", sums.identities_of("SUM301")),
    _rule("SUM302", sums.identities_of("SUM302")),
    _rule("SUM303", sums.identities_of("SUM303")),
    _rule("SUM304", sums.identities_of("SUM304")),
    _rule("YRS401", years.carried_over_differs),
)
