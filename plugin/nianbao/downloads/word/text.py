"""The prose of the Word file: real headings, lists, links and tables, each run in its style.

"Real" so that Word's navigation, numbering and screen readers find them.
"""

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

from nianbao.downloads.blocks import Block, Paragraph, ProseTable, Run
from nianbao.downloads.office import FONTS, printable
from nianbao.downloads.word.page import element, fonts
from nianbao.downloads.word.tables import append_prose_table

_CODE_FONT: Final = "Consolas"
_INDENT: Final = Pt(32)
_MAX_LEVEL: Final = 8
_BULLETS: Final = "\u25cf\u25cb\u25a0"


class Writer:
    """Appends blocks to a document that `word.page.prepare` has set up."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._lists = _Lists(document)
        # Looked up once: python-docx searches all styles for each paragraph.
        self._styles = {style.name: style.style_id for style in document.styles}

    def plain(self, text: str, style: str) -> None:
        """Append a paragraph of plain text in a style, given by its name."""
        self._run(self._add_paragraph(style), Run(text))

    def write(self, blocks: Iterable[Block]) -> None:
        """Append the blocks of one piece of prose; each of its lists counts for itself."""
        numbers: dict[int, int] = {}
        for block in blocks:
            if isinstance(block, ProseTable):
                append_prose_table(self._document, block)
                self.plain("", "Note")
            else:
                self._paragraph(block, numbers)

    def _paragraph(self, block: Paragraph, numbers: dict[int, int]) -> None:
        """Append a paragraph; `numbers` holds the id of each list of this text that has begun."""
        if block.kind == "rule":
            self._document.add_paragraph("\u2014" * 3).alignment = WD_ALIGN_PARAGRAPH.CENTER
            return
        paragraph = self._add_paragraph(_style_of(block))
        if block.kind == "item":
            level = min(block.level, _MAX_LEVEL)
            if block.list:
                if block.list not in numbers:
                    numbers[block.list] = self._lists.number(ordered=block.ordered, level=level, start=block.start)
                _set_numbering(paragraph, numbers[block.list], level)
            else:
                paragraph.paragraph_format.first_line_indent = Pt(0)
                paragraph.paragraph_format.left_indent = _INDENT * (level + 1)
        for run in block.runs:
            self._run(paragraph, run)

    def _add_paragraph(self, style: str) -> WordParagraph:
        """Append an empty paragraph in a style and return it."""
        paragraph = self._document.add_paragraph()
        paragraph._p.style = self._styles[style]  # noqa: SLF001 - see above
        return paragraph

    def _run(self, paragraph: WordParagraph, run: Run) -> None:
        """Append a run to a paragraph, in its style."""
        style = run.style
        added = paragraph.add_run()
        for number, line in enumerate(printable(run.text).split("\n")):
            if number:
                added.add_break()
            added.add_text(line)
        font = added.font
        font.bold, font.italic, font.strike = style.bold or None, style.italic or None, style.strikethrough or None
        font.superscript, font.subscript = style.superscript or None, style.subscript or None
        if style.code:
            added._r.get_or_add_rPr().insert(0, fonts(FONTS()["body"], _CODE_FONT))  # noqa: SLF001 - East Asian fonts
        if style.link:
            self._link(paragraph, added, style.link)

    def _link(self, paragraph: WordParagraph, run: WordRun, address: str) -> None:
        """Move a run into a hyperlink to an address outside the document."""
        target = paragraph.part.relate_to(printable(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = element("hyperlink", history=1)
        link.set(qn("r:id"), target)
        run.font.underline = True
        paragraph._p.append(link)  # noqa: SLF001 - python-docx reads links and writes none
        link.append(run._r)  # noqa: SLF001


def _style_of(block: Paragraph) -> str:
    """Return the name of the style of a block.

    Sections have the first level of headings, so that those in the prose begin with the second.
    """
    if block.kind == "heading":
        # Headings in a section begin with the third level of Markdown.
        return f"Heading {min(max(block.level - 1, 2), 6)}"
    return {"item": "List Paragraph", "quote": "Quote", "code": "Code"}.get(block.kind, "Normal")


def _set_numbering(paragraph: WordParagraph, number: int, level: int) -> None:
    """Make a paragraph an item of a list: `number` is the list's id, `level` counts from 0."""
    numbering = element("numPr")
    numbering.append(element("ilvl", val=level))
    numbering.append(element("numId", val=number))
    # Its place is behind the style, which every paragraph here has; python-docx has no lists of its own.
    paragraph._p.get_or_add_pPr().insert(1, numbering)  # noqa: SLF001


class _Lists:
    """The numbering part of a document: one definition for each sort of list, one list for each in the text."""

    def __init__(self, document: WordDocument) -> None:
        self._numbering = document.part.numbering_part.element
        self._definitions: dict[bool, int] = {}

    def number(self, *, ordered: bool, level: int, start: int) -> int:
        """Return the id of a new list that begins to count with `start` on its level."""
        if ordered not in self._definitions:
            self._definitions[ordered] = self._add_definition(ordered=ordered)
        number = self._numbering.add_num(self._definitions[ordered])
        if ordered:
            override = number.add_lvlOverride(ilvl=level)
            override.add_startOverride(start)
        return int(number.numId)

    def _add_definition(self, *, ordered: bool) -> int:
        """Add the definition of ordered or bulleted lists to the document, and return its id."""
        existing = self._numbering.findall(qn("w:abstractNum"))
        definition_id = 1 + max((int(item.get(qn("w:abstractNumId"))) for item in existing), default=0)
        definition = element("abstractNum", abstractNumId=definition_id)
        definition.append(element("multiLevelType", val="multilevel"))
        for level in range(_MAX_LEVEL + 1):
            definition.append(_level(level, ordered=ordered))
        # The schema wants these before the lists that use them.
        first = self._numbering.find(qn("w:num"))
        if first is None:
            self._numbering.append(definition)
        else:
            first.addprevious(definition)
        return definition_id


def _level(level: int, *, ordered: bool) -> BaseOxmlElement:
    """Return one level of a definition: its number or bullet, and its indent."""
    level_node = element("lvl", ilvl=level)
    level_node.append(element("start", val=1))
    level_node.append(element("numFmt", val="decimal" if ordered else "bullet"))
    text = f"%{level + 1}." if ordered else _BULLETS[level % len(_BULLETS)]
    level_node.append(element("lvlText", val=text))
    level_node.append(element("lvlJc", val="left"))
    properties = element("pPr")
    step = int(_INDENT.twips)
    properties.append(element("ind", left=step * (level + 1), hanging=step, firstLineChars=0))
    level_node.append(properties)
    return level_node
