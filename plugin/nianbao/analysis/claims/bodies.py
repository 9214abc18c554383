"""Who acts in a sentence: the reporting agency, or some other body whose numbers are none of its own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Final

from nianbao.model.yamltext import Plain, text, texts

# Nobody goes by more names than that in one report.
_NAMES_OF_ONE: Final = 40
# A body's name needs more than its ending.
_SHORTEST: Final = 3


class Actor(Enum):
    """Who the words that open a clause say has acted."""

    REPORTING = "reporting"
    OTHER = "other"
    UNNAMED = "unnamed"


class BodyNames:
    """The words by which bodies are told apart, of the vocabulary's `bodies`."""

    def __init__(self, data: Mapping[str, Plain]) -> None:
        self.endings, self.ours, self.many = texts(data["endings"]), texts(data["ours"]), texts(data["many"])
        self.defendant, self.all_bodies = texts(data["defendant"]), texts(data["all_bodies"])
        self.places, self.deciding = texts(data["places"]), texts(data["deciding"])
        # A whole place, and each body of it.
        self.whole, self.each = text(data["whole"]), text(data["each"])
        self.inner = texts(data["inner"])
        self.towards = re.compile(text(data["towards"]))
        self.addressed = re.compile(text(data["addressed"]))
        self.joined = re.compile(text(data["joined"]))
        self.belonging = re.compile(text(data["belonging"]))
        self.we = re.compile(text(data["we"]))
        self.not_ours = re.compile(text(data["not_ours"]))
        self.itself = re.compile("|".join(texts(data["itself"])))
        self._filler = text(data["filler"])

    def filler(self, year: int) -> re.Pattern[str]:
        """Return the pattern of what may stand around a body in a report of a year."""
        filler = self._filler.replace("{this}", str(year))
        return re.compile(f"^{filler}|{filler}$")

    def is_own(self, words: str) -> bool:
        """Return whether the words that open a clause name the reporting body as "we" or "this".

        Example: TXT602.yml, "a court, a training and another body's lawsuits are none of ours".
        """
        if words.startswith(self.many):
            return False
        words = self.not_ours.sub("", self.itself.sub("", words))
        whole = [own for own in self.ours if own in words]
        speaks_for_all = words.endswith(self.all_bodies) and all(own.startswith(self.whole) for own in whole)
        return bool(whole) and not speaks_for_all

    def is_named(self, name: str, names: Sequence[str]) -> bool:
        """Return whether a body can be the one with these names: by a short form, or by its kind alone.

        Example: building-34.
        """
        kind = self.itself.sub("", name[1:] if name[0] in self.places else name)
        return any(_is_short_for(name, full) or full.endswith(kind) for full in names)

    def are_two(self, name: str) -> bool:
        """Return whether a name joins two bodies that are not one and its own office.

        Example: building-784.
        """
        parts = [part for part in self.joined.split(name) if part.endswith(self.endings)]
        return any(not part.startswith(parts[0]) for part in parts)


class Bodies:
    """The reporting body among others. `names` are its own; a government speaks for its parts.

    It remembers the other bodies it met: one that speaks alone in a whole report is the reporting body, by a name
    the register does not know.
    """

    def __init__(self, words: BodyNames, names: Sequence[str], year: int, *, is_government: bool) -> None:
        self._words, self._filler = words, words.filler(year)
        self._names, self._year, self._is_government = tuple(names), year, is_government
        self._others: set[str] = set()

    def is_defendant(self, words: str) -> bool:
        """Return whether words name the reporting body as the one proceeded against.

        Example: building-152.
        """
        return any(word in words for word in self._words.defendant)

    def actor(self, opening: str) -> Actor:
        """Return who acts by the words that open a clause, and remember another body by its name.

        Example: TXT601.yml, "other bodies, several years and plans are not this report's".
        """
        if self._words.is_own(opening):
            return Actor.REPORTING
        name = self._without_filler(opening)
        if self._speaks_for_many(name):
            return Actor.OTHER
        if not self._is_body(name) or self._words.is_own(name) or len(name) < _SHORTEST:
            return Actor.UNNAMED
        if self._words.is_named(name, self._names):
            return Actor.UNNAMED
        self._others.add(name)
        return Actor.OTHER

    def _speaks_for_many(self, name: str) -> bool:
        """Return whether words name an inner office or several bodies, none of them the reporting one.

        Example: TXT602.yml, "a court, a training and another body's lawsuits are none of ours".
        """
        words = self._words
        several = name.startswith(words.many) and name.endswith(words.places)
        if name.endswith(words.inner) or words.belonging.search(name) or several:
            return True
        if not self._is_body(name):
            return False
        if name.endswith(words.all_bodies) and (name.startswith(words.whole) or words.each in name):
            return not self._is_government
        return name.startswith(words.many) and not words.is_own(name)

    def _is_body(self, name: str) -> bool:
        """Return whether words name a body, and not one to whom or by whose way something goes."""
        words = self._words
        ends_like_one = name.endswith((*words.endings, *words.all_bodies))
        return ends_like_one and not words.towards.match(name) and not words.addressed.search(name)

    def alone(self, texts_: Iterable[str]) -> "Bodies | None":
        """Return the same with the one other body met as the reporting one; None if there was none, or several.

        The texts are those of the report: where they say "we" of another kind of body, there are two.

        Example: building-89.
        """
        if not 0 < len(self._others) <= _NAMES_OF_ONE:
            return None
        words = self._words
        longest = max(sorted(self._others), key=len)
        if any(longest.endswith(word) for word in words.deciding) or words.are_two(longest):
            return None
        if not all(_is_short_for(other, longest) or longest.endswith(other) for other in self._others):
            return None
        if any(match[0][1:] not in longest for text_ in texts_ for match in words.we.finditer(text_)):
            return None
        names = (*self._names, *sorted(self._others))
        return Bodies(words, names, self._year, is_government=self._is_government)

    def _without_filler(self, opening: str) -> str:
        """Return the words that open a clause without what may stand around a body before what it did."""
        words = opening
        while (shorter := self._filler.sub("", words).strip("\x00\x02")) != words:
            words = shorter
        return words


def _is_short_for(short: str, name: str) -> bool:
    """Return whether a name can be shortened so: the characters stand in it in this order."""
    rest = iter(name)
    return all(sign in rest for sign in short)
