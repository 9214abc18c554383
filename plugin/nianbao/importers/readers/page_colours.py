"""Colours of text and of what lies behind it, as far as it takes to know whether letters can be seen."""

import re
from collections.abc import Mapping
from typing import Final

# Red, green and blue, 0 to 255. Text that is not painted at all has a colour of its own.
Colour = tuple[int, int, int]
TRANSPARENT: Final[Colour] = (-1, -1, -1)
_NAMES: Final[Mapping[str, Colour]] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0),
    "gray": (128, 128, 128), "grey": (128, 128, 128), "silver": (192, 192, 192), "yellow": (255, 255, 0),
    "navy": (0, 0, 128), "whitesmoke": (245, 245, 245), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255), "windowtext": (0, 0, 0), "window": (255, 255, 255), "canvas": (255, 255, 255),
    "canvastext": (0, 0, 0), "transparent": TRANSPARENT,
}  # fmt: skip
_HEX: Final = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_PARTS: Final = re.compile(r"(rgb|hsl)a?\(([^()]*)\)")
# Two colours that differ by less than this in each part can't be told apart.
_NEAR: Final = 10
_ALIKE: Final = 64
_FAINT: Final = 0.04


def colour(text: str) -> Colour | None:
    """Return a colour, None for one that is written in another way than most."""
    text = text.strip().lower()
    if text in _NAMES:
        return _NAMES[text]
    if found := _HEX.fullmatch(text):
        digits = found[1] if len(found[1]) > 4 else "".join(2 * digit for digit in found[1])  # noqa: PLR2004 - short form
        red, green, blue, *alpha = (int(digits[at : at + 2], 16) for at in range(0, len(digits), 2))
        return TRANSPARENT if alpha and alpha[0] < 255 * _FAINT else (red, green, blue)
    if found := _PARTS.fullmatch(text):
        return _of_parts(found[1], [part for part in re.split(r"[\s,/]+", found[2].strip()) if part])
    return None


def _of_parts(kind: str, parts: list[str]) -> Colour | None:
    try:
        numbers = [float(part.rstrip("%deg")) / (100 if "%" in part else 1) for part in parts]
    except ValueError:
        return None
    if len(numbers) not in {3, 4}:
        return None
    if len(numbers) > 3 and numbers[3] < _FAINT:  # noqa: PLR2004 - three parts and how much it covers
        return TRANSPARENT
    if kind == "hsl":
        return {0.0: (0, 0, 0), 1.0: (255, 255, 255)}.get(numbers[2])
    red, green, blue = (
        round(number * 255 if "%" in part else number) for number, part in zip(numbers[:3], parts, strict=False)
    )
    return red, green, blue


def ground(attributes: Mapping[str, str], said: Mapping[str, str], around: Colour | None) -> Colour | None:
    """Return the colour behind the text of an element, None where a picture or something unknown is there."""
    if said.get("background-image", "none") != "none":
        return None
    if "background" in attributes:
        return None
    names = ("background-color", "background")
    value = next((said[name] for name in reversed(list(said)) if name in names), attributes.get("bgcolor", ""))
    if value in {"", "none", "inherit", "initial", "unset"}:
        return around
    if "url(" in value or "gradient" in value:
        return None
    found = next((known for part in (value, *value.split()) if (known := colour(part)) is not None), None)
    return around if found == TRANSPARENT else found


def is_alike(one: Colour | None, other: Colour | None) -> bool:
    """Return whether two colours say nothing by their difference, as black and the dark grey of many pages."""
    if one is None or other is None:
        return one is other
    return all(abs(a - b) < _ALIKE for a, b in zip(one, other, strict=True))


def is_same(one: Colour | None, other: Colour | None) -> bool:
    """Return whether letters of one colour can't be seen on the other."""
    return (
        one is not None and other is not None and all(abs(a - b) < _NEAR for a, b in zip(one, other, strict=True))
    )
