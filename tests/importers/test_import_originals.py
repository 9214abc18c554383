"""The five originals against a reading of them made by hand, and the layouts of these tests against the originals."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pytest

import layouts
import layouts_damaged
from import_checks import AGENCY_ID, squeezed, wrong_cells, wrong_counts, wrong_prose
from layouts import FORMS, LAYOUTS, Fields, Place, Sheet
from nianbao import importers
from nianbao.model import form, register
from places import CASES, ROOT

ORIGINALS: Final = ROOT / "examples" / "originals"
READINGS: Final = sorted(path.stem for path in (CASES / "independent").glob("*-20??.json"))


@dataclass(frozen=True)
class Reading:
    """What a person read in one of the originals; sections name the lines of the file they stand in."""

    data: Mapping[str, Any]
    source: bytes

    @property
    def figures(self) -> dict[Place, str]:
        return {
            (table, row, column): text
            for table, rows in self.data["cells"].items()
            for row, cells in rows.items()
            for column, text in cells.items()
        }

    def prose(self) -> dict[str, str]:
        lines = self.source.decode().split("\n")
        return {
            section["key"]: "\n".join(
                line for first, last in section["text_lines"] for line in lines[first - 1 : last]
            )
            for section in self.data["sections"]
        }


@pytest.fixture(params=READINGS)
def reading(request: pytest.FixtureRequest) -> Reading:
    data = json.loads((CASES / "independent" / f"{request.param}.json").read_text(encoding="utf-8"))
    return Reading(data, (ORIGINALS / data["file"]).read_bytes())


def test_five_readings() -> None:
    assert len(READINGS) == 5


def test_original_equals_the_reading_by_hand(reading: Reading) -> None:
    draft = importers.draft(
        reading.data["file"],
        reading.source,
        forms=form.builtin(),
        register=register.Register(),
        agency=AGENCY_ID,
        year=None,
        form=None,
    )
    report = draft.report
    signed = reading.data["signed"]
    problems = [*wrong_cells(FORMS[0], reading.figures, draft), *wrong_counts(draft, FORMS[0])]
    loose = squeezed(reading.data["title"] + reading.data["signed_by"])
    problems += wrong_prose(reading.prose(), draft, loose)
    assert not problems, "\n".join(problems[:20])
    assert (report.form_id, report.agency, report.year) == (FORMS[0], AGENCY_ID, reading.data["year"])
    assert squeezed(report.title) == squeezed(reading.data["title"])
    assert squeezed(report.signed_by) == squeezed(reading.data["signed_by"])
    assert report.signed == (date.fromisoformat(signed) if signed else None)
    lines = reading.source.decode().split("\n")
    headings = {
        section["key"]: lines[section["heading_line"] - 1]
        for section in reading.data["sections"]
        if section["heading_line"]
    }
    assert {part.key: squeezed(part.heading) for part in report.sections if part.key in headings} == {
        key: squeezed(heading) for key, heading in headings.items()
    }
    assert not draft.open


FEW: Final = "1 tabs, one place after a stub label"
BARS: Final = "2 bars after, spans lost, padded"
WRITTEN: Final[Mapping[str, tuple[str, str, str, Callable[[Fields], Fields]]]] = {
    "luohe 2": ("luohe-demo-zone-2023", "proactive", FEW, list),
    "luohe 3, last rows": (
        "luohe-demo-zone-2023",
        "applications",
        FEW,
        lambda rows: layouts_damaged.page_break(rows, 0, "end")[3:],
    ),
    "luohe 4": ("luohe-demo-zone-2023", "disputes", FEW, list),
    "xining 2": ("xining-etdz-2022", "proactive", BARS, lambda rows: rows[:-1]),
    "xining 3": ("xining-etdz-2022", "applications", BARS, lambda rows: rows[:-1]),
    "cangzhou 3": ("cangzhou-etdz-2023", "applications", "4 cell a line, tab before", lambda rows: rows[3:]),
    "weishi 2": ("weishi-zone-2024", "proactive", FEW, layouts_damaged.split_blocks),
    "weishi 3": (
        "weishi-zone-2024",
        "applications",
        FEW,
        lambda rows: layouts_damaged.odd_heads(layouts_damaged.page_break(rows, 22, "narrower")),
    ),
    "yuanping 3": (
        "yuanping-etdz-2023",
        "applications",
        FEW,
        lambda rows: layouts_damaged.page_break(rows, 14, "shifted")[:-1],
    ),
    "yuanping 4": ("yuanping-etdz-2023", "disputes", FEW, layouts_damaged.cut_heads),
}


@pytest.mark.parametrize("case", WRITTEN)
def test_layouts_are_those_of_the_originals(case: str) -> None:
    name, table, layout, bend = WRITTEN[case]
    data = json.loads((CASES / "independent" / f"{name}.json").read_text(encoding="utf-8"))
    reading = Reading(data, (ORIGINALS / data["file"]).read_bytes())
    sheet = Sheet(
        FORMS[0],
        reading.figures,
        (),
        bend=lambda _, rows: bend(rows),
        respelled={"本年废止件数": "本年度止件数"} if name.startswith("weishi") else {},
    )
    written = "\n".join(layouts.table_lines(sheet, table, LAYOUTS[layout])).rstrip("\n")
    fold = str.maketrans({"（": "(", "）": ")", "：": ":", "，": ",", " ": None, "\u2002": None})
    assert written.translate(fold) in reading.source.decode().translate(fold)
