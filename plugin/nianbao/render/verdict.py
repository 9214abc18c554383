"""What the rules say of a report, in the order and the words of the page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nianbao.check import RANK, Judgement
from nianbao.finding import Finding, Outcome, Place, Severity
from nianbao.form import Form
from nianbao.render.page import Site
from nianbao.render.tables import Mark, cell_id
from nianbao.wording import Sentence


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with its number in the page, its sentence, and its cells: the one it is about, and the others."""

    number: int
    finding: Finding
    tone: str
    sentence: Sentence
    cells: tuple[tuple[str, str], ...]
    related: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """The id of the finding in its page."""
        return f"nb-finding-{self.number}"


@dataclass(frozen=True, slots=True)
class Panel:
    """The verdict of a report: status, findings, how often each outcome was answered, why rules were skipped."""

    status: str
    findings: tuple[Numbered, ...]
    errors: int
    notes: int
    counts: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, int], ...]


def panel(site: Site, judgement: Judgement) -> Panel | None:
    """Return the verdict as the site shows it, or None where it shows no findings."""
    if site.options.findings == "none" and judgement.entry.report:
        return None
    shown = site.shown(judgement) if judgement.entry.report else judgement.findings
    form = judgement.entry.report.form if judgement.entry.report else None
    ranked = sorted(shown, key=lambda finding: (finding.waived is not None, -RANK[finding.severity]))
    numbered = tuple(_numbered(site, number, finding, form) for number, finding in enumerate(ranked, 1))
    open_errors = sum(item.tone == Severity.ERROR for item in numbered)
    reasons = Counter(verdict.reason for _, verdict in judgement.verdicts if verdict.outcome is Outcome.SKIPPED)
    return Panel(
        status=site.status(judgement.entry),
        findings=numbered,
        errors=open_errors,
        notes=sum(item.tone in {Severity.WARNING, Severity.INFO} for item in numbered),
        counts=tuple((str(outcome), count) for outcome, count in _counts(site, judgement)),
        skipped=tuple((site.wording.word(f"skip-{reason}"), count) for reason, count in sorted(reasons.items())),
    )


def _counts(site: Site, judgement: Judgement) -> Iterable[tuple[Outcome, int]]:
    """Count outcomes; where warnings stay hidden, their failures do too."""
    hidden = len(judgement.findings) - len(site.shown(judgement))
    for outcome, count in judgement.counts.items():
        yield outcome, max(count - hidden, 0) if outcome is Outcome.FAILED else count


def _numbered(site: Site, number: int, finding: Finding, form: Form | None) -> Numbered:
    def named(place: Place) -> tuple[str, str]:
        return cell_id(place), form.label(place) if form else str(place)

    return Numbered(
        number=number,
        finding=finding,
        tone="waived" if finding.waived is not None else str(finding.severity),
        sentence=site.wording.finding(finding, form),
        cells=(named(finding.place),) if finding.place else (),
        related=tuple(named(place) for place, _ in finding.related if place != finding.place),
    )


def marks(numbered: Iterable[Numbered]) -> Mapping[Place, Mark]:
    """Return the mark of every cell that a finding is about or that takes part in one."""
    codes: dict[Place, list[str]] = {}
    about: dict[Place, list[Numbered]] = {}
    for item in numbered:
        finding = item.finding
        if finding.place:
            about.setdefault(finding.place, []).append(item)
        places = [finding.place, *(place for place, _ in finding.related)]
        for place in dict.fromkeys(place for place in places if place):
            codes.setdefault(place, []).append(finding.code)
    return {
        place: Mark(
            tuple(dict.fromkeys(found)),
            tuple((item.number, item.finding.code) for item in about.get(place, ())),
            # The first is the worst: findings come in that order.
            about[place][0].tone if place in about else "",
        )
        for place, found in codes.items()
    }
