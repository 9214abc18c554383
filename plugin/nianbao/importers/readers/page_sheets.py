"""Style sheets of a page as rules (CSS Syntax Level 3, CSS Nesting, Media Queries Level 4).

A page is looked at on an ordinary screen. Only rules that say something of the asked properties are kept.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from nianbao.importers.readers.page_selectors import Selector, parsed, split, unescaped

# The width of a screen in pixels, for rules that ask for it.
_SCREEN: Final = 1280
_PART: Final = re.compile(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{};]|[^{};"']+|["']""", re.DOTALL)
_FEATURE: Final = re.compile(r"\(\s*([\w-]+)\s*(?:(:|[<>]=?)\s*([\d.]+)(px|em|rem|pt)?|:\s*([\w-]+))?\s*\)")
# Blocks of rules that hold, and blocks that hold under conditions nobody asks here; all others are no rules.
_HELD: Final = frozenset({"@layer", "@starting-style"})
_CONDITIONAL: Final = frozenset({"@supports", "@container", "@scope", "@document", "@-moz-document"})
_PIXELS: Final = {"px": 1.0, "": 1.0, "em": 16.0, "rem": 16.0, "pt": 4 / 3}
# Rules within rules, and selectors of one rule, by itself and within others.
_DEEPEST: Final = 6
_MOST_SELECTORS: Final = 2000
_MOST_NESTED: Final = 300
_LONGEST_SELECTOR: Final = 2000
# Of a value no more is looked at.
_LONGEST_VALUE: Final = 500

