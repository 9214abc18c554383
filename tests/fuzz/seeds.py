"""Writes the first files of the corpus anew: `PYTHONPATH=plugin:tests/support:tests/fuzz python tests/fuzz/seeds.py`.

They are small on purpose: a mutation of a small file is tried in a millisecond. What a fuzzer finds worth keeping is
put beside them by hand.
"""

import re
import zlib
from pathlib import Path

import yaml

import layouts
import layouts_pages
import mutate
import site_of_one
from filings import distinct, sheet_of
from nianbao import importers, source
from nianbao.archive import Archive
from nianbao.cli import import_summary
from nianbao.downloads.filing_workbook import workbook
from nianbao.downloads.word import report_docx
from nianbao.downloads.xlsx import report_xlsx
from nianbao.drafting import skeleton
from nianbao.messages import Messages
from nianbao.model import form
from nianbao.model.register import Agency, Register

CORPUS = Path(__file__).parent / "corpus"
CASES = Path(__file__).parent.parent / "cases"
FORMS = form.builtin()
AGENCY = Agency(site_of_one.AGENCY, "示例市示例局", "示例局")
BASE = (site_of_one.BASE / "2023.md").read_text("utf-8")

SHORT = """---
机关: example-bureau
年度: 2023
标题: 示例市示例局2023年政府信息公开工作年度报告
落款: 示例市示例局
落款日期: 2024-01-15
发布日期: 2024-01-20
来源: {文件: a.docx, 网址: "https://example.org/a", 取得日期: 2024-02-01}
审核:
  - {环节: 初审, 人员: 张三, 日期: 2024-01-16}
主动公开:
  规章: [0, 0, 0]
  行政许可: 215
  行政事业性收费: 12.5万元
申请:
  默认: 0
  本年新收: [60, 12, 1, 0, 3, 2, 自动]
  予以公开: [~, /, 1，000, 0, 2, "2", 55]
说明:
  - {规则: SUM301, 位置: 申请/本年新收, 理由: 上年口径不同, 署名: 示例局, 有效期: 2025-01-01}
更正:
  - {日期: 2024-05-06, 位置: 申请.本年新收.总计, 原: "77", 现: "78", 理由: 笔误}
---

本报告统计期限为2023年1月1日至2023年12月31日。

## 一、总体情况

### （一）依申请公开

全年收到政府信息公开申请{{ 申请.本年新收.总计 }}件，同比增长12.5%，电话010-12345678。

> **注**：见[网站](https://example.org)。

## 五、存在的主要问题及改进情况

无。
"""
EMBEDDING = """# 首页

<!-- nianbao:index year=2023 -->

状态：<!-- nianbao:status example-bureau/2023 -->，`<!-- nianbao:status a/1 -->`

```
<!-- nianbao:index -->
```

<!-- nianbao:table example-bureau/2023 主动公开 -->
    <!-- nianbao:table 示例局/2023 applications -->
"""
PRIVATE = """联系人13812345678，身份证号11010519491231002X，卡号6222 0212 3456 7890 128，邮箱zhang.san@qq.com。
办公电话010-12345678，统一社会信用代码91110000802100433B，总额13812345678元，&#49;3812345678，1<b>3</b>812345678
"""
REGISTER = """- 标识: example-bureau
  名称: 示例市示例局
  简称: 示例局
  别名: [市示例局, "示例办"]
  类型: 部门
  上级: example-city
  地区: 示例市
  前身: [old-bureau]
  设立: 2019-03
  期限: 01-31
- {标识: example-city, 名称: 示例市人民政府, 类型: 政府, 可制定规章: 是, 撤销: 2024}
"""
FORM = """id: own
name: {zh: 本地表式, en: Own}
years: {from: 2021, until: 2030}
sections:
  - {key: overview, label: 总体情况, numeral: 一, aliases: [总体], topics: [[主动公开]]}
tables:
  - key: proactive
    section: overview
    label: 主动公开
    caption: 主动公开情况
    unit: 件
    blocks:
      - bar: {label: 第一项}
        corner: {label: 信息内容}
        columns: [{key: issued, label: 制发}, {label: 组, children: [{key: a, label: 甲}, {key: total, label: 总计, measure: amount}]}]
        rows: [{key: rules, label: 规章, short: 章}, {label: 群, key: group, children: [{key: x, label: 某, emphasis: total}]}]
identities:
  - {rule: SUM301, table: proactive, each: row, left: [total], right: [issued, a], basis: {firmness: form, text: {zh: 据, en: b}}}
"""
PAGE = """<html><head><meta charset="utf-8"><title>示例市示例局2023年政府信息公开工作年度报告</title></head><body>
<div class="nav"><a href="/">首页</a></div><div class="article"><h1>示例市示例局2023年政府信息公开工作年度报告</h1>
<h2>一、总体情况</h2><p>全年收到申请3件。<ruby>喆<rt>zhé</rt></ruby><b>主动</b>公开&nbsp;2<br>条</p><ul><li>甲<li>乙</ul>
<h2>二、主动公开政府信息情况</h2>{}<p style="text-align:right">示例市示例局<br>2024年1月15日</p></div></body></html>
"""
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _p(text, inside=""):
    return f"<w:p><w:pPr>{inside}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _rels(*targets):
    told = "".join(
        f'<Relationship Id="rId{number}" Type="{REL}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{told}</Relationships>'


def _types(defaults, **parts):
    told = "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.{kind}+xml"/>'
        for name, kind in parts.items()
    )
    return f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>{defaults}{told}</Types>'


