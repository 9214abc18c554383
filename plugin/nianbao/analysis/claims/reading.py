"""What the readers of one paragraph share."""

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.analysis.claims.bodies import Actor, Bodies
from nianbao.analysis.claims.calendar import period
from nianbao.analysis.claims.frame import Frame, Meaning
from nianbao.analysis.claims.lexer import Lexer
from nianbao.analysis.claims.mentions import Mentions
from nianbao.analysis.claims.scope import opening
from nianbao.analysis.claims.sentences import Clause
from nianbao.analysis.claims.text import Paragraph
from nianbao.analysis.claims.tokens import Token
from nianbao.analysis.claims.trace import Trace


@dataclass(frozen=True)
class Reading:
    """One paragraph being read: its words, the frame they are read in, and what it mentions so far."""

    lexer: Lexer
    bodies: Bodies
    paragraph: Paragraph
    frame: Frame
    mentions: Mentions
    trace: Trace | None = None

    def enter_period(self, tokens: Sequence[Token]) -> None:
        """Let the frame go on with the year or period that words name."""
        named = period(tokens, self.paragraph.text, self.lexer)
        self.frame.enter_period(named.year, other=named.other)

    def is_of_other_body(self, clause: Clause, end: int) -> bool:
        """Return whether a clause speaks of another body by its words up to `end`; that holds until we are named.

        Example: TXT601.yml, "other bodies, several years and plans are not this report's".
        """
        actor = self.bodies.actor(opening(self.paragraph.text, clause.start, end))
        if actor is not Actor.UNNAMED:
            self.frame.enter_body(other=actor is Actor.OTHER)
        return self.frame.sentence.other_body

    def decide(self, words: str, why: str, what: Meaning | None = None, doubt: str = "") -> None:
        """Note what became of a number or negation, where somebody asks."""
        if self.trace:
            self.trace.decide(words, why, self.frame, what, doubt)
