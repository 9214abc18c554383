"""The tables of a web page: which are tables and which only lay out the page, and where their cells stand."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from nianbao.importers.readers import page_parts
from nianbao.importers.readers.page_tree import Element, Text
from nianbao.importers.readers.tidy import TABLE_PARTS

HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
# A cell with more text than this is a part of the page's layout; the longest label has 60 characters.
_LONGEST_CELL: Final = 150


def layouts(root: Element) -> frozenset[int]:
    """Return the ids of the tables that only lay out the page: they hold tables, headings or long text."""
    found: set[int] = set()
    cells: Counter[int] = Counter()

    def survey(element: Element, table: Element | None) -> tuple[int, bool]:
        """Return how many characters are inside, and whether there is a heading or a table of several cells."""
        length, is_rich = 0, element.name in HEADINGS
        inside = element if element.name == "table" else table
        for part in element.content:
            if isinstance(part, Text):
                length += len(part.strip())
            elif part.name not in page_parts.UNSEEN:
                more, rich = survey(part, inside)
                length, is_rich = length + more, is_rich or rich
        if table and element.name in {"td", "th"}:
            cells[id(table)] += 1
            if is_rich or length > _LONGEST_CELL:
                found.add(id(table))
        if element.name == "table":
            if cells[id(element)] <= 1:
                found.add(id(element))
            else:
                is_rich = True
        return length, is_rich

    survey(root, None)
    return frozenset(found)


def rows(table: Element, is_gone: Callable[[Element], bool]) -> Iterator[list[Element]]:
    """Yield the cells of each row of a table; those outside any row are a last row of their own.

    What `is_gone` takes no place in it, be it cells, rows or groups of rows.
    """
    apart: list[Element] = []
    waiting = list(reversed(table.content))
    while waiting:
        part = waiting.pop()
        if not isinstance(part, Element) or (part.name in TABLE_PARTS and part.name != "table" and is_gone(part)):
            continue
        if part.name == "tr":
            cells = [cell for cell in part.content if isinstance(cell, Element) and cell.name in {"td", "th"}]
            yield [cell for cell in cells if not is_gone(cell)]
        elif part.name in {"td", "th"}:
            apart.append(part)
        elif part.name not in {"table", "caption"}:
            waiting += reversed(part.content)
    if apart:
        yield apart


def loose(table: Element) -> Iterator[Element | Text]:
    """Yield what stands in a table outside its cells; browsers show it above the table."""
    waiting = list(reversed(table.content))
    while waiting:
        part = waiting.pop()
        if isinstance(part, Text):
            if part.strip():
                yield part
        elif part.name not in TABLE_PARTS or part.name == "table" or _is_misplaced(part, table):
            yield part
        elif part.name not in {"td", "th", "caption"}:
            waiting += reversed(part.content)


def _is_misplaced(part: Element, table: Element) -> bool:
    return part.name == "caption" and part.parent is not table


def span(element: Element, name: str) -> int:
    """Return the number an attribute begins with, 1 where it begins with none."""
    digits = re.match(r"\s*\+?(\d{1,9})", element.attributes.get(name, ""))
    return int(digits[1]) if digits else 1
