"""The tables of a Word file: which are tables and which only arrange text, and where their cells stand."""

from collections.abc import Iterator
from typing import Any, Final

from docx.oxml.ns import qn

from nianbao.importers import limits
from nianbao.importers.readers import spans, word_tree
from nianbao.model.normalisation import whole

_LONGEST_CELL: Final = 150
_LONGEST_NUMBER: Final = 5
# What tracked changes took out.
DELETED: Final = frozenset(qn(f"w:{name}") for name in ("del", "moveFrom"))
# What a tracked change makes of the part a cell has in a merge of rows.
_CHANGED_MERGES: Final = {"rest": "restart", "cont": "continue"}


def plain(element: Any) -> Iterator[str]:
    """Yield the texts of the paragraphs in an element, one each."""
    for paragraph in element.iter(qn("w:p")):
        yield "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def rows(table: Any) -> Iterator[list[Any]]:
    """Yield the cells of each row of a table, those of tables inside it left out."""
    for row in _within(table, qn("w:tr")):
        yield list(_within(row, qn("w:tc")))


def deleted(table: Any) -> Iterator[Any]:
    """Yield the rows and cells of a table that tracked changes took out, those of tables inside it left out."""
    for row in _within(table, qn("w:tr"), kept=False):
        yield row
    for row in _within(table, qn("w:tr")):
        yield from _within(row, qn("w:tc"), kept=False)


def _is_deleted(element: Any) -> bool:
    """Whether tracked changes took out a row or a cell as a whole."""
    marks = (f"{qn('w:trPr')}/{qn('w:del')}", f"{qn('w:tcPr')}/{qn('w:cellDel')}")
    return any(element.find(mark) is not None for mark in marks)


def is_deleted_run(run: Any) -> bool:
    """Whether a run says itself that tracked changes took it out, as some programs write it."""
    return any(run.find(f"{qn('w:rPr')}/{mark}") is not None for mark in DELETED)


def is_hidden(row: list[Any]) -> bool:
    """Whether a row is not shown."""
    found = row[0].getparent().find(f"{qn('w:trPr')}/{qn('w:hidden')}") if row else None
    return found is not None and found.get(qn("w:val"), "1") not in {"0", "false", "off"}


def _within(parent: Any, tag: str, *, kept: bool = True) -> Iterator[Any]:
    """Yield the children of a name, also those wrapped in other elements: those kept, or those taken out whole."""
    for child in parent:
        if child.tag == tag:
            if _is_deleted(child) is not kept:
                yield child
        elif not word_tree.is_property(child) and child.tag not in DELETED:
            yield from _within(child, tag, kept=kept)


def is_layout(cell: Any) -> bool:
    """Whether a cell only arranges the page: it holds a table of its own, or running text."""
    nested = next(cell.iter(qn("w:tbl")), None)
    return (nested is not None and len(list(nested.iter(qn("w:tc")))) > 1) or sum(
        map(len, plain(cell))
    ) > _LONGEST_CELL


def _number(element: Any, path: str, default: int) -> int:
    """Return the number in the value of a property, or a default."""
    found = element.find(path)
    value = whole(found.get(qn("w:val"), ""), _LONGEST_NUMBER) if found is not None else None
    return default if value is None else value


def _width(cell: Any) -> int:
    """Return how many columns a cell says it reaches over."""
    return min(max(1, _number(cell, f"{qn('w:tcPr')}/{qn('w:gridSpan')}", 1)), limits.WIDEST_SPAN)


def _skipped(row: list[Any]) -> int:
    """Return how many columns a row leaves out at its start."""
    return (
        min(_number(row[0].getparent(), f"{qn('w:trPr')}/{qn('w:gridBefore')}", 0), limits.WIDEST_SPAN)
        if row
        else 0
    )


def _merge(cell: Any) -> str:
    """Return how a cell takes part in a merge of rows: "restart", "continue", or nothing.

    A tracked change of it is taken as accepted.
    """
    if (change := cell.find(f"{qn('w:tcPr')}/{qn('w:cellMerge')}")) is not None:
        return _CHANGED_MERGES.get(change.get(qn("w:vMerge"), ""), "")
    found = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return "" if found is None else str(found.get(qn("w:val"), "continue"))


def placed(row: list[Any]) -> list[spans.Placed]:
    """Return where the cells of a row stand, and whether they are merged with those above and below."""
    placed = []
    left = _skipped(row)
    for cell in row:
        placed.append(spans.Placed(left, _width(cell), _merge(cell)))
        left += placed[-1].width
    return placed
