"""Which paragraphs are the headings of the form's sections, whatever their numerals and levels.

Official words in the numerals most headings have come first; a short alias counts only in that style, because it
may as well be the heading of a part (`contents-sums-and-strays` has a table of contents, too).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from nianbao.importers.document import ImportNote, Paragraph
from nianbao.importers.patterns import SENTENCE_MARKS, TRAILING_MARKS, number, plain
from nianbao.model.form import Form
from nianbao.model.normalisation import label_key, numeral_of, without_numeral

_LONGEST_HEADING: Final = 45
_LONGEST_SUBHEADING: Final = 32
_NEAR: Final = 80
_LONG_NAME: Final = 10
_CONTENTS: Final = 4
_MARK = re.compile(r"[^\w()]")


_DIGITS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a section (`key` empty: one the form does not know); `again` if the section had one before."""

    key: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A paragraph that may head the section `key`.

    `quality` says by which words (OFFICIAL to NEAR), `style` how its numeral is written, `in_place` that the
    numeral is the section's own number.
    """

    at: int
    key: str
    quality: int
    style: str
    level: int
    in_place: bool


OFFICIAL: Final = 4
LONG: Final = 3
ALIAS: Final = 2
NEAR: Final = 1


def style_of(text: str) -> str:
    """Return how a heading's numeral is written: its marks, and Chinese (N) or Arabic (n) digits."""
    numeral = numeral_of(label_key(text))
    return _DIGITS.sub(lambda found: "n" if found[0].isascii() else "N", _MARK.sub(".", numeral))


def ordinal(text: str) -> int:
    """Return the number that leads a heading, 0 if there is none."""
    digits = _DIGITS.search(numeral_of(label_key(text)))
    return number(digits[0]) if digits else 0


def is_subheading(text: str) -> bool:
    """Whether a line is a heading inside a section: short, with a numeral, and no sentence."""
    marked = plain(text).endswith((":", ",")) or any(mark in text for mark in SENTENCE_MARKS)
    return bool(style_of(text)) and len(text) <= _LONGEST_SUBHEADING and not marked


def names(text: str, form: Form) -> str:
    """Return the key of the section a heading names in a known wording, under any number of numerals."""
    found = _named(text, form) if len(text) <= _LONGEST_HEADING else None
    return found[0] if found else ""


def _named(text: str, form: Form) -> tuple[str, bool] | None:
    """Return key and whether the wording is official."""
    key = label_key(text).rstrip(TRAILING_MARKS)
    for _ in range(3):
        if section := form.section_of(key):
            return section.key, label_key(section.label) == without_numeral(key)
        if without_numeral(key) == key:
            return None
        key = without_numeral(key)
    return None


def _near(text: str, form: Form) -> str:
    """Return the key of the section a heading comes nearest to, if it is near enough and no other is.

    Nearness is rapidfuzz's ratio, from 0 to 100, of the heading without its numeral and a section's names.
    """
    key = without_numeral(label_key(text))
    near = sorted(
        ((max(fuzz.ratio(key, label_key(name)) for name in (s.label, *s.aliases)), s.key) for s in form.sections),
        reverse=True,
    )
    near += [(0, ""), (0, "")]
    return near[0][1] if near[0][0] >= _NEAR and near[0][0] - near[1][0] >= 100 - _NEAR else ""


def find(
    lines: Sequence[tuple[int, Paragraph]],
    form: Form | None,
    is_label: Callable[[str], bool],
) -> tuple[dict[int, Heading], list[ImportNote]]:
    """Return the headings among numbered paragraphs, by number, and notes on how they are written.

    Without a form, headings are those numbered as sections are. A paragraph for which `is_label` holds belongs to
    a table, unless it names a section. Headings that repeat one in its style are `again`; those behind the first
    section that only look like one have no key.
    """
    if form is None:
        return {at: Heading("") for at, part in lines if _is_plain_heading(part)}, []
    found_in = [(part, c) for at, part in lines if (c := _candidate(at, part, form))]
    candidates = [c for part, c in found_in if c.quality > NEAR or not is_label(part.text)]
    listed = _contents(candidates)
    candidates = [c for c in candidates if c.at not in listed]
    usual = _usual_style(candidates)
    chosen: dict[str, _Candidate] = {}
    for section in form.sections:
        if best := _best([c for c in candidates if c.key == section.key], usual):
            chosen[section.key] = best
    found = {c.at: Heading(c.key) for c in chosen.values()}
    for candidate in candidates:
        pick = chosen.get(candidate.key)
        if pick and candidate.at > pick.at and candidate.quality >= LONG and candidate.style == pick.style:
            found[candidate.at] = Heading(candidate.key, again=True)
    if chosen:
        first = min(c.at for c in chosen.values())
        last = len(form.sections)
        found |= {
            at: Heading("")
            for at, part in lines
            if at > first
            and at not in found
            and style_of(part.text) == usual
            and ordinal(part.text) > last
            and is_subheading(part.text)
            and not is_label(part.text)
        }
    texts = dict(lines)
    notes = [ImportNote("contents-list", texts[min(listed)].line, {"count": len(listed)})] if listed else []
    return found, notes + list(_notes(found, texts, form))


