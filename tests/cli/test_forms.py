"""`nianbao forms`: every label of a form is printed where it stands, whatever the shape of the table."""

import shutil
from itertools import pairwise
from unicodedata import east_asian_width

import pytest

from nianbao.model import form
from places import CASES
from running import nianbao

KINDS = ("boards", "budget", "dogs")
SHAPES = {
    "bars": "cn-disclosure-2021",
    "older": "cn-disclosure-2019",
    "one column": "dogs-2023",
    "no stub": "boards-1",
    "no sections": "budget-1",
}


@pytest.fixture
def desk(tmp_path):
    for kind in KINDS:
        shutil.copytree(CASES / "kinds" / kind, tmp_path / "reports/kinds" / kind)
    return tmp_path


def printed(desk, id_, language="zh"):
    run = nianbao("forms", id_, cwd=desk, language=language)
    assert (run.returncode, run.stderr) == (0, "")
    return run.stdout.splitlines()


def column(line, key):
    """Return the place of a terminal at which a key begins."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line[: line.index(key)])


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_line_is_empty_but_between_parts(desk, shape, language):
    lines = printed(desk, SHAPES[shape], language)
    assert all(line == line.rstrip() for line in lines)
    assert "" not in (lines[0], lines[-1])
    assert not any(one == two == "" for one, two in pairwise(lines))


def test_bars_groups_and_three_levels_of_a_boxhead_are_there(desk):
    lines = printed(desk, "cn-disclosure-2021")
    text = "\n".join(lines)
    for table in form.builtin()["cn-disclosure-2021"].tables.values():
        for block in table.blocks:
            assert block.bar is None or f"[{block.bar.text}]" in text
            for label in (label for top in (*block.columns, *block.rows) for label in top.walk()):
                assert label.text in text
                assert label.key in text
                assert label.row in text
    group = next(n for n, line in enumerate(lines) if line.strip().startswith("（三）不予公开"))
    assert lines[group].split()[-2:] == ["denied", "不予公开"]
    assert lines[group + 1].index("1.") > lines[group].index("（三）")
    dispute = next(n for n, line in enumerate(lines) if "litigation_direct（行）" in line)
    assert lines[dispute - 1].strip() == "行政诉讼"
    steps = [len(line) - len(line.lstrip()) for line in lines[dispute - 1 : dispute + 2]]
    assert steps == [4, 6, 8]


def test_a_table_without_row_labels_names_its_rows_in_the_boxhead(desk):
    assert printed(desk, "boards-1")[4:] == [
        "公告栏  (boards)  公告栏数  块",
        "  列",
        "    城区  town（行）",
        "      旧  old",
        "      新  new",
        "    乡村  land（行）",
        "      旧  old",
        "      新  new",
    ]


def test_keys_stand_below_one_another(desk):
    lines = [line for line in printed(desk, "dogs-2023") if line.startswith("    ")]
    keys = ("small", "large", "total", "over", "issued", "cancelled", "forward")
    assert len({column(line, key) for line, key in zip(lines[:7], keys, strict=True)}) == 1
    assert lines[7:] == [
        "    数量      count",
        "    领养      adopted",
        "    送还主人  returned",
        "    年末在所  kept",
    ]
