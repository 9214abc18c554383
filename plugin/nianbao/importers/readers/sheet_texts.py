"""Every text of an Excel file, straight from its parts: what cells say by their address, and everything else."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from nianbao.importers.readers import package, unread
from nianbao.importers.readers.unread import local, own_text

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BOOK: Final = "xl/workbook.xml"
# Commands in the text of headers and footers: font, size, colour, page, sheet …
_COMMAND: Final = re.compile(r'&"[^"]*"|&K[0-9A-Fa-f]{6}|&\d+|&[A-Za-z+-]')
_MARGINS: Final = frozenset(
    f"{kind}{where}" for kind in ("odd", "even", "first") for where in ("Header", "Footer")
)
_CONDITIONS: Final = frozenset({"formula1", "formula2"})


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a cell's text that looks alike: struck out, or raised or lowered."""

    text: str
    is_struck: bool = False
    is_raised: bool = False


@dataclass
class Texts:
    """The texts of an Excel file: `cells` by sheet and address, everything else by where it stands.

    `readings` are how words are said to be read (ruby), `margins` headers and footers, `comments` those of
    readers, `alternatives` what stands on a sheet outside its cells, `other_parts` part names with the texts of
    each. `looks` are the runs of cells with any text struck out or raised.
    """

    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    readings: list[str] = field(default_factory=list)
    margins: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    other_parts: list[tuple[str, str]] = field(default_factory=list)
    looks: dict[tuple[str, str], list[Run]] = field(default_factory=dict)


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
                _sheet(root, title, strings, used, found)
    if unused := [content for number, content in enumerate(strings) if number not in used and content.strip()]:
        found.other_parts.append(("xl/sharedStrings.xml", " / ".join(unused)))
    for part, content in unread.parts(data, {*sheets}):
        if "comment" in part.lower():
            found.comments.append(content)
        else:
            found.other_parts.append((part, content))
    return found


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
    """Return the runs of a string of which any is struck out or raised; nothing for a string that is plain."""
    runs = []
    for part in entry.iterfind(f"{_MAIN}r"):
        strike, place = part.find(f"{_MAIN}rPr/{_MAIN}strike"), part.find(f"{_MAIN}rPr/{_MAIN}vertAlign")
        is_struck = strike is not None and strike.get("val", "1") not in {"0", "false"}
        is_raised = place is not None and place.get("val") in {"superscript", "subscript"}
        runs.append(Run("".join(own_text(text) for text in part.iterfind(f"{_MAIN}t")), is_struck, is_raised))
    return runs if any(run.is_struck or run.is_raised for run in runs) else []


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
    names = set(file.namelist())
    rels = "xl/_rels/workbook.xml.rels"
    book, links = (unread.parse(file.read(part)) if part in names else None for part in (_BOOK, rels))
    if book is None or links is None:
        return {}
    targets = {link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))) for link in links}
    found = {
        targets.get(sheet.get(_RELATION), "").lstrip("/"): sheet.get("name", "")
        for sheet in book.iter(f"{_MAIN}sheet")
    }
    return {part: title for part, title in found.items() if part in names and "worksheet" in part}


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
