"""Word and Excel files made once: kept under a name that says everything they were made from.

Nothing needs what is kept here. A file that is damaged, missing or can't be written is made again.
"""

import os
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

_MARK: Final = b"nianbao"
_DIGEST: Final = 32
_IGNORED: Final = "# Made by mkdocs-nianbao; can be deleted at any time.\n*\n"


class Store:
    """What was made before: in memory, and in a folder if there is one that can be written."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._kept: dict[str, bytes] = {}
        self._used: set[str] = set()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what `make` gives, or gave before under the same key."""
        self._used.add(key)
        if key not in self._kept:
            self._kept[key] = self._read(key) or self._write(key, make())
        return self._kept[key]

    def settle(self) -> None:
        """Forget in memory what was not asked for since this was last called."""
        self._kept = {key: self._kept[key] for key in self._used}
        self._used = set()

    def _path(self, key: str) -> Path | None:
        return self.folder / key if self.folder else None

    def _read(self, key: str) -> bytes | None:
        path = self._path(key)
        try:
            kept = path.read_bytes() if path else b""
        except (OSError, ValueError):
            return None
        digest, content = kept[:_DIGEST], kept[_DIGEST:]
        return content if content and _digest(key, content) == digest else None

    def _write(self, key: str, content: bytes) -> bytes:
        path = self._path(key)
        if path is None:
            return content
        try:
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True)
                # Only in a folder of our own making: what else is in one that was there is not ours to ignore.
                _place(path.parent / ".gitignore", _IGNORED.encode())
            _place(path, _digest(key, content) + content)
        except (OSError, ValueError):
            # A folder that can't be written costs time, nothing else.
            return content
        return content


def _digest(key: str, content: bytes) -> bytes:
    return sha256(_MARK + key.encode() + content).digest()


def _place(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def key_of(parts: Iterable[bytes]) -> str:
    """Return what tells files made from different parts apart."""
    told = sha256()
    for part in parts:
        told.update(len(part).to_bytes(8, "big") + part)
    return told.hexdigest()[:40]
