"""JSON that others may have changed, read so that only what JSON can say gets in."""

import json
from typing import Any, NoReturn


def loads(text: str) -> Any:
    """Return what a JSON document says; raise ValueError for all that is none.

    Python itself would take `NaN` and `Infinity`, make `1e999` endless, and could not write any of it back as
    JSON; nesting without end would be an error of another kind.
    """
    try:
        return json.loads(text, parse_constant=_refused, parse_float=_finite)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refused(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _finite(digits: str) -> float:
    value = float(digits)
    if value in {float("inf"), float("-inf")}:
        raise ValueError(f"{digits[:20]} is out of range")
    return value