def word():
    """Return a small Word file with most of what the reader knows."""
    rows = [
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "0", "1", "2"),
        ("行政规范性文件", "3", "1，0", "12"),
    ]
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{_p(text)}</w:tc>" for text in row) + "</w:tr>" for row in rows
    )
    bar = f'<w:tr><w:tc><w:tcPr><w:gridSpan w:val="4"/></w:tcPr>{_p("第二十条第（一）项")}</w:tc></w:tr>'
    merged = "".join(
        f'<w:tr><w:tc><w:tcPr><w:vMerge{how}/></w:tcPr>{_p("行政许可")}</w:tc><w:tc><w:tcPr><w:gridSpan w:val="3"/></w:tcPr>{_p("215")}</w:tc></w:tr>'
        for how in (' w:val="restart"', "")
    )
    body = (
        _p("示例市示例局2023年政府信息公开工作年度报告", '<w:pStyle w:val="1"/><w:outlineLvl w:val="0"/>')
        + _p("总体情况", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
        + '<w:p><w:r><w:t>全年收到申请</w:t></w:r><w:ins w:id="1"><w:r><w:t>3件</w:t><w:tab/><w:br/></w:r></w:ins><w:del w:id="2"><w:r><w:delText>4件</w:delText></w:r></w:del><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
        + f'<w:sdt><w:sdtContent>{_p("控件里的话")}</w:sdtContent></w:sdt>'
        + f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:txbxContent>{_p("框")}</w:txbxContent></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{_p("框")}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent><w:ruby><w:rt><w:r><w:t>zhé</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>喆</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>'
        + _p("二、主动公开政府信息情况") + f"<w:tbl><w:tblGrid/>{bar}{cells}{merged}</w:tbl>" + _p("示例市示例局") + _p("2024年1月15日")
    )  # fmt: skip
    numbering = f'<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    styles = f'<w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>'
    main = "wordprocessingml"
    return mutate.packed({
        "[Content_Types].xml": _types("", **{"word/document.xml": f"{main}.document.main", "word/styles.xml": f"{main}.styles", "word/numbering.xml": f"{main}.numbering", "word/footnotes.xml": f"{main}.footnotes", "word/header1.xml": f"{main}.header"}),
        "_rels/.rels": _rels(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _rels(("styles", "styles.xml"), ("numbering", "numbering.xml"), ("footnotes", "footnotes.xml"), ("header", "header1.xml")),
        "word/document.xml": f'<w:document {W}><w:body>{body}<w:sectPr><w:headerReference w:type="default" r:id="rId4"/></w:sectPr></w:body></w:document>',
        "word/styles.xml": styles, "word/numbering.xml": numbering,
        "word/footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2">{_p("脚注")}</w:footnote></w:footnotes>',
        "word/header1.xml": f'<w:hdr {W}>{_p("页眉")}</w:hdr>',
    })  # fmt: skip


def sheet():
    """Return a small Excel file with most kinds of cells."""
    rows = [
        ["示例市示例局2023年政府信息公开工作年度报告"],
        ["二、主动公开政府信息情况"],
        ["第二十条第（一）项"],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", 0, 1, 2],
        ["行政规范性文件", 3, "1，0", 12],
        ["行政许可", 215],
    ]
    said = ""
    for number, row in enumerate(rows, 1):
        cells = ""
        for column, value in zip("ABCD", row, strict=False):
            at = f'r="{column}{number}"'
            cells += (
                f"<c {at}><v>{value}</v></c>"
                if isinstance(value, int)
                else f'<c {at} t="inlineStr"><is><t>{value}</t></is></c>'
            )
        said += f'<row r="{number}">{cells}</row>'
    said += '<row r="8"><c r="A8" t="s"><v>0</v></c><c r="B8" s="1"><v>45306.5</v></c><c r="C8"><f>SUM(B5:B6)</f><v>3</v></c><c r="D8" t="b"><v>1</v></c></row>'
    main = "spreadsheetml"
    return mutate.packed({
        "[Content_Types].xml": _types("", **{"xl/workbook.xml": f"{main}.sheet.main", "xl/worksheets/sheet1.xml": f"{main}.worksheet", "xl/styles.xml": f"{main}.styles", "xl/sharedStrings.xml": f"{main}.sharedStrings"}),
        "_rels/.rels": _rels(("officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _rels(("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")),
        "xl/workbook.xml": f'<workbook {S} xmlns:r="{REL}"><sheets><sheet name="一" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet {S}><sheetData>{said}</sheetData><mergeCells count="1"><mergeCell ref="A3:D3"/></mergeCells></worksheet>',
        "xl/sharedStrings.xml": f"<sst {S}><si><t>示例市示例局</t></si></sst>",
        "xl/styles.xml": f'<styleSheet {S}><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
    })  # fmt: skip


def pdf(*, ruled):
    """Return a small PDF: lines of text and a table, with rules or without."""
    lines = [
        "示例市示例局2023年政府信息公开工作年度报告",
        "一、总体情况",
        "全年收到申请3件。",
        "二、主动公开政府信息情况",
    ]
    rows = [
        ("第二十条第（一）项",),
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "0", "1", "2"),
        ("行政规范性文件", "3", "1", "12"),
    ]
    known = sorted({char for line in (*lines, *("".join(row) for row in rows)) for char in line})
    coded = {char: number for number, char in enumerate(known, 1)}

    def shown(text, x, y):
        return f"BT /F1 10 Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{coded[char]:04x}' for char in text)}> Tj ET\n"

    content = "".join(shown(line, 60, 780 - 20 * number) for number, line in enumerate(lines))
    for number, row in enumerate(rows):
        content += "".join(shown(text, 64 + 120 * place, 690 - 20 * number) for place, text in enumerate(row))
        if ruled:
            content += f"60 {704 - 20 * number} m 540 {704 - 20 * number} l S\n"
    if ruled:
        content += "60 624 m 540 624 l S\n" + "".join(f"{x} 704 m {x} 624 l S\n" for x in (60, 180, 300, 420, 540))
    pairs = "".join(f"<{number:04x}> <{char.encode('utf-16-be').hex()}>\n" for char, number in coded.items())
    cmap = f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange {len(coded)} beginbfchar\n{pairs}endbfchar endcmap end end"

    def stream(text, pack):
        data = zlib.compress(text.encode()) if pack else text.encode()
        return b"<</Length %d%s>>\nstream\n%s\nendstream" % (
            len(data),
            b"/Filter/FlateDecode" if pack else b"",
            data,
        )

    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(content, pack=True),
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 -200 1000 900]/Ascent 900/Descent -200>>>>",
        stream(cmap, pack=False),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, inside in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, inside)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1,
        table,
        len(objects) + 1,
        len(out),
    )


