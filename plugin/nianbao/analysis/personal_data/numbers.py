"""Numbers of persons in a text: identity numbers, bank cards, mobile numbers, travel documents.

Technical sources: GB 11643 for identity numbers (date of birth, ISO 7064 MOD 11-2 checksum; 15 digits until 1999),
GB 32100 for the unified social credit codes that look like them, ISO/IEC 7812 for bank cards (Luhn).
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from typing import Final

from nianbao.analysis.personal_data.evidence import (
    BEFORE,
    BEHIND,
    SHAPES,
    SPACED,
    Context,
    Weight,
    points_of,
    weigh,
    words,
)
from nianbao.analysis.personal_data.plain import Plain
from nianbao.model.constants import constant, pattern
from nianbao.model.yamltext import package_data, texts, tree

_DATA: Final = package_data("personal_data.yml")
_BANK_WORDS: Final = constant(lambda: texts(_DATA["bank_words"]))
_CARDS: Final = constant(
    lambda: {prefix: frozenset(map(int, texts(sizes))) for prefix, sizes in tree(_DATA["cards"]).items()}
)
_PROVINCES: Final = constant(lambda: frozenset(texts(_DATA["provinces"])))
_GROUPS: Final = constant(lambda: frozenset(texts(_DATA["groups"])))
_GROUPS_WITH_SIGNS: Final = constant(lambda: _GROUPS() | frozenset(texts(_DATA["groups_with_signs"])))
_CARRIERS: Final = constant(
    lambda: frozenset(
        number
        for low, _, high in (span.partition("-") for span in texts(_DATA["carriers"]))
        for number in range(int(low), int(high or low) + 1)
    )
)

# Numbers of one row of phones stand no further apart.
CLOSE: Final = 4
# How far from a number a word about banks may stand and still speak of it.
NEAR: Final = 14
# A wrong checksum is a slip of the pen only in a number that looks like a grown-up's; page and file numbers
# carry dates too, but recent ones.
BORN: Final = range(1900, 2010)
# Those who have an old number were grown up when the last were given out, and few are older than these.
BORN_EARLY: Final = range(1925, 2000)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_CREDIT_BASE: Final = 31
# A code's region stands third; that of the state's own bodies is 10.
_CREDIT_REGIONS: Final = constant(lambda: _PROVINCES() | {"10"})
TRUNK: Final = 1

# What may stand between two digits of one number: a few signs, and once the end of a line (of a quotation).
_SIGNS = r"[ \t.\-\u00b7/()\[\]_~:+']{0,3}"
_GAP = rf"(?:{_SIGNS}\n[ \t]{{0,8}}(?:> ?)?(?=[\d(])|{_SIGNS})"
_ID = pattern(rf"(?<![0-9])[1-9](?:{_GAP}\d){{16}}{_GAP}[0-9Xx](?![0-9A-Za-z])")
_ID_OLD = pattern(rf"(?<![0-9])[1-9](?:{_GAP}\d){{14}}(?![0-9A-Za-z])(?!\.\d)")
_ID_GROUPS = pattern(r"\d{6}\D{0,3}\d{4}\D{0,3}\d{4}\D{0,3}\d{3}\D{0,3}[0-9Xx]")
_ID_OLD_GROUPS = pattern(r"\d{6}\D{0,3}\d{6}\D{0,3}\d{3}")
_MOBILE = pattern(
    r"(?<![0-9])(?P<country>(?:\+|00)?\(?86[)\- ]{0,2}(?:\(0\) ?)?|0(?:10|2\d|[3-9]\d\d)(?=1\d{10}(?!\d))|0)?"
    rf"(?P<number>1{_GAP}[3-9](?:{_GAP}\d){{9}})(?![0-9])(?!\.\d)"
)
_CARD = pattern(
    r"(?<![0-9])(?<![0-9]\.)(?:\d{16,19}|\d{4}(?:[ \-\n\t.]\d{4}){3}(?:[ \-\n\t.]?\d{1,3})?"
    r"|\d{6}[ \-\n\t]\d{10,13}|\d{5,14}\n\d{5,14})(?![0-9A-Za-z])(?!\.\d)"
)
_TRAVEL = pattern(
    lambda: (
        "(?:" + "|".join(map(re.escape, texts(_DATA["travel_documents"]))) + f")(?:{words('tail')}){{0,3}}"
        rf"(?:{words('join')})(?P<number>[A-Za-z]{{1,2}} ?\d{{7,9}})(?![0-9A-Za-z])"
    ),
)
# An area code, or a digit and a sign, right before a number; figures beside it that only spaces part from it.
_AREA = pattern(r"(?<![\d\-])\(?0(?:10|2\d|[3-9]\d\d)[)\- /]{1,2}$")
_DIGIT_BEFORE = pattern(rf"\d{_GAP}$")
# A label whose characters are spread by spaces.
_SPREAD = pattern(r"(?<![^\W\da-zA-Z_])([^\W\da-zA-Z_])[ \t]+(?=[^\W\da-zA-Z_])")
_PHONE = pattern(r"1[3-9]\d{9}")
_LONG = pattern(r"\d{9,}")
_ITEM = pattern(r"(?:^|\n)[ \t]*[1-9]\d?\.$")
_FIGURE_BEFORE = pattern(r"(?<![.\-/)])\b\d+(?:\.\d+)?%?[ \t\n]{1,4}$")
_FIGURE_BEHIND = pattern(lambda: rf"[ \t\n]{{1,4}}\d+(?![\d.、):-]|{words('date_ends')})")
_SERIES = pattern(r"[\s、,/;|()~\-]{0,4}(?:[^\W\da-z_]\s?)?")

Detection = tuple[str, int, int, str]


def numbers(text: Plain) -> Iterator[Detection]:
    """Yield kind, start, end and masked form of each number, the more certain kinds first.

    Offsets are those of the plain text. Two may overlap: the caller keeps the first.
    """
    yield from _identities(text)
    yield from _old_identities(text)
    yield from _travel_documents(text.text)
    yield from _cards(text)
    yield from _mobiles(text)


def partly_masked(number: str, first: int, last: int) -> str:
    """Return a number with its digits and letters masked by asterisks, but for the first and last few.

    Separators stay, so that the length is the same.
    """
    digits = list(accumulate((char.isalnum() for char in number), initial=0))
    total = digits[-1]
    return "".join(
        "*" if char.isalnum() and first <= before < total - last else char
        for char, before in zip(number, digits, strict=False)
    )


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield matches that may overlap: whoever takes one passes over the others."""
    match = pattern.search(text)
    while match:
        yield match
        match = pattern.search(text, match.start() + 1)


