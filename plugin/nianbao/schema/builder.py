"""A schema in the making, and its mappings, whose keys have several spellings of which only one may be there.

The spellings are those of `source.keys` (data/keys.yml), which the reader takes.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations, count
from typing import Any
from urllib.parse import quote

from nianbao.messages import Messages
from nianbao.model.kind import Kind
from nianbao.source.keys import CHINESE, NAMES

Schema = dict[str, Any]

# Any single value: what YAML takes for a number or a date is read as the text that was written.
SCALAR: Schema = {"not": {"type": ["array", "object"]}}
NON_NULL: Schema = {"not": {"type": ["array", "object", "null"]}}
NULL: Schema = {"type": "null"}


@dataclass(frozen=True)
class Key:
    """A key of a mapping: its spellings, the ones to suggest first, and the schema of its value.

    `suggested` is how many spellings an editor offers; the others are accepted.
    """

    spellings: tuple[str, ...]
    value: Schema
    suggested: int = 2
    required: bool = False


@dataclass(frozen=True)
class SchemaBuilder:
    """A schema in the making: its messages, and the definitions its parts refer to, each of them once."""

    messages: Messages
    definitions: dict[str, Schema] = field(default_factory=dict)
    _name_of_schema: dict[str, str] = field(default_factory=dict)

    def ref(self, name: str, schema: Schema) -> Schema:
        """Return a reference to a part, and add the part to the definitions.

        An equal part that is there already under another name is used again: forms share most of their rows. One
        that differs from the part of its name, as words of two kinds do, is numbered.
        """
        if schema.keys() == {"$ref"}:
            return schema
        content = json.dumps(schema, sort_keys=True)
        if content not in self._name_of_schema:
            free = (f"{name}-{number}" if number > 1 else name for number in count(1))
            self._name_of_schema[content] = next(one for one in free if one not in self.definitions)
        shared_name = self._name_of_schema[content]
        self.definitions[shared_name] = schema
        # A reference is an address, and names of forms, tables and rows may be Chinese.
        return {"$ref": f"#/$defs/{quote(shared_name)}"}

    def of_kind(self, kind: Kind) -> "SchemaBuilder":
        """Return the builder of the same schema in the words of a kind of report."""
        return replace(self, messages=self.messages.of(kind))

    def mapping(self, name: str, keys: Iterable[Key]) -> Schema:
        """Return a mapping of only these keys, none of them in two spellings, the required ones there.

        `name` begins the names of its definitions.
        """
        properties: dict[str, Schema] = {}
        exclusive: list[Schema] = []
        required_keys: list[Schema] = []
        for key in keys:
            # The English spelling, where there is one without a slash: it divides the parts of a reference.
            plain = [spelling for spelling in key.spellings if "/" not in spelling and "~" not in spelling]
            english = next((spelling for spelling in plain if spelling.isascii()), plain[0])
            value = self.ref(f"{name}.{english}", key.value)
            for number, spelling in enumerate(key.spellings):
                properties[spelling] = value if number < key.suggested else value | {"doNotSuggest": True}
            exclusive += [{"not": {"required": list(pair)}} for pair in combinations(key.spellings, 2)]
            if key.required:
                required_keys.append({"anyOf": [{"required": [spelling]} for spelling in key.spellings]})
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        conditions = [*([self.ref(f"{name}-once", {"allOf": exclusive})] if exclusive else []), *required_keys]
        return schema | ({"allOf": conditions} if conditions else {})

    def record(self, kind: str, values: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
        """Return one kind of mapping (data/keys.yml); a key without a schema in `values` takes any single value.

        `required` are the keys that have to be there, with a value.
        """
        return self.mapping(kind, self.keys(kind, values, required))

    def keys(self, kind: str, values: Mapping[str, Schema], required: Iterable[str] = ()) -> list[Key]:
        """Return the keys of one kind of mapping, each described by the message `schema-<kind>-<key>`."""
        required_keys = set(required)
        return [
            Key(
                key_names(kind, key),
                values.get(key, NON_NULL if key in required_keys else SCALAR)
                | {"description": self.messages.word(f"schema-{kind}-{key}")},
                required=key in required_keys,
            )
            for key in CHINESE()[kind]
        ]


def key_names(kind: str, key: str) -> tuple[str, ...]:
    """Return the spellings of a key of one kind of mapping (data/keys.yml).

    The Chinese one comes first, then the English one, then what else the reader takes.
    """
    others = [name for name, english in NAMES()[kind].items() if english == key]
    return tuple(dict.fromkeys((CHINESE()[kind][key], key, *others)))


def value_names(word: str) -> list[str]:
    """Return the spellings of a value word such as `auto`, the Chinese one first."""
    return [*dict.fromkeys((CHINESE()["values"][word], word))]


def one_or_more(item: Schema) -> Schema:
    """Return the schema of a list of something; one alone is a list of one, nothing an empty one."""
    return {"anyOf": [{"type": "array", "items": item}, item, NULL]}
