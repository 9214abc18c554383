"""Sums of figures over agencies, without counting any agency twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from nianbao.archive import Archive
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Place
from nianbao.model.report import Report


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over reports: `among` counts those whose form has the figures, `stated` those that state them all."""

    value: Decimal
    stated: int
    among: int


def total(reports: Iterable[Report], *places: Place) -> Sum:
    """Return the sum of one figure or several over these reports.

    A blank adds nothing, and so does a number with a unit behind it: it may count something else.
    """
    value, stated, among = Decimal(0), 0, 0
    for report in reports:
        if report.form and all(place in report.form.measures for place in places):
            cells = [report.cell(place) for place in places]
            numbers = [cell.value for cell in cells if cell.value is not None and not cell.unit]
            value = exact_sum([value, *numbers])
            stated += len(numbers) == len(places)
            among += 1
    return Sum(value, stated, among)


def not_contained(archive: Archive, reports: Sequence[Report]) -> list[Report]:
    """Return the reports of a year that no other of them contains.

    A consolidated report of a government contains those of the bodies below it, at any depth.
    """
    filed = {report.agency for report in reports}
    return [report for report in reports if not filed.intersection(_above(archive, report.agency))]


def _above(archive: Archive, agency: str) -> Iterable[str]:
    """Yield the ids of the bodies above an agency that file consolidated reports, the nearest first."""
    seen = {agency}
    parent = archive.agency(agency).parent
    while parent and parent not in seen:
        seen.add(parent)
        if archive.agency(parent).kind == "government":
            yield parent
        parent = archive.agency(parent).parent
