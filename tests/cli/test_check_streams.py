"""`check` of standard input, of pipes and of a file that belongs to no site; what it says where nothing is judged."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from running import ENVIRONMENT, nianbao

CHECK = [sys.executable, "-m", "nianbao", "check", "--format", "json"]
on_posix = pytest.mark.skipif(os.name != "posix", reason="there are no devices and pipes by name")


def judged(words, data, cwd):
    done = subprocess.run([*CHECK, *words], input=data, cwd=cwd, env=ENVIRONMENT, capture_output=True, check=False)
    return json.loads(done.stdout)["reports"], done


@pytest.mark.parametrize("name", ["-", pytest.param("/dev/stdin", marks=on_posix)])
def test_standard_input_is_read(tmp_path, base, name):
    (report,), _ = judged([name], base.encode(), tmp_path)
    assert (report["source"], report["agency"], report["year"]) == (name, "example-bureau", 2023)


def test_a_text_that_is_no_report_is_a_finding(tmp_path):
    (report,), done = judged(["-"], b"---\n- \n", tmp_path)
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert report["findings"]


@on_posix
def test_a_pipe_the_shell_has_opened_is_read(tmp_path, base):
    """As `nianbao check <(…)` names it."""
    inbox, outbox = os.pipe()
    os.write(outbox, base.encode())
    os.close(outbox)
    done = subprocess.run(
        [*CHECK, f"/dev/fd/{inbox}"],
        cwd=tmp_path,
        env=ENVIRONMENT,
        capture_output=True,
        pass_fds=[inbox],
        check=False,
    )
    os.close(inbox)
    assert json.loads(done.stdout)["reports"][0]["year"] == 2023


def test_a_file_without_a_site_is_read_alone(tmp_path, base):
    """A folder above it may be a whole disk."""
    desk = tmp_path / "desk"
    (desk / "deep/deeper").mkdir(parents=True)
    (desk / "2023.md").write_text(base, "utf-8")
    (desk / "other.md").write_text("---\n: [\n", "utf-8")
    closed = desk / "deep/closed.md"
    closed.write_text("---\n: [\n", "utf-8")
    for cwd, name in ((desk, "2023.md"), (tmp_path, "desk/2023.md"), (Path("/"), str(desk / "2023.md"))):
        done = nianbao("check", name, "--format", "json", cwd=cwd)
        (report,) = json.loads(done.stdout)["reports"]
        assert report["year"] == 2023
    exported = json.loads(nianbao("export", "2023.md", "--to", "json", cwd=desk).stdout)
    assert exported["year"] == 2023


@pytest.mark.parametrize("style", ["json", "sarif", "junit"])
def test_nothing_to_judge_is_a_document_still(tmp_path, style):
    (tmp_path / "reports").mkdir()
    done = nianbao("check", "--format", style, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert done.stdout.strip().startswith("<" if style == "junit" else ("[", "{"))
    if style != "junit":
        json.loads(done.stdout)
