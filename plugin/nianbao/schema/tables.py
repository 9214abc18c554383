"""The statutory tables in a schema: rows as lists, mappings or single values, with the form's labels to read."""

from collections.abc import Iterator, Mapping
from typing import Final

from nianbao.model.finding import Place
from nianbao.model.form import Form, Row, Table
from nianbao.model.labels import Label
from nianbao.model.normalisation import label_key
from nianbao.schema.names import NOTHING, Key, Schema, Sheet, of_kind, values

_CELL: Final[Schema] = {"type": ["number", "string", "null"]}
_NUMBERS: Final[dict[str, Schema]] = {"count": {"minimum": 0, "multipleOf": 1}, "amount": {}, "change": {}}


def table(form: Form, item: Table, sheet: Sheet) -> Key:
    """Return the key of a table in a source."""
    default = _CELL | {
        "not": {"enum": values("auto")},
        "description": sheet.messages.word("schema-table-default"),
    }
    keys = [_row(form, item, row, sheet) for row in item.rows.values()]
    keys.append(Key(of_kind("table", "default"), default))
    notice = form.notice["number"] or form.id
    told = sheet.messages.word("schema-table", caption=item.caption, unit=item.unit, notice=notice)
    body = {"anyOf": [sheet.mapping(f"{form.id}.{item.key}", keys), NOTHING], "description": told}
    return Key(tuple(dict.fromkeys((item.label, item.key))), body)


def _row(form: Form, item: Table, row: Row, sheet: Sheet) -> Key:
    places = [Place(item.key, row.key, column.key) for column in row.columns]
    name = f"{form.id}.{item.key}.{row.key}"
    cells = [sheet.ref(f"{name}.{place.column}", _cell(form, place, sheet)) for place in places]
    columns = zip(row.columns, cells, strict=True)
    named = [
        Key(_names(column, _accepted(item.column_names[row.key], column.key)), cell) for column, cell in columns
    ]
    shapes = [_list(cells), sheet.mapping(name, named)]
    shapes.append(cells[0] if len(cells) == 1 else NOTHING)
    if len(cells) > 1 and all(place in form.derivations for place in places):
        shapes.append({"enum": values("auto"), "description": sheet.messages.word("schema-auto")})
    label, labels = row.label.text, [column.text for column in row.columns]
    told = {
        "description": sheet.messages.word("schema-row", label=label, columns=labels),
        "markdownDescription": "\n\n".join(
            [
                f"**{label}**",
                "\n".join(f"{number}. {name}" for number, name in enumerate(labels, 1)),
                f"{item.caption} · `{row.key}`",
                *_sums(form, places, sheet),
            ]
        ),
    }
    return Key(_names(row.label, _accepted(item.row_names, row.key), row.key), {"anyOf": shapes} | told)


def _sums(form: Form, places: list[Place], sheet: Sheet) -> Iterator[str]:
    """Yield, once each, on what basis cells of a row may be added up."""
    language = sheet.messages.language
    found = [identity.basis[language] for place in places for identity in form.derivations.get(place, ())]
    yield from (sheet.messages.word("schema-sum", basis=basis) for basis in dict.fromkeys(found))


def _accepted(names: Mapping[str, str], key: str) -> list[str]:
    return [name for name, named in names.items() if named == key]


def _names(head: Label, accepted: list[str], key: str = "") -> tuple[str, ...]:
    """Return the writings of a row or column: the usual one, the English key, and all others the reader knows."""
    written = [name for name in head.writings if label_key(name) in accepted]
    return tuple(dict.fromkeys((head.name, key or head.key, *written, *accepted)))


def _list(cells: list[Schema]) -> Schema:
    # Editors that don't know `prefixItems` still see the length.
    return {"type": "array", "prefixItems": cells, "minItems": len(cells), "maxItems": len(cells)}


def _cell(form: Form, place: Place, sheet: Sheet) -> Schema:
    """Return the schema of a cell: a number, nothing, or any text, which is kept as it is."""
    item, word = form.tables[place.table], sheet.messages.word
    row, column = item.rows[place.row], item.column(place)
    measure = form.measure(place)
    told = word("schema-cell", row=row.label.text, column=column.text, unit=column.unit or item.unit)
    told = f"{told} {word(f'schema-{measure}')}"
    value = _CELL | _NUMBERS[measure]
    if identities := form.derivations.get(place):
        told = f"{told} {word('schema-sum', basis=identities[0].basis[sheet.messages.language])}"
        value |= {"examples": values("auto")[:1]}
    else:
        value |= {"not": {"enum": values("auto")}}
    return value | {"description": told}
