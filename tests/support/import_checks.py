"""What is wrong about an import: every cell right or openly listed, nothing lost, nothing in another place."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from layouts import PLACES, ROW_LABELS, Place, Sheet
from nianbao.model import finding
from nianbao.model.report import PREAMBLE, UNPLACED

AGENCY_ID: Final = "x-agency"


def squeezed(text: str) -> str:
    """Drop white space, marks of Markdown and escapes: what is left are the characters somebody wrote."""
    bare = re.sub(r"<!--.*?-->|^\s*#+\s", "", html.unescape(text), flags=re.MULTILINE)
    return re.sub(r"[\s\u200b\ufeff\\]|\[bookmark:_GoBack\]", "", bare.replace("[bookmark: _GoBack]", ""))


def _listed(draft: Any, labels: tuple[str, str], filed: list[str]) -> bool:
    """Say whether a row stands among the open points: by its label, official or as written, or by its figures."""
    open_fields = [[squeezed(field) for field in point.text.split("|") if field.strip()] for point in draft.open]
    return any(squeezed(label) in fields for label in labels for fields in open_fields) or filed in open_fields


def wrong_cells(
    name: str,
    figures: Mapping[Place, str],
    draft: Any,
    respelled: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[str]:
    """Yield each cell that is neither as filed nor part of an open row that keeps its text."""
    labels = {row: (label, respelled.get(label, label)) for row, label in ROW_LABELS[name].items()}
    kept = squeezed(
        "".join([*(point.text for point in draft.open), *(part.markdown for part in draft.report.sections)])
    )
    disputes = [word for place, text in figures.items() if place[0] == "disputes" if (word := squeezed(text))]
    for place in PLACES[name]:
        filed = figures.get(place, "").strip()
        if draft.report.has_row(*place[:2]):
            read = draft.report.cell(finding.Place(*place)).raw.strip()
            if read != filed:
                yield f"{'/'.join(place)}: filed {filed!r}, read {read!r}"
        elif not _listed(draft, labels[place[:2]], disputes if place[0] == "disputes" else []):
            yield f"{'/'.join(place)}: the row is missing and not among the open points"
        elif squeezed(filed) not in kept:
            yield f"{'/'.join(place)}: {filed!r} of a row left open is lost"


def wrong_counts(draft: Any, name: str) -> Iterator[str]:
    stated = [place for place in PLACES[name] if draft.report.has_row(*place[:2])]
    filled = sum(bool(draft.report.cell(finding.Place(*place)).raw.strip()) for place in stated)
    wanted = len(PLACES[name]), filled, len(stated) - filled
    counted = draft.counts.expected, draft.counts.read, draft.counts.blank
    if counted != wanted:
        yield f"counted {counted}, there are {wanted}"


def wrong_prose(expected: Mapping[str, str], draft: Any, loose: str) -> Iterator[str]:
    """Compare each section's characters; `loose` (title, signature) may stand at either end or not."""
    found: dict[str, str] = {}
    for part in draft.report.sections:
        found[part.key] = found.get(part.key, "") + squeezed(part.markdown)
    for key in dict.fromkeys([*expected, *found]):
        wanted, got = squeezed(expected.get(key, "")), found.get(key, "")
        if got != wanted and not (wanted in got and got.replace(wanted, "", 1) in loose):
            yield f"section {key or 'without key'}: wanted {wanted!r}, got {got!r}"


def wrong(sheet: Sheet, draft: Any, *, exact: bool) -> list[str]:
    """Everything that is wrong about an import of a sheet."""
    report = draft.report
    title = squeezed(sheet.title[0] if sheet.title[0] == sheet.title[-1] else "".join(sheet.title))
    signer = next((squeezed(line) for line in sheet.signature if line.strip()), "")
    facts = [
        ("form", report.form_id, sheet.form),
        ("agency", report.agency, AGENCY_ID),
        ("year", report.year, sheet.year),
        ("title", squeezed(report.title), title),
        ("signed by", squeezed(report.signed_by), re.sub(r"\d{4}年.*", "", signer)),
        ("signed", report.signed, date.fromisoformat(sheet.signed) if sheet.signed else None),
    ]
    problems = [f"{what}: wanted {want!r}, got {got!r}" for what, got, want in facts if got != want]
    prose = {PREAMBLE: "\n".join(sheet.preamble)} | {
        part.key: "\n".join([*part.before, *part.after]) for part in sheet.parts
    }
    loose = squeezed("".join(sheet.title)) + squeezed("".join(sheet.signature))
    if not exact and draft.open:
        loose += squeezed("".join(part.markdown for part in report.sections if part.key == UNPLACED))
    problems += [*wrong_cells(sheet.form, sheet.figures, draft, sheet.respelled), *wrong_counts(draft, sheet.form)]
    problems += wrong_prose(prose, draft, loose)
    if exact and draft.open:
        problems.append(f"open without need: {[(point.what, point.text) for point in draft.open][:5]}")
    return problems
