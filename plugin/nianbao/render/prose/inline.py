"""Tags around words of running text: signs in the Markdown, tags once it has been converted and made safe.

A sign is one character that the page's own text never has. Signs stand only where they leave the meaning of
the Markdown as it is; whether a tag may stand there is decided in the tree of the converted page.
"""

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from nianbao.model.constants import pattern
from nianbao.model.normalisation import bearable
from nianbao.source import quotes

# The supplementary private use areas: no character of any script, and nothing that Markdown or HTML knows.
_AREA: Final = (range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))

# A sign would break these constructs of Markdown, or become part of an id, an address or a tag. The first pattern
# matches blocks: fenced code, both kinds of headings, and list markers, which may be nested and stand after a tag.
# The second matches parts of lines: code, scripts and styles, tags, character references, links, footnotes and
# attribute lists.
_CLOSED: Final = (
    pattern(
        r"""
          ^[ ]{0,3}(?P<fence>`{3,}|~{3,}).*?(?:^[ ]{0,3}(?P=fence)|\Z)
        | ^[^\n]+\n[ \t>]*(?:=+|-+)[ \t]*$
        | (?:^|(?<=>))[ \t>]{0,99}+(?:(?:[-*+:]|\d{1,9}+[.)])[ \t][ \t>]*+)*+\#{1,6}[^\n]*
        | (?:^|(?<=>))[ \t>]{0,99}+(?:(?:[-*+:]|\d{1,9}+[.)])[ \t][ \t>]*+)++
        """,
        re.MULTILINE | re.DOTALL | re.VERBOSE,
    ),
    pattern(
        r"""
          (?P<tick>`+)(?!`)[^\n]{0,999}?(?<!`)(?P=tick)(?!`)
        | <(?P<dropped>(?i:script|style))\b[\s\S]*?(?:</(?P=dropped)\s*>|\Z)
        | <[^<>]*>
        | &\#?\w+;
        | !?\[[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\[\]\n]*\]|:[^\n]*)?
        | \{[:\#][^{}\n]*\}
        """,
        re.VERBOSE,
    ),
)
# Nothing is marked in a text of more characters, to bound the time its patterns take.
_LONGEST: Final = 200_000
# Markdown reads an underscore differently next to a letter and next to a sign.
_UNDERSCORE: Final = "_"

# Elements in which HTML allows no link, or in which a link would mislead.
_APART: Final = frozenset(
    {"a", "code", "pre", "button", "summary", "label", *(f"h{level}" for level in range(1, 7))}
)
_VOID: Final = frozenset({"br", "hr", "img", "input", "wbr"})


@dataclass(frozen=True, slots=True)
class Inline:
    """The tags around words of a section.

    `start` and `end` are offsets in its Markdown, `opening` and `closing` the tags around the words, which
    hold a link. `anchor` is the id of the words: it stays also where there can be no link.
    """

    start: int
    end: int
    opening: str
    closing: str
    anchor: str


class Signed(NamedTuple):
    """The two signs that stand for the tags of one `Inline` in the Markdown of a page."""

    first: str
    last: str
    inline: Inline


def is_safe(markdown: str, start: int, end: int) -> bool:
    """Return whether signs around these words leave the meaning of the Markdown as it is.

    Not in a text over 200 000 characters, beside an underscore, in code, headings, links or tags, nor inside
    of a quoted figure.
    """
    if not 0 <= start < end <= len(markdown) or _UNDERSCORE in {
        markdown[start - 1 : start],
        markdown[end : end + 1],
    }:
        return False
    if len(markdown) > _LONGEST:
        return False
    closed, quoted = _stretches(markdown)
    return not (_holds(closed, start, start + 1) or _holds(closed, end - 1, end) or _cuts(quoted, start, end))


Stretches = tuple[tuple[int, int], ...]


def _holds(stretches: Stretches, start: int, end: int) -> bool:
    """Return whether one of these stretches overlaps the one from `start` to `end`.

    Stretches are pairs of offsets, in order, and don't overlap each other.
    """
    index = bisect_left(stretches, (end, -1)) - 1
    return index >= 0 and stretches[index][1] > start


def _cuts(stretches: Stretches, *places: int) -> bool:
    """Return whether a place lies inside of one of these stretches, not at its edge."""
    at_or_before = ((at, stretches[bisect_left(stretches, (at, -1)) - 1]) for at in places if stretches)
    return any(low < at < high for at, (low, high) in at_or_before)


@lru_cache(maxsize=16)
def _stretches(markdown: str) -> tuple[Stretches, Stretches]:
    """Return where no sign may stand, and the quoted figures, which none may cut; each in order and apart."""
    closed: list[tuple[int, int]] = []
    for start, end in sorted(match.span() for marks in _CLOSED for match in marks.finditer(markdown)):
        if closed and start < closed[-1][1]:
            closed[-1] = (closed[-1][0], max(end, closed[-1][1]))
        elif start < end:
            closed.append((start, end))
    return tuple(closed), tuple((quote.start, quote.end) for quote in quotes(markdown))


