"""The ledger of a report: every number and every "none" of its prose, and whether the tables bear it out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Final

from nianbao.analysis.claims.bodies import Bodies
from nianbao.analysis.claims.claim import Change, Count, Quantity, Share, Span
from nianbao.analysis.claims.mentions import Mention
from nianbao.analysis.claims.reader import read
from nianbao.analysis.claims.vocabulary import Vocabulary
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Location, Place
from nianbao.model.form import Form
from nianbao.model.register import Agency
from nianbao.model.report import Report

_HUNDRED: Final = Decimal(100)
_HALF: Final = Decimal("0.5")
# A share or change given as not exact may be off by so many points.
_LOOSE: Final = Decimal(5)


class Agreement(StrEnum):
    """What the tables say to a claim."""

    AGREES = "agrees"
    AGREES_IF_BLANK_IS_ZERO = "agrees_if_blank_is_zero"
    DIFFERS = "differs"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the tables say to a claim: of which reading, what they hold, and why the question stays open.

    `terms` are the figures `actual` was worked out from.
    """

    agreement: Agreement
    quantity: Quantity | None = None
    actual: Decimal | None = None
    terms: tuple[Decimal, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Ledger:
    """The mentions of one report, in order, and the words that were not read.

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
        """Return what the tables say to a count: yes if any reading fits, else what the likeliest one holds."""
        answers = [self._compared(count, reading) for reading in count.readings]
        if not answers:
            return Answer(Agreement.OPEN, reason="no-cell")
        rank = {agreement: index for index, agreement in enumerate(_BEST_FIRST)}
        best = min(answers, key=lambda answer: rank[answer.agreement])
        return answers[0] if best.agreement is Agreement.DIFFERS else best

    def _compared(self, count: Count, quantity: Quantity) -> Answer:
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
        """Return whether a share is right of any whole it can be of, to half a unit of its last digit."""
        quantity = share.part.quantity
        part = share.part.value
        if part < 0:
            found = self.total(quantity) if quantity else None
            if found is None:
                return Answer(Agreement.OPEN, quantity, reason="unstated")
            part = found
        wholes = [share.whole.value] if share.whole else []
        wholes += [whole for base in share.bases if (whole := self.total(base)) is not None]
        if not any(wholes):
            return Answer(Agreement.OPEN, quantity, reason="unstated")
        room = _LOOSE if share.about else share.step * _HALF
        for whole in wholes:
            if whole and abs(part / whole * _HUNDRED - share.percent) <= room:
                return Answer(Agreement.AGREES, quantity, share.percent, (part, whole))
        whole = next(whole for whole in wholes if whole)
        return Answer(Agreement.DIFFERS, quantity, _rounded(part / whole * _HUNDRED, share.step), (part, whole))

    def change(self, change: Change) -> Answer:
        """Return whether a change is what both years' tables give, to half a unit of its last digit."""
        answers = [self._changed(change, quantity) for quantity in change.readings]
        rank = {agreement: index for index, agreement in enumerate(_BEST_FIRST)}
        best = min(answers, key=lambda answer: rank[answer.agreement])
        return answers[0] if best.agreement is Agreement.DIFFERS else best

    def _changed(self, change: Change, quantity: Quantity) -> Answer:
        now, then = self.total(quantity), self.total(Quantity(quantity.cells, change.against))
        if now is None:
            return Answer(Agreement.OPEN, quantity, reason="unstated")
        if then is None:
            return Answer(Agreement.OPEN, quantity, reason="no-year-before")
        if change.is_percent and not then:
            return Answer(Agreement.OPEN, quantity, reason="from-nothing")
        actual = (now - then) / then * _HUNDRED if change.is_percent else now - then
        room = _LOOSE if change.about else change.step * _HALF * change.is_percent
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
    """Return the official wording of a sum of cells: a group by its own label, others joined by a plus sign."""
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


def _tell_two_apart(ours: Sequence[Mention], all_: Sequence[Mention]) -> bool:
    """Say whether a report counts the same of two bodies: what it says of all repeats what it says of us."""
    known = {mention.span for mention in ours if mention.claims}
    own = {count.quantity for mention in ours for count in mention.claims if isinstance(count, Count)}
    others = (count for mention in all_ if mention.span not in known for count in mention.claims)
    return any(isinstance(count, Count) and count.quantity in own for count in others)


class Claims:
    """Reads reports; the words of a form and year are prepared once."""

    def __init__(self) -> None:
        self._vocabularies: dict[tuple[str, int], Vocabulary] = {}

    def of(self, report: Report, agency: Agency) -> tuple[Mention, ...]:
        """Return what a report's prose mentions; nothing for a report without a form."""
        return tuple(self._mentions(report, agency))

    def _mentions(self, report: Report, agency: Agency) -> Iterator[Mention]:
        form = report.form
        if form is None:
            return
        key = (form.id, report.year)
        if key not in self._vocabularies:
            self._vocabularies[key] = Vocabulary(form, report.year)
        names = (*agency.names, report.signed_by)
        bodies = Bodies(names, report.year, is_government=agency.kind == "government")
        mentions = [*self._read(report, self._vocabularies[key], bodies)]
        if alone := bodies.alone(section.markdown for section in report.sections):
            again = [*self._read(report, self._vocabularies[key], alone)]
            mentions = mentions if _tell_two_apart(mentions, again) else again
        yield from mentions

    def _read(self, report: Report, vocabulary: Vocabulary, bodies: Bodies) -> Iterator[Mention]:
        for position, section in enumerate(report.sections):
            yield from read(vocabulary, bodies, position, section)

    def ledger(self, report: Report, agency: Agency, of_year: Callable[[int], Report | None]) -> Ledger:
        """Return the ledger of a report."""
        found = self.of(report, agency)
        read = tuple(mention for mention in found if not mention.unread)
        return Ledger(report, read, tuple(mention for mention in found if mention.unread), of_year)
