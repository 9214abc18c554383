"""OpenDocument files: each cell right, everything said told, hostile ones bounded."""

import io

import openpyxl
import pytest

import layouts_open
from filings import PATTERNS, distinct, sheet_of
from import_checks import wrong
from importing import imported, read_or_refused
from layouts import FORMS
from nianbao.importers import format_of
from nianbao.importers.readers import ods
from nianbao.model.finding import Refusal

SHEET = sheet_of(FORMS[0], distinct(FORMS[0]))
BODY = layouts_open.text_body(SHEET)


def texts(document):
    return [piece.text for piece in document.pieces if hasattr(piece, "text")]


def read(body, **more):
    return format_of("a.odt").read(layouts_open.odt_of(body, **more))


def notes(document):
    return {note.code: note.fields for note in document.notes}


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("form", FORMS)
def test_text_documents_cell_by_cell(form, pattern):
    sheet = sheet_of(form, PATTERNS[pattern](form))
    problems = wrong(sheet, imported(layouts_open.odt(sheet), "report.odt"), exact=True)
    assert not problems, problems[:9]


def test_texts_keep_their_spaces_signs_and_order():
    document = read(
        "<text:p>甲<text:span>乙</text:span>丙  \n 丁<text:s text:c='2'/>戊<text:tab/>己<text:line-break/>庚</text:p>"
    )
    assert texts(document) == ["甲乙丙 丁 戊 己", "庚"]


def test_lists_show_their_numerals():
    entry = "<text:list-item><text:p>{}</text:p></text:list-item>"
    first = f'<text:list text:style-name="L1">{entry.format("总体情况")}{entry.format("公开")}</text:list>'
    on = f'<text:list text:continue-numbering="true" text:style-name="L1">{entry.format("申请")}</text:list>'
    anew = f'<text:list text:style-name="L1">{entry.format("其他")}</text:list>'
    assert texts(read(f"{first}<text:p>正文</text:p>{on}{anew}")) == [
        "一、总体情况", "二、公开", "正文", "三、申请", "一、其他",
    ]  # fmt: skip


ASIDE = {
    "deleted": (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>删去的话</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>正文<text:change text:change-id="c1"/></text:p>',
        "删去的话",
    ),
    "footnote": (
        "<text:p>正文<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>脚注的话</text:p></text:note-body></text:note></text:p>",
        "脚注的话",
    ),
    "comment": (
        "<text:p>正文<office:annotation><text:p>批注的话</text:p></office:annotation></text:p>",
        "批注的话",
    ),
    "text-box": (
        "<text:p>正文<draw:frame><draw:text-box><text:p>框里的话</text:p></draw:text-box></draw:frame></text:p>",
        "框里的话",
    ),
    "hidden": ('<text:p>正文<text:span text:style-name="T3">藏起的话</text:span></text:p>', "藏起的话"),
    "alternative-text": (
        "<text:p>正文<draw:frame><draw:image/><svg:desc>图的说明</svg:desc></draw:frame></text:p>",
        "图的说明",
    ),
    "ruby": (
        "<text:p>正文<text:ruby><text:ruby-base>龘</text:ruby-base><text:ruby-text>dá</text:ruby-text></text:ruby></text:p>",
        "龘(dá)",
    ),
}


@pytest.mark.parametrize("code", ASIDE)
def test_what_stands_beside_the_text_is_told(code):
    body, told = ASIDE[code]
    document = read(body)
    assert told in notes(document)[code]["text"]
    assert "正文" in "".join(texts(document))


def test_headers_and_footers_are_told():
    master = "<style:master-page><style:header><text:p>页眉的话</text:p></style:header></style:master-page>"
    assert "页眉的话" in notes(read("<text:p>正文</text:p>", master=master))["page-furniture"]["text"]


def test_insertions_are_told_and_kept():
    body = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:insertion/></text:changed-region></text:tracked-changes>'
        '<text:p>正<text:change-start text:change-id="c1"/>新增<text:change-end text:change-id="c1"/>文</text:p>'
    )
    document = read(body)
    assert texts(document) == ["正新增文"]
    assert notes(document)["inserted"]["text"] == "新增"


