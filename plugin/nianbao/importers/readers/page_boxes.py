"""Where a page shows the boxes of its elements: in view or not, on their line or above it, apart from other text.

Values of properties come as the cascade gives them, lengths are in pixels (CSS Values and Units Level 3).
"""

import re
from collections.abc import Mapping
from typing import Final

_LONGEST_LENGTH: Final = 40
SIDES: Final = ("left", "right", "top", "bottom")
_LENGTH: Final = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))\s*(px|pt|em|rem|ex|ch|pc|in|cm|mm|vw|vh|%)?")
_UNITS: Final[Mapping[str, float]] = {
    "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "rem": 16, "vw": 12.8, "vh": 7.2
}  # fmt: skip
# Pixels: text this far to a side is off the page, one moved this far is raised.
_OFF: Final = 900
_FAR_OFF: Final = 4500
_MOVED: Final = 2
_FAINT: Final = 0.02
_APART: Final = 6
_OUT_OF_VIEW: Final = re.compile(
    r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)|inset\(\s*(?:50|[1-9]\d{2,}|100)%|circle\(\s*0|polygon\(\s*(?:0(?:px|%)?[\s,]*)+\)"
)
_NO_OPACITY: Final = re.compile(r"opacity\s*[(=]\s*0*\.?0*%?\s*\)")
_NO_SCALE: Final = re.compile(r"scale[xy3]?d?\(\s*0*\.?0*\s*[,)]")
_SHIFT: Final = re.compile(r"translate(x|y|3d)?\(([^()]*)\)")
LINES: Final = frozenset(
    {
        "block",
        "flex",
        "grid",
        "table",
        "list-item",
        "flow-root",
        "table-row",
        "table-cell",
        "inline-block",
        "inline-flex",
    }
)


def pixels(text: str, size: float) -> float | None:
    """Return a length in pixels, a share as one of the size of letters, None for what is no length."""
    found = _LENGTH.fullmatch(text.strip()) if len(text) < _LONGEST_LENGTH else None
    if not found:
        return None
    number, unit = float(found[1]), found[2]
    return number / 100 * size if unit == "%" else number * _UNITS.get(unit or "px", size)


def is_out_of_view(said: Mapping[str, str], size: float, *, is_cut: bool = True) -> bool:
    """Whether an element is shown nowhere on the page; `is_cut`: it has a size of its own to be cut at."""
    return bool(said) and (
        _is_clear(said) or _is_shrunk(said) or _is_off_the_page(said, size) or (is_cut and _is_cut(said, size))
    )


def _is_clear(said: Mapping[str, str]) -> bool:
    opacity = pixels(said.get("opacity", ""), 1)
    is_faint = opacity is not None and opacity < _FAINT
    return (
        is_faint or bool(_NO_OPACITY.search(said.get("filter", ""))) or said.get("content-visibility") == "hidden"
    )


def _is_shrunk(said: Mapping[str, str]) -> bool:
    """Whether an element is drawn at no size, or through no hole."""
    clip = said.get("clip-path", "")
    if said.get("position", "") in {"absolute", "fixed"}:
        clip += " " + said.get("clip", "")
    nothing = {"0", "0%"}
    is_nothing = said.get("scale", "").split(" ")[0] in nothing or said.get("zoom") in nothing
    return is_nothing or bool(_NO_SCALE.search(said.get("transform", "")) or _OUT_OF_VIEW.search(clip))


def _is_off_the_page(said: Mapping[str, str], size: float) -> bool:
    offsets = [said.get(key, "") for key in ("text-indent", "margin-left", "margin-right", "margin-top")]
    offsets += [*said.get("margin", "").split()[:2], *said.get("translate", "").split()]
    if said.get("position", "") in {"absolute", "fixed", "relative"}:
        offsets += [*(said.get(side, "") for side in SIDES), *said.get("inset", "").split()]
    offsets += [part for found in _SHIFT.finditer(said.get("transform", "")) for part in found[2].split(",")]
    lengths = [length for text in offsets if text and (length := pixels(text, size)) is not None]
    return any(length <= -_OFF or length >= _FAR_OFF for length in lengths)


def _is_cut(said: Mapping[str, str], size: float) -> bool:
    cuts = " ".join(said.get(key, "") for key in ("overflow", "overflow-x", "overflow-y"))
    sides = [pixels(said.get(key, ""), size) for key in ("width", "height", "max-width", "max-height")]
    return ("hidden" in cuts or "clip" in cuts) and any(side is not None and side <= 1 for side in sides)


def is_moved(attributes: Mapping[str, str], said: Mapping[str, str], size: float) -> bool:
    """Whether letters stand above or below their line by a distance."""
    moves = [said.get("vertical-align", ""), said.get("mso-text-raise", "")]
    moves.append(said.get("baseline-shift") or attributes.get("baseline-shift", ""))
    if said.get("position", "") == "relative":
        moves += [said.get("top", ""), said.get("bottom", "")]
    for found in _SHIFT.finditer(said.get("transform", "")):
        parts = found[2].split(",")
        moves += parts[:1] if found[1] == "y" else parts[1:2] if found[1] != "x" else []
    return any(abs(length) >= _MOVED for text in moves if (length := pixels(text, size)) is not None)


def is_apart(said: Mapping[str, str], size: float, *, is_inline: bool) -> bool:
    """Whether an element stands by itself: on a line, at a side or place of its own, behind a gap."""
    if not said:
        return False
    if said.get("float", "none") not in {"none", "inherit"} or said.get("position", "") in {"absolute", "fixed"}:
        return True
    if "order" in said:
        return True
    if not is_inline:
        return False
    gaps = [
        said.get(key, "")
        for key in ("margin-left", "margin-right", "padding-left", "padding-right", "left", "right")
    ]
    gaps += [*said.get("margin", "").split()[1:], *said.get("padding", "").split()[1:]]
    is_wide = any(abs(gap) >= _APART for text in gaps if (gap := pixels(text, size)) is not None)
    return is_wide or said.get("display", "") in LINES
