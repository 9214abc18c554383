"""The data of a whole site as others read them: data package, feed, datasets in the pages."""

import json
import re
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from bs4 import BeautifulSoup

from exported import LICENCE, csv_lines, read_json
from nianbao import archive
from nianbao.checking import check
from nianbao.checking.visibility import Visibility
from nianbao.downloads import KINDS, SiteInfo, data_names, site_data
from nianbao.downloads.csv import figures_csv, report_csv
from nianbao.downloads.feed import Event, corrections, feed_xml, publications
from nianbao.messages import LANGUAGES, Messages
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.rules import CATALOGUE
from places import CASES

ATOM = "{http://www.w3.org/2005/Atom}"
HOME = "https://example.org/x/reports/"
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT00:00:00\+08:00")


@pytest.fixture(scope="module")
def data(published):
    return published.home / "site/reports/data"


def test_data_package_is_valid(data):
    frictionless = pytest.importorskip("frictionless")
    frictionless.system.trusted = True
    report = frictionless.Package(str(data / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]
    assert report.stats["tasks"] == 3


def test_validator_minds_what_the_description_says(data, tmp_path):
    frictionless = pytest.importorskip("frictionless")
    for path in data.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lines = (tmp_path / "figures.csv").read_bytes().split(b"\r\n")
    lines[2] = lines[1].replace(b"filed", b"invented").replace(b"example-bureau", b"nobody")
    (tmp_path / "figures.csv").write_bytes(b"\r\n".join(lines))
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    kinds = {error for (error,) in report.flatten(["type"])}
    assert {"constraint-error", "foreign-key", "hash-count"} <= kinds


def test_records_are_a_table_of_the_package(tmp_path):
    text = (CASES / "rules/base/2023.md").read_text("utf-8")
    facts = "索引号: SL/2024-1\n成文日期: 2024-01-05\n退回日期: [2024-01-09]\n"
    home = tmp_path / "reports/example-bureau"
    home.mkdir(parents=True)
    (tmp_path / "reports/agencies.yml").write_bytes((CASES / "rules/base/agencies.yml").read_bytes())
    (home / "2022.md").write_bytes((CASES / "rules/base/2022.md").read_bytes())
    (home / "2023.md").write_text(text.replace("年度: 2023\n", f"年度: 2023\n{facts}"), "utf-8")
    found = archive.load(tmp_path / "reports")
    made = dict(site_data(found, check.run(CATALOGUE, found), KINDS, SiteInfo(), Messages("zh")))
    package = json.loads(made["datapackage.json"])
    (table,) = (item for item in package["resources"] if item["name"] == "records")
    assert table["data"] == [
        {"agency": "example-bureau", "year": 2023, "index_number": "SL/2024-1", "document_number": None,
         "subject": None, "written": "2024-01-05", "valid": None, "handed_in": None, "returned": ["2024-01-09"]}
    ]  # fmt: skip
    assert all(field["title"] for field in table["schema"]["fields"])
    frictionless = pytest.importorskip("frictionless")
    frictionless.system.trusted = True
    for name, content in made.items():
        (tmp_path / name).write_bytes(content)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "type", "note"])[:5]


def test_description_names_everything_it_describes(data):
    package = read_json(data / "datapackage.json")
    figures = next(item for item in package["resources"] if item["name"] == "figures")
    assert [field["name"] for field in figures["schema"]["fields"]] == list(
        csv_lines((data / "figures.csv").read_bytes())[0]
    )
    assert all(field["description"] for field in figures["schema"]["fields"])
    assert package["licenses"] == [{"path": LICENCE}]
    assert package["homepage"] == HOME
    for resource in package["resources"]:
        if "path" in resource:
            assert (data / resource["path"]).stat().st_size == resource["bytes"]


def test_reports_json_has_a_report_a_line(data, published):
    text = (data / "reports.json").read_text(encoding="utf-8")
    documents = json.loads(text)["reports"]
    assert [(item["agency"]["id"], item["year"]) for item in documents] == [
        (report.agency, report.year) for report in published.archive.reports
    ]
    assert [json.loads(line.rstrip(",")) for line in text.splitlines()[1:-1]] == documents
    for document in documents:
        own = published.file((document["agency"]["id"], document["year"]), "report.json")
        assert read_json(own) == document


