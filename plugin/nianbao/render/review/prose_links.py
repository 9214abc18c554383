"""Statements of the prose: each number or "none" in the text, whether the tables agree, and links to the cells.

`analysis.claims` reads and verifies them; here they get their sentences in the language of the preview.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from nianbao.analysis import claims
from nianbao.analysis.claims import (
    Agreement,
    Answer,
    Change,
    Claim,
    Count,
    Mention,
    Quantity,
    Share,
    Span,
    Verification,
)
from nianbao.model.finding import Place
from nianbao.render.context import RenderContext
from nianbao.render.prose import anchors
from nianbao.render.tables.cells import cell_id
from nianbao.source import Quote, quotes

# The states of a mention, in the order of the panel; of several claims the first of these decides.
STATES: Final = (
    "differs",
    "unsure",
    "open",
    "unlinked",
    "about",
    "agrees_if_blank_is_zero",
    "agrees",
    "quoted",
)
_AGREES: Final = frozenset({Agreement.AGREES, Agreement.AGREES_IF_BLANK_IS_ZERO})


@dataclass(frozen=True, slots=True)
class ProseLink:
    """A link from a number to a cell or to other words: address and label; `place` is a cell of this page."""

    address: str
    label: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A number or "none" of the prose: one of STATES, the tables' answers in sentences, and its links.

    `span` is its place in the source, `words` its text as printed, `clause` the clause around it.
    `can_be_marked` is False where no tag may stand around the words.
    """

    span: Span
    words: str
    clause: str
    state: str
    sentences: tuple[str, ...]
    links: tuple[ProseLink, ...]
    can_be_marked: bool

    @property
    def anchor(self) -> str:
        """The id of the words in their page."""
        return anchors.anchor(self.span)


def of(context: RenderContext, here: str, verification: Verification) -> tuple[Statement, ...]:
    """Return the statements of a report's prose, in order; of overlapping mentions the first one only.

    `here` is the page that links start from.
    """
    statement_reader = _StatementReader(context, here, verification)
    statements: list[Statement] = []
    for mention in sorted(verification.mentions, key=lambda mention: (mention.span.section, mention.span.start)):
        last = statements[-1].span if statements else None
        if last is None or last.section != mention.span.section or last.end <= mention.span.start:
            statements.append(statement_reader.statement(mention))
    return tuple(statements)


@dataclass(frozen=True, slots=True)
class _ClaimResult:
    """The state of one claim, the sentence that explains it, and the links to its cells."""

    state: str
    sentence: str
    links: tuple[ProseLink, ...]


