"""The prose of a source: sections by their headings, and the figures quoted in the text."""

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
    """A figure quoted in prose: `{{ table.row.column }}`; `start` and `end` are offsets in the text."""

    path: str
    start: int
    end: int


def quotes(markdown: str) -> Iterator[Quote]:
    """Yield the quoted figures of a text in order."""
    for match in _QUOTE.finditer(markdown):
        yield Quote(match["path"].strip(), match.start(), match.end())


def todo_line(text: str) -> str:
    """Return a reminder as a line of prose that no reader of the report sees."""
    return f"<!-- nianbao:todo {' '.join(text.replace('-->', '').split())} -->"


def sections(text: str, form: Form | None, first_line: int) -> tuple[Narrative, ...]:
    """Split Markdown at its headings of level two; what stands before the first is the preamble.

    Lines made by `todo_line` are left out.
    """
    found: list[Narrative] = []
    key, heading, start, body = PREAMBLE, "", first_line, list[str]()
    for number, (line, fence) in enumerate(_fenced(text), first_line):
        match = None if fence else _HEADING.fullmatch(line)
        if match:
            found.append(_narrative(key, heading, body, start))
            heading, named = _parted(match["text"])
            key = _key(heading, named, form)
            start, body = number, list[str]()
        else:
            # An empty line in its place: the lines below keep their numbers.
            body.append("" if not fence and _TODO.fullmatch(line) else line)
    found.append(_narrative(key, heading, body, start))
    return tuple(item for item in found if item.markdown or item.key != PREAMBLE)


def _fenced(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line with the fence it stands in, or begins; empty where it stands in none, or ends one."""
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and line.strip().startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        yield line, fence


def without_open_fence(text: str) -> str:
    """Return Markdown in which every fence ends: one that does not is written as the characters it is made of."""
    lines = [*_fenced(text)]
    while lines and lines[-1][1]:
        at = max(n for n, (_, fence) in enumerate(lines) if fence and (n == 0 or not lines[n - 1][1]))
        opened, fence = lines[at]
        begun = "".join(f"&#{ord(mark)};" for mark in fence)
        kept = [line for line, _ in lines[:at]]
        text = "\n".join([*kept, opened.replace(fence, begun, 1), *(line for line, _ in lines[at + 1 :])])
        lines = [*_fenced(text)]
    return text


def _parted(text: str) -> tuple[str, str]:
    """Return the words of a heading without the marks that close it, and the id it is given, if any."""
    said = text.rstrip(" \t").rstrip("#").rstrip(" \t")
    opened = said.rfind("{")
    attributes = _ATTRIBUTES.fullmatch(said, opened) if opened >= 0 else None
    return (said[:opened].rstrip(" \t"), attributes["id"]) if attributes else (said, "")


def _key(heading: str, named: str, form: Form | None) -> str:
    """Return the section a heading begins: the one its id names, else the one its words name.

    The id `none` says that the words name none, whatever they are.
    """
    if named and value_named(named) == NO_FORM:
        return ""
    return section_key(named, form) or section_key(heading, form)


def heading_line(heading: str, key: str, form: Form | None) -> str:
    """Return a heading of level two that reads back as these words and this section, by an id where need be."""
    words = _BREAK.sub(" ", heading).strip(" \t")
    line = f"## {words}"
    match = _HEADING.fullmatch(line)
    if match and _parted(match["text"]) == (words, "") and section_key(words, form) == key:
        return line
    return f"{line} {{#{key or NO_FORM}}}"


def _narrative(key: str, heading: str, body: list[str], line: int) -> Narrative:
    first = line if key == PREAMBLE else line + 1
    lead = next((index for index, text in enumerate(body) if text.strip()), 0)
    return Narrative(key, heading, "\n".join(body).strip("\n").rstrip(), line, first + lead)


def _without_todo(text: str) -> str:
    return "\n".join("" if _TODO.fullmatch(line) else line for line in text.split("\n"))


def section_key(heading: str, form: Form | None) -> str:
    """Return the key of the section a heading names, or an empty text."""
    if value_named(heading) in {PREAMBLE, UNPLACED}:
        return value_named(heading)
    section = form.section_of(heading) if form else None
    return section.key if section else ""


def yaml_sections(node: Node, form: Form | None, log: ProblemLog) -> tuple[Narrative, ...]:
    """Read the prose of the YAML shape: a mapping from section to text, or to heading and text."""
    if not isinstance(node, Mapping):
        log.add("SRC004", "mapping", node, key="sections")
        return ()
    found: list[Narrative] = []
    for name, value in node.entries:
        key = section_key(name.text, form)
        if not key and form:
            log.add("SRC002", "default", name, key=name.text, nearest="")
        twin = next((item for item in found if key and item.key == key), None)
        if twin:
            log.add("SRC003", "default", name, key=name.text, first=twin.heading or twin.key, line=twin.line)
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
        found.append(Narrative(key, "" if key == PREAMBLE else heading, markdown, name.line, at.line))
    return tuple(found)