def test_unknown_elements_lose_no_text():
    assert texts(read('<x:y xmlns:x="urn:x"><text:p>甲<x:z>乙</x:z></text:p></x:y>')) == ["甲乙"]


def test_a_document_with_a_password_is_locked():
    manifest = "<manifest><encryption-data/></manifest>"
    with pytest.raises(Refusal) as refused:
        read("<text:p>1</text:p>", extra=[("META-INF/manifest.xml", manifest)])
    assert refused.value.key == "import-locked"


# --- workbooks ---------------------------------------------------------------------------------------------------

ROWS = layouts_open.sheet_rows(SHEET)


def row(*cells, more=""):
    return f"<table:table-row{more}>{''.join(cells)}</table:table-row>"


def cell(text, more='office:value-type="string"', inside=""):
    return f"<table:table-cell {more}>{inside}<text:p>{text}</text:p></table:table-cell>"


def workbook(*content, more="", **parts):
    return format_of("a.ods").read(layouts_open.ods_of("".join(content), more, **parts))


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("form", FORMS)
def test_workbooks_cell_by_cell(form, pattern):
    sheet = sheet_of(form, PATTERNS[pattern](form))
    problems = wrong(sheet, imported(layouts_open.ods(sheet), "report.ods"), exact=True)
    assert not problems, problems[:9]


def shown(document):
    return [
        [part.text for part in row.cells]
        for piece in document.pieces
        if hasattr(piece, "rows")
        for row in piece.rows
    ]


def test_numbers_are_read_as_stored_and_the_difference_told():
    document = workbook(
        row(cell("甲"), cell("1,228", 'office:value-type="float" office:value="1228"')),
        row(cell("乙"), cell("35%", 'office:value-type="percentage" office:value="0.35"')),
    )
    assert shown(document) == [["甲", "1228"], ["乙", "0.35"]]
    assert "35%" in notes(document)["number-format"]["text"]


def test_a_date_is_the_day_it_shows():
    document = workbook(row(cell("日期"), cell("2024年1月22日", 'office:value-type="date" office:value-date="x" office:date-value="2024-01-22"')))  # fmt: skip
    assert "2024-01-22" in str(shown(document))


def test_saved_results_of_formulas_and_those_without():
    document = workbook(
        row(cell("甲"), cell("3", 'table:formula="of:=1+2" office:value-type="float" office:value="3"')),
        row(cell("乙"), '<table:table-cell table:formula="of:=1+2"/>'),
    )
    assert shown(document)[0] == ["甲", "3"]
    assert [point.code for point in document.open] == ["no-result"]
    assert [note.fields["count"] for note in document.notes if note.code == "formula"] == [1, 1]


def test_what_stands_beside_the_cells_is_told():
    hidden = '<table:table table:name="草稿" table:style-name="ta2"><table:table-row><table:table-cell><text:p>草稿的话</text:p></table:table-cell></table:table-row></table:table>'
    comment = "<office:annotation><text:p>批注的话</text:p></office:annotation>"
    shape = "<table:shapes><draw:frame><draw:text-box><text:p>框里的话</text:p></draw:text-box></draw:frame></table:shapes>"
    master = "<style:master-page><style:footer><text:p>页脚的话</text:p></style:footer></style:master-page>"
    document = workbook(shape, row(cell("甲", inside=comment), cell("1")), more=hidden, master=master)
    told = notes(document)
    assert told["hidden-sheet"]["text"] == "草稿的话"
    assert "批注的话" in told["comment"]["text"]
    assert "框里的话" in told["unread"]["text"]
    assert told["page-furniture"]["text"] == "页脚的话"


def test_hidden_rows_and_columns_are_told():
    document = workbook(
        "<table:table-column/><table:table-column table:visibility='collapse'/>",
        row(cell("甲"), cell("乙")),
        row(cell("丙"), more=" table:visibility='filter'"),
    )
    assert notes(document)["hidden-cells"]["text"] == "乙 / 丙"


