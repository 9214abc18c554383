"""The texts of a PDF outside its pages: comments of readers, and what was filled into its forms."""

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

# A report has some dozen; what is behind these isn't looked at.
_MOST: Final = 20_000
# Texts of an annotation: what it says, the value of a field and its tip. Links and looks are none.
_KEYS: Final = ("Contents", "V", "TU")
_DEEPEST: Final = 8


def texts(page: Any) -> Iterator[str]:
    """Yield the texts of the annotations and form fields of a page."""
    annotations = resolve1(page.annots)
    for reference in islice(annotations, _MOST) if isinstance(annotations, list) else ():
        entry = resolve1(reference)
        for _ in range(_DEEPEST):
            if not isinstance(entry, dict):
                break
            for key in _KEYS:
                yield from _texts(resolve1(entry.get(key)))
            # A field drawn in several places has its value one level up.
            entry = resolve1(entry.get("Parent"))


def _texts(value: Any) -> Iterator[str]:
    """Yield a value as text: names of states, as of boxes to tick, are none."""
    if isinstance(value, bytes):
        if content := decode_text(value).strip():
            yield content
    elif isinstance(value, list):
        for part in islice(value, _MOST):
            if isinstance(resolve1(part), bytes):
                yield from _texts(resolve1(part))
