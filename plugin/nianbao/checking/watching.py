"""Who sees the work go on, such as a bar of progress."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")


class Watch(Protocol):
    """Gives items back one by one, as they are done at a stage of the work."""

    def __call__(self, items: Sequence[_Item], stage: str) -> Iterable[_Item]:
        """Return the items; `stage` is `reading` or `judging`."""


def unwatched(items: Sequence[_Item], stage: str) -> Iterable[_Item]:  # noqa: ARG001 - as every Watch
    """Return the items: nobody watches."""
    return items
