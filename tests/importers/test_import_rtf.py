"""Rich Text files: each cell right however it is written, everything said told, hostile ones bounded."""

import pytest

import layouts_rtf
from filings import PATTERNS, distinct, sheet_of
from import_checks import wrong
from importing import imported, read_or_refused
from layouts import FORMS
from layouts_rtf import paragraph, words
from nianbao.importers import format_of
from nianbao.model.finding import Refusal

SHEET = sheet_of(FORMS[0], distinct(FORMS[0]))


def read(body):
    return format_of("a.rtf").read(layouts_rtf.file(body))


def texts(document):
    return [piece.text for piece in document.pieces if hasattr(piece, "text")]


def grids(document):
    return [
        [["." if part.covered else part.text for part in row.cells] for row in piece.rows]
        for piece in document.pieces
        if hasattr(piece, "rows")
    ]


def notes(document):
    return {note.code: note.fields for note in document.notes}


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("merge", ["edges", "flags"])
@pytest.mark.parametrize("way", layouts_rtf.WAYS)
def test_cell_by_cell(way, merge, pattern):
    for form in FORMS:
        sheet = sheet_of(form, PATTERNS[pattern](form))
        problems = wrong(sheet, imported(layouts_rtf.rtf(sheet, way, merge), "report.rtf"), exact=True)
        assert not problems, problems[:9]


CHARACTERS = {
    "a trail byte written as a letter": (r"{\f1 \'81A}", b"\x81A".decode("gb18030")),
    "a trail byte that is a brace": (r"{\f1 \'95\'7b}", b"\x95\x7b".decode("gb18030")),
    "four bytes": (r"{\f1 \'95\'32\'82\'36}", b"\x95\x32\x82\x36".decode("gb18030")),
    "another font": (r"{\f0 \'d6\'d0}", "中"),
    "no stand-in": (r"\uc0\u20013 a", "中a"),
    "two stand-ins": (r"\uc2\u20013\'d6\'d0a", "中a"),
    "a stand-in cut by a group": (r"{\uc1\u20013}a", "中a"),
    "a pair of halves": (r"\u-10179?\u-8704?", "\U0001f600"),
    "signs": (r"\ldblquote a\rdblquote\endash\{\}\\ b\~c\_d", "\u201ca\u201d\u2013{}\\ b\u00a0c-d"),
    "an unknown word": (r"\nonsense5 a{\*\unknown b}c", "ac"),
    "Unicode beside ANSI": (r"{\upr{a?}{\*\ud{a\u20013 ?}}}", "a中"),
    "binary": (r"a\bin3 {}\par b".replace("\\par b", "xb"), "ab"),
    "a field": (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}", "shown"),
    "no text": (r"{\stylesheet{\s1 x;}}{\*\bkmkstart y}a{\xe{b}}", "a"),
}


@pytest.mark.parametrize("case", CHARACTERS)
def test_characters(case):
    written, shown = CHARACTERS[case]
    assert texts(read(rf"\pard {written}\par")) == [shown]


def test_lists_show_their_numerals_and_no_bullets():
    body = rf"{{\pard{{\listtext\pard\plain {words('一、')}\tab}}{words('总体')}\par}}{{\pard{{\listtext\'b7\tab}}{words('乙')}\par}}{{\pard{{\pntext 1.\tab}}{words('丙')}\par}}"
    assert texts(read(body)) == ["一、总体", "乙", "1. 丙"]


def test_tables_inside_cells():
    nested = r"\pard\intbl\itap2 a\nestcell b\nestcell{\*\nesttableprops\trowd\cellx500\cellx900\nestrow}{\nonesttables\par}"
    body = rf"\trowd\cellx1000\cellx2000{nested}\pard\intbl c\cell d\cell\row"
    # A table that holds another only arranges the page.
    document = read(body)
    assert grids(document) == [[["a", "b"]]]
    assert texts(document) == ["c", "d"]


