"""Downloads of this plugin that make the round trip: the facts they state, and what they add to the report."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from nianbao.model.record import COURSE, LISTED
from nianbao.model.yamltext import package_data, text, tree

# What a report is filed under, as downloads state it.
RECORD: Final = (*LISTED, *COURSE)
_FACTS: Final = ("title", "agency", "id", "year", "form", "signed_by", "signed", "published", *RECORD)
_NEEDED: Final = frozenset({"title", "agency", "id", "year", "form"})
_ADDED: Final = (
    "table-note-absent-rows",
    "table-note-unread-rows",
    "table-note-derived",
    "table-absent",
    "table-unread",
    "office-unit",
)
# Formats in which downloads show a figure the way it was filed.
_SHAPE: Final = re.compile(r"(?P<plus>\+?)(?P<whole>#,##0|0+)(?P<rest>\.0+)?(?:;.*)?")


def added(sentence: str) -> bool:
    """Whether a paragraph is one that downloads add to a report."""
    return any(pattern.fullmatch(sentence) for pattern in _added())


def facts(rows: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Return the facts on the first sheet of a workbook, by key; nothing if it is no download."""
    named = _names()
    found = {named[name]: value for name, value in rows if name in named}
    return found if found.keys() >= _NEEDED else {}


def is_fact(name: str) -> bool:
    """Whether a cell is the name of a fact that downloads state."""
    return name in _fact_names()


def is_kept(name: str) -> bool:
    """Whether an import takes what a fact says into the report."""
    return _names().get(name) in {"title", "id", "year", "signed_by", "signed", "published", *RECORD}


def is_prose(sheet: str) -> bool:
    """Whether a sheet of a download is the one with the text."""
    return sheet in _sentences("office-prose")


def as_filed(value: float, shape: str) -> str:
    """Return a number as the download shows it, which is how it was filed; nothing where its format is no such."""
    found = _SHAPE.fullmatch(shape)
    if not found:
        return ""
    places = len(found["rest"]) - 1 if found["rest"] else 0
    sign = "-" if value < 0 else found["plus"]
    if "," in found["whole"]:
        return f"{sign}{abs(value):,.{places}f}"
    whole, dot, rest = f"{abs(value):.{places}f}".partition(".")
    return sign + whole.zfill(len(found["whole"])) + dot + rest


@lru_cache(maxsize=1)
def _added() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the sentences that downloads add, in all languages."""
    return tuple(re.compile(_pattern(sentence), re.DOTALL) for key in _ADDED for sentence in _sentences(key))


@lru_cache(maxsize=1)
def _fact_names() -> frozenset[str]:
    """Return the names of all facts that downloads state, in all languages."""
    words = package_data("words/downloads.yml")
    keys = [key for key in words if key.startswith("fact-")]
    return frozenset(text(sentence) for key in keys for sentence in tree(words[key]).values())


@lru_cache(maxsize=1)
def _names() -> Mapping[str, str]:
    """Return the keys of facts an import asks for, by their names in all languages."""
    return {sentence: key for key in _FACTS for sentence in _sentences(f"fact-{key}")}


def _sentences(key: str) -> Iterator[str]:
    """Yield a word of the downloads or pages in all its languages."""
    for name in ("downloads", "pages"):
        if key in (words := package_data(f"words/{name}.yml")):
            yield from (text(sentence) for sentence in tree(words[key]).values())


def _pattern(sentence: str) -> str:
    """Return a pattern for a sentence with anything in place of its fields."""
    return ".+".join(re.escape(part) for part in re.split(r"\{\w+\}", sentence))
