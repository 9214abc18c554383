"""The workbook of `nianbao new --to xlsx`, filled in: read by position, not by recognition.

Its labels are locked. Where they stand elsewhere all the same, nothing is read: a figure in the wrong row would be
worse than none.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from nianbao.drafting import filing_workbook
from nianbao.drafting.skeleton import Passage, prose
from nianbao.importers.document import ImportNote, SourcePlace
from nianbao.importers.draft import Counts, Draft, OpenPoint
from nianbao.importers.readers import spreadsheet
from nianbao.importers.readers.workbook_parts import remarks
from nianbao.importers.recognition.prose import escaped
from nianbao.importers.recognition.recognise import Given
from nianbao.model.cell import BLANK
from nianbao.model.cell import read as read_cell
from nianbao.model.finding import Place, Refusal
from nianbao.model.form import Form
from nianbao.model.normalisation import label_key
from nianbao.model.register import Agency, Register
from nianbao.model.report import PREAMBLE, YEAR, Derived, Figure, Filed, Narrative, Provenance, Report
from nianbao.model.yamltext import paired
from nianbao.source import derive, quotes
from nianbao.source.receipt import Origin

_DATE: Final = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})\D?")
# Open points name rows of a sheet; cells are counted from far behind the last one.
_FIRST_SPOT: Final = 1_000_000


def read(name: str, data: bytes, forms: Mapping[str, Form], register: Register, given: Given) -> Draft | None:
    """Return the draft of a workbook of this project, or None if the file is none.

    Raises Refusal for a file that is no workbook at all, and for one whose rows or sheets were moved.
    """
    try:
        results, book = spreadsheet.opened(name, data)
    except Refusal:
        raise
    except Exception as error:
        # What a parser throws at a broken file is anybody's guess.
        raise Refusal("workbook-broken", file=name) from error
    marked = (
        sheet
        for sheet in book.worksheets
        if _said(sheet, filing_workbook.row_of("workbook"), 2) == filing_workbook.MARK
    )
    facts = next(marked, None)
    if facts is None:
        return None
    stated = _said(facts, filing_workbook.row_of("form"), 2)
    if stated not in forms:
        raise Refusal("import-unknown-form", form=stated, known=tuple(forms))
    if given.kind not in {"", forms[stated].kind.id}:
        raise Refusal("import-form-of-kind", form=stated, kind=given.kind)
    if given.form not in {"", stated}:
        raise Refusal("workbook-form", file=name, form=stated, given=given.form)
    return _Reader(name, facts, book, results, forms[stated]).draft(data, register, given)


def _said(sheet: Worksheet, row: int, column: int) -> str:
    """Return what a cell says as text; a number without the decimal point a program gave it."""
    value = sheet.cell(row, column).value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    # A formula for a whole range is an object that carries its text.
    return "" if value is None else paired(str(getattr(value, "text", value))).strip()


class _Reader:
    """Reads one workbook; `results` is the same book with what its formulas came to."""

    def __init__(self, name: str, facts: Worksheet, book: Workbook, results: Workbook, form: Form) -> None:
        self.name, self.facts, self.book, self.results, self.form = name, facts, book, results, form
        self.open: list[OpenPoint] = []
        self.spots: dict[int, SourcePlace] = {}
        self.origins: dict[Place, Origin] = {}
        # The addresses of the cells that are read, by sheet.
        self.read: set[tuple[str, str]] = set()

    def draft(self, data: bytes, register: Register, given: Given) -> Draft:
        """Return the report in the workbook, with what is open."""
        wanted = given.agency or self.fact("id")
        agency = register.named(wanted) or Agency(wanted, self.fact("agency") or wanted)
        stated = self.fact("year")
        if not YEAR.fullmatch(stated):
            raise self.moved(self.facts, (filing_workbook.row_of("year"), 2), "2024", stated)
        year = given.year or int(stated)
        report = Report(
            agency.id,
            year,
            self.form.id,
            self.form,
            signed_by=self.fact("signed_by"),
            signed=self.date("signed"),
            published=self.date("published"),
            provenance=Provenance(file=self.name, sha256=hashlib.sha256(data).hexdigest()),
            figures=self.figures(),
            tables=dict.fromkeys(self.form.tables, (1, 1)),
        )
        sections = (section for section in self.sections(report, agency.name))
        report = replace(report, sections=tuple(s for s in sections if s.markdown or s.key != PREAMBLE))
        newcomer = None if register.named(wanted) else agency
        note = ImportNote("workbook", 1)
        counts = Counts.of(report)
        spots, origins = self.spots, self.origins
        self.read |= {
            (self.facts.title, filing_workbook.address(filing_workbook.row_of(fact), 2))
            for fact in filing_workbook.FACTS
        }
        rest = remarks(self.name, data, self.book, self.form, self.read)
        return Draft(report, (note, *rest), tuple(self.open), counts, newcomer, spots=spots, origins=origins)

    def fact(self, key: str) -> str:
        return _said(self.facts, filing_workbook.row_of(key), 2)

    def date(self, key: str) -> date | None:
        stated = self.fact(key)
        match = _DATE.fullmatch(stated)
        try:
            found = date(*map(int, match.groups())) if match else None
        except ValueError:
            found = None
        if stated and found is None:
            self.open.append(OpenPoint("workbook-date", filing_workbook.row_of(key), stated))
        return found

    def figures(self) -> dict[Place, Figure]:
        """Return every figure; a total left as it was made is still added up by the tool."""
        figures: dict[Place, Figure] = {}
        for table in self.form.tables.values():
            sheet = self.sheet(table.label)
            for (row, column), label in filing_workbook.labels(table):
                actual = _said(sheet, row, column)
                if label_key(actual) != label_key(label):
                    raise self.moved(sheet, (row, column), label, actual)
            for place, spot in filing_workbook.positions(table).items():
                figures[place] = self.figure(place, sheet, spot)
                self.trace(place, figures[place], sheet, spot)
        derive(self.form, figures)
        return figures

    def trace(self, place: Place, figure: Figure, sheet: Worksheet, spot: tuple[int, int]) -> None:
        """Remember which cell of the workbook a figure is from."""
        number = _FIRST_SPOT + len(self.spots)
        self.read.add((sheet.title, filing_workbook.address(*spot)))
        self.spots[number] = SourcePlace("cell", {"sheet": sheet.title, "cell": filing_workbook.address(*spot)})
        how = ("derived",) if isinstance(figure, Derived) else ()
        self.origins[place] = Origin(number, _said(sheet, *spot), changed=how)

    def moved(self, sheet: Worksheet, at: tuple[int, int], expected: str, actual: str) -> Refusal:
        where = {"sheet": sheet.title, "row": at[0], "column": at[1]}
        return Refusal("workbook-moved", file=self.name, expected=expected, actual=actual, **where)

    def figure(self, place: Place, sheet: Worksheet, spot: tuple[int, int]) -> Figure:
        text = _said(sheet, *spot)
        if sheet.cell(*spot).data_type != "f":
            return Filed(read_cell(text) if text else BLANK, *spot)
        formula = filing_workbook.total(self.form, place)
        if formula and _plain(text) == _plain(formula):
            return Derived(BLANK, *spot, self.form.derivations[place][0])
        result = _said(self.results[sheet.title], *spot)
        if not result:
            told = f"{sheet.title} {filing_workbook.address(*spot)} {text}"
            self.open.append(OpenPoint("workbook-formula", spot[0], told))
        return Filed(read_cell(result) if result else BLANK, *spot)

    def sheet(self, label: str) -> Worksheet:
        name = filing_workbook.sheet_name(label)
        if name not in self.book.sheetnames:
            raise Refusal("workbook-sheet-missing", file=self.name, sheet=name)
        found: Worksheet = self.book[name]
        return found

    def prose_sheet(self, parts: tuple[Passage, ...]) -> Worksheet:
        """Return the sheet with the prose: the one that has all its headings where they belong."""
        wanted = {
            row: part.heading for row, part in enumerate(parts, filing_workbook.FIRST_PASSAGE) if part.heading
        }
        for sheet in self.book.worksheets:
            if all(label_key(_said(sheet, row, 1)) == label_key(heading) for row, heading in wanted.items()):
                return sheet
        raise Refusal("workbook-sheet-missing", file=self.name, sheet=next(iter(wanted.values())))

    def sections(self, report: Report, agency: str) -> Iterator[Narrative]:
        """Yield the prose: what stands beside each heading, figures quoted as they are."""
        parts = prose(report, self.form, agency)
        sheet = self.prose_sheet(parts)
        texts = [
            _markdown(_said(sheet, row, 2), self.form)
            for row, _ in enumerate(parts, filing_workbook.FIRST_PASSAGE)
        ]
        rows = range(filing_workbook.FIRST_PASSAGE, filing_workbook.FIRST_PASSAGE + len(parts))
        self.read |= {(sheet.title, filing_workbook.address(row, column)) for row in rows for column in (1, 2)}
        headings = {part.section: part.heading for part in parts if not part.topic}
        found: dict[str, list[str]] = {section: [] for section in headings}
        for part, text in zip(parts, texts, strict=True):
            if part.topic:
                found[part.section].append(f"### {part.heading}")
            if text:
                found[part.section].append(text)
        for section, blocks in found.items():
            yield Narrative(section, headings[section], "\n\n".join(blocks))


def _plain(formula: str) -> str:
    """Return a formula without what programs write differently when they save it."""
    return formula.replace("$", "").replace(" ", "").replace(";", ",").upper()


def _markdown(text: str, form: Form) -> str:
    """Return what was typed into a cell as Markdown that shows just this, a paragraph for each line.

    Quoted figures stay quoted where the form has them.
    """
    return "\n\n".join(_line(line, form) for line in text.splitlines() if line.strip())


def _line(line: str, form: Form) -> str:
    parts, end = [], 0
    for quote in quotes(line):
        if form.find(quote.path):
            parts += [escaped(line[end : quote.start]), line[quote.start : quote.end]]
            end = quote.end
    return "".join([*parts, escaped(line[end:])])
