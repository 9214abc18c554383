"""`nianbao check`: judge one report or a whole folder.

The judging is done by `checking.check`; here are the options, the baseline and the exit code.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypedDict, TypeVar

import click

from nianbao.checking.baseline import Baseline, Extent, compare, renewed
from nianbao.checking.baseline import read as read_baseline
from nianbao.checking.baseline import write as baseline_text
from nianbao.checking.check import run
from nianbao.checking.judgement import Verdicts
from nianbao.checking.parallel import cores, judged
from nianbao.checking.worker import Wanted
from nianbao.cli.files import write_file
from nianbao.cli.locking import locked
from nianbao.cli.paths import grouped, is_stream, loaded
from nianbao.cli.progress import with_progress
from nianbao.messages import Messages
from nianbao.model import disk
from nianbao.model.disk import Kind
from nianbao.model.finding import Refusal, Severity
from nianbao.reporters import FORMATS
from nianbao.rules import CATALOGUE, catalogue

BASELINE = "nianbao-baseline.json"
_DOCUMENTS = frozenset({"json", "sarif", "junit"})
# The formats that tell of rules without findings.
_OF_RULES = frozenset({"sarif", "junit"})

_Item = TypeVar("_Item")


class _Judging(TypedDict):
    """How to judge, and what is wanted of it: parameters of `parallel.judged`."""

    severities: Mapping[str, Severity]
    today: date | None
    wanted: Wanted


LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": Severity.OFF}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(list(FORMATS)), default="text")
@click.option("-o", "output", type=click.Path(path_type=Path))
@click.option("--select", multiple=True, metavar="CODES")
@click.option("--ignore", multiple=True, metavar="CODES")
@click.option(
    "--fail-on",
    type=click.Choice(list(LEVELS)),
    default="error",
)
@click.option(
    "--baseline",
    "recorded",
    type=click.Path(path_type=Path),
    metavar="FILE",
)
@click.option("--write-baseline", is_flag=True)
@click.option("--today", metavar="DATE")
@click.option("--jobs", type=click.IntRange(1, 256), metavar="N")
@click.pass_obj
def check(  # noqa: PLR0913 - one parameter for each option of the public command
    messages: Messages,
    paths: tuple[Path, ...],
    *,
    style: str,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: str,
    recorded: Path | None,
    write_baseline: bool,
    today: str | None,
    jobs: int | None,
) -> int:
    """Judge reports: single files or a whole folder (default: reports/).

    Codes of --select and --ignore may be prefixes, such as SUM. The exit code is 1 where a finding is at or above
    --fail-on; with a baseline only where it is new. Raises Refusal where there is nothing to judge.
    """
    off = set(_codes(ignore))
    if select:
        off |= {rule.code for rule in CATALOGUE} - set(_codes(select))
    severities = dict.fromkeys(off, Severity.OFF)
    day, groups = _day(today), grouped(paths or (Path("reports"),))
    file = recorded or (_default_baseline(groups) if write_baseline else None)
    baseline = _baseline(file, may_be_new=write_baseline) if file else None
    verdicts = Verdicts(())
    wanted = Wanted.ANSWERS if style in _OF_RULES else Wanted.NOTHING_MORE
    how = _Judging(severities=severities, today=day, wanted=wanted | Wanted.FIGURES if file else wanted)
    for root, files in groups.items():
        verdicts += _judged(root, files, jobs or cores(), messages, how)
    if not verdicts.judgements:
        if style in _DOCUMENTS:
            # Who reads these parses a document, also where nothing is in it.
            _hand_over(FORMATS[style](verdicts, messages, None), output)
        raise Refusal("no-reports", path=" ".join(path.as_posix() for path in paths) or "reports")
    extent = Extent(whole=all(files is None for files in groups.values()), off=frozenset(off))
    if file and write_baseline:
        with locked(file.parent):
            # Another run may have written it since.
            before = _baseline(file, may_be_new=True)
            baseline = _record(file, before, renewed(before, verdicts, extent), messages)
    comparison = compare(baseline, verdicts, extent) if baseline else None
    _hand_over(FORMATS[style](verdicts, messages, comparison), output)
    level = LEVELS[fail_on]
    return int(comparison.fails(verdicts, level) if comparison else verdicts.fails(level))


def _judged(root: Path, files: frozenset[str] | None, jobs: int, messages: Messages, how: _Judging) -> Verdicts:
    """Return the judgements of what `grouped` names: in several processes where it is a folder."""
    if is_stream(root) or disk.kind(root) is not Kind.FOLDER:
        severities, today = how["severities"], how["today"]
        return run(CATALOGUE, loaded(root), severities=severities, today=today, files=files)

    def watch(items: Sequence[_Item], stage: str) -> Iterator[_Item]:
        return with_progress(items, messages.word(f"check-{stage}"))

    return judged(root, catalogue, jobs, files=files, watch=watch, **how)[1]


def _hand_over(text: str, output: Path | None) -> None:
    """Write what was found to a file, or print it."""
    if output:
        write_file(output, text, force=True)
    else:
        click.echo(text, nl=False)


def _default_baseline(groups: Mapping[Path, object]) -> Path:
    """Return where the baseline of a reports folder stands: next to it.

    Raises Refusal where the command names several reports folders.
    """
    if len(groups) > 1:
        raise Refusal("baseline-folders")
    root = next(iter(groups))
    return (root.parent if root.name not in {"", ".."} else root / "..") / BASELINE


def _baseline(file: Path, *, may_be_new: bool) -> Baseline:
    """Return the baseline in a file; an empty one where it is to be written and isn't there yet.

    Raises Refusal for a file that is missing or no baseline.
    """
    kind = disk.kind(file)
    if kind in {Kind.MISSING, Kind.FOLDER}:
        if may_be_new and kind is Kind.MISSING:
            return Baseline()
        raise Refusal("baseline-missing", path=disk.path_text(file))
    try:
        return read_baseline(disk.read(file).decode("utf-8-sig"), disk.path_text(file))
    except UnicodeDecodeError as error:
        raise Refusal("baseline-broken", path=disk.path_text(file)) from error


def _record(file: Path, before: Baseline, now: Baseline, messages: Messages) -> Baseline:
    """Write a baseline if it differs from the one that is there, print which it was, and return it."""
    fields: dict[str, object] = {"path": disk.path_text(file)}
    if before == now and disk.kind(file) is not Kind.MISSING:
        click.echo(messages.word("baseline-unchanged", **fields), err=True)
        return now
    write_file(file, baseline_text(now), force=True)
    old, new = set(before.by_fingerprint), set(now.by_fingerprint)
    numbers = {"records": len(now.records), "new": len(new - old), "gone": len(old - new)}
    click.echo(messages.word("baseline-written", **fields, **numbers), err=True)
    return now


def _codes(given: Iterable[str]) -> list[str]:
    """Return the codes that the given codes and prefixes, separated by commas, stand for.

    Example: `SUM,TXT609`. Raises Refusal for one that no rule begins with.
    """
    codes = []
    for prefix in (word.strip().upper() for words in given for word in words.split(",")):
        matching = [rule.code for rule in CATALOGUE if prefix and rule.code.startswith(prefix)]
        if not matching:
            raise Refusal("no-rule", code=prefix)
        codes += matching
    return codes


def _day(text: str | None) -> date | None:
    """Return a day written as ISO 8601 (YYYY-MM-DD), None for none. Raises Refusal for any other text."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refusal("bad-date", actual=text) from error
