"""The public explanations (waivers) of a report: which one answers a finding."""

from datetime import date

from nianbao.model.finding import Place
from nianbao.model.form import Form
from nianbao.model.report import Report, Waiver


def waiver_of(
    code: str, place: Place | None, fingerprint: str, report: Report, today: date | None
) -> Waiver | None:
    """Return the first waiver of a finding that has not expired and was written for these figures, if any."""
    for waiver in report.waivers:
        expired = bool(waiver.until and today and waiver.until < today.isoformat())
        stale = waiver.fingerprint not in {"", fingerprint}
        if waiver.rule == code and not expired and not stale and covers(waiver.at, place, report.form):
            return waiver
    return None


def covers(at: str, place: Place | None, form: Form | None) -> bool:
    """Return whether a waiver's place, as written, is that of a finding: its cell, or any where it names none."""
    return not at or (place is not None and form is not None and form.find(at) == place)
