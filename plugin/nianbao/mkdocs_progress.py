"""Bars of progress of a build, on standard error and on a terminal only."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any, Final, TypeVar

import click

from nianbao.messages import Messages

_Item = TypeVar("_Item")
# So few are done at once.
_FEW: Final = 50


class Progress:
    """The bars of one build, one after another."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._open = ExitStack()
        self._bar: Any = None

    def watch(self, items: Sequence[_Item], stage: str) -> Iterator[_Item]:
        """Yield the items of a stage (a key of words) as they are done."""
        self.begin(len(items), stage)
        for item in items:
            yield item
            self.advance()
        self.end()

    def begin(self, count: int, stage: str) -> None:
        """Show a bar for so many steps."""
        self.end()
        if count >= _FEW and sys.stderr.isatty():
            bar: Any = click.progressbar(length=count, label=self._messages.word(stage), file=sys.stderr)
            self._bar = self._open.enter_context(bar)

    def advance(self) -> None:
        """Show that a step is done."""
        if self._bar is not None:
            self._bar.update(1)

    def end(self) -> None:
        """Leave the bar as it is."""
        self._bar = None
        self._open.close()
