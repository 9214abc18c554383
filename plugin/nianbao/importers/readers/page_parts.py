"""Which elements and attributes of a web page are text: what data/import_pages.yml says, ready to use."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from nianbao.importers.readers.page_tree import Element, Text
from nianbao.model.yamltext import package_data, texts, tree

_DATA: Final = package_data("import_pages.yml")
_ELEMENTS: Final = tree(_DATA["elements"])
PASSED: Final = frozenset(texts(_ELEMENTS["passed"]))
FALLBACK: Final = frozenset(texts(_ELEMENTS["fallback"]))
BESIDE: Final = frozenset(texts(_ELEMENTS["beside"]))
READINGS: Final = frozenset(texts(_ELEMENTS["readings"]))
DRAWN: Final = frozenset(texts(_ELEMENTS["drawn"]))
# What takes no part in the size of a table's cells.
SHOWN_WITHOUT_TEXT: Final = frozenset(texts(_ELEMENTS["shown_without_text"]))
UNSEEN: Final = PASSED | FALLBACK | BESIDE | {"head", "svg", "math"}

_UNSEEN_INPUTS: Final = frozenset(texts(_DATA["unseen_inputs"]))
_NOTE_NUMBER: Final = re.compile(r"[\[(\uff08]?\d{1,2}[\])\uff09]?")
_NOTE_REFERENCES: Final = frozenset({"doc-noteref", "noteref"})
_UNSEEN_CLASSES: Final = frozenset(texts(_DATA["unseen_classes"]))
_UNREAD_INPUTS: Final = frozenset(texts(_DATA["unread_inputs"]))
_FIGURE_ATTRIBUTES: Final = texts(_DATA["figure_attributes"])
_PASSED_ATTRIBUTES: Final = texts(_DATA["passed_attributes"])
_TEXT_ATTRIBUTES: Final = frozenset(texts(_DATA["text_attributes"]))
# What stands between the parts of a formula on one line, and before its parts.
_BETWEEN: Final[Mapping[str, tuple[str, ...]]] = {
    "mfrac": ("", "/"),
    "msup": ("", "^"),
    "msub": ("", "_"),
    "msubsup": ("", "_", "^"),
    "mover": ("", "^"),
    "munder": ("", "_"),
    "munderover": ("", "_", "^"),
    "msqrt": ("\u221a",),
    "mroot": ("\u221a", "^"),
}


def attribute_texts(element: Element) -> Iterator[str]:
    """Yield the texts in an element's attributes: alternative texts, tips, labels, and whatever is not ASCII."""
    for name, value in element.attributes.items():
        said = value.strip()
        if not name.isascii():
            yield name
        is_text = name in _TEXT_ATTRIBUTES or (not name.startswith(_PASSED_ATTRIBUTES) and not said.isascii())
        if said and is_text:
            yield said
    if element.name == "input" and not _shows_value(element) and (said := element.attributes.get("value", "")):
        yield said


def _shows_value(field: Element) -> bool:
    """Return whether an input field shows its value as text, as a hidden one or a tick box doesn't."""
    return field.attributes.get("type", "text").strip().lower() not in _UNSEEN_INPUTS


def is_unread_field(field: Element) -> bool:
    """Return whether an input field shows something that is no text: a tick, a bar, a picture."""
    return field.attributes.get("type", "text").strip().lower() in _UNREAD_INPUTS


def is_note_link(link: Element) -> bool:
    """Return whether a link leads to a note, here or on another page, and shows no more than its number.

    It leads to a place on a page, or says of itself that it is the mark of a note (DPUB-ARIA, EPUB).
    """
    said = link.attributes.get("role", "") + " " + link.attributes.get("epub:type", "")
    if "#" not in link.attributes.get("href", "") and not _NOTE_REFERENCES & set(said.split()):
        return False
    return bool(_NOTE_NUMBER.fullmatch("".join(part.own_text() for part in link.elements()).strip()))


def is_named_unseen(element: Element) -> bool:
    """Return whether a class of an element has a name that sheets give to what is hidden or struck out."""
    return not _UNSEEN_CLASSES.isdisjoint(element.attributes.get("class", "").lower().split())


def is_programmed(element: Element) -> bool:
    """Return whether an element holds a figure that only a program of the page shows."""
    return any(element.attributes.get(name, "").strip().isdecimal() for name in _FIGURE_ATTRIBUTES)


def shown_value(field: Element) -> str:
    """Return the text an input field shows, empty for one that shows none and for other elements."""
    return field.attributes.get("value", "") if field.name == "input" and _shows_value(field) else ""


def chosen(field: Element) -> tuple[str, list[str]]:
    """Return the option a select element shows, and all others: the selected one, or the first."""
    options = [part for part in field.elements() if part.name == "option"]
    said = [" ".join(_inside(option).split()) or option.attributes.get("label", "") for option in options]
    shown = next((n for n, option in enumerate(options) if "selected" in option.attributes), 0)
    others = [text for n, text in enumerate(said) if n != shown and text]
    loose = [str(part) for part in field.content if isinstance(part, Text) and part.strip()]
    return (said[shown] if said else ""), [*others, *loose]


def _inside(option: Element) -> str:
    """Return the text of an option without that of options inside it, which stand for themselves."""
    said: list[str] = []
    waiting = list(reversed(option.content))
    while waiting:
        part = waiting.pop()
        if isinstance(part, Text):
            said.append(part)
        elif part.name != "option":
            waiting += reversed(part.content)
    return "".join(said)


def formula(element: Element) -> str:
    """Return a formula on one line, fractions with a stroke, powers and indices marked: (a+b)/2, x^2, x_1."""
    parts = [part.strip() if isinstance(part, Text) else _part(part) for part in element.content]
    signs = _BETWEEN.get(element.name, ())
    if not signs:
        return "".join(parts)
    parts = [part for part in parts if part]
    return "".join((signs[n] if n < len(signs) else "") + _held(part) for n, part in enumerate(parts))


def _part(element: Element) -> str:
    return "" if element.name in BESIDE | PASSED else formula(element)


def _held(said: str) -> str:
    return said if len(said) == 1 or said.isalnum() else f"({said})"
