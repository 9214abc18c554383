"""The command `nianbao`: one small module per command, and what all of them share."""

import os
import sys
from collections.abc import Sequence
from itertools import pairwise

import click

from nianbao import __version__
from nianbao.analysis.personal_data import masked
from nianbao.cli.check import check
from nianbao.cli.explain import forms, rules
from nianbao.cli.export import export
from nianbao.cli.help import prepare, speak
from nianbao.cli.import_ import import_
from nianbao.cli.init import init
from nianbao.cli.new import new
from nianbao.cli.render import render_
from nianbao.cli.schema import schema
from nianbao.cli.show import show
from nianbao.cli.trace import trace
from nianbao.messages import LANGUAGES, Messages
from nianbao.model.disk import trouble
from nianbao.model.finding import Refusal

LANGUAGE_VARIABLE = "NIANBAO_LANGUAGE"


class _Commands(click.Group):
    """The commands; an unknown one is refused in the user's language."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        unknown = self.get_command(ctx, args[0]) is None and not args[0].startswith("-")
        # A shell that completes a line only asks.
        if unknown and not ctx.resilient_parsing:
            raise Refusal("usage-no-such-command", name=args[0], known=self.list_commands(ctx))
        return super().resolve_command(ctx, args)


@click.group(cls=_Commands, invoke_without_command=True, context_settings={"max_content_width": 100})
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


for command in (init, new, import_, check, show, trace, export, render_, rules, forms, schema):
    cli.add_command(command)
prepare(cli)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code: 0 done, 1 findings or open points, 2 can't be done."""
    if arguments is None:
        _name_files_in_utf8()
    words = list(sys.argv[1:] if arguments is None else arguments)
    _use_utf8()
    messages = _messages(words)
    speak(cli, messages)
    sys.exit(_run(words, messages))


def _run(words: list[str], messages: Messages) -> int:
    output = sys.stdout
    try:
        code = cli.main(words, prog_name="nianbao", standalone_mode=False, obj=messages)
    except Refusal as refusal:
        return _refuse("refused", masked(messages.refusal(refusal)), messages)
    except click.UsageError as error:
        return _refuse("usage", _usage(error, messages), messages)
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
    return code if isinstance(code, int) else 0


def _refuse(key: str, message: str, messages: Messages) -> int:
    click.echo(messages.word(key, message=message), err=True)
    return 2


def _printed(error: OSError, messages: Messages) -> int:
    """Say that the output can't be printed: files are refused by name where they are read and written."""
    sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - it lives until the end
    return _refuse("refused", messages.word("cant-print", detail=trouble(error)), messages)


def _messages(words: list[str]) -> Messages:
    """Find the language before the command line is parsed: its own errors need one."""
    asked = [value for flag, value in pairwise(words) if flag == "--language"]
    asked += [word.partition("=")[2] for word in words if word.startswith("--language=")]
    language = next(iter(asked), os.environ.get(LANGUAGE_VARIABLE, "zh"))
    return Messages(language if language in LANGUAGES else "zh")


def _usage(error: click.UsageError, messages: Messages) -> str:
    """Say in the user's language what click says in its own."""
    if isinstance(error, click.NoSuchOption):
        return messages.word("usage-no-such-option", name=error.option_name)
    if isinstance(error, click.MissingParameter):
        return messages.word("usage-missing", name=_name(error))
    if isinstance(error, click.BadParameter) and error.param:
        return messages.word("usage-bad-value", name=error.param.human_readable_name, message=error.message)
    return error.format_message()


def _name(error: click.MissingParameter) -> str:
    if isinstance(error.param, click.Option):
        return error.param.opts[0]
    return error.param.make_metavar(error.ctx) if error.param and error.ctx else ""


def _name_files_in_utf8() -> None:
    """Start again in Python's UTF-8 mode where the locale has no Chinese: names of files are UTF-8 everywhere."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode and sys.executable:
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 - the same command


def _use_utf8() -> None:
    """Write UTF-8 whatever the console's code page is, so that a GBK console loses no character."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
