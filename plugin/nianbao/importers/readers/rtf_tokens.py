"""The signs of Rich Text Format (Microsoft's specification 1.9.1): groups, control words, characters in bytes."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# A byte in hexadecimal, a control word with its number, a control symbol, the ends of groups, other bytes.
_TOKEN: Final = re.compile(
    rb"\\'([0-9A-Fa-f]{2})|\\([A-Za-z]{1,40})(-?\d{1,10})?[ ]?|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\",
    re.DOTALL,
)
# What control words and symbols stand for.
SIGNS: Final = {
    "page": "\n", "tab": "\t", "line": "\n", "softline": "\n", "lbr": "\n", "~": "\u00a0", "_": "-",
    "emdash": "\u2014",
    "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d",
    "bullet": "\u2022", "emspace": "\u2003", "enspace": "\u2002", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
# The ends of a group, in words that are no control words.
BEGIN: Final = "begin group"
END: Final = "end group"
_BINARY: Final = "bin"
# Character sets of fonts, and the encodings they stand for; a file's own encoding for all others.
_CHARACTER_SETS: Final = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_GB_18030: Final = "gb18030"
_CODE_PAGES: Final = {936: _GB_18030, 54936: _GB_18030, 65001: "utf-8", 10008: _GB_18030}


@dataclass(frozen=True, slots=True)
class Token:
    """One sign: `word` is the name of a control word or symbol, BEGIN or END; `content` are bytes of text.

    `number` is the number behind a word, None where there is none.
    """

    word: str = ""
    number: int | None = None
    content: bytes = b""


def tokens(data: bytes) -> Iterator[Token]:
    """Yield the signs of a file; what stands in binary is passed over."""
    at = 0
    while found := _TOKEN.match(data, at):
        at = found.end()
        byte, word, number, symbol, brace, text = found.groups()
        if byte:
            yield Token(content=bytes.fromhex(byte.decode()))
        elif word:
            name, value = word.decode(), int(number) if number else None
            if name == _BINARY:
                at += max(0, value or 0)
            else:
                yield Token(name, value)
        elif symbol:
            yield Token("par" if symbol in b"\r\n" else symbol.decode("latin-1"))
        elif brace:
            yield Token(BEGIN if brace == b"{" else END)
        elif text:
            yield Token(content=text)


class Characters:
    """Bytes and numbers to characters: encodings change with the font, one character may come in several signs."""

    def __init__(self) -> None:
        self.encoding = _GB_18030
        self._decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        self._decodes = self.encoding
        self._half = 0

    def set_code_page(self, number: int) -> None:
        """Take the number of the encoding a file states."""
        self.encoding = _known(_CODE_PAGES.get(number, f"cp{number}"))

    def encoding_of(self, character_set: int | None) -> str:
        """Return the encoding of a font by its character set."""
        return _CHARACTER_SETS.get(-1 if character_set is None else character_set, self.encoding)

    def decoded(self, content: bytes, encoding: str) -> str:
        """Return bytes as characters; the last of several may be waited for."""
        if encoding != self._decodes:
            self._decodes = encoding
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        return self._decoder.decode(content)

    def ended(self) -> str:
        """Return what is left of a character whose last byte never came."""
        left = self._decoder.decode(b"", final=True)
        self._decoder.reset()
        return left

    def numbered(self, number: int) -> str:
        """Return the character of a number of 16 bits, empty for the first half of one that takes two."""
        code = number & 0xFFFF
        first, self._half = self._half, 0
        if code & 0xFC00 == 0xD800:  # noqa: PLR2004 - the first halves of surrogate pairs
            self._half = code
            return ""
        if first and code & 0xFC00 == 0xDC00:  # noqa: PLR2004 - their second halves
            return chr(0x10000 + ((first & 0x3FF) << 10) + (code & 0x3FF))
        return chr(code)


def _known(encoding: str) -> str:
    """Return an encoding if there is such a one."""
    try:
        codecs.getincrementaldecoder(encoding)
    except LookupError:
        return _GB_18030
    return encoding