def test_struck_runs_and_cells_reach_the_reader():
    content = row(
        cell('<text:span text:style-name="T4">88</text:span>228<text:span text:style-name="T2">1</text:span>')
    )
    content += row(cell("5", 'table:style-name="ce2" office:value-type="float" office:value="5"'))
    data, _ = ods.converted(layouts_open.ods_of(content))
    page = openpyxl.load_workbook(io.BytesIO(data), rich_text=True).active
    runs = [(part.text, part.font.strike, part.font.vertAlign) for part in page["A1"].value]
    assert runs == [("88", True, None), ("228", None, None), ("1", None, "superscript")]
    assert page["A2"].value == 5
    assert page["A2"].font.strike


SHEETS = {
    "repeated columns": row(cell("1", 'table:number-columns-repeated="1000000"')) * 20,
    "repeated rows": row(cell("1"), cell("2"), more=' table:number-rows-repeated="1048576"'),
    "framed to the end": row('<table:table-cell table:style-name="ce1" table:number-columns-repeated="16384"/>', more=' table:number-rows-repeated="1048576"'),
    "spans": row(cell("1", 'table:number-columns-spanned="1000000" table:number-rows-spanned="1000000"'), cell("2")),
    "many spans": row(cell("1", 'table:number-columns-spanned="1000" table:number-rows-spanned="1000"'), cell("2")) * 500,
    "hidden columns": '<table:table-column table:visibility="collapse" table:number-columns-repeated="16384"/>' * 1000,
    "groups inside one another": "<table:table-row-group>" * 5000 + row(cell("1")) + "</table:table-row-group>" * 5000,
    "texts inside one another": row(cell("<text:span>" * 20000 + "1" + "</text:span>" * 20000)),
    "numbers without end": row(cell("1", f'office:value-type="float" office:value="{"9" * 5000}"')),
    "dates that are none": row(cell("1", 'office:value-type="date" office:date-value="9999-99-99T"')),
}  # fmt: skip


@pytest.mark.parametrize("case", SHEETS)
def test_hostile_workbooks_are_read_or_refused(case):
    made = read_or_refused(layouts_open.ods_of(ROWS + SHEETS[case]), "report.ods")
    if isinstance(made, Refusal):
        assert made.key in {"import-table-too-large", "import-too-much-memory", "import-too-much-time"}
    else:
        assert made.counts.read == 200


# --- hostile documents -------------------------------------------------------------------------------------------

CELL = "<table:table-cell><text:p>1</text:p></table:table-cell>"
REPEATED = CELL.replace("cell>", "cell table:number-columns-repeated='1000000'>", 1)
HOSTILE = {
    "repeated columns": f"<table:table><table:table-row>{CELL}{REPEATED}</table:table-row></table:table>",
    "repeated rows": f'<table:table><table:table-row table:number-rows-repeated="1048576">{CELL}{CELL}</table:table-row></table:table>',
    "spans": '<table:table><table:table-row><table:table-cell table:number-columns-spanned="1000000" table:number-rows-spanned="1000000"><text:p>1</text:p></table:table-cell>'
    + CELL
    + "</table:table-row></table:table>",
    "empty cells repeated in many rows": '<table:table><table:table-row><table:table-cell table:number-columns-repeated="1000"/></table:table-row></table:table>'
    * 2000,
    "tables inside one another": f"<table:table><table:table-row>{CELL}<table:table-cell>" * 3000
    + "</table:table-cell></table:table-row></table:table>" * 3000,
    "spans inside one another": "<text:p>" + "<text:span>" * 20000 + "1" + "</text:span>" * 20000 + "</text:p>",
    "spaces": '<text:p><text:s text:c="999999999"/>1</text:p>' * 5000,
    "lists inside one another": "<text:list><text:list-item>" * 5000 + "<text:p>1</text:p>" + "</text:list-item></text:list>" * 5000,
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_documents_are_read_or_refused(case):
    made = read_or_refused(layouts_open.odt_of(BODY + HOSTILE[case]), "report.odt")
    if isinstance(made, Refusal):
        assert made.key in {"import-table-too-large", "import-too-long", "import-too-much-memory"}
    else:
        assert made.counts.read == 200


def test_entities_are_refused():
    data = layouts_open.odt_of("<text:p>1</text:p>", extra=[("a.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>')])
    with pytest.raises(Refusal) as refused:
        imported(data, "report.odt")
    assert refused.value.key == "import-broken"
