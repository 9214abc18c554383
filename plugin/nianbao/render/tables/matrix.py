"""Agencies by rules: which rules fail at which agency in a year, for those who hand reports back."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from nianbao.messages import RuleText
from nianbao.model.register import Agency
from nianbao.render.context import RenderContext
from nianbao.render.pages.agency_year import AgencyYear
from nianbao.render.pages.verdict import anchor, ranked


@dataclass(frozen=True, slots=True)
class Failing:
    """How often a rule fails in a report, the id of the first finding in its page, and its tone."""

    times: int
    anchor: str
    tone: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rules that fail, each with the number of agencies it fails at, and a line for each such agency."""

    rules: tuple[tuple[RuleText, int], ...]
    lines: tuple[tuple[Agency, Mapping[str, Failing]], ...]

    def among(self, ids: Collection[str]) -> "Matrix | None":
        """Return the lines of some agencies, by their ids, and the rules that fail there; None without any."""
        lines = tuple((agency, failing) for agency, failing in self.lines if agency.id in ids)
        times = Counter(code for _, failing in lines for code in failing)
        rules = tuple((rule, times[rule.code]) for rule, _ in self.rules if times[rule.code])
        return Matrix(rules, lines) if lines else None


def matrix(context: RenderContext, agency_years: Iterable[AgencyYear]) -> Matrix | None:
    """Return which rules fail at which agencies, as far as the site shows it; None where it shows nothing.

    Rules stand in the order of the site's options, rules without a page after them by code. Agencies without a
    finding have no line.
    """
    lines = [(each.agency, _failing(context, each)) for each in agency_years if each.entry]
    lines = [(agency, failing) for agency, failing in lines if failing]
    times = Counter(code for _, failing in lines for code in failing)
    order = {code: position for position, code in enumerate(context.options.rules)}
    codes = sorted(times, key=lambda code: (order.get(code, len(order)), code))
    rules = tuple((context.messages.rule(code), times[code]) for code in codes)
    return Matrix(rules, tuple(lines)) if lines else None


def _failing(context: RenderContext, agency_year: AgencyYear) -> Mapping[str, Failing]:
    """Return the rules that fail in a report, by code, each with the anchor of its gravest finding."""
    if agency_year.entry is None:
        return {}
    failing: dict[str, Failing] = {}
    for number, finding in enumerate(ranked(context.visibility(agency_year.entry)), 1):
        known = failing.get(finding.code)
        # Findings are sorted by severity, so the first one has the gravest tone.
        tone = "waived" if finding.waived is not None else str(finding.severity)
        failing[finding.code] = (
            Failing(known.times + 1, known.anchor, known.tone) if known else Failing(1, anchor(number), tone)
        )
    return failing
