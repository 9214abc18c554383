"""`nianbao check`: judge one report or a whole folder."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from nianbao import archive as archives
from nianbao.check import Verdicts, run
from nianbao.cli.files import write_file
from nianbao.finding import Refusal, Severity
from nianbao.reporters import FORMATS
from nianbao.rules import CATALOGUE
from nianbao.wording import Wording

LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": Severity.OFF}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(list(FORMATS)), default="text", help="What to print.")
@click.option("-o", "output", type=click.Path(path_type=Path), help="Write to a file instead of standard output.")
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules; a prefix such as SUM will do.")
@click.option("--ignore", multiple=True, metavar="CODES", help="Without these rules.")
@click.option(
    "--fail-on",
    type=click.Choice(list(LEVELS)),
    default="error",
    help="The level that makes the exit code 1.",
)
@click.option("--today", metavar="DATE", help="The day to judge by, as 2024-01-31; without it nothing expires.")
@click.pass_obj
def check(  # noqa: PLR0913 - one parameter for each option of the public command
    wording: Wording,
    paths: tuple[Path, ...],
    *,
    style: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    today: str | None,
) -> int:
    """Judge reports: single files or a whole folder (default: reports/)."""
    off = set(_codes(ignore))
    if select:
        off |= {rule.code for rule in CATALOGUE} - set(_codes(select))
    severities = dict.fromkeys(off, Severity.OFF)
    day = _day(today)
    verdicts = Verdicts(())
    for root, files in _grouped(paths or (Path("reports"),)).items():
        verdicts += run(CATALOGUE, archives.load(root), severities=severities, today=day, files=files)
    if not verdicts.judgements:
        raise Refusal("no-reports", path=" ".join(path.as_posix() for path in paths) or "reports")
    text = FORMATS[style](verdicts, wording)
    if output:
        write_file(output, text, force=True)
    else:
        click.echo(text, nl=False)
    return int(verdicts.fails(LEVELS[fail_on]))


def _codes(given: Iterable[str]) -> list[str]:
    """Return the codes that the given codes and prefixes, separated by commas, stand for."""
    codes = []
    for prefix in (word.strip().upper() for words in given for word in words.split(",")):
        found = [rule.code for rule in CATALOGUE if prefix and rule.code.startswith(prefix)]
        if not found:
            raise Refusal("no-rule", code=prefix)
        codes += found
    return codes


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refusal("bad-date", actual=text) from error


def _grouped(paths: Iterable[Path]) -> dict[Path, frozenset[str] | None]:
    """Return the reports folders the paths belong to, with the files to judge in each (None: all)."""
    groups: dict[Path, frozenset[str] | None] = {}
    for path in paths:
        if not path.exists():
            raise Refusal("no-folder" if not path.suffix else "no-file", path=path.as_posix())
        root = archives.root_of(path)
        if path.is_dir() and path.resolve() == root.resolve():
            groups[root] = None
        elif root not in groups or groups[root] is not None:
            chosen = archives.files_below(root, path)
            groups[root] = (groups.get(root) or frozenset()) | chosen
    return groups
