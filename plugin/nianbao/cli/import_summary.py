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
OUTCOMES: Final = (READ, OPEN, HELD, THERE, TWIN, FAILED)

_WIDEST: Final = 48
_EXAMPLES: Final = 3


@dataclass(frozen=True)
class Outcome:
    """What became of one file: `output` is where its source is, `why` the reason where none was written."""

    file: File
    what: str
    draft: Draft | None = None
    output: Path | None = None
    why: str = ""


def message(messages: Messages, note: ImportNote) -> str:
    """Return the sentence of a note."""
    return messages.word(f"import-note-{note.code}", **note.fields)


def place_of(made: Draft, line: int, messages: Messages) -> str:
    """Return in words where a counted line is, for files without lines; else nothing."""
    place = made.places.get(line)
    return messages.word(f"import-place-{place.kind}", **place.fields) if place else ""


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


def as_json(outcome: Outcome, messages: Messages) -> dict[str, Any] | None:
    """Return what JSON says of a file; None where nothing could be read of it."""
    made = outcome.draft
    if made is None:
        return None
    return {
        "input": shown(outcome.file.path),
        "output": shown(outcome.output) if outcome.output else None,
        **({"skipped": outcome.what} if outcome.what in {THERE, TWIN} else {}),
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
    notes = tuple(
        Point(n.code, message(messages, n), n.line, place_of(made, n.line, messages)) for n in made.notes
    )
    left = tuple(
        Point(
            p.what, messages.word(f"import-open-{p.what}", text=p.text), p.line, place_of(made, p.line, messages)
        )
        for p in made.open
    )
    origins = {at: replace(o, place=place_of(made, o.line, messages)) for at, o in made.origins.items()}
    figures = {at: figure.cell.raw for at, figure in report.figures.items()}
    whole = Receipt(
        name, sha256, report.agency, report.year, report.form_id, cells(made), figures, origins, notes, left,
        "" if report.kind.is_default else report.kind.id,
    )  # fmt: skip
    return write(whole)


def _where(made: Draft, line: int, messages: Messages) -> dict[str, str]:
    """Return the place of a counted line as JSON has it; nothing for files with lines."""
    sentence = place_of(made, line, messages)
    return {"place": sentence} if sentence else {}


def in_full(outcome: Outcome, messages: Messages, *, notes: bool = True) -> Iterator[str]:
    """Yield the lines on a file that was read: where it went, its notes, its open points."""
    made = outcome.draft
    if made is None or outcome.what in {THERE, TWIN}:
        return
    unknown = messages.word("import-unknown")
    yield messages.word(
        "import-done" if outcome.output else "import-not-written",
        input=shown(outcome.file.path),
        output=shown(outcome.output) if outcome.output else "",
        agency=made.report.agency or unknown,
        year=made.report.year or unknown,
        form=made.report.form_id,
        **cells(made),
    )
    if outcome.output and made.newcomer:
        yield messages.word("import-newcomer", id=made.newcomer.id, name=made.newcomer.name)
    for note in made.notes if notes else ():
        yield _point_line("note", made, note.line, message(messages, note), messages)
    for point in made.open:
        sentence = messages.word(f"import-open-{point.what}", text=point.text)
        yield _point_line("open", made, point.line, sentence, messages)


def _point_line(kind: str, made: Draft, line: int, sentence: str, messages: Messages) -> str:
    """Return the line that tells a note or an open point, with its place."""
    if where := place_of(made, line, messages):
        return messages.word(f"import-{kind}-place", place=where, message=sentence)
    return messages.word(f"import-{kind}-line", line=line, message=sentence)


def table(outcomes: Sequence[Outcome], messages: Messages) -> Iterator[str]:
    """Yield the table of many files: what became of each, and where it is or why it is not; then the sums."""
    rows = [
        (messages.word(f"import-outcome-{outcome.what}"), shown(outcome.file.path), _last(outcome, messages))
        for outcome in outcomes
    ]
    head = tuple(messages.word(f"import-column-{name}") for name in ("outcome", "file", "result"))
    widths = [min(_WIDEST, max(_width(row[n]) for row in (head, *rows))) for n in (0, 1)]
    for row in (head, *rows):
        padded = (text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=False))
        yield "  ".join((*padded, row[2])).rstrip()
    counts = Counter(outcome.what for outcome in outcomes)
    parts = [f"{messages.word(f'import-outcome-{what}')} {counts[what]}" for what in OUTCOMES if counts[what]]
    yield messages.word("import-sums", files=len(outcomes), sums=parts)


def _last(outcome: Outcome, messages: Messages) -> str:
    """Return the last column of the table: where the source is, or why none was written."""
    made = outcome.draft
    if outcome.what == OPEN and made and outcome.output:
        return messages.word("import-result-open", output=shown(outcome.output), count=len(made.open))
    return outcome.why or (shown(outcome.output) if outcome.output else "")


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
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
