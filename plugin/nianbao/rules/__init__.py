"""The catalogue: every rule in one flat tuple, in the order of the codes. Read it on one screen."""

from collections.abc import Callable, Iterable
from typing import Final

from nianbao.analysis.personal_data import Kind
from nianbao.checking.check import Case, Rule, Scope
from nianbao.messages import Messages
from nianbao.model.finding import Verdict
from nianbao.rules import (
    bounds,
    dates,
    fees,
    figures,
    naming,
    personal_data,
    prose,
    rollup,
    similarity,
    sources,
    stale_text,
    structure,
    sums,
    waivers,
    years,
)

_TEXTS: Final = Messages()


def _rule(
    code: str,
    answer: Callable[[Case], Iterable[Verdict]],
    scope: Scope = Scope.FORM,
    needs: tuple[str, ...] = (),
) -> Rule:
    """Join a function to the name and severity that data/rules/<code>.yml gives the code."""
    return Rule(code, answer, _TEXTS.rule(code).severity, scope, needs)


# What says nothing of an agency that the register does not know.
REGISTERED: Final = ("SRC005",)

CATALOGUE: Final[tuple[Rule, ...]] = (
    _rule("SRC001", sources.problems_of("SRC001"), Scope.FILE),
    _rule("SRC002", sources.problems_of("SRC002"), Scope.FILE),
    _rule("SRC003", sources.problems_of("SRC003"), Scope.FILE),
    _rule("SRC004", sources.problems_of("SRC004"), Scope.FILE),
    _rule("SRC005", sources.problems_of("SRC005"), Scope.FILE),
    _rule("SRC006", sources.problems_of("SRC006"), Scope.FILE),
    _rule("SRC007", sources.problems_of("SRC007"), Scope.FILE),
    _rule("SRC008", sources.problems_of("SRC008"), Scope.FILE),
    _rule("SRC009", sources.problems_of("SRC009"), Scope.FILE),
    _rule("STR101", structure.section_missing),
    _rule("STR102", structure.section_out_of_order),
    _rule("STR103", structure.section_numeral),
    _rule("STR105", structure.overview_topic_missing),
    _rule("STR106", structure.problems_section_empty),
    _rule("STR107", structure.period_not_stated),
    _rule("STR108", structure.table_missing),
    _rule("STR109", structure.form_does_not_fit_year),
    _rule("STR110", structure.row_missing),
    _rule("STR111", naming.agency_not_named, Scope.REPORT, REGISTERED),
    _rule("STR112", naming.title_form, Scope.REPORT, REGISTERED),
    _rule("STR113", naming.agency_name_differs, Scope.REPORT, REGISTERED),
    _rule("STR114", naming.signature_missing, Scope.REPORT),
    _rule("STR115", structure.item_of_another_form),
    _rule("STR116", structure.unplaced_content, Scope.REPORT),
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
    _rule("SUM305", bounds.in_force_below_net_issued),
    _rule("SUM306", bounds.published_below_new),
    _rule("SUM307", bounds.regulation_without_power, needs=REGISTERED),
    _rule("SUM308", bounds.court_without_reconsideration),
    _rule("SUM309", bounds.fee_precision),
    _rule("YRS401", years.carried_over_differs),
    _rule("YRS402", years.carried_over_differs_by_applicant),
    _rule("YRS403", years.stock_differs),
    _rule("YRS404", years.repealed_exceeds_stock),
    _rule("YRS405", years.amount_off_by_10000),
    _rule("YRS406", years.year_missing, Scope.REPORT),
    _rule("YRS407", years.jump),
    _rule("YRS408", years.same_figures),
    _rule("ORG501", rollup.roll_up_differs),
    _rule("ORG502", rollup.member_missing),
    _rule("TXT601", prose.counts_of("TXT601"), Scope.CLAIMS),
    _rule("TXT602", prose.counts_of("TXT602"), Scope.CLAIMS),
    _rule("TXT603", prose.counts_of("TXT603"), Scope.CLAIMS),
    _rule("TXT604", prose.counts_of("TXT604"), Scope.CLAIMS),
    _rule("TXT605", prose.contradicts_itself, Scope.CLAIMS),
    _rule("TXT606", prose.percentage_wrong, Scope.CLAIMS),
    _rule("TXT607", prose.change_claim_wrong, Scope.CLAIMS),
    _rule("TXT608", fees.fee_not_stated),
    _rule("TXT609", fees.fee_implausible),
    _rule("TXT610", stale_text.wrong_year_or_agency),
    _rule("TXT611", prose.parts_exceed_whole, Scope.CLAIMS),
    _rule("TXT612", prose.passage_not_read, Scope.CLAIMS),
    _rule("DAT701", dates.signed_before_period_ends, Scope.REPORT),
    _rule("DAT702", dates.late, Scope.REPORT),
    _rule("DAT703", dates.date_missing, Scope.REPORT),
    _rule("DAT704", dates.wrong_period, Scope.REPORT),
    _rule("DAT705", dates.published_before_signed, Scope.REPORT),
    _rule("PII801", personal_data.no(Kind.IDENTITY, Kind.LABELLED_IDENTITY, Kind.DOUBTFUL_IDENTITY), Scope.FILE),
    _rule("PII802", personal_data.no(Kind.MOBILE), Scope.FILE),
    _rule("PII803", personal_data.no(Kind.CARD), Scope.FILE),
    _rule("PII804", personal_data.no(Kind.MAIL), Scope.FILE),
    _rule("DUP901", similarity.same_as_last_year, Scope.REPORT),
    _rule("DUP902", similarity.same_as_another_agency, Scope.REPORT),
    _rule("DUP903", similarity.repeated_passage, Scope.REPORT),
    _rule("WVR001", waivers.unused, Scope.FINDINGS),
    _rule("WVR002", waivers.expired, Scope.FINDINGS),
    _rule("WVR003", waivers.stale, Scope.FINDINGS),
)
