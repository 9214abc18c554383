"""What pages list above a report: taken as what it is filed under, and out of the way of title, agency and year."""

import pytest
import yaml

from importing import said
from nianbao import importers
from nianbao.model import form
from nianbao.model.register import Register
from places import CASES

BEGINNINGS = yaml.safe_load((CASES / "recognition_record.yml").read_text("utf-8"))
REST = "一、总体情况\n一切平稳。\n"
NAMES = pytest.mark.parametrize("case", BEGINNINGS, ids=lambda case: case["name"])


def read(data, name="report.txt"):
    return importers.draft(name, data, forms=form.builtin(), register=Register(()))


def facts(report):
    return {key: value for key, value in report.record.as_json().items() if value}


@NAMES
def test_facts_of_a_beginning(case):
    draft = read((case["text"] + REST).encode())
    report = draft.report
    assert facts(report) == case["record"]
    published = case.get("published")
    assert str(report.published or "") == str(published or "")
    assert draft.newcomer.name == case["agency"]
    assert report.year == case.get("year", 2023)
    if "title" in case:
        assert report.title == case["title"]
    if "prose" in case:
        assert [part.markdown for part in report.sections if part.key == "preamble"] == [case["prose"]]
    else:
        assert not any(part.key in {"preamble", "unplaced"} for part in report.sections)
    if "notes" in case:
        assert [note.code for note in draft.notes if "record" in note.code] == case["notes"]


@NAMES
def test_each_letter_of_a_beginning_is_kept(case):
    draft = read((case["text"] + REST).encode())
    report = draft.report
    kept = [report.title, said(draft), *(part.heading + part.markdown for part in report.sections)]
    whole = "".join("".join(kept).replace("\\", "").split())
    for line in case["text"].replace("|", " ").replace("---", "").splitlines():
        for part in line.split():
            assert part in whole or report.published