def _before(text: str, start: int) -> str:
    """Return what stands before a number and may speak of it: nothing from before the last long number."""
    before = text[max(0, start - BEFORE) : start]
    longs = _LONG.findall(before)
    if longs:
        # Its last digit stays, so that a part of a longer number is seen; two phones are two numbers.
        kept = 0 if _PHONE.fullmatch(longs[-1]) else 1
        before = before[before.rindex(longs[-1]) + len(longs[-1]) - kept :]
    return _SPREAD.sub(r"\1", before)


def _around(plain: Plain, start: int, end: int) -> Context:
    """Return what a number is weighed by: the text before and behind it, and the heading of its column."""
    text = plain.text
    return Context(_before(text, start), text[start:end], text[end : end + BEHIND], plain.column_heading(start))


def _is_inside(text: str, start: int) -> bool:
    """Return whether other digits stand right before a number: it could begin anywhere."""
    return _DIGIT_BEFORE.search(text[max(0, start - 5) : start]) is not None


def _weigh(kind: str, shape: str, plain: Plain, span: tuple[int, int]) -> Weight:
    """Return the weight of the number at a span, by the name of its shape."""
    return weigh(kind, SHAPES()[shape], _around(plain, *span))


def _identities(plain: Plain) -> Iterator[Detection]:
    """Yield numbers of 18 places that are identity numbers (GB 11643).

    `identity` where date and checksum are right, `doubtful_identity` where only the date is, `labelled_identity`
    where a label alone says so.
    """
    end = 0
    for match in _matches(_ID, plain.text):
        if match.start() < end:
            continue
        digits = "".join(char for char in match[0] if char.isalnum()).upper()
        birth = _day(digits[6:14])
        total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False))
        checked = birth is not None and _CHECKS[total % 11] == digits[-1]
        shaped = (
            birth is not None
            and birth.year in BORN
            and digits[:2] in _PROVINCES()
            and _ID_GROUPS.fullmatch(_unbroken(match[0]))
            and not _is_credit_code(digits)
        )
        shape = "identity_checked" if checked else "identity_shaped" if shaped else "identity_wrong"
        if shape == "identity_wrong" and _is_inside(plain.text, match.start()):
            continue
        if _weigh("identity", shape, plain, match.span()).points > 0:
            end = match.end()
            kind = "identity" if checked else "doubtful_identity" if birth else "labelled_identity"
            yield kind, match.start(), end, partly_masked(match[0], 3, 1)


