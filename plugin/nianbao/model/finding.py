"""Where something stands, how much it matters, and what a rule answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

# The variant of a finding that stands for others like those before it; its sentence is the same for all codes.
MORE: Final = "more"


class Severity(StrEnum):
    """How much a finding matters. OFF takes a rule out of a site."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"


class Outcome(StrEnum):
    """What a rule can answer for one place."""

    PASSED = "passed"
    PASSED_IF_BLANK_IS_ZERO = "passed_if_blank_is_zero"
    FAILED = "failed"
    SKIPPED = "skipped"
    WAIVED = "waived"


class Status(StrEnum):
    """The state of a whole report as pages and badges show it."""

    PASSED = "passed"
    PASSED_WITH_NOTES = "passed_with_notes"
    EXPLAINED = "explained"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; line and column count from 1. The file is named as the user would name it."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Place(NamedTuple):
    """The address of a cell in a form: stable English keys of table, row and column."""

    table: str
    row: str
    column: str

    def __str__(self) -> str:
        return f"{self.table}/{self.row}/{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a source file, found while it was read.

    `code` is the rule that carries it (SRC001 …), `variant` picks the sentence of data/rules/<code>.yml,
    `fields` fill its places.
    """

    code: str
    variant: str
    location: Location
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rule's answer for one place.

    `place` is the cell the answer is about (None: the report as a whole), `related` other cells that take part,
    `elsewhere` places in other files. `variant` picks the sentence, `fields` fill it. `expected` and `actual` are
    figures or texts as far as the rule knows them. `severity` overrides the rule's own. `reason` names why a rule
    was skipped.
    """

    outcome: Outcome
    place: Place | None = None
    related: tuple[Place, ...] = ()
    variant: str = "default"
    fields: Mapping[str, object] = field(default_factory=dict)
    location: Location | None = None
    elsewhere: tuple[Location, ...] = ()
    expected: object = None
    actual: object = None
    severity: Severity | None = None
    reason: str = ""


# A report passes hundreds of times; equal answers are one object.
_SHARED: Final = 4096


@lru_cache(_SHARED)
def passed(place: Place | None = None) -> Verdict:
    """Return the verdict that nothing is wrong at a place."""
    return Verdict(Outcome.PASSED, place)


@lru_cache(_SHARED)
def skipped(reason: str, place: Place | None = None) -> Verdict:
    """Return the verdict that a rule could not answer; the reason is a key of the words `skip-…`."""
    return Verdict(Outcome.SKIPPED, place, reason=reason)


@dataclass(frozen=True, slots=True)
class Finding:
    """A failed verdict of one rule about one report, ready to be shown.

    `waived` is the public reason given in the source, or None. `fingerprint` stays the same while code,
    report, place and figures stay the same. `kind` is that of the report (None: the default one).
    """

    code: str
    severity: Severity
    location: Location
    variant: str
    fields: Mapping[str, object]
    place: Place | None = None
    related: tuple[tuple[Place, Location], ...] = ()
    elsewhere: tuple[Location, ...] = ()
    expected: object = None
    actual: object = None
    waived: str | None = None
    fingerprint: str = ""
    kind: object = None


@dataclass(frozen=True, slots=True)
class Names:
    """What a field of a finding is called, by language; nothing in one where data gives it no name.

    Used for the parts of an identity (`what: {zh, en}`), which the form names and messages only quote.
    """

    by_language: Mapping[str, str]


class Refusal(Exception):  # noqa: N818 - it is an answer to the user, not a fault of the program
    """The tool can't do what it was asked. `key` names the sentence in `data/words/`, `fields` fill it."""

    def __init__(self, key: str, **fields: object) -> None:
        super().__init__(key, fields)
        self.key = key
        self.fields = fields
