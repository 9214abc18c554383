"""A worker process for parsers: what they take of time and memory is limited, whatever a file makes them do.

`call` runs a function there and hands back what it returns or raises. One worker serves many calls and is
replaced when it has ended or grown. Where the platform has no limits of its own (Windows), it is ended when its
time is over; where it has no processes (a browser), `is_possible` is False.
"""

import atexit
import copyreg
import io
import json
import os
import pickle
import re
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import chain
from math import ceil
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final, TypeAlias

from nianbao.model.finding import Refusal

try:
    import resource
except ModuleNotFoundError:
    resource = None  # type: ignore[assignment]

# Seconds on the clock for each second of processor time: on a busy machine a process waits for its turn.
_CLOCK_PER_CPU: Final = 3 if resource is None else 30
# A process that has grown by this many bytes is replaced: what it still holds would count against the next file.
_LARGEST_GROWTH: Final = 150_000_000
_LONGEST_CHAIN: Final = 20
_NEAR_LIMIT: Final = 0.7
_LARGEST_ANSWER: Final = 60_000_000
_STATM: Final = Path("/proc/self/statm")
_STATUS: Final = Path("/proc/self/status")
_PEAK: Final = re.compile(r"VmHWM:\s*(\d+) kB")
# Groups of objects that both sides hold.
Shared: TypeAlias = Sequence[Sequence[object]]
_BOOT: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from nianbao.importers import confined; confined.main()"
)

is_possible: Final = sys.platform not in {"emscripten", "wasi"}


