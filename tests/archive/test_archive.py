"""A folder of reports: order, broken files beside sound ones, twins, and what the cache remembers."""

from pathlib import Path

import pytest

from nianbao import archive
from nianbao.model.finding import Refusal
from places import PACKAGE


def test_order_and_neighbours(site):
    (site / "reports/agencies.yml").write_text(
        "- {id: z, name: 末}\n- {id: example-bureau, name: 示例市示例局}\n", "utf-8"
    )
    loaded = archive.load(Path("reports"))
    assert [agency.id for agency in loaded.agencies] == ["z", "example-bureau"]
    assert loaded.years == (2022, 2023)
    assert [(report.agency, report.year) for report in loaded.reports] == [
        ("example-bureau", 2022),
        ("example-bureau", 2023),
    ]
    assert loaded.before(loaded.reports[1]) is loaded.reports[0]
    assert loaded.before(loaded.reports[0]) is None
    assert [entry.file for entry in loaded.of_year(2023)] == ["reports/example-bureau/2023.md"]


def test_a_broken_file_never_hides_the_others(site):
    home = site / "reports/example-bureau"
    (home / "2022.md").write_bytes(b"\xff\xfe")
    (home / "notes.md").write_text("no source", "utf-8")
    (home / ".hidden.md").write_text("hidden", "utf-8")
    (site / "reports/README.md").write_text("read me", "utf-8")
    (site / "reports/forms").mkdir()
    loaded = archive.load(Path("reports"))
    assert {entry.file: [p.code for p in entry.problems] for entry in loaded.entries} == {
        "reports/example-bureau/2022.md": ["SRC001"],
        "reports/example-bureau/2023.md": [],
        "reports/example-bureau/notes.md": ["SRC001", "SRC006"],
    }
    assert loaded.entry("example-bureau", 2022).report is None


def test_the_cache_forgets_what_changed_and_keeps_the_rest(site):
    cache = {}
    first = archive.load(Path("reports"), cache)
    path = site / "reports/example-bureau/2023.md"
    path.write_text(path.read_text("utf-8").replace("行政许可: 215", "行政许可: 21"), "utf-8")
    second = archive.load(Path("reports"), cache)
    assert second.report("example-bureau", 2022) is first.report("example-bureau", 2022)
    assert second.report("example-bureau", 2023) is not first.report("example-bureau", 2023)


def test_a_site_adds_a_form_of_its_own(site):
    builtin = PACKAGE / "data/kinds/disclosure/forms/cn-disclosure-2021.yml"
    mine = (
        builtin.read_text("utf-8")
        .replace("id: cn-disclosure-2021", "id: our-province")
        .replace("{from: 2021}", "{from: 2023}")
    )
    mine = mine.replace("label: 行政许可", "label: 行政许可和备案")
    (site / "reports/forms").mkdir()
    (site / "reports/forms/our-province.yml").write_text(mine, "utf-8")
    path = site / "reports/example-bureau/2023.md"
    named = path.read_text("utf-8").replace("年度: 2023", "年度: 2023\n表式: our-province")
    path.write_text(named.replace("行政许可:", "行政许可和备案:"), "utf-8")
    loaded = archive.load(Path("reports"))
    assert loaded.report("example-bureau", 2023).form_id == "our-province"
    assert loaded.report("example-bureau", 2022).form_id == "cn-disclosure-2021"
    assert not [entry for entry in loaded.entries if entry.problems]


@pytest.mark.parametrize("text", ["id: [", "id: x", "- x", "a: 1\na: 2"])
def test_a_broken_form_is_refused(site, text):
    (site / "reports/forms").mkdir()
    (site / "reports/forms/x.yml").write_text(text, "utf-8")
    with pytest.raises(Refusal) as caught:
        archive.load(Path("reports"))
    assert caught.value.key == "form-malformed"


def test_the_root_is_where_the_register_is(site):
    assert archive.root_of(Path("reports/example-bureau/2023.md")).resolve() == site / "reports"
    assert archive.root_of(Path("reports")) == Path("reports")
