"""Words of the trade that belong to no form, read from data/normalisation.yml, and how labels are compared.

What is folded here is compared only, never written back: a report keeps its own widths, spaces and numerals.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache, reduce
from typing import Final

from nianbao.model import yamltext
from nianbao.model.constants import constant, pattern

_DATA: Final = yamltext.package_data("normalisation.yml")

NOT_APPLICABLE: Final = constant(lambda: frozenset(yamltext.texts(_DATA["not_applicable"])))
UNITS: Final = constant(lambda: yamltext.texts(_DATA["units"]))
SIGNS: Final = constant(lambda: {word: int(sign) for word, sign in yamltext.mapping(_DATA["signs"]).items()})
DIGITS: Final = constant(lambda: {word: int(digit) for word, digit in yamltext.mapping(_DATA["digits"]).items()})
TENS: Final = constant(lambda: {word: int(value) for word, value in yamltext.mapping(_DATA["tens"]).items()})

# Han characters, as a part of a class of characters in a pattern.
HAN: Final = constant(lambda: yamltext.text(_DATA["han"]))

# What stands behind a year in a title, as a part of a pattern.
YEAR_TAIL: Final = constant(lambda: yamltext.text(_DATA["year_tail"]))

_YEAR = constant(lambda: yamltext.text(_DATA["year_in_front"]))
_INVISIBLE = constant(lambda: str.maketrans(dict.fromkeys(yamltext.texts(_DATA["invisible"]))))
_SAME_IN_LABELS = constant(
    lambda: str.maketrans(
        {odd: same.replace('"', "") for odd, same in yamltext.mapping(_DATA["same_in_labels"]).items()}
        | {'"': ""},
    )
)
_SIMPLIFIED = constant(lambda: str.maketrans(*map("".join, _pairs(yamltext.texts(_DATA["traditional"])))))
# A chunk ends before a character that never joins the one before it, or where it has become too long for a word.
_CHUNK_LENGTH: Final = 2000
_CHUNKS: Final = pattern(rf".{{1,1000}}[^\x00-\x7f{chr(0x4E00)}-{chr(0x9FFF)}]{{0,1000}}+", re.DOTALL)
_ENDLESS: Final = pattern(r"&#(?=0*[1-9][0-9]{7}|[xX]0*[1-9a-fA-F][0-9a-fA-F]{6}|0{9}|[xX]0{9})")
_WHITE = pattern(r"\s+")
_COUNTER = pattern(r"^(\d{1,2})[.、)](?=\D)")


def visible(text: str) -> str:
    """Return the text without the characters that show nothing (zero-width, soft hyphen, byte order mark)."""
    return text if text.isascii() else text.translate(_INVISIBLE())


def _pairs(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return every other line from the first, and from the second."""
    return lines[::2], lines[1::2]


def simplified(text: str) -> str:
    """Return a text of the same length with the traditional characters of labels and headings as simplified ones.

    For finding and comparing the words of forms; other characters stay, so it is no conversion of a text.
    """
    return text if text.isascii() else text.translate(_SIMPLIFIED())


def same_width(text: str) -> str:
    """Return a text with its widths and other compatible forms unified (Unicode NFKC).

    Accents on accents without end are put in order in quadratic time, so a text of more than 2000 characters is
    normalised in chunks that end where no character joins the one before.
    """
    if text.isascii() or len(text) <= _CHUNK_LENGTH:
        return text if text.isascii() else unicodedata.normalize("NFKC", text)
    return "".join(unicodedata.normalize("NFKC", chunk[0]) for chunk in _CHUNKS.finditer(text))


_WIDE: Final = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {0xFF0E: ord(".")}
_ANY_WIDE = pattern(r"[\uff0e\uff10-\uff19]")


def narrow_digits(text: str) -> str:
    """Return a text of the same length with full-width digits and points as plain ones."""
    return text.translate(_WIDE) if _ANY_WIDE.search(text) else text


