"""A report as a Word document in the official layout: title, sections with their tables, signature and date."""

import io
from functools import lru_cache

from docx import Document
from docx.document import Document as WordDocument

from nianbao.downloads.blocks import blocks
from nianbao.downloads.office import dated, printable, reproducible
from nianbao.downloads.word.page import prepare
from nianbao.downloads.word.tables import statutory
from nianbao.downloads.word.text import Writer
from nianbao.messages import Messages
from nianbao.model.form import Table
from nianbao.model.register import Agency
from nianbao.model.report import PREAMBLE, Narrative, Report
from nianbao.source.safe_prose import section
from nianbao.source.table_notes import table_notes


def report_docx(report: Report, agency: Agency, messages: Messages) -> bytes:
    """Return the document; the same report gives the same bytes."""
    document = Document(io.BytesIO(_prepared()))
    title = report.title_for(agency.name)
    moment = dated(report)
    properties = document.core_properties
    properties.title, properties.author = printable(title)[:255], printable(report.signed_by or agency.name)[:255]
    properties.last_modified_by, properties.comments, properties.language = "", "", "zh-CN"
    properties.created = properties.modified = moment
    _Report(document, report, messages).write(title)
    made = io.BytesIO()
    document.save(made)
    return reproducible(made.getvalue(), moment)


@lru_cache(maxsize=1)
def _prepared() -> bytes:
    """Return the empty document every report is written into."""
    document = Document()
    prepare(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


class _Report:
    """Writes the parts of a report into a document, in the order filed."""

    def __init__(self, document: WordDocument, report: Report, messages: Messages) -> None:
        self._document, self._report, self._messages = document, report, messages
        self._text = Writer(document)
        self._waiting = dict(report.form.by_section) if report.form else {}

    def write(self, title: str) -> None:
        for line in _title_lines(title, self._report.year):
            self._text.plain(line, "Title")
        for narrative in self._report.sections:
            self._section(narrative)
        for table in (table for rest in self._waiting.values() for table in rest):
            self._table(table)
        self._signature()

    def _section(self, narrative: Narrative) -> None:
        if narrative.heading.strip() and narrative.key != PREAMBLE:
            self._text.plain(narrative.heading, "Heading 1")
        before, after = section(narrative, self._report, self._messages)
        self._text.write(blocks(before))
        for table in self._waiting.pop(narrative.key, ()):
            self._table(table)
        self._text.write(blocks(after or ""))

    def _table(self, table: Table) -> None:
        if table.key not in self._report.tables:
            self._text.plain(self._messages.word("table-absent", caption=table.caption), "Note")
            return
        statutory(self._document, table, self._report)
        notes = list(table_notes(table, self._report, self._messages))
        # A paragraph has to stand between a table and whatever follows it.
        for note in notes or [""]:
            self._text.plain(note, "Note")

    def _signature(self) -> None:
        report = self._report
        if report.signed_by:
            self._text.plain(report.signed_by, "Signature")
        if report.signed:
            day = {"year": report.signed.year, "month": report.signed.month, "day": report.signed.day}
            self._text.plain(self._messages.word("date-long", **day), "Signature")


def _title_lines(title: str, year: int) -> tuple[str, ...]:
    """Return a title as official titles are broken: who above, what below."""
    before, stated, rest = title.partition(str(year))
    return (before.strip(), stated + rest) if before.strip() and stated else (title,)
