"""Anchors of the prose: the words a finding is about, and the ids that links to them use."""

from typing import Final

from nianbao.analysis.claims import Span, Verification
from nianbao.model.constants import pattern
from nianbao.model.finding import Finding, Location, Place
from nianbao.model.report import Report
from nianbao.render.prose import inline
from nianbao.source import Quote, quotes

# The codes of rules about the prose begin with these letters.
_PROSE: Final = "TXT"
# A clause ends at one of these, or at the first character that may begin code, a tag or a link.
_END: Final = pattern(r"[,;\n<`\[\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON}\N{IDEOGRAPHIC FULL STOP}]")


def anchor(span: Span) -> str:
    """Return the id of words of the prose in their page, such as `nb-text-2-118`."""
    return f"nb-text-{span.section}-{span.start}"


def source(report: Report, span: Span) -> str:
    """Return words as they stand in the source."""
    return report.sections[span.section].markdown[span.start : span.end]


def words(report: Report, span: Span) -> str:
    """Return words as the page prints them: a quoted figure appears as filed, not as its reference."""
    text = source(report, span)
    for quote in reversed(tuple(quotes(text))):
        place = quoted(report, quote)
        if place:
            text = f"{text[: quote.start]}{report.cell(place).raw}{text[quote.end :]}"
    return text


def quoted(report: Report, quote: Quote) -> Place | None:
    """Return the cell a figure is quoted from; None where the quote names no cell or the cell is not filed."""
    place = report.form.find(quote.path) if report.form else None
    return place if place in report.figures else None


def can_be_marked(report: Report, span: Span) -> bool:
    """Return whether a tag may stand around words of the prose without changing their Markdown."""
    return inline.is_safe(report.sections[span.section].markdown, span.start, span.end)


def of(verification: Verification, finding: Finding) -> tuple[Span, ...]:
    """Return the words a finding on the prose is about: its own first, then those it compares them with.

    Nothing for other findings, and no words that can't be marked or stand in another report.
    """
    if not finding.code.startswith(_PROSE):
        return ()
    report = verification.report
    own = (finding.location, *(other for other in finding.elsewhere if other.file == report.file))
    spans = (_span_at(verification, location) for location in own)
    return tuple(dict.fromkeys(span for span in spans if span and can_be_marked(report, span)))


def _span_at(verification: Verification, location: Location) -> Span | None:
    """Return the mention at a location of the source, else the rest of the clause from there.

    None where the location is in no section, such as in the front matter.
    """
    for position, section in enumerate(verification.report.sections):
        lines = section.markdown.split("\n")
        row = location.line - section.text_line
        if 0 <= row < len(lines) and location.column <= len(lines[row]):
            start = sum(len(line) + 1 for line in lines[:row]) + location.column - 1
            spans = (mention.span for mention in verification.mentions if mention.span.section == position)
            end = _END.search(section.markdown, start + 1)
            clause = Span(position, start, end.start() if end else len(section.markdown))
            return next((span for span in spans if span.start <= start < span.end), clause)
    return None
