"""Messy file -> Document -> Draft: a report as far as it can be understood, with notes and open points.

Each kind of file has one reader (file -> Document); all share one recognition. Nothing in the input is lost, and
what can't be decided is listed, never guessed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from types import ModuleType
from typing import Final

from nianbao.importers import confined, limits
from nianbao.importers.document import Document, Grid, GridCell, GridRow, ImportNote, Paragraph, SourcePlace
from nianbao.importers.draft import Counts, Draft, OpenPoint
from nianbao.importers.recognition import existing
from nianbao.importers.recognition.recognise import Given, recognise
from nianbao.model.finding import Refusal
from nianbao.model.form import Form
from nianbao.model.register import Register
from nianbao.model.report import Provenance

WORKBOOK: Final = ".xlsx"


@dataclass(frozen=True, slots=True)
class Reader:
    """Which module reads a kind of file, and the extra of this package that brings its parser."""

    module: str
    extra: str = ""

    def load(self, name: str) -> ModuleType:
        """Return the module. Raises Refusal (naming the file) where its parser is not installed."""
        try:
            return import_module(f"nianbao.importers.readers.{self.module}")
        except ModuleNotFoundError as error:
            if not self.extra or (error.name or "").startswith("nianbao"):
                raise
            raise Refusal("import-needs-extra", file=name, extra=self.extra) from error

    def read(self, name: str, data: bytes) -> Document:
        """Return the document in a file.

        Raises Refusal where the parser is not installed, for a broken file, and for what the module refuses.
        """
        module = self.load(name)
        try:
            document: Document = module.read(name, data)
        except (Refusal, NameError):
            # A name that is not there is our own fault, not the file's.
            raise
        except Exception as error:
            # What foreign parsers throw at a broken file is anybody's guess: KeyError, RecursionError …
            raise Refusal("import-broken", file=name, detail=type(error).__name__) from error
        if (
            sum(1 if isinstance(piece, Paragraph) else len(piece.rows) for piece in document.pieces)
            > limits.MOST_LINES
        ):
            raise Refusal("import-many-lines", file=name, count=limits.MOST_LINES)
        return document


READERS: Final[Mapping[str, Reader]] = {
    **dict.fromkeys((".txt", ".md", ".markdown", ".text"), Reader("text")),
    **dict.fromkeys((".html", ".htm"), Reader("html")),
    ".docx": Reader("docx", "word"),
    ".xlsx": Reader("xlsx", "excel"),
    ".pdf": Reader("pdf", "pdf"),
}
# Old and packed kinds nobody reads soundly, by the ending of what they are to be saved as.
_SAVE_AS: Final[Mapping[str, str]] = {
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt", ".dot", ".docm"), ".docx"),
    **dict.fromkeys((".xls", ".et", ".ods", ".xlsm", ".xlsb", ".csv"), ".xlsx"),
    **dict.fromkeys((".ofd", ".ceb"), ".pdf"),
    **dict.fromkeys((".mht", ".mhtml", ".xhtml", ".shtml"), ".html"),
}


def is_known(name: str) -> bool:
    """Say whether a file's ending is one that is read."""
    return PurePath(name).suffix.lower() in READERS


def is_kept_apart(name: str) -> bool:
    """Say whether a file's ending is one that is refused with what to save it as."""
    return PurePath(name).suffix.lower() in _SAVE_AS


def draft(  # noqa: PLR0913 - what a person may say beforehand are three separate things
    name: str,
    data: bytes,
    *,
    forms: Mapping[str, Form],
    register: Register,
    agency: str | None = None,
    year: int | None = None,
    form: str | None = None,
    kind: str | None = None,
    folders: Sequence[str] = (),
) -> Draft:
    """Return the draft of the report in a file.

    `name` is the file's name (its suffix picks the reader, its stem may corroborate the year and give a new
    agency's id), `data` its bytes. `agency`, `year`, `form` and `kind` take the place of what the text says.
    Raises Refusal for an unknown suffix, form or kind, a parser that is not installed, an empty, broken, locked
    or too large file.
    """
    base = PurePath(name).name
    suffix = PurePath(base).suffix.lower()
    reader = READERS.get(suffix)
    if suffix in _SAVE_AS:
        raise Refusal("import-save-as", file=base, suffix=_SAVE_AS[suffix])
    if reader is None:
        raise Refusal("import-unknown-suffix", file=base, known=tuple(READERS))
    if len(data) > limits.LARGEST_FILE:
        raise Refusal("import-too-large", file=base, size=limits.LARGEST_FILE // 1_000_000)
    given = Given(agency or "", year or 0, form or "", tuple(folders), kind or "")
    if confined.is_possible and (reader.extra or len(data) > limits.LARGEST_IN_PLACE):
        return _confined(base, data, forms, register, given)
    return drafted(base, data, forms, register, given)


def _confined(name: str, data: bytes, forms: Mapping[str, Form], register: Register, given: Given) -> Draft:
    """Return the draft of a file, made where its reading can't take more than a report may."""
    READERS[PurePath(name).suffix.lower()].load(name)
    seconds = limits.SECONDS + max(0, len(data) - limits.ORDINARY_FILE) // limits.BYTES_A_SECOND
    try:
        made: Draft = confined.call(
            drafted, name, data, dict(forms), register, given,
            shared=(*forms.values(), register), seconds=seconds, memory=limits.MEMORY,
        )  # fmt: skip
    except confined.Exceeded as error:
        most = {"seconds": seconds, "size": limits.MEMORY // 1_000_000}
        raise Refusal(f"import-too-much-{error.what}", file=name, **most) from None
    return made


def drafted(name: str, data: bytes, forms: Mapping[str, Form], register: Register, given: Given) -> Draft:
    """Return the draft of a file of a known kind, made in this very process. Raises Refusal as `draft` does."""
    suffix = PurePath(name).suffix.lower()
    reader = READERS[suffix]
    if suffix == WORKBOOK and (made := _workbook(name, data, forms, register, given)):
        return made
    if reader.module == "text" and (made := existing.read(name, data, forms, register, given)):
        return made
    provenance = Provenance(file=name, sha256=hashlib.sha256(data).hexdigest())
    return recognise(reader.read(name, data), provenance, forms, register, given)


def _workbook(name: str, data: bytes, forms: Mapping[str, Form], register: Register, given: Given) -> Draft | None:
    """Read a workbook of this project; its parser is an extra, asked for only when there is one to read."""
    try:
        from nianbao.importers import filing_workbook  # noqa: PLC0415 - openpyxl may not be there
    except ModuleNotFoundError as error:
        raise Refusal("workbook-needs") from error
    return filing_workbook.read(name, data, forms, register, given)


__all__ = [
    "READERS",
    "Counts",
    "Document",
    "Draft",
    "Given",
    "Grid",
    "GridCell",
    "GridRow",
    "ImportNote",
    "OpenPoint",
    "Paragraph",
    "Reader",
    "SourcePlace",
    "draft",
    "drafted",
    "is_kept_apart",
    "is_known",
]
