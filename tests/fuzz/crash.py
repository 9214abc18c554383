"""What counts as a crash: one execution of a target, watched, and what is known of it afterwards.

A refusal is an answer. Everything else that leaves a target is a crash: an exception, an invariant that does not
hold (`Broken`), too much processor time, too much memory. A refusal that says "broken file" hides an exception;
where our own code threw it, it is a crash as well.
"""

import importlib
import resource
import signal
import traceback
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nianbao.model.finding import Refusal

PACKAGE = Path(importlib.import_module("nianbao").__file__).parent
# Seconds of processor time and bytes of memory that no input of some ten kilobytes may need.
SECONDS = 8.0
MEMORY = 400_000_000
# The refusals that say a file is broken, whatever was thrown at it.
_HIDING = frozenset({"import-broken", "workbook-broken"})


class Broken(AssertionError):  # noqa: N818 - a promise is broken, by whatever error
    """An invariant that does not hold; the first argument names it, the second shows how."""


class TooSlow(BaseException):
    """Raised inside a target whose processor time is over; no handler of exceptions stops it."""


@dataclass(frozen=True)
class Crash:
    """One cause: what was thrown and where in our code. Two crashes of the same `key` have the same cause."""

    key: str
    told: str


@contextmanager
def _watched(seconds):
    """Raise TooSlow in the body after so much processor time (nothing is raised where there is no such timer)."""

    def stop(_number, _frame):
        raise TooSlow

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def execute(target, data, seconds=SECONDS):
    """Run a target on some bytes and return the crash, or None."""
    most = _peak()
    try:
        with _watched(seconds):
            target(data)
    except Refusal as refusal:
        cause = _cause(refusal)
        if cause is None:
            return None
        return _crash(cause)
    except (Exception, TooSlow) as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return _crash(error)
    grown = _peak() - most
    if grown > MEMORY:
        return Crash("TooLarge", f"{grown // 1_000_000} MB of memory")
    return None


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _cause(refusal):
    """Return the exception a refusal hides, if our own code threw it or ran out of memory or depth."""
    hidden = refusal.__cause__
    if refusal.key not in _HIDING or hidden is None:
        return None
    frames = traceback.extract_tb(hidden.__traceback__)
    is_ours = bool(frames) and Path(frames[-1].filename).is_relative_to(PACKAGE)
    return hidden if is_ours or isinstance(hidden, (MemoryError, RecursionError)) else None


def _crash(error):
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(PACKAGE)
    ]
    place = "?"
    if frames:
        last = frames[-1]
        place = f"{Path(last.filename).relative_to(PACKAGE).as_posix()}:{last.name}"
    kind = type(error).__name__
    key = f"Broken {error.args[0]}" if isinstance(error, Broken) else f"{kind} {place}"
    if isinstance(error, TooSlow) and frames:
        # Where the time was up is chance: the module says enough.
        key = f"TooSlow {Path(frames[-1].filename).relative_to(PACKAGE).as_posix()}"
    told = "".join(traceback.format_exception(error, limit=-12))
    return Crash(key, told[-6000:])
