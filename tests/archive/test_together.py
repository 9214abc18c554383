"""Several runs of the command at once: nothing is lost, nothing overwritten, and what ends in the middle leaves nothing."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from nianbao import source
from nianbao.cli.files import Change, write_all
from nianbao.cli.locking import LOCK, locked
from nianbao.model.finding import Refusal
from running import AGENCY, ENVIRONMENT

if os.name == "posix":
    from forked import nianbao, start
pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are started by fork")

NAMES = [
    "县水利局", "县教育局", "县卫生局", "县交通局", "县民政局", "县财政局", "县司法局", "县审计局",
    "县统计局", "县林业局", "县农业局", "县商务局", "县文化局", "县体育局", "县气象局", "县地震局",
    "县粮食局", "县物价局", "县档案局", "县环保局", "县住建局", "县城管局", "县公安局", "县国土局",
    "县规划局", "县安监局", "县质监局", "县工商局", "县税务局", "县信访局", "县旅游局", "县宗教局",
]  # fmt: skip


def original(path, name, year=2016, words="很好"):
    """Write a report that is whole as prose: its year has no form."""
    path.write_text(f"{name}{year}年政府信息公开工作年度报告\n一、总体情况\n{words}。\n", "utf-8")


def together(*commands, cwd):
    """Run commands at once and return their exit codes."""
    children = [start(*words, cwd=cwd) for words in commands]
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def registered(folder):
    register, problems = source.read_register((folder / "agencies.yml").read_bytes(), "agencies.yml")
    assert not problems
    return [agency.name for agency in register.agencies]


def spare(folder):
    return [path for path in folder.rglob(".*") if path.name.startswith(".nianbao")]


@pytest.mark.parametrize("_", range(3))
def test_four_imports_of_eight_files_lose_no_agency(tmp_path, _):
    for name in NAMES:
        original(tmp_path / f"{name}2016.txt", name)
    parts = [[f"{name}2016.txt" for name in NAMES[start::4]] for start in range(4)]
    assert together(*(("import", *part) for part in parts), cwd=tmp_path) == [0] * 4
    assert sorted(registered(tmp_path / "reports")) == sorted(NAMES)
    assert (
        len(list((tmp_path / "reports").glob("*/2016.md")))
        == len(list((tmp_path / "reports").glob("*/*.json")))
        == 32
    )
    assert not spare(tmp_path)


@pytest.mark.parametrize("_", range(6))
def test_of_two_originals_of_one_report_one_wins(tmp_path, _):
    for words in ("甲", "乙", "丙", "丁"):
        original(tmp_path / f"{words}.txt", "县水利局", words=words)
    codes = together(*(("import", f"{words}.txt") for words in "甲乙丙丁"), cwd=tmp_path)
    assert sorted(codes) == [0, 2, 2, 2]
    won = "甲乙丙丁"[codes.index(0)]
    report = tmp_path / "reports/县水利局/2016.md"
    assert f"{won}。" in report.read_text("utf-8")
    assert json.loads(report.with_suffix(".import.json").read_text("utf-8"))["input"] == f"{won}.txt"
    assert registered(tmp_path / "reports") == ["县水利局"]


@pytest.mark.parametrize("_", range(3))
def test_an_agency_two_imports_find_at_once_is_registered_once(tmp_path, _):
    for year in range(2012, 2016):
        original(tmp_path / f"shuili-{year}.txt", "县水利局", year)
    together(*(("import", f"shuili-{year}.txt") for year in range(2012, 2016)), cwd=tmp_path)
    assert registered(tmp_path / "reports") == ["县水利局"]
    assert len(list((tmp_path / "reports/shuili").glob("*.md"))) == 4


def test_two_agencies_that_would_have_one_id(tmp_path):
    for folder, name in (("a", "县水利局"), ("b", "县教育局"), ("c", "县民政局")):
        (tmp_path / folder).mkdir()
        original(tmp_path / folder / "bureau-2016.txt", name)
    together(*(("import", f"{folder}/bureau-2016.txt") for folder in "abc"), cwd=tmp_path)
    assert sorted(registered(tmp_path / "reports")) == ["县教育局", "县民政局", "县水利局"]
    assert len(list((tmp_path / "reports").glob("*/2016.md"))) == 3


@pytest.mark.parametrize("_", range(4))
def test_one_report_is_begun_once_in_whatever_shape(site, _):
    codes = together(*(("new", AGENCY, "2024", "--to", shape) for shape in ("md", "yml", "md", "yml")), cwd=site)
    assert sorted(codes) == [0, 2, 2, 2]
    assert len(list((site / f"reports/{AGENCY}").glob("2024.*"))) == 1


def test_import_and_new_do_not_make_two_of_one_report(site):
    original(site / "x.txt", "示例局", 2024)
    together(("new", AGENCY, "2024", "--to", "yml"), ("import", "x.txt", "--agency", AGENCY), cwd=site)
    assert len([path for path in (site / f"reports/{AGENCY}").glob("2024.*") if path.suffix != ".json"]) == 1


def test_a_site_is_made_once(tmp_path):
    assert sorted(together(*[("init", "site")] * 4, cwd=tmp_path)) == [0, 2, 2, 2]
    assert not spare(tmp_path)
    assert nianbao("check", "site/reports", cwd=tmp_path).returncode == 0


def test_a_baseline_is_whole(site):
    assert set(together(*[("check", "--write-baseline")] * 4, cwd=site)) == {0}
    assert json.loads((site / "nianbao-baseline.json").read_text("utf-8"))["schema"] == 1
    assert not spare(site)


def test_downloads_are_written_once(site):
    codes = together(*[("export", "--to", "json", "-o", "out")] * 4, cwd=site)
    assert set(codes) <= {0, 2}
    assert len(list((site / "out").rglob("report.json"))) == 2
    assert not spare(site)


@pytest.mark.parametrize("broken", ["folder", "closed"])
def test_an_import_that_can_not_register_leaves_nothing(tmp_path, broken):
    original(tmp_path / "x.txt", "县水利局")
    (tmp_path / "reports").mkdir()
    if broken == "folder":
        (tmp_path / "reports/agencies.yml").mkdir()
    else:
        # The folder takes nothing new, so the register can't be replaced.
        (tmp_path / "reports/县水利局").mkdir()
        (tmp_path / "reports").chmod(0o555)
    before = sorted(tmp_path.rglob("*"))
    run = nianbao("import", "x.txt", cwd=tmp_path, closed=True)
    assert run.returncode == 2
    assert sorted(tmp_path.rglob("*")) == before


def test_a_killed_run_holds_nobody_up(tmp_path):
    for name in NAMES:
        original(tmp_path / f"{name}2016.txt", name)
    for _ in range(5):
        child = start("import", ".", cwd=tmp_path)
        # What matters is that it ends somewhere in the middle, not where.
        time.sleep(0.05)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        for path in (tmp_path / "reports").glob("*/*.md") if (tmp_path / "reports").exists() else ():
            assert path.read_text("utf-8").endswith("。\n")
            assert path.with_suffix(".import.json").exists()
            assert path.parent.name in registered(tmp_path / "reports")
    assert nianbao("import", ".", cwd=tmp_path).returncode == 0
    assert sorted(registered(tmp_path / "reports")) == sorted(NAMES)


# `import` of a file system that knows no hard links, and of one that knows no locks.
NO_LINKS = "def refuse(*_, **__): raise PermissionError(1, 'Operation not permitted')\nimport os; os.link = refuse"
NO_LOCKS = "def refuse(*_): raise OSError(38, 'Function not implemented')\nimport fcntl; fcntl.flock = refuse"


@pytest.mark.slow
@pytest.mark.parametrize("lack", [NO_LINKS, NO_LOCKS])
def test_file_systems_that_know_less(tmp_path, lack):
    original(tmp_path / "x.txt", "县水利局")
    program = f"{lack}\nfrom nianbao.cli import main\nmain()"
    codes = [
        subprocess.run([sys.executable, "-c", program, "import", "x.txt"], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=False).returncode
        for _ in range(2)
    ]  # fmt: skip
    assert codes == [0, 2]
    assert registered(tmp_path / "reports") == ["县水利局"]
    assert not spare(tmp_path)


def test_all_or_nothing(tmp_path):
    (tmp_path / "a").write_bytes(b"before")
    (tmp_path / "c").write_bytes(b"theirs")
    changes = [
        Change(tmp_path / "a", b"x", force=True),
        Change(tmp_path / "new/b", b"x"),
        Change(tmp_path / "c", b"x"),
    ]
    with pytest.raises(Refusal):
        write_all(changes)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "c"]
    assert (tmp_path / "a").read_bytes() == b"before"
    write_all(changes[:2])
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "new/b").read_bytes()) == (b"x", b"x")


def test_a_link_stays_a_link_and_nothing_is_written_where_one_leads_nowhere(tmp_path):
    (tmp_path / "real").write_bytes(b"before")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "nowhere").symlink_to("gone")
    write_all([Change(tmp_path / "link", b"x", force=True)])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"x"
    with pytest.raises(Refusal):
        write_all([Change(tmp_path / "nowhere", b"x")])


def test_a_lock_left_behind_is_taken(tmp_path):
    (tmp_path / LOCK).write_bytes(b"")
    with locked(tmp_path), locked(tmp_path):
        assert (tmp_path / LOCK).exists()
    assert not (tmp_path / LOCK).exists()
    with locked(tmp_path / "new/folder"):
        pass
    assert not (tmp_path / "new").exists()


def test_the_register_keeps_its_lines_and_refuses_what_is_no_utf8(tmp_path):
    (tmp_path / "reports").mkdir()
    register = tmp_path / "reports/agencies.yml"
    original(tmp_path / "x.txt", "县水利局")
    register.write_bytes("- id: a\n  name: 甲局\n".encode("gb18030"))
    before = register.read_bytes()
    assert nianbao("import", "x.txt", cwd=tmp_path).returncode == 2
    assert register.read_bytes() == before
    register.write_bytes("\ufeff- id: a\r\n  name: 甲局\r\n".encode())
    before = register.read_bytes()
    nianbao("import", "x.txt", cwd=tmp_path)
    assert register.read_bytes().startswith(before)
    assert registered(tmp_path / "reports") == ["甲局", "县水利局"]
