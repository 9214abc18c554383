"""What speaks for and against a number being a person's: the evidences of `data/personal_data.yml`, and their sum.

An evidence has a name, points, and a pattern on what stands before, behind or in the number. A few have no
pattern: they are found out by whoever knows the shape (`figures_around`, `sum`), and are handed in by name.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from nianbao.model.constants import constant
from nianbao.model.yamltext import Plain as Data
from nianbao.model.yamltext import package_data, texts, tree

_DATA: Final = package_data("personal_data.yml")
_WORDS: Final = constant(lambda: tree(_DATA["words"]))
SHAPES: Final = constant(lambda: {name: int(str(points)) for name, points in tree(_DATA["shapes"]).items()})

# How much of what stands before and behind a number is read.
BEFORE: Final = 64
BEHIND: Final = 16
# Groups of which the first evidence that holds is the only one counted: the last word before a number names it.
_FIRST_ONLY: Final = ("label", "after")
# The group that speaks of numbers alone whose digits are parted by spaces, and the name that says so.
SPACED: Final = "row"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason, of `group`, to take a number of these `kinds` for a person's (points above nothing) or not."""

    name: str
    group: str
    points: int
    kinds: frozenset[str]
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    inside: re.Pattern[str] | None

    def holds(self, around: "Context") -> bool:
        """Return whether the pattern is there; always False without one."""
        if self.before is not None:
            return self.before.search(around.before) is not None
        if self.after is not None:
            return self.after.match(around.behind) is not None
        return self.inside is not None and self.inside.search(around.number) is not None


@dataclass(frozen=True, slots=True)
class Weight:
    """The sum of what speaks for a number, and the label that spoke, if one did."""

    points: int
    label: str


@dataclass(frozen=True, slots=True)
class Context:
    """A number, what stands before and behind it, and the heading of its column if it stands in a table."""

    before: str
    number: str
    behind: str
    heading: str = ""


def weigh(kind: str, shape: int, around: Context, known: Collection[str] = ()) -> Weight:
    """Return the weight of a number: the points of its shape and of every evidence that holds.

    `shape` is the points the way it is written gives, `known` the names of evidences without a pattern that hold.
    Of the groups `label` and `after` only the first evidence counts. A weight above zero means a person's.
    """
    total, label = shape, ""
    for group, evidences in _evidences(kind).items():
        if group == SPACED and SPACED not in known:
            continue
        for evidence in evidences:
            if evidence.name in known or evidence.holds(around):
                total += evidence.points
                if group == "label":
                    label = evidence.name
                if group in _FIRST_ONLY:
                    break
    if around.heading and not label:
        label = label_of(kind, around.heading)
        total += points_of(kind, label)
    return Weight(total, label)


def label_of(kind: str, before: str) -> str:
    """Return the name of the label evidence a text ends in, or an empty text."""
    around = Context(before, "", "")
    return next((item.name for item in _evidences(kind)["label"] if item.holds(around)), "")


def points_of(kind: str, name: str) -> int:
    """Return the points of a label evidence by its name; 0 for an empty or unknown one."""
    return next((item.points for item in _evidences(kind)["label"] if item.name == name), 0)


@cache
def _evidences(kind: str) -> dict[str, list[Evidence]]:
    """Return the evidences for numbers of a kind, by group, in the order of the data."""
    return {
        group: [item for item in (_evidence(group, tree(entry)) for entry in _list(entries)) if kind in item.kinds]
        for group, entries in tree(_DATA["evidence"]).items()
    }


def _evidence(group: str, entry: dict[str, Data]) -> Evidence:
    """Return one evidence of the data; without `kinds` it is for mobile numbers."""
    return Evidence(
        str(entry["name"]),
        group,
        int(str(entry["points"])),
        frozenset(texts(entry["kinds"])) if "kinds" in entry else frozenset({"mobile"}),
        _pattern(entry, "before", "$"),
        _pattern(entry, "after", ""),
        _pattern(entry, "inside", ""),
    )


def _pattern(entry: dict[str, Data], key: str, end: str) -> re.Pattern[str] | None:
    """Return the pattern under a key of an evidence, with `<words>` filled in; None where it has none."""
    if key not in entry:
        return None
    # Patterns are kept as written, words are escaped; `join` and `join_words` are patterns themselves.
    filled = re.sub(r"<([a-z_]+)>", lambda match: words(match[1]), str(entry[key]))
    cased = entry["name"] == "code"
    return re.compile(f"(?:{filled}){end}", 0 if cased else re.IGNORECASE)


def words(name: str) -> str:
    """Return a pattern of any of the words of a name, the longer first."""
    listed = texts(_WORDS()[name])
    if name in {"join", "join_words", "count_ends"}:
        return "|".join(listed)
    return "|".join(re.escape(word) for word in sorted(listed, key=len, reverse=True))


def _list(value: Data) -> list[Data]:
    """Return a list of the data; empty for anything else."""
    return value if isinstance(value, list) else []
