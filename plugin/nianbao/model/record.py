"""What a report is filed under: the particulars that pages of government sites list above an open document.

Their names are those of the rules for catalogues of open government information; each is optional, says what the
agency wrote, and nothing is concluded from it.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

# A day, or the days of several rounds as a list; None where nothing is stated.
Days = date | tuple[date, ...] | None

# The facts a page lists for its readers, in the order it lists them; the others are the course of the report
# between the agency and the office that collects it.
LISTED: Final[tuple[str, ...]] = ("index_number", "document_number", "subject", "written", "valid")
COURSE: Final[tuple[str, ...]] = ("handed_in", "returned")


@dataclass(frozen=True, slots=True)
class Record:
    """The particulars of one report, empty or None where the source states none.

    `written` is the day of the document itself, `valid` whether it is in force, in the agency's words. `handed_in`
    and `returned` are days of one round, or a list of the days of several, as the source has them.
    """

    index_number: str = ""
    document_number: str = ""
    subject: str = ""
    written: date | None = None
    valid: str = ""
    handed_in: Days = None
    returned: Days = None

    def stating(self, key: str, value: str | Days) -> "Record":
        """Return the record with one fact, by its key."""
        changed: dict[str, Any] = {key: value}
        return replace(self, **changed)

    @property
    def listed(self) -> tuple[str, ...]:
        """The keys of the listed facts that are stated, in the order of a page."""
        return tuple(key for key in LISTED if self.as_text(key))

    @property
    def course(self) -> tuple[tuple[str, tuple[date, ...]], ...]:
        """The days of the report's course that are stated, by key, in the order stated."""
        stated = ((key, days_of(getattr(self, key))) for key in COURSE)
        return tuple((key, days) for key, days in stated if days)

    def as_json(self) -> dict[str, str | list[str] | None]:
        """Return every fact by its key: a text, a day as `2024-01-31`, a list of such days, or None."""
        return {item.name: _plain(getattr(self, item.name)) for item in fields(self)}

    def as_text(self, key: str) -> str:
        """Return one fact as text, several days with a space between; empty where it is not stated."""
        value = _plain(getattr(self, key))
        return " ".join(value) if isinstance(value, list) else value or ""


def days_of(value: Days) -> tuple[date, ...]:
    """Return the days of a fact as a list, in the order stated."""
    return () if value is None else value if isinstance(value, tuple) else (value,)


def _plain(value: str | Days) -> str | list[str] | None:
    """Return a fact as a value of JSON."""
    if isinstance(value, tuple):
        return [day.isoformat() for day in value]
    return (value.isoformat() if isinstance(value, date) else value) or None
