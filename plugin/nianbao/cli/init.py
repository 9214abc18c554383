"""`nianbao init`: a site that builds."""

from pathlib import Path

import click

from nianbao import disk, starter
from nianbao.cli.files import write_tree
from nianbao.cli.locking import LOCK, locked
from nianbao.disk import Kind
from nianbao.finding import Refusal
from nianbao.rules import CATALOGUE
from nianbao.wording import Wording

STEPS = ("folder", "install", "check", "serve")


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--force", is_flag=True)
@click.pass_obj
def init(wording: Wording, directory: Path, *, force: bool) -> int:
    """Write a site ready to build into DIR: settings, register, an example report, recipes for CI and editors."""
    if disk.kind(directory) not in {Kind.FOLDER, Kind.MISSING}:
        raise Refusal("init-is-file", path=disk.shown(directory))
    # Another run that makes the same site waits, and finds it made.
    with locked(directory):
        if not force and any(path.name != LOCK for path in disk.listed(directory)):
            raise Refusal("init-not-empty", path=disk.shown(directory))
        with_example = not disk.stands(directory / starter.REGISTER_FILE)
        rules = {rule.code: wording.rule(rule.code).title for rule in CATALOGUE}
        files = starter.files(wording, rules, with_example=with_example)
        kept = [file for file in files if disk.stands(directory / file)]
        missing = {file: text for file, text in files.items() if file not in kept}
        write_tree(directory, missing)
    lines = [wording.word("init-written", path=disk.shown(directory), files=len(missing))]
    lines += [wording.word("init-kept", file=file) for file in kept]
    if not with_example:
        lines.append(wording.word("init-example-left-out"))
    lines.append(wording.word("init-next"))
    lines += [wording.word(f"init-step-{step}", path=disk.shown(directory)) for step in STEPS]
    click.echo("\n".join([*lines, wording.word("init-step-own")]))
    return 0
