"""Bytes to text: what an encoding claims to be is tried last, because pages and files often claim wrongly."""

import re
from typing import Final

from nianbao.model.finding import Refusal

_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# In UTF-16 the zero bytes of ASCII characters stand on one side.
_ONE_SIDED: Final = 3
# Encodings that are worth believing where UTF-8 fails; any other claim means GB18030, or nothing.
_BELIEVED: Final = frozenset({"big5", "big5-hkscs", "shift_jis", "euc-kr"})


def decoded(data: bytes, declared: str = "") -> tuple[str, str]:
    """Decode by byte order mark, then strict UTF-8, then GB18030; UTF-16 without a mark by its zero bytes.

    Returns text and encoding. Raises Refusal for binary data and for no known encoding.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strict(data, (encoding,))
    if b"\0" in data:
        even, odd = data[::2].count(0), data[1::2].count(0)
        if max(even, odd) < _ONE_SIDED * min(even, odd):
            raise Refusal("import-binary")
        return _strict(data, ("utf-16-be",) if even > odd else ("utf-16-le",))
    claimed = (declared,) if declared in _BELIEVED else ()
    return _strict(data, ("utf-8", *claimed, "gb18030"))


def _strict(data: bytes, encodings: tuple[str, ...]) -> tuple[str, str]:
    """Return text and encoding by the first encoding that decodes all bytes. Raises Refusal where none does."""
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise Refusal("import-binary")
        return text, encoding
    raise Refusal("import-encoding" if len(encodings) > 1 else "import-binary")
