"""The command as people run it: exit codes, one clear message, results on stdout, nothing half-written."""

import json
import re
from pathlib import Path

import pytest

from nianbao.rules import CATALOGUE
from running import AGENCY, as_text, checked, environment, nianbao, process_bytes


@pytest.fixture
def failing(site):
    path = site / "reports/example-bureau/2023.md"
    path.write_text(
        path.read_text("utf-8").replace(
            "予以公开: [40, 10, 1, 0, 2, 2, 55]", "予以公开: [40, 10, 1, 0, 2, 2, 54]"
        ),
        "utf-8",
    )
    return site


def test_sound_reports_exit_0(site):
    run = nianbao("check", cwd=site)
    assert (run.returncode, run.stderr) == (0, "")
    assert "共 2 份报告：错误 0" in run.stdout


def test_a_console_of_another_code_page_gets_utf_8(failing):
    run = nianbao("check", cwd=failing)
    console = environment(PATH="/usr/bin:/bin", PYTHONIOENCODING="gbk")
    other = as_text(process_bytes("nianbao", "check", cwd=failing, env=console))
    assert (other.returncode, other.stdout, other.stderr) == (run.returncode, run.stdout, run.stderr)
    refused = as_text(process_bytes("nianbao", "check", "nowhere", cwd=failing, env=console))
    assert "找不到文件夹 nowhere" in refused.stderr


def test_findings_exit_1_with_place_arithmetic_and_action(failing):
    run = nianbao("check", cwd=failing)
    assert run.returncode == 1
    assert "reports/example-bureau/2023.md:17:30: 错误 SUM303 applicants-differ-from-total" in run.stdout
    assert "写为 54，各类申请人合计 55（40＋10＋1＋0＋2＋2），相差 1。" in run.stdout
    assert "请核对原件" in run.stdout


def test_findings_stand_in_the_order_of_their_places_and_codes(failing):
    path = failing / "reports/example-bureau/2023.md"
    path.write_text(path.read_text("utf-8").replace("办理总计: [61", "办理总计: [60"), "utf-8")
    said = nianbao("check", cwd=failing).stdout
    found = [
        (int(line), int(column), code)
        for line, column, code in re.findall(r"2023\.md:(\d+):(\d+): \S+ (\w+)", said)
    ]
    assert found == sorted(found)
    assert len(found) > 3


def test_the_same_in_english(failing):
    run = nianbao("check", language="en", cwd=failing)
    assert "says 54; the applicants add up to 55 (40 + 10 + 1 + 0 + 2 + 2), a difference of 1." in run.stdout


def test_check_json_is_one_document(failing):
    run = nianbao("check", "--format", "json", cwd=failing)
    document = json.loads(run.stdout)
    assert run.returncode == 1
    assert document["schema"] == 1
    assert document["summary"] == {"reports": 2, "errors": 2, "warnings": 0, "infos": 0, "waived": 0}
    report = document["reports"][1]
    assert (report["agency"], report["year"], report["form"], report["status"]) == (
        "example-bureau", 2023, "cn-disclosure-2021", "failed",
    )  # fmt: skip
    assert set(report["checked"]) == {"passed", "passed_if_blank_is_zero", "failed", "skipped", "waived"}
    finding = next(finding for finding in report["findings"] if finding["code"] == "SUM303")
    assert {key: finding[key] for key in ("name", "severity", "file", "line", "column", "table", "row", "cell", "expected", "actual", "waived")} == {
        "name": "applicants-differ-from-total", "severity": "error", "file": "reports/example-bureau/2023.md", "line": 17,
        "column": 30, "table": "applications", "row": "granted", "cell": "total", "expected": 55, "actual": 54, "waived": None,
    }  # fmt: skip
    assert finding["related"][0]["line"] == 17
    assert len(finding["fingerprint"]) == 16


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1), (("--fail-on", "never"), 0), (("--ignore", "SUM"), 0), (("--select", "STR,FIG"), 0), (("--select", "SUM303"), 1),
        (("reports/example-bureau/2022.md",), 0), (("reports/example-bureau/2023.md",), 1), (("reports/example-bureau",), 1),
    ],
)  # fmt: skip
def test_what_is_judged_and_what_fails(failing, words, code):
    assert nianbao("check", *words, cwd=failing).returncode == code


@pytest.mark.parametrize("path", ["reports", f"reports/{AGENCY}", f"reports/{AGENCY}/2023.md"])
def test_files_are_named_as_the_path_was_given(failing, path):
    sources = {report["source"] for report in checked(path, cwd=failing)["reports"]}
    assert f"reports/{AGENCY}/2023.md" in sources
    inside = {report["source"] for report in checked(".", cwd=failing / "reports" / AGENCY)["reports"]}
    assert all(Path(name).is_file() for name in inside)


