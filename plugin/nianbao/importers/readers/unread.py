"""What stands in an Office package besides what its reader took: a net under the readers of Word and Excel.

It knows no construct of these formats. Whatever text is left in any part is returned, unless it is something that
data/import_office.yml passes over on purpose.
"""

import re
import zipfile
from collections.abc import Callable, Container, Iterator
from pathlib import PurePosixPath
from typing import Any, Final

from lxml import etree

from nianbao.importers import limits
from nianbao.importers.readers import package
from nianbao.model.finding import Refusal
from nianbao.model.yamltext import package_data, text, texts

_DATA: Final = package_data("import_office.yml")
_PASSED_PARTS: Final = re.compile("|".join(f"(?:{pattern})" for pattern in texts(_DATA["passed_parts"])))
_PASSED_ELEMENTS: Final = frozenset(texts(_DATA["passed_elements"]))
_COMMANDS: Final = frozenset({"instrText", "delInstrText"})
_SHOWN_COMMANDS: Final = re.compile(text(_DATA["shown_commands"]))
_TEXT_ATTRIBUTES: Final = frozenset(texts(_DATA["text_attributes"]))
_TEXT_VALUES: Final = frozenset(texts(_DATA["text_values"]))
_PASSED_ATTRIBUTES: Final = frozenset(texts(_DATA["passed_attributes"]))
_PASSED_VALUES: Final = frozenset(texts(_DATA["passed_values"]))
# Classes of other packages put all text inside an element in this place.
_own_text: Final[Callable[[Any], str | None]] = vars(type(etree.Element("x")))["text"].__get__
# What divides one text of a part from the next.
_APART: Final = frozenset({"p", "si", "comment", "row", "c", "tr", "pt", "br"})
_LETTERS_OF_A_SCRIPT = re.compile(r"[^\W\d_]", re.UNICODE)


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition("}")[2]


def own_text(element: Any) -> str:
    """Return the text directly inside an element, before its first child."""
    return _own_text(element) or ""


def parse(xml: bytes) -> Any:
    """Return the tree of a part's XML, or None where it is none; nothing outside it is ever fetched."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        # Old drawings and pages within documents are only nearly XML.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
        return etree.fromstring(xml, parser)


def left(root: Any, read: Container[Any] = ()) -> Iterator[str]:
    """Yield the texts of a tree that are in none of the elements read, a paragraph at a time.

    Commands of fields (PAGE, TOC) are no text, unless data/import_office.yml says that a command shows its text.
    """
    parts: list[str] = []
    for element in root.iter(etree.Element):
        name = local(element.tag)
        if name in _APART and parts:
            yield "".join(parts)
            parts = []
        content = own_text(element)
        if name in _COMMANDS:
            # Parts of a command are told with it: only its beginning says what it does.
            content = content if _SHOWN_COMMANDS.match(content) else ""
        elif name in _PASSED_ELEMENTS:
            content = ""
        if content.strip() and element not in read:
            parts.append(content)
        if (element.tail or "").strip():
            parts.append(element.tail)
    if parts:
        yield "".join(parts)


def attributes(root: Any) -> Iterator[str]:
    """Yield the texts in the attributes of a tree: alternative texts, tips, choices of forms, WordArt."""
    for element in root.iter(etree.Element):
        name = local(element.tag)
        for attribute, value in element.attrib.items():
            key = local(attribute)
            is_text = key in _TEXT_ATTRIBUTES or (key == "val" and name in _TEXT_VALUES)
            is_name = key in _PASSED_ATTRIBUTES or (key == "val" and name in _PASSED_VALUES)
            if value.strip() and (is_text or (not is_name and _is_foreign(value))):
                yield value.strip()


def _is_foreign(value: str) -> bool:
    """Whether a value has letters no format uses for words of its own."""
    return not value.isascii() and any(not char.isascii() for char in _LETTERS_OF_A_SCRIPT.findall(value))


def parts(data: bytes, known: Container[str]) -> Iterator[tuple[str, str]]:
    """Yield name and text of every part of a package but the known ones, and of packages inside it.

    A part that is embedded is named even where it has no text: it may be the table itself, as a picture.
    """
    with package.opened(data) as file:
        for part in sorted(file.namelist()):
            if part in known or part.endswith("/") or _PASSED_PARTS.fullmatch(part):
                continue
            with file.open(part) as stream:
                start = stream.read(limits.LARGEST_XML + 1)
            content = " / ".join(dict.fromkeys(_contents(part, start))) if len(start) <= limits.LARGEST_XML else ""
            if content or "/embeddings/" in f"/{part}":
                yield part, content or PurePosixPath(part).name


def _contents(part: str, data: bytes) -> Iterator[str]:
    """Yield the texts of one part, whatever it is: XML, a package, or plain text by its name."""
    if data.startswith(b"PK"):
        yield from _inner(data)
        return
    root = parse(data) if data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] == b"<" else None
    if root is not None:
        yield from (content.strip() for content in (*left(root), *attributes(root)))
    elif PurePosixPath(part).suffix.lower() in {".txt", ".htm", ".html", ".mht", ".rtf", ".xml"}:
        yield from (line.strip() for line in data.decode("utf-8", "replace").splitlines() if line.strip())


def _inner(data: bytes) -> Iterator[str]:
    """Yield the texts of a package inside a package; one more inside that is only named."""
    try:
        with package.opened(data) as file:
            for name in sorted(file.namelist()):
                is_strings = name.endswith("/sharedStrings.xml")
                if (is_strings or not _PASSED_PARTS.fullmatch(name)) and name.endswith(".xml"):
                    root = parse(package.without_declarations(file.read(name)))
                    if root is not None:
                        yield from (content.strip() for content in (*left(root), *attributes(root)))
    except (Refusal, zipfile.BadZipFile):
        return
