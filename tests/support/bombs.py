"""Files of up to 5 MB made to take all the time or memory of whoever reads them, of every kind that is read."""

import io
import zipfile
import zlib

LARGEST = 5_000_000
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
BOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
STYLES = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
TITLE = "甲县人民政府2023年政府信息公开工作年度报告"


# --- packages ----------------------------------------------------------------------------------------------------


def package(parts, types, level=9):
    """A package of parts; `types` are the content types of those that need one."""
    stated = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    head = f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType="{rels}"/><Default Extension="xml" ContentType="application/xml"/>{stated}</Types>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as made:
        made.writestr("[Content_Types].xml", head)
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def rels(*targets):
    made = "".join(
        f'<Relationship Id="r{n}" Type="{R}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{RELS}">{made}</Relationships>'


def word(body, main="word/document.xml", more=None, types=None, head="", encoding="utf-8"):
    """A Word file with a body of XML, its main part under any name."""
    if isinstance(body, str):
        body = (
            f'{head}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body><w:p><w:r><w:t>{TITLE}</w:t></w:r></w:p>{body}</w:body></w:document>'
        ).encode(encoding)
    folder, _, file = main.rpartition("/")
    more = more or {}
    parts = {"_rels/.rels": rels(("officeDocument", main)), main: body, **more}
    if types:
        parts[f"{folder}/_rels/{file}.rels"] = rels(
            *[(kind, name.rpartition("/")[2]) for name, (kind, _) in types.items()]
        )
    return package(parts, {main: MAIN, **{name: stated for name, (_, stated) in (types or {}).items()}})


def excel(sheet, part="xl/worksheets/sheet1.xml", strings="", styles="", book="", data="", sheets=1):
    """An Excel file with a sheet of XML, its part under any name; `book` goes into the workbook."""
    if isinstance(sheet, str):
        sheet = (
            f'<worksheet xmlns="{X}">{sheet or ""}<sheetData>{data}</sheetData></worksheet>'
            if data
            else f'<worksheet xmlns="{X}">{sheet}</worksheet>'
        )
    listed = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(1, sheets + 1))
    targets = [("worksheet", f"/{part}")] * sheets
    parts = {"_rels/.rels": rels(("officeDocument", "xl/workbook.xml"))}
    parts["xl/workbook.xml"] = f'<workbook xmlns="{X}" xmlns:r="{R}"><sheets>{listed}</sheets>{book}</workbook>'
    parts[part] = sheet
    types = {"xl/workbook.xml": BOOK, part: SHEET}
    if strings:
        parts["xl/sharedStrings.xml"] = f'<sst xmlns="{X}">{strings}</sst>'
        types["xl/sharedStrings.xml"] = STRINGS
        targets.append(("sharedStrings", "sharedStrings.xml"))
    if styles:
        parts["xl/styles.xml"] = f'<styleSheet xmlns="{X}">{styles}</styleSheet>'
        types["xl/styles.xml"] = STYLES
        targets.append(("styles", "styles.xml"))
    parts["xl/_rels/workbook.xml.rels"] = rels(*targets)
    return package(parts, types)


CELL = '<c r="A1" t="inlineStr"><is><t>1</t></is></c>'


def rows_of(count, cells):
    return "".join(f'<row r="{n}">{cells.format(n=n)}</row>' for n in range(1, count + 1))


def column(number):
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


TWO = '<c r="A{n}"><v>1</v></c><c r="B{n}"><v>2</v></c>'
MERGED = (
    f"<sheetData><row r='1'>{CELL}</row></sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells>"
)
TC = "<w:tc><w:tcPr>{}</w:tcPr><w:p>{}</w:p></w:tc>"
T = "<w:r><w:t>{}</w:t></w:r>"


def table(rows, cells):
    return f"<w:tbl>{f'<w:tr>{cells}</w:tr>' * rows}</w:tbl>"


