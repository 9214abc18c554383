"""What a reader makes of a file: paragraphs and grids in their order, each piece knowing its place.

Every reader gives a Document; recognition starts from it and never learns how the file was written. A grid may
have ragged rows; where spans are known, a reader expands them and marks the places they cover, so that a row has
as many cells as the printed table has columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Something understood differently from what is written.

    `code` names the sentence `import-note-<code>` of data/words/import.yml, `fields` fill it; `line` is the line
    (or whatever a reader counts) of the original, from 1.
    """

    code: str
    line: int
    fields: Mapping[str, object] = field(default_factory=dict)


# The kinds of places in files without lines; each has its words, `import-place-<kind>` of data/words/readers.yml.
PlaceKind = Literal["paragraph", "row", "cell", "page", "note"]


@dataclass(frozen=True, slots=True)
class SourcePlace:
    """A place in a file that has no lines: a page, a cell of a sheet, a row of a table.

    `kind` picks its words, `fields` fill them.
    """

    kind: PlaceKind
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line or block of running text. `level` is its heading level in the original, 0 if it has none.

    `raw` is the text before it was cleaned, where that changed it.
    """

    text: str
    line: int
    level: int = 0
    raw: str = ""


@dataclass(frozen=True, slots=True)
class DocumentCell:
    """One cell of a grid; `covered` places belong to a spanning cell that starts elsewhere and hold no text.

    `raw` is the text before it was cleaned, where that changed it; `missing` says that the original has no such
    cell at all, and it was read as blank. `own` numbers the place of the cell itself, where `line` is its row's.
    `doubt` is the code of the open point that the cell is due if it is a figure of the report.
    """

    text: str
    line: int
    covered: bool = False
    raw: str = ""
    missing: bool = False
    own: int = 0
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A row of cells, and the lines of the original it was made of, for rows that turn out to be prose.

    `is_whole` says that no empty cells can be missing at its end, `is_padded` that empty cells there may be mere
    padding: bare marks that fill the row up.
    """

    cells: tuple[DocumentCell, ...]
    lines: tuple[Paragraph, ...]
    is_whole: bool = True
    is_padded: bool = False


@dataclass(frozen=True, slots=True)
class DocumentGrid:
    """Rows that the file itself sets as a table; what they mean is left to recognition."""

    rows: tuple[DocumentRow, ...]


Piece = Paragraph | DocumentGrid


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a file says of itself outside its text: titles, the likeliest first, and the date it was published.

    `agency` and `year` are those of a download of this plugin. `record` is what it is filed under, by the keys of
    data/import_record.yml.
    """

    titles: tuple[str, ...] = ()
    published: str = ""
    agency: str = ""
    year: int = 0
    record: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Document:
    """A file as paragraphs and grids.

    `markdown` says that paragraphs may hold inline Markdown of their own. `places` says where a counted line is,
    for files without lines. `regions` are the runs of pieces (first, behind the last) that the file holds
    together, for files in which the report is only a part. `open` is what the reader itself could not decide.
    """

    pieces: tuple[Piece, ...]
    notes: tuple[ImportNote, ...] = ()
    markdown: bool = False
    places: Mapping[int, SourcePlace] = field(default_factory=lambda: MappingProxyType({}))
    regions: tuple[tuple[int, int], ...] = ()
    imprint: Imprint = Imprint()
    open: tuple[ImportNote, ...] = ()


def texts_of(piece: Piece) -> list[str]:
    """Return every text of a piece."""
    return (
        [piece.text]
        if isinstance(piece, Paragraph)
        else [c.text for row in piece.rows for c in row.cells if c.text]
    )