def _is_plain_heading(part: Paragraph) -> bool:
    """Whether a paragraph is numbered as sections are: a Chinese numeral with a mark, no brackets."""
    return is_subheading(part.text) and style_of(part.text) == "N."


def _candidate(at: int, part: Paragraph, form: Form) -> _Candidate | None:
    """Return what section a paragraph may head, or None for one that is too long, a sentence, or like no name."""
    if len(part.text) > _LONGEST_HEADING:
        return None
    style = style_of(part.text)
    if named := _named(part.text, form):
        key, official = named
        in_place = ordinal(part.text) == [section.key for section in form.sections].index(key) + 1
        long = len(without_numeral(label_key(part.text))) >= _LONG_NAME
        return _Candidate(at, key, OFFICIAL if official else LONG if long else ALIAS, style, part.level, in_place)
    if (
        (style or part.level)
        and not any(mark in part.text for mark in SENTENCE_MARKS)
        and (key := _near(part.text, form))
    ):
        return _Candidate(at, key, NEAR, style, part.level, in_place=False)
    return None


def _contents(candidates: list[_Candidate]) -> set[int]:
    """Return the lines of a table of contents: headings right below one another that all come again later."""
    contents: list[_Candidate] = []
    for candidate in candidates:
        is_next = bool(contents) and candidate.at == contents[-1].at + 1
        if is_next and all(candidate.key != listed.key for listed in contents):
            contents.append(candidate)
        elif len(contents) >= _CONTENTS:
            break
        else:
            contents = [candidate]
    later = {c.key for c in candidates if contents and c.at > contents[-1].at}
    return {c.at for c in contents} if len(contents) >= _CONTENTS and {c.key for c in contents} <= later else set()


def _usual_style(candidates: list[_Candidate]) -> str:
    """Return how the numerals of most sections are written; Chinese ones with a mark where none are."""
    styles = Counter(style for style, _ in {(c.style, c.key) for c in candidates if c.quality >= LONG})
    return max(styles, key=lambda style: (styles[style], style == "N.")) if styles else "N."


def _best(candidates: list[_Candidate], usual: str) -> _Candidate | None:
    """Choose a section's heading: official words in the usual style first, a short alias only in that style.

    What is written in the usual style heads a section, and what has other numerals a part of one.
    """
    fitting = [c for c in candidates if c.quality >= LONG or c.style == usual]
    fitting = fitting or [c for c in candidates if c.in_place]
    return (
        max(fitting, key=lambda c: (c.style == usual and c.quality >= LONG, c.style == usual, c.quality, -c.at))
        if fitting
        else None
    )


def _notes(found: dict[int, Heading], texts: dict[int, Paragraph], form: Form) -> Iterator[ImportNote]:
    """Yield what is unusual in the headings: level, repetition, numeral, wording, a section the form lacks."""
    levels = [texts[at].level for at in sorted(found) if texts[at].level]
    sections = {section.key: section for section in form.sections}
    for at in sorted(found):
        part, heading = texts[at], found[at]
        if part.level and part.level != levels[0]:
            yield ImportNote(
                "heading-level", part.line, {"text": part.text, "level": part.level, "usual": levels[0]}
            )
        if heading.again:
            yield ImportNote("heading-again", part.line, {"text": part.text})
        if not heading.key:
            yield ImportNote("heading-unknown", part.line, {"text": part.text})
            continue
        section = sections[heading.key]
        key = label_key(part.text)
        if numeral_of(key) != numeral_of(label_key(section.heading)):
            yield ImportNote("heading-numeral", part.line, {"text": part.text, "official": section.heading})
        if without_numeral(key) != label_key(section.label):
            yield ImportNote("heading-wording", part.line, {"text": part.text, "official": section.heading})
