"""`nianbao new`: what last year carried forward stands in the new source, everything else waits, nothing is made up."""

import json

import pytest

from nianbao import source
from nianbao.model import form
from nianbao.model.finding import Place
from nianbao.model.report import Derived
from running import change, checked, findings, mkdocs, nianbao

FORMS = form.builtin()
NEW = "reports/example-bureau/2024.md"
LAST = "reports/example-bureau/2023.md"
REGISTER = "reports/agencies.yml"
OUR_CODES = ("SRC", "YRS", "SUM")


def report(site, path=NEW):
    reading = source.read((site / path).read_bytes(), path, FORMS)
    assert reading.problems == ()
    return reading.report


def opening(site, path=NEW):
    made = report(site, path)
    return [made.cell(place).raw for place in made.form.places if place.row == "carried_over"]


def begun(site, *words, path=NEW, **kwargs):
    run = nianbao("new", "example-bureau", "2024", *words, cwd=site, **kwargs)
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout, (site / path).read_text("utf-8")


def test_carried_forward_is_carried_over_and_the_rest_is_blank(site):
    change(site / LAST, "结转下年度: [2, 0, 0, 0, 0, 0, 2]", "结转下年度: [1, 2, 3, 4, 5, 6, 21]")
    begun(site)
    made = report(site)
    assert opening(site) == ["1", "2", "3", "4", "5", "6", "21"]
    assert (made.agency, made.year, made.signed_by, made.signed) == ("example-bureau", 2024, "示例市示例局", None)
    others = [figure for place, figure in made.figures.items() if place.row != "carried_over"]
    assert len(others) == 200 - 7
    assert {figure.cell.raw for figure in others} == {""}
    totals = {place for place, figure in made.figures.items() if isinstance(figure, Derived)}
    assert totals == set(made.form.derivations) - {Place("applications", "carried_over", "total")}


@pytest.mark.parametrize("keys", ["zh", "en"])
@pytest.mark.parametrize(("year", "kind"), [(2019, "md"), (2020, "yml"), (2021, "yml"), (2024, "md")])
def test_it_reads_back_on_every_form_in_both_languages_of_keys(site, keys, year, kind):
    path = f"reports/example-bureau/{year}.{kind}"
    run = nianbao("new", "示例局", year, "--keys", keys, "--to", kind, cwd=site)
    assert run.returncode == 0
    made = report(site, path)
    assert made.form.fits(year)
    assert list(made.figures) == list(made.form.places)
    assert [section.key for section in made.sections] == ["preamble", *(s.key for s in made.form.sections)]
    text = (site / path).read_text("utf-8")
    assert ("applications:" in text, "申请:" in text) == (keys == "en", keys == "zh")
    assert len(list(source.quotes(text))) >= 10
    found = findings(checked(path, cwd=site))
    assert not [finding["code"] for finding in found if finding["code"].startswith(OUR_CODES)]
    assert not {"STR101", "STR105", "STR110", "STR111", "STR113", "TXT610"} & {f["code"] for f in found}


def test_both_shapes_say_the_same(site):
    begun(site)
    begun(site, "--to", "yml", "-o", "draft.yml", path="draft.yml")
    markdown, alone = report(site), report(site, "draft.yml")
    assert [(s.key, s.heading, s.markdown) for s in markdown.sections] == [
        (s.key, s.heading, s.markdown) for s in alone.sections
    ]
    assert {place: type(figure) for place, figure in markdown.figures.items()} == {
        place: type(figure) for place, figure in alone.figures.items()
    }
    assert "待填" not in "".join(section.markdown.replace("〔待填〕", "") for section in alone.sections)


def test_filled_in_it_passes(site):
    begun(site)
    text = (site / NEW).read_text("utf-8").replace("~", "0")
    for blank, filled in {
        "落款日期:\n": "落款日期: 2025-01-15\n",
        "予以公开: [0, 0, 0, 0, 0, 0, 自动]": "予以公开: [2, 0, 0, 0, 0, 0, 自动]",
        "行政规范性文件: [0, 0, 0]": "行政规范性文件: [1, 0, 13]",
        "收取信息处理费〔待填〕元": "没有收取信息处理费",
        "进情况\n": "进情况\n\n部分栏目更新不及时，已明确责任人。\n",
    }.items():
        assert blank in text
        text = text.replace(blank, filled)
    (site / NEW).write_text(text, "utf-8")
    run = nianbao("check", NEW, cwd=site)
    assert run.returncode == 0
    assert "错误 0，警告 0" in run.stdout


