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
_LATIN: Final = re.compile(r"[!-~]{1,40}")
# Lines that end in figures are rows of a table.
_FIGURES: Final = re.compile(r"(?:^|\s)[\d.,/-]+\s+[\d.,/-]+\s*$")


def joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces with the lines of wrapped paragraphs put together; a text that isn't wrapped comes as it is."""
    width = _width_of([piece.text for piece in pieces if isinstance(piece, Paragraph)])
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
            text = waiting.text + ("" if _is_wide(last[-1]) or _is_wide(piece.text[0]) else " ") + piece.text
            waiting, last = replace(waiting, text=text, raw=""), piece.text
            continue
        if waiting:
            yield waiting
        yield from numbers
        waiting, numbers, last = None, [], ""
        if isinstance(piece, Paragraph):
            waiting, last = piece, piece.text
        else:
            yield piece
    if waiting:
        yield waiting
    yield from numbers


def _goes_on(line: str, following: Paragraph, width: int) -> bool:
    """Whether a line is full, ends no sentence, and the next one begins nothing new."""
    word = _LATIN.match(following.text)
    room = max(_WORD, len(word[0]) + 1) if word else _SHORT_OF
    is_full = _columns(line) >= width - room
    ends = line.endswith(tuple(patterns.SENTENCE_MARKS)) or bool(_FIGURES.search(line))
    begins = bool(following.level or numeral_of(label_key(following.text)) or _FIGURES.search(following.text))
    is_indented = following.raw[:1] in {" ", "\u3000"}
    return is_full and not ends and not begins and not is_indented


def _width_of(lines: Sequence[str]) -> int:
    """Return the width a text is wrapped at, 0 where its lines are of many widths or none is longer."""
    widths = sorted(map(_columns, lines))
    if not widths or widths[-1] < _NARROWEST:
        return 0
    full = [width for width in widths if width > widths[-1] - _SHORT_OF]
    return widths[-1] if len(full) >= _FEWEST_FULL else 0


def _columns(line: str) -> int:
    """Return how many columns a line takes, two for a character of full width."""
    return len(line) + sum(map(_is_wide, line))


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in {"W", "F", "A"}
