"""Broken, locked, huge and hostile files of every kind: one clear message, and never more than that."""

import os
import random
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layouts_pages
from filings import distinct, sheet_of
from importing import imported, read_or_refused
from layouts import FORMS
from nianbao.model.finding import Refusal
from samples import REFUSED, SUFFIXES, in_xlsx, repacked, sample

EXAMPLES = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "12"))
MARKUP = ["", "<", ">", '"', "</td>", "</table>", "<table>", "<tr>", "<td rowspan=0>", "<!--", "&", "<script>", "<p", "<h1>", "<br>", "</div>", "<td colspan=9 rowspan=99>"]  # fmt: skip


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), cut=st.booleans())
def test_damaged_file_gives_a_report_or_a_message(suffix, seed, cut):
    dice = random.Random(seed)
    if suffix == ".pdf" and seed % 3:
        return
    data = bytearray(sample(suffix))
    for _ in range(dice.choice([1, 3, 30, 300])):
        data[dice.randrange(len(data))] = dice.randrange(256)
    if cut:
        del data[dice.randrange(len(data)) :]
    read_or_refused(bytes(data), f"report{suffix}")


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_damaged_markup_gives_a_report_or_a_message(seed):
    dice = random.Random(seed)
    page = sample(".html").decode()
    for _ in range(dice.choice([1, 5, 50])):
        at, length = dice.randrange(len(page)), dice.choice([0, 1, 7, 60])
        page = page[:at] + dice.choice(MARKUP) + page[at + length :]
    read_or_refused(page.encode(), "report.html")


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6))
def test_damaged_part_inside_a_package_gives_a_report_or_a_message(suffix, seed):
    dice = random.Random(seed)

    def damaged(name, xml):
        if not name.startswith(("word/", "xl/")) or dice.random() < 0.5:
            return xml
        start = dice.randrange(len(xml))
        return (
            xml[:start]
            + dice.choice([b"", b"0", b"-1", b"<w:p/>", xml[start : start + 40] * 2])
            + xml[start + dice.choice([0, 1, 9]) :]
        )

    read_or_refused(repacked(sample(suffix), damaged), f"report{suffix}")


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case):
    name, data, key = REFUSED[case]
    refusal = read_or_refused(data(), name)
    assert isinstance(refusal, Refusal), case
    assert refusal.key == key, (refusal.key, refusal.fields)


READ = {
    "ten thousand tables inside one another": ("<table><tr><td>" * 10_000 + "{}", "report.html"),
    "ten thousand elements inside one another": ("<div><span>" * 10_000 + "{}", "report.html"),
    "spans of a million": ("<table><tr><td colspan=1000000 rowspan=1000000>1<td>2</table>{}", "report.html"),
    "spans that are no numbers": (
        "<table><tr><td colspan=-1 rowspan=x>1<td colspan=''>2</table>{}",
        "report.html",
    ),
    "open tags": ("{}" + "<a" * 100_000, "report.html"),
    "open comments": ("{}" + "<!--" * 100_000, "report.html"),
    "open attributes": ("{}" + "<a x='" * 100_000, "report.html"),
    "closing tags": ("{}" + "</div" * 100_000, "report.html"),
    "brackets": ("<" * 100_000 + "{}", "report.html"),
    "entities": ("{}" + "&" * 200_000 + "&#x110000;&#0;", "report.html"),
}


@pytest.mark.parametrize("case", READ)
def test_hostile_page_is_read(case):
    frame, name = READ[case]
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]))
    made = imported(frame.replace("{}", layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")).encode(), name)
    kept = "".join(section.markdown for section in made.report.sections)
    # Inside so many tables the report's own are no tables any more; their text is kept.
    assert made.counts.read == 200 or ("tables inside" in case and "行政强制" in kept)


def test_sheet_formatted_to_its_last_cell_is_read():
    data = in_xlsx(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>')
    assert imported(data, "report.xlsx").counts.read == 200


@pytest.mark.parametrize(
    ("suffix", "module", "extra"),
    [("docx", "docx", "word"), ("xlsx", "openpyxl", "excel"), ("pdf", "pdfplumber", "pdf")],
)
def test_missing_parser_is_named(suffix, module, extra, tmp_path):
    (tmp_path / f"report.{suffix}").write_bytes(sample(f".{suffix}"))
    code = f"import sys; sys.modules[{module!r}] = None; from nianbao.cli import main; main(['import', 'report.{suffix}'])"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path
    )
    assert ran.returncode == 2
    assert f"mkdocs-nianbao[{extra}]" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / "reports").exists()
