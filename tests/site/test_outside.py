"""No text of a report, a register, a form, a file name or an option makes a file outside the folder it belongs in."""

import json
import os
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nianbao.model.register import PAGE_NAMES, is_agency_id
from nianbao.site import is_inside
from running import AGENCY, BASE, checked, findings, mkdocs, nianbao

HOSTILE = [
    "a/../../../../evil", "../evil", "..", ".", "/evil", "a/b", "a\\..\\evil", "C:evil", "C:\\evil", "\\\\host\\evil",
    "evil\0x", "a\nb", "evil/", "~evil", "%2e%2e%2fevil", "..%2fevil", "evil.", "-evil", "Evil", "e_vil",
    "évil", "ｅvil", "evil\u202e", "\uf900", "x" * 65, "局" * 300, "years", "compare", "rules", "data", "by", "check",
    "changes", "forms", ".git", "con.txt", "evil:stream", "a?b", "a*b", "a|b", "a<b", 'a"b', "a'b", "$(evil)", "{evil}",
]  # fmt: skip
SETTINGS = "site_name: x\ntheme: mkdocs\nplugins:\n  - nianbao: {fail_on: never, handback: true}\n"


def tree(folder):
    """Every file below a folder with its content; what Python and the tool keep for themselves left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "site" not in path.relative_to(folder).parts[:3]
    }


@pytest.fixture
def home(tmp_path):
    """A project some folders below the one that is watched, with a sound report."""
    project = tmp_path / "around/deep/project"
    shutil.copytree(BASE, project / f"reports/{AGENCY}")
    (project / f"reports/{AGENCY}/agencies.yml").rename(project / "reports/agencies.yml")
    (project / "docs").mkdir()
    (project / "docs/index.md").write_text("# x\n", encoding="utf-8")
    (project / "mkdocs.yml").write_text(SETTINGS, encoding="utf-8")
    return project


def build(project):
    return mkdocs("build", "-q", cwd=project)


def plant(project):
    """Name each hostile agency in a report of its own, in the register, as a parent and as a predecessor."""
    register = (project / "reports/agencies.yml").read_text(encoding="utf-8")
    for number, name in enumerate(HOSTILE):
        said = json.dumps(name, ensure_ascii=False)
        source = (BASE / "2023.md").read_text(encoding="utf-8").replace(f"机关: {AGENCY}", f"机关: {said}")
        (project / f"reports/other-{number}").mkdir()
        (project / f"reports/other-{number}/2023.md").write_text(source, encoding="utf-8")
        register += f"- {{标识: {said}, 名称: 恶意局{number}, 地区: {said}}}\n"
        register += (
            f"- {{标识: bureau-{number}, 名称: 其他局{number}, 上级: {said}, 前身: [{said}], 地区: {said}}}\n"
        )
    (project / "reports/agencies.yml").write_text(register, encoding="utf-8")


def test_no_command_leaves_its_folder(home):
    plant(home)
    around = home.parents[1]
    before = tree(around)
    told = checked("reports", cwd=home)
    refused = [finding for finding in findings(told) if finding["code"] == "SRC009"]
    in_register = [finding for finding in refused if finding["file"].endswith("agencies.yml")]
    assert len(in_register) == len(HOSTILE)
    assert {finding["file"] for finding in refused} - {"reports/agencies.yml"} == {
        f"reports/other-{number}/2023.md" for number in range(len(HOSTILE))
    }
    assert {report["agency"] for report in told["reports"] if report["year"]} == {AGENCY}
    done = build(home)
    assert done.returncode == 0, done.stderr
    pages = [path.parent for path in (home / "site").rglob("report.json")]
    assert sorted(page.relative_to(home / "site/reports").as_posix() for page in pages) == [
        f"{AGENCY}/2022",
        f"{AGENCY}/2023",
    ]
    for words in (("export", "--to", "csv"), ("render",)):
        done = nianbao(*words, "-o", f"site/{words[0]}", cwd=home)
        assert "Traceback" not in done.stderr
        assert done.returncode == 1, done.stderr
    after = tree(around)
    assert set(after) - set(before) <= {path for path in after if path.startswith("deep/project/.cache/")}
    assert before.items() <= after.items()


@pytest.mark.parametrize("force", [False, True])
def test_no_import_leaves_its_folder(home, force):
    around = home.parents[1]
    given = []
    for number, name in enumerate(HOSTILE):
        said = json.dumps(name, ensure_ascii=False)
        source = (BASE / "2023.md").read_text(encoding="utf-8").replace(f"机关: {AGENCY}", f"机关: {said}")
        given.append(f"given-{number}.md")
        (home / given[-1]).write_text(source, encoding="utf-8")
    before = tree(around)
    done = nianbao("import", *given, *(["--force"] if force else []), cwd=home)
    assert done.returncode == 2, done.stdout
    assert len(done.stderr.splitlines()) == len(HOSTILE)
    assert "Traceback" not in done.stderr
    assert tree(around) == before


@pytest.mark.parametrize("name", ["../evil", "/evil", "Evil", "years", "x" * 65, "-evil"])
def test_agency_given_to_import_is_an_id(home, name):
    before = tree(home)
    done = nianbao("import", f"--agency={name}", f"reports/{AGENCY}/2023.md", "-o", "new", cwd=home)
    assert done.returncode == 2, done.stdout
    assert name in done.stderr
    assert tree(home) == before


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_folder_named_badly_is_told_and_has_no_page(home):
    for name in ("Evil", "a b", "years", "x" * 65, "a:b", "e\u0301vil"):
        folder = home / "reports" / name
        folder.mkdir()
        (folder / "2020.md").write_text("no front matter", encoding="utf-8")
    told = checked("reports", cwd=home)
    assert [finding["code"] for finding in findings(told)].count("SRC009") == 6
    assert build(home).returncode == 0
    assert not list((home / "site").rglob("2020"))


def test_form_of_a_site_whose_id_is_a_path_is_refused(home):
    (home / "reports/forms").mkdir()
    form = {
        "id": "../../../evil",
        "name": {"zh": "x", "en": "x"},
        "years": {"from": "2000"},
        "sections": [],
        "tables": [],
    }
    (home / "reports/forms/x.yml").write_text(json.dumps(form), encoding="utf-8")
    done = build(home)
    assert done.returncode == 1
    assert "evil" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (home / "site/evil").exists()


@pytest.mark.parametrize("path", ["..", "a/../..", "a/./../../b", "\\\\x", "C:x", "a\\..\\..\\b", "a\0b", "a\nb"])
def test_path_option_outside_the_site_is_refused(home, path):
    settings = SETTINGS.replace("fail_on", f"path: {json.dumps(path)}, fail_on")
    (home / "mkdocs.yml").write_text(settings, encoding="utf-8")
    done = build(home)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


@given(st.text(max_size=70))
def test_every_id_makes_a_path_inside(text):
    if is_agency_id(text):
        assert is_inside(f"reports/{text}/2023/index.md")
        assert text == text.strip().casefold()
        assert text not in PAGE_NAMES


def test_ids_that_are_good():
    for name in ("a", "0", "yuanping-etdz", "县教育局", "2024年专班", "〇五办", "a-", "x" * 64, "𠮷林局"):
        assert is_agency_id(name), name


@pytest.mark.parametrize("where", ["docs/reports", "docs/deep/sources", "linked"])
def test_sources_among_the_pages_are_not_published(home, where):
    target = home / where
    target.parent.mkdir(parents=True, exist_ok=True)
    if where == "linked":
        (home / "reports").rename(home / "docs/there")
        target.symlink_to("docs/there")
    else:
        (home / "reports").rename(target)
    (target / "notes.txt").write_text("secret", encoding="utf-8")
    (target / "photo.png").write_bytes(b"secret")
    (target / AGENCY / "draft.html").write_text("<script>secret</script>", encoding="utf-8")
    report = target / AGENCY / "2023.md"
    report.write_text(
        report.read_text("utf-8") + "\n联系手机 13912345678\n<script>secret</script>\n", encoding="utf-8"
    )
    settings = SETTINGS.replace("fail_on", f"reports_dir: {where}, path: public, fail_on")
    (home / "mkdocs.yml").write_text(settings, encoding="utf-8")
    done = build(home)
    assert done.returncode == 0, done.stderr
    assert (home / f"site/public/{AGENCY}/2023/index.html").is_file()
    for path in (home / "site").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"13912345678" not in content, path
            assert path.suffix not in {".html", ".md"} or b"<script>secret" not in content, path
    assert not {path.name for path in (home / "site").rglob("*")} & {
        "notes.txt",
        "photo.png",
        "draft.html",
        "agencies",
    }


@pytest.mark.parametrize("where", ["docs", ".", "docs/.."])
def test_reports_folder_that_holds_the_pages_is_refused(home, where):
    settings = SETTINGS.replace("fail_on", f"reports_dir: {json.dumps(where)}, fail_on")
    (home / "mkdocs.yml").write_text(settings, encoding="utf-8")
    done = build(home)
    assert done.returncode == 1
    assert "reports_dir" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("option", "site"), [("site", ""), ("site/src", ""), ("made", "made/site"), ("made", "made")]
)
def test_reports_folder_that_a_build_would_empty_is_refused(home, option, site):
    (home / option).parent.mkdir(parents=True, exist_ok=True)
    (home / "reports").rename(home / option)
    settings = SETTINGS.replace("fail_on", f"reports_dir: {option}, fail_on") + (
        f"site_dir: {site}\n" if site else ""
    )
    (home / "mkdocs.yml").write_text(settings, encoding="utf-8")
    before = tree_of(home / option)
    done = build(home)
    assert done.returncode == 1
    assert "site_dir" in done.stderr
    assert tree_of(home / option) == before


def tree_of(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    "line",
    [
        '--8<-- "reports/other-bureau/2023.md"',
        '---8<--- "mkdocs.yml"',
        "--8<--\nreports/other-bureau/2023.md\n--8<--",
        "{!reports/other-bureau/2023.md!}",
        "{% include 'mkdocs.yml' %}",
        "{{ config.site_name }}",
        "/// html | script\nalert(1)\n///",
    ],
)
def test_prose_names_no_file_for_others_to_put_in(home, line):
    """Extensions that put files or programs into a page read its Markdown; prose gives them nothing to read."""
    report = home / f"reports/{AGENCY}/2023.md"
    report.write_text(report.read_text("utf-8") + f"\n{line}\n\n最后一句\n", encoding="utf-8")
    (home / "reports/other-bureau").mkdir()
    draft = (BASE / "2023.md").read_text("utf-8").replace(f"机关: {AGENCY}", "机关: other-bureau")
    (home / "reports/other-bureau/2023.md").write_text(draft + "\n联系手机 13912345678\n", encoding="utf-8")
    more = "markdown_extensions: [pymdownx.snippets, pymdownx.blocks.html]\n"
    (home / "mkdocs.yml").write_text(
        SETTINGS.replace("site_name: x", "site_name: SITENAME") + more, encoding="utf-8"
    )
    done = build(home)
    assert done.returncode == 0, done.stderr
    page = (home / f"site/reports/{AGENCY}/2023/index.html").read_text(encoding="utf-8")
    content = page[page.index("最后一句") - 3000 : page.index("最后一句") + 9]
    assert "13912345678" not in page
    assert "SITENAME" not in content
    assert "<script>alert" not in page
    assert line.split("\n")[0].split("<")[0].replace('"', "") in content.replace("&#123;", "{").replace(
        "&quot;", ""
    )


@pytest.mark.skipif(os.name == "nt", reason="links need a right there")
@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize("link", ["folder", "source", "receipt"])
def test_import_follows_no_link_out_of_the_reports(home, link, force):
    outside = home.parents[1] / "outside"
    outside.mkdir()
    target = home / "new/b1"
    if link == "folder":
        target.parent.mkdir()
        target.symlink_to(outside)
    else:
        target.mkdir(parents=True)
        name = "2023.md" if link == "source" else "2023.import.json"
        (outside / name).write_text("mine", encoding="utf-8")
        (target / name).symlink_to(outside / name)
    before = tree_of(outside)
    words = ["import", f"reports/{AGENCY}/2023.md", "--agency=b1", "-o", "new", *(["--force"] if force else [])]
    done = nianbao(*words, cwd=home)
    assert done.returncode == 2, done.stdout
    assert "Traceback" not in done.stderr
    assert tree_of(outside) == before


def test_links_within_pages_are_checked_and_lead_somewhere(home):
    report = home / f"reports/{AGENCY}/2023.md"
    more = "### 附表 {#annex}\n\n[表](#proactive) [附](#annex)\n\n| 甲 | 乙 |\n| :-- | --: |\n| 1 | 2 |\n"
    report.write_text(report.read_text("utf-8") + f"\n{more}", encoding="utf-8")
    settings = SETTINGS + "markdown_extensions: [{toc: {permalink: true}}, tables]\nvalidation: {anchors: warn}\n"
    (home / "mkdocs.yml").write_text(settings, encoding="utf-8")
    done = mkdocs("build", "--strict", cwd=home)
    assert done.returncode == 0, done.stderr
    page = (home / f"site/reports/{AGENCY}/2023/index.html").read_text(encoding="utf-8")
    assert '<a href="#proactive">' in page
    assert 'id="proactive"' in page
    assert '<a href="#text-annex">' in page
    assert 'id="text-annex"' in page
    assert 'style="text-align: right;"' in page
