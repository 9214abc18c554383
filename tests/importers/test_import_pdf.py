"""PDF files as a browser prints them: tables over page breaks, cut rows, headers and footers."""

from io import BytesIO
from random import Random

import pytest
from PIL import Image

import layouts_pages
from filings import PATTERNS, sheet_of
from import_checks import wrong
from importing import imported
from layouts import FORMS, PLACES, ROW_LABELS
from nianbao.importers.readers import pdf_pages
from nianbao.model.finding import Place, Refusal
from printing import CHROMIUM, STYLE, pdf_of_page

INDENTED = "p{text-indent:2em;margin:0}"


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.parametrize(
    ("name", "pattern", "table", "margin", "paragraphs", "padding", "size", "furniture"),
    [
        (FORMS[0], "distinct", "plain", 10, "", 2, 9, True),
        (FORMS[0], "odd", "pasted from Word", 13.4, "", 4, 10, False),
        (FORMS[0], "sparse", "plain", 26, INDENTED, 4, 12, True),
        (FORMS[1], "zeros", "pasted from Word", 14, "", 3, 10, False),
    ],
)
def test_printed_page(name, pattern, table, margin, paragraphs, padding, size, furniture, tmp_path):
    sheet = sheet_of(name, PATTERNS[pattern](name))
    style = STYLE.format(margin=margin, paragraphs=paragraphs, padding=padding, size=size)
    draft = printed(style + layouts_pages.body(sheet, table, "p", "<h2>{}</h2>"), tmp_path, furniture=furniture)
    assert not wrong(sheet, draft, exact=True)
    assert ("page-furniture" in {note.code for note in draft.notes}) == furniture
    assert draft.places


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.parametrize("room", [656, 800])
def test_page_break_through_narrow_labels(room, tmp_path):
    """What a browser prints below the frame of a table that the page cuts is the rest of a label, no prose."""
    sheet = sheet_of(FORMS[0], PATTERNS["distinct"](FORMS[0]))
    body = layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    at = body.rindex("<h2", 0, body.index("三、收到"))
    style = STYLE.format(margin=14, paragraphs="", padding=4, size=10)
    spaced = (
        f'{style}<style>tr{{break-inside:auto}}</style>{body[:at]}<div style="height:{room}px"></div>{body[at:]}'
    )
    assert not wrong(sheet, printed(spaced, tmp_path, furniture=False), exact=True)


def printed(html, folder, *, furniture):
    """Print a page with Chromium and import what comes out."""
    return imported(pdf_of_page(html, folder, furniture=furniture), "report.pdf")


def test_scan_is_refused_with_what_to_do():
    buffer = BytesIO()
    Image.new("L", (400, 500), 200).save(buffer, "pdf")
    with pytest.raises(Refusal) as refusal:
        imported(buffer.getvalue(), "report.pdf")
    assert refusal.value.key == "import-scan"


def test_locked_file_is_refused_with_what_to_do():
    key = b"<" + b"41" * 32 + b">"
    data = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\n"
    data += b"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O " + key + b"/U " + key + b">>endobj\n"
    start = len(data)
    places = [data.index(b"%d 0 obj" % number) for number in (1, 2, 3)]
    data += b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer<</Size 4/Root 1 0 R/Encrypt 3 0 R/ID[<41><41>]>>\nstartxref\n%d\n%%%%EOF" % start
    with pytest.raises(Refusal) as refusal:
        imported(data, "report.pdf")
    assert refusal.value.key == "import-locked"


@pytest.mark.parametrize(
    ("printed", "written"),
    [("⻔⼾⽹站", "门户网站"), ("⼯作⾏政⼀", "工作行政一"), ("１２，（）", "１２，（）"), ("ﬁle", "file")],
)
def test_radicals_are_characters_again(printed, written):
    assert pdf_pages.unfolded(printed) == written


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.parametrize("look", ["", "border-bottom:1px solid #999!important", "text-align:center"])
@pytest.mark.parametrize("size", [9, 11])
@pytest.mark.parametrize("name", FORMS)
def test_tables_without_rules(name, size, look, tmp_path):
    """Rows are known by their labels and as many figures as columns, the order of columns by their sums."""
    dice = Random(size)
    figures = {place: str(dice.choice([0, dice.randrange(1, 3000)])) for place in PLACES[name]}
    for table, row, column in PLACES[name]:
        if (table, column) == ("applications", "total"):
            parts = [int(figures[at]) for at in PLACES[name] if at[:2] == (table, row) and at[2] != column]
            figures[table, row, column] = str(sum(parts))
    sheet = sheet_of(name, figures)
    style = STYLE.format(margin=12, paragraphs="", padding=3, size=size)
    style += f"<style>td{{border:none!important;{look}}}</style>"
    draft = printed(style + layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>"), tmp_path, furniture=False)
    filed = {place: figures[place] for place in PLACES[name] if draft.report.has_row(*place[:2])}
    assert {place: draft.report.cell(Place(*place)).raw for place in filed} == filed
    assert len(filed) > 0.7 * len(figures)
    for place in figures.keys() - filed.keys():
        assert any(ROW_LABELS[name][place[:2]] in point.text for point in draft.open)


SENTENCES = (
    "2023年，我局把公开透明作为基本要求，围绕群众关心的重点领域做好信息公开，较好地保障了公众的知情权、参与权和监督权。",
    "全年通过政府网站、政务新媒体和公示栏主动公开各类信息1487条，其中政策文件21件、解读材料18篇，占比为4%，清理失效文件3件。",
    "联系地址：青石县人民路12号，邮政编码：000000，联系电话：0000-1234567，电子邮箱：office@qingshi.example，欢迎来信来电。",
    "下一步将加强业务培训。丰富解读形式，提高公开的质量和实效，努力做到应公开尽公开，让群众看得懂、信得过、用得上，不断提高满意度。",
)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
@pytest.mark.parametrize(
    "look",
    [
        "line-height:{leading};text-align:justify;text-indent:2em",
        "line-height:{leading};text-indent:2em;margin:0",
        "line-height:{leading};margin:1em 0",
    ],
)
@pytest.mark.parametrize(("leading", "size"), [(1.2, 12), (1.5, 13.5), (2, 11), (2.4, 16), (3, 12)])
def test_printed_paragraphs_are_whole(look, leading, size, tmp_path):
    """However far apart lines stand, and whatever word had no room at their ends."""
    paragraphs = "".join(f"<p>{text}</p>" for text in SENTENCES)
    css = f"body{{font-family:'Noto Sans CJK SC';font-size:{size}pt}}p{{{look.format(leading=leading)}}}"
    html = f"<meta charset=utf-8><style>{css}</style><h1>青石县水利局2023年政府信息公开工作年度报告</h1><h2>一、总体情况</h2>{paragraphs}"
    draft = printed(html, tmp_path, furniture=False)
    (section,) = (part for part in draft.report.sections if part.key == "overview")
    assert "".join(section.markdown.split(" ")).split("\n\n") == ["".join(text.split(" ")) for text in SENTENCES]
