"""The characters a regular expression can begin with, so that it is tried only where it can match."""

from collections.abc import Iterable
from typing import Final

# The classes of characters that vocabularies use, as far as they are worth listing.
_CLASSES: Final = {"d": frozenset("0123456789")}
_ANYTHING: Final = None
Firsts = frozenset[str] | None


def firsts(patterns: Iterable[str]) -> Firsts:
    """Return the characters that some patterns can begin with; None if one can begin with anything or be empty.

    Other digits than ASCII ones are folded before a text is read. A lookaround is passed over: what follows it
    decides.

    Example: of "(?<!a)b?[cd]e" it is b, c and d; of "b?" and of "[^b]c" it is None.
    """
    all_firsts: frozenset[str] = frozenset()
    for pattern in patterns:
        begins, may_be_empty = _Parser(pattern).alternatives()
        if begins is _ANYTHING or may_be_empty:
            return _ANYTHING
        all_firsts |= begins
    return all_firsts


def guard(patterns: Iterable[str]) -> str:
    """Return a lookahead for the characters that some patterns can begin with; empty where that is anything."""
    begins = firsts(patterns)
    if begins is _ANYTHING:
        return ""
    # With one digit those of all scripts: texts that are not folded may have them.
    digits = r"\d" if begins & _CLASSES["d"] else ""
    return "(?=[" + "".join("\\" + sign if sign in r"\]^-[" else sign for sign in sorted(begins)) + digits + "])"


class _Parser:
    """A pattern read from left to right, as far as its first characters ask for.

    Known are literals, escapes, classes, groups, lookarounds, alternatives and quantifiers: what vocabularies are
    written in. Raises ValueError for an inline flag or a back reference.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern, self._at = pattern, 0

    def alternatives(self) -> tuple[Firsts, bool]:
        """Return the first characters of alternatives up to a closing bracket, and whether one can be empty."""
        begins, empty = self._sequence()
        while self._peek() == "|":
            self._at += 1
            more, also_empty = self._sequence()
            begins, empty = _joined(begins, more), empty or also_empty
        return begins, empty

    def _sequence(self) -> tuple[Firsts, bool]:
        """Return the first characters of items one behind the other, and whether all can be left out."""
        begins: Firsts = frozenset()
        empty = True
        while (sign := self._peek()) and sign not in "|)":
            item, item_empty = self._item()
            item_empty = self._quantified() or item_empty
            if empty:
                begins = _joined(begins, item)
            empty = empty and item_empty
        return begins, empty

    def _item(self) -> tuple[Firsts, bool]:
        """Return the first characters of one item, without its quantifier, and whether it takes none."""
        sign = self._next()
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class(), False
        if sign == "\\":
            return self._escape(self._next()), False
        if sign in "^$":
            return frozenset(), True
        return (_ANYTHING if sign == "." else frozenset(sign)), False

    def _group(self) -> tuple[Firsts, bool]:
        """Return the first characters of a group behind its bracket; a lookaround has none and takes none."""
        looks_around = False
        if self._peek() == "?":
            self._at += 1
            mark = self._next()
            if mark == "P" and self._peek() == "<":
                self._at = self._pattern.index(">", self._at) + 1
            elif mark == "<":
                self._at += 1
                looks_around = True
            elif mark in "=!":
                looks_around = True
            elif mark not in ":>":
                raise ValueError(f"the pattern {self._pattern!r} has a group that is not known: (?{mark}")
        begins, empty = self.alternatives()
        self._at += 1
        return (frozenset(), True) if looks_around else (begins, empty)

    def _class(self) -> Firsts:
        """Return the members of a class of characters behind its bracket."""
        negated = self._peek() == "^"
        members: set[str] = set()
        anything = negated
        self._at += negated
        while (sign := self._next()) != "]":
            if sign == "\\":
                escaped = self._escape(self._next())
                anything = anything or escaped is _ANYTHING
                members |= escaped or frozenset()
            elif self._peek() == "-" and self._pattern[self._at + 1] != "]":
                self._at += 1
                members |= {chr(code) for code in range(ord(sign), ord(self._next()) + 1)}
            else:
                members.add(sign)
        return _ANYTHING if anything else frozenset(members)

    def _escape(self, sign: str) -> Firsts:
        """Return what an escaped sign stands for: itself, or a class of characters."""
        if sign.isalnum():
            return _CLASSES.get(sign, _ANYTHING)
        return frozenset(sign)

    def _quantified(self) -> bool:
        """Read the quantifier of an item, if it has one; return whether the item may be left out."""
        sign = self._peek()
        if sign == "{":
            low = self._pattern[self._at + 1 : (end := self._pattern.index("}", self._at))].partition(",")[0]
            self._at, may_be_left_out = end + 1, not int(low or 0)
        elif sign and sign in "?*+":
            self._at, may_be_left_out = self._at + 1, sign != "+"
        else:
            return False
        if (more := self._peek()) and more in "?+":
            self._at += 1
        return may_be_left_out

    def _peek(self) -> str:
        """Return the next sign, empty at the end."""
        return self._pattern[self._at : self._at + 1]

    def _next(self) -> str:
        """Take the next sign. Raises IndexError at the end."""
        self._at += 1
        return self._pattern[self._at - 1]


def _joined(one: Firsts, other: Firsts) -> Firsts:
    """Return the first characters of two alternatives."""
    return _ANYTHING if one is None or other is None else one | other
