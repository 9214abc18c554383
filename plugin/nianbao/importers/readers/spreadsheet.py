"""Excel files are opened here, and only after what they unpack to has been found bearable."""

import re
import warnings
from io import BytesIO

from openpyxl import Workbook
from openpyxl.reader.excel import load_workbook
from openpyxl.utils.cell import range_boundaries

from nianbao.importers import limits
from nianbao.importers.readers import package
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
