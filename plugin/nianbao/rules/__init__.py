"""The catalogue: every rule in one flat tuple, in the order of the codes.

Each line holds the code, the function that answers, what the function needs to answer (`Scope`) and the codes
without whose pass it says nothing. Severity, wording and legal basis of a code stand in data/rules/, its cases
in tests/cases/rules/. Rules about findings (WVR) stand last, as they see what the others answered.
"""

from typing import Final

from nianbao.analysis.personal_data import Kind
from nianbao.checking.check import Rule, Scope
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

# Rules that need the agency in the register.
REGISTERED: Final = ("SRC005",)

# Numbers of identity cards, and what PII801 takes for one.
IDENTITIES: Final = (Kind.IDENTITY, Kind.LABELLED_IDENTITY, Kind.DOUBTFUL_IDENTITY)


def catalogue() -> tuple[Rule, ...]:
    """Return the catalogue: what another process can be told to call."""
    return CATALOGUE


CATALOGUE: Final[tuple[Rule, ...]] = (
    Rule("SRC001", sources.problems_of("SRC001"), Scope.FILE),
    Rule("SRC002", sources.problems_of("SRC002"), Scope.FILE),
    Rule("SRC003", sources.problems_of("SRC003"), Scope.FILE),
    Rule("SRC004", sources.problems_of("SRC004"), Scope.FILE),
    Rule("SRC005", sources.problems_of("SRC005"), Scope.FILE),
    Rule("SRC006", sources.problems_of("SRC006"), Scope.FILE),
    Rule("SRC007", sources.problems_of("SRC007"), Scope.FILE),
    Rule("SRC008", sources.problems_of("SRC008"), Scope.FILE),
    Rule("SRC009", sources.problems_of("SRC009"), Scope.FILE),
    Rule("STR101", structure.section_missing),
    Rule("STR102", structure.section_out_of_order),
    Rule("STR103", structure.section_numeral),
    Rule("STR105", structure.overview_topic_missing),
    Rule("STR106", structure.problems_section_empty),
    Rule("STR107", structure.period_not_stated),
    Rule("STR108", structure.table_missing),
    Rule("STR109", structure.form_does_not_fit_year),
    Rule("STR110", structure.row_missing),
    Rule("STR111", naming.agency_not_named, Scope.REPORT, REGISTERED),
    Rule("STR112", naming.title_form, Scope.REPORT, REGISTERED),
    Rule("STR113", naming.agency_name_differs, Scope.REPORT, REGISTERED),
    Rule("STR114", naming.signature_missing, Scope.REPORT),
    Rule("STR115", structure.item_of_another_form),
    Rule("STR116", structure.unplaced_content, Scope.REPORT),
    Rule("STR118", structure.table_not_read),
    Rule("FIG201", figures.blank_cells),
    Rule("FIG202", figures.cells(figures.is_placeholder)),
    Rule("FIG203", figures.cells(figures.is_no_number)),
    Rule("FIG204", figures.cells(figures.has_unit)),
    Rule("FIG205", figures.cells(figures.is_not_whole)),
    Rule("FIG206", figures.cells(figures.is_negative)),
    Rule("FIG207", figures.cells(figures.has_odd_digits)),
    Rule("SUM301", sums.identities_of("SUM301")),
    Rule("SUM302", sums.identities_of("SUM302")),
    Rule("SUM303", sums.identities_of("SUM303")),
    Rule("SUM304", sums.identities_of("SUM304")),
    Rule("SUM305", bounds.in_force_below_net_issued),
    Rule("SUM306", bounds.published_below_new),
    Rule("SUM307", bounds.regulation_without_power, needs=REGISTERED),
    Rule("SUM308", bounds.court_without_reconsideration),
    Rule("SUM309", bounds.fee_precision),
    Rule("YRS401", years.carried_over_differs),
    Rule("YRS402", years.carried_over_differs_by_applicant),
    Rule("YRS403", years.stock_differs),
    Rule("YRS404", years.repealed_exceeds_stock),
    Rule("YRS405", years.amount_off_by_10000),
    Rule("YRS406", years.year_missing, Scope.REPORT),
    Rule("YRS407", years.jump),
    Rule("YRS408", years.same_figures),
    Rule("ORG501", rollup.roll_up_differs),
    Rule("ORG502", rollup.member_missing),
    Rule("TXT601", prose.counts_of("TXT601"), Scope.CLAIMS),
    Rule("TXT602", prose.counts_of("TXT602"), Scope.CLAIMS),
    Rule("TXT603", prose.counts_of("TXT603"), Scope.CLAIMS),
    Rule("TXT604", prose.counts_of("TXT604"), Scope.CLAIMS),
    Rule("TXT605", prose.contradicts_itself, Scope.CLAIMS),
    Rule("TXT606", prose.percentage_wrong, Scope.CLAIMS),
    Rule("TXT607", prose.change_claim_wrong, Scope.CLAIMS),
    Rule("TXT608", fees.fee_not_stated),
    Rule("TXT609", fees.fee_implausible),
    Rule("TXT610", stale_text.wrong_year_or_agency),
    Rule("TXT611", prose.parts_exceed_whole, Scope.CLAIMS),
    Rule("TXT612", prose.passage_not_read, Scope.CLAIMS),
    Rule("DAT701", dates.signed_before_period_ends, Scope.REPORT),
    Rule("DAT702", dates.late, Scope.REPORT),
    Rule("DAT703", dates.date_missing, Scope.REPORT),
    Rule("DAT704", dates.wrong_period, Scope.REPORT),
    Rule("DAT705", dates.published_before_signed, Scope.REPORT),
    Rule("PII801", personal_data.exposures_of(*IDENTITIES), Scope.FILE),
    Rule("PII802", personal_data.exposures_of(Kind.MOBILE), Scope.FILE),
    Rule("PII803", personal_data.exposures_of(Kind.CARD), Scope.FILE),
    Rule("PII804", personal_data.exposures_of(Kind.MAIL), Scope.FILE),
    Rule("DUP901", similarity.same_as_last_year, Scope.REPORT),
    Rule("DUP902", similarity.same_as_another_agency, Scope.REPORT),
    Rule("DUP903", similarity.repeated_passage, Scope.REPORT),
    Rule("WVR001", waivers.unused, Scope.FINDINGS),
    Rule("WVR002", waivers.expired, Scope.FINDINGS),
    Rule("WVR003", waivers.stale, Scope.FINDINGS),
)
