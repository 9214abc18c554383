"""STR101 to STR110, STR115, STR116, STR118: sections, tables and rows of a report, what its prose must speak of.

Everything is compared with the report's form: official headings, order, topics and rows stand there.
"""

from collections.abc import Iterator
from functools import lru_cache

from nianbao.analysis import phrases
from nianbao.checking.check import Case
from nianbao.model import normalisation
from nianbao.model.finding import Location, Outcome, Place, Verdict, passed, skipped
from nianbao.model.form import Form, for_year, of_kind
from nianbao.model.report import UNPLACED, Narrative
from nianbao.model.table import Table

# So many labels of a table in a text without it are a table that was not read; shorter ones are words of prose.
_FEWEST_NAMES = 3
_SHORTEST_NAME = 4


def section_missing(case: Case) -> Iterator[Verdict]:
    """All sections of the form are present, recognised by their words.

    One verdict for each section of the form, in its order. Cases: "other numerals and wordings are still the
    section" in tests/cases/rules/STR101.yml. Basis: data/rules/STR101.yml.
    """
    present = {section.key for section in case.report.sections}
    for section in case.form.sections:
        if section.key in present:
            yield passed()
        else:
            yield Verdict(
                Outcome.FAILED,
                fields={"section": section.heading},
                location=Location(case.report.file),
                expected=section.heading,
            )


def table_missing(case: Case) -> Iterator[Verdict]:
    """All tables of the form are present.

    A table that is there but empty is present. Cases: "no table of disputes" in tests/cases/rules/STR108.yml.
    Basis: data/rules/STR108.yml.
    """
    for table in case.form.tables.values():
        if table.key in case.report.tables:
            yield passed()
        else:
            yield Verdict(
                Outcome.FAILED,
                variant="unread" if case.report.is_imported else "default",
                fields={"table": table.label, "caption": table.caption},
                location=Location(case.report.file),
                expected=table.label,
            )


def table_not_read(case: Case) -> Iterator[Verdict]:
    """An import left no table of the form unread.

    A table is unread where an imported report has none of it, but labels of its rows or columns in its text.
    Cases: "labels of the disputes in the text of an import" in tests/cases/rules/STR118.yml. Basis:
    data/rules/STR118.yml.
    """
    report = case.report
    text = ""
    if report.is_imported and case.form.tables.keys() - report.tables.keys():
        text = normalisation.label_key("".join(section.markdown for section in report.sections))
    for table in case.form.tables.values():
        seen = [] if table.key in report.tables else [name for name in _names_in(table) if name in text]
        if len(seen) < _FEWEST_NAMES:
            yield passed()
        else:
            yield Verdict(
                Outcome.FAILED,
                fields={"table": table.label, "caption": table.caption, "count": len(seen)},
                location=Location(report.file),
                expected=table.label,
            )


def _names_in(table: Table) -> set[str]:
    """Return the keys of a table's labels that are long enough to be found in a text."""
    labels = [label for row in table.rows.values() for label in (row.label, *row.columns)]
    keys = {normalisation.without_numeral(normalisation.label_key(label.text)) for label in labels}
    return {key for key in keys if len(key) >= _SHORTEST_NAME}


def form_does_not_fit_year(case: Case) -> Iterator[Verdict]:
    """The form is the one in use for the report year.

    `expected` is the id of the form of that year, `none` where the kind has none. Cases: "the old form after its
    time" in tests/cases/rules/STR109.yml. Basis: data/rules/STR109.yml.
    """
    report, form = case.report, case.form
    if form.fits(report.year):
        yield passed()
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
    """Every row of the form is present or covered by the table's default.

    The finding stands at the first cell of the row. Cases: "rows covered by the default" and "a row left out
    skips what needs it" in tests/cases/rules/STR110.yml. Basis: data/rules/STR110.yml.
    """
    report = case.report
    for table in case.form.tables.values():
        if table.key not in report.tables:
            yield skipped("table-missing")
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
            yield passed()


# --- order and numerals of the sections -----------------------------------------------------------------------


def section_out_of_order(case: Case) -> Iterator[Verdict]:
    """The sections stand in the form's order.

    A section is out of order when it follows one that comes later in the form; sections of no form are passed
    over. Cases: "section six before section five" in tests/cases/rules/STR102.yml. Basis: data/rules/STR102.yml.
    """
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
            yield passed()


def section_numeral(case: Case) -> Iterator[Verdict]:
    """Each section has the numeral of the form, and there is one of each.

    The second of two is the variant `twice`. Cases: "an Arabic numeral" and "a section twice" in
    tests/cases/rules/STR103.yml. Basis: data/rules/STR103.yml.
    """
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
            yield passed()
        seen.add(section.key)


