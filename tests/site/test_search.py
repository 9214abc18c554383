"""What is found: in the search of a theme, and in that of the reports, in files and in a browser."""

import gzip
import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from browsing import CHROMIUM, NODE, served
from browsing import pytestmark as of_browsers
from mkdocs_sites import THEMES, build, change, configure, read
from nianbao.search_index import _items
from places import ROOT, TESTS
from running import mkdocs, preview, process
from searching import needs_pagefind, with_program


def in_browser(test):
    """Mark a test that needs Chromium."""
    for mark in of_browsers:
        test = mark(test)
    return test


WORDS = ("双随机", "沧州", "先进制造业", "新媒体", "城中村改造", "教育")


def looked(script, address, *words):
    """Return what a script of tests/browser sees of a site."""
    command = [NODE, script, address, CHROMIUM, *words]
    run = subprocess.run(command, cwd=TESTS / "browser", capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def theme_index(site):
    return json.loads(read(site, "search/search_index.json"))


def listed(site):
    return {entry["location"]: entry for entry in theme_index(site)["docs"]}


def search_files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("theme", THEMES)
def test_the_search_of_a_theme_lists_the_index_and_agencies_by_a_line(site, theme):
    configure(site, theme, options="handback: true")
    assert build(site).returncode == 0
    entries = listed(site)
    ours = {location for location in entries if location.startswith("reports/")}
    assert ours == {"reports/", "reports/example-bureau/"}
    words = re.sub(r"<[^>]*>|\u200b", "", entries["reports/example-bureau/"]["text"])
    assert words.endswith("政府信息公开工作年度报告 · 2022—2023 年")
    assert re.sub("\u200b", "", entries["reports/example-bureau/"]["title"]) == "示例市示例局"
    assert len(read(site, "search/search_index.json")) < 5000


def test_chinese_words_are_found_in_material(site):
    pytest.importorskip("jieba")
    configure(site, "material")
    done = build(site)
    assert "jieba" not in done.stderr
    assert listed(site)["reports/example-bureau/"]["title"].split("\u200b") == ["示例", "市", "示例", "局"]


@pytest.mark.parametrize("search", ["search", "search: {lang: zh}", "search: {lang: [zh, en]}"])
def test_the_search_of_mkdocs_gets_languages_that_browsers_speak(site, search):
    configure(site)
    (site / "mkdocs.yml").write_text(
        f"site_name: 示例\ntheme: {{name: mkdocs, locale: zh_CN}}\nplugins:\n  - {search}\n  - nianbao\n",
        encoding="utf-8",
    )
    assert build(site).returncode == 0
    assert theme_index(site)["config"]["lang"] == ["en", "ja"]
    assert not (site / "site/search/lunr.zh.js").exists()


def test_other_languages_stay(site):
    configure(site)
    assert build(site).returncode == 0
    assert theme_index(site)["config"]["lang"] == ["en"]


@needs_pagefind
def test_an_index_of_the_reports_is_made_as_the_site_is_built(site):
    configure(site)
    assert build(site, "--strict").returncode == 0
    files = search_files(site / "site/reports/search")
    assert {name for name in files if "/" not in name} == {
        "pagefind.js",
        "pagefind-worker.js",
        "pagefind-entry.json",
        "wasm.unknown.pagefind",
        next(name for name in files if name.endswith(".pf_meta")),
    }
    texts = [gzip.decompress(data).decode() for name, data in files.items() if name.startswith("fragment/")]
    assert len(texts) == 2
    assert any("改 进 了 网 站 检 索。" in text for text in texts)
    assert not any("申请人情况" in text.replace(" ", "") for text in texts), "tables are not searched"
    assert '<div class="nb nb-report" lang="zh-CN" data-nb-search="../../search/">' in read(site)
    assert 'data-nb-search="search/"' in read(site, "reports/index.html")


@needs_pagefind
def test_pieces_of_prose_no_page_shows_are_not_in_the_index(site):
    change(site, "改进了网站检索。", "改进了**网站**检索。<!-- 内部 --><script>恶意</script> A < B")
    configure(site)
    assert build(site).returncode == 0
    files = search_files(site / "site/reports/search")
    texts = "".join(gzip.decompress(data).decode() for name, data in files.items() if name.startswith("fragment/"))
    assert "改进了网站检索。A < B" in re.sub(r"(?<=[^\x00-\x7f]) ", "", texts)
    assert "内 部" not in texts
    assert "恶 意" not in texts


@needs_pagefind
def test_builds_of_the_same_reports_give_the_same_index_even_at_once(site):
    configure(site)
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda name: process("mkdocs", "build", "-d", name, cwd=site), ("a", "b", "c")))
    assert [run.returncode for run in done] == [0, 0, 0]
    first, *others = (search_files(site / name / "reports/search") for name in ("a", "b", "c"))
    assert all(other == first for other in others)
    assert len(first) > 8


