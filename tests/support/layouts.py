"""Annual reports as text, the way converters and copy-and-paste leave them.

The forms are spelled out here once more, straight from the notices, so that nothing of the package under test
decides what a right answer is. A `Sheet` is what an agency filed; `lines` writes it in one of the LAYOUTS.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from places import CASES

Place = tuple[str, str, str]


@dataclass(frozen=True)
class Box:
    """One cell of a printed table; `place` is set where a figure stands."""

    text: str
    width: int = 1
    height: int = 1
    place: Place | None = None


Grid = list[list[Box]]
Fields = list[list[str]]

FORMS: Final = ("cn-disclosure-2021", "cn-disclosure-2019")
_DATA: Final = json.loads((CASES / "independent" / "forms.json").read_text(encoding="utf-8"))
COLUMNS: Final = _DATA["columns"]
OUTCOMES: Final = _DATA["outcomes"]
DISPUTES: Final = _DATA["disputes"]


def proactive(form: str) -> Grid:
    width = 4 if form == FORMS[0] else 5
    grid = []
    for block in _DATA["proactive"][form]:
        columns = block["columns"]
        grid.append([Box(block["bar"], width)])
        grid.append([Box("信息内容"), *(Box(label, wide) for _, label, wide in columns)])
        grid += [
            [Box(label), *(Box("", wide, 1, ("proactive", row, key)) for key, _, wide in columns)]
            for row, label in block["rows"].items()
        ]
    return grid


def applications(form: str) -> Grid:
    names = list(COLUMNS.values())
    grid = [
        [Box(_DATA["corner"], 3, 3), Box("申请人情况", 7)],
        [Box(names[0], 1, 2), Box("法人或其他组织", 5), Box(names[6], 1, 2)],
        [Box(name) for name in names[1:6]],
        [Box("一、本年新收政府信息公开申请数量", 3), *_values("new")],
        [Box("二、上年结转政府信息公开申请数量", 3), *_values("carried_over")],
    ]
    start = len(grid)
    for result in _DATA["results"][form]:
        label, rows = result["label"], result.get("rows", {})
        if not rows:
            grid.append([Box(label, 2), *_values(result["key"])])
        for index, (key, name) in enumerate(rows.items()):
            grid.append([*([] if index else [Box(label, 1, len(rows))]), Box(name), *_values(key)])
    grid[start].insert(0, Box("三、本年度办理结果", 1, len(grid) - start))
    return [*grid, [Box("四、结转下年度继续办理", 3), *_values("carried_forward")]]


def _values(row: str) -> list[Box]:
    return [Box("", place=("applications", row, column)) for column in COLUMNS]


def disputes(form: str) -> Grid:  # noqa: ARG001 - the same in both forms
    outcomes = list(OUTCOMES.values())
    return [
        [Box("行政复议", 5), Box("行政诉讼", 10)],
        [*(Box(name, 1, 2) for name in outcomes), Box("未经复议直接起诉", 5), Box("复议后起诉", 5)],
        [Box(name) for name in outcomes * 2],
        [Box("", place=("disputes", row, column)) for row in DISPUTES for column in OUTCOMES],
    ]


TABLES: Final[Mapping[str, Callable[[str], Grid]]] = {
    "proactive": proactive,
    "applications": applications,
    "disputes": disputes,
}
PLACES: Final[Mapping[str, tuple[Place, ...]]] = {
    form: tuple(box.place for table in TABLES.values() for row in table(form) for box in row if box.place)
    for form in FORMS
}


def _row_labels(form: str) -> Iterator[tuple[tuple[str, str], str]]:
    for table in (proactive, applications):
        for row in table(form):
            if row[-1].place:
                yield row[-1].place[:2], [box.text for box in row if not box.place][-1]
    yield from ((("disputes", row), label) for row, label in DISPUTES.items())


ROW_LABELS: Final = {form: dict(_row_labels(form)) for form in FORMS}


def fill(grid: Grid, figures: Mapping[Place, str], spell: Callable[[str], str]) -> Grid:
    """Put figures into the value boxes and spell the labels the way this report does."""
    return [
        [replace(box, text=figures.get(box.place, "") if box.place else spell(box.text)) for box in row]
        for row in grid
    ]


# --- from boxes to rows of fields --------------------------------------------------------------------------


def _covered(grid: Grid, *, across: str, down: bool, stub: int) -> Fields:
    """Write each row's boxes as fields, with empty ones where a span covers a place.

    `across`: "all" places a wide box covers become fields, "few" leaves one for a stub label over three
    places and none for one over two, "none" leaves none. `down`: boxes from the rows above leave fields, too.
    """
    hanging: dict[int, tuple[int, Box]] = {}
    rows: Fields = []
    for boxes in grid:
        fields: list[str] = []
        waiting = list(boxes)
        left = 0
        while waiting or left in hanging:
            above = hanging.get(left)
            box = above[1] if above else waiting.pop(0)
            if not above or down:
                spare = box.width - 1
                if across == "none" or (across == "few" and left < stub and box.width < 3):
                    spare = 0
                elif across == "few" and left < stub:
                    spare = 1
                fields += ["" if above else box.text, *[""] * spare]
            remaining = (above[0] if above else box.height) - 1
            hanging.pop(left, None)
            if remaining:
                hanging[left] = (remaining, box)
            left += box.width
        rows.append(fields)
    return rows


MARKED: Final = "\0"  # A field that only fills a row up, where it is written otherwise than a blank.


def _padded(rows: Fields, width: int, pad: str) -> Fields:
    return [[*row, *[pad] * (width - len(row))] for row in rows]


# --- from fields to lines ----------------------------------------------------------------------------------


def _tabs(rows: Fields) -> list[str]:
    return ["\t".join(row) for row in rows]


def _tabs_stripped(rows: Fields) -> list[str]:
    return ["\t".join(row).rstrip("\t") for row in rows]


def _bars_after(rows: Fields) -> list[str]:
    """Write `规章 | 0 | 0 | 2 |`, the padding as bare bars."""
    lines = []
    for row in rows:
        filled = max((index + 1 for index, text in enumerate(row) if text), default=0)
        lines.append((" | ".join([*row[:filled], ""]) + "|" * (len(row) - filled)).strip())
    return lines


def _bars_around(rows: Fields) -> list[str]:
    return ["| " + " | ".join(row) + " |" for row in rows]


def _bars_markdown(rows: Fields) -> list[str]:
    first, *others = _bars_around(rows)
    return [first, "|" + "---|" * len(rows[0]), *others]


def _bar_after_each(rows: Fields) -> list[str]:
    """Write a cell a line, the bars of the padding behind the last one."""
    return [line for row in rows for line in _ended(row, " ")]


def _bar_after_each_and_between(rows: Fields) -> list[str]:
    return [line for row in rows for line in ("|", *_ended(row, " "))]


def _bar_after_each_then_padding(rows: Fields) -> list[str]:
    return [line for row in rows for line in _ended(row, "\n")]


def _ended(row: list[str], before_padding: str) -> list[str]:
    cells = [text for text in row if text != MARKED]
    bars = "|" * (len(row) - len(cells))
    lines = "\n".join(f"{text} |".strip() for text in cells)
    return (lines + before_padding + bars if bars else lines).split("\n")


def _bar_below_each(rows: Fields) -> list[str]:
    return [line for row in rows for text in row for line in ((text, "|") if text else ("|",))]


def _tab_led(rows: Fields) -> list[str]:
    return [line for row in rows for line in (*(f"\t{text}" for text in row), "")]


def _paragraphs(rows: Fields) -> list[str]:
    return [text for row in rows for text in row if text]


def _paragraphs_spaced(rows: Fields) -> list[str]:
    return [line for text in _paragraphs(rows) for line in (text, "")]


def _paragraphs_with_gaps(rows: Fields) -> list[str]:
    return [text for row in rows for text in row]


@dataclass(frozen=True)
class Layout:
    """A way a table becomes lines. `pad` fills rows up; `wraps`: a label may go on in the next line."""

    across: str
    down: bool
    pad: str | None
    write: Callable[[Fields], list[str]]
    wraps: bool = False

    def fields(self, table: str, grid: Grid) -> Fields:
        rows = _covered(grid, across=self.across, down=self.down, stub=3 if table == "applications" else 0)
        width = max(sum(box.width for box in row) for row in grid)
        return rows if self.pad is None else _padded(rows, width, self.pad)


LAYOUTS: Final[Mapping[str, Layout]] = {
    "1 tabs, every place": Layout("all", down=True, pad="", write=_tabs),
    "1 tabs, one place after a stub label": Layout("few", down=True, pad="", write=_tabs),
    "1 tabs, spans lost, padded": Layout("none", down=False, pad="", write=_tabs),
    "1 tabs, every place, stripped": Layout("all", down=True, pad="", write=_tabs_stripped),
    "1 tabs, one place, stripped": Layout("few", down=True, pad="", write=_tabs_stripped),
    "1 tabs, spans lost, stripped": Layout("none", down=False, pad=None, write=_tabs_stripped),
    "2 bars after, spans lost, padded": Layout("none", down=False, pad="", write=_bars_after),
    "2 bars after, spans lost": Layout("none", down=False, pad=None, write=_bars_after),
    "3 bars around, every place": Layout("all", down=True, pad="", write=_bars_around),
    "3 bars around, Markdown": Layout("all", down=True, pad="", write=_bars_markdown),
    "3 bars around, spans lost": Layout("none", down=False, pad="", write=_bars_markdown),
    "3 cell a line, bar after": Layout("none", down=False, pad=MARKED, write=_bar_after_each),
    "3 cell a line, bar after, bars between": Layout(
        "none", down=False, pad=MARKED, write=_bar_after_each_and_between
    ),
    "3 cell a line, bar after, padding below": Layout(
        "none", down=False, pad=MARKED, write=_bar_after_each_then_padding
    ),
    "3 cell a line, bar below": Layout("none", down=False, pad=None, write=_bar_below_each, wraps=True),
    "4 cell a line, tab before": Layout("none", down=True, pad=None, write=_tab_led, wraps=True),
    "5 cell a paragraph": Layout("none", down=False, pad=None, write=_paragraphs),
    "5 cell a paragraph, blank lines": Layout("none", down=False, pad=None, write=_paragraphs_spaced),
    "5 cell a paragraph, empty cells as empty lines": Layout(
        "none", down=False, pad=None, write=_paragraphs_with_gaps
    ),
}


# --- the whole report --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A section: its key, its heading as written, and the paragraphs before and after its table."""

    key: str
    heading: str
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """What an agency filed, and how its labels and figures are dressed."""

    form: str
    figures: Mapping[Place, str]
    parts: tuple[Part, ...]
    year: int = 0
    title: tuple[str, ...] = ()
    preamble: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()
    signed: str | None = None
    respelled: Mapping[str, str] = field(default_factory=dict)
    dress: Callable[[str], str] = str
    bend: Callable[[str, Fields], Fields] | None = None
    airy: bool = True
    hashes: tuple[int, ...] = ()

    def spell(self, label: str) -> str:
        return self.respelled.get(label, label)


