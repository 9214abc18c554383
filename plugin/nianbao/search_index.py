"""The index that browsers search, made by Pagefind of records: files that a page loads piece by piece.

Each Chinese character is a word of the index, and what is looked for a phrase of such words: dictionaries don't
agree where a word ends, and a search by words misses what stands in a text.

Pagefind is a program of its own, spoken to as its packages do: messages of JSON in base64 with a comma after each,
over its streams. What it makes of the same records differs from run to run in the order of filters and their
values, and in the names that follow from it; here they are put in order.
"""

import base64
import gzip
import json
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib import import_module, metadata, util
from io import BufferedReader
from typing import IO, Any, Final, cast

from nianbao.model import disk
from nianbao.model.constants import pattern
from nianbao.model.finding import Refusal
from nianbao.model.normalisation import HAN
from nianbao.render.found import Record

# The program with or without dictionaries, which are not asked.
_PACKAGES: Final = ("pagefind_bin", "pagefind_bin_extended")
# One that Pagefind knows no rules for, nor a browser.
_LANGUAGE: Final = "unknown"
# Where one word ends and the next begins: before each Chinese character, and where Latin follows what is not.
_BETWEEN: Final = pattern(lambda: rf"(?<=\S)(?=[{HAN()}])|(?<=[^\x00-\x7f\s])(?=[!-~])")
# What a search loads; the rest are the controls of Pagefind's own.
_SCRIPTS: Final = ("pagefind.js", "pagefind-worker.js", "wasm.unknown.pagefind")
_PARTS: Final = ("index/", "fragment/")
_FILTERS: Final = "filter/"
_FILTER: Final = ".pf_filter"
_META: Final = "pagefind.{}.pf_meta"
_ENTRY: Final = "pagefind-entry.json"
# Where a file of Pagefind's says what it is, and where the one with the names of all others has those of filters.
_MARK: Final = b"pagefind_dcd"
_FILTERS_OF_META: Final = 3
# Kinds of CBOR, and what says that a number stands in bytes of its own.
_STRINGS: Final = (2, 3)
_ARRAY: Final = 4
_LONG: Final = 24
_ONLY: Final = 0  # The number Pagefind gives its first index.
_PATIENCE: Final = 600  # Seconds.
_PIECE: Final = 1 << 16

_Message = dict[str, object]


def is_there() -> bool:
    """Return whether Pagefind is installed."""
    return any(map(util.find_spec, _PACKAGES))


def version() -> str:
    """Return the version of Pagefind; empty where it isn't installed."""
    for package in _PACKAGES:
        with suppress(metadata.PackageNotFoundError):
            return f"{package} {metadata.version(package)}"
    return ""


def files(records: Sequence[Record]) -> dict[str, bytes]:
    """Return the files of an index by name; the same records give the same bytes.

    Raises Refusal where Pagefind can't be started, fails, or answers what is not understood.
    """
    try:
        package = next(filter(util.find_spec, _PACKAGES))
        program = str(import_module(package).get_executable())
        made = _made(program, [{"type": "NewIndex", "config": {}}, *map(_message, records)])
        return _in_order(made)
    except OSError as error:
        raise Refusal("search-start", detail=disk.trouble(error)) from error
    except (ValueError, LookupError, TypeError) as error:
        raise Refusal("search-unclear") from error


def _message(record: Record) -> _Message:
    """Return what adds a record to the index."""
    return {
        "type": "AddRecord",
        "index_id": _ONLY,
        "url": record.address,
        "content": _BETWEEN.sub(" ", f"{record.title} \u00b7 {record.text}"),
        "language": _LANGUAGE,
        "meta": {"title": record.title},
        "filters": {name: [value] for name, value in record.filters.items()},
        "sort": None,
    }


