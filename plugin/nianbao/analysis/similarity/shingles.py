"""Whether texts are the same but for names, figures and dates; thousands of them, without comparing all pairs.

A text is compared as its `essence`: letters only, without numerals and names. Its shingles are all runs of five
letters; those that begin with one of a fixed eighth of all letters are its sketch. An inverted index over the
sketches of a year names the few texts that can be the same as one; only those are compared letter by letter.
"""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, groupby
from typing import Final
from zlib import crc32

from nianbao.model.constants import constant, pattern
from nianbao.model.yamltext import package_data, text, texts

_DATA: Final = package_data("similarity.yml")

LENGTH: Final = 5
# One letter in eight begins a shingle of the sketch. Chosen by letter, most places of a text need
# no look at the shingle that begins there.
SAMPLE: Final = 8
_LETTERS: Final = range(0x3400, 0xA000)  # the blocks of Han characters in common use
# A shared run of fewer letters is an idiom, no passage.
PASSAGE: Final = 20
# A shorter text, or one with a smaller sketch when stock phrases are left out, can't be told from others.
ENOUGH: Final = 160
ENOUGH_SKETCHED: Final = 10
# So many holders of a shingle stand for all; of a common one, so many.
HOLDERS: Final = 16
COMMON_HOLDERS: Final = 2
# A shingle is common when more than a twentieth of the texts hold it, and more than five: everybody may say it.
COMMON: Final = 5
COMMON_PART: Final = 20
# A passage that stands twice is long from so many letters on; it is looked for by blocks of a quarter of that.
REPEATED: Final = 80
BLOCK: Final = REPEATED // 4

_COMMENT = pattern(r"<!--.*?-->", re.DOTALL)
_MARKS = pattern(r"</?[A-Za-z][^<>]*>|\]\([^()]*\)|\{\{[^{}]*\}\}", re.DOTALL)
_DROPPED = pattern(lambda: rf"[\W\d_{text(_DATA['numerals'])}]+")
_KEPT = pattern(lambda: rf"[^\W\d_{text(_DATA['numerals'])}]+")
_ENDS: Final = constant(lambda: "|".join(texts(_DATA["places"])))
_PLACES = pattern(lambda: rf"(.{{1,40}}?)({_ENDS()})(?!{_ENDS()})")


def plain(markdown: str) -> str:
    """Return the letters of a text, without digits, numerals, punctuation and what Markdown and HTML add.

    Example: `## 2024 report` leaves `report`.
    """
    return _DROPPED.sub("", _without_marks(markdown, lambda _: "") if _has_marks(markdown) else markdown)


def _without_marks(markdown: str, instead: Callable[[re.Match[str]], str]) -> str:
    """Return a text with each comment, tag, link target and shortcode replaced by what `instead` returns."""
    # Behind the last end of a comment none begins: to look for its end from every beginning would take long.
    end = markdown.rfind("-->") + len("-->")
    uncommented = _COMMENT.sub(instead, markdown[:end]) + markdown[end:] if end >= len("-->") else markdown
    return _MARKS.sub(instead, uncommented)


def _has_marks(markdown: str) -> bool:
    """Return whether a text can hold a comment, tag, link or shortcode: most texts hold none."""
    return "<" in markdown or "](" in markdown or "{{" in markdown


def names(written: Iterable[str], region: str) -> tuple[str, ...]:
    """Return what to take out of a text for its agency: its names and those of its region, the longest first."""
    parts = [part for place in _PLACES.findall(region) for part in ("".join(place), place[0])]
    cleaned = {plain(name) for name in (*written, region, *parts)}
    return tuple(sorted((name for name in cleaned if len(name) > 1), key=lambda name: (-len(name), name)))


def essence(markdown: Iterable[str], taken_out: Iterable[str]) -> str:
    """Return what texts say but for names, figures and dates."""
    letters = "".join(map(plain, markdown))
    for name in taken_out:
        letters = letters.replace(name, "")
    return letters


def origins(markdown: Sequence[str], taken_out: Iterable[str]) -> list[tuple[int, int]]:
    """Return for each letter of the essence which text it comes from, and its offset there."""
    places = [(number, offset) for number, item in enumerate(markdown) for offset in _kept(item)]
    letters = "".join(markdown[number][offset] for number, offset in places)
    for name in taken_out:
        gaps = [match.span() for match in re.finditer(re.escape(name), letters)]
        for start, end in reversed(gaps):
            del places[start:end]
        letters = letters.replace(name, "")
    return places


def _kept(markdown: str) -> Iterator[int]:
    """Return the offsets of the letters that `plain` keeps."""
    blanked = _without_marks(markdown, lambda mark: " " * len(mark[0])) if _has_marks(markdown) else markdown
    return chain.from_iterable(range(*run.span()) for run in _KEPT.finditer(blanked))


def _shingles(letters: str) -> list[str]:
    """Return all runs of LENGTH letters in their order."""
    return [letters[at : at + LENGTH] for at in range(len(letters) - LENGTH + 1)]


def _sampled() -> str:
    """Return the letters whose shingles are in the sketch: one Han character in SAMPLE."""
    return "".join(letter for letter in map(chr, _LETTERS) if crc32(letter.encode()) % SAMPLE == 0)


_SAMPLED = pattern(lambda: rf"(?=([{_sampled()}].{{{LENGTH - 1}}}))", re.DOTALL)


