"""Tidy a web page before it is parsed: the same text and elements in markup that can be read in one way only.

Parsers differ on damaged pages. The one of the standard library takes minutes for half a megabyte of open
quotation marks or comments, and follows any depth of nesting. Behind this one pass every element is closed, in
order and no deeper than a limit; attributes are quoted, each once; a reference is its character. Ends that may be
left out (of cells, rows, list items, paragraphs) stand where HTML puts them, see
https://html.spec.whatwg.org/#optional-tags. Markup that is never ended (a comment, a tag, a script) is text, and
what stands behind it is read on: nothing is swallowed.

Lines are kept: the line breaks of what is left out stand in a comment in its place.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nianbao.importers import limits
from nianbao.model.finding import Refusal
from nianbao.model.yamltext import Plain, package_data, text, texts, tree

_DATA: Final = tree(package_data("import_pages.yml")["markup"])
BLOCKS: Final = frozenset(texts(_DATA["blocks"]))
TABLE_PARTS: Final = frozenset(texts(_DATA["table_parts"]))
_VOID: Final = frozenset(texts(_DATA["void"]))
_PROGRAMS: Final = frozenset(texts(_DATA["programs"]))
_RAW: Final = _PROGRAMS | frozenset(texts(_DATA["raw"]))
# Styles in these are for pages that show something else.
_UNSHOWN: Final = frozenset({"noscript", "template", "object"})
_BOXES: Final = frozenset({"td", "th", "caption"})
_SCOPES: Final = frozenset(texts(_DATA["scopes"]))
# What some parsers read as raw text, and an element of the same meaning that all of them read as markup.
_MEANS: Final[Mapping[str, str]] = {name: text(said) for name, said in tree(_DATA["means"]).items()}

# Open elements that something ends, and those it looks no farther than.
_Ends = tuple[frozenset[str], frozenset[str]]


def _ends(rule: Plain) -> _Ends:
    return frozenset(texts(tree(rule)["ends"])), frozenset(texts(tree(rule)["within"])) | _SCOPES


_ENDED_BY: Final[Mapping[str, _Ends]] = {
    name: _ends(rule) for rule in tree(_DATA["optional_ends"]).values() for name in texts(tree(rule)["before"])
}
_PARAGRAPH: Final = _ends(_DATA["paragraph"])

_NAME = re.compile(r"[A-Za-z][^\s/>]{0,63}(?=[\s/>]|\Z)")
# A quotation mark that is closed where no value can end, with markup in between, was meant for another attribute.
# Then, and where nothing closes it, the value ends with the tag.
_ATTRIBUTE = re.compile(
    r"""(=?[^\s/>=]+)
    (?>\s*=\s*(?>"([^"<]*)" | "([^"]*)"(?=[\s/>]) | "([^">]*)(?=>)
               | '([^'<]*)' | '([^']*)'(?=[\s/>]) | '([^'>]*)(?=>)
               | ([^\s>"'][^\s>]*) | ))?
    | =""",
    re.VERBOSE,
)
_REST_OF_TAG = re.compile(rf"(?>[\s/]+ | {_ATTRIBUTE.pattern})*+>", re.VERBOSE)
_IN_NO_NAME = re.compile(r"""["'<=`&]+""")
_REST_OF_END = re.compile(r"[^<>]*>")
_REST_OF_COMMENT = re.compile(r"-?>|.*?--!?>", re.DOTALL)
_COMMENT: Final = "<!--"
_LITERAL: Final = "<![CDATA["
# Tags whose quotation marks run on to the end of the page; behind so many of them a tag ends at its first bracket.
_MOST_OPEN_TAGS: Final = 100
# Pages written into an attribute of a page; what is deeper is text with its marks.
_DEEPEST_PAGES: Final = 3
# A reference with far more digits than the number of any character.
_LONG_REFERENCE = re.compile(r"&(?=#[xX]?[0-9a-fA-F]{64})")
_IN_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_IN_VALUE: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;"})


@dataclass(frozen=True, slots=True)
class Tidied:
    """A page as tidy markup.

    `left_open` is its first line with markup that was never ended, 0 where there is none; `styles` is the text of
    its style sheets, which are no elements any more, each behind the media it is for.
    """

    markup: str
    left_open: int
    styles: tuple[tuple[str, str], ...] = ()


def tidy(page: str) -> Tidied:
    r"""Return a page, its lines ended by \n alone, as tidy markup, in time that grows with its length.

    `<td>1<td>2` comes back as `<td>1</td><td>2</td>`, `1 < 2` as `1 &lt; 2`. Raises Refusal for
    more elements or attributes than the page of a report has.
    """
    tidying = _Tidying(page)
    tidying.run()
    return Tidied("".join(tidying.made), tidying.left_open, tuple(tidying.styles))


def _decoded(written: str) -> str:
    """Return a text with its references as characters; numbers too long for one stay as they are written."""
    return html.unescape(_LONG_REFERENCE.sub("&amp;", written)) if "&" in written else written


class _Tidying:
    """One pass over a page, or over a page written into an attribute of another, `outer`."""

    def __init__(self, page: str, outer: "_Tidying | None" = None) -> None:
        self.page, self.at = page, 0
        self.made: list[str] = []
        self.left_open = 0
        self.styles: list[tuple[str, str]] = []
        self.pages: int = outer.pages + 1 if outer else 0
        self.counts: Counter[str] = outer.counts if outer else Counter()
        self.depth: int = outer.depth + len(outer.open) if outer else 0
        # Open elements, from the outside in, and how many there are of each name.
        self.open: list[str] = []
        self._names: Counter[str] = Counter()
        # Elements opened at the greatest depth: closed at once, what is in them stands behind them.
        self._beyond: list[str] = []
        # Marks that don't come again, looked for once.
        self._gone: set[str] = set()
        self._open_tags = 0

    def run(self) -> None:
        """Write the whole page into `made`."""
        while self.at < len(self.page):
            start = self._find("<", self.at)
            start = len(self.page) if start < 0 else start
            self._text(start)
            if start < len(self.page):
                self._markup()
        while self.open:
            self._end_innermost()

    def _find(self, mark: str, start: int) -> int:
        """Return the next place of a mark, -1 where there is none."""
        found = -1 if mark in self._gone else self.page.find(mark, start)
        if found < 0:
            self._gone.add(mark)
        return found

    def _text(self, end: int) -> None:
        """Write the page up to a place as text."""
        if end > self.at:
            self.made.append(_decoded(self.page[self.at : end]).translate(_IN_TEXT))
            self.at = end

    def _leave_out(self, end: int) -> None:
        """Pass over the page up to a place but for its line breaks; where markup has no end (0), it is text."""
        if not end:
            self._tell_open()
            self._text(self.at + 1)
            return
        if breaks := self.page.count("\n", self.at, end):
            self.made.append(_COMMENT + "\n" * breaks + "-->")
        self.at = end

    def _tell_open(self) -> None:
        if not self.left_open:
            self.left_open = self.page.count("\n", 0, self.at) + 1

    def _markup(self) -> None:
        """Read one tag, comment or declaration; a bracket that begins none of them is text."""
        page, at = self.page, self.at
        if page.startswith(_COMMENT, at):
            self._leave_out(self._end_of_comment(at + len(_COMMENT)))
        elif page.startswith(_LITERAL, at):
            self._literal()
        elif page.startswith(("<!", "<?"), at):
            self._leave_out(self._end_before_next())
        elif (found := _NAME.match(page, at + 1)) and found[0].isascii():
            self._start_tag(found[0].lower(), found.end())
        elif page.startswith("</", at):
            self._end_tag(_NAME.match(page, at + 2))
        else:
            self._text(at + 1)

    def _end_before_next(self) -> int:
        """Return the place behind markup that ends at its first bracket, 0 where other markup begins before."""
        found = _REST_OF_END.match(self.page, self.at + 1)
        return found.end() if found else 0

    def _end_of_comment(self, start: int) -> int:
        found = None if "-->" in self._gone else _REST_OF_COMMENT.match(self.page, start)
        if not found:
            self._gone.add("-->")
        return found.end() if found else 0

    def _literal(self) -> None:
        """Write the text in a CDATA section; pages in XML have them."""
        start, end = self.at + len(_LITERAL), self._find("]]>", self.at)
        if end < 0:
            self._leave_out(0)
        else:
            self.made.append(self.page[start:end].translate(_IN_TEXT))
            self.at = end + len("]]>")

    # --- tags ----------------------------------------------------------------------------------------------------

    def _start_tag(self, name: str, behind_name: int) -> None:
        end = self._end_of_tag(behind_name)
        if not end:
            self._leave_out(0)
            return
        raw_start, raw_end = self._raw_end(name, end) if name in _RAW else (0, 0)
        attributes = self._attributes(behind_name, end)
        if name in _PROGRAMS:
            if name == "style" and not any(self._names[around] for around in _UNSHOWN):
                self.styles.append((attributes.get("media", ""), self.page[end:raw_start]))
            elif name == "script" and any(self._names[box] for box in _BOXES):
                # What a cell shows may be what its program writes there.
                self._element(name, {}, "")
            self._leave_out(raw_end or end)
        elif name in _RAW:
            self._element(name, attributes, self.page[end:raw_start] if raw_end else "")
            self._leave_out(end)
            if raw_end:
                self.at = raw_start
                self._leave_out(raw_end)
        else:
            self._element(_MEANS.get(name, _IN_NO_NAME.sub("-", name)), attributes)
            self._leave_out(end)

    def _end_of_tag(self, start: int) -> int:
        """Return the place behind a start tag, 0 if it has no end."""
        bracket = self._find(">", start)
        if bracket >= 0 and self._open_tags < _MOST_OPEN_TAGS:
            if found := _REST_OF_TAG.match(self.page, start):
                return found.end()
            self._open_tags += 1
            self._tell_open()
        return bracket + 1

    def _raw_end(self, name: str, start: int) -> tuple[int, int]:
        """Return where the end tag of an element whose content is no markup begins and ends, 0 if it has none."""
        mark = f"</{name}"
        if mark not in self._gone:
            if found := re.compile(rf"{mark}(?=[\s/>])[^<>]*>", re.IGNORECASE).search(self.page, start):
                return found.span()
            self._gone.add(mark)
        self._tell_open()
        return 0, 0

    def _attributes(self, start: int, end: int) -> dict[str, str]:
        """Return the attributes of a tag; what repeats a name with another value goes by a name of its own."""
        attributes: dict[str, str] = {}
        for found in _ATTRIBUTE.finditer(self.page, start, end):
            self._count("attributes", limits.MOST_ATTRIBUTES)
            name = _IN_NO_NAME.sub("-", found[1] or "").lower()
            group = found.lastindex or 1
            value = _decoded(found[group]) if group > 1 else ""
            if attributes.get(name, value) != value:
                name = f"{name}-{len(attributes)}"
            if name:
                attributes.setdefault(name, value)
        return attributes

    def _count(self, what: str, most: int) -> None:
        self.counts[what] += 1
        if self.counts[what] > most:
            raise Refusal(f"import-many-{what}", count=most)

    def _element(self, name: str, attributes: dict[str, str], raw: str | None = None) -> None:
        """Begin an element, behind the ends it implies; one without content, or with `raw` text, is whole."""
        if not self._beyond:
            if name in _ENDED_BY:
                self._end_open(_ENDED_BY[name])
            if name in BLOCKS:
                self._end_open(_PARAGRAPH)
        self._count("elements", limits.MOST_ELEMENTS)
        page = attributes.pop("srcdoc", "")
        values = "".join(f' {key}="{value.translate(_IN_VALUE)}"' for key, value in attributes.items())
        if name in _VOID:
            self.made.append(f"<{name}{values}/>")
        elif raw is not None:
            self.made.append(f"<{name}{values}>{_decoded(raw).translate(_IN_TEXT)}</{name}>")
        else:
            self.made.append(f"<{name}{values}>")
            self.open.append(name)
            self._names[name] += 1
            self._page_in_attribute(page)
            if self.depth + len(self.open) >= limits.DEEPEST_NESTING:
                self._end_innermost()
                self._beyond.append(name)

    def _page_in_attribute(self, page: str) -> None:
        """Write the page an attribute of a frame holds as what the frame holds."""
        page = page.replace("\n", " ")
        if self.pages >= _DEEPEST_PAGES:
            self.made.append(page.translate(_IN_TEXT))
        elif page:
            inner = _Tidying(page, self)
            inner.run()
            self.made += inner.made

    def _end_tag(self, found: re.Match[str] | None) -> None:
        end = self._end_before_next()
        name = found[0].lower() if found and end else ""
        if name == "br":
            self._element(name, {})
        elif name:
            self._end(_MEANS.get(name, _IN_NO_NAME.sub("-", name)))
        self._leave_out(end)

    # --- open elements -------------------------------------------------------------------------------------------

    def _end(self, name: str) -> None:
        """End the innermost element of a name; none ends what stands around the table cell it is in."""
        if self._beyond:
            if self._beyond[-1] == name:
                self._beyond.pop()
            return
        if not self._names[name]:
            return
        for depth in range(len(self.open) - 1, -1, -1):
            around = self.open[depth]
            if around == name:
                self._end_down_to(depth)
                return
            if around == "table" or (around in _BOXES and name not in TABLE_PARTS):
                return

    def _end_open(self, ends: _Ends) -> None:
        ended, within = ends
        if not any(self._names[name] for name in ended):
            return
        for depth in range(len(self.open) - 1, -1, -1):
            name = self.open[depth]
            if name in ended:
                self._end_down_to(depth)
            elif name in within:
                return

    def _end_down_to(self, depth: int) -> None:
        while len(self.open) > depth:
            self._end_innermost()

    def _end_innermost(self) -> None:
        name = self.open.pop()
        self._names[name] -= 1
        self.made.append(f"</{name}>")
