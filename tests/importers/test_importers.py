"""The import command, case by case, and what holds for every import.

A case is a folder: the input, the source it must give (`expected.md`, absent where nothing may be written) and the
receipt. The inputs of the five originals lie in examples/originals, their sources in reports/. After a change that is meant,
`NIANBAO_REWRITE=1 pytest tests/importers/test_importers.py` writes the expectations anew; read the difference.
"""

import html
import json
import os
import re
import shutil
from pathlib import Path
from typing import get_args, get_type_hints

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from importing import ORIGINALS, original_arguments, run
from nianbao import importers, source
from nianbao.importers.document import (
    Document,
    DocumentCell,
    DocumentGrid,
    DocumentRow,
    Paragraph,
    PlaceKind,
    SourcePlace,
)
from nianbao.importers.readers.assembly import Assembly
from nianbao.importers.recognition.prose import escaped
from nianbao.importers.recognition.recognise import Given, recognise
from nianbao.model import form, yamltext
from nianbao.model.finding import Refusal
from nianbao.model.register import Agency, Register
from nianbao.model.report import Provenance
from places import CASES, ROOT

HERE = CASES / "importers"
FOLDERS = sorted({path.parent for path in HERE.glob("*/*")} - {HERE / path.stem for path in ORIGINALS})
MADE = {"expected.md", "receipt.json"}
UPDATE = bool(os.environ.get("NIANBAO_REWRITE"))


def expect(path, actual):
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(actual, encoding="utf-8")
    assert actual == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", FOLDERS, ids=lambda path: path.name)
def test_case(case, tmp_path, monkeypatch, capsys):
    (file,) = (path for path in case.iterdir() if path.name not in MADE)
    shutil.copy(file, tmp_path / file.name)
    monkeypatch.chdir(tmp_path)
    code = run("import", file.name, "--format", "json")
    (receipt,) = json.loads(capsys.readouterr().out)
    expect(case / "receipt.json", json.dumps(receipt, ensure_ascii=False, indent=1) + "\n")
    assert code == int(bool(receipt["open"]))
    if receipt["output"]:
        expect(case / "expected.md", Path(receipt["output"]).read_text(encoding="utf-8"))
    else:
        assert not (case / "expected.md").exists()
        assert not Path("reports").exists()


@pytest.mark.parametrize("original", ORIGINALS, ids=lambda path: path.stem)
def test_reports_are_what_import_makes_of_the_originals(original, tmp_path, monkeypatch, capsys):
    shutil.copy(original, tmp_path)
    (tmp_path / "reports").mkdir()
    shutil.copy(ROOT / "reports/agencies.yml", tmp_path / "reports")
    monkeypatch.chdir(tmp_path)
    code = run("import", original.name, *original_arguments(original), "--format", "json")
    (receipt,) = json.loads(capsys.readouterr().out)
    assert code == 0
    assert receipt["cells"]["expected"] == receipt["cells"]["read"] + receipt["cells"]["blank"] == 200
    expect(HERE / original.stem / "receipt.json", json.dumps(receipt, ensure_ascii=False, indent=1) + "\n")
    expect(ROOT / receipt["output"], Path(receipt["output"]).read_text(encoding="utf-8"))
    register = Path("reports/agencies.yml").read_bytes()
    assert register == (ROOT / "reports/agencies.yml").read_bytes()


def test_reports_hold_nothing_else():
    sources = {path.relative_to(ROOT / "reports").as_posix() for path in (ROOT / "reports").rglob("*.md")}
    assert sources == {f"{path.stem[:-5]}/{path.stem[-4:]}.md" for path in ORIGINALS}


# The receipt of each original must say these things; the label of a note is its code.
NOTED = {
    "yuanping-etdz-2023": {"row-shifted", "label-cut"},
    "luohe-demo-zone-2023": {"row-shifted", "heading-level"},
    "xining-etdz-2022": {"year-from-text", "short-row"},
    "weishi-zone-2024": {"row-shifted", "label-typo"},
    "cangzhou-etdz-2023": {"odd-spaces", "bookmark", "heading-numeral"},
}


