"""The frame of a paragraph has one writer, and nothing of claims is loaded before a text is read."""

import ast
import subprocess
import sys

import pytest

from nianbao.analysis.claims.frame import Enumeration, Frame, PreviousClause, Sentence
from places import PACKAGE

HOME = PACKAGE / "analysis/claims"
PARTS = {"sentence", "enumeration", "previous", "frame", "_frame"}
FIELDS = {name for part in (Frame, Sentence, Enumeration, PreviousClause) for name in part.__dataclass_fields__}
# What changes a frame, and who may say so: the readers of passages.
READERS = {"numbers.py", "passage.py", "reading.py", "zeros.py"}
WRITERS = {
    node.name
    for node in ast.walk(ast.parse((HOME / "frame.py").read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef) and not node.decorator_list and node.name not in {"year_of", "of_all"}
}


def last_name(node):
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def written(source):
    """Return the fields of a frame, or of a part of one, that a source assigns."""
    return [
        node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        and node.attr in FIELDS and last_name(node.value) in PARTS
    ]  # fmt: skip


def test_a_frame_is_written_by_itself_alone():
    others = [path for path in HOME.glob("*.py") if path.name != "frame.py"]
    assert [path.name for path in others if written(path.read_text(encoding="utf-8"))] == []
    source = "frame.sentence.year, x = 1, 2\nself._frame.topic = ''\nframe.rows += ()"
    assert sorted(written(source)) == ["rows", "topic", "year"]


@pytest.mark.parametrize("path", sorted(HOME.glob("*.py")), ids=lambda path: path.name)
def test_only_readers_of_passages_change_a_frame(path):
    calls = [
        node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    changing = {
        call.attr
        for call in calls
        if isinstance(call, ast.Attribute) and call.attr in WRITERS and last_name(call.value) in PARTS
    }
    assert not changing or path.name in READERS


def test_importing_claims_reads_no_data_and_compiles_nothing():
    """What other rooms load is theirs: it is imported first."""
    script = f"""
import re, sys
sys.path.insert(0, {str(PACKAGE.parent)!r})
import nianbao.model.form, nianbao.model.register, nianbao.model.report, nianbao.model.labels
opened, compiled = [], []
sys.addaudithook(lambda event, given: opened.append(given[0]) if event == "open" else None)
compile_ = re.compile
re.compile = lambda *given: compiled.append(given[0]) or compile_(*given)
import nianbao.analysis.claims
print([name for name in opened if str(name).endswith(".yml")], compiled)
from nianbao.analysis.claims.vocabulary import vocabulary
vocabulary()
print(len([name for name in opened if str(name).endswith(".yml")]), bool(compiled))
"""
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:2] == ["[] []", "1 True"]