def entries(feed):
    return ET.fromstring(feed).findall(f"{ATOM}entry")  # noqa: S314


def test_feed_has_a_valid_entry_for_each_report(data, published):
    feed = ET.fromstring((data / "feed.xml").read_bytes())  # noqa: S314
    assert feed.find(f"{ATOM}link[@rel='self']").get("href") == f"{HOME}data/feed.xml"
    assert feed.findtext(f"{ATOM}title")
    found = feed.findall(f"{ATOM}entry")
    moments = [entry.findtext(f"{ATOM}updated") for entry in found]
    assert moments == sorted(moments, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == moments[0]
    assert all(MOMENT.fullmatch(moment) for moment in moments)
    ids = [entry.findtext(f"{ATOM}id") for entry in found]
    assert sorted(ids) == sorted(f"{HOME}{report.agency}/{report.year}/" for report in published.archive.reports)
    for entry in found:
        address = entry.find(f"{ATOM}link").get("href")
        assert (published.home / "site" / address.removeprefix("https://example.org/x/") / "index.html").is_file()
        assert entry.findtext(f"{ATOM}title")
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
    bureau = next(entry for entry in found if "example-bureau/2023" in entry.findtext(f"{ATOM}id"))
    assert bureau.findtext(f"{ATOM}published") == "2024-02-05T00:00:00+08:00"


def test_feed_of_a_site_without_an_address(published):
    filed = [(report, published.archive.agency(report.agency)) for report in published.archive.reports]
    whole = SiteInfo()
    first = feed_xml(publications(filed), whole, Messages("zh"))
    ids = [entry.findtext(f"{ATOM}id") for entry in entries(first)]
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("urn:uuid:") for name in ids)
    assert entries(first)[0].find(f"{ATOM}link").get("href").startswith("../")


def test_events_of_one_report_are_told_apart():
    agency, filed = Agency("a", "<局>&"), Report("a", 2023, "none", None)
    day = date(2024, 3, 1)
    events = [
        Event(agency, filed, day, "更正", anchor="correction-2024-03-01"),
        Event(agency, filed, date(2024, 1, 2), "报告"),
    ]
    for whole in (SiteInfo(), SiteInfo(url="https://example.org")):
        correction, report = entries(feed_xml(events, whole, Messages("zh")))
        assert correction.findtext(f"{ATOM}id") != report.findtext(f"{ATOM}id")
        assert correction.find(f"{ATOM}link").get("href").endswith("a/2023/#correction-2024-03-01")
        assert report.findtext(f"{ATOM}author/{ATOM}name") == "<局>&"


@pytest.fixture(scope="module")
def corrected():
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(CASES / "pages/years")
        found = archive.load(Path("reports"))
    return [(report, found.agency(report.agency)) for report in found.reports]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "whole",
    [SiteInfo(), SiteInfo(url="https://example.org/x"), SiteInfo("https://example.org", directory_urls=False)],
)
def test_a_reader_of_feeds_finds_publications_and_corrections(corrected, whole, language):
    messages = Messages(language)
    content = feed_xml((*publications(corrected), *corrections(corrected, messages)), whole, messages)
    feed = feedparser.parse(content)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    assert feed.feed.id
    assert feed.feed.title
    assert len(feed.entries) == len(corrected) + 2
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)
    for entry in feed.entries:
        assert all((entry.title, entry.summary, entry.author, entry.link, entry.updated_parsed))
        assert entry.updated_parsed <= feed.feed.updated_parsed
    ends = "" if whole.directory_urls else "index.html"
    told = [entry for entry in feed.entries if "/changes/" in entry.link]
    assert [entry.link.partition("data-bureau/")[2] for entry in told] == [
        f"2023/changes/{ends}#nb-2024-05-06",
        f"2023/changes/{ends}#nb-2024-03-01",
    ]


