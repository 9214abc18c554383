"""The words reports use of their figures, for one form and year, and the tokens they make of a text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from nianbao.analysis.claims.text import DATED, MASKED, QUOTED
from nianbao.model import normalisation
from nianbao.model.cell import MOST_WHOLE
from nianbao.model.form import Form, Table
from nianbao.model.labels import Head
from nianbao.model.normalisation import without_numeral
from nianbao.model.yamltext import mapping, package_data, text, texts, tree

_DATA: Final = package_data("claims.yml")
UNITS: Final = texts(_DATA["units"])
PIECES: Final = frozenset(texts(_DATA["pieces"]))
MONEY: Final = {unit: Decimal(worth) for unit, worth in tree(_DATA["money"]).items() if isinstance(worth, str)}
CONTEXTS: Final = {key: texts(words) for key, words in tree(_DATA["contexts"]).items()}
_NUMBERED: Final = text(tree(_DATA["years"])["numbered"])
LAST_YEAR: Final = texts(tree(_DATA["years"])["last"])
YEAR_IN_CAUSE: Final = re.compile(text(tree(_DATA["years"])["cause"]))

_ABOUT: Final = {
    place: {word: side for side, words in tree(sides).items() for word in texts(words)}
    for place, sides in tree(_DATA["about"]).items()
}
_SIDE: Final = _ABOUT["ahead"] | _ABOUT["behind"]
_HAN: Final = "".join((*normalisation.DIGITS(), *normalisation.TENS()))
_TIMES: Final = {text(sign): int(text(power)) for sign, power in tree(_DATA["han_powers"]).items()}
# A row that is one of two: carried over, or carried forward.
CARRIED: Final = "carried"
# Labels that say too little outside their table.
_COMMON: Final = frozenset(texts(_DATA["common_labels"]))


NOTHING: Final[Mapping[str, "Sense"]] = MappingProxyType({})


class Sense(NamedTuple):
    """What a word can mean: its role in a sentence, and the key it stands for."""

    role: str
    key: str
    loose: bool = False


class Number(NamedTuple):
    """A number in the text; `value` is None for a quoted figure, `side` says how it is not exact."""

    value: Decimal | None
    unit: str
    side: str
    decimals: int


class Token(NamedTuple):
    """A word, number, year or mark, from `start` to `end` of the folded paragraph; `senses` by their roles."""

    text: str
    start: int
    end: int
    senses: Mapping[str, Sense] = NOTHING
    number: Number | None = None
    year: int | None = None

    def key(self, role: str) -> str:
        """Return what the word stands for in a role, or an empty text."""
        sense = self.senses.get(role)
        return sense.key if sense else ""

    def sense(self, role: str) -> Sense | None:
        """Return the word's sense in a role, or None."""
        return self.senses.get(role)


