"""YRS: a report against last year's of the same agency, or of the bodies it came from."""

from collections.abc import Iterator
from decimal import Decimal

from nianbao.check import Case
from nianbao.finding import Outcome, Place, Verdict

OPENING = Place("applications", "carried_over", "total")
CLOSING = Place("applications", "carried_forward", "total")


def carried_over_differs(case: Case) -> Iterator[Verdict]:
    """What was carried over from last year is what last year's report carried forward.

    After a merger or split named in the register the sum over the predecessors is compared.
    """
    report = case.report
    own = case.archive.before(report)
    earlier = [own] if own else []
    earlier += [item for item in case.archive.predecessors(report) if item not in earlier]
    if not earlier:
        yield Verdict(Outcome.SKIPPED, OPENING, reason="no-year-before")
        return
    opening = report.cell(OPENING)
    closings = [item.cell(CLOSING).value for item in earlier]
    if opening.value is None or None in closings:
        yield Verdict(Outcome.SKIPPED, OPENING, reason="unstated")
        return
    expected = sum((value for value in closings if value is not None), Decimal(0))
    if opening.value == expected:
        yield Verdict(Outcome.PASSED, OPENING)
        return
    yield Verdict(
        Outcome.FAILED,
        OPENING,
        variant="predecessors" if len(earlier) > 1 or not own else "default",
        fields={
            "place": OPENING,
            "actual": opening.value,
            "expected": expected,
            "closing": CLOSING,
            "year": report.year - 1,
            "terms": tuple(v for v in closings if v is not None),
            "difference": abs(opening.value - expected),
        },
        elsewhere=tuple(item.locate(CLOSING) for item in earlier),
        expected=expected,
        actual=opening.value,
    )
