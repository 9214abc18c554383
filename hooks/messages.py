"""The page `reference/messages.md` of the documentation: everything the tool can say, from its data."""

import re
from collections.abc import Iterator, Mapping
from importlib import resources
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from nianbao.model.yamltext import package_data
from nianbao.rules import CATALOGUE

PAGE = "reference/messages.md"
# The words of the pages are seen there; what the commands and the build say comes first.
LAST = ("claims", "help", "schema", "agency", "index", "pages", "changes", "downloads", "report", "common")
# Headings for readers; a file that has none here shows its own name.
HEADINGS = {
    "command": "命令行",
    "import": "导入",
    "init": "新建网站",
    "new": "起草报告",
    "readers": "读文件",
    "render": "写成 Markdown",
    "reporters": "核对结果的输出",
    "reviews": "先审后发",
    "workbook": "填报表",
    "claims": "正文中的数",
    "help": "命令的说明",
    "schema": "编辑器里的提示",
    "agency": "机关页",
    "index": "索引",
    "pages": "报告页",
    "changes": "更正页",
    "downloads": "下载",
    "report": "报告",
    "common": "通用",
}
HEAD = """# 全部消息

本页由构建时的数据生成。`{…}` 处填入当时的数字、位置或名称。

规则为什么、怎么办，见[核对规则](../reports/rules/index.md)。

This page is generated when the site is built. `{…}` stands for a figure, a place or a name.
"""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the page to the site."""
    files.append(File.generated(config, PAGE, content="\n".join([HEAD, *_words(), *_rules(), *_own()]) + "\n"))
    return files


def names() -> list[str]:
    """Return the names of the files of words: what is said first, labels last."""
    folder = resources.files("nianbao").joinpath("data", "words")
    known = [item.name.removesuffix(".yml") for item in folder.iterdir()]
    return sorted(known, key=lambda name: (LAST.index(name) if name in LAST else -1, name))


def _words() -> Iterator[str]:
    for name in names():
        yield f"## {HEADINGS.get(name, name)}\n"
        yield from _table("编号", package_data(f"words/{name}.yml"))


def _rules() -> Iterator[str]:
    for rule in CATALOGUE:
        data: Any = package_data(f"rules/{rule.code}.yml")
        yield f"## [{rule.code}](../reports/rules/{rule.code}/index.md) {data['title']['zh']}\n"
        yield from _table("情形", {**data["messages"], "remedy": data["remedy"]})


def _own() -> Iterator[str]:
    """Yield what is said of the annual reports on open government alone, in the place of what is above."""
    yield "## 政府信息公开年报自己的说法\n"
    yield from _table("编号", package_data("kinds/disclosure/words.yml"))
    rules: Any = package_data("kinds/disclosure/rules.yml")
    told = {
        f"{code} {name}": said for code, own in rules.items() for name, said in own.get("messages", {}).items()
    }
    yield from _table("情形", told)


def _table(head: str, words: Mapping[str, Any]) -> Iterator[str]:
    yield f"| {head} | 中文 | English |\n| --- | --- | --- |"
    for key, said in words.items():
        yield f"| `{key}` | {shown(said['zh'])} | {shown(said['en'])} |"
    yield ""


def shown(text: str) -> str:
    """Return a message as a cell of a Markdown table shows it, character by character."""
    escaped = re.sub(r"([\\`*_{}\[\]<>|#~&])", lambda found: f"&#{ord(found[0])};", text.strip())
    return escaped.replace("\n", "<br>")
