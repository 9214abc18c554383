"""What prose and comments name is there: paths, modules, functions, rooms, keys of forms."""

import re
from importlib import import_module

import pytest
from test_architecture import FLOORS

from nianbao import archive, downloads
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.model.form import builtin
from places import PACKAGE, ROOT

PROSE = [
    *(ROOT / name for name in ("README.md", "README.en.md", "CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
CODE = [
    *sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".yml", ".html", ".css", ".js"}),
    *sorted((ROOT / "benchmarks").glob("*.py")),
    *sorted((ROOT / "hooks").glob("*.py")),
    ROOT / "Makefile",
    ROOT / "pyproject.toml",
]
# Folders of the repository, and rooms of the package: what begins with one of them is a path of this project.
OURS = {path.name for path in (*ROOT.iterdir(), *PACKAGE.iterdir()) if path.is_dir()}
# Folders that a build, a run or a site of somebody's own makes.
MADE = {"reports", "site", "build", "dist", ".venv", ".git", ".github", "node_modules"}
# Every file of the repository that a text may name without its folder.
KNOWN = {
    *(path.name for path in ROOT.iterdir()),
    *(path.name for home in ("plugin", "tests", "benchmarks", "hooks") for path in (ROOT / home).rglob("*.*")),
}
# Files of a site's own, and those of other projects.
THEIRS = {"mkdocs.yml", "agencies.yml", "nianbao.yml", ".gitlab-ci.yml", ".pre-commit-config.yaml", "our-form.yml"}


def named_paths(text):
    """Yield what is written in code style and begins with a folder of ours."""
    for span in re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^ *```.*?^ *```", "", text)):
        for word in span.split():
            path = word.strip(",;:").split("::")[0]
            first, slash, _ = path.partition("/")
            if slash and first in OURS - MADE:
                yield path


def is_there(path, also):
    pattern = re.sub(r"<[^>]*>", "*", path).rstrip("/")
    return any(any(home.glob(pattern)) for home in (ROOT, PACKAGE)) or pattern in also


@pytest.fixture(scope="module")
def site_data():
    """The files a site has under data/."""
    loaded = archive.load(ROOT / "reports")
    verdicts = check.run((), loaded)
    made = downloads.site_data(loaded, verdicts, downloads.KINDS, downloads.SiteInfo(), Messages())
    return {f"data/{name}" for name, _ in made}


def relative(path):
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PROSE, ids=relative)
def test_paths_named_in_prose_exist(path, site_data):
    assert [name for name in named_paths(path.read_text("utf-8")) if not is_there(name, site_data)] == []


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_files_named_in_code_and_data_exist(path):
    """Comments, docstrings and texts name modules and data files by their path, or by their bare name."""
    named = set(re.findall(r"(?<![\w./<>*{}$-])(?:[\w-]+/)*[\w-]+\.(?:py|yml)\b", path.read_text("utf-8")))
    assert sorted(name for name in named if name.rpartition("/")[2] not in KNOWN | THEIRS) == []
    inside = {name for name in named if name.partition("/")[0] in OURS - MADE and "/" in name}
    assert sorted(name for name in inside if not is_there(name, ())) == []


ARCHITECTURE = (ROOT / "docs/explanation/architecture.md").read_text("utf-8")


def resolved(name):
    """Return what a dotted name of the package stands for; raises ImportError or AttributeError."""
    parts = name.split(".")
    depth = next(n for n in range(len(parts), -1, -1) if is_module(parts[:n]))
    found = import_module(".".join(["nianbao", *parts[:depth]]))
    for part in parts[depth:]:
        found = getattr(found, part)
    return found


def is_module(parts):
    place = PACKAGE.joinpath(*parts)
    return place.is_dir() or place.with_suffix(".py").is_file()


def test_functions_named_in_the_architecture_exist():
    rooms = set.union(*FLOORS)
    names = {name for name in re.findall(r"`([a-z_]+(?:\.\w+)+)`", ARCHITECTURE) if name.split(".")[0] in rooms}
    assert len(names) > 20
    for name in sorted(names):
        resolved(name)


def test_the_table_of_rooms_is_the_house():
    rows = re.findall(r"(?m)^\| (\d+) \| `(\w+)` \|", ARCHITECTURE)
    assert [{name for level, name in rows if int(level) == number} for number in range(len(FLOORS))] == FLOORS


def glossary(home):
    text = (ROOT / home / "reference/glossary.md").read_text("utf-8")
    return [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ") and "`" in line]


TERMS = glossary("docs")
# What names of the code can stand in a line of the glossary without a table before them.
PARTS = {key for form in builtin().values() for key in (*form.tables, *(section.key for section in form.sections))}
LAW = re.compile(r"第[一二三四五六七八九十]+条|Articles? \d|〔20\d\d〕\d+号")


def keys_of(table):
    columns = {place.column for place in table.places}
    return {*table.rows, *table.groups, *columns}


@pytest.mark.parametrize(
    ("zh", "en"), [*zip(TERMS, glossary("docs/en"), strict=True)], ids=[row[0] for row in TERMS]
)
def test_a_term_of_the_glossary_is_the_same_in_both_languages_and_in_the_code(zh, en):
    assert len(zh) == len(en) == len([cell for cell in (*zh, *en) if cell]) / 2 == 4
    assert zh[:2] == en[:2]
    assert ("本项目" in zh[3]) == ("this project" in en[3])
    assert "本项目" in zh[3] or (LAW.search(zh[3]) and LAW.search(en[3]))
    name = zh[1].strip("`")
    first, _, rest = name.partition(".")
    if first in PARTS:
        tables = [form.tables[first] for form in builtin().values() if first in form.tables]
        assert not rest or any(rest in keys_of(table) for table in tables), name
    else:
        resolved(name)


def test_the_clauses_of_the_glossary_stand_in_rules_or_forms():
    homes = [
        path
        for path in (PACKAGE / "data").rglob("*.yml")
        if path.parent.name in {"rules", "forms"} or path.name == "rules.yml"
    ]
    known = "".join(path.read_text("utf-8") for path in homes)
    stated = {
        clause for row in TERMS for clause in re.findall(r"第[一二三四五六七八九十]+条|〔20\d\d〕\d+号", row[3])
    }
    stated |= {item for row in TERMS for item in re.findall(r"第二十条第（.）项", row[3])}
    for clause in sorted(stated):
        # Several articles of a law are named with one 第: 第四十九、五十条.
        assert clause in known or f"、{clause.removeprefix('第')}" in known, clause


def test_the_terms_of_the_glossary_are_different():
    for column in (0, 1):
        told = [row[column] for row in TERMS]
        assert sorted(set(told)) == sorted(told)


def test_the_two_glossaries_name_each_other():
    assert "](../en/reference/glossary.md)" in (ROOT / "docs/reference/glossary.md").read_text("utf-8")
    assert "](../../reference/glossary.md)" in (ROOT / "docs/en/reference/glossary.md").read_text("utf-8")
