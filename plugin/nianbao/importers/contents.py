"""What kind of file bytes are, by their content: how they begin, and what a package or a container holds.

A name can say anything: web pages are saved as `.doc`, Word files renamed to `.wps`.
"""

import re
import zipfile
from io import BytesIO
from typing import Final

from nianbao.importers import compound, limits
from nianbao.model.finding import Refusal

_HEAD: Final = 4096
_TYPES: Final = "[Content_Types].xml"
_LONGEST_MIMETYPE: Final = 200
_OPEN_DOCUMENT: Final = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet)")
_OPEN_DOCUMENT_ENDINGS: Final = {b"text": ".odt", b"spreadsheet": ".ods"}
_BINARY_WORKBOOK: Final = b"sheet.binary.macroEnabled.main"
# The content type of the main part, of documents, of templates, and of either with macros.
_MAIN_PARTS: Final = (
    (re.compile(rb"(?:wordprocessingml|vnd\.ms-word)\.[\w.]*main\+xml"), ".docx"),
    (re.compile(rb"(?:spreadsheetml|vnd\.ms-excel)\.[\w.]*main\+xml"), ".xlsx"),
)
_MIME: Final = re.compile(rb"(?:\A|\n)MIME-Version:", re.IGNORECASE)
_MIME_FIELD: Final = re.compile(rb"[A-Za-z][\w-]*:[ \t]*\S")
_MIME_TYPE: Final = re.compile(rb"\nContent-Type:\s*(?:multipart/|text/html)", re.IGNORECASE)
# What may stand before the root of a page: a declaration of XML, comments, white space.
_PAGE: Final = re.compile(
    rb"(?:\s|<\?xml[^>]{0,200}>|<!--(?:(?!-->).){0,2000}-->)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_STREAMS: Final = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"))


def ending(data: bytes) -> str:
    """Return the usual ending of the kind of file bytes are, for example ".docx"; empty where they don't say.

    Text and Markdown look like anything. Raises Refusal for an Office file with a password.
    """
    if data.startswith(b"PK"):
        return _package(data)
    if data.startswith(compound.SIGNATURE):
        return _compound(data)
    return _plain(data)


def _plain(data: bytes) -> str:
    """Return the ending of a file that is not packed, by how it begins."""
    head = data[:_HEAD].replace(b"\0", b"")
    bare = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    if bare.startswith(b"%PDF-"):
        return ".pdf"
    if bare.startswith(b"{\\rtf"):
        return ".rtf"
    if _PAGE.match(bare):
        return ".html"
    is_mail = _MIME_FIELD.match(bare) and _MIME.search(head) and _MIME_TYPE.search(data[: 4 * _HEAD])
    return ".mht" if is_mail else ""


def _compound(data: bytes) -> str:
    """Return the ending of an old Office file, by the streams at its root."""
    names = compound.streams(data)
    if "EncryptedPackage" in names:
        # A newer file with a password is wrapped as an old one.
        raise Refusal("import-locked")
    return next((found for stream, found in _STREAMS if stream in names), "")


def _package(data: bytes) -> str:
    """Return the ending of a zip package, by what it states of itself and of its parts."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
            if len(names) > limits.MOST_PARTS:
                return ""
            if "mimetype" in names:
                said = _OPEN_DOCUMENT.match(_start(package, "mimetype", _LONGEST_MIMETYPE))
                return _OPEN_DOCUMENT_ENDINGS[said[1]] if said else ""
            if any(name.lower() == "ofd.xml" for name in names):
                return ".ofd"
            types = _start(package, _TYPES, limits.LARGEST_XML) if _TYPES in names else b""
    except Exception:  # noqa: BLE001 - a damaged package is told as such by the reader of what its name says
        return ""
    if _BINARY_WORKBOOK in types:
        return ".xlsb"
    return next((found for main, found in _MAIN_PARTS if main.search(types)), "")


def _start(package: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return the first bytes of a part, without zeros."""
    with package.open(name) as part:
        return part.read(most).replace(b"\0", b"")
