"""Review before publication: a report that lacks a stage is a draft, seen in `serve` and nowhere in a build."""

import pytest

from mkdocs_sites import Served, build, configure, read
from nianbao import archive
from running import AGENCY, checked

LAST, DRAFT = (f"reports/{AGENCY}/{year}" for year in (2022, 2023))
FIRST = "审核:\n  - {环节: 初审, 人员: 甲, 日期: 2024-01-08}\n"
BOTH = FIRST + "  - {环节: 终审, 人员: 乙, 日期: 2024-01-10}\n"
# A figure no other file of the site has.
FIGURE = "98765"


def review(site, year, text):
    path = site / f"reports/{AGENCY}/{year}.md"
    path.write_text(path.read_text("utf-8").replace("主动公开:\n  规章", f"{text}主动公开:\n  规章"), "utf-8")


@pytest.fixture
def drafted(site):
    """Last year's report is reviewed, this year's is not."""
    configure(site, options="reviews: [初审, 终审]")
    (site / "docs/index.md").write_text("# 首页\n", "utf-8")
    review(site, 2022, BOTH)
    path = site / f"{DRAFT}.md"
    path.write_text(path.read_text("utf-8").replace("行政许可: 215", f"行政许可: {FIGURE}"), "utf-8")
    return site


def test_a_draft_is_nowhere_in_a_build_but_counted(drafted):
    run = build(drafted, "--strict")
    assert run.returncode == 0, run.stderr
    assert f"编制中 1 份（审核环节不全），没有发布：{AGENCY}/2023" in run.stderr
    assert (drafted / f"site/{LAST}/index.html").exists()
    assert not (drafted / f"site/{DRAFT}").exists()
    texts = {path: path.read_bytes() for path in (drafted / "site").rglob("*") if path.is_file()}
    assert not [path for path, content in texts.items() if FIGURE.encode() in content]
    index = read(drafted, "reports/index.html")
    assert 'data-nb-status="in_preparation"' in index
    assert "编制中" in index
    assert f"{AGENCY}/2023" not in index
    assert "编制中" in read(drafted, "reports/years/2023/index.html")


def test_a_fault_in_a_draft_does_not_stop_the_others(drafted):
    path = drafted / f"{DRAFT}.md"
    path.write_text(path.read_text("utf-8").replace("办理总计: [61", "办理总计: [60"), "utf-8")
    assert build(drafted, "--strict").returncode == 0
    found = checked(cwd=drafted)["reports"][1]
    assert (found["year"], found["status"]) == (2023, "failed")


def test_an_unreadable_file_is_no_draft(drafted):
    (drafted / f"{DRAFT}.md").write_text("---\n- x\n---\n", "utf-8")
    run = build(drafted, "--strict")
    assert run.returncode == 1
    assert "SRC001" in run.stderr


@pytest.mark.parametrize(
    ("reviews", "options", "published"),
    [
        ("", "reviews: []", True),
        ("", "reviews: [终审]", False),
        (FIRST, "reviews: [初审]", True),
        (FIRST, "reviews: [初审, 终审]", False),
        (BOTH, "reviews: [初审, 终审]", True),
        (BOTH, "reviews: [' 终 审']", True),
        ("", "reviews: [终审], reviews_since: 2024", True),
        ("", "reviews: [终审], reviews_since: 2023", False),
    ],
)
def test_what_is_published(site, reviews, options, published):
    review(site, 2023, reviews)
    stages = (
        tuple(options.partition("[")[2].partition("]")[0].replace("'", "").split(","))
        if "[]" not in options
        else ()
    )
    since = int(options.partition("since: ")[2] or 0)
    found = archive.load(site / "reports").reviewed(tuple(filter(None, map(str.strip, stages))), since)
    assert (found.report(AGENCY, 2023) is not None) == published
    assert bool(found.lacking(AGENCY, 2023)) != published
    assert 2023 in found.years


@pytest.mark.slow
def test_serve_shows_a_draft_and_says_what_it_lacks(drafted):
    review(drafted, 2023, FIRST)
    served = Served(drafted)
    try:
        served.shows(f"{DRAFT}/", "nb-draft", "还没有经过终审", FIGURE)
        served.shows(f"{LAST}/", "示例市示例局", absent="nb-draft")
        served.shows("reports/", "2023")
    finally:
        served.stop()


def test_an_empty_stage_is_refused(site):
    configure(site, options="reviews: ['']")
    run = build(site)
    assert run.returncode == 1
    assert "选项 reviews 里有空的环节名称" in run.stderr
