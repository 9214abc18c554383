"""`nianbao init`: a site that builds."""

from pathlib import Path

import click

from nianbao import schema
from nianbao.cli.files import write_tree
from nianbao.cli.locking import LOCK, locked
from nianbao.drafting import scaffold
from nianbao.messages import Messages, rule_codes
from nianbao.model import disk
from nianbao.model.disk import Kind
from nianbao.model.finding import Refusal
from nianbao.model.form import builtin

STEPS = ("folder", "install", "check", "serve")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--force", is_flag=True)
@click.pass_obj
def init(messages: Messages, directory: Path, *, force: bool) -> int:
    """Write a site ready to build into DIR: settings, register, an example report, recipes for CI and editors.

    Files that are there are kept, with --force too; the example is left out where there is a register. Raises
    Refusal for a folder that is not empty (without --force).
    """
    if disk.kind(directory) not in {Kind.FOLDER, Kind.MISSING}:
        raise Refusal("init-is-file", path=disk.path_text(directory))
    # Another run that makes the same site waits, and finds it made.
    with locked(directory):
        if not force and any(path.name != LOCK for path in disk.entries(directory)):
            raise Refusal("init-not-empty", path=disk.path_text(directory))
        with_example = not disk.name_exists(directory / scaffold.REGISTER_FILE)
        schemas = {
            "report": schema.of_forms(builtin(), messages, rule_codes()),
            "register": schema.of_register(messages),
        }
        files = scaffold.files(messages, schemas, with_example=with_example)
        kept = [file for file in files if disk.name_exists(directory / file)]
        missing = {file: text for file, text in files.items() if file not in kept}
        write_tree(directory, missing)
    lines = [messages.word("init-written", path=disk.path_text(directory), files=len(missing))]
    lines += [messages.word("init-kept", file=file) for file in kept]
    if not with_example:
        lines.append(messages.word("init-example-left-out"))
    lines.append(messages.word("init-next"))
    lines += [messages.word(f"init-step-{step}", path=disk.path_text(directory)) for step in STEPS]
    click.echo("\n".join([*lines, messages.word("init-step-own")]))
    return 0
