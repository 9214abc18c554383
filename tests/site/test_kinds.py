"""Kinds of report of a site's own, data alone: from new and import to a built site, and nothing beside changed."""

import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import openpyxl
import pytest
from bs4 import BeautifulSoup

from marks import row_of
from mkdocs_sites import ENVIRONMENT
from nianbao import archive, cli, importers
from nianbao import schema as schemas
from nianbao.messages import Messages, applies, rule_codes
from nianbao.model import form
from nianbao.model.finding import Refusal
from nianbao.model.kind import is_kind_id
from places import CASES, PACKAGE
from running import AGENCY, change, mkdocs

KINDS = CASES / "kinds"
TXT, HTML = KINDS / "originals/dogs-2023.txt", KINDS / "originals/dogs-2024.html"
DISCLOSURE = PACKAGE / "data/kinds/disclosure/forms/cn-disclosure-2021.yml"


def bring(site, *kinds):
    """Give a site kinds of its own."""
    for kind in kinds:
        shutil.copytree(KINDS / kind, site / "reports/kinds" / kind)
    if "twin" in kinds:
        folder = site / "reports/kinds/twin/forms"
        folder.mkdir(exist_ok=True)
        text = DISCLOSURE.read_text("utf-8").replace("id: cn-disclosure-2021", "id: twin-2021")
        (folder / "twin.yml").write_text(text, "utf-8")


@pytest.fixture
def nianbao(capsys, monkeypatch):
    """The command in this process: exit code, standard output, standard error."""
    monkeypatch.delenv("NIANBAO_LANGUAGE", raising=False)

    def run(*words):
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in words])
        return (end.value.code or 0, *capsys.readouterr())

    return run


@pytest.fixture
def dogs(site, nianbao):
    """A site of two disclosure reports, and two reports on dogs as they were imported."""
    (site / "before").mkdir()
    (site / "reports/agencies.yml").write_text(
        (site / "reports/agencies.yml").read_text("utf-8").rstrip()
        + "\n- {标识: qingshi, 名称: 青石区城市管理局}\n- {标识: baihe, 名称: 白河区城市管理局}\n",
        "utf-8",
    )
    assert nianbao("render", "-o", "before")[0] == 0
    bring(site, "dogs")
    assert nianbao("import", TXT, HTML)[0] == 0
    return site


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# --- import, check, new ----------------------------------------------------------------------------------------


def test_an_import_tells_the_kind_by_what_the_file_says(dogs, nianbao):
    text, page = (dogs / f"reports/{name}-dogs.md" for name in ("qingshi/2023", "baihe/2024"))
    assert "年末登记: [115, 23, 139]" in text.read_text("utf-8")
    assert "收容:" in text.read_text("utf-8")
    assert "本年新办: [7, 1, 8]" in page.read_text("utf-8")
    receipt = json.loads((dogs / "reports/qingshi/2023-dogs.import.json").read_text("utf-8"))
    assert (receipt["kind"], receipt["form"]) == ("dogs", "dogs-2023")
    code, out, _ = nianbao("import", TXT, "--kind", "dogs", "--format", "json", "--force")
    assert (code, json.loads(out)[0]["kind"], json.loads(out)[0]["cells"]["read"]) == (0, "dogs", 15)


@pytest.mark.usefixtures("dogs")
def test_a_wrong_sum_is_named_with_the_words_of_its_identity(nianbao):
    code, out, _ = nianbao("check", "--format", "json")
    found = json.loads(out)
    judged = next(report for report in found["reports"] if report["year"] == 2023 and "kind" in report)
    assert code == 1
    assert judged["kind"] == "dogs"
    messages = {finding["code"]: finding["message"] for finding in judged["findings"]}
    assert messages == {
        "SUM301": "登记 · 合计：左边合计 150（120＋30），右边合计 151（12＋139），相差 1。",
        "SUM303": "登记 · 年末登记 · 合计 写为 139，两类犬只合计 138（115＋23），相差 1。",
    }
    assert [report for report in found["reports"] if "kind" not in report and report["findings"]] == []
    assert Messages("zh", archive.load(Path("reports")).kinds["dogs"]).rule("SUM303").title == "两类犬只与合计不符"


@pytest.mark.usefixtures("dogs")
@pytest.mark.parametrize("style", ["text", "github", "markdown", "junit", "json", "sarif"])
def test_no_output_names_a_rule_in_the_words_of_another_kind(nianbao, style):
    out = nianbao("check", "reports/qingshi", "--format", style)[1]
    assert "SUM303" in out
    assert "各类申请人" not in out
    if style not in {"text", "json"}:
        assert "两类犬只与合计不符" in out


@pytest.mark.usefixtures("dogs")
def test_a_fingerprint_and_a_baseline_tell_kinds_of_one_year_apart(nianbao):
    assert nianbao("check", "--write-baseline", "--baseline", "known.json")[0] == 0
    known = json.loads(Path("known.json").read_text("utf-8"))
    assert {record.get("kind") for record in known["findings"]} == {"dogs"}
    assert "qingshi/2023/dogs" in known["reports"]
    assert f"{AGENCY}/2023" in known["reports"]
    assert nianbao("check", "--baseline", "known.json")[0] == 0


