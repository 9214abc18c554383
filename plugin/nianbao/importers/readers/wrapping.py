"""Lines of a text that was broken at one width: which of them go on in the next.

A line goes on where it is as long as lines of the file get, ends with no mark that ends a sentence, and the next
one begins no paragraph, heading, list or row of figures. The numbers of pages may stand between both.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from nianbao.importers import patterns
from nianbao.model.normalisation import label_key, numeral_of

# A file is broken at a width if so many lines end there, and this part of those that could have gone on.
_FEWEST: Final = 3
_MOST_OF_THEM: Final = 0.8
# Lines shorter than twenty full-width characters are cells, titles and signatures.
_NARROWEST: Final = 40
# A line ends before a mark that can't begin the next one, and a mark may hang over its end.
_TOLERANCE: Final = 4
_FIGURES: Final = re.compile(r"(?:^|\s)[-+]?\d[\d,.]*(?:\s+[-+]?\d[\d,.]*)+\s*$|^\s*\S{1,8}\s*$")
_TABLE_OR_LIST: Final = re.compile(r"\s*(?:[#>*+-]|\d+[.)]\s)|.*[|\t]|.*(?: {2}|\\)$")
_WIDE: Final = ("W", "F", "A")
_HAN: Final = patterns.pattern("han")
_ENDS: Final = (*patterns.SENTENCE_MARKS, *patterns.PARAGRAPH_ENDS)


def goes_on(lines: Sequence[str]) -> dict[int, int]:
    """Return where each line that goes on does so, both counted from 0; none in a file not broken at one width."""
    able = {at: following for at in range(len(lines)) if (following := _following(lines, at))}
    widths = {at: _width(lines[at]) for at in able}
    widths = {at: width for at, width in widths.items() if width >= _NARROWEST}
    widest = max(widths.values(), default=0)
    full = [at for at, width in widths.items() if width > widest - _TOLERANCE]
    if len(full) < _FEWEST or len(full) < _MOST_OF_THEM * len(widths):
        return {}
    return {at: able[at] for at in full}


def joined(lines: Sequence[str]) -> str:
    """Return the lines of one paragraph as it was before it was broken.

    Between words there was a space; beside a full-width character, and within a number, there was none.
    """
    text = ""
    for line in lines:
        ends = text[-1:] + line[:1]
        is_wide = any(unicodedata.east_asian_width(char) in _WIDE for char in ends)
        text += line if not text or is_wide or ends.isdecimal() else f" {line}"
    return text


def _following(lines: Sequence[str], at: int) -> int:
    """Return the line that a line can go on in, 0 if there is none."""
    line = lines[at].rstrip()
    if not _is_running(lines[at]) or line.endswith(_ENDS):
        return 0
    following = at + 1
    if _is_number_of_page(lines, following) or _is_number_of_page(lines, following + 1):
        while following < len(lines) and (not lines[following].strip() or _is_number_of_page(lines, following)):
            following += 1
    return following if following < len(lines) and _can_follow(lines[following]) else 0


def _is_number_of_page(lines: Sequence[str], at: int) -> bool:
    return at < len(lines) and patterns.is_page_number(lines[at])


def _is_running(line: str) -> bool:
    """Whether a line can be one of running text."""
    return bool(_HAN.search(line)) and not _TABLE_OR_LIST.match(line) and not _FIGURES.search(line)


def _can_follow(line: str) -> bool:
    """Whether a line can go on with the one before: it begins at the margin, and with no numeral.

    The last line of a paragraph may be short, and then ends with a mark.
    """
    is_indented = line[:2].isspace() or line[:1] == "\u3000"
    is_last = bool(_HAN.search(line)) and line.rstrip().endswith(_ENDS) and not _TABLE_OR_LIST.match(line)
    return (_is_running(line) or is_last) and not is_indented and not numeral_of(label_key(line))


def _width(line: str) -> int:
    """Return how wide a line is, a full-width character as two."""
    return sum(2 if unicodedata.east_asian_width(char) in _WIDE else 1 for char in line.rstrip())
