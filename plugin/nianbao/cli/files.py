"""Writing files for the commands: whole or not at all, and never over something that is there.

A file is written under a temporary name in its folder and then renamed, so that no run that ends in between
leaves half a file.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final, NamedTuple

from nianbao.cli.locking import locked, make_folders, remove_empty
from nianbao.model.disk import path_text, trouble
from nianbao.model.finding import Refusal

# What file systems say that know no second name for a file.
_NO_LINKS: Final = frozenset(
    {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}
)


class Change(NamedTuple):
    """A file to write: `force` says that it may take the place of one that is there."""

    path: Path
    content: bytes
    force: bool = False


def write_file(path: Path, text: str, *, force: bool) -> None:
    """Write a text as UTF-8; lone surrogates become question marks.

    Raises Refusal if the file is there (without `force`) or can't be written.
    """
    # Half a pair of surrogates, from a damaged file or a name, is no text.
    write_bytes(path, text.encode("utf-8", "replace"), force=force)


def write_bytes(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file. Raises Refusal if it is there (without `force`) or can't be written.

    A device or pipe, such as /dev/stdout, is written to and stays what it is.
    """
    with _errors_refused(path):
        if _is_stream(path):
            _write_stream(path, content)
            return
    write_all([Change(path, content, force)])


def write_tree(root: Path, files: Mapping[str, str]) -> None:
    """Write new files below a folder, all of them or none."""
    write_all([Change(root / file, text.encode("utf-8", "replace")) for file, text in files.items()])


def write_all(changes: Sequence[Change]) -> None:
    """Write files in their order, all of them or none: after a refusal everything is as it was.

    What needs room on disk is written beside its place first; then each file is given its name. Folders that were
    made are removed again where it fails. Raises Refusal, which names the file.
    """
    with ExitStack() as folders, ExitStack() as temporaries, ExitStack() as done:
        ready = []
        for change in changes:
            with _errors_refused(change.path):
                # What a link leads to is replaced, not the link.
                path = Path(os.path.realpath(change.path)) if change.force else change.path
                _refuse_taken(path, force=change.force)
                folders.callback(remove_empty, make_folders(path.parent))
                fresh = _temporary_file(path, change.content, temporaries)
                before = (
                    _temporary_file(path, path.read_bytes(), temporaries)
                    if len(changes) > 1 and path.exists()
                    else None
                )
                ready.append((path, fresh, before, change.force))
        for path, fresh, before, force in ready:
            with _errors_refused(path):
                _put_in_place(fresh, path, force=force)
            done.callback(_undo, path, before)
        folders.pop_all()
        done.pop_all()


@contextmanager
def _errors_refused(path: Path) -> Iterator[None]:
    """Turn an error of the system while a file is written into a refusal that names the file.

    A broken pipe stays one: whoever read it has gone, as with what is printed.
    """
    try:
        yield
    except BrokenPipeError:
        # Who read a pipe has gone, as with what is printed.
        raise
    except (OSError, ValueError) as error:
        raise Refusal("cant-write", path=path_text(path), detail=trouble(error)) from error


def _refuse_taken(path: Path, *, force: bool) -> None:
    """Raise Refusal for a name that is taken (without `force`), IsADirectoryError for one of a folder."""
    if os.path.lexists(path) and not force:
        raise Refusal("file-exists", path=path_text(path))
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))


def _undo(path: Path, before: Path | None) -> None:
    """Put the former content of a file back; without any, remove the file."""
    with suppress(OSError):
        if before is None:
            path.unlink()
        else:
            before.replace(path)


def _temporary_file(path: Path, content: bytes, temporaries: ExitStack) -> Path:
    """Return a new file with this content in the folder of another.

    It is removed with `temporaries` unless it is renamed before. It is in the same folder so that it can be
    renamed to the other at once.
    """
    import tempfile  # noqa: PLC0415 - it loads much, and most commands write nothing

    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".nianbao-")
    temporaries.callback(_remove, Path(name))
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    # mkstemp makes a private file; a source is to be as readable as any other new file.
    mask = os.umask(0)
    os.umask(mask)
    Path(name).chmod(0o666 & ~mask)
    return Path(name)


def _remove(path: Path) -> None:
    """Remove a file, if it is there and can be removed."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _put_in_place(fresh: Path, path: Path, *, force: bool) -> None:
    """Give a finished file its name. Raises Refusal where another has it and `force` is not set."""
    if force:
        fresh.replace(path)
        return
    try:
        _put_where_free(fresh, path)
    except FileExistsError as error:
        raise Refusal("file-exists", path=path_text(path)) from error


def _put_where_free(fresh: Path, path: Path) -> None:
    """Give a finished file its name. Raises FileExistsError where something has it already.

    A second name for the file is made, which fails in one step where the name is taken; renaming would replace.
    """
    if sys.platform == "win32":
        # There this is refused where something has the name.
        fresh.rename(path)
        return
    try:
        os.link(fresh, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        # Without second names the other runs of the command wait until this one has looked and renamed.
        with locked(path.parent):
            if os.path.lexists(path):
                raise FileExistsError(path) from error
            fresh.rename(path)


def _is_stream(path: Path) -> bool:
    """Return whether a path is a device, a pipe or standard output, which is written to and not replaced."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)) or _is_output(path)


def _is_output(path: Path) -> bool:
    """Return whether a name is one of standard output, even if the shell has opened a file for it."""
    try:
        return os.path.samestat(path.stat(), os.fstat(1))
    except OSError:
        return False


def _write_stream(path: Path, content: bytes) -> None:
    """Write to a device or pipe; a pipe that nobody reads raises OSError instead of waiting."""
    if _is_output(path):
        handle = os.dup(1)
    else:
        # A pipe that nobody reads refuses to be opened this way instead of waiting.
        handle = os.open(path, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0))
        if os.name == "posix":
            os.set_blocking(handle, True)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
