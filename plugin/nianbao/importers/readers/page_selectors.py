"""Selectors of style sheets (Selectors Level 4): which rules hold for which element of a page.

Compounds are matched on one walk down the tree, as states of the beginnings of all selectors together, so that
time grows with elements times rules that share a name, class or id and with nothing else. What depends on a
visitor (`:hover`) never holds; what can't be followed (`:has(…)`) is taken to hold, and the selector is not
certain.
"""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from nianbao.importers.readers.page_tree import Element
from nianbao.model.yamltext import paired

_NAME: Final = r"(?:[\w-]|[^\x00-\x7f]|\\[0-9a-fA-F]{1,6}\s?|\\.)+"
_TOKEN: Final = re.compile(
    rf"""(?P<mark>[.#]?)(?P<name>{_NAME}|\*)
    | \[\s*(?P<attribute>{_NAME})\s*
      (?:(?P<sign>[~|^$*]?=)\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s\]"']+))\s*(?P<flag>[iIsS])?\s*)?\]
    | (?P<colons>::?)(?P<pseudo>{_NAME})(?P<open>\()?
    | \s*(?P<joint>[>+~])\s* | (?P<space>\s+)""",
    re.VERBOSE,
)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))", re.DOTALL)
_NTH: Final = re.compile(r"\s*(?:(even|odd)|([+-]?\d*)n\s*(?:([+-])\s*(\d+))?|([+-]?\d+))\s*", re.IGNORECASE)
# States of a visitor, a form or a player: none holds on a page that was saved.
_STATES: Final = frozenset(
    {
        "hover", "focus", "focus-within", "focus-visible", "active", "visited", "target", "target-within",
        "fullscreen", "modal", "popover-open", "picture-in-picture", "playing", "paused",
        "user-invalid", "user-valid", "autofill", "host", "host-context", "current", "past", "future",
    }
)  # fmt: skip
# Parts of elements that are no text of the page, or whose looks change nothing.
_UNASKED: Final = frozenset(
    {"selection", "marker", "placeholder", "backdrop", "cue", "file-selector-button", "target-text"}
)
GENERATED: Final = frozenset({"before", "after"})
_POSITIONS: Final = {
    "first-child": ("1", False, False), "last-child": ("1", True, False),
    "first-of-type": ("1", False, True), "last-of-type": ("1", True, True),
}  # fmt: skip
_NTHS: Final = {
    "nth-child": (False, False), "nth-last-child": (True, False),
    "nth-of-type": (False, True), "nth-last-of-type": (True, True),
}  # fmt: skip
_KINDS: Final[dict[str, "Test"]] = {
    "only-child": lambda _, at: at.count == 1,
    "only-of-type": lambda _, at: at.count_of_name == 1,
    "root": lambda element, _: element.name == "html",
    "link": lambda element, _: element.name in {"a", "area"} and "href" in element.attributes,
    "any-link": lambda element, _: element.name in {"a", "area"} and "href" in element.attributes,
    "empty": lambda element, _: not element.content,
    "checked": lambda element, _: "checked" in element.attributes,
    "disabled": lambda element, _: "disabled" in element.attributes,
    "required": lambda element, _: "required" in element.attributes,
    "open": lambda element, _: "open" in element.attributes,
}
# Compounds of one selector, and alternatives within one compound.
_MOST_COMPOUNDS: Final = 20
_MOST_ALTERNATIVES: Final = 20


@dataclass(slots=True)
class Position:
    """Where an element stands among the elements of its parent, and among those of its name, from 1."""

    number: int = 1
    count: int = 1
    number_of_name: int = 1
    count_of_name: int = 1


Test = Callable[[Element, Position], bool]


