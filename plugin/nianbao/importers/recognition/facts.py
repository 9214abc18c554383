"""What a report says of itself: title (titles.py), year, signature, dates.

The title stands above the first section, the signature behind the last heading. What is taken as a fact and says
nothing else is no prose any more.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.document import ImportNote, Imprint
from nianbao.importers.recognition import names, namings, titles
from nianbao.importers.recognition.namings import Naming
from nianbao.importers.recognition.titles import Numbered, Title
from nianbao.model.kind import Kind
from nianbao.model.normalisation import label_key, numeral_of, simplified, without_spaces

_LONGEST_SIGNATURE: Final = 40
_SIGNED_WITHIN: Final = 8
_TOP: Final = 60
_CLEAR_MAJORITY: Final = 2
# The opening stands in so many paragraphs.
_OPENING: Final = 12


@dataclass
class Facts:
    """What was found, and which paragraphs say nothing else and are therefore no prose.

    `publisher` is who published the report, as what it is filed under says, or the line below its title.
    """

    title: Title = field(default_factory=Title)
    signed_by: str = ""
    signed: date | None = None
    published: date | None = None
    publisher: Naming | None = None
    taken: set[int] = field(default_factory=set)
    notes: list[ImportNote] = field(default_factory=list)


def find(top: Numbered, end: Numbered, kind: Kind) -> Facts:
    """Return the facts in the paragraphs above the first section and in those the report ends with.

    A report without headings gives all its paragraphs as both.
    """
    facts = Facts()
    top = top[:_TOP]
    _published(top, facts)
    facts.publisher = _origin(top)
    rest = [(at, part) for at, part in top if at not in facts.taken]
    facts.title = titles.find(rest, kind)
    again, notes = titles.repeated(rest, facts.title)
    facts.taken |= facts.title.taken | again
    facts.notes += [*facts.title.notes, *notes]
    _signature([(at, part) for at, part in end if at not in facts.taken], facts)
    return facts


def from_imprint(facts: Facts, imprint: Imprint, kind: Kind) -> None:
    """Take title and date from what the file says of itself, where its text says nothing.

    Pages of government sites register both in their head; each that is taken becomes a note.
    """
    stated = titles.in_imprint(imprint.titles, kind)
    title = facts.title
    if stated.text and not title.text:
        facts.title = stated
        facts.notes.append(ImportNote("title-from-page", 1, {"text": stated.text}))
    elif stated.text and not title.name and title.year in {None, stated.year}:
        facts.title = replace(title, name=stated.name, year=stated.year)
        facts.notes.append(ImportNote("title-from-page", 1, {"text": stated.text}))
    if facts.published is None and imprint.published:
        found = next((day for form in patterns.DATES if (day := form.match(imprint.published))), None)
        facts.published = patterns.day(found[0]) if found else None
        if facts.published:
            facts.notes.append(ImportNote("published-from-page", 1, {"text": imprint.published}))


# --- dates and signature ---------------------------------------------------------------------------------------


def _published(top: Numbered, facts: Facts) -> None:
    """Find the date of publication, a line of its own or part of one, and note a date no calendar has."""
    for at, part in top:
        text = simplified(patterns.plain(part.text))
        found = patterns.pattern("published").search(text)
        if found and facts.published is None:
            facts.published = patterns.day(found["date"])
            if facts.published is None:
                facts.notes.append(ImportNote("impossible-date", part.line, {"text": found["date"]}))
                continue
            rest = patterns.pattern("time_of_day").sub("", text[found.end() :], count=1)
            if not (text[: found.start()] + rest).strip():
                facts.taken.add(at)


def _origin(top: Numbered) -> Naming | None:
    """Return the agency that a page names as the source of what it shows; None if it names none, or two."""
    named = {
        label_key(name): Naming(name, part.line, namings.OWN)
        for _, part in top
        for found in patterns.pattern("origin").finditer(patterns.plain(part.text))
        if names.is_name_in_sentence(name := found["name"])
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _signature(end: Numbered, facts: Facts) -> None:
    """Find the issuing body and the date the report ends with, on lines of their own or on one.

    A date counts as the day of signing only with nothing but an agency's name before it.
    """
    last = list(end[-_SIGNED_WITHIN:])
    for place in range(len(last) - 1, -1, -1):
        at, part = last[place]
        before, stated = _dated(part.text)
        if not stated or (before and not is_agency(before, facts.title.name)):
            continue
        facts.signed = patterns.day(stated)
        if facts.signed is None:
            facts.notes.append(ImportNote("impossible-date", part.line, {"text": stated}))
            return
        signers = [before] if before else _signers(last[:place], facts)
        facts.signed_by = " ".join(signers)
        facts.taken.add(at)
        return
    if last and patterns.pattern("month").fullmatch(patterns.plain(last[-1][1].text)):
        last = last[:-1]
    facts.signed_by = " ".join(_signers(last, facts))


def _signers(lines: Numbered, facts: Facts) -> list[str]:
    """Take the agencies' lines right above a date, two at most."""
    signers: list[str] = []
    for at, part in reversed(lines[-2:]):
        if part.level or not is_agency(part.text, facts.title.name):
            break
        signers.insert(0, part.text)
        facts.taken.add(at)
    return signers


