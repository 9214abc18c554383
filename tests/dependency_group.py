"""Print the requirements of a dependency group of pyproject.toml, one a line: dependency_group.py dev.

`pip install --group` does the same since pip 25.1; a fresh environment of Python 3.11 brings pip 23.
"""

import sys
import tomllib
from pathlib import Path

GROUPS = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))["dependency-groups"]


def requirements(name):
    """Return the requirements of a group, those of groups it includes in their place."""
    found = []
    for item in GROUPS[name]:
        found += requirements(item["include-group"]) if isinstance(item, dict) else [item]
    return found


if __name__ == "__main__":
    print("\n".join(requirements(sys.argv[1])))
