"""What `nianbao import` reads: the files named, and those of the folders named, in an order of their own.

The order is that of names, files before folders: of two files for one agency and year the first is written.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nianbao.importers import format_of
from nianbao.model import disk
from nianbao.model.disk import Trouble, readable

# What Office leaves beside a file while it is open.
_LOCK = "~$"


@dataclass(frozen=True)
class File:
    """A file to import.

    `folders` are the names of the folders it lies in, which may say agency and year; `walked` says that it was
    met in a folder, and not named by the user.
    """

    path: Path
    folders: tuple[str, ...] = ()
    walked: bool = False

    @property
    def name(self) -> str:
        """The file's name as people see it."""
        return readable(self.path.name)


@dataclass
class Gathered:
    """The files to import, those of kinds nobody reads, and folders that can't be opened, with the reason."""

    files: list[File] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)
    closed: list[tuple[Path, Trouble]] = field(default_factory=list)


def gather(paths: Sequence[Path], output: Path) -> Gathered:
    """Return what paths stand for, each file once.

    A file stands for itself, a folder for what lies in it, sorted. Hidden files, lock files and the output folder
    (below a folder that is named) are passed over.
    """
    gathered = Gathered()
    seen: set[Path] = set()
    for path in paths:
        for file in _walk(path, disk.real(output), gathered) if is_folder(path) else [_named(path)]:
            if (real := disk.real(file.path)) not in seen:
                seen.add(real)
                gathered.files.append(file)
    return gathered


def _named(path: Path) -> File:
    """Return a file the user named.

    The folders of a relative path may say agency and year; those of an absolute one say too much.
    """
    folders = () if path.is_absolute() else path.parent.parts
    return File(path, tuple(readable(part) for part in folders if part != ".."))


def is_folder(path: Path) -> bool:
    """Return whether a path is a folder; one that can't be looked at is read, and so named, as a file."""
    try:
        return disk.kind(path) is disk.Kind.FOLDER
    except disk.Unreadable:
        return False


def _walk(root: Path, output: Path, gathered: Gathered) -> Iterator[File]:
    """Yield the files of a folder and of the folders in it, in their order.

    Files of kinds nobody reads and folders that can't be opened are added to `gathered`.
    """

    def enters(path: Path) -> bool:
        return not _is_hidden(path.name) and disk.real(path) != output

    within = readable(disk.real(root).name)
    for path, folder, why in sorted(disk.walk(root, enters), key=lambda item: _order(root, item[0])):
        folders = (within, *(readable(part) for part in path.relative_to(root).parts[:-1]))
        if why is not None:
            gathered.closed.append((path, why))
        elif folder or _is_hidden(path.name):
            continue
        elif format_of(path.name):
            yield File(path, tuple(part for part in folders if part), walked=True)
        else:
            gathered.unknown.append(path)


def _order(root: Path, path: Path) -> list[tuple[bool, str]]:
    """Return the place of a file among all: those of a folder come before those of the folders in it."""
    *folders, name = path.relative_to(root).parts or ("",)
    return [*((True, part) for part in folders), (False, name)]


def _is_hidden(name: str) -> bool:
    """Return whether a file or folder is hidden, or left behind by Office or an archive of macOS."""
    return name.startswith((".", _LOCK, "__MACOSX"))