@pytest.mark.parametrize("original", ORIGINALS, ids=lambda path: path.stem)
def test_notes_of_the_originals(original):
    assert {note.code for note in drafted(original).notes} == NOTED[original.stem]


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("yuanping-etdz-2023", "原平经济技术开发区管理委员会"),
        ("luohe-demo-zone-2023", "漯河市城乡一体化示范区党政综合办公室"),
        ("weishi-zone-2024", "尉氏县先进制造业开发区"),
        ("cangzhou-etdz-2023", "河北沧州经济开发区管委会"),
    ],
)
def test_agency_without_a_register_gets_its_fullest_name(name, agency):
    made = drafted(ROOT / f"examples/originals/{name}.txt")
    assert made.newcomer == Agency(name[:-5], agency)


def test_name_inside_a_document_title_is_no_evidence():
    made = drafted(
        ROOT / "examples/originals/xining-etdz-2022.txt", Register((Agency("x", "西宁经济技术开发区"),))
    )
    assert [point.what for point in made.open] == ["agency"]
    assert not made.is_addressed


# --- nothing is lost -------------------------------------------------------------------------------------------


def drafted(path, register=None, **said):
    register = register or Register()
    return importers.draft(path.name, path.read_bytes(), forms=form.builtin(), register=register, **said)


def letters(text):
    """Keep what somebody wrote: no white space, no marks of tables, no marks of Markdown."""
    return re.sub(r"[\s|#\\\u200b\ufeff]|<!--.*?-->|:?-{3,}:?", "", html.unescape(text))


INPUTS = [*ORIGINALS, *(path for case in FOLDERS for path in case.iterdir() if path.suffix == ".txt")]


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_every_line_is_found_again(path):
    made = drafted(path)
    report = made.report
    data = path.read_bytes()
    text = data.decode("gb18030" if "gb18030" in path.parent.name else "utf-8")
    known = {letters(head) for f in form.builtin().values() for head in official_labels(f)}
    kept = [report.title, report.signed_by, *(part.heading + part.markdown for part in report.sections)]
    kept += [figure.cell.raw for figure in report.figures.values()]
    kept += [str(value) for note in made.notes for value in note.fields.values()]
    kept += [point.text for point in made.open]
    whole = letters("\n".join(kept))
    dates = {report.signed, report.published} - {None}
    for line in text.splitlines():
        for part in re.split(r"[\t|]", line.replace("[bookmark: _GoBack]", "")):
            bare = letters(part)
            if (
                bare in whole
                or folded(bare) in known
                or (dates and re.search(r"\d\D\d|年", bare) and len(bare) < 30)
            ):
                continue
            assert any(folded(bare) in label for label in known), f"lost: {part!r}"


def folded(text):
    return text.translate(str.maketrans("(),", "（），")).replace("（单位:", "（单位：").replace("为:", "为：")


def official_labels(one):
    for table in one.tables.values():
        for block in table.blocks:
            for top in (*block.columns, *block.rows, *filter(None, (block.bar, block.corner))):
                yield from (writing for head in top.walk() for writing in head.writings)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.stem)
def test_source_reads_back_as_the_draft(path):
    register = Register((Agency("someone", "某某"),))
    report = drafted(path, register, agency="someone", year=2023).report
    forms = form.builtin()
    reading = source.read(source.write(report, "zh", forms).encode(), "someone/2023.md", forms, "someone", 2023)
    assert not reading.problems
    again = reading.report
    assert {p: f.cell.raw for p, f in again.figures.items()} == {p: f.cell.raw for p, f in report.figures.items()}
    assert [(s.key, s.heading, s.markdown) for s in again.sections] == [
        (s.key, s.heading, s.markdown) for s in report.sections
    ]


def test_same_bytes_give_the_same_draft():
    assert drafted(ORIGINALS[0]) == drafted(ORIGINALS[0])


HEADINGS = [
    ("一、一、总体情况：", "overview"),
    ("二、主动公开政府信息的有关情况", "proactive"),
    ("三、收到和处理政府信息公开申请的有关情况", "applications"),
    ("四、政府信息公开行政复议与行政诉讼情况", "disputes"),
    ("五、存在的主要问题及改进的情况", "problems"),
    ("六、其他需要报告的事项（略）", "other"),
]


