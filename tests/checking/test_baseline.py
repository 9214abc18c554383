"""Baselines through the command: what was known fails no more, what is new does, what is gone is said."""

import json
import os
import re

import pytest

from running import AGENCY, change, checked, findings, nianbao

FILE = "nianbao-baseline.json"
REPORT = f"reports/{AGENCY}/2023.md"
GRANTED, WRONG = "予以公开: [40, 10, 1, 0, 2, 2, 55]", "予以公开: [40, 10, 1, 0, 2, 2, 54]"


@pytest.fixture
def faulty(site):
    """A site with one wrong total, which two rules find, and a wrong closing figure of the year before."""
    change(site / REPORT, GRANTED, WRONG)
    return site


def record(site, *words):
    run = nianbao("check", "--write-baseline", *words, cwd=site)
    assert run.returncode == 0, run.stderr
    return run


def summary(site, *words, **kwargs):
    told = checked("--baseline", FILE, *words, cwd=site, **kwargs)["summary"]
    return told["new"], told["known"], told["gone"]


def codes(site, *words):
    return sorted((f["code"], f["baseline"]) for f in findings(checked("--baseline", FILE, *words, cwd=site)))


def test_what_was_recorded_fails_no_more(faulty):
    assert nianbao("check", cwd=faulty).returncode == 1
    run = record(faulty)
    assert re.search(r"已把 2 条问题记入基线 nianbao-baseline\.json（新增 2，移除 0）", run.stderr)
    again = nianbao("check", "--baseline", FILE, cwd=faulty)
    assert (again.returncode, again.stderr) == (0, "")
    assert "与基线相比：新增 0，已知 2，消失 0。" in again.stdout
    assert "已知（不计）：SUM302 1 处、SUM303 1 处" in again.stdout
    assert codes(faulty) == [("SUM302", "known"), ("SUM303", "known")]
    # Without the baseline nothing is forgiven.
    assert nianbao("check", cwd=faulty).returncode == 1


def test_a_changed_figure_is_new_and_the_old_one_gone(faulty):
    record(faulty)
    change(faulty / REPORT, WRONG, WRONG.replace("54", "53"))
    assert summary(faulty) == (2, 0, 2)
    run = nianbao("check", "--baseline", FILE, cwd=faulty)
    assert run.returncode == 1
    assert "写为 53" in run.stdout
    assert f"{AGENCY}/2023  SUM303  applications/granted/total" in run.stdout


def test_one_more_fault_is_the_only_new_one(faulty):
    record(faulty)
    change(faulty / REPORT, "行政复议: [2, 1, 0, 1, 4]", "行政复议: [2, 1, 0, 1, 5]")
    assert codes(faulty) == [("SUM302", "known"), ("SUM303", "known"), ("SUM304", "new")]
    run = nianbao("check", "--baseline", FILE, cwd=faulty)
    assert run.returncode == 1
    assert run.stdout.count(": 错误 ") == 1


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_a_new_warning_fails_only_at_its_level(faulty, level, code):
    record(faulty)
    change(faulty / REPORT, "规章: [0, 0, 0]", "规章: [1, 0, 1]")
    assert ("SUM307", "new") in codes(faulty)
    assert nianbao("check", "--baseline", FILE, "--fail-on", level, cwd=faulty).returncode == code


def test_mended_faults_are_gone_and_leave_at_the_next_record(faulty):
    record(faulty)
    change(faulty / REPORT, WRONG, GRANTED)
    assert summary(faulty) == (0, 0, 2)
    assert "--write-baseline" in nianbao("check", "--baseline", FILE, cwd=faulty).stdout
    assert "（新增 0，移除 2）" in record(faulty, "--baseline", FILE).stderr
    assert json.loads((faulty / FILE).read_text("utf-8"))["findings"] == []


