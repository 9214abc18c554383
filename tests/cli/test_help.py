"""`--help` of every command: in the language asked for, with an example that works as it stands; completion of shells."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nianbao.cli import cli
from nianbao.cli.help import example
from nianbao.messages import Messages
from places import ROOT
from running import nianbao

HAN = re.compile(r"[\u3400-\u9fff]")
COMMANDS = ["", *sorted(cli.commands)]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_speaks_chinese_and_english(command, tmp_path):
    words = [word for word in (command, "--help") if word]
    chinese, english = (nianbao(*words, cwd=tmp_path, language=language) for language in ("zh", "en"))
    assert (chinese.returncode, english.returncode) == (0, 0)
    assert not HAN.search(english.stdout)
    # What is left in Latin letters are names of commands, options and values: no English sentence.
    described = re.sub(r"--?[\w-]+|\[[^\]]*\]|\bnianbao .*", "", chinese.stdout)
    assert not re.search(r"[a-z]+ [a-z]+ [a-z]+", described), described
    assert HAN.search(chinese.stdout)
    for option in re.findall(r"--[\w-]+", chinese.stdout):
        assert option in english.stdout


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_of_commands_says_what_each_is_for(language, tmp_path):
    listed = nianbao("--help", cwd=tmp_path, language=language).stdout
    assert [name for name in cli.commands if not re.search(rf"(?m)^ +{name} +\S", listed)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_example_works_as_it_is_typed(language, tmp_path):
    desk = tmp_path / "desk"
    desk.mkdir()
    # What `new` begins is left to be filled in, so it comes last.
    others = [name for name in cli.commands if name not in {"init", "new"}]
    for command in ["init", *others, "nianbao", "new"]:
        line = example(command, Messages(language))
        assert line.startswith("nianbao ")
        if command == "import":
            (desk / "old").mkdir()
            shutil.copy(ROOT / "examples/weishi-zone-2024.docx", desk / "old/2024.docx")
        run = nianbao(*line.split()[1:], cwd=desk, language=language)
        assert run.returncode == 0, (line, run.stderr)
        if command == "init":
            desk /= "my-site"


def test_nothing_to_do_is_answered_with_help(tmp_path):
    run = nianbao(cwd=tmp_path)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == nianbao("--help", cwd=tmp_path).stdout


@pytest.mark.parametrize(("line", "offered"), [
    ("nianbao ch", "check"), ("nianbao check --fail", "--fail-on"), ("nianbao check --format sa", "sarif"),
    ("nianbao no-such-command x", None),
])  # fmt: skip
def test_shells_complete(line, offered, tmp_path):
    environment = {
        **os.environ,
        "_NIANBAO_COMPLETE": "bash_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": str(line.count(" ")),
    }
    command = Path(sys.executable).parent / "nianbao"
    run = subprocess.run([command], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert ("plain," + offered in run.stdout.splitlines()) if offered else True
