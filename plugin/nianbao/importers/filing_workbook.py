"""The workbook of `nianbao new --to xlsx`, filled in: read by position, not by recognition.

Its labels are locked. Where they stand elsewhere all the same, nothing is read: a figure in the wrong row would be
worse than none.
"""

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
from nianbao.importers.draft import Counts, Draft, Given, OpenPoint
from nianbao.importers.readers import spreadsheet
from nianbao.importers.readers.workbook_parts import notes
from nianbao.importers.recognition.prose import escaped
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
_FIRST_PLACE: Final = 1_000_000


def read(
    data: bytes, provenance: Provenance, forms: Mapping[str, Form], register: Register, given: Given
) -> Draft | None:
    """Return the draft of a workbook of this project, or None if the file is none.

    Raises Refusal for a file that is no workbook at all, and for one whose rows or sheets were moved.
    """
    try:
        results, book = spreadsheet.opened(data)
    except Refusal:
        raise
    except Exception as error:
        # What a parser throws at a broken file is anybody's guess.
        raise Refusal("workbook-broken") from error
    marked = (
        sheet
        for sheet in book.worksheets
        if _content(sheet, filing_workbook.row_of("workbook"), 2) == filing_workbook.MARK
    )
    facts = next(marked, None)
    if facts is None:
        return None
    stated = _content(facts, filing_workbook.row_of("form"), 2)
    if stated not in forms:
        raise Refusal("import-unknown-form", form=stated, known=tuple(forms))
    if given.kind not in {"", forms[stated].kind.id}:
        raise Refusal("import-form-of-kind", form=stated, kind=given.kind)
    if given.form not in {"", stated}:
        raise Refusal("workbook-form", form=stated, given=given.form)
    return _Reader(facts, book, results, forms[stated]).draft(data, provenance, register, given)


def _content(sheet: Worksheet, row: int, column: int) -> str:
    """Return what a cell says as text; a number without the decimal point a program gave it."""
    value = sheet.cell(row, column).value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    # A formula for a whole range is an object that carries its text.
    return "" if value is None else paired(str(getattr(value, "text", value))).strip()


