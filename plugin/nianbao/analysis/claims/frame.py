"""What a sentence has spoken of so far, and what a number in it can count."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Final

from nianbao.analysis.claims.claim import Count, Quantity
from nianbao.analysis.claims.vocabulary import CONTEXTS, Token
from nianbao.model.finding import Place

APPLICATIONS: Final = "applications"
OTHER: Final = "other"
# The rows that count applications as they come and go; all others say how they ended.
# Those that come from another year or go to one.
CARRYING: Final = frozenset({"carried_over", "carried_forward", "carried"})
MAIN: Final = ("new", "carried_over", "concluded_total", "carried_forward")
# A number with more readings than that says too little of the first to be held against another.
_READINGS: Final = 2
DOCUMENT: Final = "document"
DISPUTES: Final = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
    "litigation_direct": ("litigation_direct",),
    "litigation_after_reconsideration": ("litigation_after_reconsideration",),
}


@dataclass
class Frame:
    """What a sentence has spoken of so far.

    `topic` and `rows` are the last ones named, `stated` all of them. `main` is the last count that is no part,
    `whole` the one being divided while `listing`. `elsewhen`: it speaks of another stretch of time than a year,
    `elsewhere`: of another body; `reviews`: of documents that were gone through, `unrelated`: of what has
    nothing to do with disclosure, `hears_all`: of disputes of any kind that were heard. `subject` is what was
    last said to change or to follow, `column` the last one of documents. `beside`: the clause before, without a
    number, was about another matter. `latest` are the counts of the last clause that has any, `before` those
    told beside them, `outcomes` the rows of outcomes listed one after the other, `run` the kind of the number
    before, `shared` what a share or change was just told of. `told` are the flows and disputes the sentence has
    counted, with their numbers.
    """

    year: int
    context: str = ""
    topic: str = ""
    rows: tuple[str, ...] = ()
    last: Count | None = None
    main: Count | None = None
    whole: Count | None = None
    listing: bool = False
    elsewhen: bool = False
    elsewhere: bool = False
    subject: "Meaning | None" = None
    column: str = ""
    beside: bool = False
    reviews: bool = False
    unrelated: bool = False
    hears_all: bool = False
    latest: tuple[Count, ...] = ()
    outcomes: tuple[str, ...] = ()
    before: tuple[Count, ...] = ()
    run: str = ""
    shared: "Meaning | None" = None
    told: dict[tuple[Quantity, ...], Decimal] = field(default_factory=dict)
    stated: set[str] = field(default_factory=set)

    def copy(self) -> "Frame":
        """Return a frame for a bracket: what is said there leaves the sentence's own frame alone."""
        return replace(self)

    def is_told_apart(self, sums: Sequence[Sequence[tuple[Place, ...]]], value: Decimal) -> bool:
        """Say whether a sentence has counted the same with another number: one of them is of a part."""
        sure = [readings for readings in sums if 0 < len(readings) <= _READINGS]
        keys = [tuple(Quantity(cells, self.year) for cells in readings[:1]) for readings in sure]
        before = [self.told.setdefault(key, value) for key in keys]
        return any(other != value for other in before)

    @property
    def speaks_of_applications(self) -> bool:
        """True where a bare verb or outcome is one of applications."""
        return self.topic == APPLICATIONS or (not self.topic and self.context == APPLICATIONS)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a number counts: `readings` are sums of cells, the likeliest first; none for parts without a cell.

    `each` are the coordinates of the likeliest reading, for numbers that are said of each of them.
    """

    topic: str
    rows: tuple[str, ...] = ()
    readings: tuple[tuple[Place, ...], ...] = ()
    kind: str = ""
    sure: bool = True
    is_main: bool = False
    each: tuple[tuple[Place, ...], ...] = ()


FOREIGN: Final = Meaning(OTHER)


@cache
def cells_of(table: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> tuple[Place, ...]:
    """Return the cells of some rows and columns, row by row."""
    return tuple(Place(table, row, column) for row in rows for column in columns)


def context_of(heading: str) -> str:
    """Return what the text under a heading speaks of: the first kind of context with a word in it."""
    return next((key for key, words in CONTEXTS.items() if any(word in heading for word in words)), "")


def keys(tokens: Iterable[Token], role: str) -> list[str]:
    """Return what the words stand for in a role, in their order, each once."""
    found: dict[str, None] = {}
    for token in tokens:
        if (sense := token.senses.get(role)) and sense.key:
            found[sense.key] = None
    return list(found)


def has(tokens: Iterable[Token], role: str, key: str) -> bool:
    """Say whether one of the words stands for a key."""
    for token in tokens:  # noqa: SIM110 - a plain loop: this is asked most of all
        if (sense := token.senses.get(role)) and sense.key == key:
            return True
    return False
