"""Tables damaged on their way into a text: each cell as filed or its row open, nothing read that was not filed."""

import os
from random import Random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import layouts_copied
from filings import scattered, sheet_of
from layouts import FORMS, PLACES, ROW_LABELS
from layouts_copied import DAMAGES
from nianbao import importers
from nianbao.model import form, register
from nianbao.model.finding import Place
from nianbao.source.receipt import EVIDENCE
from places import CASES

DAMAGED = yaml.safe_load((CASES / "recognition_damaged.yml").read_text("utf-8"))
EXAMPLES = int(os.environ.get("NIANBAO_HYPOTHESIS_EXAMPLES", "150"))
TITLE = "青石县水利局{year}年政府信息公开工作年度报告"


def read(case):
    text = f"{TITLE.format(year=case.get('year', 2023))}\n\n{case['text']}"
    return importers.draft("report.txt", text.encode(), forms=form.builtin(), register=register.Register())


@pytest.mark.parametrize("case", DAMAGED, ids=lambda case: case["name"])
def test_each_cell_is_right_or_open(case):
    made = read(case)
    filed = {row: list(map(str, cells)) for row, cells in case["cells"].items()}
    found: dict[str, list[str]] = {}
    for place, figure in made.report.figures.items():
        found.setdefault(f"{place.table}/{place.row}", []).append(figure.cell.raw)
    wrong = {row: (cells, filed.get(row)) for row, cells in found.items() if filed.get(row) != cells}
    assert not wrong
    assert set(case.get("read", ())) <= found.keys()


@pytest.mark.parametrize("case", DAMAGED, ids=lambda case: case["name"])
def test_each_row_not_read_is_an_open_point(case):
    made = read(case)
    texts = [point.text for point in made.open]
    assert made.report.form
    for table in made.report.form.tables.values():
        for row in table.rows.values():
            if not made.report.has_row(table.key, row.key):
                assert any(row.label.text in text or row.label.name in text for text in texts), row.label.text


@pytest.mark.parametrize("case", DAMAGED, ids=lambda case: case["name"])
def test_each_figure_has_its_evidence(case):
    made = read(case)
    assert made.origins.keys() == made.report.figures.keys()
    assert {origin.why for origin in made.origins.values()} <= set(EVIDENCE)


@pytest.mark.parametrize("case", DAMAGED, ids=lambda case: case["name"])
def test_no_figure_is_lost(case):
    made = read(case)
    kept = "".join(
        [
            *(figure.cell.raw for figure in made.report.figures.values()),
            *(section.markdown for section in made.report.sections),
            *(point.text for point in made.open),
            *(str(note.fields) for note in made.notes),
        ]
    )
    for cells in case["cells"].values():
        for figure in cells:
            assert str(figure) in kept


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 100_000), damage=st.sampled_from(sorted(DAMAGES)), name=st.sampled_from(FORMS))
def test_no_damage_makes_a_cell_wrong_in_silence(seed, damage, name):
    sheet = sheet_of(name, scattered(seed, name))
    source = layouts_copied.text(sheet, damage, Random(seed))
    draft = importers.draft("report.txt", source.encode(), forms=form.builtin(), register=register.Register())
    assert draft.report.form_id == name
    problems = []
    for place in PLACES[name]:
        filed = sheet.figures[place]
        if draft.report.has_row(*place[:2]):
            found = draft.report.cell(Place(*place)).raw
            if found != filed:
                problems.append(f"{'/'.join(place)}: filed {filed!r}, read {found!r}")
        elif not any(ROW_LABELS[name][place[:2]] in point.text for point in draft.open):
            problems.append(f"{'/'.join(place)}: not read and not open")
    assert not problems, "\n".join([*problems[:12], source])