def test_one_report_is_compared_with_the_year_before(site):
    path = site / "reports/example-bureau/2022.md"
    path.write_text(
        path.read_text("utf-8").replace("结转下年度: [3, 0, 0, 0, 0, 0, 3]", "结转下年度: [4, 0, 0, 0, 0, 0, 4]"),
        "utf-8",
    )
    run = nianbao("check", "reports/example-bureau/2023.md", "--select", "YRS401", "--format", "json", cwd=site)
    assert [f["code"] for f in json.loads(run.stdout)["reports"][0]["findings"]] == ["YRS401"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("check", "nowhere"), "找不到文件夹 nowhere"),
        (("check", "nowhere.md"), "找不到 nowhere.md"),
        (("check", "--select", "ABC999"), "没有规则 ABC999"),
        (("check", "--today", "someday"), "“someday”不是日期"),
        (("check", "--frob"), "没有选项 --frob"),
        (("check", "--format", "pdf"), "参数"),
        (("frobnicate",), "没有命令 frobnicate"),
        (("show",), "缺少参数"),
        (("show", "nowhere.md"), "找不到 nowhere.md"),
        (("rules", "ABC999"), "没有规则 ABC999"),
        (("forms", "x"), "没有表式 x"),
        (("check", "-o", "reports"), "无法写入 reports"),
    ],
)
def test_wrong_use_is_one_message_and_exit_2(site, words, message):
    run = nianbao(*words, cwd=site)
    assert run.returncode == 2
    assert message in run.stderr
    assert run.stderr.count("\n") == 1
    assert run.stdout == ""


def test_an_empty_folder_is_said(tmp_path):
    (tmp_path / "reports").mkdir()
    run = nianbao("check", cwd=tmp_path)
    assert run.returncode == 2
    assert "没有报告" in run.stderr


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b"---\n", b"---\n- a\n---\n", "机关：x".encode("gbk"), b"\x00" * 100]
)
def test_unreadable_sources_are_findings_not_tracebacks(site, content):
    (site / "reports/example-bureau/2023.md").write_bytes(content)
    run = nianbao("check", "--format", "json", cwd=site)
    assert (run.returncode, run.stderr) == (1, "")
    status = {r["source"].rsplit("/", 1)[1]: r["status"] for r in json.loads(run.stdout)["reports"]}
    assert status == {"2022.md": "passed", "2023.md": "unreadable"}
    assert nianbao("show", "reports/example-bureau/2023.md", cwd=site).returncode == 2


def test_show_json(site):
    run = nianbao("show", "reports/example-bureau/2023.md", "--format", "json", cwd=site)
    shown = json.loads(run.stdout)
    assert run.returncode == 0
    assert (shown["schema"], shown["agency"], shown["year"]) == (
        1,
        {"id": "example-bureau", "name": "示例市示例局"},
        2023,
    )
    assert shown["signed"] == "2024-01-15"
    assert shown["published"] is None
    assert shown["tables"]["proactive"]["fees"]["amount"] == 12.5
    assert shown["tables"]["applications"]["new"]["total"] == 78
    assert sum(len(row) for table in shown["tables"].values() for row in table.values()) == 200
    assert [section["key"] for section in shown["sections"]] == [
        "preamble", "overview", "proactive", "applications", "disputes", "problems", "other",
    ]  # fmt: skip


def test_show_text_names_rows(site):
    run = nianbao("show", "reports/example-bureau/2023.md", cwd=site)
    assert "本年新收\t60\t12\t1\t0\t3\t2\t78" in run.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_rules_and_forms_explain_themselves(language, tmp_path):
    listed = nianbao("rules", cwd=tmp_path, language=language)
    assert [line[:6] for line in listed.stdout.splitlines()] == [rule.code for rule in CATALOGUE]
    for rule in CATALOGUE:
        explained = (
            nianbao("rules", rule.code, cwd=tmp_path, language=language)
            if rule.code in {"SRC001", "SUM303"}
            else listed
        )
        assert rule.code in explained.stdout
    assert nianbao("forms", cwd=tmp_path, language=language).stdout.count("cn-disclosure") == 2
    assert "denied_state_secret" in nianbao("forms", "cn-disclosure-2019", cwd=tmp_path, language=language).stdout


def test_results_go_to_a_file_whole(failing):
    run = nianbao("check", "--format", "json", "-o", "out/check.json", cwd=failing)
    assert (run.returncode, run.stdout) == (1, "")
    assert json.loads((failing / "out/check.json").read_text("utf-8"))["summary"]["errors"] == 2