def _alternation(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _by_first(words: Iterable[str]) -> str:
    """Return an alternation of words that looks at the first character once."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{re.escape(first)}(?:{_alternation(rest)})" for first, rest in groups.items())


def _firsts(words: Iterable[str]) -> str:
    """Return the characters words begin with: a place that has none of them need not be tried."""
    return re.escape("".join(sorted({word[0] for word in words})))


_UNIT: Final = _alternation([*UNITS, *texts(_DATA["other_units"]), *MONEY])
_BEFORE: Final = _alternation(_ABOUT["ahead"])
_AFTER: Final = _alternation(_ABOUT["behind"])
# Ten thousands behind digits are a part of the number where a unit of counting follows.
_MANIFOLD: Final = rf"(?:[{''.join(_TIMES)}](?=(?:{_AFTER})?(?:{_alternation(UNITS)})))?"
_NUMBER: Final = (
    rf"(?:{_BEFORE})?"
    rf"(?:{QUOTED}+|\d{{1,3}}(?:,\d{{3}})+(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?(?!\d){_MANIFOLD}"
    rf"|(?:{text(_DATA['percent_word'])})[{_HAN}]+|[{_HAN}{''.join(_TIMES)}]+(?=(?:{_AFTER})?(?:{_UNIT})))"
    rf"(?:{_AFTER})?(?:%|\u2030|{_UNIT})?(?:{_AFTER})?"
)
_PARTS: Final = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<percent>{text(_DATA['percent_word'])})?"
    rf"(?P<digits>{QUOTED}+|[\d,.]+(?P<times>{_MANIFOLD})|[{_HAN}{''.join(_TIMES)}]+)"
    rf"(?P<after>{_AFTER})?(?P<unit>%|{_UNIT})?(?P<behind>{_AFTER})?"
)


# Behind one of these characters a number needs no unit.
BEING: Final = text(_DATA["being"])
# What is told of all that was counted.
ALL: Final = texts(tree(_DATA["signs"])["everything"])
# Sums up more than one year, perhaps.
ALL_TIME: Final = texts(_DATA["all_time"])
# Joins what limits a noun to the noun.
PARTICLE: Final = text(_DATA["particle"])
# Behind a number these say that its parts follow.
OF_WHICH: Final = text(_DATA["of_which"])
# Marks what came in within the year.
NEW: Final = text(_DATA["new"])
_NONE: Final = tree(_DATA["none"])
_NONES: Final = (
    *texts(_NONE["words"]),
    *(adverb + verb for adverb in texts(_NONE["adverbs"]) for verb in texts(_NONE["verbs"])),
)
_EVENTS: Final = texts(_NONE["events"])
# Between a negation and its one, "any" may stand.
_ANY: Final = 2
_COUNTS: Final = re.compile(rf"[\d{QUOTED}]|[{_HAN}](?:{_AFTER})?(?:{_UNIT})")
_DENIES: Final = re.compile(
    "|".join(
        [
            _alternation([*texts(_NONE["words"]), *texts(_NONE["adverbs"])]),
            *texts(_NONE["patterns"]),
            text(_DATA["zero"]),
        ]
    )
)
_OURS: Final = re.compile(_alternation(texts(_DATA["ours"])))


# Documents of any kind: those spoken of, where some are.
_NARROWING: Final = re.compile(text(_DATA["narrowing_to_us"]))
WEAK_UNITS: Final = frozenset(texts(_DATA["weak_units"]))
GENERIC: Final = frozenset(texts(_DATA["generic"]))
_BARE: Final = mapping(_DATA["bare"])
_ANOTHER: Final = {"noun": Sense("noun", "other")}
# A number of more digits than a figure can have is none.
_MOST_DIGITS: Final = MOST_WHOLE
_ENDLESS: Final = {"endless": Sense("endless", "endless")}
_DATE: Final = {"sign": Sense("sign", "since")}
# The groups of the lexer that hold words with senses of their own, and years.
_WORDS: Final = frozenset({"word", "early"})
_YEARS: Final = frozenset({"year", "last"})


class Vocabulary:
    """The words of a form in a report year. `tokens` reads a folded text."""

    def __init__(self, form: Form, year: int) -> None:
        self.form, self.year = form, year
        last, this, following = (_NUMBERED.format(year=number) for number in (year - 1, year, year + 1))
        self._years = {
            "last": f"(?:{last}|{_alternation(LAST_YEAR)})",
            "this": f"(?:{this})",
            "next": f"(?:{following})",
        }
        self.senses: dict[str, dict[str, Sense]] = {}
        self._patterns: list[tuple[str, Sense]] = []
        for word, sense in (*_label_senses(form), *self._data_senses()):
            self.senses.setdefault(word, {}).setdefault(sense.role, sense)
        named = [f"(?P<p{index}>{pattern})" for index, (pattern, _) in enumerate(self._patterns)]
        self._by_pattern = {f"p{index}": {sense.role: sense} for index, (_, sense) in enumerate(self._patterns)}
        idioms = texts(_DATA["idioms"])
        early = _alternation(word for word in self.senses if word[0] in _HAN)
        self._numbers = re.compile(
            f"(?=[{_firsts(idioms)}])(?:{_alternation(idioms)})"
            f"|{text(tree(_DATA['years'])['pattern']).replace('(?P<year>', '(?:')}"
            f"|(?:{early})|(?P<number>{_NUMBER})"
        )
        self._lexer = re.compile(
            "|".join(
                [
                    f"(?=[{_firsts(idioms)}])(?P<idiom>{_alternation(idioms)})",
                    f"(?=[{mapping(_DATA['starts'])['words']}])(?:{'|'.join(named)})",
                    f"(?P<year>{text(tree(_DATA['years'])['pattern']).replace('(?P<year>', '(?:')})",
                    f"(?P<early>{early})",
                    f"(?P<number>{_NUMBER})",
                    f"(?P<last>{_alternation(LAST_YEAR)})",
                    f"(?=[{_firsts(self.senses)}])(?P<word>{_by_first(self.senses)})",
                    rf"(?P<date>{DATED}+)",
                    rf"(?P<mark>[,;:()\n\u3001]|{MASKED}+)",
                ]
            )
        )

    @property
    def patterns(self) -> tuple[str, ...]:
        """The regular expressions among the words, with the years filled in."""
        return tuple(pattern for pattern, _ in self._patterns)

    def tokens(self, text_: str, start: int, end: int) -> Iterator[Token]:
        """Yield the words, numbers, years and marks of a stretch of folded text in order."""
        last = start
        for found in self._lexer.finditer(text_, start, end):
            group = found.lastgroup or ""
            said, at, to = found[0], found.start(), found.end()
            if group in _WORDS:
                senses = self.senses[said]
                if said in _BARE and at > last and text_[at - 1] not in _BARE[said] and text_[at - 1].isalpha():
                    senses = _ANOTHER
                yield Token(said, at, to, senses)
            elif group in self._by_pattern:
                yield Token(said, at, to, self._by_pattern[group])
            elif group == "number":
                stated = number(said)
                yield Token(said, at, to, NOTHING if stated else _ENDLESS, stated)
            elif group in _YEARS:
                yield Token(said, at, to, NOTHING, None, int(said[:4]) if group == "year" else self.year - 1)
            elif group != "idiom" and said[0] != MASKED:
                yield Token(said, at, to, _DATE if group == "date" else NOTHING)
            last = to

    def numbers(self, text_: str, start: int, end: int) -> Iterator[Token]:
        """Yield only the numbers of a stretch of folded text that speaks of other matters."""
        for found in self._numbers.finditer(text_, start, end):
            if found.lastgroup and number(found[0]):
                yield Token(found[0], found.start(), found.end(), NOTHING, number(found[0]))

    def narrows(self, text_: str, start: int, end: int) -> int:
        """Return where a sentence comes from all bodies to the reporting one, or -1."""
        found = _NARROWING.search(text_, start, end)
        return found.start() if found else -1

    def may_speak(self, text_: str, start: int, end: int) -> bool:
        """Say whether a stretch of text can state anything: by a number, or a negation and one of our words."""
        if _COUNTS.search(text_, start, end):
            return True
        return _DENIES.search(text_, start, end) is not None and self.is_ours(text_, start, end)

    def is_ours(self, text_: str, start: int, end: int) -> bool:
        """Say whether a stretch of text has one of the words without which nothing is said of our tables."""
        return _OURS.search(text_, start, end) is not None

    def _data_senses(self) -> Iterator[tuple[str, Sense]]:
        yield from self._senses("neutral", {"": _DATA["neutral"]})
        for role, name in _ROLES.items():
            yield from self._senses(role, tree(_DATA[name]))
        yield from self._senses("channel", {"channels": _DATA["channels"]})
        yield from self._senses("none", {"none": _NONE})
        yield from ((word, Sense("none", "none")) for word in _NONES)
        yield from self._senses("way", {"way": tree(_DATA["ways"])})
        for word in texts(_DATA["rest"]):
            yield word, Sense("rest", "rest")
        yield from self._senses("subset", {"subset": _DATA["subset"]})
        for key, words in tree(_DATA["signs"]).items():
            yield from ((word, Sense("sign", key)) for word in texts(words))
        for key, pattern in mapping(_DATA["sign_patterns"]).items():
            self._patterns.append((self._filled(pattern), Sense("sign", key)))
        self._patterns.append((text(_DATA["zero"]), Sense("zero", "zero")))
        self._patterns.append((text(_DATA["narrowing"]), Sense("sign", "narrowing")))

    def _senses(self, role: str, entries: Mapping[str, object]) -> Iterator[tuple[str, Sense]]:
        for key, entry in entries.items():
            if not isinstance(entry, dict) or (role == "row" and not self._has_row(key)):
                continue
            for word in texts(entry.get("words", [])):
                yield word, Sense(role, key)
            for word in texts(entry.get("loose", [])):
                yield word, Sense(role, key, loose=True)
            for kind in ("patterns", "loose_patterns"):
                for pattern in texts(entry.get(kind, [])):
                    self._patterns.append((self._filled(pattern), Sense(role, key, kind == "loose_patterns")))

    def _filled(self, pattern: str) -> str:
        """Return a pattern with the years around the report's filled in."""
        for name, years in self._years.items():
            pattern = pattern.replace(f"{{{name}}}", years)
        return pattern

    def _has_row(self, key: str) -> bool:
        table = self.form.tables.get("applications")
        return bool(table and (key == CARRIED or key in table.rows or key in table.groups))


_ROLES: Final = {
    "noun": "nouns",
    "act": "acts",
    "row": "rows",
    "column": "columns",
    "dispute": "litigation",
    "result": "results",
    "document": "documents",
}


def _label_senses(form: Form) -> Iterator[tuple[str, Sense]]:
    """Yield the labels a form gives its rows and columns, as a text would quote them."""
    applications, disputes = form.tables.get("applications"), form.tables.get("disputes")
    for head in _heads(applications) if applications else ():
        for name in _names(head):
            yield name, Sense("row", head.key)
    for head in applications.blocks[0].leaf_columns if applications else ():
        for name in _names(head):
            yield name, Sense("column", head.key)
    for head in disputes.blocks[0].leaf_columns if disputes else ():
        for name in _names(head):
            yield name, Sense("result", head.key)
    for row in form.tables["proactive"].rows.values() if "proactive" in form.tables else ():
        for name in _names(row.head):
            yield name, Sense("document", row.key)


def _heads(table: Table) -> Iterator[Head]:
    for block in table.blocks:
        for top in block.rows:
            yield from (head for head in top.walk() if head.key)


def _names(head: Head) -> Iterator[str]:
    for name in head.writings:
        bare = without_numeral(normalisation.label_key(name)).partition("(")[0]
        if len(bare) > 1 and bare not in _COMMON:
            yield bare


def denies_one(negation: Token, counted: Token) -> bool:
    """Say whether a number is the one that a negation right before it says there is not."""
    stated = counted.number
    if not negation.key("none") or stated is None or stated.value != 1 or stated.unit not in UNITS:
        return False
    in_words = counted.text[0] in normalisation.DIGITS()
    return counted.start - negation.end <= _ANY and (in_words or negation.text.endswith(_EVENTS))


@lru_cache(maxsize=1024)
def number(said: str) -> Number | None:
    """Read a number with its unit and what makes it inexact; None for one of more digits than a figure has."""
    found = _PARTS.fullmatch(said)
    if not found:
        return Number(None, "", "", 0)
    side = next((_SIDE[word] for word in (found["before"], found["after"], found["behind"]) if word), "")
    unit = "%" if found["percent"] else (found["unit"] or "")
    digits = normalisation.western(found["digits"])
    if digits[0] == QUOTED:
        return Number(None, unit, side, 0)
    if len(digits.replace(",", "").replace(".", "")) > _MOST_DIGITS:
        return None
    if digits[0].isdecimal() and digits[0].isascii():
        plain = digits.replace(",", "")
        if found["times"]:
            value = (Decimal(plain[:-1]) * _TIMES[plain[-1]]).quantize(Decimal(1))
            return Number(value, unit, side, 0)
        return Number(Decimal(plain), unit, side, len(plain.partition(".")[2]))
    return Number(Decimal(han_number(digits)), unit, side, 0)


def han_number(word: str) -> int:
    """Return a number written in Chinese numerals, by place (two hundred and three) or digit by digit."""
    if not any(sign in _TIMES or sign in normalisation.TENS() for sign in word):
        return int("".join(str(normalisation.DIGITS()[sign]) for sign in word))
    total = section = digit = 0
    for sign in word:
        if sign in normalisation.DIGITS():
            digit = normalisation.DIGITS()[sign]
        elif sign in normalisation.TENS():
            section += (digit or 1) * 10 if normalisation.TENS()[sign] == 10 else normalisation.TENS()[sign]  # noqa: PLR2004 - ten
            digit = 0
        elif _TIMES[sign] >= 10_000:  # noqa: PLR2004 - the step of ten thousand starts a section anew
            total, section, digit = total + (section + digit or 1) * _TIMES[sign], 0, 0
        else:
            section, digit = section + (digit or 1) * _TIMES[sign], 0
    return total + section + digit
