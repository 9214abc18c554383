"""Office files are zip packages of XML: what they unpack to is checked before any parser sees them."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from nianbao.importers import limits
from nianbao.model.finding import Refusal

_ENCRYPTED_BIT: Final = 1
_HEAD: Final = 256
# "<?xm" in the one encoding that writes no character as ASCII does; no Office program uses it.
_EBCDIC: Final = b"\x4c\x6f\xa7\x94"


def opened(data: bytes) -> zipfile.ZipFile:
    """Return the zip package in a file's bytes.

    Python's zipfile never unpacks more of a part than the directory states, so the stated sizes are a bound.
    Raises Refusal for a package with a password and for one that is too large, BadZipFile for a damaged one.
    """
    package = zipfile.ZipFile(BytesIO(data))
    parts = package.infolist()
    total = sum(part.file_size for part in parts)
    if any(part.flag_bits & _ENCRYPTED_BIT for part in parts):
        raise Refusal("import-locked")
    if total > limits.LARGEST_PACKAGE or len(parts) > limits.MOST_PARTS:
        raise Refusal("import-package-too-large", size=limits.LARGEST_PACKAGE // 1_000_000)
    return package


def markup(package: zipfile.ZipFile) -> Iterator[bytes]:
    """Yield each part of a package that a parser of XML could read, whatever the part is called.

    Raises Refusal for a part, or parts together, that are too large.
    """
    total = 0
    for part in package.infolist():
        with package.open(part) as opened_part:
            if not _may_be_markup(opened_part.read(_HEAD)):
                continue
        total += part.file_size
        for size, limit in ((part.file_size, limits.LARGEST_XML), (total, limits.LARGEST_MARKUP)):
            if size > limit:
                raise Refusal("import-package-too-large", size=limit // 1_000_000)
        yield without_declarations(package.read(part))


def _may_be_markup(head: bytes) -> bool:
    """Whether a part begins as XML does, in any encoding a parser knows."""
    bare = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    return bare.startswith((b"<", _EBCDIC)) or (bool(head) and not bare)


def without_declarations(xml: bytes) -> bytes:
    """Return a part's XML, which never declares a document type: only attacks do, to grow without end."""
    plain = xml.replace(b"\0", b"") if b"\0" in xml else xml
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", plain) or xml.startswith(_EBCDIC):
        raise Refusal("import-broken", detail="DOCTYPE")
    return xml
