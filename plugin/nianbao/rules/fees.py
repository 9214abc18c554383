"""TXT608, TXT609: whether the text states the fee for handling applications, and whether it can be right.

How a fee is recognised, its tariff and its first year stand in data/fees.yml.
"""

from collections.abc import Iterator

from nianbao.analysis import fees
from nianbao.checking.check import Case
from nianbao.model.finding import Location, Outcome, Verdict, passed, skipped
from nianbao.model.kind_data import Fee
from nianbao.model.report import Narrative

# How many characters of an amount are quoted.
_QUOTED = 60


def fee_not_stated(case: Case) -> Iterator[Verdict]:
    """The last section says whether the fee for handling applications was charged.

    Skipped for years before the fee existed, and where the section is missing (STR101). Cases: "in other words"
    and "fees of the trade are another matter" in tests/cases/rules/TXT608.yml. Basis: data/rules/TXT608.yml.
    """
    role = case.kind.roles.fee
    section = case.report.section(role.section) if role else None
    if role is None:
        return
    if case.report.year < fees.SINCE():
        yield skipped("no-fee-yet")
    elif section is None:
        yield skipped("section-missing")
    elif fees.is_stated(section.markdown):
        yield passed()
    else:
        at = Location(case.report.file, section.line)
        yield Verdict(Outcome.FAILED, fields={"heading": section.heading}, location=at)


def fee_implausible(case: Case) -> Iterator[Verdict]:
    """A stated fee is one the tariff can give, and there were applications to charge it for.

    One verdict for each amount of the prose; amounts are compared in yuan. Cases: "two pieces beyond the tenth"
    and "no price gives such a sum" in tests/cases/rules/TXT609.yml. Basis: data/rules/TXT609.yml.
    """
    role = case.kind.roles.fee
    if role is None:
        return
    if case.report.year < fees.SINCE():
        yield skipped("no-fee-yet")
        return
    stated = [(section, fee) for section in case.report.sections for fee in fees.amounts(section.markdown)]
    if not stated:
        yield skipped("not-stated")
    for section, fee in stated:
        yield _judged(case, role, section, fee)


def _judged(case: Case, role: Fee, section: Narrative, fee: fees.Fee) -> Verdict:
    """Return the verdict on one stated amount.

    Variants: `digits`, more digits than a number may have; `nothing`, charged although no application was
    handled; `price`, no multiple of the lowest price. An amount without a unit is skipped.
    """
    at = Location(case.report.file, *section.at(fee.start))
    if fee.is_overlong:
        quotation = fee.text if len(fee.text) <= _QUOTED else fee.text[:_QUOTED] + "\u2026"
        return Verdict(Outcome.FAILED, variant="digits", fields={"said": quotation}, location=at)
    if fee.yuan is None:
        return skipped("no-unit")
    if fee.yuan and all(case.report.cell(place).value == 0 for place in role.handled):
        variant = "nothing"
    elif fee.yuan % fees.PRICE():
        variant = "price"
    else:
        return passed()
    fields = {"said": fee.text, "yuan": fee.yuan, "price": fees.PRICE()}
    return Verdict(Outcome.FAILED, variant=variant, fields=fields, location=at, actual=fee.yuan)