def test_known_whatever_the_language_the_lines_the_folder_and_the_path(faulty, tmp_path_factory):
    # A finding that quotes a parser, a twin file and a file nobody can place have whereabouts in their words.
    (faulty / "reports/lost.md").write_text("---\n年度: 20x3\n---\n", "utf-8")
    (faulty / f"reports/{AGENCY}/2021.md").write_text("---\n- [\n---\n", "utf-8")
    (faulty / f"reports/{AGENCY}/2022.yml").write_text(
        "机关: example-bureau\n年度: 2022\n标题: a\n标题: b\n", "utf-8"
    )
    passage = "".join(f"第{number}科按季度清理信息并逐条登记，" for number in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳")
    change(faulty / REPORT, "改进了网站检索。", f"改进了网站检索。{passage}\n\n{passage}")
    record(faulty)
    told = findings(checked(cwd=faulty))
    assert {"SRC001", "SRC003", "SRC006", "SRC008", "DUP903", "SUM303"} <= {finding["code"] for finding in told}
    total = len(told)
    assert summary(faulty) == (0, total, 0)
    assert summary(faulty, language="en", seed="7") == (0, total, 0)
    change(faulty / REPORT, "标题:", "\n# 一行注释\n标题:")
    assert summary(faulty, faulty / "reports") == (0, total, 0)
    (elsewhere := tmp_path_factory.mktemp("elsewhere")).rmdir()
    (faulty / "reports").rename(elsewhere)
    assert summary(faulty, elsewhere) == (0, total, 0)
    assert summary(faulty, os.path.relpath(elsewhere, faulty)) == (0, total, 0)


def test_the_same_fault_twice_is_two_findings(faulty):
    change(faulty / REPORT, "  规章: [0, 0, 0]", "  规章: [0, 0, 0]\n  天气: 1")
    record(faulty)
    change(faulty / REPORT, "复议诉讼:", "复议诉讼:\n  天气: 1")
    told = [f for f in findings(checked("--baseline", FILE, cwd=faulty)) if f["code"] == "SRC002"]
    assert sorted(f["baseline"] for f in told) == ["known", "new"]
    assert len({f["fingerprint"] for f in told}) == 2


def test_equal_figures_have_equal_fingerprints(site):
    prints = []
    for amount in ("12.5000001", "12.50000010", "12.5000002"):
        path = site / REPORT
        path.write_text(
            re.sub(r"行政事业性收费: .*", f"行政事业性收费: {amount}", path.read_text("utf-8")), "utf-8"
        )
        prints += [f["fingerprint"] for f in findings(checked("--select", "SUM309", cwd=site))]
    assert prints[0] == prints[1] != prints[2]


# --- what a run does not look at --------------------------------------------------------------------------------


def test_part_of_the_folder_says_nothing_of_the_rest(faulty):
    change(faulty / f"reports/{AGENCY}/2022.md", "行政复议: [2, 1, 0, 1, 4]", "行政复议: [2, 1, 0, 1, 9]")
    record(faulty)
    assert summary(faulty, REPORT) == (0, 2, 0)
    assert summary(faulty, "--select", "SUM304") == (0, 1, 0)
    assert summary(faulty, "--ignore", "SUM") == (0, 0, 0)
    before = (faulty / FILE).read_text("utf-8")
    run = record(faulty, "--baseline", FILE, REPORT, "--select", "SUM302")
    assert "没有变化" in run.stderr
    assert (faulty / FILE).read_text("utf-8") == before


def test_a_part_renews_only_its_part(faulty):
    change(faulty / f"reports/{AGENCY}/2022.md", "行政复议: [2, 1, 0, 1, 4]", "行政复议: [2, 1, 0, 1, 9]")
    record(faulty)
    change(faulty / REPORT, WRONG, GRANTED)
    record(faulty, "--baseline", FILE, REPORT)
    assert summary(faulty) == (0, 1, 0)
    assert len(json.loads((faulty / FILE).read_text("utf-8"))["reports"]) == 2


def test_a_report_that_can_not_be_read_has_not_been_mended(faulty):
    record(faulty)
    whole = (faulty / REPORT).read_text("utf-8")
    (faulty / REPORT).write_text("---\n- [\n---\n", "utf-8")
    assert summary(faulty) == (1, 0, 0)
    record(faulty, "--baseline", FILE)
    (faulty / REPORT).write_text(whole, "utf-8")
    assert summary(faulty) == (0, 2, 1)


def test_a_report_that_is_deleted_takes_its_findings_along(faulty):
    record(faulty)
    (faulty / REPORT).unlink()
    assert summary(faulty) == (0, 0, 2)


def test_an_explanation_that_is_taken_back_makes_the_finding_new(faulty):
    waivers = "说明:\n  - {规则: SUM303, 理由: 原件如此}\n  - {规则: SUM302, 理由: 原件如此}\n---\n\n本报告"
    change(faulty / REPORT, "---\n\n本报告", waivers)
    assert nianbao("check", cwd=faulty).returncode == 0
    record(faulty)
    assert {f["baseline"] for f in findings(checked("--baseline", FILE, cwd=faulty))} == {"known"}
    assert summary(faulty) == (0, 0, 0)
    change(faulty / REPORT, "说明:\n  - {规则: SUM303, 理由: 原件如此}", "说明:")
    assert codes(faulty) == [("SUM302", "known"), ("SUM303", "new")]
    assert nianbao("check", "--baseline", FILE, cwd=faulty).returncode == 1


# --- the file ---------------------------------------------------------------------------------------------------


def test_the_file_is_stable_and_a_figure_is_one_line(faulty):
    record(faulty)
    first = (faulty / FILE).read_bytes()
    (faulty / FILE).unlink()
    assert nianbao("check", "--write-baseline", cwd=faulty, seed="99", language="en").returncode == 0
    assert (faulty / FILE).read_bytes() == first
    data = json.loads(first)
    assert [*data["reports"]] == [f"{AGENCY}/2022", f"{AGENCY}/2023"]
    assert data["reports"][f"{AGENCY}/2023"]["figures"]["applications/granted"] == [40, 10, 1, 0, 2, 2, 54]
    assert data["reports"][f"{AGENCY}/2023"]["figures"]["disputes/reconsideration"] == [2, 1, 0, 1, 4]
    assert [f["code"] for f in data["findings"]] == ["SUM302", "SUM303"]
    change(faulty / REPORT, "行政许可: 215", "行政许可: 216")
    record(faulty, "--baseline", FILE)
    before, after = first.decode().splitlines(), (faulty / FILE).read_text("utf-8").splitlines()
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after, strict=True)) == 1


