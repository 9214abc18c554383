"""What pages list above a report: taken as what it is filed under, and out of the way of title, agency and year."""

from dataclasses import replace
from datetime import date

import pytest
import yaml
from openpyxl.worksheet.cell_range import CellRange

import layouts
import layouts_pages
from filings import AGENCY, distinct, sheet_of
from import_checks import wrong
from importing import imported, said
from layouts import FORMS
from layouts_office import excel, saved, word
from layouts_pages import FRAMES
from nianbao import archive, downloads, importers
from nianbao.messages import Messages
from nianbao.model import form
from nianbao.model.record import COURSE, Record
from nianbao.model.register import Register
from places import CASES, ROOT
from printing import CHROMIUM, STYLE, pdf_of_page
from rendering import articles

BEGINNINGS = yaml.safe_load((CASES / "recognition_record.yml").read_text("utf-8"))
REST = "一、总体情况\n一切平稳。\n"
NAMES = pytest.mark.parametrize("case", BEGINNINGS, ids=lambda case: case["name"])


def read(data, name="report.txt"):
    return importers.draft(name, data, forms=form.builtin(), register=Register(()))


def facts(report):
    return {key: value for key, value in report.record.as_json().items() if value}


@NAMES
def test_facts_of_a_beginning(case):
    draft = read((case["text"] + REST).encode())
    report = draft.report
    assert facts(report) == case["record"]
    published = case.get("published")
    assert str(report.published or "") == str(published or "")
    assert draft.newcomer.name == case["agency"]
    assert report.year == case.get("year", 2023)
    if "title" in case:
        assert report.title == case["title"]
    if "prose" in case:
        assert [part.markdown for part in report.sections if part.key == "preamble"] == [case["prose"]]
    else:
        assert not any(part.key in {"preamble", "unplaced"} for part in report.sections)
    if "notes" in case:
        assert [note.code for note in draft.notes if "record" in note.code] == case["notes"]


@NAMES
def test_each_letter_of_a_beginning_is_kept(case):
    draft = read((case["text"] + REST).encode())
    report = draft.report
    kept = [report.title, said(draft), *(part.heading + part.markdown for part in report.sections)]
    whole = "".join("".join(kept).replace("\\", "").split())
    for line in case["text"].replace("|", " ").replace("---", "").splitlines():
        for part in line.split():
            assert part in whole or report.published


# --- in files of each kind -------------------------------------------------------------------------------------

LISTED = {
    "index_number": "SL007/2024-00031",
    "document_number": "河市监函〔2024〕3号",
    "subject": "市场监管、安全生产监管",
    "written": "2024-01-18",
    "valid": "有效",
}
PAIRS = (
    ("索 引 号：", LISTED["index_number"], "主题分类：", LISTED["subject"]),
    ("发文机构：", AGENCY, "成文日期：", "2024年01月18日"),
    ("文　　号：", LISTED["document_number"], "有 效 性：", LISTED["valid"]),
    ("公开方式：", "主动公开", "发布日期：", "2024-01-19 09:30:00"),
)
FLAT = [(row[at], row[at + 1]) for row in PAIRS for at in (0, 2)]


def table(cells):
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in cells)
    return f"<table>{rows}</table>"


LISTS = {
    "table": table(PAIRS),
    "table with a pair a cell": table([(row[0] + row[1], row[2] + row[3]) for row in PAIRS]),
    "table of names above values": table([[n for n, _ in FLAT], [v for _, v in FLAT]]),
    "list": "<ul>" + "".join(f"<li><b>{name}</b>{value}</li>" for name, value in FLAT) + "</ul>",
    "definitions": "<dl>" + "".join(f"<dt>{n.strip('：')}</dt><dd>{v}</dd>" for n, v in FLAT) + "</dl>",
    "blocks": "".join(f"<div><div>{name}</div><div>{value}</div></div>" for name, value in FLAT),
    "one line": "<p>" + "".join(f"<span>{name}</span><span>{value}</span>" for name, value in FLAT) + "</p>",
    "under a heading": "<h3>信息公开属性</h3>" + table(PAIRS),
}


def assert_taken(sheet, draft, *, exact=True):
    report = draft.report
    assert facts(report) == LISTED
    assert str(report.published) == "2024-01-19"
    assert "主动公开" in "".join(str(note.fields["text"]) for note in draft.notes if note.code == "record")
    assert not wrong(sheet, draft, exact=exact)
    assert LISTED["document_number"] not in "".join(part.markdown for part in report.sections)


@pytest.fixture(scope="module")
def sheet():
    return sheet_of(FORMS[0], distinct(FORMS[0]))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("style", LISTS)
def test_lists_of_pages(sheet, style, frame):
    inner = LISTS[style] + layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    assert_taken(sheet, imported(FRAMES[frame](inner).encode(), "report.html"))


@pytest.mark.parametrize("style", LISTS)
def test_lists_outside_the_article(sheet, style):
    inner = layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    page = f"<html><body><div class='info'>{LISTS[style]}</div><div class='art'>{inner}</div></body></html>"
    assert_taken(sheet, imported(page.encode(), "report.html"))


def test_what_the_head_of_a_page_registers(sheet):
    head = (
        '<meta name="ArticleTitle" content="x"><meta name="IndexNumber" content="SL007/2024-00031">'
        '<meta name="DocNo" content="河市监函〔2024〕3号"><meta name="cwrq" content="2024-01-18">'
        f'<meta name="ContentSource" content="{AGENCY}">'
    )
    inner = layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    draft = imported(f"<html><head>{head}</head><body>{inner}</body></html>".encode(), "report.html")
    assert facts(draft.report) == {key: LISTED[key] for key in ("index_number", "document_number", "written")}
    assert [note.code for note in draft.notes if "record" in note.code] == ["record-from-page"] * 3
    assert not wrong(sheet, draft, exact=True)


