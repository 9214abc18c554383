"""How a page shows its elements: struck out, raised, hidden, in which size and colours.

The looks are those of the cascade (CSS Cascading and Inheritance Level 4): names of elements, attributes, the
page's own style sheets and `style`. Sheets elsewhere are not fetched. What would look otherwise if a rule that
can't be followed held is doubtful.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nianbao.importers.readers import page_sheets
from nianbao.importers.readers.page_boxes import LINES, SIDES, is_apart, is_moved, is_out_of_view, pixels
from nianbao.importers.readers.page_colours import TRANSPARENT, Colour, colour, ground
from nianbao.importers.readers.page_selectors import Around, Matcher, Position, TooMuchError
from nianbao.importers.readers.page_sheets import Declarations, Rule, Sheets
from nianbao.importers.readers.page_tree import Element
from nianbao.importers.readers.tidy import BLOCKS, TABLE_PARTS

# Characters of style sheets that are read, and states of selectors that are tried, a third of a microsecond each.
_LONGEST_SHEETS: Final = 2_000_000
_MOST_TRIED: Final = 1_200_000
_STRUCK: Final = frozenset({"del", "s", "strike"})
_RAISED: Final = frozenset({"sup", "sub"})
# What covers letters or shows others in their place.
_VEILS: Final = ("mask", "mask-image", "-webkit-mask", "-webkit-mask-image", "-webkit-text-security")
_ASKED: Final = frozenset(
    {
        "text-decoration", "text-decoration-line", "display", "visibility", "opacity", "filter", "content",
        "vertical-align", "position", *SIDES, "inset", "transform", "translate", "scale", "zoom", "text-indent",
        "font", "font-size", "font-variant", "font-variant-position", "font-feature-settings", "baseline-shift",
        "color", "-webkit-text-fill-color", "background", "background-color", "background-image", "clip",
        "clip-path", "width", "height", "max-width", "max-height", "overflow", "overflow-x", "overflow-y", "float",
        "order", "flex-direction", "direction", "unicode-bidi", "content-visibility", *_VEILS, "mso-hide",
        "mso-text-raise", "margin", "margin-left", "margin-right", "margin-top", "padding",
        "padding-left", "padding-right",
    }
)  # fmt: skip
_SIZES: Final[Mapping[str, float]] = {
    "xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32,
    "xxx-large": 48,
}  # fmt: skip
_FONT_SIZES: Final = (10.0, 10.0, 13.0, 16.0, 18.0, 24.0, 32.0, 48.0)
_SMALLER: Final = 5 / 6
# Letters of fewer pixels are not to be seen.
_SMALLEST: Final = 1.5
_RAISING: Final = re.compile(r"""["'](?:sups|subs|sinf)["'](?!\s*(?:0|off))""")


@dataclass(frozen=True, slots=True)
class Look:
    """How the text of an element is shown.

    `size` (pixels), `color`, `ground` (None: not known) and `is_visible` go on to what is inside it. `is_hidden`:
    nothing in it is shown; `is_gone`: it takes no place either. `is_raised` marks what stands above or below the
    line by its meaning, `is_moved` by its place alone. `is_apart`: it stands by itself, not in the run of text
    around it. `generated` is text that a style sheet adds. `is_doubtful`: it may look otherwise.
    """

    size: float = 16.0
    color: Colour | None = (0, 0, 0)
    ground: Colour | None = (255, 255, 255)
    is_visible: bool = True
    is_hidden: bool = False
    is_gone: bool = False
    is_struck: bool = False
    is_raised: bool = False
    is_moved: bool = False
    is_apart: bool = False
    is_doubtful: bool = False
    generated: str = ""

    @property
    def is_unseen(self) -> bool:
        """Whether text directly in the element is not to be seen, though something inside it may be."""
        return not self.is_visible or self.size < _SMALLEST or self.color == TRANSPARENT


_PLAIN: Final = Look()
_ANYWHERE: Final = Position()


class Styles:
    """The looks of all elements of a page. `linked` says that it has style sheets of its own elsewhere."""

    def __init__(self, root: Element, sheets: Sequence[tuple[str, str]]) -> None:
        found = Sheets(linked=any(_is_link(element) for element in root.elements()))
        left = _LONGEST_SHEETS
        for media, sheet in sheets:
            found.left_out |= len(sheet) > left
            page_sheets.read(sheet[: max(0, left)], media, _ASKED, found)
            left -= len(sheet)
        self.linked, self.left_out = found.linked, found.left_out
        self._rules: list[Rule] = found.rules
        self._matcher = Matcher([rule.selector for rule in found.rules], _MOST_TRIED)
        self._looks: dict[int, Look] = {}
        self._walk(root)

    def of(self, element: Element) -> Look:
        """Return the look of an element of the page."""
        return self._looks.get(id(element), _PLAIN)

    def hides(self, element: Element, *, in_cell: bool, asks_text: bool) -> bool:
        """Return whether nothing in an element is to be seen; `asks_text`: also because of how its letters look.

        What is there but comes into view with a program is seen where it holds tables.
        """
        look = self.of(element)
        if look.is_hidden and (
            look.is_gone or in_cell or all(part.name != "table" for part in element.elements())
        ):
            return True
        looks = (self.of(part) for part in element.elements())
        return asks_text and look.is_unseen and all(look.is_unseen or look.is_hidden for look in looks)

    def _walk(self, root: Element) -> None:
        """Set the looks of an element and of all in it, from the outside in."""
        self._set(root, _PLAIN, [])
        waiting = [(root, Around())]
        while waiting:
            parent, around = waiting.pop()
            look = self.of(parent)
            plain = _inherited(look)
            plain = look if look == plain else plain
            last = earlier = 0
            children = [part for part in parent.contents if isinstance(part, Element)]
            for child, position in (
                _placed(children) if self._rules else ((child, _ANYWHERE) for child in children)
            ):
                holding, ends = self._matching(child, position, around, last, earlier)
                if ends or _has_look(child, look):
                    self._set(child, look, [self._rules[number] for number in sorted(ends)])
                else:
                    self._looks[id(child)] = plain
                last = holding
                earlier |= holding
                if child.contents:
                    waiting.append((child, Around(holding, around.ancestors | holding)))

    def _matching(
        self, element: Element, position: Position, around: Around, last: int, earlier: int
    ) -> tuple[int, list[int]]:
        if self._rules:
            try:
                return self._matcher.matches(element, position, around, last, earlier)
            except TooMuchError:
                self._rules, self.left_out = [], True
        return 0, []

    def _set(self, element: Element, parent: Look, rules: list[Rule]) -> None:
        attributes = element.attributes
        if len(rules) > 1:
            rules.sort(key=lambda rule: rule.selector.weight)
        said = page_sheets.declarations(attributes["style"], _ASKED) if "style" in attributes else {}
        look = _look(element, parent, _cascade([r for r in rules if r.certain and not r.selector.part], said))
        generated = ""
        for part in ("before", "after"):
            if own := [rule for rule in rules if rule.selector.part == part]:
                generated += _generated(_cascade(own, {}), look)
        if doubtful := [rule for rule in rules if not rule.certain and not rule.selector.part]:
            others = _look(element, parent, _cascade([r for r in rules if not r.selector.part], said))
            if doubtful and replace(others, color=look.color, ground=look.ground, is_apart=look.is_apart) != look:
                look = replace(look, is_doubtful=True)
        self._looks[id(element)] = replace(look, generated=generated) if generated else look


def _is_link(element: Element) -> bool:
    """Whether an element names a style sheet for the screen that stands elsewhere."""
    if element.name != "link":
        return False
    kinds = element.attributes.get("rel", "").lower().split()
    is_sheet = "stylesheet" in kinds and "alternate" not in kinds
    return is_sheet and page_sheets.applies(element.attributes.get("media", "")) is not False


def _placed(children: list[Element]) -> Iterator[tuple[Element, Position]]:
    """Yield elements with their places among each other."""
    names = Counter(child.name for child in children)
    seen: Counter[str] = Counter()
    for number, child in enumerate(children, 1):
        seen[child.name] += 1
        yield child, Position(number, len(children), seen[child.name], names[child.name])


def _cascade(rules: Sequence[Rule], own: Declarations) -> dict[str, str]:
    """Return the value of each property: the last of the heaviest, `style` above rules, the important above all.

    Rules come in the order of their weights. The values of a shorthand and its parts stand in the order they win.
    """
    found: dict[str, str] = {}
    for important in (False, True):
        for said in (*(rule.declarations for rule in rules), own):
            for name, (value, is_important) in said.items():
                if is_important is important:
                    found.pop(name, None)
                    found[name] = value
    return found


# --- one element -----------------------------------------------------------------------------------------------


def _look(element: Element, parent: Look, said: Mapping[str, str]) -> Look:
    """Return the look of an element, from that of its parent and the values of its properties."""
    name, attributes = element.name, element.attributes
    is_table_part = name in TABLE_PARTS and name != "table"
    # A table is left out as a whole; its rows and cells are asked one by one.
    is_within = is_table_part and element.parent is not None and element.parent.name != "table"
    size = _size(name, attributes, parent.size, said)
    held = said.get("text-decoration", "") + " " + said.get("text-decoration-line", "")
    is_struck = "line-through" in _last(said, "text-decoration-line", "text-decoration") or (
        name in _STRUCK and not held.strip()
    )
    is_gone = said.get("display", "none" if "hidden" in attributes else "").startswith("none")
    is_gone |= said.get("mso-hide", "") == "all" or (name in _ROWS and said.get("visibility") == "collapse")
    is_column = name in {"col", "colgroup"}
    is_inline = name not in BLOCKS and name not in TABLE_PARTS
    is_box = (
        said.get("display", "") in LINES or said.get("position", "") in {"absolute", "fixed"} or "float" in said
    )
    is_cut = not is_table_part and (not is_inline or is_box)
    is_doubtful = any("var(" in said.get(key, "") for key in _GRAVE) or _is_reversed(element, said)
    is_doubtful |= "reverse" in said.get("flex-direction", "") or "blur(" in said.get("filter", "")
    is_doubtful |= any(said.get(key, "none") != "none" for key in _VEILS)
    is_doubtful |= "open" not in attributes and (name == "dialog" or "popover" in attributes)
    visibility = said.get("visibility", "")
    return Look(
        size=size,
        color=_color(attributes, said, parent.color),
        ground=ground(attributes, said, parent.ground),
        is_visible=visibility not in {"hidden", "collapse"}
        if visibility and visibility != "inherit"
        else parent.is_visible,
        is_hidden=is_gone or is_out_of_view(said, size, is_cut=is_cut) or (is_within and parent.is_hidden),
        is_gone=is_gone or (is_within and parent.is_gone),
        is_struck=is_struck or (is_within and parent.is_struck),
        is_raised=is_inline and (name in _RAISED or _is_raised(attributes, said)),
        is_moved=is_inline and is_moved(attributes, said, size),
        is_apart=is_apart(said, size, is_inline=is_inline),
        is_doubtful=is_doubtful
        or (is_column and (is_gone or said.get("visibility") == "collapse"))
        or (name in _STRUCK and not is_struck)
        or (is_within and parent.is_doubtful),
    )


_ROWS: Final = frozenset({"tr", "thead", "tbody", "tfoot"})
_NAMED: Final = _STRUCK | _RAISED | {"small", "big", "bdo", "dialog"}
# Properties that decide whether text counts.
_GRAVE: Final = frozenset(
    {"text-decoration", "text-decoration-line", "display", "visibility", "opacity", "vertical-align", "position"}
)


def _has_look(element: Element, around: Look) -> bool:
    """Whether an element may look otherwise than the text around it, without a rule that says so."""
    name = element.name
    if element.attributes or name in _NAMED:
        return True
    return name in TABLE_PARTS and name != "table" and _goes_on(around)


def _goes_on(look: Look) -> bool:
    return look.is_hidden or look.is_gone or look.is_struck or look.is_doubtful


def _inherited(look: Look) -> Look:
    """Return the look of an element of which nothing is said."""
    return Look(look.size, look.color, look.ground, look.is_visible)


def _last(said: Mapping[str, str], *names: str) -> str:
    """Return the value that wins among a property and the shorthands that set it."""
    return next((said[name] for name in reversed(list(said)) if name in names), "")


def _size(name: str, attributes: Mapping[str, str], around: float, said: Mapping[str, str]) -> float:
    """Return the size of letters in pixels."""
    size = around * _SMALLER if name in _RAISED | {"small"} else around / _SMALLER if name == "big" else around
    if name == "font" and (asked := attributes.get("size", "").strip()):
        digits = asked.lstrip("+-")
        if digits.isdecimal():
            number = int(digits[:3]) * (-1 if asked[0] == "-" else 1) + (3 if asked[0] in "+-" else 0)
            size = _FONT_SIZES[min(max(number, 1), 7)]
    value = _last(said, "font-size", "font")
    if value and value == said.get("font"):
        value = next((part for word in value.split() if _is_size(part := word.partition("/")[0])), "")
    if value in _SIZES:
        return _SIZES[value]
    if value in {"smaller", "larger"}:
        return around * _SMALLER if value == "smaller" else around / _SMALLER
    length = pixels(value, around)
    return size if length is None else length


def _is_size(word: str) -> bool:
    """Whether a word of `font` is the size: a weight has no unit."""
    return word in _SIZES or (not word[-1:].isdecimal() and pixels(word, 1) is not None)


def _color(attributes: Mapping[str, str], said: Mapping[str, str], around: Colour | None) -> Colour | None:
    value = said.get("-webkit-text-fill-color") or said.get("color") or attributes.get("color", "")
    return around if not value or value in {"inherit", "currentcolor"} else colour(value)


def _is_raised(attributes: Mapping[str, str], said: Mapping[str, str]) -> bool:
    """Whether letters are set as raised or lowered ones by what their style means."""
    fonts = " ".join(said.get(key, "") for key in ("font-variant", "font-variant-position"))
    if any(word in {"super", "sub"} for word in fonts.split()):
        return True
    if _RAISING.search(said.get("font-feature-settings", "")):
        return True
    shift = said.get("baseline-shift") or attributes.get("baseline-shift", "")
    return said.get("vertical-align", "") in {"super", "sub", "text-top"} or shift in {"super", "sub"}


def _is_reversed(element: Element, said: Mapping[str, str]) -> bool:
    """Whether letters are shown from right to left, so that 142 is written 241."""
    direction = said.get("direction") or element.attributes.get("dir", "").lower()
    way = said.get("unicode-bidi") or ("bidi-override" if element.name == "bdo" else "")
    return direction == "rtl" and way in {"bidi-override", "isolate-override"}


def _generated(said: Mapping[str, str], around: Look) -> str:
    """Return the text that a style sheet adds before or behind an element, empty for what shows none."""
    content = said.get("content", "").strip()
    if not content or content.lower() in {"none", "normal", "inherit", "initial"}:
        return ""
    size = _size("", {}, around.size, said)
    is_off = said.get("display") == "none" or said.get("visibility") == "hidden" or is_out_of_view(said, size)
    if is_off or size < _SMALLEST or pixels(said.get("height", ""), 1) == 0:
        return ""
    return content
