"""Reads a section of prose, paragraph by paragraph, and says what it states."""

from collections.abc import Iterator

from nianbao.analysis.claims.bodies import Bodies
from nianbao.analysis.claims.frame import Frame, context_of
from nianbao.analysis.claims.mentions import Mention, Mentions
from nianbao.analysis.claims.passage import Passage
from nianbao.analysis.claims.text import LONGEST_PARAGRAPH, paragraphs
from nianbao.analysis.claims.vocabulary import Vocabulary
from nianbao.model.report import Narrative


def read(vocabulary: Vocabulary, bodies: Bodies, position: int, section: Narrative) -> Iterator[Mention]:
    """Yield what a section mentions, in order; `position` is its place in the report."""
    context = {"applications": "applications", "disputes": "reconsideration"}.get(section.key, "")
    here = context or context_of(section.heading)
    for paragraph in paragraphs(section.markdown):
        if len(paragraph.text) > LONGEST_PARAGRAPH:
            found = Mentions(position, paragraph)
            found.pass_over("paragraph", 0, len(paragraph.text))
            yield from found.all
        elif paragraph.is_heading:
            here = context_of(paragraph.text) or context
        else:
            frame = Frame(vocabulary.year, here)
            yield from Passage(vocabulary, bodies, position, paragraph, frame).mentions()
