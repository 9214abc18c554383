"""What fuzzing found stays mended, and the corpus it starts from is sound: every file goes through its target."""

import os
import random
import subprocess
import sys

import pytest

from nianbao.model.finding import Refusal
from nianbao.model.yamltext import texts
from places import ROOT, TESTS

HERE = TESTS / "fuzz"
sys.path.insert(0, str(HERE))

import crash  # noqa: E402
import found  # noqa: E402
from targets import CORPUS, TARGETS, Target  # noqa: E402

CRASHES = HERE / "crashes"
MOST_OF_CORPUS = 1_000_000


def files(folder):
    """Return target and file of everything below a folder."""
    return [
        pytest.param(TARGETS[home.name], path, id=f"{home.name}/{path.name}")
        for home in sorted(folder.glob("*"))
        for path in sorted(home.iterdir())
    ]


@pytest.mark.parametrize(("target", "path"), [*files(CORPUS), *files(CRASHES)])
def test_file_breaks_no_promise(target, path):
    assert crash.execute(target.call, path.read_bytes()) is None


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_mutations_are_decided_by_the_dice_alone(target):
    for seed in range(20):
        data = target.seeds[seed % len(target.seeds)]
        assert target.mutated(data, random.Random(seed)) == target.mutated(data, random.Random(seed))


def test_corpus_is_small():
    assert sum(path.stat().st_size for path in CORPUS.rglob("*") if path.is_file()) < MOST_OF_CORPUS


def thrown(error):
    def target(_data):
        raise error

    return target


def test_what_is_a_crash():
    def hidden(cause, key="import-broken"):
        def target(_data):
            try:
                cause()
            except Exception as error:
                raise Refusal(key, file="x") from error

        return target

    def ours():
        texts(1)

    def slow(_data):
        while True:
            pass

    assert crash.execute(thrown(Refusal("import-empty", file="x")), b"") is None
    assert crash.execute(hidden(lambda: int("x")), b"") is None
    assert crash.execute(thrown(KeyError("x")), b"").key == "KeyError ?"
    assert crash.execute(thrown(crash.Broken("round trip")), b"").key == "Broken round trip"
    assert crash.execute(hidden(ours), b"").key == "Fault model/yamltext.py:text"
    assert crash.execute(slow, b"", seconds=0.2).key.startswith("TooSlow")


def test_a_crash_is_kept_small_with_the_command_that_repeats_it(tmp_path):
    def call(data):
        if b"QZ" in data:
            raise crash.Broken("it")

    target = Target("masking", call, None)
    long = b"a line\n" * 40 + b"QZ" + b"another\n" * 40
    kept = crash.execute(call, long)
    assert found.smallest(target, long, kept.key) == b"QZ"
    assert found.keep(tmp_path, "masking", b"aQZ", kept)
    assert not found.keep(tmp_path, "masking", b"QZ", kept)
    (told,) = tmp_path.rglob("told.txt")
    assert f"make fuzz-again TARGET=masking FILE={told.parent / 'input.txt'}" in told.read_text("utf-8")
    assert (told.parent / "input.txt").read_bytes() == b"QZ"


@pytest.mark.parametrize("engine", ["hypothesis", "atheris"])
def test_the_command_fuzzes_and_counts(engine, tmp_path):
    if engine == "atheris":
        pytest.importorskip("atheris")
    home = ROOT
    places = (home / "plugin", TESTS / "support", HERE)
    ran = subprocess.run(
        [sys.executable, HERE / "run.py", "--seconds", "1", "--target", "masking", "--engine", engine, "--output", tmp_path],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=home,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, places))},
    )  # fmt: skip
    assert ran.returncode in {0, 1}, ran.stderr
    counted = int(ran.stdout.split("masking")[1].split()[0])
    assert counted > 1
