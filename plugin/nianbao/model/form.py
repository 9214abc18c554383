"""The blank statutory form: sections, tables, their grids, and the identities between cells.

A form is data (`data/kinds/<kind>/forms/*.yml`, or a site's own file). This module gives it shape, and refuses a
form whose spans do not tile a rectangle, whose labels can't be told apart or whose identities name cells that are
not there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from nianbao.model import kind as kinds
from nianbao.model.fault import Fault, as_fault
from nianbao.model.finding import Place, Refusal
from nianbao.model.identity import Identity, Sum, identities
from nianbao.model.kind import Kind
from nianbao.model.kind_data import Columns
from nianbao.model.labels import block, checked_key, in_both, items, number, only
from nianbao.model.normalisation import label_key, without_numeral, without_year
from nianbao.model.table import Row, Table
from nianbao.model.yamltext import DATA, Plain, mapping, package_data, text, texts, tree

NO_FORM: Final = "none"
_KEYS: Final = frozenset({"id", "name", "notice", "years", "sections", "tables", "identities"})
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


@dataclass(frozen=True, eq=False)
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
    def sums(self) -> Mapping[str, tuple[Sum, ...]]:
        """The identities by the rule that judges them, ready for the numbers of a report (`Report.whole`)."""
        by_rule: dict[str, tuple[Sum, ...]] = {}
        for identity in self.identities:
            by_rule[identity.rule] = (*by_rule.get(identity.rule, ()), identity.sum_of(self.places))
        return by_rule

    def rows_with(self, columns: Columns | None) -> tuple[tuple[Place, ...], ...]:
        """Return the cells of each row that has all of some columns, in the order of `columns.keys`."""
        if columns not in self._rows_with:
            table = self.tables.get(columns.table) if columns else None
            rows = table.of_row.items() if table and columns else ()
            self._rows_with[columns] = tuple(
                tuple(Place(columns.table, row, key) for key in columns.keys)
                for row, places in rows
                if columns and {place.column for place in places}.issuperset(columns.keys)
            )
        return self._rows_with[columns]

    @cached_property
    def _rows_with(self) -> dict[Columns | None, tuple[tuple[Place, ...], ...]]:
        """The rows that were asked for, by their columns."""
        return {}

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
        """Return the section a heading names by its words, whatever numerals and year lead and colon ends it."""
        key = label_key(heading).rstrip(":")
        while key not in self._section_names and (shorter := without_year(without_numeral(key))) != key:
            key = shorter
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
    def offers(self) -> frozenset[str]:
        """What the form and its kind have that a rule may ask for (`asks` in data/rules/<code>.yml).

        `sections`, `topics`, `amounts`, `claims` and `deadlines`, the roles of the kind by their names, and the
        codes of the rules that judge its identities.
        """
        roles = self.kind.roles
        has = {
            "sections": self.sections,
            "topics": any(section.topics for section in self.sections),
            "amounts": self.amounts,
            "claims": self.kind.claims,
            "deadlines": self.kind.deadlines,
            **{name: getattr(roles, name) for name in type(roles).__dataclass_fields__},
            **{identity.rule: True for identity in self.identities},
        }
        return frozenset(name for name, value in has.items() if value)

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

    Raises Refusal when the form does not hold together: `form-malformed` with the fault and its line.
    """
    try:
        only(data, _KEYS)
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
                for identity in identities(tree(item), tables)
            ),
            kind=kind or kinds.builtin(),
            is_added=is_added,
        )
    except (KeyError, ValueError) as error:
        fault = as_fault(error)
        raise Refusal("form-malformed", at=data.get("id", ""), line=fault.line, why=fault.sentence) from error


def _id(stated: Plain) -> str:
    """Return the id of a form. Raises Fault for what is no key, or says that a report has no form."""
    if stated == NO_FORM:
        raise Fault("form-none", stated, actual=NO_FORM)
    return checked_key(stated)


