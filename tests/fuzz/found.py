"""Crashes on disk: one folder a cause, with the smallest input, what was thrown, and the command that repeats it."""

import hashlib
import io
import re
import time
import zipfile
from pathlib import Path

import mutate
from crash import execute

HOME = Path(__file__).parents[2]
SUFFIXES = {
    "docx": ".docx",
    "xlsx": ".xlsx",
    "workbook": ".xlsx",
    "pdf": ".pdf",
    "html": ".html",
    "markdown": ".md",
    "receipt": ".json",
}
_MENDS = 20.0


def keep(folder, target, data, crash):
    """Write a crash down, unless a smaller input with the same cause is there; return whether it is a new cause."""
    name = (
        re.sub(r"\W+", "-", crash.key).strip("-")[:80] + "-" + hashlib.sha256(crash.key.encode()).hexdigest()[:6]
    )
    home = folder / target / name
    home.mkdir(parents=True, exist_ok=True)
    path = home / f"input{SUFFIXES.get(target, '.txt')}"
    is_new = not path.exists()
    if is_new or len(data) < path.stat().st_size:
        path.write_bytes(data)
        shown = path.absolute()
        repeat = f"make fuzz-again TARGET={target} FILE={shown}\n"
        (home / "told.txt").write_text(f"{crash.key}\n\n{repeat}\n{crash.told}", "utf-8", "replace")
    return is_new


def smallest(target, data, key, seconds=_MENDS):
    """Return a smaller input with the same cause: parts are left out while it stays, for some seconds at most."""
    end = time.process_time() + seconds

    def same(candidate):
        found = execute(target.call, candidate)
        return found is not None and found.key == key

    if target.name in {"docx", "xlsx", "workbook"}:
        return _smallest_package(data, same, end)
    return _smallest(data, same, end)


def _smallest(data, same, end):
    size = max(1, len(data) // 2)
    while size >= 1 and time.process_time() < end:
        at = 0
        while at < len(data) and time.process_time() < end:
            candidate = data[:at] + data[at + size :]
            if candidate != data and same(candidate):
                data = candidate
            else:
                at += size
        size //= 2
    return data


def _smallest_package(data, same, end):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
    except Exception:  # noqa: BLE001 - no package: bytes are bytes
        return _smallest(data, same, end)
    if not same(mutate.packed(parts)):
        return data
    for name in [*parts]:
        fewer = {other: content for other, content in parts.items() if other != name}
        if fewer and same(mutate.packed(fewer)):
            parts = fewer
    for name in [*parts]:
        pieces = re.split(rb"(?=<)", parts[name])
        size = max(1, len(pieces) // 2)
        while size >= 1 and time.process_time() < end:
            at = 0
            while at < len(pieces) and time.process_time() < end:
                fewer = pieces[:at] + pieces[at + size :]
                if same(mutate.packed({**parts, name: b"".join(fewer)})):
                    pieces = fewer
                else:
                    at += size
            size //= 2
        parts[name] = b"".join(pieces)
    return mutate.packed(parts)
