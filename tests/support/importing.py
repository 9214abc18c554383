"""The import command and its parts, as tests call them."""

import pytest

from filings import AGENCY
from import_checks import AGENCY_ID
from nianbao import cli, importers, source
from nianbao.messages import Messages
from nianbao.model import form, register
from nianbao.model.finding import Refusal
from places import ROOT


def imported(data, name="report.html", agency=AGENCY):
    known = register.Register((register.Agency(id=AGENCY_ID, name=agency),))
    return importers.draft(name, data, forms=form.builtin(), register=known)


def read_or_refused(data, name):
    """Import, or return the message; anything else that happens is a failure."""
    try:
        return imported(data, name)
    except Refusal as refusal:
        message = Messages("zh").refusal(refusal)
        assert name in message
        assert "\n" not in message
        return refusal


ORIGINALS = sorted(ROOT.joinpath("examples/originals").glob("*.txt"))


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        cli.main([str(argument) for argument in arguments])
    return left.value.code


def original_arguments(path):
    """The text of one report names its agency nowhere, so the person importing it did."""
    return ["--agency", "xining-etdz"] if path.name.startswith("xining") else []


MARK = "龘QZ"


def said(draft):
    words = Messages("zh")
    notes = [words.word(f"import-note-{note.code}", **note.fields) for note in draft.notes]
    return "\n".join([*notes, *(words.word(f"import-open-{point.what}", text=point.text) for point in draft.open)])


def written(draft):
    return source.write(draft.report, "zh", form.builtin())
