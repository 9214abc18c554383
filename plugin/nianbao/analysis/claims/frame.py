"""What a paragraph has spoken of so far, and what a number in it can count.

`Frame` is written by its own methods alone, which only the readers of passages call; all that asks what words
mean gets a frame to read. tests/analysis/test_claims_frame.py holds this.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Final

from nianbao.analysis.claims.claim import Count, Quantity
from nianbao.analysis.claims.lexer import Lexer
from nianbao.analysis.claims.vocabulary import Vocabulary
from nianbao.model.finding import Place
from nianbao.model.form import Form

APPLICATIONS: Final = "applications"
OTHER: Final = "other"
DOCUMENT: Final = "document"
# The rows of what comes from another year or goes to one.
CARRYING: Final = frozenset({"carried_over", "carried_forward", "carried"})
# The rows that count applications as they come and go; all others say how they ended.
MAIN: Final = ("new", "carried_over", "concluded_total", "carried_forward")
DISPUTES: Final = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
    "litigation_direct": ("litigation_direct",),
    "litigation_after_reconsideration": ("litigation_after_reconsideration",),
}
# A number with more readings than that says too little of the first to be held against another.
_READINGS: Final = 2


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a number counts: `readings` are sums of cells, the likeliest first; none for parts without a cell.

    `kind` is the class of what is counted (see `claim.Count`). `is_main`: it counts a whole, no part.
    `each` are the coordinates of the likeliest reading, for numbers that are said of each of them.

    Example: TXT603.yml, "two outcomes told as one": one reading of two cells, and each of the two.
    """

    topic: str
    rows: tuple[str, ...] = ()
    readings: tuple[tuple[Place, ...], ...] = ()
    kind: str = ""
    confident: bool = True
    is_main: bool = False
    each: tuple[tuple[Place, ...], ...] = ()


