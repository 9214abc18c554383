"""The prose of a source: sections by their headings, and the figures quoted in the text.

A section begins at a heading of level two; its words, or an id such as `{#overview}`, name the section of the
form. Fenced code is never read for headings.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from nianbao.model.constants import pattern
from nianbao.model.form import NO_FORM, Form
from nianbao.model.report import PREAMBLE, UNPLACED, Narrative
from nianbao.model.yamltext import Mapping, Node, Scalar
from nianbao.source.keys import NAMES, ProblemLog, value_named

TABLE_LINE = "<!-- nianbao:table -->"

# A line of its own that reminds the writer of something: no part of the report, so it is not read.
_TODO = pattern(r"[ \t]*<!--[ \t]*nianbao:todo\b.*-->[ \t]*")

_HEADING = pattern(r"##[ \t]+(?P<text>.*)")
_ATTRIBUTES = pattern(r"\{:?\s*+#(?P<id>[^{}\s]*+)[^{}]*+\}")
_BREAK = pattern(r"[\r\n]+")
_FENCE = pattern(r" {0,3}(`{3,}|~{3,})")
_QUOTE = pattern(r"\{\{(?P<path>[^{}]*)\}\}")


@dataclass(frozen=True, slots=True)
class Quote:
    """A figure quoted in prose, `{{ table.row.column }}`; `start` and `end` are offsets in the text."""

    path: str
    start: int
    end: int


def quotes(markdown: str) -> Iterator[Quote]:
    """Yield the quoted figures of a text in order; whether a cell has the path is not looked at."""
    for match in _QUOTE.finditer(markdown):
        yield Quote(match["path"].strip(), match.start(), match.end())


def todo_line(text: str) -> str:
    """Return a reminder as a comment on a line of its own, which is no part of the report when it is read."""
    return f"<!-- nianbao:todo {' '.join(text.replace('-->', '').split())} -->"


def sections(text: str, form: Form | None, first_line: int) -> tuple[Narrative, ...]:
    """Return the sections of Markdown in their order; what stands before the first heading is the preamble.

    `first_line` is the line of the file the text begins on. Lines made by `todo_line` are left out.
    """
    narratives: list[Narrative] = []
    key, heading, start, body = PREAMBLE, "", first_line, list[str]()
    for number, (line, fence) in enumerate(_fenced(text), first_line):
        match = None if fence else _HEADING.fullmatch(line)
        if match:
            narratives.append(_narrative(key, heading, body, start))
            heading, id_ = _words_and_id(match["text"])
            key = _key(heading, id_, form)
            start, body = number, list[str]()
        else:
            # An empty line in its place: the lines below keep their numbers.
            body.append("" if not fence and _TODO.fullmatch(line) else line)
    narratives.append(_narrative(key, heading, body, start))
    return tuple(item for item in narratives if item.markdown or item.key != PREAMBLE)


def _fenced(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line with the fence it stands in, or begins.

    The fence is empty where a line stands in none, or ends one.
    """
    fence = ""
    may_fence = "```" in text or "~~~" in text
    for line in text.split("\n"):
        mark = _FENCE.match(line) if may_fence else None
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        yield line, fence


def without_open_fence(text: str) -> str:
    """Return Markdown in which every fence ends.

    The marks of one that does not are written as character references, so that they begin nothing.
    """
    lines = [*_fenced(text)]
    while lines and lines[-1][1]:
        at = max(n for n, (_, fence) in enumerate(lines) if fence and (n == 0 or not lines[n - 1][1]))
        opened, fence = lines[at]
        begun = "".join(f"&#{ord(mark)};" for mark in fence)
        kept = [line for line, _ in lines[:at]]
        text = "\n".join([*kept, opened.replace(fence, begun, 1), *(line for line, _ in lines[at + 1 :])])
        lines = [*_fenced(text)]
    return text


def _words_and_id(text: str) -> tuple[str, str]:
    """Return the words of a heading without closing marks, and the id it is given, or an empty text.

    Examples: `Overview {#overview}` gives `Overview` and `overview`, `Overview ##` gives `Overview` and nothing.
    """
    words = text.rstrip(" \t").rstrip("#").rstrip(" \t")
    opened = words.rfind("{")
    attributes = _ATTRIBUTES.fullmatch(words, opened) if opened >= 0 else None
    return (words[:opened].rstrip(" \t"), attributes["id"]) if attributes else (words, "")


def _key(heading: str, id_: str, form: Form | None) -> str:
    """Return the key of the section a heading begins: the one its id names, else the one its words name.

    The id `none` says that the words name none, whatever they are.
    """
    if id_ and value_named(id_) == NO_FORM:
        return ""
    return section_key(id_, form) or section_key(heading, form)


def heading_line(heading: str, key: str, form: Form | None) -> str:
    """Return a heading of level two that reads back as these words and this section.

    It gets an id where the words alone would name another section, or none.
    """
    words = _BREAK.sub(" ", heading).strip(" \t")
    line = f"## {words}"
    match = _HEADING.fullmatch(line)
    if match and _words_and_id(match["text"]) == (words, "") and section_key(words, form) == key:
        return line
    return f"{line} {{#{key or NO_FORM}}}"


def _narrative(key: str, heading: str, body: list[str], line: int) -> Narrative:
    """Return a section without the empty lines around its text.

    `line` is the line of its heading, or for the preamble the first line of the text.
    """
    first = line if key == PREAMBLE else line + 1
    lead = next((index for index, text in enumerate(body) if text.strip()), 0)
    return Narrative(key, heading, "\n".join(body).strip("\n").rstrip(), line, first + lead)


def _without_todo(text: str) -> str:
    """Return text with reminders as empty lines, so that the lines below keep their numbers."""
    return "\n".join("" if _TODO.fullmatch(line) else line for line in text.split("\n"))


def section_key(heading: str, form: Form | None) -> str:
    """Return the key of the section a heading names, or an empty text.

    Preamble and unplaced content have keys on any form.
    """
    if value_named(heading) in {PREAMBLE, UNPLACED}:
        return value_named(heading)
    section = form.section_of(heading) if form else None
    return section.key if section else ""


def yaml_sections(node: Node, form: Form | None, log: ProblemLog) -> tuple[Narrative, ...]:
    """Return the prose of the YAML shape: a mapping from section to text, or to heading and text.

    Noted, and left out, are a section twice (SRC003) and a value of another shape (SRC004); a name the form does
    not have is noted (SRC002) and kept as a heading.
    """
    if not isinstance(node, Mapping):
        log.add("SRC004", "mapping", node, key="sections")
        return ()
    narratives: list[Narrative] = []
    for name, value in node.entries:
        key = section_key(name.text, form)
        if not key and form:
            log.add("SRC002", "default", name, key=name.text, nearest="")
        earlier = next((item for item in narratives if key and item.key == key), None)
        if earlier:
            first = earlier.heading or earlier.key
            log.add("SRC003", "default", name, key=name.text, first=first, line=earlier.line)
            continue
        section = next((item for item in form.sections if item.key == key), None) if form else None
        heading, text, at = section.heading if section else name.text, value, value
        if isinstance(value, Mapping):
            parts = log.fields(value, NAMES()["section"])
            heading = log.text(parts.get("heading")) or heading
            text = at = parts["text"][1] if "text" in parts else name
        if not isinstance(text, Scalar):
            log.add("SRC004", "scalar", text, key=name.text)
            continue
        markdown = "" if text is name or text.is_null else _without_todo(text.text).strip("\n")
        narratives.append(Narrative(key, "" if key == PREAMBLE else heading, markdown, name.line, at.line))
    return tuple(narratives)