def _years(stated: Mapping[str, str]) -> tuple[int, int | None]:
    """Return the first and the last year of a form, None while it is in use; raises Fault for no span."""
    only(stated, ("from", "until"))
    since = number(stated["from"], _YEARS)
    until = number(stated["until"], _YEARS) if stated.get("until") else None
    if until is not None and until < since:
        raise Fault("years-backwards", stated["until"], since=since, until=until)
    return since, until


def _in_sections(tables: Iterable[Table], sections: tuple[Section, ...]) -> None:
    """Raise Fault for a table in a section that a form with sections doesn't have."""
    known = [section.key for section in sections]
    if known and (strays := [table for table in tables if table.section not in known]):
        table = strays[0]
        about = table.section or table.key
        raise Fault("table-section", about, table=table.key, section=table.section, known=known)


def _apart(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections. Raises Fault where two share a key or a label."""
    _refuse_twice([section.key for section in sections])
    _refuse_twice([section.label for section in sections])
    return sections


def _refuse_twice(names: Iterable[str]) -> None:
    """Raise Fault for the first name that has stood there before, compared as labels are."""
    seen: set[str] = set()
    for name in names:
        if label_key(name) in seen:
            raise Fault("twice", name, name=name)
        seen.add(label_key(name))


def _by_key(tables: list[Table]) -> Mapping[str, Table]:
    """Return tables by their keys.

    Raises Fault for a doubled or missing key or label or a table without rows or columns, Refusal where the grid
    has gaps or two labels share a name.
    """
    _refuse_twice([table.key for table in tables])
    if unnamed := [table for table in tables if not label_key(table.label)]:
        raise Fault("table-unnamed", unnamed[0].label, table=unnamed[0].key)
    _refuse_twice([table.label for table in tables])
    for table in tables:
        if not table.blocks or not all(block.columns and block.leaf_rows for block in table.blocks):
            raise Fault("no-rows", table.key, table=table.key)
        rows = [label for block in table.blocks for label in block.leaf_rows]
        columns = [label for block in table.blocks for label in block.leaf_columns]
        if keyless := [label for label in (*rows, *columns) if not (label.key or (label in rows and label.row))]:
            raise Fault("label-without-key", keyless[0].text, label=keyless[0].text)
        _refuse_twice([label.row or label.key for label in rows])
        _ = table.grid, table.row_names, table.column_names
    return {table.key: table for table in tables}


def _section(data: Mapping[str, Plain]) -> Section:
    """Return a section of a data file. Raises Fault for unknown keys and a topic without wording."""
    only(data, ("key", "label", "numeral", "aliases", "topics"))
    topics = tuple(texts(names) for names in items(data.get("topics", [])))
    if not all(topics):
        raise Fault("no-topic", data["topics"], section=text(data["key"]))
    return Section(
        checked_key(data["key"]),
        text(data["label"]),
        text(data["numeral"]),
        texts(data.get("aliases", "")),
        topics,
    )


def _table(data: Mapping[str, Plain]) -> Table:
    """Return a table of a data file; whether it holds together is looked at by `_by_key`."""
    only(data, ("key", "section", "label", "caption", "unit", "blocks"))
    return Table(
        checked_key(data["key"]),
        text(data.get("section", "")),
        text(data["label"]),
        text(data["caption"]),
        text(data["unit"]),
        tuple(block(tree(item)) for item in items(data["blocks"])),
    )


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


def overlap(forms: Iterable[Form]) -> tuple[int, tuple[str, ...]] | None:
    """Return a report year for which two forms of one kind are equally right, and their ids; None without one."""
    forms = tuple(forms)
    for year in sorted({form.since for form in forms} | {form.until + 1 for form in forms if form.until}):
        fitting = [form for form in forms if form.fits(year)]
        usual = [form for form in fitting if not form.is_added] or fitting
        if len(usual) > 1:
            return year, tuple(form.id for form in usual)
    return None


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
