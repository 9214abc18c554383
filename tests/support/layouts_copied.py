"""Tables as people copy them out of PDFs and pages, damaged at random: each way loses or adds something.

`copied` writes a filled grid line by line, its cells parted by single spaces; the DAMAGES change its lines.
"""

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Final

from layouts import TABLES, Fields, Grid, Sheet, fill

Lines = list[str]
_SHORTEST_WRAPPED: Final = 6


def rows_of(sheet: Sheet, table: str) -> Fields:
    """Return the printed rows of a table without the places that spans cover and without blanks."""
    grid: Grid = fill(TABLES[table](sheet.form), sheet.figures, sheet.spell)
    return [[box.text for box in row if box.text.strip()] for row in grid if any(box.text for box in row)]


def text(sheet: Sheet, damage: str, dice: Random) -> str:
    """Return a whole report with its tables copied and damaged."""
    lines = [*sheet.title, *sheet.preamble]
    for part in sheet.parts:
        lines += [part.heading, *part.before]
        if part.key in TABLES:
            lines += DAMAGES[damage](rows_of(sheet, part.key), dice)
        lines += part.after
    return "\n".join([*lines, *sheet.signature]) + "\n"


def _spaced(rows: Fields, dice: Random) -> Lines:  # noqa: ARG001 - nothing is left to chance
    return [" ".join(row) for row in rows]


def _is_figure(field: str) -> bool:
    return field[:1].isdigit() and "." not in field[1:2] and "、" not in field[:3]


def _split(row: list[str]) -> tuple[list[str], list[str]]:
    """Return the labels and the figures of a row."""
    first = next((n for n, field in enumerate(row) if _is_figure(field)), len(row))
    return row[:first], row[first:]


def _wrapped(rows: Fields, dice: Random) -> Lines:
    """Wrap long labels of the stub: the figures stand in their first line, their last, or between."""
    return [line for row in rows for line in _wrap(row, dice)]


def _wrap(row: list[str], dice: Random) -> Iterator[str]:
    labels, figures = _split(row)
    if not labels or not figures or len(labels[-1]) < _SHORTEST_WRAPPED or dice.random() < 0.3:
        yield " ".join(row)
        return
    cut = dice.randrange(3, len(labels[-1]) - 2)
    first, last = " ".join([*labels[:-1], labels[-1][:cut]]), labels[-1][cut:]
    stray = dice.choice(["", "", "结 ", "果 "])
    how = dice.randrange(3)
    if how == 0:
        yield from (first, stray + " ".join([last, *figures]))
    elif how == 1:
        yield from (first, " ".join(figures), last)
    else:
        yield from (" ".join([first, *figures]), last)


def _numbered(rows: Fields, dice: Random) -> Lines:
    """Put the numbers of pages between the lines."""
    lines = _spaced(rows, dice)
    for page in range(dice.randrange(1, 4)):
        mark = dice.choice(["— {} —", "-{}-", "第 {} 页", "－ {} －"]).format(page + 2)
        lines.insert(dice.randrange(len(lines) + 1), mark)
    return lines


def _together(rows: Fields, dice: Random) -> Lines:  # noqa: ARG001 - nothing is left to chance
    """Run the cells together."""
    return ["".join(row) for row in rows]


def _labels_lost(rows: Fields, dice: Random) -> Lines:
    """Lose the labels of some rows and keep their figures."""
    lines = []
    for row in rows:
        labels, figures = _split(row)
        lines.append(" ".join(figures if labels and figures and dice.random() < 0.15 else row))
    return lines


def _figures_lost(rows: Fields, dice: Random) -> Lines:
    """Lose some figures of some rows."""
    lines = []
    for row in rows:
        labels, figures = _split(row)
        kept = [field for field in figures if dice.random() < 0.9]
        lines.append(" ".join([*labels, *kept]))
    return [line for line in lines if line]


def _labels_first(rows: Fields, dice: Random) -> Lines:
    """Copy the labels of some neighbouring rows before their figures, as columns are read one after the other."""
    lines: Lines = []
    at = 0
    while at < len(rows):
        count = dice.choice([1, 1, 1, 2, 3])
        parts = [_split(row) for row in rows[at : at + count]]
        if all(labels and figures for labels, figures in parts):
            lines += [" ".join(labels) for labels, _ in parts]
            lines += [" ".join(figures) for _, figures in parts]
        else:
            lines += [" ".join(row) for row in rows[at : at + count]]
        at += count
    return lines


def _cell_a_line(rows: Fields, dice: Random) -> Lines:  # noqa: ARG001 - nothing is left to chance
    """Put each cell on a line of its own; blanks leave none."""
    return [field for row in rows for field in row]


def _padded(rows: Fields, dice: Random) -> Lines:
    """Write bars behind the cells and fill the rows up with bars; blanks are dropped."""
    width = max(map(len, rows)) + dice.randrange(3)
    return [" | ".join([*row, ""]).strip() + "|" * (width - len(row)) for row in rows]


def _swallowed(rows: Fields, dice: Random) -> Lines:
    """Lose what stood between labels and figures of some rows, or the end of a label."""
    lines = []
    for row in rows:
        labels, figures = _split(row)
        if labels and figures and dice.random() < 0.3:
            cut = labels[-1][: max(2, len(labels[-1]) - dice.randrange(3))]
            lines.append(" ".join([*labels[:-1], cut + figures[0], *figures[1:]]))
        else:
            lines.append(" ".join(row))
    return lines


def _extra_lines(rows: Fields, dice: Random) -> Lines:
    """Print some rows again with other figures, or rows of figures that belong to nothing."""
    lines = _spaced(rows, dice)
    for _ in range(dice.randrange(1, 4)):
        source = dice.choice(rows)
        labels, figures = _split(source)
        other = [str(dice.randrange(100, 999)) for _ in figures]
        line = " ".join([*(labels if dice.random() < 0.5 else []), *other])
        if line:
            lines.insert(dice.randrange(len(lines) + 1), line)
    return lines


DAMAGES: Final[Mapping[str, Callable[[Fields, Random], Lines]]] = {
    "spaces": _spaced,
    "wrapped labels": _wrapped,
    "page numbers": _numbered,
    "run together": _together,
    "labels lost": _labels_lost,
    "figures lost": _figures_lost,
    "labels before figures": _labels_first,
    "a cell a line": _cell_a_line,
    "padded": _padded,
    "label and figure together": _swallowed,
    "rows too many": _extra_lines,
}