class Exceeded(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """A call took more than it may.

    `what` is "time", "memory", or "crash" where the process broke down without saying why.
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def call(function: Callable[..., Any], *arguments: object, shared: Shared, seconds: int, memory: int) -> Any:
    """Return what a function returns for some arguments, in the process kept for such calls.

    The function stands in a module, under its name. `shared` are groups of objects that come back as the objects
    they are here; a group is sent once, and again when one of it is another. Raises what the function raises, and
    Exceeded where it takes more than `seconds` of processor time or `memory` more bytes than the process had
    before.
    """
    with _WORKER.lock:
        return _WORKER.call((function, arguments, seconds, memory), shared, seconds, memory)


# --- both sides ------------------------------------------------------------------------------------------------


class _Pickler(pickle.Pickler):
    """Writes shared objects by their number, and what pickle alone can't write."""

    dispatch_table = copyreg.dispatch_table | {
        MappingProxyType: lambda proxy: (_proxy, (dict(proxy),)),
        Refusal: lambda refusal: (_refusal, (refusal.key, refusal.fields)),
    }

    def __init__(self, file: IO[bytes], shared: Sequence[object]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._numbers = {id(part): number for number, part in enumerate(shared)}

    def persistent_id(self, part: object) -> int | None:
        """Return the number of a shared object; None for one that is written out."""
        return self._numbers.get(id(part))


class _Unpickler(pickle.Unpickler):  # noqa: S301 - it reads what the other side of our own process wrote
    """Reads what `_Pickler` wrote, with the shared objects of this side in place of their numbers."""

    def __init__(self, file: IO[bytes], shared: Sequence[object]) -> None:
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, number: int) -> object:
        """Return the shared object of this side that has a number."""
        return self._shared[number]


def _refusal(key: str, fields: dict[str, object]) -> Refusal:
    """Return a refusal made of its parts, as pickle alone can't make it."""
    return Refusal(key, **fields)


def _proxy(mapping: dict[object, object]) -> MappingProxyType[object, object]:
    """Return a read-only mapping made of its entries, which pickle alone can't make."""
    return MappingProxyType(mapping)


def _pickled(value: object, shared: Sequence[object] = ()) -> bytes:
    """Return a value as bytes, shared objects by their number."""
    file = io.BytesIO()
    _Pickler(file, shared).dump(value)
    return file.getvalue()


_TOO_LARGE: Final = _pickled((False, Exceeded("memory")))


# --- the side that calls ---------------------------------------------------------------------------------------


class _ForkedProcess:
    """A process forked from this one: it has all modules already, and starts in some milliseconds."""

    def __init__(self) -> None:
        ours_in, theirs_out = os.pipe()
        theirs_in, ours_out = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _forked_main(theirs_in, theirs_out)
        os.close(theirs_in)
        os.close(theirs_out)
        self.stdin, self.stdout = os.fdopen(ours_out, "wb"), os.fdopen(ours_in, "rb")
        self.returncode: int | None = None
        self.growth, self._before = 0, _peak_memory()

    def wait(self) -> None:
        """Wait until it has ended, and remember how, and by how much memory it had grown."""
        with suppress(ChildProcessError):
            _, status, used = os.wait4(self.pid, 0)
            self.returncode = os.waitstatus_to_exitcode(status)
            self.growth = used.ru_maxrss * 1024 - self._before

    def kill(self) -> None:
        """End it at once."""
        if self.returncode is None:
            os.kill(self.pid, 9)


def _forked_main(inbox: int, outbox: int) -> None:
    """Serve calls in a forked process, and end it without anything this process was about to do.

    Files other than standard input and output are closed, and no exit handler runs.
    """
    try:
        os.dup2(inbox, 0)
        os.dup2(outbox, 1)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        main()
    finally:
        os._exit(0)


def _start_process() -> Any:
    """Return a process that serves calls, with its `stdin` and `stdout`.

    On Linux it is a fork where this process has one thread; otherwise a new interpreter.
    """
    # A fork copies one thread only: where there are others, they may hold locks for ever.
    if sys.platform == "linux" and threading.active_count() == 1:
        return _ForkedProcess()
    return subprocess.Popen(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", _BOOT, json.dumps(sys.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


class _Worker:
    """The worker process, and the shared objects it has already.

    Threads take turns by `lock`. A fork of this process does not use its parent's worker.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._process: Any = None
        self._owner = 0
        self._groups: tuple[tuple[object, ...], ...] = ()
        self._shared: tuple[object, ...] = ()

    def call(self, job: object, shared: Shared, seconds: int, memory: int) -> Any:
        """Send a job and return its answer, or raise the fault it answers with.

        Raises Exceeded where the process ends without an answer: its time was over, or it broke down.
        """
        sent = self._ready(shared)
        timer = threading.Timer(seconds * _CLOCK_PER_CPU, self._process.kill)
        try:
            timer.start()
            with suppress(BrokenPipeError):
                pickle.dump((sent, _pickled(job, self._shared)), self._process.stdin)
                self._process.stdin.flush()
            answer, stays = pickle.load(self._process.stdout)  # noqa: S301 - this program itself wrote it
            done, value = _Unpickler(io.BytesIO(answer), self._shared).load()
        except (EOFError, pickle.UnpicklingError, OSError):
            is_over = not timer.is_alive()
            raise Exceeded(_exceeded(self.end(), memory, is_over=is_over)) from None
        except BaseException:
            self._process.kill()
            self.end()
            raise
        finally:
            timer.cancel()
            timer.join()
        if not stays:
            self.end()
        if not done:
            raise value
        return value

    def _ready(self, shared: Shared) -> bytes:
        """Start a process if there is none; return the groups of shared objects it lacks by number, as bytes."""
        if self._process is None or self._owner != os.getpid():
            self._process, self._owner, self._groups = _start_process(), os.getpid(), ()
        known = [[*map(id, group)] for group in self._groups]
        groups = tuple(map(tuple, shared))
        lacking = {at: group for at, group in enumerate(groups) if known[at : at + 1] != [[*map(id, group)]]}
        self._groups, self._shared = groups, tuple(chain.from_iterable(groups))
        return _pickled((len(groups), lacking)) if lacking or len(known) > len(groups) else b""

    def end(self) -> Any:
        """End the process, if there is one of this one's own, and return it."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return None
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                pipe.close()
        process.wait()
        return process


def _exceeded(process: Any, memory: int, *, is_over: bool) -> str:
    """Return what a process took too much of: "time", "memory" or "crash".

    Parsers written in C break down where there is no memory, without an exception.
    """
    import signal  # noqa: PLC0415 - asked for only when something went wrong

    if is_over or -process.returncode == getattr(signal, "SIGXCPU", None):
        return "time"
    return "memory" if getattr(process, "growth", 0) > _NEAR_LIMIT * memory else "crash"


def end() -> None:
    """End the process kept for calls; the next call starts another."""
    with _WORKER.lock:
        _WORKER.end()


_WORKER: Final = _Worker()
atexit.register(_WORKER.end)


# --- the side that is called -----------------------------------------------------------------------------------


def main() -> None:
    """Serve calls until nobody asks any more.

    A call is a pickled pair: the groups of shared objects that have changed, by number, and a job; an answer is a
    pair of the pickled result and whether the process goes on. Whatever a parser prints goes nowhere.
    """
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(nothing, number)
    groups: dict[int, tuple[object, ...]] = {}
    shared: tuple[object, ...] = ()
    before = _peak_memory()
    address_space = _address_space()
    stays = True
    while stays:
        try:
            sent, job = pickle.load(inbox)  # noqa: S301 - from the process that started this one
        except (EOFError, KeyboardInterrupt):
            return
        if sent:
            count, lacking = _Unpickler(io.BytesIO(sent), ()).load()
            groups = {at: lacking[at] if at in lacking else groups[at] for at in range(count)}
            shared = tuple(chain.from_iterable(groups.values()))
        answer, stays = _answer(job, shared, address_space)
        stays = stays and _peak_memory() - before < _LARGEST_GROWTH
        outbox.write(pickle.dumps((answer, stays)))
        outbox.flush()


def _answer(job: bytes, shared: Sequence[object], address_space: int) -> tuple[bytes, bool]:
    """Return, as bytes, whether a job was done and what came of it; and whether this process can go on.

    An answer of more than 60 MB counts as too much memory.
    """
    try:
        function, arguments, seconds, memory = _Unpickler(io.BytesIO(job), shared).load()
        _limit(seconds, address_space + memory if address_space else 0)
        answer = _pickled((True, function(*arguments)), shared)
    except Exception as error:  # noqa: BLE001 - every fault is raised again on the calling side
        if _is_of_memory(error):
            return _TOO_LARGE, False
        return _pickled((False, _portable(error, shared)), shared), True
    return (answer, True) if len(answer) <= _LARGEST_ANSWER else (_TOO_LARGE, False)


def _is_of_memory(error: BaseException | None) -> bool:
    """Return whether a fault comes of too little memory, whatever a parser made of it on its way."""
    for _ in range(_LONGEST_CHAIN):
        if error is None or isinstance(error, MemoryError):
            break
        error = error.__cause__ or error.__context__
    return isinstance(error, MemoryError)


def _portable(error: Exception, shared: Sequence[object]) -> Exception:
    """Return a fault as it can be sent, with where it happened."""
    if not isinstance(error, Refusal):
        error.add_note("".join(traceback.format_exception(error)))
    try:
        _Unpickler(io.BytesIO(_pickled(error, shared)), shared).load()
    except Exception:  # noqa: BLE001 - some exceptions can't be made again from what they say
        return RuntimeError("".join(traceback.format_exception(error)))
    return error


def _limit(seconds: int, memory: int) -> None:
    """Limit the seconds of processor time and bytes of memory this process may take from now on.

    `memory` 0 sets no limit. Nothing happens where the platform has no limits; core dumps are off.
    """
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
        most = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (ceil(used.ru_utime + used.ru_stime) + seconds, most))
    if memory:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _address_space() -> int:
    """Return the bytes of memory this process has addresses for, 0 where that isn't known."""
    try:
        return int(_STATM.read_text(encoding="ascii").split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _peak_memory() -> int:
    """Return the most bytes of memory this process has had at once, 0 where that isn't known."""
    with suppress(OSError, ValueError):
        # Linux counts what a process had before it became this program among its `ru_maxrss`.
        peak = _PEAK.search(_STATUS.read_text(encoding="ascii", errors="replace"))
        if peak:
            return int(peak[1]) * 1024
    if resource is None:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