def test_section_of_a_heading_in_other_words_survives_in_the_source():
    text = "青石县水利局2023年政府信息公开工作年度报告\n" + "".join(
        f"{heading}\n文字。\n" for heading, _ in HEADINGS
    )
    forms = form.builtin()
    report = importers.draft("x.txt", text.encode(), forms=forms, register=Register()).report
    again = source.read(source.write(report, "zh", forms).encode(), "x/2023.md", forms, "x", 2023).report
    for sections in (report.sections, again.sections):
        assert [(section.heading, section.key) for section in sections] == HEADINGS


def test_strong_headings_and_cells_of_markdown():
    text = (
        "# 青石县水利局2023年政府信息公开工作年度报告\n\n**一、总体情况**\n\n**全年**平稳。\n\n"
        "## **二、主动公开政府信息情况**\n\n| 信息内容 | 本年制发<br>件数 | 本年废止件数 | 现行有效件数 |\n|---|---|---|---|\n"
        "| **规章** | 1 | **2** | &nbsp; |\n"
    )
    made = importers.draft("x.md", text.encode(), forms=form.builtin(), register=Register())
    assert [figure.cell.raw for figure in made.report.figures.values()] == ["1", "2", ""]
    assert [(part.heading, part.markdown) for part in made.report.sections] == [
        ("一、总体情况", "**全年**平稳。"),
        ("二、主动公开政府信息情况", ""),
    ]


# --- tables that are none of the form's --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        "类别\t数量\n行政许可\t1521\n行政处罚\t3\n合计\t1524",
        "行政许可\n1521件\n行政处罚\n3",
        "主动公开 | 依申请公开 | 其他",
        "\t本年度公开信息 30 条。\n\t其他\n总计",
        "规章\n行政许可\n予以公开\n结果维持",
    ],
    ids=lambda lines: lines.split()[0],
)
def test_labels_in_the_text_are_no_rows(lines):
    original = (ROOT / "examples/originals/weishi-zone-2024.txt").read_text(encoding="utf-8")
    plain = importers.draft("x.txt", original.encode(), forms=form.builtin(), register=Register())
    text = original.replace("一、总体情况\n", f"一、总体情况\n\n{lines}\n")
    made = importers.draft("x.txt", text.encode(), forms=form.builtin(), register=Register())
    assert made.report.figures == plain.report.figures
    assert letters(made.report.section("overview").markdown).startswith(letters(lines))
    assert not made.open


# --- text as Markdown ------------------------------------------------------------------------------------------

MARKS = ["{{ x }}", "<b>", "<!-- nianbao:table -->", "1. ", "- ", "![a](b)", "&amp;", "&#12;", "```", "[^1]:", "a"]
EXTENSIONS = ["tables", "attr_list", "def_list", "footnotes", "abbr", "admonition", "md_in_html", "toc"]


@given(st.lists(st.sampled_from([*MARKS, *'一二 12#*_`[](){}<>|\\!+-=~$^:&;/?%".']), min_size=1).map("".join))
def test_built_page_shows_exactly_the_text(text):
    page = markdown.markdown(f"前\n\n{escaped(text)}\n\n后", extensions=EXTENSIONS)
    shown = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert re.sub(r"\s", "", shown) == "前" + re.sub(r"\s", "", text) + "后"
    assert page.count("<p>") == (3 if text.strip() else 2)


# --- other readers -----------------------------------------------------------------------------------------------


def test_a_grid_with_covered_places_needs_no_marks():
    """A reader that knows spans gives every place of the printed table; those covered are no blanks."""
    table = form.builtin()["cn-disclosure-2021"].tables["applications"]
    rows = []
    for top in range(table.height):
        cells = []
        for left in range(table.width):
            box = next(cell for cell in table.grid if cell.covers(top, left))
            is_start = (box.top, box.left) == (top, left)
            text = box.label or ("7" if box.place and box.place.column != "total" else "")
            cells.append(DocumentCell(text if is_start else "", top + 1, covered=not is_start))
        rows.append(DocumentRow(tuple(cells), ()))
    document = Document((Paragraph("青石县水利局2023年政府信息公开工作年度报告", 1), DocumentGrid(tuple(rows))))
    made = recognise(document, Provenance("x.docx"), form.builtin(), Register(), Given())
    assert (made.counts.read, made.counts.blank) == (150, 25)
    assert [(point.what, point.text.split(" | ")[0]) for point in made.open] == [
        ("table-missing", form.builtin()["cn-disclosure-2021"].tables[key].caption)
        for key in ("proactive", "disputes")
    ]


