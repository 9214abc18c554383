"""Lines of a text that was wrapped at one width, put together to the paragraphs they were.

A text is wrapped where many of its lines end at the same width; a line goes on in the next where it is full and
ends without the mark of a sentence, as lines of a printed page do. A page's number may stand between them.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
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
# Paragraphs are marked where at least so many are, and nearly all.
_FEWEST_MARKED: Final = 3
_MOSTLY: Final = 0.9
_LATIN: Final = re.compile(r"[!-~]{1,40}")
# What else ends a paragraph, and what begins or is a line of a list, a quotation or a table.
_ENDS: Final = (*patterns.SENTENCE_MARKS, *patterns.PARAGRAPH_ENDS)
_OF_A_LIST: Final = re.compile(r"[#>*+-]|\d+[.)]\s")
_COMMA: Final = re.compile(r"\w{1,3}[,\uff0c]")
# Lines that end in figures are rows of a table.
_FIGURES: Final = re.compile(r"(?:^|\s)[\d.,/-]+\s+[\d.,/-]+\s*$")


@dataclass(frozen=True, slots=True)
class _Setting:
    """How a wrapped text is set: the width of its lines, and whether all its paragraphs are marked.

    Paragraphs may be marked by the indent of their first lines or by blank lines between them. Where they are, a
    full line goes on in the next one also behind the end of a sentence.
    """

    width: int
    by_indents: bool
    by_blanks: bool

    @classmethod
    def of(cls, parts: Sequence[Paragraph]) -> "_Setting":
        """Return how some lines are set; their width is 0 where they aren't wrapped."""
        width = _width_of([_as_set(part) for part in parts])
        lines = [part for part in parts if not patterns.is_page_number(part.text)]
        # Lines of text below one that ends a paragraph for certain.
        ended = [
            (above, below)
            for above, below in pairwise(lines)
            if not _is_full(_as_set(above), below.text, width)
            and not _begins(below)
            and _columns(_as_set(below)) >= width // 2
        ]
        indented = sum(_is_indented(below) for _, below in ended)
        apart = sum(below.line > above.line + 1 for above, below in ended)
        return cls(
            width,
            by_indents=_FEWEST_MARKED <= indented >= _MOSTLY * len(ended),
            by_blanks=_FEWEST_MARKED <= apart >= _MOSTLY * len(ended),
        )

    def goes_on(self, line: str, number: int, following: Paragraph) -> bool:
        """Whether a line, the `number`th of a file, is full, and goes on in the next, which begins nothing new."""
        text = following.text
        is_apart = following.line > number + 1
        is_marked = (self.by_indents and not _is_indented(following)) or (self.by_blanks and not is_apart)
        ends = (line.endswith(_ENDS) and not is_marked) or bool(_FIGURES.search(line))
        # A cell or a figure alone is none of the words a paragraph goes on with.
        is_long = len(text) > _LONGEST_CELL or text.endswith(_ENDS)
        is_words = bool(patterns.pattern("han").search(text)) and is_long
        begins = _begins(following) or _is_indented(following) or (self.by_blanks and is_apart)
        return _is_full(line, text, self.width) and is_words and not ends and not begins


def joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield pieces with the lines of wrapped paragraphs put together; a text that isn't wrapped comes as it is."""
    setting = _Setting.of([piece for piece in pieces if isinstance(piece, Paragraph)])
    if not setting.width:
        yield from pieces
        return
    waiting: Paragraph | None = None
    numbers: list[Paragraph] = []
    last, at = "", 0
    for piece in pieces:
        if waiting and isinstance(piece, Paragraph) and patterns.is_page_number(piece.text):
            numbers.append(piece)
            at = piece.line
            continue
        if waiting and isinstance(piece, Paragraph) and setting.goes_on(last, at, piece):
            waiting = replace(waiting, text=_with(waiting.text, piece.text), raw="")
            last, at = _as_set(piece), piece.line
            continue
        if waiting:
            yield waiting
        yield from numbers
        waiting, numbers, last, at = None, [], "", 0
        if isinstance(piece, Paragraph):
            waiting, last, at = piece, _as_set(piece), piece.line
        else:
            yield piece
    if waiting:
        yield waiting
    yield from numbers


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether what begins the following line had no room in a line of some width."""
    word = _LATIN.match(following)
    return _columns(line) >= width - (max(_WORD, len(word[0]) + 1) if word else _SHORT_OF)


def _begins(part: Paragraph) -> bool:
    """Whether a line begins something of its own: a heading, a list, a row of figures."""
    text = part.text
    # A comma is no mark of a numeral, though keys of labels make nothing of the difference.
    is_numbered = bool(numeral_of(label_key(text))) and not _COMMA.match(text)
    return bool(part.level or is_numbered or _OF_A_LIST.match(text) or _FIGURES.search(text))


def _is_indented(part: Paragraph) -> bool:
    return part.raw[:1] in {" ", "\u3000"}


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
