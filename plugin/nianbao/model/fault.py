"""What is wrong with a data file of a site, and values that know the line they stand on.

A form or kind is read by functions that see one value each. They raise a `Fault` about that value; where the value
comes from a file, the fault knows the line, and whoever read the file makes it one sentence.
"""

from typing import Self

from nianbao.model.finding import Refusal


class _Standing:
    """A value of a data file that knows its line, counted from 1."""

    line: int

    def on(self, line: int) -> Self:
        """Return the value itself, standing on a line."""
        self.line = line
        return self


class LocatedText(_Standing, str):  # noqa: SLOT000 - the line is kept beside the text
    """A text or a key of a data file."""


class LocatedList(_Standing, list):  # type: ignore[type-arg]
    """A list of a data file."""


class LocatedMapping(_Standing, dict):  # type: ignore[type-arg]
    """A mapping of a data file; a key that is wanted and not there is a fault of the mapping."""

    def __missing__(self, key: str) -> object:
        raise Fault("missing", self, name=key)


class Fault(ValueError):  # noqa: N818 - it is the fault of a file, and no error of the program
    """A value of a data file that won't do: `key` names the sentence (words `fault-<key>`), `fields` fill it.

    `line` is that of the value it is about, 0 where that is not known.
    """

    def __init__(self, key: str, about: object = None, **fields: object) -> None:
        super().__init__(key, fields)
        self.key, self.fields = key, fields
        self.line: int = getattr(about, "line", 0)

    @property
    def sentence(self) -> Refusal:
        """The fault as a sentence: what is wrong, what was expected, what to do."""
        return Refusal(f"fault-{self.key}", **self.fields)


def as_fault(error: Exception) -> Fault:
    """Return what is wrong as a fault: a Fault as it is, a key that is missing, a file that is no UTF-8.

    Raises the error again where it is none of these: it is a mistake of ours then.
    """
    if isinstance(error, Fault):
        return error
    if isinstance(error, KeyError):
        return Fault("missing", name=error.args[0])
    if isinstance(error, UnicodeDecodeError):
        return Fault("encoding")
    raise error
