"""Cells of a PDF whose digits look right but mean something else: raised, struck out, unseen, or on two lines."""

import pytest
from support.printing import STYLE, pdf_of_page
from test_import_cell_looks import page, read

LOOK = STYLE.format(margin=15, paragraphs="", padding=3, size=10)
SHADED = '<td style="background:#246;color:#fff;print-color-adjust:exact">142</td>'
NARROW = '<td style="word-break:break-all;width:14px;max-width:14px">142</td>'
# What the first figure's cell says -> the figure that is read, the notes, the open points.
CELLS = {
    "142": ("142", set(), set()),
    "<b>142</b>": ("142", set(), set()),
    "<u>142</u>": ("142", set(), set()),
    '<i style="font-family:serif">142</i>': ("142", set(), set()),
    '<b style="font-size:14pt">142</b>': ("", set(), {"doubtful-cell"}),
    '<span style="color:#c00">2023</span>': ("", set(), {"doubtful-cell"}),
    '14<span style="color:#c00">2</span>': ("", set(), {"doubtful-cell"}),
    SHADED: ("142", set(), set()),
    NARROW: ("142", {"broken-figure"}, set()),
    "142<sup>3</sup>": ("142", {"note-mark"}, set()),
    "142<sub>3</sub>": ("142", {"note-mark"}, set()),
    '142<sup style="font-size:5pt">12</sup>': ("142", {"note-mark"}, set()),
    "142<sup>[1]</sup>": ("142", {"note-mark"}, set()),
    "<s>97</s>142": ("142", {"struck-out"}, set()),
    "<s>97</s><br>142": ("142", {"struck-out"}, set()),
    "142<s>3</s>": ("142", {"struck-out"}, set()),
    "<s>97</s>": ("", {"struck-out"}, set()),
    '<b style="color:#fff">97</b>142': ("142", {"unseen-text"}, set()),
    "1<br>42": ("1 42", {"figure-in-words"}, {"doubtful-cell"}),
    "0<br>0": ("0 0", {"figure-in-words"}, {"doubtful-cell"}),
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_is_read_as_it_looks(cell, tmp_path):
    printed = pdf_of_page(LOOK + page(cell).decode(), tmp_path)
    assert read("report.pdf", printed) == CELLS[cell]