def test_what_a_page_shows_goes_before_what_its_head_registers(sheet):
    head = '<meta name="IndexNumber" content="SL007/2019-1"><meta name="PubDate" content="2024-01-20">'
    inner = LISTS["table"] + layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    draft = imported(f"<html><head>{head}</head><body>{inner}</body></html>".encode(), "report.html")
    assert_taken(sheet, draft)
    assert [note.code for note in draft.notes if note.code == "record-differs"] == ["record-differs"] * 2


@pytest.mark.parametrize("style", ["table", "lines"])
def test_lists_of_word_files(sheet, style):
    document = word(sheet, "headings")
    top = document.paragraphs[0]
    if style == "lines":
        for row in PAIRS:
            top.insert_paragraph_before("　　".join((row[0] + row[1], row[2] + row[3])))
    else:
        made = document.add_table(len(PAIRS), 4)
        for line, row in zip(made.rows, PAIRS, strict=True):
            for cell, said_there in zip(line.cells, row, strict=True):
                cell.text = said_there
        body = document.element.body
        body.insert(0, body[-2])
    assert_taken(sheet, imported(saved(document), "report.docx"))


def test_lists_of_excel_files(sheet):
    book = excel(sheet, "one sheet")
    shown = book.worksheets[0]
    merged = [str(area) for area in shown.merged_cells.ranges]
    for area in merged:
        shown.unmerge_cells(area)
    shown.insert_rows(1, len(PAIRS))
    for area in merged:
        bounds = CellRange(area)
        bounds.shift(row_shift=len(PAIRS))
        shown.merge_cells(bounds.coord)
    for top, row in enumerate(PAIRS, 1):
        for left, said_there in enumerate(row, 1):
            shown.cell(top, left).value = said_there
    assert_taken(sheet, imported(saved(book), "report.xlsx"))


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not here")
@pytest.mark.parametrize("style", ["table", "list", "one line"])
@pytest.mark.parametrize("ruled", [True, False])
def test_lists_of_printed_files(sheet, style, ruled, tmp_path):
    paragraphs = "" if ruled else "table.p td{{border:0}}"
    head = STYLE.format(margin=20, padding=4, size=9, paragraphs=paragraphs.replace("{{", "{").replace("}}", "}"))
    listed = LISTS[style].replace("<table>", "<table class=p>")
    page = head + listed + layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    assert_taken(sheet, imported(pdf_of_page(page, tmp_path), "report.pdf"))


@pytest.mark.parametrize("name", sorted(layouts.LAYOUTS))
def test_lists_above_copied_texts(sheet, name):
    lines = "\n".join("　　".join((row[0] + row[1], row[2] + row[3])) for row in PAIRS)
    text = f"{lines}\n\n{layouts.text(sheet, layouts.LAYOUTS[name])}"
    assert_taken(sheet, imported(text.encode(), "report.txt"), exact=False)


# --- back again ------------------------------------------------------------------------------------------------

FILED = Record(
    **{**LISTED, "written": date(2024, 1, 18)},
    handed_in=date(2024, 1, 20),
    returned=(date(2024, 1, 22), date(2024, 1, 24)),
)


def back(report, found, kind, language):
    """Import the download of a report."""
    ((name, data),) = downloads.Downloads(Messages(language)).of_report(
        report, found.agency(report.agency), [kind]
    )
    return importers.draft(name, data, forms=form.builtin(), register=found.register).report


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_downloads_give_the_record_again(kind, language):
    found = archive.load(ROOT / "reports")
    without = back(found.reports[0], found, kind, language)
    made = back(replace(found.reports[0], record=FILED), found, kind, language)
    # An official document has no course: that is between the agency and the office that collects reports.
    course = dict.fromkeys(COURSE) if kind == "docx" else {}
    assert made.record == replace(FILED, **course)
    assert (made.title, made.agency, made.year, made.signed_by) == (
        without.title,
        without.agency,
        without.year,
        without.signed_by,
    )
    assert {place: figure.cell for place, figure in made.figures.items()} == {
        place: figure.cell for place, figure in without.figures.items()
    }
    assert [(s.heading, s.markdown) for s in made.sections] == [(s.heading, s.markdown) for s in without.sections]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_give_the_record_again(tmp_path, monkeypatch, language):
    home = tmp_path / "reports/x"
    home.mkdir(parents=True)
    (tmp_path / "reports/agencies.yml").write_text("- {id: x, name: 松岭县档案局}\n", encoding="utf-8")
    text = (CASES / "rules/base/2023.md").read_text("utf-8").replace("example-bureau", "x")
    (home / "2023.md").write_text(
        text.replace(
            "年度: 2023\n",
            "年度: 2023\n索引号: SL-1\n主题分类: 甲\n成文日期: 2024-01-05\n报送日期: 2024-01-20\n退回日期: [2024-01-22, 2024-01-24]\n",
        ),
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    page = f"<html><body>{articles(language=language)['reports/x/2023/index.md']}</body></html>"
    made = read(page.encode(), "index.html")
    assert made.report.record == Record(
        "SL-1", "", "甲", date(2024, 1, 5), "", date(2024, 1, 20), (date(2024, 1, 22), date(2024, 1, 24))
    )
