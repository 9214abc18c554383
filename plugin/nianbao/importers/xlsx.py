"""Reader of Excel files: bytes -> Document; cells as stored, merged ranges as spans, saved results of formulas.

Rows that stand together are a table if any of them has more than one filled cell; a cell over the whole width of
such a table, or one that holds sentences, is a line of text.
"""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final

from openpyxl.reader.excel import load_workbook
from openpyxl.utils.cell import get_column_letter, range_boundaries

from nianbao.finding import Refusal
from nianbao.importers import limits, package, patterns, spans
from nianbao.importers.assembly import Assembly
from nianbao.importers.document import Document, Remark

SUFFIXES: Final = (".xlsx",)

_MERGE = re.compile(rb"""mergeCell\s[^>]*?ref\s*=\s*["']([^"']{1,40})["']""")
# Formats that show a number as it is stored, apart from the separators of thousands.
_PLAIN_FORMATS: Final = frozenset(
    {"General", "@", "0", "#,##0", "0_ ", "0_);[Red]\\(0\\)", "#,##0_ ", "0;[Red]0", "0_);(0)"}
)
_LONGEST_INTEGER: Final = 1e15
# A label has at most 60 characters; a longer text in a row of its own is a paragraph.
_LONGEST_LABEL: Final = 80

_At = tuple[int, int]


def read(name: str, data: bytes) -> Document:
    """Read the bytes of an .xlsx file. Raises Refusal if it is locked, too large, empty or no Excel file."""
    with package.opened(name, data, ".xlsx") as parts:
        if not any(part.startswith("xl/") for part in parts.namelist()):
            raise Refusal("import-not-package", file=name, suffix=".xlsx")
        for part in parts.namelist():
            if part.endswith((".xml", ".rels")):
                _refuse_wide_merges(name, package.without_declarations(name, parts.read(part)))
    with warnings.catch_warnings():
        # What the parser does not know of a workbook is no table of a report.
        warnings.simplefilter("ignore")
        results, formulas = (load_workbook(BytesIO(data), data_only=only) for only in (True, False))
