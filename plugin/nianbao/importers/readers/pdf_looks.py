"""Letters of a PDF that look like text of their line and are none: invisible ones, struck-out ones, raised marks.

A PDF has no word for any of them: a letter is struck out where a short rule crosses it at half height, invisible
where it is white on paper, and the mark of a note where it is small beside a letter and set higher or lower.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nianbao.importers.readers.assembly import raised
from nianbao.model.finding import Refusal

# The part of a letter's box, from its top, that a rule through it crosses; underlines lie below it.
_STRUCK: Final = (0.35, 0.72)
# A rule that strikes letters out ends with them, within this part of their size; rules of tables go on.
_BEYOND: Final = 0.6
# Points within which rules meet, and the shortest upright rule: a thick rule through letters has short sides.
_JOINT: Final = 1.2
_TALL: Final = 3.0
# A raised or lowered letter is smaller than the letter it stands beside, and shifted by these parts of its size.
_SMALLER: Final = 0.9
_RAISED: Final = 0.2
_LOWERED: Final = 0.08
_BESIDE: Final = 0.3
# Pairs of a letter and a rule or a shade that are looked at on one page; a report's has some thousands.
_MOST_PAIRS: Final = 3_000_000
_WHITE: Final = 0.98


class Looks:
    """Looks at the letters of the page `number`; `struck` and `unseen` are the texts of those left out."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.struck: list[str] = []
        self.unseen: list[str] = []
        self._pairs = 0

    def seen(self, page: Any, chars: Sequence[Any]) -> list[Any]:
        """Return letters without those that are white and stand on no shade or picture."""
        white = [char for char in chars if is_white(char.get("non_stroking_color"))]
        if not white:
            return list(chars)
        shades = [
            *(each for each in (*page.rects, *page.curves) if each.get("fill") and not _is_paper(each)),
            *page.images,
        ]
        self._count(len(white) * len(shades))
        gone = {id(char) for char in white if not any(_stands_on(char, shade) for shade in shades)}
        self.unseen += words(char for char in white if id(char) in gone)
        return [char for char in chars if id(char) not in gone]

    def unstruck(self, chars: Sequence[Any], edges: list[dict[str, Any]]) -> list[Any]:
        """Return letters without those struck out, and take the rules through them out of `edges`."""
        by_height = sorted(chars, key=_middle)
        heights = [_middle(char) for char in by_height]
        reach = max((char["bottom"] - char["top"] for char in chars), default=0.0) / 2
        uprights = [e for e in edges if e["orientation"] == "v" and e["height"] > _TALL]
        gone: set[int] = set()
        kept = []
        for edge in edges:
            crossed: list[Any] = []
            if edge["orientation"] == "h":
                first, end = bisect_left(heights, edge["top"] - reach), bisect_right(heights, edge["top"] + reach)
                self._count(end - first)
                crossed = [char for char in by_height[first:end] if _crosses(edge, char)]
            if crossed and _ends_with(edge, crossed) and not self._is_of_table(edge, uprights):
                gone |= {id(char) for char in crossed}
            else:
                kept.append(edge)
        if gone:
            edges[:] = kept
            self.struck += words(char for char in chars if id(char) in gone)
        return [char for char in chars if id(char) not in gone]

    def _is_of_table(self, edge: dict[str, Any], uprights: Sequence[dict[str, Any]]) -> bool:
        """Whether a level rule meets an upright one at an end, as the frames of cells do."""
        self._count(len(uprights))
        return any(
            min(abs(other["x0"] - edge["x0"]), abs(other["x0"] - edge["x1"])) < _JOINT
            and other["top"] - _JOINT < edge["top"] < other["bottom"] + _JOINT
            for other in uprights
        )

    def _count(self, pairs: int) -> None:
        self._pairs += pairs
        if self._pairs > _MOST_PAIRS:
            raise Refusal("import-busy-page", page=self.number)


def is_white(colour: object) -> bool:
    """Whether a colour of a PDF is white: grey and red-green-blue count light, four inks count ink."""
    parts = colour if isinstance(colour, tuple | list) else (colour,)
    if not parts or not all(isinstance(part, int | float) for part in parts):
        return False
    is_ink = len(parts) == 4  # noqa: PLR2004 - cyan, magenta, yellow, black
    return all(part <= 1 - _WHITE for part in parts) if is_ink else all(part >= _WHITE for part in parts)


def _is_paper(shade: Any) -> bool:
    """Whether a filled shape is white as paper."""
    return is_white(shade.get("non_stroking_color"))


