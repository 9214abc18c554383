"""Sameness: copies are found whatever names and figures they carry; honest reports are not called copies."""

import gc
import random
import weakref

import pytest

from nianbao import archive
from nianbao.analysis.similarity import shingles
from nianbao.checking import check
from nianbao.checking.analyses import Analyses
from nianbao.messages import Messages
from nianbao.rules import CATALOGUE
from places import ROOT

RULES = [rule for rule in CATALOGUE if rule.code.startswith("DUP")]
STOCK = [
    "根据《中华人民共和国政府信息公开条例》第五十条规定，现公布{name}{year}年政府信息公开工作年度报告。",
    "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、政府信息公开行政复议、行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成。",
    "本报告中所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
    "本年度未收到公民、法人和其他组织提出的政府信息公开申请。",
    "{year}年{name}未发生因政府信息公开申请行政复议、提起行政诉讼的情况。",
    "本年度没有收取信息处理费，无其他需要报告的事项。",
    "{name}政府信息公开工作虽然取得了一定成绩，但仍存在一些不足和问题，主要是公开内容不够全面，更新不够及时。",
]
# Characters of the block in order of code point, far from the words above: texts that only chance makes alike.
LETTERS = [chr(code) for code in range(0x4E00, 0x8000) if code % 7 == 3]
NAMES = ["东", "南", "西", "北", "中", "左", "右", "上", "下", "前", "后", "内", "外"]


def sentences(seed, count):
    rng = random.Random(seed)
    return [
        "{name}在{year}年" + "".join(rng.choices(LETTERS, k=rng.randrange(18, 40))) + "{figure}件。"
        for _ in range(count)
    ]


def name_of(agency):
    return f"示例市{NAMES[int(agency[1:]) % len(NAMES)]}{NAMES[int(agency[1:]) // len(NAMES)]}局"


def lay_out(root, reports):
    """Write reports {(agency, year): sentences}, each with its own name, year and figures, and load them."""
    home = root / "reports"
    home.mkdir()
    agencies = sorted({agency for agency, _ in reports})
    (home / "agencies.yml").write_text(
        "".join(f"- {{id: {a}, name: {name_of(a)}}}\n" for a in agencies), encoding="utf-8"
    )
    for (agency, year), said in reports.items():
        rng = random.Random(f"{agency}{year}")
        prose = "\n\n".join(
            text.format(name=name_of(agency), year=year, figure=rng.randrange(900)) for text in said
        )
        (home / agency).mkdir(exist_ok=True)
        (home / agency / f"{year}.md").write_text(
            f"---\n机关: {agency}\n年度: {year}\n---\n\n{STOCK[0].format(name=name_of(agency), year=year)}\n\n## 一、总体情况\n\n{prose}\n",
            encoding="utf-8",
        )
    return archive.load(home)


def found(loaded, code="DUP902"):
    verdicts = check.run(RULES, loaded)
    return {(f.location.file.split("/")[-2], f.fields.get("agency")) for f in verdicts.findings if f.code == code}


def test_the_example_reports_are_all_different():
    loaded = archive.load(ROOT / "reports")
    assert not list(check.run(RULES, loaded).findings)
    corpus = Analyses(loaded).corpus
    assert all(corpus.profile(report).is_enough for report in loaded.reports)


@pytest.mark.parametrize("kept", [1.0, 0.75, 0.5])
def test_a_copy_with_names_and_figures_exchanged_is_found(tmp_path, kept):
    model, new = sentences("model", 24), sentences("new", 24)
    count = round(kept * 24)
    copy = [*model[:count], *new[count:]]
    random.Random(5).shuffle(copy)
    others = {(f"a{n}", 2023): sentences(n, 24) for n in range(3, 9)}
    loaded = lay_out(tmp_path, {("a1", 2023): model, ("a2", 2023): copy, **others})
    assert found(loaded) == {("a1", "a2"), ("a2", "a1")}


def test_a_finding_names_the_other_and_quotes_a_passage(tmp_path):
    model = sentences("model", 12)
    loaded = lay_out(tmp_path, {("a1", 2023): model, ("a2", 2023): model})
    judgement = check.run(RULES, loaded).judgements[1]
    finding = next(finding for finding in judgement.findings if finding.code == "DUP902")
    assert finding.fields["other"] == name_of("a1")
    assert finding.fields["share"] == 100
    source = (tmp_path / "reports/a2/2023.md").read_text(encoding="utf-8").split("\n")
    line = source[finding.location.line - 1]
    assert line[finding.location.column - 1 :].startswith(finding.fields["passage"].rstrip("…")[:8])
    other = (tmp_path / "reports/a1/2023.md").read_text(encoding="utf-8").split("\n")
    assert finding.elsewhere[0].file.endswith("a1/2023.md")
    assert len(other) >= finding.elsewhere[0].line
    message = Messages("zh").finding(finding, judgement.entry.report.form).message
    assert name_of("a1") in message
    assert "100%" in message


