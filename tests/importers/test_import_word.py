"""Word files: each cell right or openly listed, however the document was made."""

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filings import PATTERNS, sheet_of, sheets
from import_checks import wrong
from importing import imported
from layouts import FORMS
from layouts_office import WORD_STYLES, saved, word

EXAMPLES = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "15"))


@pytest.mark.parametrize("style", WORD_STYLES)
@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("pattern", ["distinct", "zeros", "odd", "ragged", "blank"])
def test_style(style, name, pattern):
    sheet = sheet_of(name, PATTERNS[pattern](name))
    draft = imported(saved(word(sheet, style)), "report.docx")
    assert not wrong(sheet, draft, exact=True)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sheets(), st.sampled_from(WORD_STYLES))
def test_any_report_in_any_style(made, style):
    sheet, agency = made
    problems = wrong(sheet, imported(saved(word(sheet, style)), "report.docx", agency), exact=False)
    assert not problems, "\n".join(problems[:12])