@needs_pagefind
def test_the_index_names_the_files_there_are(site):
    configure(site)
    assert build(site).returncode == 0
    files = search_files(site / "site/reports/search")
    language = json.loads(files["pagefind-entry.json"])["languages"]["unknown"]
    meta = gzip.decompress(files[f"pagefind.{language['hash']}.pf_meta"]).removeprefix(b"pagefind_dcd")
    filters = [_items(item, 0) for item in _items(_items(meta, 0)[3], 0)]
    assert {name[1:].decode() for name, _ in filters} == {"agency", "kind", "status", "year"}
    for title, name in filters:
        content = gzip.decompress(files[f"filter/{name[1:].decode()}.pf_filter"]).removeprefix(b"pagefind_dcd")
        own, values = _items(content, 0)
        assert own == title
        assert _items(values, 0) == sorted(_items(values, 0))


@pytest.mark.parametrize("options", ["search: off", "search: 'off'"])
def test_without_a_search_the_index_is_as_it_was(site, options):
    configure(site, options=options)
    assert build(site, "--strict").returncode == 0
    assert not (site / "site/reports/search").exists()
    page = read(site, "reports/index.html")
    assert "data-nb-search" not in page
    assert "nb-found" not in page
    assert 'placeholder="机关名称、简称或地区"' in page


def test_a_preview_has_no_search(site):
    configure(site)
    done = preview(site)
    assert done.returncode == 0, done.stderr
    assert not (site / "site/reports/search").exists()
    assert "data-nb-search" not in read(site, "reports/index.html")


@needs_pagefind
def test_what_is_excluded_is_not_found(site):
    configure(site, more="exclude_docs: reports/example-bureau/2022/\n")
    assert build(site).returncode == 0
    files = search_files(site / "site/reports/search")
    assert len([name for name in files if name.startswith("fragment/")]) == 1


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 1", "Pagefind 没有回答就结束了。"),
        (
            "printf 'eyJtZXNzYWdlX2lkIjowLCJwYXlsb2FkIjp7InR5cGUiOiJFcnJvciIsIm1lc3NhZ2UiOiJmdWxsIn19,'; cat",
            "Pagefind 报告“full”。",
        ),
        (None, "Pagefind 不能启动："),
        ("echo no,", "Pagefind 的回答看不懂，请换一个版本。"),
    ],
)
def test_a_program_that_fails_leaves_a_warning_and_a_site(site, tmp_path_factory, script, why):
    configure(site)
    env = with_program(tmp_path_factory.mktemp("packages"), script)
    done = process("mkdocs", "build", cwd=site, env=env)
    assert done.returncode == 0, done.stderr
    warnings = [line for line in done.stderr.splitlines() if "WARNING" in line]
    assert len(warnings) == 1
    assert f"报告的搜索没有做成：{why}" in warnings[0]
    assert "Traceback" not in done.stderr
    assert "data-nb-table" in read(site)
    assert not (site / "site/reports/search").exists()


SITES = {
    "material": ("{name: material, font: false, language: zh}", ""),
    "material, swapping pages": (
        "{name: material, font: false, language: zh, features: [navigation.instant]}",
        "use_directory_urls: false\nsite_url: ADDRESS\n",
    ),
    "mkdocs": ("{name: mkdocs, locale: zh_CN, highlightjs: false}", ""),
    "readthedocs": ("{name: readthedocs, locale: zh_CN, highlightjs: false}", "use_directory_urls: false\n"),
}


@pytest.fixture
def reports(tmp_path):
    """The reports of the example site, one of which speaks of 教育."""
    shutil.copytree(ROOT / "reports", tmp_path / "reports")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# 首页\n", encoding="utf-8")
    source = tmp_path / "reports/xining-etdz/2022.md"
    source.write_text(source.read_text(encoding="utf-8") + "\n\n公开了义务教育招生信息。\n", encoding="utf-8")
    return tmp_path


