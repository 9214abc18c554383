"""What a cell of a table in Markdown or plain text shows besides its figure: notes, withdrawn text, lines."""

import pytest

from nianbao import importers
from nianbao.model import form, register

TITLE = "青石县水利局2023年政府信息公开工作年度报告"
SECTION = "三、收到和处理政府信息公开申请情况"
NEW = "一、本年新收政府信息公开申请数量"
LEFT = "四、结转下年度继续办理"
OTHERS = ["31", "0", "7", "0", "2", "268"]


def markdown(cell):
    rows = [["项目", *"abcdefg"], ["---"] * 8, [NEW, cell, *OTHERS], [LEFT, *["0"] * 7]]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"# {TITLE}\n\n## {SECTION}\n\n{table}\n".encode()


def tabs(cell):
    rows = [[NEW, cell, *OTHERS], [LEFT, *["0"] * 7]]
    return "\n".join([TITLE, SECTION, *("\t".join(row) for row in rows)]).encode()


def read(name, data):
    draft = importers.draft(name, data, forms=form.builtin(), register=register.Register())
    figures = [figure.cell.raw for place, figure in draft.report.figures.items() if place.row == "new"]
    assert figures[1:] == OTHERS
    return figures[0], draft


# In Markdown: what a cell shows, and the notes it is due.
SHOWN = {
    "142<sup>3</sup>": {"note-mark"},
    "142<SUB>3</SUB>": {"note-mark"},
    "142[^3]": {"note-mark"},
    "142[^note-a]": {"note-mark"},
    "~~97~~142": {"struck-out"},
    "142 ~~(97)~~": {"struck-out"},
    "<del>97</del>142": {"struck-out"},
    "<s>97</s> 142": {"struck-out"},
    "<strike>9</strike>142[^2]": {"struck-out", "note-mark"},
    "142<!--97-->": {"hidden"},
    "1<br>42": {"broken-figure"},
    "14<br />2": {"broken-figure"},
    "`142`": set(),
    "**142**": set(),
    "__142__": set(),
}


@pytest.mark.parametrize("cell", SHOWN)
def test_a_cell_in_markdown_is_read_as_it_shows(cell):
    figure, draft = read("report.md", markdown(cell))
    assert figure == "142"
    assert {note.code for note in draft.notes} - {"stray-text"} == SHOWN[cell]


# Marks as they are written in any kind of file.
MARKED = ["142[1][2]", "142注①", "142(注1)(注2)", "142#", "142★", "142▲", "142②③", "142Ⅰ", "142㈠", "142 ※"]


@pytest.mark.parametrize("write", [markdown, tabs])
@pytest.mark.parametrize("cell", MARKED)
def test_marks_beside_a_figure_are_no_digits(cell, write):
    figure, draft = read("report.md" if write is markdown else "report.txt", write(cell))
    assert figure == "142"
    assert "note-mark" in {note.code for note in draft.notes}


@pytest.mark.parametrize(
    "cell", ["142^3", "~97~142", "{--97--}142", "[142](x)", "142 <input value=3>", "142<i>3</i>"]
)
def test_marks_nobody_knows_stay_in_the_text_with_a_note(cell):
    figure, draft = read("report.md", markdown(cell))
    assert figure == cell
    assert "figure-in-words" in {note.code for note in draft.notes}


def test_text_below_a_line_break_is_open():
    draft = importers.draft("report.md", markdown("0<br>0"), forms=form.builtin(), register=register.Register())
    assert "doubtful-cell" in {point.what for point in draft.open}