def test_next_year_begins_with_the_figures_the_kind_carries_over(dogs, nianbao):
    code, out, _ = nianbao("new", "qingshi", "2024", "--kind", "dogs")
    text = (dogs / "reports/qingshi/2024-dogs.md").read_text("utf-8")
    assert code == 0
    assert "期限 2025-02-28" in out
    assert "上年留存: [115, 23, 139]" in text
    assert "{{ 登记.本年新办.合计 }}" in text
    assert "表式: dogs-2023" in text
    assert nianbao("new", "qingshi", "2024", "--kind", "dogs")[0] == 2


def test_a_workbook_of_the_kind_comes_back(dogs, nianbao):
    assert nianbao("new", "qingshi", "2025", "--kind", "dogs", "--to", "xlsx")[0] == 0
    book = openpyxl.load_workbook("qingshi-2025-dogs.xlsx")
    told = "".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value)
    assert "办理总计" not in told, "words of another kind of report"
    code, out, _ = nianbao("import", "qingshi-2025-dogs.xlsx", "--format", "json")
    assert code == 0
    # What the workbook says itself is no text of the report.
    assert [note["code"] for note in json.loads(out)[0]["notes"]] == ["workbook"]
    assert (dogs / "reports/qingshi/2025-dogs.md").exists()


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx", "docx", "html"])
def test_every_download_has_both_tables_of_a_section(dogs, nianbao, kind):
    assert nianbao("export", "reports/qingshi", "--to", kind, "-o", "out")[0] == 0
    made = (dogs / f"out/qingshi/2023/dogs/report.{kind}").read_bytes()
    if kind in {"json", "csv", "html"}:
        assert (
            made.decode("utf-8-sig").count("139") >= 1 and "strays" in made.decode("utf-8-sig")
        ) or kind == "html"
        return
    again = importers.draft(
        f"report.{kind}",
        made,
        forms=archive.forms_of(Path("reports")),
        register=archive.load(Path("reports")).register,
    )
    assert again.report.kind.id == "dogs"
    assert again.counts.read == 15


@pytest.mark.usefixtures("dogs")
def test_the_forms_and_schemas_of_a_kind_are_printed(nianbao):
    code, out, _ = nianbao("forms", "dogs-2023")
    assert code == 0
    assert "上年留存登记数" in out
    assert "[dogs]" in nianbao("forms")[1]
    assert nianbao("schema", "dogs-2023")[0] == 0
    assert json.loads(nianbao("show", "reports/qingshi/2023-dogs.md", "--format", "json")[1])["kind"] == "dogs"


@pytest.mark.usefixtures("dogs")
def test_a_form_of_its_own_is_found_by_every_command(nianbao):
    code, out, _ = nianbao("trace", "2023年新办登记犬只15只。", "--form", "dogs-2023", "--format", "json")
    assert (code, json.loads(out)["form"]) == (0, "dogs-2023")
    assert json.loads(out)["sentences"][0]["section"] == "state"
    code, _, err = nianbao("trace", "登记15只。", "--form", "dogs-2023", "--reports", "elsewhere")
    assert (code, "dogs-2023" in err) == (2, True)
    code, out, _ = nianbao("new", "qingshi", "2024", "--form", "dogs-2023")
    assert code == 0
    assert "reports/qingshi/2024-dogs.md" in out
    code, _, err = nianbao("new", "qingshi", "2025", "--form", "dogs-2023", "--kind", "disclosure")
    assert code == 2
    assert "dogs-2023" in err
    assert "disclosure" in err


@pytest.mark.usefixtures("dogs")
@pytest.mark.parametrize(("shape", "name"), [("xlsx", "x.md"), ("md", "x.yml"), ("yml", "x.xlsx"), ("xlsx", "x")])
def test_a_new_source_with_another_ending_is_not_written(nianbao, shape, name):
    code, out, err = nianbao("new", "qingshi", "2024", "--to", shape, "-o", name)
    assert (code, out) == (2, "")
    assert name in err
    assert f".{shape}" in err
    assert not Path(name).exists()


@pytest.mark.usefixtures("dogs")
@pytest.mark.parametrize(
    "name", ["agencies.yml", "kinds/dogs/kind.yml", "qingshi/2023-dogs.import.json", "notes.txt"]
)
def test_a_file_that_is_no_report_is_called_so(nianbao, name):
    path = Path("reports", name)
    path.touch()
    for language, words in (("zh", "不是报告"), ("en", "is no report")):
        code, _, err = nianbao("--language", language, "show", path)
        assert (code, err.count("\n")) == (2, 1)
        assert path.as_posix() in err
        assert words in err
    code, _, err = nianbao("trace", "reports/agencies.yml:1")
    assert (code, "不是报告" in err) == (2, True)


# --- a file that can be of two kinds ---------------------------------------------------------------------------


@pytest.fixture
def alike(site):
    """A site with two kinds that have one title pattern and tables with the same labels."""
    bring(site, "dogs")
    shutil.copytree(site / "reports/kinds/dogs", site / "reports/kinds/hounds")
    for path, old, new in (("kind.yml", "id: dogs", "id: hounds"), ("forms/dogs-2023.yml", "id: dogs-2023", "id: hounds-1")):  # fmt: skip
        change(site / "reports/kinds/hounds" / path, old, new)
    shutil.copy(TXT, site / "file.txt")
    return site


