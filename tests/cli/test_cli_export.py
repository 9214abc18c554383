"""`nianbao export`: the site's own files, byte by byte; nothing overwritten, nothing half done."""

import json
import os
import pty
import re
import subprocess
import sys

import pytest

from exported import html_cells
from running import change, nianbao, nianbao_bytes

KINDS = ("json", "csv", "xlsx", "docx")
ONE = "reports/example-bureau/2023.md"


def run(*words, cwd, code=0, language="zh"):
    """Run the command; its results are bytes."""
    done = nianbao_bytes(*words, cwd=cwd, language=language)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    return done


@pytest.mark.parametrize("kind", KINDS)
def test_files_are_those_of_the_site(published, tmp_path, kind):
    done = run("export", "--to", kind, "-o", tmp_path / "out", cwd=published.home, code=1)
    assert "example-office/2023" in done.stderr.decode(), "a report that can't be read is named"
    made = {path.relative_to(tmp_path / "out") for path in (tmp_path / "out").rglob("*") if path.is_file()}
    site = published.home / "site/reports"
    reports = {path.relative_to(site) for path in site.glob(f"*/*/report.{kind}")}
    data = {"json": ["reports.json"], "csv": ["reports.json", "figures.csv", "datapackage.json"]}.get(kind, [])
    assert made == reports | {(site / "data" / name).relative_to(site) for name in data}
    for path in made:
        assert (tmp_path / "out" / path).read_bytes() == (site / path).read_bytes(), path


def test_site_with_choices_of_its_own(site):
    (site / "mkdocs.yml").write_text(
        "site_name: x\nsite_url: !ENV [HOME_OF_SITE, 'https://example.org']\nplugins:\n  - search\n"
        "  - nianbao: {findings: errors, rules: {SUM303: off}, language: en, license: CC-BY-4.0, path: gk}\n"
        "markdown_extensions:\n  - x: {y: !!python/name:a.b }\n",
        encoding="utf-8",
    )
    change(site / ONE, "予以公开: [40, 10, 1, 0, 2, 2, 55]", "予以公开: [40, 10, 1, 0, 2, 2, 54]")
    run("export", "--to", "csv", "-o", "out", cwd=site)
    figures = (site / "out/data/figures.csv").read_text(encoding="utf-8-sig")
    assert "SUM302" in figures
    assert "SUM303" not in figures
    package = json.loads((site / "out/data/datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"] == [{"name": "CC-BY-4.0"}]
    assert package["title"] == "Annual reports on open government, data"


def test_one_report_goes_to_standard_output(site):
    done = run("export", ONE, "--to", "json", cwd=site)
    assert json.loads(done.stdout)["year"] == 2023
    assert done.stdout == run("show", ONE, "--format", "json", cwd=site).stdout
    assert run("export", ONE, "--to", "csv", cwd=site).stdout.startswith(b"\xef\xbb\xbfagency,")
    assert run("export", ONE, "--to", "docx", cwd=site).stdout.startswith(b"PK"), "a pipe takes any bytes"


def test_terminal_gets_no_binary_file(site):
    here, there = pty.openpty()
    command = [sys.executable, "-m", "nianbao", "export", ONE, "--to", "xlsx"]
    done = subprocess.run(command, cwd=site, stdout=there, stderr=subprocess.PIPE, check=False)
    os.close(there)
    os.close(here)
    assert done.returncode == 2
    assert "-o" in done.stderr.decode()


def test_several_reports_need_a_folder(site):
    done = run("export", "--to", "json", cwd=site, code=2)
    assert "-o" in done.stderr.decode()
    assert not done.stdout
    assert "2" in run("export", "--to", "json", cwd=site, code=2, language="en").stderr.decode()


def test_nothing_is_overwritten_without_force(site):
    out = site / "out"
    (out / "example-bureau/2023").mkdir(parents=True)
    mine = out / "example-bureau/2023/report.html"
    mine.write_text("mine")
    done = run("export", "--to", "html", "-o", out, cwd=site, code=2)
    assert "report.html" in done.stderr.decode()
    assert mine.read_text() == "mine"
    assert [path for path in out.rglob("*") if path.is_file()] == [mine], "nothing else was written"
    run("export", "--to", "html", "-o", out, "--force", cwd=site)
    assert mine.read_text(encoding="utf-8").startswith("<article")
    assert (out / "example-bureau/2022/report.html").exists()


def test_kinds_go_side_by_side_and_stale_data_are_minded(site):
    run("export", "--to", "json", "-o", "out", cwd=site)
    run("export", "--to", "csv", "-o", "out", cwd=site)
    change(site / ONE, "行政许可: 215", "行政许可: 216")
    done = run("export", "--to", "csv", "-o", "out", cwd=site, code=2)
    assert "--force" in done.stderr.decode()


def test_some_reports_bring_no_data_of_the_whole(site):
    run("export", ONE, "--to", "csv", "-o", "out", cwd=site)
    assert [path.relative_to(site / "out").as_posix() for path in (site / "out").rglob("*.*")] == [
        "example-bureau/2023/report.csv"
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("export",), "--to"),
        (("export", "--to", "pdf"), "pdf"),
        (("export", "--to", "csv", "nowhere"), "nowhere"),
        (("export", "--to", "csv", "reports/agencies.yml"), "agencies.yml"),
    ],
)
def test_wrong_use_is_said(site, words, said):
    done = run(*words, cwd=site, code=2)
    assert said in done.stderr.decode()


def test_nothing_readable(site):
    (site / ONE).write_text("---\n[\n---\n", encoding="utf-8")
    done = run("export", ONE, "--to", "csv", cwd=site, code=2)
    assert "2023.md" in done.stderr.decode()


def test_folder_that_cannot_be_written(site):
    (site / "out").write_text("")
    done = run("export", "--to", "csv", "-o", "out/below", cwd=site, code=2)
    assert "out/below" in done.stderr.decode()


@pytest.mark.parametrize("agency", ["../../outside", "/outside"])
def test_nothing_is_written_outside_the_folder(site, agency):
    change(site / ONE, "机关: example-bureau", f"机关: {agency}")
    done = run("export", "--to", "csv", "-o", "out", cwd=site, code=1)
    assert agency in done.stderr.decode()
    assert {path.name for path in (site / "out").iterdir()} == {"data", "example-bureau"}
    assert not list(site.rglob("outside"))
    done = run("export", "reports/example-bureau/2023.md", "--to", "csv", "-o", "other", cwd=site, code=2)
    assert agency in done.stderr.decode()
    assert not (site / "other").exists()


def test_fragment_stands_alone(published):
    done = nianbao("export", "reports/example-bureau/2023.md", "--to", "html", cwd=published.home)
    text = done.stdout
    assert text.startswith("<article")
    assert text.rstrip().endswith("</article>")
    assert len(html_cells(text)) > 190
    for word in (" class=", " id=", "<script", "<style", "<link", "onclick", 'headers="'):
        assert word not in text, word
    assert text.count("<caption") == text.count("<table") == 3
    # A stub speaks for the rows it spans; `rowgroup` would make it speak for all rows below as well.
    assert re.search(r'scope="row" rowspan="\d+"', text)
    assert "rowgroup" not in text
    assert 'style="border:1px solid' in text
    assert "<h2>一、总体情况</h2>" in text
    assert "全年收到政府信息公开申请78件。" in text
    assert '<time datetime="2024-01-15">2024年1月15日</time>' in text
