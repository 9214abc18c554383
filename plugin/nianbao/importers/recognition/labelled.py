"""Names and values of facts as lists above a document have them: `name: value` in lines, or in cells of a table.

Several pairs may stand on one line; the letters of a name may be spaced out; a name may stand in brackets, in a
cell beside its value, above it, or on the line before it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from nianbao.importers.document import DocumentRow
from nianbao.model.constants import constant, pattern
from nianbao.model.normalisation import HAN, simplified, without_spaces
from nianbao.model.yamltext import package_data, text, texts, tree

_DATA: Final = package_data("import_record.yml")
# The key of each name.
NAMES: Final = constant(
    lambda: {name: key for key, names in tree(_DATA["names"]).items() for name in texts(names)}
)
_OPENING, _CLOSING, _COLON = "[\u3010\u3014(\uff08", "]\u3011\u3015)\uff09", ":\uff1a"
_APART: Final = " \t\u3000|\uff5c;\uff1b"
# A shorter name is a part of other words too often: where words run into it, it counts only with its letters
# spaced out, or behind a day.
_LONG: Final = 3
_SPACES: Final = r"\s{0,9}"
_LONGEST_LINE: Final = 2000
# The key of pairs that give no fact, and the longest name of one that no data file lists.
OTHER: Final = "other"
_LONGEST_NAME: Final = 12


def _named() -> str:
    """Return the expression of a name with the mark that ends it; the longest name that fits counts."""

    def any_of(names: Sequence[str], between: str) -> str:
        ordered = sorted(names, key=len, reverse=True)
        return "(?:" + "|".join(between.join(map(re.escape, name)) for name in ordered) + ")"

    long = any_of([name for name in NAMES() if len(name) >= _LONG], _SPACES)
    names = [name for name in NAMES() if len(name) < _LONG]
    tight, spaced_out = any_of(names, ""), any_of(names, _SPACES.replace("0", "1"))
    short = rf"(?:(?<![{HAN()}])|(?<={text(_DATA['ends_a_day'])})){tight}|{spaced_out}"
    closing = re.escape(_CLOSING)
    return (
        rf"[{re.escape(_OPENING)}]?(?P<name>{long}|{short})"
        rf"{_SPACES}(?:[{closing}]{_SPACES}[{_COLON}]?|[{_COLON}])"
    )


_NAMED: Final = pattern(_named)
_UNLISTED: Final = pattern(lambda: rf"[{_APART}]([{HAN()}]{{2,8}}){_SPACES}[{_COLON}]")


@dataclass(frozen=True, slots=True)
class Pair:
    """A name as written but for spaces, its key in data/import_record.yml, and its value as filed, maybe empty."""

    name: str
    key: str
    value: str
    line: int


def name_alone(said: str) -> str:
    """Return the name that a text is, with or without a mark behind it; empty if it is none."""
    tight = simplified(without_spaces(said)).strip(_OPENING + _CLOSING + _COLON)
    return tight if tight in NAMES() else ""


def pairs_in(said: str, line: int) -> list[Pair]:
    """Return the pairs of a line that begins with a name; none for any other line."""
    if len(said) > _LONGEST_LINE:
        return []
    # The same length as the text, so that what is found in one stands at the same place in the other.
    found = list(_NAMED.finditer(simplified(said)))
    if not found or said[: found[0].start()].strip(_APART):
        return []
    ends = [*(match.start() for match in found[1:]), len(said)]
    pairs: list[Pair] = []
    for match, end in zip(found, ends, strict=True):
        name = without_spaces(match["name"])
        value, *unlisted = _UNLISTED.split(said[match.end() : end].rstrip(_APART))
        pairs.append(Pair(name, NAMES()[name], value.strip(_APART), line))
        pairs += [Pair(*each, line=line) for each in _unlisted(unlisted)]
    return pairs


def _unlisted(parts: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield name, key and value of pairs whose names no data file lists, given names and values in turn."""
    for name, value in zip(parts[::2], parts[1::2], strict=True):
        yield without_spaces(name), OTHER, value.strip(_APART)


def pairs_of_row(row: DocumentRow) -> list[Pair]:
    """Return the pairs of a row whose cells are names and values in turn, or pairs; none for any other row.

    Behind the first pair there may be names that no data file lists, and what a page offers, such as to print it.
    """
    pairs: list[Pair] = []
    is_waiting = False
    for cell in row.cells:
        if cell.covered:
            continue
        said, name = cell.text.strip(), name_alone(cell.text)
        stated = [] if name else pairs_in(said, cell.line)
        if name:
            pairs.append(Pair(name, NAMES()[name], "", cell.line))
        elif stated:
            pairs += stated
        elif is_waiting:
            pairs[-1] = replace(pairs[-1], value=said)
        elif said and pairs and len(said) <= _LONGEST_NAME:
            pairs.append(Pair(said, OTHER, "", cell.line))
        elif said:
            return []
        is_waiting = not is_waiting and bool(said) and not pairs[-1].value
    return pairs


def pairs_of_columns(rows: Sequence[DocumentRow]) -> list[Pair]:
    """Return the pairs of two rows of which one has the names and the other the values below them; else none."""
    if len(rows) != 2:  # noqa: PLR2004 - names and values
        return []
    named, stated = ([cell for cell in row.cells if not cell.covered] for row in rows)
    names = [name_alone(cell.text) for cell in named]
    if len(named) != len(stated) or not all(names) or any(name_alone(cell.text) for cell in stated):
        return []
    return [
        Pair(name, NAMES()[name], cell.text.strip(), cell.line) for name, cell in zip(names, stated, strict=True)
    ]