def files():
    """Yield target, name and content of every first file."""
    yaml = source.write_yaml(source.read(SHORT.encode(), "x.md", FORMS).report, "zh", FORMS)
    english = source.write(source.read(BASE.encode(), "x.md", FORMS).report, "en", FORMS)
    old = (CASES / "importers/prose-before-2019/report-2016.txt").read_bytes()
    for target in ("source-md", "line-md"):
        yield from (
            (target, name, text)
            for name, text in (
                ("short.md", SHORT),
                ("english.md", english),
                ("none.md", "---\n机关: a\n年度: 2016\n表式: none\n---\n一段话。\n"),
            )
        )
    for target in ("source-yml", "line-yml"):
        yield from (
            (target, "short.yml", yaml),
            (target, "small.yml", "机关: a\n年度: 2023\n申请: {默认: ~}\n正文:\n  总体情况: |\n    话。\n"),
        )
    yield "register", "two.yml", REGISTER
    yield "form", "own.yml", FORM
    yield "form", "disputes.yml", _without(("proactive", "applications"))
    sample = CASES / "importers"
    yield "text", "old.txt", old
    for name in (
        "tabs-stripped/report.txt",
        "cells-in-paragraphs/2023-qingshi-water.txt",
        "cell-a-line-with-bars/report.txt",
        "form-of-2019-in-gb18030/qingshi-water-2020.txt",
    ):
        yield "text", name.replace("/", "-"), (sample / name).read_bytes()
    yield "markdown", "report.md", (sample / "markdown-tables/report.md").read_bytes()
    yield "markdown", "source.md", SHORT
    sheet_ = sheet_of(layouts.FORMS[0], distinct(layouts.FORMS[0]))
    tables = layouts_pages.body(sheet_, "plain", "p", "<h2>{}</h2>")
    yield "html", "small.html", PAGE.replace("{}", tables[tables.index("<table") : tables.index("</table>") + 8])
    yield "html", "unclosed.html", layouts_pages.body(sheet_, "unclosed", "p", "<b>{}</b>")[:6000]
    report = source.read(SHORT.encode(), "x.md", FORMS).report
    yield "docx", "small.docx", word()
    yield "docx", "download.docx", report_docx(report, AGENCY, Messages("zh"))
    yield "xlsx", "small.xlsx", sheet()
    yield "xlsx", "download.xlsx", report_xlsx(report, AGENCY, Messages("zh"))
    begun = skeleton.begin(Archive(Register((AGENCY,)), FORMS, ()), AGENCY, 2023, FORMS["cn-disclosure-2021"])
    yield "workbook", "filing.xlsx", workbook(begun, Messages("zh"))
    yield "pdf", "ruled.pdf", pdf(ruled=True)
    yield "pdf", "plain.pdf", pdf(ruled=False)
    for number, text in enumerate(_labelled()):
        yield "claims", f"{number}.txt", text
    text = (sample / "tabs-stripped/report.txt").read_bytes()
    made = importers.draft(
        "report.txt", text[:1200], forms=FORMS, register=Register((AGENCY,)), agency=AGENCY.id, year=2023
    )
    yield "receipt", "small.json", import_summary.receipt(made, "report.txt", "0" * 64, Messages("zh"))
    yield "embedding", "page.md", EMBEDDING
    yield "masking", "numbers.txt", PRIVATE


def _without(tables):
    """Return the built-in form without some of its tables."""
    path = Path(form.__file__).parent.parent / "data/kinds/disclosure/forms/cn-disclosure-2021.yml"
    data = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    data["id"] = "own"
    data["tables"] = [table for table in data["tables"] if table["key"] not in tables]
    data["identities"] = [item for item in data["identities"] if item["table"] not in tables]
    return yaml.dump(data, allow_unicode=True, sort_keys=False)


def _labelled():
    said = (CASES / "claims/building.yml").read_text("utf-8")
    found = re.findall(r"text: (.+)", said)
    for start in range(0, 120, 12):
        yield "\n\n".join(found[start : start + 12])


def main():
    """Write them."""
    for target, name, content in files():
        path = CORPUS / target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


if __name__ == "__main__":
    main()
