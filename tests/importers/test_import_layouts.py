"""The importer against reports written here in every layout: each cell right or openly listed, nothing lost.

`layouts.py` knows the forms and the layouts by itself, `filings.py` what agencies file, `import_checks.py` what is
wrong about an import. Longer runs: NIANBAO_HYPOTHESIS_EXAMPLES=2000.
"""

import os
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import layouts
import layouts_damaged
from filings import AGENCY, NUMERALS, PATTERNS, WORDS, WORDY, YEARS, distinct, headed, sheet_of, sheets
from import_checks import AGENCY_ID, squeezed, wrong, wrong_cells
from layouts import FORMS, LAYOUTS, Fields, Place, Sheet
from nianbao import importers
from nianbao.model import form, register
from nianbao.model.finding import Refusal

FEW: Final = "1 tabs, one place after a stub label"
EXAMPLES: Final = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "60"))

# Layouts in which even a row of blanks can be told: every place is written, the heads show which is which.
TELLS_BLANKS: Final = {
    "1 tabs, every place",
    "3 bars around, every place",
    "3 bars around, Markdown",
    "4 cell a line, tab before",
}


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


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(layout: str, name: str, pattern: str) -> None:
    figures = PATTERNS[pattern](name)
    sheet = sheet_of(name, figures)
    _assert_right(sheet, layout, exact=_exact(layout, figures))


@pytest.mark.parametrize("how", ["plain", "shifted", "narrower", "heads", "label moved", "end"])
@pytest.mark.parametrize("at", [9, 14, 17, 22])
@pytest.mark.parametrize("pattern", ["distinct", "zeros"])
def test_page_break_inside_table(how: str, at: int, pattern: str) -> None:
    def bend(table: str, rows: Fields) -> Fields:
        return layouts_damaged.page_break(rows, at, how) if table == "applications" else rows

    sheet = sheet_of(FORMS[0], PATTERNS[pattern](FORMS[0]), bend=bend)
    _assert_right(sheet, FEW, exact=True)


@pytest.mark.parametrize("layout", ["1 tabs, every place", "3 bars around, every place"])
def test_header_labels_cut_in_two_rows(layout: str) -> None:
    def bend(table: str, rows: Fields) -> Fields:
        return layouts_damaged.cut_heads(rows) if table == "disputes" else rows

    _assert_right(sheet_of(FORMS[0], distinct(FORMS[0]), bend=bend), layout, exact=True)


@pytest.mark.parametrize(
    ("table", "bend"),
    [
        ("applications", layouts_damaged.odd_heads),
        ("applications", layouts_damaged.group_labels_repeated),
        ("proactive", layouts_damaged.split_blocks),
    ],
)
def test_oddly_printed_table(table: str, bend: Callable[[Fields], Fields]) -> None:
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]), bend=lambda at, rows: bend(rows) if at == table else rows)
    _assert_right(sheet, FEW, exact=True)


def test_sums_printed_with_groups_are_no_cells_and_not_lost() -> None:
    sheet = sheet_of(
        FORMS[0],
        distinct(FORMS[0]),
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
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]))
    source = layouts.text(sheet, LAYOUTS["1 tabs, every place"]).replace("\n", end)
    data = ("\ufeff" + source if encoding == "utf-16-be" else source).encode(encoding)
    assert not wrong(sheet, _import("report.txt", data), exact=True)


@pytest.mark.parametrize("numeral", NUMERALS)
@pytest.mark.parametrize("wording", [0, 1, 2])
@pytest.mark.parametrize("layout", [FEW, "3 cell a line, bar after", "5 cell a paragraph"])
def test_headings_are_told_by_their_words(numeral: str, wording: int, layout: str) -> None:
    _assert_right(headed(sheet_of(FORMS[0], distinct(FORMS[0])), numeral, wording), layout, exact=True)


@pytest.mark.parametrize(
    "place",
    [
        ("proactive", "coercion", "decisions"),
        ("applications", "granted", "natural_person"),
        ("applications", "rejected_petition", "total"),
        ("disputes", "litigation_direct", "upheld"),
    ],
    ids="/".join,
)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_words_in_a_cell(place: Place, layout: str) -> None:
    figures = distinct(FORMS[0]) | {place: WORDY}
    _assert_right(sheet_of(FORMS[0], figures), layout, exact=_exact(layout, figures))


