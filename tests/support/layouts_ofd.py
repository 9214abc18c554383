"""Annual reports as OFD files (GB/T 33190), letters placed one by one, rules as paths; templates for what repeats."""

import io
import zipfile
from typing import Final
from xml.sax.saxutils import escape

from layouts import TABLES, Grid, Sheet
from layouts_office import placed, width_of
from layouts_pages import tables_of

SPACE: Final = "http://www.ofdspec.org/2016"
WIDTH, HEIGHT, MARGIN, SIZE, STEP = 210.0, 297.0, 20.0, 3.5, 5.0


class Pages:
    """Pages that are being written, from top to bottom."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self.y = 30.0

    def new_page(self) -> None:
        self.pages.append([])
        self.y = 30.0

    def room(self, height: float) -> None:
        if self.y + height > HEIGHT - 30:
            self.new_page()

    def line(self, text: str, size: float = SIZE) -> None:
        most = int((WIDTH - 2 * MARGIN) / size)
        for start in range(0, len(text), most):
            self.room(STEP)
            self.pages[-1].append(text_object(text[start : start + most], MARGIN, self.y, size))
            self.y += STEP + size - SIZE

    def table(self, grid: Grid) -> None:
        column = (WIDTH - 2 * MARGIN) / width_of(grid)
        boxes = list(placed(grid))
        heights = []
        for top in range(len(grid)):
            lines = [len(cut(box.text, column * box.width)) for t, _, box in boxes if t == top and box.height == 1]
            heights.append(1.5 + 4.0 * max([1, *lines]))
        for top, _, box in boxes:
            needed = 1.5 + 4.0 * len(cut(box.text, column * box.width))
            short = needed - sum(heights[top : top + box.height])
            if short > 0:
                heights[top] += short
        self.room(sum(heights) + 2)
        tops = [self.y + sum(heights[:n]) for n in range(len(heights) + 1)]
        for top, left, box in boxes:
            x, y = MARGIN + left * column, tops[top]
            right, bottom = x + box.width * column, tops[top + box.height]
            self.pages[-1].append(frame(x, y, right, bottom))
            for n, part in enumerate(cut(box.text, right - x)):
                self.pages[-1].append(text_object(part, x + 0.6, y + 0.8 + n * 4.0, 3.0))
        self.y = tops[-1] + 3


def cut(text: str, width: float) -> list[str]:
    """Return a text in lines that have room in a cell."""
    lines, used = [""], 0.0
    for sign in text:
        wide = 3.0 if sign >= "\u2e80" else 1.5
        if used + wide > width - 1.2 and lines[-1]:
            lines.append("")
            used = 0.0
        lines[-1] += sign
        used += wide
    return lines


def text_object(text: str, x: float, y: float, size: float, more: str = "") -> str:
    """Return a line of text with its top left at a place."""
    steps = " ".join(f"{size if sign >= chr(0x2E80) else size / 2:g}" for sign in text[:-1])
    distances = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x:g} {y:g} 200 {size:g}" Font="1" Size="{size:g}" {more}>'
        f'<ofd:TextCode X="0" Y="{size * 0.88:g}"{distances}>{escape(text)}</ofd:TextCode></ofd:TextObject>'
    )


def frame(left: float, top: float, right: float, bottom: float) -> str:
    width, height = right - left, bottom - top
    return (
        f'<ofd:PathObject ID="2" Boundary="{left:g} {top:g} {width:g} {height:g}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {width:g} 0 L {width:g} {height:g} L 0 {height:g} C</ofd:AbbreviatedData>"
        "</ofd:PathObject>"
    )


def ofd(sheet: Sheet) -> bytes:
    """Return a report as a file."""
    made = Pages()
    for line in sheet.title:
        made.line(line, 5.0)
    for line in sheet.preamble:
        made.line(line)
    for part in sheet.parts:
        for line in [part.heading, *part.before]:
            made.line(line)
        if part.key in TABLES:
            made.table(tables_of(sheet, part.key))
        for line in part.after:
            made.line(line)
    for line in sheet.signature:
        made.line(line)
    return file(["".join(page) for page in made.pages])


def file(pages: list[str], template: str = "", extra: dict[str, str] | None = None, space: str = SPACE) -> bytes:
    """Return pages of objects as a file, all on one template where there is one."""
    listed = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    common = f"<ofd:PageArea><ofd:PhysicalBox>0 0 {WIDTH:g} {HEIGHT:g}</ofd:PhysicalBox></ofd:PageArea>"
    common += "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
    if template:
        common += '<ofd:TemplatePage ID="9" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
    annotations = "<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>" if extra else ""
    parts = {
        "OFD.xml": "<ofd:DocBody><ofd:DocRoot>/Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>",
        "Doc_0/Document.xml": f"<ofd:CommonData>{common}</ofd:CommonData><ofd:Pages>{listed}</ofd:Pages>{annotations}",
        "Doc_0/PublicRes.xml": '<ofd:Fonts><ofd:Font ID="1" FontName="SimSun"/></ofd:Fonts>',
        **(extra or {}),
    }
    used = '<ofd:Template TemplateID="9"/>' if template else ""
    for n, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{n}/Content.xml"] = (
            f"{used}<ofd:Content><ofd:Layer>{page}</ofd:Layer></ofd:Content>"
        )
    if template:
        parts["Doc_0/Tpls/Tpl_0/Content.xml"] = f"<ofd:Content><ofd:Layer>{template}</ofd:Layer></ofd:Content>"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(
                name, f'<?xml version="1.0" encoding="UTF-8"?><ofd:X xmlns:ofd="{space}">{content}</ofd:X>'
            )
    return buffer.getvalue()
