"""`nianbao trace`: what it prints is the reading itself, with the reasons, in both languages."""

import json
import re

import pytest

import measure
from nianbao.analysis.claims import Claims, Trace
from nianbao.messages import Messages
from places import CASES, ROOT
from running import nianbao

BASE = CASES / "rules/base/2023.md"
SENTENCE = "2023年收到政府信息公开申请78件，均已办结，其中网上申请70件。县教育局受理2件。未发生行政复议。"


def traced(*words, cwd):
    run = nianbao("trace", *words, "--format", "json", cwd=cwd)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_tokens_decisions_and_claims_of_a_sentence(tmp_path):
    found = traced(SENTENCE, cwd=tmp_path)
    assert (found["year"], found["form"]) == (2023, "cn-disclosure-2021")
    first, second, third = found["sentences"]
    tokens = {token["text"]: token["senses"] for token in first["tokens"]}
    assert tokens["2023年"] == ["year=2023"]
    assert tokens["收到"] == ["acts.received"]
    assert tokens["78件"] == ["number=78 件"]
    assert tokens["其中"] == ["signs.among"]
    decisions = [(one["words"], one["why"], one["kind"]) for c in first["clauses"] for one in c["decisions"]]
    assert decisions == [
        ("78件", "counted", "flow"),
        ("均已办结", "all-of-it", ""),
        ("70件", "no-cell", "channel"),
    ]
    assert first["clauses"][2]["behind"]["divided"] == ["applications.new.total"]
    assert first["claims"][0] == {
        "words": "78件", "claim": "count", "value": "78", "kind": "flow", "approximate": False, "confident": True,
        "readings": [{"year": 2023, "cells": ["applications.new.total"]}],
    }  # fmt: skip
    assert second["clauses"][0]["decisions"][0]["why"] == "other-body"
    assert second["clauses"][0]["behind"]["other_body"]
    assert third["clauses"][0]["decisions"][0]["why"] == "zero"
    assert third["claims"][0]["readings"] == [{"year": 2023, "cells": ["disputes.reconsideration.total"]}]


@pytest.mark.parametrize(("options", "expected"), [
    ([], (2023, "cn-disclosure-2021")), (["--year", "2020"], (2020, "cn-disclosure-2019")),
    (["--form", "cn-disclosure-2019"], (2019, "cn-disclosure-2019")),
    (["--form", "cn-disclosure-2019", "--year", "2023"], (2023, "cn-disclosure-2019")),
])  # fmt: skip
def test_year_and_form_of_a_sentence(options, expected, tmp_path):
    found = traced(SENTENCE, *options, cwd=tmp_path)
    assert (found["year"], found["form"]) == expected


def test_section_and_agency_change_what_a_sentence_says(tmp_path):
    bare = traced("受理12个。", cwd=tmp_path)["sentences"][0]
    within = traced("受理12个。", "--section", "applications", cwd=tmp_path)["sentences"][0]
    assert (bare["context"], within["context"]) == ("", "applications")
    ours = traced(SENTENCE, "--agency", "示例县教育局", cwd=tmp_path)["sentences"][1]
    assert ours["clauses"][0]["decisions"][0]["why"] == "counted"


def laid_out(folder):
    home = folder / "reports/example-bureau"
    home.mkdir(parents=True)
    text = BASE.read_text("utf-8").replace("{{ 申请.本年新收.总计 }}", "78")
    (home / "2023.md").write_text(text, "utf-8")
    (folder / "reports/agencies.yml").write_text((BASE.parent / "agencies.yml").read_text("utf-8"), "utf-8")
    return text.split("\n")


def test_a_line_of_a_source(tmp_path):
    lines = laid_out(tmp_path)
    at = next(index for index, line in enumerate(lines, 1) if "申请78件" in line)
    whole = traced("reports/example-bureau/2023.md", cwd=tmp_path)["sentences"]
    line = traced(f"reports/example-bureau/2023.md:{at}", cwd=tmp_path)["sentences"]
    assert line == [one for one in whole if one["line"] == at]
    assert len(whole) > len(line) > 0
    claims = [claim for one in line for claim in one["claims"]]
    assert "applications.new.total" in {cell for claim in claims for r in claim["readings"] for cell in r["cells"]}
    assert lines[at - 1][line[0]["column"] - 1 :].startswith(line[0]["text"][:4])


@pytest.mark.parametrize(("words", "message"), [
    (["reports/example-bureau/2022.md"], "找不到 reports/example-bureau/2022.md"),
    (["reports/example-bureau/2023.md:1"], "第 1 行没有可读的正文"),
    (["reports/example-bureau/2023.md:0"], "第 0 行没有可读的正文"),
    (["reports/example-bureau/2023.md:9999999999"], "第 9999999999 行没有可读的正文"),
    (["年年有余件", "--form", "x"], "没有表式 x"),
    (["收到1件", "--section", "x"], "没有 x 这一节"),
    ([""], "第 1 行没有可读的正文"),
])  # fmt: skip
def test_what_can_not_be_traced_is_one_sentence(words, message, tmp_path):
    laid_out(tmp_path)
    run = nianbao("trace", *words, cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert message in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_report_without_a_form_is_not_traced(tmp_path):
    laid_out(tmp_path)
    old = tmp_path / "reports/example-bureau/2015.md"
    old.write_text("---\n机关: example-bureau\n年度: 2015\n---\n\n## 概述\n\n收到申请3件。\n", "utf-8")
    run = nianbao("trace", "reports/example-bureau/2015.md", cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert "2015 年没有统一表式" in run.stderr


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_text_names_cells_and_reasons(language, tmp_path):
    run = nianbao("trace", SENTENCE, cwd=tmp_path, language=language)
    assert run.returncode == 0
    assert "{" not in run.stdout
    assert not re.search("[\x00-\x08]", run.stdout)
    shown = Messages(language).word("trace-why-other-body")
    assert f"  2件  {shown}" in run.stdout
    assert "申请 · 本年新收 · 总计" in run.stdout


def test_every_decision_on_the_labelled_sentences_has_its_words():
    """Also: a trace changes nothing of what is read, and every number that is read is decided upon."""
    claims = Claims()
    keys = set()
    for entry in (entry for part in measure.parts() for entry in measure.entries(part)):
        report, agency, record = measure.report_of(entry), measure.agency_of(entry), Trace()
        mentions = claims.of(report, agency, record)
        assert mentions == claims.of(report, agency)
        for sentence in record.sentences:
            keys |= {f"trace-why-{sentence.why}", f"trace-context{'-' * bool(sentence.context)}{sentence.context}"}
            decided = [one for clause in sentence.clauses for one in clause.decisions]
            keys |= {f"trace-why-{one.why}" for one in decided}
            keys |= {f"trace-doubt-{one.doubt}" for one in decided if one.doubt}
            counted = {token.text for token in sentence.tokens if token.number}
            if sentence.why == "read":
                denied = {one.words for one in decided}
                assert all(text in denied or "一" in text or "1" in text for text in counted), sentence.text
    assert len(keys) > 30
    for language in ("zh", "en"):
        for key in keys:
            assert Messages(language).word(key)


def test_the_recipe_of_the_documentation_works(tmp_path):
    page = (ROOT / "docs/explanation/claims.md").read_text("utf-8")
    line = next(re.finditer(r"(?m)^    nianbao trace (\S+)$", page))[1]
    assert "网上申请" in line
    whys = [
        one["why"] for s in traced(line, cwd=tmp_path)["sentences"] for c in s["clauses"] for one in c["decisions"]
    ]
    assert whys == ["counted", "all-of-it", "no-cell"]
