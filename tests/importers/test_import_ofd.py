"""OFD files: letters and rules find their cells, what is no text is told, hostile files are bounded."""

import re

import pytest

import layouts_ofd
from filings import PATTERNS, distinct, sheet_of
from import_checks import wrong
from importing import imported, read_or_refused, said
from layouts import FORMS
from layouts_ofd import frame, text_object
from nianbao.importers import format_of
from nianbao.model.finding import Refusal
from samples import repacked

SHEET = sheet_of(FORMS[0], distinct(FORMS[0]))


def read(*pages, **more):
    return format_of("a.ofd").read(layouts_ofd.file(list(pages), **more))


def texts(document):
    return [piece.text for piece in document.pieces if hasattr(piece, "text")]


def notes(document):
    return {note.code: note.fields for note in document.notes}


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("form", FORMS)
def test_cell_by_cell(form, pattern):
    sheet = sheet_of(form, PATTERNS[pattern](form))
    made = imported(layouts_ofd.ofd(sheet), "report.ofd")
    problems = wrong(sheet, made, exact=True)
    assert not problems, problems[:9]
    assert "experimental" in [note.code for note in made.notes]


def changed(change):
    """The report with the markup of its pages changed."""
    return repacked(
        layouts_ofd.ofd(SHEET),
        lambda name, part: change(part.decode()).encode() if "Page_" in name else part,
    )


def as_lines(page):
    """Each frame as four lines of their own."""

    def four(found):
        wide, high = found[1], found[2]
        steps = (
            f"M 0 0 L {wide} 0",
            f"M {wide} 0 L {wide} {high}",
            f"M {wide} {high} L 0 {high}",
            f"M 0 {high} L 0 0",
        )
        return "".join(f"{step} " for step in steps).strip()

    return re.sub(r"M 0 0 L (\S+) 0 L \S+ (\S+) L 0 \S+ C", four, page)


def in_points(page):
    """Text objects that count in points and are scaled, as printers of some programs write them."""
    k = 25.4 / 72

    def scaled(found):
        size, y, steps = (
            float(found[1]),
            float(found[2]),
            [float(step) for step in found[4].split()] if found[4] else [],
        )
        distances = f' DeltaX="{" ".join(f"{step / k:.4f}" for step in steps)}"' if steps else ""
        return f'CTM="{k} 0 0 {k} 0 0" Font="1" Size="{size / k:.4f}" ><ofd:TextCode X="0" Y="{y / k:.4f}"{distances}>'

    return re.sub(r'Font="1" Size="(\S+)" ><ofd:TextCode X="0" Y="(\S+)"( DeltaX="([^"]*)")?>', scaled, page)


def counted(page):
    """Equal distances written once with their number."""

    def short(found):
        steps = found[1].split()
        same = len(set(steps)) == 1
        return f'DeltaX="g {len(steps)} {steps[0]}"' if same else found[0]

    return re.sub(r'DeltaX="([^"]+)"', short, page)


