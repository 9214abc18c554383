"""Every rule by its cases in tests/cases/rules/<CODE>.yml: a change to a sound report, and all that then is found.

`NIANBAO_REWRITE=1 pytest tests/rules` writes the findings, and the answers of cases that count them; read the difference.
"""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from nianbao import archive
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.model.yamltext import parse, plain, text, texts, tree
from nianbao.rules import CATALOGUE
from places import PACKAGE
from rule_cases import FOLDER, cases, lay_out, rewritten

CODES = [rule.code for rule in CATALOGUE]
REWRITE = bool(os.environ.get("NIANBAO_REWRITE"))


@pytest.mark.parametrize(("code", "case"), [*cases()])
def test_case(code, case, tmp_path, monkeypatch):
    judged = lay_out(tmp_path, case)
    monkeypatch.chdir(tmp_path)
    loaded = archive.load(Path("reports"))
    day = date.fromisoformat(text(case["today"])) if "today" in case else None
    judgement = next(
        j for j in check.run(CATALOGUE, loaded, today=day).judgements if (tmp_path / j.entry.file) == judged
    )
    found = []
    for finding in judgement.findings:
        where = str(finding.place).replace("/", ".") if finding.place else "-"
        found.append(f"{finding.code} {finding.severity} {where} {finding.variant}")
        for language in ("zh", "en"):
            sentence = Messages(language).finding(finding, judgement.entry.report and judgement.entry.report.form)
            assert sentence.message
            assert sentence.remedy
            assert "{" not in sentence.message
    answered = Counter(str(verdict.outcome) for rule, verdict in judgement.verdicts if rule == code)
    if REWRITE:
        case = rewritten(code, case, sorted(found), dict(sorted(answered.items())))
    assert sorted(found) == sorted(texts(case.get("findings", "")))
    if "answers" in case:
        assert answered == {key: int(number) for key, number in tree(case["answers"]).items()}


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_a_passing_and_a_failing_case(code):
    mine = plain(parse((FOLDER / f"{code}.yml").read_text(encoding="utf-8")))
    fails = [case for case in mine if any(line.startswith(code) for line in texts(case.get("findings", "")))]
    assert fails
    assert len(fails) < len(mine)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_is_worded(code, language):
    rule = Messages(language).rule(code)
    assert rule.code == code
    assert rule.firmness in {"law", "form", "logic", "practice"}
    for words in (rule.title, rule.statement, rule.reason, rule.remedy, rule.basis, *rule.messages.values()):
        assert words.strip()


def test_the_catalogue_is_in_order_and_complete():
    assert sorted(CODES) == [path.stem for path in sorted(FOLDER.glob("*.yml"))]
    assert len(set(CODES)) == len(CODES)
    texts_there = {path.stem for path in (PACKAGE / "data/rules").glob("*.yml")}
    assert texts_there == set(CODES)
