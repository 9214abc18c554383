"""A report as JSON: the document of `nianbao show` and of every `report.json`."""

from nianbao.register import Agency
from nianbao.report import Report

SCHEMA = 1


def report_json(report: Report, agency: Agency) -> dict[str, object]:
    """Return a report as plain data.

    A figure is a number (whole ones as integers), a blank is None, anything else is the text as written. A row
    the source leaves out is left out here too, so that a missing row is not mistaken for a blank one.
    """
    return {
        "schema": SCHEMA,
        "agency": {"id": agency.id, "name": agency.name},
        "year": report.year,
        "form": report.form_id,
        "title": report.title_for(agency.name),
        "signed_by": report.signed_by or None,
        "signed": report.signed.isoformat() if report.signed else None,
        "published": report.published.isoformat() if report.published else None,
        "sections": [
            {"key": section.key or None, "heading": section.heading, "markdown": section.markdown}
            for section in report.sections
        ],
        "tables": _tables(report),
    }


def _tables(report: Report) -> dict[str, dict[str, dict[str, object]]]:
    tables: dict[str, dict[str, dict[str, object]]] = {key: {} for key in report.tables}
    for table in report.form.tables.values() if report.form else ():
        for place in table.places:
            if place in report.figures:
                rows = tables.setdefault(place.table, {})
                rows.setdefault(place.row, {})[place.column] = report.cell(place).as_json()
    return tables
