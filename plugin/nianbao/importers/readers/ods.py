"""Workbooks of LibreOffice and WPS (.ods): written anew as .xlsx for the reader of Excel files."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Final
from xml.etree import ElementTree as ET

from nianbao.importers import limits
from nianbao.importers.document import ImportNote
from nianbao.importers.readers import new_workbook, spans
from nianbao.importers.readers.new_document import Looks
from nianbao.importers.readers.new_workbook import Cell, Condition, Run, Sheet
from nianbao.importers.readers.open_document import DRAW, FORMAT, HREF, OFFICE, STYLE, TABLE, TEXT, Styles, parts
from nianbao.model.finding import Refusal
from nianbao.model.normalisation import whole

_SPACE: Final = re.compile(r"[ \t\r\n]+")
_NUMBER: Final = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?(?:[eE]-?\d{1,2})?")
_NUMBERS: Final = frozenset({"float", "percentage", "currency"})
_ROW_GROUPS: Final = frozenset(f"{TABLE}table-{name}" for name in ("header-rows", "rows", "row-group"))
_COLUMN_GROUPS: Final = frozenset(f"{TABLE}table-{name}" for name in ("header-columns", "columns", "column-group"))
_CELLS: Final = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
_UNSEEN: Final = frozenset({"collapse", "filter"})
_PICTURES: Final = frozenset(f"{DRAW}{name}" for name in ("image", "object", "object-ole", "plugin"))
_ANNOTATION: Final = f"{OFFICE}annotation"
_LONGEST_NUMBER: Final = 7
_LAST_ROW: Final = 1_048_576
_LAST_COLUMN: Final = 16_384
_MOST_SPACES: Final = 1_000
# Framed rows without text that are written once and repeated: more only fill the sheet.
_MOST_EMPTY_ROWS: Final = 50
# The day 0 of Excel's calendar, as it counts days from March 1900 on.
_DAY_0: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - days have no zone
_SECONDS_A_DAY: Final = 86_400
_DATE: Final = "yyyy-mm-dd"
_USUAL: Final = "000000"
# A text of this size, in half points, is a dot.
_TINY: Final = 6
_DEFAULT: Final = f"{TABLE}default-cell-style-name"
# What LibreOffice adds to the standard: looks on conditions.
_EXTENSION: Final = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_COMPARISON: Final = re.compile(r"(<=|>=|!=|=|<|>)(-?\d{1,15}(?:\.\d{1,15})?)")
_OPERATORS: Final = {
    "<": "lessThan", "<=": "lessThanOrEqual", ">": "greaterThan", ">=": "greaterThanOrEqual", "=": "equal",
    "!=": "notEqual",
}  # fmt: skip
_AREA: Final = re.compile(r"(?:.*\.)?([A-Z]{1,3}\d{1,7})(?::(?:.*\.)?([A-Z]{1,3}\d{1,7}))?")
_MOST_CONDITIONS: Final = 1_000


def converted(data: bytes) -> tuple[bytes, tuple[ImportNote, ...]]:
    """Return a workbook as an .xlsx file; notes tell formulas, and texts outside the cells.

    Raises Refusal for a file that is locked, too large or holds no workbook, ParseError for a damaged one.
    """
    trees = parts(data)
    body = trees["content.xml"].find(f"{OFFICE}body/{OFFICE}spreadsheet") if "content.xml" in trees else None
    if body is None:
        raise Refusal("import-not-package", suffix=".ods")
    reading = _Reading(Styles(trees))
    sheets = [reading.sheet(table) for table in body if table.tag == f"{TABLE}table"]
    notes = []
    if reading.formulas:
        notes.append(ImportNote("formula", 1, {"count": reading.formulas}))
    if reading.beside:
        notes.append(ImportNote("unread", 1, {"text": " / ".join(dict.fromkeys(reading.beside))}))
    around = [said for part in _around(trees) if (said := " ".join("".join(part.itertext()).split()))]
    if around:
        notes.append(ImportNote("page-furniture", 1, {"text": " / ".join(dict.fromkeys(around))}))
    return new_workbook.saved(sheets), tuple(notes)


def _around(trees: dict[str, ET.Element]) -> Iterator[ET.Element]:
    """Yield the headers and footers of all kinds of pages."""
    for page in trees["styles.xml"].iter(f"{STYLE}master-page") if "styles.xml" in trees else ():
        yield from (part for part in page if part.tag.startswith((f"{STYLE}header", f"{STYLE}footer")))


def _count(element: ET.Element, name: str, most: int) -> int:
    """Return the number an attribute states, at least 1, at most another."""
    return max(1, min(whole(element.get(f"{TABLE}{name}", ""), _LONGEST_NUMBER) or 1, most))


@dataclass
class _Reading:
    """Reads the tables of a workbook: `formulas` counts saved results, `beside` are texts outside the cells."""

    styles: Styles
    formulas: int = 0
    beside: list[str] = field(default_factory=list)
    places: int = 0
    # The styles of the columns of the table being read: first column, the one behind the last, style.
    columns: list[tuple[int, int, str]] = field(default_factory=list)

    def sheet(self, table: ET.Element) -> Sheet:
        """Return a table as a sheet. Raises Refusal for more cells than the tables of a report have."""
        made = Sheet(table.get(f"{TABLE}name", ""))
        shown = self.styles.value("table", table.get(f"{TABLE}style-name", ""), "table", f"{TABLE}display")
        made.is_hidden = shown == "false"
        row = column = 1
        self.columns = []
        made.conditions = list(islice(self._conditions(table), _MOST_CONDITIONS))
        for element in _within(table, f"{TABLE}table-column", _COLUMN_GROUPS):
            again = _count(element, "number-columns-repeated", _LAST_COLUMN)
            if element.get(f"{TABLE}visibility") in _UNSEEN and column <= limits.WIDEST_SPAN:
                made.hidden_columns.update(range(column, min(column + again, limits.WIDEST_SPAN)))
            if (style := element.get(_DEFAULT, "")) and len(self.columns) < limits.WIDEST_SPAN:
                self.columns.append((column, column + again, style))
            column += again
        for element in _within(table, f"{TABLE}table-row", _ROW_GROUPS):
            again = _count(element, "number-rows-repeated", _LAST_ROW)
            cells = list(self._row(element, made, row))
            most = again if any(not cell.is_blank for _, cell in cells) else min(again, _MOST_EMPTY_ROWS)
            for down in range(min(most, _LAST_ROW + 1 - row) if cells else 0):
                self._take(made, row + down, cells)
                if element.get(f"{TABLE}visibility") in _UNSEEN:
                    made.hidden_rows.add(row + down)
            row += again
        for shapes in table.iterfind(f"{TABLE}shapes"):
            self.beside += _lines(shapes)
        return made

    def _conditions(self, table: ET.Element) -> Iterator[Condition]:
        """Yield the looks cells have on conditions, as LibreOffice writes them."""
        for places in table.iter(f"{_EXTENSION}conditional-format"):
            for part in places.iter(f"{_EXTENSION}condition"):
                found = _COMPARISON.fullmatch(part.get(f"{_EXTENSION}value", ""))
                operator = _OPERATORS[found[1]] if found else ""
                looks = self.styles.looks("table-cell", part.get(f"{_EXTENSION}apply-style-name", ""), Looks())
                for area in places.get(f"{_EXTENSION}target-range-address", "").split():
                    if place := _AREA.fullmatch(area.replace("$", "")):
                        reach = f"{place[1]}:{place[2] or place[1]}"
                        yield Condition(reach, operator, (found[2],) if found else (), _set(looks))

    def _take(self, made: Sheet, row: int, cells: list[tuple[int, Cell]]) -> None:
        self.places += len(cells)
        spans.refuse_more(self.places)
        made.cells.update({(row, column): cell for column, cell in cells})

    def _row(self, row: ET.Element, made: Sheet, number: int) -> Iterator[tuple[int, Cell]]:
        """Yield the cells of a row that say something or have a frame, by column."""
        column = 1
        for element in row:
            if element.tag not in _CELLS:
                continue
            again = _count(element, "number-columns-repeated", _LAST_COLUMN)
            style = element.get(f"{TABLE}style-name") or row.get(_DEFAULT) or self._usual(column)
            cell = self._cell(element, style)
            wide = _count(element, "number-columns-spanned", limits.WIDEST_SPAN)
            high = _count(element, "number-rows-spanned", limits.HIGHEST_SPAN)
            if max(wide, high) > 1:
                made.merged.append((number, column, number + high - 1, column + wide - 1))
            if not cell.is_blank or cell.is_framed:
                # Frames without text are drawn to the end of the sheet.
                most = limits.WIDEST_SPAN if cell.is_blank else _LAST_COLUMN
                for n in range(column, min(column + again, most + 1)):
                    yield n, cell
            column += again

    def _cell(self, element: ET.Element, style: str) -> Cell:
        """Return a cell in a style with what it says, as stored."""
        looks = self.styles.looks("table-cell", style, Looks())
        comment = "\n".join(line for part in element.iterfind(_ANNOTATION) for line in _lines(part))
        has_picture = any(inner.tag in _PICTURES for part in element for inner in part.iter())
        self.beside += [line for part in element if part.tag.startswith(DRAW) for line in _lines(part)]
        runs = tuple(self._runs(element, looks))
        is_framed, ground = self._is_framed(style), self.styles.ground(style)
        if formula := element.get(f"{TABLE}formula", ""):
            if not element.get(f"{OFFICE}value-type") and not any(run.text for run in runs):
                return Cell(formula=f"={formula.partition('=')[2]}", is_framed=is_framed, comment=comment)
            self.formulas += 1
        is_said = element.find(f"{TEXT}p") is not None
        number, shown_as = _stored(element, "".join(run.text for run in runs) if is_said else None)
        if number is not None:
            one = (_set(looks),)
            return Cell(number, one, shown_as, is_framed, comment, ground=ground)
        if not any(run.text for run in runs) and (said := element.get(f"{OFFICE}string-value", "")):
            runs = (_set(looks, said),)
        has_picture &= not any(run.text.strip() for run in runs)
        return Cell(None, runs, "General", is_framed, comment, ground=ground, has_picture=has_picture)

    def _usual(self, column: int) -> str:
        """Return the style of cells in a column that name none."""
        return next((style for first, last, style in self.columns if first <= column < last), "")

    def _is_framed(self, style: str) -> bool:
        """Whether a style draws a line on the left of a cell and at its top."""
        every = self.styles.value("table-cell", style, "table-cell", f"{FORMAT}border")
        sides = (
            self.styles.value("table-cell", style, "table-cell", f"{FORMAT}border-{side}") or every
            for side in ("left", "top")
        )
        return all(side not in {"", "none"} for side in sides)

    def _runs(self, element: ET.Element, looks: Looks) -> Iterator[Run]:
        """Yield the texts of a cell in runs, a line break between its paragraphs."""
        paragraphs = [part for part in element if part.tag == f"{TEXT}p"]
        for n, paragraph in enumerate(paragraphs):
            if n:
                yield Run("\n")
            yield from self._inside(paragraph, looks, 0)

    def _inside(self, element: ET.Element, looks: Looks, depth: int) -> Iterator[Run]:
        """Yield the runs of text in an element, in order."""
        if depth > limits.DEEPEST_NESTING:
            yield Run(_SPACE.sub(" ", "".join(element.itertext())))
            return
        yield _run(element.text, looks)
        for child in element:
            if child.tag == f"{TEXT}s":
                count = whole(child.get(f"{TEXT}c", ""), _LONGEST_NUMBER) or 1
                yield Run(" " * min(count, _MOST_SPACES))
            elif child.tag == f"{TEXT}line-break":
                yield Run("\n")
            elif child.tag != _ANNOTATION:
                own = self.styles.looks("text", child.get(f"{TEXT}style-name", ""), looks)
                if child.get(HREF, "").startswith("#") and "".join(child.itertext()) != "".join(
                    element.itertext()
                ):
                    # It leads to a note.
                    own = replace(own, raised=True)
                yield from self._inside(child, own, depth + 1)
            yield _run(child.tail, looks)


def _run(text: str | None, looks: Looks) -> Run:
    return _set(looks, _SPACE.sub(" ", text or ""))


def _set(looks: Looks, text: str = "") -> Run:
    """Return a run of a text in its looks."""
    return Run(
        text, looks.struck, looks.raised, 0 < looks.size <= _TINY, "" if looks.colour == _USUAL else looks.colour
    )


def _stored(element: ET.Element, shown: str | None) -> tuple[float | None, str]:
    """Return the number a cell stores, and the format that shows it as it is shown; None for one without.

    `shown` is None for a cell of which only the number is written.
    """
    kind = element.get(f"{OFFICE}value-type", "")
    said = element.get(f"{OFFICE}value", "")
    if kind in _NUMBERS and _NUMBER.fullmatch(said):
        number = float(said)
        plain = str(int(number)) if number.is_integer() else str(number)
        is_plain = shown is None or shown.replace(",", "") == plain
        # Whatever the format: a literal shows what the cell shows.
        return number, "General" if is_plain or shown is None else '"{}"'.format(
            shown.replace('"', "'").replace("\n", " ")[:80]
        )
    if kind == "date":
        try:
            gone = datetime.fromisoformat(element.get(f"{OFFICE}date-value", "")) - _DAY_0
        except (ValueError, TypeError):
            return None, ""
        return gone.days + gone.seconds / _SECONDS_A_DAY, _DATE
    return None, ""


def _within(parent: ET.Element, name: str, groups: frozenset[str], depth: int = 0) -> Iterator[ET.Element]:
    """Yield the elements of a name directly in a table or in groups of them."""
    for child in parent:
        if child.tag == name:
            yield child
        elif child.tag in groups and depth < limits.DEEPEST_NESTING:
            yield from _within(child, name, groups, depth + 1)


def _lines(element: ET.Element) -> list[str]:
    """Return the paragraphs in an element as texts."""
    lines = ["".join(part.itertext()).strip() for part in element.iter(f"{TEXT}p")]
    return [line for line in lines if line]
