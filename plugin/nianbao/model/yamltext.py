"""YAML as text with line and column: no guessed types, no lost keys; and the quoting to write it back.

Plain YAML loading turns `010` into 8, `12:30` into 750 and `no` into False. Here every scalar stays the text
that was written; meaning is given to it elsewhere. Lines and columns count from 1, offsets from 0.
"""

import collections.abc
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final

import yaml

from nianbao.model.constants import pattern
from nianbao.model.fault import Fault, LocatedList, LocatedMapping, LocatedText

try:
    from yaml import CSafeLoader as _Parser
except ImportError:  # PyYAML built without libyaml: seven times slower, and the same answers.
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

# The tag by which MkDocs lets a variable of the environment stand in mkdocs.yml.
_ENV: Final = "!ENV"
# What says nothing where it is written without quotes.
NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
MAX_NODES = 200_000
MAX_DEPTH = 40


# Not frozen: a source has hundreds of nodes, and to freeze one takes longer than to make it.
@dataclass(slots=True)
class Scalar:
    """One value or key: its text, where it starts, and whether it was written without quotes."""

    text: str
    plain: bool
    line: int
    column: int
    start: int
    end: int

    @property
    def is_null(self) -> bool:
        """True for nothing, `~` and `null`, written without quotes."""
        return self.plain and self.text in NULLS


@dataclass(slots=True)
class Sequence:
    """A list, in block or flow style."""

    items: tuple["Node", ...]
    line: int
    column: int
    start: int
    end: int


@dataclass(slots=True)
class Mapping:
    """Keys and values in the order written; a doubled key stands here twice."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    line: int
    column: int
    start: int
    end: int


Node = Scalar | Sequence | Mapping
Plain = str | list["Plain"] | dict[str, "Plain"]

DATA: Final = Path(__file__).parents[1] / "data"


class YamlError(Exception):
    """The text is not YAML this project reads.

    `kind` is `syntax`, `explodes` (too many or endless aliases), `deep`, `key` (a key that is no scalar) or
    `environment` (a tag `!ENV` on what names no variable);
    `line` and `column` count from 1 in the text that was given; `detail` is the parser's own remark.
    """

    def __init__(self, kind: str, line: int, column: int, detail: str = "") -> None:
        super().__init__(f"{kind} at {line}:{column} {detail}")
        self.kind, self.line, self.column, self.detail = kind, line, column, detail


class _Loader(_Parser):
    """PyYAML's loader without its guesses at types, which take as long as the rest of it: only text is read."""

    def resolve(self, *_: object) -> str:
        """Return no tag, whatever a node looks like; one that is written down is not asked for."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Remember nothing of a node's parents."""

    def ascend_resolver(self) -> None:
        """Forget nothing."""


def parse(
    text: str, first_line: int = 1, variables: collections.abc.Mapping[str, str] | None = None
) -> Node | None:
    """Return the node tree of one YAML document, or None if it is empty.

    `first_line` is the line number of the text's first line in its file. `variables` are what the tag `!ENV`
    stands for; without them the tag is none. Raises YamlError.
    """
    _refuse_deep_nesting(text, first_line)
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        raise YamlError("syntax", first_line + line, column + 1, error.problem or "") from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position] if isinstance(error.position, int) else ""
        line = first_line + before.count("\n")
        raise YamlError("syntax", line, len(before) - before.rfind("\n"), str(error.reason)) from error
    finally:
        loader.dispose()
    return None if root is None else _Converter(first_line, variables).node(root, 0)


def _refuse_deep_nesting(text: str, first_line: int) -> None:
    """Count brackets and dashes before the parser does: it recurses, and a hostile file could end it."""
    lines = text.splitlines() if _doubled(text) > MAX_DEPTH // 2 else []
    for number, line in enumerate(lines, first_line):
        opened = line.count("[") + line.count("{") + line.count("- ")
        if opened > MAX_DEPTH and _doubled(line) > MAX_DEPTH // 2 and _is_deep(text):
            raise YamlError("deep", number, 1)
    if text.count("[") - text.count("]") + text.count("{") - text.count("}") > MAX_DEPTH * 10 and _is_deep(text):
        raise YamlError("deep", first_line, 1)


def _doubled(text: str) -> int:
    """Return how often a list or mapping begins right within another."""
    return text.count("[[") + text.count("{{") + text.count("- - ")


