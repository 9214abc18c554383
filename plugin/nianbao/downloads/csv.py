"""A report's figures as a table for spreadsheets: one line a cell, each figure exactly as filed."""

import csv
import io
from typing import Final

from nianbao.finding import Place
from nianbao.report import Derived, Filed, Report

COLUMNS: Final = (
    "agency",
    "year",
    "form",
    "table",
    "row",
    "column",
    "table_label",
    "row_label",
    "column_label",
    "value",
    "kind",
    "status",
)


def report_csv(report: Report) -> bytes:
    """Return a report's figures as CSV: UTF-8 with a byte order mark (spreadsheets ask for it), lines ended CRLF.

    `value` is the text as filed; `kind` what it says (number, zero, blank, not_applicable, text); `status` is
    filed, default (the source covers the row with its default), derived (added up because the source says so)
    or missing (the source has no such row; the value is empty and the kind too).
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for table in report.form.tables.values() if report.form else ():
        for place in table.places:
            row = table.rows[place.row]
            labels = (table.caption, row.head.label, table.column(place).label)
            keys = (report.agency, report.year, report.form_id, place.table, place.row, place.column)
            writer.writerow((*keys, *labels, *_said(report, place)))
    return text.getvalue().encode("utf-8-sig")


def _said(report: Report, place: Place) -> tuple[str, str, str]:
    figure = report.figures.get(place)
    if figure is None:
        return "", "", "missing"
    return figure.cell.raw, str(figure.cell.kind), _status(figure)


def _status(figure: Filed | Derived) -> str:
    if isinstance(figure, Derived):
        return "derived"
    return "default" if figure.by_default else "filed"
