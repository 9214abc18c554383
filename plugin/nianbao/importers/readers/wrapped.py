"""Lines of a text that was wrapped at one width, put together to the paragraphs they were.

A text is wrapped where many of its lines end at the same width; a line goes on in the next where it is full and
ends without the mark of a sentence, as lines of a printed page do. A page's number may stand between them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.document import Paragraph, Piece
from nianbao.model.normalisation import label_key, numeral_of

# A line counts two for each character of full width. Narrower texts are lists and tables of one cell a line.
_NARROWEST: Final = 40
_FEWEST_FULL: Final = 4
# A line may be short of the width by a character or two that would not fit, a word of Latin letters by more.
_SHORT_OF: Final = 4
_WORD: Final = 12
_LONGEST_CELL: Final = 8
_LATIN: Final = re.compile(r"[!-~]{1,40}")
# What else ends a paragraph, and what begins or is a line of a list, a quotation or a table.
_ENDS: Final = (*patterns.SENTENCE_MARKS, *patterns.PARAGRAPH_ENDS)
_OF_A_LIST: Final = re.compile(r"[#>*+-]|\d+[.)]\s")
# Lines that end in figures are rows of a table.
_FIGURES: Final = re.compile(r"(?:^|\s)[\d.,/-]+\s+[\d.,/-]+\s*$")


def joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces with the lines of wrapped paragraphs put together; a text that isn't wrapped comes as it is."""
    width = _width_of([_as_set(piece) for piece in pieces if isinstance(piece, Paragraph)])
    if not width:
        yield from pieces
        return
    waiting: Paragraph | None = None
    numbers: list[Paragraph] = []
    last = ""
    for piece in pieces:
        if waiting and isinstance(piece, Paragraph) and patterns.is_page_number(piece.text):
            numbers.append(piece)
            continue
        if waiting and isinstance(piece, Paragraph) and _goes_on(last, piece, width):
            waiting, last = replace(waiting, text=_with(waiting.text, piece.text), raw=""), _as_set(piece)
            continue
        if waiting:
            yield waiting
        yield from numbers
        waiting, numbers, last = None, [], ""
        if isinstance(piece, Paragraph):
            waiting, last = piece, _as_set(piece)
        else:
            yield piece
    if waiting:
        yield waiting
    yield from numbers


def _goes_on(line: str, following: Paragraph, width: int) -> bool:
    """Whether a line is full, ends no sentence, and the next one begins nothing new."""
    text, word = following.text, _LATIN.match(following.text)
    room = max(_WORD, len(word[0]) + 1) if word else _SHORT_OF
    is_full = _columns(line) >= width - room
    ends = line.endswith(_ENDS) or bool(_FIGURES.search(line))
    begins = bool(
        following.level or numeral_of(label_key(text)) or _OF_A_LIST.match(text) or _FIGURES.search(text)
    )
    # A cell or a figure alone is none of the words a paragraph goes on with.
    is_words = bool(patterns.pattern("han").search(text)) and (len(text) > _LONGEST_CELL or text.endswith(_ENDS))
    is_indented = following.raw[:1] in {" ", "\u3000"}
    return is_full and is_words and not ends and not begins and not is_indented


def _with(text: str, more: str) -> str:
    """Return a text and what goes on with it: no space beside full width, or in a number."""
    is_tight = _is_wide(text[-1]) or _is_wide(more[0]) or (text[-1] + more[0]).isdecimal()
    return f"{text}{more}" if is_tight else f"{text} {more}"


def _as_set(part: Paragraph) -> str:
    """Return a line as it is set, with what it is indented by."""
    return (part.raw or part.text).rstrip()


def _width_of(lines: Sequence[str]) -> int:
    """Return the width a text is wrapped at, 0 where its lines are of many widths or none is longer.

    Most lines that are full stop inside a sentence; sentences of one length don't show a width.
    """
    widest = max(map(_columns, lines), default=0)
    if widest < _NARROWEST:
        return 0
    full = [line for line in lines if _columns(line) > widest - _SHORT_OF]
    broken = [line for line in full if not line.endswith(_ENDS)]
    return widest if len(full) >= _FEWEST_FULL and 2 * len(broken) > len(full) else 0


def _columns(line: str) -> int:
    """Return how many columns a line takes, two for a character of full width."""
    return len(line) + sum(map(_is_wide, line))


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F", "A"}
