"""The importer against reports written here in every layout: each cell right or openly listed, nothing lost.

`layouts.py` knows the forms and the layouts by itself, `independent/` holds wordings of real reports and a
reading of the five originals made by hand. Longer runs: NIANBAO_HYPOTHESIS_EXAMPLES=2000.
"""

import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layouts
import layouts_damaged
from import_checks import AGENCY_ID, squeezed, wrong, wrong_cells, wrong_counts, wrong_prose
from layouts import FORMS, LAYOUTS, PLACES, Fields, Part, Place, Sheet
from nianbao import form, importers, register

HERE: Final = Path(__file__).parent
ORIGINALS: Final = HERE.parent / "examples" / "originals"
WORDS: Final = json.loads((HERE / "independent" / "wordings.json").read_text(encoding="utf-8"))
READINGS: Final = sorted(path.stem for path in (HERE / "independent").glob("*-20??.json"))
SECTIONS: Final = tuple(WORDS["headings"])
YEARS: Final = {FORMS[0]: 2023, FORMS[1]: 2020}
AGENCY: Final = "河清市市场监督管理局"
AGENCIES: Final = (AGENCY, "清河经济技术开发区管理委员会", "临川县人民政府办公室", "西湖街道办事处")
WORDY: Final = "见附件"
EXAMPLES: Final = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "60"))

# Layouts in which even a row of blanks can be told: every place is written, the heads show which is which.
TELLS_BLANKS: Final = {
    "1 tabs, every place",
    "3 bars around, every place",
    "3 bars around, Markdown",
    "4 cell a line, tab before",
}


# --- what is filed -----------------------------------------------------------------------------------------


def _distinct(name: str) -> dict[Place, str]:
    return {place: str(number) for number, place in enumerate(PLACES[name], 1)}


def _zeros(name: str) -> dict[Place, str]:
    return dict.fromkeys(PLACES[name], "0")


def _odd(name: str) -> dict[Place, str]:
    texts = cycle(["1,234", "１２", "/", "0", "-", "12件", "０", "7", "无", "3.5", "—", "2，345", "08"])
    amounts = cycle(["43.788万元", "251000元", "115.1"])
    changes = cycle(["+1036", "减4", "-8", "0"])
    special = {"amount": amounts, "change": changes}
    return {place: next(special.get(place[2], texts)) for place in PLACES[name]}


def _only(*columns: str) -> Callable[[str], dict[Place, str]]:
    def pattern(name: str) -> dict[Place, str]:
        return {
            place: text if place[0] == "proactive" or place[2] in columns else ""
            for place, text in _distinct(name).items()
        }

    return pattern


def _ragged(name: str) -> dict[Place, str]:
    dice = Random(name)  # noqa: S311 - a fixed scatter of blanks
    return {place: dice.choice(["", text, "0"]) for place, text in _distinct(name).items()}


def _sparse(name: str) -> dict[Place, str]:
    """Fill every third row in the first column and the total only, as Xining did, and leave the others blank."""
    rows = {place[:2]: number for number, place in enumerate(PLACES[name])}
    return {
        place: text
        if place[0] != "applications"
        or place[1] == "concluded_total"
        or (rows[place[:2]] % 3 == 0 and place[2] == "natural_person")
        else ""
        for place, text in _distinct(name).items()
    }


def _blank(name: str) -> dict[Place, str]:
    return dict.fromkeys(PLACES[name], "")


PATTERNS: Final[Mapping[str, Callable[[str], dict[Place, str]]]] = {
    "distinct": _distinct,
    "zeros": _zeros,
    "odd": _odd,
    "only totals": _only("total"),
    "only the first": _only("natural_person", "upheld"),
    "first and total": _only("natural_person", "total"),
    "sparse": _sparse,
    "ragged": _ragged,
    "blank": _blank,
}


def _of_year(text: str, year: int, agency: str = AGENCY) -> str:
    """Move a wording, written for 2023, to another year."""
    han = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year + 1))
    moved = {"2022": str(year - 1), "2023": str(year), "2024": str(year + 1), "二〇二四": han}
    return re.sub("|".join(moved), lambda found: moved[found.group()], text).replace("{agency}", agency)


