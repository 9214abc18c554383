"""Which elements and attributes of a web page are text: what data/import_pages.yml says, ready to use."""

from collections.abc import Iterator, Mapping
from typing import Final

from nianbao.importers.readers.markup import Element, Text
from nianbao.model.yamltext import package_data, texts, tree

_DATA: Final = package_data("import_pages.yml")
_ELEMENTS: Final = tree(_DATA["elements"])
PASSED: Final = frozenset(texts(_ELEMENTS["passed"]))
FALLBACK: Final = frozenset(texts(_ELEMENTS["fallback"]))
BESIDE: Final = frozenset(texts(_ELEMENTS["beside"]))
READINGS: Final = frozenset(texts(_ELEMENTS["readings"]))
DRAWN: Final = frozenset(texts(_ELEMENTS["drawn"]))
# What takes no part in the size of a table's cells.
UNSEEN: Final = PASSED | FALLBACK | BESIDE | {"head", "svg", "math"}

_UNSEEN_INPUTS: Final = frozenset(texts(_DATA["unseen_inputs"]))
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
    """Yield what an element's attributes say to a person who points at it or can't see it."""
    for name, value in element.attributes.items():
        said = value.strip()
        is_text = name in _TEXT_ATTRIBUTES or (not name.startswith(_PASSED_ATTRIBUTES) and not said.isascii())
        if said and is_text:
            yield said
    if element.tag == "input" and not _shows_value(element) and (said := element.attributes.get("value", "")):
        yield said


def _shows_value(field: Element) -> bool:
    return field.attributes.get("type", "text").strip().lower() not in _UNSEEN_INPUTS


def shown_value(field: Element) -> str:
    """Return the text a field to fill shows."""
    return field.attributes.get("value", "") if _shows_value(field) else ""


def chosen(field: Element) -> tuple[str, list[str]]:
    """Return the entry a list to choose from shows, and all others."""
    options = [part for part in field.elements() if part.tag == "option"]
    said = [" ".join(_inside(option).split()) or option.attributes.get("label", "") for option in options]
    shown = next((n for n, option in enumerate(options) if "selected" in option.attributes), 0)
    others = [text for n, text in enumerate(said) if n != shown and text]
    loose = [part.text for part in field.content if isinstance(part, Text) and part.text.strip()]
    return (said[shown] if said else ""), [*others, *loose]


def _inside(element: Element) -> str:
    return "".join(part.text() for part in element.elements())


def formula(element: Element) -> str:
    """Return a formula on one line: fractions with a stroke, powers and indices with their marks."""
    parts = [part.text.strip() if isinstance(part, Text) else _part(part) for part in element.content]
    signs = _BETWEEN.get(element.tag, ())
    if not signs:
        return "".join(parts)
    parts = [part for part in parts if part]
    return "".join((signs[n] if n < len(signs) else "") + _held(part) for n, part in enumerate(parts))


def _part(element: Element) -> str:
    return "" if element.tag in BESIDE | PASSED else formula(element)


def _held(said: str) -> str:
    return said if len(said) == 1 or said.isalnum() else f"({said})"