def test_an_unchanged_file_is_left_alone(faulty):
    record(faulty)
    before = (faulty / FILE).stat()
    assert "没有变化" in record(faulty).stderr
    after = (faulty / FILE).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_blanks_texts_and_automatic_figures_are_kept_apart(site):
    path = site / REPORT
    change(path, "规章: [0, 0, 0]", "规章: [~, 0, /]")
    change(path, "本年新收: [60, 12, 1, 0, 3, 2, 78]", "本年新收: [60, 12, 1, 0, 3, 2, 自动]")
    nianbao("check", "--write-baseline", "--fail-on", "never", cwd=site)
    figures = json.loads((site / FILE).read_text("utf-8"))["reports"][f"{AGENCY}/2023"]["figures"]
    assert figures["proactive/regulations"] == [None, 0, "/"]
    assert figures["applications/new"] == [60, 12, 1, 0, 3, 2, "auto"]


@pytest.mark.parametrize("number", ["11010519491231002X", "13812345678", "６２２２０２１２３４５６７８９０１２８"])
def test_personal_information_never_gets_there(site, number):
    change(site / REPORT, "行政许可: 215", f"行政许可: 联系 {number}")
    change(site / REPORT, "行政处罚: 8", f"行政处罚: {number}")
    for style in ("text", "json", "sarif", "junit", "github", "markdown"):
        run = nianbao("check", "--write-baseline", "--format", style, cwd=site)
        assert number not in run.stdout + run.stderr
        assert str(int(number)) not in run.stdout if number.isdigit() else True
    told = (site / FILE).read_text("utf-8")
    assert number not in told
    assert number.isdigit() is False or str(int(number)) not in told


def test_the_default_place_is_next_to_the_reports(faulty):
    assert record(faulty / "reports", ".").returncode == 0
    assert (faulty / FILE).is_file()
    assert not (faulty / "reports" / FILE).exists()
    (faulty / FILE).unlink()
    record(faulty, faulty / REPORT)
    assert (faulty / FILE).is_file()


def test_another_place(faulty):
    record(faulty, "--baseline", "quality/known.json")
    assert nianbao("check", "--baseline", "quality/known.json", cwd=faulty).returncode == 0


@pytest.mark.parametrize("words", [(), ("--write-baseline",)])
@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"{}", b'{"schema": 1}', b"\xff\xfe\x00", b"<<<<<<< HEAD\n", b"[" * 100_000,
        b'{"schema": 1, "findings": [], "reports": []}', b'{"schema": 1, "findings": [{}], "reports": {}}',
        b'{"schema": 1, "findings": [7], "reports": {}}', b'{"schema": 1, "findings": {}, "reports": {"a/b": {}}}',
        b'{"schema": 1, "findings": [{"agency": 5, "year": "x", "code": 1, "place": [], "fingerprint": {}}], "reports": {}}',
        b'{"schema": 1, "findings": [], "reports": {"a/2023": {"form": "x", "figures": []}}}',
    ],
)  # fmt: skip
def test_a_broken_file_is_one_message_and_left_alone(faulty, content, words):
    (faulty / FILE).write_bytes(content)
    run = nianbao("check", "--baseline", FILE, *words, cwd=faulty)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert f"{FILE} 不是完整的基线，没有改动" in run.stderr
    assert (faulty / FILE).read_bytes() == content
    assert sorted(path.name for path in faulty.iterdir()) == [FILE, "reports"]


def test_a_file_of_a_later_format_is_left_alone(faulty):
    content = '{"schema": 2, "findings": [], "reports": {}}'
    (faulty / FILE).write_text(content, "utf-8")
    run = nianbao("check", "--baseline", FILE, "--write-baseline", cwd=faulty)
    assert (run.returncode, run.stdout) == (2, "")
    assert "格式是 2" in run.stderr
    assert (faulty / FILE).read_text("utf-8") == content


def test_a_missing_file_is_said(faulty):
    run = nianbao("check", "--baseline", "nowhere.json", cwd=faulty)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "找不到基线 nowhere.json" in run.stderr
    run = nianbao("check", "--baseline", "reports", "--write-baseline", cwd=faulty)
    assert (run.returncode, run.stdout) == (2, "")
    assert "找不到基线 reports" in run.stderr


def test_nothing_is_recorded_of_nothing(tmp_path):
    (tmp_path / "reports").mkdir()
    assert nianbao("check", "--write-baseline", cwd=tmp_path).returncode == 2
    assert not (tmp_path / FILE).exists()


def test_two_folders_need_a_name(faulty, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    (other / "agencies.yml").write_bytes((faulty / "reports/agencies.yml").read_bytes())
    run = nianbao("check", "--write-baseline", "reports", other, cwd=faulty)
    assert (run.returncode, run.stdout) == (2, "")
    assert "--baseline" in run.stderr