def _made(program: str, messages: list[_Message]) -> dict[str, bytes]:
    """Return every file that the program makes of these messages. Raises OSError, ValueError, Refusal."""
    messages = [*messages, {"type": "GetFiles", "index_id": _ONLY}]
    with subprocess.Popen(  # noqa: S603 - the program of the package
        [program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        watch = threading.Timer(_PATIENCE, process.kill)
        watch.start()
        to, back = cast("IO[bytes]", process.stdin), cast("BufferedReader", process.stdout)
        try:
            answer = _last_answer(messages, to, back)
        finally:
            watch.cancel()
            # It would go on to wait for messages.
            process.kill()
            with suppress(OSError):
                to.close()
    return {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}


def _last_answer(messages: list[_Message], to: IO[bytes], back: BufferedReader) -> Any:
    """Return the answer to the last of some messages. Raises Refusal where one is answered by an error or not.

    Each is answered at once, so they are written while the answers are read: neither stream may fill up.
    """

    def send() -> None:
        # A program that has ended shows in its answers.
        with suppress(OSError):
            for number, message in enumerate(messages):
                text = json.dumps({"message_id": number, "payload": message}, ensure_ascii=False)
                to.write(base64.b64encode(text.encode("utf-8", "replace")) + b",")
            to.flush()

    writer = threading.Thread(target=send, daemon=True)
    writer.start()
    answers = _answers(back)
    for _ in messages:
        answer = next(answers, None)
        if answer is None:
            raise Refusal("search-ended")
        if answer["type"] == "Error":
            raise Refusal("search-said", detail=str(answer["message"]))
    writer.join()
    return answer


def _answers(back: BufferedReader) -> Iterator[Any]:
    """Yield what the program answers, until its stream ends."""
    begun: list[bytes] = []
    while piece := back.read1(_PIECE):
        *ended, rest = piece.split(b",")
        for end in ended:
            yield json.loads(base64.b64decode(b"".join([*begun, end])))["payload"]
            begun.clear()
        begun.append(rest)


def _in_order(made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return what a search loads of the files Pagefind made, its filters in order and named anew."""
    found = {name: data for name, data in made.items() if name in _SCRIPTS or name.startswith(_PARTS)}
    names: dict[bytes, bytes] = {}
    for name, data in made.items():
        if name.startswith(_FILTERS):
            title, values = _items(_opened(data), 0)
            content = b"".join([_head(2), title, _sorted(values)])
            stem = name.removeprefix(_FILTERS).removesuffix(_FILTER)
            new = _named(stem, content)
            names[stem.encode()] = new.encode()
            found[f"{_FILTERS}{new}{_FILTER}"] = _closed(content)
    entry = json.loads(made[_ENTRY])
    language = entry["languages"][_LANGUAGE]
    parts = _items(_opened(made[_META.format(language["hash"])]), 0)
    for old, new_name in names.items():
        parts[_FILTERS_OF_META] = parts[_FILTERS_OF_META].replace(old, new_name)
    parts[_FILTERS_OF_META] = _sorted(parts[_FILTERS_OF_META])
    content = _head(len(parts)) + b"".join(parts)
    language["hash"] = _named(language["hash"], content)
    found[_META.format(language["hash"])] = _closed(content)
    found[_ENTRY] = json.dumps(entry, ensure_ascii=False).encode()
    return found


def _named(old: str, content: bytes) -> str:
    """Return a name as long as an old one, from what it names; what stands before its digest stays."""
    start = old.index("_") + 1
    return old[:start] + sha256(content).hexdigest()[: len(old) - start]


def _opened(data: bytes) -> bytes:
    """Return the CBOR of one of Pagefind's files. Raises ValueError for any other file."""
    text = gzip.decompress(data)
    if not text.startswith(_MARK):
        raise ValueError(text[: len(_MARK)])
    return text[len(_MARK) :]


def _closed(content: bytes) -> bytes:
    """Return CBOR as a file of Pagefind's."""
    return gzip.compress(_MARK + content, mtime=0)


def _sorted(array: bytes) -> bytes:
    """Return an array of CBOR with its items in the order of their bytes."""
    items = _items(array, 0)
    return _head(len(items)) + b"".join(sorted(items))


def _items(data: bytes, start: int) -> list[bytes]:
    """Return the items of the array of CBOR that begins somewhere, each as it is written."""
    _, count, at = _read(data, start)
    items = []
    for _ in range(count):
        end = _end(data, at)
        items.append(data[at:end])
        at = end
    return items


def _end(data: bytes, start: int) -> int:
    """Return where an item of CBOR (RFC 8949) that begins somewhere ends."""
    major, value, at = _read(data, start)
    if major in _STRINGS:
        return at + value
    if major == _ARRAY:
        for _ in range(value):
            at = _end(data, at)
    return at


def _read(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the kind of an item of CBOR, its number or length, and where what follows its head begins."""
    major, value = data[at] >> 5, data[at] & 31
    if value < _LONG:
        return major, value, at + 1
    size = 1 << (value - _LONG)
    return major, int.from_bytes(data[at + 1 : at + 1 + size], "big"), at + 1 + size


def _head(count: int) -> bytes:
    """Return the head of an array of CBOR."""
    if count < _LONG:
        return bytes([_ARRAY << 5 | count])
    size = next(power for power in range(4) if count < 1 << (8 << power))
    return bytes([_ARRAY << 5 | _LONG + size]) + count.to_bytes(1 << size, "big")
