"""What a sentence can state: counts of cells, shares and changes, each with its place in the text."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from nianbao.model.finding import Place

ENDLESS: Final = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Span:
    """Where words stand: the position of the section in the report, and offsets in its Markdown."""

    section: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Quantity:
    """The sum of some cells of one year's report.

    Example: TXT602.yml, "lawsuits are both rows together": one quantity of two cells.
    """

    cells: tuple[Place, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Count:
    """A stated number of something that cells hold.

    `readings` are the quantities the words can mean, the likeliest first; none if no cell holds what is counted.
    The true number lies between `low` and `high`; `slack` are cells whose value may come on top. `approximate`
    marks numbers given as not exact, `confident` those whose meaning the words leave no doubt about. `part_of` is
    the span of the whole the number was named a part of, `kind` the class of what is counted: flow, applicant,
    outcome, dispute, result, document, channel or subset. `in_words`: words, not digits, state it.

    Example: TXT601.yml, "to accept can mean all that lay on the desk": one number with two readings.
    """

    span: Span
    value: Decimal
    readings: tuple[Quantity, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = ENDLESS
    slack: tuple[Place, ...] = ()
    approximate: bool = False
    confident: bool = True
    kind: str = ""
    part_of: Span | None = None
    in_words: bool = False

    @property
    def quantity(self) -> Quantity | None:
        """The likeliest reading, or None."""
        return self.readings[0] if self.readings else None

    @property
    def rows(self) -> tuple[str, ...]:
        """The rows of the likeliest reading, each once; empty without a reading."""
        return tuple(dict.fromkeys(cell.row for cell in self.readings[0].cells)) if self.readings else ()

    @property
    def is_exact(self) -> bool:
        """Whether exactly this number is stated of one quantity, beyond doubt.

        Example: TXT605.yml, "a number given as not exact contradicts nothing".
        """
        return self.confident and not self.approximate and not self.slack and self.low == self.high == self.value


@dataclass(frozen=True, slots=True)
class Share:
    """A stated percentage: of which count (`part`), and of which wholes (`bases`) it can be.

    `step` is the worth of its last digit; `whole` is the count the text names as the whole, if it names one. A
    negative value of the part says that the text states the share alone.

    Example: TXT606.yml, "a share of what was concluded is right too".
    """

    span: Span
    percent: Decimal
    step: Decimal
    part: Count
    bases: tuple[Quantity, ...]
    whole: Count | None = None
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A stated change against the year `against`, as a number or in percent.

    `direction` is 1 for more, -1 for less; `step` is the worth of the last digit.

    Example: TXT607.yml, "a change in percent, rounded to its last digit".
    """

    span: Span
    amount: Decimal
    step: Decimal
    is_percent: bool
    direction: int
    readings: tuple[Quantity, ...]
    against: int
    approximate: bool = False


Claim = Count | Share | Change
