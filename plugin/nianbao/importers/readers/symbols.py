"""Characters of symbol fonts: what they show, as far as it is a character that others have as well."""

import re
from typing import Final

from nianbao.model.yamltext import package_data, text, texts, tree

_DATA: Final = package_data("import_office.yml")
# Symbol fonts keep their characters at F000 and up.
_FIRST: Final = 0xF000
_LAST: Final = 0xF0FF
# Fonts that show pictures for letters and digits.
PICTURE_FONTS: Final = frozenset(texts(_DATA["picture_fonts"]))
_KNOWN: Final = {
    (font, int(code, 16)): text(shown)
    for font, codes in tree(_DATA["symbols"]).items()
    for code, shown in tree(codes).items()
}
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


def character(font: str, code: int) -> str:
    """Return what a font shows for a code (F081 in Wingdings: a circled 1); nothing for no code.

    The letters and digits of the font Symbol, and of fonts of letters, are themselves. What else a symbol font
    shows comes as a private character, which says nothing.
    """
    bare = code - _FIRST if _FIRST <= code <= _LAST else code
    if (known := _KNOWN.get((font.lower(), bare))) is not None:
        return known
    if font.lower() in PICTURE_FONTS:
        return chr(_FIRST + bare) if 0 < bare <= 0xFF else chr(code) if code else ""  # noqa: PLR2004 - one byte
    digit = chr(max(0, bare))
    return digit if digit in "0123456789" else chr(code) if code else ""


def has_unknown(shown: str) -> bool:
    """Whether a text has private characters, whose looks only a font knows."""
    return _PRIVATE.search(shown) is not None
