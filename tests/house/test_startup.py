"""What starting costs, told by what is loaded, never by a clock: each in a real process."""

import json
import subprocess
import sys

import pytest

from nianbao.messages import rule_codes
from nianbao.model import yamltext
from nianbao.model.constants import Pattern, constant, pattern
from nianbao.rules import CATALOGUE
from places import PACKAGE, ROOT

# What reads, writes or shows one kind of thing and is large.
READERS = {"bs4", "docx", "openpyxl", "pdfplumber", "lxml", "rapidfuzz", "zipfile"}
PAGES = {"jinja2", "markdown", "mkdocs", "nh3", "nianbao.render", "nianbao.downloads", "nianbao.site"}
IMPORTS = {"nianbao.importers", "nianbao.mkdocs_plugin", "subprocess", "multiprocessing", "asyncio", "tempfile"}
JUDGING = {"nianbao.rules", "nianbao.checking.check", "nianbao.reporters", "hashlib", "difflib"}
READING = {"nianbao.archive", "nianbao.source", "nianbao.analysis", "nianbao.model.form", "json"}
ALWAYS_LATE = READERS | PAGES | IMPORTS

# Modules that read a data file or compile a pattern when they are imported, with why.
EAGER = {
    "nianbao.importers": "loaded by `import` alone",
}


def loaded(*words, cwd):
    """Return the modules that a command loads, and its exit code."""
    run = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "nianbao", *words], cwd=cwd, capture_output=True, check=False
    )
    lines = run.stderr.decode("utf-8", "replace").splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}, run.returncode


@pytest.mark.parametrize(
    ("words", "late"),
    [
        ("--version", ALWAYS_LATE | JUDGING | READING),
        ("--help", ALWAYS_LATE | JUDGING | READING),
        ("check --help", ALWAYS_LATE),
        ("rules", ALWAYS_LATE | JUDGING | READING - {"nianbao.model.form"}),
        ("rules SUM302", ALWAYS_LATE | JUDGING | READING - {"nianbao.model.form"}),
        ("forms", ALWAYS_LATE | JUDGING | READING - {"nianbao.model.form"}),
        ("schema", ALWAYS_LATE | JUDGING),
        ("show reports/weishi-zone/2024.md", ALWAYS_LATE | JUDGING | {"nianbao.analysis.claims"}),
        ("check reports/weishi-zone/2024.md", ALWAYS_LATE | {"nianbao.reporters.junit", "xml.etree", "difflib"}),
        ("export reports/weishi-zone/2024.md --to csv -o made", READERS - {"zipfile"} | {"nianbao.render", "jinja2"}),
    ],
)  # fmt: skip
def test_a_command_loads_what_it_needs(words, late, tmp_path):
    (tmp_path / "reports").symlink_to(ROOT / "reports")
    modules, code = loaded(*words.split(), cwd=tmp_path)
    assert code == 0
    assert "nianbao.cli" in modules
    assert not modules & late


def test_help_of_all_commands_loads_none(tmp_path):
    modules, _ = loaded("--help", cwd=tmp_path)
    commands = {path.stem for path in (PACKAGE / "cli").glob("*.py")}
    assert {module.rpartition(".")[2] for module in modules if module.startswith("nianbao.cli.")} <= {
        "commands",
        "help",
    }
    assert {"check", "import_", "export"} <= commands


# Imports every module of the package, and notes which of them opened a data file or compiled a pattern meanwhile.
AUDIT = """
import importlib, json, pkgutil, re, sys
import nianbao

noted = {}

def importing():
    frame = sys._getframe(2)
    while frame:
        if frame.f_code.co_name == "<module>" and frame.f_globals["__name__"].startswith("nianbao"):
            return frame.f_globals["__name__"]
        frame = frame.f_back
    return None

def note(what):
    module = importing()
    # What other packages compile when one of ours imports them is their own affair.
    if module and (what.startswith(sys.argv[1]) or sys._getframe(2).f_globals["__name__"].startswith("nianbao")):
        noted.setdefault(module, []).append(what)

def opened(event, arguments):
    if event == "open" and str(arguments[0]).startswith(sys.argv[1]):
        note(str(arguments[0]))

compile_ = re.compile

def compiled(expression, flags=0):
    note(str(expression))
    return compile_(expression, flags)

sys.addaudithook(opened)
re.compile = compiled
for module in pkgutil.walk_packages(nianbao.__path__, "nianbao."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(json.dumps({"noted": noted, "modules": len([name for name in sys.modules if name.startswith("nianbao")])}))
"""


