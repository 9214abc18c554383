"""Writing files for the commands: whole or not at all, and never over something that is there."""

import os
import tempfile
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