def _stands_on(char: Any, shade: Any) -> bool:
    x = (char["x0"] + char["x1"]) / 2
    return bool(shade["x0"] <= x <= shade["x1"] and shade["top"] <= _middle(char) <= shade["bottom"])


def _middle(char: Any) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _crosses(edge: dict[str, Any], char: Any) -> bool:
    """Whether a level rule goes through the middle of a letter."""
    height = char["bottom"] - char["top"]
    is_inside = char["top"] + _STRUCK[0] * height < edge["top"] < char["top"] + _STRUCK[1] * height
    return bool(is_inside and edge["x0"] <= (char["x0"] + char["x1"]) / 2 <= edge["x1"])


def _ends_with(edge: dict[str, Any], crossed: Sequence[Any]) -> bool:
    """Whether a rule ends where the letters it crosses do."""
    left, right = min(char["x0"] for char in crossed), max(char["x1"] for char in crossed)
    room = _BEYOND * max(char["size"] for char in crossed)
    return bool(left - edge["x0"] < room and edge["x1"] - right < room)


def words(chars: Iterable[Any]) -> list[str]:
    """Return letters as words: each goes on while letters stand side by side."""
    found: list[str] = []
    before: Any = None
    for char in chars:
        is_beside = (
            before
            and abs(_middle(before) - _middle(char)) < char["size"] / 2
            and abs(char["x0"] - before["x1"]) < char["size"] / 2
        )
        if is_beside:
            found[-1] += char["text"]
        else:
            found.append(char["text"])
        before = char
    return found


def with_raised(row: Sequence[Any]) -> list[Any]:
    """Return the letters of a line, from left to right, with digits set higher or lower as raised ones."""
    largest = max(char["size"] for char in row)
    marks = {id(char) for way in (1, -1) for char in _marks(row[::way], largest)}
    return [{**char, "text": raised(char["text"])} if id(char) in marks else char for char in row]


def _marks(row: Sequence[Any], largest: float) -> Iterable[Any]:
    """Yield the small letters that follow a large one without a gap, higher or lower than it."""
    base: Any = None
    last: Any = None
    for char in row:
        if char["size"] >= _SMALLER * largest:
            base = last = char
        elif base:
            gap = max(char["x0"] - last["x1"], last["x0"] - char["x1"])
            drop = (char["bottom"] - base["bottom"]) / base["size"]
            if gap < _BESIDE * base["size"] and (drop < -_RAISED or drop > _LOWERED):
                last = char
                yield char
            else:
                base = None


# --- figures that don't look like those of their table ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FigureLook:
    """A figure in a table: its text, its row and left edge, the sizes and colours of its letters."""

    text: str
    row: int
    left: int
    styles: frozenset[tuple[int, str]]


def look_of(text: str, row: int, left: float, chars: Iterable[Any]) -> FigureLook | None:
    """Return how the letters of a cell look if they are a figure; bold letters look as others do.

    White ones, which stand on the shade of their cell, were set there with it.
    """
    chars = list(chars)
    if not text.isdecimal() or all(is_white(char.get("non_stroking_color")) for char in chars):
        return None
    styles = frozenset((round(char["size"]), str(char.get("non_stroking_color"))) for char in chars)
    return FigureLook(text, row, round(left), styles)


def strange(looks: Iterable[FigureLook | None]) -> set[FigureLook]:
    """Return the figures of a table that may be a stamp or a watermark in a blank cell.

    Most figures of a table look alike. One of another size or colour, or of two, belongs to the table where
    others of its row or column look as it does and don't say the same, as those of a coloured line of totals.
    """
    figures = [look for look in looks if look]
    counts = Counter(look.styles for look in figures)
    if not counts:
        return set()
    common, count = counts.most_common(1)[0]
    if 2 * count <= len(figures):
        return set()
    companions: dict[tuple[str, int, frozenset[tuple[int, str]]], set[str]] = {}
    for look in figures:
        for line in (("row", look.row), ("left", look.left)):
            companions.setdefault((*line, look.styles), set()).add(look.text)
    alone = {place for place, texts in companions.items() if len(texts) == 1}
    return {
        look
        for look in figures
        if not _is_alike(look.styles, common)
        and ("row", look.row, look.styles) in alone
        and ("left", look.left, look.styles) in alone
    }


def _is_alike(styles: frozenset[tuple[int, str]], common: frozenset[tuple[int, str]]) -> bool:
    """Whether letters have the colours of others and their sizes, but for what rounding leaves."""
    return all(
        any(colour == other and abs(size - usual) <= 1 for usual, other in common) for size, colour in styles
    )
