"""The tutorial in both languages, followed as it is written: its commands give what it shows, and its site builds."""

import re
import shutil
import subprocess

import pytest

from places import ROOT
from running import ENVIRONMENT

SOUND, SPOILED = "予以公开: [0, 0, 0, 0, 0, 0, 0]", "予以公开: [0, 0, 0, 0, 0, 0, 1]"


class Desk:
    """A person's folder and the tutorial beside it."""

    def __init__(self, folder, page):
        self.folder = folder
        self.text = (ROOT / "docs" / page).read_text(encoding="utf-8")
        self.commands = [line for block in self.blocks("sh") for line in block.splitlines()]

    def blocks(self, language):
        return re.findall(rf"```{language}\n(.*?)```", self.text, re.DOTALL)

    def run(self, what):
        """Run the tutorial's line that does something; its `cd` is followed."""
        (line,) = (line for line in self.commands if what in line)
        run = subprocess.run(
            line.split(), cwd=self.folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
        )
        return run.returncode, run.stdout.splitlines(), run.stderr


def shown(block):
    """The lines of a block that are promised; an ellipsis stands for any others."""
    return {line for line in block.splitlines() if line.strip() != "…"}


@pytest.mark.slow
@pytest.mark.parametrize("page", ["tutorial.md", "en/tutorial.md"])
def test_the_tutorial_does_what_it_says(page, tmp_path):
    desk = Desk(tmp_path, page)
    imported, checked, spoiled = map(shown, desk.blocks("text"))
    assert desk.run(" init")[0] == 0
    (folder,) = (line.split()[1] for line in desk.commands if line.startswith("cd "))
    desk.folder /= folder
    shutil.copy(ROOT / "examples/weishi-zone-2024.docx", desk.folder)
    code, said, _ = desk.run(" import ")
    assert (code, imported - set(said)) == (0, set())
    source = desk.folder / "reports/weishi-zone/2024.md"
    sound = source.read_text(encoding="utf-8")
    assert shown(desk.blocks("markdown")[0]) <= {"", *sound.splitlines()}
    code, said, _ = desk.run(" check")
    assert (code, checked - set(said)) == (0, set())
    source.write_text(sound.replace(SOUND, SPOILED), encoding="utf-8")
    code, said, _ = desk.run(" check")
    assert (code, spoiled - set(said)) == (1, set())
    source.write_text(sound, encoding="utf-8")
    code, _, complaint = desk.run("mkdocs build")
    assert code == 0, complaint
    assert (desk.folder / "site/reports/weishi-zone/2024/index.html").is_file()


def test_both_tutorials_do_the_same():
    ours, theirs = (Desk(None, page).commands for page in ("tutorial.md", "en/tutorial.md"))
    assert ours == [line.replace(" --language en", "") for line in theirs]
