"""One thing that is left to fill in or to check in a new report."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Task:
    """What is left to do. `key` names its message (`new-<key>`), `fields` fill it.

    `at` is the English key of a fact or table, `table/row`, or empty for the report as a whole.
    """

    key: str
    at: str = ""
    fields: Mapping[str, object] = field(default_factory=dict)
