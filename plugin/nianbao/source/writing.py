"""The text of a new source file: front matter with the figures, then the prose; or YAML alone.

What is written reads back as the same report. The order of keys is fixed: the same report gives the same text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType

from nianbao.model.cell import BLANK, Cell, Kind
from nianbao.model.finding import Place
from nianbao.model.form import NO_FORM, Form, Table, for_year
from nianbao.model.report import PREAMBLE, Correction, Derived, Narrative, Report, Review, Waiver
from nianbao.model.yamltext import escaped, paired, quote, quoted
from nianbao.source import record
from nianbao.source.keys import CHINESE, value_named
from nianbao.source.prose import heading_line
from nianbao.source.tables import AUTO

Comments = Mapping[str, tuple[str, ...]]


def write(
    report: Report,
    keys: str = "zh",
    forms: Mapping[str, Form] | None = None,
    comments: Comments = MappingProxyType({}),
) -> str:
    """Return a report as source text, with Chinese (`zh`) or English (`en`) keys.

    `forms` decides whether the form must be named: it is left out where it follows from the year. Rows that
    only the table's default covers are written as that default. `comments` are lines to put above lines of
    the front matter: by the English key of a fact or table, by `table/row`, or at the top (an empty key). A
    fact with a comment is written even where it says nothing.
    """
    lines = ["---", *_matter(report, _Names(keys), forms, comments), "---"]
    prose = "".join(_section(section, report.form) for section in report.sections)
    return "\n".join(lines) + "\n" + paired(prose)


def write_yaml(
    report: Report,
    keys: str = "zh",
    forms: Mapping[str, Form] | None = None,
    comments: Comments = MappingProxyType({}),
) -> str:
    """Return a report as a source in YAML alone, the prose by section.

    Parameters as of `write`. All sections have to be the form's: in this shape others can't be told apart.
    """
    names = _Names(keys)
    lines = [*_matter(report, names, forms, comments)]
    if report.sections:
        lines.append(f"{names.key('report', 'sections')}:")
    for section in report.sections:
        lines += _yaml_section(section, report.form, names)
    return "\n".join(lines) + "\n"


def _yaml_section(section: Narrative, form: Form | None, names: "_Names") -> Iterator[str]:
    """Yield the lines of one section: its text, or heading and text where the heading is not the official one."""
    official = next((item for item in form.sections if item.key == section.key), None) if form else None
    if official is None:
        name = names.key("values", section.key) if section.key else quote(section.heading)
        yield f"  {name}:{_text(section.markdown, '    ')}"
        return
    name = official.label if names.chinese else official.key
    if section.heading == official.heading:
        yield f"  {quote(name)}:{_text(section.markdown, '    ')}"
        return
    yield f"  {quote(name)}:"
    yield f"    {names.key('section', 'heading')}: {quote(section.heading)}"
    yield f"    {names.key('section', 'text')}:{_text(section.markdown, '      ')}"


def _matter(
    report: Report, names: "_Names", forms: Mapping[str, Form] | None, comments: Comments
) -> Iterator[str]:
    """Yield the lines of the front matter: comments at the top, facts, tables, waivers, corrections."""
    yield from _comments(comments, "")
    yield from _facts(report, names, forms, comments)
    for table in report.form.tables.values() if report.form else ():
        if table.key in report.tables:
            yield from _table(report, table, names, comments)
    yield from _list("waivers", report.waivers, names)
    yield from _corrections(report.corrections, names)


def _text(markdown: str, indent: str) -> str:
    """Return prose as the value behind a key: as a block where it is plain, else quoted; empty for none."""
    lines = markdown.split("\n")
    if not markdown:
        return ""
    if markdown[0].isspace() or not all(line.isprintable() for line in lines):
        return f" {quote(markdown)}"
    return " |-\n" + "\n".join(indent + line if line else "" for line in lines)


def path(report: Report, place: Place, keys: str = "zh") -> str:
    """Return the path by which prose quotes a cell of the report, in the language of its keys.

    By labels where they lead back to the cell, else by keys: `applications.new.total`.
    """
    form = report.form
    if form and keys == "zh":
        table = form.tables[place.table]
        labelled = f"{table.label}.{table.rows[place.row].label.name}.{table.column(place).name}"
        if form.find(labelled) == place:
            return labelled
    return ".".join(place)


class _Names:
    """The names of keys in the language of a file.

    `zh` writes the first Chinese name of data/keys.yml, `en` the key itself.
    """

    def __init__(self, keys: str) -> None:
        self.chinese = keys == "zh"

    def key(self, kind: str, key: str) -> str:
        """Return the name of a key; `kind` is the mapping it stands in, such as `report`."""
        return CHINESE()[kind][key] if self.chinese else key

    def row(self, table: Table, row: str) -> str:
        """Return the name of a row as a key of YAML: its label or its key."""
        return quote(table.rows[row].label.name) if self.chinese else row


def _comments(comments: Comments, key: str, indent: str = "") -> Iterator[str]:
    """Yield the comments above a key, each on one line."""
    yield from (f"{indent}# {escaped(' '.join(paired(comment).split()))}" for comment in comments.get(key, ()))


def _facts(report: Report, names: _Names, forms: Mapping[str, Form] | None, comments: Comments) -> Iterator[str]:
    # Of another kind the form is named always: an editor sees the file, not its name.
    """Yield the lines of the facts, those that say nothing left out unless they have a comment."""
    usual = for_year(forms or {}, report.year) if report.kind.is_default else None
    expected = usual.id if usual else NO_FORM if report.kind.is_default else ""
    facts = {
        "agency": report.agency,
        "year": str(report.year),
        "form": report.form_id if forms is None or report.form_id != expected else "",
        "title": report.title,
        "signed_by": report.signed_by,
        "signed": report.signed.isoformat() if report.signed else "",
        "published": report.published.isoformat() if report.published else "",
    }
    for key, value in (*facts.items(), *record.written(report.record)):
        yield from _comments(comments, key)
        if value or key in comments:
            yield f"{names.key('report', key)}: {_fact(value)}".rstrip()
    provenance = _flow("source", report.provenance, names)
    if provenance:
        yield f"{names.key('report', 'source')}: {provenance}"
    yield from _list("reviews", report.reviews, names)


def _fact(value: str | tuple[str, ...]) -> str:
    """Return what a fact says as a value of YAML: a text, or a list on one line."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(quote, value))}]"
    return quote(value) if value else ""


