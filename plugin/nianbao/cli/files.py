"""Writing files for the commands: whole or not at all, and never over something that is there."""

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from nianbao.finding import Refusal


def write_file(path: Path, text: str, *, force: bool) -> None:
    """Write a text as UTF-8. Raises Refusal if the file is there (without `force`) or can't be written."""
    write_bytes(path, text.encode("utf-8"), force=force)


def write_bytes(path: Path, content: bytes, *, force: bool) -> None:
    """Write a file. Raises Refusal if it is there (without `force`) or can't be written."""
    if path.exists() and not force:
        raise Refusal("file-exists", path=path.as_posix())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".nianbao-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            # mkstemp makes a private file; a source is to be as readable as any other new file.
            mask = os.umask(0)
            os.umask(mask)
            Path(name).chmod(0o666 & ~mask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise Refusal("cant-write", path=path.as_posix(), detail=error.strerror or str(error)) from error


def write_tree(root: Path, files: Mapping[str, str]) -> None:
    """Write new files below a folder, all of them or none: after a refusal what was made is taken away again."""
    folders = {folder for file in files for folder in (root / file).parents}
    missing = sorted((folder for folder in folders if not folder.exists()), reverse=True)
    written: list[Path] = []
    try:
        for file, text in files.items():
            write_file(root / file, text, force=False)
            written.append(root / file)
    except BaseException:
        for path in written:
            path.unlink()
        for folder in missing:
            # Another program may have put something there meanwhile: that is not ours to remove.
            with suppress(OSError):
                folder.rmdir()
        raise