# --- refusals, and files that would hurt -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [
        ("report.exe", b"abc", "import-unknown-suffix"),
        ("report", b"abc", "import-unknown-suffix"),
        ("report.txt", b"", "import-empty"),
        ("report.txt", " \r\n\u3000\n\ufeff".encode(), "import-empty"),
        ("report.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "import-binary"),
        ("report.txt", b"abc\x00\x00def", "import-binary"),
        ("report.txt", b"\xff\xff\xff", "import-encoding"),
    ],
)
def test_refused(name, data, key):
    with pytest.raises(Refusal) as refusal:
        importers.draft(name, data, forms=form.builtin(), register=Register())
    assert refusal.value.key == key


@pytest.mark.parametrize(
    "text",
    ["一" * 10**6, "|" * 10**5, "x" + "\t" * 10**5, "规章\t0\t0\t0\n" * 5000, "其他\n结果\n" * 5000, "委员会" * 10**5,
     "一、总体情况\n" * 5000, "(" * 10**5, "2023年" * 10**5],
    ids=lambda text: text[:5],
)  # fmt: skip
def test_hostile_text_is_read_and_lost_nowhere(text):
    made = importers.draft("report.txt", text.encode(), forms=form.builtin(), register=Register())
    assert not made.is_addressed


def test_every_note_and_open_point_has_its_sentence():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "plugin/nianbao/importers").rglob("*.py"))
    words = {*yamltext.package_data("words/import.yml"), *yamltext.package_data("words/readers.yml")}
    used = set(re.findall(r'(?:ImportNote|note|set_aside\(record,)\(?\s*"([a-z-]+)"', code))
    used |= {f"label-{how}" for how in re.findall(r'Match\([^"]*"([a-z]+)"', code) if how != "exact"}
    stated = {key.removeprefix("import-note-") for key in words if key.startswith("import-note-")} - {
        "line",
        "place",
    }
    assert used - {"no-result"} <= stated
    assert {code_ for code_ in stated - used if f'"{code_}"' not in code} == set()
    assert {f"import-open-{what}" for what in re.findall(r'OpenPoint\("([a-z-]+)"', code)} <= words


def test_every_kind_of_source_place_has_its_words():
    """A kind that isn't among these is an error of types: `Assembly.place` and `SourcePlace` take no other."""
    words = yamltext.package_data("words/readers.yml")
    assert {key.removeprefix("import-place-") for key in words if key.startswith("import-place-")} == {
        *get_args(PlaceKind)
    }
    assert get_type_hints(SourcePlace)["kind"] == get_type_hints(Assembly.place)["kind"] == PlaceKind


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path in ORIGINALS:
        shutil.copy(path, tmp_path)
    return tmp_path


def test_nothing_is_overwritten_without_force(desk, capsys):
    assert run("import", "weishi-zone-2024.txt") == 0
    written = desk / "reports/weishi-zone/2024.md"
    written.write_text("mine", encoding="utf-8")
    assert run("import", "weishi-zone-2024.txt") == 2
    assert "--force" in capsys.readouterr().err
    assert written.read_text(encoding="utf-8") == "mine"
    assert run("import", "weishi-zone-2024.txt", "--force") == 0
    assert written.read_text(encoding="utf-8") != "mine"


def test_one_bad_file_does_not_stop_the_others(desk, capsys):
    (desk / "bad.txt").write_bytes(b"\x00\x01")
    assert run("import", "bad.txt", "missing.txt", "weishi-zone-2024.txt", "--format", "json") == 1
    shown = capsys.readouterr()
    assert [receipt["input"] for receipt in json.loads(shown.out)] == ["weishi-zone-2024.txt"]
    assert "bad.txt" in shown.err
    assert "missing.txt" in shown.err
    assert run("import", "bad.txt") == 2


