"""What stands in a cell of a Word table besides characters that mean themselves, and the open points it is due."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, Final

from nianbao.importers.readers import symbols, unread, word_fields
from nianbao.importers.readers.word_looks import Looks

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
# What is anchored in a paragraph and stands beside its text.
ANCHORED: Final = frozenset(f"{_WORD}{name}" for name in ("drawing", "pict", "object", "txbxContent"))
# Links within a document to one of its notes.
_TO_NOTE: Final = re.compile(r"_(?:ftn|edn|Toc_?note)", re.IGNORECASE)
# Figures of a size this many times another's are not of one number.
_LARGER: Final = 1.4
# Looks that take a text out of what a cell says.
_WITHDRAWN: Final = ("strike", "dstrike", "vanish", "specVanish", "webHidden")
# Elements in a run that show something and whose text is in no element of their own.
_UNREAD: Final = frozenset(
    f"{_WORD}{name}"
    for name in ("pgNum", "dayShort", "monthShort", "yearShort", "dayLong", "monthLong", "yearLong", "contentPart")
)


class Cell:
    """A cell that is being read: what was found in it that can't be read, or may mean something else."""

    def __init__(self, element: Any, looks: Looks) -> None:
        self.element, self.looks = element, looks
        self._doubts: list[tuple[str, str]] = []
        runs = [run for run in element.iter(f"{_WORD}r") if _own(run).strip()]
        self._text = "".join(map(_own, runs)).strip()
        self._look_around(runs)
        unseen = [looks.is_unseen(run) for run in runs]
        self._is_seen = not all(unseen)

    def _look_around(self, runs: list[Any]) -> None:
        """Remember what stands in the cell and apart from its line: boxes, frames, parts of other files, marks."""
        apart = [
            text
            for run in runs
            if (text := _own(run).strip()) and text != self._text and _is_apart(run, self.element)
        ]
        if apart:
            self.doubt("apart-in-cell", " / ".join(apart))
        for part in self.element.iter(f"{_WORD}altChunk", f"{_WORD}subDoc"):
            self.doubt("field-in-cell", unread.local(part.tag))
        if not any(map(str.isalpha, self._text)):
            level = [run for run in runs if any(map(str.isdecimal, _own(run))) and self._is_level(run)]
            sizes = sorted({self.looks.size(run) for run in level})
            if sizes and sizes[0] * _LARGER <= sizes[-1]:
                self.doubt("apart-in-cell", self._text)

    def _is_level(self, run: Any) -> bool:
        """Whether a run stands in its line and is seen: neither a mark nor hidden nor struck out."""
        if self.looks.is_raised(run) or self.looks.is_unseen(run):
            return False
        return not any(self.looks.is_on(run, name) for name in _WITHDRAWN)

    def doubt(self, code: str, text: str) -> None:
        """Remember that the cell is due an open point."""
        self._doubts.append((code, text))

    def take(self, element: Any) -> None:
        """Take an element that shows what can't be read."""
        if element.tag == word_fields.MARK:
            self.doubt(element.get("code"), element.get("text"))
        else:
            self.doubt("field-in-cell", unread.local(element.tag))

    def leaves_out(self, run: Any, text: str) -> bool:
        """Whether the text of a run is left out, as nobody sees it beside the other text of the cell."""
        if not text.strip():
            return False
        if self.looks.is_on(run, "webHidden") or self.looks.is_prompt(run):
            self.doubt("unseen-in-cell", text)
        if self.looks.has_pictures(run):
            self.doubt("symbol-in-cell", text)
        if not self.looks.is_unseen(run):
            return False
        self.doubt("unseen-in-cell", text)
        return self._is_seen

    def is_note_mark(self, run: Any) -> bool:
        """Whether a run is a link to a note beside a figure, and so is its mark."""
        if word_fields.NOTE_MARK in run.attrib:
            return True
        link = next(run.iterancestors(f"{_WORD}hyperlink"), None)
        anchor = link.get(f"{_WORD}anchor", "") if link is not None else ""
        content = _written(link).strip() if anchor else ""
        is_beside = bool(content) and content != self._text and not any(map(str.isalpha, content))
        return bool(anchor) and (is_beside or bool(_TO_NOTE.match(anchor)))

    def points(self, text: str, column: str) -> Iterator[tuple[str, str]]:
        """Yield code and text of the open points a cell with a text is due; `column` says where it is."""
        if self._is_beside_picture(text):
            yield "picture-in-cell", column
        if symbols.has_unknown(text):
            yield "symbol-in-cell", text
        for code, said in dict.fromkeys(self._doubts):
            yield code, f"{column}: {said}"

    def _drawn(self) -> Iterator[Any]:
        """Yield what is drawn in the cell and not deleted."""
        deleted = (f"{_WORD}del", f"{_WORD}moveFrom")
        return (each for each in self.element.iter(*ANCHORED) if next(each.iterancestors(*deleted), None) is None)

    def _is_beside_picture(self, text: str) -> bool:
        """Whether what is drawn in a cell may be its figure, or part of it.

        A stamp that floats over the page is none where the cell has a text; nor is what stands beside words.
        """
        if not text:
            return next(self._drawn(), None) is not None
        drawn = (each for each in self._drawn() if not _floats(each) and not _has_box(each))
        return any(map(str.isdigit, text)) and not any(map(str.isalpha, text)) and next(drawn, None) is not None


def _is_apart(run: Any, cell: Any) -> bool:
    """Whether a run stands in a box or frame of its own; a large first letter is none."""
    for around in takewhile(lambda each: each is not cell, run.iterancestors()):
        frame = around.find(f"{_WORD}pPr/{_WORD}framePr") if around.tag == f"{_WORD}p" else None
        if around.tag == f"{_WORD}txbxContent" or (frame is not None and not frame.get(f"{_WORD}dropCap")):
            return True
    return False


def is_unread(element: Any) -> bool:
    """Whether an element shows something that can't be read, or marks that one does."""
    return element.tag == word_fields.MARK or element.tag in _UNREAD


def symbol(element: Any) -> str:
    """Return the character of a symbol, nothing for a code that is none."""
    code = element.get(f"{_WORD}char", "")
    number = int(code, 16) if re.fullmatch("[0-9A-Fa-f]{1,4}", code) else 0
    return symbols.character(element.get(f"{_WORD}font", ""), number)


def _floats(drawn: Any) -> bool:
    """Whether a picture stands over the page and not in its line."""
    styles = (each.get("style", "") for each in drawn.iter() if isinstance(each.tag, str))
    return drawn.find(f"{_DRAWN}anchor") is not None or any("position:absolute" in each for each in styles)


def _has_box(drawn: Any) -> bool:
    """Whether a drawing is a box of text, which is read."""
    return drawn.tag == f"{_WORD}txbxContent" or next(drawn.iter(f"{_WORD}txbxContent"), None) is not None


def _own(run: Any) -> str:
    """Return the text of a run without that of boxes in it."""
    return "".join(unread.own_text(part) for part in run.iterchildren(f"{_WORD}t"))


def _written(element: Any) -> str:
    return "".join(unread.own_text(part) for part in element.iter(f"{_WORD}t"))
