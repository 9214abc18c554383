"""The title of a report among the lines at its top, and what it says: agency, year, kind of document.

A title may stand on one line or on several, be printed twice, and have what a site prints around it on its line or
above it: the way to the page, where it comes from, when, in what size of letters.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.document import ImportNote, Paragraph
from nianbao.importers.recognition import names
from nianbao.model.kind import Kind
from nianbao.model.normalisation import (
    cut_out,
    is_between_words,
    joined,
    label_key,
    numeral_of,
    simplified,
    spaced,
    without_spaces,
)

_LONGEST_TITLE: Final = 70
_LONGEST_TITLE_LINE: Final = 40
_LONGEST_LINE: Final = 200
_MOST_TITLE_LINES: Final = 4
_MOST_MARKS: Final = 12
_TOP: Final = 60
# What divides a title from the names of its section and its site on one line.
_PARTS: Final = re.compile(r"\s*[-_|\u2014\u2013\uff5c>\u00bb\u300a\u300b\u3010\u3011:\uff1a]+\s*|\s+")

Numbered = Sequence[tuple[int, Paragraph]]


@dataclass(frozen=True, slots=True)
class Title:
    """A title as filed; `name` is what it says besides year and kind of document; `taken` are its paragraphs.

    `line` is its first line in the original. All is empty for a report without a title
    (`agency-and-year-unknown`). `name` is empty, too, for a title that names no agency.
    `rivals` are the agencies of other titles beside it.
    """

    text: str = ""
    name: str = ""
    year: int | None = None
    line: int = 1
    taken: frozenset[int] = frozenset()
    notes: tuple[ImportNote, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether it names agency and year."""
        return bool(self.name) and self.year is not None


def find(top: Numbered, kind: Kind) -> Title:
    """Return the title among the first paragraphs of a document; an empty one if none of them is one.

    The first title that names agency and year counts, on the fewest lines that do; where there is none, the first
    that is only a part of its line, or lacks one of them.
    """
    made = [_ending_at(top, place, kind) for place in range(len(top[:_TOP]))]
    whole = [title for title in made if title.is_whole]
    alone = [title for title in whole if title.taken]
    found = next(iter([*alone, *whole, *(title for title in made if title.text)]), Title())
    rivals = dict.fromkeys(t.name for t in alone if not names.agree(t.name, found.name))
    return replace(found, rivals=tuple(rivals))


def on_line(part: Paragraph, kind: Kind) -> Title:
    """Return the title that a line is as a whole; an empty one if it is none."""
    return _made([(0, part)], kind)


def _ending_at(top: Numbered, place: int, kind: Kind) -> Title:
    """Return the title whose last line is a given one; an empty one if it is none's."""
    made = _made(top[place : place + 1], kind)
    if made.text:
        lines = _with_place_above(top, place, kind) if made.is_whole else _with_lines_above(top, place, kind)
        made = _made(_with_year_below(lines, top, place, kind), kind)
    if not made.is_whole:
        part = _on_part_of_line(top[place], kind)
        made = part if part.is_whole else made
    if made.text:
        return made
    for count in range(2, _MOST_TITLE_LINES + 1):
        lines = top[max(0, place + 1 - count) : place + 1]
        if len(lines) == count and all(_can_be_part(line.text) for _, line in lines):
            made = _made(lines, kind)
            if made.is_whole:
                above = _with_place_above(top, place + 1 - count, kind, lines)
                return _made(above, kind)
    return Title()


def _with_year_below(lines: Numbered, top: Numbered, place: int, kind: Kind) -> Numbered:
    """Add the line below a title that says no year, if that is all the line says."""
    below = top[place + 1 : place + 2]
    if not below or _made(lines, kind).year:
        return lines
    is_year = patterns.pattern("title_year").fullmatch(without_spaces(patterns.plain(below[0][1].text)))
    longer = [*lines, *below]
    return longer if is_year and _made(longer, kind).year else lines


def _can_be_part(text: str) -> bool:
    """Whether a line can be one of several of a title."""
    return len(text) <= _LONGEST_TITLE_LINE and not patterns.has_mark(text)


def _made(lines: Numbered, kind: Kind) -> Title:
    """Return the title that some lines are together; an empty one if they are none.

    What is left of year and kind of document and can be no agency's name is no name.
    """
    text = joined(line.text for _, line in lines)
    said = parsed(text, kind)
    if said is None:
        return Title()
    name, year = said
    found = patterns.pattern("title_year").search(patterns.plain(text)) if year else None
    stated = patterns.pattern("year").search(found[0] if found else year)
    return Title(
        text,
        name if names.is_name(name) else "",
        patterns.year_of(stated[0]) if stated else None,
        lines[0][1].line,
        frozenset(at for at, _ in lines),
    )


def _on_part_of_line(numbered: tuple[int, Paragraph], kind: Kind) -> Title:
    """Return the whole title on a line that says more: twice the same, or the way to the page before it.

    A line with more than the title stays a paragraph; a note says what was understood.
    """
    at, part = numbered
    tight = without_spaces(part.text)
    if len(part.text) > _LONGEST_LINE or patterns.has_mark(tight, sentence_only=True):
        return Title()
    half = len(tight) // 2
    is_doubled = tight[:half] == tight[len(tight) - half :]
    for text in [cut_out(part.text, 0, half)] if is_doubled else parts_of_line(part.text):
        made = _made([(at, Paragraph(text, part.line))], kind)
        if made.is_whole:
            note = ImportNote("title-on-line", part.line, {"text": part.text, "title": made.text})
            return replace(made, notes=(note,), taken=made.taken if is_doubled else frozenset())
    return Title()


