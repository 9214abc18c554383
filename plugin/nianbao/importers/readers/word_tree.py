"""The tree of a Word part as a reader of the document sees it: what has several shapes gets one, in runs and text.

Of a thing written in two ways one is kept; ruby, formulas, fields to fill and words in drawings become text where
they stand. What is not shown there becomes a note.
"""

import re
from collections.abc import Callable, Iterator
from itertools import takewhile
from typing import Any, Final

from nianbao.importers.readers import word_fields
from nianbao.importers.readers.unread import local, own_text

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATHS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_SHAPE: Final = "{urn:schemas-microsoft-com:vml}"
# What stands between the parts of a formula on one line.
_BETWEEN: Final = {"den": "/", "sup": "^", "sub": "_", "lim": "_"}
_MARKS: Final = ("\u2610", "\u2611")
_ON: Final = frozenset({"1", "true", "on"})
_HIGHEST: Final = re.compile(r"\d{1,4}")

AddNote = Callable[[str, str], None]


def settle(root: Any, add_note: AddNote) -> None:
    """Give every construct of a tree the shape of runs and paragraphs; `add_note` takes a note's code and text."""
    for element in list(root.iter(f"{_MC}AlternateContent")):
        _choose(element, add_note)
    for element in list(root.iter(f"{_WORD}ruby")):
        _base(element, add_note)
    for element in list(root.iter(f"{_MATHS}oMath")):
        _replace(element, [_formula_run(element)])
    for element in list(root.iter(f"{_WORD}showingPlcHdr")):
        _prompt(element, add_note)
    for element in reversed(list(root.iter(f"{_WORD}p"))):
        _merge_deleted(element)
    for element in list(root.iter(f"{_WORD}ffData")):
        _field(element, add_note)
    for element in list(root.iter(f"{_DRAWN}txBody")):
        paragraphs = ["".join(_drawn(part)) for part in element.iter(f"{_DRAWN}p")]
        _replace(element, [_box(element, paragraphs)])
    for element in list(root.iter(f"{_SHAPE}textpath")):
        if content := element.attrib.pop("string", ""):
            _replace(element, [_box(element, [content])])


def is_property(element: Any) -> bool:
    """Whether an element only says how others look; comments are no elements."""
    return not isinstance(element.tag, str) or element.tag.endswith("Pr")


def holds_blocks(element: Any) -> bool:
    """Whether paragraphs or tables stand somewhere inside an element."""
    return not is_property(element) and next(element.iter(f"{_WORD}p", f"{_WORD}tbl"), None) is not None


def has_content(paragraph: Any) -> bool:
    """Whether a paragraph shows any text."""
    return any(own_text(node).strip() for node in paragraph.iter(f"{_WORD}t"))


def boxes(element: Any) -> Iterator[Any]:
    """Yield the text boxes anchored in a paragraph, those inside others left out."""
    for box in element.iter(f"{_WORD}txbxContent"):
        around = takewhile(lambda parent: parent is not element, box.iterancestors())
        if all(parent.tag != f"{_WORD}txbxContent" for parent in around):
            yield box


def _replace(element: Any, others: list[Any]) -> None:
    """Put other elements in an element's place; text behind it stays."""
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    for other in others:
        element.addprevious(other)
    if tail and tail.strip():
        element.addprevious(_run(parent, tail))
    parent.remove(element)


def _run(near: Any, content: str) -> Any:
    """Return a new run with a text."""
    # Made by a neighbour, elements are of the classes the parser gives this document.
    run, inner = near.makeelement(f"{_WORD}r"), near.makeelement(f"{_WORD}t")
    inner.text = content
    run.append(inner)
    return run


def _formula_run(element: Any) -> Any:
    """Return a new run with a formula on one line, marked where it has no text."""
    run = _run(element, formula(element))
    if not own_text(run[0]).strip():
        word_fields.mark(run, "field-in-cell", local(element.tag))
    return run


def _box(near: Any, lines: list[str]) -> Any:
    """Return a new text box with a paragraph for each line."""
    box = near.makeelement(f"{_WORD}txbxContent")
    for line in lines:
        paragraph = near.makeelement(f"{_WORD}p")
        paragraph.append(_run(near, line))
        box.append(paragraph)
    return box


def _drawn(paragraph: Any) -> Iterator[str]:
    """Yield the texts of a paragraph in a drawing, its line breaks included."""
    for element in paragraph.iter():
        if element.tag == f"{_DRAWN}br":
            yield "\n"
        elif isinstance(element.tag, str):
            yield own_text(element)


def _texts(element: Any) -> list[str]:
    """Return the texts in an element that are more than white space."""
    content = [own_text(part) for part in element.iter() if isinstance(part.tag, str)]
    return [text for text in content if text.strip()]


