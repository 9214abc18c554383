"""What of a form was not read: an import is never silently incomplete.

From a kind's first form on a report has one, and each of its tables and rows is either read or an open point. What
has no title, no section and no table of a kind is no report of it.
"""

from collections.abc import Iterator
from typing import Final

from nianbao.importers.document import Document, Paragraph
from nianbao.importers.draft import OpenPoint
from nianbao.importers.recognition.collected import Collected
from nianbao.importers.recognition.places import Reading
from nianbao.model.form import Form, Table
from nianbao.model.normalisation import label_key, without_numeral

# Shorter labels stand in running text as well, and would send the reader to a wrong line.
_SHORTEST_LABEL: Final = 4


def unread(form: Form, document: Document, collected: Collected, reading: Reading) -> Iterator[OpenPoint]:
    """Yield an open point for each table of a form of which nothing was read, and for each row that was not.

    A row that was left out because its figures can't be placed is open already. The line is that of the row's
    label, else of the last label recognised in its table, else of any of the table's labels, else 1.
    """
    lines = _Lines(document)
    for table in form.tables.values():
        stated = {place.row for place in reading.figures if place.table == table.key}
        stated |= {row for key, row in reading.left_out if key == table.key} - {""}
        seen = _last_label(table, collected)
        has_stub = any(block.rows for block in table.blocks)
        if not stated:
            is_headed = seen and not has_stub and (table.key, "") not in reading.left_out
            what = "figures-missing" if is_headed else "table-missing"
            rows = (row.label.text for row in table.rows.values())
            yield OpenPoint(what, seen or lines.of_table(table), " | ".join([table.caption, *rows]))
        elif has_stub:
            for row in table.rows.values():
                if row.key not in stated:
                    line = lines.of(row.label.text) or seen or lines.of_table(table)
                    yield OpenPoint("row-missing", line, row.label.text)


def _last_label(table: Table, collected: Collected) -> int:
    """Return the line of the last label that was recognised as one of a table's, 0 if there is none."""
    return max(
        (
            part.line
            for _, part, match in collected.matches
            if all(entry.table == table.key for entry in match.entries)
        ),
        default=0,
    )


class _Lines:
    """The lines of a document, asked for the first one in which a label stands."""

    def __init__(self, document: Document) -> None:
        self._texts: list[tuple[int, str]] = []
        for piece in document.pieces:
            if isinstance(piece, Paragraph):
                self._texts.append((piece.line, label_key(piece.text)))
            else:
                self._texts += [
                    (row.cells[0].line, label_key("".join(c.text for c in row.cells))) for row in piece.rows
                ]

    def of(self, label: str) -> int:
        """Return the first line in which a label stands, with or without its counter; 0 if there is none."""
        key = without_numeral(label_key(label))
        if len(key) < _SHORTEST_LABEL:
            return 0
        return next((line for line, text in self._texts if key in text), 0)

    def of_table(self, table: Table) -> int:
        """Return the first line in which a label of a table stands, else its caption; 1 if there is none."""
        columns = (label.text for row in table.rows.values() for label in row.columns)
        labels = [*(row.label.text for row in table.rows.values()), *columns, table.caption]
        return min((line for label in labels if (line := self.of(label))), default=1)
