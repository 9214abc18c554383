"""Whose report it is: the title's agency, else the one its opening, its end or its sentences name.

Each name has its evidence. The title's name is the name: other names that agree with it only add its region, or
the organ of a place. Where no title names the agency, names that the report says are its own decide, and else the
names of its sentences; two that don't agree decide nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count
from pathlib import PurePath
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.document import ImportNote, Paragraph
from nianbao.importers.draft import OpenPoint
from nianbao.importers.recognition import names, namings
from nianbao.importers.recognition.facts import Facts, is_agency
from nianbao.importers.recognition.namings import Naming
from nianbao.importers.recognition.titles import parsed
from nianbao.model.kind import Kind
from nianbao.model.normalisation import HAN, label_key, spaced
from nianbao.model.register import LONGEST_ID, Agency, Register, is_agency_id
from nianbao.model.report import YEAR

_SLUG: Final = re.compile(
    r"(?P<slug>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*?)[-_](?:19|20)\d\d|(?:19|20)\d\d[-_](?P<slug2>[a-z][a-z0-9_-]*)"
)
_FOLDER: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
_APART: Final = re.compile(r"[\s_.\-]+")
_NO_ID: Final = re.compile(f"[^a-z0-9{HAN()}]+")
_ROOM_FOR_A_NUMBER: Final = 5
# A cover names the agency alone on one of so many lines below its title.
_COVER_LINES: Final = 2


@dataclass(frozen=True)
class Found:
    """Whose report it is, None if it can't be known, with a note on names understood, or an open point on them.

    An agency the register lacks has an empty id.
    """

    agency: Agency | None = None
    notes: tuple[ImportNote, ...] = ()
    open: tuple[OpenPoint, ...] = ()


def find(
    facts: Facts, paragraphs: Sequence[tuple[int, Paragraph]], register: Register, kind: Kind, year: int | None
) -> Found:
    """Return the agency a report names: one of the register's, or one with the name found.

    A name the register knows wins where it agrees with the title's. A name inside quotation marks or the title of
    another document is no evidence. Who published the report may complete the title's name, and decides where
    nothing else does.
    """
    title = spaced(facts.title.name)
    found = [*_alone_on_lines(facts, paragraphs), *namings.find(paragraphs, kind, year)]
    if rivals := facts.title.rivals:
        said = {name for name in (title, *rivals) for naming in found if names.agree(naming.name, name)}
        if said != {title}:
            return Found(open=(OpenPoint("agencies", facts.title.line, ", ".join((title, *rivals))),))
    if title and (agency := register.named(title)):
        return Found(agency)
    publisher = facts.publisher
    if title:
        named = _titled(title, found, register)
        is_bare = named.agency == Agency("", title)
        return _titled(title, [*found, publisher], register) if publisher and is_bare else named
    named = _untitled(found, register)
    return named if publisher is None or named.agency or named.open else _published(publisher, register)


def _alone_on_lines(facts: Facts, paragraphs: Sequence[tuple[int, Paragraph]]) -> Iterator[Naming]:
    """Yield the names that stand alone: the signature, and the line of a cover below the title."""
    if facts.signed_by and names.is_name(facts.signed_by):
        yield Naming(facts.signed_by, facts.title.line, namings.OWN)
    last = max(facts.title.taken, default=None)
    below = [] if last is None else [part for at, part in paragraphs if at > last][:_COVER_LINES]
    for part in below:
        if is_agency(part.text) and names.is_name_in_sentence(part.text):
            yield Naming(part.text, part.line, namings.OWN)


def _titled(title: str, found: Sequence[Naming], register: Register) -> Found:
    """Return the agency of a title, its name completed by what agrees with it."""
    agreeing = [naming for naming in found if names.agree(naming.name, title)]
    known = {agency.id: agency for n in agreeing if (agency := register.named(n.name))}
    # A name without its region is the register's where one agency of it is called so in some region.
    if not known and not names.has_region(title):
        known = {a.id: a for a in register.agencies if any(names.is_fuller(name, title) for name in a.names)}
    if len(known) == 1:
        return Found(next(iter(known.values())))
    name = title
    if not names.has_region(title):
        fuller = [n for n in agreeing if names.is_fuller(n.name, title) and names.has_region(n.name)]
        name = _fullest(fuller) or title
    organs = {n.name for n in agreeing if n.is_own and names.is_organ_of(n.name, name)}
    if len(organs) == 1:
        name = organs.pop()
    return Found(Agency("", name))


def _untitled(found: Sequence[Naming], register: Register) -> Found:
    """Return the agency that the sentences of a report without a name in its title name."""
    for what in (namings.OWN, namings.ASKED, namings.SUBJECT):
        namings_ = [n for n in found if n.what == what and _decides(n)]
        if not namings_:
            continue
        known = {agency.id: agency for n in namings_ if (agency := register.named(n.name))}
        name = _fullest(namings_)
        if not name:
            text = ", ".join(dict.fromkeys(n.name for n in namings_))
            return Found(open=(OpenPoint("agencies", namings_[0].line, text),))
        if len(known) == 1:
            return Found(next(iter(known.values())))
        fuller = [n for n in found if names.is_fuller(n.name, name)]
        name = name if names.has_region(name) else _fullest(fuller)
        if names.has_region(name):
            line = next((n.line for n in found if n.name == name), 1)
            note = ImportNote("agency-from-text", line, {"agency": name})
            return Found(register.named(name) or Agency("", name), (note,))
        return Found()
    return Found()


def _published(publisher: Naming, register: Register) -> Found:
    """Return the agency that published a report of which nothing else says whose it is, its name a full one."""
    agency = register.named(publisher.name)
    if agency is None and label_key(publisher.name).endswith(patterns.ORGANS) and names.has_region(publisher.name):
        agency = Agency("", publisher.name)
    if agency is None:
        return Found()
    return Found(agency, (ImportNote("agency-from-record", publisher.line, {"agency": publisher.name}),))


def _decides(naming: Naming) -> bool:
    """Whether a name can decide by itself: any where the report is said to be its own, else no place alone.

    Questions go to an office whether the report is its own or that of the government above it.
    """
    if naming.is_own:
        return True
    name, is_asked = label_key(naming.name), naming.what == namings.ASKED
    return name.endswith(patterns.ORGANS) and not (is_asked and name.endswith(patterns.OFFICES))


def _fullest(found: Iterable[Naming]) -> str:
    """Return the fullest of names that all agree, the first of equals; empty if two of them do not agree."""
    best = ""
    for naming in found:
        if best and not names.agree(naming.name, best):
            return ""
        is_more = names.is_fuller(naming.name, best) or names.is_organ_of(naming.name, best)
        if not best or (is_more and len(naming.name) > len(best)):
            best = naming.name
    return spaced(best)


def of_path(path: Sequence[str], register: Register, kind: Kind) -> tuple[Agency, str] | None:
    """Return the agency that a file's name or the innermost of its folders names, and the name that says so.

    Where the register does not know it, the name must be one an agency can have; its id is empty then.
    """
    for place, name_said in reversed(list(enumerate(path))):
        stem = PurePath(name_said).stem if place == len(path) - 1 else name_said
        for name in _names_of(stem, kind):
            if agency := register.named(name):
                return agency, name_said
            if is_agency(name):
                return Agency("", name), name_said
    return None


def _names_of(stem: str, kind: Kind) -> Iterator[str]:
    """Yield what a name of a file or folder may say of an agency: all of it, or what it says besides the year."""
    yield stem
    if found := _SLUG.fullmatch(stem):
        yield found["slug"] or found["slug2"]
    if title := parsed(stem, kind):
        yield title[0]
    bare = patterns.pattern("title_year").sub("", _APART.sub("", patterns.plain(stem)))
    yield re.sub(r"\d+", "", patterns.pattern("file_tail").sub("", bare))


def new_id(agency: Agency, path: Sequence[str], register: Register) -> str:
    """Return the id of an agency the register lacks: from the file's name if it is a slug, else the name.

    A file named by its year alone has the slug of its folder. Empty where a name has nothing an id can be made of.
    """
    stem = PurePath(path[-1]).stem
    found = _SLUG.fullmatch(stem)
    slug = (found["slug"] or found["slug2"]) if found else ""
    if len(path) > 1 and YEAR.fullmatch(stem) and _FOLDER.fullmatch(path[-2]):
        slug = path[-2] if patterns.GENERIC_FILE_NAMES.isdisjoint(path[-2].split("-")) else ""
    is_general = slug in patterns.GENERIC_FILE_NAMES
    slug = slug.replace("_", "-")
    if slug and not is_general and slug not in register.by_id and is_agency_id(slug):
        return slug
    stem = _NO_ID.sub("-", patterns.plain(agency.name).lower()).strip("-")[: LONGEST_ID - _ROOM_FOR_A_NUMBER]
    numbered = chain([stem], (f"{stem}-{number}" for number in count(2)))
    return next(name for name in numbered if name not in register.by_id) if is_agency_id(stem) else ""
