"""Mappings of a schema whose keys may be written in several ways, but each only once."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from nianbao.messages import Messages
from nianbao.source.keys import CHINESE, NAMES

Schema = dict[str, Any]

# Any single value: what YAML takes for a number or a date is read as the text that was written.
SCALAR: Schema = {"not": {"type": ["array", "object"]}}
STATED: Schema = {"not": {"type": ["array", "object", "null"]}}
NOTHING: Schema = {"type": "null"}


@dataclass(frozen=True)
class Key:
    """A key with its writings, the ones to propose first; `proposed` is how many of them an editor offers."""

    names: tuple[str, ...]
    value: Schema
    proposed: int = 2
    required: bool = False


@dataclass(frozen=True)
class Sheet:
    """A schema in the making: its words, and the definitions its parts refer to, each of them once."""

    messages: Messages
    definitions: dict[str, Schema] = field(default_factory=dict)
    _known: dict[str, str] = field(default_factory=dict)

    def ref(self, name: str, schema: Schema) -> Schema:
        """Return a reference to a part; one that is there already under another name is used again."""
        if schema.keys() == {"$ref"}:
            return schema
        known = self._known.setdefault(json.dumps(schema, sort_keys=True), name)
        self.definitions[known] = schema
        return {"$ref": f"#/$defs/{known}"}

    def mapping(self, name: str, keys: Iterable[Key]) -> Schema:
        """Return a mapping of only these keys, none of them in two writings, the required ones there."""
        properties: dict[str, Schema] = {}
        once: list[Schema] = []
        needed: list[Schema] = []
        for key in keys:
            # The English writing: a reference is an address, and Han characters or a slash would need escapes.
            english = next(writing for writing in key.names if writing.isascii())
            value = self.ref(f"{name}.{english}", key.value)
            for number, writing in enumerate(key.names):
                properties[writing] = value if number < key.proposed else value | {"doNotSuggest": True}
            once += [{"not": {"required": list(pair)}} for pair in combinations(key.names, 2)]
            if key.required:
                needed.append({"anyOf": [{"required": [writing]} for writing in key.names]})
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        conditions = [*([self.ref(f"{name}-once", {"allOf": once})] if once else []), *needed]
        return schema | ({"allOf": conditions} if conditions else {})

    def record(self, kind: str, values: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
        """Return one kind of mapping (data/keys.yml); a key without a value of its own takes any single one."""
        return self.mapping(kind, self.keys(kind, values, required))

    def keys(self, kind: str, values: Mapping[str, Schema], required: Iterable[str] = ()) -> list[Key]:
        """Return the keys of one kind of mapping."""
        wanted = set(required)
        return [
            Key(
                of_kind(kind, key),
                values.get(key, STATED if key in wanted else SCALAR)
                | {"description": self.messages.word(f"schema-{kind}-{key}")},
                required=key in wanted,
            )
            for key in CHINESE()[kind]
        ]


def of_kind(kind: str, key: str) -> tuple[str, ...]:
    """Return the names of a key of one kind of mapping (data/keys.yml), the Chinese one first."""
    others = [name for name, english in NAMES()[kind].items() if english == key]
    return tuple(dict.fromkeys((CHINESE()[kind][key], key, *others)))


def values(word: str) -> list[str]:
    """Return the writings of a value word such as `auto`."""
    return [*dict.fromkeys((CHINESE()["values"][word], word))]


def one_or_more(item: Schema) -> Schema:
    """Return the schema of a list of something; one alone is a list of one, nothing an empty one."""
    return {"anyOf": [{"type": "array", "items": item}, item, NOTHING]}
