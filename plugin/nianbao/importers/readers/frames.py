"""Pages that show other pages in frames: where those are, and the text for browsers that show no frames."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

from nianbao.importers.readers.page_parts import FALLBACK
from nianbao.importers.readers.page_tree import Element, Text

_FRAMES: Final = frozenset({"frame", "object"})
_TEXTS: Final = frozenset({"table", "h1", "h2", "h3", "h4", "h5", "h6"})
_MOST_NAMED: Final = 3
_LONGEST_ADDRESS: Final = 80
# No report is shorter; "your browser shows no frames" is.
_SHORTEST_REPORT: Final = 100


def addresses(root: Element) -> tuple[str, ...]:
    """Return the addresses of the first pages shown in frames, as the page writes them, long ones cut short."""
    stated = (" ".join(e.attributes.get("src", "").split()) for e in root.elements() if e.name in _FRAMES)
    named = islice(dict.fromkeys(address for address in stated if address), _MOST_NAMED)
    return tuple(a if len(a) <= _LONGEST_ADDRESS else a[:_LONGEST_ADDRESS] + "\u2026" for a in named)


def is_frames(root: Element) -> bool:
    """Whether a page shows other pages in frames."""
    return any(e.name == "frame" or (e.name == "object" and "src" in e.attributes) for e in root.elements())


def reports_beside(root: Element) -> frozenset[int]:
    """Return the ids of the elements that hold a whole text in place of the frames of a frameset.

    In a frameset nothing but `<noframes>` is text of the page itself. A heading, a table or 100 characters are
    more than the hint that a browser shows no frames.
    """
    if all(e.name != "frameset" for e in root.elements()):
        return frozenset()
    return frozenset(id(element) for element in _outermost(root) if _is_text(element))


def _outermost(root: Element) -> Iterator[Element]:
    """Yield the elements for browsers without frames that stand in none of their like."""
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if element.name in FALLBACK - _FRAMES:
            yield element
        else:
            waiting += [part for part in reversed(element.content) if isinstance(part, Element)]


def _is_text(element: Element) -> bool:
    length = 0
    for inner in element.elements():
        length += sum(len("".join(part.split())) for part in inner.content if isinstance(part, Text))
        if inner.name in _TEXTS or length >= _SHORTEST_REPORT:
            return True
    return False
