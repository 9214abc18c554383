"""A wrong command line in our words: what click found, with the names as they are typed."""

import os
from collections.abc import Sequence
from itertools import pairwise

import click
from click.core import ParameterSource

from nianbao.cli.help import TooManyWords
from nianbao.model.finding import Refusal


def wrong_use(error: click.UsageError, line: Sequence[str]) -> Refusal:
    """Return the sentence on a command line that click can't take; none of click's own words stand in it."""
    if isinstance(error, TooManyWords):
        return Refusal("usage-too-many", words=error.words)
    if isinstance(error, click.NoSuchOption):
        return Refusal("usage-no-such-option", name=error.option_name)
    if isinstance(error, click.MissingParameter):
        return Refusal("usage-missing", name=_name(error.param, error.ctx))
    if isinstance(error, click.BadOptionUsage):
        has_value = any(word.startswith(f"{error.option_name}=") for word in line)
        return Refusal("usage-takes-no-value" if has_value else "usage-needs-value", name=error.option_name)
    if isinstance(error, click.BadParameter) and error.param:
        name = _name(error.param, error.ctx)
        return _wrong_value(error.param, name, os.environ.get(name) or _stated(error.param, line))
    return Refusal("usage-other")


def _wrong_value(param: click.Parameter, name: str, actual: str) -> Refusal:
    """Return the sentence on a value that is none of those a parameter takes."""
    kind = param.type
    if isinstance(kind, click.Choice):
        return Refusal("usage-choice", name=name, actual=actual, known=list(kind.choices))
    if isinstance(kind, click.IntRange) and kind.max is not None:
        return Refusal("usage-range", name=name, actual=actual, first=kind.min or 0, last=kind.max)
    if isinstance(kind, click.IntRange):
        return Refusal("usage-at-least", name=name, actual=actual, first=kind.min or 0)
    if kind is click.INT:
        return Refusal("usage-number", name=name, actual=actual)
    return Refusal("usage-bad-value", name=name, actual=actual)


def _stated(param: click.Parameter, line: Sequence[str]) -> str:
    """Return the value a command line gives an option, of several the first that is no choice; click tells none.

    Empty where the line doesn't have it as `--option value` or `--option=value`.
    """
    behind = [value for word, value in pairwise(line) if word in param.opts]
    joined = [word.partition("=")[2] for word in line if word.partition("=")[0] in param.opts and "=" in word]
    choices = param.type.choices if isinstance(param.type, click.Choice) else ()
    return next((value for value in (*behind, *joined) if value not in choices), "")


def _name(param: click.Parameter | None, context: click.Context | None) -> str:
    """Return the name of an option or argument as it is typed; of an option set by a variable, the variable's."""
    if isinstance(param, click.Option):
        source = context.get_parameter_source(param.name or "") if context else None
        is_from_variable = source is ParameterSource.ENVIRONMENT and isinstance(param.envvar, str)
        return str(param.envvar) if is_from_variable else max(param.opts, key=len)
    return param.make_metavar(context).strip("[].") if param and context else ""
