"""The words of a form in a report year, and the tokens they make of a text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from nianbao.analysis.claims.firsts import guard
from nianbao.analysis.claims.text import DATED, MASKED
from nianbao.analysis.claims.tokens import NO_SENSES, Sense, Token
from nianbao.analysis.claims.vocabulary import Vocabulary, alternation
from nianbao.model import normalisation
from nianbao.model.form import Form, Table
from nianbao.model.labels import Label
from nianbao.model.yamltext import mapping, text, texts, tree

# A row that is one of two: carried over, or carried forward.
CARRIED: Final = "carried"
_ANOTHER: Final = {"noun": Sense("noun", "other")}
_ENDLESS: Final = {"endless": Sense("endless", "endless")}
_DATE: Final = {"sign": Sense("sign", "since")}
# The groups of the lexer that hold words with senses of their own, and years.
_WORDS: Final = frozenset({"word", "early"})
_YEARS: Final = frozenset({"year", "last"})
# The roles of words, and where the vocabulary lists them by their keys.
ROLES: Final = {
    "noun": "nouns",
    "act": "acts",
    "row": "rows",
    "column": "columns",
    "dispute": "litigation",
    "result": "results",
    "document": "documents",
}


class Lexer:
    """The words of a vocabulary and the labels of a form in a report year.

    `senses` are the roles of each literal word, those of the form's labels first. `tokens` reads a folded text:
    idioms go first, then patterns in the order of the vocabulary, years, numbers, and of words the longest. Each
    kind is tried only at characters it can begin with.

    Example: TXT601.yml, "what came in, came over, was concluded and goes over, as in the table".
    """

    def __init__(self, vocabulary: Vocabulary, form: Form, year: int) -> None:
        self.vocabulary, self.form, self.year = vocabulary, form, year
        last, this, following = (
            vocabulary.numbered_year.format(year=number) for number in (year - 1, year, year + 1)
        )
        self._years = {
            "last": f"(?:{last}|{alternation(vocabulary.last_year)})",
            "this": f"(?:{this})",
            "next": f"(?:{following})",
        }
        self.senses: dict[str, dict[str, Sense]] = {}
        self._patterns: list[tuple[str, Sense]] = []
        for word, sense in (*_label_senses(form, vocabulary), *self._data_senses()):
            self.senses.setdefault(word, {}).setdefault(sense.role, sense)
        for word in texts(vocabulary.data["generic"]):
            self.senses.get(word, {})["generic"] = Sense("generic", "generic")
        self._by_pattern = {f"p{index}": {sense.role: sense} for index, (_, sense) in enumerate(self._patterns)}
        idioms = texts(vocabulary.data["idioms"])
        early = alternation(word for word in self.senses if word[0] in vocabulary.numbers.han)
        written = text(tree(vocabulary.data["years"])["pattern"]).replace("(?P<year>", "(?:")
        idiom, number = alternation(idioms), vocabulary.numbers.pattern
        self._numbers = re.compile(f"{_firsts(idioms)}(?:{idiom})|{written}|(?:{early})|(?P<number>{number})")
        named = "|".join(f"(?P<p{index}>{pattern})" for index, pattern in enumerate(self.patterns))
        last_year, marks = alternation(vocabulary.last_year), f"[,;:()\n\u3001]|{MASKED}+"
        kinds = [
            f"{_firsts(idioms)}(?P<idiom>{idiom})",
            f"{guard(self.patterns)}(?:{named})",
            f"(?P<year>{written})",
            f"(?P<early>{early})",
            f"(?P<number>{number})",
            f"(?P<last>{last_year})",
            f"{_firsts(self.senses)}(?P<word>{_by_first(self.senses)})",
            rf"(?P<date>{DATED}+)",
            rf"(?P<mark>{marks})",
        ]
        anything = (
            idiom,
            *self.patterns,
            written,
            early,
            number,
            last_year,
            alternation(self.senses),
            DATED,
            marks,
        )
        self._lexer = re.compile(f"{guard(anything)}(?:{'|'.join(kinds)})")

    @property
    def patterns(self) -> tuple[str, ...]:
        """The regular expressions among the words, with the years filled in."""
        return tuple(pattern for pattern, _ in self._patterns)

    def tokens(self, text_: str, start: int, end: int) -> Iterator[Token]:
        """Yield the words, numbers, years and marks of a stretch of folded text in order.

        A bare noun with unknown words right before it is of another matter. A number of too many digits has the
        sense "endless", a part of a year that of a time since. `nianbao trace` prints the tokens of any sentence.

        Example: TXT612.yml, "a number of too many digits".
        """
        bare, numbers = self.vocabulary.bare, self.vocabulary.numbers
        last = start
        for match in self._lexer.finditer(text_, start, end):
            group = match.lastgroup or ""
            words, at, to = match[0], match.start(), match.end()
            if group in _WORDS:
                senses = self.senses[words]
                if words in bare and at > last and text_[at - 1] not in bare[words] and text_[at - 1].isalpha():
                    senses = _ANOTHER
                yield Token(words, at, to, senses)
            elif group in self._by_pattern:
                yield Token(words, at, to, self._by_pattern[group])
            elif group == "number":
                stated = numbers.read(words)
                yield Token(words, at, to, NO_SENSES if stated else _ENDLESS, stated)
            elif group in _YEARS:
                yield Token(words, at, to, NO_SENSES, None, int(words[:4]) if group == "year" else self.year - 1)
            elif group != "idiom" and words[0] != MASKED:
                yield Token(words, at, to, _DATE if group == "date" else NO_SENSES)
            last = to

    def numbers(self, text_: str, start: int, end: int) -> Iterator[Token]:
        """Yield only the numbers of a stretch of folded text that speaks of other matters.

        Example: TXT604.yml, "pieces of information, readings and years together are none of the table".
        """
        for match in self._numbers.finditer(text_, start, end):
            if match.lastgroup and (stated := self.vocabulary.numbers.read(match[0])):
                yield Token(match[0], match.start(), match.end(), NO_SENSES, stated)

    def _data_senses(self) -> Iterator[tuple[str, Sense]]:
        """Yield the literal words of the vocabulary with their senses; its patterns are kept aside."""
        data, vocabulary = self.vocabulary.data, self.vocabulary
        yield from self._senses("neutral", {"": data["neutral"]})
        for role, name in ROLES.items():
            yield from self._senses(role, tree(data[name]))
        yield from self._senses("channel", {"channels": data["channels"]})
        yield from self._senses("none", {"none": data["none"]})
        yield from ((word, Sense("none", "none")) for word in vocabulary.negations)
        yield from self._senses("way", {"way": tree(data["ways"])})
        for word in texts(data["rest"]):
            yield word, Sense("rest", "rest")
        yield from self._senses("subset", {"subset": data["subset"]})
        for key, words in tree(data["signs"]).items():
            yield from ((word, Sense("sign", key)) for word in texts(words))
        for key, pattern in mapping(data["sign_patterns"]).items():
            self._patterns.append((self._filled(pattern), Sense("sign", key)))
        self._patterns.append((text(data["zero"]), Sense("zero", "zero")))
        self._patterns.append((text(data["narrowing"]), Sense("sign", "narrowing")))

    def _senses(self, role: str, entries: Mapping[str, object]) -> Iterator[tuple[str, Sense]]:
        """Yield the words listed under some keys with one role; rows the form does not have are left out.

        Patterns are kept aside in the order of the data, with `loose_patterns` not certain.
        """
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
        """Return whether the form's applications have a row or group, or can have: CARRIED is one of two."""
        table = self.form.tables.get("applications")
        return bool(table and (key == CARRIED or key in table.rows or key in table.groups))