def nested(tag, depth, inside=""):
    return f"<w:{tag}>" * depth + inside + f"</w:{tag}>" * depth


def liar(data, name, size):
    """The same package, one part said to be smaller than it is."""
    at = data.rindex(name.encode()) - 46
    return data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]


OFFICE = {
    "merges in a part of another name": ("a.xlsx", lambda: excel(MERGED, "xl/worksheets/s.bin")),
    "merges in single quotes and a namespace": ("a.xlsx", lambda: excel(f"<x:worksheet xmlns:x=\"{X}\"><x:sheetData/><x:mergeCells><x:mergeCell\nref='A1:XFD1048576'/></x:mergeCells></x:worksheet>".encode())),
    "merges in UTF-16": ("a.xlsx", lambda: excel(f'<?xml version="1.0" encoding="UTF-16"?><worksheet xmlns="{X}">{MERGED}</worksheet>'.encode("utf-16"))),
    "merges written as references": ("a.xlsx", lambda: excel(MERGED.replace("A1:XFD", "A1:&#88;FD"))),
    "many small merges": ("a.xlsx", lambda: excel(f"<sheetData><row r='1'>{CELL}</row></sheetData><mergeCells>" + "".join(f'<mergeCell ref="A{n}:T{n}"/>' for n in range(1, 100_000)) + "</mergeCells>")),
    "cells far out": ("a.xlsx", lambda: excel("", data=f'<row r="1">{CELL}</row>' + "".join(f'<row r="{n}"><c r="XFD{n}" t="inlineStr"><is><t>1</t></is></c><c r="A{n}" t="inlineStr"><is><t>2</t></is></c></row>' for n in range(2, 20_000)))),
    "empty cells": ("a.xlsx", lambda: excel("", data=f'<row r="1">{CELL}{"<c/>" * 2_400_000}</row>')),
    "cells of one string": ("a.xlsx", lambda: excel("", strings=f"<si><t>{'字' * 30_000}</t></si>", data=rows_of(9_000, "".join(f'<c r="{column(c)}{{n}}" t="s"><v>0</v></c>' for c in range(1, 13))))),
    "shared strings": ("a.xlsx", lambda: excel("", strings="<si/>" * 1_900_000, data=f'<row r="1">{CELL}</row>')),
    "styles": ("a.xlsx", lambda: excel("", styles=f'<cellXfs>{"<xf/>" * 1_900_000}</cellXfs>', data=f'<row r="1">{CELL}</row>')),
    "defined names": ("a.xlsx", lambda: excel("", book="<definedNames>" + '<definedName name="a">s1!A1</definedName>' * 200_000 + "</definedNames>", data=f'<row r="1">{CELL}</row>')),
    "one sheet a thousand times": ("a.xlsx", lambda: excel("", sheets=1_000, data=rows_of(2_000, '<c r="A{n}"><v>1</v></c><c r="B{n}"><v>2</v></c>'))),
    "conditions": ("a.xlsx", lambda: excel(f"<sheetData><row r='1'>{CELL}</row></sheetData>" + '<conditionalFormatting sqref="A1:XFD1048576"><cfRule type="expression" priority="1"><formula>1</formula></cfRule></conditionalFormatting>' * 60_000)),
    "validations": ("a.xlsx", lambda: excel(f"<sheetData><row r='1'>{CELL}</row></sheetData><dataValidations>" + f'<dataValidation sqref="{"A1:B2 " * 50_000}"/>' * 30 + "</dataValidations>")),
    "column ranges": ("a.xlsx", lambda: excel("<cols>" + "".join(f'<col min="{n}" max="16384" hidden="1"/>' for n in range(1, 16_000)) + "</cols><sheetData>" + rows_of(9_000, TWO) + "</sheetData>")),
    "frames far out": ("a.xlsx", lambda: excel("", data=rows_of(30_000, '<c r="A{n}"><v>1</v></c><c r="BZZ{n}"><v>2</v></c>'))),
    "main part of another name": ("a.docx", lambda: word("<w:p/>" * 14_000_000, "word/main.bin")),
    "main part in capitals": ("a.docx", lambda: word("<w:p/>" * 8_000_000, "word/main.XML")),
    "part smaller than said": ("a.docx", lambda: liar(word("<w:p/>" * 9_000_000), "word/document.xml", 1000)),
    "vertical merges": ("a.docx", lambda: word(table(8_000, TC.format("<w:vMerge/>", T.format("1")) * 12))),
    "vertical merges, empty": ("a.docx", lambda: word(table(14_000, TC.format("<w:vMerge/>", "") * 12))),
    "wide cells": ("a.docx", lambda: word(table(2_000, TC.format('<w:gridSpan w:val="1000"/>', T.format("1")) * 30))),
    "columns left out": ("a.docx", lambda: word("<w:tbl>" + f'<w:tr><w:trPr><w:gridBefore w:val="1000"/></w:trPr><w:tc><w:p>{T.format(1)}</w:p></w:tc></w:tr>' * 40_000 + "</w:tbl>")),
    "wrappers in wrappers": ("a.docx", lambda: word(f"<w:p>{nested('smartTag', 150_000, T.format('1'))}</w:p>")),
    "tables in tables": ("a.docx", lambda: word("<w:tbl><w:tr><w:tc><w:p/>" * 250 + "<w:p/>" + "</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>" * 250)),
    "boxes in boxes": ("a.docx", lambda: word(("<w:p><w:r><w:pict><w:txbxContent>" * 60 + "<w:p><w:r><w:t>1</w:t></w:r></w:p>" + "</w:txbxContent></w:pict></w:r></w:p>" * 60) * 1000)),
    "a run of tabs": ("a.docx", lambda: word(f"<w:p><w:r>{'<w:tab/>' * 1_100_000}</w:r></w:p>")),
    "notes": ("a.docx", lambda: word("<w:p><w:r>" + '<w:footnoteReference w:id="1"/>' * 200_000 + "</w:r></w:p>")),
    "parts of media": ("a.docx", lambda: word("<w:p/>", more={f"word/media/{n}.png": bytes(40_000) for n in range(4_900)})),
    "styles on styles": ("a.docx", lambda: word("".join(f'<w:p><w:pPr><w:pStyle w:val="s{n}"/></w:pPr>{T.format(n)}</w:p>' for n in range(3000)), more={"word/styles.xml": f'<w:styles xmlns:w="{W}">' + "".join(f'<w:style w:styleId="s{n}" w:type="paragraph"><w:name w:val="n{n}"/><w:basedOn w:val="s{n - 1}"/></w:style>' for n in range(3000)) + "</w:styles>"}, types={"word/styles.xml": ("styles", "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml")})),
}  # fmt: skip


