"""What the text of a value cell says besides its figure: marks of notes, and lines that broke a number.

A mark beside a figure is no digit of it, and digits on the lines of one cell are one number; both are told. What
is no figure besides stays the text it is.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from nianbao.importers import patterns
from nianbao.model import cell

# The import notes on how a value was understood, and the open point on one that can be read in two ways.
MARKED: Final = "note-mark"
BROKEN: Final = "broken-figure"
WORDED: Final = "figure-in-words"
DOUBTFUL: Final = "doubtful-cell"


@dataclass(frozen=True, slots=True)
class Value:
    """The text of a value without what stands beside its figure; `code` names the note or open point it is due."""

    text: str
    code: str = ""

    @property
    def is_open(self) -> bool:
        """Whether a person has to decide what it says."""
        return self.code == DOUBTFUL


@lru_cache(maxsize=4096)
def understood(text: str) -> Value:
    """Return what a value cell says.

    `228[1]` is 228 with a mark, digits alone on several lines are one number unless that would begin with a zero.
    Other lines, and a mark alone, are open; other text with digits in it is due a note.
    """
    if cell.read(text).kind is not cell.Kind.TEXT:
        return Value(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1:
        whole = "".join(lines)
        is_number = all(line.isdecimal() for line in lines) and cell.read(whole).is_plain
        return Value(whole, BROKEN) if is_number else Value(text, DOUBTFUL if _has_digits(text) else "")
    if found := patterns.pattern("marked_figure").fullmatch(text.strip()):
        figure = found["figure"].strip()
        if cell.read(figure).kind is not cell.Kind.TEXT:
            return Value(figure, MARKED)
    if patterns.pattern("mark_alone").fullmatch(text.strip()):
        return Value(text, DOUBTFUL)
    return Value(text, WORDED if _has_digits(text) else "")


def is_figure(text: str) -> bool:
    """Whether a text is a figure, with or without marks beside it, or a sign for not applicable."""
    return cell.read(understood(text).text).kind not in {cell.Kind.TEXT, cell.Kind.BLANK}


def _has_digits(text: str) -> bool:
    return any(char.isdigit() for char in text)
