"""The text of a Rich Text file as it comes: runs to paragraphs, paragraphs to cells, cells to rows and tables."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from nianbao.importers.readers import new_document
from nianbao.importers.readers.new_document import Cell, Looks

# Groups that hold no text of the document, or say again what stands elsewhere.
PASSED: Final = frozenset(
    {
        "stylesheet", "info", "filetbl", "pict", "objdata", "nonesttables", "nonshppict",
        "shprslt", "sp", "xe", "tc", "rxe", "txe", "upr", "revtbl", "listtable", "datafield",
    }
)  # fmt: skip
# Groups marked as optional that hold text all the same, or what tables are made of.
KEPT: Final = frozenset(
    {
        "shpinst",
        "fldinst",
        "formfield",
        "ffdeftext",
        "nesttableprops",
        "ud",
        "do",
        "shpgrp",
        "shppict",
        "picprop",
        "footnote",
        "annotation",
    }
)
AROUND: Final = tuple(f"{kind}{pages}" for kind in ("header", "footer") for pages in ("", "l", "r", "f"))
STORIES: Final = {
    **dict.fromkeys(AROUND, "around"),
    **dict.fromkeys(("shptxt", "dptxbxtext"), "box"),
    **dict.fromkeys(("listtext", "pntext"), "numeral"),
    "fldinst": "command",
    "footnote": "footnote",
    "annotation": "comment",
}
# Edges nearer to one another than this, in twentieths of a point, are one.
_NEAR: Final = 30
_ONE_MORE: Final = 1_000


@dataclass
class Row:
    """How a row is set: its left edge, and for each cell its right edge and its part in merges.

    `across` and `down` are "restart", "continue" or empty, `grounds` the colours behind the cells.
    """

    left: int = 0
    edges: list[int] = field(default_factory=list)
    across: list[str] = field(default_factory=list)
    down: list[str] = field(default_factory=list)
    grounds: list[str] = field(default_factory=list)


@dataclass
class _Table:
    """A table that is being written: its rows, the cells of the row begun, the blocks of the cell begun."""

    rows: list[tuple[list[str], Row]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)


class Story:
    """A text of its own: the body, a footnote, a header, a text box.

    `depth` is that of the group it stands in; `kind` says what it is.
    """

    def __init__(self, kind: str, depth: int) -> None:
        self.kind, self.depth = kind, depth
        self._blocks: list[str] = []
        self._runs: list[str] = []
        self._tables: list[_Table] = []
        self._text: list[str] = []
        self._looks = (Looks(), "")

    def add(self, text: str, looks: Looks, change: str) -> None:
        """Add a text in its looks."""
        if (looks, change) != self._looks:
            self._end_run()
            self._looks = (looks, change)
        self._text.append(text)

    def add_markup(self, markup: str) -> None:
        """Add the markup of a run."""
        self._end_run()
        self._runs.append(markup)

    def _end_run(self) -> None:
        if self._text:
            self._runs.append(new_document.run("".join(self._text), *self._looks))
            self._text = []

    def end_paragraph(self, level: int, tables: int) -> None:
        """End a paragraph inside a number of tables."""
        self._end_run()
        markup = new_document.paragraph("".join(self._runs), level)
        self._runs = []
        self._within(tables).append(markup)

    def _has_text(self) -> bool:
        return bool(self._runs or self._text)

    def _within(self, tables: int) -> list[str]:
        """Return the blocks of the cell that is open inside a number of tables; inside 0 those of the text."""
        while len(self._tables) > tables:
            self._end_table()
        while len(self._tables) < tables:
            self._tables.append(_Table())
        return self._tables[-1].blocks if tables else self._blocks

    def end_cell(self, tables: int, level: int) -> None:
        """End a cell of the innermost of a number of tables."""
        if self._has_text():
            self.end_paragraph(level, tables)
        self._within(tables)
        table = self._tables[-1]
        table.cells.append("".join(table.blocks))
        table.blocks = []

    def end_row(self, tables: int, row: Row) -> None:
        """End a row of the innermost of a number of tables."""
        self._within(tables)
        table = self._tables[-1]
        if table.blocks:
            table.cells.append("".join(table.blocks))
            table.blocks = []
        if table.cells:
            table.rows.append((table.cells, row))
            table.cells = []

    def _end_table(self) -> None:
        """End the innermost table: what was begun in it ends as well."""
        table = self._tables[-1]
        if table.blocks or table.cells:
            self.end_row(len(self._tables), Row())
        self._tables.pop()
        outside = self._tables[-1].blocks if self._tables else self._blocks
        outside.append(_markup(table.rows))

    def plain(self) -> str:
        """Return the text not yet put into a paragraph, without its looks."""
        return "".join(self._text)

    def ended(self) -> str:
        """Return the markup of the whole text."""
        if self._has_text():
            self.end_paragraph(0, 0)
        self._within(0)
        return "".join(self._blocks)


def _markup(rows: Sequence[tuple[list[str], Row]]) -> str:
    """Return the markup of a table, its columns counted by the edges of all cells."""
    laid = [_laid(cells, row) for cells, row in rows]
    edges: list[int] = []
    for edge in sorted({edge for row in laid for left, right, *_ in row for edge in (left, right)}):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)

    def column(edge: int) -> int:
        return max(0, bisect_left(edges, edge + 1) - 1)

    made = []
    for row in laid:
        cells = [
            Cell(blocks, max(1, column(right) - column(left)), merge, ground)
            for left, right, merge, blocks, ground in row
        ]
        made.append((column(row[0][0]) if row else 0, cells))
    return new_document.table(made)


def _laid(cells: list[str], row: Row) -> list[tuple[int, int, str, str, str]]:
    """Return the cells of a row: edges, merges of rows, blocks, colours behind; those merged across as one."""
    laid: list[tuple[int, int, str, str, str]] = []
    left = row.left
    for n in range(max(len(cells), len(row.edges))):
        right = max(row.edges[n] if n < len(row.edges) else left + _ONE_MORE, left)
        blocks = cells[n] if n < len(cells) else ""
        down = row.down[n] if n < len(row.down) else ""
        if n < len(row.across) and row.across[n] == "continue" and laid:
            start, _, merge, before, ground = laid[-1]
            laid[-1] = (start, right, merge, before + blocks, ground)
        else:
            laid.append((left, right, down, blocks, row.grounds[n] if n < len(row.grounds) else ""))
        left = right
    return laid
