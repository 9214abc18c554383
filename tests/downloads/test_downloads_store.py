"""Word and Excel files are made once, and nothing depends on where they are kept."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from exported import build, lay_out
from nianbao import archive, downloads
from nianbao.downloads import Downloads, Store
from nianbao.downloads.store import FILE
from nianbao.messages import Messages
from places import CASES
from running import ENVIRONMENT, nianbao, process

OFFICE = ("xlsx", "docx")


class Counting:
    def __init__(self):
        self.made = 0

    def __call__(self):
        self.made += 1
        return b"content"


def kept(folder, key="key", make=None):
    """What a build gets under a key; what it makes is written at its end."""
    with Store(folder) as store:
        return store.get(key, make or Counting())


def damaged(folder, statement, *values):
    """Change what is kept behind the back of the store."""
    with closing(sqlite3.connect(folder / FILE)) as database, database:
        database.execute(statement, values)


def test_made_once_and_kept(tmp_path):
    make, store = Counting(), Store(tmp_path / "cache")
    assert store.get("key", make) == store.get("key", make) == b"content"
    store.close()
    assert kept(tmp_path / "cache", make=make) == b"content"
    assert make.made == 1
    assert (tmp_path / "cache/.gitignore").read_text().endswith("*\n")


@pytest.mark.parametrize(
    "content",
    [b"", b"x" * 38, b"x" * 39, b"x" * 100, "text", 17],
    ids=["none", "less", "other", "more", "text", "number"],
)
def test_damaged_content_is_made_again(tmp_path, content):
    make = Counting()
    kept(tmp_path, make=make)
    damaged(tmp_path, "UPDATE kept SET content = ?", content)
    assert kept(tmp_path, make=make) == b"content"
    assert make.made == 2
    assert kept(tmp_path, make=make) == b"content"
    assert make.made == 2


@pytest.mark.parametrize("damage", [lambda _: b"", lambda b: b[:512], lambda b: b"x" * len(b), lambda b: b[::-1]])
def test_damaged_file_is_made_again(tmp_path, damage):
    make = Counting()
    kept(tmp_path, make=make)
    (tmp_path / FILE).write_bytes(damage((tmp_path / FILE).read_bytes()))
    assert kept(tmp_path, make=make) == b"content"
    assert kept(tmp_path, make=make) == b"content"
    assert make.made == 2


@pytest.mark.parametrize("table", ["DROP TABLE kept", "ALTER TABLE kept RENAME content TO other"])
def test_file_of_somebody_else_is_made_again(tmp_path, table):
    kept(tmp_path)
    damaged(tmp_path, table)
    assert kept(tmp_path) == kept(tmp_path) == b"content"


def test_folder_that_was_there_stays_in_version_control(tmp_path):
    kept(tmp_path)
    assert not (tmp_path / ".gitignore").exists()


def test_content_kept_under_another_key_is_not_taken(tmp_path):
    make = Counting()
    kept(tmp_path, make=make)
    damaged(tmp_path, "UPDATE kept SET key = 'other'")
    assert kept(tmp_path, "other", make) == b"content"
    assert make.made == 2


def test_folder_that_cannot_be_used_costs_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    assert kept(tmp_path / "file/below") == kept(None) == b"content"


def test_two_builds_at_once_keep_both(tmp_path):
    one, other = Store(tmp_path), Store(tmp_path)
    one.keep("one", b"1")
    other.keep("other", b"2")
    assert one.find("other") is None
    one.close()
    other.close()
    with Store(tmp_path) as store:
        assert (store.find("one"), store.find("other")) == (b"1", b"2")


def test_what_is_not_asked_for_goes_first_when_there_is_too_much(tmp_path):
    with Store(tmp_path) as store:
        store.keep("old", b"x" * 1000)
        store.keep("asked for", b"y" * 1000)
    with Store(tmp_path, limit=2500) as store:
        assert store.find("asked for")
        store.keep("new", b"z" * 1000)
    with Store(tmp_path) as store:
        assert store.find("old") is None
        assert store.find("asked for")
        assert store.find("new")


CHANGES = {
    "a figure": ("行政许可: 215", "行政许可: 216"),
    "how it is written": ("行政许可: 215", 'ignored: ""\n  行政许可: "0215"'),
    "where it comes from": ("[40, 10, 1, 0, 2, 2, 55]", "[40, 10, 1, 0, 2, 2, 自动]"),
    "the prose": ("改进了网站检索。", "改进了网站。"),
    "the source": ("落款: 示例市示例局", "来源: {网址: 'https://example.org'}\n落款: 示例市示例局"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_makes_another_file(site, change):
    source = site / "reports/example-bureau/2023.md"
    before = keys(site)
    old, new = CHANGES[change]
    text = source.read_text(encoding="utf-8")
    assert old in text
    source.write_text(text.replace(old, new.replace('ignored: ""\n  ', "")), encoding="utf-8")
    after = keys(site)
    assert len(before) == len(after) == 4
    assert len(before & after) == 2, "the other year stays"


def keys(site, language="zh"):
    store = Recording()
    reports = archive.load(site / "reports")
    made = Downloads(Messages(language), store)
    for report in reports.reports:
        list(made.of_report(report, reports.agency(report.agency), OFFICE))
    return store.keys


class Recording(Store):
    def __init__(self):
        super().__init__()
        self.keys = set()

    def get(self, key, make):
        assert callable(make)
        self.keys.add(key)
        return b""


def test_name_of_the_agency_and_language_make_another_file(site):
    before = keys(site)
    assert not before & keys(site, "en")
    register = site / "reports/agencies.yml"
    register.write_text(
        register.read_text(encoding="utf-8").replace("示例市示例局", "示例市新名局"), encoding="utf-8"
    )
    assert not before & keys(site)


def test_site_is_the_same_with_a_cache_without_and_with_a_broken_one(tmp_path):
    lay_out(tmp_path)
    shutil.rmtree(tmp_path / "reports/example-office")
    builds = []

    def contents(*arguments):
        build(tmp_path, *arguments)
        home = tmp_path / "site/reports"
        builds.append({path.relative_to(home): path.read_bytes() for path in home.rglob("*") if path.is_file()})

    contents()
    contents()
    damaged(tmp_path / ".cache/nianbao", "UPDATE kept SET content = substr(content, 1, 50) WHERE key > '8'")
    contents()
    (tmp_path / ".cache/nianbao" / FILE).write_bytes(b"damaged")
    contents()
    shutil.rmtree(tmp_path / ".cache")
    config = tmp_path / "mkdocs.yml"
    config.write_text(config.read_text().replace("fail_on: never", "fail_on: never, cache_dir: ''"))
    contents()
    assert not (tmp_path / ".cache").exists()
    assert all(each == builds[0] for each in builds)


def test_kinds_without_their_library_are_left_out_with_one_line(tmp_path):
    lay_out(tmp_path)
    shutil.rmtree(tmp_path / "reports/example-office")
    blocked = tmp_path / "blocked"
    blocked.mkdir()
    # What isn't installed can't be found; this stands in for a machine without the two libraries.
    (blocked / "sitecustomize.py").write_text(
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name in ('docx', 'openpyxl'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "import importlib.util as util\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name, package=None: None if name in ('docx', 'openpyxl') else found(name, package)\n"
        "sys.meta_path.insert(0, Absent())\n"
    )
    path = os.pathsep.join([str(blocked), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = process("mkdocs", "build", "--strict", cwd=tmp_path, env=ENVIRONMENT | {"PYTHONPATH": path})
    lines = [line for line in done.stderr.splitlines() if "mkdocs-nianbao[" in line]
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("INFO")
    assert "mkdocs-nianbao[excel,word]" in lines[0]
    folder = tmp_path / "site/reports/example-bureau/2023"
    assert sorted(path.name for path in folder.glob("report.*")) == ["report.csv", "report.json"]
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "report.csv" in page
    assert "report.xlsx" not in page
    assert "report.docx" not in page


def test_makeable_kinds_here():
    assert all(downloads.makeable(kind) for kind in downloads.KINDS)


def test_every_process_finds_what_another_has_made(site):
    """What a file is kept under depends on no order or address of one run."""
    kinds = CASES / "kinds/dogs"
    shutil.copytree(kinds, site / "reports/kinds/dogs")
    assert nianbao("import", CASES / "kinds/originals/dogs-2023.txt", cwd=site).returncode in {0, 1}
    cache = site / ".cache/nianbao"
    cache.mkdir(parents=True)
    for seed in ("1", "2"):
        done = nianbao("export", "--to", "xlsx", "-o", f"out-{seed}", cwd=site, seed=seed)
        assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(cache / FILE)) as database:
        assert database.execute("SELECT count(*) FROM kept").fetchone() == (3,)
