"""Verdicts as text: one module a format, each with the same pure function `write`.

`write(verdicts, messages, comparison=None)` returns the whole document; `comparison` is the run
against a baseline.
"""

from collections.abc import Mapping
from typing import Final, Protocol

from nianbao.checking.baseline import Comparison
from nianbao.checking.check import Verdicts
from nianbao.messages import Messages
from nianbao.reporters import github, json, junit, markdown, sarif, text


class Write(Protocol):
    """What every reporter is."""

    def __call__(self, verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
        """Return the judgements as one document."""


FORMATS: Final[Mapping[str, Write]] = {
    "text": text.write,
    "json": json.write,
    "sarif": sarif.write,
    "junit": junit.write,
    "github": github.write,
    "markdown": markdown.write,
}
