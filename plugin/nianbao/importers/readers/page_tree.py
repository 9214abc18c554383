"""Web pages as trees: what beautifulsoup4 makes of a tidied page, in which each text knows its line as well."""

from collections.abc import Iterator, Mapping
from typing import cast

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from nianbao.importers.readers.tidy import Tidied, tidy


class Text(NavigableString):
    """A run of text and the line of the file it begins in."""

    line: int = 1


class Element(Tag):
    """An element, with what a reader asks of it: its attributes and line, and what is in it without comments."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """The attributes by name, in small letters; none has several values."""
        return cast("Mapping[str, str]", self.attrs)

    @property
    def line(self) -> int:
        """The line of the file its start tag begins in."""
        return self.sourceline or 1

    @property
    def content(self) -> list["Element | Text"]:
        """The elements and texts directly inside, in the order written."""
        return [part for part in self.contents if isinstance(part, Element | Text)]

    def elements(self) -> Iterator["Element"]:
        """Yield this element and all inside it, in the order written."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting += [child for child in reversed(element.contents) if isinstance(child, Element)]

    def own_text(self) -> str:
        """Return the text directly inside, as written."""
        return "".join(part for part in self.contents if isinstance(part, Text))


def parse(page: str) -> tuple[Element, Tidied]:
    r"""Return the tree of a page, and what is known of it besides: markup never ended, style sheets.

    The page's lines end in \n alone. Raises Refusal for too many elements or attributes.
    """
    tidied = tidy(page)
    soup = BeautifulSoup(
        # One element holds all: the tree itself is of a class of its own.
        f"<html>{tidied.markup}</html>",
        # The builder that knows lines.
        "html.parser",
        element_classes={NavigableString: Text, Tag: Element},
        # White space is kept everywhere: its line breaks are counted.
        preserve_whitespace_tags={BeautifulSoup.ROOT_TAG_NAME},
        multi_valued_attributes=None,
        string_containers={},
    )
    root = cast("Element", soup.contents[0])
    _set_lines(root)
    return root, tidied


def _set_lines(root: Element) -> None:
    """Give each text its line, counted from the element before it."""
    line = 1
    waiting = list(reversed(root.contents))
    while waiting:
        part = waiting.pop()
        if isinstance(part, Element):
            line = part.line
            waiting += reversed(part.contents)
        elif isinstance(part, NavigableString):
            if isinstance(part, Text):
                part.line = line
            line += part.count("\n")
