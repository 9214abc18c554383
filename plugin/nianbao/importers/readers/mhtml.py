"""Pages saved as one file (.mht, RFC 2557) by browsers, Word and Excel: the page taken out of its wrapping."""

from email import message_from_bytes
from email.message import Message
from typing import Final

from nianbao.importers.document import ImportNote, texts_of
from nianbao.importers.readers import html
from nianbao.importers.readers.encodings import decoded
from nianbao.model.finding import Refusal

_PAGES: Final = frozenset({"text/html", "application/xhtml+xml"})
_FRAMES: Final = "<frameset"
_UTF_8: Final = frozenset({"utf-8", "utf-8-sig"})
_MOST_PAGES: Final = 300


def converted(data: bytes) -> tuple[bytes, tuple[ImportNote, ...]]:
    """Return the page in a file as UTF-8; notes tell its encoding, and the texts of other pages in the file.

    Where the page only shows others in frames, as Excel's workbooks do, those are the page, one after another.
    Raises Refusal for a file without a page and for one with more pages than a report.
    """
    message = message_from_bytes(data)
    parts = [part for part in message.walk() if part.get_content_type() in _PAGES]
    if not parts:
        raise Refusal("import-empty")
    if len(parts) > _MOST_PAGES:
        raise Refusal("import-many-pages", pages=_MOST_PAGES)
    start = message.get_param("start")
    first = next((part for part in parts if start and part.get("Content-ID", "").strip() == start), parts[0])
    page, encoding = _text(first)
    others = [part for part in parts if part is not first]
    notes = [ImportNote("from-archive", 1, {"place": _place(first)})]
    if encoding not in _UTF_8:
        notes.append(ImportNote("encoding", 1, {"encoding": encoding}))
    if others and _FRAMES in page.lower():
        page = "\n".join(_text(part)[0] for part in others)
    else:
        notes += [note for part in others for note in _beside(part)]
    return page.encode("utf-8-sig", "replace"), tuple(notes)


def _text(part: Message) -> tuple[str, str]:
    """Return the text of a part and its encoding."""
    content = part.get_payload(decode=True)
    return decoded(content if isinstance(content, bytes) else b"", part.get_content_charset() or "")


def _place(part: Message) -> str:
    """Return what a part calls itself: the last step of its address."""
    return str(part.get("Content-Location", "")).replace("\\", "/").rstrip("/").rpartition("/")[2] or "-"


def _beside(part: Message) -> list[ImportNote]:
    """Return a note on the text of another page in the file, such as the header Word keeps apart."""
    try:
        pieces = html.read(_text(part)[0].encode("utf-8-sig", "replace")).pieces
    except Refusal:
        return []
    text = " / ".join(text for piece in pieces for text in texts_of(piece))
    return [ImportNote("elsewhere", 1, {"place": _place(part), "text": text})]
