"""The table of formats: what commands, documents and the package say of kinds of files follows from it."""

import inspect
import tomllib
from pathlib import PurePath

import pytest

from importing import imported
from nianbao import importers
from nianbao.importers import FORMATS, READABLE, document, format_of
from nianbao.model import form
from nianbao.model.finding import Refusal
from nianbao.model.register import Register
from places import ROOT
from samples import sample

GUIDES = ["docs/guides/importing.md", "docs/en/guides/importing.md"]


def usual(entry):
    return entry.endings[0]


def test_an_ending_names_one_format():
    endings = [ending for entry in FORMATS for ending in entry.endings]
    assert len(endings) == len(set(endings))
    assert all(ending == ending.lower() and PurePath(f"a{ending}").suffix == ending for ending in endings)
    assert format_of("REPORT.PDF") is format_of("report.pdf")
    assert format_of("report") is None


@pytest.mark.parametrize("entry", READABLE, ids=usual)
def test_a_readable_format_has_a_reader_and_a_sample(entry):
    function = getattr(entry.load_reader(), entry.function)
    assert list(inspect.signature(function).parameters) == ["data"]
    assert isinstance(entry.read(sample(usual(entry))), document.Document)
    made = imported(sample(usual(entry)), f"report{usual(entry)}")
    assert made.report.figures


@pytest.mark.parametrize("entry", READABLE, ids=usual)
def test_its_extra_is_one_of_the_package(entry):
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "optional-dependencies"
    ]
    assert not entry.extra or (extras[entry.extra] and entry.extra in extras["all"][0])
    assert entry.is_confined == bool(entry.extra), "a parser that isn't ours reads in a process of its own"


@pytest.mark.parametrize("entry", [entry for entry in FORMATS if entry not in READABLE], ids=usual)
def test_what_nobody_reads_is_to_be_saved_as_what_is_read(entry):
    assert format_of(f"a{entry.save_as}") in READABLE
    for ending in entry.endings:
        with pytest.raises(Refusal) as refused:
            importers.draft(f"a{ending}", b"x", forms=form.builtin(), register=Register())
        assert refused.value.key == "import-save-as"
        assert refused.value.fields == {"file": f"a{ending}", "suffix": entry.save_as}


@pytest.mark.parametrize("entry", [entry for entry in READABLE if entry.signature], ids=usual)
def test_other_bytes_under_its_ending_are_refused(entry):
    for data, key in ((b"abc", "import-not-package"), (b"", "import-empty")):
        with pytest.raises(Refusal) as refused:
            importers.draft(f"a{usual(entry)}", data, forms=form.builtin(), register=Register())
        assert refused.value.key == key


@pytest.mark.parametrize("guide", GUIDES)
def test_the_guides_name_every_ending(guide):
    text = (ROOT / guide).read_text(encoding="utf-8")
    for entry in FORMATS:
        assert all(f"`{ending}`" in text for ending in entry.endings), entry.endings
        assert not entry.extra or any(
            f"`{usual(entry)}`" in line and f"`[{entry.extra}]`" in line for line in text.splitlines()
        )


def test_the_command_names_what_it_reads():
    text = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert all(f"`{usual(entry)}`" in text for entry in READABLE)
