"""The examples in docstrings of claims and repairs: each names a case that is there, and that shows it."""

import ast
import re
import sys

import pytest

import measure
from nianbao.analysis.claims import Claims
from nianbao.model.yamltext import parse, plain
from places import CASES, PACKAGE, ROOT

HOME = PACKAGE / "analysis/claims"
MODULES = [*sorted(HOME.glob("*.py")), PACKAGE / "checking/repairs.py"]
NAMED = re.compile(r'([A-Z]{3}\d{3})\.yml, ("[^"]+"(?: and "[^"]+")*)')
ENTRIES = [*measure.entries("building")]


def documented(path):
    """Yield the definitions of a module with their docstrings, on one line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)):
            yield node, " ".join((ast.get_docstring(node) or "").split())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_a_docstring_says_what_comes_out_and_names_cases_that_are_there(path):
    tests = (ROOT / "tests/checking/test_repairs.py").read_text(encoding="utf-8")
    for node, said in documented(path):
        name = getattr(node, "name", path.name)
        assert said or (name.startswith("__") and name != "__init__.py"), name
        assert not said.startswith("Say "), name
        for code, cases in NAMED.findall(said):
            known = {
                case["name"] for case in plain(parse((CASES / f"rules/{code}.yml").read_text(encoding="utf-8")))
            }
            assert set(re.findall('"([^"]+)"', cases)) <= known, name
        for test in re.findall(r"`(test_\w+)`", said):
            assert f"def {test}(" in tests, name


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_docstrings_are_a_seventh_of_the_lines_at_least(path):
    lines = path.read_text(encoding="utf-8").count("\n")
    documented_lines = sum(
        node.body[0].end_lineno - node.body[0].lineno + 1 for node, said in documented(path) if said
    )
    assert documented_lines > lines / 7


SHOWN = [
    pytest.param(path.name, node.name, int(number), id=f"{path.name}-{node.name}")
    for path in MODULES
    for node, said in documented(path)
    if isinstance(node, ast.FunctionDef)
    for number in re.findall(r"Example: building-(\d+)", said)
]


@pytest.mark.parametrize(("module", "function", "number"), SHOWN)
def test_a_sentence_named_as_an_example_is_one(module, function, number):
    """The function answers something when the sentence is read: True, a meaning, words."""
    answers = []

    def watch(frame, event, answer):
        code = frame.f_code
        if event == "return" and code.co_name == function and code.co_filename == str(HOME / module):
            answers.append(answer)

    entry = ENTRIES[number - 1]
    report, agency = measure.report_of(entry), measure.agency_of(entry)
    claims, before = Claims(), sys.getprofile()
    sys.setprofile(watch)
    try:
        claims.of(report, agency)
    finally:
        sys.setprofile(before)
    assert any(answers) or function == "_section"


def test_there_are_examples():
    assert len(SHOWN) > 30