# --- PDF ---------------------------------------------------------------------------------------------------------


def pdf(objects, root=1, trailer=b""):
    """A PDF of numbered objects, given as bytes."""
    out, places = [b"%PDF-1.5\n"], []
    length = len(out[0])
    for number, content in enumerate(objects, 1):
        chunk = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        places.append(length)
        length += len(chunk)
        out.append(chunk)
    out.append(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out += [b"%010d 00000 n \n" % place for place in places]
    out.append(
        b"trailer<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, root, trailer, length)
    )
    return b"".join(out)


def stream(data, extra=b""):
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra, data)


def flate(chunk, times):
    """A chunk many times over, packed, without ever unpacked as a whole."""
    table_renderer = zlib.compressobj(9)
    many = chunk * max(1, 1_000_000 // len(chunk))
    parts = [table_renderer.compress(many) for _ in range(max(1, times * len(chunk) // len(many)))]
    return b"".join([*parts, table_renderer.flush()])


FLATE = b"/Filter/FlateDecode"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def shown(*contents, font=FONT, pages=1, more=()):
    """A PDF whose pages show the given streams (all pages the same)."""
    first = 4 + pages
    streams = b" ".join(b"%d 0 R" % (first + n) for n in range(len(contents)))
    kids = b" ".join(b"%d 0 R" % (4 + n) for n in range(pages))
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids), font]
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 3 0 R>>/XObject<</X %d 0 R>>>>/Contents[%s]>>"
        % (first + len(contents), streams)
    )
    return pdf([*objects, *[page] * pages, *contents, *more])


def twice(data):
    return zlib.compress(zlib.compress(data, 9), 9)


def xref_stream(size):
    """A PDF whose table of places is a stream said to hold as many objects."""
    body = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 0/Kids[]>>\nendobj\n"
    table_ = stream(flate(b"\1\0\0\0", size), b"/Type/XRef/W[1 2 1]/Size %d/Root 1 0 R%s" % (size, FLATE))
    return body + b"3 0 obj\n" + table_ + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(body)


TEXT = b"BT /F 9 Tf 1 0 0 1 20 700 Tm (1) Tj ET\n"
PDF = {
    "a stream of spaces": ("a.pdf", lambda: shown(stream(flate(b" ", 1_000_000_000), FLATE))),
    "a stream of text": ("a.pdf", lambda: shown(stream(flate(TEXT, 4_000_000), FLATE))),
    "a stream packed twice": ("a.pdf", lambda: shown(stream(zlib.compress(flate(b" ", 2_000_000_000), 9), b"/Filter[/FlateDecode/FlateDecode]"))),
    "ASCII85": ("a.pdf", lambda: shown(stream(zlib.compress(b"z" * 100_000_000, 9), b"/Filter[/FlateDecode/ASCII85Decode]"))),
    "run lengths": ("a.pdf", lambda: shown(stream(zlib.compress(b"\x81 " * 20_000_000, 9), b"/Filter[/FlateDecode/RunLengthDecode]"))),
    "LZW": ("a.pdf", lambda: shown(stream(bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01]) * 500_000, b"/Filter/LZWDecode"))),
    "predictors": ("a.pdf", lambda: shown(stream(flate(b"\2 ", 200_000_000), FLATE + b"/DecodeParms<</Predictor 15/Columns 1>>"))),
    "columns of a predictor": ("a.pdf", lambda: shown(stream(flate(b"\2 ", 1000), FLATE + b"/DecodeParms<</Predictor 15/Columns 2000000000>>"))),
    "a table of places": ("a.pdf", lambda: xref_stream(200_000_000)),
    "many objects in the table": ("a.pdf", lambda: b"%PDF-1.4\n" + b"xref\n0 200000\n" + b"0000000009 00000 n \n" * 200_000 + b"trailer<</Size 200000/Root 1 0 R>>\nstartxref\n9\n%%EOF"),
    "pages without end": ("a.pdf", lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[%s]>>" % (b"3 0 R " * 700_000), b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"])),
    "tree of pages in a circle": ("a.pdf", lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R 3 0 R]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"])),
    "tree of pages that doubles": ("a.pdf", lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", *[b"<</Type/Pages/Count 1/Kids[%d 0 R %d 0 R]>>" % (n, n) for n in range(3, 60)], b"<</Type/Pages/Count 0/Kids[]>>"])),
    "forms that show forms": ("a.pdf", lambda: pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Contents 4 0 R>>", stream(b"/X Do"), *[stream(b"/X Do /X Do ", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % n) for n in range(6, 40)], stream(TEXT, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]")])),
    "lines": ("a.pdf", lambda: shown(stream(zlib.compress(b"".join(b"%d %d m %d %d l S\n" % (n % 97, n % 89, n % 83, n % 89) for n in range(7_900))), FLATE), pages=40)),
    "grids": ("a.pdf", lambda: shown(stream(zlib.compress(b"".join(b"0 %d m 600 %d l S %d 0 m %d 800 l S\n" % (n, n, n, n) for n in range(1, 600))), FLATE), pages=5)),
    "a map of characters": ("a.pdf", lambda: shown(stream(TEXT), font=b"<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/ToUnicode 6 0 R/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/CIDSystemInfo<</Registry(a)/Ordering(b)/Supplement 0>>/FontDescriptor<<>>>>]>>", more=[stream(zlib.compress(b"begincmap 1 beginbfrange <00000000> <ffffffff> <0000> endbfrange endcmap", 9), FLATE)])),
    "brackets in brackets": ("a.pdf", lambda: pdf([b"<</Type/Catalog/Pages 2 0 R/X %s>>" % (b"[" * 1_000_000), b"<</Type/Pages/Count 0/Kids[]>>"])),
    "numbers without end": ("a.pdf", lambda: shown(stream(b"9" * 4_000_000 + b" 0 0 1 0 0 cm " + TEXT))),
    "letters on pages": ("a.pdf", lambda: shown(stream(zlib.compress(b"BT /F 9 Tf 1 0 0 1 20 700 Tm (%s) Tj ET" % (b"1" * 50_000), 9), FLATE), pages=200)),
}  # fmt: skip


