"""A site's data described as a Data Package (specs.frictionlessdata.io): fields, keys, what is missing."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from nianbao.archive import Archive
from nianbao.downloads.csv import CHECK_COLUMNS, MISSING
from nianbao.messages import Messages
from nianbao.model.cell import Kind
from nianbao.model.register import Agency

_TYPES: Final[Mapping[str, str]] = {"year": "year", "number": "number"}
_REQUIRED: Final = frozenset({"agency", "year", "form", "table", "row", "column", "kind"})
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": (*(kind.value for kind in Kind), MISSING),
    "status": ("filed", "default", "derived"),
    "check": ("open", "explained"),
}
_KEY: Final = ("agency", "year", "table", "row", "column")
_AGENCY: Final = ("id", "name", "kind", "parent", "region")


def datapackage_json(
    files: Iterable[tuple[str, bytes]],
    archive: Archive,
    messages: Messages,
    homepage: str = "",
    licensed: str = "",
) -> bytes:
    """Return the description of data files, each given by its name and content, as JSON.

    `licensed` is the name or the address of the licence of the data; without it none is claimed.
    """
    years, names = archive.years, {report.agency for report in archive.reports}
    package: dict[str, object] = {
        "profile": "data-package",
        "name": "-".join(("nianbao", *archive.kind.folder)),
        "title": messages.word("data-title"),
        "description": messages.word(
            "data-description",
            agencies=len(names),
            first=years[0],
            last=years[-1],
            reports=len(archive.reports),
        ),
        "keywords": [messages.word("data-keyword")],
        "sources": [{"title": messages.word("data-source")}],
    }
    if homepage:
        package["homepage"] = homepage
    if licensed:
        package["licenses"] = [{"path" if "://" in licensed else "name": licensed}]
    agencies = [agency for agency in archive.agencies if agency.id in names]
    resources = [_resource(name, content, messages) for name, content in files]
    if any(resource["name"] == "figures" for resource in resources):
        resources.append(_agencies(agencies, messages))
    package["resources"] = resources
    return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _resource(name: str, content: bytes, messages: Messages) -> dict[str, object]:
    stem, _, ending = name.partition(".")
    resource: dict[str, object] = {
        "name": stem,
        "path": name,
        "title": messages.word(f"data-{stem}"),
        "format": ending,
        "mediatype": {"csv": "text/csv", "json": "application/json"}[ending],
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
    }
    if ending == "csv":
        resource["profile"] = "tabular-data-resource"
        resource["dialect"] = {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n"}
        resource["schema"] = _schema(messages)
    return resource


def _schema(messages: Messages) -> dict[str, object]:
    return {
        "fields": [_field(name, messages) for name in CHECK_COLUMNS],
        "missingValues": [""],
        "primaryKey": list(_KEY),
        "foreignKeys": [{"fields": ["agency"], "reference": {"resource": "agencies", "fields": ["id"]}}],
    }


def _field(name: str, messages: Messages) -> dict[str, object]:
    constraints: dict[str, object] = {}
    if name in _REQUIRED:
        constraints["required"] = True
    if name in _CHOICES:
        constraints["enum"] = list(_CHOICES[name])
    field: dict[str, object] = {
        "name": name,
        "type": _TYPES.get(name, "string"),
        "description": messages.word(f"field-{name}"),
    }
    if constraints:
        field["constraints"] = constraints
    return field


def _agencies(agencies: Iterable[Agency], messages: Messages) -> dict[str, object]:
    return {
        "name": "agencies",
        "title": messages.word("data-agencies"),
        "profile": "tabular-data-resource",
        "data": [{key: getattr(agency, key) for key in _AGENCY} for agency in agencies],
        "schema": {
            "fields": [{"name": key, "type": "string"} for key in _AGENCY],
            "missingValues": [""],
            "primaryKey": ["id"],
        },
    }
