"""What a text says of the fee for handling applications (data/fees.yml): whether, and how much."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from nianbao.analysis.claims.firsts import guard
from nianbao.model import normalisation
from nianbao.model.cell import MOST_WHOLE
from nianbao.model.constants import constant, pattern
from nianbao.model.yamltext import mapping, package_data, text, texts

if TYPE_CHECKING:
    from re import Match

_DATA: Final = package_data("fees.yml")

SINCE: Final = constant(lambda: int(text(_DATA["since"])))
PRICE: Final = constant(lambda: Decimal(text(_DATA["price"])))

_NAME: Final = constant(lambda: text(_DATA["name"]))
_NAMED: Final = pattern(lambda: _guarded(_NAME()))
_TITLES: Final = pattern(lambda: text(_DATA["titles"]))
_OTHERS: Final = pattern(lambda: _guarded(text(_DATA["others"])))
_STATED: Final = pattern(lambda: _guarded("|".join(texts(_DATA["said"])).format(name=_NAME())))
_AMOUNT: Final = pattern(lambda: text(_DATA["amount"]))
_BARE: Final = pattern(lambda: text(_DATA["bare"]).format(name=_NAME()))
_PRICED: Final = pattern(lambda: text(_DATA["priced"]))
_NIL: Final = constant(lambda: frozenset(texts(_DATA["nil"])))
_UNITS: Final = constant(lambda: {unit: Decimal(worth) for unit, worth in mapping(_DATA["units"]).items()})
_SPACES: Final = pattern(r"\s+")
_SENTENCE: Final = pattern(r"[^\n\u3002]+")
_CLAUSE: Final = pattern(r"(?:[^,;:\uff0c\uff1b\uff1a()\uff08\uff09]|(?<=\d),(?=\d{3}))+")
# Stands for other charges that were left out.
_BLANKED: Final = "\x00"


@dataclass(frozen=True, slots=True)
class Fee:
    """An amount a text states for handling applications.

    `text` is the words, `start` their offset, `yuan` the amount in yuan, or None where the text gives no unit.
    `is_overlong`: it has more digits than a figure can have (`MOST_WHOLE`), and no amount is read.
    """

    text: str
    start: int
    yuan: Decimal | None
    is_overlong: bool = False


def _guarded(expression: str) -> str:
    """Return a regular expression that is tried only where it can begin."""
    return f"{guard([expression])}(?:{expression})"


def is_stated(markdown: str) -> bool:
    """Return whether a text states whether the fee was charged, or how much (rule TXT608).

    Charges for something else, and the fee's name inside the title of a document, are no answer.
    """
    folded = _SPACES.sub("", normalisation.same_width(markdown))
    return _STATED.search(_OTHERS.sub(_BLANKED, _TITLES.sub("", folded))) is not None


def amounts(markdown: str) -> Iterator[Fee]:
    """Yield the amounts of the fee a text states: in sentences that name it, from the clause with its name on.

    Rule TXT609 compares them. Offsets are those of the Markdown as it was given.
    """
    # Every name of the fee has this sign; most texts do not.
    if text(_DATA["sign"]) not in markdown:
        return
    narrow = normalisation.narrow_digits(markdown)
    blanked = _TITLES.sub(lambda match: " " * len(match[0]), narrow)
    blanked = _OTHERS.sub(lambda match: _BLANKED * len(match[0]), blanked)
    for sentence in _SENTENCE.finditer(blanked):
        if named := _NAMED.search(sentence[0]):
            opening = sentence[0][: named.start()]
            begin = max(map(opening.rfind, ",;\uff0c\uff1b"), default=-1) + 1
            yield from _amounts(markdown, blanked, sentence.start() + begin, sentence.end())


def _amounts(markdown: str, blanked: str, start: int, end: int) -> Iterator[Fee]:
    """Yield the amounts between two offsets, clause by clause.

    `blanked` is the text of the same length without titles and other charges. It ends at a clause on another
    charge; a clause on a price or a budget states no amount.
    """
    bare: Match[str] | None = None
    searched_to = start
    for clause in _CLAUSE.finditer(blanked, start, end):
        if _BLANKED in clause[0] and not _NAMED.search(clause[0]):
            return
        if _PRICED.search(clause[0]):
            continue
        matches = list(_AMOUNT.finditer(clause[0]))
        for match in matches:
            if len(match["value"] or "") > MOST_WHOLE:
                words = markdown[clause.start() :][: match.end()].strip()
                yield Fee(words, clause.start() + match.start("value"), None, is_overlong=True)
                continue
            value = Decimal(0) if match["nil"] else _number(match["value"]) * _UNITS()[match["unit"]]
            yield _fee(markdown, clause.start(), clause.start() + match.end(), value)
        if not matches and searched_to <= clause.start() <= end:
            bare = _BARE.search(blanked, clause.start(), end)
            searched_to = bare.start() + 1 if bare else end + 1
        if not matches and bare and bare.start() >= clause.start():
            nil = bare["value"] in _NIL()
            yield _fee(markdown, bare.start(), bare.end(), Decimal(0) if nil else None)


def _number(digits: str) -> Decimal:
    """Return the value of digits that commas may group."""
    return Decimal(digits.replace(",", ""))


def _fee(markdown: str, start: int, end: int, yuan: Decimal | None) -> Fee:
    """Return the fee between two offsets, its spaces left out; whole yuan are shown without decimals."""
    words = markdown[start:end]
    if yuan is not None and yuan == yuan.to_integral_value():
        yuan = yuan.quantize(Decimal(1))
    return Fee(words.strip(), start + len(words) - len(words.lstrip()), yuan)
