"""`NIANBAO_REWRITE=1` writes one case and leaves the others, their comments and their layout."""

import pytest

from case_files import with_value
from nianbao.model.yamltext import parse, plain
from rule_cases import FOLDER

BEFORE = """\
# What the file is about.
- name: sound   # a remark
  answers: {passed: 2}

# Two cells changed.
- name: 'two: cells'
  change:
    applications.new.total: "1"   # the first

    applications.granted.total: "2"
  findings:
    # what follows from it
    - SUM303 error applications.new.total default
  answers: {passed: 1}

# The last.
- name: last
  replace:
    - old: |
        # a heading
      new: none"""

ONE = "SUM301 error applications.concluded_total.total balance"
LONG = [
    f"SUM302 error applications.concluded_total.{column} default" for column in ("total", "other_organization")
]


@pytest.mark.parametrize(
    ("name", "key", "value", "old", "new"),
    [
        (
            "sound",
            "findings",
            [ONE],
            "  answers: {passed: 2}\n",
            f"  findings: [{ONE}]\n  answers: {{passed: 2}}\n",
        ),
        ("sound", "answers", {"failed": "1", "passed": "1"}, "{passed: 2}", "{failed: 1, passed: 1}"),
        (
            "two: cells",
            "findings",
            LONG,
            "    # what follows from it\n    - SUM303 error applications.new.total default\n",
            f"    - {LONG[0]}\n    - {LONG[1]}\n",
        ),
        (
            "two: cells",
            "findings",
            [],
            "  findings:\n    # what follows from it\n    - SUM303 error applications.new.total default\n",
            "",
        ),
        ("last", "findings", [ONE], "      new: none", f"      new: none\n  findings: [{ONE}]\n"),
    ],
    ids=["new key before the answers", "mapping", "list of lines", "nothing found", "end of the file"],
)
def test_one_value_is_written(name, key, value, old, new):
    assert BEFORE.count(old) == 1
    assert with_value(BEFORE, name, key, value) == BEFORE.replace(old, new)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yml")), ids=lambda path: path.stem)
def test_what_is_written_reads_back_and_changes_no_other_case(path):
    text = path.read_text(encoding="utf-8")
    cases = plain(parse(text))
    for number, case in enumerate(cases):
        for findings in ([ONE], [ONE, *LONG], []):
            written = plain(parse(with_value(text, case["name"], "findings", findings)))
            wanted = (
                {**case, "findings": findings} if findings else {k: v for k, v in case.items() if k != "findings"}
            )
            assert written == [*cases[:number], wanted, *cases[number + 1 :]]


@pytest.mark.parametrize(
    ("text", "reason"),
    [("- name: x\n  a: b\n- name: x\n", "2 cases are named"), ("- {name: x}\n", "is in braces")],
)
def test_what_cant_be_written_says_why(text, reason):
    with pytest.raises(AssertionError, match=reason):
        with_value(text, "x", "findings", [ONE])