def test_importing_a_module_reads_no_data_and_compiles_no_pattern():
    run = subprocess.run(
        [sys.executable, "-c", AUDIT, str(yamltext.DATA)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    told = json.loads(run.stdout)
    assert told["modules"] > 150
    rest = {
        name: what
        for name, what in told["noted"].items()
        if not any(name == eager or name.startswith(f"{eager}.") for eager in EAGER)
    }
    assert not rest


def test_the_audit_sees_what_it_looks_for(tmp_path):
    (tmp_path / "nianbao_eager.py").write_text(
        "import re\nfrom nianbao.model.yamltext import DATA\nre.compile('a')\n(DATA / 'keys.yml').read_text('utf-8')\n",
        encoding="utf-8",
    )
    program = AUDIT.replace(
        "for module in", f"sys.path.append({str(tmp_path)!r})\nimport nianbao_eager\nfor module in"
    )
    run = subprocess.run(
        [sys.executable, "-c", program, str(yamltext.DATA)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(run.stdout)["noted"]["nianbao_eager"] == ["a", str(yamltext.DATA / "keys.yml")]


# --- constants and data that are made when they are used -------------------------------------------------------


@pytest.mark.parametrize("path", sorted(yamltext.DATA.rglob("*.yml")), ids=lambda path: path.stem)
def test_entries_one_by_one_are_the_whole_file(path):
    name = path.relative_to(yamltext.DATA).as_posix()
    if name.startswith("site/"):
        return
    whole = yamltext.tree(yamltext.plain(yamltext.parse(path.read_text(encoding="utf-8"))))
    assert dict(yamltext.PackageData(name)) == whole
    assert list(yamltext.PackageData(name)) == list(whole)


def test_a_doubled_key_of_a_data_file_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "twice.yml").write_text("# note\na: 1\nb: {a: 2}\n'a': 3\n", encoding="utf-8")
    (tmp_path / "broken.yml").write_text("a: 1\nb: [\nc: 2\n", encoding="utf-8")
    monkeypatch.setattr(yamltext, "DATA", tmp_path)
    with pytest.raises(yamltext.YamlError) as caught:
        dict(yamltext.PackageData("twice.yml"))
    assert (caught.value.kind, caught.value.line, caught.value.detail) == ("key", 4, "a")
    with pytest.raises(yamltext.YamlError) as caught:
        dict(yamltext.PackageData("broken.yml"))
    assert caught.value.line >= 2
    with pytest.raises(KeyError):
        yamltext.PackageData("broken.yml")["d"]


def test_a_pattern_is_compiled_once_and_then_is_one():
    asked = []
    late = pattern(lambda: asked.append(1) or r"(?P<year>\d{4})")
    assert not asked
    assert late.search("in 2024")["year"] == "2024"
    assert late.sub("x", "2024 2025") == "x x"
    assert (late.pattern, late.groups, asked) == (r"(?P<year>\d{4})", 1, [1])
    assert isinstance(late, Pattern)
    with pytest.raises(AttributeError):
        late.matches("2024")


def test_a_constant_is_made_once():
    made = []
    late = constant(lambda: made.append(1) or ("a",))
    assert not made
    assert late() is late()
    assert made == [1]


def test_the_codes_without_the_rules_are_those_of_the_catalogue():
    assert rule_codes() == tuple(rule.code for rule in CATALOGUE)
