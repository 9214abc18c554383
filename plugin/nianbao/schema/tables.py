"""The statutory tables in a schema: rows as lists, mappings or single values, described by the form's labels."""

from collections.abc import Iterator, Mapping
from typing import Final

from nianbao.model.finding import Place
from nianbao.model.form import Form, Row, Table
from nianbao.model.labels import Label
from nianbao.model.normalisation import label_key
from nianbao.schema.builder import NULL, Key, Schema, SchemaBuilder, key_names, value_names

_CELL: Final[Schema] = {"type": ["number", "string", "null"]}
_NUMBERS: Final[dict[str, Schema]] = {"count": {"minimum": 0, "multipleOf": 1}, "amount": {}, "change": {}}


def table(form: Form, item: Table, builder: SchemaBuilder) -> Key:
    """Return the key of a table in a source, with its rows and the default for those left out."""
    default = _CELL | {
        "not": {"enum": value_names("auto")},
        "description": builder.messages.word("schema-table-default"),
    }
    keys = [_row(form, item, row, builder) for row in item.rows.values()]
    keys.append(Key(key_names("table", "default"), default))
    notice = form.notice["number"] or form.id
    description = builder.messages.word("schema-table", caption=item.caption, unit=item.unit, notice=notice)
    body = {"anyOf": [builder.mapping(f"{form.id}.{item.key}", keys), NULL], "description": description}
    return Key(tuple(dict.fromkeys((item.label, item.key))), body)


def _row(form: Form, item: Table, row: Row, builder: SchemaBuilder) -> Key:
    """Return the key of a row.

    Its value is a list of all cells, a mapping of some, or, in a table of one column, the cell alone. A row whose
    cells can all be derived may also be `auto`.
    """
    places = [Place(item.key, row.key, column.key) for column in row.columns]
    name = f"{form.id}.{item.key}.{row.key}"
    cells = [builder.ref(f"{name}.{place.column}", _cell(form, place, builder)) for place in places]
    columns = zip(row.columns, cells, strict=True)
    columns_as_keys = [
        Key(_names(column, _accepted(item.column_names[row.key], column.key)), cell) for column, cell in columns
    ]
    shapes = [_list(cells), builder.mapping(name, columns_as_keys)]
    shapes.append(cells[0] if len(cells) == 1 else NULL)
    if len(cells) > 1 and all(place in form.derivations for place in places):
        shapes.append({"enum": value_names("auto"), "description": builder.messages.word("schema-auto")})
    label, labels = row.label.text, [column.text for column in row.columns]
    told = {
        "description": builder.messages.word("schema-row", label=label, columns=labels),
        "markdownDescription": "\n\n".join(
            [
                f"**{label}**",
                "\n".join(f"{number}. {name}" for number, name in enumerate(labels, 1)),
                f"{item.caption} · `{row.key}`",
                *_sums(form, places, builder),
            ]
        ),
    }
    return Key(_names(row.label, _accepted(item.row_names, row.key), row.key), {"anyOf": shapes} | told)


def _sums(form: Form, places: list[Place], builder: SchemaBuilder) -> Iterator[str]:
    """Yield, once each, the legal basis on which cells of a row may be added up."""
    language = builder.messages.language
    bases = [identity.basis[language] for place in places for identity in form.derivations.get(place, ())]
    yield from (builder.messages.word("schema-sum", basis=basis) for basis in dict.fromkeys(bases))


def _accepted(names: Mapping[str, str], key: str) -> list[str]:
    """Return the spellings, as the reader compares them, that stand for a row or column."""
    return [name for name, named_key in names.items() if named_key == key]


def _names(head: Label, accepted: list[str], key: str = "") -> tuple[str, ...]:
    """Return the writings of a row or column: the usual one, the English key, and all others the reader knows."""
    written = [name for name in head.writings if label_key(name) in accepted]
    return tuple(dict.fromkeys((head.name, key or head.key, *written, *accepted)))


def _list(cells: list[Schema]) -> Schema:
    """Return the schema of a row written as a list: a value for each column, in their order."""
    # Editors that don't know `prefixItems` still see the length.
    return {"type": "array", "prefixItems": cells, "minItems": len(cells), "maxItems": len(cells)}


def _cell(form: Form, place: Place, builder: SchemaBuilder) -> Schema:
    """Return the schema of a cell: a number, nothing, or any text, which is kept as it is."""
    item, word = form.tables[place.table], builder.messages.word
    row, column = item.rows[place.row], item.column(place)
    measure = form.measure(place)
    told = word("schema-cell", row=row.label.text, column=column.text, unit=column.unit or item.unit)
    told = f"{told} {word(f'schema-{measure}')}"
    value = _CELL | _NUMBERS[measure]
    if identities := form.derivations.get(place):
        told = f"{told} {word('schema-sum', basis=identities[0].basis[builder.messages.language])}"
        value |= {"examples": value_names("auto")[:1]}
    else:
        value |= {"not": {"enum": value_names("auto")}}
    return value | {"description": told}
