"""Every text of an Excel file, straight from its parts: what cells say by their address, and everything else."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from nianbao.importers.readers import package, unread
from nianbao.importers.readers.colours import PAPER
from nianbao.importers.readers.unread import local, own_text
from nianbao.model.normalisation import whole

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK: Final = "xl/workbook.xml"
# Commands in the text of headers and footers: font, size, colour, page, sheet …
_COMMAND: Final = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&[A-Za-z+-]')
_MARGINS: Final = frozenset(
    f"{kind}{where}" for kind in ("odd", "even", "first") for where in ("Header", "Footer")
)
_MOST_PICTURES: Final = 200
_DRAWN: Final = frozenset({"pic", "graphicFrame", "sp"})
_CONDITIONS: Final = frozenset({"formula1", "formula2"})


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a cell's text that looks alike: struck out, raised or lowered, in a colour (FF0000) if any."""

    text: str
    is_struck: bool = False
    is_raised: bool = False
    colour: str = ""


@dataclass
class Texts:
    """The texts of an Excel file: `cells` by sheet and address, everything else by where it stands.

    `readings` are how words are said to be read (ruby), `margins` headers and footers, `comments` those of
    readers, `alternatives` what stands on a sheet outside its cells, `other_parts` part names with the texts of
    each. `looks` are the runs of cells with any text struck out or raised, `pictures` the places pictures cover
    on sheets: first row and column, last row and column, from 1.
    """

    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    readings: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    other_parts: list[tuple[str, str]] = field(default_factory=list)
    looks: dict[tuple[str, str], list[Run]] = field(default_factory=dict)
    pictures: dict[str, list[tuple[int, int, int, int]]] = field(default_factory=dict)

    def has_picture(self, sheet: str, row: int, column: int) -> bool:
        """Whether a picture stands over a cell of a sheet."""
        places = self.pictures.get(sheet, ())
        return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in places)


def texts(data: bytes) -> Texts:
    """Return every text of a workbook. Raises Refusal as `package.opened` does.

    They are read from the XML, which the parser of tables reads only in part.
    """
    found = Texts()
    with package.opened(data) as file:
        strings, runs = _strings(file, found)
        sheets = _sheets(file)
        used: set[int] = set()
        for part, title in sheets.items():
            root = unread.parse(file.read(part))
            if root is not None:
                _looks(root, title, runs, found)
                found.pictures[title] = list(islice(_pictures(file, part), _MOST_PICTURES))
                _sheet(root, title, strings, used, found)
    if unused := [content for number, content in enumerate(strings) if number not in used and content.strip()]:
        found.other_parts.append(("xl/sharedStrings.xml", " / ".join(unused)))
    for part, content in unread.parts(data, {*sheets}):
        if "comment" in part.lower():
            found.comments.append(content)
        else:
            found.other_parts.append((part, content))
    return found


def _pictures(file: zipfile.ZipFile, sheet: str) -> Iterator[tuple[int, int, int, int]]:
    """Yield the places the pictures, charts and objects on a sheet cover."""
    folder, name = posixpath.split(sheet)
    for target in _targets(file, f"{folder}/_rels/{name}.rels", folder).values():
        root = unread.parse(file.read(target)) if "/drawings/" in target and target.endswith(".xml") else None
        for anchor in root if root is not None else ():
            if any(local(str(part.tag)) in _DRAWN for part in anchor.iter()):
                ends = [found for found in map(_corner, anchor) if found]
                yield (*ends[0], *ends[-1]) if ends else (0, 0, 0, 0)


def _corner(end: Any) -> tuple[int, int] | None:
    """Return the row and column a picture begins or ends in; None for what is neither end."""
    places = {local(str(part.tag)): whole(own_text(part).strip()) for part in end}
    if local(str(end.tag)) not in {"from", "to"} or places.get("row") is None or places.get("col") is None:
        return None
    # A picture that ends where a cell begins doesn't cover it.
    row, column = (
        int(places[name] or 0) + (1 if local(str(end.tag)) == "from" or places.get(f"{name}Off") else 0)
        for name in ("row", "col")
    )
    return row, column


