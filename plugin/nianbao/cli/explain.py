"""`nianbao rules` and `nianbao forms`: explain a rule, print a form."""

from collections.abc import Iterator
from pathlib import Path

import click

from nianbao.messages import Messages, rule_codes
from nianbao.model.finding import Refusal
from nianbao.model.form import Form
from nianbao.site_forms import forms_of


@click.command()
@click.argument("code", required=False)
@click.pass_obj
def rules(messages: Messages, code: str | None) -> int:
    """List the rules, or explain one: statement, reason, remedy and legal basis.

    Codes may be written in small letters. Raises Refusal for an unknown one.
    """
    if code is None:
        for each in rule_codes():
            text = messages.rule(each)
            click.echo(f"{text.code}  {messages.word(f'severity-{text.severity}')}  {text.title}  {text.name}")
        return 0
    if code.upper() not in rule_codes():
        raise Refusal("no-rule", code=code)
    text = messages.rule(code.upper())
    click.echo(f"{text.code} {text.name}  {messages.word(f'severity-{text.severity}')}\n{text.title}\n")
    for key, value in (("statement", text.statement), ("reason", text.reason), ("remedy", text.remedy)):
        click.echo(f"{messages.word(f'rule-{key}')}  {value}")
    click.echo(f"{messages.word('rule-basis')}  {text.basis}  [{messages.word(f'firmness-{text.firmness}')}]")
    return 0


@click.command()
@click.argument("form", required=False)
@click.option("--reports", "directory", type=click.Path(path_type=Path), default=Path("reports"))
@click.pass_obj
def forms(messages: Messages, form: str | None, *, directory: Path) -> int:
    """List the forms, or print one: its sections, tables, rows and columns with all their keys.

    Those of a site's own are among them, each with its kind where that isn't the default one.
    """
    known = forms_of(directory)
    if form is None:
        for item in known.values():
            until = item.until or ""
            entry = f"{item.id}  {item.since}-{until}  {item.names[messages.language]}  {item.notice['number']}"
            click.echo(entry if item.kind.is_default else f"{entry.rstrip()}  [{item.kind.id}]")
        return 0
    if form not in known:
        raise Refusal("no-form", form=form, known=list(known))
    click.echo("\n".join(_form(known[form], messages)))
    return 0


def _form(form: Form, messages: Messages) -> Iterator[str]:
    """Yield the lines that describe a form: its notice, sections, tables, rows and columns with all their keys.

    A row's line has its label, its key and its short name; the next one its columns.
    """
    yield f"{form.id}  {form.names[messages.language]}"
    yield f"{form.notice['number']}  {form.notice['title']}"
    yield ""
    for section in form.sections:
        yield f"{section.heading}  ({section.key})"
    for table in form.tables.values():
        yield f"\n{table.label}  ({table.key})  {table.caption}  {table.unit}"
        for row in table.rows.values():
            yield f"  {row.label.text}  ({row.key}, {row.label.name})"
            yield "      " + "  ".join(f"{column.name} ({column.key})" for column in row.columns)
