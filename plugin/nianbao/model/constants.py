"""Constants of a module that are made at their first use, so that importing the module costs next to nothing.

A pattern is compiled and a data file is read by the one who needs it: `nianbao --version` needs none of them.
`package_data` of `model/yamltext.py` reads by the same rule, so its result may stand at the top of a module.
"""

import re
from collections.abc import Callable
from functools import cache, cached_property
from typing import Any, TypeVar, cast

_Value = TypeVar("_Value")


def constant(make: Callable[[], _Value]) -> Callable[[], _Value]:
    """Return a function that makes a value at its first call and returns the same one ever after.

    Example: `_UNITS: Final = constant(lambda: texts(_DATA["units"]))`, used as `_UNITS()`.
    """
    return cache(make)


def pattern(expression: str | Callable[[], str], flags: int = 0) -> re.Pattern[str]:
    """Return a regular expression that is compiled at its first use; otherwise it is what `re.compile` returns.

    An expression that needs data is given as a function: `pattern(lambda: text(_DATA["amount"]))`. Functions of
    `re` that take a compiled pattern don't know this one: write `_SPACES.sub("", text)`, not
    `re.sub(_SPACES, "", text)`.
    """
    return cast("re.Pattern[str]", Pattern(expression, flags))


class Pattern:
    """A regular expression not yet compiled: what `pattern` returns."""

    def __init__(self, expression: str | Callable[[], str], flags: int) -> None:
        self._expression, self._flags = expression, flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled expression."""
        expression = self._expression if isinstance(self._expression, str) else self._expression()
        return re.compile(expression, self._flags)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        # Kept on the instance, a method is found the next time as quickly as on a compiled pattern.
        self.__dict__[name] = value = getattr(self.compiled, name)
        return value
