"""Document -> Draft: figures by their labels, prose by its headings, facts by their wording."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from nianbao.importers.document import Document, ImportNote, Imprint, Paragraph, SourcePlace
from nianbao.importers.draft import Counts, Draft, OpenPoint
from nianbao.importers.recognition import agencies, article, facts, headings, kinds_of_documents, places, prose
from nianbao.importers.recognition.collected import Findings
from nianbao.importers.recognition.facts import Facts
from nianbao.importers.recognition.headings import Heading
from nianbao.importers.recognition.labels import Labels
from nianbao.importers.recognition.rows import Item, is_value, items_of, joined
from nianbao.importers.recognition.tables import Finder
from nianbao.model.finding import Refusal
from nianbao.model.form import NO_FORM, Form, for_year, of_kind
from nianbao.model.kind import Kind
from nianbao.model.register import Agency, Register
from nianbao.model.report import Narrative, Provenance, Report

_FIRST_FORM_YEAR = 2019
_LONGEST_CELL_TEXT = 20


@dataclass(frozen=True)
class Given:
    """What the person importing says: agency (an id or name), year, form and kind; empty or 0 where they don't.

    `folders` are the names of the folders the file lies in, the outermost first.
    """

    agency: str = ""
    year: int = 0
    form: str = ""
    folders: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class _Tables:
    """A document sorted under one form."""

    form: Form | None
    items: list[Item]
    headings: dict[int, Heading]
    remarks: list[ImportNote]
    found: Findings


def recognise(
    document: Document,
    provenance: Provenance,
    forms: Mapping[str, Form],
    register: Register,
    given: Given,
) -> Draft:
    """Return the draft of a report. Raises Refusal for a form that does not exist."""
    if given.form and given.form != NO_FORM and given.form not in forms:
        raise Refusal("import-unknown-form", form=given.form, known=tuple(forms))
    given = _stated(given, document.imprint, register)
    kind = kinds_of_documents.of(document, forms, given.kind, given.form)
    forms = of_kind(forms, kind.id)
    document = article.narrowed(document, forms, kind)
    tables = _sorted(document, kinds_of_documents.form_of(document, forms, kind, given.year, given.form))
    paragraphs, strays = _prose(tables)
    stated = _facts(paragraphs, tables.headings, document, kind)
    path = (*given.folders, provenance.file)
    year, remarks = (given.year, []) if given.year else facts.year_of(stated.title, paragraphs, path)
    form, form_id = _form_for(tables, year, forms, given, kind)
    if form is None and tables.form is not None:
        tables = _sorted(document, None)
        paragraphs, strays = _prose(tables)
        stated = _facts(paragraphs, tables.headings, document, kind)
    reading = places.read_places(tables.form, tables.found) if tables.form else places.Reading()
    agency, newcomer, placed = _agency(stated, paragraphs, register, given, path, kind)
    unplaced = sorted([*reading.unplaced, *strays], key=lambda kept: kept[0])
    report = Report(
        agency=agency,
        year=year or 0,
        form_id=form_id,
        form=form,
        title=stated.title.text,
        signed_by=stated.signed_by,
        signed=stated.signed,
        published=stated.published,
        provenance=provenance,
        figures=reading.figures,
        tables={place.table: (1, 1) for place in reading.figures},
        sections=_sections(tables, form, _stream(tables, paragraphs, stated), unplaced, document),
        stated_kind=kind,
    )
    remarks += [*_stray_remarks(strays), *document.remarks, *tables.remarks, *_label_remarks(tables)]
    remarks += [*reading.remarks, *stated.remarks, *placed, *_form_remarks(form, year)]
    made = _draft(report, remarks, [*_points(document), *reading.open], newcomer, document.spots)
    return replace(made, origins=reading.origins)


def _stated(given: Given, imprint: Imprint, register: Register) -> Given:
    """Add to what the person says what a download of this plugin says of itself."""
    agency = register.named(imprint.agency) if imprint.agency else None
    return replace(given, agency=given.agency or (agency.id if agency else ""), year=given.year or imprint.year)


def _draft(
    report: Report,
    remarks: list[ImportNote],
    points: list[OpenPoint],
    newcomer: Agency | None,
    spots: Mapping[int, SourcePlace],
) -> Draft:
    """Put what is to be known in the file's order, and add what is still open."""
    if not report.year:
        points = [OpenPoint("year", 1, report.provenance.file), *points]
    if not report.agency:
        points = [OpenPoint("agency", 1, report.title), *points]
    notes = sorted(remarks, key=lambda remark: remark.line)
    return Draft(
        report,
        tuple(notes),
        tuple(sorted(points, key=lambda p: p.line)),
        Counts.of(report),
        newcomer,
        spots=spots,
    )


