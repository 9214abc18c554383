"""The agency's own words as others may show them: figures quoted as filed, Markdown closed, HTML made safe.

Pages, fragments and Word files all take a report's prose from here. Whatever a report states outside its prose
goes into Markdown as plain text.
"""

import re
from typing import Final

import markdown
import nh3

from nianbao.cell import Kind
from nianbao.report import Narrative, Report
from nianbao.source import quotes
from nianbao.source.prose import TABLE_LINE
from nianbao.wording import Wording

_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_RISKY = re.compile(r"[<`~]")
_PROBE: Final = "nbprobe"
_OWN: Final = "nb"
# What MkDocs turns on by itself, and `attr_list`, which the plugin turns on.
_EXTENSIONS: Final = ("tables", "fenced_code", "attr_list")

_TAGS: Final = frozenset(nh3.ALLOWED_TAGS) | {
    "details",
    "figcaption",
    "figure",
    "input",
    "label",
    "section",
    "summary",
}
_ATTRIBUTES: Final = {
    **{tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "id", "title", "lang"},
    "input": {"type", "name", "checked", "disabled"},
    "label": {"for"},
    "details": {"open"},
}


def plain(text: str) -> str:
    """Return text as Markdown that says just this text: no mark of Markdown or HTML keeps its meaning."""
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.splitlines()).strip())


def section(narrative: Narrative, report: Report, wording: Wording) -> tuple[str, str | None]:
    """Return a section's Markdown before and after its table line; None where it has no such line."""
    before, line, after = quoted(narrative.markdown, report, wording).partition(TABLE_LINE)
    return closed(before), closed(after) if line else None


def quoted(text: str, report: Report, wording: Wording) -> str:
    """Return prose with each quoted figure as filed; a quote that names no cell stays as it is written."""
    parts = []
    end = 0
    for quote in quotes(text):
        place = report.form.find(quote.path) if report.form else None
        if place is None or place not in report.figures:
            continue
        cell = report.cell(place)
        figure = wording.word("quote-blank") if cell.kind is Kind.BLANK else cell.raw
        parts += [text[end : quote.start], plain(figure)]
        end = quote.end
    return "".join([*parts, text[end:]])


def closed(text: str) -> str:
    """Return Markdown that can't swallow what follows it, as an open fence or an open tag would."""
    if not _RISKY.search(text):
        return text
    attempts = (text, f"{text}\n```", f"{text}\n~~~", text.replace("<", "&lt;"))
    return next((attempt for attempt in attempts if _ends(attempt)), plain(text))


def _ends(text: str) -> bool:
    made = markdown.markdown(f"{text}\n\n{_PROBE}", extensions=["fenced_code", "tables"])
    return made.rstrip().endswith(f"<p>{_PROBE}</p>")


def clean(converted: str) -> str:
    """Return the HTML of a report's prose without anything active or posing as a part of the page."""
    return nh3.clean(
        converted,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_foreign,
        link_rel=None,
        strip_comments=True,
    )


def _foreign(_tag: str, name: str, value: str) -> str | None:
    """Leave out the classes and ids that are the page's own."""
    if name == "class":
        return " ".join(word for word in value.split() if not word.startswith(_OWN)) or None
    if name == "id" and value.startswith(_OWN):
        return None
    return value


def converted(text: str) -> str:
    """Return the safe HTML of a piece of prose, with the Markdown that MkDocs itself speaks."""
    return clean(markdown.markdown(text, extensions=list(_EXTENSIONS)))
