"""Changing single values in the text of a source, and nothing else in it.

Comments, order, spacing and line ends that a person gave the file stay as they are.
"""

from collections.abc import Iterator, Mapping

from nianbao.model.finding import Refusal
from nianbao.model.yamltext import Mapping as YamlMapping
from nianbao.model.yamltext import Node, Scalar, parse, quote
from nianbao.source.reading import FENCE


def edit_values(text: str, changes: Mapping[tuple[int, int], str]) -> str:
    """Return the text with the scalars that start at (line, column) replaced by other values.

    Raises Refusal if no scalar starts at one of the positions; the text is then left alone.
    """
    front = text.lstrip("\ufeff").startswith(FENCE)
    skipped = text.index("\n") + 1 if front else 0
    end = text.find(f"\n{FENCE}", skipped) + 1 if front else len(text)
    root = parse(text[skipped:end], 2 if front else 1)
    scalars = {(scalar.line, scalar.column): scalar for scalar in _values(root)}
    if missing := [place for place in changes if place not in scalars]:
        raise Refusal("amend-no-value", line=missing[0][0], column=missing[0][1])
    for place in sorted(changes, key=lambda place: -scalars[place].start):
        scalar = scalars[place]
        start, stop = skipped + scalar.start, skipped + scalar.end
        space = " " if start == stop and text[start - 1 : start] not in {" ", "["} else ""
        text = text[:start] + space + quote(changes[place]) + text[stop:]
    return text


def _values(node: Node | None) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, YamlMapping):
        for _, value in node.entries:
            yield from _values(value)
    elif node is not None:
        for item in node.items:
            yield from _values(item)
