"""What a page of an OFD file (GB/T 33190-2016, 8 to 13) draws: letters and lines, each moved to its place."""

import math
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final
from xml.etree import ElementTree as ET

from nianbao.importers import limits
from nianbao.importers.readers.new_pages import Letter, PageDrawing, Point, Transform, is_wide
from nianbao.model.finding import Refusal

_PLAIN: Final[Transform] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_LARGEST: Final = 1_000_000.0
_MOST_NUMBERS: Final = 200_000
_BOLD: Final = 600
_CLOSE: Final = "C"
# How many numbers each step of a path has: the last two are where it ends.
_STEPS: Final = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7}
_FALSE: Final = frozenset({"false", "0"})
_NEAR: Final = 5


def local(element: ET.Element) -> str:
    """Return the name of an element without its namespace, which versions of the standard changed."""
    return str(element.tag).rpartition("}")[2]


def children(element: ET.Element, name: str) -> Iterator[ET.Element]:
    """Yield the children of a name."""
    return (child for child in element if local(child) == name)


def first(element: ET.Element, name: str) -> ET.Element | None:
    """Return the first child of a name."""
    return next(children(element, name), None)


def numbers(text: str | None) -> list[float]:
    """Return the numbers in a text; what is none, or no number of a page, is 0."""
    return [_number(part) for part in islice((text or "").split(), _MOST_NUMBERS)]


