"""Messy file -> Document -> Draft: a report as far as it can be understood, with notes and open points.

Each kind of file has one reader (file -> Document); all share one recognition. Nothing in the input is lost, and
what can't be decided is listed, never guessed.
"""

import hashlib
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Final

from nianbao.finding import Refusal
from nianbao.form import Form
from nianbao.importers import existing, text
from nianbao.importers.document import Document, Grid, GridCell, GridRow, Paragraph, Remark
from nianbao.importers.draft import Counts, Draft, OpenPoint
from nianbao.importers.recognise import Given, recognise
from nianbao.register import Register
from nianbao.report import Provenance

WORKBOOK: Final = ".xlsx"
READERS: Final[Mapping[str, Callable[[str, bytes], Document]]] = dict.fromkeys(text.SUFFIXES, text.read)


def draft(  # noqa: PLR0913 - what a person may say beforehand are three separate things
    name: str,
    data: bytes,
    *,
    forms: Mapping[str, Form],
    register: Register,
    agency: str | None = None,
    year: int | None = None,
    form: str | None = None,
) -> Draft:
    """Return the draft of the report in a file.

    `name` is the file's name (its suffix picks the reader, its stem may corroborate the year and give a new
    agency's id), `data` its bytes. `agency`, `year` and `form` take the place of what the text says. Raises
    Refusal for an unknown suffix or form, an empty or binary file, or an unknown encoding.
    """
    base = PurePath(name).name
    reader = READERS.get(PurePath(base).suffix.lower())
    given = Given(agency or "", year or 0, form or "")
    if PurePath(base).suffix.lower() == WORKBOOK and (made := _workbook(base, data, forms, register, given)):
        return made
    if reader is None:
        raise Refusal("import-unknown-suffix", file=base, known=tuple(READERS))
    if made := existing.read(base, data, forms, register, given):
        return made
    provenance = Provenance(file=base, sha256=hashlib.sha256(data).hexdigest())
    return recognise(reader(base, data), provenance, forms, register, given)


def _workbook(name: str, data: bytes, forms: Mapping[str, Form], register: Register, given: Given) -> Draft | None:
    """Read a workbook of this project; its parser is an extra, asked for only when there is one to read."""
    try:
        from nianbao.importers import workbook  # noqa: PLC0415 - openpyxl may not be there
    except ModuleNotFoundError as error:
        raise Refusal("workbook-needs") from error
    return workbook.read(name, data, forms, register, given)


__all__ = [
    "READERS",
    "Counts",
    "Document",
    "Draft",
    "Given",
    "Grid",
    "GridCell",
    "GridRow",
    "OpenPoint",
    "Paragraph",
    "Remark",
    "draft",
]