# --- form ------------------------------------------------------------------------------------------------------


def _form_for(
    tables: _Tables,
    year: int | None,
    forms: Mapping[str, Form],
    given: Given,
    kind: Kind,
) -> tuple[Form | None, str]:
    """Return the form of the report: the one its tables have, else the year's, else none."""
    if given.form or tables.form is None:
        return tables.form, tables.form.id if tables.form else NO_FORM
    if year and not any(form.since <= year for form in forms.values()):
        return None, NO_FORM
    if tables.found.records:
        return tables.form, tables.form.id
    known = {heading.key for heading in tables.headings.values() if heading.key}
    fitting = for_year(forms, year, kind.id) if year else tables.form
    if len(known) < len(tables.form.sections) // 2 or fitting is None:
        return None, NO_FORM
    return fitting, fitting.id


def _sections(
    tables: _Tables,
    form: Form | None,
    stream: Iterator[tuple[int, Paragraph | prose.TableMark]],
    unplaced: list[tuple[int, str]],
    document: Document,
) -> tuple[Narrative, ...]:
    texts = [text for _, text in unplaced]
    return prose.sections(stream, tables.headings, form, texts, markdown=document.markdown)


def _points(document: Document) -> Iterator[OpenPoint]:
    for point in document.open:
        yield OpenPoint(point.code, point.line, str(point.fields["text"]))


def _stray_remarks(strays: Sequence[tuple[int, str]]) -> Iterator[ImportNote]:
    for line, text in strays:
        yield ImportNote("stray-text", line, {"text": text})


def _form_remarks(form: Form | None, year: int | None) -> Iterator[ImportNote]:
    if form and year and not form.fits(year):
        yield ImportNote("form-of-another-year", 1, {"form": form.id, "year": year})


# --- sorting ---------------------------------------------------------------------------------------------------


def _sorted(document: Document, form: Form | None) -> _Tables:
    items = list(items_of(document, lambda text: bool(form and headings.names(text, form))))
    lines = [
        (at, item.lines[0]) for at, item in enumerate(items) if not item.is_row and item.grid < 0 and item.lines
    ]
    if form is None:
        found, remarks = headings.find(lines, None, bool)
        return _Tables(None, items, found, remarks, Findings())
    labels = Labels(form)
    items = joined(items, labels)
    lines = [
        (at, item.lines[0]) for at, item in enumerate(items) if len(item.lines) == 1 and not is_table_cell(item)
    ]
    chosen, remarks = headings.find(lines, form, lambda text: labels.find(text) is not None)
    return _Tables(form, items, chosen, remarks, Finder(labels).find(items, set(chosen)))


def is_table_cell(item: Item) -> bool:
    """Say whether an item is more than one paragraph, or no text at all."""
    return item.is_row or item.is_empty


def _prose(tables: _Tables) -> tuple[list[tuple[int, Paragraph]], list[tuple[int, str]]]:
    """Return the paragraphs outside the tables, numbered, and the texts inside tables that are no part of them."""
    paragraphs: list[tuple[int, Paragraph]] = []
    strays = [(part.line, part.text) for parts in tables.found.strays.values() for part in parts]
    at = 0
    while at < len(tables.items):
        if at in tables.found.taken:
            at += 1
            continue
        end = next(
            (n for n in range(at, len(tables.items)) if n in tables.found.taken or n in tables.headings),
            len(tables.items),
        )
        end = max(end, at + 1)
        gap = tables.items[at:end]
        if _is_inside(tables, at, end, gap):
            strays += [
                (item.line, " | ".join(part.text for part in item.cells)) for item in gap if not item.is_empty
            ]
        else:
            paragraphs += [(at + n, line) for n, item in enumerate(gap) for line in item.lines]
        at = end
    return paragraphs, strays