def _at(case: Case, section: Narrative) -> Location:
    """Return the line of the heading of a section."""
    return Location(case.report.file, section.line)


# --- what the sections say ------------------------------------------------------------------------------------


def overview_topic_missing(case: Case) -> Iterator[Verdict]:
    """Section one speaks of every topic the form asks for.

    A topic is a list of wordings, any of which will do. Cases: "five topics, in other words" and "nothing on
    supervision" in tests/cases/rules/STR105.yml. Basis: data/rules/STR105.yml.
    """
    for section in case.form.sections:
        text = case.report.section(section.key)
        for names in section.topics:
            if text is None:
                yield skipped("section-missing")
            elif phrases.contains(text.markdown, names):
                yield passed()
            else:
                yield Verdict(
                    Outcome.FAILED, fields={"topic": names[0]}, location=_at(case, text), expected=names[0]
                )


def problems_section_empty(case: Case) -> Iterator[Verdict]:
    """The section on problems says more than that there are none.

    What says nothing stands in data/phrases.yml. The variant `empty` is a section without a word. Cases: "only a
    nil" and "nothing at all" in tests/cases/rules/STR106.yml. Basis: data/rules/STR106.yml.
    """
    if not case.kind.roles.improvements:
        return
    section = case.report.section(case.kind.roles.improvements)
    if section is None:
        yield skipped("section-missing")
        return
    text = phrases.bare(section.markdown)
    if text and text not in phrases.NOTHING():
        yield passed()
        return
    fields = {"heading": section.heading, "actual": section.markdown.strip()}
    variant = "default" if text else "empty"
    yield Verdict(Outcome.FAILED, variant=variant, fields=fields, location=_at(case, section))


def period_not_stated(case: Case) -> Iterator[Verdict]:
    """The text states the period of the figures.

    Any period in any section will do; whether it is the right one is a matter of DAT704. Cases: "the period
    stands in the preamble" in tests/cases/rules/STR107.yml. Basis: data/rules/STR107.yml.
    """
    if any(phrases.periods(section.markdown) for section in case.report.sections):
        yield passed()
    else:
        yield Verdict(Outcome.FAILED, fields={"year": case.report.year}, location=Location(case.report.file))


def item_of_another_form(case: Case) -> Iterator[Verdict]:
    """The text names no item that only another form has.

    Looked for are the rows of the catalogue table (`case.kind.roles.catalogue`) in the other forms of the kind.
    Cases: "procurement in a report of the 2021 form" in tests/cases/rules/STR115.yml. Basis:
    data/rules/STR115.yml.
    """
    catalogue = case.kind.roles.catalogue
    if not catalogue:
        return
    has_foreign_item = False
    forms = tuple(of_kind(case.archive.forms, case.kind.id).values())
    for item, form in _foreign_items(catalogue, case.form, forms):
        for section in case.report.sections:
            start = section.markdown.find(item)
            if start >= 0:
                has_foreign_item = True
                line = section.text_line + section.markdown[:start].count("\n")
                fields = {"item": item, "form": form}
                yield Verdict(Outcome.FAILED, fields=fields, location=Location(case.report.file, line))
    if not has_foreign_item:
        yield passed()


@lru_cache(maxsize=64)
def _foreign_items(catalogue: str, own: Form, forms: tuple[Form, ...]) -> tuple[tuple[str, str], ...]:
    """Return the rows of a table that some forms have and one's own has not, each with the id of its form."""
    label_key = normalisation.label_key
    ours = {label_key(row.label.text) for table in own.tables.values() for row in table.rows.values()}
    items = (
        (row.label.text, form.id)
        for form in forms
        for row in (form.tables[catalogue].rows.values() if catalogue in form.tables else ())
    )
    # A label that is part of one of ours proves nothing.
    return tuple(
        (item, form)
        for item, form in items
        if not any(label_key(item) in label or label in label_key(item) for label in ours)
    )


def unplaced_content(case: Case) -> Iterator[Verdict]:
    """No import left text that fits nowhere.

    An import writes it under the heading of `UNPLACED`; `lines` counts those with text. Cases: "two lines left
    over" in tests/cases/rules/STR116.yml. Basis: data/rules/STR116.yml.
    """
    section = case.report.section(UNPLACED)
    if section is None or not section.markdown.strip():
        yield passed()
        return
    lines = sum(bool(line.strip()) for line in section.markdown.splitlines())
    yield Verdict(Outcome.FAILED, fields={"lines": lines}, location=_at(case, section))
