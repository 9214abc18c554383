"""The tutorial, followed as it is written: its commands give what it shows, and its site builds."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TUTORIAL = (ROOT / "docs/tutorial.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TUTORIAL, re.DOTALL)


@pytest.fixture
def desk(tmp_path):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return tmp_path


def run(line, folder):
    words = line.split()
    program = [sys.executable, "-m", words[0]]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    return subprocess.run(
        [*program, *words[1:]], cwd=folder, capture_output=True, text=True, check=False, env=environment
    )


def shown(block):
    """The lines of a block that are promised; an ellipsis stands for any others."""
    return [line for line in block.splitlines() if line.strip() != "…"]


def test_the_tutorial_does_what_it_says(desk):
    commands = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("nianbao")]
    imported, checked, spoiled = blocks("text")[1:4]
    made = run(commands[0], desk)
    assert made.returncode == 0
    assert set(shown(imported)) <= set(made.stdout.splitlines())
    source = desk / "my-reports/weishi-zone/2024.md"
    sound = source.read_text(encoding="utf-8")
    for line in shown(blocks("markdown")[0]):
        assert not line or line in sound.splitlines()
    first = run(commands[1], desk)
    assert first.returncode == 0
    assert set(shown(checked)) <= set(first.stdout.splitlines())
    source.write_text(
        sound.replace("予以公开: [0, 0, 0, 0, 0, 0, 0]", "予以公开: [0, 0, 0, 0, 0, 0, 1]"), encoding="utf-8"
    )
    second = run(commands[1], desk)
    assert second.returncode == 1
    assert set(shown(spoiled)) <= set(second.stdout.splitlines())
    source.write_text(sound, encoding="utf-8")
    (desk / "mkdocs.yml").write_text(blocks("yaml")[0], encoding="utf-8")
    (desk / "docs").mkdir()
    (desk / "docs/index.md").write_text("# 首页\n", encoding="utf-8")
    built = run("mkdocs build --strict", desk)
    assert built.returncode == 0, built.stderr
    assert (desk / "site/reports/weishi-zone/2024/index.html").is_file()
