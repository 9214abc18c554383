"""Runs of the command that change one folder take turns.

The system gives a lock back when its holder ends, however it ends. The file that carries it is taken away with it.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from nianbao.model.disk import real, shown, trouble
from nianbao.model.finding import Refusal

LOCK: Final = ".nianbao.lock"
# What a file system says that knows no locks: there a run does without, as it would with a lock nobody else takes.
_UNKNOWN: Final = frozenset({errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL})

_held: set[Path] = set()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, which is made if it isn't there; wait while another run holds it.

    Raises Refusal where the folder can't be written.
    """
    place = real(folder)
    if place in _held:
        yield
        return
    try:
        made, handle = _taken(place)
    except (OSError, ValueError) as error:
        raise Refusal("cant-write", path=shown(folder), detail=trouble(error)) from error
    _held.add(place)
    try:
        yield
    finally:
        _held.discard(place)
        _give_back(place / LOCK, handle)
        remove_empty(made)


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; return those made, the innermost first."""
    missing = []
    for each in (folder, *folder.parents):
        if each.is_dir():
            break
        missing.append(each)
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def remove_empty(folders: list[Path]) -> None:
    """Remove folders, the innermost first, as far as nothing was put there meanwhile."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _taken(folder: Path) -> tuple[list[Path], int]:
    while True:
        made = make_folders(folder)
        try:
            handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:
            if not folder.is_dir():
                # Another run has just taken its empty folder away again.
                continue
            remove_empty(made)
            raise
        _wait(handle)
        if _is_there(handle, folder / LOCK):
            return made, handle
        os.close(handle)


def _is_there(handle: int, path: Path) -> bool:
    """Return whether an open file still stands under its name: who held it before may have taken it away."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _give_back(path: Path, handle: int) -> None:
    if sys.platform == "win32":
        # A file that is open can't be removed there; where another run has it open, that run removes it.
        os.close(handle)
        with suppress(OSError):
            path.unlink()
        return
    with suppress(OSError):
        path.unlink()
    os.close(handle)


if sys.platform == "win32":

    def _wait(handle: int) -> None:
        import msvcrt  # noqa: PLC0415 - there only

        while True:
            # Each call tries for ten seconds.
            with suppress(OSError):
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                return

else:

    def _wait(handle: int) -> None:
        import fcntl  # noqa: PLC0415 - neither on Windows nor in a browser

        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError as error:
            if error.errno not in _UNKNOWN:
                os.close(handle)
                raise
