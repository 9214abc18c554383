"""How the cells of a workbook look: what nobody sees, what conditions strike out, hide or show otherwise."""

import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from nianbao.importers.readers import sheet_formats, symbols
from nianbao.importers.readers.colours import PAPER, near
from nianbao.importers.readers.sheet_values import stored

# Colours by number: those of a theme (the first is that of paper), and those of old palettes that are white.
_WHITE_THEME: Final = 0
_WHITE_PALETTE: Final = frozenset({1, 9})
_NO_NUMBER: Final = re.compile(r"#[A-Z/0]{1,20}[!?]|#N/A|Err:\d{3}|TRUE|FALSE")
# A theme's white that is darkened more than this is grey.
_DARKENED: Final = -0.1
# A text of this size, in points, is a dot.
_TINY: Final = 3
_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "equal": operator.eq, "notEqual": operator.ne, "greaterThan": operator.gt, "lessThan": operator.lt,
    "greaterThanOrEqual": operator.ge, "lessThanOrEqual": operator.le,
}  # fmt: skip


def is_unseen(cell: Any) -> bool:
    """Whether the text of a cell can't be seen: as pale as what is behind it, or no larger than a dot."""
    font = cell.font
    if font is None:
        return False
    return (font.sz is not None and font.sz <= _TINY) or near(colour(font.color), behind(cell))


def is_no_number(text: str) -> bool:
    """Whether a text is the name of an error or a truth value, as workbooks show them."""
    return _NO_NUMBER.fullmatch(text) is not None


def has_pictures(cell: Any) -> bool:
    """Whether the font of a cell shows pictures for letters and digits."""
    return cell.font is not None and str(cell.font.name or "").lower() in symbols.PICTURE_FONTS


def colour(said: Any) -> str:
    """Return a colour of openpyxl in hexadecimal; empty where it is the usual one or not known."""
    if said is None:
        return ""
    if said.type == "rgb":
        return str(said.rgb)
    is_white = (said.type == "theme" and said.theme == _WHITE_THEME and said.tint > _DARKENED) or (
        said.type == "indexed" and said.indexed in _WHITE_PALETTE
    )
    return PAPER if is_white else ""


def behind(cell: Any) -> str:
    """Return the colour behind a cell; empty where it isn't known."""
    return _filled(cell.fill) or ("" if getattr(cell.fill, "fill_type", None) else PAPER)


def _filled(fill: Any) -> str:
    return colour(fill.fgColor) if getattr(fill, "fill_type", None) == "solid" else ""


def doubts(sheet: Any, cells: Iterator[Any]) -> Iterator[tuple[Any, str]]:
    """Yield the cells that a condition on a sheet may strike out, hide or show otherwise, with its formula."""
    rules = [
        (places.cells, rule)
        for places in sheet.conditional_formatting
        for rule in places.rules
        if rule.dxf is not None or _hides_values(rule)
    ]
    for cell in cells if rules else ():
        for places, rule in rules:
            if cell.coordinate in places and _takes_away(rule, cell) and _may_hold(rule, cell.value):
                yield cell, " ".join([rule.operator or rule.type or "", *map(str, rule.formula)])
                break


def _hides_values(rule: Any) -> bool:
    """Whether bars or icons stand in cells without their values."""
    return any(part is not None and part.showValue is False for part in (rule.dataBar, rule.iconSet))


def _takes_away(rule: Any, cell: Any) -> bool:
    """Whether the look a condition gives leaves something else to be seen than the cell's value."""
    if (look := rule.dxf) is None:
        return True
    font, fill = look.font, look.fill
    ground = colour(getattr(fill, "bgColor", None)) or behind(cell)
    is_pale = font is not None and near(colour(font.color), ground)
    code = look.numFmt.formatCode if look.numFmt is not None else ""
    value = cell.value
    is_number = isinstance(value, int | float | str) and not isinstance(value, bool)
    is_other = bool(code) and is_number and not sheet_formats.is_same(value, sheet_formats.shown(value, code))
    return is_pale or is_other or bool(font is not None and (font.strike or font.vertAlign))


def _may_hold(rule: Any, value: Any) -> bool:
    """Whether a condition may hold for a value; one that can't be worked out here may."""
    if rule.type != "cellIs" or not isinstance(value, int | float | str):
        return True
    # To a workbook a text is more than any number.
    value = math.inf if isinstance(value, str) else value
    try:
        bounds = [float(formula) for formula in rule.formula]
    except ValueError:
        return True
    if rule.operator in {"between", "notBetween"} and len(bounds) > 1:
        return (min(bounds) <= value <= max(bounds)) is (rule.operator == "between")
    compared = _COMPARED.get(rule.operator or "")
    return compared is None or not bounds or compared(value, bounds[0])


def is_folded(dimension: Any) -> bool:
    """Whether a row or column is not seen: hidden, or of no height or width."""
    return bool(dimension.hidden) or 0 in {getattr(dimension, side, None) for side in ("height", "width")}


def otherwise(cell: Any, value: Any, *, shows_zeros: bool) -> tuple[str, str]:
    """Return what a cell shows otherwise than it stores: the note or open point it is due, and what it shows.

    Both are empty for a cell that shows its value. A zero that is shown by no digit is told; so are units.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return "", ""
    if cell.alignment is not None and cell.alignment.horizontal == "fill":
        # Repeated as often as the cell has room for it.
        return "shown-otherwise", f"{stored(value)} {stored(value)}"
    said = sheet_formats.shown(value, cell.number_format)
    if value == 0 and not shows_zeros:
        said = ""
    if said == stored(value) or (isinstance(value, str) and sheet_formats.is_same(value, said)):
        return "", ""
    is_told = not isinstance(value, str) and sheet_formats.is_same(value, said)
    return "number-format" if is_told else "shown-otherwise", "?" if said is None else said
