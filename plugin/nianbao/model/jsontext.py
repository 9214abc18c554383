"""JSON that others may have changed, read so that only what JSON can say gets in."""

import json
from typing import Any, Final, NoReturn

from nianbao.model.constants import pattern

# Half of a surrogate pair, also one written as an escape; whole pairs are found as well and stay as they are.
_HALF: Final = pattern(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")


def loads(text: str) -> Any:
    """Return what a JSON document says; raise ValueError for all that is none.

    Python itself would take `NaN` and `Infinity`, make `1e999` endless, and could not write any of it back as
    JSON; nesting without end would be an error of another kind. Half a surrogate, which no page or message can
    hold, is read as a question mark.
    """
    try:
        document = json.loads(text, parse_constant=_refused, parse_float=_finite)
        return (
            json.loads(json.dumps(document, ensure_ascii=False).encode("utf-8", "replace"))
            if _HALF.search(text)
            else document
        )
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _refused(word: str) -> NoReturn:
    """Refuse `NaN` and `Infinity`, which Python's parser would take."""
    raise ValueError(f"{word} is no JSON")


def _finite(digits: str) -> float:
    """Return a number with a point or exponent. Raises ValueError for one no float can hold, such as `1e999`."""
    value = float(digits)
    if value in {float("inf"), float("-inf")}:
        raise ValueError(f"{digits[:20]} is out of range")
    return value