class _StatementReader:
    """Turns the mentions of one report into statements."""

    def __init__(self, context: RenderContext, here: str, verification: Verification) -> None:
        self._context, self._verification, self._report = context, verification, verification.report
        self._word = context.messages.word
        self._link = context.link(here)
        self._by_span = {mention.span: mention for mention in verification.mentions}

    def statement(self, mention: Mention) -> Statement:
        """Return the statement of a mention, with the sentences and links of all its claims.

        Its state is the first in STATES that one of the claims has. A mention without a claim is `unlinked`:
        no cell of the form is meant as far as the reader can tell.
        """
        results = [item for claim in mention.claims for item in self._results(mention, claim)]
        if mention.quoted:
            results = [self._quoted(quote) for quote in quotes(anchors.source(self._report, mention.span))]
        states = {item.state for item in results} or {"quoted" if mention.quoted else "unlinked"}
        return Statement(
            mention.span,
            anchors.words(self._report, mention.span),
            anchors.source(self._report, mention.span) if mention.quoted else mention.clause,
            next(state for state in STATES if state in states),
            tuple(dict.fromkeys(item.sentence for item in results)),
            tuple({link.address: link for item in results for link in item.links}.values()),
            anchors.can_be_marked(self._report, mention.span),
        )

    def _results(self, mention: Mention, claim: Claim) -> Iterator[_ClaimResult]:
        """Yield the result of a claim; a change in which no quantity could be read has none."""
        if isinstance(claim, Count):
            yield from self._count(mention, claim)
        elif isinstance(claim, Share):
            yield self._share(mention, claim)
        elif claim.readings:
            yield self._change(claim)

    def _quoted(self, quote: Quote) -> _ClaimResult:
        """Return the result of a figure that the source quotes from a cell, so it agrees by construction."""
        place = anchors.quoted(self._report, quote)
        if place is None:
            return _ClaimResult("unlinked", self._word("verification-no-cell", path=quote.path), ())
        quantity = Quantity((place,), self._report.year)
        return _ClaimResult(
            "quoted",
            self._word("verification-quoted", what=self._name(quantity)),
            tuple(self._cell_links(quantity)),
        )

    # --- the three kinds of claims ------------------------------------------------------------------------------

    def _count(self, mention: Mention, count: Count) -> Iterator[_ClaimResult]:
        """Yield the result of a count: "87 applications" against a cell or a sum of cells."""
        answer = self._verification.answer(count)
        quantity = answer.quantity
        if quantity is None:
            return
        state = self._state(answer, approximate=count.approximate, confident=count.confident)
        what = self._name(quantity)
        if state == "open":
            sentence = self._word("verification-open", what=what, reason=self._reason(answer))
        elif answer.agreement is Agreement.AGREES_IF_BLANK_IS_ZERO and not answer.terms:
            sentence = self._word("verification-blank", what=what, answer=self._agreement(state))
        else:
            key = "verification-holds" if len(quantity.cells) == 1 else "verification-sum"
            sentence = self._word(key, what=what, actual=_digits(answer.actual), answer=self._agreement(state))
        contradicting = self._contradicting(mention, count)
        yield _ClaimResult(
            state,
            sentence,
            (*self._cell_links(quantity), *self._mention_links(contradicting, "verification-lead-other")),
        )

    def _share(self, mention: Mention, share: Share) -> _ClaimResult:
        """Return the result of a share: a percentage against part and whole, as the tables state them.

        It links to the mentions of part and whole where the text states them, else to their cells.
        """
        answer = self._verification.share(share)
        state = self._state(answer, approximate=share.approximate)
        if answer.actual is None:
            sentence = self._word("verification-share-open", reason=self._reason(answer))
        else:
            part, whole = map(_digits, answer.terms)
            actual = _digits(answer.actual)
            sentence = self._word(
                "verification-share", part=part, whole=whole, actual=actual, answer=self._agreement(state)
            )
        base = next(iter(share.bases), None)
        to_part = self._mention_link(mention, share.part, "verification-lead-part") or self._cell_links(
            share.part.quantity
        )
        to_whole = self._mention_link(mention, share.whole, "verification-lead-whole") or self._cell_links(base)
        return _ClaimResult(state, sentence, (*to_part, *to_whole))

    def _change(self, change: Change) -> _ClaimResult:
        """Return the result of a change: a difference or a percentage against the cells of two years."""
        answer = self._verification.change(change)
        quantity = answer.quantity or change.readings[0]
        state = self._state(answer, approximate=change.approximate)
        what = self._name(quantity)
        if answer.actual is None:
            sentence = self._word("verification-open", what=what, reason=self._reason(answer))
        else:
            now, then = map(_digits, answer.terms)
            sentence = self._word(
                "verification-change", what=what, now=now, then=then, answer=self._agreement(state)
            )
        before = Quantity(quantity.cells, change.against)
        return _ClaimResult(state, sentence, (*self._cell_links(quantity), *self._cell_links(before)))

    # --- sentences and links ------------------------------------------------------------------------------------

    def _state(self, answer: Answer, *, approximate: bool = False, confident: bool = True) -> str:
        """Return the state of an answer.

        A difference is `unsure` where the text rounds ("about 80") or its reading is uncertain; an agreement
        of a rounded number is `about`.
        """
        if answer.agreement is Agreement.DIFFERS and (approximate or not confident):
            return "unsure"
        return "about" if approximate and answer.agreement in _AGREES else str(answer.agreement)

    def _agreement(self, state: str) -> str:
        """Return the words for a state, which end a sentence."""
        return self._word(f"verification-is-{state}")

    def _reason(self, answer: Answer) -> str:
        """Return the words for why an answer is open."""
        return self._word(f"verification-why-{answer.reason}")

    def _name(self, quantity: Quantity) -> str:
        """Return the official name of a quantity, with its year where it is another one."""
        other = self._verification.of_year(quantity.year) if quantity.year != self._report.year else self._report
        form = other.form if other and other.form else self._report.form
        what = claims.label(quantity.cells, form) if form else ""
        return what if other is self._report else self._word("verification-of-year", year=quantity.year, what=what)

    def _mention_link(self, mention: Mention, count: Count | None, key: str) -> tuple[ProseLink, ...]:
        """Return the link to the mention of a count; nothing where it has none or it is this mention."""
        stated = self._by_span.get(count.span) if count else None
        return tuple(self._mention_links([stated], key)) if stated and stated != mention else ()

    def _cell_links(self, quantity: Quantity | None) -> Iterator[ProseLink]:
        """Yield the links to the cells of a quantity that stand in a page of the site.

        Cells of another year lead to that year's report; where there is none, or its form has no such cell,
        there is no link.
        """
        if quantity is None:
            return
        report, page = self._report, ""
        if quantity.year != report.year:
            entry = self._context.archive.entry(report.agency, quantity.year)
            if entry is None or entry.report is None:
                return
            report, page = entry.report, self._link.report(report.agency, quantity.year)
        form = report.form
        for place in quantity.cells:
            if form and place.table in report.tables and place in form.measures:
                label = form.label(place)
                if page:
                    label = self._word("verification-of-year", year=quantity.year, what=label)
                yield ProseLink(f"{page}#{cell_id(place)}", label, None if page else place)

    def _mention_links(self, mentions: Iterable[Mention], key: str) -> Iterator[ProseLink]:
        """Yield a link to each mention that can be marked, labelled by a message that contains its words."""
        for mention in mentions:
            if anchors.can_be_marked(self._report, mention.span):
                words = anchors.words(self._report, mention.span)
                yield ProseLink(f"#{anchors.anchor(mention.span)}", self._word(key, words=words))

    def _contradicting(self, mention: Mention, count: Count) -> Iterator[Mention]:
        """Yield the other mentions that state another exact number of the same quantity."""
        for other, claim in self._verification.counts:
            if other != mention and count.is_exact and claim.is_exact and claim.value != count.value:
                is_same_quantity = len(count.readings) == len(claim.readings) == 1 and _key(count) == _key(claim)
                if is_same_quantity:
                    yield other


def _key(count: Count) -> tuple[frozenset[Place], int]:
    """Return what identifies the quantity of a count: its cells, in any order, and its year."""
    return frozenset(count.readings[0].cells), count.readings[0].year


def _digits(value: Decimal | None) -> str:
    """Return a number worked out from the tables in plain digits; empty where there is none."""
    return f"{value:f}" if value is not None else ""
