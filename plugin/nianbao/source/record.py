"""Reads and writes the particulars of a report (`model.record`) in its source."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date

from nianbao.model.record import COURSE, Days, Record, days_of
from nianbao.model.yamltext import Node, Scalar, Sequence
from nianbao.source.keys import ProblemLog, day

Entry = tuple[Scalar, Node]


def read(entries: Mapping[str, Entry], log: ProblemLog) -> Record:
    """Return the particulars among the entries of a source; a day that is none is noted (SRC004) and left out."""
    return Record(
        index_number=log.text(entries.get("index_number")),
        document_number=log.text(entries.get("document_number")),
        subject=log.text(entries.get("subject")),
        written=_day(entries["written"], log) if "written" in entries else None,
        valid=log.text(entries.get("valid")),
        handed_in=_days(entries.get("handed_in"), log),
        returned=_days(entries.get("returned"), log),
    )


def written(record: Record) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    """Yield the key of each fact and what it says: a text, empty where it says nothing, or a list of days."""
    for item in fields(record):
        value = getattr(record, item.name)
        if item.name in COURSE and isinstance(value, tuple):
            yield item.name, tuple(stated.isoformat() for stated in days_of(value))
        else:
            yield item.name, record.as_text(item.name)


def _days(entry: Entry | None, log: ProblemLog) -> Days:
    """Return the day of an entry, or the days of its list; those that are none are noted and left out."""
    if entry is None:
        return None
    key, rounds = entry
    if not isinstance(rounds, Sequence):
        return _day(entry, log)
    stated = (_day((key, item), log) for item in rounds.items)
    return tuple(found for found in stated if found) or None


def _day(entry: Entry, log: ProblemLog) -> date | None:
    """Return the day of a single value; None for null, and, with a note, for what is no day."""
    stated = log.text(entry).strip()
    found = day(stated)
    if stated and found is None:
        log.add("SRC004", "date", entry[1], key=entry[0].text, actual=stated)
    return found
