"""OpenDocument files: each cell right, everything said told, hostile ones bounded."""

import pytest

import layouts_open
from filings import PATTERNS, distinct, sheet_of
from import_checks import wrong
from importing import imported, read_or_refused
from layouts import FORMS
from nianbao.importers import format_of
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
