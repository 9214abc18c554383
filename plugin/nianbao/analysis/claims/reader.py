"""Reads the prose of reports, section by section, and says what it states."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from nianbao.analysis.claims.bodies import Bodies
from nianbao.analysis.claims.claim import Count
from nianbao.analysis.claims.frame import Frame, Sentence
from nianbao.analysis.claims.lexer import Lexer
from nianbao.analysis.claims.mentions import Mention, Mentions
from nianbao.analysis.claims.passage import Passage
from nianbao.analysis.claims.reading import Reading
from nianbao.analysis.claims.text import LONGEST_PARAGRAPH, Paragraph
from nianbao.analysis.claims.trace import Trace
from nianbao.analysis.claims.verification import Verification
from nianbao.analysis.claims.vocabulary import vocabulary
from nianbao.model.form import Form
from nianbao.model.register import Agency
from nianbao.model.report import Narrative, Report

# The sections whose bare verbs speak of one thing, and of what.
_CONTEXTS: Final = {"applications": "applications", "disputes": "reconsideration"}


# The years of one form an archive has reports of; a site's archive is read with few forms.
_MOST_LEXERS: Final = 64


class Claims:
    """Reads reports; the words of a form and year are prepared once, when the first text is read."""

    def verification(
        self, report: Report, agency: Agency, of_year: Callable[[int], Report | None]
    ) -> Verification:
        """Return what a report's prose states, ready to be held against the tables.

        `of_year` finds the report that speaks for the same body in a year.
        """
        mentions = self.of(report, agency)
        read = tuple(mention for mention in mentions if not mention.unread)
        return Verification(report, read, tuple(mention for mention in mentions if mention.unread), of_year)

    def of(self, report: Report, agency: Agency, trace: Trace | None = None) -> tuple[Mention, ...]:
        """Return what a report's prose mentions; nothing for a report without a form.

        A body that alone speaks in the whole report, by a name the register does not know, is the reporting one:
        then the report is read again. `trace` records the reading whose mentions are returned.
        """
        if report.form is None:
            return ()
        lexer = _lexer(report.form, report.year)
        names = (*agency.names, report.signed_by)
        known = Bodies(lexer.vocabulary.bodies, names, report.year, is_government=agency.kind == "government")
        paragraphs = [[*lexer.vocabulary.folding.paragraphs(section.markdown)] for section in report.sections]
        mentions = [*self._read(report, paragraphs, lexer, known, trace)]
        if alone := known.alone(section.markdown for section in report.sections):
            again = Trace() if trace else None
            other = [*self._read(report, paragraphs, lexer, alone, again)]
            if not _counts_two_bodies(mentions, other):
                mentions = other
                if trace and again:
                    trace.sentences = again.sentences
        return tuple(mentions)

    def _read(
        self,
        report: Report,
        paragraphs: Sequence[Sequence[Paragraph]],
        lexer: Lexer,
        bodies: Bodies,
        trace: Trace | None,
    ) -> Iterator[Mention]:
        """Yield what the sections of a report mention, in order; `paragraphs` are those of each section."""
        for position, (section, texts) in enumerate(zip(report.sections, paragraphs, strict=True)):
            yield from _section(lexer, bodies, position, section, texts, trace)


@lru_cache(maxsize=_MOST_LEXERS)
def _lexer(form: Form, year: int) -> Lexer:
    """Return the words of a form and year."""
    return Lexer(vocabulary(), form, year)


def _section(  # noqa: PLR0913, PLR0917 - the words, who speaks, and where
    lexer: Lexer,
    bodies: Bodies,
    position: int,
    section: Narrative,
    paragraphs: Sequence[Paragraph],
    trace: Trace | None,
) -> Iterator[Mention]:
    """Yield what a section mentions, in order; `position` is its place in the report.

    A heading, or a label on a line of its own, says what bare words below it speak of.

    Example: building-3, which has a heading.
    """
    words = lexer.vocabulary
    of_section = _CONTEXTS.get(section.key, "")
    context = of_section or words.context_of(section.heading)
    for paragraph in paragraphs:
        mentions = Mentions(position, paragraph)
        if len(paragraph.text) > LONGEST_PARAGRAPH:
            mentions.pass_over("paragraph", 0, len(paragraph.text))
            yield from mentions.all
        elif paragraph.is_heading:
            context = words.context_of(paragraph.text) or of_section
        else:
            frame = Frame(lexer, context, Sentence(lexer.year))
            yield from Passage(Reading(lexer, bodies, paragraph, frame, mentions, trace)).mentions()


def _counts_two_bodies(ours: Sequence[Mention], all_: Sequence[Mention]) -> bool:
    """Return whether a report counts the same of two bodies: what it says of all repeats what it says of us.

    Example: a bureau that tells what all bodies of its district received, then its own.
    """
    known = {mention.span for mention in ours if mention.claims}
    own = {count.quantity for mention in ours for count in mention.claims if isinstance(count, Count)}
    others = (count for mention in all_ if mention.span not in known for count in mention.claims)
    return any(isinstance(count, Count) and count.quantity in own for count in others)
