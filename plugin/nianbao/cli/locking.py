"""Runs of the command that change one folder take turns.

A run holds a lock on the file LOCK in the folder. The system releases it when its holder ends, however it ends;
the file is removed with it.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from nianbao.model.disk import path_text, real, trouble
from nianbao.model.finding import Refusal

LOCK: Final = ".nianbao.lock"
# What a file system says that knows no locks: there a run does without, as it would with a lock nobody else takes.
_WITHOUT_LOCKS: Final = frozenset({errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL})

_locked_folders: set[Path] = set()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, which is made if it isn't there; wait while another run holds it.

    A run that holds it already goes on at once. Folders that were made for the lock are removed again if they are
    still empty. Raises Refusal where the folder can't be written.
    """
    place = real(folder)
    if place in _locked_folders:
        yield
        return
    try:
        created, handle = _acquired(place)
    except (OSError, ValueError) as error:
        raise Refusal("cant-write", path=path_text(folder), detail=trouble(error)) from error
    _locked_folders.add(place)
    try:
        yield
    finally:
        _locked_folders.discard(place)
        _release(place / LOCK, handle)
        remove_empty(created)


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
    """Remove folders, the innermost first, as far as they are empty."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def _acquired(folder: Path) -> tuple[list[Path], int]:
    """Return the folders made for a lock, the innermost first, and the handle of its file, once it is held.

    The file may have been removed by the run that held it before: then it is made again.
    """
    while True:
        created = make_folders(folder)
        try:
            handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError:
            if not folder.is_dir():
                # Another run has just taken its empty folder away again.
                continue
            remove_empty(created)
            raise
        _wait(handle)
        if _is_still_named(handle, folder / LOCK):
            return created, handle
        os.close(handle)


def _is_still_named(handle: int, path: Path) -> bool:
    """Return whether an open file still stands under its name: its last holder may have removed it."""
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def _release(path: Path, handle: int) -> None:
    """Remove the file of a lock and release it."""
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
            if error.errno not in _WITHOUT_LOCKS:
                os.close(handle)
                raise
