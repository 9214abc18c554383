"""Fingerprints of findings: 16 hexadecimal digits that stay the same while what is wrong stays the same.

A baseline knows recorded findings by them, a waiver the figures it was written for, and the reports in SARIF
their findings of an earlier run. Code, report, place, variant and the fields of the sentence go in; lines do
not. So codes, variants and the names of fields are promises: renaming one makes every recorded finding new.
"""

import hashlib
from collections import Counter
from decimal import Context, Decimal
from pathlib import PurePath
from typing import Final

from nianbao.archive import Entry
from nianbao.model import kind as kinds
from nianbao.model.finding import Verdict

# A precision beyond the digits of any figure or sum of figures.
_EXACT: Final = Context(prec=100)
# Fields that say where something is, how a parser words it or what a form calls it: no part of what is wrong.
_WHEREABOUTS: Final = frozenset({"line", "files", "detail", "identity"})


def fingerprint_of(code: str, verdict: Verdict, entry: Entry, seen: Counter[str]) -> str:
    """Return the fingerprint of a failed verdict of one file.

    `seen` counts, for the file, the findings that can't be told apart otherwise, and is changed: the second of
    two equal ones has a fingerprint of its own. A file that names no report is known by its own name: its path
    depends on where the command is run.
    """
    parts = facts(code, verdict, entry)
    seen[parts] += 1
    again = f" {seen[parts]}" if seen[parts] > 1 else ""
    return hashlib.sha256((parts + again).encode()).hexdigest()[:16]


def facts(code: str, verdict: Verdict, entry: Entry) -> str:
    """Return all that a fingerprint is made of, as text: equal for findings that can't be told apart."""
    # The default kind is not named, so that what was recorded before there were others stays known.
    named = (entry.agency, entry.year) if entry.kind == kinds.DEFAULT else (entry.agency, entry.year, entry.kind)
    subject = named if entry.year else PurePath(entry.file).name
    relevant = (item for item in verdict.fields.items() if item[0] not in _WHEREABOUTS and item[1] != entry.file)
    values = sorted((name, _canonical(value)) for name, value in relevant)
    return repr((code, subject, str(verdict.place), verdict.variant, values))


def _canonical(value: object) -> str:
    """Return a field so that equal values are equal texts: 12.50 is 12.5, a set is in order."""
    if isinstance(value, Decimal):
        return f"{value.normalize(_EXACT):f}"
    if isinstance(value, (tuple, list)):
        return repr([_canonical(item) for item in value])
    return repr(sorted(map(_canonical, value))) if isinstance(value, (set, frozenset)) else str(value)
