"""The values of an Excel file's cells as text: what is stored, whatever the format makes of it."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from openpyxl.utils.datetime import to_excel

_LONGEST_INTEGER: Final = 1e15
# No report names a day before the first of them.
_FIRST_YEAR: Final = 1990
# What is no part of a number format's own letters: texts, escaped characters, colours and conditions.
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


def hidden_number(cell: Any) -> str | None:
    """Return the number a cell stores where its format shows it as a day that it can't be; None for other cells.

    A format without a year is none of a day that a report names, and neither is a year before these reports.
    """
    value = cell.value
    if not isinstance(value, datetime | date | time | timedelta):
        return None
    names_year = "y" in _QUOTED.sub("", cell.number_format.lower())
    if isinstance(value, datetime | date) and names_year and value.year >= _FIRST_YEAR:
        return None
    number = to_excel(value, cell.parent.parent.epoch)  # type: ignore[no-untyped-call] # openpyxl has no types
    return stored(float(number))


def stored(value: Any) -> str:
    """Return a cell's value as text: integers without a point, days as days, everything else as it is.

    12.0 is 12, 0.5 is 0.5, a date 2024-01-31: what the program shows depends on formats, what it stores doesn't.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _LONGEST_INTEGER else repr(value)
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if (value.hour, value.minute, value.second) == (0, 0, 0)
            else value.isoformat(" ")
        )
    return value.isoformat() if isinstance(value, date | time) else str(value)