def _is_deep(text: str) -> bool:
    """Return whether lists and mappings are nested deeper than any source's: brackets inside texts don't count.

    Events come one by one, without the recursion that builds a tree of them.
    """
    depth = 0
    loader = _Loader(text)
    try:
        while loader.check_event():
            event = loader.get_event()
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH + 1:
                return True
    except yaml.YAMLError:
        # Nesting without end is an error of the parser's own.
        return True
    finally:
        loader.dispose()
    return False


class _Converter:
    """Turns PyYAML's nodes into ours, and stops aliases that would multiply without end."""

    def __init__(self, first_line: int, variables: collections.abc.Mapping[str, str] | None = None) -> None:
        self.first_line, self.variables = first_line, variables
        self.count = 0

    def node(self, node: yaml.Node, depth: int) -> Node:
        """Return a node of ours for one of PyYAML's.

        Raises YamlError beyond MAX_NODES nodes (aliases counted each time they are used) or MAX_DEPTH levels.
        """
        self.count += 1
        mark = node.start_mark
        line, column, start, end = self.first_line + mark.line, mark.column + 1, mark.index, node.end_mark.index
        if self.count > MAX_NODES:
            raise YamlError("explodes", line, column)
        if depth > MAX_DEPTH:
            raise YamlError("deep", line, column)
        if self.variables is not None and node.tag == _ENV:
            return self._of_environment(node, depth, self.variables)
        value = node.value
        if isinstance(node, yaml.ScalarNode):
            return Scalar(value, not node.style, line, column, start, end)
        depth += 1
        if isinstance(node, yaml.SequenceNode):
            items = tuple([self.node(item, depth) for item in value])
            return Sequence(items, line, column, start, end)
        entries = tuple([(self._key(key, depth), self.node(item, depth)) for key, item in value])
        return Mapping(entries, line, column, start, end)

    def _of_environment(self, node: yaml.Node, depth: int, variables: collections.abc.Mapping[str, str]) -> Node:
        """Return what `!ENV NAME` or `!ENV [NAME, NAME …, default]` stands for.

        The first variable that is set counts, as if its value stood there without quotes; else the default, which
        a list of more than one item ends with; else nothing. MkDocs reads it so with pyyaml_env_tag.

        Raises YamlError for any other node.
        """
        names = node.value if isinstance(node, yaml.SequenceNode) else [node]
        names, default = (names[:-1], names[-1]) if len(names) > 1 else (names, None)
        line, column = self.first_line + node.start_mark.line, node.start_mark.column + 1
        if not all(isinstance(name, yaml.ScalarNode) for name in names):
            raise YamlError("environment", line, column)
        found = next((variables[name.value] for name in names if name.value in variables), None)
        if found is None and default is not None:
            return self.node(default, depth + 1)
        return Scalar(found or "", True, line, column, node.start_mark.index, node.end_mark.index)  # noqa: FBT003

    def _key(self, key: yaml.Node, depth: int) -> Scalar:
        """Return the key of a mapping. Raises YamlError for a list or mapping in its place."""
        converted = self.node(key, depth)
        if not isinstance(converted, Scalar):
            raise YamlError("key", converted.line, converted.column)
        return converted


def plain(node: Node | None) -> Plain:
    """Return the tree as dicts, lists and text; null is the empty text. Raises YamlError for a doubled key.

    For data files of the package and of a site: sources of reports keep their nodes, and with them their places.
    """
    if node is None:
        return ""
    if isinstance(node, Scalar):
        return "" if node.is_null else node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    result: dict[str, Plain] = {}
    for key, value in node.entries:
        if key.text in result:
            raise YamlError("key", key.line, key.column, key.text)
        result[key.text] = plain(value)
    return result


def located(node: Node | None) -> Plain:
    """Return the tree as `plain` does, with values and keys that know their lines.

    For the data files of a site. Raises Fault for a doubled key.
    """
    if node is None:
        return LocatedText().on(1)
    if isinstance(node, Scalar):
        return LocatedText("" if node.is_null else node.text).on(node.line)
    if isinstance(node, Sequence):
        return LocatedList(map(located, node.items)).on(node.line)
    result: LocatedMapping = LocatedMapping().on(node.line)
    for key, value in node.entries:
        name = LocatedText(key.text).on(key.line)
        if name in result:
            raise Fault("key-twice", name, name=name)
        result[name] = located(value)
    return result


