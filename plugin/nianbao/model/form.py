"""The blank statutory form: sections, tables, their grids, and the identities between cells.

A form is data (`data/kinds/<kind>/forms/*.yml`, or a site's own file). This module gives it shape, and refuses a
form whose spans do not tile a rectangle, whose labels can't be told apart or whose identities name cells that are
not there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from nianbao.model import kind as kinds
from nianbao.model.finding import Place, Refusal
from nianbao.model.kind import Kind
from nianbao.model.labels import block, checked_key, in_both, items, number
from nianbao.model.normalisation import label_key, without_numeral
from nianbao.model.table import Row, Table
from nianbao.model.yamltext import DATA, Plain, mapping, package_data, text, texts, tree

NO_FORM: Final = "none"
# The rules that judge what a form declares to add up: a balance, columns, rows, and groups of cases.
_SUMS: Final = frozenset({"SUM301", "SUM302", "SUM303", "SUM304"})
_YEARS: Final = range(1900, 2101)


@dataclass(frozen=True)
class Section:
    """One of the form's sections.

    `label` is the official heading without its `numeral`; `aliases` are other wordings reports use. `topics` are
    what its text is to cover, each as all the wordings that count.
    """

    key: str
    label: str
    numeral: str
    aliases: tuple[str, ...] = ()
    topics: tuple[tuple[str, ...], ...] = ()

    @property
    def heading(self) -> str:
        """The official heading, numeral and all."""
        return f"{self.numeral}\u3001{self.label}"


@dataclass(frozen=True)
class Identity:
    """An equation between cells: the sum of `left` equals the sum of `right`.

    `across` is the row or column key it is about. In a `balance` both sides are stated sums; otherwise the left
    side are parts and the right side is the stated total. `basis` is the legal source and `what` the parts' common
    name, both in two languages. `grouped` are the cells that stand in it as rows of a group it names.
    """

    rule: str
    table: str
    across: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    balance: bool
    firmness: str
    basis: Mapping[str, str]
    what: Mapping[str, str] = field(default_factory=dict)
    grouped: tuple[Place, ...] = ()

    @property
    def place(self) -> Place:
        """The cell a finding on it stands at: the first of a row it names itself, the right side first.

        A group has no cell of its own, and its first row is no more to blame than the others: it stands for the
        identity only where no other row is named.
        """
        cells = (*self.right, *self.left)
        return next((place for place in cells if place not in self.grouped), cells[0])

    @property
    def total(self) -> Place | None:
        """The one stated total, or None in a balance."""
        return self.right[0] if not self.balance and len(self.right) == 1 else None


@dataclass(frozen=True)
class Form:
    """A statutory form and the report years it is for (`until` None: still in use).

    It belongs to one kind of report. `is_added` says that a site added it to a kind that has forms already: then
    it is used where a source names it, and for years that none of these fits.
    """

    id: str
    names: Mapping[str, str]
    notice: Mapping[str, str]
    since: int
    until: int | None
    sections: tuple[Section, ...]
    tables: Mapping[str, Table]
    identities: tuple[Identity, ...]
    kind: Kind = field(default_factory=kinds.builtin, repr=False)
    is_added: bool = False

    def fits(self, year: int) -> bool:
        """Return whether the form was in use for a report year, both ends of its years included."""
        return self.since <= year and (self.until is None or year <= self.until)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every cell of the form in the official order."""
        return tuple(place for table in self.tables.values() for place in table.places)

    @cached_property
    def derivations(self) -> Mapping[Place, tuple[Identity, ...]]:
        """The identities that state a cell as a total: what an automatic figure can be added up from."""
        by_total: dict[Place, tuple[Identity, ...]] = {}
        for identity in self.identities:
            if identity.total:
                by_total[identity.total] = (*by_total.get(identity.total, ()), identity)
        return by_total

    @cached_property
    def by_section(self) -> Mapping[str, tuple[Table, ...]]:
        """The tables of each section, by its key, in the form's order."""
        tables_of: dict[str, tuple[Table, ...]] = {}
        for table in self.tables.values():
            tables_of[table.section] = (*tables_of.get(table.section, ()), table)
        return tables_of

    @cached_property
    def table_names(self) -> Mapping[str, str]:
        """Table key by every accepted name."""
        return {label_key(name): table.key for table in self.tables.values() for name in (table.key, table.label)}

    def section_of(self, heading: str) -> Section | None:
        """Return the section a heading names by its words, whatever numerals lead it; a colon may end it."""
        key = label_key(heading).rstrip(":")
        while key not in self._section_names and without_numeral(key) != key:
            key = without_numeral(key)
        return self._section_names.get(key)

    @cached_property
    def _section_names(self) -> Mapping[str, Section]:
        return {label_key(name): s for s in self.sections for name in (s.label, *s.aliases, s.key)}

    def find(self, path: str) -> Place | None:
        """Return the place named `table.row.column`, in any accepted names, or None.

        A slash may stand for the point. Used for places that people write: waivers, corrections, options.
        """
        parts = [label_key(part) for part in path.replace("/", ".").split(".")]
        if len(parts) != 3:  # noqa: PLR2004 - a table, a row, a column
            return None
        table = self.tables.get(self.table_names.get(parts[0], ""))
        row = table.row_names.get(parts[1]) if table else None
        column = table.column_names[row].get(parts[2]) if table and row else None
        return Place(table.key, row, column) if table and row and column else None

    def label(self, place: Place, separator: str = " \u00b7 ") -> str:
        """Return the official short wording of a place: table, row and, where there are several, column."""
        table = self.tables[place.table]
        row = table.rows[place.row]
        column = table.column(place)
        parts = [table.label, row.label.name]
        if len(row.columns) > 1:
            parts.append(column.name)
        return separator.join(parts)

    @cached_property
    def measures(self) -> Mapping[Place, str]:
        """What each cell measures: `count`, `amount` or `change`."""
        return {place: self.tables[place.table].column(place).measure for place in self.places}

    def measure(self, place: Place) -> str:
        """Return `count`, `amount` or `change`."""
        return self.measures[place]

    @cached_property
    def amounts(self) -> tuple[Place, ...]:
        """The cells that hold amounts of money, in the official order."""
        return tuple(place for place in self.places if self.measures[place] == "amount")

    @cached_property
    def headlines(self) -> tuple[Place, ...]:
        """The counts worth comparing over years, in the official order.

        They are the totals, and every count of a row that has no column `total`.
        """
        columns = {
            place: {c.key for c in self.tables[place.table].rows[place.row].columns} for place in self.places
        }
        return tuple(
            place
            for place in self.places
            if self.measures[place] == "count" and (place.column == "total" or "total" not in columns[place])
        )


