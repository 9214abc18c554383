"""The numerals Word draws itself: from a paragraph's list and level to the text that is seen before it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from docx.oxml.ns import qn

from nianbao.model.normalisation import whole
from nianbao.model.yamltext import package_data, text, texts, tree

_DATA: Final = tree(package_data("import.yml")["word_numerals"])
_COUNTING: Final = frozenset(texts(_DATA["counting"]))
_DIGITS: Final = text(_DATA["digits"])
_TEN: Final = text(_DATA["ten"])
_HUNDRED: Final = text(_DATA["hundred"])
_CIRCLED: Final = 0x2460
_LAST_CIRCLED: Final = 20
_LEVELS: Final = 9
_ROMAN: Final = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)
_LARGEST: Final = 9999
# No list is longer than five digits say.
_LONGEST: Final = 5


class Numbering:
    """The lists of one document, counting while its paragraphs are read in order.

    Legal numerals such as section numbers are drawn by Word and stand in no text of the file (ECMA-376, part 1,
    17.9).
    """

    def __init__(self, part: Any) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._list_of: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, list[int]] = {}
        relations = [r for r in part.rels.values() if not r.is_external and r.reltype.endswith("/numbering")]
        # A part of another kind than its relation says is no tree.
        root = getattr(relations[0].target_part, "element", None) if relations else None
        for abstract in root.findall(qn("w:abstractNum")) if root is not None else ():
            levels = {_number(level.get(qn("w:ilvl")), 0): level for level in abstract.findall(qn("w:lvl"))}
            self._levels[abstract.get(qn("w:abstractNumId"), "")] = levels
        for number in root.findall(qn("w:num")) if root is not None else ():
            key = number.get(qn("w:numId"), "")
            target = number.find(qn("w:abstractNumId"))
            self._list_of[key] = target.get(qn("w:val"), "") if target is not None else ""
            for override in number.findall(qn("w:lvlOverride")):
                start = override.find(qn("w:startOverride"))
                if start is not None:
                    level = _number(override.get(qn("w:ilvl")), 0)
                    self._starts[key, level] = _number(start.get(qn("w:val")), 1)

    def next(self, paragraph: Any, styles: Mapping[str, Any]) -> str:
        """Count a paragraph and return the numeral in front of it, or an empty text.

        `styles` are the document's by id: a paragraph may be in a list by its own properties or by its style.
        """
        key, at = _list_and_level(paragraph, styles)
        group = self._list_of.get(key, "")
        levels = self._levels.get(group, {})
        if not key or at not in levels:
            return ""
        counts = self._counts.setdefault(group, [0] * _LEVELS)
        if (key, at) in self._starts:
            counts[at] = self._starts.pop((key, at))
        else:
            counts[at] = counts[at] + 1 if counts[at] else _value(levels[at], "start", 1)
        counts[at + 1 :] = [0] * (_LEVELS - at - 1)
        return self._shown(levels, at, counts)

    def of(self, paragraph: Any, styles: Mapping[str, Any]) -> str:
        """Return how the numeral in front of a paragraph is written ("%1."), and count nothing."""
        key, at = _list_and_level(paragraph, styles)
        level = self._levels.get(self._list_of.get(key, ""), {}).get(at)
        pattern = level.find(qn("w:lvlText")) if level is not None else None
        shown = pattern.get(qn("w:val"), "") if pattern is not None else ""
        return shown if "%" in shown else ""

    @staticmethod
    def _shown(levels: Mapping[int, Any], at: int, counts: list[int]) -> str:
        """Return the numeral of a level as its pattern shows it; `%1` is the count of the first level."""
        pattern = levels[at].find(qn("w:lvlText"))
        shown = pattern.get(qn("w:val"), "") if pattern is not None else ""
        if "%" not in shown:
            # A bullet is decoration.
            return ""
        for level in range(at + 1):
            if f"%{level + 1}" in shown and level in levels:
                kind = levels[level].find(qn("w:numFmt"))
                style = kind.get(qn("w:val"), "decimal") if kind is not None else "decimal"
                shown = shown.replace(f"%{level + 1}", numeral(counts[level] or 1, style))
        ends_in_space = levels[at].find(qn("w:suff"))
        is_tight = ends_in_space is not None and ends_in_space.get(qn("w:val")) == "nothing"
        return shown if is_tight or not shown.isascii() else f"{shown} "


def numeral(count: int, style: str) -> str:
    """Return a number as a kind of numeral shows it; `style` is one of Word's names (ST_NumberFormat).

    Unknown kinds are shown in Arabic digits.
    """
    if style in _COUNTING:
        return _chinese(count)
    if style == "decimalEnclosedCircle" and count <= _LAST_CIRCLED:
        return chr(_CIRCLED + count - 1)
    if style in {"upperLetter", "lowerLetter"}:
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 % 9 + 1)
        return letter.upper() if style == "upperLetter" else letter
    if style in {"upperRoman", "lowerRoman"} and count <= _LARGEST:
        shown, rest = "", count
        for value, letters in _ROMAN:
            shown += letters * (rest // value)
            rest %= value
        return shown.upper() if style == "upperRoman" else shown
    if style == "none":
        return ""
    return f"{count:02d}" if style == "decimalZero" else str(count)


def _chinese(count: int) -> str:
    """Return a number below 1000 in Chinese digits; larger ones in Arabic digits."""
    if not 0 < count < 1000:  # noqa: PLR2004 - nobody numbers a thousand headings
        return str(count)
    hundreds, rest = divmod(count, 100)
    tens, units = divmod(rest, 10)
    shown = _DIGITS[hundreds] + _HUNDRED if hundreds else ""
    if tens:
        shown += (_DIGITS[tens] if tens > 1 or hundreds else "") + _TEN
    elif hundreds and units:
        shown += _DIGITS[0]
    return shown + (_DIGITS[units] if units else "")


def lineage(style: Any) -> Iterator[Any]:
    """Yield a style and those it is based on, each once: a damaged file's may stand in a circle."""
    seen = set()
    while style is not None and style.style_id not in seen:
        seen.add(style.style_id)
        yield style
        style = style.base_style


def _list_and_level(paragraph: Any, styles: Mapping[str, Any]) -> tuple[str, int]:
    """Return which list a paragraph is in and how deep, by itself or by its style."""
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    for style in lineage(styles.get(paragraph.style or "")) if found is None else ():
        found = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is not None:
            break
    if found is None:
        return "", 0
    key = found.find(qn("w:numId"))
    return key.get(qn("w:val"), "") if key is not None else "", min(_value(found, "ilvl", 0), _LEVELS - 1)


def _value(parent: Any, name: str, default: int) -> int:
    """Return the number in a child element's value, or a default."""
    found = parent.find(qn(f"w:{name}"))
    return default if found is None else _number(found.get(qn("w:val")), default)


def _number(value: str | None, default: int) -> int:
    """Return a number in a file's text, or a default where it is none."""
    number = whole(value or "", _LONGEST)
    return default if number is None else number