def fault_of(error: YamlError) -> Fault:
    """Return an error of the parser as a fault, in our words instead of the parser's."""
    return Fault(f"yaml-{error.kind}", error)


@cache
def package_data(name: str) -> "PackageData":
    """Return one of the package's data files, named relative to data/. It is read when it is first looked into."""
    return PackageData(name)


class PackageData(collections.abc.Mapping[str, Plain]):
    """A data file of the package: a mapping whose entries are parsed one by one, each when it is asked for.

    An entry begins with a key at the left edge and ends before the next one. Raises YamlError for a doubled key,
    and KeyError for one that is not there.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._parsed: dict[str, Plain] = {}

    @cached_property
    def _entries(self) -> dict[str, tuple[int, str]]:
        """The line number and the text of each entry, by its key."""
        whole = (DATA / self._name).read_text(encoding="utf-8")
        entries: dict[str, tuple[int, str]] = {}
        starts = list(_ENTRY.finditer(whole))
        ends = [*(start.start() for start in starts[1:]), len(whole)]
        for start, end in zip(starts, ends, strict=True):
            line = whole.count("\n", 0, start.start()) + 1
            if start["key"] in entries:
                raise YamlError("key", line, 1, start["key"])
            entries[start["key"]] = (line, whole[start.start() : end])
        return entries

    def __getitem__(self, key: str) -> Plain:
        if key not in self._parsed:
            line, entry = self._entries[key]
            self._parsed[key] = tree(plain(parse(entry, line)))[key]
        return self._parsed[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


# A key at the left edge, in quotes or without.
_ENTRY: Final = pattern(r"""^(?P<quote>['"]?)(?P<key>[^\s'"#\-][^'":\n]*)(?P=quote):(?=\s)""", re.MULTILINE)


def texts(value: Plain) -> tuple[str, ...]:
    """Return a list of scalars as a tuple; one scalar is a list of one, nothing an empty one."""
    if isinstance(value, list):
        return tuple(text(item) for item in value)
    return (text(value),) if value else ()


def text(value: Plain) -> str:
    """Return a scalar; raises Fault for a list or mapping."""
    if not isinstance(value, str):
        raise Fault("no-text", value)
    return value


def mapping(value: Plain) -> dict[str, str]:
    """Return a mapping of scalars; raises Fault for anything else."""
    entries = tree(value)
    scalars = {key: text(item) for key, item in entries.items()}
    return LocatedMapping(scalars).on(entries.line) if isinstance(entries, LocatedMapping) else scalars


def tree(value: Plain) -> dict[str, Plain]:
    """Return a mapping; nothing is an empty one; raises Fault for a list or text."""
    if value == "":
        return LocatedMapping().on(value.line) if isinstance(value, LocatedText) else {}
    if not isinstance(value, dict):
        raise Fault("no-mapping", value)
    return value


_LONE = pattern("[\ud800-\udfff]")
_SAFE = pattern(r"(?:-(?=[^\s,\[\]{}-])|[^\s!&*?|>%@`'\"#,\[\]{}:~=-])[^,\[\]{}#:]*")


def quote(value: str) -> str:
    """Return the text as a YAML scalar that reads back as itself, in flow lists and mappings too."""
    value = paired(value)
    # isprintable() is false for every space but the plain one, so odd spaces are written as escapes.
    if value.isprintable() and value.strip() == value:
        if _SAFE.fullmatch(value) and value not in {"null", "Null", "NULL"}:
            return value
        return "'" + value.replace("'", "''") + "'"
    return '"' + escaped(value, '"\\') + '"'


def quoted(value: str) -> str:
    """Return the text as `quote` does, but always in quotes: where a bare word would be a keyword."""
    written = quote(value)
    return f"'{written}'" if written == value else written


def paired(value: str) -> str:
    """Return the text with U+FFFD for lone halves of surrogate pairs, which no file can hold."""
    return _LONE.sub("\ufffd", value)


def escaped(value: str, marks: str = "") -> str:
    """Return the text with everything that isn't printable as an escape, and a backslash before some marks."""
    return "".join("\\" + char if char in marks else _escaped(char) for char in value)


def _escaped(char: str) -> str:
    """Return a character, or its YAML escape where it is not printable."""
    if char.isprintable():
        return char
    code = ord(char)
    if code > 0xFFFF:  # noqa: PLR2004 - the last code point \u can name
        return f"\\U{code:08x}"
    return f"\\u{code:04x}"