NUMERALS: Final[Mapping[str, Callable[[int], str]]] = {
    "一、": lambda index: "一二三四五六"[index] + "、",
    "一、 ": lambda index: "一二三四五六"[index] + "、 ",
    "一.": lambda index: "一二三四五六"[index] + ".",
    "（一）": lambda index: f"（{'一二三四五六'[index]}）",
    "1、": lambda index: f"{index + 1}、",
    "1、 first only": lambda index: "1、 " if not index else "一二三四五六"[index] + "、",
    "一、一、": lambda index: "一二三四五六"[index] + "、" + "一二三四五六"[index] + "、",
    "四 twice": lambda index: "一二三四四五"[index] + "、",
}


def _sheet(name: str, figures: Mapping[Place, str], **changes: Any) -> Sheet:
    year = YEARS[name]
    prose = {"overview": WORDS["overviews"][0], "problems": WORDS["problems"][0], "other": WORDS["others"][2]}
    parts = tuple(
        Part(
            key,
            NUMERALS["一、"](index) + WORDS["headings"][key][0],
            tuple(_of_year(line, year) for line in prose.get(key, [])),
        )
        for index, key in enumerate(SECTIONS)
    )
    title = (_of_year(WORDS["titles"][0][0], year),)
    signature = tuple(_of_year(line, year) for line in WORDS["signatures"][1][0])
    sheet = Sheet(name, figures, parts, year, title, signature=signature, signed=f"{year + 1}-01-12")
    return replace(sheet, **changes)


def _import(name: str, data: bytes, agency: str = AGENCY) -> Any:
    known = register.Register((register.Agency(id=AGENCY_ID, name=agency),))
    return importers.draft(name, data, forms=form.builtin(), register=known, agency=None, year=None, form=None)


def _assert_right(sheet: Sheet, layout: str, *, exact: bool) -> None:
    source = layouts.text(sheet, LAYOUTS[layout])
    draft = _import("report.txt", source.encode())
    problems = wrong(sheet, draft, exact=exact)
    assert not problems, "\n".join([*problems[:12], f"({len(problems)} in all)"])


def _exact(layout: str, figures: Mapping[Place, str]) -> bool:
    """Say whether nothing may stay open: no blank a layout can lose, no words that could be a label."""
    filled = all(text.strip() for text in figures.values())
    return layout in TELLS_BLANKS or (filled and not (layout.startswith("5") and WORDY in figures.values()))


# --- the originals against the reading made by hand --------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """What a person read in one of the originals; sections name the lines of the file they stand in."""

    data: Mapping[str, Any]
    source: bytes

    @property
    def figures(self) -> dict[Place, str]:
        return {
            (table, row, column): text
            for table, rows in self.data["cells"].items()
            for row, cells in rows.items()
            for column, text in cells.items()
        }

    def prose(self) -> dict[str, str]:
        lines = self.source.decode().split("\n")
        return {
            section["key"]: "\n".join(
                line for first, last in section["text_lines"] for line in lines[first - 1 : last]
            )
            for section in self.data["sections"]
        }


@pytest.fixture(params=READINGS)
def reading(request: pytest.FixtureRequest) -> Reading:
    data = json.loads((HERE / "independent" / f"{request.param}.json").read_text(encoding="utf-8"))
    return Reading(data, (ORIGINALS / data["file"]).read_bytes())


def test_five_readings() -> None:
    assert len(READINGS) == 5


def test_original_equals_the_reading_by_hand(reading: Reading) -> None:
    draft = importers.draft(
        reading.data["file"],
        reading.source,
        forms=form.builtin(),
        register=register.Register(),
        agency=AGENCY_ID,
        year=None,
        form=None,
    )
    report = draft.report
    signed = reading.data["signed"]
    problems = [*wrong_cells(FORMS[0], reading.figures, draft), *wrong_counts(draft, FORMS[0])]
    loose = squeezed(reading.data["title"] + reading.data["signed_by"])
    problems += wrong_prose(reading.prose(), draft, loose)
    assert not problems, "\n".join(problems[:20])
    assert (report.form_id, report.agency, report.year) == (FORMS[0], AGENCY_ID, reading.data["year"])
    assert squeezed(report.title) == squeezed(reading.data["title"])
    assert squeezed(report.signed_by) == squeezed(reading.data["signed_by"])
    assert report.signed == (date.fromisoformat(signed) if signed else None)
    lines = reading.source.decode().split("\n")
    headings = {
        section["key"]: lines[section["heading_line"] - 1]
        for section in reading.data["sections"]
        if section["heading_line"]
    }
    assert {part.key: squeezed(part.heading) for part in report.sections if part.key in headings} == {
        key: squeezed(heading) for key, heading in headings.items()
    }
    assert not draft.open