def _choose(element: Any, add_note: AddNote) -> None:
    """Keep the first way of writing a thing that holds text, and note what only the others hold."""
    ways = [way for way in element if isinstance(way.tag, str)]
    chosen = next((way for way in ways if _texts(way)), ways[0] if ways else None)
    if chosen is not None:
        known = {*_texts(chosen)}
        for way in ways:
            if way is not chosen and (content := "".join(part for part in _texts(way) if part not in known)):
                add_note("other-way", content)
    _replace(element, list(chosen) if chosen is not None else [])


def _base(ruby: Any, add_note: AddNote) -> None:
    """Keep the text ruby is set over, and note the reading set above it."""
    base = ruby.find(f"{_WORD}rubyBase")
    if content := "".join(part.text or "" for part in ruby.iterfind(f"{_WORD}rt//{_WORD}t")):
        over = "".join(_texts(base)) if base is not None else ""
        add_note("ruby", f"{over}({content})")
    _replace(ruby, list(base) if base is not None else [])


def _field(data: Any, add_note: AddNote) -> None:
    """Put what a field to fill shows behind it: the entry chosen from a list, the mark of a box to tick."""
    run = data.getparent().getparent() if data.getparent() is not None else None
    if run is None:
        return
    entries = [entry.get(f"{_WORD}val", "") for entry in data.iter(f"{_WORD}listEntry")]
    if entries:
        chosen = _chosen(data, entries)
        run.append(_run(run, entries[chosen])[0])
        for entry in list(data.iter(f"{_WORD}listEntry")):
            entry.getparent().remove(entry)
        if others := [entry for number, entry in enumerate(entries) if number != chosen]:
            add_note("choices", " / ".join(others))
    for box in data.iter(f"{_WORD}checkBox"):
        state = box.find(f"{_WORD}checked")
        state = box.find(f"{_WORD}default") if state is None else state
        is_on = state is not None and state.get(f"{_WORD}val", "1") in _ON
        run.append(_run(run, _MARKS[is_on])[0])


def _prompt(mark: Any, add_note: AddNote) -> None:
    """Note the prompt of a content control nobody filled in, and take it out."""
    control = next(mark.iterancestors(f"{_WORD}sdt"), None)
    content = control.find(f"{_WORD}sdtContent") if control is not None else None
    if content is None or mark.get(f"{_WORD}val", "1") not in _ON:
        return
    texts = [text for text in content.iter(f"{_WORD}t") if text.text]
    if said := "".join(text.text for text in texts).strip():
        add_note("prompt", said)
    for text in texts:
        text.text = ""


def _merge_deleted(paragraph: Any) -> None:
    """Put the content of a paragraph whose end was deleted at the beginning of the next, as accepting does."""
    following = paragraph.getnext()
    mark = paragraph.find(f"{_WORD}pPr/{_WORD}rPr/{_WORD}del")
    if mark is None or following is None or following.tag != f"{_WORD}p":
        return
    first = 1 if len(following) and following[0].tag == f"{_WORD}pPr" else 0
    for at, part in enumerate([part for part in paragraph if part.tag != f"{_WORD}pPr"], first):
        following.insert(at, part)
    paragraph.getparent().remove(paragraph)


def _chosen(data: Any, entries: list[str]) -> int:
    """Return the number of the entry a field shows: the one chosen, else the one it begins with."""
    for name in ("result", "default"):
        for found in data.iter(f"{_WORD}{name}"):
            value = found.get(f"{_WORD}val", "0")
            if _HIGHEST.fullmatch(value) and int(value) < len(entries):
                return int(value)
    return 0


def formula(element: Any) -> str:
    """Return a formula on one line: `(a+b)/c`, `x^2`, brackets and signs as they are drawn."""
    name = local(element.tag) if isinstance(element.tag, str) else ""
    if name == "t" or name.endswith("Pr"):
        return own_text(element) if name == "t" else ""
    parts = [(local(part.tag), formula(part)) for part in element if isinstance(part.tag, str)]
    content = "".join(
        _BETWEEN.get(kind, "") + (_held(text) if name in {"f", *_SCRIPTS} else text)
        for kind, text in parts
        if text
    )
    if name in {"d", "nary"}:
        return _drawn_by_name(element, name, content)
    return f"\u221a({content})" if name == "rad" else content


_SCRIPTS: Final = frozenset({"sSup", "sSub", "sSubSup", "sPre"})


def _held(content: str) -> str:
    """Return a part of a formula in brackets, unless it is one sign or word."""
    return f"({content})" if len(content) > 1 and not content.isalnum() else content


def _drawn_by_name(element: Any, name: str, content: str) -> str:
    """Add the brackets or the large sign a formula names in its properties."""
    marks = {local(mark.tag): mark.get(f"{_MATHS}val", "") for mark in element.iterfind(f"{_MATHS}{name}Pr/*")}
    if name == "d":
        return f"{marks.get('begChr', '(')}{content}{marks.get('endChr', ')')}"
    return str(marks.get("chr", "\u222b")) + content
