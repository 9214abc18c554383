"""The kinds of files an import knows: their endings, how their bytes begin, and which module reads them.

Adding a reader is a module in `importers/readers/`, a row of `FORMATS`, and a folder with a file of the kind in
tests/cases/importers; commands, messages and tests take everything else from the row.
"""

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import Any, Final

from nianbao.importers import limits
from nianbao.importers.document import Document, Paragraph
from nianbao.model.finding import Refusal

# How old Office files begin, and new ones with a password.
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKAGE: Final = b"PK"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file, known by its endings, in lower case, the usual one first.

    `module` is the module of `importers.readers` that reads it, `function` the function there (bytes -> Document),
    `extra` the extra of this package that brings its parser. `signature` stands within the first `within` bytes of
    every such file. `is_confined` says that it is always read in a process of its own, because its parser is not
    ours. `own` is the module of `importers` that is asked first, for files this project wrote itself.

    A kind that nobody reads soundly has no module and names in `save_as` the ending to save it as.
    """

    endings: tuple[str, ...]
    module: str = ""
    function: str = "read"
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

    def check(self, data: bytes) -> None:
        """Refuse bytes that can't be a file of this kind: empty, old or locked Office files, anything else."""
        if self.signature in data[: self.within]:
            return
        if not data:
            raise Refusal("import-empty")
        key = "import-old-office" if data.startswith(_OLE) else "import-not-package"
        raise Refusal(key, suffix=self.endings[0])

    def read(self, data: bytes) -> Document:
        """Return the document in a file's bytes.

        Raises Refusal where the parser is not installed, for a broken file, for one with more paragraphs and rows
        than any report, and for what the module refuses. No refusal of a reader names the file: `importers` does.
        """
        function = getattr(self.load_reader(), self.function)
        try:
            document: Document = function(data)
        except (Refusal, NameError):
            # A name that is not there is our own fault, not the file's.
            raise
        except Exception as error:
            # What foreign parsers throw at a broken file is anybody's guess: KeyError, RecursionError …
            raise Refusal("import-broken", detail=type(error).__name__) from error
        lines = sum(1 if isinstance(piece, Paragraph) else len(piece.rows) for piece in document.pieces)
        if lines > limits.MOST_LINES:
            raise Refusal("import-many-lines", count=limits.MOST_LINES)
        return document


FORMATS: Final = (
    Format((".txt", ".text"), "text", own="recognition.existing"),
    Format((".md", ".markdown"), "text", "read_markdown", own="recognition.existing"),
    Format((".html", ".htm"), "html"),
    Format((".docx",), "docx", extra="word", signature=_PACKAGE, within=2, is_confined=True),
    Format(
        (".xlsx",), "xlsx", extra="excel", signature=_PACKAGE, within=2, is_confined=True, own="filing_workbook"
    ),
    Format((".pdf",), "pdf", extra="pdf", signature=b"%PDF", within=1024, is_confined=True),
    # Old and packed kinds nobody reads soundly.
    Format((".doc", ".wps", ".rtf", ".odt", ".dot", ".docm"), save_as=".docx"),
    Format((".xls", ".et", ".ods", ".xlsm", ".xlsb", ".csv"), save_as=".xlsx"),
    Format((".ofd", ".ceb"), save_as=".pdf"),
    Format((".mht", ".mhtml", ".xhtml", ".shtml"), save_as=".html"),
)
READABLE: Final = tuple(each for each in FORMATS if each.module)
_BY_ENDING: Final = {ending: each for each in FORMATS for ending in each.endings}


def format_of(name: str) -> Format | None:
    """Return the format a file's name says, by its ending in letters of any case; None for one nobody knows."""
    return _BY_ENDING.get(PurePath(name).suffix.lower())
