"""STR111 to STR114: whose report it is, in title, text and signature.

Names are compared with those of the register: full name, short name, aliases. They run only where the register
knows the agency (SRC005), but for the signature, which needs none.
"""

from collections.abc import Iterator

from nianbao.analysis import phrases
from nianbao.checking.check import Case
from nianbao.model.finding import Location, Outcome, Verdict, passed, skipped
from nianbao.model.normalisation import label_key, without_spaces


def agency_not_named(case: Case) -> Iterator[Verdict]:
    """Agency and year are stated in the report itself.

    A name inside the title of another document does not count; the year may be in digits or in Chinese numerals.
    Cases: "named only inside the title of another document" and "no year anywhere" in
    tests/cases/rules/STR111.yml. Basis: data/rules/STR111.yml.
    """
    report, agency = case.report, case.agency
    texts = [report.title, report.signed_by, *(phrases.unquoted(part.markdown) for part in report.sections)]
    text = "\n".join(texts)
    if phrases.contains(text, agency.names):
        yield passed()
    else:
        yield Verdict(
            Outcome.FAILED, variant="agency", fields={"name": agency.name}, location=Location(report.file)
        )
    if phrases.contains(text, (str(report.year), *phrases.year_in_han(report.year))):
        yield passed()
    else:
        yield Verdict(Outcome.FAILED, variant="year", fields={"year": report.year}, location=Location(report.file))


def title_form(case: Case) -> Iterator[Verdict]:
    """The title is full name, year and the name of the report, the year first or second, without stray spaces.

    The pattern is that of the kind (`Kind.title`, `Kind.accepted_titles`). The variant `space` is a title that
    is right but for its spaces. Cases: "the year may come first" and "stray spaces" in
    tests/cases/rules/STR112.yml. Basis: data/rules/STR112.yml.
    """
    report, name = case.report, case.agency.name
    if not report.title:
        yield skipped("no-title")
        return
    usual = report.kind.title(name, report.year)
    accepted = report.kind.accepted_titles(name, report.year)
    if report.title in accepted:
        yield passed()
        return
    closed = {without_spaces(title) for title in accepted}
    variant = "space" if without_spaces(report.title) in closed else "default"
    fields = {"actual": report.title, "expected": usual}
    yield Verdict(Outcome.FAILED, variant=variant, fields=fields, location=report.at("title"), expected=usual)


def agency_name_differs(case: Case) -> Iterator[Verdict]:
    """Title and signature name the agency as the register does.

    One verdict for each of the two; skipped where one is not stated. Cases: "the short name of the register may
    sign" and "another body signs" in tests/cases/rules/STR113.yml. Basis: data/rules/STR113.yml.
    """
    report, agency = case.report, case.agency
    known = {label_key(name) for name in agency.names}
    stated = {"title": report.kind.agency_in(report.title), "signed_by": report.signed_by}
    for fact, name in stated.items():
        if not name:
            yield skipped("not-stated")
        elif label_key(name) in known:
            yield passed()
        else:
            fields = {"actual": name, "name": agency.name}
            yield Verdict(
                Outcome.FAILED,
                variant=fact,
                fields=fields,
                location=report.at(fact),
                expected=agency.name,
                actual=name,
            )


def signature_missing(case: Case) -> Iterator[Verdict]:
    """Issuing body and date stand at the end.

    The variant says what is missing: `body`, `date` or `both`. Cases: "neither" and "no date" in
    tests/cases/rules/STR114.yml. Basis: data/rules/STR114.yml.
    """
    # A date that can't be read is stated all the same; SRC004 has it.
    missing = {"body": not case.report.signed_by, "date": "signed" not in case.report.marks}
    if not any(missing.values()):
        yield passed()
        return
    variant = "both" if all(missing.values()) else next(key for key, is_missing in missing.items() if is_missing)
    yield Verdict(Outcome.FAILED, variant=variant, location=Location(case.report.file))
