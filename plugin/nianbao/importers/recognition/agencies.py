"""Whose report it is: by the register's names, else by the fullest name the report itself gives."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import PurePath
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.recognition import names
from nianbao.importers.recognition.facts import Facts, is_agency, parsed
from nianbao.model.kind import Kind
from nianbao.model.normalisation import HAN, label_key, spaced, without_spaces
from nianbao.model.register import LONGEST_ID, Agency, Register, is_agency_id
from nianbao.model.report import YEAR

_SLUG: Final = re.compile(
    r"(?P<slug>[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*?)[-_](?:19|20)\d\d|(?:19|20)\d\d[-_](?P<slug2>[a-z][a-z0-9_-]*)"
)
_FOLDER: Final = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)+")
_APART: Final = re.compile(r"[\s_.\-]+")
_NO_ID: Final = re.compile(f"[^a-z0-9{HAN()}]+")
_ROOM_FOR_A_NUMBER: Final = 5
_FEWEST_LETTERS_OF_A_NAME: Final = 4


def find(facts: Facts, texts: Sequence[str], register: Register, kind: Kind) -> Agency | None:
    """Return the agency the report is of: one of the register's, or one with the name found (its id is empty).

    The title's name comes first, then the signature, then the name the report gives itself, then the one name of
    the register that the text gives. What the text says may add a region to the title's name and nothing else. A
    name inside quotation marks or the title of another document is no evidence. None if no name can be found, or
    where the sentences that name the author don't agree.
    """
    for name in (facts.title.name, facts.signed_by):
        if name and (agency := register.named(name)):
            return agency
    prose = [patterns.QUOTES.sub("\n", text) for text in texts]
    authors = list(dict.fromkeys(names.authors(texts, kind)))
    full = names.completed(facts.title.name, facts.signed_by, authors, prose)
    full = full or facts.signed_by or _agreed(authors)
    if full and (agency := register.named(full)):
        return agency
    if agency := _named_in_prose(prose, register):
        return agency
    return Agency(id="", name=spaced(full)) if full else None


def _agreed(authors: Sequence[str]) -> str:
    """Return the first name, with the region others add to it; nothing where the next is of another agency."""
    first = authors[0] if authors else ""
    longest = max((name for name in authors if name.endswith(first)), key=len, default="")
    return longest if all(longest.endswith(name) or name.startswith(longest) for name in authors[:2]) else ""


def _named_in_prose(prose: Sequence[str], register: Register) -> Agency | None:
    """Return the one agency of the register whose name the text gives; longer names are read before shorter."""
    text = label_key_of_all(prose)
    names = sorted(
        ((label_key(name), agency) for agency in register.agencies for name in agency.names),
        key=lambda pair: -len(pair[0]),
    )
    found: dict[str, Agency] = {}
    for name, agency in names:
        if len(name) >= _FEWEST_LETTERS_OF_A_NAME and name in text:
            found[agency.id] = agency
            text = text.replace(name, "\n")
    return next(iter(found.values())) if len(found) == 1 else None


def label_key_of_all(texts: Sequence[str]) -> str:
    """Return texts without white space and with one width of marks, a line each."""
    return "\n".join(without_spaces(patterns.plain(text)) for text in texts)


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