@pytest.mark.parametrize(("language", "said"), [("zh", "请用 --kind 指明"), ("en", "with --kind")])
def test_a_file_that_fits_two_kinds_equally_is_left_open(alike, nianbao, language, said):
    before = files(alike)
    code, out, _ = nianbao("--language", language, "import", "file.txt")
    assert code == 1
    line = next(line for line in out.splitlines() if said in line)
    assert "dogs, hounds" in line
    assert files(alike) == before, "nothing may be written"
    code, out, _ = nianbao("import", "file.txt", "--agency", AGENCY, "--format", "json")
    made = json.loads(out)[0]
    assert (code, made["output"], made["kind"], made["agency"]) == (1, None, None, AGENCY)
    assert made["open"] == [{"what": "kind", "text": "dogs, hounds", "line": 1}]
    assert "--kind" in nianbao("import", ".")[1]


@pytest.mark.parametrize("words", [("--kind", "hounds"), ("--form", "hounds-1")])
def test_a_kind_that_is_given_decides(alike, nianbao, words):
    code, out, _ = nianbao("import", "file.txt", *words, "--agency", AGENCY, "--format", "json")
    assert (code, json.loads(out)[0]["kind"]) == (0, "hounds")
    assert (alike / f"reports/{AGENCY}/2023-hounds.md").exists()


def test_a_label_more_decides_between_kinds_with_one_title(alike, nianbao):
    change(
        alike / "reports/kinds/hounds/forms/dogs-2023.yml",
        "label: 本年注销登记数, short: 本年注销",
        "label: 本年死亡登记数",
    )
    code, out, _ = nianbao("import", "file.txt", "--format", "json")
    assert (code, json.loads(out)[0]["kind"]) == (0, "dogs")


def test_tables_without_any_title_are_of_the_default_kind(site, nianbao):
    bring(site, "twin")
    text = (
        (CASES / "importers/tabs-stripped/report.txt").read_text("utf-8").replace("政府信息公开工作年度报告", "")
    )
    (site / "file.txt").write_text(text, "utf-8")
    _, out, _ = nianbao("import", "file.txt", "--agency", AGENCY, "--year", "2024", "--format", "json")
    made = json.loads(out)[0]
    assert ("kind" in made, made["form"]) == (False, "cn-disclosure-2021")


def test_a_title_that_is_right_for_the_default_kind_and_another_is_open(site, nianbao):
    bring(site, "twin")
    change(site / "reports/kinds/twin/kind.yml", '双胞年报"', '政府信息公开工作年度报告"')
    older = DISCLOSURE.with_name("cn-disclosure-2019.yml").read_text("utf-8")
    write(site / "reports/kinds/twin/forms/older.yml", older.replace("id: cn-disclosure-2019", "id: twin-2019"))
    shutil.copy(CASES / "importers/tabs-stripped/report.txt", site / "file.txt")
    code, out, _ = nianbao("import", "file.txt", "--format", "json")
    assert (code, json.loads(out)[0]["open"][0]["text"]) == (1, "disclosure, twin")


# --- pages -----------------------------------------------------------------------------------------------------


def test_nothing_of_the_reports_beside_changes_by_a_byte(dogs, nianbao):
    assert nianbao("render", "-o", "after")[0] == 0
    before, after = files(dogs / "before"), files(dogs / "after")
    changed = {name for name, content in before.items() if after[name] != content}
    assert changed == {"reports/index.md", "reports/qingshi/index.md", "reports/baihe/index.md"}
    assert all("dogs" in name for name in after.keys() - before.keys())
    assert {f"reports/{name}" for name in ("qingshi/2023/dogs/index.md", "years/2023/dogs/index.md",
        "compare/dogs/index.md", "compare/dogs/licences/issued/index.md", "data/dogs/reports.json",
        "data/dogs/feed.xml", "qingshi/2023/dogs/badge.svg", "forms/dogs-2023/index.md")} <= after.keys()  # fmt: skip


def test_a_strict_build_links_every_page_of_the_kind(dogs):
    change(dogs / "reports/qingshi/2023-dogs.md", "[115, 23, 139]", "[115, 23, 138]")
    (dogs / "docs").mkdir()
    embedded = (
        "# 首页\n\n<!-- nianbao:table qingshi/2023/dogs strays -->\n\n<!-- nianbao:status baihe/2024/dogs -->\n"
    )
    (dogs / "docs/index.md").write_text(embedded, "utf-8")
    (dogs / "mkdocs.yml").write_text("site_name: x\nplugins: [nianbao]\n", "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q"]
    run = subprocess.run(
        command, cwd=dogs, capture_output=True, text=True, encoding="utf-8", check=False, env=ENVIRONMENT
    )
    assert run.returncode == 0, run.stdout + run.stderr
    pages = {name: (dogs / "site" / name / "index.html").read_text("utf-8") for name in (
        "reports/compare/dogs/licences/issued", "reports/years/2023/dogs", "reports/qingshi/2023/dogs", "reports")}  # fmt: skip
    assert ">25<" in pages["reports/compare/dogs/licences/issued"]
    assert "2023 年养犬登记" in pages["reports/years/2023/dogs"]
    assert pages["reports/qingshi/2023/dogs"].count('data-nb-table="') >= 2
    assert "犬只登记管理年度报告" in pages["reports"]
    assert 'href="compare/dogs/"' in pages["reports"]
    assert 'href="reports/baihe/2024/dogs/"' in (dogs / "site/index.html").read_text("utf-8")
    for name, text in files(dogs / "site").items():
        if name.endswith(".html") and "dogs" in name:
            for part in text.decode().split('href="')[1:]:
                target = part.split('"')[0].split("#")[0]
                if target and "://" not in target and not target.startswith(("data:", "/", "mailto")):
                    there = (dogs / "site" / name).parent / target
                    assert (there / "index.html" if target.endswith(("/", "..", ".")) else there).exists(), (
                        name,
                        target,
                    )