WAYS = {
    "frames of four lines": as_lines,
    "points, scaled": in_points,
    "distances counted": counted,
    "another namespace": lambda page: page.replace(layouts_ofd.SPACE, "http://www.ofdspec.org"),
    "blocks in blocks": lambda page: page.replace("<ofd:Layer>", "<ofd:Layer><ofd:PageBlock>").replace(
        "</ofd:Layer>", "</ofd:PageBlock></ofd:Layer>"
    ),
    "letters in bold drawn twice": lambda page: re.sub(r"(<ofd:TextObject.*?</ofd:TextObject>)", r"\1\1", page),
    "no distances": lambda page: re.sub(r' DeltaX="[^"]*"', "", page),
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_of_writing_a_page(way):
    data = changed(WAYS[way])
    assert data != layouts_ofd.ofd(SHEET)
    problems = wrong(SHEET, imported(data, "report.ofd"), exact=True)
    assert not problems, problems[:9]


def test_templates_belong_to_each_page():
    document = read(
        text_object("甲的正文", 20, 60, 4),
        text_object("乙的正文", 20, 60, 4),
        template=text_object("模板的话", 20, 90, 4),
    )
    assert " ".join(texts(document)).count("模板的话") == 2


def test_drawings_that_stand_in_several_places():
    unit = f'<ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7" Width="50" Height="9"><ofd:Content>{text_object("组合的话", 0, 0, 4)}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits>'
    data = repacked(
        layouts_ofd.file(
            [text_object("正文", 20, 60, 4) + '<ofd:CompositeObject ID="1" ResourceID="7" Boundary="20 90 50 9"/>']
        ),
        lambda name, part: part.replace(b"</ofd:X>", f"{unit}</ofd:X>".encode()) if "PublicRes" in name else part,
    )
    assert "组合的话" in texts(format_of("a.ofd").read(data))


def test_what_is_beside_the_pages_is_told():
    extra = {
        "Doc_0/Annots/Annotations.xml": '<ofd:Page PageID="0"><ofd:FileLoc>Page_0/Annotation.xml</ofd:FileLoc></ofd:Page>',
        "Doc_0/Annots/Page_0/Annotation.xml": f'<ofd:Annot Type="Watermark"><ofd:Appearance>{text_object("水印的话", 0, 0, 4)}</ofd:Appearance></ofd:Annot>',
    }
    hidden = text_object("藏起的话", 20, 80, 4, 'Visible="false"')
    picture = '<ofd:ImageObject ID="4" ResourceID="5" Boundary="0 0 9 9"/>'
    document = read(text_object("正文", 20, 60, 4) + hidden + picture, extra=extra)
    assert texts(document) == ["正文"]
    told = notes(document)
    assert told["comment"]["text"] == "水印的话"
    assert told["unread"]["text"] == "藏起的话"
    assert told["pictures"]["count"] == 1


def test_signs_of_all_planes_and_of_the_format():
    assert texts(read(text_object("<&>()\\𠀀①", 20, 60, 4))) == ["<&>()\\𠀀①"]


REFUSED = {
    "pictures": (['<ofd:ImageObject ID="4" ResourceID="5" Boundary="0 0 210 297"/>'], "import-scan"),
    "outlines": ([frame(1, 2, 3, 4) * 50], "import-outlines"),
    "numbers of glyphs alone": ([text_object("¤¤¤¤", 20, 60, 4) + text_object("\ue001\ue002", 20, 70, 4)], "import-outlines"),
    "nothing": ([""], "import-empty"),
    "no page": ([], "import-empty"),
    "many pages": (["1"] * 301, "import-many-pages"),
    "many letters": ([text_object("字" * 30_000, 0, 0, 4) * 3], "import-busy-page"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_text_is_told(case):
    pages, key = REFUSED[case]
    refusal = read_or_refused(layouts_ofd.file(pages), "report.ofd")
    assert isinstance(refusal, Refusal)
    assert refusal.key == key


def test_a_file_with_a_password_is_locked():
    data = repacked(layouts_ofd.file(["1"]), lambda _, part: part, [("Encryptions.xml", "<x/>")])
    assert read_or_refused(data, "report.ofd").key == "import-locked"


UNIT = '<ofd:CompositeObject ID="1" ResourceID="7" Boundary="0 0 1 1"/>'
HOSTILE = {
    "numbers that are none": lambda page: page.replace('Size="3"', 'Size="nan"').replace('X="0"', 'X="1e999"'),
    "distances without end": lambda page: page.replace('DeltaX="', 'DeltaX="g 999999999 1 '),
    "blocks inside one another": lambda page: page.replace("</ofd:Layer>", "<ofd:PageBlock>" * 9000 + "</ofd:PageBlock>" * 9000 + "</ofd:Layer>"),
    "paths": lambda page: page.replace("</ofd:Layer>", "<ofd:PathObject><ofd:AbbreviatedData>" + "M 0 0 L 1 1 " * 9000 + "</ofd:AbbreviatedData></ofd:PathObject></ofd:Layer>"),
    "maps to nowhere": lambda page: page.replace("<ofd:TextObject", '<ofd:TextObject CTM="0 0 0 0 0 0"', 3),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_read_or_refused(case):
    made = read_or_refused(changed(HOSTILE[case]), "report.ofd")
    assert isinstance(made, Refusal) or said(made)


def test_drawings_that_hold_themselves_are_bounded():
    unit = f'<ofd:U><ofd:CompositeGraphicUnit ID="7"><ofd:Content>{UNIT * 9}</ofd:Content></ofd:CompositeGraphicUnit></ofd:U>'
    data = repacked(
        layouts_ofd.file([text_object("正文", 20, 60, 4) + UNIT]),
        lambda name, part: part.replace(b"</ofd:X>", f"{unit}</ofd:X>".encode()) if "PublicRes" in name else part,
    )
    assert read_or_refused(data, "report.ofd").key in {"import-busy-page", "import-broken"}
