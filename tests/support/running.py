"""The command as people run it, and sites with faults for it to find."""

import json
import os
import subprocess
import sys
from pathlib import Path

from places import CASES

BASE = CASES / "rules/base"
AGENCY = "example-bureau"
# For lines as a person types them: `nianbao` and `mkdocs` are those of this environment.
ENVIRONMENT = {
    **os.environ,
    "NO_MKDOCS_2_WARNING": "1",
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
}


def nianbao(*words, cwd, language="zh", seed="0"):
    """Run the command in a folder; `seed` is that of Python's hashes."""
    return subprocess.run(
        [sys.executable, "-m", "nianbao", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "NIANBAO_LANGUAGE": language, "PYTHONHASHSEED": seed},
    )  # fmt: skip


def checked(*words, cwd, **kwargs):
    """Return the JSON document of a check."""
    return json.loads(nianbao("check", "--format", "json", *words, cwd=cwd, **kwargs).stdout)


def findings(document):
    return [finding for report in document["reports"] for finding in report["findings"]]


def change(path, old, new):
    """Replace a piece of a file that must stand there once."""
    content = path.read_text("utf-8")
    assert content.count(old) == 1, old
    path.write_text(content.replace(old, new), "utf-8")