# Of each property its value, and whether it is marked as important.
Declarations = Mapping[str, tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A selector and what it says; `certain` is whether it holds wherever its selector does."""

    selector: Selector
    declarations: Declarations
    certain: bool


@dataclass(slots=True)
class Sheets:
    """The rules of all sheets of a page in their order.

    `linked` says that there are sheets elsewhere, `left_out` that some of these were not read.
    """

    rules: list[Rule] = field(default_factory=list)
    linked: bool = False
    left_out: bool = False


@dataclass(slots=True)
class _Block:
    """A block that is being read: its selectors, whether it holds (None: nobody knows), and its declarations."""

    selectors: tuple[str, ...]
    holds: bool | None
    is_rule: bool = False
    said: list[str] = field(default_factory=list)


def declarations(text: str, asked: frozenset[str]) -> dict[str, tuple[str, bool]]:
    """Return the asked properties of a list of declarations, in small letters; the last of each counts."""
    found: dict[str, tuple[str, bool]] = {}
    for part in split(_without_comments(text), ";"):
        name, colon, value = part.partition(":")
        name = unescaped(name.strip()).lower()
        if not colon or name not in asked:
            continue
        value, mark, important = value.rpartition("!") if "!" in value else (value, "", "")
        is_important = bool(mark) and important.strip().lower() == "important"
        value = value.strip()[:_LONGEST_VALUE]
        value = value if name == "content" else unescaped(value).lower()
        if value and not (name in found and found[name][1] and not is_important):
            found.pop(name, None)
            found[name] = (value, is_important)
    return found


def read(sheet: str, media: str, asked: frozenset[str], into: Sheets) -> None:
    """Add the rules of one sheet, which is for some media."""
    sheet = _without_comments(sheet.replace("<!--", " ").replace("-->", " "))
    blocks = [_Block((), applies(media))]
    written: list[str] = []
    for part in _PART.findall(sheet):
        if part == "{":
            blocks.append(_opened("".join(written).strip(), blocks, into))
        elif part == "}":
            blocks[-1].said.append("".join(written))
            if len(blocks) > 1:
                _close(blocks.pop(), asked, into)
        elif part == ";":
            prelude = "".join(written)
            into.linked |= prelude.lstrip().lower().startswith("@import")
            blocks[-1].said.append(prelude)
        else:
            written.append(part)
            continue
        written = []
    while len(blocks) > 1:
        blocks[-1].said.append("".join(written))
        written = []
        _close(blocks.pop(), asked, into)


def _without_comments(text: str) -> str:
    if "/*" not in text:
        return text
    parts = []
    at = 0
    while (start := text.find("/*", at)) >= 0:
        parts.append(text[at:start])
        end = text.find("*/", start + 2)
        at = end + 2 if end >= 0 else len(text)
    return " ".join([*parts, text[at:]])


def _opened(prelude: str, blocks: Sequence[_Block], into: Sheets) -> _Block:
    around = blocks[-1]
    name, _, rest = prelude.partition(" ") if prelude.startswith("@") else ("", "", prelude)
    name = name.partition("(")[0].lower()
    if name == "@media":
        return _Block(around.selectors, _both(around.holds, applies(prelude[len(name) :])), around.is_rule)
    if name in _HELD:
        return _Block(around.selectors, around.holds, around.is_rule)
    if name in _CONDITIONAL:
        return _Block(around.selectors, _both(around.holds, None), around.is_rule)
    if name:
        return _Block((), holds=False)
    if len(blocks) > _DEEPEST:
        into.left_out |= around.holds is not False
        return _Block((), holds=False)
    found = _nested(rest, around.selectors) if around.is_rule else split(rest)
    most = _MOST_NESTED if around.is_rule else _MOST_SELECTORS
    selectors = tuple(islice(found, most + 1))
    if len(selectors) > most or any(len(text) > _LONGEST_SELECTOR for text in selectors):
        into.left_out = True
        selectors = tuple(text for text in selectors[:most] if len(text) <= _LONGEST_SELECTOR)
    return _Block(selectors, around.holds, is_rule=True)


def _nested(text: str, around: Sequence[str]) -> Iterator[str]:
    """Yield the selectors of a rule within a rule, each with one of those around it."""
    for inner in split(text):
        for outer in around[:_MOST_SELECTORS]:
            yield inner.replace("&", outer) if "&" in inner else f"{outer} {inner.strip()}"


def _close(block: _Block, asked: frozenset[str], into: Sheets) -> None:
    if block.holds is False or not block.is_rule or not block.selectors:
        return
    if said := declarations(";".join(block.said), asked):
        for text in block.selectors:
            if selector := parsed(text):
                into.rules.append(Rule(selector, said, selector.certain and block.holds is True))


def _both(*conditions: bool | None) -> bool | None:
    return False if False in conditions else None if None in conditions else True


def applies(media: str) -> bool | None:
    """Return whether a list of media queries holds on an ordinary screen, None where it can't be known."""
    if not media.strip():
        return True
    found = [_query(part.strip().lower()) for part in split(media)]
    return True if True in found else None if None in found else False


def _query(text: str) -> bool | None:
    words = text.partition("(")[0].split()
    is_turned = words[:1] == ["not"]
    kinds = [word for word in words if word not in {"not", "only", "and", "or"}]
    holds: bool | None = not kinds or kinds[0] in {"all", "screen"}
    features = list(_FEATURE.finditer(text))
    rest = _FEATURE.sub("", text)
    if "(" in rest or " or " in rest:
        holds = _both(holds, None)
    for feature in features:
        holds = _both(holds, _feature(*(feature[n] or "" for n in range(1, 6))))
    return holds if not is_turned or holds is None else not holds


def _feature(name: str, sign: str, number: str, unit: str, word: str) -> bool | None:
    """Return whether an ordinary screen has a feature."""
    if name.startswith(("prefers-", "forced-", "inverted-")):
        return word in {"no-preference", "light", "none"}
    if name == "orientation":
        return word == "landscape"
    if name.endswith("width") and number.replace(".", "", 1).isdigit():
        width = float(number[:9]) * _PIXELS[unit]
        if name.startswith("min-") or sign in {">", ">="}:
            return width <= _SCREEN
        return width >= _SCREEN if name.startswith("max-") or sign in {"<", "<="} else False
    return None
