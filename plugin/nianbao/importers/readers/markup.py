"""HTML as a tree of elements that know their line, read the way browsers do, in one pass, whatever it holds.

The parser of the standard library takes minutes for hostile pages of half a megabyte, and recursive trees end the
program; this one is linear, and elements deeper than a limit stand at that limit.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from nianbao.importers import limits
from nianbao.model.finding import Refusal

# Elements that never have content, and those whose content is no markup.
_VOID: Final = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "basefont",
        "bgsound",
        "frame",
    ]
)
_RAW: Final = frozenset(
    ["script", "style", "noscript", "template", "textarea", "title", "iframe", "xmp", "noembed", "noframes"]
)
# An opening tag closes the open elements of the first set, looking no farther than the second.
_CLOSES: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "td": (frozenset({"td", "th"}), frozenset({"table"})),
    "th": (frozenset({"td", "th"}), frozenset({"table"})),
    "tr": (frozenset({"td", "th", "tr", "caption", "colgroup"}), frozenset({"table"})),
    "li": (frozenset({"li"}), frozenset({"ul", "ol", "menu", "table", "td", "th"})),
    "dt": (frozenset({"dt", "dd"}), frozenset({"dl", "table", "td", "th"})),
    "dd": (frozenset({"dt", "dd"}), frozenset({"dl", "table", "td", "th"})),
    "option": (frozenset({"option"}), frozenset({"select"})),
} | dict.fromkeys(
    ("thead", "tbody", "tfoot"),
    (frozenset({"td", "th", "tr", "thead", "tbody", "tfoot", "caption", "colgroup"}), frozenset({"table"})),
)
TABLE_PARTS: Final = frozenset(["table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"])
BLOCKS: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_CLOSES_P: Final = (frozenset({"p"}), frozenset({"table", "td", "th", "button", "div", "li"}))

_NAME = re.compile(r"[A-Za-z][^\s/>]*")
_REST = re.compile(r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*+>")
_ATTRIBUTE = re.compile(r"([^\s=\"'>/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
# A tag longer than this, or with an open quotation mark, ends at its first bracket.
_LONGEST_TAG: Final = 4096
_MOST_BROKEN_TAGS: Final = 1000


@dataclass(slots=True)
class Element:
    """An element: its name in small letters, attributes, line, and content in order (texts with their line)."""

    tag: str
    attributes: Mapping[str, str]
    line: int
    content: list["Element | Text"] = field(default_factory=list)

    def elements(self) -> Iterator["Element"]:
        """Yield this element and all inside it, in the order written."""
        waiting: list[Element] = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.content) if isinstance(child, Element)]

    def text(self) -> str:
        """Return the text directly inside, as written."""
        return "".join(part.text for part in self.content if isinstance(part, Text))


@dataclass(frozen=True, slots=True)
class Text:
    """A run of text and the line it begins in."""

    text: str
    line: int


def parse(page: str) -> Element:
    """Return the tree of a page. Raises Refusal (naming the file) only where it has too many elements."""
    root = Element("", {}, 1)
    _Builder(page, root).build()
    return root


class _Builder:
    def __init__(self, page: str, root: Element) -> None:
        self.page, self.stack = page, [root]
        self._count = 0
        self.at, self.line, self._counted = 0, 1, 0
        self._broken = 0
        self._beyond: list[str] = []

    def build(self) -> None:
        while self.at < len(self.page):
            start = self.page.find("<", self.at)
            start = len(self.page) if start < 0 else start
            self._text(self.page[self.at : start])
            self.at = start
            if start < len(self.page):
                self._markup()

    def _line(self) -> int:
        """Return the line of the place reached; lines are counted once."""
        self.line += self.page.count("\n", self._counted, self.at)
        self._counted = self.at
        return self.line

    def _text(self, text: str) -> None:
        if text:
            self.stack[-1].content.append(Text(html.unescape(text), self._line()))

    def _markup(self) -> None:
        page, at = self.page, self.at
        if page.startswith("<!--", at):
            self.at = self._behind("-->", at + 4)
        elif page.startswith(("<!", "<?"), at):
            self.at = self._behind(">", at + 2)
        elif found := _NAME.match(page, at + 1):
            self._open(found[0].lower(), found.end())
        elif page.startswith("</", at):
            closing = _NAME.match(page, at + 2)
            self.at = self._behind(">", at + 2)
            if closing:
                self._close(closing[0].lower())
        else:
            self._text("<")
            self.at += 1

    def _behind(self, mark: str, start: int) -> int:
        end = self.page.find(mark, start)
        return len(self.page) if end < 0 else end + len(mark)

    def _open(self, tag: str, behind_name: int) -> None:
        line = self._line()
        end = self._end_of_tag(behind_name)
        attributes = {
            name.lower(): html.unescape(one or two or bare)
            for name, one, two, bare in reversed(
                _ATTRIBUTE.findall(self.page, behind_name, max(behind_name, end - 1))
            )
        }
        self.at = end
        if tag in _CLOSES and not self._beyond:
            self._close_open(*_CLOSES[tag])
        if tag in BLOCKS and not self._beyond:
            self._close_open(*_CLOSES_P)
        self._count += 1
        if self._count > limits.MOST_ELEMENTS:
            raise Refusal("import-many-elements", count=limits.MOST_ELEMENTS)
        element = Element(tag, attributes, line)
        self.stack[-1].content.append(element)
        if tag in _RAW:
            self._raw(element)
        elif tag in _VOID:
            return
        elif len(self.stack) < limits.DEEPEST_NESTING:
            self.stack.append(element)
        else:
            self._beyond.append(tag)

    def _end_of_tag(self, start: int) -> int:
        if self._broken < _MOST_BROKEN_TAGS:
            if found := _REST.match(self.page, start, start + _LONGEST_TAG):
                return found.end()
            self._broken += 1
        return self._behind(">", start)

    def _raw(self, element: Element) -> None:
        """Take everything up to the element's end as it is."""
        found = re.compile(rf"</{element.tag}(?=[\s/>])", re.IGNORECASE).search(self.page, self.at)
        end = found.start() if found else len(self.page)
        element.content.append(Text(html.unescape(self.page[self.at : end]), element.line))
        self.at = self._behind(">", end) if found else end

    def _close_open(self, closed: frozenset[str], within: frozenset[str]) -> None:
        """Close the elements of a set that are open, up to the nearest one of another set."""
        for depth in range(len(self.stack) - 1, 0, -1):
            tag = self.stack[depth].tag
            if tag in within and tag not in closed:
                return
            if tag in closed:
                del self.stack[depth:]

    def _close(self, tag: str) -> None:
        """Close the innermost element of a name; nothing closes what stands around the table cell it is in."""
        if self._beyond:
            if self._beyond[-1] == tag:
                self._beyond.pop()
            return
        for depth in range(len(self.stack) - 1, 0, -1):
            around = self.stack[depth].tag
            if around == tag:
                del self.stack[depth:]
                return
            if around == "table" or (around in {"td", "th", "caption"} and tag not in TABLE_PARTS):
                return
