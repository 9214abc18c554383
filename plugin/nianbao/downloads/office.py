"""What Word and Excel files have in common: characters XML allows, column widths, and bytes without a clock."""

import io
import re
import zipfile
from datetime import UTC, date, datetime
from typing import Final

from nianbao.model.constants import constant, pattern
from nianbao.model.form import Table
from nianbao.model.report import Report
from nianbao.model.yamltext import mapping, package_data, texts, tree

_DATA: Final = package_data("office.yml")

# The font for each use, and for each font its substitutes where it is missing.
FONTS: Final = constant(lambda: mapping(_DATA["fonts"]))
SUBSTITUTES: Final = constant(
    lambda: {name: texts(substitutes) for name, substitutes in tree(_DATA["instead"]).items()}
)

# What XML 1.0 has no place for: controls are shown by the pictures Unicode has for them, the rest as unknown.
_CONTROLS: Final = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n\r"}
_UNKNOWN = pattern("[\ud800-\udfff\ufffe\uffff]")
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_PERMISSIONS: Final = 0o644 << 16


def printable(text: str) -> str:
    """Return text that XML 1.0 can hold: a control character becomes its picture, as U+0001 becomes U+2401.

    Carriage returns become line feeds; surrogates and noncharacters become U+FFFD. Nothing is dropped.
    """
    replaced = text.translate(_CONTROLS).replace("\r\n", "\n").replace("\r", "\n")
    return _UNKNOWN.sub("\ufffd", replaced)


def file_date(report: Report) -> datetime:
    """Return the moment a file states as its own: the day, in UTC, the report was signed or published.

    A report without either takes 1 January of the year after the one it is on, the first day it can be from.
    """
    day = report.signed or report.published or date(report.year + 1, 1, 1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def reproducible(content: bytes, moment: datetime) -> bytes:
    """Return an Office file that is the same whenever it is made: one date in the zip and in its properties.

    `content` is the file as its library saved it, `moment` the time its properties then state, in UTC. Every part
    is packed anew with one date, permission and system, the only facts of a zip that are not its content.
    """
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as saved,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed,
    ):
        for name in saved.namelist():
            data = saved.read(name)
            if name == "docProps/core.xml":
                data = re.sub(
                    rb"(<dcterms:(created|modified)[^>]*>)[^<]*",
                    lambda match: match[1] + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode(),
                    data,
                )
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, _PERMISSIONS, 3
            packed.writestr(info, data)
    return result.getvalue()


def column_widths(table: Table) -> tuple[float, ...]:
    """Return the width of each grid column of a statutory table, in Chinese characters.

    Labels may break over several lines: those of the boxhead over two, at most six characters wide, those of the
    stub over two or three, at most thirteen. A column without a label of its own has 3.5. Callers scale them to
    the page.
    """
    widths = [3.5] * table.width
    for cell in table.grid:
        if cell.width > 1 or not cell.label:
            continue
        is_stub_label = cell.role == "stub" and not cell.group
        needed = min(len(cell.label) / 2.5, 13) if is_stub_label else min(len(cell.label) / 2, 6)
        widths[cell.left] = max(widths[cell.left], needed)
    return tuple(widths)


def header_rows(table: Table) -> int:
    """Return how many rows of boxhead a table repeats on each further page.

    A table of several blocks has none: the boxhead of its first block would be wrong above the others.
    """
    if len(table.blocks) > 1:
        return 0
    return min(cell.top for cell in table.grid if cell.place)
