"""What can be an agency's name, what names say the same, and which is the fuller.

A name is a run of words without those that reports and sites print around names (`no_names` of data/import.yml);
its region is the run of names of places it begins with. Examples: tests/cases/recognition_agencies.yml.
"""

from functools import lru_cache
from typing import Final

from nianbao.importers import patterns
from nianbao.model.normalisation import label_key, without_spaces

_LONGEST_PLACE: Final = 14
_LONGEST_NAME: Final = 40
_SHORTEST_NAME: Final = 3


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Whether a text can be an agency's name: no word of it is one that stands around names.

    A name in Han characters has at least three of them, a name in letters may be of any words.
    """
    tight = label_key(text)
    if tight.isascii():
        return bool(tight)
    return len(tight) >= _SHORTEST_NAME and not any(word in tight for word in patterns.NO_NAMES)


def is_name_in_sentence(text: str) -> bool:
    """Whether a text between the words that stand around a name in a sentence is an agency's name with its region.

    What begins with the mere word for a place (`a bare word for a region is none`) says only of what level it is.
    """
    text = label_key(text)
    return (
        is_name(text)
        and len(text) <= _LONGEST_NAME
        and not any(word in text for word in patterns.NO_NAMES_IN_SENTENCES)
        and (text.endswith(patterns.ORGANS) or is_region(text))
        and not text.startswith(patterns.NO_BEGINNINGS)
        and not text.endswith(patterns.NO_ENDINGS)
        and (has_region(text) or not text.startswith(patterns.PLACE_WORDS))
    )


def _is_place(text: str) -> bool:
    """Whether a text is the name of one place: some characters before a word for places."""
    return (
        text.endswith(patterns.PLACE_WORDS)
        and not text.startswith(patterns.PLACE_WORDS)
        and text not in patterns.NO_PLACES
    )


def has_region(name: str) -> bool:
    """Whether a name begins with the name of a place."""
    name = label_key(name)
    return any(_is_place(name[:end]) for end in range(2, min(len(name), _LONGEST_PLACE) + 1))


@lru_cache(maxsize=4096)
def is_region(text: str) -> bool:
    """Whether a text is a run of names of places and nothing else."""
    text = label_key(text)
    if any(word in text for word in (*patterns.NO_NAMES, *patterns.NO_NAMES_IN_SENTENCES)):
        return False
    ends = {0}
    for end in range(2, min(len(text), _LONGEST_NAME) + 1):
        if any(end - start <= _LONGEST_PLACE and _is_place(text[start:end]) for start in ends):
            ends.add(end)
    return bool(text) and len(text) in ends


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Return what two writings of one name have in common: `short_endings` of data/import.yml."""
    key = without_spaces(label_key(name))
    for long, short in patterns.SHORT_ENDINGS:
        if key.endswith(long):
            return key.removesuffix(long) + short
    return key


def is_fuller(longer: str, name: str) -> bool:
    """Whether a name says what another one says, or the same with a region in front."""
    whole, part = folded(longer), folded(name)
    if not part or not whole.endswith(part):
        return False
    front = whole.removesuffix(part)
    if not front or is_region(front):
        return True
    # A name may begin with the last word of its own place, as in `luohe-demo-zone-2023`.
    return any(part.startswith(word) and is_region(front + word) for word in patterns.PLACE_WORDS)


def is_organ_of(longer: str, place: str) -> bool:
    """Whether a name is that of the organ that governs a place, such as its government."""
    longer, place = label_key(longer), label_key(place)
    return place.endswith(patterns.PLACE_WORDS) and any(
        longer.endswith(organ) and is_fuller(longer.removesuffix(organ), place) for organ in patterns.PLACE_ORGANS
    )


def agree(one: str, other: str) -> bool:
    """Whether two names can be one agency's."""
    return any(is_fuller(a, b) or is_organ_of(a, b) for a, b in ((one, other), (other, one)))
