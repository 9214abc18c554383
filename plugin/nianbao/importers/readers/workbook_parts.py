"""What a filled-in workbook of this project holds besides what is read from it and what it says itself."""

import re
from collections.abc import Collection, Iterator
from importlib import resources
from typing import Any, Final

from nianbao.importers.document import ImportNote
from nianbao.importers.readers import sheet_texts
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.labels import in_both
from nianbao.model.normalisation import label_key
from nianbao.model.yamltext import Plain, package_data, text, tree

_FIELD: Final = re.compile(r"\{[^{}]*\}")
# A damaged file may give its cells any name.
_PLACE: Final = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}", re.ASCII)
_NUMBER: Final = re.compile(r"\d+\. ")
# A pattern with fewer letters of its own would fit anything.
_FEWEST_LETTERS: Final = 3
_LONGEST_HEADING: Final = 40
# What the workbook says itself is shorter.
_LONGEST_TEXT: Final = 1000


def notes(data: bytes, book: Any, form: Form, read: Collection[tuple[str, str]]) -> Iterator[ImportNote]:
    """Yield notes on every text that is neither among the cells read nor the workbook's own.

    `read` are the cells that were read, by title of the sheet and address.
    """
    own = _Own(form)
    texts = sheet_texts.texts(data)
    unread = [
        f"{sheet}!{at} {content}"
        for (sheet, at), content in texts.cells.items()
        if (sheet, at) not in read and not own.says(content) and not _is_formula(book, sheet, at)
    ]
    comments = [line for line in _comments(book) if not own.says(line)]
    texts.comments = list(dict.fromkeys(comments))
    texts.alternatives = [content for content in texts.alternatives if not own.says(content)]
    # Comments are drawn in boxes of an older kind, which repeat them.
    texts.other_parts = [(part, content) for part, content in texts.other_parts if content not in comments]
    if unread:
        yield ImportNote("unread", 1, {"text": " / ".join(unread)})
    yield from (ImportNote(code, 1, fields) for code, fields in sheet_texts.everything_else(texts))


def _is_formula(book: Any, sheet: str, at: str) -> bool:
    """Whether a cell shows what the workbook works out."""
    return sheet in book.sheetnames and bool(_PLACE.fullmatch(at)) and book[sheet][at].data_type == "f"


def _comments(book: Any) -> Iterator[str]:
    """Yield the lines of all comments on cells."""
    for sheet in book.worksheets:
        cells: Any = sheet._cells  # noqa: SLF001 - the public ways visit every cell up to the last formatted one
        for cell in cells.values():
            if cell.comment:
                yield from (line.strip() for line in cell.comment.text.splitlines() if line.strip())


class _Own:
    """The texts a workbook of this project brings along, in all its languages: labels, hints, rules, headings."""

    def __init__(self, form: Form) -> None:
        tables = form.tables.values()
        labels = {cell.label for table in tables for cell in table.grid if not cell.place}
        labels |= {row.label.text for table in tables for row in table.rows.values()}
        self._patterns, self._hints = _patterns(form.kind), _hints(form.kind)
        self._labels = {label_key(label) for label in (*labels, *(table.caption for table in tables))}

    def says(self, content: str) -> bool:
        """Whether a text is the workbook's own.

        A text is where it is a label of the form, a sentence of the words the workbook is made of, or ends in a
        hint.
        """
        if len(content) > _LONGEST_TEXT:
            return False
        bare = _NUMBER.sub("", content, count=1) if _NUMBER.match(content) else content
        known = label_key(content) in self._labels or any(
            p.fullmatch(bare) or p.fullmatch(content) for p in self._patterns
        )
        return known or any(
            bare.endswith(hint) and len(bare) - len(hint) <= _LONGEST_HEADING for hint in self._hints
        )


def _hints(kind: Kind) -> tuple[str, ...]:
    """Return what the workbook says is to be written into each part of the text."""
    # A part the kind has no hint for is begun with a general one.
    found = [text(word) for word in tree(package_data("words/new.yml")["new-topic"]).values()]
    waiting: list[Plain] = [dict(kind.skeleton)]
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            found += in_both(part["hint"]).values() if "hint" in part else ()
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return tuple(found)


def _patterns(kind: Kind) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of the sentences the workbook says itself, anything in place of their fields."""
    content = [
        text(word)
        for file in ("workbook", "new")
        for entry in package_data(f"words/{file}.yml").values()
        for word in tree(entry).values()
    ]
    content += kind.titles
    rules = resources.files("nianbao").joinpath("data", "rules").iterdir()
    for rule in rules:
        content += [text(word) for word in tree(package_data(f"rules/{rule.name}")["statement"]).values()]
    content += [
        word
        for own in kind.rules.values()
        if "statement" in tree(own)
        for word in in_both(tree(own)["statement"]).values()
    ]
    parts = [(word, _FIELD.split(word)) for word in content]
    return tuple(
        re.compile(".+".join(map(re.escape, fixed)), re.DOTALL)
        for word, fixed in parts
        if len(fixed) == 1 or sum(map(len, fixed)) >= _FEWEST_LETTERS
    )
