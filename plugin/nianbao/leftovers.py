"""What a text has left over from a report it was copied from: another year, another agency (leftovers.yml)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from nianbao import lexicon
from nianbao.yamltext import package_data, text, texts

_DATA: Final = package_data("leftovers.yml")

_QUOTED: Final = re.compile("|".join(texts(_DATA["quoted"])))
_TITLE: Final = re.compile(text(_DATA["title"]))
_TITLE_LINE: Final = re.compile(rf"(?m)^[^\n\uff0c\u3002,]{{0,40}}?{_TITLE.pattern}[ \t]*$")
_PRESENTS: Final = tuple(map(re.compile, texts(_DATA["presents"])))
_OPENS: Final = tuple(map(re.compile, texts(_DATA["opens"])))
_BACK: Final = re.compile(text(_DATA["back"]))
_AHEAD: Final = re.compile(text(_DATA["ahead"]))
_ANOTHER: Final = re.compile(text(_DATA["another"]))
_MADE_BY: Final = tuple(map(re.compile, texts(_DATA["made_by"])))
_YEAR_IN_HAN: Final = re.compile(text(_DATA["year_in_han"]))
_WIDE_DIGITS: Final = {0xFF10 + digit: 0x30 + digit for digit in range(10)}
_CLAUSE_END: Final = re.compile(r"[\uff0c\u3002\uff1b,;\n]")
_SENTENCE_END: Final = re.compile(r"[\u3002\n]")
_SIGN: Final = re.compile(r"[^\n]")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that speak of another year or body, where they start in a text, and the year or name they give."""

    text: str
    start: int
    fact: str


def years(markdown: str, year: int, *, is_preamble: bool = False) -> Iterator[Passage]:
    """Yield passages that call another year the report's own, leaving out what looks back or ahead on purpose.

    In the preamble any title is the report's own; elsewhere only one that stands in a line of its own.
    """
    said = _plain(markdown)
    found: dict[int, Passage] = {}
    for match in (_TITLE if is_preamble else _TITLE_LINE).finditer(said):
        if not _ANOTHER.search(_around(said, match.start("year"), _CLAUSE_END)):
            found.setdefault(match.start("year"), _passage(markdown, match, match.start(), match.end()))
    for pattern in _PRESENTS:
        for match in pattern.finditer(said):
            found.setdefault(match.start("year"), _passage(markdown, match, match.start(), match.end()))
    for pattern in _OPENS:
        for match in pattern.finditer(said):
            if _is_leftover(said, match, year):
                end = _CLAUSE_END.search(said, match.end())
                to = end.start() if end else len(said)
                found.setdefault(match.start("year"), _passage(markdown, match, match.start("year"), to))
    yield from (passage for _, passage in sorted(found.items()) if int(passage.fact) != year)


def _is_leftover(said: str, match: re.Match[str], year: int) -> bool:
    """Say whether a passage that opens with a year was meant to open with the report's."""
    stated, at = int(match["year"]), match.start("year")
    sentence = _around(said, at, _SENTENCE_END)
    if stated > year:
        return not _AHEAD.search(sentence)
    # Histories start further back; a comparison comes to the report's year.
    paragraph = said[at:].partition("\n")[0]
    return stated == year - 1 and str(year) not in paragraph and not _BACK.search(sentence)


def makers(markdown: str) -> Iterator[Passage]:
    """Yield the bodies a text says it was made by, or whose work it says it reports on."""
    said = _plain(markdown)
    found: dict[int, Passage] = {}
    for pattern in _MADE_BY:
        for match in pattern.finditer(said):
            name = match["who"].strip()
            at = said.index(name, match.start("who"))
            found.setdefault(at, Passage(name, at, name))
    yield from (passage for _, passage in sorted(found.items()))


def _plain(markdown: str) -> str:
    """Return a text of the same length, without what is quoted, and with years in plain digits."""
    said = _QUOTED.sub(lambda found: _SIGN.sub(" ", found[0]), markdown).translate(_WIDE_DIGITS)
    return _YEAR_IN_HAN.sub(lambda found: "".join(str(lexicon.DIGITS[sign]) for sign in found[0]), said)


def _around(said: str, at: int, ends: re.Pattern[str]) -> str:
    """Return the sentence or clause that holds a place, by the marks that end one."""
    before = [mark.end() for mark in ends.finditer(said, 0, at)]
    end = ends.search(said, at)
    return said[before[-1] if before else 0 : end.start() if end else len(said)]


def _passage(markdown: str, match: re.Match[str], start: int, end: int) -> Passage:
    return Passage(markdown[start:end].strip(), match.start("year"), match["year"])
