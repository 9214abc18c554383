"""A report as a Word document in the official layout: title, sections with their tables, signature and date.

The layout is that of GB/T 9704-2012 for documents of party and state organs, as far as it applies to a report
(`word.page`). Each table is in the section its form gives it.
"""

import io
from functools import lru_cache

from docx import Document
from docx.document import Document as WordDocument

from nianbao.downloads.blocks import blocks
from nianbao.downloads.office import file_date, printable, reproducible
from nianbao.downloads.word.page import prepare
from nianbao.downloads.word.tables import append_facts, append_form_table
from nianbao.downloads.word.text import Writer
from nianbao.messages import Messages
from nianbao.model.form import Table
from nianbao.model.register import Agency
from nianbao.model.report import PREAMBLE, Narrative, Report
from nianbao.source.keys import CHINESE
from nianbao.source.safe_prose import section
from nianbao.source.table_notes import table_absent, table_notes


def report_docx(report: Report, agency: Agency, messages: Messages) -> bytes:
    """Return the bytes of the document; the same report gives the same bytes.

    Its properties hold 255 characters each; longer titles are cut there, not on the page.
    """
    document = Document(io.BytesIO(_empty_document()))
    title = report.title_for(agency.name)
    moment = file_date(report)
    properties = document.core_properties
    properties.title, properties.author = printable(title)[:255], printable(report.signed_by or agency.name)[:255]
    properties.last_modified_by, properties.comments, properties.language = "", "", "zh-CN"
    properties.created = properties.modified = moment
    _Report(document, report, messages).write(title)
    output = io.BytesIO()
    document.save(output)
    return reproducible(output.getvalue(), moment)


@lru_cache(maxsize=1)
def _empty_document() -> bytes:
    """Return the empty document every report is written into; its styles are set up once."""
    document = Document()
    prepare(document)
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


class _Report:
    """Writes the parts of a report into a document, in the order filed.

    `_tables_left` holds the form's tables by section until they are written.
    """

    def __init__(self, document: WordDocument, report: Report, messages: Messages) -> None:
        self._document, self._report, self._messages = document, report, messages
        self._text = Writer(document)
        self._tables_left = dict(report.form.by_section) if report.form else {}

    def write(self, title: str) -> None:
        """Write what it is filed under, title, sections, tables that no section holds, and signature."""
        self._filed_under()
        for line in _title_lines(title, self._report.year):
            self._text.plain(line, "Title")
        for narrative in self._report.sections:
            self._section(narrative)
        for table in (table for tables in self._tables_left.values() for table in tables):
            self._table(table)
        self._signature()

    def _filed_under(self) -> None:
        """Write what the report is filed under, as far as it states it, under the Chinese names of its facts."""
        record = self._report.record
        if record.listed:
            facts = [(CHINESE()["report"][key], record.as_text(key)) for key in record.listed]
            append_facts(self._document, facts, self._messages.word("particulars"))
            self._text.plain("", "Note")

    def _section(self, narrative: Narrative) -> None:
        """Write a section: heading, text before its tables, its tables, text after them."""
        if narrative.heading.strip() and narrative.key != PREAMBLE:
            self._text.plain(narrative.heading, "Heading 1")
        before_tables, after_tables = section(narrative, self._report, self._messages)
        self._text.write(blocks(before_tables))
        for table in self._tables_left.pop(narrative.key, ()):
            self._table(table)
        self._text.write(blocks(after_tables or ""))

    def _table(self, table: Table) -> None:
        """Write a statutory table and the notes below it, or one sentence where the report has no such table."""
        if table.key not in self._report.tables:
            self._text.plain(table_absent(table, self._report, self._messages), "Note")
            return
        append_form_table(self._document, table, self._report)
        notes = list(table_notes(table, self._report, self._messages))
        # Word needs a paragraph between a table and whatever follows it.
        for note in notes or [""]:
            self._text.plain(note, "Note")

    def _signature(self) -> None:
        """Write who signed the report and the day, as far as it states them."""
        report = self._report
        if report.signed_by:
            self._text.plain(report.signed_by, "Signature")
        if report.signed:
            date_parts = {"year": report.signed.year, "month": report.signed.month, "day": report.signed.day}
            self._text.plain(self._messages.word("date-long", **date_parts), "Signature")


def _title_lines(title: str, year: int) -> tuple[str, ...]:
    """Return a title as official titles are broken: the agency above, year and document below.

    A title that does not begin with a name and go on with the year stays in one line.
    """
    before, stated, rest = title.partition(str(year))
    return (before.strip(), stated + rest) if before.strip() and stated else (title,)
