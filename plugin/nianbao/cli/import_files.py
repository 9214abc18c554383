"""What `nianbao import` reads: the files named, and those of the folders named, in an order of their own."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nianbao.importers import is_kept_apart, is_known

# What Office leaves beside a file while it is open.
_LOCK = "~$"


@dataclass(frozen=True)
class File:
    """A file to import; `folders` are the names of the folders it was found in, `walked` that nobody named it."""

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
    closed: list[tuple[Path, str]] = field(default_factory=list)


def gather(paths: Sequence[Path], output: Path) -> Gathered:
    """Return what paths stand for, each file once: a file for itself, a folder for what lies in it, sorted.

    Hidden files, lock files and the output folder (below a folder that is named) are passed over.
    """
    found = Gathered()
    seen: set[Path] = set()
    for path in paths:
        files = _walk(path, output.resolve(), found) if path.is_dir() else [_named(path)]
        for file in files:
            if (real := file.path.resolve()) not in seen:
                seen.add(real)
                found.files.append(file)
    return found


def _named(path: Path) -> File:
    folders = () if path.is_absolute() else path.parent.parts
    return File(path, tuple(readable(part) for part in folders if part != ".."))


def _walk(root: Path, output: Path, found: Gathered) -> Iterator[File]:
    def closed(error: OSError) -> None:
        found.closed.append((Path(error.filename or root), error.strerror or str(error)))

    for folder, folders, names in os.walk(root, onerror=closed):
        here = Path(folder)
        folders[:] = sorted(n for n in folders if not _is_hidden(n) and (here / n).resolve() != output)
        within = tuple(readable(part) for part in (root.resolve().name, *here.relative_to(root).parts) if part)
        for path in (here / name for name in sorted(names) if not _is_hidden(name)):
            if is_known(path.name) or is_kept_apart(path.name):
                yield File(path, within, walked=True)
            else:
                found.unknown.append(path)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", _LOCK, "__MACOSX"))


def readable(name: str) -> str:
    """Return a name of the file system as text: names that are not UTF-8 are those of old Chinese archives."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return os.fsencode(name).decode("gb18030", "replace")
    return name