class Signs:
    """Puts signs into the Markdown of one page, whose texts are given, and records the tags they stand for."""

    def __init__(self, texts: Iterable[str]) -> None:
        # Markdown turns character references into characters, so those count as used too.
        taken = set(html.unescape(bearable("\n".join(texts))))
        self._free: Iterator[str] = (char for char in map(chr, chain(*_AREA)) if char not in taken)
        self.signed: list[Signed] = []

    def put(self, markdown: str, inlines: Sequence[Inline]) -> str:
        """Return the Markdown with signs around the words of all inlines that are nested or apart.

        Of two that cross, the later one is left out. When no free character is left, the rest stays without
        signs.
        """
        pairs = zip(self._free, self._free, strict=False)
        placed = [
            Signed(first, last, inline) for inline, (first, last) in zip(_nested(inlines), pairs, strict=False)
        ]
        self.signed += placed
        insertions: list[tuple[int, str]] = [(signed.inline.start, signed.first) for signed in placed]
        # The tag that opened last closes first, and before another one opens in the same place.
        insertions = [(signed.inline.end, signed.last) for signed in reversed(placed)] + insertions
        insertions.sort(key=lambda item: item[0])
        parts = []
        end = 0
        for start, sign in insertions:
            parts += [markdown[end:start], sign]
            end = start
        return "".join([*parts, markdown[end:]])


def _nested(inlines: Sequence[Inline]) -> list[Inline]:
    """Return inlines with the outer before the inner, without those that cross one before them."""
    kept: list[Inline] = []
    open_until: list[int] = []
    for inline in sorted(sorted(inlines, key=attrgetter("end"), reverse=True), key=attrgetter("start")):
        while open_until and open_until[-1] <= inline.start:
            open_until.pop()
        if not open_until or inline.end <= open_until[-1]:
            kept.append(inline)
            open_until.append(inline.end)
    return kept


def with_tags(converted: str, signed: Sequence[Signed]) -> str:
    """Return safe, well-formed HTML with tags in the place of signs.

    Where the words end in another element than they begin in, the tags stand around those that share the first
    one. Where a tag has no place, the words keep their id alone.
    """
    if not signed:
        return converted
    tree = _Tree("".join(sign for item in signed for sign in item[:2]))
    tree.feed(converted)
    tree.close()
    before: dict[int, list[str]] = {}
    # The inner ones come first, so that of two that close in one place the inner closes first.
    for item in reversed(signed):
        first, last = tree.signs.get(item.first), tree.signs.get(item.last)
        if first is None or last is None or last < first:
            continue
        end = tree.reach(first, last)
        if tree.is_apart(first, end):
            tags = (f'<span id="{html.escape(item.inline.anchor)}">', "</span>")
        else:
            tags = (item.inline.opening, item.inline.closing)
        tree.tokens[first] = _Token(tags[0])
        before.setdefault(end, []).append(tags[1])
    texts = ("".join([*before.get(index, ()), token.text]) for index, token in enumerate(tree.tokens))
    return "".join(texts)


class _Token(NamedTuple):
    """A tag or a run of text; `step` is 1 where an element begins, -1 where one ends. A sign has no text."""

    text: str
    step: int = 0
    tag: str = ""


class _Tree(HTMLParser):
    """A fragment as tokens, cut at its signs; `signs` gives the position of the first of each.

    The fragment is safe, well-formed HTML; comments are dropped.
    """

    def __init__(self, signs: str) -> None:
        super().__init__(convert_charrefs=False)
        self.tokens: list[_Token] = []
        self.signs: dict[str, int] = {}
        self._inside: list[str] = []
        self._apart: set[int] = set()
        self._cut = re.compile(f"([{signs}])")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        """Record a tag that opens an element; a void element opens none."""
        step = int(tag not in _VOID)
        self.tokens.append(_Token(self._cut.sub("", self.get_starttag_text() or ""), step, tag))
        if step:
            self._inside.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        """Record a tag that closes itself."""
        self.tokens.append(_Token(self._cut.sub("", self.get_starttag_text() or ""), 0, tag))

    def handle_endtag(self, tag: str) -> None:
        """Record the end of an element."""
        self.tokens.append(_Token(f"</{tag}>", -1, tag))
        if self._inside:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        """Record text and signs, and which signs stand where no link may."""
        for text in filter(None, self._cut.split(data)):
            if self._cut.fullmatch(text):
                if not _APART.isdisjoint(self._inside):
                    self._apart.add(len(self.tokens))
                self.signs.setdefault(text, len(self.tokens))
                self.tokens.append(_Token(""))
            else:
                self.tokens.append(_Token(text))

    def handle_entityref(self, name: str) -> None:
        """Record a named reference such as `&amp;` as it is written."""
        self.tokens.append(_Token(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """Record a numeric reference as it is written."""
        self.tokens.append(_Token(f"&#{name};"))

    def reach(self, first: int, last: int) -> int:
        """Return the token before which an element from `first` ends: `last`, or the tag it would cross."""
        depth, whole = 0, first + 1
        for index in range(first + 1, last):
            step = self.tokens[index].step
            if depth + step < 0:
                return index
            if step > 0 and not depth:
                whole = index
            depth += step
        return whole if depth else last

    def is_apart(self, first: int, end: int) -> bool:
        """Return whether no link may stand around these tokens, or there are no words among them."""
        among = self.tokens[first:end]
        words = any(token.text.strip() and not token.tag for token in among)
        return first in self._apart or not words or any(token.tag in _APART for token in among)
