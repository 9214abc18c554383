"""Whatever a name leads to on disk: every command says one sentence, and no broken file hides the others."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from forked import nianbao
from places import ROOT
from running import AGENCY, ENVIRONMENT, mkdocs_bytes, process_bytes

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes, modes and links are those of POSIX")

LONG = "x" * 300
ORIGINAL = ROOT / "examples/originals"


def said(run):
    """Return what a run said, which must be clear sentences."""
    text = run.stderr.decode("utf-8")
    assert "Traceback" not in text, text
    assert "Error:" not in text, text
    return text


def refused(run):
    text = said(run)
    assert run.returncode == 2, (run.returncode, text)
    assert text.count("\n") == 1, text
    assert text.startswith(("Can't do that: ", "Wrong use: ")), text
    return text


def denied(path):
    path.chmod(0)


def folder(path):
    path.unlink(missing_ok=True)
    path.mkdir()


def dangling(path):
    path.unlink(missing_ok=True)
    path.symlink_to("nowhere")


def loop(path):
    path.unlink(missing_ok=True)
    path.symlink_to(path.name)


def pipe(path):
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def device(path):
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def listening(path):
    path.unlink(missing_ok=True)
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


BREAK = [denied, folder, dangling, loop, pipe, device, listening]


@pytest.fixture
def site(site):
    """Return the reports with the settings of a site."""
    (site / "mkdocs.yml").write_text("site_name: x\nplugins:\n  - nianbao\n", "utf-8")
    (site / "docs").mkdir()
    (site / "docs/index.md").write_text("# x\n", "utf-8")
    return site


@pytest.mark.parametrize("how", BREAK)
def test_a_source_that_can_not_be_read_is_a_finding_and_hides_no_other(site, how):
    how(site / f"reports/{AGENCY}/2023.md")
    run = nianbao("check", "--format", "json", cwd=site, closed=how is denied)
    said(run)
    reports = json.loads(run.stdout)["reports"]
    assert run.returncode == 1
    assert [(item["year"], item["status"] == "unreadable") for item in reports] == [(2022, False), (2023, True)]
    assert [finding["code"] for finding in reports[1]["findings"]][:1] == ["SRC001"]


@pytest.mark.parametrize("how", BREAK)
@pytest.mark.parametrize(
    "words", [("show", f"reports/{AGENCY}/2023.md"), ("check", f"reports/{AGENCY}/2023.md"),
              ("export", "--to", "json", f"reports/{AGENCY}/2023.md"), ("import", f"reports/{AGENCY}/2023.md"),
              ("check", "--baseline", f"reports/{AGENCY}/2023.md")],
)  # fmt: skip
def test_a_file_that_is_named_and_can_not_be_read(site, how, words):
    how(site / f"reports/{AGENCY}/2023.md")
    run = nianbao(*words, cwd=site, closed=how is denied)
    said(run)
    assert run.returncode in {1, 2}


@pytest.mark.parametrize("how", BREAK)
def test_a_register_that_can_not_be_read_is_a_finding(site, how):
    how(site / "reports/agencies.yml")
    run = nianbao("check", "--format", "json", cwd=site, closed=how is denied)
    said(run)
    found = {item["source"]: item for item in json.loads(run.stdout)["reports"]}
    assert len(found) == 3
    assert [item["code"] for item in found["reports/agencies.yml"]["findings"]] == ["SRC001"]


@pytest.mark.parametrize("how", BREAK)
def test_a_register_that_can_not_be_read_is_added_to_by_nobody(site, how):
    (site / "notice.txt").write_text("县水利局2023年政府信息公开工作年度报告\n一、总体情况\n很好。\n", "utf-8")
    how(site / "reports/agencies.yml")
    refused(nianbao("import", "notice.txt", "--agency", "water", cwd=site, closed=how is denied))
    refused(nianbao("new", "water", "2023", cwd=site, closed=how is denied))
    assert sorted(path.name for path in (site / "reports").iterdir()) == ["agencies.yml", AGENCY]


@pytest.mark.parametrize("how", BREAK)
@pytest.mark.parametrize(
    "words", [("check",), ("schema",), ("export", "--to", "json", "-o", "out"), ("render", "-o", "out")]
)
def test_a_form_that_can_not_be_read(site, how, words):
    (site / "reports/forms").mkdir()
    (site / "reports/forms/own.yml").write_text("id: own\n", "utf-8")
    how(site / "reports/forms/own.yml")
    assert "own.yml" in refused(nianbao(*words, cwd=site, closed=how is denied))


@pytest.mark.parametrize("name", ["reports/forms", "reports"])
def test_a_file_in_the_place_of_a_folder(site, name):
    if name == "reports":
        (site / "reports").rename(site / "elsewhere")
    (site / name).write_text("x", "utf-8")
    for words in (
        ("check",),
        ("new", AGENCY, "2024"),
        ("render", "-o", "out"),
        ("export", "--to", "csv", "-o", "out"),
    ):
        said(run := nianbao(*words, cwd=site))
        assert run.returncode == 2, words


def test_a_folder_that_can_not_be_opened_is_named(site):
    (site / "reports/closed").mkdir()
    denied(site / "reports/closed")
    run = nianbao("check", "--format", "json", cwd=site, closed=True)
    said(run)
    found = {item["source"]: item for item in json.loads(run.stdout)["reports"]}
    assert found["reports/closed"]["status"] == "unreadable"
    assert len(found) == 3
    # One whose files can be listed and not looked at.
    (site / f"reports/{AGENCY}").chmod(0o444)
    run = nianbao("check", "--format", "json", cwd=site, closed=True)
    said(run)
    assert {item["status"] for item in json.loads(run.stdout)["reports"]} == {"unreadable"}


NAMES = [LONG, f"{LONG}.md", f"reports/{LONG}/2023.md", b"\xff\xfe.md", "reports/agencies.yml/2023.md"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "words", [("check",), ("show",), ("import",), ("export", "--to", "json"), ("render", "-o", "out"), ("check", "--baseline"),
              ("new", AGENCY, "2024", "--reports"), ("new",), ("schema", "--reports"), ("rules",), ("forms",), ("schema",), ("frob",)],
)  # fmt: skip
def test_a_name_that_nothing_has(site, name, words):
    words = (*words, name, "2023") if words == ("new",) else (*words, name)
    run = nianbao(*words, cwd=site)
    said(run)
    if words[0] == "schema" and words[1] == "--reports" and run.returncode == 0:
        return
    refused(run)


OUTPUTS = [
    ("check", "-o"), ("check", "--format", "json", "-o"), ("schema", "-o"), ("new", AGENCY, "2024", "-o"),
    ("check", "--write-baseline", "--baseline"),
]  # fmt: skip
FOLDERS = [("export", "--to", "json", "-o"), ("render", "-o"), ("init",), ("import", "notice.txt", "-o")]


@pytest.mark.parametrize("words", [*OUTPUTS, *FOLDERS])
@pytest.mark.parametrize(
    "place", ["mkdocs.yml/x", LONG, f"{LONG}/x", "closed/x", "loop/x", "/dev/full", "/proc/x"]
)
def test_a_place_that_can_not_be_written(site, words, place):
    (site / "notice.txt").write_text("县水利局2023年政府信息公开工作年度报告\n一、总体情况\n很好。\n", "utf-8")
    (site / "loop").symlink_to("loop")
    (site / "closed").mkdir(mode=0o555)
    before = sorted(site.rglob("*"))
    refused(nianbao(*words, place, cwd=site, closed=True))
    assert sorted(site.rglob("*")) == before
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("words", [("schema", "-o"), ("check", "-o"), ("check", "--format", "sarif", "-o")])
def test_standard_output_can_be_named(site, words):
    run = nianbao(*words, "/dev/stdout", cwd=site)
    assert said(run) == ""
    assert run.stdout
    assert nianbao(*words, "/dev/null", cwd=site).returncode == 0
    assert Path("/dev/null").is_char_device()


PRINTING = [
    ("check",), ("check", "--format", "json"), ("show", f"reports/{AGENCY}/2023.md"), ("rules",), ("rules", "SUM303"), ("forms",),
    ("forms", "cn-disclosure-2021"), ("schema",), ("export", "--to", "json", f"reports/{AGENCY}/2023.md"), ("--help",),
    ("check", "--help"), ("--version",), ("new", AGENCY, "2024"), ("init", "fresh"),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("words", PRINTING)
def test_nobody_listens_or_the_disk_is_full(site, words):
    near, far = os.pipe()
    os.close(near)
    try:
        run = subprocess.run(
            [sys.executable, "-m", "nianbao", *words], stdout=far, stderr=subprocess.PIPE, check=False, cwd=site, env=ENVIRONMENT,
        )  # fmt: skip
    finally:
        os.close(far)
    assert (run.returncode, said(run)) == (0, "")
    with Path("/dev/full").open("wb") as full:
        run = subprocess.run(
            [sys.executable, "-m", "nianbao", *words, *(["--force"] if words[0] == "new" else [])],
            stdout=full, stderr=subprocess.PIPE, check=False, cwd=site, env=ENVIRONMENT | {"NIANBAO_LANGUAGE": "en"},
        )  # fmt: skip
    if words[0] != "init":
        assert "Can't print the results: the disk is full" in refused(run)


def test_names_that_are_no_utf8(site):
    folder = os.fsencode(site / "reports") + b"/" + "水利局".encode("gb18030")
    Path(os.fsdecode(folder)).mkdir()
    Path(os.fsdecode(folder + b"/2023.md")).write_bytes((site / f"reports/{AGENCY}/2023.md").read_bytes())
    for style in ("text", "json", "sarif", "junit", "github", "markdown"):
        for words in ((), ("-o", "out")):
            run = nianbao("check", "--format", style, *words, cwd=site)
            assert run.returncode == 1
            said(run)
            assert "水利局" in (run.stdout.decode() or (site / "out").read_text("utf-8"))
    for words in (
        ("export", "--to", "json", "-o", "out2"),
        ("render", "-o", "out3"),
        ("check", "--write-baseline"),
    ):
        said(nianbao(*words, cwd=site))


@pytest.mark.parametrize("how", BREAK)
def test_settings_of_the_site_that_can_not_be_read(site, how):
    how(site / "mkdocs.yml")
    if how is dangling:
        return
    for words in (("export", "--to", "json", "-o", "out"), ("render", "-o", "out")):
        assert "mkdocs.yml" in refused(nianbao(*words, cwd=site, closed=how is denied))


C = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


def started(*words, cwd):
    """Run the command from its beginning, where the locale has no Chinese."""
    return process_bytes("nianbao", *words, cwd=cwd, env=ENVIRONMENT | C)


@pytest.mark.slow
def test_a_locale_without_chinese(site):
    (site / "年报.txt").write_text("县水利局2023年政府信息公开工作年度报告\n一、总体情况\n很好。\n", "utf-8")
    (site / "资料").mkdir()
    run = started("import", "年报.txt", "-o", "资料/报告", cwd=site)
    said(run)
    assert "资料/报告/县水利局/2023.md" in run.stdout.decode()
    assert (site / "资料/报告/县水利局/2023.md").exists()
    run = started("check", "资料/报告", "-o", "结果.txt", cwd=site)
    said(run)
    assert "县水利局" in (site / "结果.txt").read_text("utf-8")
    assert "县水利局" in said(started("check", "资料/没有/县水利局.md", cwd=site))
    for words in (
        ("export", "资料/报告", "--to", "json", "-o", "下载"),
        ("render", "资料/报告", "-o", "网页"),
        ("init", "新站"),
    ):
        run = started(*words, cwd=site)
        assert said(run).count("\n") <= 1
        assert run.returncode == 0, words


@pytest.mark.parametrize(
    "text", ['path: "a\\0b"', 'reports_dir: "a\\0b"', f"reports_dir: {LONG}", f'path: "{LONG}"']
)
def test_options_that_no_folder_can_have(site, text):
    (site / "mkdocs.yml").write_text(f"site_name: x\nplugins:\n  - nianbao:\n      {text}\n", "utf-8")
    run = mkdocs_bytes("build", "-q", cwd=site)
    assert b"Traceback" not in run.stderr
    assert run.returncode == 1
    for words in (("export", "--to", "json", "-o", "out"), ("render", "-o", "out2")):
        said(nianbao(*words, cwd=site))


@pytest.mark.slow
def test_a_site_is_built_where_the_locale_has_no_chinese(site):
    run = process_bytes("mkdocs", "build", "-q", cwd=site, env=ENVIRONMENT | C)
    assert (run.returncode, run.stderr) == (0, b"")
    (site / "reports/县水利局").mkdir()
    source = (site / f"reports/{AGENCY}/2023.md").read_text("utf-8")
    (site / "reports/县水利局/2023.md").write_text(source.replace(AGENCY, "县水利局"), "utf-8")
    run = process_bytes("mkdocs", "build", "-q", cwd=site, env=ENVIRONMENT | C)
    assert run.returncode == 1
    assert b"Traceback" not in run.stderr
    assert run.stderr.count(b"\n") <= 2
