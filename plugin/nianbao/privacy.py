"""Personal information in a text: where it is, and how it looks when masked.

Technical sources: GB 11643 for identity numbers (date of birth, ISO 7064 MOD 11-2 checksum), ISO/IEC 7812 for
bank cards (Luhn). What is found is never repeated: every text that leaves the tool goes through `masked`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Final

from nianbao.yamltext import package_data, texts

_DATA: Final = package_data("privacy.yml")
_NOT_BEFORE: Final = texts(_DATA["not_before"])
_BANK_WORDS: Final = texts(_DATA["bank_words"])
_BANK_PREFIXES: Final = texts(_DATA["bank_prefixes"])
_PRIVATE_MAIL: Final = texts(_DATA["private_mail"])

# How far before a number a word may stand and still speak of it.
NEAR: Final = 12
ID_LENGTH: Final = 18
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"

# Full-width digits become plain ones, one for one, so that places stay true.
_PLAIN = str.maketrans({chr(0xFF10 + digit): str(digit) for digit in range(10)} | {"\uff38": "X", "\uff58": "x"})
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\"']+")
_UNIT = re.compile(r"\s*(?:" + "|".join(map(re.escape, texts(_DATA["units"]))) + ")")
_ID = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5} ?((?:18|19|20)\d\d)(\d\d)(\d\d) ?\d{3}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9.\-])(?:\+?86[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}(?![0-9.])")
_CARD = re.compile(r"(?<![0-9A-Za-z.])\d(?:[ -]?\d){15,18}(?![0-9A-Za-z])")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", re.ASCII)


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


def traces(text: str) -> tuple[Trace, ...]:
    """Return the personal information of a text in order, no two overlapping."""
    if len(text) < 6 or not _MAY_HOLD.search(text):  # noqa: PLR2004 - nothing looked for is shorter
        return ()
    return _traces(text)


# A quick look that spares most texts the rest: a run of digits as long as a mobile number, or an address sign.
_MAY_HOLD = re.compile(r"(?:[0-9\uff10-\uff19][ -]?){11}|@")


@lru_cache(maxsize=1024)
def _traces(text: str) -> tuple[Trace, ...]:
    plain = text.translate(_PLAIN)
    for url in _URL.finditer(plain):
        plain = plain[: url.start()] + "\n" * len(url[0]) + plain[url.end() :]
    found: list[Trace] = []
    for trace in (*_identities(plain), *_cards(plain), *_mobiles(plain), *_mails(plain)):
        if not any(trace.start < other.end and other.start < trace.end for other in found):
            found.append(trace)
    return tuple(sorted(found, key=lambda trace: trace.start))


def masked(text: str) -> str:
    """Return the text with all personal information masked; any other text as it is."""
    for trace in reversed(traces(text)):
        text = text[: trace.start] + trace.masked + text[trace.end :]
    return text


def _hidden(found: str, first: int, last: int) -> str:
    return found[:first] + "*" * (len(found) - first - last) + found[len(found) - last :]


def _is_something_else(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - NEAR) : match.start()]
    return any(word in before for word in _NOT_BEFORE) or bool(_UNIT.match(text, match.end()))


def _identities(text: str) -> Iterator[Trace]:
    for match in _ID.finditer(text):
        digits = match[0].replace(" ", "").upper()
        if not _is_birthday(*map(int, match.groups())) or _is_something_else(text, match):
            continue
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
        kind = Kind.IDENTITY if _CHECKS[total % 11] == digits[-1] else Kind.DOUBTFUL_IDENTITY
        yield Trace(kind, match.start(), match.end(), _hidden(match[0], 3, 1))


def _is_birthday(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _cards(text: str) -> Iterator[Trace]:
    for match in _CARD.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        before = text[max(0, match.start() - NEAR) : match.start()]
        known = digits.startswith(_BANK_PREFIXES) or any(word in before for word in _BANK_WORDS)
        if known and _luhn(digits) and not _is_something_else(text, match):
            yield Trace(Kind.CARD, match.start(), match.end(), _hidden(match[0], 2, 2))


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004


def _mobiles(text: str) -> Iterator[Trace]:
    for match in _MOBILE.finditer(text):
        if not _is_something_else(text, match):
            yield Trace(Kind.MOBILE, match.start(), match.end(), _hidden(match[0], len(match[0]) - 8, 2))


def _mails(text: str) -> Iterator[Trace]:
    for match in _MAIL.finditer(text):
        if match[1].lower().endswith(_PRIVATE_MAIL):
            yield Trace(Kind.MAIL, match.start(), match.end(), "***@" + match[1])
