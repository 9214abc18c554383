"""Excel files are opened here, and only after what they unpack to has been found bearable."""

import re
import warnings
from collections.abc import Mapping
from io import BytesIO

from openpyxl import Workbook
from openpyxl.reader.excel import load_workbook
from openpyxl.utils.cell import range_boundaries

from nianbao.importers import limits
from nianbao.importers.document import DocumentGrid, Paragraph
from nianbao.importers.readers import package
from nianbao.importers.readers.assembly import Assembly
from nianbao.model.finding import Refusal

_MERGE = re.compile(rb"""mergeCell\s[^>]{0,200}?ref\s*=\s*["']([^"']{1,40})["']""")


def opened(data: bytes) -> tuple[Workbook, Workbook]:
    """Return an .xlsx file twice: with the stored results of its formulas, and with the formulas.

    Raises Refusal if it is locked, too large, empty or no Excel file.
    """
    with package.opened(data) as parts:
        if not any(part.startswith("xl/") for part in parts.namelist()):
            raise Refusal("import-not-package", suffix=".xlsx")
        for xml in package.markup(parts):
            _refuse_wide_merges(xml)
    with warnings.catch_warnings():
        # What the parser does not know of a workbook is no table of a report.
        warnings.simplefilter("ignore")
        return load_workbook(BytesIO(data), data_only=True), load_workbook(BytesIO(data))


def _refuse_wide_merges(xml: bytes) -> None:
    """Refuse merged ranges that the parser would fill with a million cells."""
    budget = limits.MOST_PLACES
    for found in _MERGE.finditer(xml.replace(b"\0", b"") if b"\0" in xml else xml):
        left, top, right, bottom = range_boundaries(found[1].decode("ascii", "replace"))
        budget -= ((right or 0) - (left or 0) + 1) * ((bottom or 0) - (top or 0) + 1)
        if budget < 0:
            raise Refusal("import-table-too-large", places=limits.MOST_PLACES)


def note_sheets_of_text(made: Assembly, ends: Mapping[str, int]) -> None:
    """Note each sheet with nothing but text beside sheets with tables: it may be no part of the report.

    `ends` are the numbers of pieces read when each sheet, by its title, had been read.
    """
    starts = (0, *ends.values())
    sheets = [(title, made.pieces[start:end]) for start, (title, end) in zip(starts, ends.items(), strict=False)]
    have_tables = [any(isinstance(piece, DocumentGrid) for piece in pieces) for _, pieces in sheets]
    if not any(have_tables):
        return
    for (title, pieces), has_table in zip(sheets, have_tables, strict=True):
        texts = [piece for piece in pieces if isinstance(piece, Paragraph)]
        if texts and not has_table:
            text = " / ".join(piece.text for piece in texts)
            made.note("sheet-of-text", texts[0].line, sheet=title, text=text)
