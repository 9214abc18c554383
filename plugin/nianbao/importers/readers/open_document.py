"""OpenDocument files (ISO/IEC 26300; .odt, .ods): their parts as trees, and the looks their styles give a text.

Read as plain XML: the bounds on packages hold, and no other parser has to be trusted.
"""

from collections.abc import Mapping
from typing import Final
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
_LOCKED: Final = b"encryption-data"
_BOLD: Final = frozenset({"bold", "600", "700", "800", "900"})
_DEEPEST_STYLE: Final = 50


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
        self._looks: dict[tuple[str, str], Looks] = {}
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
            self._looks[key] = self._own_looks(family, name)
        own = self._looks[key]
        if own == Looks():
            return around
        return Looks(
            own.bold or around.bold, own.struck or around.struck, own.raised or around.raised,
            own.hidden or around.hidden,
        )  # fmt: skip

    def _own_looks(self, family: str, name: str) -> Looks:
        def said(attribute: str) -> str:
            return self.value(family, name, "text", attribute)

        lines = {said(f"{STYLE}text-line-through-{what}") for what in ("style", "type")}
        return Looks(
            bold=said(f"{FORMAT}font-weight") in _BOLD,
            struck=bool(lines - {"", "none"}),
            raised=_is_raised(said(f"{STYLE}text-position")),
            hidden=said(f"{TEXT}display") == "none",
        )


def _is_raised(position: str) -> bool:
    """Whether a text position ("super 58%", "33% 58%") is above the line."""
    step = position.split(" ", maxsplit=1)[0]
    return step == "super" or (step.endswith("%") and step not in {"0%", "-0%"} and not step.startswith("-"))
