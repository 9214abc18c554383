"""STR: sections, tables and rows a report must have, in which order, and what they must speak of."""

from collections.abc import Iterator

from nianbao.analysis import phrases
from nianbao.checking.check import Case
from nianbao.model import normalisation
from nianbao.model.finding import Location, Outcome, Place, Verdict
from nianbao.model.form import for_year, of_kind
from nianbao.model.report import UNPLACED, Narrative


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
    right = for_year(case.archive.forms, report.year, report.kind.id)
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
                fields={"table": table.label, "row": row.label.name},
                expected=row.label.name,
            )
        if not missing:
            yield Verdict(Outcome.PASSED)


# --- order and numerals of the sections -----------------------------------------------------------------------


def section_out_of_order(case: Case) -> Iterator[Verdict]:
    """The sections stand in the form's order."""
    rank = {section.key: index for index, section in enumerate(case.form.sections)}
    last: Narrative | None = None
    for section in case.report.sections:
        if section.key not in rank:
            continue
        if last is not None and rank[section.key] < rank[last.key]:
            fields = {"heading": section.heading, "after": last.heading}
            yield Verdict(Outcome.FAILED, fields=fields, location=_at(case, section))
        else:
            last = section
            yield Verdict(Outcome.PASSED)


def section_numeral(case: Case) -> Iterator[Verdict]:
    """Each section has the numeral of the form, and there is one of each."""
    official = {section.key: section for section in case.form.sections}
    seen: set[str] = set()
    for section in case.report.sections:
        if section.key not in official:
            continue
        expected = official[section.key]
        numeral = normalisation.numeral_of(normalisation.label_key(section.heading))
        fields = {"heading": section.heading, "expected": expected.heading}
        if section.key in seen:
            yield Verdict(Outcome.FAILED, variant="twice", fields=fields, location=_at(case, section))
        elif numeral != normalisation.numeral_of(normalisation.label_key(expected.heading)):
            yield Verdict(Outcome.FAILED, fields=fields, location=_at(case, section), expected=expected.heading)
        else:
            yield Verdict(Outcome.PASSED)
        seen.add(section.key)


def _at(case: Case, section: Narrative) -> Location:
    return Location(case.report.file, section.line)


# --- what the sections say ------------------------------------------------------------------------------------


def overview_topic_missing(case: Case) -> Iterator[Verdict]:
    """Section one speaks of every topic the form asks for."""
    for section in case.form.sections:
        text = case.report.section(section.key)
        for names in section.topics:
            if text is None:
                yield Verdict(Outcome.SKIPPED, reason="section-missing")
            elif phrases.contains(text.markdown, names):
                yield Verdict(Outcome.PASSED)
            else:
                yield Verdict(
                    Outcome.FAILED, fields={"topic": names[0]}, location=_at(case, text), expected=names[0]
                )


def problems_section_empty(case: Case) -> Iterator[Verdict]:
    """The section on problems says more than that there are none."""
    if not case.kind.roles.improvements:
        return
    section = case.report.section(case.kind.roles.improvements)
    if section is None:
        yield Verdict(Outcome.SKIPPED, reason="section-missing")
        return
    said = phrases.bare(section.markdown)
    if said and said not in phrases.NOTHING():
        yield Verdict(Outcome.PASSED)
        return
    fields = {"heading": section.heading, "actual": section.markdown.strip()}
    variant = "default" if said else "empty"
    yield Verdict(Outcome.FAILED, variant=variant, fields=fields, location=_at(case, section))


def period_not_stated(case: Case) -> Iterator[Verdict]:
    """The text states the period of the figures."""
    if any(phrases.periods(section.markdown) for section in case.report.sections):
        yield Verdict(Outcome.PASSED)
    else:
        yield Verdict(Outcome.FAILED, fields={"year": case.report.year}, location=Location(case.report.file))


def item_of_another_form(case: Case) -> Iterator[Verdict]:
    """The text names no item that only another form has."""
    catalogue = case.kind.roles.catalogue
    if not catalogue:
        return
    own = {
        normalisation.label_key(row.label.text)
        for table in case.form.tables.values()
        for row in table.rows.values()
    }
    found = False
    for form in of_kind(case.archive.forms, case.kind.id).values():
        for row in form.tables[catalogue].rows.values() if catalogue in form.tables else ():
            label = normalisation.label_key(row.label.text)
            # A label that is part of one of ours proves nothing.
            if any(label in mine or mine in label for mine in own):
                continue
            for section in case.report.sections:
                start = section.markdown.find(row.label.text)
                if start >= 0:
                    found = True
                    line = section.text_line + section.markdown[:start].count("\n")
                    fields = {"item": row.label.text, "form": form.id}
                    yield Verdict(Outcome.FAILED, fields=fields, location=Location(case.report.file, line))
    if not found:
        yield Verdict(Outcome.PASSED)


def unplaced_content(case: Case) -> Iterator[Verdict]:
    """No import left text that fits nowhere."""
    section = case.report.section(UNPLACED)
    if section is None or not section.markdown.strip():
        yield Verdict(Outcome.PASSED)
        return
    lines = sum(bool(line.strip()) for line in section.markdown.splitlines())
    yield Verdict(Outcome.FAILED, fields={"lines": lines}, location=_at(case, section))
