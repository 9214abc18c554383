"""The receipt of an import: for each figure where it was read and as what, and all that was noted or left open.

It lies next to the source as `<year>.import.json` and is published nowhere. The source is the record of what was
filed; the receipt says how it was understood, with personal information masked.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from nianbao.analysis.personal_data import IN_NAMES, masked
from nianbao.model.finding import Place
from nianbao.model.jsontext import loads
from nianbao.model.normalisation import visible

SUFFIX: Final = ".import.json"
SCHEMA: Final = 1
# What can show that a cell is a figure's, strongest first; each has its words, `receipt-why-...`. `headed`: the
# label of each column stands above its cell. `count`: the row has as many cells as columns. `filled`: it has as
# many figures as columns. `reach`: its figures reach from the first column to the last. `alike`: rows of the same
# shape, read by one of these, begin at the same place. `first`: the label of the first column stands above its
# cell. `behind`: figures follow their label at once, as in the whole table. `blank`: its cells are there, and
# nothing stands in them. `source` and `address`: a source of this tool, or its workbook to fill in, says so.
EVIDENCE: Final = (
    "headed", "count", "filled", "reach", "alike", "first", "behind", "blank", "source", "address",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """What a figure was read from: line, text as the file has it, label of its row as filed.

    `line` is the line of the file, or in files without lines the number of the place a reader counted, which
    `place` then names in words. `why` is the code of the evidence that it is this figure's cell (words
    `receipt-why-…`). `changed` are codes of what was normalised on the way (words
    `receipt-changed-…`).
    """

    line: int
    raw: str
    label: str = ""
    changed: tuple[str, ...] = ()
    place: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A note, or an open point: its code, its sentence, and where it is (as in `Origin`)."""

    code: str
    message: str
    line: int
    place: str = ""


@dataclass(frozen=True)
class Receipt:
    """How one file was understood.

    `figures` are the texts in the source, `origins` what they were read from, where a cell was found; `cells`
    counts the cells expected, read and blank; `sha256` is of the imported file; `kind` is that of the report,
    where it is not the default one. `notes` say what was decided, `open` what a person has to decide.
    """

    input: str
    sha256: str
    agency: str
    year: int
    form: str
    cells: Mapping[str, int]
    figures: Mapping[Place, str]
    origins: Mapping[Place, Origin]
    notes: tuple[Point, ...] = ()
    open: tuple[Point, ...] = ()
    kind: str = ""


def normalisations(raw: str, text: str, missing: bool = False) -> tuple[str, ...]:  # noqa: FBT001, FBT002 - one of three facts
    """Return what was normalised between a cell of a file (`raw`) and the figure (`text`), as codes.

    `missing`: the file has no such cell; `invisible`: characters without a width; `spaces`; `marks`: anything
    else, such as full-width digits. Empty where nothing was.
    """
    if missing:
        return ("missing",)
    codes = []
    printable = visible(raw)
    if printable != raw:
        codes.append("invisible")
    if printable != text and "".join(printable.split()) == "".join(text.split()):
        codes.append("spaces")
    elif printable != text:
        codes.append("marks")
    return tuple(codes)


def write(receipt: Receipt) -> str:
    """Return a receipt as JSON, one figure or point a line; the same receipt gives the same text."""
    facts = {
        "schema": SCHEMA,
        "input": masked(receipt.input, IN_NAMES),
        "sha256": receipt.sha256,
        "agency": receipt.agency,
        "year": receipt.year,
        **({"kind": receipt.kind} if receipt.kind else {}),
        "form": receipt.form,
        "cells": dict(receipt.cells),
    }
    parts = [f"{_json(key)}: {_json(value)}" for key, value in facts.items()]
    lists = {"figures": _figures(receipt), "notes": map(_point, receipt.notes), "open": map(_point, receipt.open)}
    for key, entries in lists.items():
        lines = ",\n".join(f"  {_json(entry)}" for entry in entries)
        parts.append(f"{_json(key)}: [\n{lines}\n ]" if lines else f"{_json(key)}: []")
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def _figures(receipt: Receipt) -> Iterator[dict[str, Any]]:
    """Yield each figure as the JSON has it: its place, its text, and what it was read from."""
    for place, text in receipt.figures.items():
        origin = receipt.origins.get(place)
        entry: dict[str, Any] = {"at": str(place), "text": masked(text)}
        if origin:
            entry |= {"raw": masked(origin.raw), "line": origin.line, **_where(origin.place)}
            entry |= {"label": masked(origin.label)} if origin.label else {}
            entry |= {"changed": list(origin.changed)} if origin.changed else {}
            entry |= {"why": origin.why} if origin.why else {}
        yield entry


def _point(point: Point) -> dict[str, Any]:
    """Return a note or an open point as the JSON has it."""
    return {"code": point.code, "message": masked(point.message), "line": point.line, **_where(point.place)}


def _where(place: str) -> dict[str, str]:
    """Return a place in words as the JSON has it; nothing for files with lines."""
    return {"place": masked(place)} if place else {}


def _json(value: object) -> str:
    """Return a value as JSON that can be written as UTF-8.

    Half a surrogate, from a damaged file, stays an escape; all other characters are as they are.
    """
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if any("\ud800" <= char <= "\udfff" for char in text) else text


def read(text: str) -> Receipt | None:
    """Return the receipt of a JSON text; None if it is none of this schema, or not a whole one."""
    try:
        data = loads(text)
        if data["schema"] != SCHEMA:
            return None
        figures = {Place(*entry["at"].split("/")): entry for entry in data["figures"]}
        return Receipt(
            str(data["input"]),
            str(data["sha256"]),
            str(data["agency"]),
            int(data["year"]),
            str(data["form"]),
            {key: int(data["cells"][key]) for key in ("expected", "read", "blank")},
            {place: str(entry["text"]) for place, entry in figures.items()},
            {place: _origin(entry) for place, entry in figures.items() if "raw" in entry},
            tuple(map(_read_point, data["notes"])),
            tuple(map(_read_point, data["open"])),
            str(data.get("kind", "")),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _origin(entry: Mapping[str, Any]) -> Origin:
    """Return what a figure was read from, from the JSON. Raises KeyError or ValueError where a fact is missing."""
    changed = tuple(map(str, entry.get("changed", ())))
    raw, label, place, why = (masked(str(entry.get(key, ""))) for key in ("raw", "label", "place", "why"))
    return Origin(int(entry["line"]), raw, label, changed, place, why)


def _read_point(entry: Mapping[str, Any]) -> Point:
    """Return a note or an open point from the JSON. Raises as `_origin` does."""
    message, place = masked(str(entry["message"])), masked(str(entry.get("place", "")))
    return Point(str(entry["code"]), message, int(entry["line"]), place)
