"""What a name leads to on disk, and the bytes behind it: the one room where files of a site are read.

Whatever stands behind a name (nothing, a folder, a device, a file nobody may open), the answer is bytes or a
Refusal that says why, and nothing waits for a pipe that nobody writes to.
"""

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from nianbao.model.finding import Refusal


class Kind(Enum):
    """What stands behind a name, links followed."""

    FILE = "file"
    FOLDER = "folder"
    OTHER = "other"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a file can't be read or written: the words `disk-<code>`; `system_text` is the system's own reason."""

    code: str
    system_text: str = ""


_CODES: Final = {
    errno.ENOENT: "missing",
    errno.ENOTDIR: "not-a-folder",
    errno.EEXIST: "not-a-folder",
    errno.EISDIR: "folder",
    errno.EACCES: "closed",
    errno.EPERM: "closed",
    errno.ELOOP: "loop",
    errno.ENAMETOOLONG: "long",
    errno.ENOSPC: "full",
    errno.EROFS: "read-only",
    errno.ENXIO: "no-reader",
}
_MISSING: Final = frozenset({errno.ENOENT, errno.ENOTDIR})
# A pipe or device that took the place of a file since it was looked at must not hold the run up.
_READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class Unreadable(Refusal):
    """A file or folder that can't be read; `trouble` says why."""

    def __init__(self, path: Path, trouble: Trouble) -> None:
        super().__init__("cant-read", path=path_text(path), detail=trouble)
        self.trouble = trouble


def trouble(error: OSError | ValueError) -> Trouble:
    """Return why a call of the operating system failed; a ValueError is a name no file can have."""
    if isinstance(error, ValueError):
        return Trouble("name")
    return Trouble(_CODES.get(error.errno or 0, "other"), error.strerror or str(error))


def kind(path: Path) -> Kind:
    """Return what stands behind a name. Raises Unreadable where that can't be found out."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _MISSING:
            return Kind.MISSING
        raise Unreadable(path, trouble(error)) from error
    if stat.S_ISREG(mode):
        return Kind.FILE
    return Kind.FOLDER if stat.S_ISDIR(mode) else Kind.OTHER


def name_exists(path: Path) -> bool:
    """Return whether something has this name, even a link that leads nowhere."""
    return os.path.lexists(path)


def stamp(path: Path) -> tuple[int, int]:
    """Return what changes with a file's content: time and size. Raises Unreadable for what is no file."""
    try:
        facts = path.stat()
    except (OSError, ValueError) as error:
        raise Unreadable(path, trouble(error)) from error
    _refuse_others(path, facts)
    return facts.st_mtime_ns, facts.st_size


def read(path: Path, most: int = -1) -> bytes:
    """Return a file's bytes, at most so many. Raises Unreadable for what is no file or can't be opened."""
    try:
        _refuse_others(path, path.stat())
        with os.fdopen(os.open(path, _READING), "rb") as file:
            _refuse_others(path, os.fstat(file.fileno()))
            return file.read(most)
    except (OSError, ValueError) as error:
        raise Unreadable(path, trouble(error)) from error


def _refuse_others(path: Path, facts: os.stat_result) -> None:
    """Raise Unreadable for anything but a regular file: a folder, a pipe, a device, a socket."""
    if not stat.S_ISREG(facts.st_mode):
        raise Unreadable(path, Trouble("folder" if stat.S_ISDIR(facts.st_mode) else "no-file"))


def entries(folder: Path) -> list[Path]:
    """Return the paths a folder holds, sorted; none where it is missing. Raises Unreadable."""
    if kind(folder) is Kind.MISSING:
        return []
    try:
        return sorted(folder.iterdir())
    except (OSError, ValueError) as error:
        raise Unreadable(folder, trouble(error)) from error


def walk(root: Path, enters: Callable[[Path], bool]) -> Iterator[tuple[Path, bool, Trouble | None]]:
    """Yield what lies below a folder: the path, whether it is a folder, why that can't be read.

    `enters` says which folders to look into; links to folders are not followed.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                children = [(folder / entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
        except (OSError, ValueError) as error:
            yield folder, True, trouble(error)
            continue
        for path, is_folder in children:
            yield path, is_folder, None
            if is_folder and enters(path):
                waiting.append(path)


def real(path: Path) -> Path:
    """Return a path with its links followed as far as they lead. Raises Unreadable for a name no file has."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError) as error:
        raise Unreadable(path, trouble(error)) from error


def readable(name: str) -> str:
    """Return a name of the file system as text.

    Names that are not UTF-8 come from old Chinese archives and are read as GB 18030.
    """
    try:
        name.encode()
    except UnicodeEncodeError:
        return _decoded(name)
    return name


def _decoded(name: str) -> str:
    """Return a name that holds surrogates as text: decoded as UTF-8, else as GB 18030."""
    try:
        data = os.fsencode(name)
    except UnicodeEncodeError:
        # Half a pair of surrogates that comes from elsewhere than the system.
        return name.encode("utf-8", "replace").decode()
    try:
        # Python takes names for ASCII where the locale has no Chinese.
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def path_text(path: Path) -> str:
    """Return a path as messages name it: with slashes, each part as readable text."""
    return "/".join(readable(part) for part in path.as_posix().split("/"))
