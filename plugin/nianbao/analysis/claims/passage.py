"""One paragraph on its way to mentions: sentence by sentence, clause by clause, number by number."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from nianbao.analysis.claims import relations
from nianbao.analysis.claims.bodies import Bodies
from nianbao.analysis.claims.calendar import Calendar
from nianbao.analysis.claims.claim import Count, Quantity
from nianbao.analysis.claims.frame import DISPUTES, DOCUMENT, OTHER, Frame, Meaning, context_of, has
from nianbao.analysis.claims.meaning import meaning
from nianbao.analysis.claims.mentions import Mention, Mentions
from nianbao.analysis.claims.scope import (
    is_aside,
    is_elsewhere,
    is_limited,
    is_only_some,
    is_part_of_new,
    is_unknown_part,
    is_vague,
    may_lack_unit,
    names_only_applications,
    of_bracket,
    opening,
)
from nianbao.analysis.claims.sentences import (
    LISTED,
    Clause,
    Phrase,
    acts_of_list,
    clauses,
    counts_those_without,
    is_of_other_things,
    is_substance,
    own,
    phrases,
    says_all,
    says_each,
    without_ones_denied,
)
from nianbao.analysis.claims.text import LONGEST_SENTENCE, Paragraph
from nianbao.analysis.claims.vocabulary import MONEY, OF_WHICH, UNITS, Token, Vocabulary
from nianbao.analysis.claims.zeros import zero_of
from nianbao.model.finding import Place


class Passage:
    """A paragraph of a report's prose. The frame goes on from sentence to sentence."""

    def __init__(
        self, vocabulary: Vocabulary, bodies: Bodies, section: int, paragraph: Paragraph, frame: Frame
    ) -> None:
        self._vocabulary, self._form, self._bodies = vocabulary, vocabulary.form, bodies
        self._paragraph = paragraph
        self._frame = frame
        self._found = Mentions(section, paragraph)
        self._calendar = Calendar(vocabulary.year, paragraph.text)
        self._narrows_at = self._narrows_to_us_at = -1

    def mentions(self) -> list[Mention]:
        """Return what the paragraph mentions."""
        text = self._paragraph.text
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            words = self._vocabulary
            if not words.may_speak(text, start, end):
                if context := context_of(line) if len(line) <= _LABEL else "":
                    self._frame.context = context
            elif not (words.is_ours(text, start, end) or self._speaks_of_ours):
                self._other_matters([*words.numbers(text, start, end)], start, end)
            elif len(line) > LONGEST_SENTENCE:
                self._found.pass_over("sentence", start, end)
            else:
                self._sentence([*words.tokens(text, start, end)], start, end)
            start = end + 1
        return sorted(self._found.all, key=lambda mention: mention.span.start)

    @property
    def _speaks_of_ours(self) -> bool:
        return self._frame.topic not in {"", OTHER} or bool(self._frame.context)

    def _other_matters(self, tokens: Sequence[Token], start: int, end: int) -> None:
        """Note the numbers of a sentence that has no word of ours, where nothing of ours was spoken of."""
        self._found.open(start, end)
        self._frame.topic, self._frame.rows, self._frame.last, self._frame.main = OTHER, (), None, None
        self._found.note(tokens)

    # --- a sentence ---------------------------------------------------------------------------------------------

    def _sentence(self, tokens: Sequence[Token], start: int, end: int) -> None:
        frame = self._frame
        self._found.pass_over_endless(tokens)
        frame.year, frame.elsewhen, frame.elsewhere = self._vocabulary.year, False, False
        frame.reviews, frame.outcomes = has(tokens, "sign", "review"), ()
        frame.unrelated, frame.told, frame.shared = has(tokens, "sign", "unrelated"), {}, None
        frame.hears_all = has(tokens, "act", "heard") and not has(tokens, "sign", "disclosure")
        first = next((token for token in tokens if token.senses), None)
        if not (first and first.key("sign") == "among"):
            frame.listing, frame.whole = False, None
        waiting: list[Token] = []
        outer: list[tuple[Frame, list[Token]]] = []
        before: Sequence[Token] = ()
        self._narrows_to_us_at = self._vocabulary.narrows(self._paragraph.text, start, end)
        self._narrows_at = next((t.start for t in tokens if t.key("sign") == "narrowing"), -1)
        for clause in clauses(without_ones_denied(tokens), start, end):
            if clause.opens:
                outer.append((self._frame, waiting))
                self._frame = self._frame.copy()
                self._list_parts(in_brackets=True)
                waiting = of_bracket(before, clause.start)
            waiting = self._clause(clause, waiting)
            if clause.ends_with == ";":
                waiting = []
                if self._frame.topic == OTHER:
                    self._frame.whole, self._frame.listing = None, False
            before = clause.tokens
            if clause.closes and outer:
                inner = self._frame
                self._frame, waiting = outer.pop()
                self._frame.stated |= inner.stated
        if outer:
            self._frame = outer[0][0]

    def _list_parts(self, *, in_brackets: bool = False) -> None:
        if self._frame.beside:
            self._frame.topic, self._frame.last, self._frame.main = OTHER, None, None
        outcome = self._frame.last if in_brackets and self._frame.run == "outcome" else None
        self._frame.whole, self._frame.listing = outcome or self._frame.main or self._frame.last, True

    def _clause(self, clause: Clause, waiting: list[Token]) -> list[Token]:
        """Read a clause; return the words that wait for a number in the next one."""
        tokens = clause.tokens
        frame = self._frame
        self._found.open(clause.start, clause.end)
        negates = any("none" in token.senses for token in tokens)
        if any(token.number and not is_of_other_things(token) for token in tokens):
            if negates and counts_those_without(tokens):
                self._found.note(tokens)
            else:
                self._numbers(clause, waiting)
                self._nones_behind(clause)
            return []
        self._found.note(tokens)
        if negates:
            self._nones(clause, waiting)
            return []
        if (index := next((i for i, t in enumerate(tokens) if "zero" in t.senses), None)) is not None:
            self._none(Clause([*waiting, *tokens], start=clause.start), index + len(waiting), [], at=tokens[index])
            return []
        counts_others = any(token.number for token in tokens) and not has(tokens, "sign", "everything")
        if tokens and frame.last and not counts_others and self._everything(clause):
            return []
        return self._prepare(clause, waiting)

    def _prepare(self, clause: Clause, waiting: list[Token]) -> list[Token]:
        """Take in a clause that states nothing itself; return the words that wait for a number."""
        tokens, frame = clause.tokens, self._frame
        self._calendar.tell(tokens, self._frame)
        if has(tokens, "sign", "among"):
            self._list_parts()
        kept = [token for token in tokens if token.key("sign") not in {"more", "less", "same", "share"}]
        substance = [token for token in kept if is_substance(token) or token.key("sign") or token.text == LISTED]
        if clause.ends_with == ":" or any(map(is_substance, substance)):
            topic = meaning(substance, [], frame, self._form)
            if topic and topic.topic != OTHER and topic.is_main:
                frame.topic, frame.rows, frame.subject = topic.topic, topic.rows, topic
            frame.beside = bool(topic and topic.topic == OTHER)
        return substance if any(map(is_substance, substance)) else [*waiting, *substance]

    # --- numbers ------------------------------------------------------------------------------------------------

    def _numbers(self, clause: Clause, waiting: list[Token]) -> None:
        found = [*phrases(clause)]
        before, self._frame.latest = self._frame.latest, ()
        beside, self._frame.beside = self._frame.beside, False
        self._frame.beside = beside and has(clause.tokens[:1], "sign", "among")
        aside = [token for token in waiting if token.key("sign") == "plan"]
        if has(clause.tokens, "sign", "respectively"):
            found = relations.respective(found, waiting) or []
            waiting = []
        if found and has(waiting, "sign", "everything") and any(map(is_substance, found[0].right)):
            # What was said of all is not said of a number with words of its own.
            waiting = []
        for index, phrase in enumerate(found):
            left = phrase.left
            if index == 0 and (not any(map(is_substance, left)) or names_only_applications(left, waiting)):
                left = (*own(waiting), *left)
            left = (*aside, *(acts_of_list(found, index) if index else ()), *left)
            self._number(clause, replace(phrase, left=left))
        if found:
            self._frame.before = relations.told_beside(before, self._frame.latest)
            self._tail(clause, found[-1])
        else:
            self._found.note(clause.tokens)

    def _tail(self, clause: Clause, last: Phrase) -> None:
        """Read what the words behind the last number say of all of it."""
        end = (last.right or (last.number,))[-1].end
        tail = [token for token in clause.tokens if token.start >= end]
        only = self._frame.last is not None and self._frame.last.value == 1
        if tail and (only or says_all(tail)):
            self._everything(Clause(tail, start=end))

    def _number(self, clause: Clause, phrase: Phrase) -> None:
        frame, token = self._frame, phrase.number
        span = self._found.span(token)
        if earlier := relations.earlier(phrase, frame, self._form, span, in_brackets=bool(clause.opens)):
            self._found.number(token, (earlier,))
            frame.run = ""
            return
        self._calendar.tell(phrase.left, self._frame)
        if has(phrase.left, "sign", "among"):
            self._list_parts(in_brackets=bool(clause.opens))
        related = relations.of(phrase, frame, self._form, span)
        if related is not None:
            self._found.number(token, related)
            return
        what = self._meaning(clause, phrase)
        frame.run = ""
        if what is None or what.topic == OTHER or self._is_out_of_scope(clause, phrase, what):
            if what and what.topic == OTHER and not is_aside(phrase, frame):
                frame.topic, frame.rows, frame.last, frame.main = OTHER, (), None, None
            elif is_unknown_part(phrase):
                # What is said of it next, of a share perhaps, is not said of the number before.
                frame.last = Count(span, Decimal(0), kind="subset")
            self._found.number(token, ())
            return
        self._count(clause, phrase, what)

    def _meaning(self, clause: Clause, phrase: Phrase) -> Meaning | None:
        """Return what a number counts, if it can be a count; its year becomes that of the frame."""
        frame, stated, text = self._frame, phrase.number.number, self._paragraph.text
        if stated is None:
            return None
        if stated.unit not in UNITS and stated.unit not in MONEY and not may_lack_unit(text, phrase, frame):
            return None
        shared, frame.shared = frame.shared, None
        if shared and relations.sums_up(phrase):
            return shared
        what = meaning(phrase.left, phrase.right, frame, self._form, stated.unit)
        what = what or relations.followed(text, clause, phrase, frame, self._vocabulary.year)
        if what is None:
            return None
        frame.year = self._calendar.year_of(what, self._frame)
        vague = is_vague(text, phrase, what) or is_only_some(text[: clause.end], phrase, what)
        return replace(what, sure=False) if vague else what

    def _is_out_of_scope(self, clause: Clause, phrase: Phrase, what: Meaning) -> bool:
        """Say whether the words limit a number to a part, another time or another body."""
        frame = self._frame
        narrows_at = {"dispute": self._narrows_at, "flow": self._narrows_to_us_at}.get(what.kind, -1)
        if phrase.number.end < narrows_at:
            # All disputes come first, those about disclosure after them; all bodies first, we after them.
            frame.subject, frame.topic, frame.rows = what, what.topic, what.rows
            return True
        if is_limited(phrase, what, frame):
            return True
        if what.kind == "result" or (what.kind == "dispute" and self._bodies.is_defendant(self._found.words)):
            # It is the reviewing body or the court that decides a dispute.
            return frame.elsewhere
        first = next((token for token in phrase.left if is_substance(token)), phrase.number)
        return is_elsewhere(opening(self._paragraph.text, clause.start, first.start), frame, self._bodies)

    def _count(self, clause: Clause, phrase: Phrase, what: Meaning) -> None:
        frame, token = self._frame, phrase.number
        stated = token.number
        if stated is None or stated.value is None:
            frame.topic, frame.rows, frame.last, frame.main = what.topic, what.rows, None, None
            self._found.number(token, (), quoted=True)
            return
        value = stated.value * MONEY.get(stated.unit, Decimal(1))
        low, high = relations.limits(value, stated.side)
        is_part = frame.listing and frame.whole is not None and not what.is_main
        each = len(what.each) > 1 and says_each(phrase)
        sums = [(cells,) for cells in what.each] if each else [what.readings]
        anew = is_part_of_new(phrase, what, frame)
        again = what.kind in {"flow", "dispute"} and frame.is_told_apart(sums, value) and not anew
        if anew and frame.whole:
            self._found.widen(frame.whole, _OVER)
        made = [
            Count(
                self._found.span(token),
                value,
                tuple(Quantity(cells, frame.year) for cells in readings),
                low,
                high,
                about=bool(stated.side),
                sure=what.sure and not again,
                kind=what.kind,
                part_of=frame.whole.span if is_part and frame.whole else None,
            )
            for readings in sums
        ]
        self._go_on(
            what, made, end=token.end, told_as_part=bool(clause.opens) or has(phrase.left, "sign", "among")
        )
        self._found.number(token, tuple(made))

    def _go_on(self, what: Meaning, counts: Sequence[Count], *, end: int, told_as_part: bool) -> None:
        frame, count = self._frame, counts[-1]
        if what.rows in _HELD and frame.listing and frame.whole and told_as_part:
            self._found.widen(frame.whole, what.readings[0][0])
        frame.stated |= set(what.rows)
        frame.topic, frame.last, frame.subject = what.topic, count, what
        if what.topic == DOCUMENT and what.readings:
            frame.column = what.readings[0][0].column
        frame.latest, frame.run = (*frame.latest, *counts), what.kind
        frame.outcomes = (*frame.outcomes, *what.rows) if what.kind == "outcome" else ()
        if self._paragraph.text[end : end + 1] in OF_WHICH:
            frame.whole, frame.listing = count, True
            frame.rows = what.rows
            return
        if what.is_main:
            frame.rows = what.rows
            if not {"carried_over", "carried_forward"} & set(what.rows) or frame.main is None:
                frame.main = count
                frame.listing = frame.listing and count.part_of is not None
        elif what.kind == "outcome":
            frame.rows = what.rows

    # --- "all of them" and "none" -------------------------------------------------------------------------------

    def _everything(self, clause: Clause) -> bool:
        """Read a clause that says something of all that was just counted."""
        claims = relations.everything(clause, self._frame, self._form, self._found.span_of(clause))
        if claims:
            self._found.add(self._found.span_of(clause), claims)
            if claims[-1].kind == "dispute" and claims[-1].quantity:
                self._frame.rows = tuple(dict.fromkeys(cell.row for cell in claims[-1].quantity.cells))
        return bool(claims)

    def _nones(self, clause: Clause, waiting: list[Token]) -> None:
        """Read each negation of a clause with the words from the one before to the next, cut at a list's mark."""
        tokens = clause.tokens
        at = [index for index, token in enumerate(tokens) if token.key("none")]
        begin = 0
        for position, index in enumerate(at):
            end = len(tokens)
            if position + 1 < len(at):
                between = range(at[position + 1] - 1, index, -1)
                end = next((place for place in between if tokens[place].text == LISTED), 0)
                if not end:
                    continue
            part = Clause(tokens[begin:end], start=clause.start if not begin else tokens[begin].start)
            self._calendar.tell(tokens[begin:end], self._frame)
            self._none(part, index - begin, waiting if not begin else [])
            begin = end

    def _nones_behind(self, clause: Clause) -> None:
        """Read of a clause with numbers the disputes that it says behind them did not follow."""
        tokens = clause.tokens
        last = max(index for index, token in enumerate(tokens) if token.number)
        none = next((index for index in range(last, len(tokens)) if tokens[index].key("none")), len(tokens))
        if any(token.key("noun") in DISPUTES for token in tokens[none:]):
            self._nones(Clause(tokens[none:], start=tokens[none].start, end=clause.end), [])

    def _none(self, clause: Clause, index: int, waiting: list[Token], at: Token | None = None) -> None:
        tokens = clause.tokens
        before, negation, scope = [*waiting, *tokens[:index]], tokens[index], tokens[index + 1 :]
        first = next((token for token in tokens if is_substance(token)), negation)
        words = opening(self._paragraph.text, clause.start, min(first.start, negation.start))
        if self._frame.elsewhen or is_elsewhere(words, self._frame, self._bodies):
            return
        meanings = zero_of(before, [negation, *scope], self._frame, self._form)
        named = (token for token in reversed(scope) if is_substance(token) and not token.key("act"))
        last = next(named, at or negation)
        span = self._found.span(at or negation, last)
        claims = tuple(
            Count(
                span,
                Decimal(0),
                tuple(Quantity(cells, self._calendar.year_of(what, self._frame)) for cells in what.readings),
                high=Decimal(0),
                sure=what.sure,
                kind=what.kind,
                in_words=True,
            )
            for what in meanings
            if what.readings
        )
        if claims:
            self._frame.topic, self._frame.rows = meanings[-1].topic, meanings[-1].rows
            self._frame.last = self._frame.main = claims[-1]
            self._frame.latest = claims
            self._frame.stated |= {row for what in meanings for row in what.rows}
            self._found.add(span, claims)


_OVER: Final = Place("applications", "carried_over", "total")
# Rows that a number of the row before may hold.
_HELD: Final = {("carried_over",), ("partially_granted",)}
# A paragraph may begin with a label in its own sentence; longer ones are no labels.
_LABEL: Final = 16
