"""What the search of the reports is given of each."""

import pytest

from nianbao import archive, render
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.source import safe_prose
from places import ROOT


def records(**options):
    loaded = archive.load(ROOT / "reports")
    context = render.prepared(loaded, check.run((), loaded), render.Options(**options), Messages())
    return {record.path: record for record in render.records(context)}


def test_a_record_says_whose_report_it_is_and_what_its_prose_says():
    record = records()["reports/cangzhou-etdz/2023/index.md"]
    assert record.address == "cangzhou-etdz/2023/"
    assert record.title == "河北沧州经济开发区管委会2023年政府信息公开工作年度报告"
    assert "双随机、一公开" in record.text
    assert "一、总体情况" not in record.text, "every report has it"
    assert record.text.endswith("河北沧州经济开发区管理委员会"), "a name the title doesn't say"
    assert {name: record.filters[name] for name in ("agency", "region", "year")} == {
        "agency": "河北沧州经济开发区管理委员会",
        "region": "河北省沧州市",
        "year": "2023",
    }


def test_addresses_name_files_where_the_site_wants_them():
    found = records(directory_urls=False, path="gk/年报")
    assert found["gk/年报/cangzhou-etdz/2023/index.md"].address == "cangzhou-etdz/2023/index.html"


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("一公开\n\n二公开", "一公开 二公开"),
        ("**新**媒体，[网站](https://example.org/a)", "新媒体，网站"),
        ("前<!-- 内部 -->后 <b>粗</b><script>x</script>", "前后 粗"),
        ("> 引用\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |", "引用 甲 乙 1 2"),
        ("`A < B` &amp; C", "A < B & C"),
        ("1．列出\n2．再列", "1．列出 2．再列"),
    ],
)
def test_words_are_what_a_page_shows(markdown, words):
    assert safe_prose.words(safe_prose.closed(markdown)) == words
