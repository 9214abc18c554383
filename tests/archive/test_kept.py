"""What is kept of sources and judgements between builds says what reading and judging them again would."""

import pickle
from dataclasses import fields

import pytest

from consistent import FORMS
from nianbao import archive
from nianbao.archive.kept import Readings
from nianbao.checking import check
from nianbao.checking.memory import Memory
from nianbao.model.parcel import packed, unpacked
from nianbao.model.report import Report
from nianbao.rules import CATALOGUE
from places import ROOT

REPORTS = ROOT / "reports"


class Contents(dict):
    """A cache in memory that counts what it has."""

    def find(self, key):
        return self.get(key)

    def keep(self, key, content):
        self[key] = content


def loaded(contents):
    return archive.load_opened(archive.opened(REPORTS), known=Readings(contents, "version"))


def judged(contents, version="version"):
    return check.run(CATALOGUE, loaded(contents), memory=Memory(contents, version))


def test_a_known_report_is_the_whole_report_when_it_is_looked_at():
    contents = Contents()
    loaded(contents)
    for known, read in zip(loaded(contents).entries, archive.load(REPORTS).entries, strict=True):
        assert known.identity == read.identity
        assert "figures" not in vars(known.report), "its figures are not read yet"
        assert (known.report.prose, known.report.rows) == (read.report.prose, read.report.rows)
        for field in fields(Report):
            assert getattr(known.report, field.name) == getattr(read.report, field.name), field.name
        assert (known.problems, known.exposures, known.kind) == (read.problems, read.exposures, read.kind)


def test_a_known_judgement_says_what_a_new_one_says():
    contents = Contents()
    judged(contents)
    known, new = judged(contents), check.run(CATALOGUE, archive.load(REPORTS))
    for one, other in zip(known.judgements, new.judgements, strict=True):
        assert "answers" not in vars(one), "its answers are not fetched yet"
        assert (one.findings, one.counts, one.status, one.repairs) == (
            other.findings,
            other.counts,
            other.status,
            other.repairs,
        )
        assert one.answers == other.answers
        assert one.agency == other.agency


def test_other_rules_are_another_basis():
    contents = Contents()
    judged(contents)
    before = len(contents)
    judged(contents, "another version")
    assert len(contents) > before


@pytest.mark.parametrize("damage", [lambda _: b"", lambda b: b[:-9], lambda b: b"x" + b, lambda _: b"{}"])
def test_damage_costs_time_alone(damage):
    contents = Contents()
    expected = [judgement.findings for judgement in judged(contents).judgements]
    for key in list(contents):
        contents[key] = damage(contents[key])
    assert [judgement.findings for judgement in judged(contents).judgements] == expected


class Evil:
    def __reduce__(self):
        return print, ("done",)


@pytest.mark.parametrize("value", [Evil(), [Evil()], print, exec, pytest.raises])
def test_bytes_of_somebody_else_do_nothing(value, capsys):
    with pytest.raises((pickle.UnpicklingError, AttributeError)):
        unpacked(pickle.dumps(value), FORMS)
    assert not capsys.readouterr().out


def test_forms_come_back_as_the_same_objects():
    form = next(iter(FORMS.values()))
    assert unpacked(packed({"form": form}), FORMS)["form"] is form
