"""A bar of progress on standard error, for commands that work on many files."""

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

import click

T = TypeVar("T")


def with_progress(items: Sequence[T], label: str) -> Iterator[T]:
    """Yield the items, with a bar on a terminal when there are several.

    The bar goes to standard error, so that output into a file or pipe is the same with it.
    """
    if len(items) < 2 or not sys.stderr.isatty():  # noqa: PLR2004 - one needs no bar
        yield from items
        return
    with click.progressbar(items, file=sys.stderr, label=label) as bar:
        yield from bar
