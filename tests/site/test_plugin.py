"""The plugin in real MkDocs: builds in each theme, strictness, options, and a `serve` that lives on."""

import errno
import json
import os
import re
import tempfile
import zipfile

import pytest

from mkdocs_sites import THEMES, Served, build, change, configure, read
from running import mkdocs


def break_a_sum(site):
    change(site, "予以公开: [40, 10, 1, 0, 2, 2, 55]", "予以公开: [40, 10, 1, 0, 2, 2, 54]")


@pytest.mark.parametrize("theme", THEMES)
def test_strict_build_in_each_theme(site, theme):
    configure(site, theme, more="nav: [{首页: index.md}, {年报: reports/index.md}]\nvalidation: {anchors: warn}\n")
    done = build(site, "--strict")
    assert done.returncode == 0, done.stderr
    html = read(site)
    assert html.count("data-nb-table=") == 3
    assert html.count("<h1") == 1
    assert '<h2 id="applications">' in html
    assert not re.search(r"nb[0-9a-f]{24}x\d+x", html)
    assert "assets/nianbao.css" in html
    assert "示例市示例局2023年政府信息公开工作年度报告" in html[: html.index("</title>")]
    assert "年报" in html, "the index is in the navigation"
    data = json.loads(read(site, "reports/example-bureau/2023/report.json"))
    assert data["tables"]["applications"]["new"]["total"] == 78
    assert (site / "site/reports/example-bureau/2023/report.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert not re.search(r"nb[0-9a-f]{24}x\d+x", read(site, "search/search_index.json"))
    assert json.loads(read(site, "reports/example-bureau/2023/badge.json"))["schemaVersion"] == 1
    assert read(site, "reports/example-bureau/2023/badge.svg").startswith("<svg ")
    assert "[![年报核对](https://example.org/x/reports/example-bureau/2023/badge.svg)]" in html


def test_two_builds_give_the_same_bytes(site):
    configure(site, "material")
    builds = []
    for name in ("one", "two"):
        assert build(site, "-d", name).returncode == 0
        home = site / name / "reports"
        builds.append({p.relative_to(home): p.read_bytes() for p in sorted(home.rglob("*")) if p.is_file()})
    assert builds[0] == builds[1]
    assert len(builds[0]) > 30


def test_strict_build_fails_on_an_error_and_names_the_place(site):
    configure(site)
    break_a_sum(site)
    done = build(site, "--strict")
    assert done.returncode == 1
    assert "reports/example-bureau/2023.md:17:30 SUM303 申请" in done.stderr
    assert "Traceback" not in done.stderr
    assert build(site).returncode == 0
    assert 'data-nb-finding="SUM303 SUM302"' in read(site) or 'data-nb-finding="SUM302 SUM303"' in read(site)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ("fail_on: never", 0),
        ("fail_on: error", 1),
        ("rules: {SUM302: off, SUM303: off}", 0),
        ("rules: {SUM302: warning, SUM303: info}", 0),
        ("fail_on: warning, rules: {SUM302: warning, SUM303: info}", 1),
    ],
)
def test_what_fails_a_strict_build(site, options, code):
    configure(site, options=options)
    break_a_sum(site)
    done = build(site, "--strict")
    assert done.returncode == code, done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("rules: {SUM999: off}", "SUM999"),
        ("rules: {SUM303: loud}", "loud"),
        ("rules: {SUM303: [1]}", "SUM303"),
        ("rules: [SUM303]", "rules"),
        ("path: ../x", "../x"),
        ("path: ''", "path"),
        ("findings: some", "findings"),
        ("fail_on: info", "fail_on"),
        ("language: fr", "language"),
        ("downloads: [pdf]", "downloads"),
        ("reports_dir: nowhere", "nowhere"),
        ("colour: red", "colour"),
    ],
)
def test_wrong_options_are_named(site, options, said):
    configure(site, options=options)
    done = build(site, "--strict")
    assert done.returncode != 0
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_options_take_effect(site):
    configure(site, options="path: gk/nianbao, language: en, findings: none, downloads: [csv]")
    (site / "docs/index.md").write_text("[x](gk/nianbao/index.md)", encoding="utf-8")
    done = build(site, "--strict")
    assert done.returncode == 0, done.stderr
    html = read(site, "gk/nianbao/example-bureau/2023/index.html")
    assert "Received" in html
    assert "nb-verdict" not in html
    assert "report.csv" in html
    assert "report.json" not in html
    assert not (site / "site/gk/nianbao/example-bureau/2023/report.json").exists()
    assert json.loads(read(site, "gk/nianbao/example-bureau/2023/badge.json"))["message"] == "published"


