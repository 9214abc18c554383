"""Every rule by its cases in tests/rules/<CODE>.yml: a change to a sound report, and all that then is found."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from nianbao import archive, check, source
from nianbao.rules import CATALOGUE
from nianbao.wording import Wording
from nianbao.yamltext import parse, plain, text, texts, tree

FOLDER = Path(__file__).parent / "rules"
AGENCY = "example-bureau"
CODES = [rule.code for rule in CATALOGUE]


def cases():
    for path in sorted(FOLDER.glob("*.yml")):
        for case in plain(parse(path.read_text(encoding="utf-8"))):
            yield pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}")


def changed(content, changes, forms):
    """Put other values into cells named table.row.column."""
    report = source.read(content.encode(), "base.md", forms).report
    places = {report.form.find(path): value for path, value in changes.items()}
    assert None not in places, changes
    figures = {(report.figures[place].line, report.figures[place].column): v for place, v in places.items()}
    return source.amend(content, {at: text(value) for at, value in figures.items()})


def more_text(more, forms):
    """The text of another file: its own, or a base report with a swap and changes."""
    if "text" in more:
        return text(more["text"])
    content = (FOLDER / f"base/{text(more['copy'])}.md").read_text(encoding="utf-8")
    return changed(content.replace(text(more["old"]), text(more["new"])), tree(more.get("change", "")), forms)


def lay_out(folder, case):
    """Write the base reports with the case's changes, and return the file that is judged."""
    home = folder / "reports" / AGENCY
    home.mkdir(parents=True)
    forms = archive.load(folder / "reports").forms
    register = text(case["register"]) if "register" in case else (FOLDER / "base/agencies.yml").read_text("utf-8")
    if register:
        (folder / "reports/agencies.yml").write_text(register, encoding="utf-8")
    for year, key in (("2022", "earlier"), ("2023", "change")):
        content = (FOLDER / f"base/{year}.md").read_text(encoding="utf-8")
        if year == "2023":
            for swap in case.get("replace", []):
                assert text(swap["old"]) in content, swap
                content = content.replace(text(swap["old"]), text(swap["new"]))
        content = changed(content, tree(case.get(key, "")), forms) if case.get(key) else content
        name = text(case["file"]) if year == "2023" and "file" in case else f"{AGENCY}/{year}.md"
        target = folder / "reports" / name
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(content.encode(text(case.get("encoding", "utf-8"))))
        if year == "2023":
            judged = target
    for more in case.get("files", []):
        target = folder / "reports" / text(more["name"])
        target.parent.mkdir(exist_ok=True)
        target.write_text(more_text(more, forms), encoding="utf-8")
    if "without_earlier" in case:
        (home / "2022.md").unlink()
    return judged


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
            sentence = Wording(language).finding(finding, judgement.entry.report and judgement.entry.report.form)
            assert sentence.message
            assert sentence.remedy
            assert "{" not in sentence.message
    assert sorted(found) == sorted(texts(case.get("findings", "")))
    if "answers" in case:
        answered = Counter(str(verdict.outcome) for rule, verdict in judgement.verdicts if rule == code)
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
    rule = Wording(language).rule(code)
    assert rule.code == code
    assert rule.firmness in {"law", "form", "logic", "practice"}
    for words in (rule.title, rule.statement, rule.reason, rule.remedy, rule.basis, *rule.messages.values()):
        assert words.strip()


def test_the_catalogue_is_in_order_and_complete():
    assert sorted(CODES) == [path.stem for path in sorted(FOLDER.glob("*.yml"))]
    assert len(set(CODES)) == len(CODES)
    texts_there = {path.stem for path in (Path(check.__file__).parent / "data/rules").glob("*.yml")}
    assert texts_there == set(CODES)
