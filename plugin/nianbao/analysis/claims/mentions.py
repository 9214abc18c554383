"""What a paragraph mentions: numbers and zero statements, each with its place and the claims it makes."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nianbao.analysis.claims.claim import Claim, Count, Quantity, Span
from nianbao.analysis.claims.sentences import Clause
from nianbao.analysis.claims.text import LONGEST_PARAGRAPH, LONGEST_SENTENCE, Paragraph
from nianbao.analysis.claims.tokens import Token
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
# Control characters stand for what is masked.
_HIDDEN: Final = dict.fromkeys(range(0x20))


@dataclass(frozen=True, slots=True)
class Mention:
    """A number or a zero statement in the text, and the claims it makes; no claims: it speaks of other things.

    `text` are the words as read, `clause` those around them. `quoted` is true for a figure quoted from the
    tables, which can't be wrong. `unread` says why words were not read at all: they are a "paragraph" or
    "sentence" of more characters than is read, or a "number" of more digits.

    Example: TXT601.yml, "a figure quoted from the table can't be wrong"; TXT612.yml, "a number of too many
    digits".
    """

    span: Span
    text: str
    claims: tuple[Claim, ...]
    clause: str = ""
    quoted: bool = False
    unread: str = ""


class Mentions:
    """The mentions of one paragraph, in the order in which they are read; `section` is its section's position."""

    def __init__(self, section: int, paragraph: Paragraph) -> None:
        self.section, self._paragraph = section, paragraph
        self.all: list[Mention] = []
        self.clause = ""

    def open(self, start: int, end: int) -> None:
        """Begin a clause: its words stand beside every mention that follows."""
        clause = self._paragraph.text[start:end]
        self.clause = clause if clause.isprintable() else clause.translate(_HIDDEN)

    def add(self, span: Span, claims: Iterable[Claim], *, quoted: bool = False) -> None:
        """Add a mention."""
        self.all.append(Mention(span, self._text(span), tuple(claims), self.clause, quoted=quoted))

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
        span = Span(self.section, *self._paragraph.where(start, end))
        self.all.append(Mention(span, self._paragraph.text[start : min(end, start + _SHOWN)], (), unread=why))

    def pass_over_endless(self, tokens: Sequence[Token], countable: tuple[str, ...]) -> None:
        """Add the numbers that have more digits than are read.

        One without a unit of `countable` is that of a file or account.

        Example: TXT612.yml, "the number of an account is none of ours".
        """
        for token in tokens:
            if "endless" in token.senses and token.text.endswith(countable):
                self.pass_over("number", token.start, token.end)

    def widen(self, whole: Count, part: Place) -> None:
        """Let a number that is said to hold a part which has a cell beside its own also mean both together.

        Example: TXT611.yml, "outcomes of what came in and what came over".
        """
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
        return Span(self.section, start, end)

    def span_of(self, clause: Clause) -> Span:
        """Return where a clause stands in the section."""
        return self.span(clause.tokens[0], clause.tokens[-1])

    def _text(self, span: Span) -> str:
        """Return the folded words of a span."""
        low = bisect_left(self._paragraph.at, span.start)
        high = bisect_left(self._paragraph.at, span.end - 1)
        return self._paragraph.text[low : high + 1]