def text_of(path):
    """Everything a file says, also one that is an archive of others."""
    if not zipfile.is_zipfile(path):
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as zipped:
        return "\n".join(zipped.read(name).decode("utf-8", "replace") for name in zipped.namelist())


@pytest.mark.parametrize(
    ("findings", "shown", "hidden"),
    [("all", ["SUM303", "FIG202"], []), ("errors", ["SUM303"], ["FIG202"]), ("none", [], ["SUM303", "FIG202"])],
)
def test_no_file_of_the_site_says_more_than_findings_allows(site, findings, shown, hidden):
    break_a_sum(site)
    change(site, "行政强制: 0", "行政强制: /")
    configure(site, options=f"findings: {findings}, fail_on: never")
    assert build(site, "--strict").returncode == 0
    homes = [site / "site/reports/example-bureau", site / "site/reports/data"]
    files = {path: text_of(path) for home in homes for path in home.rglob("*") if path.is_file()}
    assert {path.name for path in files} >= {"report.json", "report.csv", "badge.json", "badge.svg", "index.html"}
    page = read(site)
    assert all(f'data-nb-finding="{code}' in page or f'{code}"' in page for code in shown)
    # The list of what was skipped names codes, and says nothing of a figure.
    judged = re.compile(r'<details class="nb-answers">.*?</details>', re.DOTALL)
    for path, text in files.items():
        assert not [code for code in hidden if code in judged.sub("", text)], path
        assert ("→ 55" in text) == (findings != "none" and path.name == "index.html" and "2023" in path.parts), (
            path
        )


def test_reports_dir_counts_from_mkdocs_yml(site, tmp_path_factory):
    configure(site)
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    done = mkdocs("build", "-f", site / "mkdocs.yml", "--strict", cwd=elsewhere)
    assert done.returncode == 0, done.stderr


def test_page_of_the_site_is_never_replaced(site):
    configure(site)
    (site / "docs/reports").mkdir()
    (site / "docs/reports/index.md").write_text("# 我的", encoding="utf-8")
    done = build(site)
    assert done.returncode == 1
    assert "reports/index.html" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_directory_addresses_every_link_names_its_file(site):
    configure(site, more="use_directory_urls: false\n")
    assert build(site, "--strict").returncode == 0
    assert 'href="../../rules/index.html"' not in read(site)
    assert 'href="../index.html"' in read(site)


def test_edit_link_leads_to_the_source(site):
    configure(site, more="repo_url: https://example.org/r\nedit_uri: blob/main/docs/\n")
    assert build(site, "--strict").returncode == 0
    assert "https://example.org/r/blob/main/reports/example-bureau/2023.md" in read(site)


def test_attr_list_already_there_and_user_pages_untouched(site):
    configure(site, more="markdown_extensions: [attr_list]\n")
    (site / "docs/own.md").write_text("# 自己的\n\n<script>let own = 1</script>\n", encoding="utf-8")
    assert build(site, "--strict").returncode == 0
    assert "let own = 1" in read(site, "own/index.html")


@pytest.mark.slow
def test_serve_shows_findings_and_lives_through_anything(site):
    configure(site, options="findings: none")
    (site / "docs/index.md").write_text("# 首页\n\n[年报](reports/index.md)\n", encoding="utf-8")
    source = site / "reports/example-bureau/2023.md"
    register = site / "reports/agencies.yml"
    sound, known = source.read_bytes(), register.read_bytes()
    break_a_sum(site)
    page = "reports/example-bureau/2023/"
    served = Served(site)
    try:
        served.shows(page, "SUM303", 'data-nb-status="failed"')
        source.write_bytes(b"---\n\xff\xfe")
        served.shows(page, "SRC001", 'data-nb-status="unreadable"')
        source.write_bytes("---\n机关: [\n---\n".encode())
        served.shows(page, "SRC001", "YAML")
        source.write_bytes(sound)
        served.shows(page, 'data-nb-status="passed"', 'class="nb-verification"')
        register.write_bytes("- {标识: ".encode())
        served.shows("reports/", "reports/agencies.yml:")
        register.write_bytes(known)
        served.shows("reports/", "示例市示例局", absent="agencies.yml:")
        source.unlink()
        served.shows(page, "404")
        source.write_bytes(sound)
        served.shows(page, 'data-nb-status="passed"')
    finally:
        served.stop()


