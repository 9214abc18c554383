"""Personal information in a text: where it is, and how it looks when masked.

Technical sources: GB 11643 for identity numbers (date of birth, ISO 7064 MOD 11-2 checksum), GB 32100 for the
unified social credit codes that look like them, ISO/IEC 7812 for bank cards (Luhn). What is found is never
repeated: whatever leaves the tool has gone through `masked`.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate
from typing import Final

from nianbao.finding import Location, Place
from nianbao.yamltext import package_data, texts, tree

_DATA: Final = package_data("privacy.yml")
_BANK_WORDS: Final = texts(_DATA["bank_words"])
_CARDS: Final = {prefix: frozenset(map(int, texts(sizes))) for prefix, sizes in tree(_DATA["cards"]).items()}
_PROVINCES: Final = frozenset(texts(_DATA["provinces"]))
_PRIVATE_MAIL: Final = frozenset(texts(_DATA["private_mail"]))

# What masks a digit where an asterisk would be a mark of Markdown, and where it is forbidden in a file's name.
IN_PROSE: Final = "\u00d7"
IN_NAMES: Final = "x"

# How far from a number a word about banks may stand and still speak of it.
NEAR: Final = 14
# A wrong checksum is a slip of the pen only in a number that looks like a grown-up's; page and file numbers
# carry dates too, but recent ones.
BORN: Final = range(1900, 2010)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_CREDIT_BASE: Final = 31

# The full-width forms stand at a fixed distance from the ASCII characters they widen (Unicode block FF00).
_NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_NARROW |= dict.fromkeys([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212], ord("-"))
_SPACE = re.compile(r"[^\S\n\t ]")
_ODD_DIGIT = re.compile(r"[^\D0-9]")


def _any(key: str) -> str:
    return "|".join(map(re.escape, sorted(texts(_DATA[key]), key=len, reverse=True)))


# Characters that show nothing, spaces and digits written as entities, marks and tags inside a number.
_HIDDEN = re.compile(
    r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|nbsp|ensp|emsp|thinsp);"
    r"|(?<=\d)(?:\*\*|__|</?(?:b|i|u|em|strong|span|font|wbr)\b[^<>]*>)+(?=\d)"
    "|[" + "".join(texts(package_data("lexicon.yml")["invisible"])) + "]"
)
# Whatever a trace can be made of: eleven digits close together, a mailbox, digits behind escapes or in tags.
# The first repetitions are written out, which spares the table of a report most of the work.
_GAP = r"[^\w,\uff0c\u3001]{0,4}"
_SUSPECT = re.compile(rf"\d{_GAP}\d{_GAP}\d{_GAP}\d(?:{_GAP}\d){{7}}")
_SIGNS: Final = ("@", "\uff20", "\\", "&", "<", "__")

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[!-~]+?(?=[^!-~]|[,;<>\"'|)]|$)"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:cn|com|net|org)(?![\w.-])(?:/[!-~]*?(?=[^!-~]|[,;<>\"'|)]|$))?"
    r"|(?<=\]\()(?!tel:|mailto:|sms:)[^()\s]+"
    r"|(?<![\w./%-])[\w./%-]*\w\.(?:s?html?|jspx?|aspx?|php|do|action)\b"
    r"|\b(?=[0-9]*[a-f])[0-9a-f]{16,}\b",
    re.ASCII | re.IGNORECASE,
)
_NAMED = re.compile(rf"[?&#;](?:{_any('address_names')})=([^&#;]*)", re.IGNORECASE)
_IN_CODE = re.compile(r"[0-9][A-Za-z]+$")
_OTHER_NUMBER = re.compile(
    rf"(?:{_any('other_numbers')})(?:\([^()\n]{{0,8}}\))?[^\w\n]{{0,3}}(?:(?:{_any('between')})[^\w\n]{{0,2}})?$"
)
_MEASURED = re.compile(rf"\s*(?:(?:{_any('amounts')})|(?:{_any('counts')})(?!\w))")
_ID = re.compile(r"(?<![0-9])[1-9](?:[ -]?\d){16}[ -]?[0-9Xx](?![0-9A-Za-z])")
_ID_GROUPS = re.compile(r"\d{6}[ -]?\d{4}[ -]?\d{4}[ -]?\d{3}[0-9Xx]")
_MOBILE = re.compile(
    r"(?<![0-9])(?<![0-9][.\-])(?P<country>(?:\+|00)?86[ )\-]{0,2})?"
    r"1[3-9]\d[ \n.\-]?\d{4}[ \n.\-]?\d{4}(?![0-9A-Za-z])(?!\.\d)"
)
_CARD = re.compile(
    r"(?<![0-9])(?<![0-9]\.)(?:\d{16,19}|\d{4}(?:[ -]\d{4}){3}(?:[ -]?\d{1,3})?|\d{6}[ -]\d{10,13})"
    r"(?![0-9A-Za-z])(?!\.\d)"
)
_MAIL = re.compile(r"(?<![\w.+-])(?P<name>[\w.+-]+)@(?P<host>[\w-]+(?:\.[\w-]+)+)", re.ASCII)


class Kind(StrEnum):
    """What was found, from the most to the least certain to harm."""

    IDENTITY = "identity"
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
    """Say whether a text may hold personal information at all; a clean one costs no more than this."""
    return any(sign in text for sign in _SIGNS) or bool(_SUSPECT.search(text))


def traces(text: str) -> tuple[Trace, ...]:
    """Return the personal information of a text in order.

    No two overlap, except a mobile number that is the name of a mailbox: both are told.
    """
    return _traces(text) if is_suspect(text) else ()


def masked(text: str, mark: str = "*") -> str:
    """Return the text with all personal information masked by `mark`, of the same length; any other as it is."""
    parts, end = [], 0
    for trace in sorted(traces(text), key=lambda trace: (trace.start, -trace.end)):
        if trace.start >= end:
            parts += [text[end : trace.start], trace.masked.replace("*", mark)]
            end = trace.end
    return "".join([*parts, text[end:]])


@lru_cache(maxsize=256)
def _traces(text: str) -> tuple[Trace, ...]:
    plain, places = _plain(text)
    plain = _ADDRESS.sub(_without_pages, plain)
    found: list[Trace] = []
    for kind, start, end, shown in (*_identities(plain), *_cards(plain), *_mobiles(plain), *_mails(plain)):
        trace = Trace(kind, places[start], places[end], _as_written(text[places[start] : places[end]], shown))
        clash = [other for other in found if trace.start < other.end and other.start < trace.end]
        if all((other.kind, kind) == (Kind.MOBILE, Kind.MAIL) for other in clash):
            found.append(trace)
    return tuple(sorted(found, key=lambda trace: (trace.start, trace.kind)))


def _as_written(found: str, shown: str) -> str:
    """Return a masked number with its spaces as they were; all masked where digits were written in other ways."""
    if len(found) != len(shown):
        return "*" * len(found)
    return "".join(new if new == "*" else old for old, new in zip(found, shown, strict=True))


def _plain(text: str) -> tuple[str, range | list[int]]:
    """Return a text as a reader sees its digits, and where in the text each character of it and its end stands."""
    pieces = _HIDDEN.split(text)
    places: range | list[int] = range(len(text) + 1)
    if len(pieces) > 1:
        gaps = [match.span() for match in _HIDDEN.finditer(text)]
        said = [html.unescape(text[start:end]) if text[start] == "&" else "" for start, end in gaps]
        starts = [0, *(end for _, end in gaps)]
        places, plain = [], ""
        for piece, start, shown in zip(pieces, starts, [*said, ""], strict=True):
            plain += piece + shown
            places += [*range(start, start + len(piece)), *[start + len(piece)] * len(shown)]
        places.append(len(text))
        text = plain
    text = _SPACE.sub(" ", text.translate(_NARROW))
    return _ODD_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text), places


def _without_pages(address: re.Match[str]) -> str:
    """Blank an address out, but for what it says to be a person's number."""
    kept = [(match.start(1), match.end(1)) for match in _NAMED.finditer(address[0])]
    blank = ["\0"] * len(address[0])
    for start, end in kept:
        blank[start:end] = address[0][start:end]
    return "".join(blank)


