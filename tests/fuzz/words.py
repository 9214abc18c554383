"""What mutations write into a file: words of the trade, and what has broken readers elsewhere."""

import random

from nianbao.model import form

_FORM = [*form.builtin().values()][-1]

# fmt: off
LABELS = sorted(
    {
        name
        for item in form.builtin().values()
        for table in item.tables.values()
        for head in (
            *(row.label for row in table.rows.values()),
            *(c for r in table.rows.values() for c in r.columns),
        )
        for name in head.writings
    }
)
HEADINGS = [section.heading for section in _FORM.sections]
FACTS = [
    "机关", "年度", "表式", "标题", "落款", "落款日期", "公开日期", "来源", "审核", "说明", "更正", "正文", "默认", "自动",
]
NUMBERS = [
    "0", "-1", "1.5", "1e999", "9" * 25, "9" * 4301, "0" * 40 + "1", "１２３", "壹佰", "十余", "+3", "减4", "1，234",
    "1,23", "∞", "²", "٣", "𝟙", "½", "nan", "12.50万元", "50%", "0x1F", "1_000", "/", "—", "无", "２０２３", "①", "〇",
]
DATES = [
    "2023年2月30日", "2023-02-30", "0000-00-00", "9999-12-31", "二〇二三年十三月", "2024-02-29", "2023.1.1", "１月", "02-30",
]
CHARACTERS = [
    "\0", "\x0b", "\x0c", "\x1b", "\x85", "\u2028", "\u200b", "\u202e", "\ufeff", "\ufffe", "\ufffd",
    "\U0001f4a9", "\ud7ff", "\ue000", "\U0010ffff", "e\u0301", "İ", "ß", "\u00a0", "\u3000", "\r", "\t", "𠮷",
    "\uf0b7", "ﬁ", "㎡",
]
YAML = [
    "---\n", "...\n", "~", "null", "!!python/none", "&a ", "*a", "? ", ": ", "- ", "|\n", ">-\n", "{", "}", "[",
    "]", '"', "'", "# ", "%YAML 1.1\n", "<<: ", "\t", "：", "'' ", '"\\x00"', "[[", "{a: ", "- - ", "!<x> ", "@",
    "`",
]
MARKDOWN = [
    "# ", "## ", "###### ", "> ", "```\n", "~~~", "| a | b |\n|---|---|\n", "![x](y)", "[a]: b\n",
    "[a](<b> 'c')", "**", "__", "`", "\\", "<b>", "</div>", "<!-- ", " -->", "{#id}", "{: .a onclick=x}",
    "{{ 申请.本年新收.总计 }}", "{{", "}}", "{% x %}", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<a href=javascript:a>", "javascript:alert(1)", "&lt;", "&#0;", "&#x110000;", "<!-- nianbao:todo x -->",
    "\n\n", "    ", "1. ", "* ", "<!-- nianbao:index -->", "<!-- nianbao:status example-bureau/2023 -->",
    "<!-- nianbao:table example-bureau/2023 申请 -->", "<!-- nianbao:status a/²-->", "nianbao:", " year=2023",
    "example-bureau/2023", "applications",
]
PRIVATE = [
    "13812345678", "+86 138-1234-5678", "11010519491231002X", "6222021234567890128", "a@qq.com",
    "０１３９ 7462 8051", "&#49;3812345678", "1<b>3</b>812345678", "身份证号：", "手机",
    "http://a.gov.cn/?tel=13812345678", "（139）7462",
]
HTML = [
    "<table>", "</table>", "<tr>", "<td>", "<td colspan=9 rowspan=0>", "<td colspan=-1>", "</td>", "<p>",
    "<br>", "<h1>", "<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE", "<svg><text>x</text></svg>", "<title>",
    "<meta charset=gb2312>", "<div class='nb-report'>", "<ruby>一<rt>二</rt></ruby>", "<style>", "<textarea>",
    "<a b=", "'", '"', "&", "&#x0;", "&nbsp", "<li>", "<thead>", "<template>", "<input value=3>",
    "<p style='display:none'>", "<sup>1</sup>", "</", "<", ">",
]
JSON = [
    '"', "{", "}", "[", "]", ":", ",", "null", "true", "1e999", "-0", "NaN", "Infinity", "\\ud800", "\\u0000",
    '"at": "a/b/c"', '"line": ',
]
FILING = [
    "\t", "|", "\t\t", "| --- |", "　", "（一）", "一、", "[bookmark:_Toc1]", "页", "- 1 -", "注：", "附件", "单位：万元", "\f",
]
XML = [
    b"<w:p/>", b"<w:tbl/>", b"<w:tr/>", b"<w:tc/>", b"<w:r><w:t>3</w:t></w:r>", b"<w:vMerge/>",
    b'<w:gridSpan w:val="9"/>', b'<w:gridSpan w:val="x"/>', b"<w:br/>", b"<w:sdt/>", b"<w:ins/>", b"<w:del/>",
    b"<w:numPr/>", b'<w:ilvl w:val="99"/>', b'<w:numId w:val="1"/>', b'<w:footnoteReference w:id="1"/>',
    b'<w:pStyle w:val="1"/>', b"<w:pStyle/>", b"<w:outlineLvl/>", b'<c r="A1"><v>1</v></c>',
    b'<c r="XFD1048576"/>', b'<c r="a"/>', b'<c t="s"><v>999</v></c>', b'<c t="d"><v>x</v></c>',
    b'<c t="e"><v>#N/A</v></c>', b'<mergeCell ref="A1:B2"/>', b'<mergeCell ref="B2:A1"/>', b'<row r="-1"/>',
    b"<row/>", b'<c t="inlineStr"><is><t>x</t></is></c>', b"<f>1+1</f>", b"<!-- -->", b"<?x?>", b"&#0;",
    b"&amp;", b"<a>", b"</a>", b'<x xmlns="y"/>',
]
VALUES = [
    b"", b"0", b"-1", b"x", b"99999999999999999999", b"1e9", b"%", b"continue", b"restart", b"true", b"A1",
    b"\xff", "一".encode(),
]
PDF = [

    b" Tj", b" TJ", b" Tf", b" Tm", b" Td", b" re", b" l", b" m", b" S", b" q", b" Q", b" BT", b" ET", b" cm", b" Do", b"<", b">",
    b"(", b")", b"[", b"]", b"<<", b">>", b"/F1", b"-1", b"0", b"1e9", b"99999999999", b" 0 0 1 1 re", b" gs", b" BI ID EI", b"/Length",
    b"/Filter", b"/MediaBox[0 0 0 0]", b"/Rotate 90", b"/Kids", b"null", b"true", b" obj", b" endobj", b" R", b"/ToUnicode", b"/Encoding",
]
# fmt: on
GROUPS = [LABELS, HEADINGS, FACTS, NUMBERS, DATES, CHARACTERS, YAML, MARKDOWN, PRIVATE, HTML]


def word(dice: random.Random, *more: list[str]) -> str:
    """Return a word of any kind, or one of the groups named."""
    return dice.choice(dice.choice(more or GROUPS))
