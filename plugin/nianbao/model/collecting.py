"""When Python looks for objects that only hold one another: reports, verdicts and pages are none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# Every so many objects. Looking through all reports for each 700 new objects takes a tenth of a build.
RARELY: Final = 100_000


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Let Python look less often meanwhile."""
    before = gc.get_threshold()
    gc.set_threshold(RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
