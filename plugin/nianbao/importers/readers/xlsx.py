"""Reader of Excel files: bytes -> Document; cells as stored, merged ranges as spans, saved results of formulas.

Rows that stand together are a table if any of them has more than one filled cell; a cell over the whole width of
such a table, or one that holds sentences, is a line of text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from openpyxl.utils.cell import get_column_letter

from nianbao.importers import limits, patterns
from nianbao.importers.document import Document, Imprint, Paragraph
from nianbao.importers.readers import colours, round_trip, sheet_looks, sheet_texts, spans, spreadsheet, symbols
from nianbao.importers.readers.assembly import Assembly, raised
from nianbao.importers.readers.sheet_texts import Run
from nianbao.importers.readers.sheet_values import hidden_number, stored
from nianbao.model.finding import Refusal
from nianbao.model.report import YEAR

_MOST_FACTS: Final = 20
# A label has at most 60 characters; a longer text in a row of its own is a paragraph.
_LONGEST_LABEL: Final = 80

_HEADING: Final = 2
# A download states its facts in two columns: what each is called, and what it says.
_FACT_COLUMNS: Final = 2

_At = tuple[int, int]


def read(data: bytes) -> Document:
    """Return the document in an .xlsx file. Raises Refusal if it is locked, too large, empty or no Excel file."""
    results, formulas = spreadsheet.opened(data)
    texts = sheet_texts.texts(data)
    reading = _Reading(texts)
    sheets = list(zip(results.worksheets, formulas.worksheets, strict=True))
    if not sheets:
        raise Refusal("import-empty")  # charts alone, or nothing at all
    first = sheets[0][0]
    rows = ((stored(first.cell(n, 1).value), stored(first.cell(n, 2).value)) for n in range(1, _MOST_FACTS))
    if facts := round_trip.facts(rows):
        return reading.download(facts, sheets, texts)
    ends = {}
    for shown, written in sheets:
        reading.sheet(shown, written)
        ends[shown.title] = len(reading.made.pieces)
    spreadsheet.note_sheets_of_text(reading.made, ends)
    reading.rest(texts)
    return reading.document()


@dataclass(frozen=True, slots=True)
class _Content:
    """The text of a cell, and the number of its source place."""

    text: str
    line: int


class _Sheet:
    """One sheet: filled cells, merged ranges and framed rows, by row and column, both counted from 1.

    `spans` are the merged ranges by their first cell, `covered` their other places, `from_above` the columns of a
    row that a range from above covers. `framed` is the last framed column of a row. `rows` are those worth
    reading.
    """

    def __init__(self, cells: Mapping[_At, _Content], shown: Any) -> None:
        self.cells, self.title = cells, shown.title
        filled = {row for row, _ in cells}
        ranges = [r.bounds for r in shown.merged_cells.ranges]
        self.spans: dict[_At, _At] = {(top, left): (down, right) for left, top, right, down in ranges}
        self.covered: dict[_At, _At] = {
            (row, column): (top, left)
            for left, top, right, down in ranges
            for row in range(top, down + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }
        self.from_above: dict[int, list[int]] = {}
        for (row, column), (top, _) in self.covered.items():
            if top < row:
                self.from_above.setdefault(row, []).append(column)
        framed: dict[int, int] = {}
        for (row, column), cell in sorted(shown._cells.items()):  # noqa: SLF001 - as in _cells
            if _is_framed(cell):
                framed[row] = column
        self.framed = framed
        reached = {row for (row, _), start in self.covered.items() if start in cells}
        self.rows = sorted(
            filled | {row for row in framed.keys() | reached if filled and min(filled) <= row <= max(filled) + 1}
        )
        self._filled: dict[int, list[int]] = {}
        for row, column in sorted(cells):
            self._filled.setdefault(row, []).append(column)

    def filled(self, row: int) -> list[int]:
        """Return the columns of a row that say something."""
        return self._filled.get(row, [])

    def stretches(self) -> Iterator[list[int]]:
        """Yield the runs of rows without an empty one between them."""
        stretch: list[int] = []
        for row in self.rows:
            if stretch and row != stretch[-1] + 1:
                yield stretch
                stretch = []
            stretch.append(row)
        if stretch:
            yield stretch

    def right_of(self, row: int) -> int:
        """Return the last column a row reaches."""
        own = [self.spans.get((row, column), (row, column))[1] for column in self.filled(row)]
        return max(own, default=0)

    def is_line(self, row: int, first: int, last: int) -> bool:
        """Whether a row is one text over the whole width of a table, or running text.

        `first` and `last` are the columns the tables of the sheet begin and end with.
        """
        columns = self.filled(row)
        if len(columns) != 1 or any(first <= n <= last for n in self.from_above.get(row, ())):
            return False
        text = self.cells[row, columns[0]].text
        down, right = self.spans.get((row, columns[0]), (row, columns[0]))
        is_long = len(text) > _LONGEST_LABEL or patterns.has_mark(text, sentence_only=True)
        # Where tables have frames, empty cells beside a text do, too.
        is_alone = right >= self.framed.get(row, 0) if self.framed else columns[0] <= first and right >= last
        return down == row and (is_long or is_alone)


def _is_framed(cell: Any) -> bool:
    """Whether a cell has a line on its left and at its top."""
    border = getattr(cell, "border", None)
    return bool(border and border.left and border.left.style and border.top and border.top.style)


class _Reading:
    """Reads the sheets of one file in their order.

    `texts` are those of the file, with how parts of them look. `read` are the addresses of cells
    whose text was taken or noted: all others are noted at the end.
    """

    def __init__(self, texts: sheet_texts.Texts) -> None:
        self.made = Assembly()
        self.looks, self.has_picture = texts.looks, texts.has_picture
        self.formulas = 0
        self.reshaped: dict[str, str] = {}
        # The open points cells are due once they are read, by the numbers of their places.
        self.doubts: dict[int, list[tuple[str, str]]] = {}
        # The addresses of cells whose text was taken or told: all others are told at the end.
        self.read: set[tuple[str, str]] = set()
        self.is_download = False

    def sheet(self, shown: Any, written: Any) -> None:
        """Take in one sheet; of a hidden one only a note.

        What stands in a hidden sheet is rarely the report: drafts, lists to choose from.
        """
        if shown.sheet_state == "visible":
            cells = dict(self._cells(shown, written))
            self._hidden(shown, cells)
            lines = {get_column_letter(column) + str(row): part.line for (row, column), part in cells.items()}
            for cell, condition in sheet_looks.doubts(shown, (shown[at] for at in lines)):
                at = f"{shown.title}!{cell.coordinate} {stored(cell.value)} [{condition}]"
                self._doubt(lines[cell.coordinate], "unseen-in-cell", at)
            for stretch in (sheet := _Sheet(cells, shown)).stretches():
                self._stretch(sheet, stretch)
        elif content := [c for c in shown._cells.values() if c.value is not None]:  # noqa: SLF001 - as below
            self.read.update((shown.title, cell.coordinate) for cell in content)
            text = " / ".join(stored(cell.value) for cell in content)
            self.made.note("hidden-sheet", 1, sheet=shown.title, text=text)

    def rest(self, texts: sheet_texts.Texts) -> None:
        """Note everything that was read nowhere: cells, and what stands outside them."""
        line = max(1, len(self.made.places))
        content = [
            f"{sheet}!{at} {text}" for (sheet, at), text in texts.cells.items() if (sheet, at) not in self.read
        ]
        if content:
            self.made.note("unread", line, text=" / ".join(content))
        for code, fields in sheet_texts.everything_else(texts):
            self.made.note(code, line, **fields)

    def _facts(self, first: Any) -> None:
        """Take the facts of a download, and note those that are the download's own."""
        added = []
        for (row, column), cell in sorted(first._cells.items()):  # noqa: SLF001 - as in _cells
            name = stored(first.cell(row, 1).value)
            if column <= _FACT_COLUMNS and round_trip.is_fact(name):
                self.read.add((first.title, cell.coordinate))
                if column == _FACT_COLUMNS and not round_trip.is_kept(name) and cell.value is not None:
                    added.append(f"{name} {stored(cell.value)}")
        if added:
            self.made.note("added-by-download", 1, text=" / ".join(added))

    def download(
        self, facts: Mapping[str, str], sheets: Sequence[tuple[Any, Any]], texts: sheet_texts.Texts
    ) -> Document:
        """Return a download of this plugin in the order of a report: title, text, tables, signature and date."""
        self.is_download = True
        (first, _), *others = sheets
        self._facts(first)
        place = self.made.place("cell", sheet=first.title, cell="B1")
        self.made.paragraph(facts["title"], place)
        for shown, _ in others:
            if round_trip.is_prose(shown.title):
                self._prose(shown, first.cell(1, 1).font.name)
        for shown, written in others:
            if not round_trip.is_prose(shown.title):
                start = len(self.made.pieces)
                self.sheet(shown, written)
                self._drop_lines(start)
        for key in ("signed_by", "signed"):
            self.made.paragraph(facts.get(key, ""), place)
        self.rest(texts)
        year = facts["year"]
        stated = int(year) if YEAR.fullmatch(year) else 0
        record = {key: facts[key] for key in round_trip.RECORD if key in facts}
        imprint = Imprint((), facts.get("published", ""), facts["id"], stated, record)
        return self.document(imprint)

    def _prose(self, shown: Any, heading: str) -> None:
        """Take in the text, a paragraph a row; headings are known by their font."""
        for (row, _), cell in sorted(shown._cells.items()):  # noqa: SLF001 - as in _cells
            if cell.value is None:
                continue
            self.read.add((shown.title, cell.coordinate))
            line = self.made.place("cell", sheet=shown.title, cell=f"A{row}")
            level = _HEADING if cell.font.name == heading else 0
            for part in stored(cell.value).split("\n"):
                self.made.paragraph(part, line, level)

    def _drop_lines(self, start: int) -> None:
        """Leave out what a download writes above and below a table."""
        for piece in [piece for piece in self.made.pieces[start:] if isinstance(piece, Paragraph)]:
            self.made.pieces.remove(piece)
            self.made.note("added-by-download", piece.line, text=piece.text)

    def document(self, imprint: Imprint | None = None) -> Document:
        """Return the whole file."""
        if self.formulas:
            self.made.note("formula", 1, count=self.formulas)
        if self.reshaped:
            shapes = {shape: at for at, shape in reversed(self.reshaped.items())}
            text = "; ".join(f"{at} [{shape}]" for shape, at in reversed(shapes.items()))
            self.made.note("number-format", 1, count=len(self.reshaped), text=text)
        return self.made.document(imprint)

    def _cells(self, shown: Any, written: Any) -> Iterator[tuple[_At, _Content]]:
        """Yield each filled cell by row and column; what is only formatted is not there."""
        # The public ways to walk a sheet visit every cell up to the last formatted one: a million rows.
        places = sorted(key for key, cell in written._cells.items() if cell.value is not None)  # noqa: SLF001
        for row, column in places:
            cell = shown.cell(row, column)
            line = self.made.place("cell", sheet=shown.title, cell=f"{get_column_letter(column)}{row}")
            text = self.made.whole(self._value(cell, written.cell(row, column), shown.title, line), line)
            if text.strip():
                yield (row, column), _Content(text, line)

    def _value(self, cell: Any, written: Any, sheet: str, line: int) -> str:
        """Return what a cell says, as stored.

        A formula says its saved result; one without is an open point, its text the formula. A number that its
        format shows otherwise than it is stored is counted for a note. In a download, the format says how a figure
        was filed.
        """
        if written.data_type == "f":
            self.formulas += 1
            if cell.value is None:
                formula = str(getattr(written.value, "text", None) or written.value)
                self.made.point("no-result", line, f"{sheet}!{cell.coordinate} {formula}")
                return formula
        if (sheet, cell.coordinate) in self.looks or (cell.font and (cell.font.strike or cell.font.vertAlign)):
            return self._as_shown(cell, sheet, line)
        if (number := hidden_number(cell)) is not None:
            self.made.note("number-as-date", line, text=f"{cell.number_format} {cell.value}", figure=number)
            return number
        text = stored(cell.value)
        if self.is_download and isinstance(cell.value, int | float):
            return round_trip.as_filed(cell.value, cell.number_format) or text
        if not self.is_download:
            self._look(cell, text, line)
        return text

    def _look(self, cell: Any, text: str, line: int) -> None:
        """Remember what is to be told of how a cell looks."""
        sheet = cell.parent
        at = f"{sheet.title}!{cell.coordinate} {text}"
        code, said = sheet_looks.otherwise(cell, cell.value, shows_zeros=sheet.sheet_view.showZeros is not False)
        if code == "number-format":
            self.reshaped[at] = cell.number_format
        elif code:
            self._doubt(line, code, f"{at} [{cell.number_format}] {said}")
        if cell.data_type in {"e", "b"} or sheet_looks.is_no_number(text):
            self._doubt(line, "no-number", at)
        if symbols.has_unknown(text) or sheet_looks.has_pictures(cell):
            self._doubt(line, "symbol-in-cell", at)
        if sheet_looks.is_unseen(cell):
            self._doubt(line, "unseen-in-cell", at)

    def _doubt(self, line: int, code: str, text: str) -> None:
        self.doubts.setdefault(line, []).append((code, text))

    def _as_shown(self, cell: Any, sheet: str, line: int) -> str:
        """Return what a cell says without its struck-out text, which becomes a note; raised digits stay raised."""
        runs = self.looks.get((sheet, cell.coordinate)) or [Run(stored(cell.value))]
        whole = Run("", bool(cell.font.strike), bool(cell.font.vertAlign and cell.font.vertAlign != "baseline"))
        gone = "".join(run.text for run in runs if run.is_struck or whole.is_struck)
        if gone.strip():
            self.made.note("struck-out", line, text=gone.strip())
        kept = [run for run in runs if not (run.is_struck or whole.is_struck)]
        seen = [run for run in kept if not colours.near(run.colour, sheet_looks.behind(cell))]
        if pale := "".join(run.text for run in kept if run not in seen).strip():
            self._doubt(line, "unseen-in-cell", f"{sheet}!{cell.coordinate} {pale}")
        shown = seen if any(run.text.strip() for run in seen) else kept
        return "".join(raised(run.text) if run.is_raised or whole.is_raised else run.text for run in shown)

    def _hidden(self, shown: Any, cells: Mapping[_At, _Content]) -> None:
        """Note what stands in rows and columns that are not seen; it is read all the same."""
        folded = sheet_looks.is_folded
        columns = [(d.min or 0, d.max or 0) for d in shown.column_dimensions.values() if folded(d)]
        rows = {row for row, _ in cells if row in shown.row_dimensions and folded(shown.row_dimensions[row])}
        content = [
            part
            for (row, column), part in cells.items()
            if row in rows or any(first <= column <= last for first, last in columns)
        ]
        if content:
            self.made.note("hidden-cells", content[0].line, text=" / ".join(part.text for part in content))

    def _stretch(self, sheet: _Sheet, rows: list[int]) -> None:
        """Take rows that stand together: as tables, with the lines of text between them as paragraphs."""
        tabular = [row for row in rows if len(sheet.filled(row)) > 1]
        first = min((sheet.filled(row)[0] for row in tabular), default=1)
        last = max((sheet.right_of(row) for row in tabular), default=0)
        table: list[int] = []
        for row in rows:
            if tabular and not sheet.is_line(row, first, last):
                table.append(row)
                continue
            self._table(sheet, table, first, last)
            table = []
            for column in sheet.filled(row):
                content = sheet.cells[row, column]
                self._take(content.line)
                for part in content.text.split("\n"):
                    self.made.paragraph(part, content.line)
        self._table(sheet, table, first, last)

    def _take(self, line: int) -> None:
        """Remember that the cell at a source place was read."""
        at = self.made.places[line].fields
        self.read.add((str(at["sheet"]), str(at["cell"])))
        for code, text in self.doubts.pop(line, ()):
            self.made.point(code, line, text)

    def _table(self, sheet: _Sheet, rows: list[int], first: int, last: int) -> None:
        """Take some rows as a table, from the first column any of them fills to the last one any reaches."""
        if rows:
            first = min([first, *(column for row in rows for column in sheet.filled(row))])
            last = max([last, *(sheet.right_of(row) for row in rows)])
            spans.refuse_more(len(rows) * (min(last - first, limits.WIDEST_SPAN) + 1))
            self.made.table([list(self._boxes(sheet, rows, at, first, last)) for at in range(len(rows))])

    def _boxes(self, sheet: _Sheet, rows: list[int], at: int, first: int, last: int) -> Iterator[spans.Box]:
        """Yield the cells of a row as boxes, merged ranges as spans, empty ones with a place of their own."""
        row = rows[at]
        columns = sheet.filled(row)
        line = sheet.cells[row, columns[0]].line if columns else max(1, len(self.made.places))
        for column in range(first, min(last, first + limits.WIDEST_SPAN) + 1):
            start = sheet.covered.get((row, column))
            if start and start[0] >= rows[0]:
                continue
            content = sheet.cells.get((row, column))
            own = (
                0
                if content
                else self.made.place("cell", sheet=sheet.title, cell=f"{get_column_letter(column)}{row}")
            )
            if content:
                self._take(content.line)
            elif self.has_picture(sheet.title, row, column):
                self.made.point("picture-in-cell", own, get_column_letter(column))
            content = content or _Content("", line)
            down, right = sheet.spans.get((row, column), (row, column))
            height = min(down, rows[-1]) - row + 1
            yield spans.Box(
                self.made.cell(content.text.split("\n"), content.line),
                content.line,
                height,
                min(right, last) - column + 1,
                column - first,
                content.text,
                own,
            )
