"""What last year's reports state about this year: applications carried over, documents in force."""

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
    """Return the values of the opening row by cell, as plain numbers, and the tasks that say where they come from.

    A cell is carried over where every report it comes from states a number; after a merger it is the sum. Nothing
    is carried over where a report is missing: the task then says which.
    """
    opening_role, closing_role = form.kind.roles.opening, form.kind.roles.closing
    table = form.tables.get(opening_role.table) if opening_role else None
    if (
        table is None
        or opening_role is None
        or closing_role is None
        or not {opening_role.row, closing_role.row} <= table.rows.keys()
    ):
        return {}, ()
    opening, closing = table.rows[opening_role.row], table.rows[closing_role.row]
    fields: dict[str, object] = {"row": opening.label.name, "closing": closing.label.name, "year": report.year - 1}
    task_place = f"{table.key}/{opening.key}"
    if missing := _missing_report(archive, report):
        return {}, (Task(missing.key, task_place, {**fields, **missing.fields}),)
    earlier = archive.earlier(report)
    sums = {
        place: _sum([item.cell(Place(table.key, closing.key, place.column)).value for item in earlier])
        for place in table.places
        if place.row == opening.key
    }
    carried_values = {place: f"{value:f}" for place, value in sums.items() if value is not None}
    fields |= {"file": earlier[0].file, "files": [item.file for item in earlier]}
    tasks = []
    if carried_values:
        tasks.append(Task("carried" if len(earlier) == 1 else "carried-sum", task_place, fields))
    if blank := [table.column(place).name for place in sums if place not in carried_values]:
        tasks.append(Task("carried-blank", task_place, fields | {"columns": blank}))
    return carried_values, tuple(tasks)


def _missing_report(archive: Archive, report: Report) -> Task | None:
    """Return a task that says why last year's figures can't be known; None if they can.

    The reasons: a report that can't be read, none at all, or that of one of several predecessors missing.
    """
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
    """Return the exact sum, or None if a value is missing."""
    numbers = [value for value in values if value is not None]
    return exact_sum(numbers) if numbers and len(numbers) == len(values) else None


def stocks(archive: Archive, report: Report, form: Form) -> Iterator[Task]:
    """Yield a task for each stock last year's report states; what it is at the end of this year nobody knows yet.

    Only where last year's report is the agency's own, alone, and on the same form. `items` are counts with the
    change in the year: their new value is expected to be the sum of both.
    """
    earlier = archive.earlier(report)
    comparable = len(earlier) == 1 and earlier[0].agency == report.agency and earlier[0].form_id == form.id
    for table in form.tables.values() if comparable else ():
        for row in table.rows.values():
            values = {
                column.key: earlier[0].cell(Place(table.key, row.key, column.key)).value for column in row.columns
            }
            task_place = f"{table.key}/{row.key}"
            stock, items = (
                _column_keys(columns, table) for columns in (form.kind.roles.stock, form.kind.roles.items)
            )
            previous, change = (values.get(key) for key in items) if items else (None, None)
            if stock and set(stock) <= values.keys() and values[stock[2]] is not None:
                place = Place(table.key, row.key, stock[2])
                yield Task("stock", task_place, {"place": place, "previous": values[stock[2]]})
            elif items and previous is not None and change is not None:
                place = Place(table.key, row.key, items[0])
                fields = {"place": place, "previous": previous, "change": change, "expected": previous + change}
                yield Task("items", task_place, fields)


def _column_keys(columns: Columns | None, table: Table) -> tuple[str, ...]:
    """Return the keys of the columns that have a role in a table; none where they stand in another."""
    return columns.keys if columns and columns.table == table.key else ()