@lru_cache(maxsize=1)
def _stock() -> frozenset[str]:
    """Return the shingles of stock phrases, which everybody writes (data/similarity.yml)."""
    return frozenset(shingle for phrase in texts(_DATA["stock"]) for shingle in _shingles(plain(phrase)))


def sketch(letters: str) -> Sequence[int]:
    """Return the sketch of an essence: the CRC-32 checksums of its sampled shingles in ascending order, each once.

    Stock phrases are left out.
    """
    chosen = set(_SAMPLED.findall(letters)) - _stock()
    return array("L", sorted([crc32(shingle.encode("utf-8", "surrogatepass")) for shingle in chosen]))


def share(sketch_: Iterable[int], other: Iterable[int]) -> float:
    """Return which part of a sketch another one holds, from 0 to 1."""
    mine = set(sketch_)
    return len(mine.intersection(other)) / len(mine) if mine else 0.0


@dataclass(frozen=True, slots=True)
class Overlap:
    """What of a text stands in another: its share from 0 to 1, stock phrases apart, and the longest passage.

    The passage has `length` letters; it begins at `start` in the one essence, at `there` in the other.
    """

    share: float
    start: int
    there: int
    length: int


def overlap(letters: str, other: str) -> Overlap:
    """Return what of an essence stands in another, by passages of at least PASSAGE letters.

    Both are compared by their shingles, so the work grows with the sum of their lengths.
    """
    stock, theirs = _stock(), frozenset(_shingles(other))
    mine = _shingles(letters)
    shared = at = 0
    longest = (0, 0)
    for known, run in groupby(mine, theirs.__contains__):
        values = list(run)
        if known and len(values) > PASSAGE - LENGTH:
            own = sum(value not in stock for value in values)
            shared += own
            longest = max(longest, (len(values) + LENGTH - 1 if own else 0, -at))
        at += len(values)
    own_words = sum(value not in stock for value in mine)
    length, start = longest[0], -longest[1]
    # Shared shingles that follow one another here may be interrupted there.
    beginnings = (other.find(letters[start : start + size]) for size in (length, length // 2, LENGTH))
    there = next(at for at in beginnings if at >= 0) if length else 0
    return Overlap(shared / own_words if own_words else 0.0, start, there, length)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much of one sketch another holds, `other` being the other's number.

    `share` is that of everything, `own_share` that of what few texts of the index hold, both from 0 to 1.
    """

    other: int
    share: float
    own_share: float


def nearest(sketches: Sequence[Collection[int]], first: int = 3) -> list[tuple[Likeness, ...]]:
    """Return for each sketch the few others that hold most of it.

    A shingle only one text holds tells nothing; of those that many hold, the first few holders stand for all.
    """
    common = max(COMMON, len(sketches) // COMMON_PART)
    counts = Counter(chain.from_iterable(sketches))
    holders: dict[int, list[int]] = {}
    for number, values in enumerate(sketches):
        for value in values:
            if counts[value] > 1:
                holders.setdefault(value, []).append(number)
    shared: list[Counter[int]] = [Counter() for _ in sketches]
    own: list[Counter[int]] = [Counter() for _ in sketches]
    for numbers in holders.values():
        is_common = len(numbers) > common
        known = numbers[: COMMON_HOLDERS if is_common else HOLDERS]
        for number in numbers:
            shared[number].update(known)
            if not is_common:
                own[number].update(known)
    ranked = []
    for number, values in enumerate(sketches):
        few = max(sum(map(common.__ge__, map(counts.__getitem__, values))), ENOUGH_SKETCHED)
        best = sorted(shared[number].items(), key=lambda item: (-item[1] - own[number][item[0]], item[0]))[
            : first + 1
        ]
        others = ((other, count) for other, count in best if other != number)
        ranked.append(
            tuple(Likeness(other, count / len(values), own[number][other] / few) for other, count in others)
        )
    return ranked


@dataclass(frozen=True, slots=True)
class Repeat:
    """A passage that stands twice in one essence.

    `first` and `second` are the offsets of its places, `length` the number of its letters; the two do not
    overlap.
    """

    first: int
    second: int
    length: int


def repeats(letters: str) -> tuple[Repeat, ...]:
    """Return the passages of at least REPEATED letters that stand twice, in the order of their first place.

    It looks for blocks of BLOCK letters again and extends those it finds, which any such passage contains.
    """
    passages: list[Repeat] = []
    at = end = 0
    while at + BLOCK <= len(letters):
        again = letters.find(letters[at : at + BLOCK], at + BLOCK)
        repeat = _extended(letters, at, again, end) if again > 0 else None
        if repeat and repeat.length >= REPEATED:
            passages.append(repeat)
            at = end = repeat.first + repeat.length
        else:
            at += BLOCK
    return tuple(passages)


def _extended(letters: str, first: int, second: int, lowest: int) -> Repeat:
    """Return the longest passage around two equal blocks that doesn't overlap itself or go below `lowest`."""
    end = BLOCK
    while second + end < len(letters) and first + end < second and letters[first + end] == letters[second + end]:
        end += 1
    back = 0
    while (
        first - back > lowest
        and second - back > first + end
        and letters[first - back - 1] == letters[second - back - 1]
    ):
        back += 1
    return Repeat(first - back, second - back, end + back)
