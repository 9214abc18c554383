#!/bin/sh
# The package as users get it: sdist and wheel are built, each is installed alone into a fresh environment, and a new
# site is made, checked and built outside this repository. A third environment has the lowest versions of pyproject.toml.
# usage: sh tests/package.sh [PYTHON]   (needs pip and a package index; makes dist/ and build/package/)
set -eu

python=${1:-python3}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/build/package
export NO_MKDOCS_2_WARNING=1 PIP_DISABLE_PIP_VERSION_CHECK=1

rm -rf "$work" "$root/dist"
mkdir -p "$work"
"$python" -m venv "$work/tools"
"$work/tools/bin/pip" install --quiet build packaging
# Without --wheel or --sdist the wheel is made from the unpacked sdist, which so has to hold all that is needed.
"$work/tools/bin/python" -m build --outdir "$root/dist" "$root" >"$work/build.log"

# The lowest versions the dependencies and extras allow, as pip constraints.
"$work/tools/bin/python" - "$root/pyproject.toml" >"$work/lowest.txt" <<'PYTHON'
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

project = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["project"]
users = [extra for name, extra in project["optional-dependencies"].items() if name not in {"all", "dev"}]
for line in [*project["dependencies"], *(line for extra in users for line in extra)]:
    wanted = Requirement(line)
    lowest = next(part.version for part in wanted.specifier if part.operator == ">=")
    print(f"{wanted.name}=={lowest}")
PYTHON

# try NAME WHAT [PIP OPTION…]: the package in an environment of its own, and a site made with it.
try() {
    name=$1 what=$2
    shift 2
    "$python" -m venv "$work/$name"
    "$work/$name/bin/pip" install --quiet "$@" "$what"
    "$work/$name/bin/pip" check
    (
        unset PYTHONPATH
        cd "$work"
        PATH=$work/$name/bin:$PATH
        python -m nianbao --version
        nianbao init "$name-site"
        cd "$name-site"
        nianbao check --fail-on warning
        nianbao new example-bureau 2025
        nianbao schema -o "$work/$name-schema.json"
        case $what in
            *"[all]")
                rm reports/example-bureau/2025.md
                nianbao new example-bureau 2025 --to xlsx
                nianbao import example-bureau-2025.xlsx
                nianbao import "$root/examples/weishi-zone-2024.docx"
                mv reports/example-bureau/2025.md .
                mkdocs build --strict
                ;;
            *) sed -i.bak 's/name: material/name: mkdocs/; /font:/d' mkdocs.yml && mkdocs build --theme mkdocs ;;
        esac
        grep -q 'data-nb-status="passed"' site/reports/example-bureau/2024/index.html
    ) >"$work/$name.log" 2>&1 || { cat "$work/$name.log"; echo "$name: failed"; exit 1; }
    echo "$name: passed"
}

wheel=$(echo "$root"/dist/*.whl)
sdist=$(echo "$root"/dist/*.tar.gz)
try wheel "$wheel"
try sdist "$sdist"
try everything "${wheel}[all]"
try lowest "${wheel}[all]" --constraint "$work/lowest.txt"
