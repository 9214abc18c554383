"""Document -> Draft: figures by their labels, prose by its headings, facts by their wording.

`recognise` is the whole way, in the order its steps stand in; each step is a module of this room.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from nianbao.importers.document import Document, ImportNote, Imprint, SourcePlace
from nianbao.importers.draft import KIND, NO_REPORT, Counts, Draft, Given, OpenPoint
from nianbao.importers.recognition import (
    agencies,
    article,
    facts,
    headings,
    names,
    particulars,
    places,
    prose,
    sorting,
    titles,
)
from nianbao.importers.recognition.completeness import unread
from nianbao.importers.recognition.facts import Facts
from nianbao.importers.recognition.forms import form_of
from nianbao.importers.recognition.kinds import kinds_fitting
from nianbao.importers.recognition.labels import Labels
from nianbao.importers.recognition.sorting import Sorted
from nianbao.model.finding import Refusal
from nianbao.model.form import NO_FORM, Form, for_year, of_kind
from nianbao.model.kind import Kind
from nianbao.model.register import Agency, Register
from nianbao.model.report import Narrative, Provenance, Report


def recognise(
    document: Document,
    provenance: Provenance,
    forms: Mapping[str, Form],
    register: Register,
    given: Given,
) -> Draft:
    """Return the draft of the report in a document. Raises Refusal for a form that does not exist.

    What it is filed under is taken out, its kind is decided (where it can't be, the draft says so and has no
    figures), the report is cut out of the page around it, its form is decided, its rows are sorted under that
    form, and from the sorted rows come facts, year, agency, figures and prose, each with its notes.
    """
    if given.form and given.form != NO_FORM and given.form not in forms:
        raise Refusal("import-unknown-form", form=given.form, known=tuple(forms))
    given = _with_imprint(given, document.imprint, register)
    path = (*given.folders, provenance.file)
    document, filed_under = particulars.taken_out(document, forms)
    kind, *others = kinds_fitting(document, forms, given)
    if others:
        return _of_unknown_kind(provenance, given, [kind, *others])
    forms = of_kind(forms, kind.id)
    document = article.narrowed(document, forms, kind)
    rows, stated, year, year_notes = _sorted(document, forms, kind, given, path)
    form, stated = rows.form, filed_under.completing(stated)
    agency, newcomer, agency_notes, agency_points = _agency(stated, rows, register, given, path, kind, year)
    reading = places.read_places(form, rows.tables) if form else places.Reading()
    points = [*_points(document), *agency_points, *_other_reports(rows, stated, kind), *reading.open]
    if not (given.form or given.kind or _is_report(rows, stated, provenance.file, kind, forms)):
        points.append(OpenPoint(NO_REPORT, 1, provenance.file))
    elif form:
        points += unread(form, document, rows.tables, reading)
    report = Report(
        agency=agency,
        year=year or 0,
        form_id=form.id if form else NO_FORM,
        form=form,
        title=stated.title.text,
        signed_by=stated.signed_by,
        signed=stated.signed,
        published=stated.published,
        record=filed_under.record,
        provenance=provenance,
        figures=reading.figures,
        tables={place.table: (1, 1) for place in reading.figures},
        sections=_sections(rows, stated, reading, document),
        stated_kind=kind,
    )
    notes = [*year_notes, *sorting.stray_notes(rows), *document.notes, *sorting.label_notes(rows)]
    notes += [*reading.notes, *stated.notes, *agency_notes, *_form_notes(form, year)]
    return replace(_draft(report, notes, points, newcomer, document.places), origins=reading.origins)


def _sorted(
    document: Document, forms: Mapping[str, Form], kind: Kind, given: Given, path: Sequence[str]
) -> tuple[Sorted, Facts, int | None, list[ImportNote]]:
    """Return a document's rows sorted under its form, the facts among them, and its year with notes on it.

    From a kind's first form on a report has one, whatever of it is in the file: where the labels show none, the
    form of the year counts.
    """
    labels = form_of(document, forms, kind, given, path)
    rows = sorting.sort(document, labels)
    stated = _facts(rows, document.imprint, kind)
    year, notes = _year(stated, rows, given, path)
    due = for_year(forms, year, kind.id) if year and labels is None and not given.form else None
    if due is None:
        return rows, stated, year, notes
    rows = sorting.sort(document, Labels(due))
    return rows, _facts(rows, document.imprint, kind), year, notes


def _of_unknown_kind(provenance: Provenance, given: Given, kinds: Sequence[Kind]) -> Draft:
    """Return the draft of a report that can be of several kinds: what the person says, and the kinds as open."""
    report = Report(given.agency, given.year, NO_FORM, None, provenance=provenance)
    point = OpenPoint(KIND, 1, ", ".join(kind.id for kind in kinds))
    return Draft(report, (), (point,), Counts())


def _with_imprint(given: Given, imprint: Imprint, register: Register) -> Given:
    """Return what the person says, and where they don't, what a download of this plugin says of itself."""
    agency = register.named(imprint.agency) if imprint.agency else None
    return replace(given, agency=given.agency or (agency.id if agency else ""), year=given.year or imprint.year)