# --- reading a form's data -------------------------------------------------------------------------------------


def from_data(data: Mapping[str, Plain], kind: Kind | None = None, *, is_added: bool = False) -> Form:
    """Return the form of a kind (the default one) that a data file describes.

    Raises Refusal when the form does not hold together.
    """
    try:
        sections = tuple(_section(tree(item)) for item in items(data.get("sections", [])))
        tables = _by_key([_table(tree(item)) for item in items(data["tables"])])
        _in_sections(tables.values(), sections)
        since, until = _years(mapping(data["years"]))
        return Form(
            id=_id(data["id"]),
            names=in_both(data["name"]),
            notice={"number": "", "title": "", **mapping(data.get("notice", ""))},
            since=since,
            until=until,
            sections=_apart(sections),
            tables=tables,
            identities=tuple(
                identity
                for item in items(data.get("identities", []))
                for identity in _identities(tree(item), tables)
            ),
            kind=kind or kinds.builtin(),
            is_added=is_added,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refusal("form-malformed", form=str(data.get("id", "?")), detail=str(error)) from error


def _id(stated: Plain) -> str:
    """Return the id of a form. Raises ValueError for what is no key, or says that a report has no form."""
    if stated == NO_FORM:
        raise ValueError(f"{NO_FORM!r} is the id of no form")
    return checked_key(stated)


def _years(stated: Mapping[str, str]) -> tuple[int, int | None]:
    """Return the first and the last year of a form, None while it is in use; raises ValueError for no span."""
    since = number(stated["from"], _YEARS)
    until = number(stated["until"], _YEARS) if stated.get("until") else None
    if until is not None and until < since:
        raise ValueError(f"years end in {until}, before they begin in {since}")
    return since, until


def _in_sections(tables: Iterable[Table], sections: tuple[Section, ...]) -> None:
    """Raise ValueError for a table in a section that a form with sections doesn't have."""
    known = {section.key for section in sections}
    if known and (strays := [table.key for table in tables if table.section not in known]):
        raise ValueError(f"table {strays[0]!r} stands in a section that is not there")


def _apart(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections. Raises ValueError where two share a key or a label."""
    for name in ("key", "label"):
        names = [label_key(getattr(section, name)) for section in sections]
        if len(set(names)) < len(names):
            raise ValueError(f"two sections have the same {name}")
    return sections


def _by_key(tables: list[Table]) -> Mapping[str, Table]:
    """Return tables by their keys.

    Raises ValueError for a doubled or missing key or a table without rows or columns, Refusal where the grid has
    gaps or two labels share a name.
    """
    by_key = {table.key: table for table in tables}
    if len(by_key) != len(tables):
        raise ValueError("two tables have the same key")
    if not all(named := [label_key(table.label) for table in tables]) or len({*named}) < len(named):
        raise ValueError("two tables have the same label, or one has none")
    for table in tables:
        labels = [(label.row or label.key, label) for block in table.blocks for label in block.leaf_rows]
        labels += [(label.key, label) for block in table.blocks for label in block.leaf_columns]
        if unnamed := [label.text for key, label in labels if not key]:
            raise ValueError(f"no key for {unnamed[0]!r}")
        if len(table.rows) != sum(len(block.leaf_rows) for block in table.blocks):
            raise ValueError(f"two rows of {table.key!r} have the same key")
        if not table.rows or not all(block.columns for block in table.blocks):
            raise ValueError(f"no rows or no columns in {table.key!r}")
        _ = table.grid, table.row_names, table.column_names
    return by_key


def _section(data: Mapping[str, Plain]) -> Section:
    """Return a section of a data file. Raises ValueError for a topic without wording."""
    topics = tuple(texts(names) for names in items(data.get("topics", [])))
    if not all(topics):
        raise ValueError(f"a topic of {text(data['key'])!r} has no wording")
    return Section(
        checked_key(data["key"]),
        text(data["label"]),
        text(data["numeral"]),
        texts(data.get("aliases", "")),
        topics,
    )


def _table(data: Mapping[str, Plain]) -> Table:
    """Return a table of a data file; whether it holds together is looked at by `_by_key`."""
    return Table(
        checked_key(data["key"]),
        text(data.get("section", "")),
        text(data["label"]),
        text(data["caption"]),
        text(data["unit"]),
        tuple(block(tree(item)) for item in items(data["blocks"])),
    )


def _identities(data: Mapping[str, Plain], tables: Mapping[str, Table]) -> Iterator[Identity]:
    """Yield one declared identity once for every row or column it holds in.

    `each: row` makes the sides columns, `each: column` makes them rows, where a group stands for all below it;
    `only` names the rows or columns it is limited to. Raises ValueError for a rule that judges no sums, Refusal
    for a cell the table lacks.
    """
    table = tables[text(data["table"])]
    basis = tree(data["basis"])
    if text(data["each"]) not in {"row", "column"} or not all(texts(data[side]) for side in ("left", "right")):
        raise ValueError(f"an identity of {table.key!r} needs each: row or column, and cells on both sides")
    if text(data["rule"]) not in _SUMS:
        raise ValueError(f"{text(data['rule'])!r} is none of the rules for sums: {sorted(_SUMS)}")
    by_row = text(data["each"]) == "row"
    first = next(iter(table.rows.values()))
    sides = [_spelled(table, texts(data[side]), by_row=by_row) for side in ("left", "right")]
    grouped = {row for side in ("left", "right") for key in texts(data[side]) for row in table.groups.get(key, ())}
    every = [*table.rows] if by_row else [column.key for column in first.columns]
    only = texts(data.get("only", "")) or every
    for across in only:
        left, right = (
            tuple(Place(table.key, across, key) if by_row else Place(table.key, key, across) for key in keys)
            for keys in sides
        )
        if missing := [place for place in (*left, *right) if place not in table.places]:
            raise Refusal("form-identity-names-no-cell", table=table.key, place=str(missing[0]))
        yield Identity(
            text(data["rule"]),
            table.key,
            across,
            left,
            right,
            text(data.get("balance", "false")) == "true",
            text(basis["firmness"]),
            in_both(basis["text"]),
            in_both(data["what"]) if data.get("what") else {},
            () if by_row else tuple(cell for cell in (*left, *right) if cell.row in grouped),
        )


def _spelled(table: Table, keys: tuple[str, ...], *, by_row: bool) -> tuple[str, ...]:
    """Return row keys with each group of the stub replaced by the rows below it; column keys as they are."""
    return keys if by_row else tuple(leaf for key in keys for leaf in table.groups.get(key, (key,)))


@lru_cache(maxsize=1)
def builtin() -> Mapping[str, Form]:
    """Return the forms that come with the package, by id: those of the default kind first, the oldest first."""
    ordered: list[Form] = []
    for id_ in kinds.builtin_ids():
        names = sorted(path.name for path in (DATA / "kinds" / id_ / "forms").iterdir() if path.suffix == ".yml")
        forms = [from_data(package_data(f"kinds/{id_}/forms/{name}"), kinds.builtin(id_)) for name in names]
        ordered += sorted(forms, key=lambda form: form.since)
    return {form.id: form for form in ordered}


def kinds_of(forms: Mapping[str, Form]) -> Mapping[str, Kind]:
    """Return the kinds that have forms, by id; the default one is always there, and first."""
    default = kinds.builtin()
    return {default.id: default, **{form.kind.id: form.kind for form in forms.values()}}


def of_kind(forms: Mapping[str, Form], kind: str = kinds.DEFAULT) -> Mapping[str, Form]:
    """Return the forms of one kind."""
    return {id_: form for id_, form in forms.items() if form.kind.id == kind}


def for_year(forms: Mapping[str, Form], year: int, kind: str = kinds.DEFAULT) -> Form | None:
    """Return a kind's form in use for a report year: the latest one that fits, or None before there was any.

    A form that a site added to a kind with forms of its own comes last.
    """
    fitting = [form for form in of_kind(forms, kind).values() if form.fits(year)]
    return min(fitting, key=lambda form: (form.is_added, -form.since), default=None)


__all__ = [
    "NO_FORM",
    "Form",
    "Identity",
    "Row",
    "Section",
    "Table",
    "builtin",
    "for_year",
    "from_data",
    "kinds_of",
    "of_kind",
]