def _targets(file: zipfile.ZipFile, rels: str, folder: str) -> Mapping[str, str]:
    """Return the parts that others in a folder name, by the keys of their relations."""
    root = unread.parse(file.read(rels)) if rels in set(file.namelist()) else None
    links = [(link.get("Id", ""), link.get("Target", "")) for link in (root if root is not None else ())]
    found = {key: posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/") for key, target in links}
    return {key: part for key, part in found.items() if part in set(file.namelist())}


def _strings(file: zipfile.ZipFile, found: Texts) -> tuple[list[str], Mapping[int, list[Run]]]:
    """Return the strings cells share, and remember how their words are said to be read.

    With them come, by the string's number, the runs of those that are struck out or raised in part.
    """
    names = [part for part in file.namelist() if part.lower() == "xl/sharedstrings.xml"]
    root = unread.parse(file.read(names[0])) if names else None
    if root is None:
        return [], {}
    entries = [entry for entry in root if local(entry.tag) == "si"]
    runs = {number: looks for number, entry in enumerate(entries) if (looks := _runs(entry))}
    return [_content(entry, found) for entry in entries], runs


def _runs(entry: Any) -> list[Run]:
    """Return the runs of a string of which any is struck out, raised or in colour; nothing for a plain one."""
    runs = []
    for part in entry.iterfind(f"{_MAIN}r"):
        strike, place = part.find(f"{_MAIN}rPr/{_MAIN}strike"), part.find(f"{_MAIN}rPr/{_MAIN}vertAlign")
        is_struck = strike is not None and strike.get("val", "1") not in {"0", "false"}
        is_raised = place is not None and place.get("val") in {"superscript", "subscript"}
        content = "".join(own_text(text) for text in part.iterfind(f"{_MAIN}t"))
        runs.append(Run(content, is_struck, is_raised, _colour(part.find(f"{_MAIN}rPr/{_MAIN}color"))))
    return runs if any(run.is_struck or run.is_raised or run.colour for run in runs) else []


def _colour(said: Any) -> str:
    """Return the colour of a run in hexadecimal; empty for the usual one, and one that isn't known."""
    if said is None:
        return ""
    is_white = said.get("theme") == "0" or said.get("indexed") in {"1", "9"}
    return PAPER if is_white else str(said.get("rgb", ""))


def _looks(root: Any, title: str, shared: Mapping[int, list[Run]], found: Texts) -> None:
    """Remember the runs of the cells of a sheet that are struck out or raised in part."""
    for cell in root.iter(f"{_MAIN}c"):
        value, inline = cell.find(f"{_MAIN}v"), cell.find(f"{_MAIN}is")
        number = own_text(value).strip() if value is not None and cell.get("t") == "s" else ""
        runs = shared.get(int(number), []) if re.fullmatch(r"\d{1,9}", number) else []
        if inline is not None:
            runs = _runs(inline)
        if runs:
            found.looks[title, cell.get("r", "?")] = runs


def _content(entry: Any, found: Texts) -> str:
    """Return a shared or inline string without its readings, which are remembered."""
    read = [part for part in entry.iter(f"{_MAIN}t") if local(part.getparent().tag) != "rPh"]
    content = "".join(own_text(part) for part in read)
    if reading := "".join(own_text(part) for part in entry.iterfind(f"{_MAIN}rPh/{_MAIN}t")):
        found.readings.append(f"{content}({reading})")
    return content


def _sheets(file: zipfile.ZipFile) -> Mapping[str, str]:
    """Return the titles of sheets by the names of their parts."""
    book = unread.parse(file.read(_BOOK)) if _BOOK in set(file.namelist()) else None
    targets = _targets(file, "xl/_rels/workbook.xml.rels", "xl")
    sheets = book.iter(f"{_MAIN}sheet") if book is not None else ()
    found = {targets.get(sheet.get(_RELATION), ""): sheet.get("name", "") for sheet in sheets}
    return {part: title for part, title in found.items() if "worksheet" in part}


def _sheet(root: Any, title: str, strings: list[str], used: set[int], found: Texts) -> None:
    """Collect the texts of one sheet: its cells, margins, and what stands outside both."""
    for cell in root.iter(f"{_MAIN}c"):
        content = _cell(cell, strings, used, found)
        if content.strip():
            found.cells[title, cell.get("r", "?")] = content.strip()
    for data in list(root.iter(f"{_MAIN}sheetData")):
        data.getparent().remove(data)
    for margin in (part for part in root.iter() if local(str(part.tag)) in _MARGINS):
        shown = _COMMAND.sub("", own_text(margin)).strip()
        if any(char.isalnum() for char in shown):
            found.margins.append(shown)
    known = {
        part
        for part in root.iter()
        if local(str(part.tag)) in _MARGINS
        or (local(str(part.tag)) in _CONDITIONS and not own_text(part).startswith('"'))
    }
    found.alternatives += [content.strip() for content in (*unread.left(root, known), *unread.attributes(root))]


def _cell(cell: Any, strings: list[str], used: set[int], found: Texts) -> str:
    """Return what a cell says, as stored."""
    value = cell.find(f"{_MAIN}v")
    stored = own_text(value) if value is not None else ""
    if cell.get("t") == "s" and re.fullmatch(r"\d{1,9}", stored.strip()):
        number = int(stored)
        used.add(number)
        return strings[number] if number < len(strings) else ""
    return stored + "".join(_content(inline, found) for inline in cell.iterfind(f"{_MAIN}is"))


def everything_else(found: Texts) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield code and fields of a note for each kind of text outside the cells."""
    for code, content in (
        ("ruby", found.readings),
        ("page-furniture", found.margins),
        ("comment", found.comments),
        ("alternative-text", found.alternatives),
    ):
        if joined := " / ".join(dict.fromkeys(text for text in content if text)):
            yield code, {"text": joined}
    for part, text in found.other_parts:
        yield "elsewhere", {"place": part, "text": text}