# --- text and pages ----------------------------------------------------------------------------------------------


def page(body):
    return f"<html><body><h1>{TITLE}</h1>{body}</body></html>".encode()


def text(body):
    return f"{TITLE}\n\n{body}".encode()


PLAIN = {
    "a line of digits": ("a.txt", lambda: text("1" * 1_900_000)),
    "digits apart": ("a.txt", lambda: text("1 " * 900_000)),
    "bars": ("a.md", lambda: text("|" * 1_900_000)),
    "tabs": ("a.txt", lambda: text("\t" * 1_900_000)),
    "cells of tabs": ("a.txt", lambda: text(("1\t" * 40 + "\n") * 20_000)),
    "rows of labels": ("a.txt", lambda: text("三、本年度办理结果\t（一）予以公开\t1\t2\t3\n" * 40_000)),
    "led lines": ("a.txt", lambda: text("\t新收\n" * 45_000)),
    "headings": ("a.md", lambda: text("## 一、总体情况\n\n" * 24_000)),
    "parts of labels": ("a.txt", lambda: text("本年\n新收\n政府\n信息\n" * 12_000)),
    "stars": ("a.md", lambda: text("*" * 1_900_000)),
    "strong lines": ("a.md", lambda: text("**" + "a" * 900_000 + "*" + "b" * 900_000)),
    "hashes": ("a.md", lambda: text("# " + "#" * 900_000 + " a")),
    "white space": ("a.txt", lambda: text("a" + " " * 1_900_000 + "a")),
    "a line of agencies": ("a.txt", lambda: text("甲县人民政府办公室" * 180_000)),
    "agencies": ("a.txt", lambda: text("甲县人民政府办公室\n" * 49_000)),
    "years": ("a.txt", lambda: text("2021年" * 350_000)),
    "days": ("a.txt", lambda: text("2021年1月1日\n" * 49_000)),
    "bookmarks": ("a.txt", lambda: text("[bookmark:a]" * 150_000)),
    "open bookmarks": ("a.txt", lambda: text("[bookmark:" * 190_000)),
    "front matter": ("a.md", lambda: b"---\n" + b"a: {b: [" * 200_000 + b"\n---\n"),
    "front matter of figures": ("a.md", ("---\n机关: a\n年度: 2023\n表格:\n" + "  主动公开:\n    规章: [1, 2, 3]\n" * 40_000 + "---\n").encode),
    "code numbers": ("a.txt", lambda: text("13912345678，" * 150_000)),
    "addresses": ("a.txt", lambda: text("a@" * 900_000)),
    "UTF-16": ("a.txt", lambda: (TITLE + "\n" + "1|\n" * 600_000).encode("utf-16")),
    "elements in one another": ("a.html", lambda: page("<div>" * 190_000)),
    "inline elements in one another": ("a.html", lambda: page("<b>1" * 190_000)),
    "tables in one another": ("a.html", lambda: page("<table><tr><td>1" * 60_000)),
    "closing tags": ("a.html", lambda: page("<p>" * 100 + "</b>" * 1_200_000)),
    "open comments": ("a.html", lambda: page("<!--" * 1_200_000)),
    "open quotes": ("a.html", lambda: page("<a x='" * 800_000)),
    "attributes": ("a.html", lambda: page("<p " + "a=1 " * 1_200_000 + ">1</p>")),
    "attributes with spaces": ("a.html", lambda: page(("<p " + "a" + " " * 4_000 + ">") * 1_000)),
    "open scripts": ("a.html", lambda: page("<script>" * 600_000)),
    "open titles": ("a.html", lambda: page("<title></titl" * 190_000)),
    "declarations": ("a.html", lambda: page("<!" * 2_000_000)),
    "rows over rows": ("a.html", lambda: page("<table>" + "<tr><td rowspan=65534>1" * 60_000 + "</table>")),
    "columns over columns": ("a.html", lambda: page("<table>" + "<tr><td colspan=1000>1" * 60_000 + "</table>")),
    "many tables": ("a.html", lambda: page("<table><tr><td>1<td>2</table>" * 45_000)),
    "many wide tables": ("a.html", lambda: page(("<table>" + "<tr><td colspan=900>1<td>2" * 200 + "</table>") * 60)),
    "hidden in hidden": ("a.html", lambda: page('<div style="display:none">1' * 150 + "1" * 1_000_000)),
    "own page": ("a.html", lambda: page('<div class="nb-report">' + '<p class="nb-x">1' * 140_000)),
    "references": ("a.html", lambda: page("&#" + "9" * 1_900_000)),
    "many references": ("a.html", lambda: page("&amp" * 450_000)),
    "bold marks": ("a.html", lambda: page('<b style="font-weight' + " " * 3000 + '">1</b>') + b'<b style="font-weight:        ">' * 100_000),
    "list numbers": ("a.html", lambda: page("<ol start=999999999>" + "<li>1" * 190_000)),
    "long white space": ("a.html", lambda: page("<p>" + "\n \t" * 600_000 + "1</p>")),
    "rules that hold": ("a.html", lambda: page("<style>" + ".x{display:none}" * 20_000 + "</style>" + "<b class=x>1</b>" * 50_000)),
    "rules of all": ("a.html", lambda: page("<style>" + "".join(f"*:not(.a{n}){{display:inline}}" for n in range(5000)) + "</style>" + "<b class=x>1</b>" * 50_000)),
    "rules in rules": ("a.html", lambda: page("<style>" + ".a,.b,.c,&&&{" * 100_000 + "display:none</style>" + "<b class=a>1</b>" * 5_000)),
    "joints": ("a.html", lambda: page("<style>" + "* " * 19 + "x{display:none}</style>" + "<b>" * 140 + "<i>1</i>" * 50_000)),
    "long values": ("a.html", lambda: page('<b style="font-size:' + "9" * 1_000_000 + "x;filter:opacity(" + "0" * 500_000 + '">1</b>')),
    "generated": ("a.html", lambda: page('<style>b::before{content:"' + "x" * 500_000 + '"}</style><table><tr><td>1<td>' + "<b>1</b>" * 50_000 + "</table>")),
    "classes": ("a.html", lambda: page('<p class="' + "nb " * 1_000 + '">1</p>') * 1_000),
}  # fmt: skip

