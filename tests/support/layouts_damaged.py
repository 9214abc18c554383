"""What happens to the rows of a table on its way into a text: breaks of pages, cut labels, odd heads.

Every function takes the rows of fields of the layout "1 tabs, one place after a stub label" and returns them as
one of the originals has them; an empty row is a blank line.
"""

from collections.abc import Iterator

from layouts import Fields


def page_break(rows: Fields, at: int, how: str) -> Fields:
    """Break table 3 before its row `at` of fields; an empty list is the blank line.

    "plain": only the blank line. "shifted": the row before the break moved to the first column, later group
    labels too, with one place behind them. "narrower": three rows moved, and after the break the first column
    is gone. "heads": the three header rows are printed again. "label moved": each group's label slid to the
    group's second row. "end": the last rows lost their places, as Luohe's did.
    """
    before, after = rows[:at], rows[at:]
    if how == "shifted":
        return [
            *before[:-1],
            _shifted(before[-1]),
            [],
            *([row[1], "", *row[2:]] if _opens_group(row) else row for row in after),
        ]
    if how == "narrower":
        return [*before[:-3], *map(_shifted, before[-3:]), [], *map(_narrower, after)]
    if how == "heads":
        return [*before, [], *rows[:3], *after]
    if how == "label moved":
        return list(_slid(rows))
    if how == "end":
        return [*rows[:-3], _shifted(rows[-3]), [*rows[-2][1:], ""], rows[-1]]
    return [*before, [], *after]


def _shifted(row: list[str]) -> list[str]:
    return row if row[0] or row[1] else [row[2], "", *row[3:], ""]


def _narrower(row: list[str]) -> list[str]:
    if row[0]:
        return row[:-1]
    return [row[1], "", *row[2:-1]] if row[1] and not _opens_group(row) else row[1:]


def _opens_group(row: list[str]) -> bool:
    return not row[0] and row[2].startswith("1.")


def _slid(rows: Fields) -> Iterator[list[str]]:
    moved = ""
    for row in rows:
        group = row[1] if _opens_group(row) else ""
        yield [row[0], moved if not row[1] else "" if group else row[1], *row[2:]]
        moved = group


def cut_heads(rows: Fields) -> Fields:
    """Cut the header labels of table 4 in two rows, as Yuanping's were."""
    heads, outcomes, below, values = rows
    halves = [(text[:2], text[2:]) if len(text) == 4 else (text, "") for text in below]
    top = [text[:2] if len(text) == 4 else text for text in outcomes]
    return [heads, top, [first for first, _ in halves], [second for _, second in halves], values]


def odd_heads(rows: Fields) -> Fields:
    """Print table 3's corner below its heads and its column 总计 in the first row, as Weishi did."""
    corner, names, below, *others = rows
    total = names.index("总计")
    first = ["", *corner[1:total], "总计", *corner[total + 1 :]]
    second = [*names[:total], "", *names[total + 1 :]]
    return [first, second, below, [corner[0], *[""] * (len(corner) - 1)], *others]


def group_labels_repeated(rows: Fields) -> Fields:
    """Print the labels of groups in each of their rows."""
    return list(_repeated(rows))


def _repeated(rows: Fields) -> Iterator[list[str]]:
    item = group = ""
    for row in rows:
        if row[0]:
            item = row[0] if row[0].startswith("三") else ""
        group = row[1] or (group if row[2][:2] in {f"{number}." for number in range(2, 9)} else "")
        yield [item or row[0], group, *row[2:]]


def group_sums(rows: Fields) -> Fields:
    """Print a row of sums, all 888, above each group."""
    return [
        line
        for row in rows
        for line in ((["", row[1], *["888"] * 7, ""], ["", "", *row[2:]]) if _opens_group(row) else (row,))
    ]


def split_blocks(rows: Fields) -> Fields:
    """Go on with table 2, after a blank line, as a table of two columns, as Weishi did."""
    second = next(index for index, row in enumerate(rows) if row[0].startswith("第") and index)
    return [*rows[:second], [], *(row[:2] for row in rows[second:])]
