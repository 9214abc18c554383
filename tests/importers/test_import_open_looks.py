"""What cells of OpenDocument and Rich Text files, and of old workbooks, show besides their figures."""

from io import BytesIO

import pytest
import xlwt
from test_import_cell_looks import LABEL, OTHERS, TITLE, read

from layouts_open import SHEET_STYLES, STYLES, package
from layouts_rtf import file, words

HEADING = "三、收到和处理政府信息公开申请情况"
SECOND = ["四、结转下年度继续办理", *["0"] * 7]
UNSEEN, FIELD, SYMBOL, PICTURE = {"unseen-in-cell"}, {"field-in-cell"}, {"symbol-in-cell"}, {"picture-in-cell"}
MARKS = {"note-mark", "struck-out", "hidden", "prompt", "deleted", "number-format"}


def text_style(name, looks, parent=""):
    based = f' style:parent-style-name="{parent}"' if parent else ""
    return f'<style:style style:name="{name}" style:family="text"{based}><style:text-properties {looks}/></style:style>'


def cell_style(name, looks="", cell=""):
    inside = f"<style:text-properties {looks}/><style:table-cell-properties {cell}/>"
    return f'<style:style style:name="{name}" style:family="table-cell">{inside}</style:style>'


TEXT_STYLES = "".join((
    STYLES,
    text_style("Down", 'style:text-position="sub 58%"'),
    text_style("Lower", 'style:text-position="-20% 60%"'),
    text_style("Level", 'style:text-position="0% 100%"'),
    text_style("Again", 'style:text-line-through-style="none"', "T1"),
    text_style("Pale", 'fo:color="#ffffff"'),
    text_style("Banner", 'fo:color="#ffffff" fo:background-color="#1f3864"'),
    text_style("Dot", 'fo:font-size="1pt"'),
    text_style("Small", 'fo:font-size="4pt"'),
    text_style("Dingbats", 'style:font-name="Wingdings"'),
    cell_style("Blue", cell='fo:background-color="#1f3864"'),
))  # fmt: skip


def text_document(cell, row="", style=""):
    """Return a text document whose first figure is this markup in a paragraph, or a cell of its own."""
    made = (
        cell
        if cell.startswith("<table:")
        else f"<table:table-cell {style}><text:p>{cell}</text:p></table:table-cell>"
    )
    others = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in OTHERS)
    label = f"<table:table-cell><text:p>{LABEL}</text:p></table:table-cell>"
    second = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in SECOND)
    rows = f"<table:table-row {row}>{label}{made}{others}</table:table-row><table:table-row>{second}</table:table-row>"
    body = f"<text:p>{TITLE}</text:p><text:p>{HEADING}</text:p><table:table>{rows}</table:table>"
    return package("text", f"<office:text>{body}</office:text>", TEXT_STYLES)


def span(text, style):
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def link(target, text):
    return f'<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{target}">{text}</text:a>'


def stored(value, shown):
    return f'<table:table-cell office:value-type="float" office:value="{value}">{shown}</table:table-cell>'


