"""Who acts in a sentence: the reporting agency, or some other body whose numbers are none of its own."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from nianbao.model.yamltext import package_data, text, texts, tree

_DATA: Final = tree(package_data("claims.yml")["bodies"])
_ENDINGS: Final = texts(_DATA["endings"])
_OURS: Final = texts(_DATA["ours"])
_MANY: Final = texts(_DATA["many"])
_DEFENDANT: Final = texts(_DATA["defendant"])
_ALL_BODIES: Final = texts(_DATA["all_bodies"])
_BEFORE: Final = re.compile(text(_DATA["towards"]))
_PLACES: Final = texts(_DATA["places"])
_ADDRESSED: Final = re.compile(text(_DATA["addressed"]))
_DECIDING: Final = texts(_DATA["deciding"])
_JOINED: Final = re.compile(text(_DATA["joined"]))
_BELONGING: Final = re.compile(text(_DATA["belonging"]))
_WE: Final = re.compile(text(_DATA["we"]))
_NOT_OURS: Final = re.compile(text(_DATA["not_ours"]))
# A whole place.
_WHOLE: Final = text(_DATA["whole"])
_ITSELF: Final = re.compile("|".join(texts(_DATA["itself"])))
_INNER: Final = texts(_DATA["inner"])
# Nobody goes by more names than that in one report.
_NAMES_OF_ONE: Final = 40
# A body's name needs more than its ending.
_SHORTEST: Final = 3


@lru_cache(maxsize=16)
def _filler(year: int) -> re.Pattern[str]:
    filler = text(_DATA["filler"]).replace("{this}", str(year))
    return re.compile(f"^{filler}|{filler}$")


class Bodies:
    """The reporting body among others. `names` are its own; a government speaks for its parts.

    It remembers the other bodies it met: one that speaks alone in a whole report is the reporting body, by a name
    the register does not know.
    """

    def __init__(self, names: Sequence[str], year: int, *, is_government: bool) -> None:
        self._names, self._year, self._is_government = tuple(names), year, is_government
        self._others: set[str] = set()

    def is_defendant(self, words: str) -> bool:
        """Say whether words name the reporting body as the one proceeded against."""
        return any(word in words for word in _DEFENDANT)

    def is_own(self, words: str) -> bool:
        """Say whether the words that open a clause name the reporting body as "we" or "this"."""
        return _is_own(words)

    def is_other(self, words: str) -> bool:
        """Say whether the words that open a clause name another body as the one who acts."""
        said = _without_filler(words, self._year)
        if self._speaks_for_many(said):
            return True
        if not self._acts(said) or _is_own(said) or len(said) < _SHORTEST or _is_ours(said, self._names):
            return False
        self._others.add(said)
        return True

    def _speaks_for_many(self, said: str) -> bool:
        """Say whether words name an inner office or several bodies, none of them the reporting one."""
        if said.endswith(_INNER) or _BELONGING.search(said) or (said.startswith(_MANY) and said.endswith(_PLACES)):
            return True
        if not self._acts(said):
            return False
        if said.endswith(_ALL_BODIES) and (said.startswith(_WHOLE) or _MANY[0] in said):
            return not self._is_government
        return said.startswith(_MANY) and not _is_own(said)

    def _acts(self, said: str) -> bool:
        """Say whether words name a body, and not one to whom or by whose way something goes."""
        named = said.endswith((*_ENDINGS, *_ALL_BODIES))
        return named and not _BEFORE.match(said) and not _ADDRESSED.search(said)

    def alone(self, texts_: Iterable[str]) -> "Bodies | None":
        """Return the same with the one other body met as the reporting one; None if there was none, or several.

        The texts are those of the report: where they say "we" of another kind of body, there are two.
        """
        if not 0 < len(self._others) <= _NAMES_OF_ONE:
            return None
        longest = max(sorted(self._others), key=len)
        many = any(longest.endswith(word) for word in _DECIDING) or _names_two(longest)
        if many or not all(_is_short_for(other, longest) or longest.endswith(other) for other in self._others):
            return None
        if any(said[0][1:] not in longest for text_ in texts_ for said in _WE.finditer(text_)):
            return None
        names = (*self._names, *sorted(self._others))
        return Bodies(names, self._year, is_government=self._is_government)


def _without_filler(words: str, year: int) -> str:
    """Return the words without what may stand around a body before what it did."""
    said = words
    while (shorter := _filler(year).sub("", said).strip("\x00\x02")) != said:
        said = shorter
    return said


def _names_two(said: str) -> bool:
    """Say whether words join two bodies that are not one and its own office."""
    parts = [part for part in _JOINED.split(said) if part.endswith(_ENDINGS)]
    return any(not part.startswith(parts[0]) for part in parts)


def _is_ours(said: str, names: Sequence[str]) -> bool:
    """Say whether a body can be the one with these names: by a short form, or by its kind alone."""
    kind = _ITSELF.sub("", said[1:] if said[0] in _PLACES else said)
    return any(_is_short_for(said, name) or name.endswith(kind) for name in names)


def _is_own(words: str) -> bool:
    """Say whether the words that open a clause name the reporting body as "we" or "this"."""
    if words.startswith(_MANY):
        return False
    words = _NOT_OURS.sub("", _ITSELF.sub("", words))
    whole = [own for own in _OURS if own in words]
    return bool(whole) and not (words.endswith(_ALL_BODIES) and all(own.startswith(_WHOLE) for own in whole))


def _is_short_for(said: str, name: str) -> bool:
    """Say whether a name can be shortened to what is said: its characters stand in it in this order."""
    rest = iter(name)
    return all(sign in rest for sign in said)
