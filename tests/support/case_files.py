"""Case files in YAML written anew where a value changed: what stands around it keeps its layout and comments."""

import re

from nianbao.model.yamltext import Mapping, Sequence, parse, plain, quote

WIDTH = 115


def with_value(text, name, key, value):
    """Return a file of cases (a list of mappings) with `value` under `key` of the case of that name.

    A list of texts or a mapping of numbers is written in the file's own style; an empty one takes the key away.
    A new key stands at the case's end, `findings` before `answers`. All other lines stay as they are.
    """
    cases = parse(text)
    assert isinstance(cases, Sequence)
    places = [case for case in cases.items if isinstance(case, Mapping) and plain(case).get("name") == name]
    assert len(places) == 1, f"{len(places)} cases are named {name!r}: names are different within a file"
    (case,) = places
    assert text[case.start] != "{", f"the case {name!r} is in braces: write each of its keys on a line of its own"
    lines = text.splitlines(keepends=True)
    later = [other.line for other in cases.items if other.line > case.line]
    end = _end(lines, case.line, min(later, default=len(lines) + 1) - 1, case.column)
    starts = {each.text: each.line - 1 for each, _ in case.entries}
    indent = " " * (case.column - 1)
    made = _written(indent, key, value) if value else []
    if key in starts:
        at = starts[key]
        after = min((line for line in starts.values() if line > at), default=end)
        stop = _end(lines, at + 1, after, case.column)
    else:
        at = stop = starts["answers"] if key == "findings" and "answers" in starts else end
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    return "".join([*lines[:at], *made, *lines[stop:]])


def _end(lines, first, stop, column):
    """Return where the lines of a key end: blank lines and comments to its left belong to what follows."""
    while stop > first and re.fullmatch(rf"\s*|\s{{0,{column - 1}}}#.*\n?", lines[stop - 1]):
        stop -= 1
    return stop


def _written(indent, key, value):
    if isinstance(value, dict):
        return [f"{indent}{key}: {{{', '.join(f'{quote(name)}: {number}' for name, number in value.items())}}}\n"]
    items = [quote(item) for item in value]
    line = f"{indent}{key}: [{', '.join(items)}]\n"
    if len(line) <= WIDTH:
        return [line]
    return [f"{indent}{key}:\n", *(f"{indent}  - {item}\n" for item in items)]
