"""The commands by name: the module of a command is loaded when the command is called or asked for its own help."""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Final, cast

import click
from click.shell_completion import CompletionItem

from nianbao.cli.help import prepare, short_help
from nianbao.model.finding import Refusal

# The module below nianbao.cli, and the function in it.
_COMMANDS: Final = {
    "init": ("init", "init"),
    "new": ("new", "new"),
    "import": ("import_", "import_"),
    "check": ("check", "check"),
    "show": ("show", "show"),
    "trace": ("trace", "trace"),
    "export": ("export", "export"),
    "render": ("render", "render_"),
    "rules": ("explain", "rules"),
    "forms": ("explain", "forms"),
    "schema": ("schema", "schema"),
}


class _LazyCommands(MutableMapping[str, click.Command]):
    """Commands by name, each loaded when it is taken out.

    Click lists and looks commands up in this mapping, so `nianbao --version` imports none of them.
    """

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}

    def __getitem__(self, name: str) -> click.Command:
        """Return a command, imported at the first time. Raises KeyError for an unknown one."""
        if name not in self._loaded:
            module, function = _COMMANDS[name]
            command = cast("click.Command", getattr(import_module(f"nianbao.cli.{module}"), function))
            prepare(command)
            self._loaded[name] = command
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in _COMMANDS

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


class Commands(click.Group):
    """The commands; an unknown one is refused in the user's language."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **{**options, "commands": _LazyCommands()})  # type: ignore[arg-type]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the name and the command that an argument calls, and the other arguments.

        Raises Refusal for an unknown command; a shell that completes a line only asks.
        """
        unknown = args[0] not in self.commands and not args[0].startswith("-")
        # A shell that completes a line only asks.
        if unknown and not ctx.resilient_parsing:
            raise Refusal("usage-no-such-command", name=args[0], known=self.list_commands(ctx))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands and their short helps, which are data: no command is loaded for it."""
        names = self.list_commands(ctx)
        with formatter.section("Commands"):
            formatter.write_dl([(name, short_help(name, ctx.obj)) for name in names])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what may follow on the command line: commands with their short helps, then options."""
        names = [name for name in self.list_commands(ctx) if name.startswith(incomplete)]
        commands = [CompletionItem(name, help=short_help(name, ctx.obj)) for name in names]
        return [*commands, *click.Command.shell_complete(self, ctx, incomplete)]