def table_lines(sheet: Sheet, table: str, layout: Layout) -> list[str]:
    figures = {place: sheet.dress(text) for place, text in sheet.figures.items()}
    spell = sheet.spell if layout.wraps else lambda label: sheet.spell(label).replace("\n", " ")
    fields = layout.fields(table, fill(TABLES[table](sheet.form), figures, spell))
    if sheet.bend:
        fields = sheet.bend(table, fields)
    return layout.write(fields)


def text(sheet: Sheet, layout: Layout) -> str:
    """Return the whole report with its tables in a layout."""
    gap = [""] if sheet.airy else []
    lines = [line for paragraph in (*sheet.title, *sheet.preamble) for line in (paragraph, *gap)]
    if sheet.hashes and sheet.title:
        lines[0] = "# " + lines[0]
    for index, part in enumerate(sheet.parts):
        marks = "#" * sheet.hashes[index] + " " if sheet.hashes else ""
        lines += [marks + part.heading, *gap]
        lines += [line for paragraph in part.before for line in (_sub_heading(sheet, paragraph), *gap)]
        if part.key in TABLES:
            lines += [*table_lines(sheet, part.key, layout), *gap]
        lines += [line for paragraph in part.after for line in (paragraph, *gap)]
    return "\n".join([*lines, *sheet.signature]) + "\n"


def _sub_heading(sheet: Sheet, paragraph: str) -> str:
    return "### " + paragraph if sheet.hashes and re.fullmatch(r"（.）[^：。]+", paragraph) else paragraph