def test_stock_phrases_make_nobody_the_same(tmp_path):
    reports = {(f"a{n}", 2023): [*STOCK[1:], *sentences(n, 6)] for n in range(1, 4)}
    assert not found(lay_out(tmp_path, reports))


def test_reports_of_stock_phrases_alone_are_too_short_to_tell(tmp_path):
    loaded = lay_out(tmp_path, {(f"a{n}", 2023): STOCK[1:] for n in range(1, 4)})
    answers = {
        verdict.reason
        for judgement in check.run(RULES, loaded).judgements
        for code, verdict in judgement.verdicts
        if code == "DUP902"
    }
    assert answers == {"little-text"}


def test_sentences_many_reports_share_are_nobodys(tmp_path):
    """A county's own phrases, which no list can know: each report has ten of twenty, in another order."""
    pool = sentences("pool", 20)
    rng = random.Random(3)
    reports = {(f"a{n}", 2023): rng.sample(pool, 10) + sentences(n, 10) for n in range(1, 41)}
    assert not found(lay_out(tmp_path, reports))


def test_a_text_a_whole_county_copies_is_found_all_the_same(tmp_path):
    model = sentences("model", 20)
    copies = {(f"a{n}", 2023): model for n in range(1, 31)}
    others = {(f"a{n}", 2023): sentences(n, 20) for n in range(31, 61)}
    assert {agency for agency, _ in found(lay_out(tmp_path, {**copies, **others}))} == {
        agency for agency, _ in copies
    }


def test_only_the_same_year_is_compared(tmp_path):
    model = sentences("model", 20)
    assert not found(lay_out(tmp_path, {("a1", 2023): model, ("a2", 2022): model}))


@pytest.mark.parametrize(("kept", "same"), [(24, True), (23, True), (16, False), (0, False)])
def test_last_years_text(tmp_path, kept, same):
    model = sentences("model", 24)
    now = [*model[:kept], *sentences("new", 24)[kept:]]
    loaded = lay_out(tmp_path, {("a1", 2022): model, ("a1", 2023): now})
    assert bool(found(loaded, "DUP901")) is same


def test_a_passage_that_stands_twice_is_located_twice(tmp_path):
    said = sentences("model", 8)
    loaded = lay_out(tmp_path, {("a1", 2023): [*said, "又：" + "".join(said[2:5])]})
    (finding,) = check.run(RULES, loaded).findings
    assert finding.code == "DUP903"
    lines = (tmp_path / "reports/a1/2023.md").read_text(encoding="utf-8").split("\n")
    first, again = finding.elsewhere[0], finding.location
    assert finding.fields["line"] == first.line < again.line
    letters = said[2].split("年")[1][:8]
    assert letters in lines[first.line - 1]
    assert letters in lines[again.line - 1]


def test_the_order_of_agencies_changes_nothing(tmp_path):
    model = sentences("model", 20)
    reports = {(f"a{n}", 2023): sentences(n, 20) for n in range(1, 12)} | {
        ("a3", 2023): model,
        ("a7", 2023): model,
    }
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = found(lay_out(tmp_path / "one", reports))
    two = found(lay_out(tmp_path / "two", dict(reversed(reports.items()))))
    assert one == two == {("a3", "a7"), ("a7", "a3")}


def test_nothing_keeps_an_archive_alive(tmp_path):
    loaded = lay_out(tmp_path, {("a1", 2023): sentences(1, 12), ("a2", 2023): sentences(2, 12)})
    analyses = Analyses(loaded)
    check.run(RULES, loaded, analyses=analyses)
    corpus, reports = weakref.ref(analyses.corpus), weakref.ref(loaded)
    del loaded, analyses
    gc.collect()
    assert corpus() is None
    assert reports() is None


def test_names_and_regions_are_taken_out_whole():
    names = shingles.names(["原平经济技术开发区管理委员会", "原平开发区"], "山西省忻州市原平市")
    assert {"山西省", "山西", "忻州市", "忻州", "原平市", "原平", "山西省忻州市原平市"} <= set(names)
    said = shingles.essence(
        ["山西省原平开发区2023年办理十二件（<b>其中</b>[甲](http://a.cn/b)）{{ 申请.本年新收.总计 }}"], names
    )
    assert said == "年办理件其中甲"


def test_origins_follow_the_essence():
    texts = ["甲乙12丙丁", "<!-- 无 -->戊局己{{ 申请.本年新收.总计 }}庚"]
    said = shingles.essence(texts, ["局"])
    assert said == "甲乙丙丁戊己庚"
    assert "".join(texts[number][offset] for number, offset in shingles.origins(texts, ["局"])) == said


def test_repeats_do_not_overlap():
    once = "".join(random.Random(1).sample(LETTERS, 90))
    assert [(r.first, r.second, r.length) for r in shingles.repeats(f"{once}甲乙{once}")] == [(0, 92, 90)]
    assert shingles.repeats(once[:70] + "甲" + once[:70]) == ()
    for repeat in shingles.repeats("甲乙" * 300):
        assert repeat.first + repeat.length <= repeat.second
