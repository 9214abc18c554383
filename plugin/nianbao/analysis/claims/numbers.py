"""The numbers of a clause: each is a count of ours, about another number, or of something else."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from nianbao.analysis.claims import relations
from nianbao.analysis.claims.claim import Count, Quantity
from nianbao.analysis.claims.everything import everything, spoken_of_together
from nianbao.analysis.claims.frame import NONE_FOLLOWS, OTHER, Meaning
from nianbao.analysis.claims.meaning import meaning
from nianbao.analysis.claims.reading import Reading
from nianbao.analysis.claims.scope import (
    doubt,
    is_aside,
    is_part_of_new,
    is_unknown_part,
    limit,
    may_lack_unit,
    names_only_applications,
)
from nianbao.analysis.claims.sentences import (
    Clause,
    Phrase,
    acts_of_list,
    is_of_all,
    is_of_each,
    own,
    phrases,
    respective,
)
from nianbao.analysis.claims.tokens import Number, Token, has, is_substance
from nianbao.model.finding import Place

_OVER: Final = Place("applications", "carried_over", "total")
# Rows that a number of the row before may hold.
_HELD: Final = {("carried_over",), ("partially_granted",)}


class CountReader:
    """Reads the numbers of a paragraph's clauses.

    `narrows_at` is where the sentence comes to the disputes about disclosure, `narrows_to_us_at` where it comes
    from all bodies to the reporting one; -1 where it does not.
    """

    def __init__(self, reading: Reading) -> None:
        self._reading, self._frame, self._mentions = reading, reading.frame, reading.mentions
        self._text = reading.paragraph.text
        self.narrows_at = self.narrows_to_us_at = -1

    def each(self, clause: Clause, waiting: Sequence[Token]) -> None:
        """Read the numbers of a clause; `waiting` are words of the clause before.

        Example: TXT603.yml, "the six outcomes as in the table".
        """
        frame = self._frame
        numbered = [*phrases(clause)]
        before = frame.begin_counting(goes_on=has(clause.tokens[:1], "sign", "among"))
        plans = [token for token in waiting if token.key("sign") == "plan"]
        if has(clause.tokens, "sign", "respectively"):
            numbered = respective(numbered, waiting)
            waiting = []
        if numbered and has(waiting, "sign", "everything") and any(map(is_substance, numbered[0].right)):
            # What was said of all is not said of a number with words of its own.
            waiting = []
        for index, phrase in enumerate(numbered):
            left = phrase.left
            if index == 0 and (not any(map(is_substance, left)) or names_only_applications(left, waiting)):
                left = (*own(waiting), *left)
            left = (*plans, *(acts_of_list(numbered, index) if index else ()), *left)
            self._number(clause, Phrase(phrase.number, left, phrase.right))
        if numbered:
            frame.end_counting(spoken_of_together(before, frame.previous.counts))
            self._tail(clause, numbered[-1])
        else:
            self.none_of_ours(clause.tokens, "list-unmatched")

    def none_of_ours(self, tokens: Sequence[Token], why: str) -> None:
        """Note numbers that state nothing of ours; `why` is the key of the reason.

        Example: TXT601.yml, "letters, calls, proposals, visits are no applications".
        """
        self._mentions.note(tokens)
        for token in tokens if self._reading.trace else ():
            if token.number:
                self._reading.decide(token.text, why)

    def everything(self, clause: Clause) -> bool:
        """Read a clause that says something of all that was just counted; return whether it does.

        Example: TXT602.yml, "all of them upheld".
        """
        frame, span = self._frame, self._mentions.span_of(clause)
        claims = everything(clause, frame, span)
        if claims:
            self._mentions.add(span, claims)
            self._reading.decide(self._text[clause.tokens[0].start : clause.tokens[-1].end], "all-of-it")
            if claims[-1].kind == "dispute" and claims[-1].quantity:
                frame.speak_of_rows(claims[-1].rows)
        return bool(claims)

    def _tail(self, clause: Clause, last: Phrase) -> None:
        """Read what the words behind the last number say of all of it.

        Example: TXT603.yml, "one of several asked for a publication, where the table has none".
        """
        end = (last.right or (last.number,))[-1].end
        tail = [token for token in clause.tokens if token.start >= end]
        only = self._frame.last is not None and self._frame.last.value == 1
        if tail and (only or is_of_all(tail, self._frame.vocabulary)):
            self.everything(Clause(tail, start=end))

    def _number(self, clause: Clause, phrase: Phrase) -> None:
        """Read one number with its words.

        It is tried as a number of another year that is compared with, as a share or change, and then as a count. A
        figure quoted from the tables says what is spoken of, and nothing else.

        Example: TXT601.yml, "last year's number as last year's report has it" has all three.
        """
        frame, token = self._frame, phrase.number
        span = self._mentions.span(token)
        earlier, consequence = relations.earlier(phrase, frame, span, in_brackets=bool(clause.opens))
        if consequence is not NONE_FOLLOWS:
            frame.follow(consequence)
        if earlier:
            self._mentions.number(token, (earlier,))
            self._reading.decide(token.text, "earlier")
            frame.break_run()
            return
        self._reading.enter_period(phrase.left)
        if has(phrase.left, "sign", "among"):
            frame.divide(in_brackets=bool(clause.opens))
        related = relations.relation(phrase, frame, span)
        if related is not None:
            frame.follow(related.consequence)
            self._mentions.number(token, related.claims)
            self._reading.decide(token.text, "relation" if related.claims else "relation-of-others")
            return
        stated = token.number
        what, unsure = self._meaning(clause, phrase, stated) if stated else (None, "")
        frame.break_run()
        why = self._why_not(clause, phrase, what)
        if why or what is None or stated is None:
            self._leave(phrase, what, why)
            return
        if stated.value is None:
            frame.speak_of_quoted(what)
            self._mentions.number(token, (), quoted=True)
            self._reading.decide(token.text, "quoted", what)
            return
        self._count(clause, phrase, what, stated.value, unsure)

    def _meaning(self, clause: Clause, phrase: Phrase, stated: Number) -> tuple[Meaning | None, str]:
        """Return what a number counts, if it can be a count, and why that is not certain.

        A sum behind a share or change is of the same; a number without words of its own is what the last count
        came to, or what the subject leads to. The year of what is counted becomes that of the frame.

        Example: TXT604.yml, "documents made public need not be made this year".
        """
        frame, unit = self._frame, stated.unit
        if not (unit.counts or unit.is_money) and not may_lack_unit(self._text, phrase, frame):
            return None, ""
        related = frame.take_related()
        if related and relations.sums_up(phrase):
            return related, ""
        what = meaning(phrase.left, phrase.right, frame, unit)
        if what is None and (what := relations.came_to(phrase, frame)):
            frame.enter_year(self._reading.lexer.year)
        what = what or relations.followed(self._text, clause, phrase, frame)
        if what is None:
            return None, ""
        frame.enter_year(frame.year_of(what))
        unsure = doubt(self._text[: clause.end], phrase, what, frame.vocabulary)
        return replace(what, confident=False) if unsure else what, unsure

    def _why_not(self, clause: Clause, phrase: Phrase, what: Meaning | None) -> str:
        """Return why a number is none of the report's own for the year, empty if it is.

        Example: TXT602.yml, "a court, a training and another body's lawsuits are none of ours".
        """
        frame = self._frame
        if what is None:
            return "not-named"
        if what.topic == OTHER:
            return "other-matter"
        narrows_at = {"dispute": self.narrows_at, "flow": self.narrows_to_us_at}.get(what.kind, -1)
        if phrase.number.end < narrows_at:
            # All disputes come first, those about disclosure after them; all bodies first, we after them.
            frame.speak_of_subject(what)
            return "narrowed"
        if why := limit(phrase, what, frame):
            return why
        if what.kind == "result" or (
            what.kind == "dispute" and self._reading.bodies.is_defendant(self._mentions.clause)
        ):
            # It is the reviewing body or the court that decides a dispute.
            return "other-body" if frame.sentence.other_body else ""
        first = next((token for token in phrase.left if is_substance(token)), phrase.number)
        return "other-body" if self._reading.is_of_other_body(clause, first.start) else ""

    def _leave(self, phrase: Phrase, what: Meaning | None, why: str) -> None:
        """Take in a number that is none of ours: what follows it may be of other matters, or of a part.

        Example: TXT601.yml, "channels and subjects are parts no cell holds".
        """
        frame, token = self._frame, phrase.number
        if what and what.topic == OTHER and not is_aside(phrase, frame):
            frame.speak_of_other_matters()
        elif is_unknown_part(phrase):
            # What is said of it next, of a share perhaps, is not said of the number before.
            frame.count_unknown(Count(self._mentions.span(token), Decimal(0), kind="subset"))
        self._mentions.number(token, ())
        self._reading.decide(token.text, why, what)

    def _count(self, clause: Clause, phrase: Phrase, what: Meaning, number: Decimal, unsure: str) -> None:
        """Take in a number as counts of cells: one, or one for each thing it is said of.

        `unsure` says why it is not certain what it counts.

        Example: TXT611.yml, "parts of what was received".
        """
        frame, token, listing = self._frame, phrase.number, self._frame.enumeration
        unit, side = (token.number.unit, token.number.side) if token.number else (None, "")
        value = number * ((unit.worth if unit else None) or Decimal(1))
        low, high = relations.limits(value, side)
        whole = listing.whole if listing.is_open else None
        sums = [(cells,) for cells in what.each] if len(what.each) > 1 and is_of_each(phrase) else [what.readings]
        anew = is_part_of_new(phrase, what, frame)
        again = what.kind in {"flow", "dispute"} and frame.tally(sums, value) and not anew
        if anew and listing.whole:
            self._mentions.widen(listing.whole, _OVER)
        counts = [
            Count(
                self._mentions.span(token),
                value,
                tuple(Quantity(cells, frame.year) for cells in readings),
                low,
                high,
                approximate=bool(side),
                confident=what.confident and not again,
                kind=what.kind,
                part_of=whole.span if whole and not what.is_main else None,
            )
            for readings in sums
        ]
        is_part = bool(clause.opens) or has(phrase.left, "sign", "among")
        if what.rows in _HELD and whole and is_part:
            self._mentions.widen(whole, what.readings[0][0])
        behind = self._text[token.end : token.end + 1]
        frame.count(what, counts, parts_follow=behind in frame.vocabulary.of_which)
        self._mentions.number(token, tuple(counts))
        unsure = unsure or ("counted-apart" if again else "loose" if not what.confident else "")
        self._reading.decide(token.text, "counted" if what.readings else "no-cell", what, unsure)