# --- a site, or an agency, whose reports are all of another kind -----------------------------------------------


@pytest.fixture
def only_dogs(tmp_path, monkeypatch, nianbao):
    """A site with two reports on dogs, and nothing else."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "reports/agencies.yml", "- {标识: qingshi, 名称: 青石区城市管理局}\n- {标识: baihe, 名称: 白河区城市管理局}\n"
        "- {标识: other, 名称: 别的局}\n")  # fmt: skip
    bring(tmp_path, "dogs")
    assert nianbao("import", TXT, HTML)[0] == 0
    return tmp_path


def soup(path):
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def built(site, home="# 首页\n", **options):
    """Build a site strictly, with a page of its own."""
    write(site / "docs/index.md", home)
    settings = json.dumps({"fail_on": "never", **options})
    write(site / "mkdocs.yml", f"site_name: x\nplugins:\n  - nianbao: {settings}\n")
    run = mkdocs("build", "--strict", "-q", cwd=site)
    assert run.returncode == 0, run.stdout + run.stderr
    return site / "site"


def test_a_site_of_another_kind_alone_is_about_that_kind(only_dogs):
    site = built(only_dogs, "# 首页\n\n<!-- nianbao:index -->\n")
    index = soup(site / "reports/index.html")
    assert index.select_one("h1").get_text() == "犬只登记管理年度报告"
    rows = {row.select_one("th a").get_text(): [c["data-nb-status"] for c in row.select(".nb-status")] for row in index.select(".nb-index tbody tr")}  # fmt: skip
    # Such a report isn't due from everyone: who filed none is not listed.
    assert rows == {"青石区城市管理局": ["failed", "missing"], "白河区城市管理局": ["missing", "passed"]}
    assert [link["href"] for link in index.select(".nb-data a")] == [
        f"data/dogs/{name}" for name in ("reports.json", "figures.csv", "datapackage.json", "feed.xml")
    ]
    assert all((site / "reports" / link["href"]).exists() for link in index.select(".nb-data a"))
    assert "政府信息公开" not in index.select_one(".nb").get_text()
    described = json.loads(index.select_one('script[type="application/ld+json"]').string)
    assert described["temporalCoverage"] == "2023-01-01/2024-12-31"
    assert len(soup(site / "index.html").select(".nb-index tbody tr")) == 2
    year = soup(site / "reports/years/2023/dogs/index.html")
    assert year.select_one(".nb-crumbs a").get_text() == "犬只登记管理年度报告"
    assert year.select_one(".nb-strip a")["href"] == "../../../?year=2023&status=failed"
    assert (site / "reports/qingshi/2023/dogs/badge.svg").exists()
    assert "qingshi/2023/dogs" in (site / "reports/data/dogs/feed.xml").read_text("utf-8")


def test_the_page_of_an_agency_is_about_the_kind_it_files(dogs):
    site = built(dogs)
    page = soup(site / "reports/qingshi/index.html")
    assert page.select_one("table.nb-years tbody th a")["href"] == "2023/dogs/"
    assert page.select_one("h2").get_text().strip() == "犬只登记管理年度报告"
    assert "次年 2 月 28 日前公布" in page.select_one(".nb-dates").get_text()
    assert "还没有" not in page.get_text()
    assert "还没有" not in soup(site / f"reports/{AGENCY}/index.html").get_text()
    assert not soup(site / f"reports/{AGENCY}/index.html").select("[id^=nb-kind]")


def test_an_agency_without_any_report_says_so(only_dogs):
    page = soup(built(only_dogs) / "reports/other/index.html")
    assert "本站还没有该机关的报告。" in page.get_text()


def test_the_index_names_the_data_of_each_kind_in_one_way(dogs):
    index = soup(built(dogs) / "reports/index.html")
    lists = [line for line in index.select("p.nb-ways") if "全部数据：" in line.get_text()]
    assert [line.select_one("a")["href"] for line in lists] == ["data/reports.json", "data/dogs/reports.json"]
    order = [element.get("id") or element.get_text(" ", strip=True)[:5] for element in index.select("p.nb-ways, h2, p.nb-more")]  # fmt: skip
    assert order == ["按年度： ", "全部数据：", "nb-kind-dogs", "按年度： ", "全部数据：", "核对规则与"]


@pytest.mark.parametrize(("comment", "expected"), [
    ("index kind=dogs", ["青石区城市管理局", "白河区城市管理局"]),
    ("index kind=dogs year=2024", ["青石区城市管理局", "白河区城市管理局"]),
    ("index", ["示例市示例局", "青石区城市管理局", "白河区城市管理局"]),
])  # fmt: skip
def test_an_embedded_index_can_be_of_another_kind(dogs, comment, expected):
    rows = soup(built(dogs, f"# 首页\n\n<!-- nianbao:{comment} -->\n") / "index.html").select(".nb-index tbody tr")
    names = [row.select_one("th a").get_text() for row in rows]
    assert [name for name in names if name in expected] == expected
    assert len(names) == len(expected) or comment == "index"


@pytest.mark.parametrize(("comment", "said"), [
    ("index kind=cats", "disclosure、dogs"),
    ("index kind=dogs year=1999", "2023、2024"),
    ("index dogs", "index year=2023 kind=dogs"),
    ("status qingshi/2023", "qingshi/2023/dogs"),
    ("table qingshi/2023 strays", "qingshi/2023/dogs"),
    ("status qingshi/2023/cats", "disclosure、dogs"),
    ("status qingshi/2022/dogs", "2023"),
    ("table qingshi/2023/dogs applications", "licences、strays"),
])  # fmt: skip
def test_a_comment_that_names_no_report_of_a_kind_says_which_there_are(dogs, comment, said):
    write(dogs / "docs/index.md", f"# 首页\n\n<!-- nianbao:{comment} -->\n")
    write(dogs / "mkdocs.yml", "site_name: x\nplugins:\n  - nianbao: {fail_on: never}\n")
    run = mkdocs("build", "--strict", cwd=dogs)
    assert run.returncode == 1
    warned = [line for line in run.stderr.splitlines() if "index.md:3" in line]
    assert [said in line for line in warned] == [True], run.stderr


# --- where a finding on a group of the stub stands -------------------------------------------------------------


def test_a_balance_with_a_group_is_marked_at_the_row_it_names(site, nianbao):
    bring(site, "courts")
    path = site / f"reports/{AGENCY}/2023-courts.yml"
    figures = "本年受理: [10, 5]\n  达成协议: [6, 2]\n  未达成协议: [2, 2]\n  结转下年: [1, 0]"
    write(path, f"机关: {AGENCY}\n年度: 2023\n调解:\n  {figures}\n")
    _, out, _ = nianbao("check", path, "--select", "SUM", "--format", "json")
    found = json.loads(out)["reports"][0]["findings"]
    assert [(f["code"], f["row"], f["cell"], f["actual"], f["expected"]) for f in found] == [
        # A group alone has no cell to blame: the row on the other side is the one that is named.
        ("SUM304", "new", "share", 5, 4),
        ("SUM301", "forward", "count", 1, 2),
    ]
    page = soup(built(site) / f"reports/{AGENCY}/2023/courts/index.html")
    marked = {(row_of(cell), cell["data-nb-cell"]) for cell in page.select("td[data-nb-tone]")}  # fmt: skip
    assert marked == {("forward", "count"), ("new", "share")}


# --- kinds of other shapes -------------------------------------------------------------------------------------


def test_a_kind_in_english_with_money_and_no_sections(site, nianbao):
    bring(site, "budget")
    path = site / f"reports/{AGENCY}/2023-budget.yml"
    path.write_text(
        f"机关: {AGENCY}\n年度: 2023\n标题: 示例市示例局 Budget Report 2023\nMoney:\n  Roads: [12.5, 13]\n  Parks: [1, 2]\n",
        "utf-8",
    )
    code, out, _ = nianbao("check", path, "--format", "json")
    report = json.loads(out)["reports"][0]
    assert (code, report["kind"], report["form"]) == (0, "budget", "budget-1")
    # It has no prose: nobody asks for the period in it, or for its sections.
    assert {finding["code"] for finding in report["findings"]} == {"DAT703", "STR114"}
    assert nianbao("render", "-o", "out")[0] == 0
    page = (site / f"out/reports/{AGENCY}/2023/budget/index.md").read_text("utf-8")
    assert "Budget Report" in page
    assert "12.5" in page
    text = "示例市示例局 Budget Report 2022\n\nItem\tPlanned\tSpent\nRoads\t5\t6\nParks\t7\t8.5\n"
    (site / "x.txt").write_text(text, "utf-8")
    assert nianbao("import", "x.txt")[0] == 0
    assert "Parks: [7, 8.5]" in (site / f"reports/{AGENCY}/2022-budget.md").read_text("utf-8")


def test_a_kind_without_a_stub_for_two_years_only(site, nianbao):
    bring(site, "boards")
    path = site / f"reports/{AGENCY}/2023-boards.md"
    path.write_text(
        f"---\n机关: {AGENCY}\n年度: 2023\n公告栏:\n  城区: [1, 2]\n  乡村: [3, 4]\n---\n## 一、情况\n\n无。\n",
        "utf-8",
    )
    report = archive.load(Path("reports")).of_kind("boards").report(AGENCY, 2023)
    assert report.form_id == "boards-1"
    assert report.title_for("甲局") == "2023年甲局公告栏年报"
    assert nianbao("new", AGENCY, "2024", "--kind", "boards")[0] == 2
    assert nianbao("render", "-o", "out")[0] == 0


def test_a_kind_with_the_keys_of_the_default_one_stays_apart(site, nianbao):
    bring(site, "twin")
    source = (site / f"reports/{AGENCY}/2023.md").read_text("utf-8")
    mine = source.replace("年度: 2023", "年度: 2023\n表式: twin-2021").replace(
        "政府信息公开工作年度报告", "双胞年报"
    )
    (site / f"reports/{AGENCY}/2023-twin.md").write_text(mine, "utf-8")
    loaded = archive.load(Path("reports"))
    assert loaded.report(AGENCY, 2023).form_id == "cn-disclosure-2021"
    assert loaded.of_kind("twin").report(AGENCY, 2023).form_id == "twin-2021"
    assert loaded.of_kind("twin").years == (2023,)
    assert loaded.years == (2022, 2023)
    _, out, _ = nianbao("check", "--format", "json")
    assert [report["status"] for report in json.loads(out)["reports"]].count("failed") == 0, out
    assert nianbao("export", "--to", "docx", "-o", "out")[0] == 0
    for kind, folder in (("twin", "2023/twin"), ("disclosure", "2023")):
        data = (site / f"out/{AGENCY}/{folder}/report.docx").read_bytes()
        made = importers.draft("report.docx", data, forms=loaded.forms, register=loaded.register)
        assert made.report.kind.id == kind


@pytest.fixture
def chinese(site):
    """A kind whose id, form, tables, rows and columns have Chinese names alone, and a report of it."""
    bring(site, "dogs")
    folder = (site / "reports/kinds/dogs").rename(site / "reports/kinds/犬只")
    for name in ("key_figures", "charts", "metrics", "skeleton", "rules", "words"):
        (folder / f"{name}.yml").unlink()
    write(folder / "kind.yml", "name: {zh: 犬只年报}\ntitle: '{agency}{year}年犬只年报'\n")
    form = folder / "forms/dogs-2023.yml"
    names = {"dogs-2023": "犬只-2023", "licences": "登记", "strays": "收容", "small": "小型", "large": "大型",
             "total": "合计", "over": "上年留存", "issued": "本年新办", "count": "数量"}  # fmt: skip
    text = form.read_text("utf-8")
    for english, name in names.items():
        text = re.sub(rf"(?<!emphasis: )\b{english}\b", name, text)
    form.write_text(text, "utf-8")
    path = site / f"reports/{AGENCY}/2023-犬只.md"
    write(
        path, f"---\n机关: {AGENCY}\n年度: 2023\n登记:\n  上年留存: [1, 2, 3]\n---\n## 一、登记办理情况\n\n无。\n"
    )
    return site


def test_names_in_downloads_are_lawful_whatever_a_kind_is_called(chinese, nianbao):
    assert nianbao("render", "-o", "out")[0] == 0
    packages = sorted((chinese / "out/reports/data").rglob("datapackage.json"))
    described = [json.loads(path.read_text("utf-8")) for path in packages]
    assert len({package["name"] for package in described}) == len(described) == 2
    for package in described:
        for name in (package["name"], *(resource["name"] for resource in package["resources"])):
            assert re.fullmatch(r"[a-z0-9._-]+", name)
    ours = next(package["name"] for package in described if package["name"] != "nianbao")
    assert ours.removeprefix("nianbao-xn--").encode().decode("punycode") == "犬只"


@pytest.mark.usefixtures("chinese")
def test_references_of_a_schema_are_addresses_whatever_a_form_is_called(nianbao):
    for words in (("schema", "犬只-2023"), ("schema",)):
        code, out, _ = nianbao(*words)
        assert code == 0
        assert re.findall(r'"\$ref": "([^"]+)"', out)
        assert all(
            re.fullmatch(r"#/\$defs/[A-Za-z0-9._~%-]+", found) for found in re.findall(r'"\$ref": "([^"]+)"', out)
        )
        validator = jsonschema.Draft202012Validator(json.loads(out))
        source = {"机关": AGENCY, "年度": 2023, "表式": "犬只-2023", "登记": {"上年留存": [1, 2, 3]}}
        assert not list(validator.iter_errors(source))
        assert list(validator.iter_errors({**source, "登记": {"上年留存": [1, 2]}}))


# Words of the disclosure report, its law and its tables, that nothing of another kind may say.
DISCLOSURE_WORDS = re.compile(
    r"政府信息公开|公开条例|第四十九条|申请|复议|[Oo]pen [Gg]overnment|Article 49|[Aa]pplications?\b(?!/)|applicant"
)


@pytest.mark.usefixtures("dogs")
def test_a_schema_of_another_kind_says_nothing_of_disclosure(nianbao):
    for language in ("zh", "en"):
        _, out, _ = nianbao("--language", language, "schema", "dogs-2023")
        assert not DISCLOSURE_WORDS.search(out)
        name = {"zh": "犬只登记管理年度报告", "en": "annual report on dog licences"}[language]
        assert name in json.loads(out)["title"]
        # One that serves every kind has the words of each at its reports.
        definitions = json.loads(nianbao("--language", language, "schema")[1])["$defs"]
        descriptions = {name: json.dumps(part, ensure_ascii=False) for name, part in definitions.items()}
        assert not any(
            DISCLOSURE_WORDS.search(text) for name, text in descriptions.items() if name.startswith("dogs")
        )
        assert any(DISCLOSURE_WORDS.search(text) for text in descriptions.values())


def test_rules_of_another_kind_say_nothing_of_disclosure(dogs):
    form = archive.forms_of(dogs / "reports")["dogs-2023"]
    for language in ("zh", "en"):
        words = Messages(language, form.kind)
        for code in (code for code in rule_codes() if applies(code, form)):
            assert not DISCLOSURE_WORDS.search(repr(replace(words.rule(code), name=""))), code


def test_a_kind_is_not_asked_for_what_it_has_not(site):
    bring(site, "budget", "boards", "dogs", "twin")
    forms = archive.forms_of(site / "reports")
    rules = {name: {code for code in rule_codes() if applies(code, forms[name])} for name in
             ("budget-1", "boards-1", "dogs-2023", "twin-2021", "cn-disclosure-2021")}  # fmt: skip
    assert rules["cn-disclosure-2021"] == set(rule_codes())
    assert {"STR101", "STR107", "STR111", "SUM301", "YRS401", "TXT601", "DAT702"}.isdisjoint(rules["budget-1"])
    assert {"STR110", "STR112", "SUM309", "YRS405", "YRS406", "DAT701"} <= rules["budget-1"]
    assert {"STR105", "STR106", "DAT702"}.isdisjoint(rules["boards-1"])
    assert {"STR101", "STR107"} <= rules["boards-1"]
    assert {"YRS401", "STR106", "SUM301", "SUM303", "DAT702"} <= rules["dogs-2023"]
    assert {"STR107", "SUM302", "SUM305", "TXT601", "TXT608", "YRS403"}.isdisjoint(rules["dogs-2023"])
    assert {"TXT601", "YRS401", "SUM304"} <= rules["twin-2021"]
    assert {"SUM305", "SUM307", "TXT608", "STR115"}.isdisjoint(rules["twin-2021"])
    schema = json.dumps(schemas.of_form(forms["budget-1"], Messages("en"), rule_codes()))
    assert {code for code in rule_codes() if f'"{code}"' in schema} == rules["budget-1"]


# --- forms a site adds to the default kind ---------------------------------------------------------------------


@pytest.fixture
def added(site):
    """A form of the site's own for years that have a form already."""
    (site / "reports/forms").mkdir()
    text = (
        DISCLOSURE.read_text("utf-8")
        .replace("id: cn-disclosure-2021", "id: our-form")
        .replace("from: 2021", "from: 2022")
    )
    (site / "reports/forms/ours.yml").write_text(text, "utf-8")
    return site


