"""Verdicts as documents: one module a format, each with the same pure function `write`.

`write(verdicts, messages, comparison=None)` returns the whole document as text; `comparison` is that of the
findings with a baseline. No reporter reads a file or a clock: the same verdicts give the same text.
"""

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Final, Protocol, cast

from nianbao.checking.baseline import Comparison
from nianbao.checking.judgement import Verdicts
from nianbao.messages import Messages


class Write(Protocol):
    """The signature of every reporter's `write`."""

    def __call__(self, verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
        """Return all judgements as one document that ends with a line feed."""


class _Formats(Mapping[str, Write]):
    """The reporters by the name of their format; the module of one is loaded when it is asked for.

    Raises KeyError for a name that is no format.
    """

    _NAMES: Final = ("text", "json", "sarif", "junit", "github", "markdown")

    def __getitem__(self, name: str) -> Write:
        if name not in self._NAMES:
            raise KeyError(name)
        return cast("Write", import_module(f"nianbao.reporters.{name}").write)

    def __iter__(self) -> Iterator[str]:
        return iter(self._NAMES)

    def __len__(self) -> int:
        return len(self._NAMES)


FORMATS: Final[Mapping[str, Write]] = _Formats()
