"""A record of how a text was read: what the readers note where somebody asks why a sentence is (not) read.

Without a trace nothing is recorded; there is one reading, with a trace or without.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nianbao.analysis.claims.claim import Quantity
from nianbao.analysis.claims.frame import Frame, Meaning
from nianbao.analysis.claims.tokens import Token


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a number or negation.

    `why` is the key of the decision (`trace-why-…` in data/words), `doubt` that of why it is not certain. `what`
    is what the words mean, `year` that of the figures.
    """

    words: str
    why: str
    doubt: str
    what: Meaning | None
    year: int


@dataclass(frozen=True, slots=True)
class State:
    """What a paragraph speaks of behind a clause, for the next one."""

    topic: str
    rows: tuple[str, ...]
    year: int
    other_period: bool
    other_body: bool
    divided: Quantity | None


@dataclass
class TracedClause:
    """A clause: its words, those that waited for a number in it, what was decided, and the state behind it."""

    text: str
    waiting: tuple[str, ...]
    decisions: list[Decision] = field(default_factory=list)
    state: State | None = None


@dataclass
class TracedSentence:
    """A sentence: where it stands, what a bare verb speaks of there, its tokens, and its clauses.

    `section` is the position of the section, `start` and `end` are offsets in its Markdown. `why` is the key of
    the reason a sentence was left alone, or "read".
    """

    section: int
    start: int
    end: int
    text: str
    context: str
    why: str
    tokens: tuple[Token, ...]
    clauses: list[TracedClause] = field(default_factory=list)


class Trace:
    """The sentences of a reading, in order."""

    def __init__(self) -> None:
        self.sentences: list[TracedSentence] = []

    def open(self, clause: str, waiting: Sequence[Token]) -> None:
        """Begin a clause of the last sentence."""
        self.sentences[-1].clauses.append(TracedClause(clause, tuple(token.text for token in waiting)))

    def decide(self, words: str, why: str, frame: Frame, what: Meaning | None = None, doubt: str = "") -> None:
        """Note what became of a number or negation of the last clause."""
        self.sentences[-1].clauses[-1].decisions.append(Decision(words, why, doubt, what, frame.year))

    def close(self, frame: Frame) -> None:
        """End the last clause with what is spoken of behind it."""
        sentence = frame.sentence
        self.sentences[-1].clauses[-1].state = State(
            frame.topic, frame.rows, frame.year, sentence.other_period, sentence.other_body, frame.divided
        )
