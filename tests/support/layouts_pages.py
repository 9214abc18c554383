"""Annual reports as web pages, the way editors of government sites make them; each style is one way of writing."""

import html
import re
from collections.abc import Callable, Mapping
from typing import Final

from layouts import TABLES, Box, Grid, Sheet, fill

NAVIGATION: Final = ("首页", "政务公开", "办事服务", "互动交流", "主动公开目录", "其他")
OTHER_REPORTS: Final = ("临川县2019年政府信息公开工作年度报告", "临川县2018年政府信息公开工作年度报告")
FOOTER: Final = ("主办：示例市人民政府办公室", "网站标识码：1234567890", "联系电话：0000-0000000")


def tables_of(sheet: Sheet, table: str) -> Grid:
    figures = {place: sheet.dress(text) for place, text in sheet.figures.items()}
    return fill(TABLES[table](sheet.form), figures, lambda label: sheet.spell(label).replace("\n", " "))


def _cell(box: Box, inner: str, tag: str = "td") -> str:
    spans = (f' rowspan="{box.height}"' if box.height > 1 else "") + (
        f' colspan="{box.width}"' if box.width > 1 else ""
    )
    return f"<{tag}{spans}>{inner}</{tag}>"


def _plain(grid: Grid) -> str:
    rows = ["".join(_cell(box, html.escape(box.text)) for box in row) for row in grid]
    return "<table>\n" + "\n".join(f"<tr>{row}</tr>" for row in rows) + "\n</table>"


def _pasted_from_word(grid: Grid) -> str:
    def inner(box: Box) -> str:
        text = html.escape(box.text)
        if len(text) > 6 and not box.place:
            text = f"{text[:4]}<br/>{text[4:]}"
        return f'<p class="MsoNormal" align="center"><span style="font-size:9pt"><o:p>{text or "&nbsp;"}</o:p></span></p>'

    rows = ["\n   ".join(_cell(box, inner(box)) for box in row) for row in grid]
    return (
        '<table border="1"><tbody>'
        + "".join(f'<tr style="height:20pt">\n {row}\n</tr>\n' for row in rows)
        + "</tbody></table>"
    )


def _unclosed(grid: Grid) -> str:
    rows = [
        "".join(_cell(box, f"<p>{html.escape(box.text)}").removesuffix("</td>") for box in row) for row in grid
    ]
    return "<TABLE>\n" + "\n".join(f"<TR>{row}" for row in rows) + "\n</TABLE>"


def _wrong_spans(grid: Grid) -> str:
    """Claim a row too many for the last group, and a column too many for every bar."""
    text = _plain(grid)
    text = re.sub(r'colspan="([45])"', lambda found: f'colspan="{int(found[1]) + 3}"', text, count=1)
    return re.sub(r'rowspan="(2\d)"', lambda found: f'rowspan="{int(found[1]) + 40}"', text)


TABLE_STYLES: Final[Mapping[str, Callable[[Grid], str]]] = {
    "plain": _plain,
    "pasted from Word": _pasted_from_word,
    "unclosed": _unclosed,
    "wrong spans": _wrong_spans,
}


def _paragraphs(lines: tuple[str, ...], tag: str) -> str:
    if tag == "br":
        return "<br>\n".join(html.escape(line) for line in lines) + ("<br>" if lines else "")
    return "\n".join(f"<{tag}>{html.escape(line)}</{tag}>" for line in lines)


def body(sheet: Sheet, style: str, tag: str, heading: str) -> str:
    parts = [_paragraphs(sheet.title, "h1"), _paragraphs(sheet.preamble, tag)]
    for part in sheet.parts:
        parts.append(heading.format(html.escape(part.heading)))
        parts.append(_paragraphs(part.before, tag))
        if part.key in TABLES:
            parts.append(TABLE_STYLES[style](tables_of(sheet, part.key)))
        parts.append(_paragraphs(part.after, tag))
    return "\n".join([*parts, _paragraphs(sheet.signature, tag)])


def _bare(inner: str) -> str:
    return inner


def _with_navigation(inner: str) -> str:
    menu = "".join(f'<li><a href="#">{word}</a></li>' for word in NAVIGATION)
    others = "".join(f"<p><a>{title}</a></p>" for title in OTHER_REPORTS)
    foot = "".join(f"<p>{line}</p>" for line in FOOTER)
    return (
        "<!DOCTYPE html><html><head><title>年报-示例网</title><style>td{color:red}</style><script>var a='<td>1</td>'</script>"
        f"</head><body><header><ul>{menu}</ul></header><div id=main><div class=side>{others}</div>"
        f"<div class=article><div class=TRS_Editor>{inner}</div></div></div><footer>{foot}</footer></body></html>"
    )


def _in_layout_tables(inner: str) -> str:
    menu = "".join(f"<td><a>{word}</a></td>" for word in NAVIGATION)
    foot = "".join(f"<tr><td>{line}</td></tr>" for line in FOOTER)
    return (
        f"<html><body><table width=1000><tr><td><table><tr>{menu}</tr></table></td></tr><tr><td><table><tr>"
        f"<td valign=top>{inner}</td></tr></table></td></tr><tr><td><table>{foot}</table></td></tr></table></body></html>"
    )


FRAMES: Final[Mapping[str, Callable[[str], str]]] = {
    "bare": _bare,
    "navigation": _with_navigation,
    "layout tables": _in_layout_tables,
}
