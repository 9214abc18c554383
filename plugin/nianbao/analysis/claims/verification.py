"""Claim verification: every number and zero statement of a report's prose, and whether the tables bear it out."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from nianbao.analysis.claims.claim import Change, Count, Quantity, Share, Span
from nianbao.analysis.claims.mentions import Mention
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Location, Place
from nianbao.model.form import Form
from nianbao.model.report import Report

_HUNDRED: Final = Decimal(100)
_HALF: Final = Decimal("0.5")
# A share or change given as not exact may be off by so many points.
_APPROXIMATE: Final = Decimal(5)


class Agreement(StrEnum):
    """What the tables say to a claim.

    Example: TXT601.yml, "none, where the table is blank" agrees if the blank is zero; "a year without a report" is
    open.
    """

    AGREES = "agrees"
    AGREES_IF_BLANK_IS_ZERO = "agrees_if_blank_is_zero"
    DIFFERS = "differs"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tables say to a claim: of which reading, what they hold, and why the question stays open.

    `actual` is what they hold, None if that stays open; `terms` are the figures it was worked out from; `reason`
    is the key of why it stays open.

    Example: TXT607.yml, "no report of the year it is compared with".
    """

    agreement: Agreement
    quantity: Quantity | None = None
    actual: Decimal | None = None
    terms: tuple[Decimal, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Verification:
    """The mentions of one report, in order, the words that were not read, and what the tables say to each.

    `of_year` finds the report that speaks for the same body in a year.
    """

    report: Report
    mentions: tuple[Mention, ...]
    unread: tuple[Mention, ...]
    of_year: Callable[[int], Report | None]

    @cached_property
    def counts(self) -> tuple[tuple[Mention, Count], ...]:
        """Every stated number of something, with the mention it stands in."""
        return tuple((m, claim) for m in self.mentions for claim in m.claims if isinstance(claim, Count))

    @cached_property
    def shares(self) -> tuple[tuple[Mention, Share], ...]:
        """Every stated share."""
        return tuple((m, claim) for m in self.mentions for claim in m.claims if isinstance(claim, Share))

    @cached_property
    def changes(self) -> tuple[tuple[Mention, Change], ...]:
        """Every stated change against another year."""
        return tuple((m, claim) for m in self.mentions for claim in m.claims if isinstance(claim, Change))

    def location(self, span: Span) -> Location:
        """Return where words stand in the source file."""
        section = self.report.sections[span.section]
        return Location(self.report.file, *section.at(span.start))

    # --- what the tables say ------------------------------------------------------------------------------------

    def answer(self, count: Count) -> Answer:
        """Return what the tables say to a count: it agrees if any reading fits, else the likeliest one speaks.

        Example: TXT601.yml, "two digits changed places" and "to accept can mean all that lay on the desk".
        """
        answers = [self._compared(count, reading) for reading in count.readings]
        if not answers:
            return Answer(Agreement.OPEN, reason="no-cell")
        rank = {agreement: index for index, agreement in enumerate(_BEST_FIRST)}
        best = min(answers, key=lambda answer: rank[answer.agreement])
        return answers[0] if best.agreement is Agreement.DIFFERS else best

    def _compared(self, count: Count, quantity: Quantity) -> Answer:
        """Return what the tables say to one reading of a count.

        Example: TXT601.yml, "more than ninety, which is too many"; TXT603.yml, "none and some, where the table is
        blank".
        """
        figures = self._figures(quantity)
        if figures is None:
            return Answer(Agreement.OPEN, quantity, reason="no-report")
        stated = tuple(value for value in figures if value is not None)
        blank = len(stated) < len(figures)
        actual = exact_sum(stated)
        slack = self._figures(Quantity(count.slack, quantity.year)) or ()
        room = exact_sum(value for value in slack if value is not None)
        if count.low <= actual <= count.high + room:
            agreement = Agreement.AGREES_IF_BLANK_IS_ZERO if blank else Agreement.AGREES
            return Answer(agreement, quantity, actual, stated)
        if blank and actual < count.low:
            return Answer(Agreement.OPEN, quantity, reason="unstated")
        return Answer(Agreement.DIFFERS, quantity, actual, stated)

    def _figures(self, quantity: Quantity) -> tuple[Decimal | None, ...] | None:
        """Return the figures of a quantity's cells, None for a blank; None if no report or form has them."""
        report = self.report if quantity.year == self.report.year else self.of_year(quantity.year)
        if report is None or report.form is None or not set(quantity.cells) <= set(report.form.measures):
            return None
        return tuple(report.cell(place).value for place in quantity.cells)

    def total(self, quantity: Quantity) -> Decimal | None:
        """Return what a quantity's cells add up to; None while one holds no number."""
        figures = self._figures(quantity)
        if figures is None or None in figures:
            return None
        return exact_sum(value for value in figures if value is not None)

    def share(self, share: Share) -> Answer:
        """Return what the tables say to a share: it is right of any whole it can be of, to half its last digit.

        Example: TXT606.yml, "rounded to whole points" and "a wrong share".
        """
        quantity = share.part.quantity
        part = share.part.value
        if part < 0:
            counted = self.total(quantity) if quantity else None
            if counted is None:
                return Answer(Agreement.OPEN, quantity, reason="unstated")
            part = counted
        wholes = [share.whole.value] if share.whole else []
        wholes += [whole for base in share.bases if (whole := self.total(base)) is not None]
        if not any(wholes):
            return Answer(Agreement.OPEN, quantity, reason="unstated")
        room = _APPROXIMATE if share.approximate else share.step * _HALF
        for whole in wholes:
            if whole and abs(part / whole * _HUNDRED - share.percent) <= room:
                return Answer(Agreement.AGREES, quantity, share.percent, (part, whole))
        whole = next(whole for whole in wholes if whole)
        return Answer(Agreement.DIFFERS, quantity, _rounded(part / whole * _HUNDRED, share.step), (part, whole))

    def change(self, change: Change) -> Answer:
        """Return what both years' tables say to a change, to half a unit of its last digit.

        Example: TXT607.yml, "the wrong number" and "no report of the year it is compared with".
        """
        answers = [self._changed(change, quantity) for quantity in change.readings]
        rank = {agreement: index for index, agreement in enumerate(_BEST_FIRST)}
        best = min(answers, key=lambda answer: rank[answer.agreement])
        return answers[0] if best.agreement is Agreement.DIFFERS else best

    def _changed(self, change: Change, quantity: Quantity) -> Answer:
        """Return what both years' tables say to one reading of a change."""
        now, then = self.total(quantity), self.total(Quantity(quantity.cells, change.against))
        if now is None:
            return Answer(Agreement.OPEN, quantity, reason="unstated")
        if then is None:
            return Answer(Agreement.OPEN, quantity, reason="no-year-before")
        if change.is_percent and not then:
            return Answer(Agreement.OPEN, quantity, reason="from-nothing")
        actual = (now - then) / then * _HUNDRED if change.is_percent else now - then
        room = _APPROXIMATE if change.approximate else change.step * _HALF * change.is_percent
        agrees = abs(actual - change.direction * change.amount) <= room
        shown = _rounded(actual, change.step) if change.is_percent else actual
        return Answer(Agreement.AGREES if agrees else Agreement.DIFFERS, quantity, shown, (now, then))


_BEST_FIRST: Final = (
    Agreement.AGREES,
    Agreement.AGREES_IF_BLANK_IS_ZERO,
    Agreement.OPEN,
    Agreement.DIFFERS,
)


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    """Return a percentage to the digits it was stated to, one at least, so that a difference can be seen."""
    return value.quantize(min(step, Decimal("0.1")))


def label(cells: tuple[Place, ...], form: Form) -> str:
    """Return the official wording of a sum of cells: a group by its own label, others joined by a plus sign.

    Example: TXT603.yml, "a group of rows has no cell of its own".
    """
    left = list(cells)
    names: list[str] = []
    while left:
        place = left[0]
        table = form.tables[place.table]
        for key, leaves in table.groups.items():
            group = [Place(place.table, leaf, place.column) for leaf in leaves]
            if place in group and set(group) <= set(left):
                head = next(h for block in table.blocks for top in block.rows for h in top.walk() if h.key == key)
                names.append(f"{table.label} \N{MIDDLE DOT} {head.name} \N{MIDDLE DOT} {table.column(place).name}")
                left = [other for other in left if other not in group]
                break
        else:
            names.append(form.label(place))
            left.pop(0)
    return " \N{FULLWIDTH PLUS SIGN} ".join(names)
