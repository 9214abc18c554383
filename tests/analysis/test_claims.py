"""The reader of claims on the labelled sentences: what it says of them, and what the rules then find."""

import re
import shutil
from pathlib import Path

import pytest

import measure
import tables
from nianbao import archive
from nianbao.analysis.claims import Agreement, Claims, Count
from nianbao.checking import check
from nianbao.checking.analyses import Analyses
from nianbao.model.finding import Severity
from nianbao.model.form import builtin
from nianbao.model.register import Agency
from nianbao.model.report import Narrative, Report
from nianbao.rules import CATALOGUE
from places import ROOT

DOCUMENTED = ROOT / "docs/explanation/claims.md"


@pytest.fixture(scope="module")
def totals():
    return {part: measure.measure(part) for part in measure.parts()}


def test_the_documentation_shows_the_figures_measured(totals):
    shown = DOCUMENTED.read_text(encoding="utf-8")
    for part, counted in totals.items():
        assert measure.row(part, counted) in shown


def test_what_it_was_built_on_is_read(totals):
    found, missed, wrong = (totals["building"]["counts", kind] for kind in ("found", "missed", "wrong"))
    assert found / (found + missed) > 0.97
    assert found / (found + wrong) > 0.99


@pytest.mark.slow
def test_tables_that_agree_give_no_error_and_changed_ones_are_found():
    tried, wrong, changed, found, _, _ = tables.trial("building", every=6)
    assert tried > 400
    assert wrong == 0
    assert found > 0.95 * changed


@pytest.mark.parametrize("form", builtin().values(), ids=lambda form: form.id)
@pytest.mark.parametrize("year", [2019, 2024])
def test_every_claim_names_cells_of_its_form_and_words_of_its_text(form, year):
    claims = Claims()
    for entry in (entry for part in measure.parts() for entry in measure.entries(part)):
        section = Narrative("overview", "", entry["text"])
        report = Report("a", year, form.id, form, sections=(section,))
        for mention in claims.of(report, Agency("a", "示例市示例局")):
            assert section.markdown[mention.span.start : mention.span.end].strip()
            for claim in mention.claims:
                if isinstance(claim, Count):
                    assert all(set(reading.cells) <= set(form.measures) for reading in claim.readings)


def test_the_five_reports_contradict_themselves_in_two_places():
    verdicts = check.run(CATALOGUE, archive.load(ROOT / "reports"))
    errors = [
        (judgement.entry.agency, finding.code)
        for judgement in verdicts.judgements
        for finding in judgement.findings
        if finding.code.startswith("TXT") and finding.severity is Severity.ERROR
    ]
    assert sorted(errors) == [
        ("luohe-demo-zone", "TXT602"),
        ("luohe-demo-zone", "TXT605"),
        ("yuanping-etdz", "TXT601"),
    ]


def test_a_number_changed_in_the_prose_of_a_real_report_is_found(tmp_path):
    home = ROOT / "reports"
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    rules = [rule for rule in CATALOGUE if rule.code.startswith("TXT")]
    loaded, found = archive.load(home), 0
    for report in loaded.reports:
        ledger = Analyses(loaded).claims(report)
        agreeing = [m.span for m, count in ledger.counts if ledger.answer(count).agreement is Agreement.AGREES]
        for at in map(ledger.location, agreeing):
            copy = tmp_path / Path(report.file).relative_to(home)
            lines = Path(report.file).read_text(encoding="utf-8").split("\n")
            before, number = lines[at.line - 1][: at.column - 1], lines[at.line - 1][at.column - 1 :]
            if not (digits := re.match(r"\d+", number)):
                continue
            lines[at.line - 1] = before + str(int(digits[0]) + 1) + number[digits.end() :]
            copy.write_text("\n".join(lines), encoding="utf-8")
            judgements = check.run(rules, archive.load(tmp_path)).judgements
            places = [(f.location.line, f.location.column) for j in judgements for f in j.findings]
            assert (at.line, at.column) in places
            shutil.copy(report.file, copy)
            found += 1
    assert found >= 5
