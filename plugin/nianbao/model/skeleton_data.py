"""What the `skeleton.yml` of a kind names, sections, topics and cells, before a report is begun with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nianbao.model.constants import pattern
from nianbao.model.fault import Fault, LocatedText
from nianbao.model.labels import in_both, number, only
from nianbao.model.report import PREAMBLE
from nianbao.model.yamltext import Plain, text, texts, tree

# What a sentence may fill in; beside these it quotes figures, `{{ table.row.column }}`.
PLACEHOLDERS: Final = ("agency", "year", "blank")
_QUOTE: Final = pattern(r"\{\{(?P<path>[^{}]*)\}\}")
_PLACE: Final = pattern(r"\{(?P<name>[^{}]*)\}")
_YEARS: Final = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Named:
    """What a skeleton names: keys of sections, first names of topics, cells as its sentences quote them."""

    sections: tuple[str, ...]
    topics: tuple[str, ...]
    cells: tuple[str, ...]


def named_in_skeleton(data: Mapping[str, Plain]) -> Named:
    """Return what a skeleton names, for comparing it with forms.

    Raises Fault for unknown keys, values of another shape, and placeholders that nothing fills.
    """
    only(data, ("blank", PREAMBLE, "sections", "topics"))
    text(data.get("blank", ""))
    sections, topics = tree(data.get("sections", "")), tree(data.get("topics", ""))
    parts = [data.get(PREAMBLE, ""), *sections.values(), *topics.values()]
    cells = tuple(cell for part in parts for cell in _cells(tree(part)))
    return Named(tuple(sections), tuple(topics), cells)


def _cells(part: Mapping[str, Plain]) -> Iterator[str]:
    """Yield the cells that the sentences of a part quote, each standing on the line of its sentence."""
    only(part, ("text", "hint", "since"))
    if part.get("hint"):
        in_both(part["hint"])
    number(text(part.get("since", "1900")), _YEARS)
    for sentence in texts(part.get("text", "")):
        for place in _PLACE.finditer(_QUOTE.sub("", sentence)):
            if place["name"] not in PLACEHOLDERS:
                known = [f"{{{name}}}" for name in PLACEHOLDERS]
                raise Fault("no-field", sentence, field=place[0], known=known)
        rest = _PLACE.sub("", _QUOTE.sub("", sentence))
        if "{" in rest or "}" in rest:
            raise Fault("braces", sentence, actual=sentence)
        for quote in _QUOTE.finditer(sentence):
            yield LocatedText(quote["path"].strip()).on(getattr(sentence, "line", 0))
