"""Where the sentences of a report name its agency: in the opening, as compiler, as the one to ask, as subject.

Where no title says whose report it is, the sentences that say most decide; all may complete a name.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.document import Paragraph
from nianbao.importers.recognition import names
from nianbao.importers.recognition.titles import parsed
from nianbao.model.kind import Kind
from nianbao.model.normalisation import simplified, without_spaces

OWN: Final = 0
ASKED: Final = 1
SUBJECT: Final = 2
# Whose report it is stands in so many paragraphs from the top, within so many characters of each.
_PARAGRAPHS: Final = 40
_CHARACTERS: Final = 2000
_TITLE_IN_MARKS: Final = re.compile("\u300a([^\u300a\u300b]{4,80})\u300b")


@dataclass(frozen=True, slots=True)
class Naming:
    """A name in a sentence, its line, and what it is named as.

    Sentences are told apart by how much they say: that the report is this agency's (OWN), that questions about it
    go there (ASKED), or what the agency did in the year (SUBJECT).
    """

    name: str
    line: int
    what: int

    @property
    def is_own(self) -> bool:
        """Whether the sentence says that the report is this agency's."""
        return self.what == OWN


def find(paragraphs: Sequence[tuple[int, Paragraph]], kind: Kind, year: int | None) -> list[Naming]:
    """Return the names in the sentences at the top of a report, in their order."""
    return [
        naming
        for _, part in paragraphs[:_PARAGRAPHS]
        if not part.level
        for naming in _in_text(part, kind, year)
        if names.is_name_in_sentence(naming.name)
    ]


def _in_text(part: Paragraph, kind: Kind, year: int | None) -> Iterator[Naming]:
    """Yield what one paragraph names, whether it can be a name or not."""
    text = without_spaces(patterns.plain(part.text[:_CHARACTERS]))
    for found in _TITLE_IN_MARKS.finditer(text):
        title = parsed(found[1], kind)
        if title and all(title) and year in {None, patterns.year_of(title[1][:4])}:
            yield Naming(title[0], part.line, OWN)
    filed = patterns.QUOTES.sub("\n", text)
    # What is found in the simplified text is taken from the text as filed, which is of the same length.
    text = simplified(filed)
    for form in patterns.OPENINGS:
        for found in form.finditer(text):
            name = filed[slice(*found.span("name"))]
            yield Naming(patterns.with_government(name, filed[found.end("name") :]), part.line, OWN)
    for where, what in (("compiler", OWN), ("author", OWN), ("contact", ASKED), ("subject", SUBJECT)):
        for found in patterns.pattern(where).finditer(text):
            if end := _end_of_name(text, found.end(), f"behind_{where}"):
                yield Naming(filed[found.end() : end], part.line, what)


def _end_of_name(text: str, start: int, behind: str) -> int:
    """Return where the shortest name ends that begins at a place and has behind it what can stand there; else 0.

    An office inside an agency that stands between them is passed over.
    """
    run = patterns.pattern("han").match(text, start)
    if not run:
        return 0
    follows = patterns.pattern(behind)
    office = patterns.pattern("office")
    for end in range(start + 2, run.end() + 1):
        name = text[start:end]
        if not name.endswith(patterns.ORGANS + patterns.PLACE_WORDS) or not names.is_name_in_sentence(name):
            continue
        passed = office.match(text, end) if name.endswith(patterns.HAVE_OFFICES) else None
        if follows.match(text, end) or (passed and follows.match(text, passed.end())):
            return end
    return 0
