"""One paragraph on its way to mentions: sentence by sentence, clause by clause."""

from collections.abc import Sequence
from typing import Final

from nianbao.analysis.claims.frame import Sentence
from nianbao.analysis.claims.meaning import meaning
from nianbao.analysis.claims.mentions import Mention
from nianbao.analysis.claims.numbers import CountReader
from nianbao.analysis.claims.reading import Reading
from nianbao.analysis.claims.scope import of_bracket
from nianbao.analysis.claims.sentences import (
    Clause,
    clauses,
    counts_those_without,
    is_of_other_things,
    without_ones_denied,
)
from nianbao.analysis.claims.text import LONGEST_SENTENCE
from nianbao.analysis.claims.tokens import LISTED, Token, has, is_substance
from nianbao.analysis.claims.trace import TracedSentence
from nianbao.analysis.claims.zeros import ZeroStatements

# A paragraph may begin with a label in its own sentence; longer ones are no labels.
_LABEL: Final = 16


class Passage:
    """A paragraph of a report's prose. The frame goes on from sentence to sentence.

    Example: TXT602.yml, "reconsiderations, lawsuits and results as in the table".
    """

    def __init__(self, reading: Reading) -> None:
        self._reading, self._lexer, self._trace = reading, reading.lexer, reading.trace
        self._frame, self._mentions = reading.frame, reading.mentions
        self._counts, self._zeros = CountReader(reading), ZeroStatements(reading)

    def mentions(self) -> list[Mention]:
        """Return what the paragraph mentions, in the order of the text."""
        text = self._reading.paragraph.text
        start = 0
        for line in text.split("\n"):
            self._line(line, start, start + len(line))
            start += len(line) + 1
        return sorted(self._mentions.all, key=lambda mention: mention.span.start)

    def _line(self, line: str, start: int, end: int) -> None:
        """Read a sentence, unless it states nothing, is of other matters, or is longer than is read.

        Example: TXT605.yml, "a text that counts nothing".
        """
        text, lexer, vocabulary = self._reading.paragraph.text, self._lexer, self._lexer.vocabulary
        if not vocabulary.may_speak(text, start, end):
            if context := vocabulary.context_of(line) if len(line) <= _LABEL else "":
                self._frame.enter_context(context)
            self._note(start, end, "nothing-stated")
        elif not (vocabulary.is_ours(text, start, end) or self._frame.speaks_of_ours):
            self._note(start, end, "none-of-ours")
            self._mentions.open(start, end)
            self._frame.speak_of_other_matters()
            self._mentions.note([*lexer.numbers(text, start, end)])
        elif len(line) > LONGEST_SENTENCE:
            self._note(start, end, "too-long")
            self._mentions.pass_over("sentence", start, end)
        else:
            known = self._reading.paragraph.tokens
            if start not in known:
                known[start] = tuple(lexer.tokens(text, start, end))
            tokens = known[start]
            self._note(start, end, "read", tokens)
            self._sentence(tokens, start, end)

    def _note(self, start: int, end: int, why: str, tokens: Sequence[Token] = ()) -> None:
        """Note that a sentence is read, or why it is left alone, where somebody asks."""
        if self._trace and start < end:
            where, text = self._reading.paragraph.where(start, end), self._reading.paragraph.text[start:end]
            section = self._mentions.section
            self._trace.sentences.append(
                TracedSentence(section, *where, text, self._frame.context, why, tuple(tokens))
            )

    def _sentence(self, tokens: Sequence[Token], start: int, end: int) -> None:
        """Read a sentence clause by clause; what a bracket speaks of ends with it.

        Words that no number has taken wait for one in the next clause, up to a semicolon; those right before a
        bracket can be of a number in it.

        Example: TXT611.yml, "parts of what was received".
        """
        frame, vocabulary = self._frame, self._lexer.vocabulary
        self._mentions.pass_over_endless(tokens, vocabulary.countable)
        first = next((token for token in tokens if token.senses), None)
        sentence = Sentence(
            self._lexer.year,
            reviews=has(tokens, "sign", "review"),
            unrelated=has(tokens, "sign", "unrelated"),
            hears_all=has(tokens, "act", "heard") and not has(tokens, "sign", "disclosure"),
        )
        frame.begin_sentence(sentence, lists_on=first is not None and first.key("sign") == "among")
        waiting: list[Token] = []
        outer: list[list[Token]] = []
        before: Sequence[Token] = ()
        self._counts.narrows_to_us_at = vocabulary.narrows(self._reading.paragraph.text, start, end)
        self._counts.narrows_at = next((t.start for t in tokens if t.key("sign") == "narrowing"), -1)
        for clause in clauses(without_ones_denied(tokens, vocabulary), start, end):
            if clause.opens:
                outer.append(waiting)
                frame.open_bracket()
                waiting = of_bracket(before, clause.start)
            waiting = self._traced_clause(clause, waiting) if self._trace else self._clause(clause, waiting)
            if clause.ends_with == ";":
                waiting = []
                frame.end_matter()
            before = clause.tokens
            if clause.closes and outer:
                frame.close_bracket()
                waiting = outer.pop()
        frame.close_brackets()

    def _traced_clause(self, clause: Clause, waiting: list[Token]) -> list[Token]:
        """Read a clause and record what was decided in it."""
        trace = self._trace
        if trace:
            trace.open(self._reading.paragraph.text[clause.start : clause.end], waiting)
        still_waiting = self._clause(clause, waiting)
        if trace:
            trace.close(self._frame)
        return still_waiting

    def _clause(self, clause: Clause, waiting: list[Token]) -> list[Token]:
        """Read a clause; return the words that wait for a number in the next one.

        In this order it is one with numbers, one with negations, one with a word for nought, one that says
        something of all that was counted, or one that only prepares the next.

        Example: TXT605.yml, "none, and then some"; TXT602.yml, "all of them upheld".
        """
        tokens = clause.tokens
        self._mentions.open(clause.start, clause.end)
        negates = any("none" in token.senses for token in tokens)
        if any(token.number and not is_of_other_things(token) for token in tokens):
            if negates and counts_those_without(tokens):
                self._counts.none_of_ours(tokens, "those-without")
            else:
                self._counts.each(clause, waiting)
                self._zeros.behind_numbers(clause)
            return []
        self._counts.none_of_ours(tokens, "other-unit")
        if negates:
            self._zeros.each(clause, waiting)
            return []
        if (index := next((i for i, t in enumerate(tokens) if "zero" in t.senses), None)) is not None:
            whole = Clause([*waiting, *tokens], start=clause.start)
            self._zeros.one(whole, index + len(waiting), [], at=tokens[index])
            return []
        counts_others = any(token.number for token in tokens) and not has(tokens, "sign", "everything")
        if tokens and self._frame.last and not counts_others and self._counts.everything(clause):
            return []
        return self._prepare(clause, waiting)

    def _prepare(self, clause: Clause, waiting: list[Token]) -> list[Token]:
        """Take in a clause that states nothing itself; return the words that wait for a number.

        Example: building-5.
        """
        tokens, frame = clause.tokens, self._frame
        self._reading.enter_period(tokens)
        if has(tokens, "sign", "among"):
            frame.divide()
        kept = [token for token in tokens if token.key("sign") not in {"more", "less", "same", "share"}]
        substance = [token for token in kept if is_substance(token) or token.key("sign") or token.text == LISTED]
        names = any(map(is_substance, substance))
        if clause.ends_with == ":" or names:
            what = meaning(substance, [], frame)
            frame.prepare(what)
            self._reading.decide(self._mentions.clause, "prepares", what)
        return substance if names else [*waiting, *substance]
