"""What tests have done in a process of its own: harmless things, faults, and what takes too much."""

import os
import re
import time

from nianbao.model.finding import Refusal


class OddError(Exception):
    """An exception that can't be made again from what it says."""

    def __init__(self, one, two):
        super().__init__(f"{one} {two}")


def echo(value):
    return value


def process():
    return os.getpid()


def refuse(name):
    raise Refusal("import-empty", file=name)


def fault():
    return 1 / 0


def unnamed():
    return nothing_of_that_name  # noqa: F821 - that is the point


def odd():
    raise OddError(1, 2)


def spin():
    while True:
        pass


def match():
    """Stay in one call of a module written in C."""
    return re.fullmatch("(a*)*b", "a" * 60)


def fill():
    return len([bytes(1_000_000) for _ in range(1_000)])


def fill_unseen():
    """Lose a fault of memory the way parsers do."""
    try:
        return fill()
    except MemoryError as error:
        raise ValueError from error


def grow(size):
    return len(b"1" * size)


def leave():
    os._exit(3)


def sleep():
    time.sleep(60)
