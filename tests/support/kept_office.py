"""Constructs of Office files that hold text, each with a mark of its own, and every text of a package."""

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.etree import ElementTree as ET

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMES = " ".join(
    f'xmlns:{short}="{name}"'
    for short, name in {
        "w": W,
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "lc": "http://schemas.openxmlformats.org/drawingml/2006/lockedCanvas",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "new": "http://example.org/some/later/version/of/word",
    }.items()
)


def t(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


def box(text):
    return f"<w:txbxContent><w:p>{t(text)}</w:p></w:txbxContent>"


# What stands in a paragraph. `{}` is the mark; those of IN_PLACE are read where they stand, the others are told.
IN_PLACE = {
    "ruby": "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>y</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{}</w:t></w:r></w:rubyBase></w:ruby>",
    "choice": "<mc:AlternateContent><mc:Choice Requires='x'><w:r><w:t>{}</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>{}</w:t></w:r></mc:Fallback></mc:AlternateContent>",
    "fallback": "<mc:AlternateContent><mc:Choice Requires='x'/><mc:Fallback><w:r><w:t>{}</w:t></w:r></mc:Fallback></mc:AlternateContent>",
    "maths": "<m:oMath><m:r><m:t>{}</m:t></m:r></m:oMath>",
    "maths block": "<m:oMathPara><m:oMath><m:f><m:num><m:r><m:t>{}</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></m:oMathPara>",
    "drop-down": "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:result w:val='1'/><w:listEntry w:val='x'/><w:listEntry w:val='{}'/></w:ddList></w:ffData></w:fldChar></w:r>",
    "content control": "<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent><w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>",
    "simple field": "<w:fldSimple w:instr=' PAGE '><w:r><w:t>{}</w:t></w:r></w:fldSimple>",
    "unknown wrapper": "<new:thing><new:inner><w:r><w:t>{}</w:t></w:r></new:inner></new:thing>",
    "moved to": "<w:moveTo w:id='1'><w:r><w:t>{}</w:t></w:r></w:moveTo>",
    "drawn words": "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><lc:lockedCanvas><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></lc:lockedCanvas></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>",
    "text box": "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp><wps:txbx>" + box("{}") + "</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>" + box("{}") + "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
    "WordArt of old": "<w:r><w:pict><v:shape><v:textpath string='{}'/></v:shape></w:pict></w:r>",
}  # fmt: skip
TOLD = {
    "how ruby is read": "<w:ruby><w:rubyPr/><w:rt><w:r><w:t>{}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>x</w:t></w:r></w:rubyBase></w:ruby>",
    "other fallback": "<mc:AlternateContent><mc:Choice Requires='x'><w:r><w:t>x</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>{}</w:t></w:r></mc:Fallback></mc:AlternateContent>",
    "deleted": "<w:del w:id='1'><w:r><w:delText>{}</w:delText></w:r></w:del>",
    "moved from": "<w:moveFrom w:id='1'><w:r><w:t>{}</w:t></w:r></w:moveFrom>",
    "hidden": "<w:r><w:rPr><w:vanish/></w:rPr><w:t>{}</w:t></w:r>",
    "alternative text": "<w:r><w:drawing><wp:inline><wp:docPr id='1' name='x' descr='{}'/></wp:inline></w:drawing></w:r>",
    "title of a picture": "<w:r><w:drawing><wp:inline><wp:docPr id='1' name='x' title='{}'/></wp:inline></w:drawing></w:r>",
    "alternative text of old": "<w:r><w:pict><v:shape alt='{}'/></w:pict></w:r>",
    "choices": "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:ddList><w:listEntry w:val='x'/><w:listEntry w:val='{}'/></w:ddList></w:ffData></w:fldChar></w:r>",
    "default of a field": "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:textInput><w:default w:val='{}'/></w:textInput></w:ffData></w:fldChar></w:r>",
    "help of a field": "<w:r><w:fldChar w:fldCharType='begin'><w:ffData><w:helpText w:val='{}'/></w:ffData></w:fldChar></w:r>",
    "list of a control": "<w:sdt><w:sdtPr><w:alias w:val='x'/><w:dropDownList><w:listItem w:displayText='{}' w:value='1'/></w:dropDownList></w:sdtPr><w:sdtContent/></w:sdt>",
    "circled character": "<w:r><w:instrText> EQ \\o\\ac(x,{}) </w:instrText></w:r>",
    "tip of a link": "<w:hyperlink w:tooltip='{}'/>",
    "unknown text": "<new:thing>{}</new:thing>",
    "unknown attribute": "<new:thing new:words='{}'/>",
}  # fmt: skip
# Parts of their own: path and content.
PARTS = {
    "chart": ("word/charts/chart1.xml", "<c:chartSpace xmlns:c='c' xmlns:a='a'><a:t>{}</a:t></c:chartSpace>"),
    "values of a chart": ("word/charts/chart2.xml", "<c:strCache xmlns:c='c'><c:pt><c:v>{}</c:v></c:pt></c:strCache>"),
    "SmartArt": ("word/diagrams/data1.xml", "<dgm:dataModel xmlns:dgm='d' xmlns:a='a'><a:t>{}</a:t></dgm:dataModel>"),
    "glossary": ("word/glossary/document.xml", f"<w:glossaryDocument xmlns:w='{W}'><w:p>{t('{}')}</w:p></w:glossaryDocument>"),
    "bound data": ("customXml/item1.xml", "<data><name>{}</name></data>"),
    "chunk": ("word/afchunk1.htm", "<html><body>{}<br></body></html>"),
    "embedded file": ("word/embeddings/{}.bin", "x"),
    "header": ("word/header9.xml", f"<w:hdr xmlns:w='{W}'><w:p>{t('{}')}</w:p></w:hdr>"),
    "endnote nobody calls": ("word/endnotes.xml", f"<w:endnotes xmlns:w='{W}'><w:endnote><w:p>{t('{}')}</w:p></w:endnote></w:endnotes>"),
    "part of a later version": ("word/later9.xml", "<later>{}</later>"),
}  # fmt: skip
# Markup and properties: no text of a document.
MARKUP = re.compile(r"\[Content_Types\].xml|.*\.rels|docProps/.*|(word|xl)/(styles|settings|numbering|fontTable|webSettings|stylesWithEffects|theme/.*)\.xml|customXml/.*Props.*")  # fmt: skip


def changed(data: bytes, parts: Mapping[str, str], replaced: Mapping[str, tuple[str, str]] = {}) -> bytes:
    """A package with parts added, and with the first of one string in a part replaced by another."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name in replaced:
                content = content.decode().replace(*replaced[name], 1).encode()
            if name not in parts:
                new.writestr(name, content)
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def strings(data: bytes) -> list[tuple[str, str]]:
    """Every text of every XML part of a package that is no markup, with the part's name."""
    found = []
    with zipfile.ZipFile(BytesIO(data)) as file:
        for name in file.namelist():
            content = file.read(name)
            if MARKUP.fullmatch(name) or not name.endswith(".xml"):
                continue
            for element in ET.fromstring(content).iter():  # noqa: S314 - our own
                if not element.tag.endswith("}f"):
                    found += [
                        (name, said.strip()) for said in (element.text, element.tail) if (said or "").strip()
                    ]
    return found
