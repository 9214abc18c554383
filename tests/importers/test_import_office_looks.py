"""What an Office file shows in a cell besides its figure: runs set apart by styles, fields, symbols, unseen text."""

import zipfile
from io import BytesIO

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import CellIsRule, DataBarRule, FormulaRule, IconSetRule
from openpyxl.styles import Alignment, Color, Font, PatternFill
from test_import_cell_looks import W, paragraph, read, run, sheet, word

from nianbao.importers import format_of

RAISED = '<w:vertAlign w:val="superscript"/>'
STRUCK = "<w:strike/>"
MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def field(command, *result, data="", is_separate=True):
    """Return the runs of a complex field."""
    begin = f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>'
    middle = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' if is_separate else ""
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return f"{begin}<w:r><w:instrText>{command}</w:instrText></w:r>{middle}{''.join(result)}{end}"


def symbol(font, code):
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def text_field(default):
    return f'<w:ffData><w:textInput><w:default w:val="{default}"/></w:textInput></w:ffData>'


UNSEEN, FIELD, SYMBOL, PICTURE = {"unseen-in-cell"}, {"field-in-cell"}, {"symbol-in-cell"}, {"picture-in-cell"}
APART = {"apart-in-cell"}
# name: the XML of the cell, the figure, notes that are due, open points that are due
WORD = {
    "moved up": (paragraph(run("142"), run("3", '<w:position w:val="8"/>')), "142", {"note-mark"}, set()),
    "moved down": (paragraph(run("142"), run("3", '<w:position w:val="-6"/>')), "142", {"note-mark"}, set()),
    "moved as a whole": (paragraph(run("14", '<w:position w:val="-4"/>'), run("2", '<w:position w:val="-4"/>')), "142", set(), set()),
    "small and struck out": (paragraph(run("97", STRUCK + '<w:sz w:val="12"/>'), run("142")), "142", {"struck-out"}, set()),
    "small and hidden": (paragraph(run("97", '<w:vanish/><w:sz w:val="12"/>'), run("142")), "142", {"hidden"}, set()),
    "small and circled": (paragraph(run("142"), run("\u2461", '<w:sz w:val="12"/>')), "142", {"note-mark"}, set()),
    "linked to a note": (f'<w:p>{run("142")}<w:hyperlink w:anchor="_ftn1">{run("3")}</w:hyperlink></w:p>', "142", {"note-mark"}, set()),
    "linked to a place": (f'<w:p>{run("142")}<w:hyperlink w:anchor="notes">{run("[3]")}</w:hyperlink></w:p>', "142", {"note-mark"}, set()),
    "linked as a whole": (f'<w:p><w:hyperlink w:anchor="detail">{run("14")}{run("2")}</w:hyperlink></w:p>', "142", set(), set()),
    "a link to a note alone": (f'<w:p><w:hyperlink w:anchor="_edn1">{run("3")}</w:hyperlink></w:p>', "³", set(), {"doubtful-cell"}),
    "a reference to a note": (paragraph(run("142"), field(" NOTEREF _Ref1 \\h ", run("3"))), "142", {"note-mark"}, set()),
    "a reference to a figure": (paragraph(field(" REF total \\h ", run("142"))), "142", set(), set()),
    "a reference without a result": (paragraph(field(" REF total \\h ")), "", set(), FIELD),
    "a page number": (paragraph(field(" PAGE ", run("142"))), "142", set(), FIELD),
    "a count": (paragraph('<w:fldSimple w:instr=" SEQ x ">' + run("142") + "</w:fldSimple>"), "142", set(), FIELD),
    "a page number of old": ("<w:p><w:r><w:pgNum/></w:r></w:p>", "", set(), FIELD),
    "a sum": (paragraph(field(" =SUM(RIGHT) ", run("142"))), "142", {"formula"}, set()),
    "a sum without a result": (paragraph(field(" =SUM(RIGHT) ")), "", set(), FIELD),
    "a sum never worked out": (paragraph(field(" =SUM(RIGHT) ", is_separate=False)), "", set(), FIELD),
    "a simple sum without a result": ('<w:p><w:fldSimple w:instr=" =1+1 "/></w:p>', "", set(), FIELD),
    "a formula field": (paragraph(field(" EQ \\o\\ac(O,142) ", is_separate=False)), "", set(), FIELD),
    "a formula field beside": (paragraph(run("142"), field(" EQ \\o\\ac(O,3) ", is_separate=False)), "142", set(), FIELD),
    "a form with a default alone": (paragraph(field(" FORMTEXT ", data=text_field("142"))), "", set(), FIELD),
    "a form that was filled": (paragraph(field(" FORMTEXT ", run("142"), data=text_field("9"))), "142", set(), set()),
    "an empty formula": (f"<w:p><m:oMath {MATHS}/></w:p>", "", set(), FIELD),
    "hidden on the web": (paragraph(run("97", "<w:webHidden/>"), run("142")), "97142", set(), UNSEEN),
    "white": (paragraph(run("97", '<w:color w:val="FFFFFF"/>'), run("142")), "142", set(), UNSEEN),
    "nearly white alone": (paragraph(run("142", '<w:color w:val="F8F8F8"/>')), "142", set(), UNSEEN),
    "white on blue": (paragraph(run("142", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>')), "142", set(), set()),
    "white on a pattern": (paragraph(run("142", '<w:color w:val="FFFFFF"/><w:shd w:val="solid" w:color="1F3864" w:fill="auto"/>')), "142", set(), set()),
    "white on a theme's colour": (paragraph(run("142", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="auto" w:themeFill="accent1"/>')), "142", set(), set()),
    "yellow on yellow": (paragraph(run("97", '<w:color w:val="FFFF00"/><w:shd w:val="clear" w:fill="FFFF00"/>'), run("142")), "142", set(), UNSEEN),
    "a dot": (paragraph(run("97", '<w:sz w:val="2"/>'), run("142")), "142", set(), UNSEEN),
    "hidden for good": (paragraph(run("97", "<w:specVanish/>"), run("142")), "142", {"hidden"}, set()),
    "deleted by its own account": (paragraph(run("97", '<w:del w:id="3"/>'), run("142")), "142", {"deleted"}, set()),
    "a circled symbol": (paragraph(run("142"), symbol("Wingdings", "F081")), "142", {"note-mark"}, set()),
    "a circled symbol alone": (paragraph(symbol("Wingdings", "F081")), "①", set(), {"doubtful-cell"}),
    "a picture for a digit": (paragraph(symbol("Wingdings", "F031")), "\uf031", set(), SYMBOL),
    "a picture for a digit without its plane": (paragraph(symbol("Webdings", "0031")), "\uf031", set(), SYMBOL),
    "digits of a font of letters": (paragraph(*(symbol("Arial", f"003{n}") for n in "142")), "142", set(), set()),
    "digits in a font of pictures": (paragraph(run("142", '<w:rFonts w:ascii="Wingdings"/>')), "142", set(), SYMBOL),
    "private characters": (paragraph(run("\uf031\uf034\uf032")), "\uf031\uf034\uf032", set(), SYMBOL),
    "a note with a mark of its own": (paragraph(run("142"), '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>3</w:t></w:r>'), "142", {"note-mark", "footnote"}, set()),
    "a prompt by its style": (paragraph(run("点击输入", '<w:rStyle w:val="PlaceholderText"/>')), "", {"prompt"}, set()),
    "a figure in the style of a prompt": (paragraph(run("142", '<w:rStyle w:val="PlaceholderText"/>')), "142", set(), UNSEEN),
    "beside an object": (paragraph(run("2"), "<w:r><w:object/></w:r>"), "2", set(), PICTURE),
    "below a stamp": (paragraph(run("142"), '<w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"/></w:drawing></w:r>'), "142", {"pictures"}, set()),
    "a calculation with a field inside": (paragraph('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> = </w:instrText></w:r>', field("REF x", run("100")), '<w:r><w:instrText> + 42</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>', run("142"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>'), "142", {"hidden", "formula"}, set()),
    "two lines in one": (paragraph(run("142"), run("35", '<w:eastAsianLayout w:id="1" w:combine="1"/>')), "142", {"note-mark"}, set()),
    "much smaller digits": (paragraph(run("142"), run("3", '<w:sz w:val="10"/>')), "1423", set(), APART),
    "a little smaller digits": (paragraph(run("14", '<w:sz w:val="20"/>'), run("2", '<w:sz w:val="18"/>')), "142", set(), set()),
    "a box beside": ("<w:p>" + run("142") + f"<w:r><w:pict><w:txbxContent>{paragraph(run('97'))}</w:txbxContent></w:pict></w:r></w:p>", "14297", set(), APART),
    "a box alone": (f"<w:p><w:r><w:pict><w:txbxContent>{paragraph(run('142'))}</w:txbxContent></w:pict></w:r></w:p>", "142", set(), set()),
    "a frame beside": ('<w:p><w:pPr><w:framePr w:x="5000" w:y="5000"/></w:pPr>' + run("97") + "</w:p>" + paragraph(run("142")), "97142", set(), APART),
    "a large first digit": ('<w:p><w:pPr><w:framePr w:dropCap="drop"/></w:pPr>' + run("1") + "</w:p>" + paragraph(run("42")), "142", {"broken-figure"}, set()),
    "the white of the theme": (paragraph(run("97", '<w:color w:themeColor="background1"/>'), run("142")), "142", set(), UNSEEN),
    "a deleted picture": ('<w:p><w:del w:id="1"><w:r><w:drawing/></w:r></w:del>' + run("142") + "</w:p>", "142", set(), set()),
    "a part of another file": ("<w:altChunk/><w:p/>", "", set(), FIELD),
    "a numeral alone": ('<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr></w:p>', "", set(), {"numbering-in-cell"}),
}  # fmt: skip
QUIET = {"note-mark", "struck-out", "hidden", "prompt", "deleted"}


@pytest.mark.parametrize("name", WORD)
def test_a_figure_in_word_is_what_stands_in_its_line_and_is_seen(name):
    xml, figure, notes, points = WORD[name]
    found, told, left = read("report.docx", word(xml))
    assert (found, left) == (figure, points)
    assert notes <= told
    if not notes:
        assert not told & QUIET


def styled(xml, styles, change=None):
    """Return a Word file with styles of its own, and its table changed."""
    file = docx.Document(BytesIO(word(xml)))
    for style in styles:
        file.styles.element.append(parse_xml(style.replace("<w:style ", f"<w:style {W} ", 1)))
    if change:
        change(file.tables[0])
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def style(kind, name, properties, based=""):
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{on}<w:rPr>{properties}</w:rPr></w:style>'


def in_style(text, name):
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{text}</w:p>'


GONE_AND_AGAIN = (style("paragraph", "Gone", STRUCK), style("character", "Again", STRUCK))
STYLED = {
    "struck out by a style's ancestor": (run("97", '<w:rStyle w:val="Old"/>') + run("142"), (style("character", "Base", STRUCK), style("character", "Old", "", "Base")), "142", {"struck-out"}),
    "raised by a style's ancestor": (run("142") + run("3", '<w:rStyle w:val="Mark"/>'), (style("character", "Base", RAISED), style("character", "Mark", "<w:b/>", "Base")), "142", {"note-mark"}),
    "moved up by a style": (run("142") + run("3", '<w:rStyle w:val="Up"/>'), (style("character", "Up", '<w:position w:val="10"/>'),), "142", {"note-mark"}),
    "hidden by a style": (run("97", '<w:rStyle w:val="No"/>') + run("142"), (style("character", "No", "<w:vanish/>"),), "142", {"hidden"}),
    "not raised after all": (run("14") + run("2", '<w:rStyle w:val="Mark"/><w:vertAlign w:val="baseline"/>'), (style("character", "Mark", RAISED),), "142", set()),
}  # fmt: skip


@pytest.mark.parametrize("name", STYLED)
def test_styles_say_how_a_run_looks(name):
    runs, styles, figure, notes = STYLED[name]
    found, told, left = read("report.docx", styled(paragraph(runs), styles))
    assert (found, told & QUIET, left) == (figure, notes, set())


def test_switches_of_two_styles_cancel_one_another():
    both = in_style(run("142", '<w:rStyle w:val="Again"/>'), "Gone")
    assert read("report.docx", styled(both, GONE_AND_AGAIN)) == ("142", set(), set())
    one = in_style(run("97"), "Gone") + paragraph(run("142"))
    assert read("report.docx", styled(one, GONE_AND_AGAIN)) == ("142", {"struck-out"}, set())


def test_a_mark_in_a_raised_paragraph_is_no_line_of_a_figure():
    mark = paragraph(run("142")) + in_style(run("3"), "Up")
    assert read("report.docx", styled(mark, (style("paragraph", "Up", RAISED),)))[2] == {"doubtful-cell"}


def test_a_table_whose_style_strikes_it_out_is_left_out():
    data = styled(paragraph(run("142")), (style("table", "Gone", STRUCK),), lambda table: setattr(table, "style", "Gone"))  # fmt: skip
    figure, told, _ = read("report.docx", data)
    assert (figure, told & QUIET) == (None, {"struck-out"})


def test_a_table_style_that_strikes_out_rows_by_their_place_is_open():
    part = f'<w:tblStylePr w:type="firstRow"><w:rPr>{STRUCK}</w:rPr></w:tblStylePr>'
    made = style("table", "First", "").replace("</w:style>", f"{part}</w:style>")
    data = styled(paragraph(run("142")), (made,), lambda table: setattr(table, "style", "First"))
    assert read("report.docx", data)[2] == {"looks-in-doubt"}


def test_white_text_in_a_table_shaded_by_its_style_is_seen():
    white = paragraph(run("142", '<w:color w:val="FFFFFF"/>'))
    dark = style("table", "Dark", "").replace(
        "<w:rPr>", '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr><w:rPr>'
    )
    shaded = styled(white, (dark,), lambda table: setattr(table, "style", "Dark"))
    assert read("report.docx", shaded) == ("142", set(), set())
    assert read("report.docx", styled(white, ()))[2] == UNSEEN


def test_a_tracked_merge_of_cells_is_taken_as_accepted():
    def merge(table):
        for row, part in zip(table.rows, ("rest", "cont"), strict=True):
            mark = parse_xml(f'<w:cellMerge {W} w:id="1" w:vMerge="{part}"/>')
            row.cells[0]._tc.get_or_add_tcPr().append(mark)  # noqa: SLF001 - no public way

    grid = format_of("a.docx").read(styled(paragraph(run("142")), (), merge)).pieces[-1]
    assert [row.cells[0].covered for row in grid.rows] == [False, True]


def test_hidden_rows_are_told():
    def hide(table):
        table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {W}/>"))  # noqa: SLF001 - no public way

    figure, told, left = read("report.docx", styled(paragraph(run("142")), (), hide))
    assert (figure, left) == ("142", set())
    assert "hidden-cells" in told


WHITE = Font(color="FFFFFFFF")
BLUE = PatternFill("solid", fgColor="FF1F3864")
YELLOW = PatternFill("solid", fgColor="FFFFFF00")
OTHERWISE = {"shown-otherwise"}
# name: the value of the cell, its looks, the figure, notes that are due, open points that are due
EXCEL = {
    "rounded": (142.4, {"number_format": "0"}, "142.4", set(), OTHERWISE),
    "rounded with thousands": (1142.6, {"number_format": "#,##0"}, "1142.6", set(), OTHERWISE),
    "with places": (142, {"number_format": "0.00"}, "142", {"number-format"}, set()),
    "with fewer places": (142.25, {"number_format": "0.0"}, "142.25", set(), OTHERWISE),
    "of a hundred": (1.42, {"number_format": "0%"}, "1.42", {"number-format"}, set()),
    "rounded of a hundred": (1.424, {"number_format": "0%"}, "1.424", set(), OTHERWISE),
    "hidden": (142, {"number_format": ";;;"}, "142", set(), OTHERWISE),
    "in thousands": (142000, {"number_format": "0,"}, "142000", set(), OTHERWISE),
    "in ten thousands": (1420000, {"number_format": '0!.0,"万"'}, "1420000", set(), OTHERWISE),
    "in the thousands": (1142, {"number_format": "#,##0"}, "1142", set(), set()),
    "with a unit": (142, {"number_format": '0"件"'}, "142", {"number-format"}, set()),
    "with a unit of WPS": (142, {"number_format": 'G/通用格式"件"'}, "142", {"number-format"}, set()),
    "with a unit that is a digit": (142, {"number_format": '0"3"'}, "142", set(), OTHERWISE),
    "with an escaped digit": (142, {"number_format": "0\\5"}, "142", set(), OTHERWISE),
    "another number": (142, {"number_format": '"97"'}, "142", set(), OTHERWISE),
    "a text with a digit behind": ("142", {"number_format": '@"5"'}, "142", set(), OTHERWISE),
    "a text hidden": ("142", {"number_format": ";;;"}, "142", set(), OTHERWISE),
    "a text as a text": ("142", {"number_format": "@"}, "142", set(), set()),
    "a word for much": (142, {"number_format": '[>100]"多";0'}, "142", set(), OTHERWISE),
    "a condition that is none": (42, {"number_format": '[>100]"多";0'}, "42", set(), set()),
    "without its sign": (-142, {"number_format": "0;0"}, "-142", set(), OTHERWISE),
    "red in brackets": (-142, {"number_format": "0_);[Red]\\(0\\)"}, "-142", {"number-format"}, set()),
    "a fraction": (1.5, {"number_format": "# ?/?"}, "1.5", set(), OTHERWISE),
    "a power": (142, {"number_format": "0E+00"}, "142", set(), OTHERWISE),
    "a day of the week": (142, {"number_format": "aaaa"}, "142", set(), OTHERWISE),
    "parted by a dash": (142, {"number_format": "0-00"}, "142", set(), OTHERWISE),
    "filled up": (142, {"number_format": "00000"}, "142", {"number-format"}, set()),
    "in Chinese": (142, {"number_format": "[DBNum1]General"}, "142", {"number-format"}, set()),
    "in accounts": (142, {"number_format": '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '}, "142", set(), set()),
    "a zero as a dash": (0, {"number_format": '0;-0;"—"'}, "0", {"number-format"}, set()),
    "white": (142, {"font": WHITE}, "142", set(), UNSEEN),
    "white by the theme": (142, {"font": Font(color=Color(theme=0))}, "142", set(), UNSEEN),
    "black by the theme": (142, {"font": Font(color=Color(theme=1))}, "142", set(), set()),
    "white on blue": (142, {"font": WHITE, "fill": BLUE}, "142", set(), set()),
    "yellow on yellow": (142, {"font": Font(color="FFFFFF00"), "fill": YELLOW}, "142", set(), UNSEEN),
    "a dot": (142, {"font": Font(sz=1)}, "142", set(), UNSEEN),
    "white in part": (CellRichText("142", TextBlock(InlineFont(color="FFFFFFFF"), "97")), {}, "142", set(), UNSEEN),
    "red in part": (CellRichText("14", TextBlock(InlineFont(color="FFFF0000"), "2")), {}, "142", set(), set()),
    "repeated": (14, {"alignment": Alignment(horizontal="fill")}, "14", set(), OTHERWISE),
    "in a font of pictures": (142, {"font": Font(name="Wingdings")}, "142", set(), SYMBOL),
    "an error": ("#REF!", {}, "#REF!", set(), {"no-number"}),
    "a truth value": (True, {}, "TRUE", set(), {"no-number"}),
    "private characters": ("\uf031\uf034\uf032", {}, "\uf031\uf034\uf032", set(), SYMBOL),
}  # fmt: skip


@pytest.mark.parametrize("name", EXCEL)
def test_a_figure_in_excel_is_what_is_stored_and_told_where_it_is_not_seen(name):
    value, looks, figure, notes, points = EXCEL[name]
    found, told, left = read("report.xlsx", sheet(value, **looks))
    assert (found, told & {"number-format"}, left) == (figure, notes, points)


CONDITIONS = {
    "struck out": (142, CellIsRule("greaterThan", ["100"], font=Font(strike=True)), UNSEEN),
    "struck out if less": (142, CellIsRule("lessThan", ["100"], font=Font(strike=True)), set()),
    "white between": (142, CellIsRule("between", ["1", "200"], font=WHITE), UNSEEN),
    "white on blue": (142, CellIsRule("equal", ["142"], font=WHITE, fill=PatternFill(bgColor="FF1F3864")), set()),
    "white by a formula": (142, FormulaRule(["ISODD(ROW())"], font=WHITE), UNSEEN),
    "bars alone": (142, DataBarRule("min", 0, "max", 1, color="FF0000", showValue=False), UNSEEN),
    "bars beside": (142, DataBarRule("min", 0, "max", 1, color="FF0000"), set()),
    "icons alone": (142, IconSetRule("3Arrows", "percent", [0, 33, 67], showValue=False), UNSEEN),
    "red": (142, FormulaRule(["ISODD(ROW())"], font=Font(color="FFFF0000")), set()),
}


def changed(value, change):
    """Return an Excel file whose sheet was changed."""
    book = openpyxl.load_workbook(BytesIO(sheet(value)))
    change(book.active)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_condition_that_takes_a_figure_away_is_open(name):
    value, rule, points = CONDITIONS[name]
    figure, _, left = read("r.xlsx", changed(value, lambda page: page.conditional_formatting.add("A3:B3", rule)))
    assert (figure, left) == (str(value), points)


UNTOLD = {
    "a hidden column": lambda page: setattr(page.column_dimensions["B"], "hidden", True),
    "a hidden row": lambda page: setattr(page.row_dimensions[3], "hidden", True),
}


@pytest.mark.parametrize("name", UNTOLD)
def test_what_is_folded_away_is_told(name):
    figure, told, left = read("r.xlsx", changed(142, UNTOLD[name]))
    assert (figure, left) == ("142", set())
    assert "hidden-cells" in told


@pytest.mark.parametrize(("old", "new"), [
    ('<row r="3"', '<row r="3" ht="0" customHeight="1"'),
    ("<sheetData>", '<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'),
])  # fmt: skip
def test_rows_and_columns_of_no_size_are_told(old, new):
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(sheet(142))) as package, zipfile.ZipFile(stream, "w") as made:
        for name in package.namelist():
            made.writestr(name, package.read(name).decode().replace(old, new))
    figure, told, left = read("report.xlsx", stream.getvalue())
    assert (figure, left) == ("142", set())
    assert "hidden-cells" in told


def test_zeros_a_sheet_does_not_show_are_told():
    figure, told, left = read("r.xlsx", changed(0, lambda page: setattr(page.sheet_view, "showZeros", False)))
    assert (figure, left) == ("0", set())
    assert "number-format" in told


def test_a_blank_cell_below_a_picture_is_open():
    drawn = """<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">
    <xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>2</xdr:row>
    <xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>2</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row>
    <xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:pic/></xdr:twoCellAnchor></xdr:wsDr>"""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    link = f'<Relationship Id="d1" Type="{kind}" Target="../drawings/drawing1.xml"/>'
    names = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    stream = BytesIO(sheet(None))
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr("xl/drawings/drawing1.xml", drawn)
        package.writestr("xl/worksheets/_rels/sheet1.xml.rels", f"<Relationships {names}>{link}</Relationships>")
    figure, _, left = read("report.xlsx", stream.getvalue())
    assert (figure, left) == ("", PICTURE)


def test_a_sheet_of_text_beside_tables_is_told():
    book = openpyxl.load_workbook(BytesIO(sheet(142)))
    remarks = book.create_sheet("填表说明")
    remarks["A1"] = "1.各单位于每年1月31日前报送。"
    stream = BytesIO()
    book.save(stream)
    figure, notes, points = read("report.xlsx", stream.getvalue())
    assert (figure, notes, points) == ("142", {"sheet-of-text"}, set())
