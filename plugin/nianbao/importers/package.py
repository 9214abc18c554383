"""Office files are zip packages of XML: what they unpack to is checked before any parser sees them."""

import re
import zipfile
from io import BytesIO
from typing import Final

from nianbao.finding import Refusal
from nianbao.importers import limits

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_BIT: Final = 1


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
    largest = max((part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))), default=0)
    if any(part.flag_bits & _ENCRYPTED_BIT for part in parts):
        raise Refusal("import-locked", file=name)
    if total > limits.LARGEST_PACKAGE or len(parts) > limits.MOST_PARTS or largest > limits.LARGEST_XML:
        limit = limits.LARGEST_XML if largest > limits.LARGEST_XML else limits.LARGEST_PACKAGE
        raise Refusal("import-package-too-large", file=name, size=limit // 1_000_000)
    return package


def without_declarations(name: str, xml: bytes) -> bytes:
    """Return a part's XML, which never declares a document type: only attacks do, to grow without end."""
    if re.search(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0D", xml):
        raise Refusal("import-broken", file=name, detail="DOCTYPE")
    return xml
