"""What a filled table can't show by itself, in words, and what stands where a table is absent.

The notes are for outputs without marks and legends: the Word file, the workbook for readers, and the table as a
fragment for other sites.
"""

from collections.abc import Iterator

from nianbao.messages import Messages
from nianbao.model.form import Table
from nianbao.model.report import Derived, Report


def table_absent(table: Table, report: Report, messages: Messages) -> str:
    """Return the sentence on a table the source does not have; of an imported report, that it was not read."""
    return messages.word("table-unread" if report.is_imported else "table-absent", caption=table.caption)


def table_notes(table: Table, report: Report, messages: Messages) -> Iterator[str]:
    """Yield a sentence on the rows the source leaves out, and one on the figures the tool added up, if any."""
    absent = [row.label.name for row in table.rows.values() if not report.has_row(table.key, row.key)]
    places = [place for place in table.places if isinstance(report.figures.get(place), Derived)]
    if absent:
        word = "table-note-unread-rows" if report.is_imported else "table-note-absent-rows"
        yield messages.word(word, rows=tuple(absent))
    if places and report.form:
        yield messages.word("table-note-derived", places=tuple(report.form.label(place) for place in places))
