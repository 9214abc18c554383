"""Every compiled regular expression of the package, and texts that make a careless one slow."""

import importlib
import pkgutil
import random
import re
import signal
from collections.abc import Iterator
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import nianbao
from nianbao.analysis.claims.vocabulary import vocabulary
from nianbao.model.constants import Pattern

LETTERS = "1 年一，a（\n<"


def patterns(without: tuple[str, ...] = ()) -> dict[str, re.Pattern[str]]:
    """Return the patterns that the package's modules hold, by module and name; of equal ones the first.

    `without` are the beginnings of names of modules that are not looked at.
    """
    found: dict[str, re.Pattern[str]] = {}
    seen: set[str] = set()
    for module in pkgutil.walk_packages(nianbao.__path__, "nianbao."):
        if module.name.endswith("__main__") or module.name.startswith(without):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for index, pattern in enumerate(_held(value)):
                if isinstance(pattern.pattern, str) and pattern.pattern not in seen:
                    seen.add(pattern.pattern)
                    found[f"{module.name}.{name}.{index}"] = pattern
    return found | dict(of_claims())


def of_claims() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the patterns of the vocabulary of claims, which is compiled when a text is read."""
    words = vocabulary()
    for part in (words, words.folding, words.bodies, words.numbers):
        for name, value in vars(part).items():
            if isinstance(value, re.Pattern):
                yield f"nianbao.analysis.claims.{type(part).__name__}.{name}", value


def _held(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, Pattern):
        yield value.compiled
    elif isinstance(value, re.Pattern):
        yield value
    elif getattr(getattr(value, "__wrapped__", None), "__name__", "") == "<lambda>":
        # A constant that is made at its first use.
        yield from _held(value())
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from _held(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _held(item)


def sample(pattern: re.Pattern[str], chance: random.Random) -> str:
    """Return a text that goes far with a pattern: most often one that fits it."""
    return _said(parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE | 0), chance)


def _said(parsed: Any, chance: random.Random) -> str:
    parts = []
    for op, given in parsed:
        if op is sre.LITERAL:
            parts.append(chr(given))
        elif op in {sre.ANY, sre.NOT_LITERAL}:
            parts.append(chance.choice(LETTERS))
        elif op is sre.IN:
            parts.append(_one_of(given, chance))
        elif op is sre.BRANCH:
            parts.append(_said(chance.choice(given[1]), chance))
        elif op is sre.SUBPATTERN:
            parts.append(_said(given[3], chance))
        elif op in {sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT}:
            low, high, inner = given
            parts += [_said(inner, chance) for _ in range(chance.randint(low, min(int(high), low + 2)))]
        elif op is sre.ATOMIC_GROUP:
            parts.append(_said(given, chance))
        elif op is sre.ASSERT:
            parts.append(_said(given[1], chance) if given[0] > 0 else "")
    return "".join(parts)


def _one_of(given: list[Any], chance: random.Random) -> str:
    op, value = chance.choice(given)
    if op is sre.LITERAL:
        return chr(value)
    if op is sre.RANGE:
        return chr(chance.randint(value[0], min(value[1], 0xD7FF) if value[0] < 0xD800 else value[1]))
    return {"CATEGORY_DIGIT": "1", "CATEGORY_SPACE": " "}.get(str(value), chance.choice(LETTERS))


def attacks(pattern: re.Pattern[str], chance: random.Random, tries: int) -> Iterator[tuple[str, str, str]]:
    """Yield beginnings, what is to be repeated behind them, and ends."""
    for letter in LETTERS:
        yield "", letter, ""
    for _ in range(tries):
        said = sample(pattern, chance) or "a"
        cut = chance.randrange(len(said) + 1)
        begin = chance.randrange(len(said))
        unit = said[begin : begin + chance.randint(1, 4)] if chance.random() < 0.7 else chance.choice(LETTERS)
        yield chance.choice(["", said[:cut]]), unit, chance.choice(["", "", "x", said[cut:]])


class TooSlowError(Exception):
    """The time for one pattern is over."""


def searched(pattern: re.Pattern[str], text: str, limit: float = 5.0) -> None:
    """Find all of a pattern in a text; raise TooSlowError where that takes `limit` seconds of processor time."""

    def stop(*_: object) -> None:
        raise TooSlowError(pattern.pattern)

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit)
    try:
        pattern.findall(text)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
