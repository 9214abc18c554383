"""Say what is not ready for a release: a change that is not committed, a changelog that is not cut, a tag that is taken."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESERVED = "example.org"


def version_of(root):
    text = (root / "plugin/nianbao/__init__.py").read_text("utf-8")
    return re.search(r'(?m)^__version__ = "(.+)"$', text)[1]


def git(root, *arguments):
    run = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return run.stdout.strip()


def not_ready(root):
    """Yield a sentence for each thing to do before the version in the package can be released."""
    version = version_of(root)
    if changed := git(root, "status", "--porcelain"):
        yield f"Commit or remove what is changed:\n{changed}"
    if git(root, "tag", "--list", f"v{version}"):
        yield f"v{version} is a tag already: raise __version__ in plugin/nianbao/__init__.py."
    top = re.search(r"(?m)^## (.+)$", (root / "CHANGELOG.md").read_text("utf-8"))
    if not top or not re.fullmatch(rf"{re.escape(version)} \(\d{{4}}-\d\d-\d\d\)", top[1]):
        yield f"The top section of CHANGELOG.md is to be named '{version} (YEAR-MONTH-DAY)', not {top and top[1]!r}."
    urls = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["urls"]
    if named := [label for label, url in urls.items() if f"//{RESERVED}/" in url]:
        yield f"pyproject.toml has no real address yet for {', '.join(named)}: {RESERVED} is reserved for examples."


if __name__ == "__main__":
    open_points = list(not_ready(ROOT))
    print("\n".join(open_points) or f"{version_of(ROOT)} is ready.")
    sys.exit(bool(open_points))
