"""The prose of a report made safe to publish: figures quoted as filed, Markdown closed, HTML cleaned.

Pages, fragments and Word files all take a report's prose from here. Whatever a report states outside its prose
goes into Markdown as plain text. `quoted` and `closed` work on Markdown before it is converted, `clean` on the
HTML after it. `seed` is what a page puts before its own ids while it is Markdown; no prose has ids like these.
"""

import html
import re
from collections.abc import Collection
from typing import Final

import markdown
import nh3

from nianbao.messages import Messages
from nianbao.model.cell import Kind
from nianbao.model.constants import pattern
from nianbao.model.normalisation import bearable
from nianbao.model.report import Narrative, Report
from nianbao.source import quotes
from nianbao.source.markdown_limits import exceeds_limits
from nianbao.source.prose import TABLE_LINE

_PUNCTUATION = pattern(r"[!-/:-@\[-`{-~]")
# What snippets and blocks of other extensions take for a file's name or a command.
_FILES: Final = r"(?<=-)8<(?=-)|^[ \t]*(?:///|:::)"
_COMMANDS = pattern(_FILES, re.MULTILINE)
# What includes and templates of other plugins take for one, too. Pages of a site are veiled from them.
_TEMPLATES = pattern(rf"{_FILES}|\{{(?=[{{%!])|(?<=\{{)\{{", re.MULTILINE)
_BLANK = pattern(r"\n(?:[ \t]*\n)+")
# What may be a mark of Markdown or of HTML, not words.
_MARKED = pattern(r"[<&*_`\[\\|#~^{=]|^[ \t]*>|--", re.MULTILINE)
_RISKY = pattern(r"[<`~]")
_PROBE: Final = "nbprobe"
_OWN: Final = "nb"
# What stands before the ids of prose.
_NAMESPACE: Final = "text-"
# The classes that the Markdown extensions of the field give, each with the looks a theme has for it. Any other
# could look like, or be found by the scripts of, a part of the theme: overlays, menus, diagrams drawn by scripts.
_CLASS: Final = pattern(
    r"admonition(?:-title)?|abstract|attention|bug|caution|danger|error|example|failure|hint|important|info|note"
    r"|question|quote|success|summary|tip|tldr|todo|warning|details|annotate|inline|end"
    r"|footnote(?:-ref|-backref)?|headerlink|toclink|toc|toctitle|task-list(?:-item|-control|-indicator)?"
    r"|highlight|highlighttable|codehilite|filename|linenos|linenodiv|code|language-[\w+#.-]{1,40}|[a-z]{1,2}\d?"
    r"|tabbed-(?:set|content|block|labels?|alternate)|critic|keys|abbr|twemoji|emojione|gemoji|caption|center|left|right"
)
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
    # `cite` is an address nobody sees.
    **{tag: set(names) - {"cite"} for tag, names in nh3.ALLOWED_ATTRIBUTES.items()},
    "*": {"class", "id", "title", "lang"},
    "input": {"type", "name", "checked", "disabled"},
    "label": {"for"},
    "details": {"open"},
    **{tag: set(nh3.ALLOWED_ATTRIBUTES.get(tag, ())) | {"style"} for tag in ("td", "th")},
}


def plain(text: str) -> str:
    """Return text as Markdown that says just this text, on one line.

    No mark of Markdown or HTML keeps its meaning: each is written as a character reference.
    """
    return _PUNCTUATION.sub(lambda match: f"&#{ord(match[0])};", " ".join(text.splitlines()).strip())


def section(narrative: Narrative, report: Report, messages: Messages) -> tuple[str, str | None]:
    """Return a section's Markdown before and after its table line, safe to convert.

    The second is None where the section has no such line.
    """
    before, line, after = quoted(narrative.markdown, report, messages).partition(TABLE_LINE)
    return closed(before), closed(after) if line else None


def quoted(text: str, report: Report, messages: Messages) -> str:
    """Return prose with each quoted figure as filed, in words where it is blank.

    A quote that names no cell stays as it is written (SRC007).
    """
    parts = []
    end = 0
    for quote in quotes(text):
        place = report.form.find(quote.path) if report.form else None
        if place is None or place not in report.figures:
            continue
        cell = report.cell(place)
        figure = messages.word("quote-blank") if cell.kind is Kind.BLANK else cell.raw
        parts += [text[end : quote.start], plain(figure)]
        end = quote.end
    return "".join([*parts, text[end:]])


