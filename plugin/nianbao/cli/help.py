"""What `--help` says, in the language asked for: the words `help-…` of data/words/help.yml."""

from collections.abc import Iterable
from typing import Final

import click

from nianbao.messages import Messages

HELP_OPTIONS: Final = ("-h", "--help")
# Click rewraps a paragraph unless it starts with this mark.
_AS_WRITTEN: Final = "\b\n"


class _Formatter(click.HelpFormatter):
    """Click's layout under our headings."""

    messages = Messages()

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, prefix or self.messages.word("help-usage"))

    def write_heading(self, heading: str) -> None:
        known = {"Options": "help-options", "Commands": "help-commands"}
        super().write_heading(self.messages.word(known[heading]) if heading in known else heading)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        required = self.messages.word("help-required")
        rows = [(name, said.replace("[required]", required)) for name, said in rows]
        super().write_dl(rows, col_max, col_spacing)


class Spoken(click.Context):
    """A context whose help is in the language of its `Messages`."""

    def make_formatter(self) -> click.HelpFormatter:
        """Return the formatter of a help page."""
        formatter = _Formatter(width=self.terminal_width, max_width=self.max_content_width)
        formatter.messages = self.obj
        return formatter


def prepare(group: click.Group) -> None:
    """Let a group and its commands speak: they get a help option of ours and contexts with our headings."""
    for command in (group, *group.commands.values()):
        command.context_class = Spoken
        command.add_help_option = False
        click.help_option(*HELP_OPTIONS)(command)


def speak(group: click.Group, messages: Messages) -> None:
    """Give a group, its commands and all their options their words in one language."""
    group.subcommand_metavar = messages.word("help-subcommand")
    for command in (group, *group.commands.values()):
        name = "nianbao" if command is group else command.name
        said = messages.word(f"help-{name}")
        command.help = _AS_WRITTEN + said
        command.short_help = said.splitlines()[0]
        command.epilog = f"{_AS_WRITTEN}{messages.word('help-example')}\n  {example(str(name), messages)}"
        command.options_metavar = messages.word("help-option-list")
        for option in _options(command):
            shared = option.name in {"help", "keys", "force", "version"}
            option.help = messages.word(f"help-option-{option.name}" if shared else f"help-{name}-{option.name}")


def example(command: str, messages: Messages) -> str:
    """Return the one example of a command: a line as it is typed."""
    return messages.word(f"help-{command}-example")


def _options(command: click.Command) -> Iterable[click.Option]:
    return (item for item in command.params if isinstance(item, click.Option))
