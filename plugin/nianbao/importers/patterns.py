"""The patterns of data/import.yml, ready to use: years, dates, titles, signatures."""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import Final

from nianbao.model import normalisation
from nianbao.model.yamltext import mapping, package_data, text, texts

_DATA: Final = package_data("import.yml")

SENTENCE_MARKS: Final = frozenset(texts(_DATA["sentence_marks"]))
PARAGRAPH_ENDS: Final = texts(_DATA["paragraph_ends"])
LINE_MARKS: Final = frozenset(texts(_DATA["line_marks"]))
SUFFIXES: Final = texts(_DATA["agency_suffixes"])
# Endings of agencies' names where it is known where a name ends.
ORGANS: Final = (*SUFFIXES, *texts(_DATA["other_organs"]))
SHORT_ENDINGS: Final = tuple(mapping(_DATA["short_endings"]).items())
GOVERNMENT: Final = texts(_DATA["government"])
PLACE_ORGANS: Final = texts(_DATA["organs_of_places"])
PLACE_WORDS: Final = texts(_DATA["place_words"])
NO_PLACES: Final = frozenset(texts(_DATA["no_places"]))
NO_NAMES: Final = texts(_DATA["no_names"])
NO_BEGINNINGS: Final = texts(_DATA["no_beginnings"])
NO_ENDINGS: Final = texts(_DATA["no_endings"])
NO_NAMES_IN_SENTENCES: Final = texts(_DATA["no_names_in_sentences"])
OFFICES: Final = texts(_DATA["offices"])
HAVE_OFFICES: Final = texts(_DATA["have_offices"])
GENERIC_FILE_NAMES: Final = frozenset(texts(_DATA["generic_file_names"]))
FILLERS: Final = texts(_DATA["title_fillers"])
TRAILING_MARKS: Final = text(_DATA["trailing_marks"])

_EARLIEST: Final = 1990
_LATEST: Final = 2099


def _filled(pattern: str) -> str:
    """Return a pattern with its parts put in: `%year%`, `%marks%` and such stand for the data file's own."""
    for name in ("report", "name", "year", "count", "mark"):
        pattern = pattern.replace(f"%{name}%", f"(?:{text(_DATA[name])})")
    return pattern.replace("%marks%", text(_DATA["marks"]))


DATES: Final = tuple(re.compile(_filled(pattern)) for pattern in texts(_DATA["dates"]))
_ANY_DATE: Final = "(?:" + "|".join(re.sub(r"\?P<\w>", "?:", date.pattern) for date in DATES) + ")"


@lru_cache(maxsize=32)
def pattern(name: str) -> re.Pattern[str]:
    """Return one of the data file's patterns, compiled."""
    return re.compile(_filled(text(_DATA[name])).replace("%date%", _ANY_DATE))


OPENINGS: Final = tuple(re.compile(_filled(pattern)) for pattern in texts(_DATA["openings"]))
QUOTES: Final = re.compile("|".join(texts(_DATA["quotes"])))


def plain(text_: str) -> str:
    """Return a text with digits and marks of one width, as the patterns expect them.

    That is Unicode's NFKC, which makes full-width digits and brackets half-width and leaves Han characters alone.
    """
    return text_ if text_.isascii() else unicodedata.normalize("NFKC", text_)


def is_page_number(line: str) -> bool:
    """Whether a line is the number of a page, such as `— 3 —`; a number alone is none."""
    return bool(pattern("page_number").fullmatch(plain(line).strip()))


def has_mark(line: str, *, sentence_only: bool = False) -> bool:
    """Whether a line has a mark that divides sentences, or (unless told otherwise) parts of a line."""
    return any(mark in line for mark in SENTENCE_MARKS) or (
        not sentence_only and any(mark in line for mark in LINE_MARKS)
    )


def with_government(name: str, rest: str) -> str:
    """Return a name with the word it shares with what follows: the last word of a people's government."""
    people, government = GOVERNMENT
    is_cut = name.endswith(people) and rest.startswith(government)
    return name + government if is_cut else name


def number(digits: str) -> int:
    """Return the number that digits say, those of any script or Chinese.

    Chinese ones are counted by their units, or read digit by digit where there are none, as years are written.
    """
    digits = normalisation.ascii_digits(digits)
    if digits.isascii():
        return int(digits)
    if not any(word in normalisation.TENS() for word in digits):
        return int("".join(str(normalisation.DIGITS()[word]) for word in digits))
    total = 0
    unit = 1
    for word in digits:
        if word in normalisation.TENS():
            total += unit * 10 if normalisation.TENS()[word] == 10 else normalisation.TENS()[word]  # noqa: PLR2004 - ten itself
            unit = 0
        else:
            unit = normalisation.DIGITS()[word]
    return total + (unit if digits[-1] not in normalisation.TENS() else 0)


def year_of(digits: str) -> int | None:
    """Return a year a report can be about (1990 to 2099), or None."""
    year = number(digits)
    return year if _EARLIEST <= year <= _LATEST else None


def day(text_: str) -> date | None:
    """Return the day a text is, or None if it is none or one that the calendar does not have."""
    for form in DATES:
        if found := form.fullmatch(plain(text_).strip()):
            try:
                return date(number(found["y"]), number(found["m"]), number(found["d"]))
            except ValueError:
                return None
    return None


def is_day(text_: str) -> bool:
    """Whether a text is written like a day, possible or not."""
    return any(form.fullmatch(plain(text_).strip()) for form in DATES)
