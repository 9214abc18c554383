"""Web pages: each cell right or openly listed, whatever the page wraps around the report."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layouts_pages
from filings import AGENCY, PATTERNS, sheet_of, sheets
from import_checks import AGENCY_ID, wrong
from layouts import FORMS, Sheet
from layouts_pages import FRAMES, TABLE_STYLES
from nianbao import form, importers, register

EXAMPLES = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "40"))
TAGS = ["p", "div", "br"]
HEADINGS = ["<h2>{}</h2>", "<p><strong>{}</strong></p>", "<p><span>{}</span></p>"]


def imported(data, name="report.html", agency=AGENCY):
    known = register.Register((register.Agency(id=AGENCY_ID, name=agency),))
    return importers.draft(name, data, forms=form.builtin(), register=known)


def assert_right(sheet: Sheet, page: str, agency=AGENCY, *, exact=True):
    problems = wrong(sheet, imported(page.encode(), agency=agency), exact=exact)
    assert not problems, "\n".join(problems[:12])


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("style", TABLE_STYLES)
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_style(frame, style, name, pattern):
    sheet = sheet_of(name, PATTERNS[pattern](name))
    page = FRAMES[frame](layouts_pages.body(sheet, style, "p", HEADINGS[len(pattern) % 3]))
    assert_right(sheet, page)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sheets(),
    st.sampled_from(sorted(FRAMES)),
    st.sampled_from(sorted(TABLE_STYLES)),
    st.sampled_from(TAGS),
    st.sampled_from(HEADINGS),
)
def test_any_report_in_any_style(made, frame, style, tag, heading):
    sheet, agency = made
    page = FRAMES[frame](layouts_pages.body(sheet, style, tag, heading))
    assert_right(sheet, page, agency, exact=False)