CARRIED = {
    "a blank stays blank": ("结转下年度: [~, 0, 0, 0, 0, 0, 2]", ["", "0", "0", "0", "0", "0", "2"], "上年结转的自然人没有填"),
    "no number is no figure": ("结转下年度: [/, 无, 0, 0, 0, 0, 2]", ["", "", "0", "0", "0", "0", "2"], "上年结转的自然人、商业企业没有填"),
    "odd digits are a number": ("结转下年度: [２, 0, 0, 0, 0, 0, '2件']", ["2", "0", "0", "0", "0", "0", "2"], "请核对"),
    "what the tool added up": ("结转下年度: [2, 0, 0, 0, 0, 0, 自动]", ["2", "0", "0", "0", "0", "0", "2"], "请核对"),
    "a row of the wrong length": ("结转下年度: [2, 0]", [""] * 7, "没有填"),
}  # fmt: skip


@pytest.mark.parametrize("name", CARRIED)
def test_what_is_taken_over(site, name):
    row, expected, said = CARRIED[name]
    change(site / LAST, "结转下年度: [2, 0, 0, 0, 0, 0, 2]", row)
    told, text = begun(site)
    assert opening(site) == expected
    assert said in told
    assert said in text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "没有 示例市示例局 2023 年度的报告"),
        (b"---\n- a\n---\n", f"上年的报告 {LAST} 读不出来"),
        (b"", "读不出来"),
    ],
)
def test_a_year_before_that_says_nothing_is_said(site, content, said):
    if content is None:
        (site / LAST).unlink()
    else:
        (site / LAST).write_bytes(content)
    told, text = begun(site)
    assert said in told
    assert said in text
    assert opening(site) == [""] * 7


def test_stocks_are_named_and_not_filled_in(site):
    told, text = begun(site)
    assert "主动公开 · 行政规范性文件 · 现行有效件数：上年 12 件" in told
    assert "  # 待填：主动公开 · 行政规范性文件 · 现行有效件数：上年 12 件" in text
    assert report(site).cell(Place("proactive", "normative_documents", "in_force")).raw == ""


def merge(site, *others):
    """Found a bureau of the example and others; each of the others carried 3 forward for natural persons."""
    entries = [{"id": name, "name": f"{name}局"} for name in others]
    entries.append({"id": "merged", "name": "合并局", "predecessors": ["example-bureau", *others]})
    with (site / REGISTER).open("a", encoding="utf-8") as file:
        file.writelines(f"- {json.dumps(entry, ensure_ascii=False)}\n" for entry in entries)
    for name in others:
        (site / f"reports/{name}").mkdir()
        text = (site / LAST).read_text("utf-8").replace("机关: example-bureau", f"机关: {name}")
        text = text.replace("结转下年度: [2, 0, 0, 0, 0, 0, 2]", "结转下年度: [3, 0, 0, 0, 0, 0, 3]")
        (site / f"reports/{name}/2023.md").write_text(text, "utf-8")


def test_after_a_merger_the_sum_is_carried_over_and_checks(site):
    merge(site, "other", "third")
    run = nianbao("new", "合并局", "2024", cwd=site)
    assert "各报告的结转下年度逐列相加" in run.stdout
    assert "reports/third/2023.md" in run.stdout
    assert opening(site, "reports/merged/2024.md") == ["8", "0", "0", "0", "0", "0", "8"]
    document = checked("reports/merged/2024.md", "--select", "YRS401,YRS402", cwd=site)
    assert (findings(document), document["reports"][0]["checked"]["passed"]) == ([], 7)
    assert "上年 " not in run.stdout


def test_a_sum_with_a_missing_part_is_no_sum(site):
    merge(site, "other")
    (site / "reports/other/2023.md").unlink()
    run = nianbao("new", "merged", "2024", cwd=site)
    assert "前身 other局 没有 2023 年度的报告，不能相加" in run.stdout
    assert opening(site, "reports/merged/2024.md") == [""] * 7


