"""What last year's reports say of this year's: applications carried over, documents in force."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from nianbao.archive import Archive
from nianbao.drafting.skeleton.task import Task
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Place
from nianbao.model.form import Form, Table
from nianbao.model.kind_data import Columns
from nianbao.model.report import Report


def carried_over(archive: Archive, report: Report, form: Form) -> tuple[Mapping[Place, str], tuple[Task, ...]]:
    """Return what each cell of the opening row takes over, as plain numbers, and what there is to say of it.

    A cell is taken over where every report it comes from states a number; after a merger it is the sum. Nothing
    is taken over where a report is missing.
    """
    first, last = form.kind.roles.opening, form.kind.roles.closing
    table = form.tables.get(first.table) if first else None
    if table is None or first is None or last is None or not {first.row, last.row} <= table.rows.keys():
        return {}, ()
    opening, closing = table.rows[first.row], table.rows[last.row]
    fields: dict[str, object] = {"row": opening.label.name, "closing": closing.label.name, "year": report.year - 1}
    at = f"{table.key}/{opening.key}"
    if gap := _gap(archive, report):
        return {}, (Task(gap.key, at, {**fields, **gap.fields}),)
    earlier = archive.earlier(report)
    sums = {
        place: _sum([item.cell(Place(table.key, closing.key, place.column)).value for item in earlier])
        for place in table.places
        if place.row == opening.key
    }
    known = {place: f"{value:f}" for place, value in sums.items() if value is not None}
    fields |= {"file": earlier[0].file, "files": [item.file for item in earlier]}
    tasks = []
    if known:
        tasks.append(Task("carried" if len(earlier) == 1 else "carried-sum", at, fields))
    if blank := [table.column(place).name for place in sums if place not in known]:
        tasks.append(Task("carried-blank", at, fields | {"columns": blank}))
    return known, tuple(tasks)


def _gap(archive: Archive, report: Report) -> Task | None:
    """Say why last year's figures can't be known, if they can't."""
    year = report.year - 1
    agency = archive.agency(report.agency)
    for name in (agency.id, *agency.predecessors):
        entry = archive.entry(name, year)
        if entry and entry.report is None:
            return Task("carried-unreadable", fields={"file": entry.file})
    if archive.before(report):
        return None
    missing = [name for name in agency.predecessors if archive.report(name, year) is None]
    if not agency.predecessors or len(missing) == len(agency.predecessors):
        return Task("carried-none", fields={"agency": agency.name})
    names = [archive.agency(name).name for name in missing]
    return Task("carried-predecessors", fields={"missing": names}) if missing else None


def _sum(values: list[Decimal | None]) -> Decimal | None:
    stated = [value for value in values if value is not None]
    return exact_sum(stated) if stated and len(stated) == len(values) else None


def stocks(archive: Archive, report: Report, form: Form) -> Iterator[Task]:
    """Yield what last year's report says of each stock; what it is at the end of this year nobody knows yet."""
    earlier = archive.earlier(report)
    alone = len(earlier) == 1 and earlier[0].agency == report.agency and earlier[0].form_id == form.id
    for table in form.tables.values() if alone else ():
        for row in table.rows.values():
            values = {
                column.key: earlier[0].cell(Place(table.key, row.key, column.key)).value for column in row.columns
            }
            at = f"{table.key}/{row.key}"
            stock, items = (_of(columns, table) for columns in (form.kind.roles.stock, form.kind.roles.items))
            previous, change = (values.get(key) for key in items) if items else (None, None)
            if stock and set(stock) <= values.keys() and values[stock[2]] is not None:
                place = Place(table.key, row.key, stock[2])
                yield Task("stock", at, {"place": place, "previous": values[stock[2]]})
            elif items and previous is not None and change is not None:
                place = Place(table.key, row.key, items[0])
                fields = {"place": place, "previous": previous, "change": change, "expected": previous + change}
                yield Task("items", at, fields)


def _of(columns: Columns | None, table: Table) -> tuple[str, ...]:
    """Return the keys of columns that play a role in a table; none where they stand in another."""
    return columns.keys if columns and columns.table == table.key else ()