@dataclass(slots=True)
class Compound:
    """One part of a selector: `td.old[data-x]:first-child`.

    `key` is the name, `.class` or `#id` it is looked up by, `part` the part of an element it is for. `never`:
    nothing is of this kind; `certain`: it was followed as a whole.
    """

    key: str = ""
    tests: list[Test] = field(default_factory=list)
    weight: tuple[int, int, int] = (0, 0, 0)
    part: str = ""
    never: bool = False
    certain: bool = True

    def holds(self, element: Element, position: Position) -> bool:
        """Whether an element is of this kind, whatever stands around it."""
        return all(test(element, position) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Selector:
    """Compounds with the joints before them, how much the selector weighs, and the part of an element it is for.

    `part` is "before", "after", or "" for the element itself.
    """

    steps: tuple[tuple[str, str, Compound], ...]
    weight: tuple[int, int, int]
    part: str
    certain: bool


def unescaped(text: str) -> str:
    r"""Return a text of a style sheet with its escapes as characters: `\6e one` is `none`."""
    if "\\" not in text:
        return text
    return _ESCAPE.sub(lambda found: _character(found[1]) if found[1] else found[2], text)


def _character(digits: str) -> str:
    number = int(digits, 16)
    return paired(chr(number)) if 0 < number <= sys.maxunicode else "\ufffd"


def split(text: str, sign: str = ",") -> Iterator[str]:
    """Yield the parts of a text between signs that stand in no brackets and no quotation marks."""
    start = depth = 0
    quoted = ""
    for at, char in enumerate(text):
        if quoted:
            quoted = "" if char == quoted else quoted
        elif char in "\"'":
            quoted = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == sign and depth <= 0:
            yield text[start:at]
            start = at + 1
    yield text[start:]


def _bracketed(text: str, start: int) -> str:
    """Return what stands before the bracket that closes one open before a place."""
    depth, quoted = 1, ""
    for at in range(start, len(text)):
        char = text[at]
        if quoted or char in "\"'":
            quoted = ("" if char == quoted else quoted) if quoted else char
        else:
            depth += (char == "(") - (char == ")")
        if not depth:
            return text[start:at]
    return text[start:]


def parsed(text: str) -> Selector | None:
    """Return one selector, None where it can't hold or is none."""
    steps: list[tuple[str, str, Compound]] = []
    compound, joint, begun, at = Compound(), "", 0, 0
    text = text.strip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if not found or len(steps) >= _MOST_COMPOUNDS:
            return None
        if found["joint"] or found["space"]:
            if begun < at:
                steps.append((joint, text[begun:at], compound))
            joint, compound, begun = found["joint"] or " ", Compound(), found.end()
        at = _add(compound, found, text)
        if found["joint"] or found["space"]:
            begun = at
    if begun == len(text):
        return None
    steps.append((joint, text[begun:], compound))
    compounds = [step[2] for step in steps]
    if any(each.never for each in compounds) or any(each.part for each in compounds[:-1]):
        return None
    heavy = zip(*(each.weight for each in compounds), strict=True)
    a, b, c = (sum(numbers) for numbers in heavy)
    return Selector(tuple(steps), (a, b, c), compound.part, all(each.certain for each in compounds))


def _add(compound: Compound, found: re.Match[str], text: str) -> int:
    """Add what a token asks to a compound; return the place behind it."""
    if found["name"]:
        _add_name(compound, found["mark"], unescaped(found["name"]))
    elif found["attribute"]:
        _weigh(compound, marks=1)
        compound.tests.append(_attribute(found))
    elif found["pseudo"]:
        end = found.end()
        inside = ""
        if found["open"]:
            inside = _bracketed(text, end)
            end += len(inside) + 1
        _add_pseudo(compound, found["colons"], unescaped(found["pseudo"]).lower(), inside)
        return end
    return found.end()


def _weigh(compound: Compound, ids: int = 0, marks: int = 0, names: int = 0) -> None:
    a, b, c = compound.weight
    compound.weight = (a + ids, b + marks, c + names)


def _add_name(compound: Compound, mark: str, name: str) -> None:
    if mark == "#":
        _weigh(compound, ids=1)
        compound.key = f"#{name}"
        compound.tests.append(lambda element, _: element.attributes.get("id") == name)
    elif mark == ".":
        _weigh(compound, marks=1)
        if not compound.key.startswith("#"):
            compound.key = f".{name}"
        compound.tests.append(lambda element, _: name in element.attributes.get("class", "").split())
    elif name != "*":
        _weigh(compound, names=1)
        name = name.lower()
        compound.key = compound.key or name
        compound.tests.append(lambda element, _: element.name == name)


def _attribute(found: re.Match[str]) -> Test:
    name, sign = unescaped(found["attribute"]).lower(), found["sign"]
    asked = unescaped(
        next((part for part in (found["double"], found["single"], found["bare"]) if part is not None), "")
    )
    fold = str.lower if (found["flag"] or "").lower() == "i" or name in {"type", "align", "dir"} else str
    asked = fold(asked)

    def holds(element: Element, _: Position) -> bool:
        if name not in element.attributes:
            return False
        value = fold(element.attributes[name])
        return (
            sign is None
            or (sign == "=" and value == asked)
            or (sign == "~=" and asked in value.split())
            or (sign == "|=" and (value == asked or value.startswith(f"{asked}-")))
            or (bool(asked) and sign == "^=" and value.startswith(asked))
            or (bool(asked) and sign == "$=" and value.endswith(asked))
            or (bool(asked) and sign == "*=" and asked in value)
        )

    return holds


def _add_pseudo(compound: Compound, colons: str, name: str, inside: str) -> None:
    if name in GENERATED and not inside:
        _weigh(compound, names=1)
        compound.part = name
    elif name in _STATES or name in _UNASKED or name.startswith("-"):
        compound.never = True
    elif name in {"not", "is", "where", "matches", "any"}:
        _add_alternatives(compound, name, inside)
    elif name in _POSITIONS:
        _weigh(compound, marks=1)
        compound.tests.append(_nth(*_POSITIONS[name]))
    elif name in _NTHS and _NTH.fullmatch(inside):
        _weigh(compound, marks=1)
        compound.tests.append(_nth(inside, *_NTHS[name]))
    elif name in _KINDS:
        _weigh(compound, marks=1)
        compound.tests.append(_KINDS[name])
    else:
        _weigh(compound, names=colons == "::", marks=colons == ":")
        compound.certain = False


def _add_alternatives(compound: Compound, name: str, inside: str) -> None:
    """Add what `:not(…)`, `:is(…)` ask, if each alternative is one compound."""
    parts = list(split(inside))
    found = [parsed(part) for part in parts[:_MOST_ALTERNATIVES]]
    known = [each for each in found if each]
    is_followed = len(parts) <= _MOST_ALTERNATIVES and all(len(each.steps) == 1 and each.certain for each in known)
    heaviest = max((each.weight for each in known), default=(0, 0, 0))
    if name != "where":
        _weigh(compound, *heaviest)
    if not is_followed:
        compound.certain = False
        return
    compounds = [each.steps[0][2] for each in known]
    wanted = name != "not"
    compound.tests.append(lambda element, at: any(each.holds(element, at) for each in compounds) is wanted)


def _nth(formula: str, from_end: bool, of_name: bool) -> Test:  # noqa: FBT001 - a row of the tables above
    step, first = _steps(formula)

    def holds(_: Element, at: Position) -> bool:
        number, count = (at.number_of_name, at.count_of_name) if of_name else (at.number, at.count)
        beyond = (count + 1 - number if from_end else number) - first
        return beyond == 0 if not step else beyond % step == 0 and beyond // step >= 0

    return holds


def _steps(formula: str) -> tuple[int, int]:
    """Return step and first number of `2n+1`, `odd`, `3`."""
    found = _NTH.fullmatch(formula)
    if not found:
        return 0, 0
    if found[1]:
        return 2, int(found[1].lower() == "odd")
    if found[5]:
        return 0, int(found[5][:9])
    step = int(f"{found[2]}1" if found[2] in {"", "+", "-"} else found[2][:9])
    return step, int(f"{found[3]}{found[4][:9]}") if found[4] else 0


# --- matching all selectors at once ----------------------------------------------------------------------------


# What a rule that holds costs, measured by a state that is tried.
_RULE: Final = 4


class TooMuchError(Exception):
    """More elements and rules than can be compared."""


@dataclass(slots=True)
class _State:
    """A beginning of selectors: its last compound, the state it goes on from, and the selectors that end here."""

    compound: Compound
    joint: str
    before: int
    bit: int
    ends: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Around:
    """The states that hold for what is around an element: its parent, all its ancestors."""

    parent: int = 0
    ancestors: int = 0


class Matcher:
    """All selectors of a page; `most` is how many states may be tried, a rule that holds counting as several."""

    def __init__(self, selectors: Sequence[Selector], most: int) -> None:
        self._states: dict[str, list[_State]] = {}
        self._left = most
        known: dict[tuple[int, str, str], _State] = {}
        for number, selector in enumerate(selectors):
            before, state = 0, None
            for joint, text, compound in selector.steps:
                path = (before, joint, text)
                state = known.get(path)
                if state is None:
                    state = known[path] = _State(compound, joint, before, 1 << len(known))
                    self._states.setdefault(compound.key, []).append(state)
                before = state.bit
            if state:
                state.ends.append(number)

    def matches(
        self, element: Element, position: Position, around: Around, last: int, earlier: int
    ) -> tuple[int, list[int]]:
        """Return the states that hold for an element, and the selectors.

        `last` are the states of the element before it, `earlier` those of all before it in its parent. Raises
        TooMuchError.
        """
        attributes = element.attributes
        keys = ["", element.name]
        if "id" in attributes:
            keys.append(f"#{attributes['id']}")
        if "class" in attributes:
            keys += {f".{name}" for name in attributes["class"].split()}
        holding, ends = 0, []
        for key in keys:
            states = self._states.get(key)
            if not states:
                continue
            self._left -= len(states)
            if self._left < 0:
                raise TooMuchError
            for state in states:
                if state.before:
                    joint = state.joint
                    among = (
                        around.ancestors if joint == " " else around.parent if joint == ">" else
                        last if joint == "+" else earlier
                    )  # fmt: skip
                    if not state.before & among:
                        continue
                if state.compound.holds(element, position):
                    holding |= state.bit
                    ends += state.ends
                    self._left -= _RULE * len(state.ends)
        return holding, ends