@pytest.mark.parametrize(("label", "written"), WORDS["typos"])
@pytest.mark.parametrize("layout", ["1 tabs, every place", "4 cell a line, tab before", "5 cell a paragraph"])
def test_typo_is_understood_and_noted(label: str, written: str, layout: str) -> None:
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]), respelled={label: written})
    draft = _import("report.txt", layouts.text(sheet, LAYOUTS[layout]).encode())
    assert not wrong(sheet, draft, exact=True)
    assert any(squeezed(written) in squeezed(str(note)) for note in draft.notes)


def _changed(change: Callable[[str], str]) -> tuple[Sheet, Any]:
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]))
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
        lambda text: text.replace("2.重复申请", "2.重"),
    ],
    ids=["twice", "missing", "one value too many", "one value too few", "half a label"],
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
    kept = "".join(
        [
            *(part.markdown for part in draft.report.sections),
            *(str(note.fields["text"]) for note in draft.notes if note.code in {"page-numbers", "record"}),
        ]
    )
    assert not list(wrong_cells(sheet.form, sheet.figures, draft))
    assert draft.report.record.index_number in {"", "014416330/2024-04736"}
    for words in ("表二", "014416330/2024-04736", "— 3 —"):
        assert (words in kept) == (words in change(layouts.text(sheet, LAYOUTS["1 tabs, every place"])))


def test_agency_and_year_come_from_the_title() -> None:
    source = layouts.text(sheet_of(FORMS[0], distinct(FORMS[0])), LAYOUTS["1 tabs, every place"])
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
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]), title=(), signature=())
    draft = _import("report.txt", layouts.text(sheet, LAYOUTS["1 tabs, every place"]).encode())
    assert not draft.report.agency
    assert [point.what for point in draft.open] == ["agency"]
    assert not list(wrong_cells(FORMS[0], sheet.figures, draft))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(case=sheets(), layout=st.sampled_from(sorted(LAYOUTS)))
def test_every_cell_right_or_open(case: tuple[Sheet, str], layout: str) -> None:
    sheet, agency = case
    source = layouts.text(sheet, LAYOUTS[layout])
    draft = _import("report.md" if sheet.hashes else "report.txt", source.encode(), agency)
    problems = wrong(sheet, draft, exact=_exact(layout, sheet.figures))
    assert not problems, "\n".join([*problems[:12], f"({len(problems)} in all)", source])


JUNK: Final = (
    "附件：1.报表",
    "第 3 页 共 5 页",
    "|",
    "\t\t",
    "注：本表含下属单位",
    "其他",
    "总计",
    "5",
    "1.其他说明事项",
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    layout=st.sampled_from(sorted(LAYOUTS)),
    pattern=st.sampled_from(sorted(PATTERNS)),
    cuts=st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from(["drop", "double", "move", "join", "shuffle", *JUNK])),
        max_size=6,
    ),
)
@example(layout="4 cell a line, tab before", pattern="distinct", cuts=[(0, "shuffle")])
@example(layout="4 cell a line, tab before", pattern="distinct", cuts=[(2, "shuffle")])
def test_prose_survives_any_disorder(layout: str, pattern: str, cuts: list[tuple[int, str]]) -> None:
    """Whatever happens to the lines of a report, no sentence of it is lost, and nothing but a Refusal is raised."""
    lines = layouts.text(sheet_of(FORMS[0], PATTERNS[pattern](FORMS[0])), LAYOUTS[layout]).split("\n")
    for number, what in cuts:
        at = number % len(lines)
        if what == "shuffle":
            Random(number).shuffle(lines)
        elif what == "move":
            lines.append(lines.pop(at))
        elif what == "join":
            lines[at : at + 2] = ["".join(lines[at : at + 2])]
        else:
            lines[at : at + 1] = {"drop": [], "double": [lines[at]] * 2}.get(what, [lines[at], what])
    try:
        draft = _import("report.txt", "\n".join(lines).encode())
    except Refusal:
        return
    kept = [part.heading + part.markdown for part in draft.report.sections]
    kept += [draft.report.title, *(point.text for point in draft.open), *(str(note) for note in draft.notes)]
    kept += [figure.cell.raw for figure in draft.report.figures.values()]
    for sentence in re.findall(r"[^。\t|\n]{6,}。", "\n".join(lines)):
        assert squeezed(sentence) in squeezed("".join(kept))
