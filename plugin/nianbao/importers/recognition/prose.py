"""Paragraphs -> sections in Markdown that shows exactly the text as filed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from nianbao.importers.document import Paragraph
from nianbao.importers.recognition.headings import Heading, is_subheading
from nianbao.model.form import Form
from nianbao.model.report import PREAMBLE, UNPLACED, Narrative
from nianbao.model.yamltext import package_data, texts, tree
from nianbao.source.prose import without_open_fence

TABLE_LINE: Final = "<!-- nianbao:table -->"
UNPLACED_HEADING: Final = texts(tree(package_data("keys.yml")["values"])["unplaced"])[0]

_SUBHEADING_LEVEL: Final = 3
_LOWEST_LEVEL: Final = 6


@dataclass(frozen=True, slots=True)
class TableMark:
    """The place where a statutory table stood."""

    table: str


@dataclass
class _Section:
    """A section while its blocks are put together."""

    key: str
    heading: str
    blocks: list[str | TableMark] = field(default_factory=list)


def sections(
    stream: Iterable[tuple[int, Paragraph | TableMark]],
    headings: Mapping[int, Heading],
    form: Form | None,
    unplaced: Iterable[str],
    *,
    markdown: bool,
) -> tuple[Narrative, ...]:
    """Return the prose by sections, in the order filed, with what fits nowhere at the end.

    `stream` holds numbered paragraphs and the places of tables; `headings` says which paragraphs head a section.
    `markdown` keeps the inline Markdown that paragraphs bring along.
    """
    home = {table.key: table.section for table in form.tables.values()} if form else {}
    current = _Section(PREAMBLE, "")
    found = [current]
    for at, piece in stream:
        if isinstance(piece, TableMark):
            if home.get(piece.table) == current.key:
                current.blocks.append(piece)
            continue
        heading = headings.get(at)
        if heading and not heading.again:
            current = _Section(heading.key, piece.text)
            found.append(current)
            continue
        if heading:
            current = next(section for section in found if section.key == heading.key)
        # What looks like a heading above the first section is a line of a table of contents.
        is_heading = bool(heading) or (current.key != PREAMBLE and is_subheading(piece.text))
        current.blocks.append(block(piece, markdown=markdown, is_heading=is_heading))
    rest = [escaped(text) for text in unplaced if text]
    if rest:
        found.append(_Section(UNPLACED, UNPLACED_HEADING, [*rest]))
    return tuple(_narrative(section) for section in found if section.blocks or section.key != PREAMBLE)


def _narrative(section: _Section) -> Narrative:
    """Return a section as Markdown; the place of its table is marked only where text follows the table."""
    blocks = list(section.blocks)
    marks = [n for n, item in enumerate(blocks) if isinstance(item, TableMark)]
    is_needed = bool(marks) and any(isinstance(item, str) for item in blocks[marks[0] :])
    parts = [
        item if isinstance(item, str) else TABLE_LINE
        for n, item in enumerate(blocks)
        if isinstance(item, str) or (is_needed and n == marks[0])
    ]
    # An open fence would hold the sections that follow, too.
    return Narrative(section.key, section.heading, without_open_fence("\n\n".join(parts)))


def block(part: Paragraph, *, markdown: bool, is_heading: bool = False) -> str:
    """Return one paragraph as a block of Markdown: a heading inside a section, or running text."""
    text = _kept(part.text) if markdown else escaped(part.text)
    if is_heading or part.level:
        level = min(max(part.level, _SUBHEADING_LEVEL), _LOWEST_LEVEL)
        return f"{'#' * level} {_without_closing_marks(text)}"
    return text


def _without_closing_marks(text: str) -> str:
    """Return a heading's text with marks at its end escaped, which Markdown would drop."""
    return re.sub(r"(?<!\\)#(?=#*$)", r"\\#", text)


def _kept(text: str) -> str:
    """Keep a line of Markdown, but not what would be read as a figure's name, a place of a table, or a heading.

    What is a heading comes as one, without its marks; marks in front of a line of text stood in a block of code.
    """
    kept = text.replace("{{", r"\{\{").replace("<!-- nianbao:", "&lt;!-- nianbao:")
    return f"\\{kept}" if kept.startswith("#") else kept


# --- Markdown that means nothing but its text ------------------------------------------------------------------

_ANYWHERE: Final = re.compile(r"[\\`*_\[{]")
_ENTITY: Final = re.compile(r"&(?=[#\w])")
_TAG: Final = re.compile(r"<(?=[A-Za-z/!?$-])")
# Marks that only become markup in pairs, or around a word, in widespread extensions.
_PAIRED: Final = re.compile(r"\$|~|\^|(?<==)=|=(?==)|(?<=\+)\+|\+(?=\+)|:(?=[\w+-]+:)|\|")
_LIST: Final = re.compile(r"^(\d+)([.)])(?=\s|$)")
_AT_START: Final = re.compile(r"^(?:[-+>#!])")
_ENTITY_AT_START: Final = re.compile(r"^(?:[:?/=%])")


def escaped(text: str) -> str:
    """Return a line of text as Markdown that shows that line and nothing else."""
    tight = text.strip()
    result = _ANYWHERE.sub(lambda mark: "\\" + mark[0], _ENTITY.sub("&amp;", tight))
    result = _PAIRED.sub(lambda mark: f"&#{ord(mark[0])};", _TAG.sub("&lt;", result))
    result = _LIST.sub(r"\1\\\2", result)
    result = _AT_START.sub(lambda mark: "\\" + mark[0], result)
    return _ENTITY_AT_START.sub(lambda mark: f"&#{ord(mark[0])};", result)