def _is_report(rows: Sorted, stated: Facts, file: str, kind: Kind, forms: Mapping[str, Form]) -> bool:
    """Whether a document shows anything of a report: a title (its file's name counts), a section, a table."""
    titled = bool(stated.title.text) or titles.is_title(PurePath(file).stem, kind)
    headed = (rows.items[at].cells[0].text for at in rows.headings)
    has_section = any(headings.names(text, form) for text in headed for form in forms.values())
    return titled or has_section or bool(rows.tables.records)


# --- facts -----------------------------------------------------------------------------------------------------


def _facts(rows: Sorted, imprint: Imprint, kind: Kind) -> Facts:
    """Return the facts at the beginning and the end of the text, and those the file states outside it."""
    stated = facts.find(rows.above_sections(), rows.behind_last_heading(), kind)
    facts.from_imprint(stated, imprint, kind)
    return stated


def _year(stated: Facts, rows: Sorted, given: Given, path: Sequence[str]) -> tuple[int | None, list[ImportNote]]:
    """Return the report year, None if it can't be known, and notes where it isn't that of the title.

    A year that a person gives counts; that the report or its folder says another one becomes a note.
    """
    said, notes = facts.year_of(stated.title, rows.paragraphs, path)
    year = given.year or said
    if given.year:
        notes = [_other_year(given.year, stated.title.line, said)] if said not in {None, given.year} else []
    elif year and (filed := facts.year_in(path)) and filed[0] not in {None, year}:
        notes = [*notes, ImportNote("year-in-path", 1, {"year": year, "place": filed[1], "other": filed[0]})]
    return year, notes


def _other_year(year: int, line: int, said: int | None) -> ImportNote:
    """Return the note on a report that says another year than it is imported for."""
    return ImportNote("year-differs", line, {"year": year, "said": said})


def _agency(  # noqa: PLR0913, PLR0917 - the evidence there is, each from another place
    stated: Facts,
    rows: Sorted,
    register: Register,
    given: Given,
    path: Sequence[str],
    kind: Kind,
    year: int | None,
) -> tuple[str, Agency | None, list[ImportNote], list[OpenPoint]]:
    """Return the agency's id, empty if it can't be known; the agency if the register lacks it; notes, open points.

    The text decides; where it names no agency, the name of the file or of a folder does, with a note. An id that a
    person gives goes with the name that the text gives.
    """
    if given.agency and (known := register.named(given.agency)):
        return known.id, None, [], []
    found = agencies.find(stated, rows.paragraphs, register, kind, year)
    named, notes = found.agency, list(found.notes)
    if named is None and not found.open and (placed := agencies.of_path(path, register, kind)):
        named, where = placed
        notes = [ImportNote("agency-from-place", 1, {"agency": named.name, "place": where})]
    if given.agency:
        name = named.name if named and not facts.is_agency(given.agency) else given.agency
        return given.agency, Agency(given.agency, name), notes if named else [], []
    if named is None or named.id:
        return named.id if named else "", None, notes, list(found.open)
    id_ = agencies.new_id(named, path, register)
    return id_, Agency(id_, named.name) if id_ else None, notes, []


def _sections(rows: Sorted, stated: Facts, reading: places.Reading, document: Document) -> tuple[Narrative, ...]:
    """Return the prose by section, and at the end, in the order filed, the texts of tables that fit nowhere."""
    unplaced = sorted([*reading.unplaced, *rows.strays], key=lambda kept: kept[0])
    return prose.sections(
        rows.prose(stated.taken),
        rows.headings,
        rows.form,
        [text for _, text in unplaced],
        markdown=document.markdown,
    )


# --- notes and open points -------------------------------------------------------------------------------------


def _form_notes(form: Form | None, year: int | None) -> Iterator[ImportNote]:
    """Yield a note where the tables are set by a form that does not apply to the report's year."""
    if form and year and not form.fits(year):
        yield ImportNote("form-of-another-year", 1, {"form": form.id, "year": year})


def _other_reports(rows: Sorted, stated: Facts, kind: Kind) -> Iterator[OpenPoint]:
    """Yield the titles of other agencies or years that stand below sections of the report and above more of them.

    A title below the report, as pages link to others, heads nothing.
    """
    first, last = min(rows.headings, default=0), max(rows.headings, default=0)
    for at, part in rows.paragraphs if stated.title.is_whole else ():
        other = titles.on_line(part, kind) if first < at < last else titles.Title()
        if not other.is_whole:
            continue
        if other.year != stated.title.year or not names.agree(other.name, stated.title.name):
            yield OpenPoint("another-report", part.line, part.text)


def _points(document: Document) -> Iterator[OpenPoint]:
    """Yield what the reader left open as open points of the draft."""
    for point in document.open:
        yield OpenPoint(point.code, point.line, str(point.fields["text"]))


def _draft(
    report: Report,
    notes: list[ImportNote],
    points: list[OpenPoint],
    newcomer: Agency | None,
    source_places: Mapping[int, SourcePlace],
) -> Draft:
    """Return the draft, notes and open points in the file's order, an unknown agency or year among the latter."""
    if not report.year:
        points = [OpenPoint("year", 1, report.provenance.file), *points]
    if not report.agency and all(point.what != "agencies" for point in points):
        points = [OpenPoint("agency", 1, report.title), *points]
    return Draft(
        report,
        tuple(sorted(notes, key=lambda note: note.line)),
        tuple(sorted(points, key=lambda point: point.line)),
        Counts.of(report),
        newcomer,
        places=source_places,
    )
