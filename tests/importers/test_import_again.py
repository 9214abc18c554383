"""Back again: the downloads of this plugin, imported, give the report they were made from."""

import re

import pytest

from nianbao import archive, downloads, importers
from nianbao.messages import Messages
from nianbao.model import form
from nianbao.source import safe_prose as prose
from places import CASES, ROOT

FOLDERS = [ROOT / "reports", *(CASES / "pages" / name / "reports" for name in ("faults", "years"))]


def known():
    for folder in FOLDERS:
        found = archive.load(folder)
        for report in found.reports:
            yield pytest.param(found, report, id=f"{report.agency}-{report.year}")


def plain(text):
    """Return prose as it is read, without the marks of Markdown."""
    text = re.sub(r"<script>.*?</script>", "", text)
    bare = re.sub(r"(?m)^\s*(?:[-*+]|\d+\.|>|#+)\s+|[*_`\\]|<!--.*?-->|<[^>]+>", "", text)
    return re.sub(r"\s+", "", bare)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize(("found", "report"), known())
def test_a_download_gives_the_report(found, report, kind):
    messages = Messages("zh")
    agency = found.agency(report.agency)
    ((name, data),) = downloads.Downloads(messages).of_report(report, agency, [kind])
    made = importers.draft(name, data, forms=form.builtin(), register=found.register)
    again = made.report
    # A title without a name, unsigned: only the workbook says whose report it is.
    is_nameless = kind == "docx" and report.agency == "example-office" and report.year == 2018
    assert again.agency == ("" if is_nameless else report.agency)
    assert (again.year, again.form_id) == (report.year, report.form_id)
    assert plain(again.title) == plain(report.title_for(agency.name))
    assert (plain(again.signed_by), again.signed) == (plain(report.signed_by), report.signed)
    for place in report.form.places if report.form else ():
        if report.has_row(place.table, place.row):
            assert again.cell(place).raw.strip() == report.cell(place).raw.strip(), place
    if not report.form:
        # Without a form there are no headings to know a section by; their text is kept in its order.
        told = [plain(s.heading + "\n" + s.markdown) for s in report.sections]
        assert "".join(told) == "".join(plain(s.heading + "\n" + s.markdown) for s in again.sections)
        return
    wanted = {
        (s.key, plain(s.heading)): plain("".join(part or "" for part in prose.section(s, report, messages)))
        for s in report.sections
    }
    assert {(s.key, plain(s.heading)): plain(s.markdown) for s in again.sections} == wanted
    assert not made.open
