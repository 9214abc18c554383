"""The reports that a command line names: single files, folders, or the whole reports folder.

`check` and `export` share it, so that a path means the same to both.
"""

from collections.abc import Iterable
from pathlib import Path

from nianbao import archive as archives
from nianbao.model import disk
from nianbao.model.disk import Kind
from nianbao.model.finding import Refusal


def grouped(paths: Iterable[Path]) -> dict[Path, frozenset[str] | None]:
    """Return the reports folders the paths belong to, with the files meant in each (None: all).

    Files are named as their archive names them. Raises Refusal for a path that is not there.
    """
    groups: dict[Path, frozenset[str] | None] = {}
    for path in paths:
        kind = disk.kind(path)
        if kind is Kind.MISSING and not disk.name_exists(path):
            raise Refusal("no-folder" if not path.suffix else "no-file", path=disk.path_text(path))
        root = archives.root_of(path)
        if kind is Kind.FOLDER and disk.real(path) == disk.real(root):
            groups[root] = None
        elif root not in groups or groups[root] is not None:
            chosen = archives.files_below(root, path)
            groups[root] = (groups.get(root) or frozenset()) | chosen
    return groups
