"""Whose report it is: by the register's names, else by the fullest name the report itself gives."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import PurePath
from typing import Final

from nianbao.importers import patterns
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
_SHORTEST_NAME: Final = 2
_LONGEST_NAME: Final = 40
_LONGEST_BEFORE: Final = max(map(len, patterns.BEFORE_NAMES))
_FEWEST_LETTERS_OF_A_NAME: Final = 4


def find(facts: Facts, texts: Sequence[str], register: Register) -> Agency | None:
    """Return the agency the report is of: one of the register's, or one with the name found (its id is empty).

    The title's name comes first, then the signature, then the fullest name in the text that agrees with the title,
    then the one name of the register that the text gives. A name inside quotation marks or the title of a document
    is no evidence. None if no name can be found.
    """
    for name in (facts.title.name, facts.signed_by):
        if name and (agency := register.named(name)):
            return agency
    prose = [patterns.QUOTES.sub("\n", text) for text in texts]
    full = _fullest(facts, prose)
    if full and (agency := register.named(full)):
        return agency
    if agency := _named_in_prose(prose, register):
        return agency
    return Agency(id="", name=full) if full else None


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


def _fullest(facts: Facts, prose: Sequence[str]) -> str:
    """Return the longest name that says all the title's name says, from the signature or the text.

    A name that is whole can only be preceded by more; an office of the agency is another agency.
    """
    stated, signed = (spaced(name) for name in (facts.title.name, facts.signed_by))
    if not stated:
        return signed
    whole = next((suffix for suffix in patterns.WHOLE_SUFFIXES if stated.endswith(suffix)), "")
    found = {name for text in prose for name in _names_in(text)}
    longer = [name for name in found if (name.endswith(stated) if whole else _contains(name, stated))]
    if _contains(signed, stated) and signed.endswith(whole):
        longer.append(signed)
    return max([stated, *sorted(longer)], key=len)


def _names_in(text: str) -> Iterator[str]:
    """Yield the runs of characters that end like an agency's name."""
    for letters in patterns.pattern("han").findall(without_spaces(patterns.plain(text))):
        for suffix in patterns.SUFFIXES:
            end = letters.find(suffix)
            while end >= 0:
                # What stands farther before the ending than the longest name is not looked at.
                first = max(0, end + len(suffix) - _LONGEST_NAME - _LONGEST_BEFORE)
                start = max(
                    (
                        at + len(word)
                        for word in patterns.BEFORE_NAMES
                        if (at := letters.rfind(word, first, end)) >= 0
                    ),
                    default=0,
                )
                name = letters[start : end + len(suffix)]
                if _SHORTEST_NAME < len(name) <= _LONGEST_NAME:
                    yield name
                end = letters.find(suffix, end + 1)


def _contains(name: str, shorter: str) -> bool:
    """Whether a name has all characters of a shorter one in their order, white space aside."""
    rest = iter(name)
    return all(char in rest for char in without_spaces(shorter))


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