def test_register_keeps_what_is_there(desk):
    register = desk / "reports/agencies.yml"
    register.parent.mkdir()
    register.write_text("# ours\n- 标识: other\n  名称: 别的局  # keep", encoding="utf-8")
    run("import", "weishi-zone-2024.txt", "yuanping-etdz-2023.txt")
    text = register.read_text(encoding="utf-8")
    assert text.startswith("# ours\n- 标识: other\n  名称: 别的局  # keep\n")
    known, problems = source.read_register(text.encode(), "agencies.yml")
    assert [agency.id for agency in known.agencies] == ["other", "weishi-zone", "yuanping-etdz"]
    assert not problems


@pytest.mark.parametrize("start", ["[]\n", "  - id: other\n    name: 别的局\n", ""])
def test_register_of_any_shape_takes_one_more(desk, start):
    register = desk / "reports/agencies.yml"
    register.parent.mkdir()
    register.write_text(start, encoding="utf-8")
    assert run("import", "weishi-zone-2024.txt") == 0
    known, _ = source.read_register(register.read_bytes(), "agencies.yml")
    assert known.agencies[-1].id == "weishi-zone"


def test_open_agency_writes_nothing_and_the_option_settles_it(desk, capsys):
    assert run("--language", "en", "import", "xining-etdz-2022.txt") == 1
    assert "--agency" in capsys.readouterr().out
    assert not (desk / "reports").exists()
    assert run("import", "xining-etdz-2022.txt", "--agency", "../up") == 2
    assert run("import", "xining-etdz-2022.txt", "--agency", "xining-etdz", "--keys", "en") == 0
    assert "agency: xining-etdz\n" in (desk / "reports/xining-etdz/2022.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("desk")
def test_year_and_form_can_be_said(capsys):
    assert run("import", "weishi-zone-2024.txt", "--year", "2021", "--form", "none", "--format", "json") == 0
    (receipt,) = json.loads(capsys.readouterr().out)
    assert (receipt["year"], receipt["form"], receipt["cells"]["expected"]) == (2021, "none", 0)
    assert run("import", "weishi-zone-2024.txt", "--form", "no-such-form") == 2


def test_a_source_is_taken_over_as_it_stands(site):
    path = site / "mine.md"
    text = (site / "reports/example-bureau/2023.md").read_text(encoding="utf-8")
    text = text.replace("年度: 2023", "年度:  2023   # 我们的第三份").replace(
        "  行政许可: 215", "  行政许可:   215"
    )
    path.write_text(text, encoding="utf-8")
    made = importers.draft("mine.md", path.read_bytes(), forms=form.builtin(), register=Register(), agency="other")
    assert made.source == text.replace("机关: example-bureau", "机关: other")
    assert (made.report.agency, made.report.year, made.open) == ("other", 2023, ())
    assert (made.counts.expected, made.counts.read, made.counts.blank) == (200, 200, 0)
    broken = text.replace("规章: [0, 0, 0]", "规章: [0, 0]")
    point = importers.draft("mine.md", broken.encode(), forms=form.builtin(), register=Register()).open[0]
    assert (point.what, point.text) == ("source-problem", "规章: [0, 0]")


def test_figures_follow_their_label_where_all_spans_are_lost():
    """Labels that stand closer than their columns prove it; then a figure in the total alone has its place."""
    original = (ROOT / "examples/originals/xining-etdz-2022.txt").read_text(encoding="utf-8")
    text = original.replace("1.属于国家秘密 | ||||||||", "1.属于国家秘密 | | | | | | | 5 ||")
    text = text.replace("2.重复申请 | |||||||||", "2.重复申请 | | | | | | 6 | 6 |||")
    assert text.count("| 5 ||") == text.count("| 6 ||") == 1
    made = importers.draft("x-2022.txt", text.encode(), forms=form.builtin(), register=Register(), agency="x")
    figures = {
        str(place): figure.cell.raw
        for place, figure in made.report.figures.items()
        if figure.cell.raw not in {"", "0"}
    }
    assert {key: value for key, value in figures.items() if value in {"5", "6"}} == {
        "applications/denied_state_secret/total": "5",
        "applications/rejected_repeat/other_organization": "6",
        "applications/rejected_repeat/total": "6",
    }
    assert not made.open