def _by_first(words: Iterable[str]) -> str:
    """Return an alternation of words that looks at the first character once."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{re.escape(first)}(?:{alternation(rest)})" for first, rest in groups.items())


def _firsts(words: Iterable[str]) -> str:
    """Return a lookahead for the characters that words begin with: no other place need be tried."""
    return f"(?=[{re.escape(''.join(sorted({word[0] for word in words})))}])"


def _label_senses(form: Form, vocabulary: Vocabulary) -> Iterator[tuple[str, Sense]]:
    """Yield the labels a form gives its rows and columns, as a text would quote them, with their senses.

    Rows of applications are outcomes and flows, their columns applicants; the columns of disputes are results; the
    rows of the first table are documents, decisions and fees.

    Example: TXT603.yml, "the six outcomes as in the table".
    """
    applications, disputes = form.tables.get("applications"), form.tables.get("disputes")
    for label in _labels(applications) if applications else ():
        for name in _names(label, vocabulary):
            yield name, Sense("row", label.key)
    for label in applications.blocks[0].leaf_columns if applications else ():
        for name in _names(label, vocabulary):
            yield name, Sense("column", label.key)
    for label in disputes.blocks[0].leaf_columns if disputes else ():
        for name in _names(label, vocabulary):
            yield name, Sense("result", label.key)
    for row in form.tables["proactive"].rows.values() if "proactive" in form.tables else ():
        for name in _names(row.label, vocabulary):
            yield name, Sense("document", row.key)


def _labels(table: Table) -> Iterator[Label]:
    """Yield the labels of a table's rows and groups that have a key."""
    for block in table.blocks:
        for top in block.rows:
            yield from (label for label in top.walk() if label.key)


def _names(label: Label, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the ways a label is written, without numeral and bracket; those that say too little are left out."""
    for name in label.writings:
        bare = normalisation.without_numeral(normalisation.label_key(name)).partition("(")[0]
        if len(bare) > 1 and bare not in vocabulary.common_labels:
            yield bare
