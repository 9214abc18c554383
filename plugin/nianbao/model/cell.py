"""What one cell of a statutory table says: a number, zero, blank, not applicable, or text.

Legal source: the notices fix the labels of the tables, not how a cell is written; the five answers and the
ways real reports write them are described in docs/explanation. Nothing here ever changes what was filed:
`Cell.raw` is the text as written, everything else is how it was understood.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Context, Decimal
from enum import StrEnum
from functools import lru_cache, reduce
from typing import Final

from nianbao.model import normalisation
from nianbao.model.constants import pattern


class Kind(StrEnum):
    """The five things a cell can say. They are never folded into one another."""

    NUMBER = "number"
    ZERO = "zero"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    TEXT = "text"


class Oddity(StrEnum):
    """A way of writing a number that is understood, and worth a note in the check (FIG207)."""

    FULL_WIDTH = "full_width"
    SEPARATORS = "separators"
    SPACES = "spaces"
    LEADING_ZERO = "leading_zero"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as filed.

    `raw` is the text as written; `value` the exact number for NUMBER and ZERO, else None; `unit` what stood
    behind the number, "" if nothing did; `oddities` how the digits were written. `whole` is the value of a whole
    number, None for any other; `is_plain` says that it is one of at least zero, plainly written: no rule on single
    cells minds it.
    """

    raw: str
    kind: Kind
    value: Decimal | None = None
    unit: str = ""
    oddities: frozenset[Oddity] = frozenset()
    whole: int | None = field(init=False, compare=False, repr=False)
    is_plain: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        value = self.value
        whole = int(value) if value is not None and value == value.to_integral_value() else None
        # Worked out once: equal cells of all reports are one object.
        object.__setattr__(self, "whole", whole)
        is_plain = whole is not None and whole >= 0 and not self.unit and not self.oddities
        object.__setattr__(self, "is_plain", is_plain)

    @property
    def is_number(self) -> bool:
        """True for a number or zero, also with a unit or odd digits."""
        return self.value is not None

    def as_json(self) -> int | float | str | None:
        """Return the JSON value: a number, None for a blank, any other text as written.

        A number with a unit stays text: 251 000 yuan as 251000 in a column of ten thousands would be a forgery.
        """
        if self.kind is Kind.BLANK:
            return None
        if self.value is None or self.unit:
            return self.raw
        return as_number(self.value)

    @property
    def is_overlong(self) -> bool:
        """True for a number with more digits than a figure can have: it is kept as text."""
        return self.kind is Kind.TEXT and _digits(_folded(self.raw)) is not None


# A figure has at most so many digits before its point, and so many in all; of those that have fewer, every sum
# is exact, and every program that reads a download or a JSON document holds the very number that was filed.
MOST_WHOLE: Final = 15
MOST_DIGITS: Final = 20
_EXACT: Final = Context(prec=4 * MOST_DIGITS)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """Return the exact sum of figures; zero for none.

    The usual context of decimals would round it to 28 digits.
    """
    return reduce(_EXACT.add, values, Decimal(0))


def as_number(value: Decimal) -> int | float | str:
    """Return a number as JSON takes it: whole ones as integers; as text what no float is equal to."""
    if value == value.to_integral_value() and value.adjusted() < MOST_DIGITS:
        return int(value)
    near = float(value)
    return near if Decimal(repr(near)) == value else f"{value:f}"


BLANK = Cell("", Kind.BLANK)

_GROUPED = pattern(r"\d{1,3}(?:([, '])\d{3})(?:\1\d{3})*(?:\.\d+)?")
_PLAIN = pattern(r"\d+(?:\.\d+)?|\.\d+")
# Numbers that are no decimal digits: raised, circled, Roman. Folded to one width they would be taken for some.
_NO_DIGITS: Final = frozenset({"No", "Nl"})
_MINUS = str.maketrans({"−": "-", "–": "-", "﹣": "-"})


@lru_cache(maxsize=4096)
def read(raw: str) -> Cell:
    """Read the text of one cell; every text is readable, what is no number becomes TEXT."""
    text = _folded(raw)
    if not text:
        return Cell(raw, Kind.BLANK)
    if not raw.isascii() and any(unicodedata.category(char) in _NO_DIGITS for char in raw):
        return Cell(raw, Kind.TEXT)
    if text in normalisation.NOT_APPLICABLE():
        return Cell(raw, Kind.NOT_APPLICABLE)
    return _number(raw, text) or Cell(raw, Kind.TEXT)


def _folded(raw: str) -> str:
    return normalisation.same_width(normalisation.visible(raw)).strip()


def _number(raw: str, text: str) -> Cell | None:
    """Return the cell of a text that is a number of permitted length; None for any other text."""
    parts = _digits(text)
    if parts is None or not _is_figure(parts[1]):
        return None
    sign, digits, unit, separator = parts
    value = Decimal(sign + digits)
    kind = Kind.NUMBER if value else Kind.ZERO
    return Cell(raw, kind, value or Decimal(0), unit, _oddities(raw, separator, digits))


def _digits(text: str) -> tuple[str, str, str, str] | None:
    """Return sign, digits, unit and separator of a number, however many digits it has; None for other text."""
    sign, digits = _sign(text.translate(_MINUS))
    digits, unit = _unit(digits)
    grouped = _GROUPED.fullmatch(digits)
    separator = grouped.group(1) if grouped else ""
    if grouped:
        digits = digits.replace(separator, "")
    if not digits.isascii() or not _PLAIN.fullmatch(digits):
        return None
    return "-" if sign < 0 else "", digits, unit, separator


def _is_figure(digits: str) -> bool:
    """Return whether digits are few enough, and decimals such that a float is equal to them."""
    whole, _, decimals = digits.partition(".")
    if len(whole) > MOST_WHOLE or len(whole) + len(decimals) > MOST_DIGITS:
        return False
    return not decimals or Decimal(repr(float(digits))) == Decimal(digits)


def _sign(text: str) -> tuple[int, str]:
    """Return 1 or -1 and the rest of a text behind its sign, in any of the ways of data/normalisation.yml."""
    for word, sign in normalisation.SIGNS().items():
        if text.startswith(word):
            return sign, text[len(word) :].lstrip()
    return 1, text


def _unit(text: str) -> tuple[str, str]:
    """Return a text without the unit at its end, and the unit; an empty one where there is none."""
    for unit in normalisation.UNITS():
        if text.endswith(unit):
            return text[: -len(unit)].rstrip(), unit
    return text, ""


def _oddities(raw: str, separator: str, digits: str) -> frozenset[Oddity]:
    """Return the odd ways in which the digits of a number are written; empty for a plain number."""
    oddities = set()
    if any(char.isdigit() and not char.isascii() for char in raw):
        oddities.add(Oddity.FULL_WIDTH)
    if separator in {",", "'"}:
        oddities.add(Oddity.SEPARATORS)
    if raw != normalisation.visible(raw).strip() or separator == " ":
        oddities.add(Oddity.SPACES)
    if re.match(r"0\d", digits):
        oddities.add(Oddity.LEADING_ZERO)
    return frozenset(oddities)
