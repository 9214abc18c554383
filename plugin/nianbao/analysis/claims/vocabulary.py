"""The words reports use of their figures: data/claims.yml as a value, compiled when the first text is read."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final

from nianbao.analysis.claims.bodies import BodyNames
from nianbao.analysis.claims.firsts import guard
from nianbao.analysis.claims.text import QUOTED, Folding
from nianbao.analysis.claims.tokens import NO_UNIT, Number, Token, Unit
from nianbao.model import normalisation
from nianbao.model.cell import MOST_WHOLE
from nianbao.model.yamltext import Plain, mapping, package_data, text, texts, tree

DISCLOSURE: Final = "claims.yml"
# Between a negation and its one, "any" may stand.
_ANY: Final = 2
# A number of more digits than a figure can have is none.
_MOST_DIGITS: Final = MOST_WHOLE


@lru_cache(maxsize=8)
def vocabulary(name: str = DISCLOSURE) -> "Vocabulary":
    """Return the vocabulary of a kind of report by the name of its data file."""
    return Vocabulary(package_data(name))


class Vocabulary:
    """The words of one kind of report, whatever the form and year.

    `last_year` are the words for the year before, `being` the characters behind which a number needs no unit,
    `everything` the words that tell of all that was counted, `all_time` those that sum up more than one year,
    `of_which` the characters that say that the parts of a number follow, `new` marks what came in within the year
    and `particle` joins what limits a noun to the noun. `contexts` are the words of headings, by what bare words
    below them speak of.
    """

    def __init__(self, data: Mapping[str, Plain]) -> None:
        self.data = data
        years = tree(data["years"])
        self.contexts = {key: texts(words) for key, words in tree(data["contexts"]).items()}
        self.numbered_year = text(years["numbered"])
        self.last_year = texts(years["last"])
        self.year_in_cause = re.compile(text(years["cause"]))
        self.being = text(data["being"])
        self.everything = texts(tree(data["signs"])["everything"])
        self.all_time = texts(data["all_time"])
        self.particle = text(data["particle"])
        self.of_which = text(data["of_which"])
        self.new = text(data["new"])
        # A noun that needs more words of its own, and the characters that may stand before it all the same.
        self.bare = mapping(data["bare"])
        self.common_labels = frozenset(texts(data["common_labels"]))
        self._narrowing = re.compile(text(data["narrowing_to_us"]))
        none = tree(data["none"])
        self.negations = (
            *texts(none["words"]),
            *(adverb + verb for adverb in texts(none["adverbs"]) for verb in texts(none["verbs"])),
        )
        self._events = texts(none["events"])
        denials = [
            alternation([*texts(none["words"]), *texts(none["adverbs"])]),
            *texts(none["patterns"]),
            text(data["zero"]),
        ]
        self._denies = re.compile(f"{guard(denials)}(?:{'|'.join(denials)})")
        ours = alternation(texts(data["ours"]))
        self._ours = re.compile(f"{guard([ours])}(?:{ours})")

    @cached_property
    def folding(self) -> Folding:
        """How texts are folded and masked."""
        return Folding(self.data)

    @cached_property
    def bodies(self) -> BodyNames:
        """The words by which bodies are told apart."""
        return BodyNames(tree(self.data["bodies"]))

    @cached_property
    def numbers(self) -> "Numbers":
        """How numbers are written."""
        return Numbers(self.data)

    @cached_property
    def money(self) -> Unit:
        """The first unit of money."""
        return next(unit for unit in self.numbers.units.values() if unit.is_money)

    @cached_property
    def countable(self) -> tuple[str, ...]:
        """The names of the units that count something of the tables."""
        return tuple(unit.name for unit in self.numbers.units.values() if unit.counts or unit.is_money)

    def context_of(self, heading: str) -> str:
        """Return what the text under a heading speaks of: the first context with a word in it, or nothing."""
        return next((key for key, words in self.contexts.items() if any(word in heading for word in words)), "")

    def may_speak(self, text_: str, start: int, end: int) -> bool:
        """Return whether a stretch of text can state anything: by a number, or a negation and a word of ours."""
        if self.numbers.counts.search(text_, start, end):
            return True
        return self._denies.search(text_, start, end) is not None and self.is_ours(text_, start, end)

    def is_ours(self, text_: str, start: int, end: int) -> bool:
        """Return whether a stretch of text has one of the words without which nothing is said of the tables."""
        return self._ours.search(text_, start, end) is not None

    def narrows(self, text_: str, start: int, end: int) -> int:
        """Return where a sentence comes from all bodies to the reporting one, or -1."""
        match = self._narrowing.search(text_, start, end)
        return match.start() if match else -1

    def denies_one(self, negation: Token, counted: Token) -> bool:
        """Return whether a number is the one that a negation right before it says there is not.

        Example: building-620.
        """
        stated = counted.number
        if not negation.key("none") or stated is None or stated.value != 1 or not stated.unit.counts:
            return False
        in_words = counted.text[0] in normalisation.DIGITS()
        return counted.start - negation.end <= _ANY and (in_words or negation.text.endswith(self._events))


class Numbers:
    """How numbers are written: in digits and in words, with their units and what makes them inexact.

    `pattern` finds one in a text; `units` are all there are, by name.
    """

    def __init__(self, data: Mapping[str, Plain]) -> None:
        approximate = {
            place: {word: side for side, words in tree(sides).items() for word in texts(words)}
            for place, sides in tree(data["approximate"]).items()
        }
        self._sides = approximate["ahead"] | approximate["behind"]
        self._times = {text(sign): int(text(power)) for sign, power in tree(data["han_powers"]).items()}
        self.units = _units(data)
        self.han = "".join((*normalisation.DIGITS(), *normalisation.TENS()))
        counting = [unit.name for unit in self.units.values() if unit.counts]
        unit = alternation(name for name in self.units if name != "%")
        before, after = alternation(approximate["ahead"]), alternation(approximate["behind"])
        times, percent, han = "".join(self._times), text(data["percent_word"]), self.han
        # Ten thousands behind digits are a part of the number where a unit of counting follows.
        manifold = rf"(?:[{times}](?=(?:{after})?(?:{alternation(counting)})))?"
        self.pattern = (
            rf"(?:{before})?"
            rf"(?:{QUOTED}+|\d{{1,3}}(?:,\d{{3}})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?(?!\d){manifold}"
            rf"|(?:{percent})[{han}]+|[{han}{times}]+(?=(?:{after})?(?:{unit})))"
            rf"(?:{after})?(?:%|\u2030|{unit})?(?:{after})?"
        )
        self._parts = re.compile(
            rf"(?P<before>{before})?(?P<percent>{percent})?"
            rf"(?P<digits>{QUOTED}+|[\d,.]+(?P<times>{manifold})|[{han}{times}]+)"
            rf"(?P<after>{after})?(?P<unit>%|{unit})?(?P<behind>{after})?"
        )
        self.counts = re.compile(rf"[\d{QUOTED}]|[{han}](?:{after})?(?:{unit})")
        self._read: dict[str, Number | None] = {}

    def read(self, words: str) -> Number | None:
        """Return a number with its unit and its side; None for one of more digits than a figure has.

        Example: TXT612.yml, "a number of too many digits".
        """
        if words not in self._read:
            if len(self._read) >= _REMEMBERED:
                self._read.clear()
            self._read[words] = self._number(words)
        return self._read[words]

    def _number(self, words: str) -> Number | None:
        """Read a number that is not remembered.

        Example: TXT601.yml, "more than seventy, about eighty"; TXT604.yml, "charges in yuan and in ten thousand
        yuan".
        """
        parts = self._parts.fullmatch(words)
        if not parts:
            return Number(None, NO_UNIT, "", 0)
        side = next((self._sides[word] for word in (parts["before"], parts["after"], parts["behind"]) if word), "")
        unit = self.units.get("%" if parts["percent"] else (parts["unit"] or ""), NO_UNIT)
        digits = normalisation.ascii_digits(parts["digits"])
        if digits[0] == QUOTED:
            return Number(None, unit, side, 0)
        if len(digits.replace(",", "").replace(".", "")) > _MOST_DIGITS:
            return None
        if digits[0].isdecimal() and digits[0].isascii():
            plain = digits.replace(",", "")
            if parts["times"]:
                value = (Decimal(plain[:-1]) * self._times[plain[-1]]).quantize(Decimal(1))
                return Number(value, unit, side, 0)
            return Number(Decimal(plain), unit, side, len(plain.partition(".")[2]))
        return Number(Decimal(self.in_han(digits)), unit, side, 0)

    def in_han(self, word: str) -> int:
        """Return a number written in Chinese numerals, by place (two hundred and three) or digit by digit.

        Example: TXT601.yml, "Chinese numerals and full-width digits are numbers".
        """
        digits, tens = normalisation.DIGITS(), normalisation.TENS()
        if not any(sign in self._times or sign in tens for sign in word):
            return int("".join(str(digits[sign]) for sign in word))
        total = section = digit = 0
        for sign in word:
            if sign in digits:
                digit = digits[sign]
            elif sign in tens:
                section += (digit or 1) * 10 if tens[sign] == 10 else tens[sign]  # noqa: PLR2004 - ten
                digit = 0
            elif self._times[sign] >= 10_000:  # noqa: PLR2004 - the step of ten thousand starts a section anew
                total, section, digit = total + (section + digit or 1) * self._times[sign], 0, 0
            else:
                section, digit = section + (digit or 1) * self._times[sign], 0
        return total + section + digit


# So many numbers are remembered as they were read.
_REMEMBERED: Final = 1024


def _units(data: Mapping[str, Plain]) -> dict[str, Unit]:
    """Return the units by name: those that count, those of other things, money, and the sign of percent."""
    pieces, weak = texts(data["pieces"]), texts(data["weak_units"])
    money = {name: Decimal(worth) for name, worth in tree(data["money"]).items() if isinstance(worth, str)}
    counting = texts(data["units"])
    return {
        name: Unit(name, name in counting, name in pieces, name in weak, money.get(name))
        for name in ("%", *counting, *texts(data["other_units"]), *money)
    }


def alternation(words: Iterable[str]) -> str:
    """Return a pattern for one of some words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
