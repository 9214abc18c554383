"""Verdicts as text: one module a format, each with `write(verdicts, wording) -> str`."""

from collections.abc import Callable, Mapping
from typing import Final

from nianbao.check import Verdicts
from nianbao.reporters import json, text
from nianbao.wording import Wording

FORMATS: Final[Mapping[str, Callable[[Verdicts, Wording], str]]] = {"text": text.write, "json": json.write}
