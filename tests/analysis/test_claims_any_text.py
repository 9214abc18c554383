"""Whatever is written: the reader of claims never fails, and says of places in the text what it says."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import measure
from nianbao.analysis.claims import Claims, Count
from nianbao.analysis.claims.lexer import Lexer
from nianbao.analysis.claims.vocabulary import vocabulary
from nianbao.model.form import builtin
from nianbao.model.register import Agency
from nianbao.model.report import Narrative, Report

TEXTS = [entry["text"] for part in measure.parts() for entry in measure.entries(part)]
CLAUSES = sorted({clause for text in TEXTS for clause in re.split(r"(?<=[，。；：（）])", text) if clause})
WORDS = sorted(
    word for form in builtin().values() for word in Lexer(vocabulary(), form, 2024).senses if "\n" not in word
)
NUMBERS = [
    "0件",
    "1件",
    "12 件",
    "３份",
    "两起",
    "十余件",
    "1,306件",
    "50%",
    "2.5万元",
    "{{ 申请.本年新收.总计 }}件",
]
MARKS = ["，", "。", "；", "：", "（", "）", "、", "\n\n", "其中", ""]
PIECES = st.one_of(
    st.sampled_from(CLAUSES), st.sampled_from(WORDS), st.sampled_from(NUMBERS), st.sampled_from(MARKS)
)
FORMS = builtin()
CLAIMS = Claims()


def mentions(text, form, year):
    """Return what a report that says a text mentions."""
    report = Report("a", year, form.id, form, sections=(Narrative("overview", "", text),))
    return CLAIMS.of(report, Agency("a", "示例市示例局"))


@pytest.mark.parametrize("form", sorted(FORMS))
@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from([2019, 2023, 2024]))
@example("共收到申请9件，其中上年结转自然人申请2件。", 2024)
@example("共收到申请9件（上年结转企业申请2件），办结3件。", 2023)
def test_whatever_is_written_is_read(form, text, year):
    found = mentions(text, FORMS[form], year)
    assert [one.span for one in found if not 0 <= one.span.start < one.span.end <= len(text)] == []
    numbers = [one.span for one in found if re.match("[0-9０-９]", text[one.span.start])]
    assert numbers == sorted(numbers, key=lambda span: span.start)
    for claim in (claim for one in found for claim in one.claims):
        assert 0 <= claim.span.start < claim.span.end <= len(text)
        if isinstance(claim, Count):
            assert claim.low <= claim.high
            assert all(set(reading.cells) <= set(FORMS[form].measures) for reading in claim.readings)
