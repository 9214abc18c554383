"""The fields of a Word part (ECMA-376 part 1, 17.16): which show nothing that can be read, and which no content.

What a reader of cells has to know of a field is put into its run as a mark: an element of the name MARK.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from nianbao.importers.readers.unread import local, own_text
from nianbao.model.yamltext import package_data, texts

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DATA: Final = package_data("import_office.yml")
# Commands that show nothing where they stand, and what is drawn by the reader of trees.
_SILENT: Final = frozenset(texts(_DATA["silent_fields"]))
# Commands whose results change with the page or the day, or count.
_PASSING: Final = frozenset(texts(_DATA["passing_fields"]))
# The command that repeats the mark of a note.
_NOTE: Final = "NOTEREF"
_DEEPEST: Final = 20
# Fields whose text is put into the run they begin in.
_CHOICES: Final = frozenset({"FORMDROPDOWN", "FORMCHECKBOX"})
_SHOWN: Final = frozenset(f"{_WORD}{name}" for name in ("sym", "drawing", "pict", "object", "noBreakHyphen"))
_PARTS: Final = (f"{_WORD}fldChar", f"{_WORD}instrText", f"{_WORD}t", *sorted(_SHOWN))

# A mark in a run: its attribute `code` names an open point a cell is due, `text` what it is about.
MARK: Final = "{nianbao}mark"
# An attribute of runs that repeat the mark of a note.
NOTE_MARK: Final = "note-mark"
# An attribute of runs that a field works with and doesn't show.
WORKING: Final = "working"


@dataclass
class _Field:
    """A field: the run it begins in, its command, the runs of its result, and whether these show anything."""

    begin: Any
    command: str = ""
    # Runs of its command: results of fields inside it, which it works with and doesn't show.
    working: list[Any] = field(default_factory=list)
    result: list[Any] = field(default_factory=list)
    has_result: bool = False
    is_shown: bool = False

    @property
    def name(self) -> str:
        """The first word of its command; that of a calculation is `=`."""
        words = self.command.split()
        return "=" if self.command.lstrip().startswith("=") else (words[0].upper() if words else "")


def mark(run: Any, code: str, text: str) -> None:
    """Put a mark into a run: the cell it stands in is due an open point."""
    run.append(run.makeelement(MARK, {"code": code, "text": text}))


def settle(root: Any) -> int:
    """Mark the fields of a part, and return how many are results of a calculation."""
    calculated = 0
    for each in [*_simple(root), *_complex(root)]:
        calculated += each.name == "=" and each.is_shown
        for run in each.working if each.has_result else ():
            run.set(WORKING, "1")
        if each.name == _NOTE:
            for run in each.result:
                run.set(NOTE_MARK, "1")
        elif each.name in _PASSING or (each.name not in _SILENT and each.name and not _is_right(each)):
            mark(each.begin, "field-in-cell", " ".join(each.command.split()))
    return calculated


def _is_right(found: _Field) -> bool:
    """Whether a field shows what it is to show: a place to fill in may be blank unless it begins with a text."""
    if found.name in _CHOICES:
        return found.is_shown or any(map(_shows, found.begin))
    if found.is_shown or found.name != "FORMTEXT":
        return found.is_shown
    if any(word for word in found.command.split()[1:] if word[0] not in "\\*" and word != "MERGEFORMAT"):
        # What a place begins with, as other kinds of files write it.
        return False
    default = next(found.begin.iter(f"{_WORD}default"), None)
    return default is None or not default.get(f"{_WORD}val", "").strip()


def _simple(root: Any) -> Iterator[_Field]:
    """Yield the fields written as one element."""
    for element in list(root.iter(f"{_WORD}fldSimple")):
        result = list(element.iter(f"{_WORD}r"))
        if not result:
            element.append(element.makeelement(f"{_WORD}r"))
        shown = any(map(_shows, element.iter()))
        run = result[0] if result else element[-1]
        yield _Field(run, element.get(f"{_WORD}instr", ""), result=result, has_result=True, is_shown=shown)


def _complex(root: Any) -> Iterator[_Field]:
    """Yield the fields written as runs between marks of their own, each when it has ended."""
    begun: list[_Field] = []
    for element in list(root.iter(*_PARTS)):
        name, run = local(element.tag), element.getparent()
        kind = element.get(f"{_WORD}fldCharType") if name == "fldChar" else ""
        if kind == "begin":
            begun.append(_Field(run))
        elif kind == "separate" and begun:
            begun[-1].has_result = True
        elif kind == "end" and begun:
            yield begun.pop()
        elif name == "instrText" and begun:
            begun[-1].command += own_text(element)
        elif name not in {"fldChar", "instrText"} and run is not None:
            for around in begun[-_DEEPEST:]:
                around.is_shown |= around.has_result and _shows(element)
                if local(run.tag) == "r":
                    (around.result if around.has_result else around.working).append(run)
    yield from begun


def _shows(element: Any) -> bool:
    """Whether an element is something on the page."""
    return element.tag in _SHOWN or (element.tag == f"{_WORD}t" and bool(own_text(element).strip()))
