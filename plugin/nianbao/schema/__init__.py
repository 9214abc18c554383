"""JSON Schema (2020-12) of source files and of the register, for editors: made from the forms and the key tables.

It accepts what the reader takes without a finding on keys and shapes, and rejects impossible counts. What takes
more than one value to judge is left to `nianbao check`. The cases are in tests/cases/schemas.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from nianbao.messages import Messages, applies
from nianbao.model.constants import constant
from nianbao.model.form import NO_FORM, Form, for_year, kinds_of
from nianbao.model.normalisation import HAN
from nianbao.model.register import DEADLINES, LONGEST_ID, PAGE_NAMES
from nianbao.model.report import PREAMBLE, UNPLACED
from nianbao.schema.builder import (
    NON_NULL,
    NULL,
    SCALAR,
    Key,
    Schema,
    SchemaBuilder,
    key_names,
    one_or_more,
    value_names,
)
from nianbao.schema.tables import table

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FIRST_YEAR, LAST_YEAR = 1900, 2099

_DAYS_OF_31, _DAYS_OF_30 = "(0?[13578]|1[02])-(0?[1-9]|[12]\\d|3[01])", "(0?[469]|11)-(0?[1-9]|[12]\\d|30)"
_DAY: Final = f"({_DAYS_OF_31}|{_DAYS_OF_30}|0?2-(0?[1-9]|[12]\\d))"
_ID: Final = constant(
    lambda: f"^(?!({'|'.join(sorted(PAGE_NAMES))})$)[a-z0-9{HAN()}][a-z0-9{HAN()}-]{{0,{LONGEST_ID - 1}}}$"
)


def of_form(form: Form, messages: Messages, rules: Iterable[str]) -> Schema:
    """Return the schema of reports on one form.

    `rules` are the codes of rules: editors show those that apply, with their titles, where a waiver names one.
    Descriptions are in the language of `messages` and the words of the form's kind; keys are accepted in both
    languages.
    """
    builder = SchemaBuilder(messages.of(form.kind))
    return _document(_report(form, builder, rules), builder, "schema-title")


def of_forms(forms: Mapping[str, Form], messages: Messages, rules: Iterable[str]) -> Schema:
    """Return the schema of reports on any of the forms: the one that is named, else the one of the year.

    `forms` are by id. A report that says it is on no form may have sections with any heading and no tables. The
    newest form is that of every report the conditions of the others don't fit.
    """
    builder = SchemaBuilder(messages)
    bodies = {
        form.id: builder.ref(form.id, _report(form, builder.of_kind(form.kind), rules)) for form in forms.values()
    }
    bodies[NO_FORM] = builder.ref(NO_FORM, _report(None, builder, rules))
    title = "schema-title" if len(kinds_of(forms)) == 1 else "schema-title-any"
    usual = for_year(forms, LAST_YEAR)
    conditions = {name: _on_form(name, forms) for name in bodies if usual is None or name != usual.id}
    choices: list[Schema] = [{"if": condition, "then": bodies[name]} for name, condition in conditions.items()]
    if usual:
        choices.append({"if": {"anyOf": [*conditions.values()]}, "else": bodies[usual.id]})
    return _document({"type": "object", "allOf": choices}, builder, title)


def of_register(messages: Messages) -> Schema:
    """Return the schema of agencies.yml: a list of agencies, each with id and name."""
    builder = SchemaBuilder(messages)
    kinds = [name for kind in DEADLINES for name in value_names(kind)]
    yes_or_no = [True, False, None, *(name for word in ("true", "false") for name in value_names(word))]
    names = {"anyOf": [{"type": "array", "items": SCALAR}, SCALAR]}
    value_schemas = {
        "id": NON_NULL | {"pattern": _ID()},
        "kind": {"enum": [*kinds, None]},
        "makes_regulations": {"enum": yes_or_no},
        "aliases": names,
        "predecessors": names,
        "deadline": SCALAR | {"pattern": f"^{_DAY}$"},
    }
    agency = builder.ref("agency", builder.record("agency", value_schemas, ("id", "name")))
    return _document({"anyOf": [{"type": "array", "items": agency}, NULL]}, builder, "schema-title-agencies")


def _document(schema: Schema, builder: SchemaBuilder, title: str) -> Schema:
    """Return a schema as a document of its own, with the definitions it refers to.

    `title` is the key of its title among the messages.
    """
    return {"$schema": DIALECT, "title": builder.messages.word(title), **schema, "$defs": builder.definitions}


def _report(form: Form | None, builder: SchemaBuilder, rules: Iterable[str]) -> Schema:
    """Return the schema of a report on a form, or (None) on none: its facts, prose and tables.

    Dates and years may be written as text or as YAML's own values. Editors suggest those of `rules` that
    apply for a waiver; any other text is left to `nianbao check`.
    """
    date = SCALAR | {"pattern": rf"^\d{{4}}-{_DAY}$"}
    number = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
    year = {"anyOf": [number, {"type": "string", "pattern": r"^(19|20)\d\d$"}]}
    usable = [code for code in rules if form is None or applies(code, form)]
    titles = [{"const": code, "description": builder.messages.rule(code).title} for code in usable]
    rule = {"anyOf": [{"oneOf": titles}, NON_NULL]}
    value_schemas: dict[str, Schema] = {
        "agency": NON_NULL,
        "year": year,
        "form": {"enum": [*([form.id] if form else value_names("none")), None]},
        "signed": date,
        "published": date,
        "written": date,
        "handed_in": one_or_more(date),
        "returned": one_or_more(date),
        "source": {"anyOf": [builder.record("source", {}), NULL]},
        "reviews": one_or_more(builder.ref("review", builder.record("reviews", {}))),
        "waivers": one_or_more(
            builder.ref("waiver", builder.record("waivers", {"rule": rule}, ("rule", "reason")))
        ),
        "corrections": one_or_more(
            builder.ref("correction", builder.record("corrections", {}, ("date", "at", "reason")))
        ),
        "sections": _sections(form, builder),
    }
    keys = builder.keys("report", value_schemas, ("agency", "year"))
    keys += [table(form, item, builder) for item in form.tables.values()] if form else []
    return builder.mapping(form.id if form else NO_FORM, keys) | {
        "description": _form_description(form, builder.messages)
    }


def _form_description(form: Form | None, messages: Messages) -> str:
    """Return what an editor shows of a form: name, number of the notice that issued it, first year."""
    if form is None:
        return messages.word("schema-no-form")
    fields = {"name": form.names[messages.language], "number": form.notice.get("number", ""), "since": form.since}
    return messages.word("schema-form", **fields)


def _sections(form: Form | None, builder: SchemaBuilder) -> Schema:
    """Return the schema of prose in the YAML shape; without a form any section may stand there.

    A section may be named by its label, key, heading or an alias, with or without its numeral.
    """
    text = {"anyOf": [builder.ref("section", builder.record("section", {})), SCALAR]}
    if form is None:
        return {"type": "object", "additionalProperties": text}
    headings: dict[str, tuple[str, tuple[str, ...]]] = {}
    for section in form.sections:
        numeral = section.heading.removesuffix(section.label)
        spellings = (
            section.label,
            section.key,
            section.heading,
            *section.aliases,
            *(numeral + n for n in section.aliases),
        )
        headings[section.key] = (section.heading, spellings)
    for key in (PREAMBLE, UNPLACED):
        headings[key] = (value_names(key)[0], tuple(value_names(key)))
    word = builder.messages.word
    keys = (
        Key(tuple(dict.fromkeys(spellings)), text | {"description": word("schema-section", heading=heading)})
        for heading, spellings in headings.values()
    )
    return builder.mapping(f"{form.id}.sections", keys)


def _on_form(name: str, forms: Mapping[str, Form]) -> Schema:
    """Return the condition that a report is on a form: it names it, or names none and is of one of its years."""
    spellings, years = key_names("report", "form"), key_names("report", "year")
    form_names = value_names("none") if name == NO_FORM else [name]
    # Only of the default kind the year says which form it is: others are named in the file.
    own_years = [
        year for year in range(FIRST_YEAR, LAST_YEAR + 1) if getattr(for_year(forms, year), "id", NO_FORM) == name
    ]
    names_form = _has_any(spellings, {"enum": form_names})
    if not own_years:
        return names_form
    of_year = _has_any(years, {"enum": [*own_years, *map(str, own_years)]})
    names_none = {"not": _has_any(spellings, {"not": {"enum": [None, ""]}})}
    return {"anyOf": [names_form, {"allOf": [names_none, of_year]}]}


def _has_any(spellings: Iterable[str], value: Schema) -> Schema:
    """Return the condition that one of these keys is there with such a value."""
    return {"anyOf": [{"required": [name], "properties": {name: value}} for name in spellings]}