def test_an_added_form_is_only_used_where_a_source_names_it(added, nianbao):
    forms = archive.load(Path("reports"))
    assert {report.form_id for report in forms.reports} == {"cn-disclosure-2021"}
    path = added / f"reports/{AGENCY}/2023.md"
    path.write_text(path.read_text("utf-8").replace("年度: 2023", "年度: 2023\n表式: our-form"), "utf-8")
    assert archive.load(Path("reports")).report(AGENCY, 2023).form_id == "our-form"
    assert nianbao("check")[0] == 0


@pytest.mark.usefixtures("added")
def test_an_import_does_not_take_an_added_form_unasked():
    loaded = archive.load(Path("reports"))
    for year, expected in ((2023, "cn-disclosure-2021"), (None, "cn-disclosure-2021")):
        data = (CASES / "importers/tabs-stripped/report.txt").read_bytes()
        made = importers.draft("report.txt", data, forms=loaded.forms, register=loaded.register, year=year)
        assert made.report.form_id == expected


def test_an_added_form_serves_years_that_have_none(added):
    path = added / "reports/forms/ours.yml"
    path.write_text(path.read_text("utf-8").replace("from: 2022", "from: 2015"), "utf-8")
    forms = archive.forms_of(Path("reports"))
    found = {year: form.for_year(forms, year).id for year in (2016, 2020, 2024)}
    assert found == {2016: "our-form", 2020: "cn-disclosure-2019", 2024: "cn-disclosure-2021"}


