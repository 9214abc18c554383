"""Personal information: what is one and what is not, where it stands, and that nothing of it leaves the tool."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from each import for_each
from growth import assert_in_proportion
from nianbao import archive
from nianbao.analysis.personal_data import Kind, _traces, is_suspect, masked, traces
from nianbao.reporters import FORMATS
from places import CASES
from running import mkdocs, nianbao

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(first):
    return first + "10X98765432"[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]


def luhn(first):
    doubled = [int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(first))]
    return first + str(-sum(v - 9 if v > 9 else v for v in doubled) % 10)


def wide(text):
    return text.translate({ord(char): ord(char) + 0xFEE0 for char in "0123456789"})


IDENTITY = identity("11010119900307775")
MOBILE = "13812345678"
CARD = luhn("622202123456789012")

FOUND = [
    ("identity", IDENTITY),
    ("identity", f"身份证号：{IDENTITY}。"),
    ("identity", f"身份证号码为{IDENTITY}，电话见上"),
    ("identity", f"ID{IDENTITY}"),
    ("identity", wide(IDENTITY)),
    ("identity", " ".join(IDENTITY)),
    ("identity", f"{IDENTITY[:6]} {IDENTITY[6:14]} {IDENTITY[14:]}"),
    ("identity", f"{IDENTITY[:6]}-{IDENTITY[6:14]}-{IDENTITY[14:]}"),
    ("identity", identity("44030619851224001").lower()),
    ("identity", wide(identity("44030619851224001")).replace("X", "Ｘ")),
    ("doubtful_identity", IDENTITY[:-1] + "9"),
    ("doubtful_identity", f"{IDENTITY[:6]} {IDENTITY[6:14]} 7749"),
    ("mobile", MOBILE),
    ("mobile", f"手机{MOBILE}."),
    ("mobile", "138 1234 5678"),
    ("mobile", "138-1234-5678"),
    ("mobile", "138.1234.5678"),
    ("mobile", "138　1234　5678"),
    ("mobile", "138\u00a01234\u00a05678"),
    ("mobile", "138\u20021234\u20025678"),
    ("mobile", "138\u200b1234\u200b5678"),
    ("mobile", "138&nbsp;1234&nbsp;5678"),
    ("mobile", "&#49;&#51;&#x38;12345678"),
    ("mobile", "138<b>1234</b>5678"),
    ("mobile", "138**1234**5678"),
    ("mobile", "138 12345678"),
    ("mobile", "1381234\n5678"),
    ("mobile", wide(MOBILE)),
    ("mobile", "１３８－１２３４－５６７８"),
    ("mobile", f"+86{MOBILE}"),
    ("mobile", f"+86 {MOBILE}"),
    ("mobile", "+86-138-1234-5678"),
    ("mobile", f"（+86）{MOBILE}"),
    ("mobile", f"0086{MOBILE}"),
    ("mobile", f"0311-8011234/{MOBILE}"),
    ("mobile", f"tel:{MOBILE}"),
    ("mobile", f"Tel{MOBILE}"),
    ("mobile", f"微信wx{MOBILE}"),
    ("mobile", f"[打电话](tel:{MOBILE})"),
    ("mobile", f"网址http://www.example.gov.cn，手机{MOBILE}"),
    ("mobile", f"https://example.org/a?phone={MOBILE}&page=2"),
    ("mobile", f"{MOBILE}个人手机"),
    ("mobile", f"{MOBILE}人事科"),
    ("mobile", f"年报_2023_{MOBILE}.docx"),
    ("mobile", f"办公室{MOBILE}@example.gov.cn"),
    ("card", CARD),
    ("card", luhn("411111111111111")),
    ("card", "6222 0212 3456 7890 128"),
    ("card", wide(CARD)),
    ("card", f"账号：{luhn('123456789012345')}"),
    ("card", f"{luhn('123456789012345')}（农业银行）"),
    ("card", f"卡号 {luhn('12345678901234567')}"),
    ("mail", "zhang_san@qq.com"),
    ("mail", "zhang.san+a@vip.163.com"),
    ("mail", "ｚｈａｎｇ＠ｑｑ．ｃｏｍ"),
    ("mail", "mailto:zhang@Gmail.com"),
]

NEVER = [
    "138****5678",
    "138******78",
    "138XXXX5678",
    "138××××5678",
    "110101********7758",
    "1101011990****7758",
    "电话：0311-80112345",
    "010-12345678转8001",
    "0311 8011 2345",
    "400-123-4567",
    "8001234567",
    "12345政务服务便民热线",
    "邮编：056000 050000 100000",
    "国办公开办函〔2021〕30号",
    "冀政办〔2021〕138号 13812号",
    "统一社会信用代码：91110108MA01ABCDE5",
    f"统一社会信用代码：{IDENTITY}",
    f"统一社会信用代码（三证合一）：{IDENTITY}",
    f"统一社会信用代码为{CARD}",
    "12110000400000624D",
    "2021-01-05至2021-12-31",
    "2023年1月1日13时12分至2023年12月31日",
    "20230101 20231231",
    "20210315123456",
    "1613812345678",
    f"https://www.example.gov.cn/art/2021/3/12/art_1234_{MOBILE}.html",
    f"https://www.example.gov.cn/{IDENTITY}?id={CARD}",
    f"www.example.gov.cn/{MOBILE}",
    f"example.gov.cn/{MOBILE}/",
    f"[附件](../files/{MOBILE}.pdf)",
    f"t{MOBILE}.shtml",
    f"页面编号{MOBILE}",
    f"信息ID：{MOBILE}",
    f"访问量{MOBILE}次",
    f"访问量{MOBILE}人次。",
    f"金额{MOBILE}元",
    f"金额{MOBILE} 万元",
    f"收入{CARD}元",
    "1,381,234,567,800",
    "0.13812345678",
    "13812345678.25",
    "fe9040966fbf7c930f347f732496204a77644c25a1b034e0441c5461d59d6451",
    "sha256: 13812345678966fbf7c930f347f732496204a77644c25a1b034e0441c13812345678ab",
    "110108202103150001",
    "项目代码：2107-110101-04-01-123456",
    "1234567890123456",
    f"受理号：{luhn('622202123456789')}",
    "[60, 12, 1, 0, 3, 2, 78] 予以公开: [40, 10, 1, 0, 2, 2, 55]",
    "5 1 0 1 0 1 1 9 9 0 0 3 0 7 7 7 5 8",
    "office@example.gov.cn",
    "qq.com",
    "冀ICP备13812345678号",
    "第138 1234条",
]


@for_each(("kind", "text"), FOUND)
def test_found(kind, text):
    assert [trace.kind for trace in traces(text)] == [kind]
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert not traces(hidden)
    assert masked(hidden) == hidden
    assert not re.search(r"\d{8}", re.sub(r"[ -]", "", traces(text)[0].masked))


@for_each("text", NEVER)
def test_never_found(text):
    assert traces(text) == ()
    assert masked(text) is text or masked(text) == text


def test_what_stands_around_stays():
    text = f"甲{MOBILE}乙{IDENTITY}丙zhang@qq.com丁"
    assert masked(text) == "甲138******78乙110**************8丙*****@qq.com丁"
    assert masked(text, "×") == "甲138××××××78乙110××××××××××××××8丙×××××@qq.com丁"


def test_entities_and_tags_are_masked_whole():
    assert masked("手机&#49;381234567&#56;。") == "手机" + "*" * 19 + "。"
    assert masked("手机138<b>1234</b>5678。") == "手机" + "*" * 18 + "。"
    assert masked("见 &#49;&#50; 与 &nbsp; 13812345678") == "见 &#49;&#50; 与 &nbsp; 138******78"


def test_a_mailbox_named_by_a_mobile_number_is_both_and_wholly_hidden():
    text = f"{MOBILE}@139.com"
    assert {trace.kind for trace in traces(text)} == {Kind.MOBILE, Kind.MAIL}
    assert masked(text) == "*" * 11 + "@139.com"


# Sentences as they occur, with what must be masked in braces, or with nothing that may be masked.
HERE = CASES / "personal_data"


def sentences(name):
    kinds = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [
        pytest.param(text, id=f"{kind}-{number}")
        for kind, said in kinds.items()
        for number, text in enumerate(said)
    ]


def unbraced(written):
    """Return a text without its braces, and the spans they enclosed."""
    pieces = re.split(r"([{}])", written)
    text, spans = "", []
    for piece in pieces:
        if piece == "{":
            spans.append([len(text)])
        elif piece == "}":
            spans[-1].append(len(text))
        else:
            text += piece
    return text, [tuple(span) for span in spans]


@for_each("written", sentences("private.yml"))
def test_private_numbers_are_masked_and_nothing_else(written):
    text, spans = unbraced(written)
    assert [(trace.start, trace.end) for trace in traces(text)] == spans
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert masked(hidden) == hidden
    kept = [0, *(place for span in spans for place in span), len(text)]
    for start, end in zip(kept[::2], kept[1::2], strict=True):
        assert hidden[start:end] == text[start:end]
    for start, end in spans:
        assert hidden[start:end].count("\n") == text[start:end].count("\n")
        assert not re.search(r"\d{10}", re.sub(r"\D", "", hidden[start:end]))


@for_each("text", sentences("legitimate.yml"))
def test_legitimate_numbers_are_left(text):
    assert [text[trace.start : trace.end] for trace in traces(text)] == []
    assert masked(text) == text


# What may stand between the parts of a number, and around it; a label says whose it is.
SEPARATORS = [
    "",
    " ",
    "-",
    "\u2013",
    "\u00b7",
    ".",
    "/",
    "\t",
    "\n",
    "<br>",
    "&nbsp;",
    "\u200b",
    "**",
    "\u3000",
    ") ",
    " - ",
    "\\-",
    "_",
    "</b><b>",
]
GROUPINGS = [(3, 4, 4), (4, 4, 3), (3, 8), (7, 4), (4, 7), (3, 4, 2, 2), (5, 6), (6, 5), (3, 3, 5)]
PREFIXES = ["", "0", "+86", "+86 ", "86-", "0086", "(+86)", "0311-", "（0311）", "010-"]
LABELS = [
    "手机：",
    "联系电话",
    "联系方式为 ",
    "微信号:",
    "张三，电话：",
    "拨打",
    "Tel: ",
    "移动电话（本人）：",
    "| 手机 | ",
]
BEHIND = ["", "。", "（李）", "，地址同前", " |", "\n", "咨询", "联系"]
STARTS = ["130", "139", "147", "150", "159", "166", "173", "178", "186", "189", "191", "198", "199"]


def grouped(digits, sizes, separator):
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    # The end of a line comes once; the other signs part all groups.
    return separator.join(parts) if separator not in {"\n", "<br>"} else parts[0] + separator + "".join(parts[1:])


@settings(max_examples=400)
@given(st.sampled_from(STARTS), st.integers(0, 99_999_999), st.sampled_from(SEPARATORS), st.sampled_from(GROUPINGS),
       st.sampled_from(PREFIXES), st.sampled_from(LABELS), st.sampled_from(BEHIND))  # fmt: skip
def test_a_labelled_mobile_is_masked_however_it_is_written(start, rest, separator, sizes, prefix, label, behind):
    digits = f"{start}{rest:08}"
    text = label + prefix + grouped(digits, sizes, separator) + behind
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert masked(hidden) == hidden
    left = re.sub(r"\D", "", re.sub(r"&nbsp;", "", hidden))
    assert not any(digits[at : at + 7] in left for at in range(5)), hidden
    assert hidden.startswith(label)
    assert hidden.endswith(behind)


COUNTED = [
    "访问量",
    "阅读量为",
    "总额（元）",
    "金额：",
    "累计",
    "合同编号：",
    "订单号",
    "案号：",
    "流水号为",
    "文件大小：",
    "点击次数",
    "许可证号：",
]
UNITS = ["次", "元", "字节", "条。", "人次", "万元", "KB", "个网页", "件", "吨", "平方米", "次浏览"]


@settings(max_examples=200)
@given(st.sampled_from(STARTS), st.integers(0, 99_999_999), st.sampled_from(COUNTED), st.sampled_from(UNITS))
def test_a_labelled_or_counted_figure_is_left(start, rest, label, unit):
    digits = f"{start}{rest:08}"
    for text in (
        label + digits,
        label + digits + "。",
        digits + unit,
        "共" + digits + unit,
        f"| {label} | {digits} |",
    ):
        assert masked(text) == text


GROWING = ["1", "1 ", "(1)", "@", "1\n", "1-", "1 3 ", "13812345678 ", "电话13812345678、", "a@qq.com,", "<b 1", "&#1", "**1",
           "| 甲 | 13812345678 |\n", "一", "O1", "护照号1", "1    ", "</td>  ", "甲\t13812345678\n", "tel=1&", "](tel:1"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("unit", GROWING)
def test_time_grows_as_the_text_does(unit):
    def look(size):
        _traces.cache_clear()
        traces(unit * (size // len(unit)))

    look(1000)
    assert_in_proportion(look, 20_000, 80_000, limit=8)


BIRTHS = st.dates(min_value=date(1930, 1, 1), max_value=date(2009, 12, 31))


@given(st.sampled_from(["110101", "320583", "650102"]), BIRTHS, st.integers(0, 999))
def test_one_last_sign_in_eleven_is_right(region, birth, number):
    first = f"{region}{birth:%Y%m%d}{number:03}"
    kinds = [traces(first + last)[:1] for last in "0123456789X"]
    right = [
        last for last, found in zip("0123456789X", kinds, strict=True) if found and found[0].kind is Kind.IDENTITY
    ]
    assert right == [identity(first)[-1]]


@given(st.text(alphabet="0123456789 -.×*甲元@qcomX年０１３８&#;<b>", max_size=60))
def test_masking_keeps_length_and_leaves_nothing(text):
    hidden = masked(text)
    assert len(hidden) == len(text)
    assert is_suspect(text) or hidden == text
    for trace in traces(text):
        digits = re.sub(r"\D", "", text[trace.start : trace.end])
        assert trace.kind is Kind.MAIL or len(digits) < 11 or digits not in re.sub(r"\D", "", trace.masked)


# Where it stands.

SOURCE = """---
机关: example-bureau  # 注释里的 13812345678 不公布
年度: 2023
标题: "示例局 13812345678 年报"
来源: {文件: 张三13812345678.docx, 网址: "https://example.org/?tel=13912345678"}
审核:
  - {环节: 初审, 人员: 李四}
  - {环节: 终审, 人员: 张三 13812345678}
