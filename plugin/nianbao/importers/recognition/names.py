"""Names of agencies in running text: the region a text puts in front of a name, and whom it names as its author.

The title's name is the agency's; prose may only add the region it lies in, a run of place names. Without a name in
the title, the sentences in which a report says whose it is decide.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.recognition.facts import parsed
from nianbao.model.kind import Kind
from nianbao.model.normalisation import HAN, without_spaces

_LONGEST_NAME: Final = 40
_SHORTEST_NAME: Final = 3
# What stands farther in front of a name than the longest run of regions is not looked at.
_LONGEST_REGION: Final = 24
_FEWEST_TIMES: Final = 2
# A name that is a line of its own is the author's among so many first ones.
_TOP: Final = 6
# The sentences in which a report names its author, the surest first (data/import.yml).
_SENTENCES: Final = ("announced", "stated", "compiled", "contact", "subject")


def completed(stated: str, signed: str, authors_: Sequence[str], texts: Sequence[str]) -> str:
    """Return the title's name with the region in front of it, or the name itself where none is sure.

    A region counts where the signature or a name of `authors_` has it, or where the texts have it twice; regions
    that don't agree are none. A signature that has all of the name's characters in their order is the full name,
    and so is an author's name where the title has an office's name for short.
    """
    tight, signer = without_spaces(stated), without_spaces(signed)
    if not tight:
        return stated
    counts = Counter(name for text in texts for name in _extended(tight, text))
    found = {name for name, count in counts.items() if count >= _FEWEST_TIMES}
    for name in (signer, *authors_):
        if name.endswith(tight) and _region().fullmatch(name.removesuffix(tight)):
            found.add(name)
    longest = max(sorted(found), key=len, default="")
    full = longest if longest and all(longest.endswith(name) for name in found) else tight
    is_short = not full.endswith((*patterns.WHOLE_SUFFIXES, *patterns.PLACES))
    whole = [signer, *(authors_ if is_short else ())]
    fuller = max((name for name in whole if _contains(name, full) and is_name(name)), key=len, default="")
    return fuller or (full if full != tight else stated)


def _contains(name: str, shorter: str) -> bool:
    """Whether a name has all characters of a shorter one in their order, and more."""
    rest = iter(name)
    return len(name) > len(shorter) and all(char in rest for char in shorter)


def _extended(name: str, text: str) -> Iterator[str]:
    """Yield a name with the region in front of it, once for each place of a text where it has one."""
    for run in patterns.pattern("han").findall(without_spaces(patterns.plain(text))):
        at = run.find(name)
        while at >= 0:
            before = _behind_words(run[max(0, at - _LONGEST_REGION) : at])
            if before and _region().fullmatch(before):
                yield before + name
            at = run.find(name, at + 1)


def authors(texts: Sequence[str], kind: Kind) -> Iterator[str]:
    """Yield the names a text gives as its author, the surest first.

    A report names itself in the title of the document it announces, on a line of its own below a title without a
    name, in who compiled it, in whom to ask, and as the subject of what was done in the year.
    """
    plain = [without_spaces(patterns.plain(text)) for text in texts]
    for text in plain:
        for quoted in patterns.QUOTES.findall(text):
            name = (parsed(quoted[1:-1], kind) or ("", ""))[0]
            if is_name(name):
                yield name
    yield from (text for text in plain[:_TOP] if is_name(text))
    for sentence in _SENTENCES:
        for text in plain:
            for found in patterns.pattern(sentence).finditer(text):
                name = _cut(found["name"])
                if is_name(name):
                    yield _without_office(name) if sentence == "contact" else name


def is_name(name: str) -> bool:
    """Whether a run of characters is written like an agency's whole name.

    It has an agency's ending, the place it governs or lies in at its beginning, and no word that no name has. A
    name without its place, such as that of the county's office in the county's own words, is none.
    """
    is_han = re.fullmatch(f"[{HAN()}]{{{_SHORTEST_NAME},{_LONGEST_NAME}}}", name)
    is_local = bool(_region().match(name)) and not name.startswith(patterns.PLACES)
    is_whole = name.startswith(patterns.NATIONAL) or is_local
    return (
        bool(is_han)
        and is_whole
        and name.endswith(patterns.SUFFIXES)
        and not name.startswith(patterns.GOVERNMENTS)
        and not any(word in name for word in patterns.NOT_IN_NAMES)
    )


def _cut(run: str) -> str:
    """Return a run of characters without the words of the sentence in front of the name it ends with.

    A short word is cut unless what follows would begin with a place of one character, as in names of places that
    begin with the same character.
    """
    last = max((at + len(word) for word in patterns.CUT_BEHIND if (at := run.rfind(word)) >= 0), default=0)
    name = run[last:]
    while name[:1] in patterns.CUT_BEFORE and name and name[2:3] not in patterns.PLACES:
        name = name[1:]
    return name


def _without_office(name: str) -> str:
    """Return a name without the office of the agency that answers questions, where an agency is left."""
    shorter = patterns.pattern("office").sub("", name)
    return shorter if shorter != name and is_name(shorter) else name


def _behind_words(run: str) -> str:
    """Return what stands behind the last word of a run that is no part of a name."""
    last = max((at + len(word) for word in patterns.BEFORE_NAMES if (at := run.rfind(word)) >= 0), default=0)
    return run[last:]


@lru_cache(maxsize=1)
def _region() -> re.Pattern[str]:
    """Return the pattern of a run of places: each two to six characters and the ending of its kind."""
    kinds = "|".join(sorted(patterns.PLACES, key=len, reverse=True))
    words = "|".join(patterns.NOT_IN_PLACES)
    return re.compile(f"(?!.*(?:{words}))(?:.{{2,6}}?(?:{kinds})){{1,4}}")
