"""A cache of what builds make, under keys computed from everything it depends on.

Nothing depends on its content. What is damaged, missing or can't be written is made again; the file can be deleted
at any time, and several builds may use it at once.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Final, Self

_DIGEST_PREFIX: Final = b"nianbao"
_DIGEST_LENGTH: Final = 32
_GITIGNORE: Final = "# Made by mkdocs-nianbao; can be deleted at any time.\n*\n"
# The number in the name changes with the tables: a file of another version is left alone.
FILE: Final = "cache-1.sqlite"
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, content BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS used (key TEXT PRIMARY KEY, build INTEGER NOT NULL, size INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS builds (number INTEGER PRIMARY KEY);
"""
# Bytes of a page of the file: contents are tens of thousands of bytes long.
_PAGE: Final = 32768
# Seconds a build waits for another one that writes.
_PATIENCE: Final = 10
# So many bytes wait in memory before they are written.
_BATCH: Final = 8 * 2**20
# From this size on, in bytes, what no build has asked for the longest goes.
LIMIT: Final = 2 * 2**30
# What so many builds haven't asked for goes, however small the file is.
_BUILDS: Final = 20


class Store:
    """A cache of contents in one file of a folder.

    The folder is made when the first content is written; without one, or where it can't be written, everything is
    made each time. Used as a context it writes at the end what waits in memory.
    """

    def __init__(self, folder: Path | None = None, limit: int = LIMIT) -> None:
        self.folder = folder
        self._limit = limit
        self._database: sqlite3.Connection | None = None
        self._was_empty = False
        self._build = 0
        self._waiting: dict[str, bytes] = {}
        self._bytes_waiting = 0
        self._asked_for: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under the key; if there is nothing, call `make` and keep what it returns."""
        content = self.find(key)
        if content is None:
            content = make()
            self.keep(key, content)
        return content

    def find(self, key: str) -> bytes | None:
        """Return what is kept under a key; None if there is nothing, or if its digest doesn't fit."""
        if key in self._waiting:
            return self._waiting[key]
        database = self._opened(make=False)
        if database is None or self._was_empty:
            return None
        try:
            row = database.execute("SELECT content FROM kept WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            self._give_up()
            return None
        kept = bytes(row[0]) if row and isinstance(row[0], bytes) else b""
        digest, content = kept[:_DIGEST_LENGTH], kept[_DIGEST_LENGTH:]
        if not kept or _digest(key, content) != digest:
            return None
        self._asked_for.add(key)
        return content

    def keep(self, key: str, content: bytes) -> None:
        """Keep a content under a key."""
        if self.folder is None:
            return
        self._waiting[key] = content
        self._bytes_waiting += len(content)
        if self._bytes_waiting >= _BATCH:
            self._write()

    def close(self) -> None:
        """Write what waits in memory, and let go what is too much."""
        self._write()
        database, asked_for = self._database, self._asked_for
        self._database, self._asked_for = None, set()
        if database is None:
            return
        with suppress(sqlite3.Error), database:
            database.executemany(
                "UPDATE used SET build = ? WHERE key = ?", ((self._build, key) for key in asked_for)
            )
            self._forget(database)
        database.close()

    def _forget(self, database: sqlite3.Connection) -> None:
        """Delete what no build has asked for the longest, where the file is too large."""
        size = database.execute("SELECT coalesce(sum(size), 0) FROM used").fetchone()[0]
        for build, length in database.execute(
            "SELECT build, sum(size) FROM used GROUP BY build ORDER BY build"
        ).fetchall():
            if size <= self._limit and build > self._build - _BUILDS:
                return
            database.execute("DELETE FROM kept WHERE key IN (SELECT key FROM used WHERE build = ?)", (build,))
            database.execute("DELETE FROM used WHERE build = ?", (build,))
            size -= length

    def _write(self) -> None:
        """Write what waits in memory; what can't be written is forgotten."""
        waiting, self._waiting, self._bytes_waiting = self._waiting, {}, 0
        database = self._opened(make=True) if waiting else None
        if database is None:
            return
        rows = ((key, _digest(key, content) + content) for key, content in waiting.items())
        uses = ((key, self._build, len(content)) for key, content in waiting.items())
        try:
            with database:
                database.executemany("INSERT OR REPLACE INTO kept VALUES (?, ?)", rows)
                database.executemany("INSERT OR REPLACE INTO used VALUES (?, ?, ?)", uses)
        except sqlite3.OperationalError:
            # Another build has written for longer than one waits, or the disk is full.
            return
        except sqlite3.Error:
            self._give_up()

    def _opened(self, *, make: bool) -> sqlite3.Connection | None:
        """Return the database, opened; None without one. A file that is no database is replaced once."""
        if self._database is not None or self.folder is None:
            return self._database
        path = self.folder / FILE
        try:
            if not make and not path.exists():
                return None
            if not self.folder.is_dir():
                self.folder.mkdir(parents=True)
                # Only in a folder of our own making: what else is in one that was there is not ours to ignore.
                (self.folder / ".gitignore").write_text(_GITIGNORE, encoding="utf-8")
        except (OSError, ValueError):
            return None
        for _ in range(2):
            try:
                self._database = self._connected(path)
            except sqlite3.OperationalError:
                return None
            except sqlite3.DatabaseError:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            else:
                return self._database
        return None

    def _connected(self, path: Path) -> sqlite3.Connection:
        """Return a connection to a database, with its tables, and begin a build. Raises sqlite3.Error."""
        database = sqlite3.connect(path, timeout=_PATIENCE, check_same_thread=False)
        try:
            # What a crash of the machine damages is found by its digest.
            database.execute("PRAGMA synchronous = OFF")
            database.execute(f"PRAGMA page_size = {_PAGE}")
            database.executescript(_TABLES)
            with database:
                self._build = database.execute("INSERT INTO builds DEFAULT VALUES").lastrowid or 0
                self._was_empty = database.execute("SELECT 1 FROM kept LIMIT 1").fetchone() is None
        except BaseException:
            database.close()
            raise
        return database

    def _give_up(self) -> None:
        """Go on without a database that can't be read, and delete it."""
        if self._database is not None:
            with suppress(sqlite3.Error):
                self._database.close()
        self._database = None
        if self.folder is not None:
            with suppress(OSError):
                (self.folder / FILE).unlink(missing_ok=True)


def _digest(key: str, content: bytes) -> bytes:
    """Return the 32 bytes before a kept content: SHA-256 of key and content."""
    return sha256(_DIGEST_PREFIX + key.encode() + content).digest()


def key_of(parts: Iterable[bytes]) -> str:
    """Return the cache key of what is made from these parts: 40 hexadecimal digits of SHA-256.

    Each part is hashed behind its length, so that ("a", "bc") and ("ab", "c") differ.
    """
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()[:40]
