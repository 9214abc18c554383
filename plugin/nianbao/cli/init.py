"""`nianbao init`: a site that builds."""

from pathlib import Path

import click

from nianbao import starter
from nianbao.cli.files import write_tree
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
    if directory.exists() and not directory.is_dir():
        raise Refusal("init-is-file", path=directory.as_posix())
    if directory.is_dir() and any(directory.iterdir()) and not force:
        raise Refusal("init-not-empty", path=directory.as_posix())
    with_example = not (directory / starter.REGISTER_FILE).exists()
    rules = {rule.code: wording.rule(rule.code).title for rule in CATALOGUE}
    files = starter.files(wording, rules, with_example=with_example)
    kept = [file for file in files if (directory / file).exists()]
    missing = {file: text for file, text in files.items() if file not in kept}
    write_tree(directory, missing)
    lines = [wording.word("init-written", path=directory.as_posix(), files=len(missing))]
    lines += [wording.word("init-kept", file=file) for file in kept]
    if not with_example:
        lines.append(wording.word("init-example-left-out"))
    lines.append(wording.word("init-next"))
    lines += [wording.word(f"init-step-{step}", path=directory.as_posix()) for step in STEPS]
    click.echo("\n".join([*lines, wording.word("init-step-own")]))
    return 0