# --- what does not hold together -------------------------------------------------------------------------------


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


BROKEN = {
    "no-kind-file": (lambda dogs: (dogs / "kind.yml").unlink(), "kind.yml"),
    "not-yaml": (lambda dogs: write(dogs / "kind.yml", "id: ["), "kind.yml"),
    "unknown-key": (lambda dogs: write(dogs / "kind.yml", "name: {zh: x}\ntitle: '{agency}{year}'\nnmae: y"), "nmae"),
    "title-without-year": (lambda dogs: write(dogs / "kind.yml", "name: {zh: x}\ntitle: '{agency}'"), "{year}"),
    "no-forms": (lambda dogs: (dogs / "forms/dogs-2023.yml").unlink(), "kinds/dogs/forms"),
    "broken-form": (lambda dogs: write(dogs / "forms/a.yml", "id: a"), "forms/a.yml"),
    "open-grid": (lambda dogs: change(dogs / "forms/dogs-2023.yml", "      - corner: {label: 去向}\n        columns", "      - columns"), "dogs-2023.yml"),
    "not-a-mapping": (lambda dogs: write(dogs / "metrics.yml", "trend: licences"), "kinds/dogs/metrics.yml"),
    "rule-off-that-is-none": (lambda dogs: change(dogs / "kind.yml", "off: [STR107]", "off: [NOPE1]"), "kinds/dogs/kind.yml"),
    "two-years-in-a-title": (lambda dogs: write(dogs / "kind.yml", "name: {zh: x}\ntitle: '{agency}{year}{year}'"), "{year}"),
    "deadline-of-nobody": (lambda dogs: write(dogs / "kind.yml", "name: {zh: x}\ntitle: '{agency}{year}'\ndeadlines: {bureau: 02-28}"), "bureau"),
    "no-such-cell": (lambda dogs: change(dogs / "metrics.yml", "issued/total", "sold/total"), "licences/sold/total"),
    "no-such-section": (lambda dogs: change(dogs / "kind.yml", "improvements: problems", "improvements: nothing"), "nothing"),
    "no-such-rule": (lambda dogs: change(dogs / "kind.yml", "off: [STR107]", "off: [STR999]"), "STR999"),
    "no-such-word": (lambda dogs: write(dogs / "words.yml", "no-such-word: {zh: x}"), "no-such-word"),
    "no-such-field": (lambda dogs: write(dogs / "words.yml", "year-title: {zh: '{nothing}'}"), "{nothing}"),
    "rule-not-for-sums": (lambda dogs: change(dogs / "forms/dogs-2023.yml", "rule: SUM303", "rule: SUM999"), "SUM999"),
    "id-of-another": (lambda dogs: change(dogs / "forms/dogs-2023.yml", "id: dogs-2023", "id: cn-disclosure-2021"), "cn-disclosure-2021"),
    "reserved-name": (lambda dogs: dogs.rename(dogs.parent / "changes"), "changes"),
    "name-of-a-built-in-kind": (lambda dogs: dogs.rename(dogs.parent / "disclosure"), "disclosure"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BROKEN)
def test_a_kind_that_does_not_hold_together_is_one_sentence(site, nianbao, fault):
    bring(site, "dogs")
    spoil, named = BROKEN[fault]
    spoil(site / "reports/kinds/dogs")
    for language in ("zh", "en"):
        code, out, err = nianbao("--language", language, "check")
        assert (code, out, err.count("\n")) == (2, "", 1), err
        assert named in err
        assert "reports/kinds/" in err
        assert "Traceback" not in err
    with pytest.raises(Refusal):
        archive.load(Path("reports"))


def test_the_plugin_refuses_a_broken_kind_in_one_line(site):
    bring(site, "dogs")
    (site / "reports/kinds/dogs/kind.yml").unlink()
    (site / "docs").mkdir()
    write(site / "docs/index.md", "# x\n")
    write(site / "mkdocs.yml", "site_name: x\nplugins: [nianbao]\n")
    command = [sys.executable, "-m", "mkdocs", "build", "-q"]
    run = subprocess.run(
        command, cwd=site, capture_output=True, text=True, encoding="utf-8", check=False, env=ENVIRONMENT
    )
    assert run.returncode == 1
    assert "kind.yml" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("brought", [(), ("dogs",)])
def test_a_source_of_an_unknown_kind_is_a_finding_of_its_place(site, nianbao, brought):
    bring(site, *brought)
    shutil.copy(site / f"reports/{AGENCY}/2023.md", site / f"reports/{AGENCY}/2023-cats.md")
    code, out, _ = nianbao("check", "--format", "json")
    found = {report["source"]: [f["code"] for f in report["findings"]] for report in json.loads(out)["reports"]}
    assert code == 1
    assert {source.rpartition("/")[2]: codes for source, codes in found.items()} == {
        "2022.md": [], "2023.md": [], "2023-cats.md": ["SRC006"],
    }  # fmt: skip


def test_a_form_of_another_kind_is_out_of_place(site, nianbao):
    bring(site, "dogs")
    write(site / f"reports/{AGENCY}/2024.md", f"---\n机关: {AGENCY}\n年度: 2024\n表式: dogs-2023\n---\n")
    code, out, _ = nianbao("check", f"reports/{AGENCY}/2024.md", "--select", "SRC006")
    assert code == 1
    assert f"{AGENCY}/2024-dogs.md" in out


@pytest.mark.parametrize("words", [
    ("new", AGENCY, "2024", "--kind", "cats"),
    ("import", "--kind", "cats", TXT),
    ("import", "--kind", "dogs", "--form", "cn-disclosure-2021", TXT),
])  # fmt: skip
def test_a_kind_nobody_has_is_refused(site, nianbao, words):
    bring(site, "dogs")
    code, _, err = nianbao(*words)
    assert (code, "Traceback" in err) == (2, False)
    assert "cats" in err or "dogs" in err


@pytest.mark.parametrize(
    "name", ["handback", "import", "years", "compare", "changes", "Dogs", "a/b", "2024", "-x", ""]
)
def test_some_names_no_kind_can_have(name):
    assert not is_kind_id(name)


@pytest.mark.usefixtures("dogs")
def test_a_kind_sets_its_own_deadline():
    loaded = archive.load(Path("reports"))
    agency = loaded.agency("qingshi")
    assert loaded.kinds["dogs"].due(agency, 2023) == date(2024, 2, 28)
    assert loaded.kinds["disclosure"].due(agency, 2023) == date(2024, 1, 31)


def test_a_note_beside_the_kinds_is_no_report(dogs, nianbao):
    write(dogs / "reports/kinds/README.md", "# 本站的报告种类\n")
    write(dogs / "reports/kinds/dogs/README.md", "# 犬只年报\n")
    _, out, _ = nianbao("check", "--format", "json")
    assert not any("README" in str(report["source"]) for report in json.loads(out)["reports"])


def test_a_sentence_is_traced_by_a_form_without_sections(site, nianbao):
    bring(site, "budget")
    code, out, _ = nianbao("trace", "Roads cost 12 in 2023.", "--form", "budget-1", "--format", "json")
    assert (code, json.loads(out)["form"]) == (0, "budget-1")
