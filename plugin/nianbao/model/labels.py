"""The labels of a table, as a tree: what its columns and rows are called, and the blocks they stand in."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from nianbao.model.constants import pattern
from nianbao.model.fault import Fault
from nianbao.model.yamltext import Plain, mapping, text, texts, tree

_KEY: Final = pattern(r"\w[\w-]{0,63}")
_LANGUAGES: Final = ("zh", "en")
# How settled the source of a rule or an identity is.
FIRMNESS: Final = ("law", "form", "logic", "practice")
_SPANS: Final = range(1, 101)
_MEASURES: Final = frozenset({"count", "amount", "change"})
_LABEL_KEYS: Final = frozenset(
    {"label", "key", "short", "aliases", "row", "span", "measure", "unit", "emphasis", "children"}
)


@dataclass(frozen=True)
class Label:
    """One label in a boxhead or stub: a leaf names a column or row, a group spans its children.

    `text` is the wording of the official form, `short` a shorter one for narrow places, `aliases` what sources
    may write instead. `key` is the stable English name; a group may go without.

    `row` marks a boxhead group whose figures are a row of their own (table `disputes`). `span` is the number of
    grid columns a boxhead leaf covers, 1 to 100. `measure` is `count` (whole, not negative), `amount` or
    `change`; `unit` overrides the table's. `emphasis` is `total`, `head` or nothing.
    """

    text: str
    key: str = ""
    short: str = ""
    aliases: tuple[str, ...] = ()
    row: str = ""
    span: int = 1
    measure: str = "count"
    unit: str = ""
    emphasis: str = ""
    children: tuple["Label", ...] = ()

    @property
    def name(self) -> str:
        """The short text where the form gives one, else the official text."""
        return self.short or self.text

    @cached_property
    def leaves(self) -> tuple["Label", ...]:
        """The leaves below this label, left to right or top to bottom; the label itself if it is one."""
        return tuple(leaf for child in self.children for leaf in child.leaves) if self.children else (self,)

    @property
    def writings(self) -> tuple[str, ...]:
        """Every way the form knows of writing this label, each once, the official one first."""
        return tuple(dict.fromkeys(name for name in (self.text, self.short, *self.aliases) if name))

    def walk(self) -> Iterator["Label"]:
        """Yield this label and all below it, each before its children."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Block:
    """A part of a table with a boxhead of its own.

    `bar` is the label across the top of the block, `corner` the one above the stub; either may be missing.
    `columns` and `rows` are the uppermost labels of boxhead and stub. Only `disputes` has more than one block,
    and no stub.
    """

    bar: Label | None
    corner: Label | None
    columns: tuple[Label, ...]
    rows: tuple[Label, ...]

    @cached_property
    def leaf_columns(self) -> tuple[Label, ...]:
        """The columns that hold figures, left to right, each key once.

        Table `disputes` repeats the same columns below each of its groups.
        """
        leaves = {leaf.key: leaf for label in self.columns for leaf in label.leaves}
        return tuple(leaves.values())

    @cached_property
    def leaf_rows(self) -> tuple[Label, ...]:
        """The rows that hold figures, top to bottom.

        In table `disputes` they are the groups of the boxhead that name a `row`.
        """
        stub = tuple(leaf for label in self.rows for leaf in label.leaves)
        return stub or tuple(label for top in self.columns for label in top.walk() if label.row)


# --- reading a form's data -------------------------------------------------------------------------------------


def items(value: Plain) -> list[Plain]:
    """Return the items of a list in a data file, in their order. Raises Fault for anything but a list."""
    if not isinstance(value, list):
        raise Fault("no-list", value)
    return value


def in_both(stated: Plain) -> Mapping[str, str]:
    """Return a text by language, in Chinese and English; where one is missing, the other stands for it.

    Raises Fault where neither is given. Other languages that are given are kept.
    """
    by_language = mapping(stated)
    if not any(by_language.get(language) for language in _LANGUAGES):
        raise Fault("no-language", stated, known=_LANGUAGES)
    fallback = next(by_language[language] for language in _LANGUAGES if by_language.get(language))
    return {**by_language, **{language: by_language.get(language) or fallback for language in _LANGUAGES}}


def checked_key(value: Plain) -> str:
    """Return a name that can become a folder, an id in a page and a key of JSON.

    At most 64 letters, digits, underscores and hyphens, no hyphen first. Raises Fault for any other text.
    """
    name = text(value)
    if not _KEY.fullmatch(name):
        raise Fault("no-key", value, actual=name)
    return name


def number(stated: str, among: range) -> int:
    """Return a whole number of a data file that lies in a range. Raises Fault for any other text.

    A span or a year out of range would have the grid or the pages laid out without end.
    """
    is_number = stated.isascii() and stated.isdecimal() and len(stated) <= len(str(among.stop))
    if not is_number or int(stated) not in among:
        raise Fault("no-number", stated, actual=stated[:20], first=among.start, last=among.stop - 1)
    return int(stated)


def one_of(stated: str, known: Collection[str]) -> str:
    """Return a word that is among those known. Raises Fault for any other."""
    if stated not in known:
        raise Fault("no-choice", stated, actual=stated, known=sorted(known))
    return stated


def only(data: Mapping[str, Plain], known: Collection[str]) -> None:
    """Raise Fault where a mapping has keys other than those known."""
    if unknown := [key for key in data if key not in known]:
        raise Fault("unknown-key", unknown[0], name=unknown[0], known=sorted(known))


def block(data: Mapping[str, Plain]) -> Block:
    """Return a block of a data file. Raises KeyError or Fault where it is malformed."""
    only(data, ("bar", "corner", "columns", "rows"))
    return Block(
        _label(tree(data["bar"])) if "bar" in data else None,
        _label(tree(data["corner"])) if "corner" in data else None,
        tuple(_label(tree(item)) for item in items(data["columns"])),
        tuple(_label(tree(item)) for item in items(data.get("rows", []))),
    )


def _label(data: Mapping[str, Plain]) -> Label:
    """Return a label of a data file with all below it.

    Raises KeyError without `label`, Fault for unknown keys or measures and for values of another shape.
    """
    only(data, _LABEL_KEYS)
    return Label(
        text=text(data["label"]),
        key=checked_key(data["key"]) if data.get("key") else "",
        short=text(data.get("short", "")),
        aliases=texts(data.get("aliases", "")),
        row=text(data.get("row", "")),
        span=number(text(data.get("span", "1")), _SPANS),
        measure=one_of(text(data.get("measure", "count")), _MEASURES),
        unit=text(data.get("unit", "")),
        emphasis=one_of(text(data.get("emphasis", "")), ("", "total", "head")),
        children=tuple(_label(tree(item)) for item in items(data.get("children", []))),
    )
