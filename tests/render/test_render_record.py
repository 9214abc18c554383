"""What a report is filed under, on its page: a list of its own in the head, its course in the foot."""

import pytest
from bs4 import BeautifulSoup

from rendering import articles

STATED = """\
索引号: 000123456/2024-00017
文号: 松政函〔2024〕9号
成文日期: 2024-01-12
有效性: 有效 & <b>
报送日期: 2024-01-20
退回日期: [2024-01-22, 2024-01-24]
"""
PAGE = "reports/x/2023/index.md"


def page_of(folder, monkeypatch, facts, **options):
    """The page of a report that states some facts."""
    home = folder / "reports/x"
    home.mkdir(parents=True)
    (folder / "reports/agencies.yml").write_text("- {id: x, name: 松岭县档案局}\n", encoding="utf-8")
    (home / "2023.md").write_text(f"---\n机关: x\n年度: 2023\n{facts}---\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    return BeautifulSoup(articles(**options)[PAGE], "html.parser")


def facts_in(page, within):
    """What a list on a page says: the name of each fact and its values, by key."""
    return {
        item["data-nb-fact"]: (item.dt.get_text(), item.dd.get_text(" ", strip=True))
        for item in page.select(f"{within} [data-nb-fact]")
    }


@pytest.mark.parametrize(
    ("language", "name", "names"),
    [
        ("zh", "信息公开属性", ("索引号", "文号", "成文日期", "有效性", "报送日期", "退回日期")),
        ("en", "Catalogue entry", ("Index number", "Document number", "Written on", "In force", "Handed in on", "Returned on")),
    ],
)  # fmt: skip
def test_facts_are_listed_in_the_order_of_pages(tmp_path, monkeypatch, language, name, names):
    page = page_of(tmp_path, monkeypatch, STATED, language=language)
    (block,) = page.select(".nb-particulars")
    assert (block["aria-label"], block.p.get_text()) == (name, name)
    assert facts_in(page, ".nb-particulars") == {
        "index_number": (names[0], "000123456/2024-00017"),
        "document_number": (names[1], "松政函〔2024〕9号"),
        "written": (names[2], "2024-01-12"),
        "valid": (names[3], "有效 & <b>"),
    }
    assert facts_in(page, ".nb-provenance") == {
        "handed_in": (names[4], "2024-01-20"),
        "returned": (names[5], "2024-01-22 2024-01-24"),
    }


def test_a_report_that_states_none_has_no_list(tmp_path, monkeypatch):
    page = page_of(tmp_path, monkeypatch, "")
    assert not page.select(".nb-particulars, .nb-provenance, [data-nb-fact]")


def test_the_course_alone_stands_in_the_foot(tmp_path, monkeypatch):
    page = page_of(tmp_path, monkeypatch, "报送日期: [2024-01-20]\n")
    assert not page.select(".nb-particulars")
    assert facts_in(page, ".nb-provenance") == {"handed_in": ("报送日期", "2024-01-20")}
