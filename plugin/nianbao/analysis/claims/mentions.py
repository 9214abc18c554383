"""What a paragraph mentions: numbers and "nones", each with its place and the claims it makes."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nianbao.analysis.claims.claim import Claim, Count, Quantity, Span
from nianbao.analysis.claims.sentences import Clause
from nianbao.analysis.claims.text import LONGEST_PARAGRAPH, LONGEST_SENTENCE, Paragraph
from nianbao.analysis.claims.vocabulary import MONEY, UNITS, Token
from nianbao.model.cell import MOST_WHOLE
from nianbao.model.finding import Place

# What may be said to hold what has a cell of its own beside it.
_BESIDE: Final = {
    Place("applications", "carried_over", "total"): Place("applications", "new", "total"),
    Place("applications", "partially_granted", "total"): Place("applications", "granted", "total"),
}
# Of how many characters, or digits, each kind of words is still read.
LIMITS: Final = {"paragraph": LONGEST_PARAGRAPH, "sentence": LONGEST_SENTENCE, "number": MOST_WHOLE}
# So much is shown of words that are not read.
_SHOWN: Final = 30
_COUNTED: Final = (*UNITS, *MONEY)
_HIDDEN: Final = re.compile("[\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A number or a "none" in the text, and the claims it makes; no claims: it speaks of other things.

    `text` are the words as read, `clause` those around them. `quoted` is true for a figure quoted from the
    tables, which can't be wrong. `unread` says why words were not read at all: they are a "paragraph" or
    "sentence" of more characters than is read, or a "number" of more digits.
    """

    span: Span
    text: str
    claims: tuple[Claim, ...]
    clause: str = ""
    quoted: bool = False
    unread: str = ""


class Mentions:
    """The mentions of one paragraph, in the order in which they are read."""

    def __init__(self, section: int, paragraph: Paragraph) -> None:
        self._section, self._paragraph = section, paragraph
        self.all: list[Mention] = []
        self.words = ""

    def open(self, start: int, end: int) -> None:
        """Begin a clause: its words stand beside every mention that follows."""
        self.words = _HIDDEN.sub("", self._paragraph.text[start:end])

    def add(self, span: Span, claims: Iterable[Claim], *, quoted: bool = False) -> None:
        """Add a mention."""
        self.all.append(Mention(span, self._text(span), tuple(claims), self.words, quoted=quoted))

    def number(self, token: Token, claims: Iterable[Claim], *, quoted: bool = False) -> None:
        """Add the mention of a number; one without a value is a figure quoted from the tables."""
        is_quoted = token.number is not None and token.number.value is None
        self.add(self.span(token), claims, quoted=quoted or is_quoted)

    def note(self, tokens: Sequence[Token]) -> None:
        """Add numbers that state nothing of ours."""
        for token in tokens:
            if token.number:
                self.number(token, ())

    def pass_over(self, why: str, start: int, end: int) -> None:
        """Add words that are not read, with the beginning of them."""
        span = Span(self._section, *self._paragraph.where(start, end))
        self.all.append(Mention(span, self._paragraph.text[start : min(end, start + _SHOWN)], (), unread=why))

    def pass_over_endless(self, tokens: Sequence[Token]) -> None:
        """Add the numbers that have more digits than are read; without a unit one is that of a file or account."""
        for token in tokens:
            if "endless" in token.senses and token.text.endswith(_COUNTED):
                self.pass_over("number", token.start, token.end)

    def widen(self, whole: Count, part: Place) -> None:
        """Let a number that was said to hold a part which has a cell beside its own also mean both together."""
        beside = _BESIDE.get(part)
        if beside is None or whole.quantity is None or whole.quantity.cells != (beside,):
            return
        for index, mention in enumerate(self.all):
            if whole in mention.claims:
                both = Quantity((beside, part), whole.quantity.year)
                wider = replace(whole, readings=(*whole.readings, both))
                claims = tuple(wider if claim == whole else claim for claim in mention.claims)
                self.all[index] = replace(mention, claims=claims)

    def span(self, first: Token, last: Token | None = None) -> Span:
        """Return where words stand in the section, from a token to another or to its own end."""
        start, end = self._paragraph.where(first.start, (last or first).end)
        return Span(self._section, start, end)

    def span_of(self, clause: Clause) -> Span:
        """Return where a clause stands in the section."""
        return self.span(clause.tokens[0], clause.tokens[-1])

    def _text(self, span: Span) -> str:
        low = bisect_left(self._paragraph.at, span.start)
        high = bisect_left(self._paragraph.at, span.end - 1)
        return self._paragraph.text[low : high + 1]
