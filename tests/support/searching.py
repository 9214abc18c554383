"""Whether there is a Pagefind, and one that fails."""

import os
from importlib import util

import pytest

from running import environment

MISSING = not any(map(util.find_spec, ("pagefind_bin", "pagefind_bin_extended")))

needs_pagefind = pytest.mark.skipif(MISSING, reason="Pagefind is not here: pip install 'mkdocs-nianbao[search]'")


def with_program(folder, script):
    """Return an environment whose Pagefind is a script in this folder; None is a program that can't be started."""
    package = folder / "pagefind_bin"
    package.mkdir()
    (package / "program").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (package / "program").chmod(0o755 if script else 0o644)
    (package / "__init__.py").write_text(
        f"def get_executable():\n    return {str(package / 'program')!r}\n", encoding="utf-8"
    )
    return environment(
        PYTHONPATH=f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}", NO_MKDOCS_2_WARNING="1"
    )
