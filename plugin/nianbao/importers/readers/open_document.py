"""OpenDocument files (ISO/IEC 26300; .odt, .ods): their parts as trees, and the looks their styles give a text.

Read as plain XML: the bounds on packages hold, and no other parser has to be trusted.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from xml.etree import ElementTree as ET

from nianbao.importers.readers import package
from nianbao.importers.readers.new_document import Looks
from nianbao.model.finding import Refusal

_URN: Final = "{{urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
OFFICE: Final = _URN.format("office")
STYLE: Final = _URN.format("style")
TEXT: Final = _URN.format("text")
TABLE: Final = _URN.format("table")
DRAW: Final = _URN.format("drawing")
SVG: Final = _URN.format("svg-compatible")
FORMAT: Final = _URN.format("xsl-fo-compatible")
HREF: Final = "{http://www.w3.org/1999/xlink}href"
_LOCKED: Final = b"encryption-data"
_BOLD: Final = frozenset({"bold", "600", "700", "800", "900"})
_DEEPEST_STYLE: Final = 50
_COLOUR: Final = re.compile("#[0-9A-Fa-f]{6}")
_SIZE: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})?)pt")


def parts(data: bytes) -> dict[str, ET.Element]:
    """Return the trees of content and styles of a file: "content.xml", "styles.xml".

    Raises Refusal for a file that is locked, too large or damaged, and ParseError for markup that is none.
    """
    with package.opened(data) as opened:
        names = opened.namelist()
        if "META-INF/manifest.xml" in names and _LOCKED in opened.read("META-INF/manifest.xml"):
            raise Refusal("import-locked")
        for _ in package.markup(opened):
            # The sizes of all parts are checked, and that none declares entities, before one is parsed.
            pass
        return {
            name: ET.fromstring(opened.read(name))  # noqa: S314 - parts that declare anything are refused above
            for name in ("content.xml", "styles.xml")
            if name in names
        }


class Styles:
    """The styles of a file by family and name, with what those they are based on say as well."""

    def __init__(self, trees: Mapping[str, ET.Element]) -> None:
        self._styles: dict[tuple[str, str], ET.Element] = {}
        self._looks: dict[tuple[str, str], dict[str, Any]] = {}
        # Styles of the content come last: of two of one name it means its own.
        for name in ("styles.xml", "content.xml"):
            for style in trees[name].iter(f"{STYLE}style") if name in trees else ():
                self._styles[style.get(f"{STYLE}family", ""), style.get(f"{STYLE}name", "")] = style

    def value(self, family: str, name: str, properties: str, attribute: str) -> str:
        """Return the value of an attribute of a style or the nearest it is based on; empty where none has it."""
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get((family, name))
            if style is None:
                break
            found = style.find(f"{STYLE}{properties}-properties")
            if found is not None and (said := found.get(attribute)) is not None:
                return said
            name = style.get(f"{STYLE}parent-style-name", "")
        return ""

    def own(self, family: str, name: str, attribute: str) -> str:
        """Return an attribute of a style element itself."""
        style = self._styles.get((family, name))
        return "" if style is None else style.get(attribute, "")

    def looks(self, family: str, name: str, around: Looks) -> Looks:
        """Return the looks of a text of a style inside one of other looks."""
        key = (family, name)
        if key not in self._looks:
            self._looks[key] = self._stated(family, name)
        stated = self._looks[key]
        return replace(around, **stated) if stated else around

    def ground(self, name: str) -> str:
        """Return the colour behind a cell of a style, in hexadecimal; empty for none."""
        return _colour(self.value("table-cell", name, "table-cell", f"{FORMAT}background-color"))

    def _stated(self, family: str, name: str) -> dict[str, Any]:
        """Return the looks a style states, by their names."""

        def said(attribute: str) -> str:
            return self.value(family, name, "text", attribute)

        lines = {said(f"{STYLE}text-line-through-{what}") for what in ("style", "type")} - {""}
        size = _SIZE.fullmatch(said(f"{FORMAT}font-size"))
        values: dict[str, tuple[Any, Any]] = {
            "bold": (said(f"{FORMAT}font-weight"), said(f"{FORMAT}font-weight") in _BOLD),
            "struck": (lines, bool(lines - {"none"})),
            "raised": (said(f"{STYLE}text-position"), _is_raised(said(f"{STYLE}text-position"))),
            "hidden": (said(f"{TEXT}display"), said(f"{TEXT}display") == "none"),
            "size": (size, max(1, round(2 * float(size[1]))) if size else 0),
            "colour": (said(f"{FORMAT}color"), _colour(said(f"{FORMAT}color"))),
            "ground": (said(f"{FORMAT}background-color"), _colour(said(f"{FORMAT}background-color"))),
            "font": (said(f"{STYLE}font-name"), said(f"{STYLE}font-name")),
        }
        return {key: value for key, (is_stated, value) in values.items() if is_stated}


def _colour(said: str) -> str:
    """Return a colour (#ff0000) in hexadecimal; empty for none."""
    return said[1:].upper() if _COLOUR.fullmatch(said) else ""


def _is_raised(position: str) -> bool:
    """Whether a text position ("super 58%", "-33% 58%") is above or below the line."""
    step = position.split(" ", maxsplit=1)[0]
    return step in {"super", "sub"} or (step.endswith("%") and step.strip("-0.%") != "")
