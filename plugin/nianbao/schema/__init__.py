"""JSON Schema (2020-12) of source files and of the register, for editors: made from the forms and the key tables.

It accepts what the reader takes without a remark on keys and shapes, and rejects counts that can't be. What takes
more than one value to judge is left to `nianbao check`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from nianbao.messages import Messages
from nianbao.model.constants import constant
from nianbao.model.form import NO_FORM, Form, for_year
from nianbao.model.normalisation import HAN
from nianbao.model.register import DEADLINES, LONGEST_ID, PAGE_NAMES
from nianbao.model.report import PREAMBLE, UNPLACED
from nianbao.schema.names import NOTHING, SCALAR, STATED, Key, Schema, Sheet, of_kind, one_or_more, values
from nianbao.schema.tables import table

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FIRST_YEAR, LAST_YEAR = 1900, 2099

_LONG, _SHORT = "(0?[13578]|1[02])-(0?[1-9]|[12]\\d|3[01])", "(0?[469]|11)-(0?[1-9]|[12]\\d|30)"
_DAY: Final = f"({_LONG}|{_SHORT}|0?2-(0?[1-9]|[12]\\d))"
_ID: Final = constant(
    lambda: f"^(?!({'|'.join(sorted(PAGE_NAMES))})$)[a-z0-9{HAN()}][a-z0-9{HAN()}-]{{0,{LONGEST_ID - 1}}}$"
)


def of_form(form: Form, messages: Messages, rules: Mapping[str, str]) -> Schema:
    """Return the schema of reports on one form. `rules` gives the title of each rule by its code."""
    sheet = Sheet(messages)
    return _headed(_report(form, sheet, rules), sheet, "schema-title")


def of_forms(forms: Mapping[str, Form], messages: Messages, rules: Mapping[str, str]) -> Schema:
    """Return the schema of reports on any of the forms: the one that is named, else the one of the year."""
    sheet = Sheet(messages)
    bodies = {form.id: sheet.ref(form.id, _report(form, sheet, rules)) for form in forms.values()}
    bodies[NO_FORM] = sheet.ref(NO_FORM, _report(None, sheet, rules))
    usual = for_year(forms, LAST_YEAR)
    conditions = {name: _is_on(name, forms) for name in bodies if usual is None or name != usual.id}
    choices: list[Schema] = [{"if": condition, "then": bodies[name]} for name, condition in conditions.items()]
    if usual:
        choices.append({"if": {"anyOf": [*conditions.values()]}, "else": bodies[usual.id]})
    return _headed({"type": "object", "allOf": choices}, sheet, "schema-title")


def of_register(messages: Messages) -> Schema:
    """Return the schema of agencies.yml."""
    sheet = Sheet(messages)
    kinds = [name for kind in DEADLINES for name in values(kind)]
    yes_or_no = [True, False, None, *(name for word in ("true", "false") for name in values(word))]
    names = {"anyOf": [{"type": "array", "items": SCALAR}, SCALAR]}
    given = {
        "id": STATED | {"pattern": _ID()},
        "kind": {"enum": [*kinds, None]},
        "makes_regulations": {"enum": yes_or_no},
        "aliases": names,
        "predecessors": names,
        "deadline": SCALAR | {"pattern": f"^{_DAY}$"},
    }
    agency = sheet.ref("agency", sheet.record("agency", given, ("id", "name")))
    return _headed({"anyOf": [{"type": "array", "items": agency}, NOTHING]}, sheet, "schema-title-agencies")


def _headed(schema: Schema, sheet: Sheet, title: str) -> Schema:
    return {"$schema": DIALECT, "title": sheet.messages.word(title), **schema, "$defs": sheet.definitions}


def _report(form: Form | None, sheet: Sheet, rules: Mapping[str, str]) -> Schema:
    date = SCALAR | {"pattern": rf"^\d{{4}}-{_DAY}$"}
    number = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
    year = {"anyOf": [number, {"type": "string", "pattern": r"^(19|20)\d\d$"}]}
    rule = {"anyOf": [{"oneOf": [{"const": c, "description": t} for c, t in rules.items()]}, STATED]}
    given: dict[str, Schema] = {
        "agency": STATED,
        "year": year,
        "form": {"enum": [*([form.id] if form else values("none")), None]},
        "signed": date,
        "published": date,
        "source": {"anyOf": [sheet.record("source", {}), NOTHING]},
        "reviews": one_or_more(sheet.ref("review", sheet.record("reviews", {}))),
        "waivers": one_or_more(sheet.ref("waiver", sheet.record("waivers", {"rule": rule}, ("rule", "reason")))),
        "corrections": one_or_more(
            sheet.ref("correction", sheet.record("corrections", {}, ("date", "at", "reason")))
        ),
        "sections": _sections(form, sheet),
    }
    keys = sheet.keys("report", given, ("agency", "year"))
    keys += [table(form, item, sheet) for item in form.tables.values()] if form else []
    return sheet.mapping(form.id if form else NO_FORM, keys) | {"description": _told(form, sheet.messages)}


def _told(form: Form | None, messages: Messages) -> str:
    if form is None:
        return messages.word("schema-no-form")
    names = {"name": form.names[messages.language], "number": form.notice.get("number", ""), "since": form.since}
    return messages.word("schema-form", **names)


def _sections(form: Form | None, sheet: Sheet) -> Schema:
    """Return the schema of prose in the YAML shape; without a form any section may stand there."""
    text = {"anyOf": [sheet.ref("section", sheet.record("section", {})), SCALAR]}
    if form is None:
        return {"type": "object", "additionalProperties": text}
    headings: dict[str, tuple[str, tuple[str, ...]]] = {}
    for section in form.sections:
        mark = section.heading.removesuffix(section.label)
        names = (
            section.label,
            section.key,
            section.heading,
            *section.aliases,
            *(mark + n for n in section.aliases),
        )
        headings[section.key] = (section.heading, names)
    for key in (PREAMBLE, UNPLACED):
        headings[key] = (values(key)[0], tuple(values(key)))
    word = sheet.messages.word
    keys = (
        Key(tuple(dict.fromkeys(names)), text | {"description": word("schema-section", heading=heading)})
        for heading, names in headings.values()
    )
    return sheet.mapping(f"{form.id}.sections", keys)


def _is_on(name: str, forms: Mapping[str, Form]) -> Schema:
    """Return the condition that a report is on a form: it names it, or names none and is of one of its years."""
    names, years = of_kind("report", "form"), of_kind("report", "year")
    writings = values("none") if name == NO_FORM else [name]
    # Only of the default kind the year says which form it is: others are named in the file.
    own = [
        year for year in range(FIRST_YEAR, LAST_YEAR + 1) if getattr(for_year(forms, year), "id", NO_FORM) == name
    ]
    stated = _has(names, {"enum": writings})
    if not own:
        return stated
    of_year = _has(years, {"enum": [*own, *map(str, own)]})
    unnamed = {"not": _has(names, {"not": {"enum": [None, ""]}})}
    return {"anyOf": [stated, {"allOf": [unnamed, of_year]}]}


def _has(names: Iterable[str], value: Schema) -> Schema:
    return {"anyOf": [{"required": [name], "properties": {name: value}} for name in names]}
