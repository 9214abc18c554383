"""Web pages: each cell right or openly listed, whatever the page wraps around the report."""

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layouts_pages
from filings import AGENCY, PATTERNS, distinct, sheet_of, sheets
from import_checks import wrong, wrong_cells
from importing import imported
from layouts import FORMS, Box, Sheet
from layouts_pages import FRAMES, TABLE_STYLES

EXAMPLES = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "40"))
TAGS = ["p", "div", "br"]
HEADINGS = ["<h2>{}</h2>", "<p><strong>{}</strong></p>", "<p><span>{}</span></p>"]


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


# --- tables as they break and grow in the wild ---------------------------------------------------------------------


def bent(sheet, bend):
    """Write a page whose third table was bent on its way."""
    page = layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>")
    grid = layouts_pages.tables_of(sheet, "applications")
    old = layouts_pages.TABLE_STYLES["plain"](grid)
    assert old in page
    return page.replace(old, "\n".join(layouts_pages.TABLE_STYLES["plain"](part) for part in bend(grid)))


def broken_at(row, heads):
    """Break a table in two before a row, its heads printed again or not; labels over the break stay above."""

    def bend(grid):
        return [grid[:row], [*(grid[:3] if heads else ()), *grid[row:]]]

    return bend


def with_group_sums(grid):
    """Print above each group a row of its name and sums of its own, all 888."""
    rows = []
    for row in grid:
        group = next((box for box in row if box.height > 1 and not box.place and box.text.startswith("（")), None)
        if group:
            sums = [Box("888") for _ in range(7)]
            first = [box for box in row if box.text.startswith("三、")]
            rows.append([*(replace(box, height=box.height + 6) for box in first), Box(group.text, 2), *sums])
            rows.append([box for box in row if box not in first])
        else:
            rows.append(row)
    return [rows]


def with_a_row_more(grid):
    extra = [Box("4.另行规定的其他情形", 3), *(Box("777") for _ in range(7))]
    return [[*grid[:-1], extra, grid[-1]]]


@pytest.mark.parametrize("row", [6, 9, 14, 17, 22, 26])
@pytest.mark.parametrize("heads", [True, False])
@pytest.mark.parametrize("pattern", ["distinct", "ragged"])
def test_table_broken_over_two(row, heads, pattern):
    sheet = sheet_of(FORMS[0], PATTERNS[pattern](FORMS[0]))
    assert_right(sheet, bent(sheet, broken_at(row, heads)), exact=pattern == "distinct")


@pytest.mark.parametrize(("bend", "kept"), [(with_group_sums, "888"), (with_a_row_more, "777")])
@pytest.mark.parametrize("name", FORMS)
def test_rows_of_their_own_are_no_cells_and_not_lost(bend, kept, name):
    sheet = sheet_of(name, distinct(name))
    draft = imported(bent(sheet, bend).encode())
    assert not list(wrong_cells(name, sheet.figures, draft))
    assert all(figure.cell.raw != kept for figure in draft.report.figures.values())
    text = "".join([*(p.text for p in draft.open), *(s.markdown for s in draft.report.sections)])
    assert text.count(kept) >= 7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "nonsense", ""])
def test_encoding_whatever_the_page_declares(encoding, declared):
    sheet = sheet_of(FORMS[0], distinct(FORMS[0]))
    head = f'<meta charset="{declared}">' if declared else ""
    page = f"<html><head>{head}</head><body>{layouts_pages.body(sheet, 'plain', 'p', '<h2>{}</h2>')}</body></html>"
    draft = imported(page.encode(encoding))
    assert not wrong(sheet, draft, exact=True)
    assert ("encoding" in {note.code for note in draft.notes}) == (not encoding.startswith("utf-8"))
