"""STR: sections, tables and rows a report must have, and the form its year asks for."""

from collections.abc import Iterator

from nianbao.check import Case
from nianbao.finding import Location, Outcome, Place, Verdict
from nianbao.form import for_year


def section_missing(case: Case) -> Iterator[Verdict]:
    """All sections of the form are present, recognised by their words."""
    present = {section.key for section in case.report.sections}
    for section in case.form.sections:
        if section.key in present:
            yield Verdict(Outcome.PASSED)
        else:
            yield Verdict(
                Outcome.FAILED,
                fields={"section": section.heading},
                location=Location(case.report.file),
                expected=section.heading,
            )


def table_missing(case: Case) -> Iterator[Verdict]:
    """All tables of the form are present."""
    for table in case.form.tables.values():
        if table.key in case.report.tables:
            yield Verdict(Outcome.PASSED)
        else:
            yield Verdict(
                Outcome.FAILED,
                fields={"table": table.label, "caption": table.caption},
                location=Location(case.report.file),
                expected=table.label,
            )


def form_does_not_fit_year(case: Case) -> Iterator[Verdict]:
    """The form is the one in use for the report year."""
    report, form = case.report, case.form
    if form.fits(report.year):
        yield Verdict(Outcome.PASSED)
        return
    right = for_year(case.archive.forms, report.year)
    expected = right.id if right else "none"
    yield Verdict(
        Outcome.FAILED,
        fields={"form": form.id, "year": report.year, "expected": expected},
        location=report.at("form" if "form" in report.marks else "year"),
        expected=expected,
        actual=form.id,
    )


def row_missing(case: Case) -> Iterator[Verdict]:
    """Every row of the form is present or covered by the table's default."""
    report = case.report
    for table in case.form.tables.values():
        if table.key not in report.tables:
            yield Verdict(Outcome.SKIPPED, reason="table-missing")
            continue
        missing = [row for row in table.rows.values() if not report.has_row(table.key, row.key)]
        for row in missing:
            yield Verdict(
                Outcome.FAILED,
                Place(table.key, row.key, row.columns[0].key),
                fields={"table": table.label, "row": row.head.name},
                expected=row.head.name,
            )
        if not missing:
            yield Verdict(Outcome.PASSED)
