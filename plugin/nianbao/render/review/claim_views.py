"""The prose of a page with its links: between numbers and cells, between sentences and findings.

Links from findings are on the public page; links from numbers are for the preview alone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from nianbao.analysis.claims import Span, Verification
from nianbao.model.finding import Place
from nianbao.model.report import Narrative, Report
from nianbao.render.context import RenderContext
from nianbao.render.pages.verdict import Numbered, Panel
from nianbao.render.prose import anchors, inline
from nianbao.render.prose.inline import Inline, Signed, Signs
from nianbao.render.review import prose_links
from nianbao.render.review.prose_links import STATES, Statement
from nianbao.render.tables.cells import NO_MARK, Mark

# The placeholder for words in a rendered template; no source can hold it.
_WORDS: Final = "\0"


@dataclass(frozen=True, slots=True)
class Prose:
    """The sections of a report with signs in their Markdown, the tags these become, and the statements.

    `statements` is empty outside of the preview.
    """

    sections: tuple[Narrative, ...]
    signed: tuple[Signed, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """The number of statements of each state, in the order of STATES, without states that none has."""
        statements = [(state, len(self.of(state))) for state in STATES]
        return tuple((state, number) for state, number in statements if number)

    def of(self, state: str) -> tuple[Statement, ...]:
        """Return the statements of one state, in the order of the text."""
        return tuple(item for item in self.statements if item.state == state)

    def marked(self, marks: Mapping[Place, Mark]) -> Mapping[Place, Mark]:
        """Return the marks of the cells, with the anchors of the numbers in the text that link to them.

        A number in whose place no tag may stand has no anchor, so cells don't link back to it.
        """
        mentions: dict[Place, list[tuple[str, str]]] = {}
        for item in self.statements:
            for link in item.links:
                if link.place and item.can_be_marked:
                    mentions.setdefault(link.place, []).append((item.anchor, item.words))
        return {
            place: replace(marks.get(place, NO_MARK), mentions=tuple(mentions.get(place, ())))
            for place in {**marks, **mentions}
        }


def prose(context: RenderContext, here: str, report: Report, panel: Panel | None) -> Prose:
    """Return the prose of a report's page as the site shows it, for the page `here`.

    `panel` holds the findings the site shows; without it no words are marked for findings. Words of both a
    statement and a finding get one tag for both.
    """
    verification = context.analyses.claims(report)
    statements = prose_links.of(context, here, verification) if context.options.review else ()
    findings_by_span = _findings_by_span(verification, panel.findings if panel else ())
    inlines: dict[Span, Inline] = {
        item.span: _inline(context, here, item.span, item, findings_by_span.get(item.span, ()))
        for item in statements
        if item.can_be_marked
    }
    for span, findings in findings_by_span.items():
        if span not in inlines:
            inlines[span] = _inline(context, here, span, None, findings)
    if not inlines:
        return Prose(report.sections, statements=statements)
    signs = Signs(_texts(report, context.archive.agency(report.agency).names))
    sections = tuple(
        replace(section, markdown=signs.put(section.markdown, [i for s, i in inlines.items() if s.section == n]))
        for n, section in enumerate(report.sections)
    )
    return Prose(sections, tuple(signs.signed), statements)


def _findings_by_span(
    verification: Verification, findings: Iterable[Numbered]
) -> Mapping[Span, tuple[Numbered, ...]]:
    """Return the findings on words of the prose, by the place of the words, in the order of their numbers."""
    findings_by_span: dict[Span, tuple[Numbered, ...]] = {}
    for item in findings:
        for span in anchors.of(verification, item.finding):
            findings_by_span[span] = (*findings_by_span.get(span, ()), item)
    return findings_by_span


def _inline(
    context: RenderContext, here: str, span: Span, statement: Statement | None, findings: tuple[Numbered, ...]
) -> Inline:
    """Return the tags around words, rendered with a placeholder that is cut out again."""
    slot = context.slot(
        "said.html", here, anchor=anchors.anchor(span), statement=statement, findings=findings, words=_WORDS
    )
    opening, _, closing = slot.html.partition(_WORDS)
    return inline.Inline(span.start, span.end, opening, closing, anchors.anchor(span))


def _texts(report: Report, names: Iterable[str]) -> Iterable[str]:
    """Yield every text of a report that the Markdown of its page can hold."""
    yield from (report.title, str(report.year), *names)
    yield from (text for section in report.sections for text in (section.heading, section.markdown))
    yield from (figure.cell.raw for figure in report.figures.values())
