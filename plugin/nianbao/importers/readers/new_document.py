"""A text document of another kind written anew as .docx, so that the reader of Word files reads its cells as well.

Markup is built inside out, as texts: runs, paragraphs of runs, tables of paragraphs, then the file.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from nianbao.model.normalisation import bearable

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_NAMES: Final = f'xmlns:w="{_WORD}" xmlns:wp="{_DRAWING}" xmlns:v="urn:schemas-microsoft-com:vml"'
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_BREAKS: Final = re.compile("([\t\n\r])")
_SIGNS: Final = {"\t": "<w:tab/>", "\n": "<w:br/>", "\r": "<w:br/>"}
FIELD_END: Final = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
PICTURE: Final = "<w:r><w:drawing/></w:r>"
# One that floats over the page.
FLOATING: Final = "<w:r><w:drawing><wp:anchor/></w:drawing></w:r>"


@dataclass(frozen=True, slots=True)
class Looks:
    """How a run is set, as far as it says what is text of the document, what is a mark beside it, what is seen.

    `colour` and `ground`, what is behind it, are in hexadecimal (FF0000), empty for the usual ones; `size` is
    in half points, 0 for the usual one; `font` is the name of a font whose characters may be pictures.
    """

    bold: bool = False
    struck: bool = False
    raised: bool = False
    hidden: bool = False
    web_hidden: bool = False
    size: int = 0
    colour: str = ""
    ground: str = ""
    font: str = ""

    def properties(self) -> str:
        """Return the properties of a run."""
        names = (
            ("b", self.bold),
            ("strike", self.struck),
            ("vanish", self.hidden),
            ("webHidden", self.web_hidden),
        )
        made = f"<w:rFonts w:ascii={quoteattr(_UNWRITABLE.sub('', self.font))}/>" if self.font else ""
        made += "".join(f"<w:{name}/>" for name, is_on in names if is_on)
        made += f'<w:color w:val="{self.colour}"/>' if self.colour else ""
        made += f'<w:sz w:val="{self.size}"/>' if self.size else ""
        made += _shading(self.ground)
        return made + ('<w:vertAlign w:val="superscript"/>' if self.raised else "")


def _shading(colour: str) -> str:
    return f'<w:shd w:val="clear" w:fill="{colour}"/>' if colour else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: the markup of its blocks, how many columns it reaches over, its part in a merge of rows.

    `merge` is "restart", "continue" or empty; `ground` the colour behind it, in hexadecimal; `hidden` says that it
    stands in a row that isn't shown.
    """

    blocks: str
    width: int = 1
    merge: str = ""
    ground: str = ""
    hidden: bool = False


@dataclass
class Beside:
    """What stands beside the text: headers and footers, footnotes and comments, and how lists are numbered.

    `lists` are the levels of each kind of list (Word's name of the numeral, its text such as "%1."); `counts` the
    lists that count, each with its kind, and whether it starts anew.
    """

    around: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    lists: list[Mapping[int, tuple[str, str, int]]] = field(default_factory=list)
    counts: list[tuple[int, bool]] = field(default_factory=list)


def run(text: str, looks: Looks, change: str = "") -> str:
    """Return the markup of a text in one look; `change` is "ins" or "del" for tracked changes."""
    shown = _UNWRITABLE.sub("", bearable(text))
    if not shown:
        return ""
    tag = "w:delText" if change == "del" else "w:t"
    content = "".join(
        _SIGNS.get(part, f'<{tag} xml:space="preserve">{escape(part)}</{tag}>')
        for part in _BREAKS.split(shown)
        if part
    )
    properties = looks.properties()
    made = f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{content}</w:r>"
    return f"<w:{change}>{made}</w:{change}>" if change else made


def paragraph(runs: str, level: int = 0, listed: tuple[int, int] | None = None) -> str:
    """Return the markup of a paragraph.

    `level` is that of a heading, from 1, or 0; `listed` the number of a list and how deep the paragraph is in it.
    """
    properties = f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""
    if listed:
        number, depth = listed
        properties += f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number + 1}"/></w:numPr>'
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def table(rows: Iterable[tuple[int, Sequence[Cell]]]) -> str:
    """Return the markup of a table; each row with the number of columns it leaves out at its start."""
    return f"<w:tbl>{''.join(_row(skipped, cells) for skipped, cells in rows if cells)}</w:tbl>"


def _row(skipped: int, cells: Sequence[Cell]) -> str:
    before = f'<w:gridBefore w:val="{skipped}"/>' if skipped else ""
    before += "<w:hidden/>" if any(cell.hidden for cell in cells) else ""
    return f"<w:tr>{f'<w:trPr>{before}</w:trPr>' if before else ''}{''.join(map(_cell, cells))}</w:tr>"


def _cell(cell: Cell) -> str:
    span = f'<w:gridSpan w:val="{cell.width}"/>' if cell.width > 1 else ""
    merge = f'<w:vMerge w:val="{cell.merge}"/>' if cell.merge else ""
    return f"<w:tc><w:tcPr>{span}{merge}{_shading(cell.ground)}</w:tcPr>{cell.blocks or '<w:p/>'}</w:tc>"


