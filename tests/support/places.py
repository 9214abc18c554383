"""Where the repository, the package and the cases lie."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "plugin/nianbao"
TESTS = ROOT / "tests"
CASES = TESTS / "cases"
