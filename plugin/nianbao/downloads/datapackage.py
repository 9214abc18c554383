"""A site's data described as a Data Package (specs.frictionlessdata.io): fields, keys, what is missing.

`figures.csv` is a table whose agencies are a second table inside the description, and what reports are filed under
a third; `reports.json` is a plain file.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from nianbao.archive import Archive
from nianbao.downloads.csv import FIGURES_COLUMNS, MISSING
from nianbao.messages import Messages
from nianbao.model.cell import Kind
from nianbao.model.record import COURSE, LISTED, Record
from nianbao.model.register import Agency
from nianbao.model.report import Report

_TYPES: Final[Mapping[str, str]] = {"year": "year", "number": "number"}
_REQUIRED: Final = frozenset({"agency", "year", "form", "table", "row", "column", "kind"})
_ENUMS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": (*(kind.value for kind in Kind), MISSING),
    "status": ("filed", "default", "derived"),
    "check": ("open", "explained"),
}
_PRIMARY_KEY: Final = ("agency", "year", "table", "row", "column")
_AGENCY_FIELDS: Final = ("id", "name", "kind", "parent", "region")


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file of the package: its name, size in bytes and SHA-256 in hexadecimal digits."""

    name: str
    size: int
    sha256: str


def datapackage_json(
    files: Iterable[DataFile],
    archive: Archive,
    messages: Messages,
    homepage: str = "",
    licence: str = "",
) -> bytes:
    """Return the description of data files as JSON.

    `homepage` is the address of the reports' index, or empty. `licence` is the name or the address of the licence
    of the data; without it none is claimed.
    """
    years, agency_ids = archive.years, {report.agency for report in archive.reports}
    package: dict[str, object] = {
        "profile": "data-package",
        "name": "-".join(("nianbao", *map(_lawful, archive.kind.folder))),
        "title": messages.word("data-title"),
        "description": messages.word(
            "data-description",
            agencies=len(agency_ids),
            first=years[0],
            last=years[-1],
            reports=len(archive.reports),
        ),
        "keywords": [messages.word("data-keyword")],
        "sources": [{"title": messages.word("data-source")}],
    }
    if homepage:
        package["homepage"] = homepage
    if licence:
        package["licenses"] = [{"path" if "://" in licence else "name": licence}]
    agencies = [agency for agency in archive.agencies if agency.id in agency_ids]
    resources = [_resource(file, messages) for file in files]
    if any(resource["name"] == "figures" for resource in resources):
        resources.append(_agencies(agencies, messages))
    if stated := [report for report in archive.reports if report.record != Record()]:
        resources.append(_records(stated, messages, refers=resources[-1]["name"] == "agencies"))
    package["resources"] = resources
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _lawful(kind: str) -> str:
    """Return the id of a kind as names of packages have it: lower-case ASCII letters, digits, `.`, `_` and `-`.

    Chinese ids are written as domain names are (Punycode, RFC 3492), with `xn--` before it: one name for each id.
    """
    return kind if kind.isascii() else f"xn--{kind.encode('punycode').decode('ascii')}"


def _resource(file: DataFile, messages: Messages) -> dict[str, object]:
    """Return the description of one data file: format, size in bytes, SHA-256.

    CSV also has its dialect and the schema of its table.
    """
    stem, _, ending = file.name.partition(".")
    resource: dict[str, object] = {
        "name": stem,
        "path": file.name,
        "title": messages.word(f"data-{stem}"),
        "format": ending,
        "mediatype": {"csv": "text/csv", "json": "application/json"}[ending],
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
    }
    if ending == "csv":
        resource["profile"] = "tabular-data-resource"
        resource["dialect"] = {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n"}
        resource["schema"] = _schema(messages)
    return resource


def _schema(messages: Messages) -> dict[str, object]:
    """Return the Table Schema of `figures.csv`: a row is known by agency, year, table, row and column."""
    return {
        "fields": [_field(name, messages) for name in FIGURES_COLUMNS],
        "missingValues": [""],
        "primaryKey": list(_PRIMARY_KEY),
        "foreignKeys": [{"fields": ["agency"], "reference": {"resource": "agencies", "fields": ["id"]}}],
    }


def _field(name: str, messages: Messages) -> dict[str, object]:
    """Return one field of `figures.csv` with its type, what it means, and the values it may have."""
    constraints: dict[str, object] = {}
    if name in _REQUIRED:
        constraints["required"] = True
    if name in _ENUMS:
        constraints["enum"] = list(_ENUMS[name])
    field: dict[str, object] = {
        "name": name,
        "type": _TYPES.get(name, "string"),
        "description": messages.word(f"field-{name}"),
    }
    if constraints:
        field["constraints"] = constraints
    return field


def _records(reports: Iterable[Report], messages: Messages, *, refers: bool) -> dict[str, object]:
    """Return the table of what reports are filed under, with its rows in the description itself.

    Reports that state nothing have no row. Days of the course of a report are lists, of one day or several.
    `refers` says whether the agencies are a table of the same package.
    """
    rows: list[dict[str, object]] = []
    for report in reports:
        course = {key: [day.isoformat() for day in days] for key, days in report.record.course}
        facts = {**report.record.as_json(), **dict.fromkeys(COURSE), **course}
        rows.append({"agency": report.agency, "year": report.year, **facts})
    types = {"year": "year", "written": "date", **dict.fromkeys(COURSE, "array")}
    names = ("agency", "year", *LISTED, *COURSE)
    schema: dict[str, object] = {
        "fields": [
            {"name": name, "type": types.get(name, "string"), "title": messages.word(f"fact-{name}")}
            for name in names
        ],
        "missingValues": [""],
        "primaryKey": ["agency", "year"],
    }
    if refers:
        schema["foreignKeys"] = [{"fields": ["agency"], "reference": {"resource": "agencies", "fields": ["id"]}}]
    return {
        "name": "records",
        "title": messages.word("data-records"),
        "profile": "tabular-data-resource",
        "data": rows,
        "schema": schema,
    }


def _agencies(agencies: Iterable[Agency], messages: Messages) -> dict[str, object]:
    """Return the table of agencies, with its rows in the description itself: there is no file of it."""
    return {
        "name": "agencies",
        "title": messages.word("data-agencies"),
        "profile": "tabular-data-resource",
        "data": [{key: getattr(agency, key) for key in _AGENCY_FIELDS} for agency in agencies],
        "schema": {
            "fields": [{"name": key, "type": "string"} for key in _AGENCY_FIELDS],
            "missingValues": [""],
            "primaryKey": ["id"],
        },
    }
