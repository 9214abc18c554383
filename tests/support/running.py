"""The commands as people run them, and sites with faults for them to find.

`nianbao` runs the command in the process of the tests, `process` starts a real one. Both return the same.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import in_process
from places import CASES

BASE = CASES / "rules/base"
AGENCY = "example-bureau"
# For lines as a person types them: `nianbao` and `mkdocs` are those of this environment.
ENVIRONMENT = {
    **os.environ,
    "NO_MKDOCS_2_WARNING": "1",
    "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
}


def environment(language="zh", **more):
    """What a command of ours is told: no more than it needs, and nothing of who runs the tests."""
    kept = {name: os.environ.get(name, "") for name in ("PATH", "PYTHONPATH")}
    return kept | {"NIANBAO_LANGUAGE": language} | more


def as_text(run):
    """Return a finished command with what it wrote as texts, its lines ended in one way."""
    texts = (
        stream.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n") for stream in (run.stdout, run.stderr)
    )
    return subprocess.CompletedProcess(run.args, run.returncode, *texts)


def nianbao_bytes(*words, cwd, language="zh", seed=None):
    """Run the command in a folder; what it writes stays bytes. With a `seed` for Python's hashes, a process is started."""
    if seed is not None:
        return process_bytes("nianbao", *words, cwd=cwd, env=environment(language, PYTHONHASHSEED=seed))
    return in_process.run("nianbao", *words, cwd=cwd, env=environment(language))


def nianbao(*words, cwd, language="zh", seed=None):
    """Run the command in a folder."""
    return as_text(nianbao_bytes(*words, cwd=cwd, language=language, seed=seed))


def mkdocs_bytes(*words, cwd, **more):
    """Run `mkdocs` in a folder; what it writes stays bytes."""
    return in_process.run("mkdocs", *words, cwd=cwd, env=ENVIRONMENT | more)


def mkdocs(*words, cwd, **more):
    """Run `mkdocs` in a folder."""
    return as_text(mkdocs_bytes(*words, cwd=cwd, **more))


def preview(cwd):
    """Build the site of a folder as `mkdocs serve` shows it to those who write the reports."""
    return as_text(in_process.run("preview", cwd=cwd, env=ENVIRONMENT))


def process_bytes(module, *words, cwd, env=None, **more):
    """Start `python -m <module>` in a folder, as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, words)],
        capture_output=True, check=False, cwd=cwd, env=environment() if env is None else env, **more,
    )  # fmt: skip


def process(module, *words, cwd, env=None):
    """Start `python -m <module>` in a folder, as a process of its own."""
    return as_text(process_bytes(module, *words, cwd=cwd, env=env))


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
