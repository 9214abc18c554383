"""A text as a reader sees its digits, and where in the text each character of it stands."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

from nianbao.model.constants import constant, pattern
from nianbao.model.yamltext import package_data, texts, tree

_DATA: Final = package_data("personal_data.yml")
_INVISIBLE: Final = constant(lambda: "".join(texts(package_data("normalisation.yml")["invisible"])))
_WORD_DIGITS: Final = constant(lambda: {word: str(digit) for word, digit in tree(_DATA["other_digits"]).items()})
_LIKE_DIGITS: Final = constant(
    lambda: {letter: str(digit) for letter, digit in tree(_DATA["like_digits"]).items()}
)

# The full-width forms stand at a fixed distance from the ASCII characters they widen (Unicode block FF00).
_NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_NARROW |= dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE63], ord("-"))
_NARROW |= dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387"), 0xB7)
_NARROW |= dict.fromkeys(map(ord, "\u3010\u3014\u2768\ufe59"), ord("("))
_NARROW |= dict.fromkeys(map(ord, "\u3011\u3015\u2769\ufe5a"), ord(")"))
_NARROW |= dict.fromkeys(map(ord, "\u2044\u2215\u29f8"), ord("/"))
_NARROW |= {0xFFE5: 0xA5}
_SPACE = pattern(r"[^\S\n\t ]")
_ODD_DIGIT = pattern(r"[^\D0-9]")
_WORDS = constant(lambda: "".join(_WORD_DIGITS()))
_LIKE = constant(lambda: "".join(_LIKE_DIGITS()))
# Digits in words count from four in a row or beside figures: a sentence is full of single ones.
_IN_WORDS = pattern(lambda: rf"(?<![0-9])[0-9{_WORDS()}][0-9{_WORDS()} \-]{{9,30}}[0-9{_WORDS()}]")
# A run as long as a number is: 11 digits with or without a prefix, 15, or 18; one more is part of a name.
_ANY = constant(lambda: f"[0-9{_WORDS()}]")
_AS_LONG = pattern(lambda: rf"(?:0|\+?86)?{_ANY()}{{11}}|{_ANY()}{{15}}|{_ANY()}{{18}}")
_LOOKS_LIKE = pattern(
    lambda: rf"(?:(?<=[0-9])|(?<=[0-9][{_LIKE()}]))[{_LIKE()}](?=[0-9{_LIKE()}]{{0,9}}(?![A-Za-z]))"
)

# What shows nothing, or shows a sign or the end of a line, inside a number: entities, escapes, marks, tags.
_HIDDEN = pattern(
    lambda: (
        r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}"
        r"|nbsp|ensp|emsp|thinsp|middot|bull|ndash|mdash|minus|hyphen|shy|zwnj|zwj|sol|lpar|rpar|period|plus|Tab|NewLine);"
        r"|(?<=[\d)\-. /(])(?:(?<!\*)\*\*(?!\*)|__|~~)(?=[\d(\-. /)])"
        r"|</?(?:b|i|u|s|em|strong|span|font|wbr|sub|sup|small|big|mark|code|del|ins|kbd)\b"
        r"(?:[^<>\d]|\d{1,6}(?!\d))*>"
        r"|(?P<cell></t[dh]\s{0,9}>\s{0,9}<t[dh]\b[^<>]{0,200}>)"
        r"|(?P<end>[ \t]*<br\b[^<>]{0,40}>[ \t]*\n?|\\[nrt](?=[\d(\-.]))"
        r"|\\(?=[!-/:-@\[-`{-~\n])"
        r"|(?<=\d)%(?:20|2[DdEe89])(?=\d)"
        rf"|\r|[{_INVISIBLE()}]"
    )
)


# No row of a table is longer; in longer lines nobody counts columns.
LONGEST_ROW: Final = 4000


@dataclass(frozen=True)
class Plain:
    """A text as a reader sees its digits: one character for one, full-width and worded digits as 0 to 9.

    `places` holds where in the original each of its characters, and its end, stands. `odd` are the offsets of
    characters that were no figures but read like digits. `tables` are the rows of tables below their headings:
    start, end, and the headings of the columns.
    """

    text: str
    places: range | list[int]
    odd: frozenset[int] = frozenset()
    tables: list[tuple[int, int, list[str]]] = field(default_factory=list)

    def column_heading(self, at: int) -> str:
        """Return the heading of the table's column that an offset stands in; empty outside of tables.

        In a row of more than LONGEST_ROW characters no columns are counted.
        """
        index = bisect_right(self.tables, at, key=lambda line: line[0]) - 1
        if index < 0 or at >= self.tables[index][1]:
            return ""
        start, _, headings = self.tables[index]
        if at - start > LONGEST_ROW:
            return ""
        column = len(_cells(self.text[start:at])) - 1
        return headings[column] if 0 <= column < len(headings) else ""


def plain(text: str) -> Plain:
    """Return a text as a reader sees its digits.

    Entities, escapes and tags inside numbers are resolved, dashes and brackets unified, digits of every script
    written as 0 to 9, long numbers in words as figures.
    """
    text, places = _without_hidden(text)
    text = _SPACE.sub(" ", text.translate(_NARROW))
    text = _ODD_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)
    text, odd = _with_digits(text)
    return Plain(text, places, odd, _tables(text))


def _without_hidden(text: str) -> tuple[str, range | list[int]]:
    """Return a text without what shows nothing, and the offset in the original of each character and of the end.

    Example: `138&nbsp;0013` becomes `138 0013`.
    """
    gaps = list(_HIDDEN.finditer(text))
    if not gaps:
        return text, range(len(text) + 1)
    parts: list[str] = []
    places: list[int] = []
    done = 0
    for gap in gaps:
        shown = _visible_text(gap)
        parts += [text[done : gap.start()], shown]
        places += [*range(done, gap.start()), *[gap.start()] * len(shown)]
        done = gap.end()
    return "".join([*parts, text[done:]]), [*places, *range(done, len(text) + 1)]


def _visible_text(gap: re.Match[str]) -> str:
    """Return what a hidden part shows: a cell's border, a line end, the character of an entity, or nothing."""
    if gap["cell"]:
        return "|"
    if gap["end"]:
        return "\n"
    if gap[0][0] == "&":
        from html import unescape  # noqa: PLC0415 - it loads all names of characters, and few texts hold one

        char = unescape(gap[0])
        return "" if char in _INVISIBLE() else char
    return chr(int(gap[0][1:], 16)) if gap[0][0] == "%" else ""


