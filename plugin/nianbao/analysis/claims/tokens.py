"""Tokens: the words, numbers, years and marks a sentence is read as, with what each can mean."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

# What gives a number a meaning of its own; other words only shade it.
SUBSTANCE: Final = frozenset({"noun", "row", "column", "result", "document", "dispute", "act", "channel"})
# The mark between the things of a list.
LISTED: Final = "\u3001"


class Sense(NamedTuple):
    """What a word can mean: its role in a sentence, and the key it stands for. `loose` ones are not certain."""

    role: str
    key: str
    loose: bool = False


NO_SENSES: Final[Mapping[str, Sense]] = MappingProxyType({})


class Unit(NamedTuple):
    """What stands behind a number.

    `counts`: it counts pieces of what the tables hold; `is_piece`: those of applications alone; `is_weak`: it may
    count events and kinds as well. `worth` is that of a unit of money in ten thousand yuan.

    Example: TXT604.yml, "charges in yuan and in ten thousand yuan".
    """

    name: str = ""
    counts: bool = False
    is_piece: bool = False
    is_weak: bool = False
    worth: Decimal | None = None

    @property
    def is_percent(self) -> bool:
        """Whether it makes a percentage of the number."""
        return self.name == "%"

    @property
    def is_money(self) -> bool:
        """Whether it is a unit of money."""
        return self.worth is not None

    @property
    def is_foreign(self) -> bool:
        """Whether it counts nothing of the tables: persons, days, meetings."""
        return bool(self.name) and not (self.counts or self.is_money or self.is_percent)


NO_UNIT: Final = Unit()


class Number(NamedTuple):
    """A number in the text.

    `value` is None for a figure quoted from the tables; `side` says where the true number lies if the stated one
    is not exact: near, above or below; `decimals` is the number of decimal places.

    Example: TXT601.yml, "more than seventy, about eighty".
    """

    value: Decimal | None
    unit: Unit
    side: str
    decimals: int


class Token(NamedTuple):
    """A word, number, year or mark, from `start` to `end` of the folded paragraph; `senses` by their roles."""

    text: str
    start: int
    end: int
    senses: Mapping[str, Sense] = NO_SENSES
    number: Number | None = None
    year: int | None = None

    def key(self, role: str) -> str:
        """Return the key the word stands for in a role, or an empty text."""
        sense = self.senses.get(role)
        return sense.key if sense else ""

    def sense(self, role: str) -> Sense | None:
        """Return the word's sense in a role, or None."""
        return self.senses.get(role)


def keys(tokens: Iterable[Token], role: str) -> list[str]:
    """Return the keys that words stand for in a role, in their order, each once."""
    collected: dict[str, None] = {}
    for token in tokens:
        if (sense := token.senses.get(role)) and sense.key:
            collected[sense.key] = None
    return list(collected)


def has(tokens: Iterable[Token], role: str, key: str) -> bool:
    """Return whether one of the words stands for a key in a role."""
    for token in tokens:  # noqa: SIM110 - a plain loop: this is asked most of all
        if (sense := token.senses.get(role)) and sense.key == key:
            return True
    return False


def is_substance(token: Token) -> bool:
    """Return whether a word gives a number a meaning of its own."""
    return not SUBSTANCE.isdisjoint(token.senses)
