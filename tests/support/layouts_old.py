"""Annual reports as the Word and Excel files of before 2007, as programs of that time write them."""

import io
import struct
from typing import Any, Final

import xlwt

from layouts import TABLES, Grid, Sheet
from layouts_office import placed
from layouts_pages import tables_of

# --- containers ([MS-CFB]) -----------------------------------------------------------------------------------

_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def container(streams: dict[str, bytes]) -> bytes:
    """Return a container with streams at its root, each filled up to the size from which it has its own sectors."""
    sectors: list[bytes] = []
    chain: dict[int, int] = {}

    def put(content: bytes) -> int:
        start, count = len(sectors), -(-len(content) // 512)
        for n in range(count):
            sectors.append(content[n * 512 : (n + 1) * 512].ljust(512, b"\0"))
            chain[start + n] = start + n + 1 if n + 1 < count else _END
        return start

    entries = []
    for n, (name, content) in enumerate(streams.items()):
        filled = content.ljust(4096, b"\0")
        right = n + 2 if n + 1 < len(streams) else _FREE
        entries.append(_entry(name, 2, _FREE, right, _FREE, put(filled), len(filled)))
    root = _entry("Root Entry", 5, _FREE, _FREE, 1, _END, 0)
    directory = put(b"".join([root, *entries]).ljust(-(-(len(entries) + 1) // 4) * 512, b"\0"))
    tables = 1
    while len(sectors) + tables > tables * 128:
        tables += 1
    first = len(sectors)
    links = [chain[n] for n in range(first)] + [_TABLE] * tables
    links += [_FREE] * (tables * 128 - len(links))
    fat = struct.pack(f"<{len(links)}I", *links)
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    )
    head += struct.pack("<IIIIIIIII", 0, tables, directory, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *[first + n if n < tables else _FREE for n in range(109)])
    return head + b"".join(sectors) + fat


def _entry(name: str, kind: int, left: int, right: int, child: int, start: int, size: int) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written), kind, 1, left, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


# --- Word ([MS-DOC]) -----------------------------------------------------------------------------------------

_TEXT_AT: Final = 2048
_IN_TABLE: Final = struct.pack("<HBHI", 0x2416, 1, 0x6649, 1)


class Text:
    """The text of a file, and the properties of its paragraphs and runs."""

    def __init__(self) -> None:
        self.text = ""
        self.paragraphs: list[tuple[int, bytes]] = []
        self.runs: list[tuple[int, bytes]] = []

    def paragraph(self, text: str, mark: str = "\r", properties: bytes = b"", looks: bytes = b"") -> None:
        self.text += text + mark
        self.paragraphs.append((len(self.text), b"\0\0" + properties))
        self.runs.append((len(self.text), looks))

    def table(self, grid: Grid) -> None:
        boxes = {(top, left): box for top, left, box in placed(grid)}
        below = {(t + d, left): box.width for (t, left), box in boxes.items() for d in range(1, box.height)}
        columns = max(left + box.width for (_, left), box in boxes.items())
        for top in range(len(grid)):
            edges, flags = [0], []
            for left in range(columns):
                box = boxes.get((top, left))
                if box is None and (top, left) not in below:
                    continue
                lines = box.text if box else ""
                self.paragraph(lines, "\x07", _IN_TABLE)
                edges.append((left + (box.width if box else below[top, left])) * 800)
                flags.append(0x20 if box is None else 0x60 if box.height > 1 else 0)
            cells = b"".join(struct.pack("<HH", flag, 0) + bytes(16) for flag in flags)
            definition = bytes([len(flags)]) + struct.pack(f"<{len(edges)}h", *edges) + cells
            end = _IN_TABLE + struct.pack("<HB", 0x2417, 1)
            end += struct.pack("<HH", 0xD608, len(definition) + 1) + definition
            self.paragraph("", "\x07", end)


def _pages(ends: list[tuple[int, bytes]], first_page: int, *, paragraphs: bool) -> tuple[bytes, bytes]:
    """Return pages of formatting, and the table that tells where each begins."""
    pages, starts = [], [_TEXT_AT]
    waiting = [(_TEXT_AT + 2 * end, properties) for end, properties in ends]
    width = 13 if paragraphs else 1
    start = _TEXT_AT
    while waiting:
        limits, packed, used = [start], [], 0
        while waiting and 4 * (len(limits) + 1) + width * len(limits) + used + len(waiting[0][1]) + 4 < 500:
            end, properties = waiting.pop(0)
            block = _block(properties, paragraphs=paragraphs)
            limits.append(end)
            packed.append(block)
            used += len(block)
        page, offsets, at = bytearray(512), [], 510
        for block in packed:
            at -= len(block)
            at -= at % 2
            offsets.append(at // 2 if block else 0)
            page[at : at + len(block)] = block
        head = struct.pack(f"<{len(limits)}I", *limits)
        head += b"".join(bytes([offset]).ljust(width, b"\0") for offset in offsets)
        page[: len(head)] = head
        page[511] = len(packed)
        pages.append(bytes(page))
        start = limits[-1]
        starts.append(start)
    table = struct.pack(f"<{len(starts)}I", *starts)
    return b"".join(pages), table + struct.pack(f"<{len(pages)}I", *range(first_page, first_page + len(pages)))


def _block(properties: bytes, *, paragraphs: bool) -> bytes:
    if not paragraphs:
        return bytes([len(properties)]) + properties if properties else b""
    if len(properties) % 2:
        return bytes([(len(properties) + 1) // 2]) + properties
    return b"\0" + bytes([len(properties) // 2]) + properties


def old_word(sheet: Sheet) -> bytes:
    """Return a report as a Word 97 file, its tables with cells merged both ways."""
    made = Text()
    for line in [*sheet.title, *sheet.preamble]:
        made.paragraph(line)
    for part in sheet.parts:
        for line in [part.heading, *part.before]:
            made.paragraph(line)
        if part.key in TABLES:
            made.table(tables_of(sheet, part.key))
        for line in part.after:
            made.paragraph(line)
    for line in sheet.signature:
        made.paragraph(line)
    return word_file(made)


def word_file(made: Text) -> bytes:
    """Return a text with its properties as a file."""
    body = made.text.encode("utf-16-le")
    stream = bytes(_TEXT_AT) + body
    stream = stream.ljust(-(-len(stream) // 512) * 512, b"\0")
    paragraphs, paragraph_table = _pages(made.paragraphs, len(stream) // 512, paragraphs=True)
    stream += paragraphs
    runs, run_table = _pages(made.runs, len(stream) // 512, paragraphs=False)
    stream += runs
    table = b""
    places = {}
    pieces = struct.pack("<IIHIH", 0, len(made.text), 0, _TEXT_AT, 0)
    for number, content in (
        (12, run_table),
        (13, paragraph_table),
        (33, b"\x02" + struct.pack("<I", len(pieces)) + pieces),
    ):
        places[number] = (len(table), len(content))
        table += content
    head = struct.pack("<HHHHHHHIBBHHII", 0xA5EC, 0xC1, 0, 0x0804, 0, 0x1200, 0xBF, 0, 0, 0, 0, 0, _TEXT_AT, 0)
    longs = [0] * 22
    longs[0], longs[3] = len(stream), len(made.text)
    head += struct.pack("<H", 14) + bytes(28) + struct.pack("<H22I", 22, *longs)
    head += (
        struct.pack("<H", 93) + b"".join(struct.pack("<II", *places.get(n, (0, 0))) for n in range(93)) + bytes(2)
    )
    return container({"WordDocument": head + stream[len(head) :], "1Table": table})


# --- Excel ---------------------------------------------------------------------------------------------------

_FRAME: Final = xlwt.easyxf("borders: left thin, top thin, right thin, bottom thin")


def old_excel(sheet: Sheet) -> Any:
    """Return a report as an xlwt workbook of one sheet."""
    book = xlwt.Workbook()
    page = book.add_sheet("年报")
    row = 0

    def line(text: str) -> None:
        nonlocal row
        page.write_merge(row, row, 0, 9, text)
        row += 1

    for text in [*sheet.title, *sheet.preamble]:
        line(text)
    for part in sheet.parts:
        for text in [part.heading, *part.before]:
            line(text)
        if part.key in TABLES:
            grid = tables_of(sheet, part.key)
            for top, left, box in placed(grid):
                is_number = (
                    box.place and box.text.isascii() and box.text.isdigit() and str(int(box.text)) == box.text
                )
                value: Any = int(box.text) if is_number else box.text
                place = (row + top, row + top + box.height - 1, left, left + box.width - 1)
                page.write_merge(*place, value, _FRAME)
            row += len(grid)
        for text in part.after:
            line(text)
    for text in sheet.signature:
        line(text)
    return book


def old_excel_file(sheet: Sheet) -> bytes:
    """Return a report as an Excel 97 file."""
    return saved(old_excel(sheet))


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
