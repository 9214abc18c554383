"""A line whose cells are parted by spaces alone, as text copied from a PDF has them, as the cells it holds.

A line is a row only if all of it is: labels and figures, or figures alone. What no table takes stays a line.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from nianbao.importers.recognition.figures import is_figure
from nianbao.importers.recognition.labels import COLUMN, Labels

# The longest line of a table holds a label of the stub and as many figures as the widest table has.
_LONGEST: Final = 200
_FEWEST: Final = 2


def parted(text: str, labels: Labels) -> tuple[str, ...]:
    """Return the cells of a line, or nothing where it is no row of cells parted by spaces.

    `4 0 1 2 7` is five figures; "figures parted by single spaces" in `recognition_damaged.yml` has labels with
    their figures, and labels alone. A text that is a label or one figure as a whole is none of these.
    """
    words = text.split() if len(text) <= _LONGEST else []
    if len(words) < _FEWEST or is_figure(text) or labels.exact(text):
        return ()
    behind = next((n for n in range(len(words), 0, -1) if not is_figure(words[n - 1])), 0)
    figures = tuple(words[behind:])
    if not behind:
        return figures
    named = _labels(words[:behind], labels) or (() if figures else _behind_a_corner(words, labels))
    if figures and not named and labels.find(" ".join(words[:behind])):
        named = (" ".join(words[:behind]),)
    if not named and len(figures) > _FEWEST:
        named = _behind_strays(words[:behind], labels)
    if not named and len(figures) > _FEWEST:
        # The end of a label whose beginning stands in the line above.
        named = (" ".join(words[:behind]),)
    cells = (*named, *figures) if named else ()
    return cells if len(cells) >= _FEWEST else ()


def _behind_strays(words: Sequence[str], labels: Labels) -> tuple[str, ...]:
    """Return a label and the piece of a neighbouring label in front of it; nothing where there is none."""
    start = next((n for n in range(1, len(words)) if labels.exact("".join(words[n:]))), 0)
    return (" ".join(words[:start]), " ".join(words[start:])) if start else ()


def _behind_a_corner(words: Sequence[str], labels: Labels) -> tuple[str, ...]:
    """Return the labels of columns behind a text that is none, as a corner has it; nothing where few are."""
    named = _labels(words[1:], labels)
    columns = [match for text in named if (match := labels.exact(text)) and match.of(COLUMN)]
    return (words[0], *named) if len(columns) > _FEWEST else ()


def _labels(words: Sequence[str], labels: Labels) -> tuple[str, ...]:
    """Return the labels that words make, the longest first at each place; nothing where a word is left over."""
    ends = [0]
    while ends[-1] < len(words):
        start = ends[-1]
        end = next((n for n in range(len(words), start, -1) if labels.exact("".join(words[start:n]))), None)
        if end is None:
            return ()
        ends.append(end)
    return tuple(" ".join(words[start:end]) for start, end in pairwise(ends))