def _flow(kind: str, mapping: object, names: _Names) -> str:
    """Return a small mapping of YAML on one line, its empty fields left out; an empty text where all are."""
    known = CHINESE()[kind]
    values = [(field.name, getattr(mapping, field.name)) for field in fields(mapping) if field.name in known]  # type: ignore[arg-type]
    filled = [f"{names.key(kind, key)}: {quote(value)}" for key, value in values if value]
    return "{" + ", ".join(filled) + "}" if filled else ""


def _list(kind: str, items: tuple[Review | Waiver, ...], names: _Names) -> list[str]:
    """Return the lines of a list of small mappings; none for an empty list."""
    if not items:
        return []
    return [f"{names.key('report', kind)}:", *(f"  - {_flow(kind, item, names)}" for item in items)]


def _corrections(corrections: tuple[Correction, ...], names: _Names) -> Iterator[str]:
    """Yield the lines of corrections; a text before or after that is empty is left out."""
    if corrections:
        yield f"{names.key('report', 'corrections')}:"
    for item in corrections:
        facts = {
            "date": item.day.isoformat(),
            "at": item.at,
            "from": item.before,
            "to": item.after,
            "reason": item.reason,
        }
        filled = (f"{names.key('corrections', key)}: {quote(value)}" for key, value in facts.items() if value)
        yield f"  - {{{', '.join(filled)}}}"


def _table(report: Report, table: Table, names: _Names, comments: Comments) -> Iterator[str]:
    """Yield the lines of one table: its default, then each row the default does not cover.

    A row of one column, or of automatic figures alone, is one value; any other a list in the order of the
    columns.
    """
    yield from _comments(comments, table.key)
    yield f"{quote(table.label) if names.chinese else table.key}:"
    default = next(
        (
            f
            for place, f in report.figures.items()
            if place.table == table.key and not isinstance(f, Derived) and f.by_default
        ),
        None,
    )
    if default:
        yield f"  {names.key('table', 'default')}: {_scalar(default.cell)}"
    for row in table.rows.values():
        figures = [report.figures.get(Place(table.key, row.key, column.key)) for column in row.columns]
        if not any(figures) or (default is not None and figures[0] == default):
            continue
        values = [
            names.key("values", "auto") if isinstance(f, Derived) else _scalar(f.cell if f else BLANK)
            for f in figures
        ]
        alone = len(values) == 1 or all(isinstance(figure, Derived) for figure in figures)
        value = values[0] if alone else f"[{', '.join(values)}]"
        yield from _comments(comments, f"{table.key}/{row.key}", "  ")
        yield f"  {names.row(table, row.key)}: {value}"


def _scalar(cell: Cell) -> str:
    """Return a cell as a value: `~` for a blank, any other as filed.

    Text that would be the word `auto` is quoted.
    """
    if cell.kind is Kind.BLANK and not cell.raw:
        return "~"
    return quoted(cell.raw) if value_named(cell.raw) == AUTO else quote(cell.raw)


def _section(section: Narrative, form: Form | None) -> str:
    """Return a section as text; a heading whose words don't name it gets an id that does."""
    body = f"\n{section.markdown}\n" if section.markdown else ""
    if section.key == PREAMBLE:
        return body
    return f"\n{heading_line(section.heading, section.key, form)}\n{body}"