FRAME = '<draw:frame text:anchor-type="{}"><draw:image/></draw:frame>'
TEXTS = {
    "raised": (f"142{span('3', 'T2')}", "142", {"note-mark"}, set()),
    "lowered": (f"142{span('3', 'Down')}", "142", {"note-mark"}, set()),
    "lowered by a share": (f"142{span('3', 'Lower')}", "142", {"note-mark"}, set()),
    "on the line": (f"14{span('2', 'Level')}", "142", set(), set()),
    "struck out": (f"{span('97', 'T4')}142", "142", {"struck-out"}, set()),
    "not struck out after all": (span("142", "Again"), "142", set(), set()),
    "a stretch that is not struck out": (span(f"97{span('142', 'Again')}", "T1"), "142", {"struck-out"}, set()),
    "hidden": (f"{span('97', 'T3')}142", "142", {"hidden"}, set()),
    "hidden text": ('<text:hidden-text text:string-value="97" text:is-hidden="true"/>142', "142", {"hidden"}, set()),
    "white": (f"{span('97', 'Pale')}142", "142", set(), UNSEEN),
    "white on blue": (span("142", "Banner"), "142", set(), set()),
    "a dot": (f"{span('97', 'Dot')}142", "142", set(), UNSEEN),
    "in a font of pictures": (span("142", "Dingbats"), "142", set(), SYMBOL),
    "a link to a place": (f"142{link('#notes', '[3]')}", "142", {"note-mark"}, set()),
    "a link elsewhere": (link("list.html", "142"), "142", set(), set()),
    "a note once more": ('142<text:note-ref text:note-class="footnote">3</text:note-ref>', "142", {"note-mark"}, set()),
    "a page number": ("<text:page-number>142</text:page-number>", "142", set(), FIELD),
    "a count": ('<text:sequence text:formula="ooow:a+1">142</text:sequence>', "142", set(), FIELD),
    "a formula without a result": ('<text:expression text:formula="ooow:1+1"/>', "", set(), FIELD),
    "a number that shows itself": (stored("142", "<text:p>142</text:p>"), "142", set(), set()),
    "a number with places": (stored("1142", "<text:p>1,142.00</text:p>"), "1,142.00", set(), set()),
    "a number that shows another": (stored("142.4", "<text:p>142</text:p>"), "142", set(), FIELD),
    "a number that shows nothing": (stored("142", "<text:p/>"), "", set(), FIELD),
    "an object in the line": ("142" + FRAME.format("as-char"), "142", set(), PICTURE),
    "a picture over the page": ("142" + FRAME.format("paragraph"), "142", set(), set()),
    "a count referred to": ("142<text:sequence-ref>3</text:sequence-ref>", "1423", set(), FIELD),
    "a value nobody sees": ('<text:variable-set text:display="none">97</text:variable-set>142', "142", {"hidden"}, set()),
    "a program": ("<text:script>97</text:script>142", "142", {"hidden"}, set()),
    "a hidden paragraph": ('<text:hidden-paragraph text:is-hidden="true"/>97', "", {"hidden"}, set()),
    "much smaller digits": (f"142{span('3', 'Small')}", "1423", set(), {"apart-in-cell"}),
    "a box beside": ('142<draw:frame text:anchor-type="char"><draw:text-box><text:p>97</text:p></draw:text-box></draw:frame>', "14297", set(), {"apart-in-cell"}),
    "a calculation without a result": ('<table:table-cell table:formula="ooow:1+1"><text:p/></table:table-cell>', "", set(), FIELD),
    "a picture alone": (FRAME.format("paragraph"), "", set(), PICTURE),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_figures_of_text_documents(name):
    cell, figure, notes, points = TEXTS[name]
    found, told, left = read("report.odt", text_document(cell))
    assert (found, told & MARKS, left) == (figure, notes, points)


def test_white_text_in_a_blue_cell_is_seen():
    data = text_document(span("142", "Pale"), style='table:style-name="Blue"')
    assert read("report.odt", data) == ("142", set(), set())


def test_rows_a_text_document_does_not_show_are_told():
    figure, told, left = read("report.odt", text_document("142", row='table:visibility="collapse"'))
    assert (figure, left) == ("142", set())
    assert "hidden-cells" in told


BOOK_STYLES = "".join((
    SHEET_STYLES,
    TEXT_STYLES,
    cell_style("Struck", 'style:text-line-through-style="solid"'),
    cell_style("White", 'fo:color="#ffffff"'),
    cell_style("Shown", 'fo:color="#ffffff"', 'fo:background-color="#1f3864"'),
))  # fmt: skip
EXTENSION = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def workbook(cell, columns="", more=""):
    """Return a workbook whose first figure is this cell."""
    said = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'.format
    number = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'.format
    rows = (said(TITLE), said(HEADING), said(LABEL) + cell + "".join(map(number, OTHERS)))
    rows += (said(SECOND[0]) + "".join(map(number, SECOND[1:])),)
    content = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    table = f'<table:table table:name="a" {EXTENSION}>{columns}{content}{more}</table:table>'
    return package("spreadsheet", f"<office:spreadsheet>{table}</office:spreadsheet>", BOOK_STYLES)


def number(value, shown, style=""):
    named = f' table:style-name="{style}"' if style else ""
    said = f"<text:p>{shown}</text:p>" if shown is not None else ""
    return f'<table:table-cell{named} office:value-type="float" office:value="{value}">{said}</table:table-cell>'


def condition(value, style="Struck"):
    inside = f'<calcext:condition calcext:apply-style-name="{style}" calcext:value="{value}"/>'
    place = 'calcext:target-range-address="a.B3:a.B3"'
    return f"<calcext:conditional-formats><calcext:conditional-format {place}>{inside}</calcext:conditional-format></calcext:conditional-formats>"


def column(style):
    return (
        f'<table:table-column/><table:table-column table:default-cell-style-name="{style}"/><table:table-column/>'
    )


SHEETS = {
    "a number": (workbook(number(142, "142")), "142", set(), set()),
    "a number without a text": (workbook(number(142, None)), "142", set(), set()),
    "a number with a unit": (workbook(number(142, "142件")), "142", {"number-format"}, set()),
    "a number that shows another": (workbook(number("142.4", "142")), "142.4", set(), {"shown-otherwise"}),
    "a number that shows nothing": (workbook(number(142, "")), "142", set(), {"shown-otherwise"}),
    "lowered": (workbook(f'<table:table-cell><text:p>142{span("3", "Down")}</text:p></table:table-cell>'), "142", {"note-mark"}, set()),
    "struck out": (workbook(number(97, "97", "Struck")), "", {"struck-out"}, set()),
    "a link to a place": (workbook(f'<table:table-cell><text:p>142{link("#a", "3")}</text:p></table:table-cell>'), "142", {"note-mark"}, set()),
    "a link as a whole": (workbook(f'<table:table-cell><text:p>{link("#a", "142")}</text:p></table:table-cell>'), "142", set(), set()),
    "an error": (workbook("<table:table-cell><text:p>Err:502</text:p></table:table-cell>"), "Err:502", set(), {"no-number"}),
    "an error stored as a zero": (workbook(number(0, "#NAME?")), "0", set(), {"shown-otherwise"}),
    "a truth value": (workbook('<table:table-cell office:value-type="boolean"><text:p>TRUE</text:p></table:table-cell>'), "TRUE", set(), {"no-number"}),
    "a picture alone": (workbook("<table:table-cell><draw:frame><draw:image/></draw:frame></table:table-cell>"), "", set(), PICTURE),
    "a picture below a comment": (workbook("<table:table-cell><office:annotation><text:p>9</text:p></office:annotation><draw:frame><draw:image/></draw:frame></table:table-cell>"), "", set(), PICTURE),
    "struck out by the column": (workbook(number(97, "97"), column("Struck")), "", {"struck-out"}, set()),
    "white": (workbook(number(142, "142", "White")), "142", set(), UNSEEN),
    "white by the column": (workbook(number(142, "142"), column("White")), "142", set(), UNSEEN),
    "white on blue": (workbook(number(142, "142", "Shown")), "142", set(), set()),
    "struck out on a condition": (workbook(number(142, "142"), more=condition("&gt;100")), "142", set(), UNSEEN),
    "a condition that does not hold": (workbook(number(142, "142"), more=condition("&lt;100")), "142", set(), set()),
    "a condition nobody knows": (workbook(number(142, "142"), more=condition("formula-is(1)")), "142", set(), UNSEEN),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_figures_of_workbooks(name):
    data, figure, notes, points = SHEETS[name]
    found, told, left = read("report.ods", data)
    assert (found, told & MARKS, left) == (figure, notes, points)


COLOURS = rb"{\colortbl;\red255\green255\blue255;\red31\green56\blue100;}"
FONTS = r"{\fonttbl{\f7\fnil\fcharset2 Wingdings;}}"


def rich(cell, edge=""):
    """Return a Rich Text whose first figure is written so."""
    made = FONTS + rf"\pard\plain {words(TITLE)}\par\pard\plain {words(HEADING)}\par "
    first, *others = [[LABEL, cell, *OTHERS], SECOND]
    for texts in (first, *others):
        edges = "".join(f"{edge if n == 1 else ''}\\cellx{(n + 1) * 1000}" for n in range(8))
        cells = "".join(rf"{text if text is cell else words(text)}\cell " for text in texts)
        made += rf"\trowd{edges}\pard\plain\intbl {cells}\row "
    return file(made + r"\pard\plain ").replace(rb"{\colortbl;\red0\green0\blue0;}", COLOURS)


RICH = {
    "raised": (r"142{\super 3}", "142", {"note-mark"}, set()),
    "lowered": (r"142{\sub 3}", "142", {"note-mark"}, set()),
    "moved up": (r"142{\up6 3}", "142", {"note-mark"}, set()),
    "moved down": (r"142{\dn4 3}", "142", {"note-mark"}, set()),
    "moved by nothing": (r"14{\up0 2}", "142", set(), set()),
    "back on the line": (r"14\super\nosupersub 2", "142", set(), set()),
    "struck out": (r"{\strike 97}142", "142", {"struck-out"}, set()),
    "struck out twice": (r"{\striked1 97}142", "142", {"struck-out"}, set()),
    "not struck out": (r"{\strike0 142}", "142", set(), set()),
    "hidden": (r"{\v 97}142", "142", {"hidden"}, set()),
    "deleted": (r"{\deleted 97}142", "142", {"deleted"}, set()),
    "white": (r"{\cf1 97}142", "142", set(), UNSEEN),
    "white on blue": (r"{\cf1\chcbpat2 142}", "142", set(), set()),
    "a dot": (r"{\fs2 97}142", "142", set(), UNSEEN),
    "in a font of pictures": (r"{\f7 142}", "142", set(), SYMBOL),
    "a note once more": (r"142{\field{\*\fldinst {\b NOTEREF x}}{\fldrslt 3}}", "142", {"note-mark"}, set()),
    "a formula": (r"{\field{\*\fldinst EQ \\o(O,142)}{\fldrslt }}", "", set(), FIELD),
    "a page number": (r"{\field{\*\fldinst PAGE}{\fldrslt 142}}", "142", set(), FIELD),
    "a reference": (r"{\field{\*\fldinst REF total}{\fldrslt 142}}", "142", set(), set()),
    "hidden on the web": (r"{\webhidden 97}142", "97142", set(), UNSEEN),
    "much smaller digits": (r"142{\fs10 3}", "1423", set(), {"apart-in-cell"}),
    "a form with a default alone": (r"{\field{\*\fldinst FORMTEXT {\*\formfield{\fftype0{\*\ffname a}{\*\ffdeftext 142}}}}{\fldrslt }}", "", set(), FIELD),
    "a list without a choice": (r"{\field{\*\fldinst FORMDROPDOWN}{\fldrslt }}", "", set(), FIELD),
    "a symbol by its number": (r'{\field{\*\fldinst SYMBOL 49 \\f "Wingdings"}{\fldrslt }}', "", set(), FIELD),
    "an object": (r"{\object\objemb{\*\objdata 00}}", "", set(), PICTURE),
    "a formula of its own kind": (r"{\mmath{\*\moMath{\mr 142}}}", "", set(), FIELD),
    "a page number of old": (r"\chpgn ", "", set(), FIELD),
    "a calculation with a field inside": (r"{\field{\*\fldinst = {\field{\*\fldinst REF x}{\fldrslt 100}} + 42}{\fldrslt 142}}", "142", set(), set()),
    "a picture": (r"{\pict\wmetafile8 0102}", "", set(), PICTURE),
}  # fmt: skip


@pytest.mark.parametrize("name", RICH)
def test_figures_of_rich_texts(name):
    cell, figure, notes, points = RICH[name]
    found, told, left = read("report.rtf", rich(cell))
    assert (found, told & MARKS, left) == (figure, notes, points)


def test_white_text_in_a_blue_cell_of_a_rich_text_is_seen():
    assert read("report.rtf", rich(r"{\cf1 142}", r"\clcbpat2")) == ("142", set(), set())


def old(value, style):
    """Return an old workbook whose first figure is this value, or these runs of text, in a style."""
    book = xlwt.Workbook()
    page = book.add_sheet("a")
    page.write(0, 0, TITLE)
    page.write(1, 0, HEADING)
    for row, texts in ((2, [LABEL, None, *OTHERS]), (3, SECOND)):
        for at, text in enumerate(texts):
            if text is not None:
                page.write(row, at, int(text) if text.isdigit() else text)
    if isinstance(value, tuple):
        page.write_rich_text(2, 1, [(text, xlwt.easyfont(looks)) for text, looks in value], xlwt.easyxf(style))
    else:
        page.write(
            2, 1, value, xlwt.easyxf(style[1:], num_format_str="0") if style[:1] == "!" else xlwt.easyxf(style)
        )
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


OLD = {
    "a number": (142, "", "142", set(), set()),
    "rounded": (142.4, "!", "142.4", set(), {"shown-otherwise"}),
    "struck out": (97, "font: struck_out on", "", {"struck-out"}, set()),
    "raised": ((("142", ""), ("3", "escapement superscript")), "", "142", {"note-mark"}, set()),
    "lowered": ((("142", ""), ("3", "escapement subscript")), "", "142", {"note-mark"}, set()),
    "struck out in part": ((("97", "struck_out on"), ("142", "")), "", "142", {"struck-out"}, set()),
    "white": (142, "font: colour white", "142", set(), UNSEEN),
    "white in part": ((("97", "colour white"), ("142", "")), "", "142", set(), UNSEEN),
    "white on blue": (142, "font: colour white; pattern: pattern solid, fore_colour dark_blue", "142", set(), set()),
    "a dot": (142, "font: height 20", "142", set(), UNSEEN),
}  # fmt: skip


@pytest.mark.parametrize("name", OLD)
def test_figures_of_old_workbooks(name):
    value, style, figure, notes, points = OLD[name]
    found, told, left = read("report.xls", old(value, style))
    assert (found, told & MARKS, left) == (figure, notes, points)