FEW: Final = "1 tabs, one place after a stub label"
BARS: Final = "2 bars after, spans lost, padded"
WRITTEN: Final[Mapping[str, tuple[str, str, str, Callable[[Fields], Fields]]]] = {
    "luohe 2": ("luohe-demo-zone-2023", "proactive", FEW, list),
    "luohe 3, last rows": (
        "luohe-demo-zone-2023",
        "applications",
        FEW,
        lambda rows: layouts_damaged.page_break(rows, 0, "end")[3:],
    ),
    "luohe 4": ("luohe-demo-zone-2023", "disputes", FEW, list),
    "xining 2": ("xining-etdz-2022", "proactive", BARS, lambda rows: rows[:-1]),
    "xining 3": ("xining-etdz-2022", "applications", BARS, lambda rows: rows[:-1]),
    "cangzhou 3": ("cangzhou-etdz-2023", "applications", "4 cell a line, tab before", lambda rows: rows[3:]),
    "weishi 2": ("weishi-zone-2024", "proactive", FEW, layouts_damaged.split_blocks),
    "weishi 3": (
        "weishi-zone-2024",
        "applications",
        FEW,
        lambda rows: layouts_damaged.odd_heads(layouts_damaged.page_break(rows, 22, "narrower")),
    ),
    "yuanping 3": (
        "yuanping-etdz-2023",
        "applications",
        FEW,
        lambda rows: layouts_damaged.page_break(rows, 14, "shifted")[:-1],
    ),
    "yuanping 4": ("yuanping-etdz-2023", "disputes", FEW, layouts_damaged.cut_heads),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_layouts_are_those_of_the_originals(case: str) -> None:
    name, table, layout, bend = WRITTEN[case]
    data = json.loads((HERE / "independent" / f"{name}.json").read_text(encoding="utf-8"))
    reading = Reading(data, (ORIGINALS / data["file"]).read_bytes())
    sheet = Sheet(
        FORMS[0],
        reading.figures,
        (),
        bend=lambda _, rows: bend(rows),
        respelled={"本年废止件数": "本年度止件数"} if name.startswith("weishi") else {},
    )
    written = "\n".join(layouts.table_lines(sheet, table, LAYOUTS[layout])).rstrip("\n")
    fold = str.maketrans({"（": "(", "）": ")", "：": ":", "，": ",", " ": None, "\u2002": None})
    assert written.translate(fold) in reading.source.decode().translate(fold)


# --- every layout, both forms, several patterns ------------------------------------------------------------


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(layout: str, name: str, pattern: str) -> None:
    figures = PATTERNS[pattern](name)
    sheet = _sheet(name, figures)
    _assert_right(sheet, layout, exact=_exact(layout, figures))


@pytest.mark.parametrize("how", ["plain", "shifted", "narrower", "heads", "label moved", "end"])
@pytest.mark.parametrize("at", [9, 14, 17, 22])
@pytest.mark.parametrize("pattern", ["distinct", "zeros"])
def test_page_break_inside_table(how: str, at: int, pattern: str) -> None:
    def bend(table: str, rows: Fields) -> Fields:
        return layouts_damaged.page_break(rows, at, how) if table == "applications" else rows

    sheet = _sheet(FORMS[0], PATTERNS[pattern](FORMS[0]), bend=bend)
    _assert_right(sheet, FEW, exact=True)


@pytest.mark.parametrize("layout", ["1 tabs, every place", "3 bars around, every place"])
def test_header_labels_cut_in_two_rows(layout: str) -> None:
    def bend(table: str, rows: Fields) -> Fields:
        return layouts_damaged.cut_heads(rows) if table == "disputes" else rows

    _assert_right(_sheet(FORMS[0], _distinct(FORMS[0]), bend=bend), layout, exact=True)


@pytest.mark.parametrize(
    ("table", "bend"),
    [
        ("applications", layouts_damaged.odd_heads),
        ("applications", layouts_damaged.group_labels_repeated),
        ("proactive", layouts_damaged.split_blocks),
    ],
)
def test_oddly_printed_table(table: str, bend: Callable[[Fields], Fields]) -> None:
    sheet = _sheet(FORMS[0], _distinct(FORMS[0]), bend=lambda at, rows: bend(rows) if at == table else rows)
    _assert_right(sheet, FEW, exact=True)


def test_sums_printed_with_groups_are_no_cells_and_not_lost() -> None:
    sheet = _sheet(
        FORMS[0],
        _distinct(FORMS[0]),
        bend=lambda at, rows: layouts_damaged.group_sums(rows) if at == "applications" else rows,
    )
    source = layouts.text(sheet, LAYOUTS[FEW])
    draft = _import("report.txt", source.encode())
    assert not list(wrong_cells(FORMS[0], sheet.figures, draft))
    kept = [*(point.text for point in draft.open), *(part.markdown for part in draft.report.sections)]
    assert "".join(kept).count("888") >= 28


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encoding_and_line_ends(encoding: str, end: str) -> None:
    sheet = _sheet(FORMS[0], _distinct(FORMS[0]))
    source = layouts.text(sheet, LAYOUTS["1 tabs, every place"]).replace("\n", end)
    data = ("\ufeff" + source if encoding == "utf-16-be" else source).encode(encoding)
    assert not wrong(sheet, _import("report.txt", data), exact=True)


@pytest.mark.parametrize(("label", "written"), WORDS["typos"])
@pytest.mark.parametrize("layout", ["1 tabs, every place", "4 cell a line, tab before", "5 cell a paragraph"])
def test_typo_is_understood_and_noted(label: str, written: str, layout: str) -> None:
    sheet = _sheet(FORMS[0], _distinct(FORMS[0]), respelled={label: written})
    draft = _import("report.txt", layouts.text(sheet, LAYOUTS[layout]).encode())
    assert not wrong(sheet, draft, exact=True)
    assert any(squeezed(written) in squeezed(str(note)) for note in draft.notes)


def _changed(change: Callable[[str], str]) -> tuple[Sheet, Any]:
    sheet = _sheet(FORMS[0], _distinct(FORMS[0]))
    source = layouts.text(sheet, LAYOUTS["1 tabs, every place"])
    assert change(source) != source
    return sheet, _import("report.txt", change(source).encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\t\t2.重复申请", "\t\t2.重复申请\t1\t2\t3\t4\t5\t6\t7\n\t\t2.重复申请"),
        lambda text: re.sub(r"\t\t2.重复申请.*\n", "", text),
        lambda text: text.replace("2.重复申请\t", "2.重复申请\t7\t"),
        lambda text: re.sub(r"(2.重复申请\t\d+)\t\d+", r"\1", text),
    ],
    ids=["twice", "missing", "one value too many", "one value too few"],
)
def test_row_in_doubt_is_left_out_and_listed(change: Callable[[str], str]) -> None:
    sheet, draft = _changed(change)
    assert not draft.report.has_row("applications", "rejected_repeat")
    assert any("2.重复申请" in f"{point.what} {point.text}" for point in draft.open)
    assert sum(draft.report.has_row(*row) for row in layouts.ROW_LABELS[sheet.form]) == 33


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("第二十条第（一）项\t", "表二：主动公开政府信息情况\n第二十条第（一）项\t", 1),
        lambda text: "索引号 | 014416330/2024-04736 | 分类 | 政府信息公开年报 |\n文号 | 有效性 |\n" + text,
        lambda text: text.replace("\t\t5.属于", "— 3 —\n\t\t5.属于"),
    ],
    ids=["caption", "index card", "page number"],
)
def test_text_around_and_inside_tables_is_kept(change: Callable[[str], str]) -> None:
    sheet, draft = _changed(change)
    kept = "".join(part.markdown for part in draft.report.sections)
    assert not list(wrong_cells(sheet.form, sheet.figures, draft))
    for words in ("表二", "014416330/2024-04736", "— 3 —"):
        assert (words in kept) == (words in change(layouts.text(sheet, LAYOUTS["1 tabs, every place"])))


