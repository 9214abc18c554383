"""The outputs of `nianbao check`, each read by a program that is not ours, over real files and hostile texts."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import markdown
import pytest
from jsonschema import Draft202012Validator
from junitparser import Failure, JUnitXml, Skipped

from nianbao.reporters import FORMATS
from nianbao.rules import CATALOGUE
from places import CASES
from running import AGENCY, BASE, change, checked, findings, nianbao

# Where the schema comes from stands beside it.
SARIF = Draft202012Validator(json.loads((CASES / "schemas/sarif-2.1.0.json").read_text("utf-8")))
FILE = "nianbao-baseline.json"
REPORT = f"reports/{AGENCY}/2023.md"
HOSTILE = "a|b <script>alert(1)</script> `x` *y* [z](http://e.com) 😀 %0A,: @someone\\u0001\\u001B[31m\\u202E\\uFFFE\\n::error::"
GRANTED, WRONG = "予以公开: [40, 10, 1, 0, 2, 2, 55]", "予以公开: [40, 10, 1, 0, 2, 2, 54]"


@pytest.fixture
def faulty(site):
    """One wrong total, a blank, a warning, a finding of two years, an explained one."""
    path = site / REPORT
    change(path, GRANTED, WRONG)
    change(path, "内部事务: [0, 0, 0, 0, 0, 0, 0]", "内部事务: [0, ~, 0, 0, 0, 0, 0]")
    change(path, "规章: [0, 0, 0]", '规章: ["0", 0, 1]')
    change(path, "行政复议: [2, 1, 0, 1, 4]", "行政复议: [2, 1, 0, 1, 5]")
    change(path, "---\n\n本报告", "说明:\n  - {规则: SUM304, 理由: 原件如此}\n---\n\n本报告")
    earlier = site / f"reports/{AGENCY}/2022.md"
    change(earlier, "结转下年度: [3, 0, 0, 0, 0, 0, 3]", "结转下年度: [4, 0, 0, 0, 0, 0, 4]")
    return site


@pytest.fixture
def hostile(site):
    """Texts that mean something to XML, Markdown, HTML, terminals or GitHub, wherever a report has texts."""
    path = site / REPORT
    change(path, "标题: 示例市示例局2023年政府信息公开工作年度报告", f'标题: "{HOSTILE}"')
    change(path, "落款: 示例市示例局", f'落款: "{HOSTILE}"')
    change(path, "行政许可: 215", f'行政许可: "{HOSTILE}"')
    change(path, "行政处罚: 8", f'"{HOSTILE}": 8')
    change(path, GRANTED, WRONG)
    waiver = f'说明:\n  - {{规则: SUM303, 理由: "{HOSTILE}"}}\n---\n\n本报告'
    change(path, "---\n\n本报告", waiver)
    (site / "reports/agencies.yml").write_text(f'- 标识: {AGENCY}\n  名称: "{HOSTILE}"\n', "utf-8")
    home = site / "reports/示例 局#1,a%20:b&|<i>"
    home.mkdir()
    (home / "2023.md").write_text((BASE / "2023.md").read_text("utf-8").replace("4]", "9]"), "utf-8")
    return site


def written(site, style, *words, **kwargs):
    run = nianbao("check", "--format", style, *words, cwd=site, **kwargs)
    assert run.returncode in {0, 1}, run.stderr
    assert run.stderr == ""
    return run.stdout


def sarif(site, *words, **kwargs):
    log = json.loads(written(site, "sarif", *words, **kwargs))
    problems = [f"{list(error.absolute_path)}: {error.message}" for error in SARIF.iter_errors(log)]
    assert problems == []
    (run,) = log["runs"]
    return run


# --- SARIF ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["site", "faulty", "hostile"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_sarif_follows_its_schema(request, which, language):
    run = sarif(request.getfixturevalue(which), language=language)
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["language"][:2] == language
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_the_schema_would_object(faulty):
    run = sarif(faulty)
    run["results"][0]["baselineState"] = "old"
    assert not SARIF.is_valid({"version": "2.1.0", "runs": [run]})


def test_sarif_has_every_rule_that_answered(faulty):
    rules = {rule["id"]: rule for rule in sarif(faulty)["tool"]["driver"]["rules"]}
    assert {"SRC001", "SUM303", "YRS401"} <= rules.keys()
    assert rules["SUM303"]["name"] == "applicants-differ-from-total"
    assert rules["SUM303"]["defaultConfiguration"] == {"level": "error"}
    assert "请核对原件" in rules["SUM303"]["help"]["text"]
    figures = [rule.code for rule in CATALOGUE if rule.code.startswith("FIG")]
    assert figures[:7] == [f"FIG20{number}" for number in range(1, 8)]
    assert [*(r["id"] for r in sarif(faulty, "--select", "FIG")["tool"]["driver"]["rules"])] == figures


def test_sarif_marks_exactly_the_cell(faulty):
    lines = (faulty / REPORT).read_text("utf-8").splitlines()
    marked = {}
    for result in sarif(faulty)["results"]:
        at = result["locations"][0]["physicalLocation"]
        region = at["region"]
        if "endColumn" in region:
            line = lines[region["startLine"] - 1]
            marked[result["ruleId"]] = line[region["startColumn"] - 1 : region["endColumn"] - 1]
    assert {code: marked[code] for code in ("SUM303", "SUM304", "YRS401")} == {
        "SUM303": "54",
        "SUM304": "5",
        "YRS401": "3",
    }
    assert "FIG201" not in marked


def test_sarif_says_the_same_as_json(faulty):
    told = [
        (f["code"], f["file"], f["line"], f["column"], f["fingerprint"]) for f in findings(checked(cwd=faulty))
    ]
    results = []
    for result in sarif(faulty)["results"]:
        at = result["locations"][0]["physicalLocation"]
        region = at["region"]
        print_ = result["partialFingerprints"]["nianbao/v1"]
        results.append(
            (result["ruleId"], at["artifactLocation"]["uri"], region["startLine"], region["startColumn"], print_)
        )
    assert results == told


def test_sarif_leads_to_the_other_cells_and_files(faulty):
    results = {result["ruleId"]: result for result in sarif(faulty)["results"]}
    related = results["SUM303"]["relatedLocations"]
    assert [place["message"]["text"] for place in related][:2] == [
        "申请 · 予以公开 · 自然人",
        "申请 · 予以公开 · 商业企业",
    ]
    assert {place["physicalLocation"]["region"]["startLine"] for place in related} == {17}
    other = results["YRS401"]["relatedLocations"][-1]["physicalLocation"]["artifactLocation"]["uri"]
    assert other == f"reports/{AGENCY}/2022.md"
    assert "54→55" in results["SUM303"]["properties"]["proposal"]


def test_sarif_levels_and_suppressions(faulty):
    results = {result["ruleId"]: result for result in sarif(faulty)["results"]}
    assert (results["SUM303"]["level"], results["FIG201"]["level"]) == ("error", "warning")
    assert results["SUM304"]["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "原件如此"}
    ]
    assert results["SUM303"]["suppressions"] == []


def test_sarif_has_a_state_with_a_baseline_only(faulty):
    assert all("baselineState" not in result for result in sarif(faulty)["results"])
    nianbao("check", "--write-baseline", cwd=faulty)
    change(faulty / REPORT, WRONG, WRONG.replace("54", "53"))
    states = {result["ruleId"]: result["baselineState"] for result in sarif(faulty, "--baseline", FILE)["results"]}
    assert (states["SUM303"], states["SUM304"], states["FIG201"]) == ("new", "unchanged", "unchanged")


def test_sarif_paths_are_uris(hostile):
    uris = {r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in sarif(hostile)["results"]}
    assert all(re.fullmatch(r"[A-Za-z0-9%/._~-]+", uri) for uri in uris)
    assert {unquote(uri) for uri in uris} == {f["file"] for f in findings(checked(cwd=hostile))}
    assert any("%E7%A4%BA" in uri and "%2520" in uri for uri in uris)
    whole = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        for r in sarif(hostile, hostile / "reports")["results"]
    }
    assert whole
    assert all(uri.startswith("file:///") for uri in whole)


# --- JUnit ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["site", "faulty", "hostile"])
def test_junit_is_read_by_others(request, which):
    site = request.getfixturevalue(which)
    document = written(site, "junit")
    ET.fromstring(document)  # noqa: S314 - it is our own
    read = JUnitXml.fromstring(document.encode())
    suites = [*read]
    told = checked(cwd=site)
    assert len(suites) == len(told["reports"])
    for suite, report in zip(suites, told["reports"], strict=True):
        cases = [*suite]
        errors = {f["code"] for f in report["findings"] if f["severity"] == "error" and f["waived"] is None}
        failing = {case.name.split()[0] for case in cases if any(isinstance(r, Failure) for r in case.result)}
        assert failing == errors
        skipped = [case for case in cases if any(isinstance(result, Skipped) for result in case.result)]
        assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (
            len(cases),
            len(errors),
            len(skipped),
            0,
        )
        assert all(result.message for case in skipped for result in case.result)
        assert {p.name: p.value for p in suite.properties()}["status"] == report["status"]
    assert (read.tests, read.failures) == (sum(s.tests for s in suites), sum(s.failures for s in suites))


def test_junit_keeps_warnings_and_explanations_as_output(faulty):
    document = written(faulty, "junit")
    suite = [*JUnitXml.fromstring(document.encode())][1]
    cases = {case.name.split()[0]: case for case in suite}
    assert cases["FIG201"].result == []
    assert "有 1 个单元格空白" in cases["FIG201"].system_out
    assert cases["SUM304"].result == []
    assert "已说明：原件如此" in cases["SUM304"].system_out
    assert "各类申请人合计 55" in cases["SUM303"].result[0].message
    assert f"{REPORT}:17:30" in cases["SUM303"].result[0].text
    assert "54→55" in ET.fromstring(document).findall("testsuite/system-out")[1].text  # noqa: S314 - it is our own


def test_junit_does_not_fail_of_what_is_known(faulty):
    nianbao("check", "--write-baseline", cwd=faulty)
    read = JUnitXml.fromstring(written(faulty, "junit", "--baseline", FILE).encode())
    assert read.failures == 0
    assert "已知" in written(faulty, "junit", "--baseline", FILE)


# --- GitHub -----------------------------------------------------------------------------------------------------

COMMAND = re.compile(r"::(?P<name>\w+)(?: (?P<properties>[^:]*))?::(?P<data>.*)")


def commands(output):
    """Read workflow commands as the runner does: split at the first `::`, then undo the escapes."""
    for line in output.split("\n"):
        if line.startswith("::"):
            found = COMMAND.fullmatch(line)
            assert found, line
            pairs = (pair.split("=", 1) for pair in found["properties"].split(","))
            properties = {key: unescaped(value, "%3A", ":", "%2C", ",") for key, value in pairs}
            yield found["name"], properties, unescaped(found["data"])


def unescaped(text, *more):
    escapes = [*zip(*[iter(more)] * 2, strict=True), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]
    for escape, char in escapes:
        text = text.replace(escape, char)
    return text


def test_github_annotations_are_what_was_found(faulty):
    told = list(commands(written(faulty, "github")))
    annotated = [
        (name, at["file"], int(at["line"]), int(at["col"]), data.split("\n")[0])
        for name, at, data in told
        if "col" in at
    ]
    names = {"error": "error", "warning": "warning", "info": "notice"}
    assert annotated == [
        (names[f["severity"]], f["file"], f["line"], f["column"], f["message"])
        for f in findings(checked(cwd=faulty)) if f["waived"] is None
    ]  # fmt: skip
    wrong = next(at for _, at, _ in told if at.get("title", "").startswith("SUM303"))
    assert (wrong["line"], wrong["col"], wrong["endColumn"]) == ("17", "30", "32")
    assert wrong["title"] == "SUM303 各类申请人与总计不符"
    assert any("54→55" in data for _, _, data in told)


def test_github_escapes(hostile):
    output = written(hostile, "github")
    read = list(commands(output))
    files = {at["file"] for _, at, _ in read}
    assert files == {f["file"] for f in findings(checked(cwd=hostile)) if f["waived"] is None}
    assert any("%0A,: @someone" in data for _, _, data in read)
    assert all("::" not in line or line.startswith("::") for line in output.split("\n"))
    assert "\x1b" not in output


def test_github_leaves_out_what_is_known(faulty):
    nianbao("check", "--write-baseline", cwd=faulty)
    output = written(faulty, "github", "--baseline", FILE)
    assert list(commands(output)) == []
    assert "新增 0，已知" in output


# --- Markdown ---------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, _attributes):
        self.tags.append(tag)

    def handle_data(self, data):
        self.words.append(data)


def rendered(text):
    return Tags(markdown.markdown(text, extensions=["tables", "md_in_html"]))


def test_markdown_tells_new_known_gone_and_changed_figures(faulty):
    nianbao("check", "--write-baseline", cwd=faulty)
    change(faulty / REPORT, WRONG, WRONG.replace("54", "53"))
    change(faulty / REPORT, "行政强制: 0", "行政强制: ~")
    text = written(faulty, "markdown", "--baseline", FILE)
    assert "## 年报核对\n\n与基线相比：新增" in text
    assert "| SUM303 | 错误 | 各类申请人与总计不符 | 1 | 0 |" in text
    assert re.search(r"\*\*错误 SUM303\*\* <code>reports/example-bureau/2023\.md:17:30</code> .*写为 53", text)
    assert "**建议核对：改 申请 · 予以公开 · 总计 53→55" in text
    assert re.search(r"<summary>已知的问题（\d+）</summary>", text)
    assert "- 示例市示例局 2023 SUM303 申请 · 予以公开 · 总计" in text.split("已消失的问题")[1]
    figures = text.split("变动的数字（2）")[1]
    assert "| 示例市示例局 2023 | 申请 · 予以公开 · 总计 | 54 | 53 |" in figures
    assert "| 示例市示例局 2023 | 主动公开 · 行政强制 | 0 | 空白 |" in figures
    assert text.count("<details>") == text.count("</details>") == 5


def test_markdown_of_sound_reports_is_short(site):
    text = written(site, "markdown")
    assert "没有。" in text
    assert "|" not in text
    assert "<details>" not in text


@pytest.mark.parametrize("words", [(), ("--baseline", FILE)])
def test_nothing_of_a_report_is_markdown_or_html(hostile, words):
    nianbao("check", "--write-baseline", cwd=hostile)
    text = written(hostile, "markdown", *words)
    page = rendered(text)
    assert set(page.tags) <= {
        "h2",
        "h3",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "details",
        "summary",
        "ul",
        "li",
        "strong",
        "code",
    }
    assert "<script" not in text
    # Within <summary> there is only HTML.
    marked = re.sub(r"<summary>.*</summary>", "", text)
    assert not re.search(r"(?<!\\)[\[\]`_~$]", marked)
    assert not re.search(r"@(?!<!-- -->)", text)
    for table in re.findall(r"(?m)(?:^\|.*\n)+", text):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


def test_markdown_is_bounded(many):
    text = written(many, "markdown")
    assert len(text) < 65_536


# --- text -------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(site):
    """A hundred reports with twenty faults each."""
    content = (site / REPORT).read_text("utf-8")
    for row in (
        "国家秘密",
        "法律禁止",
        "三安全一稳定",
        "内部事务",
        "执法案卷",
        "行政查询",
        "需另行制作",
        "补正不明确",
    ):
        content = content.replace(f"{row}: [0, 0, 0, 0, 0, 0, 0]", f"{row}: [1, 1, 0, -1, 0, ~, 0]")
    register = ""
    for number in range(100):
        home = site / f"reports/bureau-{number:03}"
        home.mkdir()
        (home / "2023.md").write_text(content.replace(AGENCY, home.name), "utf-8")
        register += f"- {{标识: {home.name}, 名称: 第{number}局}}\n"
    with (site / "reports/agencies.yml").open("a", encoding="utf-8") as file:
        file.write(register)
    return site


def test_many_findings_are_no_wall_of_text(many):
    told = checked(cwd=many)
    assert sum(told["summary"][level] for level in ("errors", "warnings", "infos")) > 2000
    output = written(many, "text")
    assert output.count("\n") < 250
    shown = re.findall(r": (?:错误|警告|提示) ([A-Z]{3}\d{3}) ", output)
    found = {f["code"] for f in findings(told)}
    assert set(shown) == found
    assert max(map(shown.count, found)) == 3
    table = re.findall(r"(?m)^ +(\d+) +\d+  ([A-Z]{3}\d{3})  ", output)
    assert {code: int(number) for number, code in table} == {
        code: sum(f["code"] == code for f in findings(told)) for code in found
    }
    assert "--select" in output
    assert re.search(r"另有 \d+ 份报告有问题，没有列出。", output)


def test_a_few_findings_are_spelled_out_with_what_is_proposed(faulty):
    output = written(faulty, "text")
    assert f"{REPORT}:17:30: 错误 SUM303 applicants-differ-from-total\n  申请 · 予以公开 · 总计 写为 54" in output
    assert "改 申请 · 予以公开 · 总计 54→55（错一位），可同时消除 SUM302、SUM303；唯一。" in output
    assert "已说明：原件如此" in output
    assert "按规则统计" not in output
    english = written(faulty, "text", language="en")
    assert (
        "change 申请 · 予以公开 · 总计 54→55 (a digit mistyped); this resolves SUM302, SUM303 together" in english
    )


def test_more_than_three_of_a_rule_are_counted(site):
    for row in ("国家秘密", "法律禁止", "内部事务", "执法案卷", "行政查询"):
        change(site / REPORT, f"{row}: [0, 0, 0, 0, 0, 0, 0]", f"{row}: [0, 0, 0, 0, 0, 0, 1]")
    output = written(site, "text", "--select", "SUM303")
    assert output.count(" SUM303 applicants") == 3
    assert "SUM303 还有 2 处" in output


def test_many_sound_reports_are_counted(site):
    content = (site / REPORT).read_text("utf-8")
    register = (site / "reports/agencies.yml").read_text("utf-8")
    for number in range(40):
        (site / f"reports/bureau-{number:03}").mkdir()
        (site / f"reports/bureau-{number:03}/2023.md").write_text(
            content.replace(AGENCY, f"bureau-{number:03}"), "utf-8"
        )
        register += f"- {{标识: bureau-{number:03}, 名称: 示例市示例局}}\n"
    (site / "reports/agencies.yml").write_text(register, "utf-8")
    output = written(site, "text", "--select", "SUM")
    assert "另有 22 份报告没有需要处理的问题，没有列出。" in output
    assert output.count("\n") < 30


# --- all of them ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", FORMATS)
def test_nothing_steers_a_terminal(hostile, style):
    output = written(hostile, style)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", output)
    if style in {"text", "junit", "github", "markdown"}:
        assert not re.search("[\u202a-\u202e\ufffe\uffff]", output)


@pytest.mark.slow
@pytest.mark.parametrize("style", FORMATS)
def test_the_same_bytes_each_time(faulty, style):
    assert written(faulty, style, seed="1") == written(faulty, style, seed="2")


def test_json_keeps_its_shape(faulty):
    told = checked(cwd=faulty)
    assert [*told] == ["schema", "tool", "summary", "reports"]
    assert [*told["summary"]] == ["reports", "errors", "warnings", "infos", "waived"]
    assert all("baseline" not in finding for finding in findings(told))
    nianbao("check", "--write-baseline", cwd=faulty)
    against = checked("--baseline", FILE, cwd=faulty)
    assert [*against["summary"]] == ["reports", "errors", "warnings", "infos", "waived", "new", "known", "gone"]
    for before, after in zip(findings(told), findings(against), strict=True):
        assert after == {**before, "baseline": "known"}
    (repair,) = told["reports"][1]["repairs"]
    assert repair == {
        "cells": [
            {"table": "applications", "row": "granted", "cell": "total", "from": 54, "to": 55, "slip": "mistyped"}
        ],
        "resolves": ["SUM302", "SUM303"],
        "unique": True,
    }


@pytest.mark.parametrize("style", ["sarif", "junit", "markdown", "github"])
def test_results_go_to_a_file(faulty, style):
    run = nianbao("check", "--format", style, "-o", f"out/result.{style}", cwd=faulty)
    assert (run.returncode, run.stdout) == (1, "")
    assert (faulty / f"out/result.{style}").read_text("utf-8") == written(faulty, style)
