"""TXT: the fee for handling applications, whether the text states it and whether it can be."""

from collections.abc import Iterator

from nianbao.analysis import fees
from nianbao.checking.check import Case
from nianbao.model.finding import Location, Outcome, Verdict
from nianbao.model.kind_data import Fee
from nianbao.model.report import Narrative

# So much is quoted of an amount without end.
_SHOWN = 60


def fee_not_stated(case: Case) -> Iterator[Verdict]:
    """The last section says whether the fee for handling applications was charged."""
    role = case.kind.roles.fee
    section = case.report.section(role.section) if role else None
    if role is None:
        return
    if case.report.year < fees.SINCE():
        yield Verdict(Outcome.SKIPPED, reason="no-fee-yet")
    elif section is None:
        yield Verdict(Outcome.SKIPPED, reason="section-missing")
    elif fees.is_stated(section.markdown):
        yield Verdict(Outcome.PASSED)
    else:
        at = Location(case.report.file, section.line)
        yield Verdict(Outcome.FAILED, fields={"heading": section.heading}, location=at)


def fee_implausible(case: Case) -> Iterator[Verdict]:
    """A stated fee is one the tariff can give, and there were applications to charge it for."""
    role = case.kind.roles.fee
    if role is None:
        return
    if case.report.year < fees.SINCE():
        yield Verdict(Outcome.SKIPPED, reason="no-fee-yet")
        return
    stated = [(section, fee) for section in case.report.sections for fee in fees.amounts(section.markdown)]
    if not stated:
        yield Verdict(Outcome.SKIPPED, reason="not-stated")
    for section, fee in stated:
        yield _judged(case, role, section, fee)


def _judged(case: Case, role: Fee, section: Narrative, fee: fees.Fee) -> Verdict:
    at = Location(case.report.file, *section.at(fee.start))
    if fee.is_overlong:
        said = fee.text if len(fee.text) <= _SHOWN else fee.text[:_SHOWN] + "\u2026"
        return Verdict(Outcome.FAILED, variant="digits", fields={"said": said}, location=at)
    if fee.yuan is None:
        return Verdict(Outcome.SKIPPED, reason="no-unit")
    if fee.yuan and all(case.report.cell(place).value == 0 for place in role.handled):
        variant = "nothing"
    elif fee.yuan % fees.PRICE():
        variant = "price"
    else:
        return Verdict(Outcome.PASSED)
    fields = {"said": fee.text, "yuan": fee.yuan, "price": fees.PRICE()}
    return Verdict(Outcome.FAILED, variant=variant, fields=fields, location=at, actual=fee.yuan)
