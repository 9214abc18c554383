"""The kinds of files an import knows: their endings, how their bytes begin, and which module reads them.

Adding a reader is a module in `importers/readers/`, a row of `FORMATS`, and a folder with a file of the kind in
tests/cases/importers; commands, messages and tests take everything else from the row. Few kinds have a reader:
the others are turned into one of those first, so that what a reader knows of cells it knows of all.
"""

from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import PurePath
from typing import Any, Final

from nianbao.importers import compound, contents, limits
from nianbao.importers.document import Document, ImportNote, Paragraph
from nianbao.model.finding import Refusal

# How old Office files begin, and new ones with a password.
_OLE: Final = compound.SIGNATURE
_PACKAGE: Final = b"PK"
Notes = tuple[ImportNote, ...]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, known by its endings, in lower case, the usual one first.

    `module` is the module of `importers.readers` that reads it, `function` the function there (bytes -> Document),
    `through` the module of `importers.readers` whose `converted` turns it into what `module` reads, `extra` the
    extra of this package that brings their parsers. `signature` stands within the first `within` bytes of every
    such file. `is_confined` says that it is always read in a process of its own, because its parser is not ours.
    `own` is the module of `importers` that is asked first, for files this project wrote itself.

    `save_as` is the ending to save a file as that can't be read: every file of a kind without a module.
    """

    endings: tuple[str, ...]
    module: str = ""
    function: str = "read"
    through: str = ""
    extra: str = ""
    signature: bytes = b""
    within: int = 0
    is_confined: bool = False
    own: str = ""
    save_as: str = ""

    def load(self, module: str) -> Any:
        """Return a module of `importers` by its name. Raises Refusal where its parser is not installed."""
        try:
            return import_module(f"nianbao.importers.{module}")
        except ModuleNotFoundError as error:
            if not self.extra or (error.name or "").startswith("nianbao"):
                raise
            raise Refusal("import-needs-extra", extra=self.extra) from error

    def load_reader(self) -> Any:
        """Return the module that reads the file. Raises Refusal where its parser is not installed."""
        return self.load(f"readers.{self.module}")

    def load_parsers(self) -> None:
        """Load all modules the file goes through. Raises Refusal where a parser is not installed."""
        self.load_reader()
        if self.through:
            self.load(f"readers.{self.through}")

    def check(self, data: bytes) -> None:
        """Refuse bytes that can't be a file of this kind: empty, old or locked Office files, anything else."""
        if self.signature in data[: self.within]:
            return
        if not data:
            raise Refusal("import-empty")
        key = "import-old-office" if data.startswith(_OLE) else "import-not-package"
        raise Refusal(key, suffix=self.save_as or self.endings[0])

    def converted(self, data: bytes) -> tuple[bytes, Notes]:
        """Return a file's bytes as its reader takes them, and notes on what that changed.

        Raises Refusal where the parser is not installed, and for a broken file.
        """
        if not self.through:
            return data, ()
        converted: tuple[bytes, Notes] = _guarded(self.load(f"readers.{self.through}").converted, data)
        return converted

    def read(self, data: bytes) -> Document:
        """Return the document in a file's bytes. Raises Refusal as `converted` and `parsed` do."""
        content, notes = self.converted(data)
        document = self.parsed(content)
        return replace(document, notes=(*notes, *document.notes))

    def parsed(self, data: bytes) -> Document:
        """Return the document in what `converted` returned.

        Raises Refusal where the parser is not installed, for a broken file, for one with more paragraphs and rows
        than any report, and for what the module refuses. No refusal of a reader names the file: `importers` does.
        """
        document: Document = _guarded(getattr(self.load_reader(), self.function), data)
        lines = sum(1 if isinstance(piece, Paragraph) else len(piece.rows) for piece in document.pieces)
        if lines > limits.MOST_LINES:
            raise Refusal("import-many-lines", count=limits.MOST_LINES)
        return document


def _guarded(function: Any, data: bytes) -> Any:
    """Return what a reader makes of bytes. Raises Refusal where it fails on them."""
    try:
        return function(data)
    except (Refusal, NameError):
        # A name that is not there is our own fault, not the file's.
        raise
    except Exception as error:
        # What foreign parsers throw at a broken file is anybody's guess: KeyError, RecursionError …
        raise Refusal("import-broken", detail=type(error).__name__) from error


def _packed(*endings: str, **fields: Any) -> Format:
    """Return the format of a zip package."""
    return Format(endings, signature=_PACKAGE, within=2, is_confined=True, **fields)


def _old(*endings: str, **fields: Any) -> Format:
    """Return the format of an old Office file."""
    return Format(endings, signature=_OLE, within=len(_OLE), extra="old", is_confined=True, **fields)


FORMATS: Final = (
    Format((".txt", ".text"), "text", own="recognition.existing"),
    Format((".md", ".markdown"), "text", "read_markdown", own="recognition.existing"),
    Format((".html", ".htm", ".xhtml", ".shtml"), "html"),
    Format((".mht", ".mhtml"), "html", through="mhtml", signature=b"MIME-Version", within=4096),
    _packed(".docx", ".docm", module="docx", through="office_open", extra="word"),
    _packed(".xlsx", ".xlsm", module="xlsx", through="office_open", extra="excel", own="filing_workbook"),
    Format((".pdf",), "pdf", extra="pdf", signature=b"%PDF", within=1024, is_confined=True),
    _old(".doc", ".wps", ".dot", module="docx", through="old_word", save_as=".docx"),
    _old(".xls", ".et", module="xlsx", through="old_sheets", save_as=".xlsx", own="filing_workbook"),
    _packed(".odt", ".ott", module="docx", through="odt", extra="word"),
    _packed(".ods", ".ots", module="xlsx", through="ods", extra="excel", own="filing_workbook"),
    Format(
        (".rtf",),
        "docx",
        through="rtf",
        extra="word",
        signature=b"{\\rtf",
        within=9,
        is_confined=True,
        save_as=".docx",
    ),
    _packed(".ofd", module="pdf", through="ofd", extra="pdf", save_as=".pdf"),
    # Kinds nobody reads soundly.
    Format((".xlsb", ".csv"), save_as=".xlsx"),
    Format((".ceb",), save_as=".pdf"),
)
READABLE: Final = tuple(each for each in FORMATS if each.module)
_BY_ENDING: Final = {ending: each for each in FORMATS for ending in each.endings}


def format_of(name: str) -> Format | None:
    """Return the format a file's name says, by its ending in letters of any case; None for one nobody knows."""
    return _BY_ENDING.get(PurePath(name).suffix.lower())


def format_in(data: bytes) -> Format | None:
    """Return the format a file's content says; None where it does not say. Raises Refusal for a locked file."""
    return _BY_ENDING.get(contents.ending(data))


def is_packed(data: bytes) -> bool:
    """Whether bytes begin as files do that hold more than they show: packages, containers, PDF, RTF."""
    return data.startswith((_PACKAGE, _OLE, b"%PDF", b"{\\rtf"))
