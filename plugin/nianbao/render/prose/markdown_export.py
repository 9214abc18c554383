"""Pages as Markdown for other site generators: slots filled in, prose made safe.

Another generator turns the Markdown into HTML, so nothing can be cleaned afterwards: prose that holds more
than words is converted here.
"""

import html
import json
import re
from collections.abc import Iterator
from itertools import groupby

from nianbao.model.constants import pattern
from nianbao.render.page import Page
from nianbao.render.prose import inline
from nianbao.source import safe_prose as prose

_BLANK = pattern(r"\n[ \t]*(?=\n)")
_OPENING = pattern(r"^<div\b")
# The page's own headings, in which every other punctuation mark is a character reference.
_WORDS = r"(?:&#\d+;|[^!-/:-@\[-`{-~])*+"
_HEADING = pattern(rf"^#{{1,6}} {_WORDS}(?:<br>{_WORDS})?(?:\{{#[\w-]+(?: lang=[\w-]+)?\}})?$")
_LINK = pattern(r"\]\(https?://[^()\s]+\)")
_MORE_THAN_WORDS = r"[<{]|\]\s*[(\[:]|\\"


def markdown(page: Page) -> str:
    """Return a page as Markdown: its title and facts as front matter, its tables as HTML without blank lines.

    Blocks of HTML hold Markdown; they say so with `markdown="1"`, which Python-Markdown asks for.
    """
    facts = {"title": html.unescape(page.title), **page.meta}
    head = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items()]
    dataset = [page.dataset, ""] if page.dataset else []
    return "\n".join(["---", *head, "---", "", *_body(page), *dataset]) + "\n"


def _body(page: Page) -> Iterator[str]:
    """Yield the page's lines: plain ones as they are, slots and risky Markdown as HTML.

    Markdown is risky where it can hold HTML, an attribute list, an escape, or a link that isn't plainly to
    http or https.
    """
    signs = "".join(sign for item in page.signed for sign in item[:2])
    risky = re.compile(rf"{_MORE_THAN_WORDS}|[{signs}]" if signs else _MORE_THAN_WORDS)
    for is_slot, group in groupby(page.markdown.split("\n"), key=lambda line: line in page.slots):
        lines = list(group)
        if is_slot:
            for token in lines:
                yield _block(page.slots[token])
        elif any(risky.search(_LINK.sub("", line)) for line in lines if not _HEADING.fullmatch(line)):
            yield from _safe(lines, page)
        else:
            yield from (_own_ids(line, page) for line in lines)


def _own_ids(text: str, page: Page) -> str:
    """Return lines with the ids of the page's own headings as they are linked by."""
    return text.replace(f"{{#{page.seed}-", "{#") if page.seed else text


def _block(slot: str) -> str:
    """Return a slot as one block of HTML; a part that stays open has Markdown in it."""
    block = _BLANK.sub("", slot.strip()).replace("{{", "&#123;&#123;")
    stays_open = block.count("<div") > block.count("</div")
    return _OPENING.sub('<div markdown="1"', block) if stays_open else block


def _safe(lines: list[str], page: Page) -> Iterator[str]:
    """Yield lines that are more than words as safe HTML, and the page's own headings as they are."""
    for is_heading, group in groupby(lines, key=lambda line: _HEADING.fullmatch(line) is not None):
        text = "\n".join(group)
        if is_heading:
            yield _own_ids(text, page)
        else:
            made = inline.with_tags(prose.converted(text, page.seed), page.signed)
            yield prose.inert(_BLANK.sub("", made)).replace("{", "&#123;")
        yield ""