def test_heads_name_the_feed_and_describe_the_data(site):
    configure(site, "material")
    assert build(site).returncode == 0
    for path in ("reports/index.html", "reports/example-bureau/index.html"):
        head = read(site, path).partition("</head>")[0]
        (link,) = re.findall(
            r'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', head
        )
        assert (site / "site" / path).parent.joinpath(link).resolve() == site / "site/reports/data/feed.xml"
    head, _, body = read(site).partition("</head>")
    assert head.count("application/ld+json") == 1
    assert "application/ld+json" not in body


@pytest.mark.parametrize("option", ["exclude_docs", "draft_docs"])
def test_excluded_pages_are_left_out_with_their_downloads(site, option):
    configure(site, "material", more=f"{option}: |\n  /reports/\n")
    (site / "docs/index.md").write_text("# 首页\n", encoding="utf-8")
    done = build(site, "--strict")
    assert done.returncode == 0, done.stderr
    assert not (site / "site/reports").exists()


def test_embedded_pieces_of_excluded_pages_are_warned_of(site):
    configure(site, more="exclude_docs: |\n  /reports/\n")
    (site / "docs/index.md").write_text("<!-- nianbao:status example-bureau/2023 -->\n", encoding="utf-8")
    done = build(site, "--strict")
    assert done.returncode == 1
    assert "index.md" in done.stderr
    assert "exclude_docs" in done.stderr


def test_facts_of_other_plugins_stay_on_our_pages(site):
    configure(site, "material", more="hooks: [facts.py]\n")
    (site / "facts.py").write_text(
        "from mkdocs.plugins import event_priority\n\n\n@event_priority(200)\ndef on_page_markdown(markdown, page, **_):\n"
        "    page.meta['robots'] = 'noindex'\n    return markdown\n\n\n"
        "def on_post_page(output, page, **_):\n"
        "    return output.replace('</body>', f'<i>{page.meta}</i></body>')\n",
        encoding="utf-8",
    )
    assert build(site).returncode == 0
    assert "'robots': 'noindex'" in read(site)
    assert "'title': " in read(site)


def test_a_hole_in_a_page_ends_the_build(site):
    """Whoever converts our Markdown without our extension gets tokens, and no page with them is written."""
    configure(site, "material", more="hooks: [own.py]\n")
    (site / "own.py").write_text(
        "import markdown\n\n\ndef on_page_content(html, page, **_):\n    return markdown.markdown(page.markdown)\n",
        encoding="utf-8",
    )
    done = build(site)
    assert done.returncode == 1
    assert "nianbao.mkdocs_markdown" in done.stderr
    assert "Traceback" not in done.stderr


def test_other_plugins_get_whole_pages_without_braces(site):
    configure(site, "material", more="hooks: [look.py]\n")
    (site / "look.py").write_text(
        "seen = {}\n\n\ndef on_page_markdown(markdown, page, **_):\n    seen[page.file.src_uri] = markdown\n\n\n"
        "def on_page_content(html, page, **_):\n"
        "    if page.file.src_uri == 'reports/example-bureau/2023/index.md':\n"
        "        assert html.count('data-nb-table=') == 3\n"
        "        assert '{' not in seen[page.file.src_uri]\n"
        "        assert open(page.file.abs_src_path, encoding='utf-8').read()\n        print('looked at')\n",
        encoding="utf-8",
    )
    done = build(site)
    assert done.returncode == 0, done.stderr
    assert "looked at" in done.stdout


def test_no_room_for_texts_that_wait_costs_memory_alone(site, monkeypatch):
    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    configure(site)
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    done = build(site)
    assert done.returncode == 0, done.stderr
    assert (site / "site/reports/example-bureau/2023/index.html").read_text("utf-8").count("data-nb-table=") == 3
