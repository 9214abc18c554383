"""Words of the prose that a page can lead to: those a finding is about, and the id they have in the page."""

import re
from typing import Final

from nianbao.claims import Ledger, Span
from nianbao.finding import Finding, Location
from nianbao.render import inline
from nianbao.report import Report

# The rules that speak of the prose begin with these letters.
_PROSE: Final = "TXT"
# A clause ends here, or where something begins that is no plain text.
_END: Final = re.compile(r"[,;\n<`\[\N{FULLWIDTH COMMA}\N{FULLWIDTH SEMICOLON}\N{IDEOGRAPHIC FULL STOP}]")


def anchor(span: Span) -> str:
    """Return the id of words of the prose in their page."""
    return f"nb-text-{span.section}-{span.start}"


def words(report: Report, span: Span) -> str:
    """Return words as they stand in the source."""
    return report.sections[span.section].markdown[span.start : span.end]


def can_be_marked(report: Report, span: Span) -> bool:
    """Say whether a tag may stand around words of the prose."""
    return inline.is_safe(report.sections[span.section].markdown, span.start, span.end)


def of(ledger: Ledger, finding: Finding) -> tuple[Span, ...]:
    """Return the words a finding on the prose is about: its own first, then those it compares them with."""
    if not finding.code.startswith(_PROSE):
        return ()
    report = ledger.report
    own = (finding.location, *(other for other in finding.elsewhere if other.file == report.file))
    found = (_at(ledger, location) for location in own)
    return tuple(dict.fromkeys(span for span in found if span and can_be_marked(report, span)))


def _at(ledger: Ledger, location: Location) -> Span | None:
    """Return the mention that begins at a place of the source, else the rest of the clause from there."""
    for mention in ledger.mentions:
        if ledger.location(mention.span) == location:
            return mention.span
    for position, section in enumerate(ledger.report.sections):
        lines = section.markdown.splitlines(keepends=True)
        row = location.line - section.text_line
        if 0 <= row < len(lines) and location.column <= len(lines[row]):
            start = sum(map(len, lines[:row])) + location.column - 1
            end = _END.search(section.markdown, start + 1)
            return Span(position, start, end.start() if end else len(section.markdown))
    return None