def parts_of_line(text: str) -> Iterator[str]:
    """Yield the parts of a line between marks that divide titles from what stands around them, longest first."""
    marks = list(_PARTS.finditer(text))[:_MOST_MARKS]
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    spans = {(start, end) for start in starts for end in ends if start < end}
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span)):
        yield text[start:end]


def parsed(text: str, kind: Kind) -> tuple[str, str] | None:
    """Return name and year of a title of a kind, empty where it has none; None if the text is no title.

    The name is what is left of year and kind of document: an agency, or an agency and words the title needn't
    have.
    """
    found = _by_its_end(text, kind)
    if found and all(found):
        return found
    whole = kind.parts_of(patterns.plain(text).strip()) if len(text) <= _LONGEST_TITLE else None
    return (spaced(whole[0]), whole[1]) if whole and not patterns.has_mark(whole[0]) else found


def _by_its_end(text: str, kind: Kind) -> tuple[str, str] | None:
    """Return name and year of a title that ends as the kind's do; None if the text is none."""
    plain = patterns.plain(text)
    tight = simplified(without_spaces(plain))
    tail = (
        re.search(f"(?:{kind.title_tail})$", tight) if kind.title_tail and len(tight) <= _LONGEST_TITLE else None
    )
    if not tail or not tail[0] or kind.title_mark not in tail[0] or patterns.has_mark(tight, sentence_only=True):
        return None
    # The text as filed, where it has a character for each of the plain one.
    filed = text if len(plain) == len(text) else plain
    head, said = (spaced(cut_out(each, 0, tail.start())) for each in (plain, filed))
    if any(mark in head for mark in patterns.LINE_MARKS):
        return None
    year = patterns.pattern("title_year").search(head) or patterns.pattern("title_year").search(tail[0])
    within = year and year.string == head
    name = spaced(f"{said[: year.start()]} {said[year.end() :]}") if year and within else said
    for filler in patterns.FILLERS:
        name = name[len(filler) :] if simplified(name).startswith(filler) else name
        name = name[: -len(filler)] if simplified(name).endswith(filler) else name
    return patterns.with_government(name.strip(), tail[0]), year[0] if year else ""


def _with_lines_above(top: Numbered, place: int, kind: Kind) -> Numbered:
    """Add the lines right above an incomplete title that can hold what it lacks."""
    lines = [top[place]]
    best = lines
    while place > 0 and len(lines) < _MOST_TITLE_LINES:
        place -= 1
        text = top[place][1].text
        if not _can_be_part(text) or patterns.is_day(text) or numeral_of(label_key(text)):
            break
        lines = [top[place], *lines]
        made = _made(lines, kind)
        if not made.text or (parsed(made.text, kind) or ("",))[0] != made.name:
            break
        best = lines
        if made.is_whole:
            return _with_place_above(top, place, kind, lines)
    return best


def _with_place_above(top: Numbered, place: int, kind: Kind, lines: Numbered = ()) -> Numbered:
    """Add the line above a title whose name lacks its region, if the name goes on from there.

    That is, if the line begins with a place, is no name of its own, and both together are a name. A name in words
    of letters that stands on several lines goes on from the line above, too.
    """
    lines = lines or top[place : place + 1]
    if place == 0 or names.has_region(_made(lines, kind).name):
        return lines
    above = spaced(top[place - 1][1].text)
    is_start = names.is_region(above) or (
        names.has_region(above) and names.is_name(above) and not above.endswith(patterns.ORGANS)
    )
    goes_on = 1 < len(lines) < _MOST_TITLE_LINES and is_between_words(above[-1], lines[0][1].text[0])
    longer = [top[place - 1], *lines]
    made = _made(longer, kind)
    is_whole = made.is_whole and made.name.startswith(above) and _can_be_part(above)
    return longer if is_whole and ((is_start and above.isalpha()) or goes_on) else lines


def repeated(top: Numbered, title: Title) -> tuple[set[int], list[ImportNote]]:
    """Return the paragraphs in which a title is printed once more above the text, and a note that says so."""
    key = label_key(title.text)
    rest = [(at, part) for at, part in top if at not in title.taken]
    for place in range(len(rest) if key else 0):
        for count in range(1, _MOST_TITLE_LINES + 1):
            lines = rest[place : place + count]
            if label_key("".join(part.text for _, part in lines)) == key:
                text = " ".join(part.text for _, part in lines)
                return {at for at, _ in lines}, [ImportNote("title-repeated", lines[0][1].line, {"text": text})]
    return set(), []


def is_title(text: str, kind: Kind) -> bool:
    """Whether a line is a whole title: agency, year and kind of document."""
    return len(text) <= 2 * _LONGEST_TITLE and all(parsed(text, kind) or ("",))


def has_title(lines: Sequence[Paragraph], kind: Kind) -> bool:
    """Whether a title, on one line or several, stands among paragraphs."""
    return bool(find(list(enumerate(lines)), kind).text)


def in_imprint(stated: Sequence[str], kind: Kind) -> Title:
    """Return the first whole title among those a file states of itself; an empty one if there is none.

    Each may name the site and its section, too.
    """
    for text in stated:
        for part in (text, *parts_of_line(text)):
            made = _made([(0, Paragraph(part.strip(), 1))], kind)
            if made.is_whole:
                return replace(made, taken=frozenset())
    return Title()
