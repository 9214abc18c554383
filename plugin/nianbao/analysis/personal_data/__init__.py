"""Personal information in a text: where it is, and how it looks when masked.

`plain` reads a text as a reader sees its digits, `numbers` and `mailboxes` find what may be a person's, `evidence`
weighs it. What is found is never repeated: whatever leaves the tool has gone through `masked`.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from nianbao.analysis.personal_data.mailboxes import mailboxes
from nianbao.analysis.personal_data.numbers import Detection, numbers
from nianbao.analysis.personal_data.plain import plain
from nianbao.model.constants import constant, pattern
from nianbao.model.finding import Location, Place
from nianbao.model.yamltext import package_data, texts, tree

_DATA: Final = package_data("personal_data.yml")

# What masks a digit where an asterisk would be a mark of Markdown, and where it is forbidden in a file's name.
IN_PROSE: Final = "\u00d7"
IN_NAMES: Final = "x"

# Whatever a trace can be made of: eleven digits close together, a mailbox, digits behind escapes or in tags.
# The first repetitions are written out, which spares the table of a report most of the work.
_DIGIT = constant(lambda: rf"[\d{''.join(tree(_DATA['other_digits']))}{''.join(tree(_DATA['like_digits']))}]")
_GAP = r"[^\w,\uff0c\u3001]{0,12}_?"
_IN_WORDS = constant(lambda: f"[{''.join(tree(_DATA['other_digits']))}]")
_SUSPECT_WORDS = pattern(lambda: rf"{_IN_WORDS()}{_IN_WORDS()}{_IN_WORDS()}{_IN_WORDS()}{{6}}")
_SUSPECT = pattern(lambda: rf"\d{_GAP}{_DIGIT()}{_GAP}{_DIGIT()}{_GAP}{_DIGIT()}(?:{_GAP}{_DIGIT()}){{7}}")
_SIGNS: Final = constant(lambda: ("@", "\uff20", "\\", "&", "<", "__", *texts(_DATA["travel_documents"])))


def _any(key: str) -> str:
    """Return a pattern of any of the words under a key of the data, the longer first."""
    return "|".join(map(re.escape, sorted(texts(_DATA[key]), key=len, reverse=True)))


_PERSONAL = constant(lambda: _any("address_of_persons"))
_ADDRESS = pattern(
    lambda: (
        r"(?:https?://|www\.)[!-~]+?(?=[^!-~]|[,;<>\"'|)]|$)"
        r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:cn|com|net|org)(?![\w.-])(?:/[!-~]*?(?=[^!-~]|[,;<>\"'|)]|$))?"
        rf"|(?<=\]\()(?!{_PERSONAL()})[^()\s]+"
        rf"|(?<=href=[\"'])(?!{_PERSONAL()})[^\"'\s]+"
        r"|(?<![\w./%-])[\w./%-]*\w\.(?:s?html?|jspx?|aspx?|php|do|action)\b"
        r"|\b(?=[0-9]*[a-f])[0-9a-f]{16,}\b"
    ),
    re.ASCII | re.IGNORECASE,
)
_NAMED = pattern(
    lambda: (
        rf"(?:[?&#;](?:\w*(?:{_any('address_names')})(?:_?(?:no|num|number|\d))?|{_any('address_names_alone')})=[^&#;]*"
        rf"|/(?:{_any('address_names')}|{_any('address_names_alone')})/[^/?&#]*)"
    ),
    re.IGNORECASE,
)
_OF_PERSONS = pattern(lambda: rf"(?:https?://)?(?:www\.)?(?:{_PERSONAL()})", re.IGNORECASE)


class Kind(StrEnum):
    """What was found, from the most to the least certain to harm."""

    IDENTITY = "identity"
    LABELLED_IDENTITY = "labelled_identity"
    DOUBTFUL_IDENTITY = "doubtful_identity"
    CARD = "card"
    MOBILE = "mobile"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Trace:
    """Personal information in a text, from `start` to `end`; `masked` is all that may be shown of it."""

    kind: Kind
    start: int
    end: int
    masked: str


@dataclass(frozen=True, slots=True)
class Exposure:
    """Personal information in a source file: where it stands, in which cell if in one, and its masked form."""

    kind: Kind
    masked: str
    location: Location
    place: Place | None = None


def is_suspect(text: str) -> bool:
    """Return whether a text may hold personal information at all; a clean one costs no more than this."""
    return any(sign in text for sign in _SIGNS()) or bool(_SUSPECT.search(text) or _SUSPECT_WORDS.search(text))


def traces(text: str) -> tuple[Trace, ...]:
    """Return the personal information of a text in the order of its offsets.

    No two overlap, except a mobile number that is the name of a mailbox: both are returned.
    """
    return _traces(text) if is_suspect(text) else ()


def masked(text: str, mark: str = "*") -> str:
    """Return the text with all personal information masked, of the same length; any other text as it is.

    `mark` takes the place of each masked character: `*`, or IN_PROSE and IN_NAMES where that one has a meaning.
    """
    parts, end = [], 0
    for trace in sorted(traces(text), key=lambda trace: (trace.start, -trace.end)):
        if trace.start >= end:
            parts += [text[end : trace.start], trace.masked.replace("*", mark)]
            end = trace.end
    return "".join([*parts, text[end:]])


@lru_cache(maxsize=256)
def _traces(text: str) -> tuple[Trace, ...]:
    """Return what `traces` does, without the quick look beforehand; the last texts are remembered.

    Numbers come in the order of their certainty: a place taken by one is not given to another.
    """
    seen = plain(text)
    seen = replace(seen, text=_ADDRESS.sub(_without_pages, seen.text))
    taken: list[tuple[int, int]] = []
    traces: list[Trace] = []
    for kind, start, end, mask in numbers(seen):
        if _is_free(taken, start, end):
            traces.append(_trace(text, seen.places, (kind, start, end, mask)))
    traces += [_trace(text, seen.places, mailbox) for mailbox in mailboxes(seen.text)]
    return tuple(sorted(traces, key=lambda trace: (trace.start, trace.kind)))


def _is_free(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether nothing found so far overlaps a place, which is then taken."""
    index = bisect_left(taken, (start, end))
    if (index and taken[index - 1][1] > start) or (index < len(taken) and taken[index][0] < end):
        return False
    taken.insert(index, (start, end))
    return True


def _trace(text: str, places: Sequence[int], number: Detection) -> Trace:
    """Return a trace in the text as written for a number in the text as read; an entity counts as one."""
    kind, start, end, mask = number
    first, last = places[start], places[end - 1]
    stop = text.find(";", last) + 1 if text[last] == "&" else last + 1
    return Trace(Kind(kind), first, stop, _as_written(text[first:stop], mask))


def _as_written(written: str, mask: str) -> str:
    """Return a masked number with its spaces as they were; all masked where digits were written in other ways."""
    if len(written) != len(mask):
        return "".join(char if char in "\r\n" else "*" for char in written)
    return "".join(new if new == "*" else old for old, new in zip(written, mask, strict=True))


def _without_pages(address: re.Match[str]) -> str:
    """Blank an address out, but for what it says to be a person's number."""
    if _OF_PERSONS.match(address[0]):
        return address[0]
    blank = ["\0"] * len(address[0])
    for match in _NAMED.finditer(address[0]):
        blank[match.start() : match.end()] = match[0]
    return "".join(blank)