def box(blocks: str) -> str:
    """Return the markup of a text box, which stands in a paragraph."""
    return f"<w:r><w:pict><v:textbox><w:txbxContent>{blocks}</w:txbxContent></v:textbox></w:pict></w:r>"


def described(text: str) -> str:
    """Return the markup of a picture with a text that stands for it."""
    said = quoteattr(_UNWRITABLE.sub("", bearable(text)))
    return f"<w:r><w:drawing><wp:inline><wp:docPr id='1' name='' descr={said}/></wp:inline></w:drawing></w:r>"


def link(anchor: str, runs: str) -> str:
    """Return the markup of a link to a place in the document."""
    return f"<w:hyperlink w:anchor={quoteattr(_UNWRITABLE.sub('', anchor))}>{runs}</w:hyperlink>"


def computed(command: str, runs: str = "") -> str:
    """Return the markup of a field with its result, empty where nothing shows it."""
    return f"<w:fldSimple w:instr={quoteattr(_UNWRITABLE.sub('', command))}>{runs}</w:fldSimple>"


def command(text: str) -> str:
    """Return the markup that begins a field; its result follows, then FIELD_END."""
    said = escape(_UNWRITABLE.sub("", bearable(text)))
    parts = (
        '<w:fldChar w:fldCharType="begin"/>',
        f"<w:instrText>{said}</w:instrText>",
        '<w:fldChar w:fldCharType="separate"/>',
    )
    return "".join(f"<w:r>{part}</w:r>" for part in parts)


def prompt(runs: str) -> str:
    """Return the markup of a place nobody filled in, which shows what is to be."""
    return f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{runs}</w:sdtContent></w:sdt>"


def ruby(base: str, reading: str) -> str:
    """Return the markup of a text with its reading above it."""
    above = f"<w:rt>{run(reading, Looks())}</w:rt>"
    return f"<w:r><w:ruby>{above}<w:rubyBase>{base}</w:rubyBase></w:ruby></w:r>"


def footnote(beside: Beside, blocks: str) -> str:
    """Keep the blocks of a footnote, and return the markup of its mark."""
    beside.footnotes.append(blocks)
    return f'<w:r><w:footnoteReference w:id="{len(beside.footnotes)}"/></w:r>'


def saved(body: str, beside: Beside) -> bytes:
    """Return the .docx file of a body and of what stands beside it."""
    parts = {"header": ("hdr", beside.around and ["".join(beside.around)], "")}
    parts["footnotes"] = ("footnotes", beside.footnotes, "footnote")
    parts["comments"] = ("comments", beside.comments, "comment")
    made = {name: _part(root, content, each) for name, (root, content, each) in parts.items() if content}
    if beside.lists:
        made["numbering"] = _numbering(beside)
    made["document"] = f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"
    types = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_KIND}.{name}{".main" * (name == "document")}+xml"/>'
        for name in made
    )
    relations = "".join(_relation(name, f"{name}.xml") for name in made if name != "document")
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        package.writestr(
            "[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{_DEFAULTS}{types}</Types>'
        )
        package.writestr("_rels/.rels", _relations(_relation("officeDocument", "word/document.xml")))
        package.writestr("word/_rels/document.xml.rels", _relations(relations))
        for name, content in made.items():
            package.writestr(f"word/{name}.xml", content)
    return buffer.getvalue()


_DEFAULTS: Final = (
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
)


def _part(root: str, contents: Sequence[str], each: str) -> str:
    """Return a part that holds some texts, each in an element of its own where `each` names one."""
    if each:
        contents = [f'<w:{each} w:id="{n}">{content}</w:{each}>' for n, content in enumerate(contents, 1)]
    return f"<w:{root} {_NAMES}>{''.join(contents)}</w:{root}>"


def _relation(name: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_RELATIONS}/{name}" Target="{target}"/>'


def _relations(content: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{content}</Relationships>'


def _numbering(beside: Beside) -> str:
    """Return the part that says how lists are numbered."""
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">{"".join(map(_level, levels.items()))}</w:abstractNum>'
        for n, levels in enumerate(beside.lists)
    )
    counts = ""
    for number, (kind, is_new) in enumerate(beside.counts, 1):
        start = beside.lists[kind].get(0, ("", "", 1))[2]
        anew = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>' if is_new else ""
        counts += f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{anew}</w:num>'
    return f"<w:numbering {_NAMES}>{kinds}{counts}</w:numbering>"


def _level(item: tuple[int, tuple[str, str, int]]) -> str:
    depth, (kind, text, start) = item
    values = (("start", start), ("numFmt", kind), ("lvlText", _UNWRITABLE.sub("", text)))
    return f'<w:lvl w:ilvl="{depth}">{"".join(f"<w:{k} w:val={quoteattr(str(v))}/>" for k, v in values)}</w:lvl>'
