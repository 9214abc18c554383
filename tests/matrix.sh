#!/bin/sh
# The tests on each Python from 3.11 to 3.14 that is on the PATH or among those of pyenv, each in an environment
# .venv-<version> of its own. A version that isn't here is named as left out.
# usage: sh tests/matrix.sh [TARGET]   (a target of the Makefile: suite or quick)
set -u

target=${1:-suite}
cd "$(dirname "$0")/.." || exit 2
summary=""
failed=0

# Prints a Python of a version that starts; what pyenv puts on the PATH may lead to one that isn't chosen.
found() {
    for python in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
        if "$python" -c "import sys, venv; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
            command -v "$python"
            return
        fi
    done
}

for version in 3.11 3.12 3.13 3.14; do
    python=$(found "$version")
    if [ -z "$python" ]; then
        said="left out: no Python $version here"
    elif ${MAKE:-make} PYTHON="$python" VENV=".venv-$version" "$target"; then
        said="passed"
    else
        said="failed"
        failed=1
    fi
    summary="$summary$version $said
"
done
printf %s "$summary"
exit $failed