def test_the_form_of_another_year_has_no_stock_in_common(site):
    (site / LAST).unlink()
    assert nianbao("new", "example-bureau", "2020", cwd=site).returncode == 0
    path = site / "reports/example-bureau/2020.md"
    path.write_text(path.read_text("utf-8").replace("~", "7"), "utf-8")
    run = nianbao("new", "example-bureau", "2021", cwd=site)
    assert opening(site, "reports/example-bureau/2021.md") == ["7"] * 6 + ["42"]
    assert "上年 7 件" not in run.stdout


REFUSED = {
    "unknown agency": (("new", "nobody", "2024"), "没有“nobody”"),
    "the nearest is named": (("new", "example-burau", "2024"), "最接近的是 example-bureau (示例市示例局)"),
    "part of a name": (("new", "示例", "2024"), "最接近的是 example-bureau"),
    "before any form": (("new", "example-bureau", "2018"), "2018 年没有统一表式"),
    "no year": (("new", "example-bureau", "next"), "“next”不是年度"),
    "short year": (("new", "example-bureau", "24"), "“24”不是年度"),
    "no such form": (("new", "example-bureau", "2024", "--form", "x"), "没有表式 x"),
    "there already": (("new", "example-bureau", "2023"), "已经存在"),
    "no folder": (("new", "example-bureau", "2024", "--reports", "nowhere"), "找不到文件夹 nowhere"),
    "no year given": (("new", "example-bureau"), "缺少参数"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(site, name):
    words, said = REFUSED[name]
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    run = nianbao(*words, cwd=site)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert said in run.stderr
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_without_a_register_it_says_so(site):
    (site / REGISTER).unlink()
    run = nianbao("new", "example-bureau", "2024", cwd=site)
    assert (run.returncode, "找不到名册 reports/agencies.yml" in run.stderr) == (2, True)


def test_a_second_shape_of_the_same_year_is_refused_even_by_force(site):
    twin = (site / NEW).with_suffix(".yml")
    twin.write_text("机关: example-bureau\n年度: 2024\n", "utf-8")
    for words in ((), ("--force",)):
        run = nianbao("new", "example-bureau", "2024", *words, cwd=site)
        assert (run.returncode, "已有 reports/example-bureau/2024.yml" in run.stderr) == (2, True)
    assert not (site / NEW).exists()


def test_force_and_another_file(site):
    begun(site)
    (site / NEW).write_text("mine", "utf-8")
    assert nianbao("new", "example-bureau", "2024", cwd=site).returncode == 2
    assert (site / NEW).read_text("utf-8") == "mine"
    begun(site, "-o", "draft.md", path="draft.md")
    begun(site, "--force")
    assert (site / NEW).read_text("utf-8") == (site / "draft.md").read_text("utf-8")


def test_the_same_in_english(site):
    told, text = begun(site, language="en")
    assert "points left to fill or check" in told
    assert "# To do: Date of signature" in text
    assert "<!-- nianbao:todo To do: Say how applications were handled" in text


def test_reminders_show_nowhere(site):
    begun(site)
    change(
        site / NEW,
        "## 五、存在的主要问题及改进情况",
        "```\n<!-- nianbao:todo stays -->\n```\n\n## 五、存在的主要问题及改进情况",
    )
    (site / "docs").mkdir()
    (site / "docs/index.md").write_text("# 首页\n", "utf-8")
    (site / "mkdocs.yml").write_text(
        "site_name: x\ntheme: {name: mkdocs}\nplugins: [search, nianbao: {}]\n", "utf-8"
    )
    run = mkdocs("build", cwd=site)
    assert run.returncode == 0, run.stderr
    page = (site / "site/reports/example-bureau/2024/index.html").read_text("utf-8")
    assert "（五）监督保障" in page
    assert "待填：" not in page
    assert "nianbao:todo stays" in page
    written = [path for path in (site / "site").rglob("*") if path.suffix in {".html", ".json", ".csv", ".md"}]
    assert not [path for path in written if "待填：" in path.read_text("utf-8")]