def _old_identities(plain: Plain) -> Iterator[Detection]:
    """Yield identity numbers of 15 digits, as given out until 1999: no century, no checksum."""
    end = 0
    for match in _matches(_ID_OLD, plain.text):
        if match.start() < end:
            continue
        digits = "".join(filter(str.isdigit, match[0]))
        birth = _day("19" + digits[6:12])
        sound = birth is not None and digits[:2] in _PROVINCES()
        shaped = sound and birth and birth.year in BORN_EARLY and _ID_OLD_GROUPS.fullmatch(_unbroken(match[0]))
        if not shaped and _is_inside(plain.text, match.start()):
            continue
        weight = _weigh("identity", "identity_old" if shaped else "identity_wrong", plain, match.span())
        if weight.points > 0:
            kind = "labelled_identity" if weight.label else "doubtful_identity"
            end = match.end()
            yield kind, match.start(), end, partly_masked(match[0], 3, 1)


def _day(digits: str) -> date | None:
    """Return the day that eight digits name, from 1900 on; None where there is none."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day.year >= BORN.start else None


def _is_credit_code(digits: str) -> bool:
    """Return whether a number has the region and the checksum of a unified social credit code (3^n mod 31)."""
    if not digits.isdigit() or digits[2:4] not in _CREDIT_REGIONS():
        return False
    total = sum(pow(3, index, _CREDIT_BASE) * int(digit) for index, digit in enumerate(digits[:-1]))
    return -total % _CREDIT_BASE == int(digits[-1])


def _travel_documents(text: str) -> Iterator[Detection]:
    """Yield numbers behind the name of a travel document, such as a passport."""
    for match in _TRAVEL.finditer(text):
        yield "labelled_identity", *match.span("number"), partly_masked(match["number"], 2, 1)


def _cards(plain: Plain) -> Iterator[Detection]:
    """Yield bank cards (ISO/IEC 7812): digits with a right Luhn checksum and a sign of a bank.

    The sign is a known prefix with its number of digits, or a word about banks within NEAR characters.
    """
    text = plain.text
    for match in _CARD.finditer(text):
        digits = "".join(filter(str.isdigit, match[0]))
        around = text[max(0, match.start() - NEAR) : match.start()] + "\0" + text[match.end() :][:NEAR]
        known = any(digits.startswith(prefix) and len(digits) in sizes for prefix, sizes in _CARDS().items())
        if not (known or any(word in around for word in _BANK_WORDS())) or not _luhn(digits):
            continue
        if _weigh("card", "card_known" if known else "card_near_bank", plain, match.span()).points > 0:
            yield "card", match.start(), match.end(), partly_masked(match[0], 2, 2)


def _luhn(digits: str) -> bool:
    """Return whether digits, not all the same, have a right Luhn checksum."""
    doubled = (int(digit) * (2 if index % 2 else 1) for index, digit in enumerate(reversed(digits)))
    return len(set(digits)) > 1 and sum(sum(divmod(value, 10)) for value in doubled) % 10 == 0


def _mobiles(plain: Plain) -> Iterator[Detection]:
    """Yield mobile numbers.

    In a series of numbers with nothing but joining marks between them, each is what the label before the first
    says.
    """
    text = plain.text
    end, last_end, last_label = 0, -1, ""
    for match in _matches(_MOBILE, text):
        if match.start() < end:
            continue
        start = match.start()
        around = _around(plain, start, match.end())
        shape = SHAPES()[_shape(match["number"])]
        known = _evidences_without_pattern(plain, match, around, follows=end > 0 and start - end <= CLOSE)
        if shape < 0 and "figures_around" in known:
            continue
        weight = weigh("mobile", shape, around, known)
        points, label = weight.points, weight.label
        if not label and last_label and last_end >= 0 and _SERIES.fullmatch(text, last_end, start):
            label = last_label
            points += points_of("mobile", label)
        if _whole(match["number"]) or points > 0:
            last_end, last_label = match.end(), label
        if points > 0:
            end = match.end()
            country = sum(map(str.isdigit, match["country"] or ""))
            yield "mobile", start, end, partly_masked(match[0], country + 3, 2)


def _whole(number: str) -> bool:
    """Return whether a number is written without any separators."""
    return number.isdigit()


def _shape(number: str) -> str:
    """Return the name of the way a mobile number is written."""
    groups = re.findall(r"\d+", number)
    spaced = bool(re.search(r"\s", number))
    if len(groups) == 1:
        return "mobile_whole"
    if "\n" in number:
        once = number.count("\n") == 1 and _sizes(_unbroken(number)) in _GROUPS()
        return "mobile_broken" if once else "mobile_odd_groups"
    if re.search(r"[~:+']", number):
        return "mobile_odd_groups"
    if _sizes(number) in (_GROUPS() if spaced else _GROUPS_WITH_SIGNS()):
        return "mobile_spaces" if spaced else "mobile_signs"
    # Digit by digit with points is the number of a version.
    apart = all(len(group) == 1 for group in groups) and not spaced and "." not in number
    return "mobile_apart" if apart else "mobile_odd_groups"


def _sizes(number: str) -> str:
    """Return the lengths of the groups of a number, as `3-4-4`."""
    return "-".join(str(len(group)) for group in re.findall(r"\d+", number))


def _evidences_without_pattern(plain: Plain, match: re.Match[str], around: Context, *, follows: bool) -> set[str]:
    """Return the evidences that have no pattern; `follows` is true right behind another mobile number."""
    number, country = match["number"], match["country"] or ""
    groups = re.findall(r"\d+", number)
    area = _AREA.search(around.before)
    known = {
        "odd_digits": not plain.odd.isdisjoint(range(match.start("number"), match.end())),
        "no_such_prefix": int("".join(groups)[:3]) not in _CARRIERS(),
        "area_code": (area and around.before.endswith("-")) or _ITEM.search(around.before),
        "area_joined": len(country) > TRUNK and country.startswith("0") and not country.startswith("00"),
        SPACED: re.search(r"\s", number),
        "sum": len(groups) > 1 and sum(map(int, groups[:-1])) == int(groups[-1]),
    }
    if known[SPACED] and not (country or area or follows):
        behind = _FIGURE_BEHIND.match(around.behind) and not _MOBILE.match(plain.text, match.end() + 1)
        known["figures_around"] = behind or _FIGURE_BEFORE.search(around.before)
    return {name for name, holds in known.items() if holds}


def _unbroken(number: str) -> str:
    """Return a number with its one end of line taken out."""
    return re.sub(r"[ \t]*\n[ \t]*(?:> ?)?", "", number)