def test_rows_of_other_edges_are_one_table():
    body = r"\trowd\cellx1000\cellx2000\cellx3000\pard\intbl a\cell b\cell c\cell\row"
    body += r"\trowd\cellx2010\cellx3000\pard\intbl d\cell e\cell\row"
    body += r"\trowd\trleft1000\cellx3000 f\cell\row\pard g\par"
    assert grids(read(body)) == [[["a", "b", "c"], ["d", ".", "e"], ["", "f", "."]]]


def test_cells_more_or_fewer_than_said_lose_nothing():
    body = r"\trowd\cellx1000\cellx2000 a\cell b\cell c\cell\row\trowd\cellx1000\cellx2000 d\cell\row"
    assert grids(read(body)) == [[["a", "b", "c"], ["d", ""]]]
    document = read(r"\trowd\cellx1000\cellx2000 a\cell b\cell\row\trowd d\cell e")
    assert (grids(document), texts(document)) == ([[["a", "b"], ["d"]]], ["e"])


ASIDE = {
    "deleted": (r"{\deleted " + words("删去的话") + "}", "删去的话"),
    "hidden": (r"{\v " + words("藏起的话") + "}", "藏起的话"),
    "footnote": (r"{\super\chftn{\footnote\pard\plain " + words("脚注的话") + "}}", "脚注的话"),
    "comment": (r"{\*\atnid x}{\*\annotation\pard " + words("批注的话") + "}", "批注的话"),
    "page-furniture": (r"{\header\pard " + words("页眉的话") + r"\par}", "页眉的话"),
    "text-box": (r"{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt\pard " + words("框里的话") + r"\par}}{\shprslt x}}", "框里的话"),
    "inserted": (r"{\revised " + words("新增的话") + "}", "新增的话"),
}  # fmt: skip


@pytest.mark.parametrize("code", ASIDE)
def test_what_stands_beside_the_text_is_told(code):
    body, told = ASIDE[code]
    document = read(rf"\pard {words('正文')}{body}\par")
    assert told in notes(document)[code]["text"]
    assert "正文" in "".join(texts(document))
    assert "\\" not in "".join(texts(document))


def test_pictures_are_counted_once():
    body = r"\pard a{\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict 00}}\par"
    assert notes(read(body))["pictures"]["count"] == 1


def test_a_heading_is_known_by_its_level():
    document = read(rf"\pard\outlinelevel1 {words('标题')}\par\pard {words('正文')}\par")
    assert [piece.level for piece in document.pieces] == [2, 0]


HOSTILE = {
    "groups inside one another": "{" * 100_000,
    "ends of nothing": "}" * 100_000,
    "cells": r"\trowd" + r"\cellx1" * 100_000 + r"\intbl a\cell" * 100 + r"\row" * 50,
    "cells without end": r"\intbl a\cell" * 300_000,
    "edges": "".join(rf"\trowd\cellx{n * 40} a\cell\row" for n in range(30_000)),
    "tables inside one another": r"\itap999999 a\nestcell" * 5000,
    "binary beyond the end": r"\bin999999999 a",
    "numbers without end": r"\u" + "9" * 5000 + r"?\cellx" + "9" * 500,
    "text boxes": r"{\shptxt a" * 400,
    "bytes": r"{\f1" + r"\'81" * 200_000 + "}",
    "backslashes": "\\" * 99_999,
    "paragraphs": r"a\par" * 100_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_files_are_read_or_refused(case):
    data = layouts_rtf.rtf(SHEET)[:-1] + HOSTILE[case].encode() + b"}"
    made = read_or_refused(data, "report.rtf")
    if isinstance(made, Refusal):
        refused = {"import-table-too-large", "import-too-long", "import-many-lines", "import-broken"}
        assert made.key in refused | {"import-too-much-memory", "import-too-much-time", "import-package-too-large"}
    else:
        assert made.counts.read == 200


def test_a_cut_file_gives_what_it_holds():
    data = layouts_rtf.rtf(SHEET)
    made = read_or_refused(data[: len(data) * 3 // 4], "report.rtf")
    assert made.open
    assert 0 < made.counts.read < 200


def test_paragraphs_keep_their_order():
    assert texts(read(paragraph("甲") + paragraph("乙"))) == ["甲", "乙"]
