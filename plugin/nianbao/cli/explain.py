"""`nianbao rules` and `nianbao forms`: explain a rule, print a form."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final
from unicodedata import east_asian_width

import click

from nianbao.messages import Messages, rule_codes
from nianbao.model.finding import Refusal
from nianbao.model.form import Form
from nianbao.model.labels import Block, Label
from nianbao.site_forms import forms_of

_INDENT: Final = "  "
# Keys of longer labels don't stand below the others'.
_WIDEST: Final = 48


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
            kind = "" if item.kind.is_default else f"[{item.kind.id}]"
            name = item.names[messages.language]
            click.echo(_line(item.id, f"{item.since}-{until}", name, item.notice["number"], kind))
        return 0
    if form not in known:
        raise Refusal("no-form", form=form, known=list(known))
    click.echo("\n".join(_form(known[form], messages)))
    return 0


def _form(form: Form, messages: Messages) -> Iterator[str]:
    """Yield the lines that describe a form: its notice, sections, tables, and all labels of these with their keys.

    Labels of boxhead and stub are indented as they stand below one another, groups included.
    """
    yield _line(form.id, form.names[messages.language])
    if notice := _line(form.notice["number"], form.notice["title"]):
        yield notice
    if form.sections:
        yield ""
    for section in form.sections:
        yield _line(section.heading, f"({section.key})")
    for table in form.tables.values():
        yield ""
        yield _line(table.label, f"({table.key})", table.caption, table.unit)
        labels = [entry for block in table.blocks for entry in _labels(block, messages)]
        widths = [min(max(_width(entry[at]) for entry in labels), _WIDEST) for at in range(2)]
        for text, key, short in labels:
            yield _line(_padded(text, widths[0]), _padded(key, widths[1]) if short else key, short)


def _labels(block: Block, messages: Messages) -> Iterator[tuple[str, str, str]]:
    """Yield labels of a block from its bar down: the indented text, the key, the short name if it has one."""
    if block.bar:
        yield _INDENT + f"[{block.bar.text}]", "", ""
    yield _INDENT + messages.word("forms-columns"), "", ""
    yield from _tree(block.columns, 2, messages)
    if block.rows:
        heading = messages.word("forms-rows")
        yield (
            _INDENT + (f"{heading} {block.corner.text}" if block.corner and block.corner.text else heading),
            "",
            "",
        )
        yield from _tree(block.rows, 2, messages)


def _tree(labels: Iterable[Label], depth: int, messages: Messages) -> Iterator[tuple[str, str, str]]:
    """Yield labels with those below them, each a step further in; a boxhead group can be a row, which is said."""
    for label in labels:
        key = messages.word("forms-row-key", name=label.row) if label.row else label.key
        text = label.text or messages.word("forms-no-label")
        yield _INDENT * depth + text, key, label.short if label.short != label.text else ""
        yield from _tree(label.children, depth + 1, messages)


def _line(*parts: str) -> str:
    """Return what there is of several parts as one line."""
    return "  ".join(filter(None, parts)).rstrip()


def _padded(text: str, width: int) -> str:
    """Return a text filled up with spaces to so many places of a terminal."""
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """Return how many places of a terminal a text takes: Chinese characters two each."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
