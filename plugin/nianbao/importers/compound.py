"""The containers of old Office files ([MS-CFB]): which streams stand at their root."""

import struct
from collections.abc import Iterator
from typing import Final

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_ENTRY: Final = 128
_LARGEST_SECTOR: Final = 16
_HEADER_FAT: Final = 109
_MOST_ENTRIES: Final = 20_000
_MOST_TABLES: Final = 20_000
_NO_ENTRY: Final = 0xFFFFFFFF
_LAST_SECTOR: Final = 0xFFFFFFFA
_ROOT: Final = 5
_STREAM: Final = 2


def streams(data: bytes) -> frozenset[str]:
    """Return the names of the streams at the root of a container; empty for a damaged one."""
    try:
        directory = b"".join(_sectors(data))
        return frozenset(_names(directory))
    except (struct.error, IndexError, ValueError):
        return frozenset()


def _number(data: bytes, at: int) -> int:
    """Return the number of four bytes at a place."""
    return int(struct.unpack_from("<I", data, at)[0])


def _sectors(data: bytes) -> Iterator[bytes]:
    """Yield the sectors of the directory, along their chain in the allocation table."""
    shift = int(struct.unpack_from("<H", data, 30)[0])
    if shift > _LARGEST_SECTOR:
        raise ValueError(shift)
    size = 1 << shift
    tables = _tables(data, shift)
    sector, read = _number(data, 48), 0
    while sector < _LAST_SECTOR and read < _MOST_ENTRIES * _ENTRY:
        found = data[(sector + 1) << shift : (sector + 2) << shift]
        yield found
        read += size
        table, place = divmod(sector, size // 4)
        if table >= len(tables) or not found:
            return
        sector = _number(data, ((tables[table] + 1) << shift) + 4 * place)


def _tables(data: bytes, shift: int) -> list[int]:
    """Return the sectors of the allocation table: the first stand in the header, more in a chain of their own."""
    size = 1 << shift
    tables = [_number(data, 76 + 4 * n) for n in range(_HEADER_FAT)]
    sector = _number(data, 68)
    while sector < _LAST_SECTOR and len(tables) < _MOST_TABLES:
        start = (sector + 1) << shift
        if start + size > len(data):
            break
        *more, sector = struct.unpack_from(f"<{size // 4}I", data, start)
        tables += more
    return tables


def _names(directory: bytes) -> Iterator[str]:
    """Yield the names of the streams at the root: its child, and that one's siblings on either side."""
    count = len(directory) // _ENTRY
    if not count or directory[66] != _ROOT:
        return
    waiting, seen = [_number(directory, 76)], set[int]()
    while waiting:
        entry = waiting.pop()
        if entry == _NO_ENTRY or entry in seen or entry >= count:
            continue
        seen.add(entry)
        at = entry * _ENTRY
        length = int(struct.unpack_from("<H", directory, at + 64)[0])
        if directory[at + 66] == _STREAM and length <= _ENTRY // 2:
            yield directory[at : at + max(0, length - 2)].decode("utf-16-le", "replace")
        waiting += [_number(directory, at + 68), _number(directory, at + 72)]
