"""The letters and rule lines of a PDF page, turned upright, without what is printed across the text.

A page may be stored turned, by its /Rotate or by the matrix of its content: the direction in which most letters
run is the reading direction. Letters in other directions, and letters printed over others or over the frame of
their cell, are a watermark or a stamp and never part of a figure; they are set aside as whole runs.
"""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from nianbao.importers.readers.pdf_looks import Looks

# Degrees by which letters may lean from the reading direction: scanned pages stand askew by one or two.
_LEAN: Final = 3.0
# Points by which the ends of a straight rule differ: the matrix of a turned page leaves rounding noise.
_ASKEW: Final = 0.7
_SHORTEST: Final = 1.0
# A letter printed over another has the other's middle within this inner part of its box.
_RIM: Final = 0.12
_HUGE: Final = 1.5
_SAME_PLACE: Final = 0.15
# Letters of one word stand no farther apart than this part of their size.
_WORD: Final = 0.12
_SAME_MATRIX: Final = 0.01

Turn = Callable[[float, float, float, float], tuple[float, float, float, float]]
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Marks:
    """What is drawn on a page, upright: letters, rule lines (as pdfplumber's edges), the texts set aside.

    `sideways` are those of these texts that are turned by quarters, each with the box it stands in; `struck` and
    `unseen` are the texts left out because they are struck out, or white on paper.
    """

    width: float
    height: float
    chars: list[Any]
    edges: list[dict[str, Any]]
    aside: list[str] = field(default_factory=list)
    sideways: list[tuple[str, Box]] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


def marks_of(page: Any) -> Marks:
    """Return the marks of pdfplumber's `page` in its reading direction."""
    looks = Looks(page.page_number)
    chars = looks.seen(page, [char for char in page.chars if char["text"].strip()])
    directions = [_quarter(char["matrix"]) for char in chars]
    known = Counter(direction for direction in directions if direction is not None)
    quarter = known.most_common(1)[0][0] if known else 0
    width, height = float(page.width), float(page.height)
    turn = _turn(quarter, (float(page.bbox[0]), float(page.bbox[1])), width, height)
    upright = [_turned(char, turn, quarter) for char, own in zip(chars, directions, strict=True) if own == quarter]
    other = [char for char, own in zip(chars, directions, strict=True) if own != quarter]
    if quarter % 2:
        width, height = height, width
    edges = _edges(page, turn)
    letters = looks.unstruck(_once(upright), edges)
    marks = Marks(width, height, letters, edges, struck=looks.struck, unseen=looks.unseen)
    for run in _runs(other, is_slanted=True):
        text = "".join(char["text"] for char in run)
        marks.aside.append(text)
        if _quarter(run[0]["matrix"]) is not None:
            boxes = [turn(char["x0"], char["top"], char["x1"], char["bottom"]) for char in run]
            lefts, tops, rights, bottoms = zip(*boxes, strict=True)
            marks.sideways.append((text, (min(lefts), min(tops), max(rights), max(bottoms))))
    return marks


def _quarter(matrix: Sequence[float]) -> int | None:
    """Return how many quarter turns, against the clock, letters of a text matrix are turned; None if slanted."""
    angle = math.degrees(math.atan2(matrix[1], matrix[0]))
    if not math.isfinite(angle):
        return None
    turns = round(angle / 90)
    return turns % 4 if abs(angle - 90 * turns) <= _LEAN else None


def _turn(quarter: int, corner: tuple[float, float], width: float, height: float) -> Turn:
    """Return the function that turns a box (left, top, right, bottom) back by quarter turns."""
    x, y = corner
    right, bottom = x + width, y + height
    turns: tuple[Turn, ...] = (
        lambda x0, top, x1, low: (x0, top, x1, low),
        lambda x0, top, x1, low: (bottom - low, x0 - x, bottom - top, x1 - x),
        lambda x0, top, x1, low: (right - x1, bottom - low, right - x0, bottom - top),
        lambda x0, top, x1, low: (top - y, right - x1, low - y, right - x0),
    )
    return turns[quarter]


def _turned(char: Any, turn: Turn, quarter: int) -> Any:
    """Return a letter upright; pdfplumber takes the extent of its box across the page for its size."""
    if not quarter:
        return char
    left, top, right, bottom = turn(char["x0"], char["top"], char["x1"], char["bottom"])
    size = right - left + bottom - top - char["size"] if quarter % 2 else char["size"]
    return {**char, "x0": left, "top": top, "x1": right, "bottom": bottom, "size": size}


def _once(chars: Iterable[Any]) -> list[Any]:
    """Return letters without those printed twice at one place, which is how some programs print bold."""
    seen: set[tuple[str, int, int]] = set()
    kept = []
    for char in chars:
        step = max(_SAME_PLACE * char["size"], 0.1)
        x, y = round(char["x0"] / step), round(char["top"] / step)
        near = ((char["text"], x + across, y + down) for across in (-1, 0, 1) for down in (-1, 0, 1))
        if not any(place in seen for place in near):
            kept.append(char)
        seen.add((char["text"], x, y))
    return kept