申请:
  本年新收: [1, 2, 见13812345678, 0, 0, 0, 3]
说明:
  - {规则: SUM303, 理由: "经办人 138 1234 5678", 署名: 王五}
---

导语 13812345678。

## 一、总体情况

第一行
第二行 13812345678 与 13812345678
"""


def places(name="2023.md"):
    loaded = archive.load(Path("reports"))
    entry = next(entry for entry in loaded.entries if entry.file.endswith(name))
    return [(found.location.line, found.location.column) for found in entry.exposures], entry


def test_each_is_located_in_its_file(site):
    path = site / "reports/example-bureau/2023.md"
    path.write_text(SOURCE, encoding="utf-8")
    found, entry = places()
    lines = SOURCE.split("\n")
    wanted = [
        (number, match.start() + 1)
        for number, line in enumerate(lines, 1)
        for match in re.finditer(r"13[89][ 0-9]+\d", line)
        if "注释" not in line
    ]
    assert sorted(found) == sorted(wanted)
    cell = next(found for found in entry.exposures if found.place)
    assert str(cell.place) == "applications/new/research_institution"
    assert entry.report.cell(cell.place).raw == "见138******78"


def test_the_yaml_shape_is_located_too(site):
    (site / "reports/example-bureau/2023.md").unlink()
    text = "机关: example-bureau\n年度: 2023\n正文:\n  总体情况: |\n    第一行\n    手机 13812345678。\n  其他需要报告的事项:\n    正文: 电话 13912345678\n"
    (site / "reports/example-bureau/2023.yml").write_text(text, encoding="utf-8")
    found, _ = places("2023.yml")
    assert found == [(6, 8), (8, 12)]


def test_what_is_escaped_is_found_where_its_value_begins(site):
    path = site / "reports/example-bureau/2023.md"
    path.write_text(
        '---\n机关: example-bureau\n年度: 2023\n标题: "年报 138\\u30001234\\u30005678"\n---\n', encoding="utf-8"
    )
    found, entry = places()
    assert found == [(4, 5)]
    assert entry.report.title == "年报 138　****　**78"


def test_a_default_is_told_once(site):
    path = site / "reports/example-bureau/2023.md"
    path.write_text(f"---\n机关: example-bureau\n年度: 2023\n申请:\n  默认: {IDENTITY}\n---\n", encoding="utf-8")
    found, entry = places()
    assert found == [(5, 7)]
    assert {figure.cell.raw for figure in entry.report.figures.values()} == {"110**************8"}


def test_a_total_of_a_masked_cell_is_not_added_up(site):
    path = site / "reports/example-bureau/2023.md"
    path.write_text(
        f"---\n机关: example-bureau\n年度: 2023\n申请:\n  本年新收: [{MOBILE}, 1, 0, 0, 0, 0, 自动]\n---\n",
        encoding="utf-8",
    )
    _, entry = places()
    cells = {str(place): figure.cell.raw for place, figure in entry.report.figures.items()}
    assert cells["applications/new/natural_person"] == "138******78"
    assert cells["applications/new/total"] == ""


def test_large_amounts_are_amounts(site):
    path = site / "reports/example-bureau/2023.md"
    text = path.read_text(encoding="utf-8").replace("行政事业性收费: 12.5", f"行政事业性收费: {MOBILE}")
    path.write_text(text, encoding="utf-8")
    found, entry = places()
    assert found == []
    assert any(figure.cell.raw == MOBILE for figure in entry.report.figures.values())


# Nothing leaves the tool.

SECRETS = [identity("13010219860415733"), "13974628051", luhn("622848917384650273"), "17386402915"]


def traces_left(text):
    """Seven digits of a secret in a row, however wide or far apart they are written."""
    plain = text.translate({code + 0xFEE0: code for code in range(0x21, 0x7F)})
    plain = re.sub(r"(?<=\d)[ \-\u3000]+(?=\d)", "", plain)
    parts = {secret[at : at + 7] for secret in SECRETS for at in range(len(secret) - 6)}
    return sorted(part for part in parts if part in plain or part in text)


def plant(site):
    one, two, three, four = SECRETS
    every = f"{one}、{two}，卡号{three}、{wide(two)}、{two[:3]} {two[3:7]} {two[7:]}"
    home = site / f"reports/office-{two}"
    home.mkdir()
    (site / "reports/agencies.yml").write_text(
        f"- {{id: example-bureau, name: 示例市示例局, 简称: 示例局, 上级: office-{two}}}\n"
        f"- {{id: office-{two}, 名称: 示例办{every}, 简称: '办{one}', 别名: ['办 {wide(two)}'], 地区: '市{three}', 上级: bureau-{one}, 前身: [old-{one}], 设立: '2001 {two}', 撤销: '{two}'}}\n"
        f"- {{id: x, 名称: 丙, 类型: '{two}', 期限: '{two}', 未知{four}: 1}}\n",
        encoding="utf-8",
    )
    base = (site / "reports/example-bureau/2023.md").read_text(encoding="utf-8")
    facts = f"""来源: {{文件: '张某{two}.docx', 网址: 'https://example.org/?tel={two}&sfz={one}', 取得日期: '{two}', sha256: '{three}'}}
