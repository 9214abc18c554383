"""The time a check takes grows with the length of a text, not with its square; what is not read is told."""

import functools
import random
from datetime import date

import pytest

from growth import assert_in_proportion
from nianbao import archive
from nianbao.analysis.claims.text import LONGEST_PARAGRAPH, LONGEST_SENTENCE
from nianbao.checking.check import ALIKE, MOST, run
from nianbao.messages import Messages
from nianbao.reporters import FORMATS
from nianbao.rules import CATALOGUE
from patterns import attacks, patterns, searched
from places import CASES

BASE = CASES / "rules/base"
# Patterns that are only ever matched at the beginning of a line or label, and readers of other files, which have
# bounds of their own.
ANCHORED = {"nianbao.render.pages.embedding._FENCE", "nianbao.source.reading._SLIPS"}
OTHERS = ("nianbao.importers", "nianbao.analysis.personal_data")
SCANNING = {
    name: pattern for name, pattern in patterns(without=OTHERS).items() if name.rpartition(".")[0] not in ANCHORED
}
# What is repeated, with a full stop now and then, so that sentences stay short enough to be read.
REPEATED = {
    "digits": "1 ",
    "counts": "1件",
    "claims": "收到申请1件，",
    "parts": "其中自然人1件，",
    "brackets": "（1件）",
    "open brackets": "（收到申请1件",
    "other bodies": "教育局收到申请1件，",
    "nothing": "未收到行政复议、",
    "years": "2022年，本年 ",
    "fees": "收取信息公开处理费1元，",
    "comments": "<!--",
    "blanks": " ",
    "headings": "\n## a\n",
    "quotes": "{{ a.b.c }}",
    "shares": "占10%，同比增长3%，",
}


def judged(folder, prose, cells=()):
    """Judge the base report of 2023 with more prose, or with other cells."""
    home = folder / "reports/example-bureau"
    home.mkdir(parents=True, exist_ok=True)
    (folder / "reports/agencies.yml").write_text((BASE / "agencies.yml").read_text("utf-8"), encoding="utf-8")
    text = (BASE / "2023.md").read_text("utf-8").replace("改进了网站检索。", f"改进了网站检索。{prose}")
    for old, new in cells:
        assert old in text
        text = text.replace(old, new, 1)
    (home / "2023.md").write_text(text, encoding="utf-8")
    return run(CATALOGUE, archive.load(folder / "reports"), today=date(2024, 1, 1))


def codes(verdicts):
    return [(finding.code, finding.variant) for finding in verdicts.findings]


@pytest.mark.parametrize("name", SCANNING)
def test_a_pattern_takes_time_in_proportion(name):
    """No text made of what a pattern looks for makes it look at the same characters again and again."""
    chance = random.Random(name)
    for begin, unit, end in attacks(SCANNING[name], chance, 12):
        few, many = (begin + unit * (size // len(unit)) + end for size in (4000, 8000))
        search = functools.partial(searched, SCANNING[name])
        assert_in_proportion(search, few, many, limit=3, least=0.1, said=(begin, unit, end))


@pytest.mark.slow
@pytest.mark.parametrize("name", REPEATED)
def test_twice_the_prose_takes_twice_the_time(tmp_path, name):
    """Load, rules and all reporters."""

    def judge(size):
        unit = REPEATED[name]
        sentences = [unit * (LONGEST_SENTENCE // len(unit) - 1) for _ in range(size // LONGEST_SENTENCE)]
        prose = "".join(said + ("。" if at % 8 else "。\n\n") for at, said in enumerate(sentences))
        verdicts = judged(tmp_path, prose)
        for write in FORMATS.values():
            write(verdicts, Messages())

    judge(4000)
    # Four times the text; with the square it would be sixteen times the time.
    assert_in_proportion(judge, 20_000, 80_000, limit=8, least=0.1)


def test_a_sentence_without_end_is_told(tmp_path):
    found = judged(tmp_path, "本年收到申请1件，" * (LONGEST_SENTENCE // 9 + 1) + "。")
    assert ("TXT612", "sentence") in codes(found)
    assert not [code for code, _ in codes(found) if code == "TXT601"]


def test_a_paragraph_without_end_is_told(tmp_path):
    found = judged(tmp_path, "\n\n" + "本年收到申请1件。" * (LONGEST_PARAGRAPH // 9 + 1))
    assert ("TXT612", "paragraph") in codes(found)


def test_the_same_fault_again_and_again_is_counted(tmp_path):
    verdicts = judged(tmp_path, "{{ a.b.c }}" * 5000 + "{{ x.y.z }}")
    found = [finding for finding in verdicts.findings if finding.code == "SRC007"]
    assert len(found) == ALIKE + 2
    assert [finding.fields["path"] for finding in found if finding.variant == "default"].count("x.y.z") == 1
    more = [finding for finding in found if finding.variant == "more"]
    assert more[0].fields["count"] == 5000 - ALIKE
    for write in FORMATS.values():
        for language in ("zh", "en"):
            assert "{" not in Messages(language).finding(more[0], None).message
            assert str(5000 - ALIKE) in write(verdicts, Messages(language))


def test_faults_without_number_do_not_drown_others(tmp_path):
    verdicts = judged(tmp_path, "".join(f"{{{{ a.b.c{at} }}}}" for at in range(2000)))
    found = [finding for finding in verdicts.findings if finding.code == "SRC007"]
    assert len(found) == MOST + 1
    assert len({finding.fingerprint for finding in found}) == MOST + 1


def test_a_waiver_answers_for_those_that_are_only_counted(tmp_path):
    waiver = ("---\n", "---\n说明:\n  - {规则: SRC007, 理由: 引用写在代码里, 署名: 某人}\n")
    verdicts = judged(tmp_path, "{{ a.b.c }}" * 100, [waiver])
    found = [finding for finding in verdicts.findings if finding.code == "SRC007"]
    assert len(found) == ALIKE + 1
    assert all(finding.waived for finding in found)


NINES = "9" * 5000
ENDLESS = {
    "a count": (("215", NINES), "FIG203", "digits"),
    "decimals": (("12.5", f"1.{NINES}"), "FIG203", "digits"),
    "thirty digits": (("215", "9" * 30), "FIG203", "digits"),
    "a number in the prose": (("改进了网站检索。", f"本年收到政府信息公开申请{NINES}件。"), "TXT612", "sentence"),
    "ten thousands": (("改进了网站检索。", f"本年收到政府信息公开申请{NINES}万件。"), "TXT612", "sentence"),
    "in words": (("改进了网站检索。", f"本年收到政府信息公开申请{'九' * 5000}件。"), "TXT612", "sentence"),
    "twenty digits": (("改进了网站检索。", f"本年收到政府信息公开申请{'9' * 20}件。"), "TXT612", "number"),
    "a fee": (("改进了网站检索。", f"收取信息公开处理费{NINES}元。"), "TXT609", "digits"),
    "the year": (("年度: 2023", f"年度: {NINES}"), "SRC004", "year"),
    "a date": (("2024-01-15", NINES), "SRC004", "date"),
}


@pytest.mark.parametrize("case", ENDLESS)
def test_a_number_without_end_is_text_with_a_finding(tmp_path, case):
    swap, code, variant = ENDLESS[case]
    verdicts = judged(tmp_path, "", [swap])
    assert (code, variant) in codes(verdicts)
    for write in FORMATS.values():
        write(verdicts, Messages())
