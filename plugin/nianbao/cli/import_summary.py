"""What `nianbao import` says of files: line by line, as a table of many, or as JSON.

Nothing here decides anything: what became of a file is an `Outcome`, one of OUTCOMES.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from nianbao.cli.import_files import File, Gathered
from nianbao.importers import Draft, ImportNote
from nianbao.messages import Messages
from nianbao.model.disk import path_text
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
    """What became of one file.

    `what` is one of OUTCOMES: read, read with open points, not written since agency, year or kind is unknown,
    passed over since there is a source, or since another file has the same place, failed. `output` is where its
    source is, `why` the reason where none was written.
    """

    file: File
    what: str
    draft: Draft | None = None
    output: Path | None = None
    why: str = ""


def message(messages: Messages, note: ImportNote) -> str:
    """Return the sentence of a note, in the user's language (words `import-note-…`)."""
    return messages.word(f"import-note-{note.code}", **note.fields)


def place_of(draft: Draft, line: int, messages: Messages) -> str:
    """Return in words where a counted line is, for files without lines; else an empty text.

    Word, Excel and PDF files have pages, sheets and rows: the line is only a number that sources and receipts
    share.
    """
    place = draft.places.get(line)
    return messages.word(f"import-place-{place.kind}", **place.fields) if place else ""


def points(draft: Draft, messages: Messages) -> dict[str, list[dict[str, Any]]]:
    """Return notes and open points as JSON has them, with their lines and places."""
    return {
        "notes": [
            {"code": n.code, "message": message(messages, n), "line": n.line, **_where(draft, n.line, messages)}
            for n in draft.notes
        ],
        "open": [
            {"what": point.what, "text": point.text, "line": point.line, **_where(draft, point.line, messages)}
            for point in draft.open
        ],
    }


def cells(draft: Draft) -> dict[str, int]:
    """Return the counts of a draft's cells as JSON has them: those of the form, those read, those stated blank."""
    return {"expected": draft.counts.expected, "read": draft.counts.read, "blank": draft.counts.blank}


def as_json(outcome: Outcome, messages: Messages) -> dict[str, Any] | None:
    """Return what JSON says of a file; None where nothing could be read of it.

    `agency`, `year` and `kind` are null while they are unknown; `skipped` says why a readable file was not
    written.
    """
    draft = outcome.draft
    if draft is None:
        return None
    return {
        "input": path_text(outcome.file.path),
        "output": path_text(outcome.output) if outcome.output else None,
        **({"skipped": outcome.what} if outcome.what in {THERE, TWIN} else {}),
        "agency": draft.report.agency or None,
        "year": draft.report.year or None,
        **_kind(draft),
        "form": draft.report.form_id,
        "cells": cells(draft),
        **points(draft, messages),
    }


def _kind(draft: Draft) -> dict[str, str | None]:
    """Return the kind of a draft's report as JSON has it: nothing for the default one."""
    if not draft.has_kind:
        return {"kind": None}
    return {} if draft.report.kind.is_default else {"kind": draft.report.kind.id}


def receipt(draft: Draft, name: str, sha256: str, messages: Messages) -> str:
    """Return the text of the receipt of a file, by its name and the digest of its bytes.

    The receipt stands beside the source and accounts for every cell: what it was read from, and what is open.
    """
    report = draft.report
    notes = tuple(
        Point(n.code, message(messages, n), n.line, place_of(draft, n.line, messages)) for n in draft.notes
    )
    left = tuple(
        Point(
            p.what, messages.word(f"import-open-{p.what}", text=p.text), p.line, place_of(draft, p.line, messages)
        )
        for p in draft.open
    )
    origins = {at: replace(o, place=place_of(draft, o.line, messages)) for at, o in draft.origins.items()}
    figures = {at: figure.cell.raw for at, figure in report.figures.items()}
    whole = Receipt(
        name, sha256, report.agency, report.year, report.form_id, cells(draft), figures, origins, notes, left,
        "" if report.kind.is_default else report.kind.id,
    )  # fmt: skip
    return write(whole)


def _where(draft: Draft, line: int, messages: Messages) -> dict[str, str]:
    """Return the place of a counted line as JSON has it; nothing for files with lines."""
    sentence = place_of(draft, line, messages)
    return {"place": sentence} if sentence else {}


def in_full(outcome: Outcome, messages: Messages, *, notes: bool = True) -> Iterator[str]:
    """Yield the lines on a file that was read: where it went, its notes, its open points."""
    draft = outcome.draft
    if draft is None or outcome.what in {THERE, TWIN}:
        return
    unknown = messages.word("import-unknown")
    yield messages.word(
        "import-done" if outcome.output else "import-not-written",
        input=path_text(outcome.file.path),
        output=path_text(outcome.output) if outcome.output else "",
        agency=draft.report.agency or unknown,
        year=draft.report.year or unknown,
        form=draft.report.form_id,
        **cells(draft),
    )
    if outcome.output and draft.newcomer:
        yield messages.word("import-newcomer", id=draft.newcomer.id, name=draft.newcomer.name)
    for note in draft.notes if notes else ():
        yield _point_line("note", draft, note.line, message(messages, note), messages)
    for point in draft.open:
        sentence = messages.word(f"import-open-{point.what}", text=point.text)
        yield _point_line("open", draft, point.line, sentence, messages)


def _point_line(kind: str, draft: Draft, line: int, sentence: str, messages: Messages) -> str:
    """Return the line that tells a note or an open point, with its place."""
    if where := place_of(draft, line, messages):
        return messages.word(f"import-{kind}-place", place=where, message=sentence)
    return messages.word(f"import-{kind}-line", line=line, message=sentence)


def table(outcomes: Sequence[Outcome], messages: Messages) -> Iterator[str]:
    """Yield the table of many files: what became of each, where it is or why it is not; then the sums.

    Columns are as wide as their longest entry in columns of a terminal, where a Han character takes two.
    """
    rows = [
        (messages.word(f"import-outcome-{outcome.what}"), path_text(outcome.file.path), _last(outcome, messages))
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
    draft = outcome.draft
    if outcome.what == OPEN and draft and outcome.output:
        return messages.word("import-result-open", output=path_text(outcome.output), count=len(draft.open))
    return outcome.why or (path_text(outcome.output) if outcome.output else "")


def passed_over(gathered: Gathered, messages: Messages) -> Iterator[str]:
    """Yield what was passed over in folders: files of kinds nobody reads, counted by their ending.

    Of each kind the first three are named.
    """
    by_kind: dict[str, list[str]] = {}
    for path in gathered.unknown:
        by_kind.setdefault(path.suffix.lower(), []).append(path_text(path))
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
    """Return how many columns of a terminal a text takes: two for each wide or full-width character."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