def bearable(text: str) -> str:
    """Return a text in which character references with too large a number stand as they are written.

    Parsers of HTML make a number of the digits, and Python makes none of more than 4300: `&#` becomes `&amp;#`.
    """
    return _ENDLESS.sub("&amp;#", text) if "&#" in text else text


def whole(text: str, most: int = 9) -> int | None:
    """Return the number that a text of at most so many digits says; None for any other text.

    Python makes no number of more than 4300 digits, and of a superscript, which is a digit too, none at all.
    """
    return int(text) if text.isdecimal() and len(text) <= most else None


@lru_cache(maxsize=16384)
def label_key(text: str) -> str:
    """Return what two writings of one label have in common.

    White space is dropped, widths are unified (NFKC), commas, quotes, brackets and the mark behind a counter
    (`1.` `1、` `1．`) are folded, and so are traditional characters. Two labels are the same writing when their
    keys are equal.
    """
    folded = _WHITE.sub("", same_width(visible(text)).translate(_SAME_IN_LABELS()))
    return simplified(_COUNTER.sub(r"\1.", same_width(folded)))


def is_between_words(left: str, right: str) -> bool:
    """Whether white space between two characters divides words, so that it is text and no trick of typesetting.

    It does between letters of which at most one is of full width, as Han are, and wherever nothing of full width
    stands beside it (`Department of Water 2023`); not between two Han, or between a Han and a digit. Examples:
    tests/model/test_spaces.py.
    """
    wide = [unicodedata.east_asian_width(char) in {"W", "F"} for char in (left, right)]
    return not any(wide) or (not all(wide) and (right if wide[0] else left).isalpha())


def spaced(text: str) -> str:
    """Return a name or title with one space wherever white space divides words, and no other white space."""

    def between(white: re.Match[str]) -> str:
        return " " if is_between_words(text[white.start() - 1], text[white.end()]) else ""

    text = text.strip()
    return _WHITE.sub(between, text)


def joined(lines: Iterable[str]) -> str:
    """Return the lines of one name or title as one, with a space where their ends are words that need one."""

    def two(above: str, below: str) -> str:
        gap = " " if above and below and is_between_words(above[-1], below[0]) else ""
        return f"{above}{gap}{below}"

    return reduce(two, lines, "")


def without_spaces(text: str) -> str:
    """Return a text without any white space, as patterns for titles expect it."""
    return _WHITE.sub("", text)


def cut_out(text: str, start: int, end: int) -> str:
    """Return the part of a text from one character to another, counted without white space, its spaces kept."""
    places = [at for at, char in enumerate(text) if not char.isspace()]
    return text[places[start] : places[end - 1] + 1] if start < end else ""


def ascii_digits(text: str) -> str:
    """Return a text of the same length with the decimal digits of every script as 0 to 9."""
    return text if text.isascii() else _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), text)


_DIGIT = pattern(r"[^\D0-9]")
_HAN = constant(lambda: "".join(word for word in [*DIGITS(), *TENS()] if not word.isdigit()))
_NUMERAL = pattern(
    lambda: rf"^(?:\((?:[{_HAN()}]{{1,3}}|\d{{1,2}})\)[.]?|[{_HAN()}]{{1,3}}[.、]|\d{{1,2}}[.、])(?=\D|{_YEAR()})"
)


def without_numeral(key: str) -> str:
    """Return a label key without the numeral or counter that leads it.

    A label that consists of a numeral alone stays as it is.
    """
    return _NUMERAL.sub("", key)


_YEAR_IN_FRONT = pattern(lambda: rf"^{_YEAR()}(?=.)")


def without_year(key: str) -> str:
    """Return a label key without the year that leads it; one that consists of a year alone stays as it is."""
    return _YEAR_IN_FRONT.sub("", key)


@lru_cache(maxsize=4096)
def numeral_of(key: str) -> str:
    """Return the numeral or counter that leads a label key, with its mark, or an empty text."""
    match = _NUMERAL.match(key)
    return match.group() if match else ""