# --- pages that are hard for parsers ---------------------------------------------------------------------------------

# What stands before, what is written over and over (%d is a running number), what stands behind.
FORMS_OF_PAGES = {
    "tables ten thousand deep": ("", "<table><tr><td>1", ""),
    "divisions a hundred thousand deep": ("", "<div>", ""),
    "divisions deep": ("", "<div>1 ", ""),
    "paragraphs never closed": ("", "<p>1 2 ", ""),
    "bold never closed": ("", "<b>1 2 ", ""),
    "bold, italics and paragraphs misnested": ("", "<b><i><p>1</b>2</i>3</p>", ""),
    "attributes of one element": ("<p ", "a%d=1 ", ">1</p>"),
    "attributes spread": ("", "<p a=1 b=2 c=3 d=4>1", ""),
    "quotes never closed": ("", "<a b='", ""),
    "comments never closed": ("", "<!--", ""),
    "literals never closed": ("", "<![CDATA[", ""),
    "declarations never closed": ("", "<!", ""),
    "instructions never closed": ("", "<?", ""),
    "brackets": ("", "<", ""),
    "scripts never closed": ("", "<script>", ""),
    "styles never closed": ("", "<style>1", ""),
    "fields never closed": ("", "<textarea>", ""),
    "titles never closed": ("", "<title>1", ""),
    "drawings deep": ("", "<svg><g>1", ""),
    "formulas deep": ("", "<math><mfrac><mi>1", ""),
    "ampersands": ("", "&", ""),
    "references of thousands of digits": ("", f"&#{'9' * 5000};", ""),
    "references to null": ("", "&#0;", ""),
    "spans over a grid": ("<table>", f"<tr>{'<td colspan=1000 rowspan=9>1' * 5}</tr>", "</table>"),
    # Others that took a parser or this reader long, or lost text, when they were tried.
    "empty elements, then ends": ("", "<br></p>", ""),
    "tags never closed": ("", "<a ", ""),
    "ends never closed": ("", "</a", ""),
    "ends of nothing in bold": ("<b>" * 140, "</i>", ""),
    "quotes of two kinds": ("", "<a b='\" c=\"'", ""),
    "brackets in quotes": ("", "<a' b='><", "'>'"),
    "tags in quotes": ("", "<a b='<a ' ", "'>'"),
    "names of letters outside ASCII": ("", "<a字", ""),
    "ends of scripts never closed": ("<script>", "</script ", ""),
    "ends of titles cut": ("<title>", "</titl", ""),
    "choices in choices": ("", "<select><option>1", ""),
    "entries in entries": ("<select>", "<option>1<object>", ""),
    "frames in frames": ("", "<iframe srcdoc='&lt;iframe srcdoc=&quot;&lt;p&gt;1&quot;&gt;1'>", ""),
    "a frame of many elements": ("<iframe srcdoc='", "<p>1 2", "'>"),
    "white space in elements": ("", "<b> </b>", ""),
    "text between elements": ("<div>" * 148, "1<b></b>", ""),
    "no script": ("", "<noscript>1", ""),
}  # fmt: skip
MARKS = ("开头的标记", "中间的标记", "结尾的标记")


def hostile_page(case, size=150_000):
    """A page of about a size in bytes, with marks before, inside and behind what is hostile."""
    before, unit, behind = FORMS_OF_PAGES[case]
    count = size // len(unit.encode()) // 2
    first, second = (
        "".join(unit % number for number in range(start, start + count)) if "%d" in unit else unit * count
        for start in (0, count)
    )
    body = f"<p>{MARKS[0]}</p>{before}{first}{MARKS[1]}{second}{behind}\n{MARKS[2]}"
    return f"<html><body><h1>{TITLE}</h1>{body}</body></html>".encode()


PAGES = {case: ("a.html", lambda case=case: hostile_page(case, 500_000)) for case in FORMS_OF_PAGES}

BOMBS = {
    f"{name.rpartition('.')[2]}: {case}": (name, make)
    for group in (OFFICE, PDF, PLAIN, PAGES)
    for case, (name, make) in group.items()
}
