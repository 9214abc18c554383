"""Office Open XML in its variants: Strict files (ISO/IEC 29500-1), templates and files with macros made plain.

The variants hold the same elements: Strict files under names of their own, the others behind another content type.
"""

import re
import zipfile
from io import BytesIO
from typing import Final

from nianbao.importers.document import ImportNote
from nianbao.importers.readers import package

_TYPES: Final = "[Content_Types].xml"
_RELATIONS: Final = "_rels/.rels"
_STRICT_NAME: Final = "http://purl.oclc.org/ooxml/"
_STRICT: Final = re.compile(rf"{re.escape(_STRICT_NAME)}(\w+)/(\w+)")
# ISO/IEC 29500-4 names what Strict files call otherwise, apart from the year all its names have.
_RENAMED: Final = {"extendedProperties": "extended-properties", "customProperties": "custom-properties"}
_WORD_VARIANT: Final = re.compile(
    rb"application/vnd\.(?:ms-word|openxmlformats-officedocument\.wordprocessingml)\.[\w.]*main\+xml"
)
_WORD: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def converted(data: bytes) -> tuple[bytes, tuple[ImportNote, ...]]:
    """Return a Word or Excel package as its reader knows it; one that is plain already as it is.

    Raises Refusal for a package that is locked or too large, BadZipFile for a damaged one.
    """
    with package.opened(data) as parts:
        names = parts.namelist()
        is_strict = _RELATIONS in names and _is_strict(parts.read(_RELATIONS))
        types = parts.read(_TYPES) if _TYPES in names else b""
        plain = _WORD_VARIANT.sub(_WORD, types)
        if not is_strict and plain == types:
            return data, ()
        for _ in package.markup(parts):
            # The sizes of all parts are checked before one is rewritten.
            pass
        made = BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as rewritten:
            for name in dict.fromkeys(names):
                content = plain if name == _TYPES else parts.read(name)
                rewritten.writestr(name, _renamed(content) if is_strict else content)
    return made.getvalue(), ()


def _is_strict(relations: bytes) -> bool:
    return _STRICT_NAME.encode() in relations.replace(b"\0", b"")


def _renamed(part: bytes) -> bytes:
    """Return a part with the names of Strict files replaced, whatever its encoding."""
    for encoding in ("latin-1", "utf-16-le", "utf-16-be"):
        if _STRICT_NAME.encode(encoding) in part:
            # Only ASCII is looked for: what else the bytes mean does not matter.
            text = part.decode(encoding, "surrogatepass")
            return _STRICT.sub(_transitional, text).encode(encoding, "surrogatepass")
    return part


def _transitional(found: re.Match[str]) -> str:
    """Return the name other files have for a Strict one."""
    return f"http://schemas.openxmlformats.org/{found[1]}/2006/{_RENAMED.get(found[2], found[2])}"