def _is_inside(tables: _Tables, start: int, end: int, gap: Sequence[Item]) -> bool:
    """Say whether rows nobody recognised are part of a table: it goes on behind them, or they are cells of it."""
    before, behind = start - 1 in tables.found.taken, end in tables.found.taken
    grids = {tables.items[n].grid for n in (start - 1, end) if n in tables.found.taken} - {-1}
    if all(item.is_row for item in gap):
        return (before and behind) or any(item.grid in grids for item in gap)
    short = all(len(part.text) <= _LONGEST_CELL_TEXT for item in gap for part in item.cells)
    return before and behind and short and any(is_value(item.cells[0].text) for item in gap if not item.is_row)


def _stream(
    tables: _Tables,
    paragraphs: list[tuple[int, Paragraph]],
    stated: Facts,
) -> Iterator[tuple[int, Paragraph | prose.TableMark]]:
    """Merge paragraphs and the places of the tables, in the order of the document."""
    stream: list[tuple[int, Paragraph | prose.TableMark]] = [
        (record.item, prose.TableMark(record.table)) for record in tables.found.records
    ]
    stream += [(at, part) for at, part in paragraphs if at not in stated.taken]
    yield from sorted(stream, key=lambda pair: pair[0])


def _label_remarks(tables: _Tables) -> Iterator[ImportNote]:
    """Say which labels were misspelt, worded otherwise, cut, or moved to another column."""
    for _, part, match in tables.found.matches:
        if match.how != "exact":
            yield ImportNote(
                f"label-{match.how}", part.line, {"text": part.text, "official": match.entries[0].label}
            )
    for parts in tables.found.fragments.values():
        yield ImportNote("label-cut", parts[0].line, {"text": tuple(part.text for part in parts)})
    for at, item in enumerate(tables.items):
        if item.joined and at in tables.found.taken:
            yield ImportNote("label-cut", item.line, {"text": tuple(line.text for line in item.lines)})
    deep = [(at, place, entry) for at, place, entry in tables.found.stubs if entry.depth]
    straight = sum(place == entry.depth for _, place, entry in deep)
    if 2 * straight < len(deep):
        return
    moved: dict[int, str] = {}
    for at, place, entry in tables.found.stubs:
        if place != entry.depth and tables.items[at].is_row:
            moved.setdefault(at, entry.label)
    for at, label in moved.items():
        yield ImportNote("row-shifted", tables.items[at].line, {"text": label})


# --- facts -----------------------------------------------------------------------------------------------------


def _facts(
    paragraphs: list[tuple[int, Paragraph]], found: Mapping[int, Heading], document: Document, kind: Kind
) -> Facts:
    top = end = paragraphs
    if found:
        first, last = min(found), max(found)
        top = [(at, part) for at, part in paragraphs if at < first]
        end = [(at, part) for at, part in paragraphs if at > last]
    stated = facts.find(top, end, kind)
    facts.from_imprint(stated, document.imprint, kind)
    return stated


def _agency(  # noqa: PLR0913, PLR0917 - the evidence there is, each from another place
    stated: Facts,
    paragraphs: list[tuple[int, Paragraph]],
    register: Register,
    given: Given,
    path: Sequence[str],
    kind: Kind,
) -> tuple[str, Agency | None, list[ImportNote]]:
    """Return the agency's id, empty if it can't be known; the agency itself if the register lacks it; remarks."""
    if given.agency and (known := register.named(given.agency)):
        return known.id, None, []
    named = agencies.find(stated, [part.text for _, part in paragraphs], register)
    if given.agency:
        name = named.name if named and not named.id else given.agency
        return given.agency, Agency(given.agency, name), []
    remarks = []
    if named is None and (placed := agencies.of_path(path, register, kind)):
        named, where = placed
        remarks = [ImportNote("agency-from-place", 1, {"agency": named.name, "place": where})]
    if named is None or named.id:
        return named.id if named else "", None, remarks
    id_ = agencies.new_id(named, path, register)
    return id_, Agency(id_, named.name) if id_ else None, remarks