def test_agency_and_year_come_from_the_title() -> None:
    source = layouts.text(_sheet(FORMS[0], _distinct(FORMS[0])), LAYOUTS["1 tabs, every place"])
    draft = importers.draft(
        "report.txt",
        source.encode(),
        forms=form.builtin(),
        register=register.Register(),
        agency=None,
        year=None,
        form=None,
    )
    assert draft.report.year == YEARS[FORMS[0]]
    assert draft.newcomer
    assert (draft.newcomer.name, draft.newcomer.id) == (AGENCY, draft.report.agency)


def test_agency_that_is_nowhere_named_is_open() -> None:
    sheet = _sheet(FORMS[0], _distinct(FORMS[0]), title=(), signature=())
    draft = _import("report.txt", layouts.text(sheet, LAYOUTS["1 tabs, every place"]).encode())
    assert not draft.report.agency
    assert [point.what for point in draft.open] == ["agency"]
    assert not list(wrong_cells(FORMS[0], sheet.figures, draft))


# --- anything with anything --------------------------------------------------------------------------------

CELLS: Final = st.sampled_from(
    ["", "0", "1", "27", "1,234", "３", "/", "-", "无", "2.5", "12件", "1 234", WORDY],
)
SPACES: Final[Mapping[str, Callable[[str], str]]] = {
    "plain": str,
    "en space after": lambda text: f"{text}\u2002",
    "wide space": lambda text: f"\u3000{text}",
    "no-break space": lambda text: f"\u00a0{text} ",
}
SPELLINGS: Final = st.lists(st.sampled_from([*WORDS["variants"], *WORDS["typos"]]), max_size=6)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Sheet, str]:
    name = draw(st.sampled_from(FORMS))
    agency = draw(st.sampled_from(AGENCIES))

    def wording(kind: str, barred: int = -1) -> tuple[str, ...]:
        pick = draw(st.sampled_from([lines for i, lines in enumerate(WORDS[kind]) if i != barred]))
        return tuple(_of_year(line, YEARS[name], agency) for line in pick)

    numeral = draw(st.sampled_from(sorted(NUMERALS)))
    prose = {
        "overview": wording("overviews", 3 if numeral == "（一）" else -1),
        "problems": wording("problems", 2),
        "other": wording("others"),
    }
    parts = tuple(
        Part(
            key,
            NUMERALS[numeral](index) + draw(st.sampled_from(WORDS["headings"][key])),
            prose.get(key) or wording("before"),
            () if key in prose else wording("after"),
        )
        for index, key in enumerate(SECTIONS)
    )
    lines, signed = draw(st.sampled_from(WORDS["signatures"]))
    changed = draw(st.dictionaries(st.sampled_from(PLACES[name]), CELLS, max_size=8))
    sheet = Sheet(
        name,
        PATTERNS[draw(st.sampled_from(sorted(PATTERNS)))](name) | changed,
        parts,
        YEARS[name],
        wording("titles"),
        wording("preambles"),
        tuple(_of_year(line, YEARS[name], agency) for line in lines),
        signed and _of_year(signed, YEARS[name]),
        respelled=dict(draw(SPELLINGS)),
        dress=SPACES[draw(st.sampled_from(sorted(SPACES)))],
        airy=draw(st.booleans()),
        hashes=draw(st.sampled_from([(), (2,) * 6, (2, 2, 3, 4, 4, 4)])),
    )
    return sheet, agency


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=sheets(), layout=st.sampled_from(sorted(LAYOUTS)))
def test_every_cell_right_or_open(case: tuple[Sheet, str], layout: str) -> None:
    sheet, agency = case
    source = layouts.text(sheet, LAYOUTS[layout])
    draft = _import("report.md" if sheet.hashes else "report.txt", source.encode(), agency)
    problems = wrong(sheet, draft, exact=_exact(layout, sheet.figures))
    assert not problems, "\n".join([*problems[:12], f"({len(problems)} in all)", source])
