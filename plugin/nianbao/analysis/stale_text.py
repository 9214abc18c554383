"""What a text has left of a report it was copied from: another year, another agency (data/stale_text.yml)."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nianbao.model import normalisation
from nianbao.model.constants import constant, pattern
from nianbao.model.yamltext import package_data, text, texts

_DATA: Final = package_data("stale_text.yml")

_QUOTED: Final = pattern(lambda: "|".join(texts(_DATA["quoted"])))
# What quotations begin with, and one of the words without which no maker is named: most texts have neither.
_QUOTES: Final = constant(lambda: tuple(quoted[0] for quoted in texts(_DATA["quoted"])))
_MAKING: Final = constant(lambda: texts(_DATA["making"]))
_TITLE: Final = pattern(lambda: text(_DATA["title"]))
_TITLE_LINE: Final = pattern(lambda: rf"(?m)^[^\n\uff0c\u3002,]{{0,40}}?{_TITLE.pattern}[ \t]*$")
_PRESENTS: Final = constant(lambda: tuple(map(re.compile, texts(_DATA["presents"]))))
_OPENS: Final = constant(lambda: tuple(map(re.compile, texts(_DATA["opens"]))))
_BACK: Final = pattern(lambda: text(_DATA["back"]))
_AHEAD: Final = pattern(lambda: text(_DATA["ahead"]))
_ANOTHER: Final = pattern(lambda: text(_DATA["another"]))
_MADE_BY: Final = constant(lambda: tuple(map(re.compile, texts(_DATA["made_by"]))))
_YEAR_IN_HAN: Final = pattern(lambda: text(_DATA["year_in_han"]))
_CLAUSE_END: Final = pattern(r"[\uff0c\u3002\uff1b,;\n]")
_SENTENCE_END: Final = pattern(r"[\u3002\n]")
_LINE_END: Final = pattern(r"\n")
_SIGN: Final = pattern(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that speak of another year or body, where they start in a text, and the year or name they give."""

    text: str
    start: int
    fact: str


def years(markdown: str, year: int, *, is_preamble: bool = False) -> Iterator[Passage]:
    """Yield passages that call another year the report's own (rule TXT610), in the order of the text.

    What looks back or ahead on purpose is left out. In the preamble any title is the report's own; elsewhere only
    one that stands in a line of its own. `fact` is the year that is stated.
    """
    plain_text = _plain(markdown)
    if not _other_years(year).search(plain_text):
        return
    marks = _Marks(plain_text)
    passages: dict[int, Passage] = {}
    for match in (_TITLE if is_preamble else _TITLE_LINE).finditer(plain_text):
        if not marks.around(match.start("year"), _CLAUSE_END, _ANOTHER):
            passages.setdefault(match.start("year"), _passage(markdown, match, match.start(), match.end()))
    for present in _PRESENTS():
        for match in present.finditer(plain_text):
            passages.setdefault(match.start("year"), _passage(markdown, match, match.start(), match.end()))
    for opening in _OPENS():
        for match in opening.finditer(plain_text):
            if _is_stale(marks, match, year):
                to = marks.end(match.end(), _CLAUSE_END)
                passages.setdefault(match.start("year"), _passage(markdown, match, match.start("year"), to))
    yield from (passage for _, passage in sorted(passages.items()) if int(passage.fact) != year)


def _is_stale(marks: "_Marks", match: re.Match[str], year: int) -> bool:
    """Return whether a passage that opens with a year was meant to open with the report's.

    A later year is, unless its sentence looks ahead; of earlier ones only the year before, unless the sentence
    looks back or comes to the report's year.
    """
    stated, at = int(match["year"]), match.start("year")
    if stated > year:
        return not marks.around(at, _SENTENCE_END, _AHEAD)
    # Histories start further back; a comparison comes to the report's year.
    comes_back = marks.last(str(year), at) >= at
    return stated == year - 1 and not comes_back and not marks.around(at, _SENTENCE_END, _BACK)


class _Marks:
    """A text and where its marks stand, each looked for once: a text may speak of thousands of years."""

    def __init__(self, plain_text: str) -> None:
        self._text = plain_text
        self._places: dict[re.Pattern[str], array[int]] = {}
        self._known: dict[tuple[int, int, str], int] = {}

    def _of(self, ends: re.Pattern[str]) -> "array[int]":
        """Return the offsets at which marks of one sort stand."""
        if ends not in self._places:
            self._places[ends] = array("L", (mark.start() for mark in ends.finditer(self._text)))
        return self._places[ends]

    def end(self, at: int, ends: re.Pattern[str]) -> int:
        """Return where the sentence, clause or line that holds a place ends, by the marks that end one."""
        places = self._of(ends)
        index = bisect_left(places, at)
        return places[index] if index < len(places) else len(self._text)

    def _stretch(self, at: int, ends: re.Pattern[str]) -> tuple[int, int]:
        """Return start and end of the sentence, clause or line that holds an offset."""
        index = bisect_left(self._of(ends), at)
        return self._of(ends)[index - 1] + 1 if index else 0, self.end(at, ends)

    def around(self, at: int, ends: re.Pattern[str], wanted: re.Pattern[str]) -> bool:
        """Return whether words stand in the sentence or clause that holds a place."""
        start, end = self._stretch(at, ends)
        key = (start, end, wanted.pattern)
        if key not in self._known:
            self._known[key] = wanted.search(self._text, start, end) is not None
        return bool(self._known[key])

    def last(self, word: str, at: int) -> int:
        """Return where a word last stands in the line that holds a place, or -1."""
        start, end = self._stretch(at, _LINE_END)
        key = (start, end, word)
        if key not in self._known:
            self._known[key] = self._text.rfind(word, start, end)
        return self._known[key]


def makers(markdown: str) -> Iterator[Passage]:
    """Yield the bodies a text says it was made by, or whose work it says it reports on, in the order of the text.

    `fact` is the name as written; whether it is the agency's own is for the rule to say.
    """
    plain_text = _plain(markdown)
    if not any(word in plain_text for word in _MAKING()):
        return
    passages: dict[int, Passage] = {}
    for maker in _MADE_BY():
        for match in maker.finditer(plain_text):
            name = match["who"].strip()
            at = plain_text.index(name, match.start("who"))
            passages.setdefault(at, Passage(name, at, name))
    yield from (passage for _, passage in sorted(passages.items()))


@lru_cache(maxsize=64)
def _other_years(year: int) -> re.Pattern[str]:
    """Return the pattern of any year but one."""
    return re.compile(rf"(?!{year})20\d\d")


@lru_cache(maxsize=8)
def _plain(markdown: str) -> str:
    """Return a text of the same length, without what is quoted, and with years in plain digits."""
    unquoted = markdown
    if any(mark in markdown for mark in _QUOTES()):
        unquoted = _QUOTED.sub(lambda match: _SIGN.sub(" ", match[0]), markdown)
    return _YEAR_IN_HAN.sub(
        lambda match: "".join(str(normalisation.DIGITS()[sign]) for sign in match[0]),
        normalisation.narrow_digits(unquoted),
    )


def _passage(markdown: str, match: re.Match[str], start: int, end: int) -> Passage:
    """Return the words between two offsets with the year that was matched in them."""
    return Passage(markdown[start:end].strip(), match.start("year"), match["year"])
