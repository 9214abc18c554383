"""Pages of letters and lines written anew as a PDF, so that the reader of PDFs finds their tables as well."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

# Points in a millimetre.
_POINTS: Final = 72 / 25.4
_FIRST_WIDE: Final = "\u2e80"
_WIDE: Final = 1000
_NARROW: Final = 500
_MOST_MAPPED: Final = 100
_LAST_CODE: Final = 0xFFFF
_PRECISION: Final = 2
_CMAP: Final = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Own def /CMapType 2 def "
    "1 begincodespacerange <0000> <FFFF> endcodespacerange {} endcmap end end"
)

# A linear map and a move, in millimetres, y downwards: x' = a x + c y + e, y' = b x + d y + f.
Transform = tuple[float, float, float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Letter:
    """A character: where its baseline begins, in millimetres from the top left, and how its unit square lies.

    `across` is where one em to its right ends, `up` where one em above it does, both seen from its beginning.
    """

    text: str
    at: Point
    across: Point
    up: Point
    is_bold: bool = False


@dataclass
class PageDrawing:
    """What a page shows: its size, letters, and lines as their points, `is_filled` for those that are areas."""

    width: float
    height: float
    letters: list[Letter] = field(default_factory=list)
    lines: list[tuple[Sequence[Point], bool]] = field(default_factory=list)


def is_wide(text: str) -> bool:
    """Whether a character is as wide as it is high."""
    return text >= _FIRST_WIDE


def saved(pages: Sequence[PageDrawing]) -> bytes:
    """Return pages as a PDF file. Raises ValueError for more different characters than a font has places."""
    codes: dict[str, int] = {}
    drawn = [_content(page, codes) for page in pages]
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", *_fonts(codes)]
    kids = []
    for page, content in zip(pages, drawn, strict=True):
        kids.append(f"{len(objects) + 1} 0 R")
        box = f"0 0 {_length(page.width)} {_length(page.height)}"
        used = "<</Font<</F0 3 0 R/F1 4 0 R>>>>"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources{used}/Contents {len(objects) + 2} 0 R>>"
        )
        objects.append(_stream(content))
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    return _file(objects)


def _length(value: float) -> str:
    """Return a length in millimetres as one in points."""
    return f"{value * _POINTS:.{_PRECISION}f}"


def _content(page: PageDrawing, codes: dict[str, int]) -> str:
    """Return what draws a page; characters without a code get one."""
    made = []
    for points, is_filled in page.lines:
        steps = [f"{_length(x)} {_length(page.height - y)}" for x, y in points]
        made.append(f"{steps[0]} m {' '.join(f'{step} l' for step in steps[1:])} {'f' if is_filled else 'S'}")
    for letter in page.letters:
        code = codes.setdefault(letter.text, len(codes) + 1)
        if code > _LAST_CODE:
            raise ValueError(code)
        (a, b), (c, d), (x, y) = letter.across, letter.up, letter.at
        place = " ".join(map(_length, (a, -b, c, -d, x, page.height - y)))
        made.append(f"BT /F{int(letter.is_bold)} 1 Tf {place} Tm <{code:04X}> Tj ET")
    return "\n".join(made)


def _fonts(codes: dict[str, int]) -> Iterable[str]:
    """Return a font and its bold face, with the widths of characters and what they are in Unicode."""
    narrow = "".join(f"{code}[{_NARROW}]" for text, code in codes.items() if not is_wide(text))
    mapped = [f"<{code:04X}> <{text.encode('utf-16-be').hex()}>" for text, code in codes.items()]
    groups = [mapped[n : n + _MOST_MAPPED] for n in range(0, len(mapped), _MOST_MAPPED)]
    cmap = _CMAP.format(" ".join(f"{len(group)} beginbfchar {' '.join(group)} endbfchar" for group in groups))
    for n, name in enumerate(("Own", "Own-Bold")):
        yield (
            f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/ToUnicode 9 0 R"
            f"/DescendantFonts[{n + 5} 0 R]>>"
        )
    for n, name in enumerate(("Own", "Own-Bold")):
        yield (
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            f"/Supplement 0>>/DW {_WIDE}/W[{narrow}]/FontDescriptor {n + 7} 0 R>>"
        )
    for name in ("Own", "Own-Bold"):
        yield (
            f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[0 -120 1000 880]/Ascent 880/Descent -120"
            "/ItalicAngle 0/CapHeight 700/StemV 80>>"
        )
    yield _stream(cmap)


def _stream(content: str) -> str:
    return f"<</Length {len(content)}>>\nstream\n{content}\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    """Return objects as a file, with the table that tells where each stands."""
    out, places, at = ["%PDF-1.7\n"], [], 9
    for number, content in enumerate(objects, 1):
        places.append(at)
        written = f"{number} 0 obj\n{content}\nendobj\n"
        out.append(written)
        at += len(written)
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.append(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}")
    out.append(f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n")
    return "".join(out).encode("ascii")