def test_a_correction_in_the_feed_tells_old_and_new_and_why(corrected):
    later, earlier = corrections(corrected, Messages("zh"))
    assert later.title == "更正：示例市数据局2023年政府信息公开工作年度报告"
    assert later.summary.splitlines() == [
        "申请 · 本年新收 · 总计：原151，现152。理由：再漏计一件",
        "主动公开 · 行政许可：原空白，现88。理由：补填",
        "五、存在的主要问题及改进情况：文字有改动。理由：补充改进措施",
        "落款日期：原2024-01-25，现2024-01-15。理由：笔误",
    ]
    assert earlier.summary == "申请 · 本年新收 · 总计：原150，现151。理由：漏计一件"
    assert (later.day, earlier.day) == (date(2024, 5, 6), date(2024, 3, 1))


def described(page):
    (script,) = BeautifulSoup(page, "html.parser").select('script[type="application/ld+json"]')
    return json.loads(script.string)


def test_pages_describe_their_data(published):
    found = described(published.file(("example-bureau", 2023)).read_text(encoding="utf-8"))
    assert found["@type"] == "Dataset"
    assert found["url"] == f"{HOME}example-bureau/2023/"
    assert found["datePublished"] == "2024-02-05"
    assert found["license"] == LICENCE
    assert found["isBasedOn"] == "https://example.org/2023"
    whole = described((published.home / "site/reports/index.html").read_text(encoding="utf-8"))
    for dataset, names in ((found, [f"report.{kind}" for kind in KINDS]), (whole, data_names(KINDS))):
        assert [item["name"] for item in dataset["distribution"]] == list(names)
        for item in dataset["distribution"]:
            assert (published.home / "site" / item["contentUrl"].removeprefix("https://example.org/x/")).is_file()


def test_index_links_to_the_data(published):
    page = BeautifulSoup((published.home / "site/reports/index.html").read_text(encoding="utf-8"), "html.parser")
    assert {link["href"] for link in page.select(".nb-data a")} == {f"data/{name}" for name in data_names(KINDS)}


@pytest.mark.parametrize("choice", ["all", "errors", "none"])
def test_figures_say_no_more_than_the_public_sees(published, choice):
    pairs = [
        (report, Visibility(published.verdicts.of(published.archive.entry(report.agency, report.year)), choice))
        for report in published.archive.reports
    ]
    codes = {code for line in csv_lines(b"".join(figures_csv(pairs))) for code in line["codes"].split()}
    allowed = {finding.code for _, public in pairs for finding in public.findings}
    assert codes <= allowed
    assert bool(codes) == (choice != "none")


@pytest.mark.parametrize(
    ("kinds", "names"),
    [
        (KINDS, ["reports.json", "figures.csv", "datapackage.json", "feed.xml"]),
        (("csv",), ["figures.csv", "datapackage.json", "feed.xml"]),
        (("docx",), ["feed.xml"]),
    ],
)
def test_data_follow_the_kinds_offered(published, kinds, names):
    made = dict(site_data(published.archive, published.verdicts, kinds, SiteInfo(), Messages("en")))
    assert list(made) == names == list(data_names(kinds))


FORMULAS = [
    ("=1+1", "'=1+1"), ("+SUM(A1)", "'+SUM(A1)"), ("-2+3+cmd|x", "'-2+3+cmd|x"), ("@SUM(1)", "'@SUM(1)"), ("＝1＋1", "'＝1＋1"),
    ("'=1+1", "''=1+1"), ("-5", "-5"), ("+1036", "+1036"), ("-", "-"), ("—", "—"), ("见附件", "见附件"), ("'", "'"), ("1=1", "1=1"),
]  # fmt: skip


@pytest.mark.parametrize(("filed", "written"), FORMULAS)
def test_text_that_a_spreadsheet_would_calculate_is_marked(site, filed, written):
    path = site / "reports/example-bureau/2023.md"
    text, count = re.subn(r"(?m)^(  行政许可: )\S+$", lambda line: line[1] + json.dumps(filed, ensure_ascii=False), path.read_text("utf-8"))  # fmt: skip
    assert count == 1
    path.write_text(text, "utf-8")
    report = archive.load(site / "reports").report("example-bureau", 2023)
    line = next(line for line in csv_lines(report_csv(report)) if line["row"] == "licensing")
    assert line["value"] == written
    # What was filed is read back from it.
    marked = line["kind"] == "text" and re.match(r"''*[=+\-@\t\r\n＝＋－＠]", written)
    assert (written[1:] if marked else written) == filed