FOREIGN: Final = Meaning(OTHER)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a number that is about other numbers changes in a frame; None leaves what was.

    `forgets_last`: the last count is of another year, so that nothing follows from it.

    Example: TXT601.yml, "last year's number as last year's report has it".
    """

    topic: str | None = None
    rows: tuple[str, ...] | None = None
    subject: Meaning | None = None
    related: Meaning | None = None
    year: int | None = None
    forgets_last: bool = False


NONE_FOLLOWS: Final = Consequence()


@dataclass
class Sentence:
    """What holds until the end of a sentence.

    `year` is that of its figures. `other_period`: it speaks of another stretch of time than a year; `other_body`:
    of another body; `reviews`: of documents that were gone through; `unrelated`: of what has nothing to do with
    disclosure; `hears_all`: of disputes of any kind that were heard. `related` is what a share or change was just
    stated of. `counted` are the flows and disputes it has counted, with their numbers, in brackets too.
    """

    year: int
    reviews: bool = False
    unrelated: bool = False
    hears_all: bool = False
    other_period: bool = False
    other_body: bool = False
    related: Meaning | None = None
    counted: dict[tuple[Quantity, ...], Decimal] = field(default_factory=dict)


@dataclass
class Enumeration:
    """What holds while parts are listed.

    `whole` is the count that is divided while `is_open`; `kind` is the class of the number before, `outcomes` are
    the rows of outcomes listed one after the other.

    Example: TXT611.yml, "parts of what was received".
    """

    whole: Count | None = None
    is_open: bool = False
    kind: str = ""
    outcomes: tuple[str, ...] = ()


@dataclass
class PreviousClause:
    """What the clause before leaves behind.

    `counts` are those of the last clause that has any, `counts_beside` those of the disputes the clause before it
    counted. `is_of_other_matter`: a clause without a number was about another matter.

    Example: TXT602.yml, "all of them upheld": the clause is about the counts before it.
    """

    counts: tuple[Count, ...] = ()
    counts_beside: tuple[Count, ...] = ()
    is_of_other_matter: bool = False


@dataclass
class Frame:
    """What a paragraph has spoken of so far, with what is shorter lived in parts of their own.

    `context` is what a bare verb speaks of by the heading above. `topic` and `rows` are the last ones named,
    `stated` all rows. `last` is the last count, `main` the last one that is no part; `subject` what was last said
    to change or to follow, `column` the last column of documents.
    """

    lexer: Lexer
    context: str
    sentence: Sentence
    topic: str = ""
    rows: tuple[str, ...] = ()
    last: Count | None = None
    main: Count | None = None
    subject: Meaning | None = None
    column: str = ""
    stated: set[str] = field(default_factory=set)
    enumeration: Enumeration = field(default_factory=Enumeration)
    previous: PreviousClause = field(default_factory=PreviousClause)
    _outer: list["Frame"] = field(default_factory=list)

    @property
    def form(self) -> Form:
        """The form whose cells are spoken of."""
        return self.lexer.form

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the kind of report."""
        return self.lexer.vocabulary

    @property
    def year(self) -> int:
        """The year of the figures now spoken of."""
        return self.sentence.year

    @property
    def speaks_of_applications(self) -> bool:
        """Whether a bare verb or outcome is one of applications."""
        return self.topic == APPLICATIONS or (not self.topic and self.context == APPLICATIONS)

    @property
    def speaks_of_ours(self) -> bool:
        """Whether the last topic, or the heading, is one of the tables."""
        return self.topic not in {"", OTHER} or bool(self.context)

    @property
    def divided(self) -> Quantity | None:
        """The quantity whose parts are being listed, or None."""
        listing = self.enumeration
        return listing.whole.quantity if listing.is_open and listing.whole else None

    def year_of(self, what: Meaning) -> int:
        """Return the year a meaning is of: what was carried over from last year is a figure of this one."""
        over = what.rows == ("carried_over",) and self.year == self.lexer.year - 1
        return self.lexer.year if over else self.year

    def of_all(self, count: Count) -> "Frame":
        """Return a frame in which all that one number counted is divided; this one is left alone.

        Example: TXT602.yml, "all of them upheld".
        """
        frame = replace(self, enumeration=replace(self.enumeration, whole=count, is_open=True))
        if count.kind == "dispute":
            frame.rows = count.rows
            frame.topic = frame.rows[0] if len(frame.rows) == 1 else "litigation"
        return frame

    # --- written: sentences and brackets ----------------------------------------------------------------------

    def enter_context(self, context: str) -> None:
        """Go on under a label that says what bare words speak of."""
        self.context = context

    def begin_sentence(self, sentence: Sentence, *, lists_on: bool) -> None:
        """Begin a sentence; `lists_on`: it goes on with the parts of the whole the one before named."""
        self.sentence = sentence
        self.enumeration.outcomes = ()
        if not lists_on:
            self.end_enumeration()

    def open_bracket(self) -> None:
        """Begin a bracket: what is said there leaves the sentence alone, but for what it counts."""
        outer = replace(
            self,
            sentence=replace(self.sentence),
            enumeration=replace(self.enumeration),
            previous=replace(self.previous),
        )
        self._outer.append(outer)
        self.divide(in_brackets=True)

    def close_bracket(self) -> None:
        """Go on behind a bracket as before it."""
        outer = self._outer.pop()
        self.context, self.topic, self.rows = outer.context, outer.topic, outer.rows
        self.last, self.main, self.subject, self.column = outer.last, outer.main, outer.subject, outer.column
        self.sentence, self.enumeration, self.previous = outer.sentence, outer.enumeration, outer.previous

    def close_brackets(self) -> None:
        """Go on behind all brackets that a sentence leaves open as before the first."""
        while self._outer:
            self.close_bracket()

    # --- written: enumerations --------------------------------------------------------------------------------

    def divide(self, *, in_brackets: bool = False) -> None:
        """Begin to list the parts of what was last counted as a whole; in brackets, of an outcome just named."""
        if self.previous.is_of_other_matter:
            self.topic, self.last, self.main = OTHER, None, None
        outcome = self.last if in_brackets and self.enumeration.kind == "outcome" else None
        self.enumeration.whole, self.enumeration.is_open = outcome or self.main or self.last, True

    def end_enumeration(self) -> None:
        """End a list of parts."""
        self.enumeration.whole, self.enumeration.is_open = None, False

    def end_matter(self) -> None:
        """End a part of a sentence at its semicolon: a list of what is of other matters ends there."""
        if self.topic == OTHER:
            self.end_enumeration()

    def break_run(self) -> None:
        """Note that the number before, whatever it counted, is not gone on with."""
        self.enumeration.kind = ""

    # --- written: what is spoken of ---------------------------------------------------------------------------

    def speak_of(self, what: Meaning) -> None:
        """Go on with a topic and rows that are named."""
        self.topic, self.rows = what.topic, what.rows

    def speak_of_subject(self, what: Meaning) -> None:
        """Go on with a topic of which something is to follow: a number, or how it has changed."""
        self.topic, self.rows, self.subject = what.topic, what.rows, what

    def speak_of_other_matters(self) -> None:
        """Leave what was spoken of: what follows is not of the tables."""
        self.topic, self.rows, self.last, self.main = OTHER, (), None, None

    def speak_of_quoted(self, what: Meaning) -> None:
        """Go on with a figure quoted from the tables: named, but not counted by the text."""
        self.topic, self.rows, self.last, self.main = what.topic, what.rows, None, None

    def speak_of_rows(self, rows: tuple[str, ...]) -> None:
        """Go on with some rows of the same topic."""
        self.rows = rows

    def enter_year(self, year: int) -> None:
        """Go on with the figures of a year."""
        self.sentence.year = year

    def enter_period(self, year: int | None, *, other: bool | None) -> None:
        """Go on with a year, or with another stretch of time; None leaves what was."""
        if year is not None:
            self.sentence.year = year
        if other is not None:
            self.sentence.other_period = other

    def enter_body(self, *, other: bool) -> None:
        """Go on with what the reporting body did, or another one."""
        self.sentence.other_body = other

    # --- written: clauses and numbers -------------------------------------------------------------------------

    def prepare(self, what: Meaning | None) -> None:
        """Take in what a clause without a number names: what comes next may count it."""
        if what and what.topic != OTHER and what.is_main:
            self.speak_of_subject(what)
        self.previous.is_of_other_matter = bool(what and what.topic == OTHER)

    def begin_counting(self, *, goes_on: bool) -> tuple[Count, ...]:
        """Begin a clause with numbers; return the counts of the one before.

        `goes_on`: the clause lists parts of what the clause before was about.
        """
        counts, self.previous.counts = self.previous.counts, ()
        self.previous.is_of_other_matter = self.previous.is_of_other_matter and goes_on
        return counts

    def end_counting(self, beside: tuple[Count, ...]) -> None:
        """End a clause with numbers; `beside` are counts that can be spoken of together with them."""
        self.previous.counts_beside = beside

    def take_related(self) -> Meaning | None:
        """Return what a share or change was just stated of, once."""
        related, self.sentence.related = self.sentence.related, None
        return related

    def follow(self, consequence: Consequence) -> None:
        """Take in what a number that is about other numbers changes."""
        if consequence.topic is not None:
            self.topic = consequence.topic
        if consequence.rows is not None:
            self.rows = consequence.rows
        if consequence.subject is not None:
            self.subject = consequence.subject
        if consequence.related is not None:
            self.sentence.related = consequence.related
        if consequence.year is not None:
            self.sentence.year = consequence.year
        if consequence.forgets_last:
            self.last = None

    def count_unknown(self, count: Count) -> None:
        """Take in a part that no cell holds: what is said of it next is not said of the number before."""
        self.last = count

    def count(self, what: Meaning, counts: Sequence[Count], *, parts_follow: bool) -> None:
        """Take in the counts a number states; `parts_follow`: its parts are listed next."""
        count = counts[-1]
        self.stated |= set(what.rows)
        self.topic, self.last, self.subject = what.topic, count, what
        if what.topic == DOCUMENT and what.readings:
            self.column = what.readings[0][0].column
        self.previous.counts = (*self.previous.counts, *counts)
        listing = self.enumeration
        listing.kind = what.kind
        listing.outcomes = (*listing.outcomes, *what.rows) if what.kind == "outcome" else ()
        if parts_follow:
            listing.whole, listing.is_open = count, True
            self.rows = what.rows
        elif what.is_main:
            self.rows = what.rows
            if not {"carried_over", "carried_forward"} & set(what.rows) or self.main is None:
                self.main = count
                listing.is_open = listing.is_open and count.part_of is not None
        elif what.kind == "outcome":
            self.rows = what.rows

    def count_zero(self, zeros: Sequence[Meaning], counts: tuple[Count, ...]) -> None:
        """Take in what a negation says there was none of."""
        self.speak_of(zeros[-1])
        self.last = self.main = counts[-1]
        self.previous.counts = counts
        self.stated |= {row for what in zeros for row in what.rows}

    def tally(self, sums: Sequence[Sequence[tuple[Place, ...]]], value: Decimal) -> bool:
        """Take in the number of some sums; return whether the sentence has counted one with another number.

        One of the two is then of a part: this one is not certain.

        Example: building-485.
        """
        certain = [readings for readings in sums if 0 < len(readings) <= _READINGS]
        keys = [tuple(Quantity(cells, self.year) for cells in readings[:1]) for readings in certain]
        before = [self.sentence.counted.setdefault(key, value) for key in keys]
        return any(other != value for other in before)


@cache
def cells_of(table: str, rows: tuple[str, ...], columns: tuple[str, ...]) -> tuple[Place, ...]:
    """Return the cells of some rows and columns, row by row."""
    return tuple(Place(table, row, column) for row in rows for column in columns)
