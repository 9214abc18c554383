"""How a page shows the text of its elements: struck out, raised or hidden, by their names, styles and style sheet.

Of a style sheet only rules for one name, class or id are followed (CSS, Selectors Level 4, type, class and ID
selectors); what is nested or conditional says nothing here.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from nianbao.importers.readers.page_tree import Element

_SELECTOR: Final = re.compile(r"([a-zA-Z][\w-]*)?([.#][\w-]+)?")
_BRACE: Final = re.compile(r"([{}])")
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
# A page of a report has a few hundred rules.
_LONGEST_SHEET: Final = 300_000
_LOOKS: Final[Mapping[str, re.Pattern[str]]] = {
    "struck": re.compile(r"text-decoration(?:-line)?\s*:[^;]*\bline-through\b", re.IGNORECASE),
    "raised": re.compile(r"vertical-align\s*:\s*(?:super|sub|text-top)\b", re.IGNORECASE),
    "hidden": re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE),
}
_NAMES: Final[Mapping[str, frozenset[str]]] = {
    "struck": frozenset({"del", "s", "strike"}),
    "raised": frozenset({"sup", "sub"}),
    "hidden": frozenset(),
}


class Styles:
    """The looks of the elements of a page with a style sheet; what is around an element is not asked."""

    def __init__(self, sheet: str) -> None:
        self._rules: dict[str, list[tuple[str, str]]] = {look: [] for look in _LOOKS}
        for selectors, declarations in _rules(_COMMENT.sub(" ", sheet[:_LONGEST_SHEET])):
            for look, shown in _LOOKS.items():
                if shown.search(declarations):
                    self._rules[look] += _selectors(selectors)

    def is_(self, look: str, element: Element) -> bool:
        """Whether an element is `struck`, `raised` or `hidden` by its own name, style, class or id."""
        attributes = element.attributes
        if not attributes and not self._rules[look]:
            return element.name in _NAMES[look]
        if element.name in _NAMES[look] or _LOOKS[look].search(attributes.get("style", "")):
            return True
        if not self._rules[look]:
            return False
        marks = {f".{name}" for name in attributes.get("class", "").split()}
        marks |= {f"#{attributes['id']}", ""} if "id" in attributes else {""}
        return any(name in {"", element.name} and mark in marks for name, mark in self._rules[look])


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and declarations of each rule that stands by itself, not in one for print or a screen."""
    depth, prelude = 0, ""
    for part in _BRACE.split(sheet):
        if part == "{":
            depth += 1
        elif part == "}":
            depth = max(0, depth - 1)
        elif depth == 0:
            prelude = part.rpartition(";")[2].strip()
        elif depth == 1 and not prelude.startswith("@"):
            yield prelude, part


def _selectors(text: str) -> list[tuple[str, str]]:
    """Return name and mark of each selector that is a name, a class or id, or a name with one of these."""
    found = [_SELECTOR.fullmatch(part.strip()) for part in text.split(",")]
    return [(match[1] or "", match[2] or "") for match in found if match and match[0]]
