"""Edits of single values in the text of a source, and of nothing else in it.

Comments, order, spacing and line ends that a person gave the file stay as they are. An import uses it on a file
that is a source already, and is given another agency or year.
"""

from collections.abc import Iterator, Mapping

from nianbao.model.finding import Refusal
from nianbao.model.yamltext import Mapping as YamlMapping
from nianbao.model.yamltext import Node, Scalar, parse, quote
from nianbao.source.reading import FENCE


def edit_values(text: str, changes: Mapping[tuple[int, int], str]) -> str:
    """Return the text with the scalars that start at (line, column) replaced by other values.

    Lines and columns count from 1, in the whole file. `changes` are plain texts; they are quoted as YAML where
    need be. Raises Refusal (`amend-no-value`) if no scalar starts at one of the positions.
    """
    has_front_matter = text.lstrip("\ufeff").startswith(FENCE)
    skipped = text.index("\n") + 1 if has_front_matter else 0
    end = text.find(f"\n{FENCE}", skipped) + 1 if has_front_matter else len(text)
    root = parse(text[skipped:end], 2 if has_front_matter else 1)
    scalars = {(scalar.line, scalar.column): scalar for scalar in _values(root)}
    if missing := [position for position in changes if position not in scalars]:
        raise Refusal("amend-no-value", line=missing[0][0], column=missing[0][1])
    for position in sorted(changes, key=lambda position: -scalars[position].start):
        scalar = scalars[position]
        start, stop = skipped + scalar.start, skipped + scalar.end
        space = " " if start == stop and text[start - 1 : start] not in {" ", "["} else ""
        text = text[:start] + space + quote(changes[position]) + text[stop:]
    return text


def _values(node: Node | None) -> Iterator[Scalar]:
    """Yield every scalar of a tree that is a value, not a key, in the order of the file."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, YamlMapping):
        for _, value in node.entries:
            yield from _values(value)
    elif node is not None:
        for item in node.items:
            yield from _values(item)