class _Reader:
    """Reads one workbook; `results` is the same book with what its formulas came to.

    `open` and `places` are as in Draft; open points name rows of a sheet, cells are counted from far behind the
    last.
    """

    def __init__(self, facts: Worksheet, book: Workbook, results: Workbook, form: Form) -> None:
        self.facts, self.book, self.results, self.form = facts, book, results, form
        self.open: list[OpenPoint] = []
        self.places: dict[int, SourcePlace] = {}
        self.origins: dict[Place, Origin] = {}
        # The addresses of the cells that are read, by sheet.
        self.read: set[tuple[str, str]] = set()

    def draft(self, data: bytes, provenance: Provenance, register: Register, given: Given) -> Draft:
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
            provenance=provenance,
            figures=self.figures(),
            tables=dict.fromkeys(self.form.tables, (1, 1)),
        )
        sections = (section for section in self.sections(report, agency.name))
        report = replace(report, sections=tuple(s for s in sections if s.markdown or s.key != PREAMBLE))
        newcomer = None if register.named(wanted) else agency
        note = ImportNote("workbook", 1)
        counts = Counts.of(report)
        places, origins = self.places, self.origins
        self.read |= {
            (self.facts.title, filing_workbook.address(filing_workbook.row_of(fact), 2))
            for fact in filing_workbook.FACTS
        }
        rest = notes(data, self.book, self.form, self.read)
        return Draft(report, (note, *rest), tuple(self.open), counts, newcomer, places=places, origins=origins)

    def fact(self, key: str) -> str:
        """Return a fact from the first sheet, by its key."""
        return _content(self.facts, filing_workbook.row_of(key), 2)

    def date(self, key: str) -> date | None:
        """Return a day from the first sheet; what is written there and is no day becomes an open point."""
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
        """Return every figure; a total left as it was made is still added up by the tool.

        Raises Refusal where a label stands elsewhere than in the workbook as it was made.
        """
        figures: dict[Place, Figure] = {}
        for table in self.form.tables.values():
            sheet = self.sheet(table.label)
            for (row, column), label in filing_workbook.labels(table):
                actual = _content(sheet, row, column)
                if label_key(actual) != label_key(label):
                    raise self.moved(sheet, (row, column), label, actual)
            for place, position in filing_workbook.positions(table).items():
                figures[place] = self.figure(place, sheet, position)
                self.trace(place, figures[place], sheet, position)
        derive(self.form, figures)
        return figures

    def trace(self, place: Place, figure: Figure, sheet: Worksheet, position: tuple[int, int]) -> None:
        """Remember which cell of the workbook a figure is from."""
        number = _FIRST_PLACE + len(self.places)
        self.read.add((sheet.title, filing_workbook.address(*position)))
        self.places[number] = SourcePlace(
            "cell", {"sheet": sheet.title, "cell": filing_workbook.address(*position)}
        )
        how = ("derived",) if isinstance(figure, Derived) else ()
        self.origins[place] = Origin(number, _content(sheet, *position), changed=how, why="address")

    def moved(self, sheet: Worksheet, at: tuple[int, int], expected: str, actual: str) -> Refusal:
        """Return the refusal of a workbook in which a cell does not say what it must."""
        where = {"sheet": sheet.title, "row": at[0], "column": at[1]}
        return Refusal("workbook-moved", expected=expected, actual=actual, **where)

    def figure(self, place: Place, sheet: Worksheet, position: tuple[int, int]) -> Figure:
        """Return the figure in a cell: as filed, or derived where a total's formula is the workbook's own."""
        text = _content(sheet, *position)
        if sheet.cell(*position).data_type != "f":
            return Filed(read_cell(text) if text else BLANK, *position)
        formula = filing_workbook.total(self.form, place)
        if formula and _plain(text) == _plain(formula):
            return Derived(BLANK, *position, self.form.derivations[place][0])
        result = _content(self.results[sheet.title], *position)
        if not result:
            content = f"{sheet.title} {filing_workbook.address(*position)} {text}"
            self.open.append(OpenPoint("workbook-formula", position[0], content))
        return Filed(read_cell(result) if result else BLANK, *position)

    def sheet(self, label: str) -> Worksheet:
        """Return the sheet of a table. Raises Refusal where it is gone."""
        name = filing_workbook.sheet_name(label)
        if name not in self.book.sheetnames:
            raise Refusal("workbook-sheet-missing", sheet=name)
        found: Worksheet = self.book[name]
        return found

    def prose_sheet(self, parts: tuple[Passage, ...]) -> Worksheet:
        """Return the sheet with the prose: the one that has all its headings where they belong."""
        wanted = {
            row: part.heading for row, part in enumerate(parts, filing_workbook.FIRST_PASSAGE) if part.heading
        }
        for sheet in self.book.worksheets:
            if all(label_key(_content(sheet, row, 1)) == label_key(heading) for row, heading in wanted.items()):
                return sheet
        raise Refusal("workbook-sheet-missing", sheet=next(iter(wanted.values())))

    def sections(self, report: Report, agency: str) -> Iterator[Narrative]:
        """Yield the prose by section: what stands next to each heading, figures quoted as they are."""
        parts = prose(report, self.form, agency)
        sheet = self.prose_sheet(parts)
        texts = [
            _markdown(_content(sheet, row, 2), self.form)
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
    """Return a line with its quoted figures kept and everything else escaped."""
    parts, end = [], 0
    for quote in quotes(line):
        if form.find(quote.path):
            parts += [escaped(line[end : quote.start]), line[quote.start : quote.end]]
            end = quote.end
    return "".join([*parts, escaped(line[end:])])
