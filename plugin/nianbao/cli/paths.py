"""The reports that a command line names: single files, folders, or the whole reports folder.

`check` and `export` share it, so that a path means the same to both.
"""

import stat
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from nianbao import archive as archives
from nianbao.archive import Archive
from nianbao.model import disk
from nianbao.model.disk import Kind
from nianbao.model.finding import Refusal

STANDARD_INPUT: Final = Path("-")
# Where systems name what is open.
_OPENED: Final = ("/dev/", "/proc/self/fd/")
# Larger than any source; what a pipe brings beyond it is not read.
_LARGEST: Final = 50_000_000


def grouped(paths: Iterable[Path]) -> dict[Path, frozenset[str] | None]:
    """Return what the paths belong to, with the files meant in each (None: all), for `loaded`.

    That is a reports folder, or the file itself where no register stands above it: only that file is read then.
    Files are named as their archive names them. Raises Refusal for a path that is not there.
    """
    groups: dict[Path, frozenset[str] | None] = {}
    for path in paths:
        if is_stream(path):
            groups[path] = None
            continue
        kind = disk.kind(path)
        if kind is Kind.MISSING and not disk.name_exists(path):
            raise Refusal("no-folder" if not path.suffix else "no-file", path=disk.path_text(path))
        root = archives.root_of(path)
        if kind is Kind.FILE and path.suffix in archives.SUFFIXES and not archives.has_register(root):
            groups[path] = None
        elif kind is Kind.FOLDER and disk.real(path) == disk.real(root):
            groups[root] = None
        elif root not in groups or groups[root] is not None:
            chosen = archives.files_below(root, path)
            groups[root] = (groups.get(root) or frozenset()) | chosen
    return groups


def loaded(root: Path) -> Archive:
    """Return the archive of what `grouped` names. Raises Refusal for a text that is larger than any source."""
    if is_stream(root):
        data = _read(root)
        if len(data) > _LARGEST:
            raise Refusal("input-too-large", path=root.as_posix(), most=_LARGEST // 1_000_000)
        return archives.load_text(data, root.as_posix())
    return archives.load(root) if disk.kind(root) is Kind.FOLDER else archives.load_file(root)


def is_stream(path: Path) -> bool:
    """Whether a path is standard input, or a device or pipe that the shell has opened, which can be read once.

    A pipe that lies among files is one of them: nobody may ever write to it.
    """
    if path == STANDARD_INPUT:
        return True
    if not path.as_posix().startswith(_OPENED):
        return False
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return False
    return not stat.S_ISDIR(mode)


def _read(path: Path) -> bytes:
    """Return what a stream brings. Raises Refusal where it can't be read."""
    if path == STANDARD_INPUT:
        return sys.stdin.buffer.read(_LARGEST + 1)
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST + 1)
    except OSError as error:
        raise Refusal("cant-read", path=disk.path_text(path), detail=disk.trouble(error)) from error
