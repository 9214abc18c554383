"""Commands of `nianbao` and `mkdocs` run in the process of the tests: no start of Python, and nothing left behind.

`run` returns what `subprocess.run` would. Whatever a fresh process has of its own is set before a command and put
back after it: the working folder, the environment, the three standard streams, the handlers of logs, the filters of
warnings, and what MkDocs remembers between two builds. tests/cli/test_processes.py holds it against real processes,
byte for byte.
"""

import contextlib
import gc
import io
import logging
import os
import sys
import traceback
import warnings
from pathlib import Path
from subprocess import CompletedProcess

from nianbao import cli

# The filters of a Python started without options.
_FILTERS = [
    ("default", DeprecationWarning, "__main__"),
    ("ignore", DeprecationWarning, ""),
    ("ignore", PendingDeprecationWarning, ""),
    ("ignore", ImportWarning, ""),
    ("ignore", ResourceWarning, ""),
]


def run(module, *words, cwd, env):
    """Run `python -m <module> <words>` and return its exit code and, as bytes, what it wrote to each stream.

    The module `preview` stands for what `mkdocs serve` does before it serves.
    """
    out, err = io.BytesIO(), io.BytesIO()
    with contextlib.ExitStack() as put_back:
        for place in (_folder(cwd), _environment(env), _streams(out, err), _logs(), _warnings(), _interpreter()):
            put_back.enter_context(place)
        code = _code(_MAINS[module], [str(word) for word in words])
        sys.stdout.flush()
        sys.stderr.flush()
    return CompletedProcess([module, *words], code, out.getvalue(), err.getvalue())


def _code(main, words):
    try:
        main(words)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        sys.stderr.write(f"{end.code}\n")
        return 1
    except BaseException:  # noqa: BLE001 - a traceback is what the tests look for
        traceback.print_exc()
        return 1
    return 0


def _mkdocs(words):
    from mkdocs import __main__ as mkdocs  # noqa: PLC0415 - most tests need none of it

    _forget_builds()
    mkdocs.cli.main(words, prog_name="python -m mkdocs")


def _preview(_words):
    """Do what `mkdocs serve` does before it serves."""
    from mkdocs.commands.build import build  # noqa: PLC0415
    from mkdocs.config import load_config  # noqa: PLC0415

    _forget_builds()
    config = load_config("mkdocs.yml")
    config.plugins.on_startup(command="serve", dirty=False)
    build(config)


def _forget_builds():
    from mkdocs.config import config_options, defaults  # noqa: PLC0415

    # `mkdocs serve` keeps plugins from build to build, and hooks are loaded once; a new process knows neither.
    dict(defaults.MkDocsConfig._schema)["plugins"].plugin_cache.clear()  # noqa: SLF001
    config_options.Hooks._load_hook.cache_clear()  # noqa: SLF001


_MAINS = {"nianbao": cli.main, "mkdocs": _mkdocs, "preview": _preview}


@contextlib.contextmanager
def _folder(cwd):
    before = Path.cwd()
    os.chdir(cwd)
    try:
        yield
    finally:
        os.chdir(before)


@contextlib.contextmanager
def _environment(env):
    before = dict(os.environ)
    _exchange(os.environ, env)
    try:
        yield
    finally:
        _exchange(os.environ, before)


def _exchange(mapping, content):
    for key in [key for key in mapping if key not in content]:
        del mapping[key]
    mapping.update(content)


@contextlib.contextmanager
def _streams(out, err):
    before = sys.stdin, sys.stdout, sys.stderr
    sys.stdin = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(out, encoding="utf-8", newline="\n")
    sys.stderr = io.TextIOWrapper(
        err, encoding="utf-8", errors="backslashreplace", newline="\n", line_buffering=True
    )
    ours = sys.stdout, sys.stderr
    try:
        yield
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
        for stream in ours:
            with contextlib.suppress(ValueError):
                stream.detach()


@contextlib.contextmanager
def _logs():
    """Logs as they are at first: none is collected for pytest, and those of MkDocs go to no stream yet."""
    before = [(log, log.handlers, log.filters, log.level, log.propagate) for log in _loggers()]
    logging.root.handlers = []
    _forget_mkdocs()
    try:
        yield
    finally:
        _forget_mkdocs()
        for log, handlers, filters, level, propagate in before:
            log.handlers, log.filters, log.propagate = handlers, filters, propagate
            log.setLevel(level)


def _loggers():
    return [
        logging.root,
        *(log for log in logging.root.manager.loggerDict.values() if isinstance(log, logging.Logger)),
    ]


def _forget_mkdocs():
    for log in _loggers():
        if log.name.partition(".")[0] == "mkdocs":
            log.handlers, log.filters = [], []


@contextlib.contextmanager
def _warnings():
    """Warnings as Python shows them, on the stream of errors, not as pytest collects them."""
    with warnings.catch_warnings():
        warnings.resetwarnings()
        for action, category, module in reversed(_FILTERS):
            warnings.filterwarnings(action, category=category, module=module)
        warnings.showwarning = _show
        yield


def _show(message, category, filename, lineno, file=None, line=None):
    (file or sys.stderr).write(warnings.formatwarning(message, category, filename, lineno, line))


@contextlib.contextmanager
def _interpreter():
    """The paths and modules of Python: hooks of a site are modules too, and the next site has others of that name."""
    path, known, collects = list(sys.path), set(sys.modules), gc.isenabled()
    try:
        yield
    finally:
        sys.path[:] = path
        for name in set(sys.modules) - known:
            if "/" in name or name.endswith(".py"):
                del sys.modules[name]
        (gc.enable if collects else gc.disable)()
