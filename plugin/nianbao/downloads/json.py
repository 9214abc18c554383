"""A report as JSON: the document of `nianbao show` and of every `report.json`; and all of them in one file."""

import json
from collections.abc import Iterable, Iterator

from nianbao.model.register import Agency
from nianbao.model.report import Report

SCHEMA = 1


def report_json(report: Report, agency: Agency) -> dict[str, object]:
    """Return a report as plain data, in the order of keys the file has.

    A figure is a number (whole ones as integers), a blank is None, anything else is the text as written. A row the
    source leaves out is left out here too, so that a missing row is not mistaken for a blank one. Days of several
    rounds (`handed_in`, `returned`) are a list where the source has a list. `kind` stands
    there only for reports that are not of the default kind.
    """
    return {
        "schema": SCHEMA,
        "agency": {"id": agency.id, "name": agency.name},
        "year": report.year,
        **({} if report.kind.is_default else {"kind": report.kind.id}),
        "form": report.form_id,
        "title": report.title_for(agency.name),
        "signed_by": report.signed_by or None,
        "signed": report.signed.isoformat() if report.signed else None,
        "published": report.published.isoformat() if report.published else None,
        **report.record.as_json(),
        "sections": [
            {"key": section.key or None, "heading": section.heading, "markdown": section.markdown}
            for section in report.sections
        ],
        "tables": _tables(report),
    }


def report_text(report: Report, agency: Agency) -> str:
    """Return the document as text: a line for each fact, each section and each row of figures."""
    document = report_json(report, agency)
    lines = ",\n ".join(f"{_line(key)}: {_nested(value)}" for key, value in document.items())
    return f"{{\n {lines}\n}}\n"


def reports_json(reports: Iterable[tuple[Report, Agency]]) -> Iterator[bytes]:
    """Yield the documents of all reports as one JSON document, each report on a line of its own."""
    yield f'{{"schema": {SCHEMA}, "reports": [\n'.encode()
    for number, (report, agency) in enumerate(reports):
        between = ",\n" if number else ""
        yield (between + _line(report_json(report, agency))).encode("utf-8", "replace")
    yield b"\n]}\n"


def _line(value: object) -> str:
    """Return a value on one line."""
    return json.dumps(value, ensure_ascii=False)


def _nested(value: object, depth: int = 2) -> str:
    """Return a value over several lines, down to the facts of a section or the cells of a row."""
    if isinstance(value, dict) and any(isinstance(item, dict) for item in value.values()):
        return _joined("{}", (f"{_line(key)}: {_nested(item, depth + 1)}" for key, item in value.items()), depth)
    if isinstance(value, list) and value:
        return _joined("[]", (_nested(item, depth + 1) for item in value), depth)
    return _line(value)


def _joined(ends: str, parts: Iterator[str], depth: int) -> str:
    """Return the parts between a pair of brackets, each on a line of its own, `depth` spaces from the left."""
    indent = " " * depth
    return f"{ends[0]}\n{indent}" + f",\n{indent}".join(parts) + f"\n{indent[1:]}{ends[1]}"


def _tables(report: Report) -> dict[str, dict[str, dict[str, object]]]:
    """Return the figures by table, row and column; a table the source states without rows is there and empty."""
    tables: dict[str, dict[str, dict[str, object]]] = {key: {} for key in report.tables}
    for table in report.form.tables.values() if report.form else ():
        for place in table.places:
            if place in report.figures:
                rows = tables.setdefault(place.table, {})
                rows.setdefault(place.row, {})[place.column] = report.cell(place).as_json()
    return tables
