"""Phrases of reports that rules look for: stated periods, titles, ways of saying nothing (data/phrases.yml).

The words are data, so that a new wording needs no change here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from nianbao.model import normalisation
from nianbao.model.constants import constant, pattern
from nianbao.model.yamltext import package_data, text, texts

_DATA: Final = package_data("phrases.yml")

NOTHING: Final = constant(lambda: frozenset(texts(_DATA["nothing"])))
PERIOD: Final = constant(lambda: text(_DATA["period_text"]))

_PERIOD: Final = pattern(lambda: text(_DATA["period"]))
_PERIOD_WORDS: Final = constant(lambda: texts(_DATA["period_words"]))
_SPACES: Final = pattern(r"\s+")
_QUOTED: Final = pattern(lambda: "|".join(texts(_DATA["quoted"])))
_QUOTES: Final = constant(lambda: tuple(quoted[0] for quoted in texts(_DATA["quoted"])))
_NOT_WORDS: Final = pattern(r"[\W_]+")
# How far before a period a word may stand and still speak of it.
_NEAR: Final = 24


@dataclass(frozen=True, slots=True)
class Period:
    """A period stated in a text: the words, where they start, and the two days (None: no such day)."""

    text: str
    start: int
    first: date | None
    last: date | None


@lru_cache(maxsize=64)
def periods(markdown: str) -> tuple[Period, ...]:
    """Return the periods of the figures a text states, in its order.

    These are whole years, from January to December, and any two days that words just before call the period.
    """
    return tuple(_periods(markdown))


def _periods(markdown: str) -> Iterator[Period]:
    """Yield what `periods` returns."""
    for match in _PERIOD.finditer(markdown):
        parts = {name: int(value) for name, value in match.groupdict().items() if value}
        first = _day(parts["y1"], parts["m1"], parts["d1"])
        last = _day(parts.get("y2", parts["y1"]), parts["m2"], parts["d2"])
        whole = parts["m1"] == 1 and parts["m2"] == 12  # noqa: PLR2004 - December
        before = markdown[max(0, match.start() - _NEAR) : match.start()]
        if whole or any(word in before for word in _PERIOD_WORDS()):
            yield Period(markdown[match.start() : match.end()], match.start(), first, last)


def _day(year: int, month: int, day: int) -> date | None:
    """Return a day, or None where the calendar has none such, as 31 June."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def contains(markdown: str, names: Iterable[str]) -> bool:
    """Return whether a text holds one of the names.

    Spaces, line ends and widths do not matter.
    """
    wanted = [*names]
    if any(name in markdown for name in wanted):
        return True
    folded = _SPACES.sub("", normalisation.same_width(markdown))
    return any(_SPACES.sub("", normalisation.same_width(name)) in folded for name in wanted)


def bare(markdown: str) -> str:
    """Return a text without marks, spaces and line ends, its widths unified.

    Rules compare it with `NOTHING`, the ways of saying that there is nothing to say.
    """
    return _NOT_WORDS.sub("", normalisation.same_width(markdown))


def unquoted(markdown: str) -> str:
    """Return a text without what stands in quotation marks or in the marks of document titles."""
    return _QUOTED.sub("", markdown) if any(mark in markdown for mark in _QUOTES()) else markdown


def year_in_han(year: int) -> tuple[str, ...]:
    """Return a year as Chinese writes it digit by digit, once with each sign for zero.

    A year without a zero gives the same text several times.
    """
    signs: dict[int, list[str]] = {}
    for sign, digit in normalisation.DIGITS().items():
        signs.setdefault(digit, []).append(sign)
    return tuple(
        "".join(signs[int(digit)][0] if digit != "0" else zero for digit in str(year)) for zero in signs[0]
    )
