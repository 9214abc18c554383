"""Limits of the Markdown a parser is given: how deep it may be nested, how often opened or cut.

Python-Markdown looks for the end of each bracket and each tag it sees opened, copies a block for each heading in
it, and calls itself for each level of lists: a page of 100 kB made for it takes hours, one of 2 kB ends the
build with a RecursionError. No prose that a person wrote comes near these bounds.
"""

import re
from typing import Final

from nianbao.model.constants import pattern

# Levels of lists and quotations, and of tags of HTML, inside one another.
DEEPEST: Final = 20
DEEPEST_TAGS: Final = 200
# Definitions in one block: the parser calls itself for each.
MOST_DEFINITIONS: Final = 60
# Marks that send the parser to the end of the text, each.
MOST_DECLARATIONS: Final = 100
MOST_NOTES: Final = 500
# Characters looked at in search of the ends of what is opened, and copied for headings within a block, together.
FARTHEST: Final = 1_000_000

# Marks of lists and quotations in front of a line; two spaces more are a level more where lists allow it.
_MARKS: Final = pattern(r"^(?:[ \t]*+(?:[>*+-]|\d{1,9}[.)]|:(?=[ \t])))*+")
_MARK: Final = pattern(r"[>*+-]|\d[.)]|:")
_LEVEL: Final = 2
_INDENTED: Final = pattern(r"^[ \t]*(?=[>*+:!?-]|\d{1,9}[.)])", re.MULTILINE)
_HEADING: Final = pattern(r"^[ \t>:*+-]*?(?:#|(?:[-*_][ \t]*+){3}|=+[ \t]*+$|-+[ \t]*+$)", re.MULTILINE)
_DEFINITION: Final = pattern(r"^[ \t]*:[ \t]", re.MULTILINE)
_TAG: Final = pattern(r"<(/?)[a-zA-Z]")
_NOTE: Final = pattern(r"\[\^|\*\[")
_BLANK: Final = pattern(r"\n[ \t]*\n")
_FEW: Final = 16


def exceeds_limits(text: str) -> bool:
    """Return whether a text is beyond any limit, in time proportional to the length of the text.

    Example: a line of 1 000 times `- ` is a list of 1 000 levels.
    """
    return (
        _is_deep(text)
        or text.count("<!") + text.count("<?") > MOST_DECLARATIONS
        or len(_NOTE.findall(text)) > MOST_NOTES
        or _depth_of_tags(text) > DEEPEST_TAGS
        or any(len(_DEFINITION.findall(block)) > MOST_DEFINITIONS for block in _BLANK.split(text))
        or sum(map(_searched, _BLANK.split(text))) > FARTHEST
    )


def _is_deep(text: str) -> bool:
    """Return whether a line has too many marks of lists and quotations, or is indented too far."""
    for line in text.split("\n"):
        marks = _MARKS.match(line)
        if marks and len(_MARK.findall(marks[0])) > DEEPEST:
            return True
    widest = max((len(indent.expandtabs(4)) for indent in _INDENTED.findall(text)), default=0)
    return widest > DEEPEST * _LEVEL * 2


def _depth_of_tags(text: str) -> int:
    """Return how deep HTML tags may stand in one another.

    Tags that are never closed count, also those that need not be.
    """
    depth = deepest = 0
    for closing in _TAG.findall(text):
        depth = max(0, depth + (-1 if closing else 1))
        deepest = max(deepest, depth)
    return deepest


def _searched(block: str) -> int:
    """Return how many characters a parser visits for the ends of brackets, addresses and tags of a block.

    For each line that is a heading or a rule it copies the block, which counts as visited.
    """
    total = len(_HEADING.findall(block)) * len(block)
    if block.count("[") + block.count("<") < _FEW:
        return total
    for opening, closing in (("[", "]"), ("<", ">")):
        open_at: list[int] = []
        for mark in re.finditer(re.escape(opening) + "|" + re.escape(closing), block):
            if mark[0] == opening:
                open_at.append(mark.start())
            elif open_at:
                total += mark.start() - open_at.pop()
        total += sum(len(block) - start for start in open_at)
    end = len(block)
    for mark in reversed(list(re.finditer(r"\]\(|\)", block))):
        if mark[0] == ")":
            end = mark.start()
        else:
            total += end - mark.start()
    return total
