"""Names of agencies in other scripts than Han: they are imported, and judged, with the spaces they are written with."""

import json
import shutil
from pathlib import Path

import pytest

from places import CASES
from running import nianbao

BODY = "\n\nItem\tPlanned\tSpent\nRoads\t5\t6\nParks\t7\t8\n"


@pytest.fixture
def budgets(site):
    """A site with the kind `budget`, whose title is English."""
    shutil.copytree(CASES / "kinds/budget", site / "reports/kinds/budget")
    return site


@pytest.mark.parametrize(("title", "name", "id_"), [
    ("Department of Water Budget Report 2023", "Department of Water", "department-of-water"),
    ("Department  of\u3000Water Budget Report 2023", "Department of Water", "department-of-water"),
    ("Department of\nWater\nBudget Report 2023", "Department of Water", "department-of-water"),
    ("Department of Water (City of X) Budget Report 2023", "Department of Water (City of X)", "department-of-water-city-of-x"),
    ("ABC 公司 Budget Report 2023", "ABC 公司", "abc-公司"),
    ("青 石 区 公 司 Budget Report 2023", "青石区公司", "青石区公司"),
])  # fmt: skip
def test_a_name_keeps_the_spaces_between_its_words(budgets, title, name, id_):
    Path("x.txt").write_text(title + BODY, "utf-8")
    made = json.loads(nianbao("import", "x.txt", "--format", "json", cwd=budgets).stdout)[0]
    assert (made["agency"], made["year"], made["open"]) == (id_, 2023, [])
    assert f"名称: {name}\n" in Path("reports/agencies.yml").read_text("utf-8")
    told = json.loads(nianbao("check", f"reports/{id_}", "--format", "json", cwd=budgets).stdout)
    titles = {f["code"] for report in told["reports"] for f in report["findings"]} & {"STR112", "STR113"}
    # Letters set apart, and twice the space, are stray spaces in the title as filed.
    assert titles == ({"STR112"} if "  " in title or "青 石" in title else set())


def test_a_title_that_differs_in_spaces_alone_is_told_so(budgets):
    Path("x.txt").write_text("DepartmentofWater Budget Report 2023" + BODY, "utf-8")
    register = Path("reports/agencies.yml")
    register.write_text(register.read_text("utf-8") + "\n- {id: water, name: Department of Water}\n", "utf-8")
    nianbao("import", "x.txt", cwd=budgets)
    told = json.loads(nianbao("check", "reports/water", "--format", "json", cwd=budgets).stdout)
    found = [f["message"] for report in told["reports"] for f in report["findings"] if f["code"] == "STR112"]
    assert ["空格" in message for message in found] == [True]