审核: [{{环节: '终审{two}', 人员: '{every}', 日期: '{one}'}}]
说明: [{{规则: 'FIG203', 位置: '{two}', 理由: '{every}', 署名: '{one}', 有效期: '{two}'}}, {{规则: 'PII802', 理由: '{every}', 署名: '{two}'}}]
未知{two}: {one}
表格: {two}
表格: {one}
"""
    text = (
        base.replace("机关: example-bureau", f"机关: office-{two}")
        .replace("标题: ", f"标题: '{every} ")
        .replace("年政府信息公开工作年度报告", "年政府信息公开工作年度报告'")
    )
    text = (
        text.replace("落款: 示例市示例局", f"落款: '{every}'")
        .replace("落款日期: 2024-01-15", f"落款日期: '{two}'\n发布日期: '{one}'")
        .replace("主动公开:\n", facts + "主动公开:\n", 1)
    )
    text = text.replace(
        "本年新收: [60, 12, 1, 0, 3, 2, 78]",
        f"本年新收: [{two}, 见{one}, '{wide(two)}', {three}, 3, '{every}', 自动]",
    )
    text = text.replace("上年结转: [3, 0, 0, 0, 0, 0, 3]", f"上年结转: [{two}, 1, 0, 0, 0, 0, 自动]").replace(
        "行政强制: 0", f"行政强制: '{two}转'"
    )
    text = text.replace("复议诉讼:\n", f"复议诉讼:\n  默认: {two}\n").replace(
        "  复议后起诉: [0, 0, 0, 1, 1]\n", ""
    )
    text = text.replace("本报告由", f"{every}\n\n本报告由").replace(
        "改进了网站检索。",
        f"改进了网站检索 {{{{ {two} }}}} [电话](tel:{two}) <b>{one}</b> <!-- {three} -->\n\n| 表 | {two} |\n|---|---|\n| {one} | {three} |\n\n    {two}\n\n> {one} `{two}`\n\n{two[:3]}**{two[3:7]}**{two[7:]}，&#49;{two[1:]}，[{two}]: <{one}>\n",
    )
    text = text.replace(
        "## 五、存在", f"### 小标题{two}\n\n## 未归位内容\n\n{every}\n\n## 另加{one}\n\n{two}\n\n## 五、存在"
    )
    (home / "2023.md").write_text(text, encoding="utf-8")
    (home / "2022.md").write_text(
        f"---\n机关: office-{two}\n年度: 2022 手机 {four} {'字' * 30} {one}\n  坏了 {two}: [{three}\n---\n",
        encoding="utf-8",
    )
    (home / "2021.md").write_text(f"{one} 没有题头 {two}", encoding="utf-8")
    (home / "2020.md").write_text(f"---\n机关: {two}\n年度: {two}\n表式: {one}\n---\n{every}\n", encoding="utf-8")
    (home / f"{two}.md").write_text("---\n机关: example-bureau\n年度: 2023\n---\n", encoding="utf-8")
    (site / f"reports/example-bureau/身份证{one}.md").write_text("---\n---\n", encoding="utf-8")
    return home


@pytest.fixture
def planted(site):
    home = plant(site)
    assert traces_left(wide(SECRETS[1])), "the test itself can see"
    return home


def run(site, *command):
    done = (mkdocs if command[0] == "mkdocs" else nianbao)(*command[1:], cwd=site)
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("theme", ["material", "readthedocs"])
def test_nothing_reaches_the_site_or_its_log(site, theme):
    (site / "docs").mkdir()
    (site / "docs/index.md").write_text("# 首页\n\n[年报](reports/index.md)\n", encoding="utf-8")
    (site / "mkdocs.yml").write_text(
        f"site_name: 示例\nsite_url: https://example.org/\nrepo_url: https://example.org/repo\nedit_uri: edit/main/\n"
        f"theme: {{name: {theme}}}\nplugins: [search, nianbao: {{fail_on: warning}}]\n", encoding="utf-8")  # fmt: skip
    done = run(site, "mkdocs", "build", "--verbose")
    assert done.returncode == 0, done.stderr
    assert "PII801" in done.stderr
    assert not traces_left(done.stdout + done.stderr)
    files = [path for path in (site / "site").rglob("*") if path.is_file()]
    assert any("office-139" in path.as_posix() for path in files)
    assert len(files) > 50
    for path in files:
        assert not traces_left(path.relative_to(site).as_posix())
        if path.suffix not in {".woff", ".woff2", ".ttf", ".eot"} and "assets/javascripts" not in path.as_posix():
            assert not traces_left(path.read_text(encoding="utf-8", errors="replace")), path
    page = next(
        path
        for path in files
        if "office-139" in path.as_posix() and path.parent.name == "2023" and path.suffix == ".html"
    )
    assert "139××××××51" in page.read_text(encoding="utf-8")


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("style", FORMATS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_reaches_the_output_of_check(site, style, language):
    done = run(site, "nianbao", "--language", language, "check", "reports", "--format", style)
    assert done.returncode == 1
    assert "PII80" in done.stdout
    assert not traces_left(done.stdout + done.stderr)


@pytest.mark.usefixtures("planted")
def test_nothing_reaches_a_baseline(site):
    done = run(site, "nianbao", "check", "reports", "--baseline", "b.json", "--write-baseline")
    assert done.returncode in {0, 1}, done.stderr
    assert not traces_left((site / "b.json").read_text(encoding="utf-8") + done.stdout + done.stderr)


@pytest.mark.parametrize("arguments", [("show", "--format", "json"), ("show", "--format", "text"), ("check",)])
@pytest.mark.parametrize("year", ["2020", "2022", "2023"])
def test_nothing_reaches_the_output_about_one_file(site, planted, arguments, year):
    done = run(site, "nianbao", *arguments, (planted / f"{year}.md").relative_to(site).as_posix())
    assert done.stdout + done.stderr
    assert not traces_left(done.stdout + done.stderr)


@pytest.mark.parametrize("style", ["text", "json"])
def test_nothing_reaches_the_receipt_of_an_import_but_the_source_keeps_it(site, style):
    one, two, _, _ = SECRETS
    name = f"示例市示例局2023年年报{two}.txt"
    (site / name).write_text(
        f"示例市示例局2023年政府信息公开工作年度报告\n\n一、总体情况\n\n联系人 {two}，{one}\n\n二、表格{two}\n\n信息内容\t本年{two}\n规章\t{one}\t0\t0\n",
        encoding="utf-8",
    )
    done = run(site, "nianbao", "import", name, "--agency", "example-bureau", "--year", "2021", "--format", style)
    assert done.returncode in {0, 1}, done.stderr
    assert not traces_left(done.stdout + done.stderr)
    assert two in (site / "reports/example-bureau/2021.md").read_text(encoding="utf-8")


def test_a_refusal_repeats_no_number(site):
    done = run(site, "nianbao", "show", f"reports/{SECRETS[1]}/2023.md")
    assert done.returncode == 2
    assert not traces_left(done.stdout + done.stderr)


def test_pages_may_hold_two_masked_numbers_and_keep_both(site):
    path = site / "reports/example-bureau/2023.md"
    text = path.read_text(encoding="utf-8").replace("改进了网站检索。", "张某13812345678，李某13912345678。")
    path.write_text(text, encoding="utf-8")
    report = archive.load(Path("reports")).report("example-bureau", 2023)
    assert "张某138××××××78，李某139××××××78。" in report.section("overview").markdown