def _dated(text: str) -> tuple[str, str]:
    """Split a short line into what stands before a date at its end and the date; both empty if it has none."""
    if len(text) > _LONGEST_SIGNATURE:
        return "", ""
    plain = patterns.plain(text)
    label = patterns.pattern("signed_label").pattern
    for form in patterns.DATES:
        found = re.fullmatch(rf"(?P<before>.*?)[\s(]*{label}(?P<date>{form.pattern})[)\s]*", plain)
        if found:
            return found["before"].strip(" ()"), found["date"]
    return "", ""


def is_signature(text: str) -> bool:
    """Whether a line is an agency's name, a date, or both."""
    before, stated = _dated(text)
    return bool(stated and (not before or is_agency(before))) or is_agency(text)


def is_agency(text: str, name: str = "") -> bool:
    """Whether a line is an agency's name: by its ending, or because it is the title's."""
    tight = without_spaces(text)
    if not tight or len(tight) > _LONGEST_SIGNATURE or patterns.has_mark(tight) or numeral_of(label_key(tight)):
        return False
    return simplified(tight).endswith(patterns.SUFFIXES) or label_key(tight) == label_key(name)


# --- year ------------------------------------------------------------------------------------------------------


def year_of(title: Title, paragraphs: Numbered, path: Sequence[str]) -> tuple[int | None, list[ImportNote]]:
    """Return the report year: the title's, else the period's, else the one the text speaks of, else the file's.

    `path` are the names of the folders the file lies in and its own; the innermost that says one year counts.
    """
    if title.year:
        return title.year, []
    texts = [(part.line, patterns.plain(part.text)) for _, part in paragraphs]
    for line, text in texts:
        if (found := patterns.pattern("period").search(text)) and (year := patterns.year_of(found[1])):
            return year, [ImportNote("year-from-period", line, {"year": year})]
    if stated := _reported_year(texts[:_OPENING]):
        year, line = stated
        return year, [ImportNote("year-from-opening", line, {"year": year})]
    named = Counter(
        year
        for _, text in texts
        for found in patterns.pattern("year_in_text").finditer(patterns.QUOTES.sub("", text))
        if (year := patterns.year_of(found[1]))
    )
    filed, where = year_in(path)
    ranked = named.most_common(2)
    second = ranked[1][1] if len(ranked) > 1 else 0
    if ranked and ranked[0][1] >= max(_CLEAR_MAJORITY, _CLEAR_MAJORITY * second):
        return ranked[0][0], [ImportNote("year-from-text", 1, {"year": ranked[0][0], "count": ranked[0][1]})]
    if filed and (not named or filed in named):
        return filed, [ImportNote("year-from-file-name", 1, {"year": filed, "file": where})]
    return None, []


def _reported_year(texts: Sequence[tuple[int, str]]) -> tuple[int, int] | None:
    """Return the year of the report that sentences at the top speak of, and the line; None for none, or two."""
    found = {
        year: line
        for line, text in reversed(texts)
        for named in patterns.pattern("reported_year").finditer(patterns.QUOTES.sub("", text))
        if (year := patterns.year_of(named[1]))
    }
    return next(iter(found.items())) if len(found) == 1 else None


def year_in(path: Sequence[str]) -> tuple[int | None, str]:
    """Return the year a file's name says, else the innermost folder's that says just one; and the name."""
    *folders, file = path
    for name in (PurePath(file).stem, *reversed(folders)):
        years = patterns.pattern("year_in_file_name").findall(name)
        if years and (name == PurePath(file).stem or len(set(years)) == 1):
            return int(years[-1]), PurePath(file).name if name == PurePath(file).stem else name
    return None, ""
