"""The page of the Word file: A4 with the margins of official documents, their fonts, and page numbers.

Margins, type sizes and line height are those of GB/T 9704-2012. The fonts and their substitutes are in
data/office.yml.
"""

from typing import Final, cast

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from lxml import etree

from nianbao.downloads.office import FONTS, SUBSTITUTES

# National standard GB/T 9704 for official documents: margins, and lines of 28 points.
_MARGINS: Final = {"top_margin": Mm(37), "bottom_margin": Mm(35), "left_margin": Mm(28), "right_margin": Mm(26)}
TEXT_WIDTH: Final = Mm(210 - 28 - 26)
_LINE_HEIGHT: Final = Pt(28)
_SIZE_THREE: Final = Pt(16)  # the type size called three
_SIZE_TWO: Final = Pt(22)  # and the one called two
_SIZE_NOTE: Final = Pt(10.5)
_SIZE_TABLE: Final = Pt(9)
# Name, font, type size and line of the styles that are built on the body's.
_STYLES: Final = (
    ("List Paragraph", "body", _SIZE_THREE, _LINE_HEIGHT),
    ("Quote", "subheading", _SIZE_THREE, _LINE_HEIGHT),
    ("Table Text", "body", _SIZE_TABLE, Pt(12)),
    ("Note", "body", _SIZE_NOTE, Pt(18)),
    ("Signature", "body", _SIZE_THREE, _LINE_HEIGHT),
    ("Code", "body", _SIZE_NOTE, Pt(16)),
)
_ALIGNMENTS: Final = {"Table Text": WD_ALIGN_PARAGRAPH.CENTER, "Signature": WD_ALIGN_PARAGRAPH.RIGHT}
_INDENT: Final = 200  # an indent of two characters, in hundredths


def element(name: str, **attributes: object) -> BaseOxmlElement:
    """Return an element of the WordprocessingML namespace; `attributes` get the same namespace.

    For example `element("jc", val="center")` is `<w:jc w:val="center"/>`.
    """
    node = cast("BaseOxmlElement", OxmlElement(f"w:{name}"))
    for key, value in attributes.items():
        node.set(qn(f"w:{key}"), str(value))
    return node


def prepare(document: WordDocument) -> None:
    """Set up page, styles, page numbers and fonts of an empty document."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    for name, length in _MARGINS.items():
        setattr(page, name, length)
    page.footer_distance = Mm(25)
    _set_styles(document)
    _add_page_number(document)
    _name_substitutes(document)
    _drop_thumbnail(document)


def _set_styles(document: WordDocument) -> None:
    """Set up the styles the writer uses: body, title, six levels of headings, and those of `_STYLES`."""
    normal = _style(document, "Normal", "body", _SIZE_THREE)
    normal.paragraph_format.line_spacing = _LINE_HEIGHT
    normal.paragraph_format.space_after = Pt(0)
    normal.element.get_or_add_rPr().append(element("lang", val="en-US", eastAsia="zh-CN"))
    _indent(normal, _INDENT, Pt(32))
    title = _style(document, "Title", "title", _SIZE_TWO)
    title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.line_spacing = Pt(35)
    title.paragraph_format.space_after = Pt(0)
    _indent(title, 0, Pt(0))
    for level in range(1, 7):
        font = {1: "heading", 2: "subheading"}.get(level, "body")
        heading = _style(document, f"Heading {level}", font, _SIZE_THREE)
        heading.font.bold, heading.font.italic = level > 2, False  # noqa: PLR2004 - from the third level on
        heading.paragraph_format.line_spacing = _LINE_HEIGHT
        heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(0)
        heading.paragraph_format.keep_with_next = True
    for name, font, size, line in _STYLES:
        if name not in document.styles:
            document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        other = _style(document, name, font, size)
        other.base_style = normal
        other.font.italic = False
        other.paragraph_format.line_spacing = line
        other.paragraph_format.space_before = other.paragraph_format.space_after = Pt(0)
        if name not in {"List Paragraph", "Quote"}:
            _indent(other, 0, Pt(0))
        if name in _ALIGNMENTS:
            other.paragraph_format.alignment = _ALIGNMENTS[name]
    quote = document.styles["Quote"]
    if isinstance(quote, ParagraphStyle):
        quote.paragraph_format.left_indent = Pt(32)


def _style(document: WordDocument, name: str, font: str, size: Length) -> ParagraphStyle:
    """Return a paragraph style of the document, in black, with this font and size and without borders.

    Raises TypeError if the name is that of a style of another type, which no new document has.
    """
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(f"{name} is no style of paragraphs")
    style.font.size, style.font.color.rgb = size, RGBColor(0, 0, 0)
    run = style.element.get_or_add_rPr()
    for old in run.findall(qn("w:rFonts")):
        run.remove(old)
    run.insert(0, fonts(FONTS()[font]))
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)
    return style


def fonts(chinese: str, latin: str = "") -> BaseOxmlElement:
    """Return the fonts of a run: one for Chinese, one for everything else.

    `chinese` and `latin` are names of typefaces; without `latin` it is the one of the body.
    """
    other = latin or FONTS()["latin"]
    return element("rFonts", ascii=other, hAnsi=other, cs=other, eastAsia=chinese, hint="eastAsia")


def _indent(style: ParagraphStyle, hundredths: int, points: Length) -> None:
    """Indent the first line by characters, and by points for programs that don't count characters.

    `hundredths` are hundredths of a character, as `w:firstLineChars` counts them.
    """
    style.paragraph_format.first_line_indent = points
    style.element.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), str(hundredths))


def _add_page_number(document: WordDocument) -> None:
    """Put the page's number, between dashes, in the middle of the footer."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.first_line_indent = Pt(0)
    paragraph.add_run("\u2014 ").font.size = Pt(14)
    field = paragraph.add_run()
    field.font.size = Pt(14)
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            field._r.append(element("fldChar", fldCharType=kind))  # noqa: SLF001 - python-docx has no fields
        else:
            instruction = element("instrText")
            instruction.text = code
            field._r.append(instruction)  # noqa: SLF001
    paragraph.add_run(" \u2014").font.size = Pt(14)


def _name_substitutes(document: WordDocument) -> None:
    """List in the font table the substitutes of each font, and mark the fonts as Chinese.

    A computer without the official fonts then takes one of these rather than any font at all.
    """
    for relation in document.part.rels.values():
        if relation.reltype != RELATIONSHIP_TYPE.FONT_TABLE:
            continue
        part = relation.target_part
        table = etree.fromstring(part.blob)
        existing = {font.get(qn("w:name")): font for font in table}
        for name, substitutes in SUBSTITUTES().items():
            if name in existing:
                table.remove(existing[name])
            font = etree.SubElement(table, qn("w:font"))
            font.set(qn("w:name"), name)
            for key, value in (("altName", ",".join(substitutes)), ("charset", "86"), ("family", "auto")):
                etree.SubElement(font, qn(f"w:{key}")).set(qn("w:val"), value)
        part._blob = etree.tostring(table, xml_declaration=True, encoding="UTF-8", standalone=True)  # noqa: SLF001


def _drop_thumbnail(document: WordDocument) -> None:
    """Drop the picture of an empty page that comes with a new document of python-docx."""
    relations = document.part.package.rels
    for name in [key for key, relation in relations.items() if relation.reltype.endswith("/thumbnail")]:
        del relations[name]