def _with_digits(text: str) -> tuple[str, frozenset[int]]:
    """Return a text with digits in words and look-alikes as figures, and the offsets of these.

    Only words in a row as long as a number are read: 11 digits with or without prefix, 15, or 18.
    """
    odd: set[int] = set()

    def words(match: re.Match[str]) -> str:
        if not _AS_LONG.fullmatch(re.sub("[ -]", "", match[0])):
            return match[0]
        odd.update(match.start() + place for place, char in enumerate(match[0]) if char in _WORD_DIGITS())
        return "".join(_WORD_DIGITS().get(char, char) for char in match[0])

    def like(match: re.Match[str]) -> str:
        odd.add(match.start())
        return _LIKE_DIGITS()[match[0]]

    text = _IN_WORDS.sub(words, text)
    if any(letter in text for letter in _LIKE()):
        text = _LOOKS_LIKE.sub(like, text)
    return text, frozenset(odd)


def _tables(text: str) -> list[tuple[int, int, list[str]]]:
    """Return the rows of tables below their headings: start, end, and the headings of the columns.

    A table is lines that begin with a bar, or hold tabs; its first line is its headings unless three digits
    in a row stand in it.
    """
    rows: list[tuple[int, int, list[str]]] = []
    if "|" not in text and "\t" not in text:
        return rows
    start, headings, sign = 0, [""], ""
    for line in text.splitlines(keepends=True):
        mark = "|" if line.lstrip().startswith("|") else "\t" if "\t" in line else ""
        if mark != sign:
            headings = _cells(line) if mark and not re.search(r"\d{3}", line) else []
        elif mark and headings:
            rows.append((start, start + len(line), headings))
        sign = mark
        start += len(line)
    return rows


def _cells(line: str) -> list[str]:
    """Return the cells of a row of a Markdown table, or of one parted by tabs, without spaces around them."""
    return [cell.strip() for cell in (line.split("|") if line.lstrip().startswith("|") else line.split("\t"))]
