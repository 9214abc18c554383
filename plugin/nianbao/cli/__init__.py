"""The command `nianbao`: one small module per command, and what all of them share."""

import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from nianbao import __version__
from nianbao.cli.commands import Commands
from nianbao.cli.help import prepare
from nianbao.messages import LANGUAGES, Messages
from nianbao.model.disk import trouble
from nianbao.model.finding import Refusal

LANGUAGE_VARIABLE = "NIANBAO_LANGUAGE"


@click.group(cls=Commands, invoke_without_command=True, context_settings={"max_content_width": 100})
@click.version_option(__version__, prog_name="nianbao")
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    envvar=LANGUAGE_VARIABLE,
    default="zh",
)
@click.pass_context
def cli(context: click.Context, language: str) -> None:
    """Read, check and publish statutory annual reports on open government information."""
    context.obj = Messages(language)
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), err=True)
        context.exit(2)


prepare(cli)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code.

    0 stands for done, 1 for findings or open points, 2 for what can't be done. `arguments` are those of the
    process where none are given.
    """
    if arguments is None:
        _name_files_in_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    _use_utf8()
    messages = _messages(words)
    sys.exit(_run(words, messages))


def _run(words: list[str], messages: Messages) -> int:
    """Run a command line and return its exit code; every error is printed as one sentence.

    2 stands for what can't be done: a refusal, wrong usage, an interruption, an output that can't be written.
    """
    output = sys.stdout
    try:
        code = cli.main(words, prog_name="nianbao", standalone_mode=False, obj=messages)
    except Refusal as refusal:
        # What masks it is loaded when there is something to mask.
        from nianbao.analysis.personal_data import masked  # noqa: PLC0415

        return _refuse("refused", masked(messages.refusal(refusal)), messages)
    except click.UsageError as error:
        from nianbao.cli.usage import wrong_use  # noqa: PLC0415 - most lines are right

        return _refuse("usage", messages.refusal(wrong_use(error, words)), messages)
    except (click.Abort, KeyboardInterrupt):
        click.echo(messages.word("interrupted"), err=True)
        return 2
    except SystemExit as end:
        # Click puts another in the place of an output that nobody reads, and ends with 1.
        return _code(end.code) if sys.stdout is output else 0
    except OSError as error:
        return _printed(error, messages)
    return _code(code)


def _code(code: object) -> int:
    """Return the exit code a command returned; 0 where it returned none."""
    return code if isinstance(code, int) else 0


def _refuse(key: str, message: str, messages: Messages) -> int:
    """Print a sentence to standard error, under the heading `key`, and return the exit code 2."""
    click.echo(messages.word(key, message=message), err=True)
    return 2


def _printed(error: OSError, messages: Messages) -> int:
    """Print that the output can't be written, and return the exit code 2.

    Files are refused by name where they are read and written, so this is standard output.
    """
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it lives until the end
    return _refuse("refused", messages.word("cant-print", detail=trouble(error)), messages)


def _messages(words: list[str]) -> Messages:
    """Return the messages in the language of a command line, which is not parsed yet.

    Errors of the parser need a language too. The option goes before NIANBAO_LANGUAGE; an unknown one means
    Chinese.
    """
    asked = [value for flag, value in pairwise(words) if flag == "--language"]
    asked += [word.partition("=")[2] for word in words if word.startswith("--language=")]
    language = next(iter(asked), os.environ.get(LANGUAGE_VARIABLE, "zh"))
    return Messages(language if language in LANGUAGES else "zh")


def _name_files_in_utf8() -> None:
    """Start the process again in Python's UTF-8 mode where the locale has no Chinese.

    Names of files are UTF-8 everywhere; in the locale C Python would not find those with Chinese characters.
    """
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - the same command


def _use_utf8() -> None:
    """Make standard output and error write UTF-8 whatever the console's code page is.

    A console in GBK would lose characters; what can't be encoded at all becomes a question mark.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