def _number(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if abs(value) < _LARGEST else 0.0


def steps(text: str | None, most: int) -> list[float]:
    """Return the distances between characters; "g 3 5.5" stands for 5.5 three times."""
    made: list[float] = []
    parts = iter(islice((text or "").split(), _MOST_NUMBERS))
    for part in parts:
        if part in {"g", "G"}:
            count, value = int(_number(next(parts, ""))), _number(next(parts, ""))
            made += [value] * max(0, min(count, most - len(made)))
        else:
            made.append(_number(part))
        if len(made) >= most:
            break
    return made[:most]


class Resources:
    """What pages refer to by number: fonts that are bold, and drawings that stand in several places."""

    def __init__(self) -> None:
        self.bold: set[str] = set()
        self.units: dict[str, ET.Element] = {}

    def add(self, tree: ET.Element) -> None:
        """Take the resources in a part."""
        for element in tree.iter():
            if local(element) == "Font":
                name = element.get("FontName", "") + element.get("FamilyName", "")
                if element.get("Bold", "") == "true" or "bold" in name.lower():
                    self.bold.add(element.get("ID", ""))
            elif local(element) == "CompositeGraphicUnit":
                self.units[element.get("ID", "")] = element


def _compose(outer: Transform, inner: Transform) -> Transform:
    """Return the map that does the inner one first."""
    a, b, c, d, e, f = outer
    p, q, r, s, t, u = inner
    return (
        a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, a * t + c * u + e, b * t + d * u + f,
    )  # fmt: skip


def _moved(by: Transform, point: Point) -> Point:
    a, b, c, d, e, f = by
    x, y = point
    return a * x + c * y + e, b * x + d * y + f


def _place(element: ET.Element) -> Transform:
    """Return where an object stands: its own map, then a move to the corner of its box."""
    own = numbers(element.get("CTM"))
    box = numbers(element.get("Boundary"))
    left, top = box[:2] if len(box) >= 2 else (0.0, 0.0)  # noqa: PLR2004 - a point has two
    inner: Transform = (own[0], own[1], own[2], own[3], own[4], own[5]) if len(own) >= 6 else _PLAIN  # noqa: PLR2004 - a map has six
    return _compose((1.0, 0.0, 0.0, 1.0, left, top), inner)


class Drawer:
    """Draws the objects of a page; `hidden` are texts it does not show, `pictures` counts images.

    `number` is the page's; a letter that stands twice in one place, as for letters in bold, is drawn once.
    """

    def __init__(self, page: PageDrawing, number: int, resources: Resources, corner: Point) -> None:
        self.page, self.number, self.resources = page, number, resources
        self.hidden: list[str] = []
        self.pictures = 0
        self._start: Transform = (1.0, 0.0, 0.0, 1.0, *corner)
        self._known: set[tuple[str, int, int]] = set()
        self._objects = 0

    def draw(self, content: ET.Element) -> None:
        """Draw everything in an element. Raises Refusal for more than any page of a report holds."""
        self._draw(content, self._start, 0)

    def _draw(self, parent: ET.Element, place: Transform, depth: int) -> None:
        for element in parent:
            self._count(1)
            name = local(element)
            if element.get("Visible", "true") in _FALSE:
                self.hidden += [part.text or "" for part in element.iter() if local(part) == "TextCode"]
            elif name == "TextObject":
                self._letters(element, _compose(place, _place(element)))
            elif name == "PathObject":
                self._path(element, _compose(place, _place(element)))
            elif name == "ImageObject":
                self.pictures += 1
            elif depth >= limits.DEEPEST_NESTING:
                continue
            elif name == "CompositeObject":
                unit = self.resources.units.get(element.get("ResourceID", ""))
                for inner in unit if unit is not None else ():
                    self._draw(inner, _compose(place, _place(element)), depth + 1)
            elif name in {"Layer", "PageBlock", "Content"}:
                self._draw(element, place, depth + 1)

    def _count(self, more: int) -> None:
        self._objects += more
        if self._objects > limits.MOST_MARKS_ON_A_PAGE:
            raise Refusal("import-busy-page", page=self.number)

    # --- letters -----------------------------------------------------------------------------------------------

    def _letters(self, element: ET.Element, place: Transform) -> None:
        """Draw the letters of a text object."""
        size = _number(element.get("Size", "")) or 1.0
        scale = _number(element.get("HScale", "1")) or 1.0
        weight = _number(element.get("Weight", "400"))
        is_bold = weight >= _BOLD or element.get("Font", "") in self.resources.bold
        a, b, c, d, _, _ = place
        across, up = (a * size * scale, b * size * scale), (-c * size, -d * size)
        x = y = 0.0
        for code in children(element, "TextCode"):
            x = _number(code.get("X", "")) if "X" in code.attrib else x
            y = _number(code.get("Y", "")) if "Y" in code.attrib else y
            text = (code.text or "").strip("\r\n")
            self._count(len(text))
            for letter, at in _placed(text, (x, y), code, size * scale):
                point = _moved(place, at)
                key = (letter, round(point[0] * _NEAR), round(point[1] * _NEAR))
                if letter.strip() and key not in self._known:
                    self._known.add(key)
                    self.page.letters.append(Letter(letter, point, across, up, is_bold))

    # --- lines -------------------------------------------------------------------------------------------------

    def _path(self, element: ET.Element, place: Transform) -> None:
        """Draw the lines of a path object; of curves their ends."""
        data = first(element, "AbbreviatedData")
        is_filled = element.get("Fill", "false") not in _FALSE
        is_drawn = element.get("Stroke", "true") not in _FALSE
        if data is None or not (is_filled or is_drawn):
            return
        for points in _lines(data.text):
            self._count(len(points))
            self.page.lines.append(([_moved(place, point) for point in points], is_filled and not is_drawn))


def _placed(text: str, start: Point, code: ET.Element, size: float) -> Iterator[tuple[str, Point]]:
    """Yield the letters of a text with their places: by the distances given, else by their widths."""
    across = steps(code.get("DeltaX"), len(text))
    down = steps(code.get("DeltaY"), len(text))
    x, y = start
    for n, letter in enumerate(text):
        yield letter, (x, y)
        if n < len(across):
            x += across[n]
        elif not down:
            x += size if is_wide(letter) else size / 2
        y += down[n] if n < len(down) else 0.0


def _lines(text: str | None) -> Iterator[Sequence[Point]]:
    """Yield the lines of a path ("M 0 0 L 10 0 C") as their points."""
    parts = (text or "").split()[:_MOST_NUMBERS]
    line: list[Point] = []
    at = 0
    while at < len(parts):
        step, count = parts[at], _STEPS.get(parts[at], 0)
        values = [_number(part) for part in parts[at + 1 : at + 1 + count]]
        at += 1 + count
        if step == _CLOSE and line:
            line.append(line[0])
        elif count and len(values) == count and all(map(math.isfinite, values)):
            if step in {"S", "M"}:
                if len(line) > 1:
                    yield line
                line = []
            line.append((values[-2], values[-1]))
    if len(line) > 1:
        yield line
