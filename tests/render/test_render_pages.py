"""Whole pages against tests/cases/pages/<case>/expected; NIANBAO_REWRITE=1 writes them anew, and the diff is read."""

import os

import pytest

from places import CASES
from rendering import SOME_RULES, articles

PAGES = sorted(path for path in (CASES / "pages").iterdir() if path.is_dir())
SHOWN = {
    "faults": [
        "reports/index.md",
        "reports/example-bureau/index.md",
        "reports/example-bureau/2023/index.md",
        "reports/example-office/2018/index.md",
        "reports/example-office/2023/index.md",
        "reports/years/2023/index.md",
        "reports/compare/index.md",
        "reports/compare/applications/granted/index.md",
        "reports/rules/index.md",
        "reports/rules/SUM301/index.md",
        "reports/rules/SUM303/index.md",
    ],
    "years": ["reports/data-bureau/index.md", "reports/data-bureau/2023/changes/index.md"],
}


@pytest.mark.parametrize("case", PAGES, ids=lambda path: path.name)
def test_pages_are_as_expected(case, monkeypatch):
    monkeypatch.chdir(case)
    made = articles(catalogue=SOME_RULES)
    for path in SHOWN[case.name]:
        expected = case / "expected" / f"{path.removesuffix('/index.md').replace('/', '.')}.html"
        if os.environ.get("NIANBAO_REWRITE"):
            expected.write_text(made[path] + "\n", encoding="utf-8")
        assert made[path] + "\n" == expected.read_text(encoding="utf-8"), path
