"""The command in a process of its own that starts at once: a fork of the tests', without root's right to open everything."""

import ctypes
import os
import signal
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

from nianbao import cli

LIMIT = 100  # Seconds of a run that waits for something that never comes.
# Of Linux: the version of the call, and the rights to pass over permissions.
_VERSION, _RIGHTS = 0x20080522, ~(1 << 1 | 1 << 2) & 0xFFFFFFFF


def nianbao(*words, cwd, closed=False, language="en"):
    """Run the command; `closed` counts permissions also for root. Returns what subprocess.run does."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        if not (child := os.fork()):
            _child(words, cwd, out.fileno(), err.fileno(), closed=closed, language=language)
        _, status = os.waitpid(child, 0)
        out.seek(0)
        err.seek(0)
        return SimpleNamespace(returncode=os.waitstatus_to_exitcode(status), stdout=out.read(), stderr=err.read())


def start(*words, cwd):
    """Start the command and return its process number; what it says goes nowhere."""
    if child := os.fork():
        return child
    with Path(os.devnull).open("wb") as nowhere:
        return _child(words, cwd, nowhere.fileno(), nowhere.fileno(), closed=False, language="en")


def _child(words, cwd, out, err, *, closed, language):
    code = 70
    try:
        signal.alarm(LIMIT)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.chdir(cwd)
        os.environ["NIANBAO_LANGUAGE"] = language
        if closed:
            _close()
        sys.stdout, sys.stderr = os.fdopen(1, "w", encoding="utf-8"), os.fdopen(2, "w", encoding="utf-8")
        try:
            cli.main([os.fsdecode(word) for word in words])
        except SystemExit as end:
            code = end.code or 0
        except BaseException:  # noqa: BLE001 - a traceback is what the tests look for
            sys.excepthook(*sys.exc_info())
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _close():
    if os.geteuid() == 0:
        libc = ctypes.CDLL(None, use_errno=True)
        header, rights = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * 6)()
        if libc.capget(header, rights) or not _keep(libc, header, rights):
            raise OSError(ctypes.get_errno(), "capset")


def _keep(libc, header, rights):
    for at in (0, 1, 2):
        rights[at] &= _RIGHTS
    return libc.capset(header, rights) == 0
