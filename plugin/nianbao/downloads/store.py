"""A cache of Word and Excel files under keys computed from everything the files depend on.

Nothing depends on its content. A file that is damaged, missing or can't be written is made again.
"""

import os
import tempfile
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

_DIGEST_PREFIX: Final = b"nianbao"
_DIGEST_LENGTH: Final = 32
_GITIGNORE: Final = "# Made by mkdocs-nianbao; can be deleted at any time.\n*\n"


class Store:
    """A cache of file contents: in memory, and in a folder if there is one that can be written.

    `folder` is made when the first file is written; None keeps everything in memory alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._contents: dict[str, bytes] = {}
        self._asked_for: set[str] = set()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is stored under the key; if there is nothing, call `make` and store what it returns."""
        self._asked_for.add(key)
        if key not in self._contents:
            self._contents[key] = self._read(key) or self._write(key, make())
        return self._contents[key]

    def forget_unused(self) -> None:
        """Drop from memory what was not asked for since the last call: a server that rebuilds must not grow."""
        self._contents = {key: self._contents[key] for key in self._asked_for}
        self._asked_for = set()

    def _path(self, key: str) -> Path | None:
        """Return the file of a key, or None without a folder."""
        return self.folder / key if self.folder else None

    def _read(self, key: str) -> bytes | None:
        """Return the content stored on disk under a key; None if there is none, or if its digest doesn't fit."""
        path = self._path(key)
        try:
            stored = path.read_bytes() if path else b""
        except (OSError, ValueError):
            return None
        digest, content = stored[:_DIGEST_LENGTH], stored[_DIGEST_LENGTH:]
        return content if content and _digest(key, content) == digest else None

    def _write(self, key: str, content: bytes) -> bytes:
        """Write a content to disk, behind its digest, and return it; a folder that refuses it costs time only."""
        path = self._path(key)
        if path is None:
            return content
        try:
            if not path.parent.is_dir():
                path.parent.mkdir(parents=True)
                # Only in a folder of our own making: what else is in one that was there is not ours to ignore.
                _write_whole(path.parent / ".gitignore", _GITIGNORE.encode())
            _write_whole(path, _digest(key, content) + content)
        except (OSError, ValueError):
            # A folder that can't be written costs time, nothing else.
            return content
        return content


def _digest(key: str, content: bytes) -> bytes:
    """Return the 32 bytes before a stored content: SHA-256 of key and content.

    With the key in it, a file that was renamed is refused like a damaged one.
    """
    return sha256(_DIGEST_PREFIX + key.encode() + content).digest()


def _write_whole(path: Path, content: bytes) -> None:
    """Write a file so that no reader ever sees half of it: to a name of its own, then renamed.

    Raises OSError if the folder can't be written; nothing is left behind then.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def key_of(parts: Iterable[bytes]) -> str:
    """Return the cache key of a file made from these parts: 40 hexadecimal digits of SHA-256.

    Each part is hashed behind its length, so that ("a", "bc") and ("ab", "c") differ.
    """
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:40]