Found = tuple[Kind, int, int, str]


def _hidden(found: str, first: int, last: int) -> str:
    """Return a number with all digits masked but the first and last few."""
    digits = list(accumulate((char.isalnum() for char in found), initial=0))
    total = digits[-1]
    return "".join(
        "*" if char.isalnum() and first <= number < total - last else char
        for char, number in zip(found, digits, strict=False)
    )


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - NEAR) : match.start()]
    return bool(_IN_CODE.search(before) or _OTHER_NUMBER.search(before) or _MEASURED.match(text, match.end()))


def _identities(text: str) -> Iterator[Found]:
    for match in _ID.finditer(text):
        digits = "".join(char for char in match[0] if char.isalnum()).upper()
        birth = _day(digits[6:14])
        if birth is None or _is_something_else(text, match):
            continue
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
        kind = Kind.IDENTITY if _CHECKS[total % 11] == digits[-1] else Kind.DOUBTFUL_IDENTITY
        shaped = birth.year in BORN and digits[:2] in _PROVINCES and _ID_GROUPS.fullmatch(match[0])
        if kind is Kind.IDENTITY or (shaped and not _is_credit_code(digits)):
            yield kind, match.start(), match.end(), _hidden(match[0], 3, 1)


def _day(digits: str) -> date | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day.year >= BORN.start else None


def _is_credit_code(digits: str) -> bool:
    """Say whether a number carries the checksum of a unified social credit code (weights 3^n mod 31)."""
    if not digits.isdigit():
        return False
    total = sum(pow(3, index, _CREDIT_BASE) * int(digit) for index, digit in enumerate(digits[:-1]))
    return -total % _CREDIT_BASE == int(digits[-1])


def _cards(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        around = text[max(0, match.start() - NEAR) : match.start()] + "\0" + text[match.end() :][:NEAR]
        known = any(digits.startswith(prefix) and len(digits) in sizes for prefix, sizes in _CARDS.items())
        if not (known or any(word in around for word in _BANK_WORDS)):
            continue
        if _luhn(digits) and not _is_something_else(text, match):
            yield Kind.CARD, match.start(), match.end(), _hidden(match[0], 2, 2)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits)))
    return len(set(digits)) > 1 and sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def _mobiles(text: str) -> Iterator[Found]:
    for match in _MOBILE.finditer(text):
        if not _is_something_else(text, match):
            country = sum(map(str.isdigit, match["country"] or ""))
            yield Kind.MOBILE, match.start(), match.end(), _hidden(match[0], country + 3, 2)


def _mails(text: str) -> Iterator[Found]:
    for match in _MAIL.finditer(text):
        if match["host"].lower() in _PRIVATE_MAIL:
            yield Kind.MAIL, match.start(), match.end(), "*" * len(match["name"]) + "@" + match["host"]
