"""The prose of the Word file: real headings, lists, links and tables, each run in its style."""

from collections.abc import Iterable
from typing import Final

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run as WordRun

from nianbao.downloads.blocks import Block, Grid, Paragraph, Run
from nianbao.downloads.office import FONTS, printable
from nianbao.downloads.word.page import element, fonts
from nianbao.downloads.word.tables import in_prose

_CODE: Final = "Consolas"
_STEP: Final = Pt(32)
_DEEPEST: Final = 8
_BULLETS: Final = "\u25cf\u25cb\u25a0"


class Writer:
    """Appends blocks to a document."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._lists = _Lists(document)
        # Looked up once: python-docx searches all styles for each paragraph.
        self._styles = {style.name: style.style_id for style in document.styles}

    def plain(self, text: str, style: str) -> None:
        """Append a paragraph of plain text in a style."""
        self._run(self._styled(style), Run(text))

    def write(self, blocks: Iterable[Block]) -> None:
        """Append the blocks of one piece of prose."""
        numbers: dict[int, int] = {}
        for block in blocks:
            if isinstance(block, Grid):
                in_prose(self._document, block)
                self.plain("", "Note")
            else:
                self._paragraph(block, numbers)

    def _paragraph(self, block: Paragraph, numbers: dict[int, int]) -> None:
        if block.kind == "rule":
            self._document.add_paragraph("\u2014" * 3).alignment = WD_ALIGN_PARAGRAPH.CENTER
            return
        made = self._styled(_style(block))
        if block.kind == "item":
            level = min(block.level, _DEEPEST)
            if block.list:
                if block.list not in numbers:
                    numbers[block.list] = self._lists.number(ordered=block.ordered, level=level, start=block.start)
                _numbered(made, numbers[block.list], level)
            else:
                made.paragraph_format.first_line_indent = Pt(0)
                made.paragraph_format.left_indent = _STEP * (level + 1)
        for run in block.runs:
            self._run(made, run)

    def _styled(self, style: str) -> WordParagraph:
        made = self._document.add_paragraph()
        made._p.style = self._styles[style]  # noqa: SLF001 - see above
        return made

    def _run(self, paragraph: WordParagraph, run: Run) -> None:
        style = run.style
        made = paragraph.add_run()
        for number, line in enumerate(printable(run.text).split("\n")):
            if number:
                made.add_break()
            made.add_text(line)
        font = made.font
        font.bold, font.italic, font.strike = style.bold or None, style.italic or None, style.struck or None
        font.superscript, font.subscript = style.raised or None, style.lowered or None
        if style.code:
            made._r.get_or_add_rPr().insert(0, fonts(FONTS()["body"], _CODE))  # noqa: SLF001 - East Asian fonts
        if style.link:
            self._link(paragraph, made, style.link)

    def _link(self, paragraph: WordParagraph, run: WordRun, address: str) -> None:
        target = paragraph.part.relate_to(printable(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = element("hyperlink", history=1)
        link.set(qn("r:id"), target)
        run.font.underline = True
        paragraph._p.append(link)  # noqa: SLF001 - python-docx reads links and writes none
        link.append(run._r)  # noqa: SLF001


def _style(block: Paragraph) -> str:
    if block.kind == "heading":
        # Sections have the first level; what stands below them in Markdown begins with the third.
        return f"Heading {min(max(block.level - 1, 2), 6)}"
    return {"item": "List Paragraph", "quote": "Quote", "code": "Code"}.get(block.kind, "Normal")


def _numbered(paragraph: WordParagraph, number: int, level: int) -> None:
    counted = element("numPr")
    counted.append(element("ilvl", val=level))
    counted.append(element("numId", val=number))
    # Its place is behind the style, which every paragraph here has; python-docx has no lists of its own.
    paragraph._p.get_or_add_pPr().insert(1, counted)  # noqa: SLF001


class _Lists:
    """The numbering of a document: each list counts for itself."""

    def __init__(self, document: WordDocument) -> None:
        self._numbering = document.part.numbering_part.element
        self._kinds: dict[bool, int] = {}

    def number(self, *, ordered: bool, level: int, start: int) -> int:
        """Return the id of a new list that begins to count with `start`."""
        if ordered not in self._kinds:
            self._kinds[ordered] = self._kind(ordered=ordered)
        number = self._numbering.add_num(self._kinds[ordered])
        if ordered:
            override = number.add_lvlOverride(ilvl=level)
            override.add_startOverride(start)
        return int(number.numId)

    def _kind(self, *, ordered: bool) -> int:
        known = self._numbering.findall(qn("w:abstractNum"))
        identity = 1 + max((int(item.get(qn("w:abstractNumId"))) for item in known), default=0)
        made = element("abstractNum", abstractNumId=identity)
        made.append(element("multiLevelType", val="multilevel"))
        for level in range(_DEEPEST + 1):
            made.append(_level(level, ordered=ordered))
        # The schema wants these before the lists that use them.
        first = self._numbering.find(qn("w:num"))
        if first is None:
            self._numbering.append(made)
        else:
            first.addprevious(made)
        return identity


def _level(level: int, *, ordered: bool) -> BaseOxmlElement:
    made = element("lvl", ilvl=level)
    made.append(element("start", val=1))
    made.append(element("numFmt", val="decimal" if ordered else "bullet"))
    text = f"%{level + 1}." if ordered else _BULLETS[level % len(_BULLETS)]
    made.append(element("lvlText", val=text))
    made.append(element("lvlJc", val="left"))
    about = element("pPr")
    step = int(_STEP.twips)
    about.append(element("ind", left=step * (level + 1), hanging=step, firstLineChars=0))
    made.append(about)
    return made
