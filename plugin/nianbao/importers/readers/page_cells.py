"""What a cell of a page shows besides plain text: whether its digits are one figure, and what in it has no text.

Digits of two sizes, of two fields, of a text and a picture are digits of different things, which the text alone
doesn't show. Such a cell is doubtful, and one that shows something but no text is unread.
"""

import re
from dataclasses import dataclass, field
from typing import Final

from nianbao.importers.readers import page_parts
from nianbao.importers.readers.page_colours import Colour, is_alike, is_same
from nianbao.importers.readers.page_styles import Look, Styles
from nianbao.importers.readers.page_tree import Element, Text

# Open points on a cell.
DOUBTFUL: Final = "doubtful-cell"
UNREAD: Final = "unread-cell"
# Letters of one figure differ less in size; text that is a figure's mark is a sixth smaller at least.
_ONE_SIZE: Final = 1.15
_SMALLEST_PICTURE: Final = 3
_GENERATED: Final = re.compile(r"\w|attr\(|counters?\(|url\(|var\(")
_ESCAPED: Final = re.compile(r"\\[0-9a-fA-F]{1,6}")


@dataclass(slots=True)
class _Piece:
    """A text of a cell: its look, whether it stands above or below the line, and what it is a part of."""

    text: str
    look: Look
    is_moved: bool
    box: int
    marks: str


@dataclass(slots=True)
class Survey:
    """The texts of a cell that are shown, and whether something in it is doubtful, has no text or is generated.

    `is_said`: what is generated may have words or digits; `is_named`: a class in it has the name of one that hides
    or strikes out what is in it.
    """

    pieces: list[_Piece] = field(default_factory=list)
    is_doubtful: bool = False
    has_picture: bool = False
    has_program: bool = False
    is_named: bool = False
    is_generated: bool = False
    is_said: bool = False

    @property
    def figures(self) -> list[_Piece]:
        """The texts with digits at an end, without those moved away from the line of others."""
        found = [piece for piece in self.pieces if _is_joined(piece.text.strip())]
        return [piece for piece in found if not piece.is_moved] or found

    @property
    def is_on_line(self) -> bool:
        """Whether some of its digits stand on the line, so that others above or below it are marks."""
        return any(not piece.is_moved for piece in self.figures)

    def open_point(self, *, linked: bool) -> str:
        """Return the code of the open point on the cell, empty if there is none.

        `linked`: the page has style sheets that were not read.
        """
        if not any(piece.text.strip() for piece in self.pieces):
            return UNREAD if self.has_picture or self.has_program or self.is_generated else ""
        figures = self.figures
        if not figures:
            return DOUBTFUL if self.is_doubtful or self.is_said else ""
        is_hidden = any(is_same(piece.look.color, piece.look.ground) for piece in figures)
        if linked and len({piece.look.color for piece in self.pieces}) == 1:
            # The ground may be that of a sheet that was not read.
            is_hidden = False
        if self.is_doubtful or self.has_picture or is_hidden or self.is_said:
            return DOUBTFUL
        sizes = [piece.look.size for piece in figures]
        first = figures[0].look
        is_one = all(is_alike(first.color, piece.look.color) for piece in figures)
        is_one &= all(is_alike(first.ground, piece.look.ground) for piece in figures)
        is_one &= max(sizes) <= _ONE_SIZE * min(sizes)
        is_one &= len({piece.box for piece in figures}) == 1
        is_named = linked and (self.is_named or len({piece.marks for piece in figures}) > 1)
        return DOUBTFUL if not is_one or is_named else ""

    @property
    def parts(self) -> list[str]:
        """The texts shown, each by itself."""
        return [part for piece in self.pieces if (part := " ".join(piece.text.split()))]


def _is_joined(text: str) -> bool:
    """Whether digits of a text run together with those of the text beside it."""
    return text[:1].isdecimal() or text[-1:].isdecimal()


def _is_said(generated: str) -> bool:
    """Whether text from a style sheet has words or digits, or can be any."""
    return bool(_GENERATED.search(_ESCAPED.sub("", generated)))


def survey(cell: Element, styles: Styles) -> Survey:
    """Return what a cell shows."""
    found = Survey(has_program=any(page_parts.is_programmed(part) for part in cell.elements()))
    _inside(cell, styles, found, (0, False, ""))
    return found


def _inside(element: Element, styles: Styles, found: Survey, around: tuple[int, bool, str]) -> None:
    """Add what is inside an element; `around` are the box, the shift and the class names it stands in."""
    look = styles.of(element)
    if look.is_hidden or look.is_struck:
        return
    found.is_doubtful |= look.is_doubtful
    found.is_generated |= bool(look.generated.strip("\"' "))
    found.is_said |= _is_said(look.generated)
    found.is_named |= page_parts.is_named_unseen(element)
    for part in element.content:
        if isinstance(part, Text):
            if not look.is_unseen and part.strip():
                found.pieces.append(_Piece(part, look, around[1], around[0], around[2]))
        elif not _is_nothing(part):
            _part(part, styles, found, around, look.ground)


def _part(
    part: Element, styles: Styles, found: Survey, around: tuple[int, bool, str], ground: Colour | None
) -> None:
    box, is_moved, marks = around
    look = styles.of(part)
    is_note = part.name == "a" and bool(found.pieces) and page_parts.is_note_link(part)
    if is_note or look.is_raised or (look.is_hidden and not look.is_gone):
        # Raised digits are no digits any more; hidden text is told.
        found.is_doubtful |= look.is_doubtful
        return
    if part.name in page_parts.SHOWN_WITHOUT_TEXT and not look.is_gone:
        found.has_picture = True
        return
    if part.name == "script":
        found.has_program = True
    elif part.name in {"input", "select", "textarea", "button"}:
        _field(part, styles, found, look)
    elif part.name not in page_parts.UNSEEN | page_parts.READINGS or part.name in {"svg", "math"}:
        is_own = part.name in {"a", "bdo", "summary", "details"} or "aria-hidden" in part.attributes
        # What is generated without text draws a line or a box.
        is_own |= look.is_apart or bool(look.generated)
        names = part.attributes.get("class", "") + part.attributes.get("id", "")
        inner = (id(part) if is_own else box, is_moved or look.is_moved, names or marks)
        before = len(found.pieces)
        _inside(part, styles, found, inner)
        # A picture behind nothing may be the figure.
        found.has_program |= look.ground is None and ground is not None
        if part.name == "svg" and len(found.pieces) == before:
            found.has_picture |= not look.is_gone and bool(part.content)


def _field(part: Element, styles: Styles, found: Survey, look: Look) -> None:
    """Add the text of a field, which has a box of its own."""
    if look.is_gone:
        return
    if part.name == "input":
        shown = page_parts.shown_value(part)
        found.has_picture |= page_parts.is_unread_field(part)
    elif part.name == "select":
        shown = page_parts.chosen(part)[0]
        found.is_doubtful |= not {"multiple", "size"}.isdisjoint(part.attributes)
    else:
        shown = ""
        _inside(part, styles, found, (id(part), False, ""))
    if shown.strip():
        found.pieces.append(_Piece(shown, look, is_moved=False, box=id(part), marks=""))


def _is_nothing(part: Element) -> bool:
    """Whether an element is a picture that only keeps a distance."""
    if part.name != "img":
        return False
    sizes = [part.attributes.get(side, "").removesuffix("px").strip() for side in ("width", "height")]
    return any(size.isdecimal() and int(size[:9]) < _SMALLEST_PICTURE for size in sizes)