def inert(text: str) -> str:
    """Return a text in which other extensions and plugins find no file or command to put in its place."""
    return _TEMPLATES.sub(_referred, text)


def _referred(mark: re.Match[str]) -> str:
    """Return a mark as character references."""
    return "".join(f"&#{ord(char)};" for char in mark[0])


def closed(text: str) -> str:
    """Return Markdown that can't swallow what follows it, as an open fence or an open tag would.

    What would keep a parser busy, or end it, is shown as it is written.
    """
    text = _COMMANDS.sub(_referred, bearable(text))
    if exceeds_limits(text):
        return "\n\n".join(map(plain, _BLANK.split(text)))
    if not _RISKY.search(text):
        return text
    attempts = (text, f"{text}\n```", f"{text}\n~~~", text.replace("<", "&lt;"))
    return next((attempt for attempt in attempts if _ends(attempt)), plain(text))


def _ends(text: str) -> bool:
    """Return whether a paragraph after the text is still one of its own."""
    html_text = markdown.markdown(f"{text}\n\n{_PROBE}", extensions=["fenced_code", "tables"])
    return html_text.rstrip().endswith(f"<p>{_PROBE}</p>")


def clean(converted: str, seed: str = "", own: Collection[str] = ()) -> str:
    """Return the HTML of a report's prose without anything active or posing as a part of the page or the theme.

    `seed` stands before the ids of the page's own headings, which keep what follows it; see `anchor`. `own` are
    these ids: prose may link to them.
    """
    return nh3.clean(
        converted,
        tags=set(_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=lambda _tag, name, value: _attribute(name, value, seed, own),
        link_rel=None,
        strip_comments=True,
    )


def anchor(name: str, seed: str = "") -> str:
    """Return the id that prose gets for the one it asks for: the same with `text-` before it.

    Themes find their settings and controls by ids; an element of the prose that had one of theirs would be taken
    for it. Only an id made by this package, with the seed of its page, becomes what it stands for.
    """
    own, _, rest = name.partition("-")
    return rest if seed and own == seed else f"{_NAMESPACE}{name}"


def toc_title(title: str) -> str:
    """Return a title of the table of contents as escaped text; themes put it into their pages as it is."""
    text = html.unescape(nh3.clean(title, tags=set(), strip_comments=True))
    return html.escape(text)


# How columns of Markdown tables say where their text stands.
_ALIGNED: Final = pattern(r"text-align: ?(?:left|center|right);?")


def _is_posing(name: str, seed: str) -> bool:
    """Return whether an id begins as this package's ids do without the seed of the page."""
    return name.startswith(_OWN) and not (seed and name.startswith(f"{seed}-"))


def linked(name: str, seed: str = "", own: Collection[str] = ()) -> str:
    """Return the id that a link within a page leads to: an own one as it is, any other as `anchor` has it."""
    return name if name in own else anchor(name, seed)


def _attribute(name: str, value: str, seed: str, own: Collection[str]) -> str | None:
    """Return the value an attribute may keep, changed where need be; None where it may not stay."""
    if name == "class":
        return " ".join(word for word in value.split() if _CLASS.fullmatch(word)) or None
    if name in {"id", "for"}:
        return None if _is_posing(value, seed) else anchor(value, seed)
    if name == "href" and value.startswith("#"):
        return f"#{linked(value[1:], seed, own)}" if value != "#" else value
    if name == "style":
        return value if _ALIGNED.fullmatch(value) else None
    if name == "type":
        # Task lists and tabs of extensions have these; a field to type into would pose as the site's.
        return value if value in {"checkbox", "radio"} else "checkbox"
    return value


def words(text: str) -> str:
    """Return what closed Markdown says as text on one line: no marks, no tags, nothing that no page shows."""
    if _MARKED.search(text):
        text = html.unescape(nh3.clean(converted(text), tags=set(), strip_comments=True))
    return " ".join(text.split())


def converted(text: str, seed: str = "") -> str:
    """Return the safe HTML of prose, with the Markdown that MkDocs itself speaks; `seed` as in `clean`."""
    return clean(markdown.markdown(text, extensions=list(_EXTENSIONS)), seed)