def _edges(page: Any, turn: Turn) -> list[dict[str, Any]]:
    """Return the straight rules of a page, upright; lines askew are none."""
    edges = []
    for edge in page.edges:
        left, top, right, bottom = turn(edge["x0"], edge["top"], edge["x1"], edge["bottom"])
        if bottom - top <= _ASKEW and right - left >= _SHORTEST:
            edges.append(edge_of((left, top, right, top)))
        elif right - left <= _ASKEW and bottom - top >= _SHORTEST:
            edges.append(edge_of((left, top, left, bottom)))
    return edges


def edge_of(box: Box) -> dict[str, Any]:
    """Return a box without height or width as pdfplumber's edge."""
    left, top, right, bottom = box
    return {
        "object_type": "rect_edge", "x0": left, "x1": right, "top": top, "bottom": bottom,
        "width": right - left, "height": bottom - top, "orientation": "h" if top == bottom else "v",
    }  # fmt: skip


# --- what is printed across the text ---------------------------------------------------------------------------


def set_overprints_aside(marks: Marks, cells: Sequence[Box]) -> None:
    """Take the runs of letters out of `marks` that are printed over others or that no cell holds.

    Of two runs over one another, that in the rarer style (size and colour) is set aside, and so is a run in a rare
    style that goes from one cell into the next. `cells` are the ruled
    cells of the page: letters much larger than most text that reach out of the cell they stand in are no text of
    the cell.
    """
    counts = Counter(_style(char) for char in marks.chars)
    if not counts:
        return
    common = counts.most_common(1)[0][0]
    usual = common[0]
    by_height = sorted(marks.chars, key=_middle_height)
    heights = [_middle_height(char) for char in by_height]
    gone: set[int] = set()
    for run in _runs(marks.chars):
        style = _style(run[0])
        if style == common:
            continue
        is_huge = style[0] > _HUGE * usual
        is_across = any(_crosses(before, char, cells) for before, char in pairwise(run))
        if (
            is_across
            or any(_covers(char, style, counts, by_height, heights) for char in run)
            or (is_huge and any(_sticks_out(char, cells) for char in run))
        ):
            marks.aside.append("".join(char["text"] for char in run))
            gone |= {id(char) for char in run}
    if gone:
        marks.chars = [char for char in marks.chars if id(char) not in gone]


def _style(char: Any) -> tuple[int, str]:
    return round(char["size"]), str(char.get("non_stroking_color"))


def _middle_height(char: Any) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _covers(
    char: Any,
    style: tuple[int, str],
    counts: Counter[tuple[int, str]],
    others: Sequence[Any],
    heights: Sequence[float],
) -> bool:
    """Whether the middle of a letter in a commoner style lies within a letter. `others` go by height."""
    across, down = _RIM * (char["x1"] - char["x0"]), _RIM * (char["bottom"] - char["top"])
    first, end = bisect_left(heights, char["top"] + down), bisect_right(heights, char["bottom"] - down)
    return any(
        char["x0"] + across < (other["x0"] + other["x1"]) / 2 < char["x1"] - across
        and counts[_style(other)] > counts[style]
        for other in others[first:end]
    )


def _crosses(before: Any, char: Any, cells: Sequence[Box]) -> bool:
    """Whether two letters of one word lie in different cells; figures of neighbours stand farther apart."""
    if char["x0"] - before["x1"] > _WORD * char["size"]:
        return False
    places = _cell_of(before, cells), _cell_of(char, cells)
    return None not in places and places[0] != places[1]


def _cell_of(char: Any, cells: Sequence[Box]) -> int | None:
    """Return the number of the cell the middle of a letter lies in, None for none."""
    x, y = (char["x0"] + char["x1"]) / 2, _middle_height(char)
    return next(
        (n for n, (left, top, right, low) in enumerate(cells) if left <= x <= right and top <= y <= low), None
    )


def _sticks_out(char: Any, cells: Iterable[Box]) -> bool:
    """Whether the middle of a letter lies in a cell that doesn't hold most of its box."""
    x, y = (char["x0"] + char["x1"]) / 2, _middle_height(char)
    across, down = (char["x1"] - char["x0"]) / 4, (char["bottom"] - char["top"]) / 4
    for left, top, right, bottom in cells:
        if left <= x <= right and top <= y <= bottom:
            return bool(x - across < left or x + across > right or y - down < top or y + down > bottom)
    return False


def _runs(chars: Iterable[Any], *, is_slanted: bool = False) -> list[list[Any]]:
    """Put letters together that were printed one after the other in one style and direction."""
    runs: list[list[Any]] = []
    for char in chars:
        if runs and _follows(runs[-1][-1], char, is_slanted=is_slanted):
            runs[-1].append(char)
        else:
            runs.append([char])
    return runs


def _follows(before: Any, char: Any, *, is_slanted: bool) -> bool:
    """Whether a letter goes on where one before it ends."""
    if before["fontname"] != char["fontname"] or _style(before)[1] != _style(char)[1]:
        return False
    if is_slanted:
        is_alike = all(
            abs(a - b) < _SAME_MATRIX for a, b in zip(before["matrix"][:4], char["matrix"][:4], strict=True)
        )
        reach = 2 * max(before["width"], before["height"], char["width"], char["height"])
        return is_alike and max(abs(char["x0"] - before["x0"]), abs(char["top"] - before["top"])) < reach
    is_level = abs(_middle_height(before) - _middle_height(char)) < char["size"] / 2
    return (
        is_level and _style(before) == _style(char) and -1 < (char["x0"] - before["x1"]) / max(char["size"], 1) < 1
    )
