"""What a report says of itself: title, year, signature, dates.

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
from nianbao.importers.document import ImportNote, Imprint, Paragraph
from nianbao.model.kind import Kind
from nianbao.model.normalisation import (
    cut_out,
    in_common_use,
    joined,
    label_key,
    numeral_of,
    spaced,
    without_spaces,
)

_LONGEST_TITLE: Final = 70
_LONGEST_TITLE_LINE: Final = 40
_MOST_TITLE_LINES: Final = 3
_LONGEST_SIGNATURE: Final = 40
_SIGNED_WITHIN: Final = 8
_TOP: Final = 60
_CLEAR_MAJORITY: Final = 2
# What divides a page's own title from the names of its section and its site.
_TITLE_PARTS = re.compile(r"\s*[-_|\u2014\u2013\uff5c>]+\s*")

Numbered = Sequence[tuple[int, Paragraph]]


@dataclass(frozen=True, slots=True)
class Title:
    """A title as filed; `name` is what it says besides year and kind of document; `taken` are its paragraphs.

    `line` is its first line in the original. All is empty for a report without a title
    (`agency-and-year-unknown`).
    """

    text: str = ""
    name: str = ""
    year: int | None = None
    line: int = 1
    taken: frozenset[int] = frozenset()


@dataclass
class Facts:
    """What was found, and which paragraphs say nothing else and are therefore no prose."""

    title: Title = field(default_factory=Title)
    signed_by: str = ""
    signed: date | None = None
    published: date | None = None
    taken: set[int] = field(default_factory=set)
    notes: list[ImportNote] = field(default_factory=list)


def find(top: Numbered, end: Numbered, kind: Kind) -> Facts:
    """Return the facts in the paragraphs above the first section and in those the report ends with.

    A report without headings gives all its paragraphs as both.
    """
    facts = Facts()
    top = top[:_TOP]
    _published(top, facts)
    rest = [(at, part) for at, part in top if at not in facts.taken]
    facts.title = _title(rest, kind)
    facts.taken |= facts.title.taken
    _repeated_title(rest, facts)
    _signature([(at, part) for at, part in end if at not in facts.taken], facts)
    return facts


# --- title -----------------------------------------------------------------------------------------------------


def _title(top: Numbered, kind: Kind) -> Title:
    """Find the title on one line, or on up to three with the agency, the year and the kind apart."""
    top = [(at, part) for at, part in top if without_spaces(part.text).strip(":") not in patterns.PAGE_WORDS]
    for place, (at, part) in enumerate(top):
        whole = parsed(part.text, kind)
        if whole is not None:
            lines = [(at, part)] if all(whole) else _with_lines_above(top, place, kind)
            return _made(lines, kind)
        for count in range(2, _MOST_TITLE_LINES + 1):
            lines = list(top[place : place + count])
            alone = [parsed(line.text, kind) for _, line in lines]
            fits = all(
                len(line.text) <= _LONGEST_TITLE_LINE and not patterns.has_mark(line.text) for _, line in lines
            )
            together = parsed(joined(line.text for _, line in lines), kind) if fits else None
            if together and all(together) and not any(one and all(one) for one in alone):
                return _made(lines, kind)
    return Title()


def _made(lines: list[tuple[int, Paragraph]], kind: Kind) -> Title:
    """Return the title on some lines, which together are one."""
    text = joined(line.text for _, line in lines)
    name, year = parsed(text, kind) or ("", "")
    found = patterns.pattern("title_year").search(patterns.plain(text)) if year else None
    stated = re.search(r"\w{4}", found[0] if found else year)
    return Title(
        text,
        name,
        patterns.year_of(stated[0]) if stated else None,
        lines[0][1].line,
        frozenset(at for at, _ in lines),
    )


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
    tight = in_common_use(without_spaces(plain))
    tail = (
        re.search(f"(?:{kind.title_tail})$", tight) if kind.title_tail and len(tight) <= _LONGEST_TITLE else None
    )
    if not tail or not tail[0] or kind.title_mark not in tail[0] or patterns.has_mark(tight, sentence_only=True):
        return None
    head = spaced(cut_out(plain, 0, tail.start()))
    if any(mark in head for mark in patterns.LINE_MARKS):
        return None
    year = patterns.pattern("title_year").search(head) or patterns.pattern("title_year").search(tail[0])
    name = spaced(head.replace(year[0], " ", 1)) if year else head
    for filler in patterns.FILLERS:
        name = name.removeprefix(filler).removesuffix(filler)
    name = name.strip()
    # Of two words that are the same one is often left out: the government's information on open government.
    half = next((word for word in patterns.SHARED_WORDS if name.endswith(word[: len(word) // 2])), "")
    return name + half[len(half) // 2 :], year[0] if year else ""


def _with_lines_above(top: Numbered, place: int, kind: Kind) -> list[tuple[int, Paragraph]]:
    """Add the lines right above an incomplete title that can hold what it lacks."""
    lines = [top[place]]
    while place > 0 and len(lines) < _MOST_TITLE_LINES:
        place -= 1
        text = top[place][1].text
        if (
            len(text) > _LONGEST_TITLE_LINE
            or patterns.has_mark(text)
            or patterns.is_day(text)
            or numeral_of(label_key(text))
        ):
            break
        longer = [top[place], *lines]
        if parsed(joined(line.text for _, line in longer), kind) is None:
            break
        lines = longer
        if all(parsed(joined(line.text for _, line in lines), kind) or ("",)):
            break
    return lines


def _repeated_title(top: Numbered, facts: Facts) -> None:
    """Leave out a title that is printed once more above the text, with a note that says so."""
    key, count = label_key(facts.title.text), len(facts.title.taken)
    rest = [(at, part) for at, part in top if at not in facts.taken]
    for place in range(len(rest) if key else 0):
        for lines in (rest[place : place + 1], rest[place : place + count]):
            if label_key("".join(part.text for _, part in lines)) == key:
                facts.taken |= {at for at, _ in lines}
                text = " ".join(part.text for _, part in lines)
                facts.notes.append(ImportNote("title-repeated", lines[0][1].line, {"text": text}))
                break


def is_title(text: str, kind: Kind) -> bool:
    """Whether a line is a whole title: agency, year and kind of document."""
    return len(text) <= 2 * _LONGEST_TITLE and all(parsed(text, kind) or ("",))


def title_of(paragraphs: Numbered, kind: Kind) -> Title:
    """Return the title among the first paragraphs of a document; an empty one if none of them is one."""
    return _title(paragraphs[:_TOP], kind)


def has_title(lines: Sequence[Paragraph], kind: Kind) -> bool:
    """Whether a title, on one line or several, stands among paragraphs."""
    return bool(_title(list(enumerate(lines)), kind).text)


def from_imprint(facts: Facts, imprint: Imprint, kind: Kind) -> None:
    """Take title and date from what the file says of itself, where its text says nothing.

    Pages of government sites register both in their head; each that is taken becomes a note.
    """
    if not all((facts.title.name, facts.title.year)):
        whole = next((t for stated in imprint.titles for t in _TITLE_PARTS.split(stated) if is_title(t, kind)), "")
        if whole and not facts.title.text:
            facts.title = replace(_made([(0, Paragraph(whole.strip(), 1))], kind), taken=frozenset())
            facts.notes.append(ImportNote("title-from-page", 1, {"text": whole.strip()}))
    if facts.published is None and imprint.published:
        stated = next((found for form in patterns.DATES if (found := form.match(imprint.published))), None)
        facts.published = patterns.day(stated[0]) if stated else None
        if facts.published:
            facts.notes.append(ImportNote("published-from-page", 1, {"text": imprint.published}))


# --- dates and signature ---------------------------------------------------------------------------------------


def _published(top: Numbered, facts: Facts) -> None:
    """Find the date of publication, a line of its own or part of one, and note a date no calendar has."""
    for at, part in top:
        text = patterns.plain(part.text)
        found = patterns.pattern("published").search(text)
        if found and facts.published is None:
            facts.published = patterns.day(found["date"])
            if facts.published is None:
                facts.notes.append(ImportNote("impossible-date", part.line, {"text": found["date"]}))
                continue
            rest = patterns.pattern("time_of_day").sub("", text[found.end() :], count=1)
            if not (text[: found.start()] + rest).strip():
                facts.taken.add(at)


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
    return tight.endswith(patterns.SUFFIXES) or label_key(tight) == label_key(name)


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
    named = Counter(
        year
        for _, text in texts
        for found in patterns.pattern("year_in_text").finditer(patterns.QUOTES.sub("", text))
        if (year := patterns.year_of(found[1]))
    )
    filed, where = _year_in(path)
    ranked = named.most_common(2)
    second = ranked[1][1] if len(ranked) > 1 else 0
    if ranked and ranked[0][1] >= max(_CLEAR_MAJORITY, _CLEAR_MAJORITY * second):
        return ranked[0][0], [ImportNote("year-from-text", 1, {"year": ranked[0][0], "count": ranked[0][1]})]
    if filed and (not named or filed in named):
        return filed, [ImportNote("year-from-file-name", 1, {"year": filed, "file": where})]
    return None, []


def _year_in(path: Sequence[str]) -> tuple[int | None, str]:
    """Return the year a file's name says, else the innermost folder's that says just one; and the name."""
    *folders, file = path
    for name in (PurePath(file).stem, *reversed(folders)):
        years = patterns.pattern("year_in_file_name").findall(name)
        if years and (name == PurePath(file).stem or len(set(years)) == 1):
            return int(years[-1]), PurePath(file).name if name == PurePath(file).stem else name
    return None, ""
