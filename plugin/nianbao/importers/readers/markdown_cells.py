"""What the cells of a table in Markdown show, without the marks of inline Markdown and HTML."""

import re
from collections.abc import Iterator
from typing import Final

from nianbao.importers.document import ImportNote
from nianbao.importers.readers.assembly import raised

# Where a line of a cell ends. Texts are cleaned of this character before marks are read.
BREAK: Final = "\v"
# Text between two marks, which stands in one cell and is short enough to be searched for its end.
_INSIDE: Final = r"(?P<text>[^|<>~]{1,400})"
_RAISED: Final = re.compile(rf"<(?P<tag>sup|sub)>{_INSIDE}</(?P=tag)>", re.IGNORECASE)
_STRUCK: Final = (
    re.compile(rf"<(?P<tag>del|s|strike)>{_INSIDE}</(?P=tag)>", re.IGNORECASE),
    re.compile(rf"~~{_INSIDE}~~"),
)
_COMMENT: Final = re.compile(r"<!--(?P<text>[^|>]{0,400})-->")
_STRONG: Final = re.compile(r"\*\*|__")
_BREAK: Final = re.compile(r"<br\s{0,9}/?>", re.IGNORECASE)
_CODE: Final = re.compile(r"`([^`|]{1,400})`")


def shown(line: str, number: int) -> tuple[str, list[ImportNote]]:
    """Return a row as its cells show it, and a note for each text that is withdrawn: struck out, or a comment.

    Raised digits stay raised, lines of a cell are divided by BREAK: `1<sup>2</sup>` is `1²`.
    """
    notes: list[ImportNote] = []
    for code, pattern in (("hidden", _COMMENT), *(("struck-out", pattern) for pattern in _STRUCK)):
        notes += _told(code, pattern, line, number)
        line = pattern.sub("", line)
    line = _RAISED.sub(lambda found: raised(found["text"]), line)
    line = _STRONG.sub("", _BREAK.sub(BREAK, line)).replace("&nbsp;", " ")
    return _CODE.sub(r"\1", line), notes


def _told(code: str, pattern: re.Pattern[str], line: str, number: int) -> Iterator[ImportNote]:
    """Yield a note for each text of a line that a pattern takes out."""
    for found in pattern.finditer(line):
        if said := found["text"].strip():
            yield ImportNote(code, number, {"text": said})
