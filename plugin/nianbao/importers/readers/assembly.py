"""Putting a Document together: one place where text is cleaned, counted and bounded for all readers."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from nianbao.importers import limits, patterns
from nianbao.importers.document import Document, ImportNote, Imprint, Paragraph, Piece, PlaceKind, SourcePlace
from nianbao.importers.readers import spans
from nianbao.model import normalisation
from nianbao.model.finding import Refusal
from nianbao.model.yamltext import paired

_ODD_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f]")
_UNSEEN = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_WHITE = re.compile(r"[ \t\r\n\f\v\x1c-\x1f\x85\u2028\u2029]+")


class Assembly:
    """The pieces of one file while it is read, with notes, open points, regions and source places.

    A reader adds what it finds in order: `paragraph`, `table`, `note`; `place` counts the places of files without
    lines, and the number it returns is the `line` of everything found there.
    """

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self.notes: list[ImportNote] = []
        self.open: list[ImportNote] = []
        self.regions: list[tuple[int, int]] = []
        self.places: dict[int, SourcePlace] = {}
        self._characters = 0
        self._room = limits.MOST_PLACES
        self._invisible: list[int] = []
        self._odd: list[int] = []

    def place(self, kind: PlaceKind, **fields: object) -> int:
        """Count one more place of a file without lines and return its number.

        `kind` picks the words of the place, `fields` fill them: `place("cell", sheet="Sheet1", cell="B3")`.
        """
        number = len(self.places) + 1
        self.places[number] = SourcePlace(kind, fields)
        return number

    def whole(self, text: str, line: int) -> str:
        """Return a text without the halves of characters damaged files hold; a note says which."""
        found = paired(text)
        if found != text:
            self.note("half-character", line, text=found.strip())
        return found

    def cleaned(self, text: str, line: int) -> str:
        """Return a text without what shows nothing, its line breaks between Han characters closed up.

        Raises Refusal when the file holds more text than any report.
        """
        self._characters += len(text)
        if self._characters > limits.MOST_CHARACTERS:
            raise Refusal("import-too-long", count=limits.MOST_CHARACTERS)
        text = self.whole(text, line)
        shown = normalisation.visible(_UNSEEN.sub("", text))
        if len(shown) != len(text):
            self._invisible.append(len(text) - len(shown))
            self._invisible_at = line
        if _ODD_SPACE.search(shown.strip()):
            self._odd.append(line)
        return _WHITE.sub(" ", patterns.pattern("between_han").sub("", shown)).strip()

    def cell(self, lines: Sequence[str], line: int) -> str:
        """Return the text of a cell by its lines, on one line.

        Lines without words, which may be parts of one number or several numbers, are kept apart.
        """
        lines = [part.strip() for part in lines if part.strip()]
        is_wordless = not any(char.isalpha() for part in lines for char in part)
        if len(lines) > 1 and is_wordless and any(char.isdigit() for part in lines for char in part):
            return "\n".join(self.cleaned(part, line) for part in lines)
        return self.cleaned(in_cell(lines), line)

    def paragraph(self, text: str, line: int, level: int = 0) -> None:
        """Add a paragraph unless it is empty."""
        if shown := self.cleaned(text, line):
            self.pieces.append(Paragraph(shown, line, level, text if text != shown else ""))

    def table(self, rows: Sequence[Sequence[spans.Box]]) -> None:
        """Add a table of cells whose text is clean."""
        grid = spans.grid(rows, self._room)
        self._room -= sum(len(row.cells) for row in grid.rows)
        if any(part.text for row in grid.rows for part in row.cells):
            self.pieces.append(grid)

    def note(self, code: str, line: int, **fields: object) -> None:
        """Remember a note."""
        self.notes.append(ImportNote(code, line, fields))

    def point(self, code: str, line: int, text: str) -> None:
        """Remember something a person has to decide (words `import-open-<code>`)."""
        self.open.append(ImportNote(code, line, {"text": text}))

    def document(self, imprint: Imprint | None = None) -> Document:
        """Return what was put together. Raises Refusal if nothing was."""
        if not self.pieces:
            raise Refusal("import-empty")
        if self._invisible:
            self.note("invisible", self._invisible_at, count=sum(self._invisible))
        if self._odd:
            self.note("odd-spaces", self._odd[0], count=len(self._odd))
        return Document(
            tuple(self.pieces),
            tuple(self.notes),
            places=self.places,
            regions=tuple(self.regions),
            imprint=imprint or Imprint(),
            open=tuple(self.open),
        )


def in_cell(lines: Sequence[str]) -> str:
    """Join the lines of a cell: without a space where Han characters meet, as they are read."""
    return patterns.pattern("between_han").sub("", "\n".join(line for line in lines if line)).replace("\n", " ")


_RAISED: Final = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


def raised(text: str) -> str:
    """Return a text with its digits as the raised ones they are shown as: the mark of a note is no digit."""
    return text.translate(_RAISED)


def first_known(attributes: Mapping[str, str], names: Sequence[str]) -> str:
    """Return the first of several attributes that says something."""
    return next((attributes[name] for name in names if attributes.get(name)), "")
