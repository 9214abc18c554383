"""Records -> figures: which of a row's cells are the form's places, decided by evidence and never by guessing.

A row whose cells can be read in more than one way is not filled in: it becomes an open point, its text is kept.
"""

from dataclasses import dataclass, field

from nianbao.importers.document import ImportNote
from nianbao.importers.draft import OpenPoint
from nianbao.importers.recognition import figures
from nianbao.importers.recognition.boxheads import Boxheads
from nianbao.importers.recognition.collected import Collected, Record
from nianbao.importers.recognition.evidence import Evidence, Read, filled_in, have_slid
from nianbao.importers.recognition.tables import row_keys
from nianbao.model import cell
from nianbao.model.finding import Place
from nianbao.model.form import Form, Table
from nianbao.model.normalisation import label_key
from nianbao.model.report import Filed
from nianbao.source.receipt import Origin, normalisations


@dataclass
class Reading:
    """Figures by place, and what was left out of them: notes, open points, text to keep, and of which rows."""

    figures: dict[Place, Filed] = field(default_factory=dict)
    origins: dict[Place, Origin] = field(default_factory=dict)
    notes: list[ImportNote] = field(default_factory=list)
    open: list[OpenPoint] = field(default_factory=list)
    unplaced: list[tuple[int, str]] = field(default_factory=list)
    left_out: set[tuple[str, str]] = field(default_factory=set)

    def set_aside(self, record: Record, why: str) -> None:
        """Keep the text of a row that is none of the form's, with a note."""
        self.notes.append(ImportNote(why, record.line, {"text": record.text}))
        self.unplaced.append((record.line, record.text))

    def leave_out(self, table: Table, record: Record, what: str) -> None:
        """List a row as open, with its official label if it is worded otherwise, and keep its text."""
        official = table.rows[record.row].label.text if record.row else ""
        joint = " " if record.tail else " | "
        named = f"{joint}[{official}]" if label_key(official) != label_key(record.label) else ""
        self.open.append(OpenPoint(what, record.line, record.text + named))
        self.left_out.add((table.key, record.row))
        self.unplaced.append((record.line, record.text))


def read_places(form: Form, collected: Collected) -> Reading:
    """Return the figures of all records, with what was left out of the form's places and why."""
    reading = Reading()
    headed = collected.headed(row_keys(form))
    is_slid = any(
        have_slid(table, [record for record in collected.records if record.table == key])
        for key, table in form.tables.items()
    )
    for table in form.tables.values():
        records = [record for record in collected.records if record.table == table.key]
        if not any(block.rows for block in table.blocks):
            records = _whole(records, table, reading)
        else:
            records = _under_a_boxhead(collected, records, headed, reading)
        _read_table(table, records, Boxheads(table, collected.headers, records), reading, is_slid=is_slid)
    for record in collected.sums:
        reading.set_aside(record, "group-sum")
    return reading


def _under_a_boxhead(
    collected: Collected, records: list[Record], headed: set[int], reading: Reading
) -> list[Record]:
    """Of rows that stand in more than one section, keep those below labels of their columns, if any do."""
    sections: dict[str, set[int]] = {}
    for record in records:
        if record.item in headed:
            sections.setdefault(record.row, set()).add(collected.section_of(record.item))
    kept = []
    for record in records:
        if record.row in sections and collected.section_of(record.item) not in sections[record.row]:
            reading.set_aside(record, "other-row")
        else:
            kept.append(record)
    return kept


def _whole(records: list[Record], table: Table, reading: Reading) -> list[Record]:
    """Return the rows with a cell for each place of a table without a stub; if there are none, all filled rows.

    A row is as whole with a blank for a place as with a figure; a row of blanks or dashes alone counts only by
    itself.
    """
    places = len(table.places)
    filled = [record for record in records if filled_in(record.tail)]
    whole = [r for r in filled if places in {len(r.tail), len(filled_in(r.tail))}]
    with_figures = [r for r in whole if any(cell.read(part.text).is_number for part in r.tail)]
    whole = with_figures or whole
    for record in filled:
        if whole and record not in whole:
            reading.set_aside(record, "other-row")
    return whole or filled or [r for r in records if len(r.tail) == places][-1:]


def _read_table(
    table: Table, records: list[Record], boxheads: Boxheads, reading: Reading, *, is_slid: bool
) -> None:
    """Read the records of one table into its places, or leave them out as open points."""
    evidence = Evidence.of(table, records, boxheads, is_slid=is_slid)
    with_cells = {record.row for record in records if record.tail}
    by_row: dict[str, list[tuple[Record, Read]]] = {}
    doubtful: set[str] = set()
    for record in records:
        if record.row in with_cells and not record.tail:
            # The label of a row that also stands above it as a heading.
            continue
        what, read = _judged(record, evidence)
        if read is None:
            reading.leave_out(table, record, what)
            doubtful.add(record.row)
            continue
        if any(part.missing for part in read.cells):
            reading.notes.append(ImportNote("short-row", record.line, {"text": record.text}))
        if read.rest:
            text = " | ".join(part.text for part in read.rest)
            reading.notes.append(ImportNote("other-column", record.line, {"text": text}))
            reading.unplaced.append((record.line, text))
        by_row.setdefault(record.row, []).append((record, read))
    for row, claims in by_row.items():
        if row in doubtful:
            for record, _ in claims:
                reading.leave_out(table, record, "row-twice")
        else:
            _place(table, row, claims, reading)


def _judged(record: Record, evidence: Evidence) -> tuple[str, Read | None]:
    """Return what is open about a record, or how its cells are read."""
    if record.is_divided or (record.is_foreign and not evidence.boxheads.adds_up):
        return "foreign-boxhead", None
    if record.is_displaced:
        return "figures-elsewhere", None
    if not record.tail:
        return "row-without-figures", None
    read = evidence.read(record)
    is_ordered = evidence.boxheads.order(record) is not None
    return "ambiguous-row" if is_ordered else "columns-in-other-order", read


def _place(table: Table, row: str, claims: list[tuple[Record, Read]], reading: Reading) -> None:
    """File a row's figures; a row that stands twice is filed only if both say the same.

    `claims` are its records, each with its cells in the order of the form's columns.
    """
    (record, read), *others = claims
    for other, same in others:
        if [part.text for part in same.cells] != [part.text for part in read.cells]:
            for each, _ in claims:
                reading.leave_out(table, each, "row-twice")
            return
        reading.notes.append(ImportNote("row-repeated", other.line, {"text": other.text}))
    places = [p for p in table.places if p.row == row] if row else list(table.places)
    for place, part in zip(places, read.cells, strict=True):
        value = figures.Value(part.text) if part.doubt else figures.understood(part.text)
        line, raw = part.own or part.line, part.raw or part.text
        if value.is_open or part.doubt:
            reading.open.append(OpenPoint(part.doubt or value.code, line, f"{record.label} | {raw}"))
        elif value.code:
            reading.notes.append(ImportNote(value.code, line, {"text": raw, "figure": value.text}))
        reading.figures[place] = Filed(cell.read(value.text), 1, 1)
        changed = normalisations(raw, value.text, part.missing)
        reading.origins[place] = Origin(line, raw, record.label, changed, why=read.why)
