"""Badges: what they say, that all of it is to be seen, and that they say no more than the site does."""

import json
import re
from xml.etree import ElementTree as ET

import pytest

from nianbao import archive
from nianbao.checking import check
from nianbao.checking.visibility import SHOWN, Visibility
from nianbao.downloads import badge_files
from nianbao.downloads.badges import COLOURS, message, width
from nianbao.messages import LANGUAGES, Messages
from nianbao.model.finding import Severity, Status
from nianbao.rules import CATALOGUE
from places import CASES

FAULTS = CASES / "pages/faults"
SVG = "{http://www.w3.org/2000/svg}"
TOTAL = ("予以公开: [40, 10, 1, 0, 2, 2, 55]", "予以公开: [40, 10, 1, 0, 2, 2, 54]")
SPLIT = ("行政复议: [2, 1, 0, 1, 4]", "行政复议: [2, 1, 0, 1, 5]")
WAIVER = "说明:\n  - {规则: SUM304, 理由: 含上年一件}\n"


def public(folder, choice="all", agency="example-bureau", year=2023):
    reports = archive.load(folder)
    # What other rules remark is not what is looked at here.
    verdicts = check.run([rule for rule in CATALOGUE if rule.code[:3] in {"SRC", "SUM"}], reports)
    return Visibility(verdicts.of(reports.entry(agency, year)), choice)


def change(site, *pairs):
    path = site / "reports/example-bureau/2023.md"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def read(shown, language="zh"):
    files = dict(badge_files(shown, Messages(language)))
    return json.loads(files["badge.json"]), ET.fromstring(files["badge.svg"])  # noqa: S314 - our own


def luminance(colour):
    parts = [int(colour[index : index + 2], 16) / 255 for index in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_status_has_a_colour_white_text_stands_out_on():
    assert set(COLOURS) == {*map(str, Status), SHOWN}
    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour in COLOURS.values())


def test_passed_badge_counts_what_was_checked(site):
    shown = public(site / "reports")
    endpoint, _ = read(shown)
    passed = sum(verdict.outcome == "passed" for _, verdict in shown.judgement.verdicts)
    assert endpoint == {
        "schemaVersion": 1,
        "label": "年报核对",
        "message": f"通过 {passed} 项",
        "color": COLOURS["passed"],
    }
    assert passed > 30
    change(site, ("国家秘密: [0, 0, 0, 0, 0, 0, 0]", "国家秘密: [~, 0, 0, 0, 0, 0, 0]"))
    fewer, _ = read(public(site / "reports"))
    assert fewer["message"] == f"通过 {passed - 2} 项", "what holds only if a blank is zero has not passed"


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([TOTAL], "不符 2 处"),
        ([SPLIT], "不符 1 处"),
        ([SPLIT, ("复议诉讼:", WAIVER + "复议诉讼:")], "已说明 1 条"),
        ([TOTAL, SPLIT, ("复议诉讼:", WAIVER + "复议诉讼:")], "不符 2 处"),
    ],
)
def test_badge_says_the_status_in_words(site, pairs, said):
    change(site, *pairs)
    assert read(public(site / "reports"))[0]["message"] == said


@pytest.mark.parametrize(
    ("agency", "year", "said"),
    [("example-office", 2018, "未核对"), ("example-office", 2023, "无法读取")],
)
def test_reports_that_were_not_judged(agency, year, said):
    shown = public(FAULTS / "reports", agency=agency, year=year)
    assert message(shown, Messages()) == said


def test_badge_says_no_more_than_the_site(site):
    change(site, TOTAL)
    assert read(public(site / "reports", "none"))[0]["message"] == "已收录"
    assert public(FAULTS / "reports", "none", "example-office").status == "unreadable"
    reports = archive.load(site / "reports")
    soft = {"SUM302": Severity.WARNING, "SUM303": Severity.WARNING}
    verdicts = check.run([rule for rule in CATALOGUE if rule.code.startswith("SUM")], reports, severities=soft)
    judged = verdicts.of(reports.entry("example-bureau", 2023))
    assert message(Visibility(judged), Messages()) == "有提示 2 条"
    hidden = Visibility(judged, "errors")
    assert message(hidden, Messages("en")).startswith("passed ")
    assert hidden.counts["failed"] == 0
    assert (hidden.findings, hidden.repairs) == ((), ())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("choice", ["all", "none"])
def test_picture_is_named_whole_and_brings_nothing_from_outside(site, language, choice):
    change(site, TOTAL)
    endpoint, picture = read(public(site / "reports", choice), language)
    name = f"{endpoint['label']}: {endpoint['message']}"
    assert (picture.get("role"), picture.get("aria-label"), picture.find(f"{SVG}title").text) == (
        "img",
        name,
        name,
    )
    areas, texts = picture.findall(f".//{SVG}rect"), picture.findall(f".//{SVG}text")
    assert [text.text for text in texts] == [endpoint["label"], endpoint["message"]]
    for area, text in zip(areas, texts, strict=True):
        left, wide, length = float(area.get("x")), float(area.get("width")), float(text.get("textLength"))
        assert float(text.get("x")) - length / 2 >= left + 4
        assert float(text.get("x")) + length / 2 <= left + wide - 4
    assert sum(float(area.get("width")) for area in areas) == float(picture.get("width"))
    assert areas[1].get("fill") == f"#{endpoint['color']}"
    source = ET.tostring(picture, encoding="unicode")
    assert not re.search(r"url\(|href|@import|<(script|style|image)", source)


def test_a_chinese_character_is_one_em_and_latin_letters_are_not():
    assert width("年报核对") == 44
    assert width("（") == 11
    assert width("ill") < width("ooo") < width("mmm") < width("年年年") + 1
    assert width("") == 0


def test_same_verdict_same_bytes(site):
    assert list(badge_files(public(site / "reports"), Messages())) == list(
        badge_files(public(site / "reports"), Messages())
    )
