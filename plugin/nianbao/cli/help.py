"""What `--help` says, in the language asked for: the words `help-…` of data/words/help.yml."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import click

from nianbao.messages import Messages

HELP_OPTIONS: Final = ("-h", "--help")
# Click rewraps a paragraph unless it starts with this mark.
_AS_WRITTEN: Final = "\b\n"


class _Formatter(click.HelpFormatter):
    """Click's layout under headings in the user's language (words `help-…`)."""

    messages = Messages()

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage behind our word for it."""
        super().write_usage(prog, args, prefix or self.messages.word("help-usage"))

    def write_heading(self, heading: str) -> None:
        """Write a heading; those of click are translated."""
        known = {"Options": "help-options", "Commands": "help-commands"}
        super().write_heading(self.messages.word(known[heading]) if heading in known else heading)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of names and texts, with our word for required options."""
        required = self.messages.word("help-required")
        rows = [(name, text.replace("[required]", required)) for name, text in rows]
        super().write_dl(rows, col_max, col_spacing)


class TooManyWords(click.UsageError):
    """The command line has words that the command has no place for."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__("")
        self.words = words


class LocalisedContext(click.Context):
    """A context whose help is in the language of its `Messages`.

    Texts are set when help is asked for: a command that runs loads none.
    """

    def __init__(self, command: click.Command, *args: Any, **options: Any) -> None:
        super().__init__(command, *args, **options)
        # A shell that completes a line shows what the options are for.
        if self.resilient_parsing:
            localise(command, self.obj)

    def invoke(self, *args: Any, **options: Any) -> Any:
        """Run the command, unless the line has words that it has no place for. Raises TooManyWords for these."""
        if self.args and not isinstance(self.command, click.Group):
            raise TooManyWords(self.args)
        return super().invoke(*args, **options)

    def make_formatter(self) -> click.HelpFormatter:
        """Return the formatter of a help page."""
        localise(self.command, self.obj)
        formatter = _Formatter(width=self.terminal_width, max_width=self.max_content_width)
        formatter.messages = self.obj
        return formatter


def prepare(command: click.Command) -> None:
    """Give a command a help option of ours (-h, --help) and contexts with our headings."""
    command.context_class = LocalisedContext
    command.add_help_option = False
    # Words without a place are refused in our words, by `LocalisedContext.invoke`.
    command.allow_extra_args = not isinstance(command, click.Group) or command.allow_extra_args
    click.help_option(*HELP_OPTIONS)(command)


def localise(command: click.Command, messages: Messages) -> None:
    """Set the help texts of a command and all its options in one language.

    The words are `help-<command>` and `help-<command>-<option>`; the group itself is called nianbao.
    """
    if isinstance(command, click.Group):
        command.subcommand_metavar = messages.word("help-subcommand")
    name = "nianbao" if isinstance(command, click.Group) else str(command.name)
    command.help = _AS_WRITTEN + messages.word(f"help-{name}")
    command.short_help = short_help(name, messages)
    command.epilog = f"{_AS_WRITTEN}{messages.word('help-example')}\n  {example(name, messages)}"
    command.options_metavar = messages.word("help-option-list")
    for option in _options(command):
        shared = option.name in {"help", "keys", "force", "version"}
        option.help = messages.word(f"help-option-{option.name}" if shared else f"help-{name}-{option.name}")


def short_help(command: str, messages: Messages) -> str:
    """Return the one line a list of commands has for a command."""
    return messages.word(f"help-{command}").splitlines()[0]


def example(command: str, messages: Messages) -> str:
    """Return the one example of a command: a line as it is typed."""
    return messages.word(f"help-{command}-example")


def _options(command: click.Command) -> Iterable[click.Option]:
    """Return the options of a command, without its arguments."""
    return (item for item in command.params if isinstance(item, click.Option))
