"""Who acts in a sentence: the reporting agency, or some other body whose numbers are none of its own."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from nianbao.yamltext import package_data, text, texts, tree

_DATA: Final = tree(package_data("claims.yml")["bodies"])
_ENDINGS: Final = texts(_DATA["endings"])
_OURS: Final = texts(_DATA["ours"])
_MANY: Final = texts(_DATA["many"])
_DEFENDANT: Final = texts(_DATA["defendant"])
_ALL_BODIES: Final = texts(_DATA["all_bodies"])
_BEFORE: Final = re.compile(text(_DATA["towards"]))
_PLACES: Final = texts(_DATA["places"])
_ADDRESSED: Final = re.compile(text(_DATA["addressed"]))
# A whole place.
_WHOLE: Final = text(_DATA["whole"])
_ITSELF: Final = re.compile("|".join(texts(_DATA["itself"])))
_INNER: Final = texts(_DATA["inner"])
# A body's name needs more than its ending.
_SHORTEST: Final = 3


@lru_cache(maxsize=16)
def _filler(year: int) -> re.Pattern[str]:
    filler = text(_DATA["filler"]).replace("{this}", str(year))
    return re.compile(f"^{filler}|{filler}$")


class Bodies:
    """The reporting body among others. `names` are its own; a government speaks for its parts."""

    def __init__(self, names: Sequence[str], year: int, *, is_government: bool) -> None:
        self._names, self._year, self._is_government = tuple(names), year, is_government

    def is_defendant(self, words: str) -> bool:
        """Say whether words name the reporting body as the one proceeded against."""
        return any(word in words for word in _DEFENDANT)

    def is_own(self, words: str) -> bool:
        """Say whether the words that open a clause name the reporting body as "we" or "this"."""
        return _is_own(words)

    def is_other(self, words: str) -> bool:
        """Say whether the words that open a clause name another body as the one who acts."""
        return _is_other(words, self._names, self._year, is_government=self._is_government)


def _is_other(words: str, names: Sequence[str], year: int, *, is_government: bool) -> bool:
    """Say whether the words that open a clause name a body other than the reporting one as the one who acts.

    A body to whom or by whose way something goes does not act. A government speaks for its parts.
    """
    said = words
    while (shorter := _filler(year).sub("", said).strip("\x00\x02")) != said:
        said = shorter
    if said.endswith(_INNER) or (said.startswith(_MANY) and said.endswith(_PLACES)):
        return True
    if not said.endswith((*_ENDINGS, *_ALL_BODIES)) or _BEFORE.match(said) or _ADDRESSED.search(said):
        return False
    if said.endswith(_ALL_BODIES) and (said.startswith(_WHOLE) or _MANY[0] in said):
        return not is_government
    if said.startswith(_MANY):
        return not _is_own(said)
    return not _is_own(said) and len(said) >= _SHORTEST and not _is_ours(said, names)


def _is_ours(said: str, names: Sequence[str]) -> bool:
    """Say whether a body can be the one with these names: by a short form, or by its kind alone."""
    kind = _ITSELF.sub("", said[1:] if said[0] in _PLACES else said)
    return any(_is_short_for(said, name) or name.endswith(kind) for name in names)


def _is_own(words: str) -> bool:
    """Say whether the words that open a clause name the reporting body as "we" or "this"."""
    if words.startswith(_MANY):
        return False
    words = _ITSELF.sub("", words)
    whole = [own for own in _OURS if own in words]
    return bool(whole) and not (words.endswith(_ALL_BODIES) and all(own.startswith(_WHOLE) for own in whole))


def _is_short_for(said: str, name: str) -> bool:
    """Say whether a name can be shortened to what is said: its characters stand in it in this order."""
    rest = iter(name)
    return all(sign in rest for sign in said)
