"""What a sentence can state: counts of cells, shares, changes, each with its place in the text."""

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
    """The sum of some cells of one year's report."""

    cells: tuple[Place, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Count:
    """A stated number. `readings` are the quantities the words can mean, the likeliest first; none: no cell's.

    The true number lies between `low` and `high`; `slack` are cells whose value may come on top. `about` marks
    numbers given as not exact, `sure` those the words leave no doubt about. `part_of` is the span of the whole
    the number was named a part of, `kind` what it was divided by; `in_words` says that words, not digits, state
    it.
    """

    span: Span
    value: Decimal
    readings: tuple[Quantity, ...] = ()
    low: Decimal = Decimal(0)
    high: Decimal = ENDLESS
    slack: tuple[Place, ...] = ()
    about: bool = False
    sure: bool = True
    kind: str = ""
    part_of: Span | None = None
    in_words: bool = False

    @property
    def quantity(self) -> Quantity | None:
        """The likeliest reading, or None."""
        return self.readings[0] if self.readings else None

    @property
    def is_exact(self) -> bool:
        """True if exactly this number was stated of one quantity, beyond doubt."""
        return self.sure and not self.about and not self.slack and self.low == self.high == self.value


@dataclass(frozen=True, slots=True)
class Share:
    """A stated percentage: of which count (`part`), and of which wholes it can be (`bases`)."""

    span: Span
    percent: Decimal
    step: Decimal
    part: Count
    bases: tuple[Quantity, ...]
    whole: Count | None = None
    about: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A stated change against another year: in pieces, or in percent. `direction` is 1, -1 or 0."""

    span: Span
    amount: Decimal
    step: Decimal
    is_percent: bool
    direction: int
    readings: tuple[Quantity, ...]
    against: int
    about: bool = False


Claim = Count | Share | Change
