"""Each command once as a real process; the other tests run them in their own, which gives the same bytes."""

import re
import shutil

import pytest

from mkdocs_sites import configure
from nianbao.cli import cli
from places import ROOT
from running import ENVIRONMENT, change, mkdocs_bytes, nianbao_bytes, process_bytes

SOURCE = "reports/example-bureau/2023.md"
LINES = {
    "": [()],
    "init": [("mine",)],
    "new": [("example-bureau", "2024"), ("example-bureau", "2024")],
    "import": [("2024.docx",), ("2024.docx", "--format", "json", "--force"), ("nowhere.pdf",)],
    "check": [(), ("--format", "json"), ("--format", "sarif", "-o", "out/found.sarif"), ("--frob",)],
    "show": [(SOURCE,), (SOURCE, "--format", "json"), ()],
    "trace": [(f"{SOURCE}:30",), ("全年新收申请12件。", "--format", "json"), ("nowhere.md:1",)],
    "export": [(SOURCE, "--to", "xlsx"), ("--to", "csv", "-o", "out")],
    "render": [("-o", "pages")],
    "rules": [(), ("SUM303",), ("ABC999",)],
    "forms": [(), ("cn-disclosure-2021",)],
    "schema": [()],
}


@pytest.fixture
def twins(site, tmp_path_factory):
    """Two folders that hold the same: a site with a fault, settings and an original to import."""
    change(site / SOURCE, "予以公开: [40, 10, 1, 0, 2, 2, 55]", "予以公开: [40, 10, 1, 0, 2, 2, 54]")
    configure(site)
    shutil.copy(ROOT / "examples/weishi-zone-2024.docx", site / "2024.docx")
    other = tmp_path_factory.mktemp("twin")
    shutil.copytree(site, other, dirs_exist_ok=True)
    return site, other


def left(home):
    """What lies in a folder afterwards, but for the time at which a site was built."""
    built = re.compile(rb"Build Date UTC : .*|<lastmod>.*</lastmod>")
    return {
        path.relative_to(home).as_posix(): built.sub(b"", path.read_bytes())
        for path in home.rglob("*")
        if path.is_file() and path.suffix != ".gz"
    }


def test_every_command_is_among_them():
    assert set(LINES) == {"", *cli.commands}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "language"), [(command, ("zh", "en")[number % 2]) for number, command in enumerate(LINES)]
)
def test_a_real_process_says_and_writes_the_same(command, language, twins):
    here, there = twins
    for words in LINES[command]:
        line = [word for word in (command, *words) if word]
        ours = nianbao_bytes(*line, cwd=here, language=language)
        real = nianbao_bytes(*line, cwd=there, language=language, seed="0")
        assert (ours.returncode, ours.stdout, ours.stderr) == (real.returncode, real.stdout, real.stderr), line
        assert ours.returncode in {0, 1, 2}
    assert left(here) == left(there)


@pytest.mark.slow
@pytest.mark.parametrize("options", [("--strict", "--verbose"), ("--quiet",), ("-f", "nowhere.yml")])
def test_a_real_build_says_and_writes_the_same(options, twins):
    here, there = twins
    ours = mkdocs_bytes("build", *options, cwd=here)
    real = process_bytes("mkdocs", "build", *options, cwd=there, env=ENVIRONMENT)
    assert ours.returncode == real.returncode
    assert timeless(ours.stderr, here) == timeless(real.stderr, there)
    assert ours.stdout == real.stdout
    assert left(here) == left(there)


def timeless(said, home):
    """The lines of a build without its folder, the seconds it took and what differs from process to process."""
    lines = said.decode().replace(str(home), "").splitlines()
    # Sets are shown and gone through in any order, objects are shown with where they lie.
    kept = [line for line in lines if "Config value" not in line and " 0x" not in line]
    return sorted(line.partition(" built in ")[0] for line in kept)
