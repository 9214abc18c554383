"""PDF pages that are stored turned, and what is printed across them: watermarks, stamps, text on its side."""

import ctypes
import re
from io import BytesIO
from random import Random

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

import layouts_pages
from filings import PATTERNS, sheet_of
from import_checks import wrong
from importing import imported
from layouts import FORMS
from nianbao.model.finding import Place
from printing import CHROMIUM, STYLE, pdf_of_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed"),
]
# The content of a page turned by quarters against the clock: x and y of its matrix, by the size of the page.
TURNS = {
    0: lambda w, h: (1, 0, 0, 1, 0, 0, w, h),
    1: lambda w, h: (0, 1, -1, 0, h, 0, h, w),
    2: lambda w, h: (-1, 0, 0, -1, w, h, w, h),
    3: lambda w, h: (0, -1, 1, 0, 0, w, h, w),
}


@pytest.fixture(scope="module")
def sheet():
    dice = Random(7)
    figures = {place: str(dice.choice([0, dice.randrange(1, 3000)])) for place in PATTERNS["zeros"](FORMS[0])}
    return sheet_of(FORMS[0], figures)


@pytest.fixture(scope="module")
def print_with(sheet, tmp_path_factory):
    """Print the report with something added to its page, and return the bytes."""

    def run(extra=""):
        body = layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
        style = STYLE.format(margin=12, paragraphs="", padding=3, size=9)
        return pdf_of_page(style + body + extra, tmp_path_factory.mktemp("printed"))

    return run


@pytest.fixture(scope="module")
def printed(print_with):
    return print_with()


def turned(data, quarters, *, rotate):
    """Return a PDF with the content of page n turned by quarters[n]; with `rotate`, pages are shown upright."""
    file = pypdfium2.PdfDocument(data)
    for number, page in enumerate(file):
        quarter = quarters[number % len(quarters)]
        *matrix, width, height = TURNS[quarter](*page.get_size())
        everything = pdfium.FS_RECTF(-5000, 5000, 5000, -5000)
        pdfium.FPDFPage_TransFormWithClip(page, ctypes.byref(pdfium.FS_MATRIX(*matrix)), ctypes.byref(everything))
        page.set_mediabox(0, 0, width, height)
        page.set_cropbox(0, 0, width, height)
        if rotate:
            page.set_rotation(90 * quarter)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("rotate", [True, False], ids=["shown upright", "shown turned"])
@pytest.mark.parametrize("quarters", [(0,), (1,), (2,), (3,), (0, 1), (3, 2, 1)], ids=str)
def test_turned_pages_are_read_upright(sheet, printed, quarters, rotate):
    assert not wrong(sheet, imported(turned(printed, quarters, rotate=rotate), "report.pdf"), exact=True)


MARK = (
    '<div style="position:fixed;top:{top}%;left:{left}%;transform:rotate({turn}deg);font-size:{size}pt;'
    'color:{color};white-space:nowrap">{text}</div>'
)
MARKS = {
    "slanted": {"turn": -35, "size": 60, "color": "rgba(160,160,160,.4)", "text": "DRAFT 2023"},
    "slanted the other way": {"turn": 40, "size": 40, "color": "#bbb", "text": "2023 内部资料 88"},
    "on its side": {"turn": 90, "size": 50, "color": "#ccc", "text": "样本 2024"},
    "upright and huge": {"turn": 0, "size": 90, "color": "#ddd", "text": "草稿 37"},
    "a small stamp": {"turn": -12, "size": 14, "color": "#c00", "text": "已审核 2024"},
}


@pytest.mark.parametrize("name", MARKS)
def test_what_is_printed_across_a_page_is_in_no_cell(sheet, print_with, name):
    marks = "".join(MARK.format(top=top, left=left, **MARKS[name]) for top in (20, 45, 70) for left in (15, 50))
    draft = imported(print_with(marks), "report.pdf")
    assert not [problem for problem in wrong(sheet, draft, exact=False) if "read" in problem]
    assert "not-upright" in {note.code for note in draft.notes}


CELL = ("applications", "new", "natural_person")


def _printed_cell(content, tmp_path):
    """Print a report with the content of one cell written so, and import it."""
    sheet = sheet_of(FORMS[0], PATTERNS["zeros"](FORMS[0]) | {CELL: "777"})
    body = layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>").replace(">777<", f">{content}<")
    return imported(
        pdf_of_page(STYLE.format(margin=12, paragraphs="", padding=1, size=9) + body, tmp_path), "report.pdf"
    )


def _read(draft):
    return draft.report.cell(Place(*CELL)).raw, {note.code for note in draft.notes}


def test_a_number_broken_by_a_narrow_cell_is_one_number(tmp_path):
    narrow = '<div style="width:24px;word-break:break-all">123456</div>'
    figure, notes = _read(_printed_cell(f'<div style="display:table;margin-right:0">{narrow}</div>', tmp_path))
    assert figure == "123456" or (figure != "123456" and "figure-in-words" in notes)


def test_two_numbers_in_a_wide_cell_are_not_one(tmp_path):
    figure, notes = _read(_printed_cell("<p>12</p><p>34</p>", tmp_path))
    assert figure == "12 34"
    assert "figure-in-words" in notes


def test_a_figure_on_its_side_is_open(tmp_path):
    """It may be the cell's, or printed across the page."""
    draft = _printed_cell('<span style="display:inline-block;transform:rotate(-90deg)">58</span>', tmp_path)
    figure, notes = _read(draft)
    assert figure == ""
    assert "not-upright" in notes
    assert [(point.what, point.text) for point in draft.open] == [("text-on-its-side", "58")]


BLANK = {"turn": 0, "size": 9, "color": "#c00"}


@pytest.mark.parametrize(
    "look", [*MARKS.values(), BLANK | {"text": "已审核"}, BLANK | {"text": "2023", "turn": 90}]
)
def test_what_is_printed_across_blank_cells_is_no_figure(look, tmp_path):
    """A mark lies over no letters there."""
    sheet = sheet_of(FORMS[0], PATTERNS["sparse"](FORMS[0]))
    body = layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    marks = "".join(MARK.format(top=top, left=left, **look) for top in (30, 60) for left in (48, 55, 63))
    style = STYLE.format(margin=12, paragraphs="", padding=3, size=9)
    draft = imported(pdf_of_page(style + body + marks, tmp_path), "report.pdf")
    wrongly = [problem for problem in wrong(sheet, draft, exact=False) if "read" in problem]
    assert not [problem for problem in wrongly if re.search(r"read '[^']*\d", problem)]
