#!/bin/sh
# The package as users get it: sdist and wheel are built, each is installed alone into a fresh environment, and a new
# site is made, checked and built outside this repository. A third environment has the lowest versions of pyproject.toml.
# usage: sh tests/package.sh [PYTHON]   (needs pip and a package index; makes dist/ and build/package/)
set -eu

python=${1:-python3}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$root/build/package
unset PYTHONPATH
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
users = [extra for name, extra in project["optional-dependencies"].items() if name != "all"]
for line in [*project["dependencies"], *(line for extra in users for line in extra)]:
    wanted = Requirement(line)
    lowest = next(part.version for part in wanted.specifier if part.operator == ">=")
    print(f"{wanted.name}=={lowest}")
PYTHON

# What a user does in an empty folder: site.sh NAME WHAT ROOT, in an environment that has the package.
cat >"$work/site.sh" <<'SITE'
name=$1 what=$2 root=$3
python -m nianbao --version
nianbao init "$name-site"
cd "$name-site"
nianbao check --fail-on warning
nianbao new example-bureau 2025
nianbao schema -o "../$name-schema.json"
rm reports/example-bureau/2025.md
case $what in
    *"[all]")
        nianbao new example-bureau 2025 --to xlsx
        # What comes back from the workbook is a report with blanks: it is read, and then set aside.
        nianbao import example-bureau-2025.xlsx
        mv reports/example-bureau/2025.md .
        nianbao import "$root/examples/weishi-zone-2024.docx"
        mkdocs build --strict
        ;;
    *)
        # Without the extras there is no Material and no Word or Excel download.
        sed -i.bak 's/name: material/name: mkdocs/; /font:/d' mkdocs.yml
        mkdocs build --strict
        ;;
esac
grep -q 'data-nb-status="passed"' site/reports/example-bureau/2024/index.html
SITE

# try NAME WHAT [PIP OPTION...]: the package in an environment of its own, and a site made with it.
try() {
    name=$1 what=$2
    shift 2
    "$python" -m venv "$work/$name"
    "$work/$name/bin/pip" install --quiet "$@" "$what"
    "$work/$name/bin/pip" check
    if (cd "$work" && PATH="$work/$name/bin:$PATH" sh -eu site.sh "$name" "$what" "$root") >"$work/$name.log" 2>&1; then
        echo "$name: passed"
    else
        cat "$work/$name.log"
        echo "$name: failed"
        exit 1
    fi
}

wheel=$(echo "$root"/dist/*.whl)
sdist=$(echo "$root"/dist/*.tar.gz)
try wheel "$wheel"
try sdist "$sdist"
try everything "${wheel}[all]"
try lowest "${wheel}[all]" --constraint "$work/lowest.txt"