# What each theme finds: Material words, the others what stands between marks.
FOUND_BY_THEMES = {
    "material": {"沧州", "制造业", "河北沧州经济开发区管委会"},
    "mkdocs": {"河北沧州经济开发区管委会"},
    "readthedocs": {"河北沧州经济开发区管委会"},
}


@in_browser
@pytest.mark.parametrize("name", FOUND_BY_THEMES)
def test_the_search_of_a_theme_finds_agencies_and_throws_nothing(reports, name):
    if name == "material":
        pytest.importorskip("jieba")
    (reports / "mkdocs.yml").write_text(
        f"site_name: 示例\ntheme: {SITES[name][0]}\nplugins: [search, nianbao: {{fail_on: never, search: off}}]\n",
        encoding="utf-8",
    )
    assert mkdocs("build", cwd=reports).returncode == 0
    with served(reports / "site") as address:
        seen = looked("theme_search.mjs", address, *FOUND_BY_THEMES["material"])
    assert seen["errors"] == []
    assert {word for word, titles in seen["found"].items() if titles} == FOUND_BY_THEMES[name]
    assert "河北沧州经济开发区管理委员会" in seen["found"]["河北沧州经济开发区管委会"]


@in_browser
@needs_pagefind
@pytest.mark.parametrize("name", SITES)
def test_what_a_person_finds(reports, name):
    theme, more = SITES[name]
    index = "reports/index.html" if "directory_urls" in more else "reports/"
    with served(reports / "served") as where:
        address = f"{where}deep/er/"
        (reports / "mkdocs.yml").write_text(
            f"site_name: 示例\ntheme: {theme}\nsite_dir: served/deep/er\n{more.replace('ADDRESS', address)}"
            "plugins: [search, nianbao: {fail_on: never}]\n",
            encoding="utf-8",
        )
        done = mkdocs("build", cwd=reports)
        assert done.returncode == 0, done.stderr
        command = [NODE, "search.mjs", address, CHROMIUM, index, *WORDS]
        run = subprocess.run(
            command, cwd=TESTS / "browser", capture_output=True, text=True, check=False, timeout=300
        )
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout)
    assert seen["before"] == 0, "nothing is loaded before the first use"
    loaded = [(reports / "served" / path.lstrip("/")).stat().st_size for path in seen["first"]]
    assert 0 < sum(loaded) < 1_000_000
    cangzhou = "河北沧州经济开发区管委会2023年政府信息公开工作年度报告"
    for word in WORDS:
        found = seen["found"][word]
        assert found["said"] == f"{len(found['titles'])} 份报告里有"
        assert set(found["marks"]) == {word}
    assert seen["found"]["双随机"]["titles"] == [cangzhou]
    assert seen["found"]["沧州"]["titles"] == [cangzhou]
    assert len(seen["found"]["新媒体"]["titles"]) == 5
    assert [title[:3] for title in seen["found"]["先进制造业"]["titles"]] == ["尉氏县"]
    assert [title[:2] for title in seen["found"]["教育"]["titles"]] == ["西宁"]
    assert seen["nothing"] == {"said": "报告里没有", "titles": [], "marks": []}
    assert seen["narrowed"]["2023"]["titles"] == [cangzhou] == seen["again"]
    assert seen["narrowed"]["2024"]["titles"] == []
    assert cangzhou in seen["title"]
    assert [one["title"] for one in seen["api"]] == [cangzhou]
    assert re.fullmatch(r"….*<mark>双随机</mark>.*…", seen["api"][0]["excerpt"])
    assert seen["none"] == []
    assert seen["kept"] == 1
    assert seen["opens"] == [200]
    assert seen["faults"] == []
    assert seen["wide"] <= 0
    assert [error for error in seen["errors"] if "sitemap.xml" not in error] == []


@in_browser
@needs_pagefind
def test_reports_are_found_above_an_index_that_lists_nobody(site):
    lines = [f"- {{标识: a{n:03}, 名称: 第{n}局, 地区: 第{n % 7}区}}\n" for n in range(501)]
    with (site / "reports/agencies.yml").open("a", encoding="utf-8") as register:
        register.write("".join(lines))
    configure(site, "material", options="fail_on: never")
    assert build(site).returncode == 0
    assert "data-nb-names" in read(site, "reports/index.html")
    with served(site / "site") as address:
        seen = looked("search.mjs", address, "reports/", "改进了网站检索")
    assert len(seen["found"]["改进了网站检索"]["titles"]) == 2
    assert seen["opens"] == [200, 200]
    assert [error for error in seen["errors"] if "sitemap.xml" not in error] == []
