"""Files of the Chinese standard for fixed layouts (.ofd, GB/T 33190): drawn anew as PDF for the reader of PDFs.

Read as plain XML, because letter by letter is where tables show. Experimental: few programs' files were tried.
"""

from collections.abc import Iterator
from posixpath import dirname, join, normpath
from typing import Final
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from nianbao.importers import limits
from nianbao.importers.document import ImportNote
from nianbao.importers.readers import new_pages, ofd_objects, package
from nianbao.importers.readers.new_pages import PageDrawing
from nianbao.importers.readers.ofd_objects import Resources, children, first, numbers
from nianbao.model.finding import Refusal

_PAPER: Final = (0.0, 0.0, 210.0, 297.0)
_LARGEST_SIDE: Final = 5_000.0
# Of these a file holds that shows letters by numbers of glyphs alone: placeholders, and places for private use.
_NO_TEXT: Final = "\u00a4\ufffd"
_PRIVATE: Final = ("\ue000", "\uf8ff")


def converted(data: bytes) -> tuple[bytes, tuple[ImportNote, ...]]:
    """Return the pages of a file as a PDF; notes tell that this is experimental, and what is beside the pages.

    Raises Refusal for a file that is locked or too large, has more pages than a report, or holds no text: pictures
    or outlines of letters alone. Raises ParseError and KeyError for a damaged one.
    """
    with package.opened(data) as parts:
        names = parts.namelist()
        if any(name.lower().endswith("encryptions.xml") for name in names):
            raise Refusal("import-locked")
        for _ in package.markup(parts):
            # The sizes of all parts are checked, and that none declares entities, before one is parsed.
            pass
        reading = _Reading(parts)
        for root in reading.documents():
            reading.document(root)
    if not any(_is_text(letter.text) for page in reading.pages for letter in page.letters):
        raise Refusal(_why_empty(reading))
    notes = [ImportNote("experimental", 1, {"kind": ".ofd"})]
    if reading.pictures:
        notes.append(ImportNote("pictures", 1, {"count": reading.pictures}))
    for code, texts in (("comment", reading.annotations), ("unread", reading.hidden)):
        if texts:
            notes.append(ImportNote(code, 1, {"text": " / ".join(dict.fromkeys(texts))}))
    return new_pages.saved(reading.pages), tuple(notes)


def _is_text(text: str) -> bool:
    return bool(text.strip()) and text not in _NO_TEXT and not _PRIVATE[0] <= text <= _PRIVATE[1]


def _why_empty(reading: "_Reading") -> str:
    """Return why a file without text is refused."""
    if reading.pictures:
        return "import-scan"
    has_shapes = any(page.lines or page.letters for page in reading.pages)
    return "import-outlines" if has_shapes else "import-empty"


class _Reading:
    """Reads the documents in a file: their pages, and what is told beside them."""

    def __init__(self, parts: ZipFile) -> None:
        self._parts = parts
        self._names = {name.lower(): name for name in parts.namelist()}
        self.pages: list[PageDrawing] = []
        self.annotations: list[str] = []
        self.hidden: list[str] = []
        self.pictures = 0

    def _tree(self, path: str) -> ET.Element:
        """Return the tree of a part."""
        return ET.fromstring(self._parts.read(self._names[path.lower()]))  # noqa: S314 - checked above

    def documents(self) -> Iterator[str]:
        """Yield the paths of the documents in a file; most have one."""
        for body in children(self._tree("OFD.xml"), "DocBody"):
            if (root := first(body, "DocRoot")) is not None and root.text:
                yield _path("", root.text)

    def document(self, path: str) -> None:
        """Take the pages of a document. Raises Refusal for more than a report has."""
        tree = self._tree(path)
        common = first(tree, "CommonData")
        area = _area(common) or _PAPER
        resources = Resources()
        templates: dict[str, str] = {}
        for element in common if common is not None else ():
            name = ofd_objects.local(element)
            if name in {"PublicRes", "DocumentRes"} and element.text:
                resources.add(self._tree(_path(path, element.text)))
            elif name == "TemplatePage":
                templates[element.get("ID", "")] = _path(path, element.get("BaseLoc", ""))
        listed = first(tree, "Pages")
        for page in children(listed, "Page") if listed is not None else ():
            if len(self.pages) >= limits.MOST_PAGES:
                raise Refusal("import-many-pages", pages=limits.MOST_PAGES)
            self._page(_path(path, page.get("BaseLoc", "")), area, templates, resources)
        annotations = first(tree, "Annotations")
        if annotations is not None and annotations.text:
            self._annotate(_path(path, annotations.text))

    def _page(self, path: str, area: tuple[float, ...], templates: dict[str, str], resources: Resources) -> None:
        """Take a page with the templates it stands on."""
        tree = self._tree(path)
        box = _area(tree) or area
        drawing = PageDrawing(min(box[2], _LARGEST_SIDE), min(box[3], _LARGEST_SIDE))
        under = [templates.get(part.get("TemplateID", ""), "") for part in children(tree, "Template")]
        drawer = ofd_objects.Drawer(drawing, len(self.pages) + 1, resources, (-box[0], -box[1]))
        for root in [*(self._tree(part) for part in under if part), tree]:
            for content in children(root, "Content"):
                drawer.draw(content)
        self.pages.append(drawing)
        self.pictures += drawer.pictures
        self.hidden += drawer.hidden

    def _annotate(self, path: str) -> None:
        """Take the texts of annotations, watermarks among them."""
        for page in children(self._tree(path), "Page"):
            place = first(page, "FileLoc")
            if place is not None and place.text:
                for element in self._tree(_path(path, place.text)).iter():
                    if ofd_objects.local(element) in {"TextCode", "Remark"} and (element.text or "").strip():
                        self.annotations.append((element.text or "").strip())


def _path(base: str, said: str) -> str:
    """Return the path of a part another one names: from the root, or from where that one stands."""
    said = said.strip()
    return normpath(said.lstrip("/") if said.startswith("/") else join(dirname(base), said))


def _area(element: ET.Element | None) -> tuple[float, ...] | None:
    """Return the box of paper a page or document states: left, top, width, height."""
    if element is None:
        return None
    area = next((part for name in ("Area", "PageArea") for part in children(element, name)), None)
    box = first(area, "PhysicalBox") if area is not None else None
    found = numbers(box.text if box is not None else "")
    return tuple(found[:4]) if len(found) >= 4 and min(found[2:4]) > 0 else None  # noqa: PLR2004 - a box has four
