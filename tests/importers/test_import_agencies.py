"""Whose report it is: by its title, else by the sentences that say so, else open; never a phrase around a name."""

import json
from pathlib import Path

import pytest
import yaml

from nianbao import importers
from nianbao.model import form
from nianbao.model.register import Agency, Register
from places import CASES
from running import nianbao

BEGINNINGS = yaml.safe_load((CASES / "recognition_agencies.yml").read_text("utf-8"))
REPORT = "{title}一、总体情况\n2023年平稳，2023年有序。\n"


def read(case):
    known = Register(tuple(Agency(f"a{n}", name) for n, name in enumerate(case.get("known", ()))))
    made = importers.draft("report.txt", case["text"].encode(), forms=form.builtin(), register=known)
    agency = made.newcomer or known.by_id.get(made.report.agency)
    return made, agency.name if agency else ""


@pytest.mark.parametrize("case", BEGINNINGS, ids=lambda case: case["name"])
def test_agency_of_a_beginning(case):
    made, name = read(case)
    assert name == case["agency"]
    points = [point.what for point in made.open if point.what.startswith("agenc")]
    assert points == ([] if name else [case.get("open", "agency")])


@pytest.mark.parametrize("case", BEGINNINGS, ids=lambda case: case["name"])
def test_title_of_a_beginning(case):
    made, _ = read(case)
    assert made.report.title in {case.get("title", case["text"].splitlines()[0]), case.get("title", "")}


@pytest.mark.parametrize("case", [case for case in BEGINNINGS if "year" in case], ids=lambda case: case["name"])
def test_year_of_a_beginning(case):
    made, _ = read(case)
    assert made.report.year == case["year"]


@pytest.mark.parametrize(("file", "given", "code"), [
    ("2023/report.txt", None, "year-in-path"),
    ("report-2023.txt", None, "year-in-path"),
    ("report.txt", 2023, "year-differs"),
    ("2022/report.txt", 2022, ""),
])  # fmt: skip
def test_a_year_that_is_contradicted_is_told(file, given, code):
    source = REPORT.format(title="青石县水利局2022年政府信息公开工作年度报告\n").encode()
    *folders, name = file.split("/")
    made = importers.draft(
        name, source, forms=form.builtin(), register=Register(), year=given, folders=tuple(folders)
    )
    assert made.report.year == (given or 2022)
    assert [note.code for note in made.notes if note.code.startswith("year")] == ([code] if code else [])


@pytest.mark.parametrize("case", BEGINNINGS, ids=lambda case: case["name"])
def test_each_letter_of_a_beginning_is_kept(case):
    made, _ = read(case)
    report = made.report
    kept = [report.title, report.signed_by, *(part.heading + part.markdown for part in report.sections)]
    kept += [str(value) for note in made.notes for value in note.fields.values()]
    whole = "".join("".join(kept).split())
    dates = {report.signed, report.published} - {None}
    for line in case["text"].splitlines():
        assert "".join(line.split()) in whole.replace("\\", "").replace("&gt;", ">") or dates


@pytest.mark.parametrize(("title", "said", "name"), [
    ("青石县水利局2023年政府信息公开工作年度报告\n", "water", "青石县水利局"),
    ("", "water", "water"),
    ("青石县水利局2023年政府信息公开工作年度报告\n", "青石县水务局", "青石县水务局"),
])  # fmt: skip
def test_a_given_id_goes_with_the_name_in_the_report(site, title, said, name):
    Path("x.txt").write_text(REPORT.format(title=title), "utf-8")
    (made,) = json.loads(nianbao("import", "x.txt", "--agency", said, "--format", "json", cwd=site).stdout)
    assert made["agency"] == said
    assert f"标识: {said}\n  名称: {name}\n" in Path("reports/agencies.yml").read_text("utf-8")
