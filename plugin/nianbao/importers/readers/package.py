"""Office files are zip packages of XML: what they unpack to is checked before any parser sees them."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from nianbao.importers import limits
from nianbao.model.finding import Refusal

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_BIT: Final = 1
_HEAD: Final = 256
# "<?xm" in the one encoding that writes no character as ASCII does; no Office program uses it.
_EBCDIC: Final = b"\x4c\x6f\xa7\x94"


def opened(name: str, data: bytes, suffix: str) -> zipfile.ZipFile:
    """Return the package in a file's bytes. `suffix` is the kind it is said to be.

    Python's zipfile never unpacks more of a part than the directory states, so the stated sizes are a bound.
    Raises Refusal for an old or locked Office file, for anything else that is no package, and for one too large.
    """
    if not data:
        raise Refusal("import-empty", file=name)
    if data.startswith(_OLE):
        raise Refusal("import-old-office", file=name, suffix=suffix)
    if not data.startswith(b"PK"):
        raise Refusal("import-not-package", file=name, suffix=suffix)
    package = zipfile.ZipFile(BytesIO(data))
    parts = package.infolist()
    total = sum(part.file_size for part in parts)
    if any(part.flag_bits & _ENCRYPTED_BIT for part in parts):
        raise Refusal("import-locked", file=name)
    if total > limits.LARGEST_PACKAGE or len(parts) > limits.MOST_PARTS:
        raise Refusal("import-package-too-large", file=name, size=limits.LARGEST_PACKAGE // 1_000_000)
    return package


def markup(name: str, package: zipfile.ZipFile) -> Iterator[bytes]:
    """Yield each part of a package that a parser of XML could read, whatever the part is called.

    Raises Refusal (naming the file) for a part, or parts together, that are too large.
    """
    total = 0
    for part in package.infolist():
        with package.open(part) as opened_part:
            if not _may_be_markup(opened_part.read(_HEAD)):
                continue
        total += part.file_size
        for size, limit in ((part.file_size, limits.LARGEST_XML), (total, limits.LARGEST_MARKUP)):
            if size > limit:
                raise Refusal("import-package-too-large", file=name, size=limit // 1_000_000)
        yield without_declarations(name, package.read(part))


def _may_be_markup(head: bytes) -> bool:
    """Return whether a part begins as XML does, in any encoding a parser knows."""
    bare = head.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    return bare.startswith((b"<", _EBCDIC)) or (bool(head) and not bare)


def without_declarations(name: str, xml: bytes) -> bytes:
    """Return a part's XML, which never declares a document type: only attacks do, to grow without end."""
    plain = xml.replace(b"\0", b"") if b"\0" in xml else xml
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", plain) or xml.startswith(_EBCDIC):
        raise Refusal("import-broken", file=name, detail="DOCTYPE")
    return xml
