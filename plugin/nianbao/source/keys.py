"""The keys of source files in both languages, and the log of problems of one file.

The names stand in data/keys.yml. Keys are compared as labels are (`model.normalisation.label_key`): spaces,
widths and quotation marks make no difference. Every unknown or doubled key becomes a Problem with its place.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from nianbao.model.constants import constant, pattern
from nianbao.model.finding import Location, Problem
from nianbao.model.normalisation import label_key
from nianbao.model.yamltext import Mapping as YamlMapping
from nianbao.model.yamltext import Node, Scalar, package_data, texts, tree

WIDE_COLON: Final = "\uff1a"

_DAY: Final = pattern(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DATA: Final = package_data("keys.yml")

# For each kind of mapping: English key by every accepted name, and the Chinese name that is written.
NAMES: Final[Callable[[], Mapping[str, Mapping[str, str]]]] = constant(
    lambda: {
        kind: {label_key(name): key for key, names in tree(group).items() for name in (key, *texts(names))}
        for kind, group in _DATA.items()
    }
)
CHINESE: Final[Callable[[], Mapping[str, Mapping[str, str]]]] = constant(
    lambda: {
        kind: {key: next(iter(texts(names)), key) for key, names in tree(group).items()}
        for kind, group in _DATA.items()
    }
)


def value_named(text: str) -> str:
    """Return the English name of a value word (`auto`, `government`, `true` …), or an empty text."""
    return NAMES()["values"].get(label_key(text), "")


def day(text: str) -> date | None:
    """Return the day of a text such as `2024-1-31`; None where there is no such day."""
    match = _DAY.fullmatch(text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


class ProblemLog:
    """The problems of one file, in the order they were found while it was read.

    Its methods return a value in the shape that is asked for, and note where it has another.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []

    def add(self, code: str, variant: str, at: Node | tuple[int, int], **fields: object) -> None:
        """Note a problem at a node, or at a line and column, both from 1.

        `code` and `variant` choose the sentence in data/rules/, `fields` fill it.
        """
        line, column = at if isinstance(at, tuple) else (at.line, at.column)
        self.problems.append(Problem(code, variant, Location(self.file, line, column), fields))

    def fields(
        self, node: YamlMapping, names: Mapping[str, str], proposals: Mapping[str, str] | None = None
    ) -> dict[str, tuple[Scalar, Node]]:
        """Return a mapping's entries, key and value, by English key.

        Unknown (SRC002) and doubled keys (SRC003) are noted; of a doubled key the first entry is returned.
        `names` gives the key for each folded name, `proposals` the name to propose when it is the nearest to an
        unknown one.
        """
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in node.entries:
            name = names.get(label_key(key.text))
            if name is None:
                self._unknown(key, names, proposals or {})
            elif name in entries:
                first = entries[name][0]
                self.add("SRC003", "default", key, key=key.text, first=first.text, line=first.line)
            else:
                entries[name] = (key, value)
        return entries

    def _unknown(self, key: Scalar, names: Mapping[str, str], proposals: Mapping[str, str]) -> None:
        """Note a key that is none, with the nearest one to propose, if any is near.

        A full-width colon in it is a variant of its own: the colon then does not end the key.
        """
        from difflib import get_close_matches  # noqa: PLC0415 - misspelt keys are rare

        word, colon, _ = key.text.partition(WIDE_COLON)
        near = get_close_matches(label_key(word), names, n=1, cutoff=0.5)
        nearest = proposals.get(names[near[0]], near[0]) if near else ""
        variant = "wide_colon" if colon else "near" if nearest else "default"
        self.add("SRC002", variant, key, key=key.text, nearest=nearest)

    def text(self, entry: tuple[Scalar, Node] | None) -> str:
        """Return the text of a scalar value, empty for null and for no entry; note a list or mapping.

        Quoted text is exact, plain text without the spaces around it.
        """
        if entry is None:
            return ""
        key, value = entry
        if not isinstance(value, Scalar):
            self.add("SRC004", "scalar", value, key=key.text)
            return ""
        if value.is_null:
            return ""
        return value.text.strip() if value.plain else value.text

    def mapping(self, entry: tuple[Scalar, Node] | None) -> YamlMapping | None:
        """Return a mapping value; None for null and for no entry, and for anything else, which is noted."""
        if entry is None or (isinstance(entry[1], Scalar) and entry[1].is_null):
            return None
        if not isinstance(entry[1], YamlMapping):
            self.add("SRC004", "mapping", entry[1], key=entry[0].text)
            return None
        return entry[1]
