"""What a cell of a workbook shows for its value in a number format (ECMA-376 part 1, 18.8.31).

Figures are compared with it: `0` shows 142.4 as 142, `0,` shows 142000 as 142, `0"3"` shows 142 as 1423.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

_TOKEN: Final = re.compile(
    r'"(?P<quoted>[^"]*)"?|[\\!](?P<escaped>.)|[_*].|\[(?P<bracket>[^\]]*)\]|(?P<general>[Gg]eneral|G/\w+)'
    r"|(?P<exponent>[Ee][+-])|(?P<sign>[0#?.,%@/])|(?P<other>.)",
    re.DOTALL,
)
_SECTION: Final = re.compile(r'(?:"[^"]*"?|[\\!_*].|\[[^\]]*\]|[^;])*', re.DOTALL)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=)(-?\d{1,15}(?:\.\d{1,15})?)")
_COMPARED: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_CURRENCY: Final = re.compile(r"\$([^-]*)")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?:E[+-]\d+)?")
_MOST_PLACES: Final = 30
# How far calculating on a machine takes a number from what it is, of the number.
_NOISE: Final = 1e-9
_TEXT_SECTION: Final = 3
# Letters of formats for days and times; what shows a number by these is none of its digits.
_DAYS: Final = frozenset([*"ymdhsaegb"])


def shown(value: float | str, code: str) -> str | None:
    """Return what a number or text shows in a format, no thousands parted; None where it isn't known."""
    sections = _sections(code)
    if isinstance(value, str):
        last = sections[_TEXT_SECTION] if len(sections) > _TEXT_SECTION else sections[-1]
        is_for_texts = len(sections) > _TEXT_SECTION or "@" in _bare(last)
        return _text(value, last) if is_for_texts else value
    section, is_unsigned = _chosen(value, sections)
    try:
        return None if section is None else _number(abs(value) if is_unsigned else value, section)
    except OverflowError:
        return None


def is_same(value: float | str, said: str | None) -> bool:
    """Whether what a cell shows is its value and no more: 35% is 0.35, and a zero may have no digit."""
    if said is None:
        return False
    if isinstance(value, str):
        return [char for char in said if char.isdigit()] == [char for char in value if char.isdigit()]
    found = _NUMBER.findall(said)
    if not found and value == 0:
        # Names of errors have no digits either.
        return "#" not in said
    is_negative = "-" in said or "(" in said or "\uff08" in said
    parts = 100.0 ** said.count("%")
    is_equal = len(found) == 1 and math.isclose(float(found[0]), abs(value) * parts, rel_tol=_NOISE)
    return is_equal and (value >= 0 or is_negative)


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[str, ...]:
    """Return the sections of a format: for numbers above, below, and of zero, and for texts."""
    found, at = [], 0
    while at <= len(code):
        part = _SECTION.match(code, at)
        end = part.end() if part else len(code)
        found.append(code[at:end])
        at = end + 1
    return tuple(found)


def _bare(section: str) -> str:
    """Return a section without what stands in quotes, brackets or behind an escape."""
    return "".join(token[0] for token in _TOKEN.finditer(section) if token["sign"] or token["other"])


def _chosen(value: float, sections: tuple[str, ...]) -> tuple[str | None, bool]:
    """Return the section for a number, and whether it is shown without its sign."""
    conditions = [_CONDITION.search("".join(re.findall(r"\[([^\]]*)\]", section))) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _COMPARED[condition[1]](value, float(condition[2])):
                return section, condition is not None and value < 0 and section is not sections[0]
        return None, False
    if len(sections) > 2 and value == 0:  # noqa: PLR2004 - the third section is that of zero
        return sections[2], False
    if len(sections) > 1 and value < 0:
        return sections[1], True
    # A single text section leaves numbers as they are.
    return sections[0], False


def _text(value: str, section: str) -> str:
    """Return what a text shows."""
    parts = (
        value if token["sign"] == "@" else token["quoted"] or token["escaped"] or token["other"] or ""
        for token in _TOKEN.finditer(section)
    )
    return "".join(parts)


def _number(value: float, section: str) -> str | None:
    """Return what a number shows; None for fractions, days, and digits with something between them."""
    tokens = list(_TOKEN.finditer(section))
    if any(token["sign"] == "/" for token in tokens):
        return _plain(value) if float(value).is_integer() else None
    before, after, pattern = "", "", ""
    for token in tokens:
        literal = _literal(token)
        if literal is None or (after and token["sign"] not in {None, "%"}):
            return None
        if token["sign"] or token["general"] or token["exponent"]:
            pattern += "@" if token["general"] else token[0]
        elif pattern:
            after += literal
        else:
            before += literal
    return before + _digits(value, pattern) + "%" * ("%" in pattern) + after


def _literal(token: re.Match[str]) -> str | None:
    """Return what a part of a format shows itself; None for a part that shows days or times."""
    bracket, other = token["bracket"], token["other"] or ""
    if bracket is not None:
        found = _CURRENCY.match(bracket)
        is_time = not bracket.lower().strip("hms")
        return found[1] if found else None if is_time else "[DBNum]" * bracket.lower().startswith("dbnum")
    return None if other.lower() in _DAYS else token["quoted"] or token["escaped"] or other


def _digits(value: float, pattern: str) -> str:
    """Return the digits a number shows in placeholders ("0.00", "#,##0", "0,"), its sign in front."""
    if not pattern:
        return ""
    if "@" in pattern:
        return _plain(value)
    body, exponent, _ = pattern.upper().partition("E")
    whole, _, places = body.replace("%", "").partition(".")
    count = min(sum(map(places.count, "0#?")), _MOST_PLACES)
    if exponent:
        return f"{value:.{count}E}"
    value *= 100.0 ** pattern.count("%")
    for part in (whole, places):
        value /= 1000.0 ** (len(part) - len(part.rstrip(",")))
    said = f"{abs(value):.{count}f}"
    if said.strip("0.") == "" and not {"0", "?"} & {*body}:
        return ""
    padding = min(whole.count("0"), _MOST_PLACES) - len(said.partition(".")[0])
    return "-" * (value < 0) + "0" * padding + said


def _plain(value: float) -> str:
    """Return a number in the eleven digits a cell has room for."""
    return f"{value:.11G}" if abs(value) >= 1e11 else f"{round(value, 9):.11g}"  # noqa: PLR2004 - eleven digits
