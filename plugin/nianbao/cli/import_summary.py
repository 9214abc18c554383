"""What `nianbao import` says of files: line by line, as a table of many, or as JSON."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from nianbao.cli.import_files import File, Gathered
from nianbao.importers import Draft, ImportNote
from nianbao.messages import Messages
from nianbao.model.disk import shown
from nianbao.source.receipt import Point, Receipt, write

# What became of a file, in the order of the table's last line.
READ: Final = "read"
OPEN: Final = "open"
HELD: Final = "held"
THERE: Final = "there"
TWIN: Final = "twin"
FAILED: Final = "failed"
FATES: Final = (READ, OPEN, HELD, THERE, TWIN, FAILED)

_WIDEST: Final = 48
_EXAMPLES: Final = 3


@dataclass(frozen=True)
class Fate:
    """What became of one file: `output` is where its source is, `why` the reason where none was written."""

    file: File
    what: str
    draft: Draft | None = None
    output: Path | None = None
    why: str = ""


def message(messages: Messages, remark: ImportNote) -> str:
    """Return the sentence of a remark."""
    return messages.word(f"import-note-{remark.code}", **remark.fields)


def place(made: Draft, line: int, messages: Messages) -> str:
    """Return in words where a counted line is, for files without lines; else nothing."""
    spot = made.spots.get(line)
    return messages.word(f"import-spot-{spot.kind}", **spot.fields) if spot else ""


def points(made: Draft, messages: Messages) -> dict[str, list[dict[str, Any]]]:
    """Return notes and open points as JSON has them."""
    return {
        "notes": [
            {"code": n.code, "message": message(messages, n), "line": n.line, **_where(made, n.line, messages)}
            for n in made.notes
        ],
        "open": [
            {"what": point.what, "text": point.text, "line": point.line, **_where(made, point.line, messages)}
            for point in made.open
        ],
    }


def cells(made: Draft) -> dict[str, int]:
    """Return the counts of a draft's cells as JSON has them."""
    return {"expected": made.counts.expected, "read": made.counts.read, "blank": made.counts.blank}


def as_json(fate: Fate, messages: Messages) -> dict[str, Any] | None:
    """Return what JSON says of a file; None where nothing could be read of it."""
    made = fate.draft
    if made is None:
        return None
    return {
        "input": shown(fate.file.path),
        "output": shown(fate.output) if fate.output else None,
        **({"skipped": fate.what} if fate.what in {THERE, TWIN} else {}),
        "agency": made.report.agency or None,
        "year": made.report.year or None,
        **({} if made.report.kind.is_default else {"kind": made.report.kind.id}),
        "form": made.report.form_id,
        "cells": cells(made),
        **points(made, messages),
    }


def receipt(made: Draft, name: str, sha256: str, messages: Messages) -> str:
    """Return the text of the receipt of a file, by its name and the digest of its bytes."""
    report = made.report
    notes = tuple(Point(n.code, message(messages, n), n.line, place(made, n.line, messages)) for n in made.notes)
    left = tuple(
        Point(p.what, messages.word(f"import-open-{p.what}", text=p.text), p.line, place(made, p.line, messages))
        for p in made.open
    )
    origins = {at: replace(o, spot=place(made, o.line, messages)) for at, o in made.origins.items()}
    figures = {at: figure.cell.raw for at, figure in report.figures.items()}
    told = Receipt(
        name, sha256, report.agency, report.year, report.form_id, cells(made), figures, origins, notes, left,
        "" if report.kind.is_default else report.kind.id,
    )  # fmt: skip
    return write(told)


def _where(made: Draft, line: int, messages: Messages) -> dict[str, str]:
    said = place(made, line, messages)
    return {"place": said} if said else {}


def in_full(fate: Fate, messages: Messages, *, notes: bool = True) -> Iterator[str]:
    """Yield what is to be said of a file that was read: where it went, its notes, its open points."""
    made = fate.draft
    if made is None or fate.what in {THERE, TWIN}:
        return
    unknown = messages.word("import-unknown")
    yield messages.word(
        "import-done" if fate.output else "import-not-written",
        input=shown(fate.file.path),
        output=shown(fate.output) if fate.output else "",
        agency=made.report.agency or unknown,
        year=made.report.year or unknown,
        form=made.report.form_id,
        **cells(made),
    )
    if fate.output and made.newcomer:
        yield messages.word("import-newcomer", id=made.newcomer.id, name=made.newcomer.name)
    for note in made.notes if notes else ():
        yield _told("note", made, note.line, message(messages, note), messages)
    for point in made.open:
        said = messages.word(f"import-open-{point.what}", text=point.text)
        yield _told("open", made, point.line, said, messages)


def _told(kind: str, made: Draft, line: int, said: str, messages: Messages) -> str:
    if where := place(made, line, messages):
        return messages.word(f"import-{kind}-place", place=where, message=said)
    return messages.word(f"import-{kind}-line", line=line, message=said)


def table(fates: Sequence[Fate], messages: Messages) -> Iterator[str]:
    """Yield the table of many files: what became of each, and where it is or why it is not; then the sums."""
    rows = [
        (messages.word(f"import-fate-{fate.what}"), shown(fate.file.path), _last(fate, messages)) for fate in fates
    ]
    head = tuple(messages.word(f"import-column-{name}") for name in ("fate", "file", "result"))
    widths = [min(_WIDEST, max(_width(row[n]) for row in (head, *rows))) for n in (0, 1)]
    for row in (head, *rows):
        padded = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=False))
        yield "  ".join((*padded, row[2])).rstrip()
    counts = Counter(fate.what for fate in fates)
    parts = [f"{messages.word(f'import-fate-{what}')} {counts[what]}" for what in FATES if counts[what]]
    yield messages.word("import-sums", files=len(fates), sums=parts)


def _last(fate: Fate, messages: Messages) -> str:
    made = fate.draft
    if fate.what == OPEN and made and fate.output:
        return messages.word("import-result-open", output=shown(fate.output), count=len(made.open))
    return fate.why or (shown(fate.output) if fate.output else "")


def passed_over(found: Gathered, messages: Messages) -> Iterator[str]:
    """Yield what was passed over in folders: files of kinds nobody reads, by their ending."""
    by_kind: dict[str, list[str]] = {}
    for path in found.unknown:
        by_kind.setdefault(path.suffix.lower(), []).append(shown(path))
    for kind, names in sorted(by_kind.items()):
        rest = messages.word("import-and-more") if len(names) > _EXAMPLES else ""
        yield messages.word(
            "import-passed-over",
            kind=kind or messages.word("import-no-ending"),
            count=len(names),
            files=names[:_EXAMPLES],
            rest=rest,
        )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
