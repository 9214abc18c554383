"""Annual reports as Rich Text files, in the ways Word, LibreOffice and WordPad write them."""

from typing import Final

from layouts import TABLES, Grid, Sheet
from layouts_office import placed, width_of
from layouts_pages import tables_of

HEAD: Final = (
    r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset0 Times;}{\f1\fnil\fcharset134 SimSun;}}"
    r"{\colortbl;\red0\green0\blue0;}{\*\generator x;}{\info{\title x}}\uc{uc} "
)
# How characters are written: by number with a stand-in, by number with their bytes, by their bytes alone.
WAYS: Final = ("number", "both", "bytes")


def words(text: str, way: str = "number") -> str:
    made = ""
    for sign in text:
        if sign in "\\{}":
            made += f"\\{sign}"
        elif sign == "\n":
            made += r"\line "
        elif sign.isascii():
            made += sign
        else:
            octets = "".join(f"\\'{byte:02x}" for byte in sign.encode("gb18030"))
            units = sign.encode("utf-16-le")
            numbers = [int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2)]
            if way == "bytes":
                made += rf"{{\f1 {octets}}}"
            else:
                stand_in = octets if way == "both" else "?"
                made += "".join(rf"\u{number}{stand_in}" for number in numbers)
    return made


def rtf(sheet: Sheet, way: str = "number", merge: str = "edges") -> bytes:
    """Return a report as a file; `merge` is how cells over several columns are written: "edges" or "flags"."""
    made = [paragraph(line, way) for line in [*sheet.title, *sheet.preamble]]
    for part in sheet.parts:
        made.append(rf"\pard\plain\outlinelevel0\b {words(part.heading, way)}\par" + "\n")
        made += [paragraph(line, way) for line in part.before]
        if part.key in TABLES:
            made.append(table(tables_of(sheet, part.key), way, merge))
        made += [paragraph(line, way) for line in part.after]
    made += [paragraph(line, way) for line in sheet.signature]
    return file("".join(made), way)


def file(body: str, way: str = "number") -> bytes:
    return (HEAD.replace("{uc}", "2" if way == "both" else "1") + body + "}").encode("ascii")


def paragraph(text: str, way: str = "number") -> str:
    return rf"\pard\plain {words(text, way)}\par" + "\n"


def table(grid: Grid, way: str, merge: str) -> str:
    starts = {(top, left): box for top, left, box in placed(grid)}
    below = {(top + d, left): box for (top, left), box in starts.items() for d in range(1, box.height)}
    made = ""
    for top in range(len(grid)):
        definition, cells, left = r"\trowd\trgaph108\trleft-108", "", 0
        while left < width_of(grid):
            box = starts.get((top, left)) or below.get((top, left))
            if box is None:
                left += 1
                continue
            flag = r"\clvmrg" if (top, left) in below else r"\clvmgf" if box.height > 1 else ""
            text = "" if (top, left) in below else words(box.text, way)
            for n in range(box.width if merge == "flags" else 1):
                across = ("", r"\clmgf", r"\clmrg")[(box.width > 1) + (n > 0)] if merge == "flags" else ""
                edge = (left + (n + 1 if merge == "flags" else box.width)) * 900 - 108
                definition += rf"{flag}{across}\clbrdrt\brdrs\cellx{edge}"
                cells += rf"\pard\plain\intbl {'' if n else text}\cell" + "\n"
            left += box.width
        made += definition + cells + r"\pard\intbl\row" + "\n"
    return made
