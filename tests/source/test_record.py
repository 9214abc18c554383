"""What a report is filed under: read in both languages, written back, shown in JSON, masked, kept out of `new`."""

import json
from datetime import date

import pytest
from openpyxl import load_workbook

from nianbao import source
from nianbao.model import form
from nianbao.model.record import Record
from running import nianbao

FORMS = form.builtin()
CHINESE = """\
索引号: 000123456/2024-00017
文号: 松政函〔2024〕9号
主题分类: 综合政务\\政务公开
成文日期: 2024-01-12
有效性: 有效
报送日期: 2024-01-20
退回日期: [2024-01-22, 2024-1-24]
"""
ENGLISH = """\
index_number: 000123456/2024-00017
document_number: 松政函〔2024〕9号
subject: 综合政务\\政务公开
written: 2024-01-12
valid: 有效
handed_in: 2024-01-20
returned: [2024-01-22, 2024-1-24]
"""
STATED = Record(
    "000123456/2024-00017",
    "松政函〔2024〕9号",
    "综合政务\\政务公开",
    date(2024, 1, 12),
    "有效",
    date(2024, 1, 20),
    (date(2024, 1, 22), date(2024, 1, 24)),
)


def read(facts, more=""):
    return source.read(f"---\n机关: x\n年度: 2023\n{facts}---\n{more}".encode(), "reports/x/2023.md", FORMS)


@pytest.mark.parametrize("facts", [CHINESE, ENGLISH])
def test_keys_of_both_languages(facts):
    reading = read(facts)
    assert (reading.problems, reading.report.record) == ((), STATED)
    assert reading.report.marks["document_number"][0] == 5


@pytest.mark.parametrize(("keys", "facts"), [("zh", CHINESE), ("en", ENGLISH)])
@pytest.mark.parametrize("write", [source.write, source.write_yaml])
def test_what_is_written_reads_back(keys, facts, write):
    written = write(read(facts).report, keys)
    assert facts.replace("2024-1-24", "2024-01-24") in written
    name = "reports/x/2023.md" if write is source.write else "reports/x/2023.yml"
    assert source.read(written.encode(), name, FORMS).report.record == STATED


def test_a_list_of_one_round_stays_a_list():
    reading = read("报送日期: [2024-01-20]\n退回日期: ~\n")
    assert reading.report.record == Record(handed_in=(date(2024, 1, 20),))
    assert "报送日期: [2024-01-20]\n" in source.write(reading.report)
    assert "退回日期" not in source.write(reading.report)


@pytest.mark.parametrize("silent", ["索引号:\n", "成文日期: ~\n", "报送日期: []\n", "退回日期: null\n"])
def test_nothing_stated_is_no_fact(silent):
    reading = read(silent)
    assert (reading.problems, reading.report.record) == ((), Record())


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ("成文日期: 2024-02-30\n", [("SRC004", "date", 4, 7)]),
        ("报送日期: 一月底\n", [("SRC004", "date", 4, 7)]),
        ("退回日期: [2024-01-22, 2024-13-01]\n", [("SRC004", "date", 4, 20)]),
        ("退回日期: [{日期: 2024-01-22}]\n", [("SRC004", "scalar", 4, 8)]),
        ("索引号: [1, 2]\n", [("SRC004", "scalar", 4, 6)]),
        ("文号: 1\ndocument_number: 2\n", [("SRC003", "default", 5, 1)]),
        ("索引: 1\n", [("SRC002", "near", 4, 1)]),
    ],
)
def test_what_is_wrong_with_a_fact_has_its_place(facts, found):
    problems = read(facts).problems
    assert [(p.code, p.variant, p.location.line, p.location.column) for p in problems] == found


def test_a_wrong_day_of_several_leaves_the_others():
    record = read("退回日期: [2024-01-22, 2024-13-01]\n").report.record
    assert record.returned == (date(2024, 1, 22),)


def test_show_has_every_fact(tmp_path):
    home = tmp_path / "reports/x"
    home.mkdir(parents=True)
    (tmp_path / "reports/agencies.yml").write_text("- {id: x, name: 松岭县档案局}\n", encoding="utf-8")
    (home / "2023.md").write_text(f"---\n机关: x\n年度: 2023\n{CHINESE}---\n", encoding="utf-8")
    (home / "2022.md").write_text("---\n机关: x\n年度: 2022\n---\n", encoding="utf-8")
    shown = json.loads(nianbao("show", "reports/x/2023.md", "--format", "json", cwd=tmp_path).stdout)
    facts = ("index_number", "document_number", "subject", "written", "valid", "handed_in", "returned")
    assert {key: shown[key] for key in facts} == {
        "index_number": "000123456/2024-00017",
        "document_number": "松政函〔2024〕9号",
        "subject": "综合政务\\政务公开",
        "written": "2024-01-12",
        "valid": "有效",
        "handed_in": "2024-01-20",
        "returned": ["2024-01-22", "2024-01-24"],
    }
    without = json.loads(nianbao("show", "reports/x/2022.md", "--format", "json", cwd=tmp_path).stdout)
    assert all(without[key] is None for key in facts)


@pytest.mark.parametrize("to", ["md", "yml", "xlsx"])
def test_next_year_carries_none_of_it_over(tmp_path, to):
    home = tmp_path / "reports/x"
    home.mkdir(parents=True)
    (tmp_path / "reports/agencies.yml").write_text("- {id: x, name: 松岭县档案局}\n", encoding="utf-8")
    (home / "2023.md").write_text(f"---\n机关: x\n年度: 2023\n{CHINESE}---\n", encoding="utf-8")
    assert nianbao("new", "x", "2024", "--to", to, cwd=tmp_path).returncode == 0
    made = next(path for path in tmp_path.rglob("*2024*") if path.is_file())
    if to == "xlsx":
        cells = [cell.value for sheet in load_workbook(made) for row in sheet.iter_rows() for cell in row]
        assert all("松政函" not in str(value) for value in cells)
    else:
        assert source.read(made.read_bytes(), made.name, FORMS).report.record == Record()


def test_personal_numbers_in_it_are_masked():
    text = "---\n机关: x\n年度: 2023\n主题分类: 联系人 13812345678\n索引号: 000123456/2024-00017\n---\n"
    reading = source.redacted(source.read(text.encode(), "reports/x/2023.md", FORMS), text.encode())
    assert "13812345678" not in reading.report.record.subject
    assert reading.report.record.index_number == "000123456/2024-00017"
    assert [(exposure.location.line, exposure.location.column) for exposure in reading.exposures] == [(4, 11)]
